//! Gold: conversations whose answer is known, mixed into the sample, so that judges are measured. Pure here.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::collections::BTreeMap;

use kernel::AccountId;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) type Points = BTreeMap<String, u32>;

/// How a judge did by known answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Judge {
    pub(crate) judge: AccountId,
    /// Conversations with a known answer that they scored.
    pub(crate) answered: usize,
    pub(crate) items: usize,
    /// Share of items with the known points, per cent.
    pub(crate) equal: u32,
    /// Points given beyond the known ones, of a hundred known; below zero for a strict judge.
    pub(crate) lean: i64,
}

/// Measures judges: what each gave, and what is known. Ordered by judge.
pub(crate) fn measured(given: &[(AccountId, Points, Points)]) -> Vec<Judge> {
    let mut sums: BTreeMap<AccountId, (usize, usize, usize, i64, i64)> = BTreeMap::new();
    for (judge, gave, known) in given {
        let sum = sums.entry(*judge).or_default();
        sum.0 += 1;
        for (item, known) in known {
            let Some(gave) = gave.get(item) else { continue };
            sum.1 += 1;
            sum.2 += usize::from(gave == known);
            sum.3 += i64::from(*gave) - i64::from(*known);
            sum.4 += i64::from(*known);
        }
    }
    let one = |(judge, (answered, items, equal, beyond, of)): (AccountId, (usize, usize, usize, i64, i64))| Judge {
        judge,
        answered,
        items,
        equal: u32::try_from((equal * 200 + items) / (items * 2).max(1)).unwrap_or(100),
        lean: (beyond * 100).checked_div(of).unwrap_or(0),
    };
    sums.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generous_judge_leans_upwards() {
        let points = |a: u32, b: u32| Points::from([("warmth".to_owned(), a), ("understood".to_owned(), b)]);
        let [fair, kind] = [1, 2].map(AccountId::from_u128);
        let known = points(5, 5);
        let got =
            measured(&[(fair, points(5, 5), known.clone()), (fair, points(5, 4), known.clone()), (kind, points(10, 5), known)]);
        assert_eq!((got[0].answered, got[0].items, got[0].equal, got[0].lean), (2, 4, 75, -5));
        assert_eq!((got[1].equal, got[1].lean), (50, 50));
    }
}
