//! What a piece is paid by, locked when it is offered and printed on the offer. Pure.

use kernel::{Currency, Money, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    rules::{UNIT, minor, surge::award},
    tariff::divide,
};

/// What was done for a piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Work {
    /// Standard steps of its procedure that were completed.
    pub steps: i64,
    /// From acceptance to the end of the wrap-up.
    pub seconds: i64,
}

/// Price, surge and floor of a piece. A later tariff never touches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Terms {
    /// For the piece itself, minor units.
    pub price_minor: i64,
    /// For a standard step, thousandths of a minor unit.
    pub step_milli: i64,
    /// For a minute, thousandths of a minor unit; seconds count.
    pub minute_milli: i64,
    /// The most that the piece, its steps and its minutes cost together; so much is set aside.
    pub most_minor: i64,
    /// The platform's part, basis points.
    pub fee_bp: i64,
    /// Multiplier while people are missing, basis points; 10000 is none.
    pub surge_bp: i64,
    /// What the surge adds to the worker's pay, from a pool that was funded for it.
    pub surge_minor: i64,
    /// What an hour of work is worth at least; 0 where no floor is set.
    pub floor_hourly: i64,
    pub currency: Currency,
}

impl Terms {
    /// What the piece costs its enterprise, surge apart: rounded half to even once, at most `most_minor`.
    pub fn price(&self, work: &Work) -> Result<Money> {
        let piece = i128::from(self.price_minor) * 60_000;
        let steps = i128::from(self.step_milli) * i128::from(work.steps.max(0)) * 60;
        let minutes = i128::from(self.minute_milli) * i128::from(work.seconds.max(0));
        let exact = minor(piece + steps + minutes, 60_000)?;
        Ok(Money::new(exact.min(self.most_minor.max(self.price_minor)), self.currency))
    }

    /// What the worker gets for the piece itself, surge included.
    pub fn pay(&self) -> Result<Money> {
        let share = divide(Money::new(self.price_minor, self.currency), self.fee_bp)?;
        share.pay.plus(Money::new(self.surge_minor, self.currency))
    }

    /// The surge of the piece itself at `surge_bp`: what `surge_minor` was locked as.
    pub fn surge(&self) -> Result<i64> {
        if self.surge_bp <= UNIT {
            return Ok(0);
        }
        award(divide(Money::new(self.price_minor, self.currency), self.fee_bp)?.pay.minor, self.surge_bp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Terms = Terms {
        price_minor: 100,
        step_milli: 15_500,
        minute_milli: 45_000,
        most_minor: 300,
        fee_bp: 1500,
        surge_bp: 15_000,
        surge_minor: 42,
        floor_hourly: 2400,
        currency: Currency::CNY,
    };

    #[test]
    fn piece_steps_and_minutes_are_rounded_once_and_capped() {
        let price = |steps, seconds| PLAIN.price(&Work { steps, seconds }).unwrap().minor;
        assert_eq!(price(0, 0), 100);
        // 100 + 46.5 + 67.5
        assert_eq!(price(3, 90), 214);
        // 100 + 15.5 to the even neighbour.
        assert_eq!(price(1, 0), 116);
        assert_eq!(price(100, 100_000), 300);
        assert_eq!(price(-5, -5), 100);
        assert_eq!(PLAIN.surge().unwrap(), 42);
        assert_eq!(PLAIN.pay().unwrap().minor, 85 + 42);
        assert!(PLAIN.price(&Work { steps: i64::MAX, seconds: 0 }).is_err());
    }
}
