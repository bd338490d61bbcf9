//! `/desk/guard/evidence` and the pictures of a case.

use http::{Access, Created, Ctx, Json, Path, Raw, Routes};
use kernel::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{EvidenceId, EvidenceView, service};
use crate::watch::IncidentId;

/// A blurred picture of at most 640 by 480 pixels: JPEG, base64url.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddEvidence {
    pub picture: String,
    /// Where a telephone was found: left, top, width and height as shares of the picture. This part is kept less coarse.
    #[serde(default)]
    pub telephone: Option<[f32; 4]>,
}

/// A case's pictures, oldest first.
#[derive(Serialize, ToSchema)]
pub struct EvidenceList {
    pub items: Vec<EvidenceView>,
}

async fn add(ctx: Ctx, Json(body): Json<AddEvidence>) -> Result<Created<EvidenceView>> {
    service::add(&ctx, &body.picture, body.telephone).await.map(Created)
}

async fn list(ctx: Ctx, Path(id): Path<IncidentId>) -> Result<Json<EvidenceList>> {
    Ok(Json(EvidenceList { items: service::list(&ctx, id).await? }))
}

async fn show(ctx: Ctx, Path((id, picture)): Path<(IncidentId, EvidenceId)>) -> Result<Raw> {
    let bytes = service::show(&ctx, id, picture).await?;
    Ok(Raw { media: "image/jpeg", bytes: bytes.into() })
}

pub fn routes() -> Routes {
    Routes::new("attestation")
        .post("/desk/guard/evidence", Access::Signed, add)
        .summary("Keep a blurred picture of what the guard just saw; three at most")
        .body_max(256 << 10)
        .get("/incidents/{id}/evidence", Access::Signed, list)
        .summary("A case's pictures and when each is deleted")
        .get("/incidents/{id}/evidence/{picture}", Access::Signed, show)
        .summary("One picture of a case; the look is audited")
}
