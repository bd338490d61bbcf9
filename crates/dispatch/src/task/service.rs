//! Use cases of tasks: the list, handing over, taking back. Other transitions are the conversation's, through the façade.

use http::Ctx;
use kernel::{AccountId, Actor, Error, Page, PageQuery, Result, Scope, Ts};
use serde_json::{Value, json};

use super::{TaskRow, TaskState, store};
use crate::{
    Engine, ProjectId, TaskId, eligible,
    moves::{self, Target},
    offer::service::reach,
};

/// Tasks newest first: an enterprise's own, or everybody's for an admin.
pub(crate) async fn list(
    ctx: &Ctx,
    project: Option<ProjectId>,
    state: Option<TaskState>,
    page: PageQuery,
) -> Result<Page<TaskRow>> {
    let actor = ctx.actor()?;
    let (scope, tenant) = reach(actor.role, actor.tenant);
    let query = page.clone();
    let rows = ctx.app.db.read(scope, move |c| store::list(c, tenant, project, state, &query)).await?;
    Ok(Page::cut(rows, &page, |row| row.id))
}

/// A worker hands a conversation they serve to `to`, and keeps it until somebody has accepted. Returns the task that follows.
///
/// Errors: `not_found` unless they serve it; else as `moves::transfer`.
pub(crate) async fn transfer(ctx: &Ctx, id: TaskId, to: Target) -> Result<TaskId> {
    let (actor, engine, now) = (ctx.actor()?.clone(), ctx.app.get::<Engine>()?, ctx.now);
    let write = move |c: &mut db::Conn<'_>| {
        let task = served(c, &actor, id)?;
        let follower = moves::transfer(c, engine.rules(), &task, &to, now)?;
        let detail = match &to {
            Target::Worker(worker) => json!({"follower": follower, "to_worker": worker}),
            Target::Queue(skill) => json!({"follower": follower, "to_queue": skill}),
        };
        trail(c, &actor, "task.transfer", &task, detail, now)?;
        Ok(follower)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// The worker thinks better of it. Errors: `not_found` unless they serve the task; `wrong_state` when nothing waits.
pub(crate) async fn withdraw(ctx: &Ctx, id: TaskId) -> Result<()> {
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut db::Conn<'_>| {
        let task = served(c, &actor, id)?;
        if !moves::withdraw_transfer(c, &task, "withdrawn", now)? {
            return Err(Error::new(kernel::Code::WrongState, "this conversation is not being handed over").into());
        }
        trail(c, &actor, "task.transfer_withdrawn", &task, json!({}), now)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// Skills a task of the worker's may be handed to: those the enterprise's projects ask for.
pub(crate) async fn queues(ctx: &Ctx, id: TaskId) -> Result<Vec<String>> {
    let actor = ctx.actor()?.clone();
    let load = move |c: &mut db::Conn<'_>| {
        let task = served(c, &actor, id)?;
        let mut skills: Vec<String> =
            eligible::projects(c, Some(task.tenant_id))?.into_iter().map(|project| project.skill).collect();
        skills.sort();
        skills.dedup();
        Ok(skills)
    };
    ctx.app.db.read(Scope::Platform, load).await
}

/// Workers who could take a served task over now, each with their level and since when they are idle, who is idle longest first.
///
/// Errors: `not_found` unless the caller serves the task or answers for it; `wrong_state` when nobody serves it.
pub(crate) async fn colleagues(ctx: &Ctx, id: TaskId) -> Result<Vec<(AccountId, u8, Ts)>> {
    let (engine, now) = (ctx.app.get::<Engine>()?, ctx.now);
    let task = ctx.app.db.read(Scope::Platform, move |c| store::anywhere(c, id)).await?;
    let task = task.ok_or_else(|| Error::not_found("task"))?;
    let mut resource = authz::Resource::of("task").id(id).tenant(task.tenant_id);
    if task.state == TaskState::Assigned {
        resource.owner = task.worker_id;
    }
    ctx.permit("task:colleagues", &resource).map_err(|_| Error::not_found("task"))?;
    if task.state != TaskState::Assigned {
        return Err(Error::new(kernel::Code::WrongState, "only a conversation that is being served can be handed over"));
    }
    ctx.app.db.read(Scope::Platform, move |c| eligible::colleagues(c, engine.rules(), &task, now)).await
}

/// A supervisor takes a served task from its worker. Errors: `not_found` for another tenant's; `wrong_state`.
pub(crate) async fn release(ctx: &Ctx, id: TaskId) -> Result<()> {
    let (actor, engine, now) = (ctx.actor()?.clone(), ctx.app.get::<Engine>()?, ctx.now);
    let (_, tenant) = reach(actor.role, actor.tenant);
    let write = move |c: &mut db::Conn<'_>| {
        let task = match tenant {
            Some(tenant) => store::get(c, tenant, id)?,
            None => store::anywhere(c, id)?,
        };
        let task = task.ok_or_else(|| Error::not_found("task"))?;
        moves::force_release(c, engine.rules(), &task, now)?;
        trail(c, &actor, "task.force_release", &task, json!({"worker": task.worker_id}), now)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// A task that the worker serves at this moment.
fn served(c: &mut db::Conn<'_>, actor: &Actor, id: TaskId) -> db::Result<TaskRow> {
    let mine = |task: &TaskRow| task.worker_id == Some(actor.account) && task.state == TaskState::Assigned;
    store::anywhere(c, id)?.filter(mine).ok_or_else(|| Error::not_found("task").into())
}

fn trail(c: &mut db::Conn<'_>, actor: &Actor, action: &'static str, task: &TaskRow, detail: Value, at: Ts) -> db::Result<()> {
    let (tenant, object_id) = (task.tenant_id, task.id.uuid());
    audit::record(c, &audit::Entry { tenant, actor: Some(actor), action, object_kind: "task", object_id, detail, at })?;
    Ok(())
}
