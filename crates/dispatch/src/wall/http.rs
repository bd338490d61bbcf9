//! Routes of the wall.

use http::{Access, Ctx, Json, Routes};
use kernel::Result;

use super::service::{self, Wall};

async fn wall(ctx: Ctx) -> Result<Json<Wall>> {
    Ok(Json(service::wall(&ctx).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("dispatch").get("/wall", Access::To("wall:read"), wall).summary("Live numbers per project")
}
