//! Routes of conversations.

use std::time::Duration;

use dispatch::{HourLevel, PieceId, ServiceLevel, TaskRow};
use http::{Access, Ctx, Json, NoContent, Path, Query, Routes};
use kernel::{AccountId, Cursor, Money, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    ConversationState, ThreadState,
    service::{self, Filter, Line, Whole},
};
use crate::{ConversationId, ProjectId, TaskId, drawn, message::MessageView, supervise::WhisperView};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListConversations {
    project: Option<ProjectId>,
    state: Option<ThreadState>,
    after: Option<Cursor>,
    limit: Option<u16>,
}

/// One conversation in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConversationLine {
    id: ConversationId,
    project_id: ProjectId,
    project_name: String,
    state: ConversationState,
    opened_at: Ts,
    last_at: Ts,
    closed_at: Option<Ts>,
    worker: Option<AccountId>,
    rating: Option<i64>,
    messages: i64,
    /// What the enterprise pays, once the piece is done.
    cost: Option<Money>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ProjectRef {
    id: ProjectId,
    name: String,
    skill: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ContactRef {
    /// A short pseudonym.
    label: String,
    /// The page the customer wrote from, without its query.
    page: Option<String>,
}

/// How soon a customer was served. Times are whole seconds from the moment a person was needed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Served {
    /// Until somebody accepted.
    wait_s: Option<i64>,
    /// Until the first answer was written.
    first_reply_s: Option<i64>,
    /// Whether somebody accepted within 20 seconds, which is what the service level counts.
    within_20s: Option<bool>,
}

impl Served {
    fn of(task: &TaskRow) -> Self {
        let after = |at: Option<Ts>| at.map(|at| i64::try_from(at.since(task.created_at).as_secs()).unwrap_or(i64::MAX));
        let within_20s = task.answered_at.map(|at| at.since(task.created_at) <= Duration::from_secs(20));
        Self { wait_s: after(task.answered_at), first_reply_s: after(task.first_reply_at), within_20s }
    }
}

/// A conversation with its messages, masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConversationView {
    id: ConversationId,
    project: ProjectRef,
    state: ConversationState,
    contact: ContactRef,
    opened_at: Ts,
    closed_at: Option<Ts>,
    worker: Option<AccountId>,
    rating: Option<i64>,
    rating_comment: Option<String>,
    task_id: Option<TaskId>,
    /// What the enterprise pays, once the piece is done.
    cost: Option<Money>,
    /// How soon the customer was served; absent when no person was needed.
    service: Option<Served>,
    /// How far the worker has read.
    read_seq: i64,
    messages: Vec<MessageView>,
    /// Tokens that an answer may hold.
    known_tokens: Vec<String>,
    /// What supervisors told the worker, oldest first.
    whispers: Vec<WhisperView>,
    /// What the enterprise's system told of the customer's matter, masked.
    context: Option<Value>,
    /// The customer's words, and what the enterprise's system told, are pictures.
    is_drawn: bool,
    /// There is a picture `context`.
    has_context: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Read {
    /// Sequence number of the newest message read.
    seq: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrapUp {
    /// One of the policy's codes, e.g. `resolved`.
    code: String,
    note: Option<String>,
}

/// The piece that will be paid.
#[derive(Serialize, ToSchema)]
pub(crate) struct WrappedUp {
    piece_id: PieceId,
}

/// Service level of the last 24 hours.
#[derive(Serialize, ToSchema)]
pub(crate) struct ServiceLevelView {
    #[serde(flatten)]
    level: ServiceLevel,
    /// 1–5.
    rating_avg: Option<f64>,
    by_hour: Vec<HourLevel>,
}

impl ConversationLine {
    fn of(line: Line) -> Self {
        let Line { row, state, project_name, cost, .. } = line;
        Self {
            id: row.id,
            project_id: row.project_id,
            project_name,
            state,
            opened_at: row.opened_at,
            last_at: row.last_at,
            closed_at: row.closed_at,
            worker: row.worker_id,
            rating: row.rating,
            messages: row.next_seq,
            cost,
        }
    }
}

impl ConversationView {
    fn of(whole: Whole) -> Self {
        let Line { row, state, project_name, cost, task } = whole.line;
        let is_drawn = whole.is_drawn;
        let shown = |row: &crate::message::MessageRow| if is_drawn { drawn::blank(row.view()) } else { row.view() };
        Self {
            cost,
            service: task.as_ref().map(Served::of),
            id: row.id,
            project: ProjectRef { id: row.project_id, name: project_name, skill: whole.skill },
            state,
            contact: ContactRef { label: whole.contact_label, page: whole.page.filter(|_| !is_drawn) },
            opened_at: row.opened_at,
            closed_at: row.closed_at,
            worker: row.worker_id,
            rating: row.rating,
            rating_comment: row.rating_comment.filter(|_| !is_drawn),
            task_id: row.task_id,
            read_seq: row.read_seq,
            messages: whole.messages.iter().map(shown).collect(),
            known_tokens: whole.known_tokens,
            whispers: whole.whispers.iter().map(crate::supervise::WhisperRow::view).collect(),
            has_context: row.context.is_some(),
            context: row.context.filter(|_| !is_drawn).map(|context| context.0),
            is_drawn,
        }
    }
}

async fn list(ctx: Ctx, Query(q): Query<ListConversations>) -> Result<Json<Page<ConversationLine>>> {
    let page = PageQuery { after: q.after, limit: q.limit };
    let filter = Filter { project: q.project, state: q.state };
    Ok(Json(service::list(&ctx, filter, page).await?.map(ConversationLine::of)))
}

async fn view(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<Json<ConversationView>> {
    Ok(Json(ConversationView::of(service::view(&ctx, id).await?)))
}

async fn read(ctx: Ctx, Path(id): Path<ConversationId>, Json(body): Json<Read>) -> Result<NoContent> {
    service::read(&ctx, id, body.seq).await?;
    Ok(NoContent)
}

async fn close(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<NoContent> {
    service::close_by_worker(&ctx, id).await?;
    Ok(NoContent)
}

async fn wrap_up(ctx: Ctx, Path(id): Path<TaskId>, Json(body): Json<WrapUp>) -> Result<Json<WrappedUp>> {
    let piece_id = service::wrap_up(&ctx, id, body.code, body.note).await?;
    Ok(Json(WrappedUp { piece_id }))
}

async fn level(ctx: Ctx, Path(id): Path<ProjectId>) -> Result<Json<ServiceLevelView>> {
    let (level, by_hour, rating_avg) = service::service_level(&ctx, id).await?;
    Ok(Json(ServiceLevelView { level, rating_avg, by_hour }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("conversation")
        .get("/conversations", Access::To("conversation:read"), list)
        .summary("Conversations, newest first")
        .get("/conversations/{id}", Access::To("conversation:read"), view)
        .summary("A conversation with its messages, masked")
        .post("/conversations/{id}/read", Access::To("conversation:write"), read)
        .summary("Mark as read")
        .post("/conversations/{id}/close", Access::To("conversation:write"), close)
        .summary("End the conversation and begin wrap-up")
        .post("/tasks/{id}/wrap-up", Access::To("desk:use"), wrap_up)
        .summary("End wrap-up: the piece is done")
        .get("/projects/{id}/service-level", Access::To("project:read"), level)
        .summary("How well a project's customers were answered")
}
