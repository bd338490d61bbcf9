//! Reserving, settling and freeing a task's money, in the caller's transaction. The terms are locked with the reservation.

use std::time::Duration;

use db::Conn;
use kernel::{Code, Money, Ts};
use ledger::{Account, Act, Chart, Transfer, TransferId, derived_beside};
use uuid::Uuid;

use super::{BudgetRow, BudgetState, FundedTaskId, Settled, Terms, Work, purse, store};
use crate::{OrderId, PoolId, Project, ProjectId, order, rate, surge};

/// A reservation that nobody settles or frees for so long is free again.
pub(super) const RESERVED_FOR: Duration = Duration::from_secs(30 * 24 * 3600);

/// Accounts between which a task's money moves.
struct Accounts {
    /// The enterprise's escrow, or the budget of the order that pays.
    source: Account,
    escrow: Account,
    budget: Account,
    make_whole: Account,
}

fn accounts(project: &Project, order: Option<OrderId>) -> Accounts {
    let currency = project.price.currency;
    let escrow = Account::new(Chart::EscrowFree, project.tenant_id.uuid(), currency);
    Accounts {
        source: order.map_or(escrow, |id| Account::new(Chart::Budget, id.uuid(), currency)),
        escrow,
        budget: Account::new(Chart::Budget, project.id.uuid(), currency),
        make_whole: Account::platform(Chart::MakeWhole, currency),
    }
}

fn transfer(step: &str, kind: &'static str, task: Uuid, attempt: i64, act: Act, now: Ts) -> Transfer {
    let id = id(step, task, attempt);
    Transfer { id, act, kind, ref_kind: "task", ref_id: task, effective_at: now, corrects: None }
}

fn id(step: &str, task: Uuid, attempt: i64) -> TransferId {
    derived_beside(task, &["task", step, &task.to_string(), &attempt.to_string()])
}

/// The outcome of a posting that may lack funds: `false` for insufficient funds, any other refusal as it is.
fn if_funded(outcome: db::Result<bool>) -> db::Result<bool> {
    match outcome {
        Ok(_) => Ok(true),
        Err(db::Error::App(error)) if error.code == Code::InsufficientFunds => Ok(false),
        Err(error) => Err(error),
    }
}

/// The outcome of closing a reservation: `false` when it has run out by itself.
fn if_open(outcome: db::Result<bool>) -> db::Result<bool> {
    match outcome {
        Ok(_) => Ok(true),
        Err(db::Error::App(error)) if error.code == Code::PendingClosed => Ok(false),
        Err(error) => Err(error),
    }
}

/// What a piece of the project is paid by if it is offered now, and the pool that pays its surge.
pub(crate) fn terms(c: &mut Conn<'_>, project: &Project, now: Ts) -> db::Result<(Terms, Option<PoolId>)> {
    let rates = rate::service::rates(c, project, now)?;
    let mut terms = rate::service::plain(project, rates);
    terms.floor_hourly = rate::service::floor(c, terms.currency, now)?;
    let pool = surge::service::promise(c, project.id, &mut terms, now)?;
    Ok((terms, pool))
}

pub(crate) fn reserve(c: &mut Conn<'_>, project: ProjectId, task: Uuid, now: Ts) -> db::Result<bool> {
    let project = crate::project(c, project)?;
    let seen = store::get(c, project.tenant_id, FundedTaskId::from_uuid(task))?;
    if seen.as_ref().is_some_and(|row| row.state != BudgetState::Voided) {
        return Ok(true);
    }
    let (terms, pool) = terms(c, &project, now)?;
    let order = order::service::paying(c, project.id, now)?;
    let (chain, row) = set_aside(&project, &Quote { terms, pool, order }, task, seen.as_ref(), now);
    if !if_funded(ledger::post(c, &chain, now))? {
        return Ok(false);
    }
    match seen {
        Some(seen) => store::replace(c, &seen, &row)?,
        None => store::insert_all(c, &[row])?,
    }
    Ok(true)
}

/// What a piece of a project is paid by, and from where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    pub(super) terms: Terms,
    pub(super) pool: Option<PoolId>,
    pub(super) order: Option<OrderId>,
}

