//! Use cases of test calls: ask for one, play the customer, speak, hang up, score; what comes of it.

use std::time::Duration;

use audit::Entry;
use db::{Conn, Json, outbox};
use http::Ctx;
use kernel::{
    AccountId, Actor, Code, Decision, DecisionId, Error, Event, PLATFORM, Result, Role, Ts, canonical_json, policy::Policy,
    sha256_hex,
};
use seal::Keyring;
use serde_json::json;

use super::{
    Form, Inputs, KIND, Marks, Part, Spoken, TestCallId, TestCallState, Verdict, checked,
    http::{RubricItem, TestCallView},
    settle,
    store::{self, CallRow},
};
use crate::{
    CertificateId, Simulator,
    call_offer::{OfferState, service as offers},
    certificate::{self, store::CertificateRow},
    course::{Language, service as courses},
    exam::ENGINE,
    mastery::{self, Seen},
};

/// Longest line and longest call.
const TEXT: usize = 2000;
const LINES: usize = 120;

pub(crate) fn form(c: &mut Conn<'_>) -> db::Result<std::sync::Arc<Policy<Form>>> {
    audit::policy::typed::<Form>(c, "test_call")
}

/// The form a call began under, whatever is in force now.
pub(crate) fn form_of(c: &mut Conn<'_>, row: &CallRow) -> db::Result<std::sync::Arc<Policy<Form>>> {
    audit::policy::parsed(c, &row.policy_hash, |version| Policy::parse(&version.id, &version.body))
}

fn absent() -> Error {
    Error::not_found("the test call")
}

/// Asks for a test call: the candidate is ready now. The one under way is given again.
/// Errors: `step_out_of_order` without a certificate, `conflict` when none is needed, `exam_closed` while one has to wait.
pub(crate) async fn ask(ctx: &Ctx, skill: String) -> Result<TestCallView> {
    let (actor, now, simulator) = (ctx.actor()?.clone(), ctx.now, ctx.app.get::<Simulator>()?);
    ctx.once(actor.scope(), move |c| {
        let held = certificate::store::current(c, PLATFORM, actor.account, &skill)?.filter(|row| row.counts(now));
        let held = held.ok_or_else(|| Error::new(Code::StepOutOfOrder, "pass the exam of this skill first"))?;
        if held.live_at.is_some() {
            return Err(Error::conflict("this certificate is open for live tasks; it needs no test call").into());
        }
        let form = form(c)?;
        let past = store::of_account(c, PLATFORM, actor.account)?;
        if let Some(open) = past.iter().find(|row| row.skill == skill && row.settled_at.is_none()) {
            return shown(c, &simulator, open, &actor, now);
        }
        let last = past.iter().filter(|row| row.skill == skill && row.state == TestCallState::Failed).find_map(|r| r.settled_at);
        if let Some(at) = last.map(|at| at.plus(Duration::from_secs(form.value.wait_minutes * 60))).filter(|at| *at > now) {
            let text = format!("the next test call opens at {at}");
            return Err(Error::new(Code::ExamClosed, text).retry_after(at.since(now).as_secs().max(1)).into());
        }
        let (_, locale) = courses::language(c, actor.account)?;
        let id = TestCallId::at(now);
        let scenario =
            simulator.drawn(&skill, id.uuid().as_u128()).ok_or_else(|| Error::not_found("a scenario of this skill"))?;
        let row = CallRow {
            tenant_id: PLATFORM,
            id,
            account_id: actor.account,
            certificate_id: held.id,
            skill: skill.clone(),
            scenario,
            locale,
            policy_hash: form.hash.clone(),
            state: TestCallState::Wanted,
            assessor_id: None,
            lines: Json(Vec::new()),
            decision_id: None,
            asked_at: now,
            lease_at: None,
            ended_at: None,
            settled_at: None,
        };
        store::insert(c, &row)?;
        want(c, &row, Part::Customer, now)?;
        record(c, Some(&actor), "test_call.asked", &row, json!({"skill": row.skill, "scenario": row.scenario}), now)?;
        shown(c, &simulator, &row, &actor, now)
    })
    .await
}

/// Tells dispatch that somebody is wanted to play the customer, or to score.
fn want(c: &mut Conn<'_>, row: &CallRow, part: Part, now: Ts) -> db::Result<()> {
    let body =
        json!({"test_call": row.id, "skill": row.skill, "part": part, "candidate": row.account_id, "customer": row.assessor_id});
    outbox::emit(c, &Event::new(crate::TEST_CALL_WANTED, PLATFORM, &body), now)
}

