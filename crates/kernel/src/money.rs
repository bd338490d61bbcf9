//! Money in integer minor units. No floats, no mixed currencies.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Code, Error, Result};

/// ISO 4217 code of a currency the platform settles in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Currency {
    CNY,
    USD,
    EUR,
}

impl Currency {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CNY => "CNY",
            Self::USD => "USD",
            Self::EUR => "EUR",
        }
    }
}

impl std::str::FromStr for Currency {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "CNY" => Ok(Self::CNY),
            "USD" => Ok(Self::USD),
            "EUR" => Ok(Self::EUR),
            other => Err(Error::new(Code::InvalidField, format!("{other:?} is not a currency we settle in"))),
        }
    }
}

/// An amount in minor units (fen, cent). Arithmetic is checked: overflow and mixed currencies are errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    pub fn plus(self, other: Self) -> Result<Self> {
        self.same(other)?;
        self.minor.checked_add(other.minor).map(|minor| Self { minor, ..self }).ok_or_else(overflow)
    }

    pub fn minus(self, other: Self) -> Result<Self> {
        self.same(other)?;
        self.minor.checked_sub(other.minor).map(|minor| Self { minor, ..self }).ok_or_else(overflow)
    }

    pub fn times(self, count: i64) -> Result<Self> {
        self.minor.checked_mul(count).map(|minor| Self { minor, ..self }).ok_or_else(overflow)
    }

    /// `self × basis_points / 10 000`, rounded half to even once.
    pub fn basis_points(self, basis_points: i64) -> Result<Self> {
        let exact = i128::from(self.minor) * i128::from(basis_points);
        i64::try_from(half_even(exact, 10_000)).map(|minor| Self { minor, ..self }).map_err(|_| overflow())
    }

    fn same(self, other: Self) -> Result<()> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(Error::new(
            Code::CurrencyMismatch,
            format!("{} and {} do not add up", self.currency.as_str(), other.currency.as_str()),
        ))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let abs = self.minor.unsigned_abs();
        write!(f, "{sign}{}.{:02} {}", abs / 100, abs % 100, self.currency.as_str())
    }
}

fn overflow() -> Error {
    Error::new(Code::AmountTooLarge, "the amount is too large")
}

/// `exact / divisor` rounded half to even; `divisor` is above zero.
pub fn half_even(exact: i128, divisor: i128) -> i128 {
    let floor = exact.div_euclid(divisor);
    let twice = exact.rem_euclid(divisor) * 2;
    match twice.cmp(&divisor) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => floor + 1,
        std::cmp::Ordering::Equal => floor + (floor & 1),
    }
}

/// Splits `total` over `weights` by largest remainder, ties to the earlier index. The parts sum to `total` exactly.
pub fn split(total: i64, weights: &[u32]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<i128> = weights.iter().map(|w| i128::from(total) * i128::from(*w)).collect();
    let mut parts: Vec<i64> = exact.iter().map(|e| e.div_euclid(sum) as i64).collect();
    let mut left = i128::from(total) - parts.iter().map(|p| i128::from(*p)).sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(exact.get(*i).map_or(0, |e| e.rem_euclid(sum))));
    for i in order {
        if left == 0 {
            break;
        }
        if let Some(part) = parts.get_mut(i) {
            *part += 1;
            left -= 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rounds_half_to_even() {
        let fen = |minor| Money::new(minor, Currency::CNY);
        assert_eq!(fen(5).basis_points(1_000).unwrap(), fen(0));
        assert_eq!(fen(15).basis_points(1_000).unwrap(), fen(2));
        assert_eq!(fen(-5).basis_points(1_000).unwrap(), fen(0));
        assert_eq!(fen(100).minus(Money::new(1, Currency::USD)).unwrap_err().code, Code::CurrencyMismatch);
    }

    proptest! {
        #[test]
        fn split_sums_to_the_total(total in -1_000_000_000_i64..1_000_000_000, weights in prop::collection::vec(0_u32..1000, 1..20)) {
            let parts = split(total, &weights);
            let expected = if weights.iter().all(|w| *w == 0) { 0 } else { total };
            prop_assert_eq!(parts.iter().sum::<i64>(), expected);
        }
    }
}
