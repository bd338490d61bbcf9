//! Use cases of messages: the customer writes, the worker answers, a draft is checked.

use std::sync::Arc;

use db::{Conn, Json, outbox, streams};
use dispatch::{Engine, NewTask, TaskRow, TaskState};
use http::Ctx;
use kernel::{AccountId, Code, Error, Event, Result, Scope, TenantId, Ts, policy::Policy};
use patrol::{Checked, NewVerdict, Outcome, Provenance, Risk, Rules, Side, Verdict, VerdictId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{CustomerMessage, MessageRow, MessageView, Sender, TEXT_MAX, clean, store};
use crate::{
    ContactId, ConversationId, MessageId,
    contact::store as contacts,
    drawn,
    judge::{self, Standing},
    privacy::{self, Prepared, Typed, WorkerDraft},
    procedure::service as procedure,
    thread::{ConversationEvent, ThreadRow, ThreadState, service as threads, store as rows},
};

/// Times a message is prepared again because another one was stored meanwhile.
const RACES: usize = 5;

/// The customer of `ctx` says `text`. Opens a conversation, and a task, when there is none.
///
/// Returns the message with the text as the customer wrote it. Errors: `invalid_field`, `not_found` for a lost contact.
pub(crate) async fn from_customer(ctx: &Ctx, text: &str) -> Result<CustomerMessage> {
    let actor = ctx.actor()?;
    said(ctx, actor.tenant, actor.account.cast(), text, None).await
}

/// A contact says `text`; `data` is what their enterprise's system tells beside it, and by which channel.
pub(crate) async fn said(
    ctx: &Ctx,
    tenant: TenantId,
    contact: ContactId,
    text: &str,
    data: Option<(String, Value)>,
) -> Result<CustomerMessage> {
    let text = clean("text", text, TEXT_MAX)?;
    let engine = ctx.app.get::<Engine>()?;
    for _ in 0..RACES {
        let prepared = privacy::prepare_customer(ctx, tenant, contact, &text, data.clone()).await?;
        let (seal, engine, now) = (ctx.app.seal.clone(), Arc::clone(&engine), ctx.now);
        let facts = ctx.app.db.read(Scope::Platform, move |c| judge::facts(c, tenant)).await?;
        let standing = judge::standing(ctx, &facts).await?;
        let said = ctx
            .once(Scope::Tenant(tenant), move |c| {
                customer_says(c, &With { seal: &seal, engine: &engine, standing: &standing }, tenant, contact, &prepared, now)
            })
            .await;
        match said {
            // The stored answer is masked; a repeated key means the same body, so this is what was written.
            Ok(view) => return Ok(CustomerMessage { text, ..view }),
            Err(error) if error.code == Code::Conflict => continue,
            Err(error) => return Err(error),
        }
    }
    Err(Error::new(Code::Busy, "too many messages at once; try again in a moment").retry_after(1))
}

/// What a customer's turn is handled with.
struct With<'a> {
    seal: &'a seal::Keyring,
    engine: &'a Engine,
    standing: &'a Standing,
}

fn customer_says(
    c: &mut Conn<'_>,
    with: &With<'_>,
    tenant: TenantId,
    contact: ContactId,
    prepared: &Prepared,
    now: Ts,
) -> db::Result<CustomerMessage> {
    let person = contacts::touch(c, tenant, contact, now)?.ok_or_else(|| Error::not_found("contact"))?;
    let newest = rows::newest_of(c, tenant, contact)?.filter(|t| t.state == ThreadState::Open);
    let opened = newest.is_none();
    if opened != prepared.is_fresh() || newest.as_ref().is_some_and(|t| t.id != prepared.conversation()) {
        return Err(Error::conflict("the conversation changed meanwhile").into());
    }
    let thread = match newest {
        Some(thread) => thread,
        None => open(c, tenant, &person, prepared.conversation(), now)?,
    };
    let masked = privacy::store(c, with.seal, &thread, prepared, now)?;
    let verdict = watch(c, with, &thread, &masked.text, now)?;
    let alerts = verdict.is_some() && is_risky(c, &thread)?;
    let row = append(c, &thread, Draft { verdict, ..Draft::new(Sender::Customer, masked.text) }, prepared.seq(), now)?;
    let task = task_for(c, with.engine, &thread, now)?;
    if opened {
        outbox::emit(c, &Event::new("conversation.opened", tenant, &ConversationEvent::of(&thread)), now)?;
    }
    let worker = task.as_ref().filter(|t| t.state == TaskState::Assigned).and_then(|t| t.worker_id);
    if let Some(worker) = worker {
        procedure::told(c, &thread, worker, &row, now)?;
    }
    tell(c, &thread, worker, &row, now)?;
    privacy::remask(c, &thread, worker, &masked.earlier, now)?;
    announce(c, "message.received", &thread, &row, now)?;
    if alerts {
        announce(c, "conversation.alerted", &thread, &row, now)?;
    }
    Ok(row.for_customer())
}

