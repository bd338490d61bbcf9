//! Rows of tenants.

use db::{Conn, Result, on};
use diesel::prelude::*;
use kernel::{TenantId, Ts};

use super::{TenantKind, TenantView};
use crate::schema::tenant;

/// Writes an enterprise.
pub(crate) fn insert(c: &mut Conn<'_>, id: TenantId, name: &str, now: Ts) -> Result<()> {
    let row = (tenant::id.eq(id), tenant::kind.eq(TenantKind::Enterprise), tenant::name.eq(name), tenant::created_at.eq(now));
    on!(c, k => diesel::insert_into(tenant::table).values(row).execute(*k))?;
    Ok(())
}

/// A tenant by its id, if the transaction may see it.
pub(crate) fn find(c: &mut Conn<'_>, id: TenantId) -> Result<Option<TenantView>> {
    let row: Option<(TenantId, String)> =
        on!(c, k => tenant::table.find(id).select((tenant::id, tenant::name)).first(*k).optional())?;
    Ok(row.map(|(id, name)| TenantView { id, name }))
}

/// Enterprises, newest first, for the platform.
pub(crate) fn enterprises(c: &mut Conn<'_>, before: TenantId, limit: i64) -> Result<Vec<TenantView>> {
    let rows: Vec<(TenantId, String)> = on!(c, k => tenant::table
        .filter(tenant::kind.eq(TenantKind::Enterprise).and(tenant::id.lt(before)))
        .order(tenant::id.desc())
        .limit(limit)
        .select((tenant::id, tenant::name))
        .load(*k))?;
    Ok(rows.into_iter().map(|(id, name)| TenantView { id, name }).collect())
}
