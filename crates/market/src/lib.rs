//! Funded demand: enterprises' projects with their rates, prepaid escrow, capacity orders, surges, and money set aside per
//! task.
//!
//! Invariants: no task is offered whose price is not reserved; a task keeps the terms at which it was reserved, price,
//! surge and floor; a surge is promised from a filled pool only; a live order's budget pays for its project's work and
//! nothing else; rates by which people may earn less are announced; work that was done is paid even when the reservation
//! is gone. `dispatch` reserves and frees, `payout` settles; the
//! money itself is in `ledger`. Rows belong to the enterprise's tenant.

mod budget;
mod credit;
mod escrow;
mod invoice;
mod order;
mod project;
mod rate;
mod refund;
pub mod rules;
mod schema;
mod standby;
mod surge;
mod tariff;

use std::{collections::HashMap, time::Duration};

use db::Conn;
use http::{Job, PolicyFiles, Routes, Schedule};
use kernel::{AccountId, Actor, Error, Id, Money, Scope, TenantId, Ts, policy::Policy};
use uuid::Uuid;

pub use budget::{BudgetState, FundedTask, Settled, Terms, Work, many::Funded};
pub use escrow::{CURRENCY, DepositEntity, DepositId, Escrow, http::DepositView};
pub use order::{NewOrder, OrderRow, OrderState, Peak};
pub use project::{Channel, NewProject, Project, ProjectChange, ProjectState, normal_origin};
pub use standby::{OpenStandby, StandbyRow, StandbyState};
pub use surge::NewSurge;
pub use tariff::{Share, Tariff, UNIT_BP, divide};

kernel::nouns! {
    /// Work that an enterprise asks for.
    ProjectEntity => ProjectId,
    /// Capacity that an enterprise ordered.
    OrderEntity => OrderId,
    /// A surge and its pool.
    PoolEntity => PoolId,
    /// Reserved peak minutes that a worker booked.
    StandbyEntity => StandbyId,
}

/// How browsers reach us, e.g. `https://tidecrew.example`; an extra of the application. Without it snippets use the
/// address of the request.
#[derive(Clone, Debug)]
pub struct PublicOrigin(pub String);

/// Takes the rules that are locked at offers as versions: `policies/payout/{base,tariff,surge,floor}.toml`. Run at every
/// start.
pub fn seed(c: &mut Conn<'_>, files: &PolicyFiles, now: Ts) -> db::Result<()> {
    let bytes = files.get("payout/base.toml")?;
    Policy::<Tariff>::parse("base", bytes)?;
    audit::policy::seed(c, "payout", Scope::Platform, "base", bytes, now)?;
    rules::seed::<rules::rates::Tariffs>(c, files, "tariff", now)?;
    rules::seed::<rules::surge::Surge>(c, files, "surge", now)?;
    rules::seed::<rules::floor::Floor>(c, files, "floor", now)
}

/// Any tenant's project: the caller decides what of it to show. Errors: `not_found`.
pub fn project(c: &mut Conn<'_>, id: ProjectId) -> db::Result<Project> {
    Ok(project::store::anywhere(c, id)?.ok_or_else(|| Error::not_found("the project"))?)
}

/// Any tenant's project, if there is one: for those who have not said who they are.
pub fn find_project(c: &mut Conn<'_>, id: ProjectId) -> db::Result<Option<Project>> {
    project::store::anywhere(c, id)
}

/// A tenant's project; another tenant's is `not_found`.
pub fn project_of(c: &mut Conn<'_>, tenant: TenantId, id: ProjectId) -> db::Result<Project> {
    Ok(project::store::get(c, tenant, id)?.ok_or_else(|| Error::not_found("the project"))?)
}

/// The project whose widget bears `token`.
pub fn project_by_widget(c: &mut Conn<'_>, token: &str) -> db::Result<Option<Project>> {
    project::store::by_widget(c, token)
}

/// Every project of a tenant, or of all, oldest first.
pub fn projects(c: &mut Conn<'_>, tenant: Option<TenantId>) -> db::Result<Vec<Project>> {
    project::store::all(c, tenant)
}

