//! Use cases of costs.

use authz::Resource;
use db::Conn;
use http::Ctx;
use kernel::{Page, PageQuery, Result, Role, Scope};
use market::ProjectId;

use super::{Costs, DAYS};
use crate::{
    earning::{EarningRow, store},
    hold::{self, HoldState, store as holds},
};

/// Costs of the actor's tenant, or of one project of theirs; another tenant's project is not found. Admins see all.
pub(crate) async fn read(ctx: &Ctx, project: Option<ProjectId>) -> Result<Costs> {
    let actor = ctx.actor()?;
    ctx.permit("cost:read", &Resource::of("cost").tenant(actor.tenant))?;
    let (tenant, scope) = match actor.role {
        Role::Admin => (None, Scope::Platform),
        _ => (Some(actor.tenant), actor.scope()),
    };
    ctx.app
        .db
        .read(scope, move |c| {
            match (project, tenant) {
                (Some(id), Some(tenant)) => drop(market::project_of(c, tenant, id)?),
                (Some(id), None) => drop(market::project(c, id)?),
                (None, _) => {}
            }
            Ok(Costs::of(store::by_day(c, tenant, project, DAYS)?))
        })
        .await
}

/// Pieces of the actor's tenant (of all, for admins), whether one was contested, and whether it may be rejected now.
pub(crate) async fn pieces(ctx: &Ctx, query: PageQuery) -> Result<Page<(EarningRow, Option<HoldState>, bool)>> {
    let actor = ctx.actor()?;
    ctx.permit("cost:read", &Resource::of("cost").tenant(actor.tenant))?;
    let (tenant, now) = ((actor.role != Role::Admin).then_some(actor.tenant), ctx.now);
    let asked = query.clone();
    let read = move |c: &mut Conn<'_>| {
        let until = hold::service::rejectable_from(c, now)?;
        let rows = store::of_tenant(c, tenant, &asked)?;
        rows.into_iter()
            .map(|row| {
                let contested = holds::of_earning(c, row.id)?.last().map(|h| h.state);
                let may_reject = contested.is_none() && row.earned_at >= until;
                Ok((row, contested, may_reject))
            })
            .collect::<db::Result<Vec<_>>>()
    };
    let rows = ctx.app.db.read(Scope::Platform, read).await?;
    Ok(Page::cut(rows, &query, |(row, ..)| row.id))
}
