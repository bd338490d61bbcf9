//! Routes of tasks.

use http::{Access, Ctx, Json, NoContent, Path, Query, Routes};
use kernel::{AccountId, Cursor, Error, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{TaskRow, TaskState, service};
use crate::{ConversationId, ProjectId, TaskId, moves::Target};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListTasks {
    project: Option<ProjectId>,
    state: Option<TaskState>,
    after: Option<Cursor>,
    limit: Option<u16>,
}

/// A task as the enterprise and the admin see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct TaskView {
    id: TaskId,
    project_id: ProjectId,
    conversation_id: ConversationId,
    skill: String,
    sensitivity: i64,
    priority: i64,
    state: TaskState,
    /// Offers made so far.
    attempt: i64,
    worker: Option<AccountId>,
    /// Why it cannot be offered at the moment, e.g. `not_funded`.
    hold: Option<String>,
    created_at: Ts,
    answered_at: Option<Ts>,
    first_reply_at: Option<Ts>,
    ended_at: Option<Ts>,
    wrap_code: Option<String>,
    wrap_note: Option<String>,
}

impl TaskView {
    fn of(row: TaskRow) -> Self {
        Self {
            id: row.id,
            project_id: row.project_id,
            conversation_id: row.conversation_id,
            skill: row.skill,
            sensitivity: row.sensitivity,
            priority: row.priority,
            state: row.state,
            attempt: row.attempt,
            worker: row.worker_id,
            hold: row.hold,
            created_at: row.created_at,
            answered_at: row.answered_at,
            first_reply_at: row.first_reply_at,
            ended_at: row.ended_at,
            wrap_code: row.wrap_code,
            wrap_note: row.wrap_note,
        }
    }
}

async fn list(ctx: Ctx, Query(q): Query<ListTasks>) -> Result<Json<Page<TaskView>>> {
    let page = PageQuery { after: q.after, limit: q.limit };
    Ok(Json(service::list(&ctx, q.project, q.state, page).await?.map(TaskView::of)))
}

/// To whom: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transfer {
    to_worker: Option<AccountId>,
    /// A skill, see `queues`.
    to_queue: Option<String>,
}

/// The task that waits to take over.
#[derive(Serialize, ToSchema)]
pub(crate) struct Transferring {
    task_id: TaskId,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Queues {
    items: Vec<String>,
}

/// Somebody a conversation can be handed to: a number and no name.
#[derive(Serialize, ToSchema)]
pub(crate) struct Colleague {
    worker: AccountId,
    /// The last characters of the id, by which people are told apart.
    number: String,
    /// Level in the task's skill, 1–5.
    level: u8,
    idle_since: Ts,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Colleagues {
    items: Vec<Colleague>,
}

async fn transfer(ctx: Ctx, Path(id): Path<TaskId>, Json(body): Json<Transfer>) -> Result<Json<Transferring>> {
    let to = match (body.to_worker, body.to_queue) {
        (Some(worker), None) => Target::Worker(worker),
        (None, Some(skill)) => Target::Queue(skill),
        _ => return Err(Error::field("to_queue", "required", "either to_worker or to_queue")),
    };
    Ok(Json(Transferring { task_id: service::transfer(&ctx, id, to).await? }))
}

async fn withdraw(ctx: Ctx, Path(id): Path<TaskId>) -> Result<NoContent> {
    service::withdraw(&ctx, id).await?;
    Ok(NoContent)
}

async fn queues(ctx: Ctx, Path(id): Path<TaskId>) -> Result<Json<Queues>> {
    Ok(Json(Queues { items: service::queues(&ctx, id).await? }))
}

async fn colleagues(ctx: Ctx, Path(id): Path<TaskId>) -> Result<Json<Colleagues>> {
    let colleague = |(worker, level, idle_since): (AccountId, u8, Ts)| {
        let id = worker.to_string();
        Colleague { worker, number: id[id.len() - 6..].to_owned(), level, idle_since }
    };
    Ok(Json(Colleagues { items: service::colleagues(&ctx, id).await?.into_iter().map(colleague).collect() }))
}

async fn release(ctx: Ctx, Path(id): Path<TaskId>) -> Result<NoContent> {
    service::release(&ctx, id).await?;
    Ok(NoContent)
}

pub(crate) fn routes() -> Routes {
    Routes::new("dispatch")
        .get("/tasks", Access::To("task:read"), list)
        .summary("Tasks, newest first")
        .post("/tasks/{id}/transfer", Access::To("desk:use"), transfer)
        .summary("Hand a conversation over; it stays yours until somebody accepts")
        .delete("/tasks/{id}/transfer", Access::To("desk:use"), withdraw)
        .summary("Keep a conversation after all")
        .get("/tasks/{id}/queues", Access::To("desk:use"), queues)
        .summary("Skills a conversation can be handed to")
        .get("/tasks/{id}/colleagues", Access::To("task:colleagues"), colleagues)
        .summary("Who could take a conversation over now, the longest idle first")
        .post("/tasks/{id}/release", Access::To("task:supervise"), release)
        .summary("Take a served task from its worker; it goes to somebody else")
}
