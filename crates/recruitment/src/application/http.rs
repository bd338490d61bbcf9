//! Applications and the review desk over HTTP.

use http::{Access, Created, Ctx, Json, Path, Query, Routes};
use kernel::{DecisionId, Page, PageQuery, Reason, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Answers, ApplicationId, ApplicationState, VettingState,
    service::{self, Found},
    store::ApplicationRow,
};
use crate::{
    appeal::ContestedView,
    interview::{InterviewState, PartKind, PartState, bank::VettingOption},
    person::http::IdentityView,
    score::Score,
};

/// The body of a request that says nothing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VettingAnswers {
    /// Question → option, all of them.
    #[schema(value_type = Object)]
    pub answers: Answers,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealInterview {
    /// What went wrong; at most 2000 characters, sealed, read by judges only.
    pub words: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ApplicationView {
    pub id: ApplicationId,
    pub state: ApplicationState,
    /// The document that was stated, masked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub identity: Option<IdentityView>,
    pub vetting: VettingView,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interview: Option<InterviewBrief>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decision_id: Option<DecisionId>,
    pub created_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub submitted_at: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decided_at: Option<Ts>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct VettingView {
    pub state: VettingState,
    pub questions: Vec<VettingAsked>,
    #[schema(value_type = Object)]
    pub answers: Answers,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct VettingAsked {
    pub id: String,
    pub text: String,
    #[schema(value_type = Vec<Object>)]
    pub options: Vec<VettingOption>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct InterviewBrief {
    pub id: crate::InterviewId,
    pub state: InterviewState,
    pub parts: Vec<PartBrief>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PartBrief {
    pub kind: PartKind,
    pub state: PartState,
}

impl ApplicationView {
    pub(crate) fn of(found: Found) -> Self {
        let Found { row, bank, parts, identity } = found;
        let asked = |q: &crate::interview::bank::VettingQuestion| VettingAsked {
            id: q.id.clone(),
            text: q.text.clone(),
            options: q.options.clone(),
        };
        Self {
            id: row.id,
            state: row.state,
            identity,
            vetting: VettingView {
                state: row.vetting_state,
                questions: bank.value.vetting.iter().map(asked).collect(),
                answers: row.vetting.0,
            },
            interview: parts.map(|(id, state, parts)| InterviewBrief {
                id,
                state,
                parts: parts.into_iter().map(|(kind, state)| PartBrief { kind, state }).collect(),
            }),
            decision_id: row.decision_id,
            created_at: row.created_at,
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
        }
    }
}

/// An application as the reviewer sees it: no name, no photo.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ReviewView {
    pub application_id: ApplicationId,
    pub state: ApplicationState,
    pub locale: String,
    pub total: i64,
    pub max: i64,
    pub reasons: Vec<Reason>,
    pub vetting_flags: Vec<String>,
    pub decision_id: Option<DecisionId>,
    pub submitted_at: Option<Ts>,
    pub decided_at: Option<Ts>,
}

impl ReviewView {
    pub(crate) fn of(row: ApplicationRow, score: Option<Score>) -> Self {
        Self {
            application_id: row.id,
            state: row.state,
            locale: row.locale,
            total: score.as_ref().map_or(0, |s| s.total),
            max: score.as_ref().map_or(0, |s| s.max),
            reasons: score.map_or_else(Vec::new, |s| s.reasons()),
            vetting_flags: row.vetting_flags.0,
            decision_id: row.decision_id,
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    Admit,
    Decline,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewDecision {
    pub outcome: ReviewOutcome,
    /// Up to 2000 characters; required when declining.
    #[serde(default)]
    pub note: String,
}

async fn create(ctx: Ctx, Json(_): Json<Nothing>) -> Result<Created<ApplicationView>> {
    Ok(Created(service::create(&ctx).await?))
}

async fn mine(ctx: Ctx) -> Result<Json<ApplicationView>> {
    Ok(Json(service::mine(&ctx).await?))
}

async fn vetting(ctx: Ctx, Json(body): Json<VettingAnswers>) -> Result<Json<ApplicationView>> {
    Ok(Json(service::vetting(&ctx, body.answers).await?))
}

async fn appeal(ctx: Ctx, Json(body): Json<AppealInterview>) -> Result<Created<ContestedView>> {
    Ok(Created(crate::appeal::ask(&ctx, body.words).await?))
}

async fn retake(ctx: Ctx, Json(_): Json<Nothing>) -> Result<Json<ApplicationView>> {
    Ok(Json(crate::appeal::retake(&ctx).await?))
}

async fn reviews(ctx: Ctx, Query(query): Query<PageQuery>) -> Result<Json<Page<ReviewView>>> {
    Ok(Json(service::reviews(&ctx, query).await?))
}

async fn decide(ctx: Ctx, Path(id): Path<ApplicationId>, Json(body): Json<ReviewDecision>) -> Result<Json<ReviewView>> {
    Ok(Json(service::decide(&ctx, id, body.outcome == ReviewOutcome::Admit, body.note).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("recruitment")
        .post("/applications", Access::To("application:create"), create)
        .summary("Apply to serve customers")
        .once()
        .get("/applications/mine", Access::To("application:read"), mine)
        .summary("Your application, its vetting questions and how far the interview is")
        .put("/applications/mine/vetting", Access::To("application:work"), vetting)
        .summary("Answer the vetting questions; opens the interview")
        .post("/applications/mine/appeal", Access::To("application:work"), appeal)
        .summary("Ask for a new interview while the score of this one waits for a person")
        .once()
        .post("/applications/mine/retake", Access::To("application:work"), retake)
        .summary("Take the interview again, from the date of the policy on")
        .once()
        .get("/reviews", Access::To("review:list"), reviews)
        .summary("Applications that wait for a person")
        .post("/reviews/{application_id}", Access::To("review:decide"), decide)
        .summary("Admit or decline an application")
        .once()
}
