//! Running a session's guard, and deciding its cases.

use std::time::Duration;

use attestation_core::{
    Claim, Rules,
    guard::{Guard, Signed, State, Step},
    session::SessionKey,
    webauthn::b64,
};
use authz::Resource;
use db::{Conn, outbox};
use http::Ctx;
use kernel::{Actor, Code, Error, Event, Reason, Result, Scope, SessionId, Ts};
use serde_json::{Value, json};

use super::{
    GuardStep, IncidentId, IncidentState, IncidentView, KEPT, draw,
    store::{self, Run},
};
use crate::{Trusting, person, refused, trust};

/// Guards looked at in one transaction.
const BATCH: i64 = 200;
/// Cases shown at most.
const SHOWN: i64 = 200;
/// How long a guard's content counts as a claim of its session.
const HOLDS: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Where a session's guard stands, and what it asks.
pub struct Watch {
    pub state: State,
    pub reasons: Vec<Reason>,
    pub challenge: Option<attestation_core::guard::Challenge>,
}

/// The key that a session's verdicts are signed with.
fn key(c: &mut Conn<'_>, session: SessionId) -> db::Result<SessionKey> {
    let row = trust::store::find(c, session)?.filter(|row| !row.key_point.is_empty());
    let row = row.ok_or_else(|| {
        Error::new(Code::EvidenceRefused, "this session has no certified key; prove it with an attested device first")
    })?;
    Ok(SessionKey::parse(&row.key_point).map_err(refused)?)
}

fn machine(run: &Run, key: SessionKey, rules: &Rules) -> Guard {
    Guard::recall(&run.id.to_string(), key, rules.guard.clone(), run.memory.clone())
}

/// Begins the guard of this session. The person agrees to the cameras with this very call; nothing else agrees for them.
pub async fn start(ctx: &Ctx) -> Result<Watch> {
    let actor = person(ctx)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let (now, scope) = (ctx.now, actor.scope());
    let begin = move |c: &mut Conn<'_>| {
        let key = key(c, actor.session)?;
        let rules = &trusting.0.value;
        if let Some(found) = store::find(c, actor.session)?.filter(|run| !run.is_over) {
            let guard = machine(&found, key, rules);
            return Ok(Watch { state: guard.state(), reasons: Vec::new(), challenge: guard.waiting().cloned() });
        }
        if store::find(c, actor.session)?.is_some() {
            return Err(Error::conflict("the guard ended this session's work; sign in again").into());
        }
        let (challenge, _) = draw(&rules.guard, 1, now, &mut rand::rng());
        let run = Run {
            id: actor.session,
            tenant: actor.tenant,
            account: actor.account,
            memory: attestation_core::guard::Memory::default(),
            next: Some(challenge),
            steps: Vec::new(),
            due_at: now,
            is_over: false,
            started_at: now,
        };
        record(c, &run, Some(&actor), "guard.consented", json!({ "cameras": rules.guard.cameras }), now)?;
        let guard = machine(&run, key, rules);
        settle(c, rules, run, guard, Vec::new(), now)
    };
    ctx.app.db.write(scope, begin).await
}

/// Where this session's guard stands.
pub async fn standing(ctx: &Ctx) -> Result<Option<Watch>> {
    let actor = person(ctx)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let look = move |c: &mut Conn<'_>| {
        let Some(run) = store::find(c, actor.session)? else { return Ok(None) };
        let guard = machine(&run, key(c, actor.session)?, &trusting.0.value);
        let reasons = run.steps.last().map(|step| step.reasons.clone()).unwrap_or_default();
        Ok(Some(Watch { state: guard.state(), reasons, challenge: guard.waiting().cloned() }))
    };
    ctx.app.db.read(ctx.actor()?.scope(), look).await
}

/// What a page may do to its guard.
pub enum Act {
    /// The JSON text that was signed, and its signature (base64url).
    Verdict(String, String),
    Break,
    Resume,
}

/// Applies an act to this session's guard.
///
/// Errors: `not_found` when none runs. A verdict that is refused is no error: it counts as a miss, and the answer says why.
pub async fn act(ctx: &Ctx, act: Act) -> Result<Watch> {
    let actor = person(ctx)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let (now, scope) = (ctx.now, actor.scope());
    let apply = move |c: &mut Conn<'_>| {
        let run = store::find(c, actor.session)?
            .filter(|run| !run.is_over)
            .ok_or_else(|| Error::not_found("a guard of this session"))?;
        let rules = &trusting.0.value;
        let mut guard = machine(&run, key(c, actor.session)?, rules);
        let step = match &act {
            Act::Verdict(body, signature) => {
                // A signature that is none is a wrong one.
                let signature = b64(signature).unwrap_or_default();
                guard.verdict(Signed { body, signature: &signature }, now.millis())
            }
            Act::Break => guard.pause(),
            Act::Resume => guard.resume(),
        };
        settle(c, rules, run, guard, vec![step], now)
    };
    ctx.app.db.write(scope, apply).await
}

