//! Use cases of statements: closing a period, showing what was paid.

use std::{sync::Arc, time::Duration};

use authz::Resource;
use db::{
    Conn,
    jobs::{self, Claimed},
    outbox,
};
use http::{App, Ctx};
use kernel::{AccountId, Code, Decision, DecisionId, Error, PLATFORM, Page, PageQuery, Result, Scope, Ts};
use ledger::{Account, Chart, Postings, derived};
use market::{CURRENCY, Tariff};
use serde_json::json;

use super::{
    ENGINE, Inputs, KIND, Period, SCHEMA, Statement, StatementId, StatementLine, StatementRow, Withholding, adjusted, outcome,
    reasons, store, total, withhold,
};
use crate::{
    adjustment::{
        AdjustmentKind, AdjustmentLine,
        service::{self as adjustment, Shares},
        store as lines,
    },
    crash,
    earning::{EarningRow, pay_day},
    event::{Event, Fact},
    rejudged,
    rules::{Dated, Day, penalty::Penalty, tax::Tax},
};

pub(crate) const CLOSE: &str = "payout.close";
pub(crate) const TICK: &str = "payout.tick";
/// Days after the end of a period before it is closed: what was earned last can still be disputed.
pub(crate) const HOLD: Duration = Duration::from_secs(3 * 24 * 3600);
/// The rule by which workers of the platform are taxed.
const RULE: &str = "cn-iit-platform";
/// Workers of one transaction.
const CHUNK: i64 = 50;

/// Pays a worker's open earnings up to the end of `period`: quality and floor applied, final, taxed, stated; its money
/// moves with `postings`. `None` when
/// there is nothing to do, or when more is held than was earned: it then waits for the next period.
pub(crate) fn settle(
    c: &mut Conn<'_>,
    worker: AccountId,
    period: Period,
    shares: &Shares,
    postings: &mut Postings,
    now: Ts,
) -> db::Result<Option<StatementId>> {
    let name = period.to_string();
    if store::of_period(c, worker, &name)?.is_some() {
        return Ok(None);
    }
    let rows = store::unstated(c, worker, &period.end())?;
    let mut open = lines::unstated(c, worker, &period.end())?;
    let so_far = total(rows.iter().map(|r| r.amount_minor).chain(open.iter().map(|l| l.amount_minor)))?;
    if (rows.is_empty() && open.is_empty()) || so_far < 0 {
        return Ok(None);
    }
    open.extend(adjustment::apply(c, &adjustment::Open { worker, period, rows: &rows, lines: &open }, shares, postings, now)?);
    let adjustments: Vec<AdjustmentLine> = open.iter().cloned().map(AdjustmentLine::from).collect();
    let (moved, held_minor) = adjusted(&adjustments)?;
    let gross_minor = total(rows.iter().map(|r| r.amount_minor).chain([moved]))?;
    let paid = gross_minor - held_minor;
    let id: StatementId = derived(&["statement", &worker.to_string(), &name]);
    let (tax, decision) = taxed(c, worker, period, paid, now)?;
    let fact =
        |event, key: &str| Fact { event, currency: CURRENCY, about: ("statement", id.uuid()), key: key.to_owned(), at: now };
    let owner = worker.uuid();
    let mut chain = fact(Event::Finalised { worker: owner, amount: paid }, "final").chain()?;
    chain.extend(fact(Event::Withheld { worker: owner, income_tax: tax.tax_minor, vat: 0 }, "tax").chain()?);
    let recovered_minor = recoverable(c, worker, paid - tax.tax_minor, &adjustments, now)?;
    chain.extend(fact(Event::Recovered { worker: owner, amount: recovered_minor }, "recover").chain()?);
    postings.add(chain);
    let statement = Statement {
        schema: SCHEMA.to_owned(),
        id,
        worker,
        period,
        currency: CURRENCY,
        lines: rows.iter().map(line).collect::<Result<_>>()?,
        adjustments,
        gross_minor,
        held_minor,
        net_minor: paid - tax.tax_minor - recovered_minor,
        tax,
        recovered_minor,
        created_at: now,
    };
    let earnings: Vec<_> = rows.iter().map(|r| r.id).collect();
    store::insert(c, &StatementRow::of(&statement, decision)?, &earnings)?;
    let stated: Vec<_> = open.iter().map(|l| l.id).collect();
    lines::stated(c, &stated, id)?;
    let told = json!({"statement": id, "worker": worker, "period": period, "net_minor": statement.net_minor});
    outbox::emit(c, &kernel::Event::new("statement.issued", PLATFORM, &told), now)?;
    Ok(Some(id))
}

/// How much of what was overpaid is taken from this period: within the cap, and never below the floor of its time.
fn recoverable(c: &mut Conn<'_>, worker: AccountId, net: i64, lines: &[AdjustmentLine], now: Ts) -> db::Result<i64> {
    let owed = -ledger::balance(c, &Account::new(Chart::WorkerReceivable, worker.uuid(), CURRENCY))?.net();
    if owed <= 0 {
        return Ok(0);
    }
    let policy = audit::policy::typed::<Dated<Penalty>>(c, "penalty")?;
    // Who needed a top-up has nothing above the floor.
    let minimum = if lines.iter().any(|l| l.kind == AdjustmentKind::Floor) { net } else { 0 };
    Ok(policy.value.on(Day::of(now))?.rule.recover(owed, net, minimum)?)
}

