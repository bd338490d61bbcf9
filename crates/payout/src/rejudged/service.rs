//! Hearing that a finished piece is judged better than before, and paying what that makes of months that are closed.

use std::{collections::HashMap, sync::Arc};

use audit::policy::typed;
use db::{
    Conn,
    jobs::{self, Claimed},
};
use http::App;
use kernel::{AccountId, Error, EventId, Result, Scope, Ts, policy::Policy};
use ledger::{Account, Chart, TransferId, derived};
use market::{CURRENCY, ProjectId, Tariff};
use serde::{Deserialize, Serialize};

use super::Again;
use crate::{
    adjustment::{
        AdjustmentKind, FloorInputs, NewLine, QUALITY, QualityInputs, floor_by, quality, quality_reasons,
        service::{self as adjustment, Open, Ruling, SCORED, Seen, Shares, last_day, scored},
        store as lines, wanted,
    },
    earning::{Earned, pay_day},
    event::{Event, Fact},
    rules::{Dated, floor::Floor, quality::Quality},
    statement::{Period, Statement, StatementRow, store, total},
};

pub(crate) const JOB: &str = "payout.rejudge";

/// Whose judgement of when has risen.
#[derive(Serialize, Deserialize)]
struct Raised {
    worker: AccountId,
    judged_at: Ts,
}

/// A worker's judgement of `judged_at` has risen: what it makes of closed months is seen to once all scores are written.
pub(crate) fn raised(c: &mut Conn<'_>, by: EventId, worker: AccountId, judged_at: Ts, now: Ts) -> db::Result<()> {
    let raised = Raised { worker, judged_at };
    if closed(c, &raised, now)?.is_empty() {
        return Ok(());
    }
    jobs::enqueue(c, JOB, &by.to_string(), &serde_json::to_value(&raised).map_err(Error::internal)?, now, now)
}

/// Job: every closed month in whose score a raised judgement counts is paid again.
pub(crate) async fn run(app: Arc<App>, claimed: Claimed) -> Result<()> {
    let raised: Raised = serde_json::from_value(claimed.body).map_err(Error::internal)?;
    let now = app.clock.now();
    let pay = move |c: &mut Conn<'_>| closed(c, &raised, now)?.into_iter().try_for_each(|row| repay(c, row, now));
    app.db.write(Scope::Platform, pay).await
}

/// The worker's statements whose months' scores reach back to the judgement.
fn closed(c: &mut Conn<'_>, raised: &Raised, now: Ts) -> db::Result<Vec<StatementRow>> {
    let (mut period, mut found) = (Period::of(&raised.judged_at.day())?, Vec::new());
    while period.next().first_day()?.start().minus(SCORED) <= raised.judged_at && period.first_day()?.start() <= now {
        if let Some(id) = store::of_period(c, raised.worker, &period.to_string())? {
            found.push(store::get(c, id)?.ok_or_else(|| Error::not_found("the statement"))?);
        }
        period = period.next();
    }
    Ok(found)
}

fn repay(c: &mut Conn<'_>, row: StatementRow, now: Ts) -> db::Result<()> {
    let statement = &row.head()?;
    let rows = store::earnings(c, &[row])?;
    let (quality, floor) = (typed::<Dated<Quality>>(c, "quality")?, typed::<Dated<Floor>>(c, "floor")?);
    let on = statement.period.first_day()?;
    let shares = shares(c, statement, &rows, &quality.value.on(on)?.rule)?;
    let (by_score, by_time) = inputs(c, statement, &rows, &shares, &floor.value.on(on)?.rule)?;
    let before = lines::rejudged(c, statement.id)?;
    let paid_minor = total([of_kind(statement, AdjustmentKind::Quality)?, of_kind(statement, AdjustmentKind::Floor)?, before])?;
    let again = Again {
        statement: statement.id,
        period: statement.period,
        quality: by_score,
        floor: by_time,
        floor_hash: floor.hash.clone(),
        paid_minor,
    };
    let amount = again.owed(&quality.value, &floor.value)?;
    if amount > 0 { pay(c, statement, &again, amount, &quality, now) } else { Ok(()) }
}

pub(crate) fn of_kind(statement: &Statement, kind: AdjustmentKind) -> Result<i64> {
    total(statement.adjustments.iter().filter(|l| l.kind == kind).map(|l| l.amount_minor))
}

