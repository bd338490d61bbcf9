//! Use cases of procedures at the desk: what there is, begin one, do or leave out a step.

use std::sync::Arc;

use authz::Resource;
use db::{Conn, Json};
use http::{Ctx, PolicyFiles};
use kernel::{AccountId, Code, Error, Result, Scope, TenantId, Ts, sha256_hex};
use sop::{Definition, Event, State, What, Who};

use super::{
    happened,
    http::{Does, ProcedureView, Step},
    store::{self, RunRow},
};
use crate::{ConversationId, thread::service as threads};

fn may(ctx: &Ctx, account: AccountId, id: ConversationId) -> Result<()> {
    ctx.permit("conversation:serve", &Resource::of("conversation").id(id).tenant(kernel::PLATFORM).owner(account))
        .map_err(|_| Error::not_found("conversation"))
}

/// The procedures of this build that serve `skill`, with the hash of each file.
fn offered(policies: &PolicyFiles, skill: &str) -> Result<Vec<(Definition, String)>> {
    let mut found = Vec::new();
    for (path, bytes) in policies.under("sop/") {
        let def = sop::parse(path, bytes)?;
        if def.skill.as_deref() == Some(skill) {
            found.push((def, sha256_hex(bytes)));
        }
    }
    Ok(found)
}

/// The definition that a conversation began under, whatever is in force now.
fn kept(c: &mut Conn<'_>, policies: &PolicyFiles, hash: &str) -> db::Result<Definition> {
    if let Some((path, bytes)) = policies.under("sop/").find(|(_, bytes)| sha256_hex(bytes) == hash) {
        return Ok(sop::parse(path, bytes)?);
    }
    let gone = || Error::new(Code::PolicyMissing, "the procedure of this conversation is not kept");
    let version = audit::policy::by_hash(c, hash)?.ok_or_else(gone)?;
    Ok(sop::parse(&version.id, &version.body)?)
}

/// How far the conversation kept to its procedure, per cent; `None` when none was begun.
pub(crate) fn conformance(c: &mut Conn<'_>, files: &PolicyFiles, tenant: TenantId, id: ConversationId) -> db::Result<Option<u8>> {
    let Some(row) = store::get(c, tenant, id)? else { return Ok(None) };
    let share = sop::conversation(&kept(c, files, &row.sop_hash)?, &row.state.0).conformance;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share from 0 to 1")]
    let percent = (share * 100.0).round() as u8;
    Ok(Some(percent))
}

/// Where the procedure of a conversation stands, or which can be begun. `not_found` for whoever does not hold it.
pub(crate) async fn view(ctx: &Ctx, id: ConversationId) -> Result<ProcedureView> {
    let actor = ctx.actor()?.clone();
    may(ctx, actor.account, id)?;
    let app = Arc::clone(&ctx.app);
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
            let (thread, task) = threads::held(c, actor.account, id)?;
            match store::get(c, thread.tenant_id, id)? {
                Some(row) => Ok(ProcedureView::running(&kept(c, &app.policies, &row.sop_hash)?, &row.state.0)),
                None => Ok(ProcedureView::offered(&offered(&app.policies, &task.skill)?)),
            }
        })
        .await
}

/// Begins a procedure of the task's skill. Errors: `not_found`, `conflict` when one runs.
pub(crate) async fn begin(ctx: &Ctx, id: ConversationId, name: String) -> Result<ProcedureView> {
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    may(ctx, actor.account, id)?;
    let app = Arc::clone(&ctx.app);
    ctx.once(Scope::Platform, move |c| {
        let (thread, task) = threads::held(c, actor.account, id)?;
        if store::get(c, thread.tenant_id, id)?.is_some() {
            return Err(Error::conflict("this conversation runs a procedure already").into());
        }
        let all = offered(&app.policies, &task.skill)?;
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
    let app = Arc::clone(&ctx.app);
    ctx.once(Scope::Platform, move |c| {
        let (thread, _) = threads::held(c, actor.account, id)?;
        let none = || Error::new(Code::WrongState, "begin a procedure first");
        let mut row = store::get(c, thread.tenant_id, id)?.ok_or_else(none)?;
        let def = kept(c, &app.policies, &row.sop_hash)?;
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
    store::add(c, row, worker, evidence, &happened(def, &effects), now)
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
