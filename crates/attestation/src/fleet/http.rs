//! `/attestation`.

use http::{Access, Ctx, Json, Routes};
use kernel::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FleetSession, LevelChange, service};

/// Sessions that are trusted now.
#[derive(Serialize, ToSchema)]
pub struct Fleet {
    pub items: Vec<FleetSession>,
}

/// A policy that is not in force, as TOML.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewPolicy {
    pub policy: String,
}

/// What it would change.
#[derive(Serialize, ToSchema)]
pub struct PolicyPreview {
    /// Sessions looked at.
    pub looked_at: usize,
    pub changes: Vec<LevelChange>,
}

async fn list(ctx: Ctx) -> Result<Json<Fleet>> {
    Ok(Json(Fleet { items: service::list(&ctx).await? }))
}

async fn preview(ctx: Ctx, Json(body): Json<PreviewPolicy>) -> Result<Json<PolicyPreview>> {
    let (looked_at, changes) = service::preview(&ctx, &body.policy).await?;
    Ok(Json(PolicyPreview { looked_at, changes }))
}

pub fn routes() -> Routes {
    Routes::new("attestation")
        .get("/attestation/fleet", Access::To("attestation:read"), list)
        .summary("Sessions that are trusted now, and by what")
        .post("/attestation/preview", Access::To("attestation:read"), preview)
        .summary("Who would lose or gain a level under another policy")
        .body_max(512 << 10)
}
