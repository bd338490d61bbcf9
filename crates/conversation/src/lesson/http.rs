//! Lessons over HTTP.

use std::collections::BTreeMap;

use http::{Access, Ctx, Json, Path, Routes};
use kernel::Result;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::service;
use crate::ConversationId;

/// What a scenario can be made from. Masked: of personal data there are tokens in the words, and nothing in the slots.
#[derive(Serialize, ToSchema)]
#[schema(as = Lesson)]
struct LessonView {
    conversation_id: ConversationId,
    skill: String,
    /// 1–5.
    rating: Option<i64>,
    /// Name of the procedure that ran.
    procedure: Option<String>,
    /// The customer's first messages.
    opening: Vec<String>,
    /// What was known at the end, by slot.
    #[schema(value_type = Object)]
    slots: BTreeMap<String, Value>,
    wrong: Vec<WrongView>,
}

/// A step that went wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = LessonStep)]
struct WrongView {
    step: String,
    title_zh: String,
    title_en: String,
    rules: Vec<String>,
}

async fn read(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<Json<LessonView>> {
    let lesson = service::read(&ctx, id).await?;
    let step = |w: super::Wrong| WrongView { step: w.step, title_zh: w.title.zh, title_en: w.title.en, rules: w.rules };
    Ok(Json(LessonView {
        conversation_id: id,
        skill: lesson.skill,
        rating: lesson.rating,
        procedure: lesson.procedure,
        opening: lesson.opening,
        slots: lesson.slots,
        wrong: lesson.wrong.into_iter().map(step).collect(),
    }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("conversation")
        .get("/conversations/{id}/lesson", Access::To("conversation:read"), read)
        .summary("What a conversation that is over teaches, masked: to make a scenario of it")
}
