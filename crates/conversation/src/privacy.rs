//! Personal data at this crate's border: found before anything is stored, sealed with the message, expanded for its owner.
//!
//! The only file that calls `masking`.

use std::sync::Arc;

use db::{Conn, streams::StreamEvent};
use http::{App, Ctx};
use kernel::{AccountId, Actor, Code, Error, Result, Role, Scope, TenantId, Ts};
use masking::{Chosen, Detected, Detector, Document, Masked, Speaker};
use patrol::{Beside, Provenance};
use seal::Keyring;
use serde_json::Value;

use crate::{
    ContactId, ConversationId, ProjectId, TaskId,
    contact::store as contacts,
    judge,
    message::{service as messages, store as texts},
    procedure::service as procedure,
    thread::{ThreadRow, ThreadState, store as rows},
};

/// A text that has been looked through, ready to be stored in a conversation.
pub(crate) struct Prepared {
    conversation: ConversationId,
    /// The conversation does not exist yet.
    is_fresh: bool,
    /// The sequence number the text was looked through as; absent for texts that are not messages.
    seq: Option<i64>,
    text: String,
    detected: Detected,
    /// What came beside the text.
    document: Option<Document>,
}

impl Prepared {
    pub(crate) const fn conversation(&self) -> ConversationId {
        self.conversation
    }

    pub(crate) const fn is_fresh(&self) -> bool {
        self.is_fresh
    }

    pub(crate) const fn seq(&self) -> Option<i64> {
        self.seq
    }

    /// What the detector found, for patrol.
    pub(crate) fn spans(&self) -> &[masking_core::Span] {
        &self.detected.found.spans
    }
}

/// A worker's draft with what judging it needs.
pub(crate) struct WorkerDraft {
    pub(crate) text: String,
    pub(crate) prepared: Prepared,
    /// Masked.
    pub(crate) last_customer_turn: Option<String>,
    /// What workers said in this conversation, masked.
    pub(crate) said: Vec<String>,
    pub(crate) skill: String,
    pub(crate) tenant: TenantId,
    pub(crate) project: ProjectId,
    pub(crate) facts: judge::Facts,
    /// How it came to be and where its procedure stands.
    pub(crate) beside: Beside,
}

/// A draft as its desk tells it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typed<'a> {
    pub(crate) text: &'a str,
    pub(crate) provenance: Option<Provenance>,
    /// It is about to be sent, not only looked at.
    pub(crate) is_sent: bool,
}

/// Earlier answers that are looked at for steps that must come first.
const REMEMBERED: i64 = 40;

/// Where a text belongs, as detection needs it.
struct Place {
    tenant: TenantId,
    conversation: ConversationId,
    contact: ContactId,
    project: ProjectId,
    is_fresh: bool,
    seq: Option<i64>,
}

impl Place {
    /// The next message of `thread`.
    const fn next(thread: &ThreadRow) -> Self {
        Self { seq: Some(thread.next_seq + 1), ..Self::beside(thread) }
    }

    /// A text about `thread` that is no message of it.
    const fn beside(thread: &ThreadRow) -> Self {
        let (tenant, conversation, contact) = (thread.tenant_id, thread.id, thread.contact_id);
        Self { tenant, conversation, contact, project: thread.project_id, is_fresh: false, seq: None }
    }
}

/// Reads where the text belongs and what is known there, then looks through it outside the transaction.
async fn prepare<T: Send + 'static>(
    ctx: &Ctx,
    scope: Scope,
    speaker: Speaker,
    text: &str,
    data: Option<(String, Value)>,
    find: impl FnOnce(&mut Conn<'_>) -> db::Result<(Place, T)> + Send + 'static,
) -> Result<(Prepared, T)> {
    let seal = ctx.app.seal.clone();
    let load = move |c: &mut Conn<'_>| {
        let (place, more) = find(c)?;
        let memory = masking::memory(c, &seal, place.tenant, place.conversation.uuid(), place.contact.uuid())?;
        let chosen = chosen(c, place.project)?;
        Ok((place, memory, chosen, more))
    };
    let (place, mut memory, chosen, more) = ctx.app.db.read(scope, load).await?;
    let detector = masking::detector(&ctx.app, chosen).await?;
    let document = match data {
        None => None,
        Some((channel, data)) => Some(masking::read_document(&detector, &memory, &channel, data)?),
    };
    if let Some(document) = &document {
        memory = memory.with_known(document.known());
    }
    let detected = masking::detect(&detector, &memory, speaker, text, place.seq.unwrap_or(0), ctx.now);
    let Place { conversation, is_fresh, seq, .. } = place;
    Ok((Prepared { conversation, is_fresh, seq, text: text.to_owned(), detected, document }, more))
}

