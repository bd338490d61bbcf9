//! Running a session's guard, and deciding its cases.

use std::{collections::BTreeSet, time::Duration};

use attestation_core::{
    Claim, Rules,
    bytes::{hex, sha256},
    guard::{Class, Guard, Known, Signed, State, Step},
    session::SessionKey,
    webauthn::b64,
};
use audit::{CaseFact, CaseId, CaseVerdict, NewCase};
use authz::Resource;
use db::{Conn, outbox};
use http::Ctx;
use identity::Purpose;
use kernel::{AccountId, Actor, Code, Error, Event, Reason, Result, Scope, SessionId, Ts};
use seal::Keyring;
use serde_json::{Value, json};

use super::{
    GuardStep, IncidentId, IncidentState, IncidentView, KEPT, draw,
    store::{self, NewIncident, Run},
};
use crate::{
    Trusting,
    camera::{PairedView, service as phones, store as paired},
    evidence::{self, store as pictures},
    person, refused, rhythm, trust,
};

/// Guards looked at in one transaction.
const BATCH: i64 = 200;
/// Cases shown at most.
const SHOWN: i64 = 200;
/// Kind of the cases by which a ruling is contested.
pub(crate) const CASE: &str = "guard";
/// How long a guard's content counts as a claim of its session.
const HOLDS: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Where a session's guard stands, and what it asks.
pub struct Watch {
    pub session: SessionId,
    pub state: State,
    pub reasons: Vec<Reason>,
    pub challenge: Option<attestation_core::guard::Challenge>,
    /// Cameras that must be there.
    pub needed: usize,
    pub phones: Vec<PairedView>,
}

/// Refuses whoever has not agreed to the cameras.
pub(crate) fn agreed(c: &mut Conn<'_>, account: AccountId) -> db::Result<()> {
    if identity::has_consent(c, account, Purpose::CameraGuard)? {
        return Ok(());
    }
    let error = Error::new(Code::ConsentMissing, "the cameras start only when their person has agreed to them");
    Err(error.and("consent", "required", Purpose::CameraGuard.as_str()).into())
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

/// Begins the guard of this session. Its person has agreed to the cameras before, as a purpose of its own.
///
/// Errors: `consent_missing`; `evidence_refused` without a certified session key; `conflict` once the guard ended work.
pub async fn start(ctx: &Ctx) -> Result<Watch> {
    let actor = person(ctx)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let (now, scope) = (ctx.now, actor.scope());
    let begin = move |c: &mut Conn<'_>| {
        agreed(c, actor.account)?;
        let key = key(c, actor.session)?;
        let rules = &trusting.0.value;
        if let Some(found) = store::find(c, actor.session)? {
            if found.is_over {
                return Err(Error::conflict("the guard ended this session's work; sign in again").into());
            }
            return stand(c, &found, &machine(&found, key, rules), rules, Vec::new(), now);
        }
        let (challenge, _) = draw(&rules.guard, 1, false, now, &mut rand::rng());
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
        record(c, &run, Some(&actor), "guard.begun", json!({ "cameras": rules.guard.cameras }), now)?;
        let guard = machine(&run, key, rules);
        settle(c, rules, run, guard, Vec::new(), now)
    };
    ctx.app.db.write(scope, begin).await
}

/// A guard as its page sees it.
fn stand(c: &mut Conn<'_>, run: &Run, guard: &Guard, rules: &Rules, reasons: Vec<Reason>, now: Ts) -> db::Result<Watch> {
    Ok(Watch {
        session: run.id,
        state: guard.state(),
        reasons,
        challenge: guard.waiting().cloned(),
        needed: rules.guard.cameras,
        phones: phones::views(c, run.id, now)?,
    })
}

/// Where this session's guard stands.
pub async fn standing(ctx: &Ctx) -> Result<Option<Watch>> {
    let actor = person(ctx)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let now = ctx.now;
    let look = move |c: &mut Conn<'_>| {
        let Some(run) = store::find(c, actor.session)? else { return Ok(None) };
        let rules = &trusting.0.value;
        let guard = machine(&run, key(c, actor.session)?, rules);
        let reasons = run.steps.last().map(|step| step.reasons.clone()).unwrap_or_default();
        stand(c, &run, &guard, rules, reasons, now).map(Some)
    };
    ctx.app.db.read(ctx.actor()?.scope(), look).await
}

