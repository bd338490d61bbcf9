//! Request and answer of the preview.

use http::{Access, Ctx, Json, Routes};
use kernel::Result;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Preview, service};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ask {
    /// At most 10 000 characters.
    pub(crate) text: String,
    /// Id of a shipped policy, or of one that the enterprise published; `base-cn` when absent.
    pub(crate) policy: Option<String>,
    /// A policy's own text, tried before it is published; takes the place of `policy`.
    pub(crate) source: Option<String>,
    /// Values the page would know of its customer.
    #[serde(default)]
    pub(crate) known: Vec<KnownValue>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownValue {
    pub(crate) label: String,
    pub(crate) value: String,
}

async fn run(ctx: Ctx, Json(ask): Json<Ask>) -> Result<Json<Preview>> {
    Ok(Json(service::run(&ctx, ask).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("masking")
        .post("/masking/preview", Access::To("masking:preview"), run)
        .summary("What a worker would see of a sample text")
}