/// Whether the newest recorded turn of the customer, which may be mild in itself, is one that a supervisor should see: it
/// asks for one, or brings the conversation near a complaint.
fn is_risky(c: &mut Conn<'_>, thread: &ThreadRow) -> db::Result<bool> {
    let rows = patrol::of_conversation(c, thread.tenant_id, thread.id.uuid())?;
    let (before, after) = Risk::of_recorded(&rows);
    let asks = rows.iter().rev().find(|row| row.side == Side::Customer).is_some_and(|row| row.outcome == Outcome::Alert);
    Ok(asks || before < Risk::HIGH && after >= Risk::HIGH)
}

/// What patrol says about a customer's turn; recorded when there is something to say.
fn watch(c: &mut Conn<'_>, with: &With<'_>, thread: &ThreadRow, text: &str, now: Ts) -> db::Result<Option<(VerdictId, Verdict)>> {
    let verdict = with.standing.watch(text);
    if verdict.outcome == Outcome::Pass {
        return Ok(None);
    }
    let judged = NewVerdict {
        conversation: thread.id.uuid(),
        author: None,
        side: Side::Customer,
        text,
        verdict: &verdict,
        beside: None,
        override_reason: None,
    };
    let id = patrol::record(c, with.seal, &with.standing.policy, thread.tenant_id, &judged, now)?;
    Ok(Some((id, verdict)))
}

/// A new conversation of this contact.
fn open(
    c: &mut Conn<'_>,
    tenant: TenantId,
    person: &crate::contact::ContactRow,
    id: ConversationId,
    now: Ts,
) -> db::Result<ThreadRow> {
    let thread = ThreadRow { id, ..ThreadRow::new(tenant, person.project_id, person.id, now) };
    rows::insert(c, &thread)?;
    Ok(thread)
}

/// The conversation's open task; made when there is none. `None` in the answer never happens to an open conversation.
fn task_for(c: &mut Conn<'_>, engine: &Engine, thread: &ThreadRow, now: Ts) -> db::Result<Option<TaskRow>> {
    if let Some(task) = dispatch::task_of(c, thread.tenant_id, thread.id)?.filter(|t| t.state.is_open()) {
        return Ok(Some(task));
    }
    let project = market::project(c, thread.project_id)?;
    let new = NewTask {
        tenant: thread.tenant_id,
        project: thread.project_id,
        skill: project.skill.clone(),
        conversation: thread.id,
        sensitivity: engine.rules().demands.of(project.sensitivity),
        priority: 0,
        units: engine.rules().units(&project.channel),
        contact: Some(thread.contact_id.uuid()),
    };
    let id = dispatch::create_task(c, &new, now)?;
    rows::set_task(c, thread, id)?;
    dispatch::task(c, thread.tenant_id, id)
}

/// A message about to be stored.
pub(crate) struct Draft {
    sender: Sender,
    body: String,
    worker: Option<AccountId>,
    verdict: Option<(VerdictId, Verdict)>,
    override_reason: Option<String>,
}

impl Draft {
    pub(crate) const fn new(sender: Sender, body: String) -> Self {
        Self { sender, body, worker: None, verdict: None, override_reason: None }
    }
}

/// Stores a message under the next sequence number.
///
/// Errors: `conversation_closed` (system messages still get in); `conflict` when `expected` was taken by another message.
pub(crate) fn append(
    c: &mut Conn<'_>,
    thread: &ThreadRow,
    draft: Draft,
    expected: Option<i64>,
    now: Ts,
) -> db::Result<MessageRow> {
    let states: &[ThreadState] = if draft.sender == Sender::System { ThreadState::ALL } else { &[ThreadState::Open] };
    let seq = rows::next_seq(c, thread.tenant_id, thread.id, states, now)?;
    let seq = seq.ok_or_else(|| Error::new(Code::ConversationClosed, "this conversation is closed"))?;
    if expected.is_some_and(|expected| expected != seq) {
        return Err(Error::conflict("another message came first").into());
    }
    let (verdict_id, verdict) = draft.verdict.map_or((None, None), |(id, verdict)| (Some(id), Some(Json(verdict))));
    let row = MessageRow {
        tenant_id: thread.tenant_id,
        id: MessageId::at(now),
        conversation_id: thread.id,
        seq,
        sender: draft.sender,
        worker_id: draft.worker,
        body: draft.body,
        verdict_id,
        verdict,
        override_reason: draft.override_reason,
        created_at: now,
    };
    store::insert(c, &row)?;
    Ok(row)
}