/// What a page may do to its guard.
pub enum Act {
    /// The JSON text that was signed, its signature, and the picture that a `frame` asks for (base64url).
    Verdict {
        body: String,
        signature: String,
        picture: Option<String>,
    },
    /// The page saw something and does not wait until it is asked.
    Ask,
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
    let (picture, classes) = match &act {
        Act::Verdict { picture: Some(picture), .. } => looked_at(picture).await?,
        _ => (String::new(), BTreeSet::new()),
    };
    let apply = move |c: &mut Conn<'_>| {
        let mut run = store::find(c, actor.session)?
            .filter(|run| !run.is_over)
            .ok_or_else(|| Error::not_found("a guard of this session"))?;
        let rules = &trusting.0.value;
        let mut guard = machine(&run, key(c, actor.session)?, rules);
        let step = match &act {
            Act::Verdict { body, signature, .. } => {
                // A signature that is none is a wrong one.
                let signature = b64(signature).unwrap_or_default();
                let cameras = phones::speaking(c, actor.session, now)?;
                let known = Known { cameras, classes: classes.clone(), picture: Some(picture.clone()) };
                guard.verdict_with(Signed { body, signature: &signature }, &known, now.millis())
            }
            Act::Ask => {
                // Of the kind that was drawn: whoever asks chooses the time only.
                if let Some(next) = &mut run.next {
                    next.deadline_ms = now.millis() + rules.guard.answer_ms(next.kind);
                }
                guard.tick(now.millis())
            }
            Act::Break => guard.pause(),
            Act::Resume => guard.resume(),
        };
        settle(c, rules, run, guard, vec![step], now)
    };
    ctx.app.db.write(scope, apply).await
}

/// The hash of a picture, and what a second look sees in it: nobody, or more than one. The picture is not kept.
async fn looked_at(picture: &str) -> Result<(String, BTreeSet<Class>)> {
    let bytes = b64(picture).map_err(|_| Error::field("picture", "invalid", "JPEG, base64url"))?;
    http::blocking(move || {
        let faces = pixel::faces(&bytes).ok_or_else(|| Error::field("picture", "invalid", "this is no JPEG of a camera"))?;
        let seen = match faces {
            0 => Some(Class::Absent),
            1 => None,
            _ => Some(Class::SecondFace),
        };
        Ok((hex(&sha256(&bytes)), seen.into_iter().collect()))
    })
    .await
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
        // Whoever no longer agrees is not watched any more, nor are they at fault.
        if !identity::has_consent(c, run.account, Purpose::CameraGuard)? {
            unwatch(c, rules, run, now)?;
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
    paired::trim(c, now.minus(DAY))?;
    Ok(n)
}

/// A person no longer agrees to the cameras: their guards stop, their pictures without a case are deleted.
pub(crate) fn withdrawn(c: &mut Conn<'_>, rules: &Rules, account: AccountId, now: Ts) -> db::Result<()> {
    for run in store::running(c, account)? {
        unwatch(c, rules, run, now)?;
    }
    Ok(())
}

fn unwatch(c: &mut Conn<'_>, rules: &Rules, run: Run, now: Ts) -> db::Result<()> {
    let session = run.id;
    record(c, &run, None, "guard.withdrawn", json!({}), now)?;
    let body = json!({ "session": session, "state": "withdrawn", "reasons": [] });
    db::streams::push(c, run.account.uuid(), "guard.state", &body, now)?;
    store::remove(c, session)?;
    paired::drop_of(c, session)?;
    pictures::drop_of(c, session)?;
    claim(c, rules, &run, State::Break, now)
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
    Ok(Watch { session: run.id, state, reasons, challenge, needed: rules.guard.cameras, phones: phones::views(c, run.id, now)? })
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
    let soon = guard.state() != State::Ok;
    let next = match run.next.take().filter(|next| next.seq == guard.given() + 1) {
        Some(next) => next,
        None => draw(&rules.guard, guard.given() + 1, soon, now, &mut rand::rng()).0,
    };
    let answer = rules.guard.answer_ms(next.kind);
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
        State::Ok if run.memory.has_answered() => row.claims.add(&[Claim::Guard], now.plus(HOLDS)),
        // What is masked meanwhile is not yet lost: the claim runs out by itself.
        State::Ok | State::Degraded => {}
        State::Break => {
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
    let new = NewIncident { tenant: run.tenant, account: run.account, session: run.id, reasons, timeline: &run.steps };
    store::open(c, id, &new, now)?;
    pictures::keep_until(c, run.id, now.plus(evidence::UNDECIDED))?;
    paired::drop_of(c, run.id)?;
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
    let actor = person(ctx)?;
    let seen = ctx.app.db.read(Scope::Platform, move |c| store::get(c, id)).await?;
    // Who proposed a penalty may still take it back.
    let part = seen.into_iter().flat_map(|(view, by)| [Some(view.account_id), by.filter(|_| !dismiss)]).flatten();
    ctx.permit("incident:decide", &Resource::of("incident").part(part))?;
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
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
        let case = decided(c, &seal, &view, to, actor.account, now)?;
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
            "opened_at": view.opened_at, "by": actor.account, "case": case });
        outbox::emit(c, &Event::new("incident.decided", actor.tenant, &body), now)?;
        let (after, _) = store::get(c, id)?.ok_or_else(|| Error::not_found("this case"))?;
        Ok(after)
    };
    ctx.app.db.write(Scope::Platform, rule).await
}

