//! Use cases of exams: sit one, hand it in once.

use std::{sync::Arc, time::Duration};

use audit::Entry;
use authz::Resource;
use db::Conn;
use http::Ctx;
use kernel::{AccountId, Actor, Code, Decision, DecisionId, Error, PLATFORM, Result, Ts, policy::Policy};
use seal::Keyring;
use serde_json::json;

use super::{
    ENGINE, ExamId, ExamState, GRACE, Inputs, KIND, Score,
    http::{ExamResult, ExamView},
    mark, past, questions, seed_of, standing,
    store::{self, ExamRow, Outcome},
    timing::{Oddity, Spent, Timing},
};
use crate::{
    CertificateState,
    appeal::{self, Contested},
    certificate::{self, service::Ground},
    course::{
        Answer, Language,
        policy::{Course, Skill},
        service as courses,
    },
    mastery::{self, Seen},
    simulator::{
        IN_A_ROW, Mode, SimulationState,
        store::{self as simulations, SimulationRow},
        three_of_three,
    },
};

/// Newest exams that are looked through for odd timing.
const REVIEWED: i64 = 500;

/// The course an exam was drawn from, whatever is in force now.
fn course_of(c: &mut Conn<'_>, hash: &str) -> db::Result<Arc<Policy<Course>>> {
    audit::policy::parsed(c, hash, |version| Policy::parse(&version.id, &version.body))
}

/// Begins an exam, or gives the one under way with its clock. Errors: `step_out_of_order` before admission and lessons,
/// `conflict` while a certificate holds, `exam_closed` while one has to wait.
pub(crate) async fn sit(ctx: &Ctx, skill: String) -> Result<ExamView> {
    let actor = ctx.actor()?.clone();
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| {
        let course = courses::course(c, &skill)?;
        courses::learner(c, actor.account)?;
        let (language, locale) = courses::language(c, actor.account)?;
        let taken = store::of_skill(c, PLATFORM, actor.account, &skill)?;
        if let Some(open) = taken.iter().find(|e| e.state == ExamState::Open && now < e.expires_at) {
            return shown(c, open, language);
        }
        may_sit(c, &actor, &skill, &course.value, &taken, now)?;
        store::expire(c, PLATFORM, Some(actor.account), now)?;
        let id = ExamId::at(now);
        let row = fresh(id, actor.account, &skill, &locale, &course, now);
        store::insert(c, &row)?;
        record(c, &actor, "exam.started", id, json!({"skill": skill, "seed": row.seed, "course": course.hash}), now)?;
        shown(c, &row, language)
    })
    .await
}

pub(crate) fn fresh(id: ExamId, account: AccountId, skill: &str, locale: &str, course: &Policy<Course>, now: Ts) -> ExamRow {
    ExamRow {
        tenant_id: PLATFORM,
        id,
        account_id: account,
        skill: skill.to_owned(),
        locale: locale.to_owned(),
        course_hash: course.hash.clone(),
        seed: seed_of(id),
        state: ExamState::Open,
        answers: None,
        score: None,
        max_score: None,
        decision_id: None,
        started_at: now,
        expires_at: now.plus(Duration::from_secs(course.value.exam.minutes * 60)),
        submitted_at: None,
        timing: None,
    }
}

fn shown(c: &mut Conn<'_>, row: &ExamRow, language: Language) -> db::Result<ExamView> {
    let course = course_of(c, &row.course_hash)?;
    Ok(ExamView {
        id: row.id,
        skill: row.skill.clone(),
        expires_at: row.expires_at,
        questions: questions(&course.value, row.seed, language),
    })
}