/// Names of projects, for people who serve them.
pub fn names(c: &mut Conn<'_>, ids: &[ProjectId]) -> db::Result<HashMap<ProjectId, String>> {
    Ok(project::store::by_ids(c, ids)?.into_iter().map(|p| (p.id, p.name)).collect())
}

/// Makes a project without asking for permission: for seeding. Errors: `invalid_field`, `policy_missing`.
pub fn create_project(
    c: &mut Conn<'_>,
    tenant: TenantId,
    actor: Option<&Actor>,
    new: NewProject,
    now: Ts,
) -> db::Result<Project> {
    project::service::make(c, tenant, actor, new, now)
}

/// Books a prepayment without asking for permission: for seeding. Errors: `invalid_field`, `currency_mismatch`.
pub fn deposit(
    c: &mut Conn<'_>,
    tenant: TenantId,
    actor: Option<&Actor>,
    amount: Money,
    reference: &str,
    now: Ts,
) -> db::Result<DepositView> {
    escrow::service::book(c, tenant, actor, amount, reference, now)
}

/// Where an enterprise's money is.
pub fn escrow(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Escrow> {
    escrow::service::read(c, tenant)
}

/// Sets a task's price aside in the enterprise's escrow. `false`, with nothing written, when that does not hold enough.
/// Repeating it for the same task reserves once; after [`void`] it reserves anew.
pub fn reserve(c: &mut Conn<'_>, project: ProjectId, task: Uuid, now: Ts) -> db::Result<bool> {
    budget::service::reserve(c, project, task, now)
}

/// Sets the prices of many tasks aside, with a few statements for all of them: each as [`reserve`] would, and with what it is
/// paid by then. `None` for one whose enterprise does not hold enough; a task that fails leaves the others alone.
pub fn reserve_all(c: &mut Conn<'_>, tasks: &[(ProjectId, Uuid)], now: Ts) -> db::Result<Vec<kernel::Result<Option<Funded>>>> {
    budget::many::reserve(c, tasks, now)
}

/// Frees what was set aside for a task that is not served. Does nothing when nothing is, or when it was settled.
pub fn void(c: &mut Conn<'_>, project: ProjectId, task: Uuid, now: Ts) -> db::Result<()> {
    budget::service::void(c, project, task, now)
}

/// Moves what a finished task's work came to into the project's budget, from where it is paid out, and frees its surge in
/// the pool. Repeating it changes nothing. When the reservation is gone it is taken from free escrow, and where that is not
/// enough, from the platform.
pub fn settle(c: &mut Conn<'_>, project: ProjectId, task: Uuid, work: &Work, now: Ts) -> db::Result<Settled> {
    budget::service::settle(c, project, task, work, now)
}

/// Settles many finished tasks, each once named, with a few statements for all of them: each as [`settle`] would. One that
/// fails fails the call.
pub fn settle_all(c: &mut Conn<'_>, tasks: &[(ProjectId, Uuid, Work)], now: Ts) -> db::Result<Vec<Settled>> {
    budget::many::settle(c, tasks, now)
}

/// What a task costs its enterprise; `None` while nothing is set aside for it.
pub fn cost_of(c: &mut Conn<'_>, tenant: TenantId, task: Uuid) -> db::Result<Option<Money>> {
    let row = budget::store::get(c, tenant, Id::from_uuid(task))?;
    Ok(row.filter(|r| r.state != BudgetState::Voided).map(|r| r.cost()).transpose()?)
}

/// What a task is paid by: as locked when its money was set aside, else as it would be now.
pub fn terms_of(c: &mut Conn<'_>, project: ProjectId, task: Uuid, now: Ts) -> db::Result<Terms> {
    let project = self::project(c, project)?;
    let row = budget::store::get(c, project.tenant_id, Id::from_uuid(task))?;
    match row.filter(|r| r.state != BudgetState::Voided) {
        Some(row) => Ok(row.terms()?),
        None => Ok(budget::service::terms(c, &project, now)?.0),
    }
}

/// Opens a surge without asking for permission: for seeding. Errors: `invalid_field`, `insufficient_funds`.
pub fn open_surge(c: &mut Conn<'_>, tenant: TenantId, new: NewSurge, now: Ts) -> db::Result<PoolId> {
    Ok(surge::service::make(c, tenant, None, new, now)?.id)
}

/// Places an order without asking for permission: for seeding. Errors: `invalid_field`, `insufficient_funds`.
pub fn place_order(c: &mut Conn<'_>, tenant: TenantId, new: NewOrder, now: Ts) -> db::Result<OrderId> {
    Ok(order::service::make(c, tenant, None, new, now)?.id)
}

/// Orders of a tenant, oldest first.
pub fn orders(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Vec<OrderRow>> {
    order::store::all(c, tenant)
}

/// Reserved peaks with minutes left, soonest first. `Scope::Platform`.
pub fn open_standby(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<OpenStandby>> {
    standby::service::open(c, now)
}

/// Books peak minutes for a worker who may serve the work. `Scope::Platform`.
///
/// Errors: `not_found`, `wrong_state`, `invalid_field`, `conflict`, `insufficient_funds`.
pub fn book_standby(c: &mut Conn<'_>, order: OrderId, worker: AccountId, from: Ts, until: Ts, now: Ts) -> db::Result<StandbyRow> {
    standby::service::book(c, order, worker, from, until, now)
}

/// Gives a booking back before it begins. Errors: `not_found`, `wrong_state`.
pub fn cancel_standby(c: &mut Conn<'_>, id: StandbyId, worker: AccountId, now: Ts) -> db::Result<()> {
    standby::service::cancel(c, id, worker, now)
}

/// Workers' bookings that end after `from`, soonest first.
pub fn standby_of(c: &mut Conn<'_>, workers: &[AccountId], from: Ts) -> db::Result<Vec<StandbyRow>> {
    standby::store::of_workers(c, workers, from)
}

/// Bookings whose time is over and that are not paid, oldest first.
pub fn standby_over(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<Vec<StandbyRow>> {
    standby::store::over(c, now, limit)
}

/// Pays seconds of a booking whose time is over from its order's budget; what was paid, minor units.
pub fn pay_standby(c: &mut Conn<'_>, row: &StandbyRow, seconds: i64, now: Ts) -> db::Result<i64> {
    standby::service::pay(c, row, seconds, now)
}

/// Tenants whose invoices and credit notes are not what the journal says. `Scope::Platform`.
pub fn unequal_invoices(c: &mut Conn<'_>) -> db::Result<Vec<String>> {
    invoice::service::unequal(c)
}

/// Projects whose purse is not the sum of what tasks may take of it. `Scope::Platform`.
pub fn unequal_purses(c: &mut Conn<'_>) -> db::Result<Vec<String>> {
    budget::purse::unequal(c)
}

/// Frees what nobody settled or freed for thirty days, of at most `limit` tasks; returns of how many. `Scope::Platform`.
pub fn expire(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<usize> {
    budget::purse::expire(c, now, limit)
}

pub fn routes() -> Routes {
    Routes::new("market")
        .merge(project::http::routes())
        .merge(rate::http::routes())
        .merge(surge::http::routes())
        .merge(order::http::routes())
        .merge(escrow::http::routes())
        .merge(credit::http::routes())
        .merge(refund::http::routes())
        .merge(invoice::http::routes())
}

pub fn jobs() -> Vec<Job> {
    vec![
        Job::new(rate::service::JOB, |app, _| rate::service::tick(app)),
        Job::new(surge::service::JOB, |app, _| surge::service::tick(app)),
        Job::new(order::service::JOB, |app, _| order::service::tick(app)),
        Job::new(invoice::service::JOB, |app, _| invoice::service::tick(app)),
        Job::new(budget::purse::JOB, |app, _| budget::purse::sweep(app)),
    ]
}

pub fn schedules() -> Vec<Schedule> {
    let every = Duration::from_secs(60);
    let often = [rate::service::JOB, surge::service::JOB, order::service::JOB];
    let mut all: Vec<Schedule> = often.into_iter().map(|queue| Schedule { queue, every }).collect();
    let hour = Duration::from_secs(3600);
    all.extend([invoice::service::JOB, budget::purse::JOB].map(|queue| Schedule { queue, every: hour }));
    all
}

/// Cases of a property test: `PROPTEST_CASES` where it is set, as nightly, else `few`.
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "how many cases a test draws is no configuration of the product")]
fn cases(few: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(few)
}