/// What follows from a decision: how long the pictures are kept, and the person's right to a second judge. Returns the case
/// in which a confirmed ruling is contested, and with it whatever else follows from it.
fn decided(
    c: &mut Conn<'_>,
    seal: &Keyring,
    view: &IncidentView,
    to: IncidentState,
    by: AccountId,
    now: Ts,
) -> db::Result<Option<CaseId>> {
    match to {
        IncidentState::Dismissed => {
            // It was the person after all: their rhythm is learnt anew.
            if view.reasons.iter().any(|reason| reason.code == "identity.rechecks") {
                rhythm::store::drop_profile(c, view.account_id)?;
            }
            pictures::keep_until(c, view.session_id, now.plus(evidence::DISMISSED))?;
            Ok(None)
        }
        IncidentState::Confirmed => {
            pictures::keep_until(c, view.session_id, now.plus(evidence::RULED))?;
            let why = view.reasons.last().map_or("guard", |reason| reason.code.as_str());
            let new = NewCase {
                tenant: kernel::PLATFORM,
                kind: CASE,
                subject: view.account_id,
                about: ("incident", view.id.uuid()),
                first: Some((Some(by), why)),
                guarded: false,
                evidence: json!({ "incident": view.id, "opened_at": view.opened_at, "reasons": view.reasons, "timeline": view.timeline }),
                words: None,
            };
            audit::open_case(c, seal, &new, now).map(Some)
        }
        IncidentState::Open | IncidentState::Proposed => Ok(None),
    }
}

/// An appeal was decided: what the person won is dismissed.
pub(crate) fn appealed(c: &mut Conn<'_>, fact: &CaseFact, now: Ts) -> db::Result<()> {
    if fact.kind != CASE || fact.outcome != Some(CaseVerdict::ForSubject) {
        return Ok(());
    }
    let id = IncidentId::from_uuid(fact.ref_id.uuid());
    let Some((view, _)) = store::get(c, id)?.filter(|(view, _)| view.state == IncidentState::Confirmed) else { return Ok(()) };
    store::overturn(c, id, now)?;
    pictures::keep_until(c, view.session_id, now.plus(evidence::DISMISSED))?;
    let body = json!({ "account": view.account_id, "incident": id });
    outbox::emit(c, &Event::new("incident.overturned", kernel::PLATFORM, &body), now)
}
