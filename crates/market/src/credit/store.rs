//! Rows of `credit_line` and `postpaid`.

use db::{Conn, Keep, on};
use diesel::{dsl::sql, prelude::*, sql_types};
use kernel::{Code, Error, PageQuery, TenantId};

use super::{LineRow, PostpaidId, PostpaidRow};
use crate::schema::{credit_line, postpaid};

pub(crate) fn put_line(c: &mut Conn<'_>, row: &LineRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(credit_line::table)
        .values(row)
        .on_conflict(credit_line::tenant_id)
        .do_update()
        .set(row)
        .keep().execute(*k))?;
    Ok(())
}

pub(crate) fn line(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Option<LineRow>> {
    Ok(on!(c, k => credit_line::table.find(tenant).select(LineRow::as_select()).first(*k).optional())?)
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &PostpaidRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(postpaid::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn anywhere(c: &mut Conn<'_>, id: PostpaidId) -> db::Result<Option<PostpaidRow>> {
    Ok(on!(c, k => postpaid::table.filter(postpaid::id.eq(id)).select(PostpaidRow::as_select()).first(*k).optional())?)
}

/// Compare-and-set of what was paid and credited.
pub(crate) fn set(c: &mut Conn<'_>, seen: &PostpaidRow, next: &PostpaidRow) -> db::Result<()> {
    let same = postpaid::paid_minor.eq(seen.paid_minor).and(postpaid::credited_minor.eq(seen.credited_minor));
    let row = postpaid::table.find((seen.tenant_id, seen.id)).filter(same);
    let set = (
        postpaid::paid_minor.eq(next.paid_minor),
        postpaid::credited_minor.eq(next.credited_minor),
        postpaid::state.eq(next.state),
        postpaid::changed_at.eq(next.changed_at),
    );
    let rows = on!(c, k => diesel::update(row).set(set).keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the invoice changed meanwhile; try again").into()) }
}

/// Postpaid invoices of a tenant, or of all, newest first.
pub(crate) fn list(c: &mut Conn<'_>, tenant: Option<TenantId>, page: &PageQuery) -> db::Result<Vec<PostpaidRow>> {
    let before: PostpaidId = page.before();
    Ok(on!(c, k => {
        let mut query = postpaid::table.filter(postpaid::id.lt(before)).into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(postpaid::tenant_id.eq(tenant));
        }
        query.order(postpaid::id.desc()).limit(page.fetch()).select(PostpaidRow::as_select()).load(*k)
    })?)
}

/// Everything that a tenant drew and was not given back, minor units.
pub(crate) fn drawn(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<i64> {
    let total = sql::<sql_types::BigInt>("CAST(COALESCE(SUM(amount_minor - credited_minor), 0) AS BIGINT)");
    Ok(on!(c, k => postpaid::table.filter(postpaid::tenant_id.eq(tenant)).select(total).first(*k))?)
}