/// Looks after guards that are due: a challenge was missed, or the next one goes out. Returns how many there were.
pub fn tick(c: &mut Conn<'_>, rules: &Rules, now: Ts) -> db::Result<usize> {
    let due = store::due(c, now, BATCH)?;
    let n = due.len();
    for run in due {
        let session = run.id;
        if !identity::is_live(c, session, now)? {
            store::put(c, &Run { is_over: true, due_at: now, ..run })?;
            continue;
        }
        // A session without its key cannot answer any more.
        let Ok(key) = key(c, session) else {
            store::put(c, &Run { is_over: true, due_at: now, ..run })?;
            continue;
        };
        let mut guard = machine(&run, key, rules);
        let step = guard.tick(now.millis());
        settle(c, rules, run, guard, vec![step], now)?;
    }
    store::trim(c, now.minus(DAY * 90))?;
    Ok(n)
}

/// Keeps what happened, gives out the next challenge when its time has come, and tells whoever must know.
fn settle(c: &mut Conn<'_>, rules: &Rules, mut run: Run, mut guard: Guard, steps: Vec<Step>, now: Ts) -> db::Result<Watch> {
    let before = run.memory.state();
    let reasons: Vec<Reason> = steps.into_iter().flat_map(|step| step.reasons).collect();
    let state = guard.state();
    if !reasons.is_empty() || state != before {
        run.steps.push(GuardStep { at: now, state: word(state)?, reasons: reasons.clone() });
        let extra = run.steps.len().saturating_sub(KEPT);
        run.steps.drain(..extra);
    }
    ask(c, rules, &mut run, &mut guard, now)?;
    let challenge = guard.waiting().cloned();
    run.is_over = state == State::Terminated;
    run.memory = guard.memory();
    store::put(c, &run)?;
    claim(c, rules, &run, state, now)?;
    if state != before || run.started_at == now {
        let body = json!({ "session": run.id, "state": state, "reasons": reasons });
        db::streams::push(c, run.account.uuid(), "guard.state", &body, now)?;
        record(c, &run, None, &format!("guard.{}", word(state)?), json!({ "from": before, "reasons": reasons }), now)?;
    }
    if run.is_over && before != State::Terminated {
        terminate(c, &run, &reasons, now)?;
    }
    Ok(Watch { state, reasons, challenge })
}

fn word(state: State) -> Result<String> {
    match serde_json::to_value(state).map_err(Error::internal)? {
        Value::String(word) => Ok(word),
        other => Err(Error::internal(format!("{other} is no word"))),
    }
}

/// The next challenge goes out when its time has come; otherwise the run is looked at when something is due.
fn ask(c: &mut Conn<'_>, rules: &Rules, run: &mut Run, guard: &mut Guard, now: Ts) -> db::Result<()> {
    if matches!(guard.state(), State::Terminated | State::Break) {
        run.next = None;
        run.due_at = now.plus(DAY);
        return Ok(());
    }
    if let Some(waiting) = guard.waiting() {
        run.due_at = Ts::from_micros((waiting.deadline_ms + 1) * 1000);
        return Ok(());
    }
    let answer = i64::from(rules.guard.answer_s) * 1000;
    let next = match run.next.take().filter(|next| next.seq == guard.given() + 1) {
        Some(next) => next,
        None => draw(&rules.guard, guard.given() + 1, now, &mut rand::rng()).0,
    };
    let goes_out = Ts::from_micros((next.deadline_ms - answer) * 1000);
    if goes_out > now {
        run.due_at = goes_out;
        run.next = Some(next);
        return Ok(());
    }
    // A job that comes late gives the whole time to answer all the same.
    let next = attestation_core::guard::Challenge { deadline_ms: now.millis() + answer, ..next };
    run.due_at = Ts::from_micros((next.deadline_ms + 1) * 1000);
    let body = json!({ "session": run.id, "challenge": next });
    db::streams::push(c, run.account.uuid(), "guard.challenge", &body, now)?;
    guard.challenge(next, now.millis()).map_err(refused)?;
    Ok(())
}