/// The masking policy of a project.
fn chosen(c: &mut Conn<'_>, project: ProjectId) -> db::Result<Chosen> {
    let project = market::project(c, project)?;
    masking::chosen(c, project.tenant_id, &project.masking_policy)
}

/// The detector of a project.
pub(crate) async fn detector_of(ctx: &Ctx, project: ProjectId) -> Result<Detector> {
    let chosen = ctx.app.db.read(Scope::Platform, move |c| chosen(c, project)).await?;
    masking::detector(&ctx.app, chosen).await
}

/// A customer's message: into their open conversation, or into a new one. `data` came beside it by a named channel.
pub(crate) async fn prepare_customer(
    ctx: &Ctx,
    tenant: TenantId,
    contact: ContactId,
    text: &str,
    data: Option<(String, Value)>,
) -> Result<Prepared> {
    let fresh = ConversationId::at(ctx.now);
    let find = move |c: &mut Conn<'_>| {
        let open = rows::newest_of(c, tenant, contact)?.filter(|t| t.state == ThreadState::Open);
        let place = match &open {
            Some(thread) => Place::next(thread),
            None => {
                let person = contacts::get(c, tenant, contact)?.ok_or_else(|| Error::not_found("contact"))?;
                Place { tenant, conversation: fresh, contact, project: person.project_id, is_fresh: true, seq: Some(1) }
            }
        };
        Ok((place, ()))
    };
    Ok(prepare(ctx, Scope::Tenant(tenant), Speaker::Customer, text, data, find).await?.0)
}

/// A worker's draft for the conversation they serve.
///
/// Errors: `not_found`, `wrong_state` as [`messages::serving`]; `token_unknown` for a token this conversation never had.
pub(crate) async fn prepare_worker(ctx: &Ctx, worker: AccountId, id: ConversationId, typed: Typed<'_>) -> Result<WorkerDraft> {
    let Typed { text, provenance, is_sent } = typed;
    let (seal, sent) = (ctx.app.seal.clone(), is_sent.then(|| text.to_owned()));
    let names_tokens = text.contains(masking_core::OPEN);
    let find = move |c: &mut Conn<'_>| {
        let (thread, task) = messages::serving(c, worker, id)?;
        let made = made(c, &seal, &thread, worker, sent.as_deref(), provenance)?;
        let run = procedure::ran(c, thread.tenant_id, id)?;
        let asked = texts::last_customer_text(c, thread.tenant_id, id)?;
        let said = texts::worker_texts(c, thread.tenant_id, id, REMEMBERED)?;
        // Most drafts name none.
        let known = if names_tokens { masking::tokens(c, thread.tenant_id, id.uuid())? } else { Vec::new() };
        let facts = judge::facts(c, thread.tenant_id)?;
        Ok((Place::next(&thread), (asked, said, known, task.skill, thread.tenant_id, thread.project_id, facts, made, run)))
    };
    let (prepared, (last_customer_turn, said, known, skill, tenant, project, facts, made, run)) =
        prepare(ctx, Scope::Platform, Speaker::Worker, text, None, find).await?;
    check_tokens(text, &known)?;
    let beside = run.map(|(def, state)| procedure::beside(&def, &state, text, &said)).unwrap_or_default();
    let beside = Beside { provenance: made, ..beside };
    Ok(WorkerDraft { text: text.to_owned(), prepared, last_customer_turn, said, skill, tenant, project, facts, beside })
}

