//! Use cases of offers: the worker's answer, and the history of a task's offers.

use http::Ctx;
use kernel::{AccountId, Actor, Error, Result, Role, Scope, TenantId, Ts};
use serde_json::{Value, json};

use super::{ReservationRow, store};
use crate::{
    ConversationId, Engine, ReservationId, TaskId, moves,
    task::{TaskRow, store as tasks},
};

/// The worker takes an offer. A repeat after success answers the same.
///
/// Errors: `not_found` for an offer made to somebody else; `offer_gone` when it is too late.
pub(crate) async fn accept(ctx: &Ctx, id: ReservationId) -> Result<(TaskId, ConversationId)> {
    let actor = ctx.actor()?.clone();
    let worker = actor.account;
    let engine = ctx.app.get::<Engine>()?;
    let now = ctx.now;
    let answer = move |c: &mut db::Conn<'_>| {
        let made = store::of_worker(c, worker, id)?.ok_or_else(|| Error::not_found("offer"))?;
        if let Some(held) = already(c, worker, &made)? {
            return Ok((held.id, held.conversation_id));
        }
        let task = moves::accept(c, engine.rules(), &made, actor.session, now)?;
        trail(c, &actor, "offer.accept", &made, json!({"task": task.id}), now)?;
        Ok((task.id, task.conversation_id))
    };
    ctx.app.db.write(Scope::Platform, answer).await
}

/// The task, when this very offer has been accepted before and is still being served: a lost answer, repeated.
fn already(c: &mut db::Conn<'_>, worker: AccountId, made: &ReservationRow) -> db::Result<Option<TaskRow>> {
    if made.state != super::ReservationState::Accepted {
        return Ok(None);
    }
    let task = tasks::get(c, made.tenant_id, made.task_id)?;
    Ok(task.filter(|t| t.worker_id == Some(worker) && t.attempt == made.attempt && t.state.is_open()))
}

/// The worker passes. Errors as for [`accept`], and `invalid_field` for a reason the policy does not know.
pub(crate) async fn decline(ctx: &Ctx, id: ReservationId, reason: String) -> Result<()> {
    let actor = ctx.actor()?.clone();
    let engine = ctx.app.get::<Engine>()?;
    engine.rules().decline_reason(&reason)?;
    let now = ctx.now;
    let answer = move |c: &mut db::Conn<'_>| {
        let made = store::of_worker(c, actor.account, id)?.ok_or_else(|| Error::not_found("offer"))?;
        moves::decline(c, &made, &reason, now)?;
        trail(c, &actor, "offer.decline", &made, json!({"task": made.task_id, "reason": reason}), now)
    };
    ctx.app.db.write(Scope::Platform, answer).await
}

/// Leaves a line in the enterprise's audit trail about an offer.
fn trail(
    c: &mut db::Conn<'_>,
    actor: &Actor,
    action: &'static str,
    made: &ReservationRow,
    detail: Value,
    at: Ts,
) -> db::Result<()> {
    let (tenant, object_id) = (made.tenant_id, made.id.uuid());
    audit::record(c, &audit::Entry { tenant, actor: Some(actor), action, object_kind: "offer", object_id, detail, at })?;
    Ok(())
}

/// Every offer of a task, first to last; an enterprise sees its own tasks, an admin any.
pub(crate) async fn history(ctx: &Ctx, id: TaskId) -> Result<Vec<ReservationRow>> {
    let actor = ctx.actor()?;
    let (scope, tenant) = reach(actor.role, actor.tenant);
    let load = move |c: &mut db::Conn<'_>| {
        let task = match tenant {
            Some(tenant) => tasks::get(c, tenant, id)?,
            None => tasks::anywhere(c, id)?,
        };
        task.ok_or_else(|| Error::not_found("task"))?;
        store::history(c, id)
    };
    ctx.app.db.read(scope, load).await
}

/// An admin reaches every tenant, everybody else their own.
pub(crate) fn reach(role: Role, tenant: TenantId) -> (Scope, Option<TenantId>) {
    if role == Role::Admin { (Scope::Platform, None) } else { (Scope::Tenant(tenant), Some(tenant)) }
}
