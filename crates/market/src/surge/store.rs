//! Rows of `surge_pool`.

use std::collections::HashSet;

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{PageQuery, TenantId, Ts};

use super::{PoolRow, PoolState};
use crate::{PoolId, ProjectId, schema::surge_pool};

pub(crate) fn insert(c: &mut Conn<'_>, row: &PoolRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(surge_pool::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, id: PoolId) -> db::Result<Option<PoolRow>> {
    Ok(on!(c, k => surge_pool::table.find((tenant, id)).select(PoolRow::as_select()).first(*k).optional())?)
}

/// Surges of a project that promise at `now`, the steepest first.
pub(crate) fn open(c: &mut Conn<'_>, project: ProjectId, now: Ts) -> db::Result<Vec<PoolRow>> {
    Ok(on!(c, k => surge_pool::table
        .filter(surge_pool::project_id.eq(project).and(surge_pool::state.eq(PoolState::Open)))
        .filter(surge_pool::starts_at.le(now).and(surge_pool::ends_at.gt(now)))
        .order((surge_pool::gap_bp.desc(), surge_pool::id))
        .limit(20)
        .select(PoolRow::as_select())
        .load(*k))?)
}

/// Those of `projects` that have a surge which promises at `now`.
pub(crate) fn with_open(c: &mut Conn<'_>, projects: &[ProjectId], now: Ts) -> db::Result<HashSet<ProjectId>> {
    let rows: Vec<ProjectId> = on!(c, k => surge_pool::table
        .filter(db::among(surge_pool::project_id, projects).and(surge_pool::state.eq(PoolState::Open)))
        .filter(surge_pool::starts_at.le(now).and(surge_pool::ends_at.gt(now)))
        .select(surge_pool::project_id)
        .load(*k))?;
    Ok(rows.into_iter().collect())
}

/// A tenant's surges, newest first.
pub(crate) fn list(c: &mut Conn<'_>, tenant: TenantId, page: &PageQuery) -> db::Result<Vec<PoolRow>> {
    let before: PoolId = page.before();
    Ok(on!(c, k => surge_pool::table
        .filter(surge_pool::tenant_id.eq(tenant).and(surge_pool::id.lt(before)))
        .order(surge_pool::id.desc())
        .limit(page.fetch())
        .select(PoolRow::as_select())
        .load(*k))?)
}

/// Surges whose time is over and that still have the state open, oldest first.
pub(crate) fn over(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<Vec<PoolRow>> {
    Ok(on!(c, k => surge_pool::table
        .filter(surge_pool::state.eq(PoolState::Open).and(surge_pool::ends_at.le(now)))
        .order(surge_pool::id)
        .limit(limit)
        .select(PoolRow::as_select())
        .load(*k))?)
}

/// Compare-and-set of the end and the state.
pub(crate) fn set(c: &mut Conn<'_>, row: &PoolRow, ends_at: Ts, state: PoolState, now: Ts) -> db::Result<()> {
    on!(c, k => diesel::update(surge_pool::table.find((row.tenant_id, row.id)).filter(surge_pool::state.eq(row.state)))
        .set((surge_pool::ends_at.eq(ends_at), surge_pool::state.eq(state), surge_pool::changed_at.eq(now)))
        .keep().execute(*k))?;
    Ok(())
}

/// Ids of every surge of a tenant.
pub(crate) fn all(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Vec<PoolId>> {
    Ok(on!(c, k => surge_pool::table.filter(surge_pool::tenant_id.eq(tenant)).select(surge_pool::id).load(*k))?)
}
