//! How a price is divided, as data: the policy `payout/base` with its vectors. Pure.

use kernel::{Code, Currency, Error, Money, Result, policy::Rules};
use serde::Deserialize;

/// Most that the platform may keep.
const FEE_MAX_BP: i64 = 5_000;
/// A multiplier of one.
pub const UNIT_BP: i64 = 10_000;

/// The policy `payout/base`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tariff {
    /// Platform fee of new projects, basis points.
    pub fee_bp: i64,
    /// Prices that a project may set, minor units.
    pub price_min: i64,
    pub price_max: i64,
    /// Quality multiplier while a piece is accrued, basis points: quality is paid when a period closes.
    pub quality_bp: i64,
    /// VAT that the platform's fee contains, basis points of the fee without it.
    #[serde(default)]
    pub fee_vat_bp: i64,
    /// Where pay days begin, minutes east of UTC.
    pub utc_offset_minutes: i64,
    vector: Vec<Vector>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    price: i64,
    fee_bp: i64,
    fee: i64,
    pay: i64,
}

impl Rules for Tariff {
    const KIND: &'static str = "payout";

    fn check(&self) -> std::result::Result<(), String> {
        if !(0..=FEE_MAX_BP).contains(&self.fee_bp) {
            return Err(format!("fee_bp must be 0 to {FEE_MAX_BP}"));
        }
        if self.price_min < 1 || self.price_max < self.price_min {
            return Err("price_min and price_max must be 1 or more, in this order".to_owned());
        }
        if self.quality_bp != UNIT_BP {
            return Err(format!("quality_bp must be {UNIT_BP}: quality is paid when a period closes"));
        }
        if !(0..=3_000).contains(&self.fee_vat_bp) {
            return Err("fee_vat_bp must be 0 to 3000".to_owned());
        }
        if !(-14 * 60..=14 * 60).contains(&self.utc_offset_minutes) {
            return Err("utc_offset_minutes must be within 14 hours".to_owned());
        }
        if self.vector.len() < 4 {
            return Err("at least four vectors are needed".to_owned());
        }
        for (n, v) in self.vector.iter().enumerate() {
            let said = divide(Money::new(v.price, Currency::CNY), v.fee_bp).map_err(|e| format!("vector {n}: {}", e.detail))?;
            if (said.fee.minor, said.pay.minor) != (v.fee, v.pay) {
                return Err(format!(
                    "vector {n}: price {} at {} gives fee {} and pay {}",
                    v.price, v.fee_bp, said.fee.minor, said.pay.minor
                ));
            }
        }
        Ok(())
    }
}

/// A price divided; the parts sum to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub fee: Money,
    pub pay: Money,
}

/// Divides a price: fee rounded half to even once, the rest is the worker's.
///
/// Errors: `invalid_field` when the fee is not 0–5000 basis points or the price is not above zero.
pub fn divide(price: Money, fee_bp: i64) -> Result<Share> {
    if price.minor <= 0 || !(0..=FEE_MAX_BP).contains(&fee_bp) {
        return Err(Error::new(
            Code::InvalidField,
            format!("a price of {} at {fee_bp} basis points cannot be divided", price.minor),
        ));
    }
    let fee = price.basis_points(fee_bp)?;
    Ok(Share { fee, pay: price.minus(fee)? })
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;
    use proptest::prelude::*;

    use super::*;

    const FILE: &str = include_str!("../../../../policies/payout/base.toml");

    fn refused(from: &str, to: &str) -> String {
        assert!(FILE.contains(from));
        Policy::<Tariff>::parse("base", FILE.replacen(from, to, 1).as_bytes()).unwrap_err().detail
    }

    #[test]
    fn the_shipped_file_passes_and_a_broken_one_names_what_is_wrong() {
        assert_eq!(Policy::<Tariff>::parse("base", FILE.as_bytes()).unwrap().value.fee_bp, 1500);
        assert!(refused("pay = 85\n", "pay = 84\n").contains("vector 0"));
        assert!(refused("quality_bp = 10000", "quality_bp = 12000").contains("quality_bp"));
        assert!(refused("fee_bp = 1500", "fee_bp = 5001").contains("fee_bp"));
        assert!(refused("price_min = 1", "price_min = 0").contains("price_min"));
        assert!(refused("price_min = 1", "price_mini = 1").contains("price_mini"));
    }

    proptest! {
        #[test]
        fn the_parts_sum_to_the_price_and_nobody_works_for_nothing(price in 1_i64..1_000_000_000, fee_bp in 0_i64..=FEE_MAX_BP) {
            let price = Money::new(price, Currency::CNY);
            let share = divide(price, fee_bp).unwrap();
            prop_assert_eq!(share.fee.plus(share.pay).unwrap(), price);
            prop_assert!(share.pay.minor > 0 && share.fee.minor >= 0);
            // Never more than half a minor unit from the exact fee.
            let exact = i128::from(price.minor) * i128::from(fee_bp);
            prop_assert!((i128::from(share.fee.minor) * 10_000 - exact).abs() <= 5_000);
        }
    }

    #[test]
    fn what_cannot_be_divided_is_refused() {
        assert!(divide(Money::new(0, Currency::CNY), 1500).is_err());
        assert!(divide(Money::new(100, Currency::CNY), 5001).is_err());
        assert!(divide(Money::new(100, Currency::CNY), -1).is_err());
    }
}
