//! Closing a period: what many workers have open is read at once, decided worker by worker, and written at once.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use audit::policy::typed;
use db::{Conn, Dialect, jobs::Claimed, outbox};
use http::App;
use kernel::{AccountId, Decision, DecisionId, Error, PLATFORM, Result, Scope, TenantId, Ts, policy::Policy};
use ledger::{Account, Chart, Postings, derived};
use market::CURRENCY;
use serde_json::{Value, json};
use tokio::task::{JoinError, JoinSet};

use super::{
    ENGINE, Inputs, KIND, Period, SCHEMA, Statement, StatementId, StatementRow, Withholding, adjusted, outcome, reasons, store,
    total, withhold,
};
use crate::{
    adjustment::{
        AdjustmentKind, AdjustmentLine, AdjustmentRow,
        service::{self as adjustment, Open, Seen, Shares},
        store as lines,
    },
    crash,
    earning::Earned,
    event::{Event, Fact},
    rules::{Dated, Day, floor::Floor, penalty::Penalty, quality::Quality, tax::Tax},
};

/// The rule by which workers of the platform are taxed.
const RULE: &str = "cn-iit-platform";
/// Workers of one transaction: on SQLite nobody else writes meanwhile; Postgres closes for as many others at the same time.
const CHUNK: i64 = 512;
const CHUNK_PG: i64 = 2048;
/// Transactions of Postgres at a time: while it writes for one, the next is decided.
const LANES: usize = 2;

/// The rules by which a period is closed.
pub(crate) struct Rules {
    pub(crate) quality: Arc<Policy<Dated<Quality>>>,
    pub(crate) floor: Arc<Policy<Dated<Floor>>>,
    tax: Arc<Policy<Dated<Tax>>>,
    penalty: Arc<Policy<Dated<Penalty>>>,
}

/// Everything that workers without a statement for the period are settled from.
pub(crate) struct Books {
    pub(crate) period: Period,
    pub(crate) now: Ts,
    pub(crate) rules: Rules,
    pub(crate) shares: Arc<Shares>,
    pub(crate) seen: Seen,
    workers: Vec<AccountId>,
    rows: HashMap<AccountId, Vec<Earned>>,
    lines: HashMap<AccountId, Vec<AdjustmentRow>>,
    year: HashMap<AccountId, Vec<store::Past>>,
    /// What was overpaid and not taken back, minor units.
    owed: HashMap<AccountId, i64>,
}

fn by_worker<T>(rows: Vec<T>, worker: impl Fn(&T) -> AccountId) -> HashMap<AccountId, Vec<T>> {
    let mut all: HashMap<AccountId, Vec<T>> = HashMap::new();
    for row in rows {
        all.entry(worker(&row)).or_default().push(row);
    }
    all
}

impl Books {
    fn read(c: &mut Conn<'_>, workers: &[AccountId], period: Period, shares: Arc<Shares>, now: Ts) -> db::Result<Self> {
        let (name, end) = (period.to_string(), period.end());
        let year = store::past(c, workers, &format!("{:04}-01", period.year), &name)?;
        let year = by_worker(year, |past| past.worker);
        let stated = |worker: &AccountId| year.get(worker).is_some_and(|past| past.iter().any(|one| one.period == name));
        let workers: Vec<AccountId> = workers.iter().copied().filter(|worker| !stated(worker)).collect();
        let rules = Rules {
            quality: typed(c, "quality")?,
            floor: typed(c, "floor")?,
            tax: typed(c, RULE)?,
            penalty: typed(c, "penalty")?,
        };
        let accounts: Vec<Account> =
            workers.iter().map(|worker| Account::new(Chart::WorkerReceivable, worker.uuid(), CURRENCY)).collect();
        let owed = workers.iter().copied().zip(ledger::balances(c, &accounts)?.iter().map(|balance| -balance.net())).collect();
        Ok(Self {
            period,
            now,
            rules,
            shares,
            seen: Seen::of(c, &workers, period)?,
            rows: by_worker(store::unstated(c, &workers, &end)?, |row| row.worker_id),
            lines: by_worker(lines::unstated(c, &workers, &end)?, |row| row.worker_id),
            workers,
            year,
            owed,
        })
    }