/// What is believed of a draft's making. What was told of this very text before, when it was to be sent, stands: another
/// telling clears nothing. Of somebody who works with the help of other programs nothing is asked.
fn made(
    c: &mut Conn<'_>,
    seal: &Keyring,
    thread: &ThreadRow,
    worker: AccountId,
    sent: Option<&str>,
    told: Option<Provenance>,
) -> db::Result<Option<Provenance>> {
    let before = match sent {
        Some(text) => patrol::first_told(c, seal, thread.tenant_id, thread.id.uuid(), worker, text)?,
        None => None,
    };
    let made = before.or(told);
    Ok(if made.is_some() && identity::has_text_mode(c, worker)? { None } else { made })
}

/// A worker's note about a task they hold.
pub(crate) async fn prepare_note(ctx: &Ctx, actor: &Actor, task: TaskId, text: &str) -> Result<Prepared> {
    let worker = actor.account;
    let find = move |c: &mut Conn<'_>| {
        let absent = || Error::new(Code::TaskNotYours, "this task is not yours");
        let task = dispatch::task_of_worker(c, worker, task)?.ok_or_else(absent)?;
        let thread = rows::get(c, task.tenant_id, task.conversation_id)?.ok_or_else(absent)?;
        Ok((Place::beside(&thread), ()))
    };
    Ok(prepare(ctx, Scope::Platform, Speaker::Worker, text, None, find).await?.0)
}

/// A supervisor's word to the worker of a conversation. Who may whisper is the caller's question.
pub(crate) async fn prepare_whisper(ctx: &Ctx, id: ConversationId, text: &str) -> Result<Prepared> {
    let find = move |c: &mut Conn<'_>| {
        let thread = rows::anywhere(c, id)?.ok_or_else(|| Error::not_found("conversation"))?;
        Ok((Place::beside(&thread), ()))
    };
    Ok(prepare(ctx, Scope::Platform, Speaker::Worker, text, None, find).await?.0)
}

/// A customer's comment on their newest conversation.
pub(crate) async fn prepare_comment(ctx: &Ctx, tenant: TenantId, contact: ContactId, text: &str) -> Result<Prepared> {
    let find = move |c: &mut Conn<'_>| {
        let thread = rows::newest_of(c, tenant, contact)?.ok_or_else(|| Error::not_found("conversation"))?;
        Ok((Place::beside(&thread), ()))
    };
    Ok(prepare(ctx, Scope::Tenant(tenant), Speaker::Customer, text, None, find).await?.0)
}

/// Every 〔…〕 in a worker's text must be a token of this conversation, so that none can be forged or carried over.
fn check_tokens(text: &str, known: &[String]) -> Result<()> {
    let mut rest = text;
    while let Some(start) = rest.find(masking_core::OPEN) {
        let tail = rest.get(start..).unwrap_or_default();
        let end = tail.find(masking_core::CLOSE).map_or(tail.len(), |at| at + masking_core::CLOSE.len_utf8());
        let token = tail.get(..end).unwrap_or(tail);
        if !known.iter().any(|k| k == token) {
            let what = format!("{token} is not a token of this conversation");
            return Err(Error::new(Code::TokenUnknown, what.clone()).and("text", "unknown", what));
        }
        rest = tail.get(end..).unwrap_or_default();
    }
    Ok(())
}

/// Numbers and seals what was found, and gives the text to store. In the transaction that stores it.
pub(crate) fn store(c: &mut Conn<'_>, seal: &Keyring, thread: &ThreadRow, what: &Prepared, now: Ts) -> db::Result<Masked> {
    if let Some(document) = &what.document {
        let context = masking::mask_document_in(c, seal, thread.tenant_id, thread.id.uuid(), document, now)?;
        rows::set_context(c, thread, &db::Json(context))?;
        set_known(c, seal, thread.tenant_id, thread.contact_id, document.known(), now)?;
    }
    masking::mask_in(c, seal, thread.tenant_id, thread.id.uuid(), &what.text, &what.detected, now)
}

/// Earlier messages that hold parts of a value found only now are stored and shown again, masked.
pub(crate) fn remask(
    c: &mut Conn<'_>,
    thread: &ThreadRow,
    worker: Option<AccountId>,
    earlier: &[(i64, String)],
    now: Ts,
) -> db::Result<()> {
    for (seq, text) in earlier {
        if let Some(row) = texts::remask(c, thread.tenant_id, thread.id, *seq, text)? {
            messages::tell(c, thread, worker, &row, now)?;
        }
    }
    Ok(())
}

