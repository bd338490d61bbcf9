//! Reserving and settling for many tasks at once, in the caller's transaction: a few statements for all of them.

use std::collections::{HashMap, HashSet};

use db::Conn;
use kernel::{Code, Error, Money, Result, Ts};
use ledger::{Account, Transfer, TransferId};
use uuid::Uuid;

use super::{
    BudgetRow, BudgetState, FundedTaskId, Settled, Terms, Work, purse,
    service::{self, Quote},
    store,
};
use crate::{Project, ProjectId, order, project::store as projects, rate, surge};

/// A task whose money is set aside: the name of its project, and what it is paid by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funded {
    pub project_name: String,
    pub terms: Terms,
}

/// What is set aside already, and what projects pay.
struct Known {
    projects: HashMap<ProjectId, Project>,
    rows: HashMap<FundedTaskId, BudgetRow>,
    quotes: HashMap<ProjectId, Quote>,
    /// Projects with a surge: what it adds hangs on what it has promised before, so each of their tasks is quoted by itself.
    surging: HashSet<ProjectId>,
}

/// Chains of lines, and rows of tasks, each with the number of the chain that sets its price aside.
type Asked = (Vec<Vec<Transfer>>, Vec<(BudgetRow, usize)>);

/// What is put into a purse: the line, the number of its chain, and the sum of its tasks.
struct Fill {
    transfer: TransferId,
    chain: usize,
    minor: i64,
}

impl Known {
    fn read(c: &mut Conn<'_>, tasks: &[(ProjectId, Uuid)], now: Ts) -> db::Result<Self> {
        let (projects, rows) = held(c, tasks.iter().copied())?;
        let mut known = Self { projects, rows, quotes: HashMap::new(), surging: HashSet::new() };
        let asking: HashSet<ProjectId> =
            tasks.iter().filter(|(_, task)| known.held(*task).is_none()).map(|(project, _)| *project).collect();
        known.quote(c, &asking.into_iter().collect::<Vec<_>>(), now)?;
        Ok(known)
    }

    /// What is set aside for a task.
    fn held(&self, task: Uuid) -> Option<&BudgetRow> {
        self.rows.get(&FundedTaskId::from_uuid(task)).filter(|row| row.state != BudgetState::Voided)
    }

    /// The lines that set the prices of `tasks` aside, surging ones apart, and the row of each task with the number of its
    /// chain. What lies in a purse is one line for all of them that the escrow has enough for, in the order of `tasks`.
    fn asked(&self, c: &mut Conn<'_>, tasks: &[(ProjectId, Uuid)], now: Ts) -> db::Result<Asked> {
        let mut free = self.free(c)?;
        let (mut chains, mut rows): Asked = (Vec::new(), Vec::with_capacity(tasks.len()));
        let (mut fills, mut named) = (HashMap::<ProjectId, Fill>::new(), HashSet::new());
        for (id, task) in tasks.iter().filter(|(id, task)| self.held(*task).is_none() && !self.surging.contains(id)) {
            let Some((project, quote)) = self.projects.get(id).zip(self.quotes.get(id)) else { continue };
            if !named.insert(*task) {
                continue;
            }
            let seen = self.rows.get(&FundedTaskId::from_uuid(*task));
            if quote.order.is_some() {
                let (chain, row) = service::set_aside(project, quote, *task, seen, now);
                rows.push((row, chains.len()));
                chains.push(chain);
                continue;
            }
            let (amount, row) = (quote.terms.most_minor, service::promised(project, quote, *task, seen, now));
            let left = free.entry(purse::source(project.tenant_id, quote.terms.currency)).or_default();
            if *left < amount {
                continue;
            }
            *left -= amount;
            let fill = fills.entry(*id).or_insert_with(|| {
                chains.push(Vec::new());
                Fill { transfer: TransferId::at(now), chain: chains.len() - 1, minor: 0 }
            });
            fill.minor += amount;
            rows.push((BudgetRow { transfer_id: fill.transfer, ..row }, fill.chain));
        }
        for (id, fill) in fills {
            let Some((project, chain)) = self.projects.get(&id).zip(chains.get_mut(fill.chain)) else { continue };
            let amount = Money::new(fill.minor, project.price.currency);
            chain.push(purse::fill(project.tenant_id, id, amount, fill.transfer, now));
        }
        Ok((chains, rows))
    }

    /// What the escrows of those who ask hold free.
    fn free(&self, c: &mut Conn<'_>) -> db::Result<HashMap<Account, i64>> {
        let of = |project: &Project| purse::source(project.tenant_id, project.price.currency);
        let asking = self.quotes.keys().filter_map(|id| self.projects.get(id));
        let accounts: Vec<Account> = asking.map(of).collect::<HashSet<_>>().into_iter().collect();
        let held = ledger::balances(c, &accounts)?;
        Ok(accounts.into_iter().zip(held).map(|(account, balance)| (account, balance.free())).collect())
    }

    fn quote(&mut self, c: &mut Conn<'_>, ids: &[ProjectId], now: Ts) -> db::Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        self.surging = surge::store::with_open(c, ids, now)?;
        let (rates, orders) = (rate::store::all_at(c, ids, now)?, order::store::all_live(c, ids, now)?);
        let mut floors = HashMap::new();
        for project in ids.iter().filter_map(|id| self.projects.get(id)) {
            let mut terms = rate::service::plain(project, rate::Rates::of(project.price, rates.get(&project.id)));
            terms.floor_hourly = match floors.get(&terms.currency) {
                Some(floor) => *floor,
                None => rate::service::floor(c, terms.currency, now)?,
            };
            floors.insert(terms.currency, terms.floor_hourly);
            self.quotes.insert(project.id, Quote { terms, pool: None, order: orders.get(&project.id).copied() });
        }
        Ok(())
    }
}

