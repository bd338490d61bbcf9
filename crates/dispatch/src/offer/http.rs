//! Routes of offers.

use http::{Access, Ctx, Json, NoContent, Path, Routes};
use kernel::{AccountId, Error, Reason, Result, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{ReservationRow, ReservationState, service};
use crate::{ConversationId, Engine, ReservationId, TaskId, core::Why};

/// What the worker now serves.
#[derive(Serialize, ToSchema)]
pub(crate) struct Accepted {
    conversation_id: ConversationId,
    task_id: TaskId,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decline {
    /// One of the policy's reasons, e.g. `not_ready`.
    reason: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AcceptOp {
    id: ReservationId,
}

/// One offer of a task, as the enterprise and the admin see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferHistory {
    id: ReservationId,
    attempt: i64,
    worker: AccountId,
    state: ReservationState,
    offered_at: Ts,
    ended_at: Option<Ts>,
    decline_reason: Option<String>,
    why: Vec<Reason>,
    /// The chosen worker's terms, the runner-up's, and how many were passed over.
    #[schema(value_type = Object)]
    terms: Why,
    policy_hash: String,
    /// Whether the recorded facts lead to the same choice again; absent when another policy decided.
    replays: Option<bool>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct OfferHistories {
    items: Vec<OfferHistory>,
}

impl OfferHistory {
    fn of(row: ReservationRow, engine: &Engine) -> Self {
        let same = row.policy_hash == engine.policy_hash();
        Self {
            replays: same.then(|| row.why.0.replay(&engine.rules().weights())),
            id: row.id,
            attempt: row.attempt,
            worker: row.worker_id,
            state: row.state,
            offered_at: row.offered_at,
            ended_at: row.ended_at,
            decline_reason: row.decline_reason,
            why: row.why.0.reasons(),
            terms: row.why.0,
            policy_hash: row.policy_hash,
        }
    }
}

async fn accept(ctx: Ctx, Path(id): Path<ReservationId>) -> Result<Json<Accepted>> {
    let (task_id, conversation_id) = service::accept(&ctx, id).await?;
    Ok(Json(Accepted { conversation_id, task_id }))
}

async fn decline(ctx: Ctx, Path(id): Path<ReservationId>, Json(body): Json<Decline>) -> Result<NoContent> {
    service::decline(&ctx, id, body.reason).await?;
    Ok(NoContent)
}

async fn history(ctx: Ctx, Path(id): Path<TaskId>) -> Result<Json<OfferHistories>> {
    let engine = ctx.app.get::<Engine>()?;
    let rows = service::history(&ctx, id).await?;
    Ok(Json(OfferHistories { items: rows.into_iter().map(|row| OfferHistory::of(row, &engine)).collect() }))
}

async fn accept_op(ctx: Ctx, body: Value) -> Result<Value> {
    ctx.permit("desk:use", &crate::desk_of(&ctx)?)?;
    let AcceptOp { id } = serde_json::from_value(body).map_err(|e| Error::field("body", "invalid", e.to_string()))?;
    let (task_id, conversation_id) = service::accept(&ctx, id).await?;
    serde_json::to_value(Accepted { conversation_id, task_id }).map_err(Error::internal)
}

pub(crate) fn routes() -> Routes {
    Routes::new("dispatch")
        .post("/offers/{id}/accept", Access::To("desk:use"), accept)
        .summary("Take an offer")
        .post("/offers/{id}/decline", Access::To("desk:use"), decline)
        .summary("Pass an offer on")
        .get("/tasks/{id}/offers", Access::To("task:read"), history)
        .summary("Who was offered a task, and why")
        .command("offer.accept", accept_op)
}
