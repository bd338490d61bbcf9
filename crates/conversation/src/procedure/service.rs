//! Use cases of procedures at the desk: what there is, begin one, do or leave out a step.

use std::{collections::BTreeMap, sync::Arc};

use authz::Resource;
use db::{Conn, Json};
use dispatch::{StepDone, TaskRow, TaskState};
use http::Ctx;
use kernel::{AccountId, Code, Error, PLATFORM, Result, Scope, TenantId, Ts};
use patrol::{Ahead, Beside, Missing, Words};
use serde_json::Value;
use sop::{Definition, Event, Function, State, What, Who};

use super::{
    Happened, happened,
    http::{Does, ProcedureView, Step},
    store::{self, RunRow},
};
use crate::{
    ConversationId,
    message::MessageRow,
    thread::{ThreadRow, service as threads},
};

fn may(ctx: &Ctx, account: AccountId, id: ConversationId) -> Result<()> {
    ctx.permit("conversation:serve", &Resource::of("conversation").id(id).tenant(kernel::PLATFORM).owner(account))
        .map_err(|_| Error::not_found("conversation"))
}

/// The procedures in force that serve `skill`, with the hash of each: the enterprise's own, and the platform's where the
/// enterprise has none of the name.
fn offered(c: &mut Conn<'_>, tenant: TenantId, skill: &str) -> db::Result<Vec<(Arc<Definition>, String)>> {
    let mut found: Vec<(Arc<Definition>, String)> = Vec::new();
    for owner in [tenant, PLATFORM] {
        for head in audit::policy::heads_of(c, owner, "sop")? {
            if !found.iter().any(|(known, _)| known.name == head.id) {
                found.push((kept(c, &head.hash)?, head.hash));
            }
        }
    }
    found.retain(|(def, _)| def.skill.as_deref() == Some(skill));
    Ok(found)
}

/// The definition that a conversation began under, whatever is in force now. Parsed once per process.
fn kept(c: &mut Conn<'_>, hash: &str) -> db::Result<Arc<Definition>> {
    audit::policy::parsed(c, hash, |version| sop::parse(&version.id, &version.body))
}

