//! Purses: money set aside for many tasks of a project lies in one account, filled by one line for all that are offered
//! together. What each task may take of it stands in the task's row, so that the sum of these rows is what the purse holds.

use std::collections::HashMap;

use db::Conn;
use kernel::{Currency, Money, Result, Ts};
use ledger::{Account, Act, Chart, Owner, Transfer, TransferId, derived};
use uuid::Uuid;

use super::{BudgetRow, service, store};
use crate::{ProjectId, project::store as projects};

/// Job: what was forgotten in a purse is free again.
pub(crate) const JOB: &str = "market.purses";
/// Tasks freed in one transaction.
const CHUNK: i64 = 100;

/// The purse of a project.
pub(crate) fn account(project: ProjectId, currency: Currency) -> Account {
    Account::new(Chart::Budget, derived::<Owner>(&["purse", &project.to_string()]).uuid(), currency)
}

/// Where a purse is filled from, and what it does not spend goes back to.
pub(super) fn source(tenant: kernel::TenantId, currency: Currency) -> Account {
    Account::new(Chart::EscrowFree, tenant.uuid(), currency)
}

/// Fills a purse for the tasks that are offered together.
pub(super) fn fill(tenant: kernel::TenantId, project: ProjectId, amount: Money, id: TransferId, now: Ts) -> Transfer {
    let (debit, credit) = (source(tenant, amount.currency), account(project, amount.currency));
    let act = Act::Post { debit, credit, amount };
    Transfer { id, act, kind: "budget.reserve", ref_kind: "project", ref_id: project.uuid(), effective_at: now, corrects: None }
}

/// The task's price leaves the purse, for where it is paid out from.
pub(super) fn pay(row: &BudgetRow, price: Money) -> Act {
    let credit = Account::new(Chart::Budget, row.project_id.uuid(), price.currency);
    Act::Post { debit: account(row.project_id, price.currency), credit, amount: price }
}

/// So much of what was set aside for the task is free again. Errors: the row's currency is none.
pub(super) fn back(row: &BudgetRow, minor: i64) -> Result<Act> {
    let amount = row.money(minor)?;
    let (debit, credit) = (account(row.project_id, amount.currency), source(row.tenant_id, amount.currency));
    Ok(Act::Post { debit, credit, amount })
}

/// See `market::expire`.
pub(crate) fn expire(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<usize> {
    let forgotten = store::forgotten(c, now.minus(service::RESERVED_FOR), limit)?;
    forgotten.iter().try_for_each(|row| service::free(c, row, now))?;
    Ok(forgotten.len())
}

/// Frees everything forgotten, some in each transaction.
pub(crate) async fn sweep(app: std::sync::Arc<http::App>) -> Result<()> {
    let now = app.clock.now();
    while app.db.write(kernel::Scope::Platform, move |c| expire(c, now, CHUNK)).await? > 0 {}
    Ok(())
}

/// See `market::unequal_purses`.
pub(crate) fn unequal(c: &mut Conn<'_>) -> db::Result<Vec<String>> {
    let mut claims: HashMap<Account, i64> = HashMap::new();
    for (project, currency, minor) in store::claims(c)? {
        claims.insert(account(project, currency.parse()?), minor);
    }
    let mut purses: HashMap<Account, Uuid> = HashMap::new();
    for project in projects::all(c, None)? {
        purses.insert(account(project.id, project.price.currency), project.id.uuid());
    }
    let mut wrong = Vec::new();
    let all: Vec<Account> = purses.keys().copied().collect();
    for (purse, held) in all.iter().zip(ledger::balances(c, &all)?) {
        let (claimed, held) = (claims.remove(purse).unwrap_or(0), held.net());
        if claimed != held {
            let project = purses.get(purse).copied().unwrap_or_default();
            wrong.push(format!("project {project}: tasks may take {claimed} of a purse that holds {held}"));
        }
    }
    wrong.extend(claims.into_iter().map(|(purse, claimed)| format!("tasks may take {claimed} of an unknown purse {purse:?}")));
    Ok(wrong)
}
