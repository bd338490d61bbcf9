//! Rows of `hold`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, Code, Error, TenantId, Ts};

use super::{HoldKind, HoldRow, HoldState};
use crate::{
    EarningId,
    schema::{earning, hold},
};

pub(crate) fn insert(c: &mut Conn<'_>, row: &HoldRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(hold::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, case: audit::CaseId) -> db::Result<Option<HoldRow>> {
    Ok(on!(c, k => hold::table.filter(hold::case_id.eq(case)).select(HoldRow::as_select()).first(*k).optional())?)
}

/// What is or was held of an earning.
pub(crate) fn of_earning(c: &mut Conn<'_>, earning: EarningId) -> db::Result<Vec<HoldRow>> {
    Ok(on!(c, k => hold::table.filter(hold::earning_id.eq(earning)).order(hold::case_id).select(HoldRow::as_select()).load(*k))?)
}

/// What is held of a worker now.
pub(crate) fn open(c: &mut Conn<'_>, worker: AccountId) -> db::Result<Vec<HoldRow>> {
    Ok(on!(c, k => hold::table
        .filter(hold::worker_id.eq(worker).and(hold::state.eq(HoldState::Held)))
        .order(hold::case_id)
        .select(HoldRow::as_select())
        .load(*k))?)
}

/// When a tenant rejected pieces since `from`.
pub(crate) fn rejected(c: &mut Conn<'_>, tenant: TenantId, from: Ts) -> db::Result<Vec<Ts>> {
    Ok(on!(c, k => hold::table
        .filter(hold::tenant_id.eq(tenant).and(hold::kind.eq(HoldKind::Rejection)).and(hold::created_at.ge(from)))
        .select(hold::created_at)
        .load(*k))?)
}

/// When pieces of a tenant were finished since `from`.
pub(crate) fn pieces(c: &mut Conn<'_>, tenant: TenantId, from: Ts) -> db::Result<Vec<Ts>> {
    Ok(on!(c, k => earning::table
        .filter(earning::tenant_id.eq(tenant).and(earning::earned_at.ge(from)))
        .select(earning::earned_at)
        .load(*k))?)
}

/// Compare-and-set: held pay is won or lost.
pub(crate) fn end(c: &mut Conn<'_>, row: &HoldRow, state: HoldState, now: Ts) -> db::Result<()> {
    let held = hold::table.find((row.tenant_id, row.case_id)).filter(hold::state.eq(HoldState::Held));
    let rows = on!(c, k => diesel::update(held).set((hold::state.eq(state), hold::changed_at.eq(now))).keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the hold changed meanwhile").into()) }
}
