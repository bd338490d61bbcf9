//! Use cases of acting without seeing: what a token allows, a call, a delivery; and the posts they lead to.

use std::sync::Arc;

use authz::Resource;
use db::{
    Conn,
    jobs::{self, Claimed},
    outbox::Delivered,
};
use http::{App, Ctx};
use kernel::{AccountId, Code, Error, Id, Result, Scope, TenantId, Ts};
use masking::{Act, TokenLine};
use post::Hooks;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{HandoverKind, HandoverRow, HandoverState, store};
use crate::{
    ConversationId, HandoverId, MessageId,
    channel::{self, ChannelRow, KeyKind, store as channels},
    contact::{Via, store as contacts},
    message::store as messages,
    privacy,
    thread::{ConversationEvent, ThreadRow, service as threads, store as rows},
};

/// Queue of the posts.
pub(crate) const QUEUE: &str = "conversation.handover";

/// What a worker is told of an order. Stored as the answer of its `Idempotency-Key`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Ordered {
    id: HandoverId,
    /// `recorded`: written down, there is no system to post it to; `queued`: on its way.
    state: HandoverState,
}

/// What of a job is stored: ids only.
#[derive(Serialize, Deserialize)]
struct Order {
    tenant: TenantId,
    id: HandoverId,
}

fn permit(ctx: &Ctx, id: ConversationId, tenant: TenantId, worker: AccountId) -> Result<()> {
    ctx.permit("token:check", &Resource::of("token").id(id).tenant(tenant).owner(worker))
}

/// The tokens of a conversation that the worker of `ctx` serves: what each allows, and whether values can be sent on.
pub(crate) async fn tokens(ctx: &Ctx, id: ConversationId) -> Result<(Vec<TokenLine>, bool)> {
    let worker = ctx.actor()?.account;
    let load = move |c: &mut Conn<'_>| Ok(threads::held(c, worker, id)?.0);
    let thread = ctx.app.db.read(Scope::Platform, load).await?;
    permit(ctx, id, thread.tenant_id, worker)?;
    let detector = privacy::detector_of(ctx, thread.project_id).await?;
    let read = move |c: &mut Conn<'_>| {
        let hook = channels::get(c, thread.tenant_id, thread.project_id)?.and_then(|channel| channel.hook_url);
        Ok((masking::token_lines(c, &detector, thread.tenant_id, id.uuid())?, hook.is_some()))
    };
    ctx.app.db.read(Scope::Platform, read).await
}

/// Orders a call to, or the delivery of, a value nobody sees.
///
/// Errors: `not_found` unless the worker serves the conversation; `token_unknown`; `invalid_field` for a call to what is
/// no number; `wrong_state` when there is no system to send to; `rate_limited`.
pub(crate) async fn act(ctx: &Ctx, id: ConversationId, token: String, act: Act) -> Result<Ordered> {
    let actor = ctx.actor()?.clone();
    let (worker, now) = (actor.account, ctx.now);
    let thread = ctx.app.db.read(Scope::Platform, move |c| Ok(threads::held(c, worker, id)?.0)).await?;
    permit(ctx, id, thread.tenant_id, worker)?;
    ctx.once(Scope::Platform, move |c| {
        let (thread, _) = threads::held(c, worker, id)?;
        let hook = channels::get(c, thread.tenant_id, thread.project_id)?.and_then(|channel| channel.hook_url);
        if act == Act::Send && hook.is_none() {
            return Err(Error::new(Code::WrongState, "this project has no system to send values to").into());
        }
        let acted = masking::act(c, &actor, thread.tenant_id, id.uuid(), &token, act, now)?;
        let kind = if act == Act::Call { HandoverKind::Call } else { HandoverKind::Send };
        let row = HandoverRow {
            token_id: Some(Id::from_uuid(acted.id)),
            token: Some(acted.token),
            account_id: Some(worker),
            ..order(&thread, kind, hook.is_some(), now)
        };
        place(c, &row, now)?;
        Ok(Ordered { id: row.id, state: row.state })
    })
    .await
}

fn order(thread: &ThreadRow, kind: HandoverKind, has_hook: bool, now: Ts) -> HandoverRow {
    HandoverRow {
        tenant_id: thread.tenant_id,
        id: HandoverId::at(now),
        project_id: thread.project_id,
        conversation_id: thread.id,
        kind,
        token_id: None,
        token: None,
        message_id: None,
        account_id: None,
        state: if has_hook { HandoverState::Queued } else { HandoverState::Recorded },
        status: None,
        created_at: now,
        changed_at: now,
    }
}