fn may_sit(c: &mut Conn<'_>, actor: &Actor, skill: &str, course: &Course, taken: &[ExamRow], now: Ts) -> db::Result<()> {
    let done = courses::done(c, actor.account, skill)?;
    if course.lesson.iter().any(|l| !done.contains(&l.n)) {
        return Err(Error::new(Code::StepOutOfOrder, "do all lessons of the course first").into());
    }
    let terms = terms(c, skill)?;
    let renew = Duration::from_secs(terms.renew_days * 24 * 3600);
    let held = certificate::store::current(c, PLATFORM, actor.account, skill)?;
    if held.as_ref().is_some_and(|row| row.state == CertificateState::Suspended) {
        return Err(Error::new(Code::WrongState, "this certificate is suspended; an exam does not lift that").into());
    }
    if held.is_some_and(|row| row.expires_at > now.plus(renew)) {
        return Err(Error::conflict("you hold this certificate; it can be renewed shortly before it expires").into());
    }
    if scenarios_left(c, actor.account, skill)? > 0 {
        let text = format!("pass the scenario exam {IN_A_ROW} times in a row first; each time with another customer");
        return Err(Error::new(Code::StepOutOfOrder, text).into());
    }
    if let Some(at) = standing(&course.exam, &past(taken, now), now).next_at {
        let wait = at.since(now).as_secs().max(1);
        return Err(Error::new(Code::ExamClosed, format!("the next attempt opens at {at}")).retry_after(wait).into());
    }
    Ok(())
}

/// The newest scenario exams of a skill that count for the next certificate, newest first.
fn scenarios(c: &mut Conn<'_>, account: AccountId, skill: &str) -> db::Result<Vec<SimulationRow>> {
    let since = certificate::store::current(c, PLATFORM, account, skill)?.map(|row| row.issued_at);
    let newest = simulations::newest(c, PLATFORM, account, skill, 30)?;
    let counts = |row: &SimulationRow| row.mode == Mode::Exam && since.is_none_or(|at| row.started_at > at);
    Ok(newest.into_iter().filter(counts).collect())
}

/// Scenario exams still to be passed in a row before the exam opens; 0 where the policy asks for none.
pub(crate) fn scenarios_left(c: &mut Conn<'_>, account: AccountId, skill: &str) -> db::Result<usize> {
    if !terms(c, skill)?.scenario_exam {
        return Ok(0);
    }
    let taken: Vec<(i64, bool)> =
        scenarios(c, account, skill)?.iter().map(|row| (row.seed, row.state == SimulationState::Passed)).collect();
    if three_of_three(&taken) {
        return Ok(0);
    }
    Ok(IN_A_ROW - taken.iter().take_while(|(_, passed)| *passed).count().min(IN_A_ROW - 1))
}

pub(crate) fn terms(c: &mut Conn<'_>, skill: &str) -> db::Result<Skill> {
    let all = courses::catalogue(c)?;
    Ok(all.value.find(skill).cloned().ok_or_else(|| Error::not_found("this skill"))?)
}

/// Hands an exam in. Errors: `not_found` for somebody else's, `exam_closed` when answered or too late, `invalid_field`.
pub(crate) async fn answer(ctx: &Ctx, id: ExamId, answers: Vec<Answer>, spent: Vec<Spent>) -> Result<ExamResult> {
    let actor = ctx.actor()?.clone();
    let owner = ctx.app.db.read(actor.scope(), move |c| Ok(store::find(c, PLATFORM, id)?.map(|e| e.account_id))).await?;
    let owner = owner.ok_or_else(|| Error::not_found("the exam"))?;
    let resource = Resource::of("exam").id(id).tenant(PLATFORM).owner(owner);
    ctx.permit("exam:sit", &resource).map_err(|_| Error::not_found("the exam"))?;
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    ctx.once(actor.scope(), move |c| {
        let row = store::find(c, PLATFORM, id)?.ok_or_else(|| Error::not_found("the exam"))?;
        if row.state != ExamState::Open || now >= row.expires_at.plus(GRACE) {
            return Err(Error::new(Code::ExamClosed, "this exam is closed; its answers cannot be changed").into());
        }
        let timing = timed(c, &row, spent.clone(), now)?;
        let odd: Vec<Oddity> = timing.flags.iter().map(|flag| flag.rule).collect();
        let result = settle(c, &seal, &row, answers.clone(), timing, false, now)?;
        let detail = json!({"skill": row.skill, "decision": result.decision_id, "odd": odd});
        record(c, &actor, "exam.submitted", id, detail, now)?;
        Ok(result)
    })
    .await
}

