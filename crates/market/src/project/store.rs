//! Rows of `project`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{Code, Error, PageQuery, TenantId};

use super::{Project, ProjectRow};
use crate::{ProjectId, schema::project};

pub(crate) fn insert(c: &mut Conn<'_>, new: &Project) -> db::Result<()> {
    let row = ProjectRow::try_from(new)?;
    on!(c, k => diesel::insert_into(project::table).values(&row).execute(*k))?;
    Ok(())
}

fn parse(row: Option<ProjectRow>) -> db::Result<Option<Project>> {
    Ok(row.map(Project::try_from).transpose()?)
}

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, id: ProjectId) -> db::Result<Option<Project>> {
    parse(on!(c, k => project::table.find((tenant, id)).select(ProjectRow::as_select()).first(*k).optional())?)
}

/// Any tenant's project: the caller decides what of it to show.
pub(crate) fn anywhere(c: &mut Conn<'_>, id: ProjectId) -> db::Result<Option<Project>> {
    parse(on!(c, k => project::table.filter(project::id.eq(id)).select(ProjectRow::as_select()).first(*k).optional())?)
}

/// The project whose widget bears `token`; widgets do not say whose they are.
pub(crate) fn by_widget(c: &mut Conn<'_>, token: &str) -> db::Result<Option<Project>> {
    parse(
        on!(c, k => project::table.filter(project::widget_token.eq(token)).select(ProjectRow::as_select()).first(*k).optional())?,
    )
}

/// Projects of a tenant, or of all, newest first.
pub(crate) fn list(c: &mut Conn<'_>, tenant: Option<TenantId>, page: &PageQuery) -> db::Result<Vec<Project>> {
    let before: ProjectId = page.before();
    let rows: Vec<ProjectRow> = on!(c, k => {
        let mut query = project::table.filter(project::id.lt(before)).into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(project::tenant_id.eq(tenant));
        }
        query.order(project::id.desc()).limit(page.fetch()).select(ProjectRow::as_select()).load(*k)
    })?;
    Ok(rows.into_iter().map(Project::try_from).collect::<kernel::Result<_>>()?)
}

/// Every project of a tenant, or of all, oldest first.
pub(crate) fn all(c: &mut Conn<'_>, tenant: Option<TenantId>) -> db::Result<Vec<Project>> {
    let rows: Vec<ProjectRow> = on!(c, k => {
        let mut query = project::table.into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(project::tenant_id.eq(tenant));
        }
        query.order(project::id).select(ProjectRow::as_select()).load(*k)
    })?;
    Ok(rows.into_iter().map(Project::try_from).collect::<kernel::Result<_>>()?)
}

pub(crate) fn by_ids(c: &mut Conn<'_>, ids: &[ProjectId]) -> db::Result<Vec<Project>> {
    let rows: Vec<ProjectRow> =
        on!(c, k => project::table.filter(db::among(project::id, ids)).select(ProjectRow::as_select()).load(*k))?;
    Ok(rows.into_iter().map(Project::try_from).collect::<kernel::Result<_>>()?)
}

/// Compare-and-set: `next` replaces the project if it still has the version that `seen` had.
pub(crate) fn replace(c: &mut Conn<'_>, seen: &Project, next: &Project) -> db::Result<()> {
    let row = ProjectRow::try_from(next)?;
    let rows = on!(c, k => diesel::update(project::table.find((seen.tenant_id, seen.id)).filter(project::version.eq(seen.version)))
        .set((
            project::name.eq(&row.name),
            project::price_minor.eq(row.price_minor),
            project::currency.eq(&row.currency),
            project::sensitivity.eq(row.sensitivity),
            project::is_drawn.eq(row.is_drawn),
            project::masking_policy.eq(&row.masking_policy),
            project::state.eq(row.state),
            project::origins.eq(&row.origins),
            project::version.eq(row.version),
            project::changed_at.eq(row.changed_at),
        ))
        .keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the project changed meanwhile; load it again").into()) }
}
