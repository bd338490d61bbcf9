//! Rows of `deposit`.

use db::{Conn, on};
use diesel::{dsl::sql, prelude::*, sql_types};
use kernel::TenantId;

use super::DepositRow;
use crate::schema::deposit;

pub(crate) fn insert(c: &mut Conn<'_>, row: &DepositRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(deposit::table).values(row).execute(*k))?;
    Ok(())
}

/// Everything that a tenant prepaid and did not take back, minor units.
pub(crate) fn prepaid(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<i64> {
    let total = sql::<sql_types::BigInt>("CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT)");
    Ok(on!(c, k => deposit::table.filter(deposit::tenant_id.eq(tenant)).select(total).first(*k))?)
}
