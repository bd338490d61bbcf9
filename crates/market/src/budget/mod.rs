//! Money for tasks: reserved before work is offered, settled when it is done, freed when it is not. Pure types here.

pub(crate) mod many;
pub(crate) mod purse;
pub(crate) mod service;
pub(crate) mod store;
mod terms;

use kernel::{Currency, Id, Money, Result, TenantId, Ts};
use ledger::TransferId;

pub use terms::{Terms, Work};

use crate::{
    OrderId, PoolId, ProjectId,
    tariff::{Share, divide},
};

/// The task that money is set aside for; `dispatch` names it by its id.
#[derive(Debug)]
pub enum FundedTask {}
pub(crate) type FundedTaskId = Id<FundedTask>;

db::text_enum! {
    /// Where a task's money is.
    pub enum BudgetState {
        /// Set aside: in the project's purse, or reserved where it will be paid from.
        Reserved = "reserved",
        /// In the project's budget, or paid from there.
        Settled = "settled",
        /// Free again.
        Voided = "voided",
    }
}

/// A task's price and fee, locked when its money was reserved.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset)]
#[diesel(table_name = crate::schema::task_budget, primary_key(tenant_id, task_id), treat_none_as_null = true, treat_none_as_default_value = false)]
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
    pub(crate) step_milli: i64,
    pub(crate) minute_milli: i64,
    pub(crate) most_minor: i64,
    pub(crate) surge_bp: i64,
    pub(crate) surge_minor: i64,
    /// Where the surge is paid from.
    pub(crate) pool_id: Option<PoolId>,
    pub(crate) floor_hourly: i64,
    /// What the work came to, once it was done.
    pub(crate) charged_minor: Option<i64>,
    /// The capacity order that pays, if one does.
    pub(crate) order_id: Option<OrderId>,
    /// Its money lies in the project's purse, with that of other tasks, and not under a reservation of its own.
    pub(crate) is_shared: bool,
}

impl BudgetRow {
    pub(crate) fn money(&self, minor: i64) -> Result<Money> {
        Ok(Money::new(minor, self.currency.parse::<Currency>()?))
    }

    /// What the task costs: as charged once it is done, before that the price of the piece.
    pub(crate) fn cost(&self) -> Result<Money> {
        self.money(self.charged_minor.unwrap_or(self.price_minor))
    }

    pub(crate) fn terms(&self) -> Result<Terms> {
        Ok(Terms {
            price_minor: self.price_minor,
            step_milli: self.step_milli,
            minute_milli: self.minute_milli,
            most_minor: self.most_minor.max(self.price_minor),
            fee_bp: self.fee_bp,
            surge_bp: self.surge_bp,
            surge_minor: self.surge_minor,
            floor_hourly: self.floor_hourly,
            currency: self.currency.parse()?,
        })
    }
}

/// What a finished task may be paid from: its project's budget account holds exactly `price` for it, its pool the surge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    pub tenant: TenantId,
    pub project: ProjectId,
    /// What the work came to.
    pub price: Money,
    pub fee_bp: i64,
    pub terms: Terms,
    pub work: Work,
    pub pool: Option<PoolId>,
    /// The order that paid, if one did.
    pub order: Option<OrderId>,
}

impl Settled {
    pub fn share(&self) -> Result<Share> {
        divide(self.price, self.fee_bp)
    }
}
