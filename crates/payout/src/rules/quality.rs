//! Better work earns better: a bounded multiplier from a score, once enough of a worker's work was judged. Pure.

use kernel::Result;
use serde::Deserialize;

use super::{Rule, UNIT, minor, same};

/// A score and its multiplier, both in basis points; between two points the multiplier is on their line.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub score_bp: i64,
    pub multiplier_bp: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// Judged pieces below which the multiplier is 1.0.
    pub min_sample: i64,
    pub lowest_bp: i64,
    pub highest_bp: i64,
    pub point: Vec<Point>,
}

impl Quality {
    /// The multiplier for a score over `sample` judged pieces; basis points. Newcomers have 1.0.
    pub fn multiplier(&self, score_bp: i64, sample: i64) -> Result<i64> {
        if sample < self.min_sample {
            return Ok(UNIT);
        }
        let (mut low, mut high) = (None, None);
        for point in &self.point {
            if point.score_bp <= score_bp {
                low = Some(point);
            } else if high.is_none() {
                high = Some(point);
            }
        }
        let bp = match (low, high) {
            (Some(a), Some(b)) => {
                let rise = i128::from(score_bp - a.score_bp) * i128::from(b.multiplier_bp - a.multiplier_bp);
                a.multiplier_bp + minor(rise, i128::from(b.score_bp - a.score_bp))?
            }
            (Some(end), None) | (None, Some(end)) => end.multiplier_bp,
            (None, None) => UNIT,
        };
        Ok(bp.clamp(self.lowest_bp, self.highest_bp))
    }

    /// Pay after the multiplier; where it takes, it stops at `floor`, which is what the time is worth at least.
    pub fn apply(&self, pay: i64, multiplier_bp: i64, floor: i64) -> Result<i64> {
        let after = minor(i128::from(pay) * i128::from(multiplier_bp), i128::from(UNIT))?;
        Ok(if after < pay { after.max(floor.min(pay)) } else { after })
    }
}

/// A fixed pool divided by score, largest remainder first: the shares sum to the pool exactly.
pub fn pool_shares(pool: i64, scores: &[u32]) -> Vec<i64> {
    kernel::split(pool, scores)
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityVector {
    score_bp: i64,
    sample: i64,
    multiplier_bp: i64,
    pay: i64,
    #[serde(default)]
    floor: i64,
    after: i64,
}

impl Rule for Quality {
    const KIND: &'static str = "payout";
    type Vector = QualityVector;

    fn sane(&self) -> std::result::Result<(), String> {
        if self.point.windows(2).any(|w| matches!(w, [a, b] if b.score_bp <= a.score_bp || b.multiplier_bp < a.multiplier_bp)) {
            return Err("point: a better score never earns less".to_owned());
        }
        if !(5000..=UNIT).contains(&self.lowest_bp) || !(UNIT..=2 * UNIT).contains(&self.highest_bp) {
            return Err("lowest_bp: between 0.5 and 1.0, highest_bp between 1.0 and 2.0".to_owned());
        }
        if self.min_sample < 1 { Err("min_sample: at least one".to_owned()) } else { Ok(()) }
    }

    fn prove(&self, v: &QualityVector) -> std::result::Result<(), String> {
        let bp = self.multiplier(v.score_bp, v.sample).map_err(|e| e.detail)?;
        same("multiplier_bp", &v.multiplier_bp, &bp)?;
        same("after", &v.after, &self.apply(v.pay, bp, v.floor).map_err(|e| e.detail)?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use kernel::policy::Policy;
    use proptest::prelude::*;

    use super::*;
    use crate::rules::Dated;

    static RULE: LazyLock<Quality> = LazyLock::new(|| {
        let file = include_bytes!("../../../../policies/payout/quality.toml");
        Policy::<Dated<Quality>>::parse("quality", file).unwrap().value.last().unwrap().rule.clone()
    });

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(crate::cases(10_000)))]

        /// P10: after the multiplier nobody who was above the floor is below it.
        #[test]
        fn bounded_monotone_and_never_below_the_floor(a in 0_i64..=10_000, b in 0_i64..=10_000, sample in 0_i64..200, pay in 0_i64..1_000_000, floor in 0_i64..1_000_000) {
            let (low, high) = (RULE.multiplier(a.min(b), sample).unwrap(), RULE.multiplier(a.max(b), sample).unwrap());
            prop_assert!(RULE.lowest_bp <= low && low <= high && high <= RULE.highest_bp);
            prop_assert!(sample >= RULE.min_sample || low == UNIT);
            prop_assert!(RULE.apply(pay, low, floor).unwrap() >= floor.min(pay));
        }

        /// P7: shares sum to the pool, are within one unit of exact, and more weight never gets less.
        #[test]
        fn a_pool_is_divided_exactly(pool in 0_i64..1_000_000_000, scores in prop::collection::vec(1_u32..10_000, 1..40)) {
            let shares = pool_shares(pool, &scores);
            let sum: i128 = scores.iter().map(|s| i128::from(*s)).sum();
            prop_assert_eq!(shares.iter().sum::<i64>(), pool);
            for (share, score) in shares.iter().zip(&scores) {
                let off = i128::from(*share) * sum - i128::from(pool) * i128::from(*score);
                prop_assert!(off.abs() < sum);
            }
            let mut by_weight: Vec<(u32, i64)> = scores.iter().copied().zip(shares).collect();
            by_weight.sort_unstable();
            prop_assert!(by_weight.windows(2).all(|w| w[0].0 == w[1].0 || w[0].1 <= w[1].1));
        }
    }

    #[test]
    fn a_hundred_over_three_equals_goes_to_the_first() {
        assert_eq!(pool_shares(100, &[1, 1, 1]), [34, 33, 33]);
    }
}