/// Whether a worker has served `skill` for long enough to assess it.
pub(crate) fn assesses(c: &mut Conn<'_>, worker: AccountId, skill: &str, now: Ts) -> db::Result<bool> {
    let hours = form(c)?.value.assessor_hours;
    let since = certificate::store::live_since(c, PLATFORM, worker, skill, now)?;
    Ok(since.is_some_and(|at| at.plus(Duration::from_secs(hours * 3600)) <= now))
}

/// Whether nobody plays the customer, or who did went silent.
pub(crate) fn is_free(row: &CallRow, now: Ts) -> bool {
    row.state == TestCallState::Wanted || (row.state == TestCallState::Calling && row.lease_at.is_none_or(|at| at <= now))
}

/// What `actor` could be to a test call that waits; `None` for nothing. An administrator may assess every skill.
fn duty(c: &mut Conn<'_>, row: &CallRow, actor: &Actor, now: Ts) -> db::Result<Option<Part>> {
    if row.account_id == actor.account || !(actor.role == Role::Admin || assesses(c, actor.account, &row.skill, now)?) {
        return Ok(None);
    }
    if row.state == TestCallState::Calling && row.assessor_id == Some(actor.account) {
        return Ok(Some(Part::Customer));
    }
    let part = if is_free(row, now) { Part::Customer } else { Part::Scorer };
    if part == Part::Scorer {
        let open = row.state == TestCallState::Scoring && row.assessor_id != Some(actor.account);
        if !open || store::sheets(c, PLATFORM, row.id)?.iter().any(|(who, _)| *who == actor.account) {
            return Ok(None);
        }
    }
    // What is offered to somebody else waits for their answer.
    Ok(offers::may_take(c, row, part, actor.account, now)?.then_some(part))
}

/// Test calls that the actor could serve now, oldest first.
pub(crate) async fn duties(ctx: &Ctx) -> Result<Vec<TestCallView>> {
    let (actor, now, simulator) = (ctx.actor()?.clone(), ctx.now, ctx.app.get::<Simulator>()?);
    ctx.app
        .db
        .read(actor.scope(), move |c| {
            let skills: Vec<String> = courses::catalogue(c)?.value.skill.iter().map(|s| s.code.clone()).collect();
            let mut found = Vec::new();
            for row in store::waiting(c, PLATFORM, &skills)? {
                if let Some(part) = duty(c, &row, &actor, now)? {
                    found.push(view(c, &simulator, &row, part)?);
                }
            }
            Ok(found)
        })
        .await
}

/// The actor's own test calls, newest first.
pub(crate) async fn mine(ctx: &Ctx) -> Result<Vec<TestCallView>> {
    let (actor, simulator) = (ctx.actor()?.clone(), ctx.app.get::<Simulator>()?);
    ctx.app
        .db
        .read(actor.scope(), move |c| {
            let rows = store::of_account(c, PLATFORM, actor.account)?;
            rows.iter().map(|row| view(c, &simulator, row, Part::Candidate)).collect()
        })
        .await
}

/// What the actor is to a test call; somebody else's is `not_found`.
fn part_of(c: &mut Conn<'_>, row: &CallRow, actor: &Actor, now: Ts) -> db::Result<Part> {
    if row.account_id == actor.account {
        return Ok(Part::Candidate);
    }
    if row.assessor_id == Some(actor.account) {
        return Ok(Part::Customer);
    }
    Ok(duty(c, row, actor, now)?.ok_or_else(absent)?)
}

fn shown(c: &mut Conn<'_>, simulator: &Simulator, row: &CallRow, actor: &Actor, now: Ts) -> db::Result<TestCallView> {
    let part = part_of(c, row, actor, now)?;
    view(c, simulator, row, part)
}

pub(crate) async fn one(ctx: &Ctx, id: TestCallId) -> Result<TestCallView> {
    let (actor, now, simulator) = (ctx.actor()?.clone(), ctx.now, ctx.app.get::<Simulator>()?);
    ctx.app
        .db
        .read(actor.scope(), move |c| {
            let row = store::find(c, PLATFORM, id)?.ok_or_else(absent)?;
            shown(c, &simulator, &row, &actor, now)
        })
        .await
}

