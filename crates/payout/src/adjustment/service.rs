//! Applying the rules of a period to a worker's pay, paying standby, and hearing of scores and times at the desk.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use db::{Conn, Json, outbox::Delivered};
use http::App;
use kernel::{AccountId, Decision, DecisionId, Error, PLATFORM, Result, Scope, TenantId, Ts};
use ledger::{Account, Chart, Postings, derived};
use market::{CURRENCY, ProjectId, StandbyRow, Tariff};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    AdjustmentId, AdjustmentKind, AdjustmentRow, ENGINE, FLOOR, FloorInputs, NewLine, QUALITY, QualityInputs, SpanId, Worked,
    floor, floor_reasons, quality, quality_reasons, store, wanted,
};
use crate::{
    PaidTaskId,
    earning::{EarningRow, pay_day},
    event::{Event, Fact, Payer},
    rejudged::service as rejudged,
    rules::{
        Dated, Day, UNIT,
        floor::{Due, Floor, Span, Time, covered, merged, within},
        minor,
        quality::Quality,
    },
    statement::{Period, total},
};

/// Scores of so long before a period's end count.
pub(crate) const SCORED: Duration = Duration::from_secs(90 * 86_400);
/// Times are looked up so long before a period: what began before it may end in it.
const EARLIER: Duration = Duration::from_secs(2 * 86_400);
const TOLD: Duration = Duration::from_secs(86_400);
pub(crate) const STANDBY: &str = "payout.standby";

/// What a project's quality pool has for each worker, where it is filled.
pub(crate) type Shares = HashMap<(AccountId, ProjectId), i64>;

#[derive(Deserialize)]
struct Rated {
    tenant: TenantId,
    task: Option<PaidTaskId>,
    worker: Option<AccountId>,
    /// Of `conversation.rated`: 1–5.
    score: Option<i64>,
    /// Of `piece.judged`: basis points.
    score_bp: Option<i64>,
}

/// `conversation.rated` and `piece.judged`: a score of finished work.
pub(crate) fn rated(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let fact: Rated = event.parse()?;
    let (Some(task), Some(worker)) = (fact.task, fact.worker) else { return Ok(()) };
    let (source, score) = match (fact.score_bp, fact.score) {
        (Some(bp), _) => ("quality", bp),
        (None, Some(stars)) => ("customer", (stars - 1) * UNIT / 4),
        (None, None) => return Ok(()),
    };
    let score = score.clamp(0, UNIT);
    let before = store::judgement(c, fact.tenant, task, source)?;
    store::judge(c, fact.tenant, task, source, worker, score, now)?;
    match before {
        // What was judged before stands in the scores of months that may be closed.
        Some((was, judged_at)) if source == "quality" && score > was => rejudged::raised(c, event.id, worker, judged_at, now),
        _ => Ok(()),
    }
}

#[derive(Deserialize)]
struct Present {
    worker: AccountId,
    from: Ts,
    until: Ts,
}

/// `presence.ended`: a time at the desk.
pub(crate) fn present(c: &mut Conn<'_>, event: &Delivered, _now: Ts) -> db::Result<()> {
    let fact: Present = event.parse()?;
    if fact.until <= fact.from {
        return Ok(());
    }
    let id: SpanId = derived(&["span", &fact.worker.to_string(), &fact.from.to_string()]);
    store::span(c, id, fact.worker, fact.from, fact.until)
}

pub(crate) const fn seconds((from, until): (Ts, Ts)) -> Span {
    (from.micros().div_euclid(1_000_000), until.micros().div_euclid(1_000_000))
}

/// Spans in which pieces were served.
pub(crate) fn engaged(rows: &[EarningRow]) -> Vec<Span> {
    merged(&rows.iter().filter_map(|r| Some(seconds((r.started_at?, r.earned_at)))).collect::<Vec<_>>())
}

