//! More pay while people are missing: bounded, in steps, and only as far as a pool was funded beforehand. Pure.

use kernel::Result;
use serde::Deserialize;

use super::{Rule, UNIT, minor, same};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surge {
    /// How much of the forecast gap becomes a surcharge; basis points.
    pub slope_bp: i64,
    pub step_bp: i64,
    /// Highest multiplier.
    pub cap_bp: i64,
    pub window_minutes: i64,
}

impl Surge {
    /// Multiplier for a forecast gap, both in basis points; whole steps, between 1.0 and the cap.
    pub fn multiplier(&self, gap_bp: i64) -> i64 {
        let more = i128::from(gap_bp.max(0)) * i128::from(self.slope_bp) / i128::from(UNIT * self.step_bp.max(1));
        let steps = i64::try_from(more).unwrap_or(i64::MAX).min((self.cap_bp - UNIT) / self.step_bp.max(1));
        UNIT + steps.max(0) * self.step_bp
    }

    /// The highest multiplier not above `wanted_bp` whose surcharge on `pay` the `pool` covers: what an offer may promise.
    pub fn funded(&self, wanted_bp: i64, pay: i64, pool: i64) -> Result<i64> {
        let mut bp = wanted_bp.min(self.cap_bp).max(UNIT);
        while bp > UNIT && award(pay, bp)? > pool {
            bp = (bp - self.step_bp).max(UNIT);
        }
        Ok(bp)
    }
}

/// The surcharge on `pay`, minor units.
pub fn award(pay: i64, multiplier_bp: i64) -> Result<i64> {
    minor(i128::from(pay) * i128::from(multiplier_bp - UNIT), i128::from(UNIT))
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurgeVector {
    gap_bp: i64,
    pay: i64,
    pool: i64,
    multiplier_bp: i64,
    award: i64,
}

impl Rule for Surge {
    const KIND: &'static str = "payout";
    type Vector = SurgeVector;

    fn sane(&self) -> std::result::Result<(), String> {
        if self.step_bp <= 0 || self.slope_bp < 0 || self.window_minutes <= 0 {
            return Err("step_bp: steps, slope and window are above zero".to_owned());
        }
        // Three times the price is a promise nobody has funded.
        if self.cap_bp < UNIT || self.cap_bp > 3 * UNIT { Err("cap_bp: between 10000 and 30000".to_owned()) } else { Ok(()) }
    }

    fn prove(&self, v: &SurgeVector) -> std::result::Result<(), String> {
        let bp = self.funded(self.multiplier(v.gap_bp), v.pay, v.pool).map_err(|e| e.detail)?;
        same("multiplier_bp", &v.multiplier_bp, &bp)?;
        same("award", &v.award, &award(v.pay, bp).map_err(|e| e.detail)?)
    }
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;
    use proptest::prelude::*;

    use super::*;
    use crate::rules::Dated;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(crate::cases(256)))]

        #[test]
        fn a_surge_is_never_unfunded_nor_above_its_cap(gap in -10_000_i64..100_000, pay in 1_i64..1_000_000, pool in 0_i64..1_000_000) {
            let file = include_bytes!("../../../../policies/payout/surge.toml");
            let rule = Policy::<Dated<Surge>>::parse("surge", file).unwrap().value.last().unwrap().rule.clone();
            let bp = rule.funded(rule.multiplier(gap), pay, pool).unwrap();
            prop_assert!((UNIT..=rule.cap_bp).contains(&bp));
            prop_assert!(award(pay, bp).unwrap() <= pool);
        }
    }
}
