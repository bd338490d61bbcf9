//! Route of the desk's snapshot.

use http::{Access, Ctx, Json, Routes};
use kernel::Result;

use super::{Desk, service};

async fn desk(ctx: Ctx) -> Result<Json<Desk>> {
    Ok(Json(service::load(&ctx).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("conversation").get("/desk", Access::To("desk:use"), desk).summary("Everything the desk shows")
}