/// Writes a line in the caller's transaction; its money is the caller's business.
pub(crate) fn write(c: &mut Conn<'_>, new: NewLine<'_>, now: Ts) -> db::Result<AdjustmentRow> {
    let row = AdjustmentRow {
        tenant_id: PLATFORM,
        id: new.id,
        worker_id: new.worker,
        kind: new.kind,
        amount_minor: new.amount_minor,
        currency: CURRENCY.as_str().to_owned(),
        day: new.day,
        project_id: new.project,
        ref_kind: new.about.0.to_owned(),
        ref_id: kernel::Id::from_uuid(new.about.1),
        decision_id: new.decision,
        policy_hash: new.policy_hash.to_owned(),
        facts: Json(new.facts),
        statement_id: None,
        created_at: now,
    };
    store::insert(c, &row)?;
    Ok(row)
}

/// One worker's period: whose, which, and everything that stands in no statement yet.
pub(crate) struct Open<'a> {
    pub(crate) worker: AccountId,
    pub(crate) period: Period,
    pub(crate) rows: &'a [EarningRow],
    pub(crate) lines: &'a [AdjustmentRow],
}

impl Open<'_> {
    fn key(&self, word: &str) -> AdjustmentId {
        derived(&["adjustment", word, &self.worker.to_string(), &self.period.to_string()])
    }

    fn fact(&self, event: Event, key: &str, at: Ts) -> Fact {
        let about = ("period", self.key("period").uuid());
        Fact { event, currency: CURRENCY, about, key: key.to_owned(), at }
    }

    /// The period's time: served, and required online as far as the worker was at the desk.
    pub(crate) fn time(&self, c: &mut Conn<'_>) -> db::Result<Time> {
        let from = self.period.first_day()?.start().minus(EARLIER);
        let end = Day::of(self.period.next().first_day()?.start()).start();
        let booked: Vec<Span> = market::standby_of(c, self.worker, from)?
            .iter()
            .filter(|b| b.starts_at < end)
            .map(|b| seconds((b.starts_at, b.ends_at)))
            .collect();
        let there: Vec<Span> = match booked.is_empty() {
            true => Vec::new(),
            false => store::spans(c, self.worker, from)?.into_iter().map(seconds).collect(),
        };
        Ok(Time { engaged: engaged(self.rows), required_online: within(&booked, &there), holiday: false })
    }

    pub(crate) fn worked(&self, shares: &Shares) -> Vec<Worked> {
        let mut by_project: BTreeMap<ProjectId, i64> = BTreeMap::new();
        for row in self.rows {
            *by_project.entry(row.project_id).or_default() += row.amount_minor - row.surge_minor;
        }
        let funded = |project| shares.get(&(self.worker, project)).copied().unwrap_or(0);
        by_project.into_iter().map(|(project, pay_minor)| Worked { project, pay_minor, funded_minor: funded(project) }).collect()
    }
}

/// The last day of a period, on which its rules apply.
pub(crate) fn last_day(period: Period) -> Result<String> {
    Ok(period.next().first_day()?.start().minus(Duration::from_secs(1)).day())
}

/// What was decided about a worker's period, and by which policy (id, hash).
pub(crate) struct Ruling<'a> {
    pub(crate) kind: &'static str,
    pub(crate) worker: AccountId,
    pub(crate) policy: (&'static str, &'a str),
    pub(crate) inputs: &'a Value,
    pub(crate) outcome: Value,
    pub(crate) reasons: Vec<kernel::Reason>,
}

pub(crate) fn decided(c: &mut Conn<'_>, ruling: Ruling<'_>, now: Ts) -> db::Result<DecisionId> {
    let Ruling { kind, worker, policy, inputs, outcome, reasons } = ruling;
    let decision = Decision {
        id: DecisionId::at(now),
        tenant: PLATFORM,
        kind: kind.to_owned(),
        subject: Some(worker),
        policy_id: policy.0.to_owned(),
        policy_hash: policy.1.to_owned(),
        engine: ENGINE.to_owned(),
        inputs: inputs.clone(),
        outcome,
        reasons,
        at: now,
    };
    audit::decide(c, &decision)?;
    Ok(decision.id)
}

