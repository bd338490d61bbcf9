//! Use cases of costs.

use authz::Resource;
use http::Ctx;
use kernel::{Result, Role, Scope};
use market::ProjectId;

use super::{Costs, DAYS};
use crate::earning::store;

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
