//! Use cases of decisions: reading and replaying.

use authz::Resource;
use http::Ctx;
use kernel::{DecisionId, Error, Page, PageQuery, Result, Role, Scope};

use super::{DecisionRow, Replay, Replayers, replay, store};

/// The decisions an actor may see: admins all, enterprises their tenant's, others those about themselves.
pub(crate) async fn list(ctx: &Ctx, kind: Option<String>, query: PageQuery) -> Result<Page<store::Full>> {
    let actor = ctx.actor()?;
    let (whose, scope) = match actor.role {
        Role::Admin => (store::Whose::All, Scope::Platform),
        Role::Member | Role::Owner => (store::Whose::Tenant(actor.tenant), actor.scope()),
        // Decisions about a worker may belong to an enterprise's work.
        Role::Worker | Role::Visitor => (store::Whose::Subject(actor.account), Scope::Platform),
    };
    let before = query.before();
    let fetch = query.fetch();
    let rows = ctx.app.db.read(scope, move |c| store::list(c, whose, kind, before, fetch)).await?;
    Ok(Page::cut(rows, &query, |(row, _)| row.id))
}

pub(crate) async fn get(ctx: &Ctx, id: DecisionId) -> Result<store::Full> {
    ctx.actor()?;
    let found = ctx.app.db.read(Scope::Platform, move |c| store::get(c, id)).await?;
    let found = found.ok_or_else(|| Error::not_found("the decision"))?;
    permit(ctx, "decision:read", &found.0)?;
    Ok(found)
}

fn permit(ctx: &Ctx, action: &str, row: &DecisionRow) -> Result<()> {
    let resource = Resource::of("decision").id(row.id).tenant(row.tenant_id);
    let resource = match row.subject_id {
        Some(subject) => resource.owner(subject),
        None => resource,
    };
    // Whether a decision about somebody else exists is nobody's business.
    ctx.permit(action, &resource).map_err(|_| Error::not_found("the decision"))
}

/// Decides again with the recorded inputs and policy.
pub(crate) async fn again(ctx: &Ctx, id: DecisionId) -> Result<Replay> {
    let (row, _) = get(ctx, id).await?;
    permit(ctx, "decision:replay", &row)?;
    let replayers = ctx.app.get::<Replayers>()?;
    ctx.app.db.read(Scope::Platform, move |c| replay(c, &replayers.0, id)).await
}
