//! Exams over HTTP.

use http::{Access, Created, Ctx, Json, Path, Routes};
use kernel::{DecisionId, Reason, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ExamId, service};
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
    Ok(Json(service::answer(&ctx, id, body.answers).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("certification")
        .post("/exams", Access::To("exam:sit"), sit)
        .summary("Begin an exam, or go on with the one under way")
        .once()
        .post("/exams/{id}/answers", Access::To("exam:sit"), answer)
        .summary("Hand an exam in; answers cannot be changed")
        .once()
}
