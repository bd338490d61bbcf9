//! Rows of `day_seal`.

use db::{Conn, on};
use diesel::prelude::*;

use super::SealRow;
use crate::schema::day_seal;

pub(crate) fn insert(c: &mut Conn<'_>, row: &SealRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(day_seal::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn last(c: &mut Conn<'_>) -> db::Result<Option<SealRow>> {
    Ok(on!(c, k => day_seal::table.order(day_seal::day.desc()).select(SealRow::as_select()).first(*k).optional())?)
}

/// Days after `after`, in order.
pub(crate) fn after(c: &mut Conn<'_>, after: &str, limit: i64) -> db::Result<Vec<SealRow>> {
    Ok(on!(c, k => day_seal::table
        .filter(day_seal::day.gt(after))
        .order(day_seal::day)
        .limit(limit)
        .select(SealRow::as_select())
        .load(*k))?)
}

/// Newest first.
pub(crate) fn newest(c: &mut Conn<'_>, limit: i64) -> db::Result<Vec<SealRow>> {
    Ok(on!(c, k => day_seal::table.order(day_seal::day.desc()).limit(limit).select(SealRow::as_select()).load(*k))?)
}
