//! Rows of `project_rate`.

use std::collections::HashMap;

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{TenantId, Ts};

use super::RateRow;
use crate::{ProjectId, schema::project_rate};

pub(crate) fn insert(c: &mut Conn<'_>, row: &RateRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(project_rate::table).values(row).execute(*k))?;
    Ok(())
}

/// The rates of a project that hold at `at`.
pub(crate) fn at(c: &mut Conn<'_>, project: ProjectId, at: Ts) -> db::Result<Option<RateRow>> {
    Ok(on!(c, k => project_rate::table
        .filter(project_rate::project_id.eq(project).and(project_rate::effective_at.le(at)))
        .order((project_rate::effective_at.desc(), project_rate::id.desc()))
        .select(RateRow::as_select())
        .first(*k)
        .optional())?)
}

/// The rates of many projects that hold at `at`.
pub(crate) fn all_at(c: &mut Conn<'_>, projects: &[ProjectId], at: Ts) -> db::Result<HashMap<ProjectId, RateRow>> {
    let rows: Vec<RateRow> = on!(c, k => project_rate::table
        .filter(db::among(project_rate::project_id, projects).and(project_rate::effective_at.le(at)))
        .order((project_rate::effective_at, project_rate::id))
        .select(RateRow::as_select())
        .load(*k))?;
    // A later one takes the place of an earlier one.
    Ok(rows.into_iter().map(|row| (row.project_id, row)).collect())
}

/// All rates of a tenant's project, the latest to hold first.
pub(crate) fn list(c: &mut Conn<'_>, tenant: TenantId, project: ProjectId) -> db::Result<Vec<RateRow>> {
    Ok(on!(c, k => project_rate::table
        .filter(project_rate::tenant_id.eq(tenant).and(project_rate::project_id.eq(project)))
        .order((project_rate::effective_at.desc(), project_rate::id.desc()))
        .limit(200)
        .select(RateRow::as_select())
        .load(*k))?)
}

/// Rates that hold by now and whose projects still show other prices, oldest first.
pub(crate) fn due(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<Vec<RateRow>> {
    Ok(on!(c, k => project_rate::table
        .filter(project_rate::applied.eq(0).and(project_rate::effective_at.le(now)))
        .order((project_rate::effective_at, project_rate::id))
        .limit(limit)
        .select(RateRow::as_select())
        .load(*k))?)
}

pub(crate) fn applied(c: &mut Conn<'_>, row: &RateRow) -> db::Result<()> {
    on!(c, k => diesel::update(project_rate::table.find((row.tenant_id, row.id))).set(project_rate::applied.eq(1)).keep().execute(*k))?;
    Ok(())
}
