//! Routes of supervision.

use http::{Access, Created, Ctx, Json, NoContent, Path, Routes};
use kernel::{Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{WhisperView, service};
use crate::{ConversationId, TaskId};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Whisper {
    text: String,
}

/// The task under which the supervisor serves.
#[derive(Serialize, ToSchema)]
pub(crate) struct TakenOver {
    task_id: TaskId,
}

/// Until when the conversation stays the supervisor's without another word.
#[derive(Serialize, ToSchema)]
pub(crate) struct Kept {
    until: Ts,
}

async fn monitor(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<NoContent> {
    service::monitor(&ctx, id).await?;
    Ok(NoContent)
}

async fn whisper(ctx: Ctx, Path(id): Path<ConversationId>, Json(body): Json<Whisper>) -> Result<Created<WhisperView>> {
    Ok(Created(service::whisper(&ctx, id, &body.text).await?))
}

async fn take_over(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<Json<TakenOver>> {
    Ok(Json(TakenOver { task_id: service::take_over(&ctx, id).await? }))
}

async fn keep(ctx: Ctx) -> Result<Json<Kept>> {
    Ok(Json(Kept { until: service::keep(&ctx).await? }))
}

async fn release(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<NoContent> {
    service::release(&ctx, id).await?;
    Ok(NoContent)
}

pub(crate) fn routes() -> Routes {
    let supervise = Access::To("conversation:supervise");
    Routes::new("conversation")
        .post("/conversations/{id}/monitor", supervise, monitor)
        .summary("Begin to listen in; the worker is told")
        .post("/conversations/{id}/whispers", supervise, whisper)
        .summary("Tell the worker something that the customer does not see")
        .once()
        .post("/conversations/{id}/take-over", supervise, take_over)
        .summary("Serve the customer in person from now on")
        .post("/conversations/{id}/release", supervise, release)
        .summary("Take the conversation from whoever serves it; it goes to somebody else")
        .post("/supervision/keep", supervise, keep)
        .summary("Keep what was taken over: a supervisor's heartbeat")
}
