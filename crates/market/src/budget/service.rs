//! Reserving, settling and freeing a task's money, in the caller's transaction.

use std::time::Duration;

use db::Conn;
use kernel::{Code, Money, Ts};
use ledger::{Account, Act, Chart, Transfer, TransferId, derived};
use uuid::Uuid;

use super::{BudgetRow, BudgetState, FundedTaskId, Settled, store};
use crate::{Project, ProjectId};

/// A reservation that nobody settles or frees for so long is free again.
const RESERVED_FOR: Duration = Duration::from_secs(30 * 24 * 3600);

/// Accounts between which a task's money moves.
struct Accounts {
    escrow: Account,
    budget: Account,
    make_whole: Account,
}

fn accounts(project: &Project) -> Accounts {
    let currency = project.price.currency;
    Accounts {
        escrow: Account::new(Chart::EscrowFree, project.tenant_id.uuid(), currency),
        budget: Account::new(Chart::Budget, project.id.uuid(), currency),
        make_whole: Account::platform(Chart::MakeWhole, currency),
    }
}

fn transfer(step: &str, kind: &'static str, task: Uuid, attempt: i64, act: Act, now: Ts) -> Transfer {
    let id: TransferId = derived(&["task", step, &task.to_string(), &attempt.to_string()]);
    Transfer { id, act, kind, ref_kind: "task", ref_id: task, effective_at: now, corrects: None }
}

/// The outcome of a posting that may lack funds: `false` for insufficient funds, any other refusal as it is.
fn if_funded(outcome: db::Result<bool>) -> db::Result<bool> {
    match outcome {
        Ok(_) => Ok(true),
        Err(db::Error::App(error)) if error.code == Code::InsufficientFunds => Ok(false),
        Err(error) => Err(error),
    }
}

pub(crate) fn reserve(c: &mut Conn<'_>, project: ProjectId, task: Uuid, now: Ts) -> db::Result<bool> {
    let project = crate::project(c, project)?;
    let seen = store::get(c, project.tenant_id, FundedTaskId::from_uuid(task))?;
    if seen.as_ref().is_some_and(|row| row.state != BudgetState::Voided) {
        return Ok(true);
    }
    let attempt = seen.as_ref().map_or(1, |row| row.attempt + 1);
    let Accounts { escrow, budget, .. } = accounts(&project);
    let act = Act::Reserve { debit: escrow, credit: budget, amount: project.price, expires_at: Some(now.plus(RESERVED_FOR)) };
    let transfer = transfer("reserve", "budget.reserve", task, attempt, act, now);
    if !if_funded(ledger::post(c, std::slice::from_ref(&transfer), now))? {
        return Ok(false);
    }
    let row = row(&project, task, BudgetState::Reserved, attempt, transfer.id, now);
    match seen {
        Some(seen) => store::replace(c, &seen, &BudgetRow { created_at: seen.created_at, ..row })?,
        None => store::insert(c, &row)?,
    }
    Ok(true)
}

fn row(project: &Project, task: Uuid, state: BudgetState, attempt: i64, transfer_id: TransferId, now: Ts) -> BudgetRow {
    BudgetRow {
        tenant_id: project.tenant_id,
        task_id: FundedTaskId::from_uuid(task),
        project_id: project.id,
        price_minor: project.price.minor,
        currency: project.price.currency.as_str().to_owned(),
        fee_bp: project.fee_bp,
        state,
        attempt,
        transfer_id,
        created_at: now,
        changed_at: now,
    }
}

pub(crate) fn void(c: &mut Conn<'_>, project: ProjectId, task: Uuid, now: Ts) -> db::Result<()> {
    let project = crate::project(c, project)?;
    let Some(seen) = store::get(c, project.tenant_id, FundedTaskId::from_uuid(task))? else { return Ok(()) };
    if seen.state != BudgetState::Reserved {
        return Ok(());
    }
    let act = Act::Void { pending: seen.transfer_id };
    match ledger::post(c, &[transfer("void", "budget.void", task, seen.attempt, act, now)], now) {
        Ok(_) => {}
        // It ran out by itself: the money is free already.
        Err(db::Error::App(error)) if error.code == Code::PendingClosed => {}
        Err(error) => return Err(error),
    }
    store::replace(c, &seen, &BudgetRow { state: BudgetState::Voided, changed_at: now, ..seen.clone() })
}

pub(crate) fn settle(c: &mut Conn<'_>, project: ProjectId, task: Uuid, now: Ts) -> db::Result<Settled> {
    let project = crate::project(c, project)?;
    let seen = store::get(c, project.tenant_id, FundedTaskId::from_uuid(task))?;
    let settled = match &seen {
        Some(row) => Settled { tenant: project.tenant_id, project: project.id, price: row.price()?, fee_bp: row.fee_bp },
        None => Settled { tenant: project.tenant_id, project: project.id, price: project.price, fee_bp: project.fee_bp },
    };
    match seen {
        Some(row) if row.state == BudgetState::Settled => {}
        Some(row) => {
            if row.state == BudgetState::Voided || !from_reservation(c, &row, task, now)? {
                from_anywhere(c, &project, task, row.attempt, settled.price, now)?;
            }
            store::replace(c, &row, &BudgetRow { state: BudgetState::Settled, changed_at: now, ..row.clone() })?;
        }
        None => {
            let transfer_id = from_anywhere(c, &project, task, 1, settled.price, now)?;
            store::insert(c, &row(&project, task, BudgetState::Settled, 1, transfer_id, now))?;
        }
    }
    Ok(settled)
}

/// Settles the reservation; `false` when it has run out.
fn from_reservation(c: &mut Conn<'_>, row: &BudgetRow, task: Uuid, now: Ts) -> db::Result<bool> {
    let act = Act::Settle { pending: row.transfer_id, amount: None };
    match ledger::post(c, &[transfer("settle", "budget.settle", task, row.attempt, act, now)], now) {
        Ok(_) => Ok(true),
        Err(db::Error::App(error)) if error.code == Code::PendingClosed => Ok(false),
        Err(error) => Err(error),
    }
}

/// Work that was done is paid: from free escrow, and where that is not enough, by the platform.
fn from_anywhere(c: &mut Conn<'_>, project: &Project, task: Uuid, attempt: i64, price: Money, now: Ts) -> db::Result<TransferId> {
    let Accounts { escrow, budget, make_whole } = accounts(project);
    let late = transfer("late", "budget.late", task, attempt, Act::Post { debit: escrow, credit: budget, amount: price }, now);
    if if_funded(ledger::post(c, std::slice::from_ref(&late), now))? {
        return Ok(late.id);
    }
    let act = Act::Post { debit: make_whole, credit: budget, amount: price };
    let paid = transfer("make_whole", "budget.make_whole", task, attempt, act, now);
    ledger::post(c, std::slice::from_ref(&paid), now)?;
    Ok(paid.id)
}