    /// The month's withholding from the year's statements so far, as a decision to be recorded.
    fn taxed(&self, worker: AccountId, paid: i64) -> Result<(Withholding, Decision)> {
        let months = usize::from(self.period.month);
        let (mut income, mut withheld) = (vec![0; months], vec![0; months.saturating_sub(1)]);
        for past in self.year.get(&worker).into_iter().flatten() {
            let month = usize::from(past.period.parse::<Period>()?.month) - 1;
            if let Some(slot) = income.get_mut(month) {
                *slot = past.gross_minor - past.held_minor;
            }
            if let Some(slot) = withheld.get_mut(month) {
                *slot = past.tax_minor;
            }
        }
        if let Some(last) = income.last_mut() {
            *last = paid;
        }
        let policy = &self.rules.tax;
        let inputs = Inputs { on: self.period.first_day()?, income };
        let (tax_minor, step) = withhold(&policy.value, &inputs)?;
        let decision = Decision {
            id: DecisionId::at(self.now),
            tenant: PLATFORM,
            kind: KIND.to_owned(),
            subject: Some(worker),
            policy_id: policy.id.clone(),
            policy_hash: policy.hash.clone(),
            engine: ENGINE.to_owned(),
            inputs: serde_json::to_value(&inputs).map_err(Error::internal)?,
            outcome: outcome(tax_minor),
            reasons: reasons(&inputs, tax_minor, step.as_ref()),
            at: self.now,
        };
        let Inputs { on, income } = inputs;
        let tax = Withholding { rule: RULE.to_owned(), policy_hash: policy.hash.clone(), on, income, withheld, step, tax_minor };
        Ok((tax, decision))
    }

    /// How much of what was overpaid is taken from this period: within the cap, and never below the floor of its time.
    fn recoverable(&self, worker: AccountId, net: i64, lines: &[AdjustmentRow]) -> Result<i64> {
        let owed = self.owed.get(&worker).copied().unwrap_or(0);
        if owed <= 0 {
            return Ok(0);
        }
        // Who needed a top-up has nothing above the floor.
        let minimum = if lines.iter().any(|l| l.kind == AdjustmentKind::Floor) { net } else { 0 };
        self.rules.penalty.value.on(Day::of(self.now))?.rule.recover(owed, net, minimum)
    }
}

/// What settling workers writes, gathered: a few statements for all of them.
#[derive(Default)]
pub(crate) struct Made {
    pub(crate) postings: Postings,
    pub(crate) decisions: Vec<Decision>,
    statements: Vec<StatementRow>,
    lines: Vec<AdjustmentRow>,
    told: Vec<(TenantId, Value)>,
}

impl Made {
    fn write(self, c: &mut Conn<'_>, now: Ts) -> db::Result<()> {
        audit::decide_all(c, &self.decisions)?;
        store::insert(c, &self.statements)?;
        lines::state(c, &self.lines)?;
        self.postings.post(c, now)?;
        outbox::emit_all(c, "statement.issued", &self.told, now)
    }
}

/// Pays a worker's open earnings up to the end of the period: quality and floor applied, final, taxed, stated. Nothing is
/// made when there is nothing to do, or when more is held than was earned: it then waits for the next period.
fn settle(books: &mut Books, worker: AccountId, made: &mut Made) -> Result<()> {
    let (period, now) = (books.period, books.now);
    let mut rows = books.rows.remove(&worker).unwrap_or_default();
    rows.sort_unstable_by_key(|row| row.id);
    let mut open = books.lines.remove(&worker).unwrap_or_default();
    let so_far = total(rows.iter().map(|r| r.amount_minor).chain(open.iter().map(|l| l.amount_minor)))?;
    if (rows.is_empty() && open.is_empty()) || so_far < 0 {
        return Ok(());
    }
    let applied = adjustment::apply(&Open { worker, period, rows: &rows, lines: &open }, books, made)?;
    open.extend(applied);
    let adjustments: Vec<AdjustmentLine> = open.iter().cloned().map(AdjustmentLine::from).collect();
    let (moved, held_minor) = adjusted(&adjustments)?;
    let gross_minor = total(rows.iter().map(|r| r.amount_minor).chain([moved]))?;
    let paid = gross_minor - held_minor;
    let id: StatementId = derived(&["statement", &worker.to_string(), &period.to_string()]);
    let (tax, decision) = books.taxed(worker, paid)?;
    let fact =
        |event, key: &str| Fact { event, currency: CURRENCY, about: ("statement", id.uuid()), key: key.to_owned(), at: now };
    let owner = worker.uuid();
    let mut chain = fact(Event::Finalised { worker: owner, amount: paid }, "final").chain()?;
    chain.extend(fact(Event::Withheld { worker: owner, income_tax: tax.tax_minor, vat: 0 }, "tax").chain()?);
    let recovered_minor = books.recoverable(worker, paid - tax.tax_minor, &open)?;
    chain.extend(fact(Event::Recovered { worker: owner, amount: recovered_minor }, "recover").chain()?);
    made.postings.add(chain);
    let statement = Statement {
        schema: SCHEMA.to_owned(),
        id,
        worker,
        period,
        currency: CURRENCY,
        lines: Vec::new(),
        adjustments,
        gross_minor,
        held_minor,
        net_minor: paid - tax.tax_minor - recovered_minor,
        tax,
        recovered_minor,
        created_at: now,
    };
    made.statements.push(StatementRow::of(&statement, decision.id, rows.iter().map(|row| row.id).collect())?);
    made.decisions.push(decision);
    made.lines.extend(open.into_iter().map(|line| AdjustmentRow { statement_id: Some(id), ..line }));
    let told = json!({"statement": id, "worker": worker, "period": period, "net_minor": statement.net_minor});
    made.told.push((PLATFORM, told));
    Ok(())
}