/// Pushes a stored message to the customer's stream and to the serving worker's; both masked.
pub(crate) fn tell(c: &mut Conn<'_>, thread: &ThreadRow, worker: Option<AccountId>, row: &MessageRow, now: Ts) -> db::Result<()> {
    let to_customer = serde_json::to_value(row.for_customer()).map_err(Error::internal)?;
    streams::push(c, thread.contact_id.uuid(), "message", &to_customer, now)?;
    if let Some(worker) = worker {
        // Whoever was granted text asks for it: what is streamed is drawn for everybody.
        let is_drawn = market::project(c, thread.project_id)?.draws();
        let view = if is_drawn { drawn::blank(row.view()) } else { row.view() };
        let to_worker = serde_json::to_value(view).map_err(Error::internal)?;
        streams::push(c, worker.uuid(), "message", &to_worker, now)?;
    }
    Ok(())
}

fn announce(c: &mut Conn<'_>, topic: &'static str, thread: &ThreadRow, row: &MessageRow, now: Ts) -> db::Result<()> {
    let body = ConversationEvent { message: Some(row.id), ..ConversationEvent::of(thread) };
    outbox::emit(c, &Event::new(topic, thread.tenant_id, &body), now)
}

/// A draft was stopped: who wrote it, at which step, and under which verdict, which says by which rules.
fn tell_held(
    c: &mut Conn<'_>,
    place: ConversationEvent,
    worker: AccountId,
    id: VerdictId,
    verdict: &Verdict,
    now: Ts,
) -> db::Result<()> {
    if verdict.outcome != Outcome::Block || verdict.is_unjudged() {
        return Ok(());
    }
    let body = ConversationEvent { worker: Some(worker), verdict: Some(id), ..place };
    outbox::emit(c, &Event::new("verdict.held", body.tenant, &body), now)
}

/// What a worker asks to be sent.
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) override_reason: Option<String>,
    pub(crate) receipt: Option<String>,
    pub(crate) provenance: Option<Provenance>,
}

/// What became of a worker's draft. Stored as the answer of its `Idempotency-Key`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Outgoing {
    /// Absent when the draft was held.
    pub(crate) message: Option<MessageView>,
    pub(crate) verdict_id: VerdictId,
    pub(crate) verdict: Verdict,
}

/// The worker of `ctx` answers the customer of conversation `id`.
///
/// Errors: `not_found` unless the worker serves it; `token_unknown`; `invalid_field` for a `receipt` of anything else, of
/// another making too, and for a `provenance` that no draft has;
/// `draft_blocked` with one field error per hit, also
/// for a warning without `override_reason`. The verdict is recorded in every case.
pub(crate) async fn from_worker(ctx: &Ctx, id: ConversationId, answer: Answer) -> Result<(MessageView, VerdictId, Verdict)> {
    let worker = ctx.actor()?.account;
    let Answer { text, override_reason, receipt, provenance } = answer;
    let text = clean("text", &text, TEXT_MAX)?;
    let provenance = provenance.map(Provenance::check).transpose()?;
    let reason = override_reason.map(|reason| clean("override_reason", &reason, 300)).transpose()?;
    for _ in 0..RACES {
        let draft = privacy::prepare_worker(ctx, worker, id, Typed { text: &text, provenance, is_sent: true }).await?;
        if let Some(reason) = &reason
            && !privacy::is_clean(ctx, draft.project, reason).await?
        {
            return Err(Error::field("override_reason", "invalid", "leave personal data out of the reason"));
        }
        let standing = judge::standing(ctx, &draft.facts).await?;
        let verdict = standing.judge(&draft);
        if let Some(receipt) = &receipt
            && !checked(&draft, worker, id, provenance, &verdict, &standing.policy.hash).accepts(&ctx.app.seal, receipt, ctx.now)
        {
            return Err(Error::field("receipt", "invalid", "it was made for another text, place or time; check the draft again"));
        }
        let outcome = send(ctx, worker, id, draft, &standing.policy, verdict, reason.clone()).await;
        match outcome {
            Ok(Outgoing { message: Some(message), verdict_id, verdict }) => return Ok((message, verdict_id, verdict)),
            Ok(held) => return Err(judge::refusal(&held.verdict)),
            Err(error) if error.code == Code::Conflict => continue,
            Err(error) => return Err(error),
        }
    }
    Err(Error::new(Code::Busy, "too many messages at once; try again in a moment").retry_after(1))
}

