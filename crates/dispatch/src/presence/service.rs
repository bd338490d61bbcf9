//! Use cases of presence: going online, breaks, heartbeats, and what the desk shows of it.

use db::{Conn, streams};
use http::Ctx;
use kernel::{AccountId, Actor, Code, Error, Reason, Result, Scope, SessionId, Ts};
use serde_json::json;

use super::{Blockers, Duty, PresenceRow, PresenceView, store};
use crate::{
    Engine, eligible, moves,
    offer::{OfferView, store as offers},
    rules::DispatchRules,
    task::{TaskRow, TaskState, store as tasks},
};

/// What dispatch knows for a worker's desk.
#[derive(Clone, Debug)]
pub struct DeskFacts {
    pub presence: PresenceView,
    pub offers: Vec<OfferView>,
    /// Assigned and wrapping tasks, oldest first.
    pub tasks: Vec<TaskRow>,
    /// Why the worker cannot go online: `certificate_missing`, `posture_too_low`, `consent_missing`, `rest_needed`, `suspended`.
    pub blockers: Vec<Reason>,
}

/// The worker's presence, offers, tasks and blockers as `session` sees them, read in the caller's snapshot.
pub(crate) fn desk(
    c: &mut Conn<'_>,
    rules: &DispatchRules,
    worker: AccountId,
    session: SessionId,
    now: Ts,
) -> db::Result<DeskFacts> {
    let row = store::get(c, worker)?.unwrap_or_else(|| PresenceRow::fresh(worker, rules.capacity, now));
    let mut shown = Vec::new();
    for made in offers::pending_of(c, worker)? {
        if made.expires_at > now
            && let Some(task) = tasks::get(c, made.tenant_id, made.task_id)?
        {
            shown.push(moves::view(c, &task, &made)?);
        }
    }
    let mut held = tasks::held(c, worker)?;
    held.retain(|task| task.state != TaskState::Reserved);
    let wrapping = !held.is_empty() && held.iter().all(|task| task.state == TaskState::Wrapping);
    let blockers = blockers(c, rules, &row, session, now)?;
    Ok(DeskFacts { presence: row.view(wrapping), offers: shown, tasks: held, blockers })
}

fn blockers(c: &mut Conn<'_>, rules: &DispatchRules, row: &PresenceRow, session: SessionId, now: Ts) -> db::Result<Blockers> {
    let mut found = eligible::blockers(c, rules, row.worker_id, Some(session), now)?;
    if row.state == Duty::Suspended {
        found.push(Reason::new("suspended", serde_json::json!({})));
    }
    if let Some((why, until)) = rules.tired(row, now) {
        found.push(Reason::new("rest_needed", serde_json::json!({"why": why, "until": until})));
    }
    Ok(found)
}

/// Whether all that the worker holds is being wrapped up.
pub(crate) fn only_wrapping(c: &mut Conn<'_>, worker: AccountId) -> db::Result<bool> {
    let held = tasks::held(c, worker)?;
    Ok(!held.is_empty() && held.iter().all(|task| task.state == TaskState::Wrapping))
}

/// Changes the worker's own presence to `duty`.
///
/// Errors: the first blocker's code when going online; `forbidden` while suspended.
pub(crate) async fn set(ctx: &Ctx, duty: Duty) -> Result<PresenceView> {
    let actor = ctx.actor()?.clone();
    let engine = ctx.app.get::<Engine>()?;
    let now = ctx.now;
    ctx.app.db.write(Scope::Platform, move |c| set_in(c, engine.rules(), &actor, duty, now)).await
}

