//! Capacity orders: conversations an hour, reserved peak minutes, and a budget that pays for nothing else. Pure types.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{Code, Error, Money, Result, TenantId, Ts};

use crate::{CURRENCY, OrderId, ProjectId};

/// Largest budget of one order, minor units.
const BUDGET_MAX: i64 = 10_000_000_000;
const HOURLY_MAX: i64 = 1_000_000;
const STANDBY_MAX: i64 = 10_000_000;

db::text_enum! {
    /// Where an order stands.
    pub enum OrderState {
        /// Its money is set aside; it has not begun.
        Reserved = "reserved",
        /// Its budget pays.
        Live = "live",
        /// Over; what was not spent is back in escrow.
        Closed = "closed",
        Canceled = "canceled",
    }
}

/// An order as stored. Its budget is the account 2015 of its id.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::capacity_order)]
pub struct OrderRow {
    pub tenant_id: TenantId,
    pub id: OrderId,
    pub project_id: ProjectId,
    /// Conversations an hour at all times.
    pub base_per_hour: i64,
    /// … and at peak.
    pub burst_per_hour: i64,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub budget_minor: i64,
    pub currency: String,
    /// Reserved peak: worker minutes that are bought whether customers come or not.
    pub standby_minutes: i64,
    pub standby_from_at: Option<Ts>,
    pub standby_until_at: Option<Ts>,
    /// Pay of a standby minute, thousandths of a minor unit, as the tariff said when it was ordered.
    pub standby_milli: i64,
    /// Unspent money that went back to escrow.
    pub released_minor: i64,
    pub state: OrderState,
    pub created_at: Ts,
    pub changed_at: Ts,
}

impl OrderRow {
    /// What `minutes` of standby are worth at most.
    pub(crate) fn standby_pay(&self, seconds: i64) -> Result<i64> {
        crate::rules::minor(i128::from(self.standby_milli) * i128::from(seconds), 60_000)
    }
}

/// An order to be placed.
#[derive(Clone, Copy, Debug)]
pub struct NewOrder {
    pub project: ProjectId,
    pub base_per_hour: i64,
    pub burst_per_hour: i64,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub budget: Money,
    pub standby: Option<Peak>,
}

/// Reserved peak of an order.
#[derive(Clone, Copy, Debug)]
pub struct Peak {
    pub minutes: i64,
    pub from: Ts,
    pub until: Ts,
}

impl NewOrder {
    /// Errors: `invalid_field`, `currency_mismatch`.
    pub(crate) fn checked(self, now: Ts) -> Result<Self> {
        let out = |field: &str, why: String| Err(Error::field(field, "out_of_range", why));
        if self.budget.currency != CURRENCY {
            return Err(Error::new(Code::CurrencyMismatch, format!("budgets are kept in {}", CURRENCY.as_str())));
        }
        if !(1..=BUDGET_MAX).contains(&self.budget.minor) {
            return out("budget.minor", format!("1 to {BUDGET_MAX}"));
        }
        if !(1..=HOURLY_MAX).contains(&self.base_per_hour) {
            return out("base_per_hour", format!("1 to {HOURLY_MAX}"));
        }
        if !(self.base_per_hour..=HOURLY_MAX).contains(&self.burst_per_hour) {
            return out("burst_per_hour", format!("from the base to {HOURLY_MAX}"));
        }
        if self.ends_at <= self.starts_at || self.ends_at <= now {
            return out("ends_at", "after the start, and not over yet".to_owned());
        }
        if let Some(peak) = self.standby {
            if !(1..=STANDBY_MAX).contains(&peak.minutes) {
                return out("standby.minutes", format!("1 to {STANDBY_MAX}"));
            }
            if peak.from < self.starts_at || peak.until > self.ends_at || peak.until <= peak.from {
                return out("standby.from", "within the order".to_owned());
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_checked() {
        let at = |n: i64| Ts::from_micros(n * 60_000_000);
        let sound = NewOrder {
            project: ProjectId::from_u128(1),
            base_per_hour: 10,
            burst_per_hour: 60,
            starts_at: at(10),
            ends_at: at(100),
            budget: Money::new(5000, CURRENCY),
            standby: Some(Peak { minutes: 60, from: at(20), until: at(50) }),
        };
        assert!(sound.checked(at(0)).is_ok());
        for (bad, field) in [
            (NewOrder { budget: Money::new(0, CURRENCY), ..sound }, "budget.minor"),
            (NewOrder { burst_per_hour: 9, ..sound }, "burst_per_hour"),
            (NewOrder { base_per_hour: 0, ..sound }, "base_per_hour"),
            (NewOrder { ends_at: at(10), ..sound }, "ends_at"),
            (NewOrder { standby: Some(Peak { minutes: 60, from: at(5), until: at(50) }), ..sound }, "standby.from"),
            (NewOrder { standby: Some(Peak { minutes: 0, from: at(20), until: at(50) }), ..sound }, "standby.minutes"),
        ] {
            assert_eq!(bad.checked(at(0)).unwrap_err().fields[0].field, field);
        }
        assert!(sound.checked(at(100)).is_err());
    }
}
