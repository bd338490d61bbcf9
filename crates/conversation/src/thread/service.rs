//! Use cases of conversations: lists and views, closing, wrapping up, rating, and what task events change.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
    time::Duration,
};

use db::{
    Conn,
    outbox::{self, Delivered},
    streams,
};
use dispatch::{Engine, HourLevel, PieceId, ServiceLevel, TaskEvent, TaskRow, TaskState};
use http::Ctx;
use kernel::{AccountId, Code, Error, Event, Money, Page, PageQuery, Result, Role, Scope, TenantId, Ts};
use masking::Held;
use serde_json::json;
use uuid::Uuid;

use super::{ClosedBy, ConversationEvent, ConversationState, ThreadRow, ThreadState, store};
use crate::{
    ContactId, ConversationId, ProjectId, TaskId,
    contact::{short_label, store as contacts},
    drawn,
    message::{self, MessageRow, Sender, clean, service as messages},
    privacy, procedure,
    supervise::{WhisperRow, store as whispers},
};

/// Messages shown of one conversation.
const SHOWN: i64 = 500;

/// The conversation and its task, if `worker` holds it: assigned or being wrapped up. `Scope::Platform`.
///
/// Errors: `not_found` for everybody else's.
pub(crate) fn held(c: &mut Conn<'_>, worker: AccountId, id: ConversationId) -> db::Result<(ThreadRow, TaskRow)> {
    let mine = |t: &TaskRow| t.conversation_id == id && t.state != TaskState::Reserved;
    let absent = || Error::not_found("conversation");
    let task = dispatch::held(c, worker)?.into_iter().find(mine).ok_or_else(absent)?;
    let thread = store::get(c, task.tenant_id, id)?.ok_or_else(absent)?;
    Ok((thread, task))
}

/// Who serves a conversation now, for the routes that act on its tokens.
pub(crate) fn holder(c: &mut Conn<'_>, id: Uuid) -> db::Result<Option<Held>> {
    let Some(thread) = store::anywhere(c, ConversationId::from_uuid(id))? else { return Ok(None) };
    let task = newest_task(c, &thread)?;
    let serving = task.filter(|t| matches!(t.state, TaskState::Assigned | TaskState::Wrapping));
    let project = market::project(c, thread.project_id)?;
    let worker = serving.and_then(|t| t.worker_id);
    Ok(Some(Held { tenant: thread.tenant_id, worker, is_drawn: project.draws(), policy: project.masking_policy }))
}

/// One line of a list.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) row: ThreadRow,
    pub(crate) state: ConversationState,
    pub(crate) project_name: String,
    /// What was settled for the piece, once done; not told to workers.
    pub(crate) cost: Option<Money>,
    /// The newest task, if it ever needed a person.
    pub(crate) task: Option<TaskRow>,
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) project: Option<ProjectId>,
    pub(crate) state: Option<ThreadState>,
}

/// Conversations newest first: a worker sees what they hold, an enterprise its own, an admin all.
pub(crate) async fn list(ctx: &Ctx, filter: Filter, page: PageQuery) -> Result<Page<Line>> {
    let actor = ctx.actor()?.clone();
    let scope = if matches!(actor.role, Role::Worker | Role::Admin) { Scope::Platform } else { actor.scope() };
    let query = page.clone();
    let load = move |c: &mut Conn<'_>| {
        let mut limits = store::Limits { project: filter.project, state: filter.state, ..store::Limits::default() };
        match actor.role {
            Role::Worker => limits.only = Some(held_ids(c, actor.account)?),
            Role::Admin => {}
            _ => limits.tenant = Some(actor.tenant),
        }
        let rows = store::list(c, &limits, &query)?;
        lines(c, rows, actor.role)
    };
    let found = ctx.app.db.read(scope, load).await?;
    Ok(Page::cut(found, &page, |line| line.row.id))
}

fn held_ids(c: &mut Conn<'_>, worker: AccountId) -> db::Result<Vec<ConversationId>> {
    let held = dispatch::held(c, worker)?;
    Ok(held.into_iter().filter(|t| t.state != TaskState::Reserved).map(|t| t.conversation_id).collect())
}

fn lines(c: &mut Conn<'_>, rows: Vec<ThreadRow>, reader: Role) -> db::Result<Vec<Line>> {
    let mut projects = HashMap::new();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let project = match projects.entry(row.project_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(market::project(c, row.project_id)?),
        };
        let task = newest_task(c, &row)?;
        let done = task.as_ref().filter(|t| t.state == TaskState::Completed && reader != Role::Worker);
        let cost = match done {
            Some(task) => market::cost_of(c, row.tenant_id, task.id.uuid())?,
            None => None,
        };
        found.push(Line { state: row.shown(task.as_ref()), project_name: project.name.clone(), cost, task, row });
    }
    Ok(found)
}

