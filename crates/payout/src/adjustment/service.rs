//! Applying the rules of a period to a worker's pay, paying standby, and hearing of scores and times at the desk.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use db::{Conn, outbox::Delivered};
use http::App;
use kernel::{AccountId, Decision, DecisionId, Error, PLATFORM, Result, Scope, TenantId, Ts};
use ledger::{Account, Chart, derived};
use market::{CURRENCY, ProjectId, StandbyRow, Tariff};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    AdjustmentId, AdjustmentKind, AdjustmentRow, ENGINE, FLOOR, FloorInputs, NewLine, QUALITY, QualityInputs, SpanId, Worked,
    floor, floor_reasons, quality, quality_reasons, store, wanted,
};
use crate::{
    PaidTaskId,
    earning::{Earned, pay_day},
    event::{Event, Fact, Payer},
    rejudged::service as rejudged,
    rules::{
        Dated, Day, UNIT,
        floor::{Due, Span, Time, covered, merged, within},
        minor,
        quality::Quality,
    },
    statement::{
        Period,
        close::{Books, Made, due},
        store::unstated,
        total,
    },
};

/// Scores of so long before a period's end count.
pub(crate) const SCORED: Duration = Duration::from_secs(90 * 86_400);
/// Times are looked up so long before a period: what began before it may end in it.
const EARLIER: Duration = Duration::from_secs(2 * 86_400);
/// Workers whose pay is added up at a time.
const SHARED: i64 = 512;
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
pub(crate) fn engaged(rows: &[Earned]) -> Vec<Span> {
    merged(&rows.iter().filter_map(|r| Some(seconds((r.started_at?, r.earned_at)))).collect::<Vec<_>>())
}

/// Writes a line in the caller's transaction; its money is the caller's business.
pub(crate) fn write(c: &mut Conn<'_>, new: NewLine<'_>, now: Ts) -> db::Result<()> {
    store::insert(c, &new.row(now))
}

/// One worker's period: whose, which, and everything that stands in no statement yet.
pub(crate) struct Open<'a> {
    pub(crate) worker: AccountId,
    pub(crate) period: Period,
    pub(crate) rows: &'a [Earned],
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

    pub(crate) fn worked(&self, shares: &Shares) -> Vec<Worked> {
        let mut by_project: BTreeMap<ProjectId, i64> = BTreeMap::new();
        for row in self.rows {
            *by_project.entry(row.project_id).or_default() += row.amount_minor - row.surge_minor;
        }
        let funded = |project| shares.get(&(self.worker, project)).copied().unwrap_or(0);
        by_project.into_iter().map(|(project, pay_minor)| Worked { project, pay_minor, funded_minor: funded(project) }).collect()
    }
}

/// What the rules of a period need to know of workers besides their pay.
pub(crate) struct Seen {
    /// Standby, and times at the desk of those who booked any.
    booked: HashMap<AccountId, Vec<Span>>,
    there: HashMap<AccountId, Vec<Span>>,
    scores: Scores,
}

/// Mean score, half to even, and how many there are.
pub(crate) type Scores = HashMap<AccountId, (i64, i64)>;

impl Seen {
    pub(crate) fn of(c: &mut Conn<'_>, workers: &[AccountId], period: Period) -> db::Result<Self> {
        let from = period.first_day()?.start().minus(EARLIER);
        let end = Day::of(period.next().first_day()?.start()).start();
        let (mut booked, mut there) = (HashMap::<_, Vec<Span>>::new(), HashMap::<_, Vec<Span>>::new());
        for slot in market::standby_of(c, workers, from)?.iter().filter(|slot| slot.starts_at < end) {
            booked.entry(slot.worker_id).or_default().push(seconds((slot.starts_at, slot.ends_at)));
        }
        let bookers: Vec<AccountId> = booked.keys().copied().collect();
        for (worker, start, end) in store::spans(c, &bookers, from)? {
            there.entry(worker).or_default().push(seconds((start, end)));
        }
        Ok(Self { booked, there, scores: scored(c, workers, period)? })
    }

