//! `/me/devices`.

use http::{Access, Created, Ctx, Json, NoContent, Path, Routes};
use kernel::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    AskId, DeviceId, DeviceView, EnrolledDevice,
    service::{self, Begun, TpmOffer},
};

/// My devices, oldest first.
#[derive(Serialize, ToSchema)]
pub struct AttestedDevices {
    pub items: Vec<DeviceView>,
}

/// What to hand to the device, and what to name when its answer comes.
#[derive(Serialize, ToSchema)]
pub struct DeviceAsk {
    pub ask_id: AskId,
    #[schema(value_type = Object)]
    pub options: Value,
}

/// An authenticator's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishDevice {
    pub ask_id: AskId,
    /// What I call this device.
    pub label: String,
    #[schema(value_type = Object)]
    pub credential: Value,
}

/// A TPM that wants to enrol. Keys are base64url.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginTpm {
    pub label: String,
    /// PEM, the endorsement certificate first.
    pub ek_certificates: String,
    pub ek_public: String,
    pub ak_public: String,
}

/// What the TPM opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishTpm {
    pub ask_id: AskId,
    /// base64url.
    pub opened: String,
}

pub(crate) fn view(begun: Begun) -> Json<DeviceAsk> {
    Json(DeviceAsk { ask_id: begun.ask, options: begun.options })
}

async fn list(ctx: Ctx) -> Result<Json<AttestedDevices>> {
    Ok(Json(AttestedDevices { items: service::list(&ctx).await? }))
}

async fn begin(ctx: Ctx) -> Result<Json<DeviceAsk>> {
    service::begin_enrol(&ctx).await.map(view)
}

async fn finish(ctx: Ctx, Json(body): Json<FinishDevice>) -> Result<Created<EnrolledDevice>> {
    service::finish_enrol(&ctx, body.ask_id, &body.label, body.credential).await.map(Created)
}

async fn begin_tpm(ctx: Ctx, Json(body): Json<BeginTpm>) -> Result<Json<DeviceAsk>> {
    let BeginTpm { label, ek_certificates, ek_public, ak_public } = body;
    service::begin_tpm(&ctx, &TpmOffer { label, ek_certificates, ek_public, ak_public }).await.map(view)
}

async fn finish_tpm(ctx: Ctx, Json(body): Json<FinishTpm>) -> Result<Created<EnrolledDevice>> {
    service::finish_tpm(&ctx, body.ask_id, &body.opened).await.map(Created)
}

async fn remove(ctx: Ctx, Path(id): Path<DeviceId>) -> Result<NoContent> {
    service::remove(&ctx, id).await.map(|()| NoContent)
}

pub fn routes() -> Routes {
    Routes::new("attestation")
        .get("/me/devices", Access::Signed, list)
        .summary("My attested devices")
        .post("/me/devices/begin", Access::Signed, begin)
        .summary("Begin to enrol an authenticator whose maker vouches for it")
        .post("/me/devices/finish", Access::Signed, finish)
        .summary("Finish enrolling an authenticator")
        .post("/me/devices/tpm/begin", Access::Signed, begin_tpm)
        .summary("Begin to enrol a TPM")
        .post("/me/devices/tpm/finish", Access::Signed, finish_tpm)
        .summary("Finish enrolling a TPM")
        .delete("/me/devices/{id}", Access::Signed, remove)
        .signed()
        .summary("Remove one of my devices")
}
