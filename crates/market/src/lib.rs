//! Funded demand: enterprises' projects with their prices, prepaid escrow, and money set aside per task.
//!
//! Invariants: no task is offered whose price is not reserved; a task keeps the price and fee at which it was reserved;
//! work that was done is paid even when the reservation is gone. `dispatch` reserves and frees, `payout` settles; the
//! money itself is in `ledger`. Rows belong to the enterprise's tenant.

mod budget;
mod escrow;
mod project;
mod schema;
mod tariff;

use std::collections::HashMap;

use db::Conn;
use http::{PolicyFiles, Routes};
use kernel::{Actor, Error, Id, Money, Scope, TenantId, Ts, policy::Policy};
use uuid::Uuid;

pub use budget::{BudgetState, FundedTask, Settled};
pub use escrow::{CURRENCY, DepositEntity, DepositId, Escrow, http::DepositView};
pub use project::{Channel, NewProject, Project, ProjectChange, ProjectState, normal_origin};
pub use tariff::{Share, Tariff, UNIT_BP, divide};

kernel::nouns! {
    /// Work that an enterprise asks for.
    ProjectEntity => ProjectId,
}

/// How browsers reach us, e.g. `https://tidecrew.example`; an extra of the application. Without it snippets use the
/// address of the request.
#[derive(Clone, Debug)]
pub struct PublicOrigin(pub String);

/// Takes `policies/payout/base.toml` as the tariff's version. Run at every start.
pub fn seed(c: &mut Conn<'_>, files: &PolicyFiles, now: Ts) -> db::Result<()> {
    let bytes = files.get("payout/base.toml")?;
    Policy::<Tariff>::parse("base", bytes)?;
    audit::policy::seed(c, "payout", Scope::Platform, "base", bytes, now)?;
    Ok(())
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

/// Frees what was set aside for a task that is not served. Does nothing when nothing is, or when it was settled.
pub fn void(c: &mut Conn<'_>, project: ProjectId, task: Uuid, now: Ts) -> db::Result<()> {
    budget::service::void(c, project, task, now)
}

/// Moves a finished task's price into the project's budget, from where it is paid out. Repeating it changes nothing.
/// When the reservation is gone it is taken from free escrow, and where that is not enough, from the platform.
pub fn settle(c: &mut Conn<'_>, project: ProjectId, task: Uuid, now: Ts) -> db::Result<Settled> {
    budget::service::settle(c, project, task, now)
}

/// What a task costs its enterprise; `None` while nothing is set aside for it.
pub fn cost_of(c: &mut Conn<'_>, tenant: TenantId, task: Uuid) -> db::Result<Option<Money>> {
    let row = budget::store::get(c, tenant, Id::from_uuid(task))?;
    Ok(row.filter(|r| r.state != BudgetState::Voided).map(|r| r.price()).transpose()?)
}

pub fn routes() -> Routes {
    Routes::new("market").merge(project::http::routes()).merge(escrow::http::routes())
}
