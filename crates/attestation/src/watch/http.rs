//! `/desk/guard` and `/incidents`.

use attestation_core::guard::{Challenge, State};
use http::{Access, Ctx, Json, Path, Routes};
use kernel::{Error, Reason, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    IncidentId, IncidentView,
    service::{self, Act, Watch},
};

/// Where the guard stands, and what it asks.
#[derive(Serialize, ToSchema)]
pub struct GuardView {
    /// `ok`, `degraded`, `break` or `terminated`.
    #[schema(value_type = String)]
    pub state: State,
    pub reasons: Vec<Reason>,
    /// The challenge that waits: see docs/ATTESTATION.md.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub challenge: Option<Challenge>,
}

/// The person agrees to the cameras.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartGuard {
    pub consent: bool,
}

/// A verdict: the JSON text that was signed, and r and s of its signature, base64url.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedVerdict {
    pub body: String,
    pub signature: String,
}

/// What is to become of a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideIncident {
    /// True: nothing happened. False: a penalty, which takes two people.
    pub dismiss: bool,
}

/// Cases, newest first.
#[derive(Serialize, ToSchema)]
pub struct Incidents {
    pub items: Vec<IncidentView>,
}

fn view(watch: Watch) -> Json<GuardView> {
    let Watch { state, reasons, challenge } = watch;
    Json(GuardView { state, reasons, challenge })
}

async fn start(ctx: Ctx, Json(body): Json<StartGuard>) -> Result<Json<GuardView>> {
    if !body.consent {
        return Err(Error::field("consent", "required", "the cameras start only when their person agrees"));
    }
    service::start(&ctx).await.map(view)
}

async fn standing(ctx: Ctx) -> Result<Json<GuardView>> {
    let found = service::standing(&ctx).await?;
    found.map(view).ok_or_else(|| Error::not_found("a guard of this session"))
}

async fn verdict(ctx: Ctx, Json(body): Json<SignedVerdict>) -> Result<Json<GuardView>> {
    service::act(&ctx, Act::Verdict(body.body, body.signature)).await.map(view)
}

async fn pause(ctx: Ctx) -> Result<Json<GuardView>> {
    service::act(&ctx, Act::Break).await.map(view)
}

async fn resume(ctx: Ctx) -> Result<Json<GuardView>> {
    service::act(&ctx, Act::Resume).await.map(view)
}

async fn inbox(ctx: Ctx) -> Result<Json<Incidents>> {
    Ok(Json(Incidents { items: service::inbox(&ctx).await? }))
}

async fn mine(ctx: Ctx) -> Result<Json<Incidents>> {
    Ok(Json(Incidents { items: service::mine(&ctx).await? }))
}

async fn case(ctx: Ctx, Path(id): Path<IncidentId>) -> Result<Json<IncidentView>> {
    service::case(&ctx, id).await.map(Json)
}

async fn decide(ctx: Ctx, Path(id): Path<IncidentId>, Json(body): Json<DecideIncident>) -> Result<Json<IncidentView>> {
    service::decide(&ctx, id, body.dismiss).await.map(Json)
}

pub fn routes() -> Routes {
    Routes::new("attestation")
        .get("/desk/guard", Access::Signed, standing)
        .summary("Where my session's guard stands, and what it asks")
        .post("/desk/guard", Access::Signed, start)
        .summary("Agree to the cameras and begin the guard")
        .post("/desk/guard/verdict", Access::Signed, verdict)
        .summary("Answer a challenge with a signed verdict")
        .post("/desk/guard/break", Access::Signed, pause)
        .summary("Take a break: cameras and work stop at once")
        .post("/desk/guard/resume", Access::Signed, resume)
        .summary("Come back from the break")
        .get("/me/incidents", Access::Signed, mine)
        .summary("My own cases")
        .get("/incidents", Access::To("incident:read"), inbox)
        .summary("Cases of the guard, newest first")
        .get("/incidents/{id}", Access::Signed, case)
        .summary("A case with its timeline")
        .post("/incidents/{id}/decide", Access::To("incident:decide"), decide)
        .summary("Dismiss a case, or confirm its penalty as one of two people")
}
