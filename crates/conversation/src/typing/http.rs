//! `…/typing`, for both sides.

use http::{Access, Ctx, NoContent, Path, Routes};
use kernel::Result;

use super::service;
use crate::ConversationId;

async fn worker_types(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<NoContent> {
    service::by_worker(&ctx, id).await.map(|()| NoContent)
}

async fn customer_types(ctx: Ctx) -> Result<NoContent> {
    service::by_customer(&ctx).await.map(|()| NoContent)
}

pub(crate) fn routes() -> Routes {
    Routes::new("conversation")
        .post("/conversations/{id}/typing", Access::To("conversation:write"), worker_types)
        .summary("Tell the customer that somebody types; no text, nothing kept")
        .post("/widget/typing", Access::To("widget:write"), customer_types)
        .summary("Tell the desk that the customer types; no text, nothing kept")
}
