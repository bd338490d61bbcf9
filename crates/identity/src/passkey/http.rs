//! `/me/passkeys` and `/me/attest`.

use http::{Access, Budget, Created, Ctx, Json, NoContent, Path, Routes};
use kernel::{Posture, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    CeremonyId, PasskeyId, PasskeyView,
    service::{self, Begun},
};

/// My passkeys, oldest first.
#[derive(Serialize, ToSchema)]
pub struct Passkeys {
    pub items: Vec<PasskeyView>,
}

/// What to hand to `navigator.credentials`, and what to name when its answer comes.
#[derive(Serialize, ToSchema)]
pub struct CeremonyView {
    pub ceremony_id: CeremonyId,
    #[schema(value_type = Object)]
    pub options: Value,
}

/// The answer to an enrolment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishEnrol {
    pub ceremony_id: CeremonyId,
    /// What I call this device.
    pub label: String,
    #[schema(value_type = Object)]
    pub credential: Value,
}

/// The answer to an attestation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishAttest {
    pub ceremony_id: CeremonyId,
    #[schema(value_type = Object)]
    pub credential: Value,
}

/// How far this session is trusted now.
#[derive(Serialize, ToSchema)]
pub struct Attested {
    pub posture: Posture,
}

/// Who removes a passkey proves anew who they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovePasskey {
    pub password: String,
    /// Remove it even if it is the last one.
    #[serde(default)]
    pub even_last: bool,
}

fn view(begun: Begun) -> Json<CeremonyView> {
    Json(CeremonyView { ceremony_id: begun.ceremony, options: begun.options })
}

async fn list(ctx: Ctx) -> Result<Json<Passkeys>> {
    let items = service::list(&ctx).await?;
    Ok(Json(Passkeys { items }))
}

async fn begin_enrol(ctx: Ctx) -> Result<Json<CeremonyView>> {
    service::begin_enrol(&ctx).await.map(view)
}

async fn finish_enrol(ctx: Ctx, Json(body): Json<FinishEnrol>) -> Result<Created<PasskeyView>> {
    service::finish_enrol(&ctx, body.ceremony_id, &body.label, body.credential).await.map(Created)
}

async fn begin_attest(ctx: Ctx) -> Result<Json<CeremonyView>> {
    service::begin_attest(&ctx).await.map(view)
}

async fn finish_attest(ctx: Ctx, Json(body): Json<FinishAttest>) -> Result<Json<Attested>> {
    let posture = service::finish_attest(&ctx, body.ceremony_id, body.credential).await?;
    Ok(Json(Attested { posture }))
}

async fn remove(ctx: Ctx, Path(id): Path<PasskeyId>, Json(body): Json<RemovePasskey>) -> Result<NoContent> {
    service::remove(&ctx, id, &body.password, body.even_last).await.map(|()| NoContent)
}

pub fn routes() -> Routes {
    Routes::new("identity")
        .get("/me/passkeys", Access::Signed, list)
        .summary("My passkeys")
        .post("/me/passkeys/begin", Access::Signed, begin_enrol)
        .summary("Begin to enrol a passkey on this device")
        .post("/me/passkeys/finish", Access::Signed, finish_enrol)
        .summary("Finish enrolling a passkey")
        .post("/me/passkeys/{id}/remove", Access::Signed, remove)
        .summary("Remove one of my passkeys")
        .limit(Budget::SignIn)
        .post("/me/attest/begin", Access::Signed, begin_attest)
        .summary("Begin to attest this session with a passkey")
        .post("/me/attest/finish", Access::Signed, finish_attest)
        .summary("Finish attesting this session; its posture rises to level 1")
}
