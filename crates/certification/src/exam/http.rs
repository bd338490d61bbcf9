//! Exams over HTTP.

use http::{Access, Created, Ctx, Json, Path, Routes};
use kernel::{AccountId, DecisionId, Reason, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    ExamId, ExamState, service,
    store::ExamRow,
    timing::{Flag, Spent},
};
use crate::{
    CertificateId,
    course::{Answer, Question},
};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sit {
    pub skill: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ExamView {
    pub id: ExamId,
    pub skill: String,
    pub expires_at: Ts,
    pub questions: Vec<Question>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamAnswers {
    /// What is left out counts as wrong.
    pub answers: Vec<Answer>,
    /// Time between each answer and the one before, as the page measured it.
    #[serde(default)]
    pub spent: Vec<Spent>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OddExams {
    pub items: Vec<OddExam>,
}

/// An exam answered as nobody answers. Nothing was decided by it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OddExam {
    pub id: ExamId,
    pub account: AccountId,
    pub skill: String,
    pub state: ExamState,
    pub score: Option<i64>,
    pub max: Option<i64>,
    pub at: Option<Ts>,
    pub elapsed_ms: i64,
    pub flags: Vec<Flag>,
}

impl OddExam {
    fn of(row: ExamRow) -> Self {
        let timing = row.timing.map(|t| t.0).unwrap_or_default();
        Self {
            id: row.id,
            account: row.account_id,
            skill: row.skill,
            state: row.state,
            score: row.score,
            max: row.max_score,
            at: row.submitted_at,
            elapsed_ms: timing.elapsed_ms,
            flags: timing.flags,
        }
    }
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ExamResult {
    pub passed: bool,
    pub score: i64,
    pub max: i64,
    pub reasons: Vec<Reason>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub certificate: Option<CertificateId>,
    pub decision_id: DecisionId,
}

async fn sit(ctx: Ctx, Json(body): Json<Sit>) -> Result<Created<ExamView>> {
    Ok(Created(service::sit(&ctx, body.skill).await?))
}

async fn answer(ctx: Ctx, Path(id): Path<ExamId>, Json(body): Json<ExamAnswers>) -> Result<Json<ExamResult>> {
    Ok(Json(service::answer(&ctx, id, body.answers, body.spent).await?))
}

async fn odd(ctx: Ctx) -> Result<Json<OddExams>> {
    Ok(Json(OddExams { items: service::odd(&ctx).await?.into_iter().map(OddExam::of).collect() }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("certification")
        .get("/odd-exams", Access::To("certificate:read"), odd)
        .summary("Exams answered faster, more evenly or longer than anybody can; for review, nothing was decided by it")
        .post("/exams", Access::To("exam:sit"), sit)
        .summary("Begin an exam, or go on with the one under way")
        .once()
        .post("/exams/{id}/answers", Access::To("exam:sit"), answer)
        .summary("Hand an exam in; answers cannot be changed")
        .once()
}