fn set_in(c: &mut Conn<'_>, rules: &DispatchRules, actor: &Actor, duty: Duty, now: Ts) -> db::Result<PresenceView> {
    let worker = actor.account;
    let row = store::get_or_create(c, worker, rules.capacity, now)?;
    if row.state == Duty::Suspended {
        return Err(Error::forbidden("your account is suspended; see the decision for the reasons and the appeal").into());
    }
    if duty == Duty::Available {
        if let Some(first) = blockers(c, rules, &row, actor.session, now)?.first() {
            return Err(refusal(first).into());
        }
        let skills = eligible::skills(c, worker, now)?;
        store::set_skills(c, worker, &skills, now)?;
    }
    let run_ms = row.run(rules.rest(), now);
    let row = if row.state == Duty::Available { row } else { PresenceRow { run_ms, ..row } };
    if duty == Duty::Offline {
        leave(c, &row, duty, now)?;
    } else {
        moves::set_duty(c, &row, duty, Some(now.plus(rules.presence_lease())), now)?;
        store::seat(c, worker, actor.session)?;
        trusted(c, rules, worker, actor.session, now)?;
        moves::push_presence(c, worker, now)?;
        c.wake(moves::WAKE);
    }
    let row = store::get_or_create(c, worker, rules.capacity, now)?;
    Ok(row.view(only_wrapping(c, worker)?))
}

fn refusal(blocker: &Reason) -> Error {
    match blocker.code.as_str() {
        "certificate_missing" => Error::new(Code::CertificateMissing, "you need a valid certificate before you can take work"),
        "rest_needed" => Error::new(Code::RestNeeded, "you have worked long enough; rest first").and(
            "until",
            "rest_needed",
            blocker.params["until"].as_str().unwrap_or_default(),
        ),
        "consent_missing" => Error::new(Code::ConsentMissing, "a consent that serving customers needs has not been given").and(
            "consent",
            "required",
            blocker.params["purpose"].as_str().unwrap_or_default(),
        ),
        _ => Error::new(Code::PostureTooLow, "attest this device with your passkey before you take work"),
    }
}

/// Renews the worker's presence and the leases of the tasks they serve. Returns until when.
///
/// Errors: `wrong_state` when the worker is offline: the lease has run out or was given up.
pub(crate) async fn heartbeat(ctx: &Ctx) -> Result<Ts> {
    let actor = ctx.actor()?.clone();
    let engine = ctx.app.get::<Engine>()?;
    let now = ctx.now;
    ctx.app.db.write(Scope::Platform, move |c| beat(c, engine.rules(), &actor, now)).await
}

fn beat(c: &mut Conn<'_>, rules: &DispatchRules, actor: &Actor, now: Ts) -> db::Result<Ts> {
    let worker = actor.account;
    let until = now.plus(rules.presence_lease());
    let present = store::renew(c, worker, actor.session, until)?;
    let serving = tasks::renew(c, worker, now.plus(rules.task_lease()))?;
    if !present && serving == 0 {
        return Err(Error::new(Code::WrongState, "you are offline; go online first").into());
    }
    identity::touch_posture(c, actor.session, now)?;
    trusted(c, rules, worker, actor.session, now)?;
    Ok(until)
}

/// The worker is at the desk in `session`: what is offered to them goes by its trust, and what needs more goes to others.
fn trusted(c: &mut Conn<'_>, rules: &DispatchRules, worker: AccountId, session: SessionId, now: Ts) -> db::Result<()> {
    let level = eligible::trust(c, worker, Some(session), now)?;
    if store::set_posture(c, worker, level, now)? {
        moves::distrust(c, rules, worker, now)?;
        c.wake(moves::WAKE);
    }
    Ok(())
}

/// A certificate for `skill` was issued or lapsed: what the worker may serve changes at once.
pub(crate) fn refresh_skills(c: &mut Conn<'_>, worker: AccountId, skill: String, now: Ts) -> db::Result<()> {
    let mut candidates = store::skills_of(c, worker)?;
    candidates.insert(skill);
    let skills = eligible::held(c, worker, candidates, now)?;
    store::set_skills(c, worker, &skills, now)?;
    c.wake(moves::WAKE);
    Ok(())
}

/// A session ended or lost its trust: the worker may no longer be offered what they were trusted for.
pub(crate) fn refresh_posture(c: &mut Conn<'_>, rules: &DispatchRules, worker: AccountId, now: Ts) -> db::Result<()> {
    match store::get(c, worker)? {
        Some(row) if row.state == Duty::Available => recheck(c, rules, &row, now),
        _ => Ok(()),
    }
}