/// The transfers that set a task's price aside, and the row that says so; `seen` is the row of an earlier time.
pub(super) fn set_aside(
    project: &Project,
    quote: &Quote,
    task: Uuid,
    seen: Option<&BudgetRow>,
    now: Ts,
) -> (Vec<Transfer>, BudgetRow) {
    let Quote { terms, pool, order } = quote;
    let row = promised(project, quote, task, seen, now);
    let attempt = row.attempt;
    let Accounts { source, budget, .. } = accounts(project, *order);
    let expires_at = Some(now.plus(RESERVED_FOR));
    let money = |minor| Money::new(minor, terms.currency);
    let act = if row.is_shared {
        Act::Post { debit: source, credit: purse::account(project.id, terms.currency), amount: money(terms.most_minor) }
    } else {
        Act::Reserve { debit: source, credit: budget, amount: money(terms.most_minor), expires_at }
    };
    let mut chain = vec![transfer("reserve", "budget.reserve", task, attempt, act, now)];
    if let Some(pool) = pool {
        let debit = Account::new(Chart::BonusPool, pool.uuid(), terms.currency);
        let act = Act::Reserve { debit, credit: budget, amount: money(terms.surge_minor), expires_at };
        chain.push(transfer("surge", "surge.reserve", task, attempt, act, now));
    }
    (chain, row)
}

/// The row of a task whose price is set aside. What no order pays lies in the project's purse.
pub(super) fn promised(project: &Project, quote: &Quote, task: Uuid, seen: Option<&BudgetRow>, now: Ts) -> BudgetRow {
    let attempt = seen.map_or(1, |row| row.attempt + 1);
    BudgetRow {
        pool_id: quote.pool,
        order_id: quote.order,
        created_at: seen.map_or(now, |row| row.created_at),
        is_shared: quote.order.is_none(),
        ..row(project, &quote.terms, task, BudgetState::Reserved, attempt, now)
    }
}

fn row(project: &Project, terms: &Terms, task: Uuid, state: BudgetState, attempt: i64, now: Ts) -> BudgetRow {
    BudgetRow {
        tenant_id: project.tenant_id,
        task_id: FundedTaskId::from_uuid(task),
        project_id: project.id,
        price_minor: terms.price_minor,
        currency: terms.currency.as_str().to_owned(),
        fee_bp: terms.fee_bp,
        state,
        attempt,
        transfer_id: id("reserve", task, attempt),
        created_at: now,
        changed_at: now,
        step_milli: terms.step_milli,
        minute_milli: terms.minute_milli,
        most_minor: terms.most_minor,
        surge_bp: terms.surge_bp,
        surge_minor: terms.surge_minor,
        pool_id: None,
        floor_hourly: terms.floor_hourly,
        charged_minor: None,
        order_id: None,
        is_shared: false,
    }
}

pub(crate) fn void(c: &mut Conn<'_>, project: ProjectId, task: Uuid, now: Ts) -> db::Result<()> {
    let project = crate::project(c, project)?;
    let Some(seen) = store::get(c, project.tenant_id, FundedTaskId::from_uuid(task))? else { return Ok(()) };
    if seen.state != BudgetState::Reserved {
        return Ok(());
    }
    free(c, &seen, now)
}

/// Frees what is set aside for a task.
pub(super) fn free(c: &mut Conn<'_>, seen: &BudgetRow, now: Ts) -> db::Result<()> {
    let task = seen.task_id.uuid();
    let act = if seen.is_shared { purse::back(seen, seen.most_minor)? } else { Act::Void { pending: seen.transfer_id } };
    // One that ran out by itself is free already.
    if_open(ledger::post(c, &[transfer("void", "budget.void", task, seen.attempt, act, now)], now))?;
    free_surge(c, seen, task, now)?;
    store::replace(c, seen, &BudgetRow { state: BudgetState::Voided, changed_at: now, ..seen.clone() })
}

/// The surge's reservation is over: the task is not served, or is paid from the pool itself.
fn free_surge(c: &mut Conn<'_>, row: &BudgetRow, task: Uuid, now: Ts) -> db::Result<()> {
    if row.pool_id.is_some() {
        let act = Act::Void { pending: id("surge", task, row.attempt) };
        if_open(ledger::post(c, &[transfer("surge-void", "surge.void", task, row.attempt, act, now)], now))?;
    }
    Ok(())
}

