//! `/desk/guard/cameras` and `/camera`: the telephone's side is open to whoever holds the code or the token.

use attestation_core::guard::State;
use http::{Access, Created, Ctx, Json, Routes};
use kernel::{Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    PairedCameraId, PairedView, Report,
    service::{self, Pairing},
};

/// This session's telephones, before the guard begins and while it runs.
#[derive(Serialize, ToSchema)]
pub struct PairedCameras {
    pub items: Vec<PairedView>,
    /// Cameras that the guard needs, telephones among them.
    pub needed: usize,
}

/// A code for a telephone, used once, within five minutes.
#[derive(Serialize, ToSchema)]
pub struct CameraCode {
    pub id: PairedCameraId,
    /// What the telephone opens.
    pub url: String,
    /// The same as rows of a QR code, `#` for dark.
    pub qr: Vec<String>,
    pub expires_at: Ts,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinCamera {
    pub code: String,
}

/// What the telephone speaks with; shown once.
#[derive(Serialize, ToSchema)]
pub struct JoinedCamera {
    pub token: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportCamera {
    pub token: String,
    pub report: Report,
}

/// How the desk's guard stands; absent once there is nothing left to watch.
#[derive(Serialize, ToSchema)]
pub struct CameraHeard {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub guard: Option<State>,
}

async fn list(ctx: Ctx) -> Result<Json<PairedCameras>> {
    let (items, needed) = service::list(&ctx).await?;
    Ok(Json(PairedCameras { items, needed }))
}

async fn pair(ctx: Ctx) -> Result<Created<CameraCode>> {
    let Pairing { id, url, qr, expires_at } = service::pair(&ctx).await?;
    Ok(Created(CameraCode { id, url, qr, expires_at }))
}

async fn join(ctx: Ctx, Json(body): Json<JoinCamera>) -> Result<Json<JoinedCamera>> {
    Ok(Json(JoinedCamera { token: service::join(&ctx, &body.code).await? }))
}

async fn report(ctx: Ctx, Json(body): Json<ReportCamera>) -> Result<Json<CameraHeard>> {
    Ok(Json(CameraHeard { guard: service::report(&ctx, &body.token, body.report).await? }))
}

pub fn routes() -> Routes {
    Routes::new("attestation")
        .get("/desk/guard/cameras", Access::Signed, list)
        .summary("Telephones that are this session's cameras")
        .post("/desk/guard/cameras", Access::Signed, pair)
        .summary("Show a code by which a telephone becomes this session's camera")
        .post("/camera/join", Access::Public, join)
        .summary("Use such a code, once")
        .post("/camera/report", Access::Public, report)
        .summary("Tell how the telephone's camera does; no pictures")
}
