//! Rows of `invoice`.

use db::{Conn, on};
use diesel::{dsl::sql, prelude::*, sql_types};
use kernel::{PageQuery, TenantId, Ts};

use super::{InvoiceId, InvoiceKind, InvoiceRow};
use crate::schema::invoice;

pub(crate) fn insert(c: &mut Conn<'_>, row: &InvoiceRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(invoice::table).values(row).execute(*k))?;
    Ok(())
}

/// Up to when a tenant's journal is invoiced.
pub(crate) fn until(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Option<Ts>> {
    Ok(on!(c, k => invoice::table
        .filter(invoice::tenant_id.eq(tenant))
        .order(invoice::until_at.desc())
        .select(invoice::until_at)
        .first(*k)
        .optional())?)
}

/// Invoices of a tenant, or of all, newest first.
pub(crate) fn list(c: &mut Conn<'_>, tenant: Option<TenantId>, page: &PageQuery) -> db::Result<Vec<InvoiceRow>> {
    let before: InvoiceId = page.before();
    Ok(on!(c, k => {
        let mut query = invoice::table.filter(invoice::id.lt(before)).into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(invoice::tenant_id.eq(tenant));
        }
        query.order(invoice::id.desc()).limit(page.fetch()).select(InvoiceRow::as_select()).load(*k)
    })?)
}

pub(crate) fn anywhere(c: &mut Conn<'_>, id: InvoiceId) -> db::Result<Option<InvoiceRow>> {
    Ok(on!(c, k => invoice::table.filter(invoice::id.eq(id)).select(InvoiceRow::as_select()).first(*k).optional())?)
}

/// Invoices less credit notes of a tenant, minor units.
pub(crate) fn sum(c: &mut Conn<'_>, tenant: TenantId, kind: InvoiceKind) -> db::Result<i64> {
    let total = sql::<sql_types::BigInt>("CAST(COALESCE(SUM(sum_minor), 0) AS BIGINT)");
    Ok(on!(c, k => invoice::table
        .filter(invoice::tenant_id.eq(tenant).and(invoice::kind.eq(kind)))
        .select(total)
        .first(*k))?)
}