/// Quality, then the floor: what a period's rules add to or take from a worker's open pay. New lines, posted.
pub(crate) fn apply(
    c: &mut Conn<'_>,
    open: &Open<'_>,
    shares: &Shares,
    postings: &mut Postings,
    now: Ts,
) -> db::Result<Vec<AdjustmentRow>> {
    let floors = audit::policy::typed::<Dated<Floor>>(c, "floor")?;
    let on = open.period.first_day()?;
    let place = floors.value.on(on)?.rule.default_place.clone();
    let time = open.time(c)?;
    let counted = open.lines.iter().filter(|l| l.kind.fills_the_floor()).map(|l| l.amount_minor);
    let earned = total(open.rows.iter().map(|r| r.amount_minor).chain(counted))?;
    let inputs = FloorInputs { on, place, time, earned_minor: earned };
    let mut lines = by_quality(c, open, (shares, floor(&floors.value, &inputs)?.floor), postings, now)?;
    let earned_minor = total([earned].into_iter().chain(lines.iter().map(|l| l.amount_minor)))?;
    let inputs = FloorInputs { earned_minor, ..inputs };
    let due = floor(&floors.value, &inputs)?;
    if due.top_up > 0 {
        lines.push(topped_up(c, open, (&floors.hash, &inputs, &due), postings, now)?);
    }
    Ok(lines)
}

fn by_quality(
    c: &mut Conn<'_>,
    open: &Open<'_>,
    (shares, floor_minor): (&Shares, i64),
    postings: &mut Postings,
    now: Ts,
) -> db::Result<Vec<AdjustmentRow>> {
    let policy = audit::policy::typed::<Dated<Quality>>(c, "quality")?;
    let inputs = QualityInputs {
        on: open.period.first_day()?,
        floor_minor,
        worked: open.worked(shares),
        ..scored(c, open.worker, open.period)?
    };
    let outcome = quality(&policy.value, &inputs)?;
    if outcome.delta_minor.iter().all(|delta| *delta == 0) {
        return Ok(Vec::new());
    }
    let facts = serde_json::to_value(&inputs).map_err(Error::internal)?;
    let told = serde_json::to_value(&outcome).map_err(Error::internal)?;
    let reasons = quality_reasons(&inputs, &outcome);
    let decision = decided(
        c,
        Ruling { kind: QUALITY, worker: open.worker, policy: ("quality", &policy.hash), inputs: &facts, outcome: told, reasons },
        now,
    )?;
    let mut lines = Vec::new();
    for (worked, delta) in inputs.worked.iter().zip(outcome.delta_minor).filter(|(_, delta)| *delta != 0) {
        let (project, key) = (worked.project.uuid(), worked.project.to_string());
        let payer = if delta > 0 { Payer::Pool(project) } else { Payer::Order(project) };
        let event = Event::QualityApplied { payer, worker: open.worker.uuid(), delta };
        let mut chain = open.fact(event, &key, now).chain()?;
        if delta < 0 {
            // What quality took is the enterprise's again at once.
            let enterprise = market::project(c, worked.project)?.tenant_id.uuid();
            let event = Event::BudgetReleased { enterprise, order: project, amount: -delta };
            chain.extend(open.fact(event, &key, now).chain()?);
        }
        postings.add(chain);
        let line = NewLine {
            id: open.key(&key),
            worker: open.worker,
            kind: AdjustmentKind::Quality,
            amount_minor: delta,
            day: last_day(open.period)?,
            project: Some(worked.project),
            about: ("project", project),
            decision: Some(decision),
            policy_hash: &policy.hash,
            facts: facts.clone(),
        };
        lines.push(write(c, line, now)?);
    }
    Ok(lines)
}

/// A worker's mean score over the last 90 days of a period, half to even, as inputs without work.
pub(crate) fn scored(c: &mut Conn<'_>, worker: AccountId, period: Period) -> db::Result<QualityInputs> {
    let end = period.next().first_day()?.start();
    let (sum, sample) = store::scores(c, worker, end.minus(SCORED), end)?;
    let score_bp = if sample == 0 { 0 } else { minor(i128::from(sum), i128::from(sample))? };
    Ok(QualityInputs { on: period.first_day()?, score_bp, sample, floor_minor: 0, worked: Vec::new() })
}

