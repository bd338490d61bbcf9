//! Routes of the switch.

use http::{Access, Ctx, Json, Routes};
use kernel::{Result, Ts};
use patrol::Switch;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::service;

#[derive(Serialize, ToSchema)]
struct PatrolEngine {
    /// Out of service: regulated trades are closed, others sent unjudged and flagged.
    down: bool,
    since: Option<Ts>,
    reason: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PatrolEngineSet {
    down: bool,
    reason: String,
}

fn view(switch: Option<Switch>) -> PatrolEngine {
    let since = switch.as_ref().and_then(|switch| switch.down_since);
    PatrolEngine { down: since.is_some(), since, reason: switch.and_then(|switch| switch.reason) }
}

async fn get(ctx: Ctx) -> Result<Json<PatrolEngine>> {
    Ok(Json(view(service::get(&ctx).await?)))
}

async fn set(ctx: Ctx, Json(body): Json<PatrolEngineSet>) -> Result<Json<PatrolEngine>> {
    Ok(Json(view(Some(service::set(&ctx, body.down, body.reason).await?))))
}

pub(crate) fn routes() -> Routes {
    Routes::new("quality")
        .get("/patrol/engine", Access::To("exception:read"), get)
        .summary("Whether patrol is in service")
        .put("/patrol/engine", Access::To("exception:handle"), set)
        .summary("Take patrol out of service, or back")
}
