//! Telling the other side that somebody types.

use db::{Conn, Whisper};
use http::Ctx;
use kernel::{Result, Scope};
use uuid::Uuid;

use super::KIND;
use crate::{ContactId, ConversationId, message::service as messages, thread::store as threads};

fn typing(to: Uuid, id: ConversationId) -> Whisper {
    Whisper { to, kind: KIND.into(), noun: "conversation_id".into(), about: id.uuid() }
}

/// The worker of `id` types: its customer's pages are told.
///
/// Errors: `not_found` unless the actor serves the conversation.
pub(crate) async fn by_worker(ctx: &Ctx, id: ConversationId) -> Result<()> {
    let worker = ctx.actor()?.account;
    let find = move |c: &mut Conn<'_>| Ok(messages::serving(c, worker, id)?.0.contact_id);
    let contact = ctx.app.db.read(Scope::Platform, find).await?;
    ctx.app.whisper(typing(contact.uuid(), id));
    Ok(())
}

/// The customer types: the desk of whoever serves them is told. With nobody serving, nobody is.
pub(crate) async fn by_customer(ctx: &Ctx) -> Result<()> {
    let actor = ctx.actor()?.clone();
    let contact = ContactId::from_uuid(actor.account.uuid());
    let find = move |c: &mut Conn<'_>| threads::newest_of(c, actor.tenant, contact);
    let newest = ctx.app.db.read(ctx.actor()?.scope(), find).await?;
    if let Some((worker, id)) = newest.filter(|t| t.closed_at.is_none()).and_then(|t| Some((t.worker_id?, t.id))) {
        ctx.app.whisper(typing(worker.uuid(), id));
    }
    Ok(())
}
