//! The route of messages from an enterprise's system.

use http::{Access, Body, Created, Ctx, Path, Routes};
use kernel::{Result, Ts};
use serde::Serialize;
use utoipa::ToSchema;

use super::service;
use crate::{ContactId, ConversationId, MessageId, ProjectId};

/// Largest body, bytes.
const BODY_MAX: usize = 64 * 1024;

/// Where a message went. Replies name the same conversation and contact.
#[derive(Serialize, ToSchema)]
struct ReceivedView {
    conversation_id: ConversationId,
    contact_id: ContactId,
    message_id: MessageId,
    at: Ts,
}

async fn receive(ctx: Ctx, Path(id): Path<ProjectId>, Body(bytes): Body) -> Result<Created<ReceivedView>> {
    let (contact_id, message) = service::receive(&ctx, id, &bytes).await?;
    Ok(Created(ReceivedView { conversation_id: message.conversation_id, contact_id, message_id: message.id, at: message.at }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("conversation")
        .post("/inbound/{id}/messages", Access::Public, receive)
        .summary("A message from the enterprise's own system; signed with the project's inbound key")
        .body_max(BODY_MAX)
        .once()
}