/// The projects of tasks, and what is set aside for each task.
type Held = (HashMap<ProjectId, Project>, HashMap<FundedTaskId, BudgetRow>);

fn held(c: &mut Conn<'_>, tasks: impl Iterator<Item = (ProjectId, Uuid)>) -> db::Result<Held> {
    let (ids, named): (HashSet<ProjectId>, Vec<FundedTaskId>) =
        tasks.map(|(id, task)| (id, FundedTaskId::from_uuid(task))).unzip();
    let ids: Vec<ProjectId> = ids.into_iter().collect();
    let projects: HashMap<ProjectId, Project> = projects::by_ids(c, &ids)?.into_iter().map(|p| (p.id, p)).collect();
    let tenants: HashSet<_> = projects.values().map(|p| p.tenant_id).collect();
    let rows = store::of_tasks(c, &tenants.into_iter().collect::<Vec<_>>(), &named)?;
    Ok((projects, rows))
}

/// See `market::settle_all`.
pub(crate) fn settle(c: &mut Conn<'_>, tasks: &[(ProjectId, Uuid, Work)], now: Ts) -> db::Result<Vec<Settled>> {
    let (projects, rows) = held(c, tasks.iter().map(|(id, task, _)| (*id, *task)))?;
    let mut asked = Vec::with_capacity(tasks.len());
    for (id, task, work) in tasks {
        let row = rows.get(&FundedTaskId::from_uuid(*task)).filter(|row| row.state == BudgetState::Reserved);
        let Some((project, row)) = projects.get(id).zip(row) else { continue };
        let price = row.terms()?.price(work)?;
        let (chain, next) = service::settling(row, *task, price, now)?;
        asked.push((*task, chain, next, service::settled(project, Some(row), row.terms()?, price, work)));
    }
    let chains: Vec<&[Transfer]> = asked.iter().map(|(_, chain, ..)| chain.as_slice()).collect();
    let outcomes = ledger::post_all(c, &chains, now)?;
    let (mut settled, mut written) = (HashMap::new(), Vec::with_capacity(asked.len()));
    for ((task, _, next, told), outcome) in asked.into_iter().zip(outcomes) {
        if outcome.is_ok() {
            settled.insert(task, told);
            written.push(next);
        }
    }
    store::settle_all(c, &written)?;
    // Whose reservation is gone, or was settled before, is seen to by itself.
    let one = |(id, task, work): &(ProjectId, Uuid, Work)| match settled.remove(task) {
        Some(told) => Ok(told),
        None => service::settle(c, *id, *task, work, now),
    };
    tasks.iter().map(one).collect()
}

/// See `market::reserve_all`.
pub(crate) fn reserve(c: &mut Conn<'_>, tasks: &[(ProjectId, Uuid)], now: Ts) -> db::Result<Vec<Result<Option<Funded>>>> {
    let mut known = Known::read(c, tasks, now)?;
    let (chains, rows) = known.asked(c, tasks, now)?;
    let chains: Vec<&[Transfer]> = chains.iter().map(Vec::as_slice).collect();
    let outcomes = if chains.is_empty() { Vec::new() } else { ledger::post_all(c, &chains, now)? };
    let mut refused: HashMap<Uuid, Error> = HashMap::new();
    let mut fresh = Vec::with_capacity(rows.len());
    for (row, chain) in rows {
        match outcomes.get(chain) {
            Some(Ok(_)) => match known.rows.insert(row.task_id, row.clone()) {
                Some(seen) => store::replace(c, &seen, &row)?,
                None => fresh.push(row),
            },
            Some(Err(error)) if error.code == Code::InsufficientFunds => {}
            Some(Err(error)) => drop(refused.insert(row.task_id.uuid(), Error::new(error.code, error.detail.clone()))),
            None => return Err(Error::internal("money was set aside without a line").into()),
        }
    }
    if !fresh.is_empty() {
        store::insert_all(c, &fresh)?;
    }
    let surging = std::mem::take(&mut known.surging);
    for (id, task) in tasks.iter().filter(|(id, _)| surging.contains(id)) {
        if known.held(*task).is_some() {
            continue;
        }
        match c.nested(|c| service::reserve(c, *id, *task, now)) {
            Ok(_) => {
                let row = known.projects.get(id).map(|p| store::get(c, p.tenant_id, FundedTaskId::from_uuid(*task)));
                known.rows.extend(row.transpose()?.flatten().map(|row| (row.task_id, row)));
            }
            Err(db::Error::App(error)) => drop(refused.insert(*task, error)),
            Err(error) => return Err(error),
        }
    }
    let outcome = |(id, task): &(ProjectId, Uuid)| {
        let project = known.projects.get(id).ok_or_else(|| Error::not_found("the project"))?;
        if let Some(error) = refused.remove(task) {
            return Err(error);
        }
        let terms = known.held(*task).map(BudgetRow::terms).transpose()?;
        Ok(terms.map(|terms| Funded { project_name: project.name.clone(), terms }))
    };
    Ok(tasks.iter().map(outcome).collect())
}
