//! What an enterprise's work cost, from the same rows that workers are paid by. Pure sums here.

pub(crate) mod http;
pub(crate) mod service;

use crate::earning::store::DayRow;

/// Days that are listed.
pub(crate) const DAYS: i64 = 400;

/// Sums over days; minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Costs {
    pub(crate) pieces: i64,
    pub(crate) gross: i64,
    pub(crate) fee: i64,
    /// Newest first.
    pub(crate) by_day: Vec<DayRow>,
}

impl Costs {
    pub(crate) fn of(by_day: Vec<DayRow>) -> Self {
        let mut costs = Self::default();
        for (_, pieces, gross, fee) in &by_day {
            costs.pieces += pieces;
            costs.gross += gross;
            costs.fee += fee;
        }
        Self { by_day, ..costs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_sum_to_the_whole() {
        let costs = Costs::of(vec![("2026-11-21".to_owned(), 2, 240, 36), ("2026-11-20".to_owned(), 1, 100, 15)]);
        assert_eq!((costs.pieces, costs.gross, costs.fee, costs.by_day.len()), (3, 340, 51, 2));
        assert_eq!(Costs::of(vec![]), Costs::default());
    }
}