/// The guard ended `session`: who is at the desk in it is offline, and all they serve goes to others.
///
/// In another session they stay: what that one is not trusted with went when the posture was lost.
pub(crate) fn send_home(
    c: &mut Conn<'_>,
    rules: &DispatchRules,
    worker: AccountId,
    session: SessionId,
    now: Ts,
) -> db::Result<()> {
    let Some(row) = store::get(c, worker)?.filter(|row| row.session_id.is_none_or(|seated| seated == session)) else {
        return Ok(());
    };
    moves::stop_work(c, rules, worker, now)?;
    match row.state {
        Duty::Suspended | Duty::Offline => Ok(()),
        Duty::Available | Duty::Break => leave(c, &row, Duty::Offline, now),
    }
}

/// The account was suspended or restored.
pub(crate) fn suspend(c: &mut Conn<'_>, worker: AccountId, suspended: bool, now: Ts) -> db::Result<()> {
    let Some(row) = store::get(c, worker)? else { return Ok(()) };
    match (suspended, row.state) {
        (true, _) => leave(c, &row, Duty::Suspended, now),
        (false, Duty::Suspended) => leave(c, &row, Duty::Offline, now),
        (false, _) => Ok(()),
    }
}

/// The desk sent no heartbeat in time: its worker is offline, its unanswered offers go to the next.
pub(crate) fn fell_silent(c: &mut Conn<'_>, worker: AccountId, now: Ts) -> db::Result<()> {
    let Some(row) = store::get(c, worker)? else { return Ok(()) };
    let silent = row.lease_ends_at.is_some_and(|until| until <= now);
    if !silent || !matches!(row.state, Duty::Available | Duty::Break) {
        return Ok(());
    }
    leave(c, &row, Duty::Offline, now)
}

/// The worker turned out not to be eligible: what the matcher believes of them is brought up to date.
pub(crate) fn recheck(c: &mut Conn<'_>, rules: &DispatchRules, row: &PresenceRow, now: Ts) -> db::Result<()> {
    let found = eligible::blockers(c, rules, row.worker_id, row.session_id, now)?;
    if !found.is_empty() {
        return leave(c, row, Duty::Offline, now);
    }
    let skills = eligible::skills(c, row.worker_id, now)?;
    store::set_skills(c, row.worker_id, &skills, now)?;
    let posture = eligible::trust(c, row.worker_id, row.session_id, now)?;
    store::set_posture(c, row.worker_id, posture, now)?;
    Ok(())
}

/// A worker who has worked long enough is set to break: what they serve stays theirs, nothing new is offered.
pub(crate) fn set_to_rest(c: &mut Conn<'_>, row: &PresenceRow, now: Ts) -> db::Result<()> {
    moves::set_duty(c, row, Duty::Break, row.lease_ends_at, now)?;
    moves::push_presence(c, row.worker_id, now)?;
    c.wake(moves::WAKE);
    Ok(())
}

/// Leaves the desk for `duty`; unanswered offers go to the next.
fn leave(c: &mut Conn<'_>, row: &PresenceRow, duty: Duty, now: Ts) -> db::Result<()> {
    moves::set_duty(c, row, duty, None, now)?;
    for made in offers::pending_of(c, row.worker_id)? {
        moves::rescind(c, &made, now)?;
    }
    moves::push_presence(c, row.worker_id, now)?;
    c.wake(moves::WAKE);
    Ok(())
}

/// Desks looked at for one part of a test call.
const ASKED: i64 = 32;

/// Offers what test calls wait for, each part to whoever has waited longest at the desk and may have it. An offer that is not
/// taken runs out, and the next one is asked. Who is not at the desk finds in their list what nobody is asked for.
pub(crate) fn call_assessors(c: &mut Conn<'_>, now: Ts) -> db::Result<()> {
    for want in certification::calls_waiting(c, now)? {
        for worker in store::idle_with(c, &want.skill, ASKED)? {
            let Some(until) = certification::offer_call(c, &want, worker, now)? else { continue };
            let body = json!({"test_call": want.call, "skill": want.skill, "part": want.part, "until": until});
            streams::push(c, worker.uuid(), "test_call", &body, now)?;
            break;
        }
    }
    Ok(())
}
