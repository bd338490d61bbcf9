//! Routes of tasks.

use http::{Access, Ctx, Json, Query, Routes};
use kernel::{AccountId, Cursor, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{TaskRow, TaskState, service};
use crate::{ConversationId, ProjectId, TaskId};

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

pub(crate) fn routes() -> Routes {
    Routes::new("dispatch").get("/tasks", Access::To("task:read"), list).summary("Tasks, newest first")
}