fn line(row: &EarningRow) -> Result<StatementLine> {
    Ok(StatementLine {
        earning: row.id,
        task: row.task_id,
        project: row.project_id,
        day: row.day.clone(),
        price_minor: row.price_minor,
        fee_bp: row.fee_bp,
        fee_minor: row.fee_minor,
        quality_bp: row.quality_bp,
        amount_minor: row.amount_minor,
        basis: row.basis()?,
    })
}

/// The month's withholding from the year's statements so far, as a recorded decision.
fn taxed(c: &mut Conn<'_>, worker: AccountId, period: Period, paid: i64, now: Ts) -> db::Result<(Withholding, DecisionId)> {
    let months = usize::from(period.month);
    let (mut income, mut withheld) = (vec![0; months], vec![0; months.saturating_sub(1)]);
    for row in store::between(c, worker, &format!("{:04}-01", period.year), &period.to_string())? {
        let month = usize::from(row.period.parse::<Period>()?.month) - 1;
        if let Some(slot) = income.get_mut(month) {
            *slot = row.gross_minor - row.held_minor;
        }
        if let Some(slot) = withheld.get_mut(month) {
            *slot = row.tax_minor;
        }
    }
    if let Some(last) = income.last_mut() {
        *last = paid;
    }
    let policy = audit::policy::typed::<Dated<Tax>>(c, RULE)?;
    let inputs = Inputs { on: period.first_day()?, income };
    let (tax_minor, step) = withhold(&policy.value, &inputs)?;
    let decision = Decision {
        id: DecisionId::at(now),
        tenant: PLATFORM,
        kind: KIND.to_owned(),
        subject: Some(worker),
        policy_id: policy.id.clone(),
        policy_hash: policy.hash.clone(),
        engine: ENGINE.to_owned(),
        inputs: serde_json::to_value(&inputs).map_err(Error::internal)?,
        outcome: outcome(tax_minor),
        reasons: reasons(&inputs, tax_minor, step.as_ref()),
        at: now,
    };
    audit::decide(c, &decision)?;
    let Inputs { on, income } = inputs;
    let tax = Withholding { rule: RULE.to_owned(), policy_hash: policy.hash.clone(), on, income, withheld, step, tax_minor };
    Ok((tax, decision.id))
}

/// The newest period that may be closed.
fn closable(c: &mut Conn<'_>, now: Ts) -> db::Result<Period> {
    let tariff = audit::policy::typed::<Tariff>(c, "base")?;
    Ok(Period::of(&pay_day(now.minus(HOLD), tariff.value.utc_offset_minutes))?.before())
}

/// Job: asks for the newest period that may be closed. Asking again does nothing.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let write = move |c: &mut Conn<'_>| {
        let period = closable(c, now)?.to_string();
        // A period is looked at anew every hour; who has a statement is passed over.
        jobs::enqueue(c, CLOSE, &period, &json!({"period": period}), now, now)
    };
    app.db.write(Scope::Platform, write).await
}

/// Job: closes a period worker by worker. Interrupted, it goes on where it was; run twice at once, each worker is settled once.
pub(crate) async fn close(app: Arc<App>, claimed: Claimed) -> Result<()> {
    let period: Period = claimed.body["period"].as_str().unwrap_or("").parse()?;
    let shares = Arc::new(app.db.read(Scope::Platform, move |c| adjustment::shares(c, period)).await?);
    let (mut after, mut failed) = (AccountId::from_u128(0), 0_usize);
    loop {
        let due = move |c: &mut Conn<'_>| due(c, period, after);
        let workers = app.db.read(Scope::Platform, due).await?;
        let Some(last) = workers.last() else { break };
        after = *last;
        let now = app.clock.now();
        let together = {
            let (workers, shares) = (workers.clone(), Arc::clone(&shares));
            move |c: &mut Conn<'_>| {
                crash::point("close.begun");
                let mut postings = Postings::default();
                workers.iter().try_for_each(|w| settle(c, *w, period, &shares, &mut postings, now).map(drop))?;
                postings.post(c, now)?;
                crash::point("close.settled");
                Ok(())
            }
        };
        if app.db.write(Scope::Platform, together).await.is_ok() {
            crash::point("close.committed");
            continue;
        }
        // One of them is in the way; the others are paid all the same.
        for worker in workers {
            let shares = Arc::clone(&shares);
            let alone = move |c: &mut Conn<'_>| {
                let mut postings = Postings::default();
                settle(c, worker, period, &shares, &mut postings, now)?;
                postings.post(c, now)
            };
            if let Err(error) = app.db.write(Scope::Platform, alone).await {
                failed += 1;
                tracing::warn!(%worker, %error, "a worker could not be settled");
            }
        }
    }
    if failed == 0 { Ok(()) } else { Err(Error::internal(format!("{failed} workers could not be settled for {period}"))) }
}

