//! `/desk/guard` and `/incidents`.

use attestation_core::guard::{Challenge, State};
use http::{Access, Ctx, Json, Path, Routes};
use kernel::{Error, Reason, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::camera::PairedView;

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
    /// The session, which a verdict names.
    pub session_id: kernel::SessionId,
    /// Cameras that must be there, telephones among them.
    pub needed: usize,
    /// Telephones that serve as cameras.
    pub phones: Vec<PairedView>,
}

/// A verdict: the JSON text that was signed, and r and s of its signature, base64url. For the challenge `frame` also the
/// picture whose hash the verdict names: JPEG, base64url. It is looked at for faces and forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedVerdict {
    pub body: String,
    pub signature: String,
    #[serde(default)]
    pub picture: Option<String>,
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
    let Watch { session, state, reasons, challenge, needed, phones } = watch;
    Json(GuardView { state, reasons, challenge, session_id: session, needed, phones })
}

async fn start(ctx: Ctx) -> Result<Json<GuardView>> {
    service::start(&ctx).await.map(view)
}

async fn standing(ctx: Ctx) -> Result<Json<GuardView>> {
    let found = service::standing(&ctx).await?;
    found.map(view).ok_or_else(|| Error::not_found("a guard of this session"))
}

async fn verdict(ctx: Ctx, Json(body): Json<SignedVerdict>) -> Result<Json<GuardView>> {
    let SignedVerdict { body, signature, picture } = body;
    service::act(&ctx, Act::Verdict { body, signature, picture }).await.map(view)
}

async fn hurry(ctx: Ctx) -> Result<Json<GuardView>> {
    service::act(&ctx, Act::Ask).await.map(view)
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
        .summary("Begin the guard; its person has agreed to the cameras (purpose camera_guard)")
        .post("/desk/guard/verdict", Access::Signed, verdict)
        .summary("Answer a challenge with a signed verdict")
        .body_max(512 << 10)
        .post("/desk/guard/challenge", Access::Signed, hurry)
        .summary("Ask me now: my page saw something")
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
