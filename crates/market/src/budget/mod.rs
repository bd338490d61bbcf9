//! Money for tasks: reserved before work is offered, settled when it is done, freed when it is not. Pure types here.

pub(crate) mod service;
pub(crate) mod store;

use kernel::{Currency, Id, Money, Result, TenantId, Ts};
use ledger::TransferId;

use crate::{
    ProjectId,
    tariff::{Share, divide},
};

/// The task that money is set aside for; `dispatch` names it by its id.
#[derive(Debug)]
pub enum FundedTask {}
pub(crate) type FundedTaskId = Id<FundedTask>;

db::text_enum! {
    /// Where a task's money is.
    pub enum BudgetState {
        /// In the enterprise's escrow, spoken for.
        Reserved = "reserved",
        /// In the project's budget, or paid from there.
        Settled = "settled",
        /// Free again.
        Voided = "voided",
    }
}

/// A task's price and fee, locked when its money was reserved.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::task_budget)]
pub(crate) struct BudgetRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) task_id: FundedTaskId,
    pub(crate) project_id: ProjectId,
    pub(crate) price_minor: i64,
    pub(crate) currency: String,
    pub(crate) fee_bp: i64,
    pub(crate) state: BudgetState,
    pub(crate) attempt: i64,
    pub(crate) transfer_id: TransferId,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}

impl BudgetRow {
    pub(crate) fn price(&self) -> Result<Money> {
        Ok(Money::new(self.price_minor, self.currency.parse::<Currency>()?))
    }
}

/// What a finished task may be paid from: its project's budget account holds exactly `price` for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    pub tenant: TenantId,
    pub project: ProjectId,
    pub price: Money,
    pub fee_bp: i64,
}

impl Settled {
    pub fn share(&self) -> Result<Share> {
        divide(self.price, self.fee_bp)
    }
}