/// Tokens issued in a conversation.
pub(crate) fn tokens(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> db::Result<Vec<String>> {
    masking::tokens(c, tenant, id.uuid())
}

/// The text as its customer wrote it, or as a worker meant it: tokens of this conversation become values.
pub(crate) fn expand(c: &mut Conn<'_>, seal: &Keyring, tenant: TenantId, id: ConversationId, text: &str) -> db::Result<String> {
    if !text.contains(masking_core::OPEN) {
        return Ok(text.to_owned());
    }
    masking::expand(c, seal, tenant, id.uuid(), text)
}

/// Remembers, sealed, what a page knows of its customer.
pub(crate) fn set_known(
    c: &mut Conn<'_>,
    seal: &Keyring,
    tenant: TenantId,
    contact: ContactId,
    known: &[masking::Known],
    now: Ts,
) -> db::Result<()> {
    if known.is_empty() {
        return Ok(());
    }
    masking::set_known(c, seal, tenant, contact.uuid(), known.to_vec(), now)
}

/// Whether the detector of a project finds nothing personal in a short text.
pub(crate) async fn is_clean(ctx: &Ctx, project: ProjectId, text: &str) -> Result<bool> {
    let detector = detector_of(ctx, project).await?;
    let found = masking::detect(&detector, &masking::Memory::default(), Speaker::Worker, text, 0, ctx.now);
    Ok(found.found.spans.is_empty())
}

/// The hook that prepares stream events for their receiver: a visitor's tokens are expanded, everybody else's stay.
pub fn expander() -> http::Deliver {
    Arc::new(|app, actor, events| Box::pin(deliver(app, actor, events)))
}

async fn deliver(app: Arc<App>, actor: Actor, events: Vec<StreamEvent>) -> Result<Vec<StreamEvent>> {
    let masked = |event: &StreamEvent| event.kind == "message" && text_of(event).is_some_and(|t| t.contains(masking_core::OPEN));
    if actor.role != Role::Visitor || !events.iter().any(masked) {
        return Ok(events);
    }
    let (seal, tenant) = (app.seal.clone(), actor.tenant);
    let contact: ContactId = actor.account.cast();
    app.db
        .read(Scope::Tenant(tenant), move |c| {
            let mut events = events;
            for event in events.iter_mut().filter(|event| masked(event)) {
                expand_event(c, &seal, tenant, contact, event)?;
            }
            Ok(events)
        })
        .await
}

fn text_of(event: &StreamEvent) -> Option<&str> {
    event.body.get("text")?.as_str()
}

/// Expands one event, if its conversation is the receiver's own.
fn expand_event(
    c: &mut Conn<'_>,
    seal: &Keyring,
    tenant: TenantId,
    contact: ContactId,
    event: &mut StreamEvent,
) -> db::Result<()> {
    let id: Option<ConversationId> = event.body.get("conversation_id").and_then(Value::as_str).and_then(|text| text.parse().ok());
    let Some(id) = id else { return Ok(()) };
    if rows::get(c, tenant, id)?.is_none_or(|thread| thread.contact_id != contact) {
        return Ok(());
    }
    let text = expand(c, seal, tenant, id, text_of(event).unwrap_or_default())?;
    if let Some(body) = event.body.as_object_mut() {
        body.insert("text".to_owned(), Value::String(text));
    }
    Ok(())
}

/// A visitor's access token, good for a day.
pub(crate) fn visitor_token(ctx: &Ctx, tenant: TenantId, contact: ContactId) -> Result<String> {
    let state = ctx.app.get::<identity::State>()?;
    identity::issue_visitor(&state, tenant, contact.uuid(), ctx.now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tokens_of_the_conversation_may_be_used() {
        let known = vec!["〔手机·1〕".to_owned()];
        assert!(check_tokens("好的,〔手机·1〕对吗? 〔手机·1〕", &known).is_ok());
        for bad in ["〔手机·2〕", "〔手机·1", "〔〕", "x〔手机·1〕〔邮箱·1〕"] {
            assert_eq!(check_tokens(bad, &known).unwrap_err().code, Code::TokenUnknown, "{bad}");
        }
    }
}