/// The guard's content is a claim of the session while it lasts.
fn claim(c: &mut Conn<'_>, rules: &Rules, run: &Run, state: State, now: Ts) -> db::Result<()> {
    let Some(mut row) = trust::store::find(c, run.id)? else { return Ok(()) };
    match state {
        State::Ok => row.claims.add(&[Claim::Guard], now.plus(HOLDS)),
        State::Degraded | State::Break => {
            row.claims.0.remove(&Claim::Guard);
        }
        // Nothing that was shown before counts any more.
        State::Terminated => row.claims = trust::Claims::default(),
    }
    trust::service::settle(c, rules, row, None, now)?;
    Ok(())
}

/// Work is taken away, a case is opened for people to decide.
fn terminate(c: &mut Conn<'_>, run: &Run, reasons: &[Reason], now: Ts) -> db::Result<()> {
    let id = IncidentId::at(now);
    store::open(c, id, run, reasons, now)?;
    let body = json!({ "account": run.account, "session": run.id, "incident": id });
    outbox::emit(c, &Event::new("guard.terminated", run.tenant, &body), now)?;
    identity::notify(c, run.account, "security", &json!({ "what": "guard_terminated" }), now)
}

fn record(c: &mut Conn<'_>, run: &Run, actor: Option<&Actor>, action: &str, detail: Value, at: Ts) -> db::Result<()> {
    let entry = audit::Entry { tenant: run.tenant, actor, action, object_kind: "session", object_id: run.id.uuid(), detail, at };
    audit::record(c, &entry)?;
    Ok(())
}

/// Cases, newest first: an admin's inbox.
pub async fn inbox(ctx: &Ctx) -> Result<Vec<IncidentView>> {
    ctx.permit("incident:read", &Resource::of("incident"))?;
    ctx.app.db.read(Scope::Platform, |c| store::list(c, None, SHOWN)).await
}

/// The signed-in person's own cases.
pub async fn mine(ctx: &Ctx) -> Result<Vec<IncidentView>> {
    let actor = person(ctx)?;
    ctx.app.db.read(actor.scope(), move |c| store::list(c, Some(actor.account), SHOWN)).await
}

/// A case with its timeline: for admins, and for the person it concerns.
pub async fn case(ctx: &Ctx, id: IncidentId) -> Result<IncidentView> {
    let actor = person(ctx)?;
    let found = ctx.app.db.read(Scope::Platform, move |c| store::get(c, id)).await?;
    let (view, _) = found.ok_or_else(|| Error::not_found("this case"))?;
    if view.account_id != actor.account {
        ctx.permit("incident:read", &Resource::of("incident")).map_err(|_| Error::not_found("this case"))?;
    }
    Ok(view)
}

/// Decides a case: `dismiss` lets the person go on; a penalty takes two people, the second of whom is another.
///
/// Errors: `wrong_state` once decided; `forbidden` when the same person would be both.
pub async fn decide(ctx: &Ctx, id: IncidentId, dismiss: bool) -> Result<IncidentView> {
    ctx.permit("incident:decide", &Resource::of("incident"))?;
    let actor = person(ctx)?;
    let now = ctx.now;
    let rule = move |c: &mut Conn<'_>| {
        let (view, proposed_by) = store::get(c, id)?.ok_or_else(|| Error::not_found("this case"))?;
        let to = match (view.state, dismiss) {
            (IncidentState::Open | IncidentState::Proposed, true) => IncidentState::Dismissed,
            (IncidentState::Open, false) => IncidentState::Proposed,
            (IncidentState::Proposed, false) if proposed_by == Some(actor.account) => {
                return Err(Error::forbidden("a penalty takes a second person").into());
            }
            (IncidentState::Proposed, false) => IncidentState::Confirmed,
            _ => return Err(Error::new(Code::WrongState, "this case has been decided").into()),
        };
        if !store::decide(c, id, view.state, to, actor.account, now)? {
            return Err(Error::new(Code::WrongState, "somebody else was quicker").into());
        }
        let entry = audit::Entry {
            tenant: actor.tenant,
            actor: Some(&actor),
            action: "incident.decided",
            object_kind: "incident",
            object_id: id.uuid(),
            detail: json!({ "from": view.state, "to": to }),
            at: now,
        };
        audit::record(c, &entry)?;
        let body = json!({ "account": view.account_id, "incident": id, "state": to,
            "opened_at": view.opened_at, "by": actor.account });
        outbox::emit(c, &Event::new("incident.decided", actor.tenant, &body), now)?;
        let (after, _) = store::get(c, id)?.ok_or_else(|| Error::not_found("this case"))?;
        Ok(after)
    };
    ctx.app.db.write(Scope::Platform, rule).await
}