pub(crate) fn newest_task(c: &mut Conn<'_>, row: &ThreadRow) -> db::Result<Option<TaskRow>> {
    match row.task_id {
        Some(id) => dispatch::task(c, row.tenant_id, id),
        None => Ok(None),
    }
}

/// A conversation with its messages, masked.
pub(crate) struct Whole {
    pub(crate) line: Line,
    pub(crate) skill: String,
    pub(crate) contact_label: String,
    pub(crate) page: Option<String>,
    pub(crate) messages: Vec<MessageRow>,
    /// Tokens issued in this conversation, which a worker may use in an answer.
    pub(crate) known_tokens: Vec<String>,
    pub(crate) whispers: Vec<WhisperRow>,
    /// Its reader sees pictures instead of the customer's words.
    pub(crate) is_drawn: bool,
}

/// One conversation: the worker's who holds it, the enterprise's own, any for an admin. `not_found` otherwise.
pub(crate) async fn view(ctx: &Ctx, id: ConversationId) -> Result<Whole> {
    let actor = ctx.actor()?.clone();
    let scope = if matches!(actor.role, Role::Worker | Role::Admin) { Scope::Platform } else { actor.scope() };
    let now = ctx.now;
    let load = move |c: &mut Conn<'_>| {
        let row = match actor.role {
            Role::Worker => held(c, actor.account, id)?.0,
            Role::Admin => store::anywhere(c, id)?.ok_or_else(|| Error::not_found("conversation"))?,
            _ => store::get(c, actor.tenant, id)?.ok_or_else(|| Error::not_found("conversation"))?,
        };
        let is_drawn = actor.role == Role::Worker && drawn::service::for_worker(c, &row, actor.account, now)?;
        whole(c, row, actor.role, is_drawn)
    };
    ctx.app.db.read(scope, load).await
}

fn whole(c: &mut Conn<'_>, row: ThreadRow, reader: Role, is_drawn: bool) -> db::Result<Whole> {
    let messages = message::store::latest(c, row.tenant_id, row.id, SHOWN)?;
    let contact = contacts::get(c, row.tenant_id, row.contact_id)?;
    let known_tokens = privacy::tokens(c, row.tenant_id, row.id)?;
    let whispers = whispers::of(c, row.tenant_id, row.id)?;
    let skill = market::project(c, row.project_id)?.skill.clone();
    let line = lines(c, vec![row], reader)?.pop().ok_or_else(|| Error::not_found("conversation"))?;
    let (contact_label, page) = contact.map(|c| (c.label, c.page)).unwrap_or_default();
    Ok(Whole { line, skill, contact_label, page, messages, known_tokens, whispers, is_drawn })
}

/// The worker has read up to `seq`.
pub(crate) async fn read(ctx: &Ctx, id: ConversationId, seq: i64) -> Result<()> {
    let worker = ctx.actor()?.account;
    ctx.app
        .db
        .write(Scope::Platform, move |c| {
            let (thread, _) = held(c, worker, id)?;
            store::set_read(c, &thread, seq)
        })
        .await
}

/// The worker ends the conversation; wrap-up begins.
///
/// Errors: `not_found` unless they serve it; `wrong_state` when it is being wrapped up already.
pub(crate) async fn close_by_worker(ctx: &Ctx, id: ConversationId) -> Result<()> {
    let actor = ctx.actor()?.clone();
    let engine = ctx.app.get::<Engine>()?;
    let now = ctx.now;
    ctx.app
        .db
        .write(Scope::Platform, move |c| {
            let (thread, task) = messages::serving(c, actor.account, id)?;
            crate::trail(c, &actor, "conversation.close", &thread, json!({"by": "worker"}), now)?;
            end(c, &engine, &thread, Some(&task), ClosedBy::Worker, now)
        })
        .await
}

/// The customer ends their newest conversation. Nothing happens when it is closed already.
pub(crate) async fn close_by_customer(ctx: &Ctx) -> Result<()> {
    let actor = ctx.actor()?;
    let (tenant, contact): (TenantId, ContactId) = (actor.tenant, actor.account.cast());
    let engine = ctx.app.get::<Engine>()?;
    let now = ctx.now;
    // The worker's presence and the reserved funds belong to the platform.
    ctx.app
        .db
        .write(Scope::Platform, move |c| {
            let newest = store::newest_of(c, tenant, contact)?.filter(|t| t.state == ThreadState::Open);
            let Some(thread) = newest else { return Ok(()) };
            let task = newest_task(c, &thread)?;
            end(c, &engine, &thread, task.as_ref(), ClosedBy::Customer, now)
        })
        .await
}

