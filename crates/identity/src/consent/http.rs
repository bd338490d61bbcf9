//! `/me/consents`.

use http::{Access, Ctx, Json, Path, Routes};
use kernel::Result;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Purpose, Standing, service};

/// A decision about one purpose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    pub granted: bool,
}

async fn decide(ctx: Ctx, Path(purpose): Path<Purpose>, Json(body): Json<Decide>) -> Result<Json<Standing>> {
    service::decide(&ctx, purpose, body.granted).await.map(Json)
}

pub fn routes() -> Routes {
    Routes::new("identity")
        .put("/me/consents/{purpose}", Access::Signed, decide)
        .summary("Grant or withdraw one purpose; each decision leaves a receipt")
}