    /// A worker's time: served, and required online as far as they were at the desk.
    pub(crate) fn time(&self, open: &Open<'_>) -> Time {
        let of = |all: &HashMap<AccountId, Vec<Span>>| all.get(&open.worker).cloned().unwrap_or_default();
        let required_online = within(&of(&self.booked), &of(&self.there));
        Time { engaged: engaged(open.rows), required_online, holiday: false }
    }

    /// What quality is decided from.
    pub(crate) fn inputs(&self, open: &Open<'_>, shares: &Shares, floor_minor: i64) -> Result<QualityInputs> {
        let (score_bp, sample) = self.scores.get(&open.worker).copied().unwrap_or_default();
        Ok(QualityInputs { on: open.period.first_day()?, score_bp, sample, floor_minor, worked: open.worked(shares) })
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

impl Ruling<'_> {
    /// As a decision to be recorded.
    pub(crate) fn decision(self, now: Ts) -> Decision {
        let Self { kind, worker, policy, inputs, outcome, reasons } = self;
        Decision {
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
        }
    }
}

/// Quality, then the floor: what a period's rules add to or take from a worker's open pay. New lines; what they follow from
/// and what they move goes with `made`.
pub(crate) fn apply(open: &Open<'_>, books: &Books, made: &mut Made) -> Result<Vec<AdjustmentRow>> {
    let floors = &books.rules.floor;
    let on = open.period.first_day()?;
    let place = floors.value.on(on)?.rule.default_place.clone();
    let counted = open.lines.iter().filter(|l| l.kind.fills_the_floor()).map(|l| l.amount_minor);
    let earned = total(open.rows.iter().map(|r| r.amount_minor).chain(counted))?;
    let inputs = FloorInputs { on, place, time: books.seen.time(open), earned_minor: earned };
    let mut lines = by_quality(open, floor(&floors.value, &inputs)?.floor, books, made)?;
    let earned_minor = total([earned].into_iter().chain(lines.iter().map(|l| l.amount_minor)))?;
    let inputs = FloorInputs { earned_minor, ..inputs };
    let due = floor(&floors.value, &inputs)?;
    if due.top_up > 0 {
        lines.push(topped_up(open, (&inputs, &due), books, made)?);
    }
    Ok(lines)
}

fn by_quality(open: &Open<'_>, floor_minor: i64, books: &Books, made: &mut Made) -> Result<Vec<AdjustmentRow>> {
    let (policy, now) = (&books.rules.quality, books.now);
    let inputs = books.seen.inputs(open, &books.shares, floor_minor)?;
    let outcome = quality(&policy.value, &inputs)?;
    if outcome.delta_minor.iter().all(|delta| *delta == 0) {
        return Ok(Vec::new());
    }
    let facts = serde_json::to_value(&inputs).map_err(Error::internal)?;
    let told = serde_json::to_value(&outcome).map_err(Error::internal)?;
    let reasons = quality_reasons(&inputs, &outcome);
    let ruling =
        Ruling { kind: QUALITY, worker: open.worker, policy: ("quality", &policy.hash), inputs: &facts, outcome: told, reasons };
    let decision = ruling.decision(now);
    let mut lines = Vec::new();
    for (worked, delta) in inputs.worked.iter().zip(outcome.delta_minor).filter(|(_, delta)| *delta != 0) {
        let (project, key) = (worked.project.uuid(), worked.project.to_string());
        let payer = if delta > 0 { Payer::Pool(project) } else { Payer::Order(project) };
        let event = Event::QualityApplied { payer, worker: open.worker.uuid(), delta };
        let mut chain = open.fact(event, &key, now).chain()?;
        // What quality took is the enterprise's again at once: the one whose work it was.
        if let Some(row) = open.rows.iter().find(|row| delta < 0 && row.project_id == worked.project) {
            let event = Event::BudgetReleased { enterprise: row.tenant_id.uuid(), order: project, amount: -delta };
            chain.extend(open.fact(event, &key, now).chain()?);
        }
        made.postings.add(chain);
        let line = NewLine {
            id: open.key(&key),
            worker: open.worker,
            kind: AdjustmentKind::Quality,
            amount_minor: delta,
            day: last_day(open.period)?,
            project: Some(worked.project),
            about: ("project", project),
            decision: Some(decision.id),
            policy_hash: &policy.hash,
            facts: facts.clone(),
        };
        lines.push(line.row(now));
    }
    made.decisions.push(decision);
    Ok(lines)
}

/// Workers' mean scores over the last 90 days of a period; who has none is left out.
pub(crate) fn scored(c: &mut Conn<'_>, workers: &[AccountId], period: Period) -> db::Result<Scores> {
    let end = period.next().first_day()?.start();
    let mut scores = Scores::new();
    for (worker, sum, sample) in store::scores(c, workers, end.minus(SCORED), end)? {
        scores.insert(worker, (minor(i128::from(sum), i128::from(sample))?, sample));
    }
    Ok(scores)
}

fn topped_up(open: &Open<'_>, (inputs, due): (&FloorInputs, &Due), books: &Books, made: &mut Made) -> Result<AdjustmentRow> {
    let (hash, now) = (&books.rules.floor.hash, books.now);
    let facts = serde_json::to_value(inputs).map_err(Error::internal)?;
    let told = serde_json::to_value(due).map_err(Error::internal)?;
    let reasons = floor_reasons(due, inputs.earned_minor, CURRENCY);
    let ruling = Ruling { kind: FLOOR, worker: open.worker, policy: ("floor", hash), inputs: &facts, outcome: told, reasons };
    let decision = ruling.decision(now);
    let event = Event::FloorToppedUp { payer: Payer::Platform, worker: open.worker.uuid(), amount: due.top_up };
    made.postings.add(open.fact(event, "floor", now).chain()?);
    let line = NewLine {
        id: open.key("floor"),
        worker: open.worker,
        kind: AdjustmentKind::Floor,
        amount_minor: due.top_up,
        day: last_day(open.period)?,
        project: None,
        about: ("period", open.key("period").uuid()),
        decision: Some(decision.id),
        policy_hash: hash,
        facts,
    };
    made.decisions.push(decision);
    Ok(line.row(now))
}

/// What each worker gets of the quality pools when the period closes: all that is wanted, or in proportion where a pool is
/// shorter. Read before the period is settled.
pub(crate) fn shares(c: &mut Conn<'_>, period: Period) -> db::Result<Shares> {
    let mut shares = Shares::new();
    let policy = audit::policy::typed::<Dated<Quality>>(c, "quality")?;
    let rule = &policy.value.on(period.first_day()?)?.rule;
    let mut pools: BTreeMap<ProjectId, (i64, Vec<(AccountId, u32)>)> = BTreeMap::new();
    for project in market::projects(c, None)? {
        let pool = ledger::balance(c, &Account::new(Chart::BonusPool, project.id.uuid(), CURRENCY))?.free();
        if pool != 0 {
            pools.insert(project.id, (pool, Vec::new()));
        }
    }
    let mut after = AccountId::from_u128(0);
    while !pools.is_empty()
        && let (workers, Some(last)) = due(c, period, after, SHARED)?
    {
        after = last;
        let mut pays: BTreeMap<(AccountId, ProjectId), i64> = BTreeMap::new();
        for row in unstated(c, &workers, &period.end())?.iter().filter(|row| pools.contains_key(&row.project_id)) {
            *pays.entry((row.worker_id, row.project_id)).or_default() += row.amount_minor - row.surge_minor;
        }
        let scores = scored(c, &workers, period)?;
        for ((worker, project), pay) in pays {
            let (score_bp, sample) = scores.get(&worker).copied().unwrap_or_default();
            let more = wanted(rule, rule.multiplier(score_bp, sample)?, pay)?;
            if let Some((_, asked)) = pools.get_mut(&project) {
                asked.push((worker, u32::try_from(more).unwrap_or(u32::MAX)));
            }
        }
    }
    for (project, (pool, asked)) in pools {
        let all: i64 = asked.iter().map(|(_, more)| i64::from(*more)).sum();
        let weights: Vec<u32> = asked.iter().map(|(_, more)| *more).collect();
        let parts = kernel::split(pool.min(all), &weights);
        shares.extend(asked.iter().zip(parts).map(|((worker, _), part)| ((*worker, project), part)));
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
    let told: Vec<(Ts, Ts)> = store::spans(c, &[row.worker_id], from)?.into_iter().map(|(_, start, end)| (start, end)).collect();
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
    write(c, line, now)
}
