//! Rates of a project from a day on: per piece, per standard step and per minute. A worse rate is announced before. Pure.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::time::Duration;

use kernel::{Currency, Error, Money, Result, TenantId, Ts};

use crate::{ProjectId, rules::rates::Tariffs, tariff::Tariff};

kernel::nouns! {
    /// Rates of a project from an instant on.
    RateEntity => RateId,
}

/// Highest rate per step or minute, thousandths of a minor unit.
const MILLI_MAX: i64 = 100_000_000;

/// Rates as stored.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::project_rate)]
pub(crate) struct RateRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: RateId,
    pub(crate) project_id: ProjectId,
    pub(crate) effective_at: Ts,
    pub(crate) price_minor: i64,
    pub(crate) step_milli: i64,
    pub(crate) minute_milli: i64,
    pub(crate) most_minor: i64,
    /// 1 once the project's price follows it.
    pub(crate) applied: i64,
    pub(crate) created_at: Ts,
}

/// What a piece, a step and a minute cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rates {
    pub(crate) price: Money,
    pub(crate) step_milli: i64,
    pub(crate) minute_milli: i64,
    /// The most that a piece with its steps and minutes costs.
    pub(crate) most: Money,
}

impl Rates {
    pub(crate) const fn flat(price: Money) -> Self {
        Self { price, step_milli: 0, minute_milli: 0, most: price }
    }

    /// The row that holds, or the price alone where none does.
    pub(crate) const fn of(price: Money, row: Option<&RateRow>) -> Self {
        let Some(row) = row else { return Self::flat(price) };
        Self {
            price: Money::new(row.price_minor, price.currency),
            step_milli: row.step_milli,
            minute_milli: row.minute_milli,
            most: Money::new(row.most_minor, price.currency),
        }
    }

    /// Whether somebody may earn less by these than by `before`.
    pub(crate) const fn worse_than(&self, before: &Self) -> bool {
        self.price.minor < before.price.minor
            || self.step_milli < before.step_milli
            || self.minute_milli < before.minute_milli
            || self.most.minor < before.most.minor
    }

    /// Errors: `invalid_field` naming what is out of range.
    pub(crate) fn checked(self, tariff: &Tariff) -> Result<Self> {
        let out = |field: &str, detail: String| Error::field(field, "out_of_range", detail);
        if [self.price.currency, self.most.currency] != [Currency::CNY; 2] {
            return Err(Error::field("price.currency", "invalid", "only CNY is settled at present"));
        }
        if !(tariff.price_min..=tariff.price_max).contains(&self.price.minor) {
            return Err(out("price.minor", format!("{} to {}", tariff.price_min, tariff.price_max)));
        }
        if !(self.price.minor..=tariff.price_max).contains(&self.most.minor) {
            return Err(out("most.minor", format!("from the price to {}", tariff.price_max)));
        }
        for (field, milli) in [("step_milli", self.step_milli), ("minute_milli", self.minute_milli)] {
            if !(0..=MILLI_MAX).contains(&milli) {
                return Err(out(field, format!("0 to {MILLI_MAX}")));
            }
        }
        Ok(self)
    }
}

/// From when on `next` may hold. Errors: `invalid_field` for a worse rate without notice, or for the past.
pub(crate) fn announced(next: &Rates, before: &Rates, rules: &Tariffs, from: Ts, now: Ts) -> Result<()> {
    if from < now {
        return Err(Error::field("effective_from", "out_of_range", "rates hold from now on, or later"));
    }
    let days = u64::try_from(rules.notice_days).unwrap_or(0);
    if next.worse_than(before) && from < now.plus(Duration::from_secs(days * 86_400)) {
        let why = format!("people may earn less by these: they are announced {days} days before");
        return Err(Error::field("effective_from", "out_of_range", why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;

    use super::*;
    use crate::rules::Dated;

    #[test]
    fn a_worse_rate_is_announced_a_month_before_and_a_better_one_holds_at_once() {
        let file = include_bytes!("../../../../policies/payout/tariff.toml");
        let rules = Policy::<Dated<Tariffs>>::parse("tariff", file).unwrap().value.last().unwrap().rule.clone();
        let cny = |minor| Money::new(minor, Currency::CNY);
        let before = Rates { step_milli: 500, most: cny(300), ..Rates::flat(cny(100)) };
        let (now, month) = (Ts::default(), Ts::default().plus(Duration::from_secs(30 * 86_400)));
        let said = |next: &Rates, from| announced(next, &before, &rules, from, now).is_ok();
        assert!(said(&Rates { price: cny(101), ..before }, now));
        for worse in [Rates { price: cny(99), ..before }, Rates { step_milli: 499, ..before }, Rates { most: cny(299), ..before }]
        {
            assert!(!said(&worse, now) && said(&worse, month), "{worse:?}");
        }
        assert!(!said(&before, now.minus(Duration::from_secs(1))));
    }
}