/// Closes the thread and moves its task on: served ones are wrapped up, waiting ones canceled.
fn end(c: &mut Conn<'_>, engine: &Engine, thread: &ThreadRow, task: Option<&TaskRow>, by: ClosedBy, now: Ts) -> db::Result<()> {
    if !store::close(c, thread, by, now)? {
        return Err(Error::new(Code::ConversationClosed, "this conversation is closed").into());
    }
    let mut worker = None;
    if let Some(task) = task {
        match task.state {
            TaskState::Pending | TaskState::Reserved => dispatch::cancel(c, task, "customer_left", now)?,
            TaskState::Assigned => {
                worker = task.worker_id;
                dispatch::wrap(c, engine, task, now)?;
            }
            TaskState::Wrapping | TaskState::Completed | TaskState::Canceled => {}
        }
    }
    let code = match by {
        ClosedBy::Customer => "closed_by_customer",
        ClosedBy::Worker => "closed_by_worker",
        ClosedBy::System => "closed_by_system",
    };
    note(c, thread, worker, code, now)?;
    tell_state(c, thread, worker, (ConversationState::Closed, ConversationState::Wrapping), None, now)?;
    let body = ConversationEvent { by: Some(by), ..ConversationEvent::of(thread) };
    outbox::emit(c, &Event::new("conversation.closed", thread.tenant_id, &body), now)
}

/// A system message: a code that the interface translates.
pub(crate) fn note(c: &mut Conn<'_>, thread: &ThreadRow, worker: Option<AccountId>, code: &str, now: Ts) -> db::Result<()> {
    let draft = messages::Draft::new(Sender::System, code.to_owned());
    let row = messages::append(c, thread, draft, None, now)?;
    messages::tell(c, thread, worker, &row, now)
}

/// Tells the customer, and the worker if there is one, how the conversation stands: `(customer's, worker's)` view.
fn tell_state(
    c: &mut Conn<'_>,
    thread: &ThreadRow,
    worker: Option<AccountId>,
    (to_customer, to_worker): (ConversationState, ConversationState),
    agent: Option<AccountId>,
    now: Ts,
) -> db::Result<()> {
    let agent = agent.map(|id| json!({"name": short_label(id)}));
    let body = json!({"id": thread.id, "state": to_customer, "agent": agent});
    streams::push(c, thread.contact_id.uuid(), "conversation", &body, now)?;
    if let Some(worker) = worker {
        let body = json!({"id": thread.id, "state": to_worker, "task_id": thread.task_id});
        streams::push(c, worker.uuid(), "conversation", &body, now)?;
    }
    Ok(())
}

/// The worker ends wrap-up of a task they hold: it is completed and its piece written. A repeat gets the same piece.
///
/// Errors: `task_not_yours`; `wrong_state` before the conversation is closed; `invalid_field` for an unknown code.
pub(crate) async fn wrap_up(ctx: &Ctx, id: TaskId, code: String, note: Option<String>) -> Result<PieceId> {
    let actor = ctx.actor()?.clone();
    let engine = ctx.app.get::<Engine>()?;
    engine.rules().wrap_code(&code)?;
    let note = note.filter(|text| !text.trim().is_empty()).map(|text| clean("note", &text, 1000)).transpose()?;
    let note = match note {
        Some(text) => Some(Arc::new(privacy::prepare_note(ctx, &actor, id, &text).await?)),
        None => None,
    };
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    ctx.app
        .db
        .write(Scope::Platform, move |c| {
            let task = dispatch::task_of_worker(c, actor.account, id)?.ok_or_else(not_yours)?;
            if task.state == TaskState::Completed
                && let Some(piece) = dispatch::piece_of(c, task.tenant_id, task.id)?
            {
                return Ok(piece);
            }
            let thread = store::get(c, task.tenant_id, task.conversation_id)?.ok_or_else(not_yours)?;
            let masked = match &note {
                Some(prepared) => Some(privacy::store(c, &seal, &thread, prepared, now)?.text),
                None => None,
            };
            crate::trail(c, &actor, "task.wrap_up", &thread, json!({"task": task.id, "code": code}), now)?;
            measured(c, &thread, &task, actor.account, now)?;
            dispatch::complete(c, &task, &code, masked.as_deref(), now)
        })
        .await
}

