//! Use cases of supervision.

use std::sync::Arc;

use authz::Resource;
use db::{Conn, streams};
use dispatch::{Engine, TaskRow, TaskState};
use http::Ctx;
use kernel::{Actor, Code, Error, Result, Role, Scope, Ts};
use serde_json::json;

use super::{WHISPER_MAX, WhisperRow, WhisperView, store};
use crate::{
    ConversationId, TaskId, WhisperId,
    message::clean,
    privacy,
    thread::{ThreadRow, ThreadState, service as threads, store as rows},
};

/// An open conversation that the actor supervises, with its newest task.
///
/// Errors: `not_found` for another tenant's; `conversation_closed`.
fn open(c: &mut Conn<'_>, actor: &Actor, id: ConversationId) -> db::Result<(ThreadRow, TaskRow)> {
    let absent = || Error::not_found("conversation");
    let thread = match actor.role {
        Role::Admin => rows::anywhere(c, id)?,
        _ => rows::get(c, actor.tenant, id)?,
    };
    let thread = thread.ok_or_else(absent)?;
    if thread.state != ThreadState::Open {
        return Err(Error::new(Code::ConversationClosed, "this conversation is closed").into());
    }
    let task = threads::newest_task(c, &thread)?.ok_or_else(absent)?;
    Ok((thread, task))
}

/// Whether the policies let the actor supervise this conversation.
async fn may(ctx: &Ctx, id: ConversationId) -> Result<ThreadRow> {
    let actor = ctx.actor()?.clone();
    let thread = ctx.app.db.read(Scope::Platform, move |c| Ok(open(c, &actor, id)?.0)).await?;
    ctx.permit("conversation:supervise", &Resource::of("conversation").tenant(thread.tenant_id).id(id))?;
    Ok(thread)
}

/// A supervisor begins to listen. The worker is told.
pub(crate) async fn monitor(ctx: &Ctx, id: ConversationId) -> Result<()> {
    may(ctx, id).await?;
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut Conn<'_>| {
        let (thread, task) = open(c, &actor, id)?;
        crate::trail(c, &actor, "conversation.monitor", &thread, json!({"worker": task.worker_id}), now)?;
        if let (TaskState::Assigned, Some(worker)) = (task.state, task.worker_id) {
            streams::push(c, worker.uuid(), "monitored", &json!({"conversation_id": id, "at": now}), now)?;
        }
        Ok(())
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// A supervisor tells the worker something that the customer does not see.
///
/// Errors: `wrong_state` when nobody serves, or the supervisor does.
pub(crate) async fn whisper(ctx: &Ctx, id: ConversationId, text: &str) -> Result<WhisperView> {
    may(ctx, id).await?;
    let text = clean("text", text, WHISPER_MAX)?;
    let prepared = Arc::new(privacy::prepare_whisper(ctx, id, &text).await?);
    let (actor, seal, now) = (ctx.actor()?.clone(), ctx.app.seal.clone(), ctx.now);
    ctx.once(Scope::Platform, move |c| {
        let (thread, task) = open(c, &actor, id)?;
        let worker = task.worker_id.filter(|worker| task.state == TaskState::Assigned && *worker != actor.account);
        let worker = worker.ok_or_else(|| Error::new(Code::WrongState, "there is no worker to whisper to"))?;
        let masked = privacy::store(c, &seal, &thread, &prepared, now)?;
        let row = WhisperRow {
            tenant_id: thread.tenant_id,
            id: WhisperId::at(now),
            conversation_id: id,
            account_id: actor.account,
            body: masked.text,
            created_at: now,
        };
        store::insert(c, &row)?;
        crate::trail(c, &actor, "conversation.whisper", &thread, json!({"whisper": row.id, "worker": worker}), now)?;
        streams::push(c, worker.uuid(), "whisper", &serde_json::to_value(row.view()).map_err(Error::internal)?, now)?;
        Ok(row.view())
    })
    .await
}

/// A supervisor serves the customer in person from now on. Returns the task under which they do.
pub(crate) async fn take_over(ctx: &Ctx, id: ConversationId) -> Result<TaskId> {
    may(ctx, id).await?;
    let (actor, engine, now) = (ctx.actor()?.clone(), ctx.app.get::<Engine>()?, ctx.now);
    let write = move |c: &mut Conn<'_>| {
        let (thread, task) = open(c, &actor, id)?;
        let mine = dispatch::take_over(c, &engine, &task, actor.account, now)?;
        crate::trail(c, &actor, "conversation.take_over", &thread, json!({"worker": task.worker_id, "task": mine}), now)?;
        Ok(mine)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// The supervisor's page is still there: their conversations stay theirs. Returns until when.
///
/// Errors: `wrong_state` when they serve none.
pub(crate) async fn keep(ctx: &Ctx) -> Result<Ts> {
    let (supervisor, engine, now) = (ctx.actor()?.account, ctx.app.get::<Engine>()?, ctx.now);
    ctx.app.db.write(Scope::Platform, move |c| dispatch::keep(c, &engine, supervisor, now)).await
}

/// Takes the conversation from whoever serves it; it goes to somebody else. Also how a supervisor gives back their own.
pub(crate) async fn release(ctx: &Ctx, id: ConversationId) -> Result<()> {
    may(ctx, id).await?;
    let (actor, engine, now) = (ctx.actor()?.clone(), ctx.app.get::<Engine>()?, ctx.now);
    let write = move |c: &mut Conn<'_>| {
        let (thread, task) = open(c, &actor, id)?;
        dispatch::release(c, &engine, &task, now)?;
        crate::trail(c, &actor, "conversation.release", &thread, json!({"worker": task.worker_id, "task": task.id}), now)
    };
    ctx.app.db.write(Scope::Platform, write).await
}