fn place(c: &mut Conn<'_>, row: &HandoverRow, now: Ts) -> db::Result<()> {
    store::insert(c, row)?;
    if row.state == HandoverState::Queued {
        let body = serde_json::to_value(Order { tenant: row.tenant_id, id: row.id }).map_err(Error::internal)?;
        jobs::enqueue(c, QUEUE, &row.id.to_string(), &body, now, now)?;
    }
    Ok(())
}

/// A worker answered: a customer who writes through the enterprise's system hears of it there.
pub(crate) fn on_sent(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let sent: ConversationEvent = event.parse()?;
    let (Some(message), Some(thread)) = (sent.message, rows::get(c, sent.tenant, sent.conversation)?) else { return Ok(()) };
    let contact = contacts::get(c, thread.tenant_id, thread.contact_id)?;
    let hook = channels::get(c, thread.tenant_id, thread.project_id)?.and_then(|channel| channel.hook_url);
    if hook.is_none() || contact.is_none_or(|contact| contact.via != Via::Inbound) {
        return Ok(());
    }
    let row = HandoverRow { message_id: Some(message), ..order(&thread, HandoverKind::Reply, true, now) };
    place(c, &row, now)
}

/// Posts one order, signed. What it holds is opened now and kept nowhere.
pub(crate) async fn deliver(app: Arc<App>, claimed: Claimed) -> Result<()> {
    let Order { tenant, id } = serde_json::from_value(claimed.body).map_err(Error::internal)?;
    let (seal, now) = (app.seal.clone(), app.clock.now());
    let load = move |c: &mut Conn<'_>| {
        let Some(row) = store::get(c, tenant, id)?.filter(|row| row.state != HandoverState::Delivered) else { return Ok(None) };
        let Some(channel) = channels::get(c, tenant, row.project_id)? else { return Ok(None) };
        let body = body_of(c, &seal, &row)?;
        Ok(body.map(|body| (row, channel, body)))
    };
    let Some((row, channel, body)) = app.db.read(Scope::Tenant(tenant), load).await? else { return Ok(()) };
    let answer = post(&app, &channel, &row, &body, now).await;
    let (state, status) = match &answer {
        Ok(status) if (200..300).contains(status) => (HandoverState::Delivered, Some(*status)),
        Ok(status) => (HandoverState::Failed, Some(*status)),
        Err(_) => (HandoverState::Failed, None),
    };
    app.db.write(Scope::Tenant(tenant), move |c| store::set_state(c, &row, state, status, now)).await?;
    match answer {
        Ok(status) if !(200..300).contains(&status) => {
            Err(Error::new(Code::Busy, format!("the enterprise's address answered {status}")))
        }
        other => other.map(|_| ()),
    }
}

async fn post(app: &App, channel: &ChannelRow, row: &HandoverRow, body: &Value, now: Ts) -> Result<u16> {
    let hooks = app.get::<Hooks>()?;
    let gone = || Error::new(Code::WrongState, "the project has no address any more");
    let target = hooks.target(channel.hook_url.as_deref().ok_or_else(gone)?)?;
    let bytes = serde_json::to_vec(body).map_err(Error::internal)?;
    let mut headers = vec![("x-tidecrew-delivery", row.id.to_string())];
    if let Some(key) = channel.key(&app.seal, KeyKind::Hook) {
        headers.push(("x-tidecrew-signature", channel::signature(&key, &bytes, now)));
    }
    hooks.post(&target, &headers, &bytes).await
}

/// What is posted for an order; `None` when its message is gone.
fn body_of(c: &mut Conn<'_>, seal: &seal::Keyring, row: &HandoverRow) -> db::Result<Option<Value>> {
    let mut body = json!({ "id": row.id, "kind": row.kind, "conversation_id": row.conversation_id, "at": row.created_at });
    let (tenant, conversation) = (row.tenant_id, row.conversation_id);
    if let Some(token) = &row.token {
        body["token"] = json!(token);
        body["value"] = json!(privacy::expand(c, seal, tenant, conversation, token)?);
    }
    if let Some(id) = row.message_id {
        let Some(message) = messages::get(c, tenant, id)? else { return Ok(None) };
        let Some(thread) = rows::get(c, tenant, conversation)? else { return Ok(None) };
        let text = privacy::expand(c, seal, tenant, conversation, &message.body)?;
        body["contact_id"] = json!(thread.contact_id);
        body["message"] = json!({ "id": MessageId::to_string(&id), "seq": message.seq, "text": text, "at": message.created_at });
    }
    Ok(Some(body))
}
