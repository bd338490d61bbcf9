//! Offers: reservations of a task for one worker, with the reasons and a deadline.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use db::Json;
use diesel::prelude::*;
use kernel::{AccountId, Money, Reason, TenantId, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ReservationId, TaskId, core::Why, eligible::Price, schema, task::TaskRow};

db::text_enum! {
    /// Where an offer stands.
    pub enum ReservationState {
        Pending = "pending",
        Accepted = "accepted",
        Rejected = "rejected",
        Timeout = "timeout",
        /// Taken back because the worker left before answering.
        Rescinded = "rescinded",
        /// Taken back because the customer left.
        Canceled = "canceled",
    }
}

/// An offer as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = schema::reservation)]
pub struct ReservationRow {
    pub tenant_id: TenantId,
    pub id: ReservationId,
    pub task_id: TaskId,
    pub worker_id: AccountId,
    pub attempt: i64,
    pub state: ReservationState,
    pub offered_at: Ts,
    pub expires_at: Ts,
    pub ended_at: Option<Ts>,
    pub decline_reason: Option<String>,
    pub why: Json<Why>,
    pub policy_hash: String,
}

/// An offer as its worker sees it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct OfferView {
    pub id: ReservationId,
    pub task_id: TaskId,
    pub project_name: String,
    pub skill: String,
    pub expires_at: Ts,
    pub why: Vec<Reason>,
    /// What the worker earns for the piece itself, surge included.
    pub pay: Money,
    /// Price, surge and floor, locked with this offer: steps and minutes are paid besides, where they have a rate.
    pub terms: market::Terms,
}

impl OfferView {
    pub(crate) fn new(task: &TaskRow, made: &ReservationRow, price: Price) -> Self {
        Self {
            id: made.id,
            task_id: task.id,
            project_name: price.project_name,
            skill: task.skill.clone(),
            expires_at: made.expires_at,
            why: made.why.0.reasons(),
            pay: price.pay,
            terms: price.terms,
        }
    }
}
