//! Telling the other side that somebody types.

use db::Conn;
use http::Ctx;
use kernel::{Result, Scope};
use serde_json::json;

use super::KIND;
use crate::{ContactId, ConversationId, message::service as messages, thread::store as threads};

/// The worker of `id` types: its customer's pages in this process are told.
///
/// Errors: `not_found` unless the actor serves the conversation.
pub(crate) async fn by_worker(ctx: &Ctx, id: ConversationId) -> Result<()> {
    let worker = ctx.actor()?.account;
    let find = move |c: &mut Conn<'_>| Ok(messages::serving(c, worker, id)?.0.contact_id);
    let contact = ctx.app.db.read(Scope::Platform, find).await?;
    ctx.app.hub.whisper(contact.uuid(), KIND, id.uuid(), &json!({ "conversation_id": id }));
    Ok(())
}

/// The customer types: the desk of whoever serves them is told. With nobody serving, nobody is.
pub(crate) async fn by_customer(ctx: &Ctx) -> Result<()> {
    let actor = ctx.actor()?.clone();
    let contact = ContactId::from_uuid(actor.account.uuid());
    let find = move |c: &mut Conn<'_>| threads::newest_of(c, actor.tenant, contact);
    let newest = ctx.app.db.read(ctx.actor()?.scope(), find).await?;
    if let Some((worker, id)) = newest.filter(|t| t.closed_at.is_none()).and_then(|t| Some((t.worker_id?, t.id))) {
        ctx.app.hub.whisper(worker.uuid(), KIND, id.uuid(), &json!({ "conversation_id": id }));
    }
    Ok(())
}
