//! Use cases of costs.

use authz::Resource;
use db::Conn;
use http::Ctx;
use kernel::{Page, PageQuery, Result, Role, Scope};
use market::ProjectId;

use super::{Costs, DAYS};
use crate::{
    EarningId,
    earning::{EarningRow, StepPaid, store},
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

/// A piece with where a rejection of it stands.
pub(crate) struct Piece {
    pub(crate) row: EarningRow,
    pub(crate) contested: Option<HoldState>,
    pub(crate) may_reject: bool,
    /// The steps that were paid for.
    pub(crate) did: Vec<StepPaid>,
}

/// Pieces of the actor's tenant (of all, for admins), whether one was contested, and whether it may be rejected now.
pub(crate) async fn pieces(ctx: &Ctx, query: PageQuery) -> Result<Page<Piece>> {
    let actor = ctx.actor()?;
    ctx.permit("cost:read", &Resource::of("cost").tenant(actor.tenant))?;
    let (tenant, now) = ((actor.role != Role::Admin).then_some(actor.tenant), ctx.now);
    let asked = query.clone();
    let read = move |c: &mut Conn<'_>| {
        let until = hold::service::rejectable_from(c, now)?;
        let rows = store::of_tenant(c, tenant, &asked)?;
        let ids: Vec<EarningId> = rows.iter().map(|row| row.id).collect();
        let steps = store::steps(c, &ids)?;
        rows.into_iter()
            .map(|row| {
                let contested = holds::of_earning(c, row.id)?.last().map(|h| h.state);
                let may_reject = contested.is_none() && row.earned_at >= until;
                let did = steps.iter().filter(|(id, _)| *id == row.id).map(|(_, step)| step.clone()).collect();
                Ok(Piece { row, contested, may_reject, did })
            })
            .collect::<db::Result<Vec<_>>>()
    };
    let rows = ctx.app.db.read(Scope::Platform, read).await?;
    Ok(Page::cut(rows, &query, |piece| piece.row.id))
}
