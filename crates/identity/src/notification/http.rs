//! `/me/notifications` and `/me/notification-settings`.

use http::{Access, Ctx, Json, NoContent, Path, Query, Routes};
use kernel::{Page, PageQuery, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{NotificationId, Setting, Told, service};

/// One setting per kind.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationSettings {
    pub items: Vec<Setting>,
}

async fn list(ctx: Ctx, Query(query): Query<PageQuery>) -> Result<Json<Page<Told>>> {
    service::list(&ctx, query).await.map(Json)
}

async fn read(ctx: Ctx, Path(id): Path<NotificationId>) -> Result<NoContent> {
    service::read(&ctx, id).await.map(|()| NoContent)
}

async fn settings(ctx: Ctx) -> Result<Json<NotificationSettings>> {
    let items = service::settings(&ctx).await?;
    Ok(Json(NotificationSettings { items }))
}

async fn change_settings(ctx: Ctx, Json(body): Json<NotificationSettings>) -> Result<Json<NotificationSettings>> {
    let items = service::change_settings(&ctx, body.items).await?;
    Ok(Json(NotificationSettings { items }))
}

pub fn routes() -> Routes {
    Routes::new("identity")
        .get("/me/notifications", Access::Signed, list)
        .summary("What I was told, newest first")
        .post("/me/notifications/{id}/read", Access::Signed, read)
        .summary("Mark a notification as read")
        .get("/me/notification-settings", Access::Signed, settings)
        .summary("By which ways I am told")
        .put("/me/notification-settings", Access::Signed, change_settings)
        .summary("Choose by which ways I am told")
}