fn topped_up(
    c: &mut Conn<'_>,
    open: &Open<'_>,
    (hash, inputs, due): (&str, &FloorInputs, &Due),
    postings: &mut Postings,
    now: Ts,
) -> db::Result<AdjustmentRow> {
    let facts = serde_json::to_value(inputs).map_err(Error::internal)?;
    let told = serde_json::to_value(due).map_err(Error::internal)?;
    let reasons = floor_reasons(due, inputs.earned_minor, CURRENCY);
    let decision = decided(
        c,
        Ruling { kind: FLOOR, worker: open.worker, policy: ("floor", hash), inputs: &facts, outcome: told, reasons },
        now,
    )?;
    let event = Event::FloorToppedUp { payer: Payer::Platform, worker: open.worker.uuid(), amount: due.top_up };
    postings.add(open.fact(event, "floor", now).chain()?);
    let line = NewLine {
        id: open.key("floor"),
        worker: open.worker,
        kind: AdjustmentKind::Floor,
        amount_minor: due.top_up,
        day: last_day(open.period)?,
        project: None,
        about: ("period", open.key("period").uuid()),
        decision: Some(decision),
        policy_hash: hash,
        facts,
    };
    write(c, line, now)
}

/// What each worker gets of the quality pools when the period closes: all that is wanted, or in proportion where a pool is
/// shorter. Read before the period is settled.
pub(crate) fn shares(c: &mut Conn<'_>, period: Period) -> db::Result<Shares> {
    let mut shares = Shares::new();
    let policy = audit::policy::typed::<Dated<Quality>>(c, "quality")?;
    let rule = &policy.value.on(period.first_day()?)?.rule;
    for project in market::projects(c, None)? {
        let pool = ledger::balance(c, &Account::new(Chart::BonusPool, project.id.uuid(), CURRENCY))?.free();
        if pool == 0 {
            continue;
        }
        let mut asked = Vec::new();
        for (worker, pay) in crate::statement::store::open_pay(c, project.id, &period.end())? {
            let QualityInputs { score_bp, sample, .. } = scored(c, worker, period)?;
            let more = wanted(rule, rule.multiplier(score_bp, sample)?, pay)?;
            asked.push((worker, u32::try_from(more).unwrap_or(u32::MAX)));
        }
        let all: i64 = asked.iter().map(|(_, more)| i64::from(*more)).sum();
        let weights: Vec<u32> = asked.iter().map(|(_, more)| *more).collect();
        let parts = kernel::split(pool.min(all), &weights);
        shares.extend(asked.iter().zip(parts).map(|((worker, _), part)| ((*worker, project.id), part)));
    }
    Ok(shares)
}

/// Job: standby whose time is over is paid: minutes at the desk in which no piece was served.
pub(crate) async fn standby(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let rows = app.db.read(Scope::Platform, move |c| market::standby_over(c, now, 200)).await?;
    for row in rows {
        app.db.write(Scope::Platform, move |c| stood_by(c, &row, now)).await?;
    }
    Ok(())
}

fn stood_by(c: &mut Conn<'_>, row: &StandbyRow, now: Ts) -> db::Result<()> {
    let slot = [seconds((row.starts_at, row.ends_at))];
    let from = row.starts_at.minus(EARLIER);
    let told = store::spans(c, row.worker_id, from)?;
    // A time at the desk is told when it ends; a slot waits a day for those who stay on.
    if now < row.ends_at.plus(TOLD) && !told.iter().any(|(_, until)| *until >= row.ends_at) {
        return Ok(());
    }
    let there: Vec<Span> = told.into_iter().map(seconds).collect();
    let there = within(&slot, &there);
    let served: Vec<Span> = crate::earning::store::served(c, row.worker_id, from)?.into_iter().map(seconds).collect();
    let idle = covered(&there) - covered(&within(&there, &served));
    let paid = market::pay_standby(c, row, idle, now)?;
    if paid == 0 {
        return Ok(());
    }
    let tariff = audit::policy::typed::<Tariff>(c, "base")?;
    let line = NewLine {
        id: derived(&["adjustment", "standby", &row.id.to_string()]),
        worker: row.worker_id,
        kind: AdjustmentKind::Standby,
        amount_minor: paid,
        day: pay_day(row.ends_at, tariff.value.utc_offset_minutes),
        project: Some(row.project_id),
        about: ("standby", row.id.uuid()),
        decision: None,
        policy_hash: "",
        facts: json!({"from": row.starts_at, "until": row.ends_at, "idle_s": idle, "milli": row.milli}),
    };
    write(c, line, now).map(drop)
}
