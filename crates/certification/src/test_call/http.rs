//! Test calls over HTTP.

use http::{Access, Created, Ctx, Json, NoContent, Path, Routes};
use kernel::{DecisionId, Reason, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Marks, Part, Spoken, TestCallId, TestCallState, service};

#[derive(Debug, Serialize, ToSchema)]
pub struct TestCalls {
    pub items: Vec<TestCallView>,
}

/// What whoever plays the customer goes by.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = TestCallBrief)]
pub struct Brief {
    pub title: String,
    pub opening: String,
    /// What is true, to be told when asked.
    pub facts: Vec<Fact>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = TestCallFact)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// An item of the form, marked 0 to 2.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RubricItem {
    pub id: String,
    pub name_zh: String,
    pub name_en: String,
    /// 0 fails the sheet.
    pub must: bool,
}

/// A test call as its part of it sees it. Nobody's name or number, and no sheet of another scorer, is in it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TestCallView {
    pub id: TestCallId,
    pub skill: String,
    pub state: TestCallState,
    pub part: Part,
    pub lines: Vec<Spoken>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub brief: Option<Brief>,
    pub rubric: Vec<RubricItem>,
    /// Why it was decided so; the candidate's.
    pub reasons: Vec<Reason>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decision_id: Option<DecisionId>,
    pub asked_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub settled_at: Option<Ts>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TestCallAsk)]
pub struct Ask {
    pub skill: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TestCallSay)]
pub struct Say {
    pub text: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TestCallSheet)]
pub struct Sheet {
    /// Every item of the form, 0 to 2.
    #[schema(value_type = Object)]
    pub marks: Marks,
}

async fn ask(ctx: Ctx, Json(body): Json<Ask>) -> Result<Created<TestCallView>> {
    Ok(Created(service::ask(&ctx, body.skill).await?))
}

async fn mine(ctx: Ctx) -> Result<Json<TestCalls>> {
    Ok(Json(TestCalls { items: service::mine(&ctx).await? }))
}

async fn duties(ctx: Ctx) -> Result<Json<TestCalls>> {
    Ok(Json(TestCalls { items: service::duties(&ctx).await? }))
}

async fn one(ctx: Ctx, Path(id): Path<TestCallId>) -> Result<Json<TestCallView>> {
    Ok(Json(service::one(&ctx, id).await?))
}

async fn take(ctx: Ctx, Path(id): Path<TestCallId>) -> Result<Json<TestCallView>> {
    Ok(Json(service::take(&ctx, id).await?))
}

async fn decline(ctx: Ctx, Path(id): Path<TestCallId>) -> Result<NoContent> {
    service::decline(&ctx, id).await?;
    Ok(NoContent)
}

async fn say(ctx: Ctx, Path(id): Path<TestCallId>, Json(body): Json<Say>) -> Result<Json<TestCallView>> {
    Ok(Json(service::say(&ctx, id, body.text).await?))
}

async fn hang_up(ctx: Ctx, Path(id): Path<TestCallId>) -> Result<Json<TestCallView>> {
    Ok(Json(service::hang_up(&ctx, id).await?))
}

async fn score(ctx: Ctx, Path(id): Path<TestCallId>, Json(body): Json<Sheet>) -> Result<Json<TestCallView>> {
    Ok(Json(service::score(&ctx, id, body.marks).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("certification")
        .post("/test-calls", Access::To("test_call:sit"), ask)
        .summary("Ask for a test call: you are ready now")
        .once()
        .get("/test-calls/mine", Access::To("test_call:sit"), mine)
        .summary("Your test calls, newest first")
        .get("/test-calls/duties", Access::To("test_call:assess"), duties)
        .summary("Test calls that you could play the customer in, or score")
        .get("/test-calls/{id}", Access::To("test_call:attend"), one)
        .summary("A test call as your part of it sees it")
        .post("/test-calls/{id}/take", Access::To("test_call:assess"), take)
        .summary("Play the customer, or take the call to score it")
        .once()
        .post("/test-calls/{id}/decline", Access::To("test_call:assess"), decline)
        .summary("Let an offered part go by; the next one is asked")
        .once()
        .post("/test-calls/{id}/lines", Access::To("test_call:attend"), say)
        .summary("Say a line; both sides are patrolled")
        .once()
        .post("/test-calls/{id}/end", Access::To("test_call:attend"), hang_up)
        .summary("End the call; it is scored, or waits for another assessor when too little was said")
        .once()
        .post("/test-calls/{id}/scores", Access::To("test_call:assess"), score)
        .summary("Score a test call, blind and once")
        .once()
}
