//! `/accounts/{id}/text-mode`.

use http::{Access, Ctx, Json, NoContent, Path, Routes};
use kernel::{AccountId, Result};
use serde::Deserialize;
use utoipa::ToSchema;

use super::service;

/// Whether a person reads text where others see pictures.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTextMode {
    pub granted: bool,
}

async fn set(ctx: Ctx, Path(id): Path<AccountId>, Json(body): Json<SetTextMode>) -> Result<NoContent> {
    service::set(&ctx, id, body.granted).await.map(|()| NoContent)
}

pub fn routes() -> Routes {
    Routes::new("identity")
        .put("/accounts/{id}/text-mode", Access::Signed, set)
        .summary("Let somebody who cannot read pictures have customers' text as text, on a device of the highest level")
}
