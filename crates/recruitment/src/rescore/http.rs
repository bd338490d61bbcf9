//! The interview policy in force, putting another in force, and the runs that score again.

use http::{Access, Ctx, Json, Path, Routes};
use kernel::{DecisionId, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    RescoreId, RescoreState, service,
    store::{ResultRow, RunRow},
};
use crate::InterviewId;

#[derive(Debug, Serialize, ToSchema)]
pub struct InterviewRules {
    pub hash: String,
    /// The text of the policy, TOML.
    pub text: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInterviewRules {
    /// The whole text; its own vectors must hold.
    pub text: String,
}

/// A pass over all scored interviews, and how far it is.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RescoreView {
    pub id: RescoreId,
    pub policy_hash: String,
    pub state: RescoreState,
    /// Scored interviews when it began.
    pub total: i64,
    pub done: i64,
    pub changed: i64,
    /// People who waited for a person and were admitted.
    pub advanced: i64,
    /// Interviews whose measures were erased.
    pub erased: i64,
    pub created_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub finished_at: Option<Ts>,
}

impl From<RunRow> for RescoreView {
    fn from(row: RunRow) -> Self {
        Self {
            id: row.id,
            policy_hash: row.policy_hash,
            state: row.state,
            total: row.total,
            done: row.done,
            changed: row.changed,
            advanced: row.advanced,
            erased: row.erased,
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RescoreRuns {
    pub items: Vec<RescoreView>,
}

/// A score that came out otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct RescoreResult {
    pub interview_id: InterviewId,
    pub was_total: i64,
    pub now_total: i64,
    pub was_outcome: String,
    pub now_outcome: String,
    /// The new decision; absent where the application was decided: then it is information only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_id: Option<DecisionId>,
}

impl From<ResultRow> for RescoreResult {
    fn from(row: ResultRow) -> Self {
        Self {
            interview_id: row.interview_id,
            was_total: row.was_total,
            now_total: row.now_total,
            was_outcome: row.was_outcome,
            now_outcome: row.now_outcome,
            decision_id: row.decision_id,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RescoreDetail {
    pub run: RescoreView,
    /// At most 200.
    pub results: Vec<RescoreResult>,
}

/// What publishing began; nothing when this text is in force already.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RulesPublished {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub run: Option<RescoreView>,
}

async fn current(ctx: Ctx) -> Result<Json<InterviewRules>> {
    let (hash, text) = service::current(&ctx).await?;
    Ok(Json(InterviewRules { hash, text }))
}

async fn publish(ctx: Ctx, Json(body): Json<NewInterviewRules>) -> Result<Json<RulesPublished>> {
    Ok(Json(service::publish(&ctx, body.text).await?))
}

async fn runs(ctx: Ctx) -> Result<Json<RescoreRuns>> {
    let items = service::runs(&ctx).await?.into_iter().map(RescoreView::from).collect();
    Ok(Json(RescoreRuns { items }))
}

async fn one(ctx: Ctx, Path(id): Path<RescoreId>) -> Result<Json<RescoreDetail>> {
    let (run, results) = service::one(&ctx, id).await?;
    Ok(Json(RescoreDetail { run: run.into(), results: results.into_iter().map(RescoreResult::from).collect() }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("recruitment")
        .get("/interview-rules", Access::To("review:list"), current)
        .summary("The interview policy in force")
        .post("/interview-rules", Access::To("review:publish"), publish)
        .summary("Put an interview policy in force and score again what was measured before")
        .once()
        .body_max(256 * 1024)
        .get("/rescores", Access::To("review:list"), runs)
        .summary("Passes that scored again under a new policy, newest first, with their progress")
        .get("/rescores/{id}", Access::To("review:list"), one)
        .summary("One pass and what it changed")
}
