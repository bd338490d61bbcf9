//! Routes of a project's channel.

use http::{Access, Created, Ctx, Json, Path, Routes};
use kernel::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ChannelRow, KeyKind, service};
use crate::ProjectId;

/// What of a project's channel is set up. Keys themselves are shown only when they are made.
#[derive(Serialize, ToSchema)]
struct ChannelView {
    /// The page's word on its customer is believed when the enterprise's server vouches for it.
    has_identity_key: bool,
    /// The enterprise's systems may send messages.
    has_inbound_key: bool,
    /// What is posted to `hook_url` is signed.
    has_hook_key: bool,
    hook_url: Option<String>,
    /// Path that messages are posted to.
    inbound_path: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HookBody {
    /// `https` on the public internet; absent or null ends it.
    hook_url: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KeyBody {
    kind: KeyKind,
}

/// A key, shown this once.
#[derive(Serialize, ToSchema)]
struct KeyView {
    kind: KeyKind,
    key: String,
}

fn view(row: ChannelRow) -> ChannelView {
    ChannelView {
        has_identity_key: row.version(KeyKind::Identity) > 0,
        has_inbound_key: row.version(KeyKind::Inbound) > 0,
        has_hook_key: row.version(KeyKind::Hook) > 0,
        inbound_path: format!("/api/v1/inbound/{}/messages", row.project_id),
        hook_url: row.hook_url,
    }
}

async fn one(ctx: Ctx, Path(id): Path<ProjectId>) -> Result<Json<ChannelView>> {
    Ok(Json(view(service::view(&ctx, id).await?)))
}

async fn set_hook(ctx: Ctx, Path(id): Path<ProjectId>, Json(body): Json<HookBody>) -> Result<Json<ChannelView>> {
    Ok(Json(view(service::set_hook(&ctx, id, body.hook_url).await?)))
}

async fn new_key(ctx: Ctx, Path(id): Path<ProjectId>, Json(body): Json<KeyBody>) -> Result<Created<KeyView>> {
    Ok(Created(KeyView { kind: body.kind, key: service::new_key(&ctx, id, body.kind).await? }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("conversation")
        .get("/projects/{id}/channel", Access::To("project:read"), one)
        .summary("How the enterprise's own systems take part in a project")
        .put("/projects/{id}/channel", Access::To("project:update"), set_hook)
        .summary("Set the address that replies, calls and values are posted to")
        .post("/projects/{id}/channel/keys", Access::To("project:update"), new_key)
        .summary("Make a new key, which ends the one before; it is shown this once")
}
