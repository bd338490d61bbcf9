//! `/conversations/{id}/pictures`.

use http::{Access, Ctx, Json, Path, Query, Raw, Routes};
use kernel::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::service::{self, Wish};
use crate::ConversationId;

/// How wide in pixels of the page (160–640), for how many of the screen each (1–3), and on which paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PictureLook {
    width: u32,
    scale: Option<u32>,
    dark: Option<bool>,
}

/// A place in a picture of that width, in pixels of the page.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PicturePlace {
    width: u32,
    x: f32,
    y: f32,
}

/// What stands there, as far as a desk may know: the name of a hidden value.
#[derive(Serialize, ToSchema)]
pub(crate) struct Picked {
    token: Option<String>,
}

async fn picture(ctx: Ctx, Path((id, what)): Path<(ConversationId, String)>, Query(q): Query<PictureLook>) -> Result<Raw> {
    let wish = Wish { width: q.width, scale: q.scale.unwrap_or(2), is_dark: q.dark.unwrap_or(false) };
    let tile = service::picture(&ctx, id, &what, wish).await?;
    Ok(Raw { media: "image/png", bytes: tile.png.into() })
}

async fn pick(ctx: Ctx, Path((id, what)): Path<(ConversationId, String)>, Json(b): Json<PicturePlace>) -> Result<Json<Picked>> {
    let wish = Wish { width: b.width, scale: 1, is_dark: false };
    let token = service::pick(&ctx, id, &what, wish, (b.x, b.y)).await?;
    Ok(Json(Picked { token }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("conversation")
        .get("/conversations/{id}/pictures/{what}", Access::To("conversation:write"), picture)
        .summary("What a customer wrote, or the enterprise's system told (`context`), as a watermarked picture")
        .post("/conversations/{id}/pictures/{what}/pick", Access::To("conversation:write"), pick)
        .summary("Which hidden value stands at a place of a picture")
}
