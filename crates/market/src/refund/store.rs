//! Rows of `refund`.

use db::{Conn, Keep, on};
use diesel::{dsl::sql, prelude::*, sql_types};
use kernel::{Code, Error, PageQuery, TenantId, Ts};

use super::{RefundId, RefundRow, RefundState};
use crate::schema::refund;

pub(crate) fn insert(c: &mut Conn<'_>, row: &RefundRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(refund::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn anywhere(c: &mut Conn<'_>, id: RefundId) -> db::Result<Option<RefundRow>> {
    Ok(on!(c, k => refund::table.filter(refund::id.eq(id)).select(RefundRow::as_select()).first(*k).optional())?)
}

/// Refunds of a tenant, or of all, newest first.
pub(crate) fn list(c: &mut Conn<'_>, tenant: Option<TenantId>, page: &PageQuery) -> db::Result<Vec<RefundRow>> {
    let before: RefundId = page.before();
    Ok(on!(c, k => {
        let mut query = refund::table.filter(refund::id.lt(before)).into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(refund::tenant_id.eq(tenant));
        }
        query.order(refund::id.desc()).limit(page.fetch()).select(RefundRow::as_select()).load(*k)
    })?)
}

/// What a tenant took out or is about to, minor units.
pub(crate) fn taken(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<i64> {
    let total = sql::<sql_types::BigInt>("CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT)");
    Ok(on!(c, k => refund::table
        .filter(refund::tenant_id.eq(tenant).and(refund::state.ne(RefundState::Returned)))
        .select(total)
        .first(*k))?)
}

/// Compare-and-set: the bank has answered.
pub(crate) fn end(c: &mut Conn<'_>, row: &RefundRow, state: RefundState, bank_ref: &str, now: Ts) -> db::Result<()> {
    let open = refund::table.find((row.tenant_id, row.id)).filter(refund::state.eq(RefundState::Instructed));
    let set = (refund::state.eq(state), refund::bank_ref.eq(Some(bank_ref)), refund::changed_at.eq(now));
    let rows = on!(c, k => diesel::update(open).set(set).keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::AlreadyDecided, "the bank has answered already").into()) }
}
