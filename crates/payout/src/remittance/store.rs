//! Rows of `remittance`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{PageQuery, Ts};

use super::{RemittanceId, RemittanceRow, RemittanceState};
use crate::schema::remittance;

/// `false` when the filing was paid before.
pub(crate) fn insert(c: &mut Conn<'_>, row: &RemittanceRow) -> db::Result<bool> {
    Ok(on!(c, k => diesel::insert_into(remittance::table).values(row).on_conflict_do_nothing().execute(*k))? == 1)
}

pub(crate) fn get(c: &mut Conn<'_>, id: RemittanceId) -> db::Result<Option<RemittanceRow>> {
    Ok(on!(c, k => remittance::table.filter(remittance::id.eq(id)).select(RemittanceRow::as_select()).first(*k).optional())?)
}

/// Adds what a step paid.
pub(crate) fn add(c: &mut Conn<'_>, id: RemittanceId, accounts: i64, minor: i64, now: Ts) -> db::Result<()> {
    let set = (
        remittance::accounts.eq(remittance::accounts + accounts),
        remittance::amount_minor.eq(remittance::amount_minor + minor),
        remittance::changed_at.eq(now),
    );
    on!(c, k => diesel::update(remittance::table.filter(remittance::id.eq(id))).set(set).keep().execute(*k))?;
    Ok(())
}

pub(crate) fn done(c: &mut Conn<'_>, id: RemittanceId, now: Ts) -> db::Result<()> {
    let set = (remittance::state.eq(RemittanceState::Done), remittance::changed_at.eq(now));
    on!(c, k => diesel::update(remittance::table.filter(remittance::id.eq(id))).set(set).keep().execute(*k))?;
    Ok(())
}

/// Newest first.
pub(crate) fn list(c: &mut Conn<'_>, page: &PageQuery) -> db::Result<Vec<RemittanceRow>> {
    let before: RemittanceId = page.before();
    Ok(on!(c, k => remittance::table
        .filter(remittance::id.lt(before))
        .order(remittance::id.desc())
        .limit(page.fetch())
        .select(RemittanceRow::as_select())
        .load(*k))?)
}