/// What a closed month's quality and floor are decided from, by the scores of today.
pub(crate) fn inputs(
    c: &mut Conn<'_>,
    statement: &Statement,
    rows: &[Earned],
    shares: &Shares,
    floor: &Floor,
) -> db::Result<(QualityInputs, FloorInputs)> {
    let (worker, period) = (statement.worker, statement.period);
    let open = Open { worker, period, rows, lines: &[] };
    // As when it was closed: what is held is not earned, and what fills no floor is left out.
    let counted = statement.adjustments.iter().filter(|l| l.kind.fills_the_floor()).map(|l| l.amount_minor);
    let earned_minor = total(rows.iter().map(|r| r.amount_minor).chain(counted))?;
    let seen = Seen::of(c, &[worker], period)?;
    let before =
        FloorInputs { on: period.first_day()?, place: floor.default_place.clone(), time: seen.time(&open), earned_minor };
    let floor_minor = floor_by(floor, &before)?.floor;
    Ok((seen.inputs(&open, shares, floor_minor)?, before))
}

/// What pools would have had for the worker: all that their score asks for, up to what each pool gave in the month and still
/// holds. Nobody else's part is touched: the platform pays.
fn shares(c: &mut Conn<'_>, statement: &Statement, rows: &[Earned], rule: &Quality) -> db::Result<Shares> {
    let (worker, day) = (statement.worker, last_day(statement.period)?);
    let (score_bp, sample) = scored(c, &[worker], statement.period)?.get(&worker).copied().unwrap_or_default();
    let multiplier = rule.multiplier(score_bp, sample)?;
    let mut pay: HashMap<ProjectId, i64> = HashMap::new();
    for row in rows {
        *pay.entry(row.project_id).or_default() += row.amount_minor - row.surge_minor;
    }
    let mut shares = Shares::new();
    for (project, pay) in pay {
        let left = ledger::balance(c, &Account::new(Chart::BonusPool, project.uuid(), CURRENCY))?.free();
        let pool = left + lines::given(c, project, &day)?;
        shares.insert((worker, project), wanted(rule, multiplier, pay)?.min(pool));
    }
    Ok(shares)
}

/// Event 9: from the platform to the worker, effective when the month ended; it corrects what made the month's pay final.
fn pay(
    c: &mut Conn<'_>,
    statement: &Statement,
    again: &Again,
    amount: i64,
    rule: &Policy<Dated<Quality>>,
    now: Ts,
) -> db::Result<()> {
    let (worker, about) = (statement.worker, ("statement", statement.id.uuid()));
    let json = |value: serde_json::Result<serde_json::Value>| value.map_err(Error::internal);
    let outcome = quality(&rule.value, &again.quality)?;
    let (inputs, told) = (json(serde_json::to_value(&again.quality))?, json(serde_json::to_value(&outcome))?);
    let (policy, reasons) = (("quality", rule.hash.as_str()), quality_reasons(&again.quality, &outcome));
    let decision = Ruling { kind: QUALITY, worker, policy, inputs: &inputs, outcome: told, reasons }.decision(now);
    audit::decide(c, &decision)?;
    // So much was paid before: tells one correction of a month from the next.
    let key = again.paid_minor.to_string();
    let at = statement.period.next().first_day()?.start();
    let event = Event::MadeWhole { worker: worker.uuid(), amount };
    let mut chain = Fact { event, currency: CURRENCY, about, key: key.clone(), at }.chain()?;
    let made_final: TransferId = Fact::line("hold.over", about, "final");
    let corrects = ledger::transfer(c, made_final)?.map(|line| line.id);
    chain.iter_mut().for_each(|transfer| transfer.corrects = corrects);
    ledger::post(c, &chain, now)?;
    let offset = typed::<Tariff>(c, "base")?.value.utc_offset_minutes;
    let line = NewLine {
        id: derived(&["adjustment", "rejudged", &statement.id.to_string(), &key]),
        worker,
        kind: AdjustmentKind::Rejudged,
        amount_minor: amount,
        day: pay_day(now, offset),
        project: None,
        about,
        decision: Some(decision.id),
        policy_hash: &rule.hash,
        facts: json(serde_json::to_value(again))?,
    };
    adjustment::write(c, line, now)
}