/// Changes a call that the actor takes part in, and shows it. Errors: `not_found`, what `change` says, `conflict`.
async fn moved<F>(ctx: &Ctx, id: TestCallId, change: F) -> Result<TestCallView>
where
    F: Fn(&mut Conn<'_>, &mut CallRow, &Actor, Part) -> db::Result<()> + Send + 'static,
{
    let (actor, now, simulator) = (ctx.actor()?.clone(), ctx.now, ctx.app.get::<Simulator>()?);
    ctx.once(actor.scope(), move |c| {
        let before = store::find(c, PLATFORM, id)?.ok_or_else(absent)?;
        let part = part_of(c, &before, &actor, now)?;
        let mut row = before.clone();
        change(c, &mut row, &actor, part)?;
        if !store::put(c, &before, &row)? {
            return Err(Error::conflict("somebody was quicker; look again").into());
        }
        view(c, &simulator, &row, part)
    })
    .await
}

fn wrong(text: &str) -> db::Error {
    Error::new(Code::WrongState, text).into()
}

/// An assessor plays the customer from now on, or takes the call to score it. Errors: `not_found`, `wrong_state`, `conflict`.
pub(crate) async fn take(ctx: &Ctx, id: TestCallId) -> Result<TestCallView> {
    let now = ctx.now;
    moved(ctx, id, move |c, row, actor, part| {
        let until = lease(c, row, now)?;
        if part == Part::Scorer && row.state == TestCallState::Scoring {
            return offers::taken(c, row, part, actor.account, until, now);
        }
        if part != Part::Customer || (row.assessor_id != Some(actor.account) && !is_free(row, now)) {
            return Err(wrong("this test call does not wait for a customer"));
        }
        // What an assessor who went silent began is not scored.
        if row.assessor_id.is_some_and(|before| before != actor.account) {
            row.lines.0.clear();
        }
        row.state = TestCallState::Calling;
        row.assessor_id = Some(actor.account);
        row.lease_at = Some(until);
        offers::taken(c, row, part, actor.account, until, now)?;
        record(c, Some(actor), "test_call.taken", row, json!({}), now)
    })
    .await
}

/// An assessor does not want an offered part: the next one is asked. Errors: `not_found`, `wrong_state` without an offer.
pub(crate) async fn decline(ctx: &Ctx, id: TestCallId) -> Result<()> {
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    ctx.once(actor.scope(), move |c| {
        let row = store::find(c, PLATFORM, id)?.ok_or_else(absent)?;
        part_of(c, &row, &actor, now)?;
        if row.state == TestCallState::Calling || !offers::ended(c, &row, actor.account, OfferState::Declined, now)? {
            return Err(wrong("this test call is not offered to you"));
        }
        Ok(())
    })
    .await
}

/// Tells that somebody has done their part: they are paid for it. Administrators assess as part of their work.
fn served(c: &mut Conn<'_>, row: &CallRow, part: Part, who: AccountId, now: Ts) -> db::Result<()> {
    offers::ended(c, row, who, OfferState::Done, now)?;
    if identity::account(c, who)?.is_none_or(|account| account.role != Role::Worker) {
        return Ok(());
    }
    let body = json!({"test_call": row.id, "skill": row.skill, "part": part, "worker": who});
    outbox::emit(c, &Event::new(crate::TEST_CALL_SERVED, PLATFORM, &body), now)
}

fn lease(c: &mut Conn<'_>, row: &CallRow, now: Ts) -> db::Result<Ts> {
    Ok(now.plus(Duration::from_secs(form_of(c, row)?.value.idle_minutes * 60)))
}

/// Says a line. What the patrol stops is not said: its rules are recorded, its words are not.
/// Errors: `not_found`, `wrong_state`, `invalid_field`.
pub(crate) async fn say(ctx: &Ctx, id: TestCallId, text: String) -> Result<TestCallView> {
    let (now, rules) = (ctx.now, ctx.app.get::<Policy<patrol::Rules>>()?);
    let text = text.trim().to_owned();
    if text.is_empty() || text.chars().count() > TEXT {
        return Err(Error::field("text", "required", format!("1 to {TEXT} characters")));
    }
    let verdict = patrol::judge(&rules.value, &patrol::Draft::agent(&text));
    let stopped: Vec<String> = match verdict.outcome {
        patrol::Outcome::Block => verdict.hits.iter().map(|h| format!("patrol.{}", h.rule)).collect(),
        _ => Vec::new(),
    };
    moved(ctx, id, move |c, row, _, part| {
        if row.state != TestCallState::Calling || part == Part::Scorer || row.lines.0.len() >= LINES {
            return Err(wrong("nobody is on the line"));
        }
        let text = if stopped.is_empty() { text.clone() } else { String::new() };
        row.lines.0.push(Spoken { from: part, text, at: now, stopped: stopped.clone() });
        row.lease_at = Some(lease(c, row, now)?);
        Ok(())
    })
    .await
}

/// Ends a call. With too little said it waits for another assessor; otherwise it is scored.
pub(crate) async fn hang_up(ctx: &Ctx, id: TestCallId) -> Result<TestCallView> {
    let now = ctx.now;
    moved(ctx, id, move |c, row, actor, part| {
        if row.state != TestCallState::Calling || part == Part::Scorer {
            return Err(wrong("nobody is on the line"));
        }
        let said = row.lines.0.iter().filter(|l| l.from == Part::Candidate).count();
        row.lease_at = None;
        let customer = row.assessor_id;
        if said < form_of(c, row)?.value.least_lines {
            if let Some(customer) = customer {
                offers::ended(c, row, customer, OfferState::Declined, now)?;
            }
            row.state = TestCallState::Wanted;
            row.assessor_id = None;
            row.lines.0.clear();
            return want(c, row, Part::Customer, now);
        }
        row.state = TestCallState::Scoring;
        row.ended_at = Some(now);
        record(c, Some(actor), "test_call.ended", row, json!({"lines": row.lines.0.len(), "recording": recording(row)}), now)?;
        if let Some(customer) = customer {
            served(c, row, Part::Customer, customer, now)?;
        }
        want(c, row, Part::Scorer, now)
    })
    .await
}

/// SHA-256 over what was said.
fn recording(row: &CallRow) -> String {
    sha256_hex(canonical_json(&json!(row.lines.0)).as_bytes())
}

/// A scorer gives a sheet, once, without seeing the others'. Errors: `not_found`, `wrong_state`, `invalid_field`.
pub(crate) async fn score(ctx: &Ctx, id: TestCallId, marks: Marks) -> Result<TestCallView> {
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    moved(ctx, id, move |c, row, actor, part| {
        if row.state != TestCallState::Scoring || part != Part::Scorer {
            return Err(wrong("this test call does not wait for your score"));
        }
        let form = form_of(c, row)?;
        checked(&form.value, &marks)?;
        store::score(c, row, actor.account, &marks, now)?;
        record(c, Some(actor), "test_call.scored", row, json!({}), now)?;
        served(c, row, Part::Scorer, actor.account, now)?;
        let sheets: Vec<Marks> = store::sheets(c, PLATFORM, row.id)?.into_iter().map(|(_, marks)| marks).collect();
        match settle(&form.value, &sheets) {
            Some(verdict) => decide(c, &seal, row, &form, sheets, &verdict, false, now),
            None => want(c, row, Part::Scorer, now),
        }
    })
    .await
}

#[expect(clippy::too_many_arguments, reason = "what a decision is made of")]
fn decide(
    c: &mut Conn<'_>,
    seal: &Keyring,
    row: &mut CallRow,
    form: &Policy<Form>,
    sheets: Vec<Marks>,
    verdict: &Verdict,
    is_demo: bool,
    now: Ts,
) -> db::Result<()> {
    let inputs = Inputs { skill: row.skill.clone(), scenario: row.scenario.clone(), sheets, recording: recording(row), is_demo };
    let decision = Decision {
        id: DecisionId::at(now),
        tenant: PLATFORM,
        kind: KIND.to_owned(),
        subject: Some(row.account_id),
        policy_id: form.id.clone(),
        policy_hash: form.hash.clone(),
        engine: ENGINE.to_owned(),
        inputs: serde_json::to_value(&inputs).map_err(Error::internal)?,
        outcome: serde_json::to_value(verdict).map_err(Error::internal)?,
        reasons: verdict.reasons(),
        at: now,
    };
    audit::decide(c, &decision)?;
    row.state = if verdict.passed { TestCallState::Passed } else { TestCallState::Failed };
    row.decision_id = Some(decision.id);
    row.settled_at = Some(now);
    if verdict.passed {
        return certificate::service::go_live(c, row.certificate_id, now);
    }
    learn(c, row, verdict, now)?;
    crate::appeal::notice(c, seal, row.account_id, crate::appeal::Contested::TestCall(row.id), &decision, now)?;
    let params = json!({"state": "test_call_failed", "skill": row.skill, "certificate": row.certificate_id});
    identity::notify(c, row.account_id, "certificate", &params, now)
}

/// A failed test call opens the cells of its procedure again.
fn learn(c: &mut Conn<'_>, row: &CallRow, verdict: &Verdict, now: Ts) -> db::Result<()> {
    let weak = verdict.items.iter().filter(|(_, (got, most))| got * 2 < *most);
    let seen: Vec<(String, Seen)> = weak.map(|(item, _)| (format!("call/{item}"), Seen::QualityFailed)).collect();
    mastery::store::learn(c, PLATFORM, row.account_id, &row.skill, &seen, now).map(drop)
}

/// A test call that was passed, for demo data: decided by the real form, without a recording.
pub(crate) fn seed_passed(c: &mut Conn<'_>, seal: &Keyring, held: &CertificateRow, now: Ts) -> db::Result<()> {
    let form = form(c)?;
    let sheet: Marks = form.value.item.iter().map(|item| (item.id.clone(), super::BEST)).collect();
    let sheets = vec![sheet.clone(), sheet];
    let mut row = CallRow {
        tenant_id: PLATFORM,
        id: TestCallId::at(now),
        account_id: held.account_id,
        certificate_id: held.id,
        skill: held.skill.clone(),
        scenario: String::new(),
        locale: courses::language(c, held.account_id)?.1,
        policy_hash: form.hash.clone(),
        state: TestCallState::Scoring,
        assessor_id: None,
        lines: Json(Vec::new()),
        decision_id: None,
        asked_at: now,
        lease_at: None,
        ended_at: Some(now),
        settled_at: None,
    };
    let verdict = settle(&form.value, &sheets).ok_or_else(|| Error::internal("two sheets that agree decide"))?;
    decide(c, seal, &mut row, &form, sheets, &verdict, true, now)?;
    store::insert(c, &row)
}

/// Whether a certificate's test call is outstanding.
pub(crate) fn outstanding(row: &CertificateRow, now: Ts) -> bool {
    row.counts(now) && row.live_at.is_none()
}

fn view(c: &mut Conn<'_>, simulator: &Simulator, row: &CallRow, part: Part) -> db::Result<TestCallView> {
    let form = form_of(c, row)?;
    let settled = match row.decision_id.filter(|_| part == Part::Candidate) {
        Some(id) => audit::reasons_of(c, id)?,
        None => None,
    };
    let brief = (part == Part::Customer).then(|| simulator.brief(&row.scenario, Language::of(&row.locale))).flatten();
    let item = |i: &super::FormItem| RubricItem {
        id: i.id.clone(),
        name_zh: i.name.zh.clone(),
        name_en: i.name.en.clone(),
        must: i.must,
    };
    Ok(TestCallView {
        id: row.id,
        skill: row.skill.clone(),
        state: row.state,
        part,
        lines: row.lines.0.clone(),
        brief,
        rubric: if part == Part::Scorer { form.value.item.iter().map(item).collect() } else { Vec::new() },
        reasons: settled.unwrap_or_default(),
        decision_id: row.decision_id.filter(|_| part == Part::Candidate),
        asked_at: row.asked_at,
        settled_at: row.settled_at,
    })
}

fn record(
    c: &mut Conn<'_>,
    actor: Option<&Actor>,
    action: &str,
    row: &CallRow,
    detail: serde_json::Value,
    now: Ts,
) -> db::Result<()> {
    let entry = Entry { tenant: PLATFORM, actor, action, object_kind: "test_call", object_id: row.id.uuid(), detail, at: now };
    audit::record(c, &entry)?;
    Ok(())
}

/// The call an appeal is about.
pub(crate) fn certificate_of(c: &mut Conn<'_>, id: TestCallId) -> db::Result<Option<(AccountId, CertificateId)>> {
    Ok(store::find(c, PLATFORM, id)?.map(|row| (row.account_id, row.certificate_id)))
}