/// Job: closes a period, many workers to a transaction. Interrupted, it goes on where it was; run twice at once, each worker
/// is settled once.
pub(crate) async fn close(app: Arc<App>, claimed: Claimed) -> Result<()> {
    let period: Period = claimed.body["period"].as_str().unwrap_or("").parse()?;
    let shares = Arc::new(app.db.read(Scope::Platform, move |c| adjustment::shares(c, period)).await?);
    let (chunk, lanes) = if app.db.dialect() == Dialect::Postgres { (CHUNK_PG, LANES) } else { (CHUNK, 1) };
    let (mut after, mut failed, mut running) = (AccountId::from_u128(0), 0_usize, JoinSet::new());
    loop {
        let (workers, last) = app.db.read(Scope::Platform, move |c| due(c, period, after, chunk)).await?;
        let Some(last) = last else { break };
        after = last;
        while running.len() >= lanes {
            failed += done(running.join_next().await)?;
        }
        running.spawn(all_of(Arc::clone(&app), workers, period, Arc::clone(&shares)));
    }
    while !running.is_empty() {
        failed += done(running.join_next().await)?;
    }
    if failed == 0 { Ok(()) } else { Err(Error::internal(format!("{failed} workers could not be settled for {period}"))) }
}

fn done(ended: Option<std::result::Result<usize, JoinError>>) -> Result<usize> {
    ended.transpose().map(Option::unwrap_or_default).map_err(Error::internal)
}

/// Settles workers together, and where one of them is in the way, the others all the same. How many could not be.
async fn all_of(app: Arc<App>, workers: Vec<AccountId>, period: Period, shares: Arc<Shares>) -> usize {
    let (mut failed, mut groups) = (0, vec![workers]);
    while let Some(mut group) = groups.pop() {
        match together(&app, group.clone(), period, &shares).await {
            Ok(()) => {}
            Err(error) if group.len() < 2 => {
                failed += 1;
                tracing::warn!(worker = ?group, %error, "a worker could not be settled");
            }
            Err(error) => {
                tracing::debug!(%error, "workers could not be settled together and are settled in two halves");
                groups.push(group.split_off(group.len() / 2));
                groups.push(group);
            }
        }
    }
    failed
}

/// Settles workers in one transaction: all of them or none.
async fn together(app: &App, workers: Vec<AccountId>, period: Period, shares: &Arc<Shares>) -> Result<()> {
    if workers.is_empty() {
        return Ok(());
    }
    let (now, shares) = (app.clock.now(), Arc::clone(shares));
    let write = move |c: &mut Conn<'_>| {
        crash::point("close.begun");
        let mut books = Books::read(c, &workers, period, Arc::clone(&shares), now)?;
        let mut made = Made::default();
        for worker in books.workers.clone() {
            settle(&mut books, worker, &mut made)?;
        }
        made.write(c, now)?;
        crash::point("close.settled");
        Ok(())
    };
    app.db.write(Scope::Platform, write).await?;
    crash::point("close.committed");
    Ok(())
}

/// Workers after `after` who may have something open of the period or of before, and no statement for the period; and the
/// last one looked at, if there was any. What stands in no statement is accrued in the ledger, or has a line beside it.
pub(crate) fn due(
    c: &mut Conn<'_>,
    period: Period,
    after: AccountId,
    limit: i64,
) -> db::Result<(Vec<AccountId>, Option<AccountId>)> {
    let (name, end) = (period.to_string(), period.end());
    let owners = ledger::owners(c, Chart::WorkerAccrued, after.uuid(), limit)?;
    let mut workers: Vec<AccountId> = owners.into_iter().map(AccountId::from_uuid).collect();
    workers.extend(lines::due(c, &end, after, limit)?);
    workers.sort_unstable();
    workers.dedup();
    workers.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = workers.last().copied();
    let done: HashSet<AccountId> = store::past(c, &workers, &name, &name)?.into_iter().map(|past| past.worker).collect();
    workers.retain(|worker| !done.contains(worker));
    Ok((workers, last))
}