/// How far the conversation kept to its procedure, per cent; `None` when none was begun.
pub(crate) fn conformance(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> db::Result<Option<u8>> {
    let Some(row) = store::get(c, tenant, id)? else { return Ok(None) };
    let share = sop::conversation(kept(c, &row.sop_hash)?.as_ref(), &row.state.0).conformance;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share from 0 to 1")]
    let percent = (share * 100.0).round() as u8;
    Ok(Some(percent))
}

/// The procedure that a conversation ran and where it ended; `None` when none was begun.
pub(crate) fn ran(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> db::Result<Option<(Arc<Definition>, State)>> {
    let Some(row) = store::get(c, tenant, id)? else { return Ok(None) };
    Ok(Some((kept(c, &row.sop_hash)?, row.state.0)))
}

/// What a running procedure says about a worker's draft: whether it runs ahead, and how much of it are the procedure's words.
pub(crate) fn beside(def: &Definition, state: &State, text: &str, said: &[String]) -> Beside {
    let words = |text: &sop::Text| Words { zh: text.zh.clone(), en: text.en.clone() };
    let missing = |at: &usize| {
        let step = def.steps.get(*at)?;
        Some(Missing { step: step.name.clone(), title: words(&step.title), say: step.text().map(words) })
    };
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let ahead = sop::ahead(def, state, text, &said).and_then(|found| {
        let step = def.steps.get(found.step)?.name.clone();
        Some(Ahead { step, certain: found.certain, missing: found.missing.iter().filter_map(missing).collect() })
    });
    Beside { provenance: None, quoted: u32::try_from(sop::quoted(def, text)).unwrap_or(u32::MAX), ahead }
}

/// How a conversation was served, by its procedure.
pub(crate) struct Judged {
    /// The procedure's name.
    pub(crate) name: String,
    /// Steps that went right.
    pub(crate) good: Vec<String>,
    /// Steps that went wrong.
    pub(crate) weak: Vec<String>,
}

/// Judges a conversation by its procedure; `None` when none was begun.
pub(crate) fn judged(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> db::Result<Option<Judged>> {
    let Some(row) = store::get(c, tenant, id)? else { return Ok(None) };
    let def = kept(c, &row.sop_hash)?;
    let (good, weak) = sop::judged(&def, &row.state.0);
    Ok(Some(Judged { name: def.name.clone(), good, weak }))
}

/// A draft of the worker was stopped: the step that is waited for counts as violated, as in the simulator. Its mastery cell,
/// `sop/<procedure>/<step>`; `None` when no procedure runs.
pub(crate) fn stopped(c: &mut Conn<'_>, thread: &ThreadRow, worker: AccountId, now: Ts) -> db::Result<Option<String>> {
    let Some(mut row) = running(c, thread)? else { return Ok(None) };
    let def = kept(c, &row.sop_hash)?;
    let Some(step) = row.state.0.current.and_then(|i| def.steps.get(i)).map(|step| step.name.clone()) else { return Ok(None) };
    let what = What::Violate { step: Some(step.clone()), rule: "patrol_block".to_owned() };
    advance(c, &def, &mut row, worker, what, &[], now)?;
    Ok(Some(format!("sop/{}/{step}", def.name)))
}

/// Hears a sentence of the worker: when it does the step that is waited for, and that step is said and nothing more, the
/// step is done, with the message as evidence. Acts and questions are never done by a sentence.
pub(crate) fn heard(c: &mut Conn<'_>, thread: &ThreadRow, worker: AccountId, message: &MessageRow, now: Ts) -> db::Result<()> {
    let Some(mut row) = running(c, thread)? else { return Ok(()) };
    let def = kept(c, &row.sop_hash)?;
    let Some(found) = sop::hear(&def, &row.state.0, &message.body) else { return Ok(()) };
    let Some(step) = def.steps.get(found.step).filter(|_| row.state.0.current == Some(found.step)) else { return Ok(()) };
    let spoken = matches!(step.function(), Some(Function::Say | Function::Disclose | Function::Confirm));
    if !spoken || !def.fills(found.step).is_empty() {
        return Ok(());
    }
    done(c, &def, &mut row, worker, step.name.clone(), BTreeMap::new(), message, now)
}

/// Hears the customer: tokens that the step at hand asks for fill its slots, and fill them all do the step.
pub(crate) fn told(c: &mut Conn<'_>, thread: &ThreadRow, worker: AccountId, message: &MessageRow, now: Ts) -> db::Result<()> {
    let Some(mut row) = running(c, thread)? else { return Ok(()) };
    let def = kept(c, &row.sop_hash)?;
    let current = row.state.0.current.and_then(|i| Some((i, def.steps.get(i)?)));
    let Some((index, step)) = current.filter(|(_, s)| s.function() == Some(Function::Collect)) else { return Ok(()) };
    let slots = tokens_for(&def, index, &row.state.0, &message.body);
    if slots.is_empty() {
        return Ok(());
    }
    let open = def.fills(index).into_iter().filter(|name| !slots.contains_key(*name) && !is_known(&def, &row.state.0, name));
    if open.count() == 0 {
        return done(c, &def, &mut row, worker, step.name.clone(), slots, message, now);
    }
    advance(c, &def, &mut row, worker, What::Fill { slots, evidence: vec![message.id.to_string()] }, &[], now)
}

fn running(c: &mut Conn<'_>, thread: &ThreadRow) -> db::Result<Option<RunRow>> {
    Ok(store::get(c, thread.tenant_id, thread.id)?.filter(|row| row.state.0.end.is_none()))
}

#[expect(clippy::too_many_arguments, reason = "a step with its evidence")]
fn done(
    c: &mut Conn<'_>,
    def: &Definition,
    row: &mut RunRow,
    worker: AccountId,
    step: String,
    slots: BTreeMap<String, Value>,
    message: &MessageRow,
    now: Ts,
) -> db::Result<()> {
    let evidence = vec![message.id.to_string()];
    advance(c, def, row, worker, What::Complete { step, slots, evidence: evidence.clone() }, &evidence, now)
}

fn is_known(def: &Definition, state: &State, slot: &str) -> bool {
    def.slot(slot).and_then(|i| state.slots.get(i)).is_some_and(|value| !value.is_null())
}

/// The tokens in a masked text that the open slots of a step take: a slot takes a token whose label is part of its own.
fn tokens_for(def: &Definition, step: usize, state: &State, text: &str) -> BTreeMap<String, Value> {
    let tokens: Vec<&str> = text.split('〔').skip(1).filter_map(|rest| rest.split_once('〕')).map(|(inner, _)| inner).collect();
    let mut found = BTreeMap::new();
    for name in def.fills(step) {
        let slot = def.slot(name).and_then(|i| def.slots.get(i)).filter(|slot| slot.pii.is_some());
        let Some(slot) = slot.filter(|_| !is_known(def, state, name)) else { continue };
        let fits = |token: &&&str| {
            let label = token.split('·').next().unwrap_or_default();
            !label.is_empty() && (slot.label.zh.contains(label) || slot.label.en.contains(&label.to_lowercase()))
        };
        if let Some(token) = tokens.iter().find(fits) {
            found.insert(name.to_owned(), Value::String(format!("〔{token}〕")));
        }
    }
    found
}

/// Where the procedure of a conversation stands, or which can be begun. `not_found` for whoever does not hold it.
pub(crate) async fn view(ctx: &Ctx, id: ConversationId) -> Result<ProcedureView> {
    let actor = ctx.actor()?.clone();
    may(ctx, actor.account, id)?;
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
            let (thread, task) = threads::held(c, actor.account, id)?;
            match store::get(c, thread.tenant_id, id)? {
                Some(row) => Ok(ProcedureView::running(kept(c, &row.sop_hash)?.as_ref(), &row.state.0)),
                None => Ok(ProcedureView::offered(&offered(c, thread.tenant_id, &task.skill)?)),
            }
        })
        .await
}

/// Begins a procedure of the task's skill. Errors: `not_found`, `conflict` when one runs.
pub(crate) async fn begin(ctx: &Ctx, id: ConversationId, name: String) -> Result<ProcedureView> {
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    may(ctx, actor.account, id)?;
    ctx.once(Scope::Platform, move |c| {
        let (thread, task) = threads::held(c, actor.account, id)?;
        if store::get(c, thread.tenant_id, id)?.is_some() {
            return Err(Error::conflict("this conversation runs a procedure already").into());
        }
        let all = offered(c, thread.tenant_id, &task.skill)?;
        let (def, hash) = all.into_iter().find(|(d, _)| d.name == name).ok_or_else(|| Error::not_found("this procedure"))?;
        let mut row = RunRow {
            tenant_id: thread.tenant_id,
            conversation_id: id,
            sop_hash: hash,
            state: Json(State::new(&def)),
            begun_at: now,
            updated_at: now,
        };
        store::insert(c, &row)?;
        advance(c, &def, &mut row, actor.account, What::Start, &[], now)?;
        Ok(ProcedureView::running(&def, &row.state.0))
    })
    .await
}

/// Does a step, or leaves it out. Errors: `not_found`, `wrong_state` when none runs or it has ended, `invalid_field`.
pub(crate) async fn step(ctx: &Ctx, id: ConversationId, body: Step) -> Result<ProcedureView> {
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    may(ctx, actor.account, id)?;
    ctx.once(Scope::Platform, move |c| {
        let (thread, _) = threads::held(c, actor.account, id)?;
        let none = || Error::new(Code::WrongState, "begin a procedure first");
        let mut row = store::get(c, thread.tenant_id, id)?.ok_or_else(none)?;
        let def = kept(c, &row.sop_hash)?;
        let what = match body.does {
            Does::Complete => {
                What::Complete { step: body.step.clone(), slots: body.slots.clone(), evidence: body.evidence.clone() }
            }
            Does::Skip => What::Skip { step: body.step.clone(), reason: String::new() },
        };
        advance(c, &def, &mut row, actor.account, what, &body.evidence, now)?;
        Ok(ProcedureView::running(&def, &row.state.0))
    })
    .await
}

fn advance(
    c: &mut Conn<'_>,
    def: &Definition,
    row: &mut RunRow,
    worker: AccountId,
    what: What,
    evidence: &[String],
    now: Ts,
) -> db::Result<()> {
    let mut effects = Vec::new();
    let event = Event { at: now.micros() / 1000, actor: Who::Agent, what };
    sop::apply(def, &mut row.state.0, &event, &mut effects).map_err(refused)?;
    row.updated_at = now;
    store::put(c, row)?;
    let told = happened(def, &effects);
    store::add(c, row, worker, evidence, &told, now)?;
    paid(c, def, row, worker, &told, now)
}

/// What was done is paid with the task under which it was done.
fn paid(c: &mut Conn<'_>, def: &Definition, row: &RunRow, worker: AccountId, told: &[Happened], now: Ts) -> db::Result<()> {
    let serving = |t: &TaskRow| t.worker_id == Some(worker) && matches!(t.state, TaskState::Assigned | TaskState::Wrapping);
    let Some(task) = dispatch::task_of(c, row.tenant_id, row.conversation_id)?.filter(serving) else { return Ok(()) };
    for one in told.iter().filter(|one| one.what == "completed" && one.weight > 0) {
        let title = def.step(&one.step).map(|(_, step)| step.title.clone()).unwrap_or_default();
        let did = StepDone { step: one.step.clone(), title_zh: title.zh, title_en: title.en, weight: one.weight };
        dispatch::stepped(c, &task, worker, &did, now)?;
    }
    Ok(())
}

/// Why the engine refused, as the desk is told.
fn refused(refusal: sop::Refusal) -> Error {
    use sop::Refusal as R;
    match refusal {
        R::UnknownStep { step } => Error::field("step", "unknown", format!("the procedure has no step {step}")),
        R::UnknownSlot { slot } => Error::field("slots", "unknown", format!("the procedure has no slot {slot}")),
        R::BadValue { slot } => Error::field("slots", "invalid", format!("{slot} cannot have this value")),
        R::Unmasked { slot } => Error::field("slots", "invalid", format!("{slot} takes a token of this conversation only")),
        R::MissingSlot { slot } => Error::field("slots", "required", format!("this step is for {slot}; say what it is")),
        R::Ended => Error::new(Code::WrongState, "the procedure has ended"),
        R::OtherVersion | R::NotStarted | R::AlreadyStarted | R::BackInTime => {
            Error::new(Code::WrongState, "the procedure is not where this belongs; look again")
        }
    }
}
