//! Penalties are held, capped and never anybody's income; what was overpaid is taken back slowly. Pure.

use kernel::Result;
use serde::Deserialize;

use super::{Rule, UNIT, minor, same};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    /// Of the pay of the piece it is about.
    pub piece_cap_bp: i64,
    /// Of all pay of the period, for all penalties together.
    pub period_cap_bp: i64,
    pub appeal_days: i64,
    /// Of a period's net that may be taken to recover what was overpaid.
    pub clawback_cap_bp: i64,
    /// How long after a piece its enterprise may reject it.
    pub rejection_hours: i64,
    /// Rejections of a day below which nothing is called a flood.
    pub guard_least: i64,
    /// Share of a day's pieces above which rejections go to a judge at once …
    pub guard_bp: i64,
    /// … and so many deviations above the enterprise's own mean.
    pub guard_sigma: i64,
    /// Share of judged rejections overturned above which an enterprise no longer rejects by itself.
    pub overturned_bp: i64,
    pub overturned_least: i64,
    /// Interest on held pay that is given back, basis points a day.
    pub interest_bp_day: i64,
}

fn part(of: i64, bp: i64) -> Result<i64> {
    minor(i128::from(of.max(0)) * i128::from(bp), i128::from(UNIT))
}

impl Penalty {
    /// How much of a proposed penalty may be held: never more than the caps leave.
    pub fn hold(&self, proposed: i64, piece_pay: i64, period_pay: i64, held_before: i64) -> Result<i64> {
        let piece = part(piece_pay, self.piece_cap_bp)?;
        let period = (part(period_pay, self.period_cap_bp)? - held_before).max(0);
        Ok(proposed.max(0).min(piece).min(period))
    }

    /// How much of a debt may be recovered from a period: at most the cap, and never below the minimum pay.
    pub fn recover(&self, debt: i64, net: i64, minimum: i64) -> Result<i64> {
        Ok(debt.min(part(net, self.clawback_cap_bp)?).min(net - minimum).max(0))
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, tag = "what", rename_all = "snake_case")]
pub enum PenaltyVector {
    Hold { proposed: i64, piece_pay: i64, period_pay: i64, held_before: i64, held: i64 },
    Recover { debt: i64, net: i64, minimum: i64, recovered: i64 },
}

impl Rule for Penalty {
    const KIND: &'static str = "payout";
    type Vector = PenaltyVector;

    fn sane(&self) -> std::result::Result<(), String> {
        let caps = [
            ("piece_cap_bp", self.piece_cap_bp, UNIT),
            ("period_cap_bp", self.period_cap_bp, UNIT / 2),
            ("clawback_cap_bp", self.clawback_cap_bp, UNIT / 2),
            ("rejection_hours", self.rejection_hours, 72),
            ("guard_bp", self.guard_bp, UNIT),
            ("guard_sigma", self.guard_sigma, 10),
            ("overturned_bp", self.overturned_bp, UNIT),
            ("interest_bp_day", self.interest_bp_day, 100),
        ];
        if let Some((key, _, most)) = caps.iter().find(|(_, bp, most)| !(0..=*most).contains(bp)) {
            return Err(format!("{key}: between 0 and {most}"));
        }
        if self.appeal_days < 14 { Err("appeal_days: at least 14".to_owned()) } else { Ok(()) }
    }

    fn prove(&self, vector: &PenaltyVector) -> std::result::Result<(), String> {
        match *vector {
            PenaltyVector::Hold { proposed, piece_pay, period_pay, held_before, held } => {
                same("held", &held, &self.hold(proposed, piece_pay, period_pay, held_before).map_err(|e| e.detail)?)
            }
            PenaltyVector::Recover { debt, net, minimum, recovered } => {
                same("recovered", &recovered, &self.recover(debt, net, minimum).map_err(|e| e.detail)?)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;
    use proptest::prelude::*;

    use super::*;
    use crate::rules::Dated;

    fn rule() -> Penalty {
        let file = include_bytes!("../../../../policies/payout/penalty.toml");
        Policy::<Dated<Penalty>>::parse("penalty", file).unwrap().value.last().unwrap().rule.clone()
    }

    #[test]
    fn caps_hold_however_much_is_asked() {
        let rule = rule();
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(crate::cases(1000)));
        let money = 0_i64..1_000_000;
        let drawn = (money.clone(), money.clone(), money.clone(), money);
        runner
            .run(&drawn, |(a, b, c, d)| {
                let held = rule.hold(a, b, c, d).unwrap();
                prop_assert!(held >= 0 && held <= a && held <= b);
                prop_assert!(held == 0 || held + d <= c);
                let back = rule.recover(a, b, c).unwrap();
                prop_assert!(back >= 0 && back <= a && (back == 0 || b - back >= c));
                Ok(())
            })
            .unwrap();
    }
}