async fn send(
    ctx: &Ctx,
    worker: AccountId,
    id: ConversationId,
    draft: WorkerDraft,
    policy: &Arc<Policy<Rules>>,
    verdict: Verdict,
    reason: Option<String>,
) -> Result<Outgoing> {
    let (seal, now, policy) = (ctx.app.seal.clone(), ctx.now, Arc::clone(policy));
    let actor = ctx.actor()?.clone();
    ctx.once(Scope::Platform, move |c| {
        let (thread, task) = serving(c, worker, id)?;
        let judged = NewVerdict {
            conversation: thread.id.uuid(),
            author: Some(worker),
            side: Side::Agent,
            text: &draft.text,
            verdict: &verdict,
            beside: Some(&draft.beside),
            override_reason: reason.as_deref(),
        };
        let verdict_id = patrol::record(c, &seal, &policy, thread.tenant_id, &judged, now)?;
        if !verdict.may_send(reason.as_deref()) {
            let cell = procedure::stopped(c, &thread, worker, now)?;
            let place = ConversationEvent { skill: Some(task.skill.clone()), cell, ..ConversationEvent::of(&thread) };
            tell_held(c, place, worker, verdict_id, &verdict, now)?;
            return Ok(Outgoing { message: None, verdict_id, verdict: verdict.clone() });
        }
        let masked = privacy::store(c, &seal, &thread, &draft.prepared, now)?;
        let message = Draft {
            worker: Some(worker),
            verdict: Some((verdict_id, verdict.clone())),
            override_reason: reason.clone().filter(|_| verdict.outcome == Outcome::Warn),
            ..Draft::new(Sender::Worker, masked.text)
        };
        let row = append(c, &thread, message, draft.prepared.seq(), now)?;
        rows::set_read(c, &ThreadRow { next_seq: row.seq, ..thread.clone() }, row.seq)?;
        dispatch::first_reply(c, &task, now)?;
        procedure::heard(c, &thread, worker, &row, now)?;
        tell(c, &thread, Some(worker), &row, now)?;
        privacy::remask(c, &thread, Some(worker), &masked.earlier, now)?;
        announce(c, "message.sent", &thread, &row, now)?;
        if verdict.outcome == Outcome::Warn {
            let rules: Vec<&str> = verdict.hits.iter().map(|hit| hit.rule.as_str()).collect();
            crate::trail(c, &actor, "verdict.override", &thread, json!({"verdict": verdict_id, "rules": rules}), now)?;
            announce(c, "verdict.overridden", &thread, &row, now)?;
        }
        if verdict.is_unjudged() {
            announce(c, "verdict.unjudged", &thread, &row, now)?;
        }
        Ok(Outgoing { message: Some(row.view()), verdict_id, verdict: verdict.clone() })
    })
    .await
}

/// The conversation that `worker` serves right now.
///
/// Errors: `not_found` unless it is theirs; `wrong_state` while it is being wrapped up.
pub(crate) fn serving(c: &mut Conn<'_>, worker: AccountId, id: ConversationId) -> db::Result<(ThreadRow, TaskRow)> {
    let (thread, task) = threads::held(c, worker, id)?;
    if task.state != TaskState::Assigned {
        return Err(Error::new(Code::WrongState, "this conversation is being wrapped up; nothing more can be sent").into());
    }
    Ok((thread, task))
}

fn checked<'a>(
    draft: &'a WorkerDraft,
    worker: AccountId,
    id: ConversationId,
    provenance: Option<Provenance>,
    verdict: &Verdict,
    policy: &'a str,
) -> Checked<'a> {
    let (tenant, conversation, text) = (draft.tenant, id.uuid(), draft.text.as_str());
    Checked { tenant, conversation, worker, text, provenance, outcome: verdict.outcome, policy }
}

/// The verdict a draft would get, while it is typed, and its receipt. Not recorded.
pub(crate) async fn check(
    ctx: &Ctx,
    id: ConversationId,
    text: &str,
    provenance: Option<Provenance>,
) -> Result<(Verdict, String)> {
    let worker = ctx.actor()?.account;
    let text = clean("text", text, TEXT_MAX)?;
    let provenance = provenance.map(Provenance::check).transpose()?;
    let draft = privacy::prepare_worker(ctx, worker, id, Typed { text: &text, provenance, is_sent: false }).await?;
    let standing = judge::standing(ctx, &draft.facts).await?;
    let verdict = standing.judge(&draft);
    let receipt = checked(&draft, worker, id, provenance, &verdict, &standing.policy.hash).receipt(&ctx.app.seal, ctx.now);
    Ok((verdict, receipt))
}
