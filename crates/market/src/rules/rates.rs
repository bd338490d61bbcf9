//! What work is worth: rates per piece, step and minute in thousandths of a minor unit. Pure.

use kernel::{Code, Currency, Error, Result};
use serde::{Deserialize, Serialize};

use super::{Day, Rule, minor, same};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    Piece,
    Step,
    Minute,
}

/// A rate. `milli` is thousandths of a minor unit, so that 0.005 yuan a minute is exact.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    pub kind: String,
    pub per: Per,
    pub milli: i64,
}

/// Work of one kind. Minutes are counted in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    pub kind: String,
    pub per: Per,
    pub count: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tariffs {
    pub currency: Currency,
    /// When the people it concerns were told.
    pub announced: Day,
    /// A worse tariff is announced so many days before.
    pub notice_days: i64,
    pub rate: Vec<Rate>,
}

impl Tariffs {
    fn rate(&self, kind: &str, per: Per) -> Option<i64> {
        self.rate.iter().find(|r| r.kind == kind && r.per == per).map(|r| r.milli)
    }

    /// Minor units for all of `work`, rounded half to even once. Errors: `policy_missing` for work without a rate.
    pub fn pay(&self, work: &[Work]) -> Result<i64> {
        let mut exact: i128 = 0;
        for line in work {
            let missing =
                || Error::new(Code::PolicyMissing, format!("the tariff has no rate for {} per {:?}", line.kind, line.per));
            let rate = i128::from(self.rate(&line.kind, line.per).ok_or_else(missing)?);
            // A minute has sixty of what the others have one of.
            exact += rate * i128::from(line.count) * if line.per == Per::Minute { 1 } else { 60 };
        }
        minor(exact, 60_000)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TariffVector {
    work: Vec<Work>,
    minor: i64,
}

impl Rule for Tariffs {
    const KIND: &'static str = "payout";
    type Vector = TariffVector;

    fn sane(&self) -> std::result::Result<(), String> {
        for (n, rate) in self.rate.iter().enumerate() {
            if rate.milli <= 0 {
                return Err(format!("rate[{n}].milli: must be above zero"));
            }
            if self.rate.iter().take(n).any(|r| r.kind == rate.kind && r.per == rate.per) {
                return Err(format!("rate[{n}]: {} per {:?} is priced twice", rate.kind, rate.per));
            }
        }
        if self.rate.is_empty() { Err("rate: at least one is needed".to_owned()) } else { Ok(()) }
    }

    fn prove(&self, vector: &TariffVector) -> std::result::Result<(), String> {
        same("minor", &vector.minor, &self.pay(&vector.work).map_err(|e| e.detail)?)
    }

    fn follows(&self, before: &Self, from: Day) -> std::result::Result<(), String> {
        if self.currency != before.currency {
            return Err("currency: a tariff keeps its currency".to_owned());
        }
        let worse = before.rate.iter().find(|old| self.rate(&old.kind, old.per).is_none_or(|new| new < old.milli));
        let notice = from.0 - self.announced.0;
        match worse {
            Some(rate) if notice < self.notice_days.max(before.notice_days) => Err(format!(
                "announced: {} per {:?} becomes worse with {notice} days' notice, not {}",
                rate.kind,
                rate.per,
                self.notice_days.max(before.notice_days)
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;

    use super::*;
    use crate::rules::Dated;

    const FILE: &str = include_str!("../../../../policies/payout/tariff.toml");

    #[test]
    fn a_worse_tariff_needs_notice() {
        let rule = Policy::<Dated<Tariffs>>::parse("tariff", FILE.as_bytes()).unwrap().value.last().unwrap().rule.clone();
        let change = |by: i64, announced: &str| {
            let mut next = rule.clone();
            next.rate[0].milli += by;
            next.announced = announced.parse().unwrap();
            next.follows(&rule, "2026-12-31".parse().unwrap())
        };
        assert!(change(1, "2026-12-30").is_ok());
        assert!(change(-1, "2026-12-01").is_ok());
        assert!(change(-1, "2026-12-02").unwrap_err().contains("29 days' notice, not 30"));
        let mut gone = rule.clone();
        gone.rate.remove(0);
        assert!(gone.follows(&rule, rule.announced).unwrap_err().contains("announced"));
    }

    #[test]
    fn work_without_a_rate_is_refused_and_minutes_are_exact() {
        let rule = Policy::<Dated<Tariffs>>::parse("tariff", FILE.as_bytes()).unwrap().value;
        let pay = |kind: &str, per, count| rule.last().unwrap().rule.pay(&[Work { kind: kind.to_owned(), per, count }]);
        assert_eq!(pay("nothing", Per::Piece, 1).unwrap_err().code, Code::PolicyMissing);
        assert_eq!(pay("chat", Per::Piece, i64::MAX).unwrap_err().code, Code::AmountTooLarge);
        assert_eq!(pay("echo", Per::Minute, 119).unwrap(), 1);
    }
}
