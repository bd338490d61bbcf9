//! Surges of a project: more pay while people are missing, from a pool that its enterprise fills beforehand. Pure types.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{Error, Money, Result, TenantId, Ts};

use crate::{CURRENCY, PoolId, ProjectId};

db::text_enum! {
    /// Whether a surge still promises.
    #[schema(as = SurgeState)]
    pub(crate) enum PoolState { Open = "open", Ended = "ended" }
}

/// A surge as stored; its pool is the account 2050 of its id.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::surge_pool)]
pub(crate) struct PoolRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: PoolId,
    pub(crate) project_id: ProjectId,
    /// Forecast gap between demand and people, basis points of demand.
    pub(crate) gap_bp: i64,
    pub(crate) starts_at: Ts,
    pub(crate) ends_at: Ts,
    pub(crate) state: PoolState,
    pub(crate) funded_minor: i64,
    pub(crate) currency: String,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}

/// A surge to be opened.
#[derive(Clone, Copy, Debug)]
pub struct NewSurge {
    pub project: ProjectId,
    pub gap_bp: i64,
    pub starts_at: Ts,
    pub ends_at: Ts,
    /// What it may pay in all.
    pub amount: Money,
}

impl NewSurge {
    /// Errors: `invalid_field`, `currency_mismatch`.
    pub(crate) fn checked(self, window_minutes: i64) -> Result<Self> {
        let least = Ts::from_micros(self.starts_at.micros().saturating_add(window_minutes.saturating_mul(60_000_000)));
        if self.amount.currency != CURRENCY {
            return Err(Error::new(kernel::Code::CurrencyMismatch, format!("pools are kept in {}", CURRENCY.as_str())));
        }
        if !(1..=10_000_000_000).contains(&self.amount.minor) {
            return Err(Error::field("amount.minor", "out_of_range", "1 to 10000000000"));
        }
        if !(1..=1_000_000).contains(&self.gap_bp) {
            return Err(Error::field("gap_bp", "out_of_range", "1 to 1000000"));
        }
        if self.ends_at < least {
            return Err(Error::field("ends_at", "out_of_range", format!("a surge lasts at least {window_minutes} minutes")));
        }
        Ok(self)
    }
}