/// How an exam was timed, and what is odd about it.
fn timed(c: &mut Conn<'_>, row: &ExamRow, spent: Vec<Spent>, now: Ts) -> db::Result<Timing> {
    let course = course_of(c, &row.course_hash)?;
    let language = Language::of(&row.locale);
    let elapsed = i64::try_from(now.since(row.started_at).as_millis()).unwrap_or(i64::MAX);
    let questions = questions(&course.value, row.seed, language);
    if spent.len() > questions.len() {
        return Err(Error::field("spent", "invalid", "one time for each question").into());
    }
    Ok(Timing::of(&questions, spent, elapsed, language))
}

/// Exams among the newest that were answered as nobody answers, for whoever reviews; nothing was decided by it.
pub(crate) async fn odd(ctx: &Ctx) -> Result<Vec<ExamRow>> {
    ctx.permit("certificate:read", &Resource::of("certificate").tenant(PLATFORM))?;
    let rows = ctx.app.db.read(ctx.actor()?.scope(), |c| store::handed_in(c, PLATFORM, REVIEWED)).await?;
    Ok(rows.into_iter().filter(|row| row.timing.as_ref().is_some_and(|t| !t.0.flags.is_empty())).collect())
}

/// Marks an open exam and writes decision, state and, when passed, the certificate, in the caller's transaction.
pub(crate) fn settle(
    c: &mut Conn<'_>,
    seal: &Keyring,
    row: &ExamRow,
    answers: Vec<Answer>,
    timing: Timing,
    is_demo: bool,
    now: Ts,
) -> db::Result<ExamResult> {
    let course = course_of(c, &row.course_hash)?;
    let score = mark(&course.value, row.seed, &answers)?;
    let opened_by = scenarios(c, row.account_id, &row.skill)?.iter().take(IN_A_ROW).map(|s| s.id).collect();
    let inputs = Inputs { skill: row.skill.clone(), seed: row.seed, answers, is_demo, scenarios: opened_by };
    let decision = decision(row.account_id, &course, &inputs, &score, now)?;
    let outcome = Outcome {
        state: if score.passed { ExamState::Passed } else { ExamState::Failed },
        answers: inputs.answers,
        score: score.score,
        max: score.max,
        decision: decision.id,
        timing,
    };
    if !store::submit(c, PLATFORM, row.id, &outcome, now)? {
        return Err(Error::new(Code::ExamClosed, "this exam is closed; its answers cannot be changed").into());
    }
    audit::decide(c, &decision)?;
    let seen: Vec<(String, Seen)> = score.seen().collect();
    mastery::store::learn(c, PLATFORM, row.account_id, &row.skill, &seen, now)?;
    let certificate = if score.passed {
        let terms = terms(c, &row.skill)?;
        let ground = Ground::of(c, seal, row.account_id, &decision)?;
        Some(certificate::service::issue(c, &terms, ground, row.account_id, now)?)
    } else {
        appeal::notice(c, seal, row.account_id, Contested::Exam(row.id), &decision, now)?;
        None
    };
    Ok(ExamResult {
        passed: score.passed,
        score: score.score,
        max: score.max,
        reasons: score.reasons(),
        certificate: certificate.map(|row| row.id),
        decision_id: decision.id,
    })
}

fn decision(subject: AccountId, course: &Policy<Course>, inputs: &Inputs, score: &Score, now: Ts) -> Result<Decision> {
    Ok(Decision {
        id: DecisionId::at(now),
        tenant: PLATFORM,
        kind: KIND.to_owned(),
        subject: Some(subject),
        policy_id: course.id.clone(),
        policy_hash: course.hash.clone(),
        engine: ENGINE.to_owned(),
        inputs: serde_json::to_value(inputs).map_err(Error::internal)?,
        outcome: serde_json::to_value(score).map_err(Error::internal)?,
        reasons: score.reasons(),
        at: now,
    })
}

fn record(c: &mut Conn<'_>, actor: &Actor, action: &str, id: ExamId, detail: serde_json::Value, now: Ts) -> db::Result<()> {
    let entry =
        Entry { tenant: PLATFORM, actor: Some(actor), action, object_kind: "exam", object_id: id.uuid(), detail, at: now };
    audit::record(c, &entry)?;
    Ok(())
}