/// Tells how the steps of the conversation's procedure went, for whoever teaches its worker.
fn measured(c: &mut Conn<'_>, thread: &ThreadRow, task: &TaskRow, worker: AccountId, now: Ts) -> db::Result<()> {
    let Some(procedure::service::Judged { name, good, weak }) = procedure::service::judged(c, thread.tenant_id, thread.id)?
    else {
        return Ok(());
    };
    let cells = |steps: Vec<String>| steps.into_iter().map(|step| format!("sop/{name}/{step}")).collect::<Vec<_>>();
    let body = json!({
        "conversation": thread.id, "worker": worker, "skill": task.skill, "good": cells(good), "weak": cells(weak),
    });
    outbox::emit(c, &Event::new("procedure.measured", thread.tenant_id, &body), now)
}

fn not_yours() -> Error {
    Error::new(Code::TaskNotYours, "this task is not yours")
}

/// The customer rates their newest conversation, once.
///
/// Errors: `not_found` when there is none; `conflict` when it has been rated.
pub(crate) async fn rate(ctx: &Ctx, score: i64, comment: Option<String>) -> Result<()> {
    let actor = ctx.actor()?;
    let (tenant, contact): (TenantId, ContactId) = (actor.tenant, actor.account.cast());
    if !(1..=5).contains(&score) {
        return Err(Error::field("score", "out_of_range", "1 to 5"));
    }
    let comment = comment.filter(|text| !text.trim().is_empty()).map(|text| clean("comment", &text, 500)).transpose()?;
    let prepared = match &comment {
        Some(text) => Some(privacy::prepare_comment(ctx, tenant, contact, text).await?),
        None => None,
    };
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    ctx.once(Scope::Tenant(tenant), move |c| {
        let thread = store::newest_of(c, tenant, contact)?.ok_or_else(|| Error::not_found("conversation"))?;
        let masked = match &prepared {
            Some(prepared) => Some(privacy::store(c, &seal, &thread, prepared, now)?.text),
            None => None,
        };
        if !store::rate(c, &thread, score, masked.as_deref(), now)? {
            return Err(Error::conflict("you have rated this conversation already").into());
        }
        let body = ConversationEvent { score: Some(score), ..ConversationEvent::of(&thread) };
        outbox::emit(c, &Event::new("conversation.rated", tenant, &body), now)
    })
    .await
}

/// Service level of a project over the last 24 hours, with the ratings of the same time.
pub(crate) async fn service_level(ctx: &Ctx, project: ProjectId) -> Result<(ServiceLevel, Vec<HourLevel>, Option<f64>)> {
    let actor = ctx.actor()?.clone();
    let now = ctx.now;
    let scope = if actor.role == Role::Admin { Scope::Platform } else { actor.scope() };
    let load = move |c: &mut Conn<'_>| {
        let owner = market::project(c, project)?.tenant_id;
        if actor.role != Role::Admin && owner != actor.tenant {
            return Err(Error::not_found("project").into());
        }
        let (level, hours) = dispatch::service_level(c, owner, project, now)?;
        let ratings = store::ratings(c, owner, project, now.minus(Duration::from_secs(24 * 3600)))?;
        let mean = ratings.iter().sum::<i64>() as f64 / ratings.len().max(1) as f64;
        Ok((level, hours, (!ratings.is_empty()).then_some((mean * 100.0).round() / 100.0)))
    };
    ctx.app.db.read(scope, load).await
}

/// A task found its worker, or lost them: the customer is told, and the thread remembers who serves.
pub(crate) fn on_task(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let body: TaskEvent = event.parse()?;
    let Some(thread) = store::get(c, body.tenant, body.conversation)? else { return Ok(()) };
    let Some(task) = dispatch::task(c, body.tenant, body.task)? else { return Ok(()) };
    if event.topic == "task.assigned" {
        let Some(worker) = body.worker else { return Ok(()) };
        // Somebody else has taken over since.
        if dispatch::task_of(c, body.tenant, body.conversation)?.is_some_and(|newest| newest.id != body.task) {
            return Ok(());
        }
        store::set_worker(c, &thread, Some(worker))?;
        if thread.task_id != Some(body.task) {
            store::set_task(c, &thread, body.task)?;
        }
        // A late delivery must not announce somebody who has left again.
        if task.state == TaskState::Assigned && task.attempt == body.attempt && thread.state == ThreadState::Open {
            note(c, &thread, Some(worker), "agent_joined", now)?;
            let states = (ConversationState::Serving, ConversationState::Serving);
            tell_state(c, &thread, Some(worker), states, Some(worker), now)?;
        }
    } else if matches!(body.reason.as_deref(), Some("lease_expired" | "force_released")) && thread.state == ThreadState::Open {
        note(c, &thread, None, "agent_left", now)?;
        if matches!(task.state, TaskState::Pending | TaskState::Reserved) {
            tell_state(c, &thread, None, (ConversationState::Waiting, ConversationState::Waiting), None, now)?;
        }
    }
    Ok(())
}