pub(crate) fn settle(c: &mut Conn<'_>, project: ProjectId, task: Uuid, work: &Work, now: Ts) -> db::Result<Settled> {
    let project = crate::project(c, project)?;
    let seen = store::get(c, project.tenant_id, FundedTaskId::from_uuid(task))?;
    let terms = match &seen {
        Some(row) => row.terms()?,
        None => Terms { surge_bp: crate::UNIT_BP, surge_minor: 0, ..terms(c, &project, now)?.0 },
    };
    let price = match &seen {
        Some(row) if row.state == BudgetState::Settled => row.cost()?,
        _ => terms.price(work)?,
    };
    let told = settled(&project, seen.as_ref(), terms, price, work);
    match seen {
        Some(row) if row.state == BudgetState::Settled => {}
        Some(row) => {
            if row.state == BudgetState::Voided || !from_reservation(c, &row, task, price, now)? {
                from_anywhere(c, &project, task, row.attempt, price, now)?;
            }
            free_surge(c, &row, task, now)?;
            store::replace(c, &row, &done(&row, price, now))?;
        }
        None => {
            let transfer_id = from_anywhere(c, &project, task, 1, price, now)?;
            let fresh = row(&project, &terms, task, BudgetState::Settled, 1, now);
            store::insert_all(c, &[BudgetRow { transfer_id, charged_minor: Some(price.minor), ..fresh }])?;
        }
    }
    Ok(told)
}

/// What a finished task may be paid from; `seen` is what was set aside for it.
pub(super) fn settled(project: &Project, seen: Option<&BudgetRow>, terms: Terms, price: Money, work: &Work) -> Settled {
    Settled {
        tenant: project.tenant_id,
        project: project.id,
        price,
        fee_bp: terms.fee_bp,
        terms,
        work: *work,
        pool: seen.and_then(|row| row.pool_id),
        order: seen.and_then(|row| row.order_id),
    }
}

/// The transfers that settle what is set aside at `price` and free its surge, and the row that says so.
pub(super) fn settling(row: &BudgetRow, task: Uuid, price: Money, now: Ts) -> kernel::Result<(Vec<Transfer>, BudgetRow)> {
    let mut chain = paying(row, task, price, now)?;
    if row.pool_id.is_some() {
        let act = Act::Void { pending: id("surge", task, row.attempt) };
        chain.push(transfer("surge-void", "surge.void", task, row.attempt, act, now));
    }
    Ok((chain, done(row, price, now)))
}

/// The row of a task that has cost `price`.
fn done(row: &BudgetRow, price: Money, now: Ts) -> BudgetRow {
    BudgetRow { state: BudgetState::Settled, charged_minor: Some(price.minor), changed_at: now, ..row.clone() }
}

/// What is set aside pays `price`; the rest is free.
fn paying(row: &BudgetRow, task: Uuid, price: Money, now: Ts) -> kernel::Result<Vec<Transfer>> {
    let act = if row.is_shared { purse::pay(row, price) } else { Act::Settle { pending: row.transfer_id, amount: Some(price) } };
    let mut chain = vec![transfer("settle", "budget.settle", task, row.attempt, act, now)];
    if row.is_shared && row.most_minor > price.minor {
        let act = purse::back(row, row.most_minor - price.minor)?;
        chain.push(transfer("rest", "budget.rest", task, row.attempt, act, now));
    }
    Ok(chain)
}

/// Settles the reservation, the rest is free; `false` when it has run out.
fn from_reservation(c: &mut Conn<'_>, row: &BudgetRow, task: Uuid, price: Money, now: Ts) -> db::Result<bool> {
    if_open(ledger::post(c, &paying(row, task, price, now)?, now))
}

/// Work that was done is paid: from free escrow, and where that is not enough, by the platform.
fn from_anywhere(c: &mut Conn<'_>, project: &Project, task: Uuid, attempt: i64, price: Money, now: Ts) -> db::Result<TransferId> {
    let Accounts { escrow, budget, make_whole, .. } = accounts(project, None);
    let late = transfer("late", "budget.late", task, attempt, Act::Post { debit: escrow, credit: budget, amount: price }, now);
    if if_funded(ledger::post(c, std::slice::from_ref(&late), now))? {
        return Ok(late.id);
    }
    let act = Act::Post { debit: make_whole, credit: budget, amount: price };
    let paid = transfer("make_whole", "budget.make_whole", task, attempt, act, now);
    ledger::post(c, std::slice::from_ref(&paid), now)?;
    Ok(paid.id)
}
