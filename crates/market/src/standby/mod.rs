//! Standby: reserved peak minutes that a worker books and is paid for when they are there, whether customers come or not.
//! Pure types; `dispatch` shows and books them, `payout` pays them.

pub(crate) mod service;
pub(crate) mod store;

use kernel::{AccountId, TenantId, Ts};

use crate::{OrderId, ProjectId, StandbyId};

db::text_enum! {
    /// Where a booking stands.
    pub enum StandbyState { Booked = "booked", Paid = "paid", Canceled = "canceled" }
}

/// A booking as stored.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::standby)]
pub struct StandbyRow {
    pub tenant_id: TenantId,
    pub id: StandbyId,
    pub order_id: OrderId,
    pub project_id: ProjectId,
    pub worker_id: AccountId,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub state: StandbyState,
    /// Set aside from the order's budget.
    pub most_minor: i64,
    /// Pay of a minute, thousandths of a minor unit.
    pub milli: i64,
    /// Seconds that were paid.
    pub paid_seconds: i64,
    pub created_at: Ts,
    pub changed_at: Ts,
}

/// Peak minutes that can be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenStandby {
    pub order: OrderId,
    pub project: ProjectId,
    pub tenant: TenantId,
    pub from: Ts,
    pub until: Ts,
    pub left_minutes: i64,
    pub milli: i64,
}