/// Workers after `after` with something of the period, or of before, that stands in no statement.
fn due(c: &mut Conn<'_>, period: Period, after: AccountId) -> db::Result<Vec<AccountId>> {
    let mut workers = store::due(c, &period.to_string(), &period.end(), after, CHUNK)?;
    workers.extend(lines::due(c, &period.end(), after, CHUNK)?);
    workers.sort_unstable();
    workers.dedup();
    workers.truncate(usize::try_from(CHUNK).unwrap_or(usize::MAX));
    Ok(workers)
}

/// An administrator asks for a period to be closed now. Errors: `invalid_field` for one that is not over.
pub(crate) async fn ask(ctx: &Ctx, period: Period) -> Result<()> {
    let actor = ctx.actor()?.clone();
    ctx.permit("settlement:run", &Resource::of("settlement").tenant(PLATFORM))?;
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        if period > closable(c, now)? {
            return Err(
                Error::field("period", "out_of_range", "the period is not over, or still within its hold of three days").into()
            );
        }
        let entry = audit::Entry {
            tenant: PLATFORM,
            actor: Some(&actor),
            action: "settlement.run",
            object_kind: "settlement",
            object_id: derived::<()>(&["settlement", &period.to_string()]).uuid(),
            detail: json!({"period": period}),
            at: now,
        };
        audit::record(c, &entry)?;
        jobs::enqueue(c, CLOSE, &period.to_string(), &json!({"period": period}), now, now)
    })
    .await
}

pub(crate) async fn periods(ctx: &Ctx) -> Result<Vec<store::PeriodRow>> {
    ctx.permit("settlement:read", &Resource::of("settlement").tenant(PLATFORM))?;
    ctx.app.db.read(Scope::Platform, |c| store::periods(c, 120)).await
}

/// The statements that a closed period consists of.
pub(crate) async fn of_period(ctx: &Ctx, period: Period, query: PageQuery) -> Result<Page<StatementRow>> {
    ctx.permit("settlement:read", &Resource::of("settlement").tenant(PLATFORM))?;
    let asked = query.clone();
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::by_period(c, &period.to_string(), &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// The actor's own statements.
pub(crate) async fn mine(ctx: &Ctx, query: PageQuery) -> Result<Page<StatementRow>> {
    let worker = ctx.actor()?.account;
    ctx.permit("statement:read", &Resource::of("statement").owner(worker).tenant(PLATFORM))?;
    let rows = ctx
        .app
        .db
        .read(Scope::Platform, {
            let query = query.clone();
            move |c| store::list(c, worker, &query)
        })
        .await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// Somebody else's statement is not found.
pub(crate) async fn one(ctx: &Ctx, id: StatementId) -> Result<Statement> {
    ctx.actor()?;
    let absent = || Error::not_found("the statement");
    let row = ctx.app.db.read(Scope::Platform, move |c| store::get(c, id)).await?.ok_or_else(absent)?;
    let resource = Resource::of("statement").id(id).tenant(PLATFORM).owner(row.worker_id);
    ctx.permit("statement:read", &resource).map_err(|_| absent())?;
    row.statement()
}

/// Computes every statement of the store again under the rules it names; what differs.
pub(crate) fn sweep(c: &mut Conn<'_>) -> db::Result<(i64, Vec<String>)> {
    let (mut after, mut count, mut wrong) = (StatementId::from_u128(0), 0, Vec::new());
    loop {
        let rows = store::after(c, after, 500)?;
        let Some(last) = rows.last() else { return Ok((count, wrong)) };
        after = last.id;
        for row in &rows {
            count += 1;
            let statement = row.statement()?;
            let mut hashes = vec![statement.tax.policy_hash.clone()];
            hashes.extend(statement.adjustments.iter().map(|a| a.policy_hash.clone()).filter(|hash| !hash.is_empty()));
            hashes.extend(statement.adjustments.iter().filter_map(|a| rejudged::floor_hash(&a.facts)).map(ToOwned::to_owned));
            let mut rules = Vec::new();
            for hash in hashes {
                let rule = audit::policy::by_hash(c, &hash)?;
                let missing = || Error::new(Code::PolicyMissing, format!("a rule of statement {}", row.id));
                rules.push(rule.ok_or_else(missing)?.body);
            }
            let found = super::recompute::recompute(row.body.as_bytes(), &rules)?;
            wrong.extend(found.differences.iter().map(|d| format!("statement {}: {d}", row.id)));
            let stored = (row.gross_minor, row.held_minor, row.tax_minor, row.net_minor);
            let told = (statement.gross_minor, statement.held_minor, statement.tax.tax_minor, statement.net_minor);
            if stored != told {
                wrong.push(format!("statement {}: its row says {stored:?}, its body {told:?}", row.id));
            }
        }
    }
}
