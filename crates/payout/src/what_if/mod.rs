//! What a draft of a rule would have done to a month that is closed: who gains, who loses, what it costs. Nothing is
//! written. Pure here.

pub(crate) mod http;
pub(crate) mod service;

use kernel::{AccountId, Code, Error, Result, policy::Policy};
use serde::Serialize;
use utoipa::ToSchema;

use crate::rules::{Dated, UNIT, floor::Floor, quality::Quality, tax::Tax};

/// A rule that is not in force: the newest version of a file that proves its own vectors.
#[derive(Clone, Debug)]
pub enum Draft {
    Quality(Quality),
    Floor(Floor),
    Tax(Tax),
}

impl Draft {
    /// Reads a draft of the rule `id`. Errors: `invalid_field` for a rule that moves no pay of a closed month;
    /// `policy_invalid` for a file that is refused.
    pub fn read(id: &str, toml: &[u8]) -> Result<Self> {
        match id {
            "quality" => Ok(Self::Quality(Policy::<Dated<Quality>>::parse(id, toml)?.value.last()?.rule.clone())),
            "floor" => Ok(Self::Floor(Policy::<Dated<Floor>>::parse(id, toml)?.value.last()?.rule.clone())),
            "cn-iit-platform" => Ok(Self::Tax(Policy::<Dated<Tax>>::parse(id, toml)?.value.last()?.rule.clone())),
            other => Err(Error::field("rule", "unknown", format!("{other:?}: quality, floor or cn-iit-platform can be tried"))),
        }
    }

    pub(crate) const fn id(&self) -> &'static str {
        match self {
            Self::Quality(_) => "quality",
            Self::Floor(_) => "floor",
            Self::Tax(_) => "cn-iit-platform",
        }
    }
}

/// A worker's month, or everybody's; minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthPay {
    /// What the quality multiplier added or took.
    pub quality_minor: i64,
    pub floor_minor: i64,
    pub gross_minor: i64,
    pub tax_minor: i64,
    pub net_minor: i64,
}

impl MonthPay {
    fn add(&mut self, one: &Self) {
        self.quality_minor += one.quality_minor;
        self.floor_minor += one.floor_minor;
        self.gross_minor += one.gross_minor;
        self.tax_minor += one.tax_minor;
        self.net_minor += one.net_minor;
    }
}

/// One worker's month as it was and as it would have been.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compared {
    pub(crate) worker: AccountId,
    pub(crate) before: MonthPay,
    pub(crate) after: MonthPay,
}

impl Compared {
    const fn delta(&self) -> i64 {
        self.after.net_minor - self.before.net_minor
    }

    /// Change of the net in basis points of what it was, toward zero; of somebody who had nothing, a hundred per cent.
    fn change_bp(&self) -> i64 {
        match (self.delta(), self.before.net_minor) {
            (0, _) => 0,
            (delta, 0) => UNIT * delta.signum(),
            (delta, before) => i64::try_from(i128::from(delta) * i128::from(UNIT) / i128::from(before)).unwrap_or(i64::MAX),
        }
    }
}

/// Workers whose net changes by `from_bp` up to below `to_bp`, basis points; an open end has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WhatIfBand {
    pub from_bp: Option<i64>,
    pub to_bp: Option<i64>,
    pub workers: i64,
}

/// One of those whom a draft concerns most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WhatIfWorker {
    pub worker: AccountId,
    /// Net, minor units.
    pub before_minor: i64,
    pub after_minor: i64,
    pub change_bp: i64,
}

/// What a draft would have done to a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WhatIf {
    pub period: String,
    /// The rule that was tried.
    pub rule: String,
    pub workers: i64,
    pub gain: i64,
    pub lose: i64,
    /// Sums over everybody, as they were.
    pub before: MonthPay,
    pub after: MonthPay,
    pub histogram: Vec<WhatIfBand>,
    /// At most ten, the largest change first.
    pub most_gained: Vec<WhatIfWorker>,
    pub most_lost: Vec<WhatIfWorker>,
    /// More than one in twenty loses more than a tenth: it cannot be put in force without its notice.
    pub needs_notice: bool,
}

/// Edges of the histogram, basis points. Those whose pay stays stand alone, from 0 up to 1.
const EDGES: [i64; 10] = [-2000, -1000, -500, -100, 0, 1, 100, 500, 1000, 2000];
const LISTED: usize = 10;
/// So much is a heavy loss, and so many may bear it without notice.
const HEAVY_BP: i64 = -1000;
const FEW: usize = 20;

/// Sums a comparison up.
pub(crate) fn summed(period: &str, rule: &str, all: &[Compared]) -> Result<WhatIf> {
    let count = |n: usize| i64::try_from(n).map_err(|_| Error::new(Code::Internal, "too many workers"));
    let (mut before, mut after) = (MonthPay::default(), MonthPay::default());
    for one in all {
        before.add(&one.before);
        after.add(&one.after);
    }
    let mut edges: Vec<Option<i64>> = vec![None];
    edges.extend(EDGES.map(Some));
    edges.push(None);
    let inside = |from: Option<i64>, to: Option<i64>| {
        // Less than a basis point is a change too.
        let bp = |one: &Compared| if one.change_bp() == 0 && one.delta() != 0 { one.delta().signum() } else { one.change_bp() };
        all.iter().filter(|one| from.is_none_or(|f| bp(one) >= f) && to.is_none_or(|t| bp(one) < t)).count()
    };
    let mut histogram = Vec::new();
    for pair in edges.windows(2) {
        let [from, to] = pair else { continue };
        histogram.push(WhatIfBand { from_bp: *from, to_bp: *to, workers: count(inside(*from, *to))? });
    }
    let mut order: Vec<&Compared> = all.iter().filter(|one| one.delta() != 0).collect();
    order.sort_by_key(|one| (one.delta(), one.worker));
    let shown = |one: &&Compared| WhatIfWorker {
        worker: one.worker,
        before_minor: one.before.net_minor,
        after_minor: one.after.net_minor,
        change_bp: one.change_bp(),
    };
    let heavy = all.iter().filter(|one| one.change_bp() < HEAVY_BP).count();
    Ok(WhatIf {
        period: period.to_owned(),
        rule: rule.to_owned(),
        workers: count(all.len())?,
        gain: count(all.iter().filter(|one| one.delta() > 0).count())?,
        lose: count(all.iter().filter(|one| one.delta() < 0).count())?,
        before,
        after,
        histogram,
        most_gained: order.iter().rev().filter(|one| one.delta() > 0).take(LISTED).map(shown).collect(),
        most_lost: order.iter().filter(|one| one.delta() < 0).take(LISTED).map(shown).collect(),
        needs_notice: heavy * FEW > all.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(n: u128, before: i64, after: i64) -> Compared {
        let pay = |net_minor| MonthPay { net_minor, gross_minor: net_minor, ..MonthPay::default() };
        Compared { worker: AccountId::from_u128(n), before: pay(before), after: pay(after) }
    }

    #[test]
    fn everybody_stands_in_one_band_and_the_heaviest_first() {
        let all = [one(1, 1000, 1000), one(2, 1000, 800), one(3, 1000, 1050), one(4, 0, 70), one(5, 1_000_000, 999_999)];
        let told = summed("2026-01", "floor", &all).unwrap();
        assert_eq!((told.workers, told.gain, told.lose), (5, 2, 2));
        assert_eq!(told.histogram.iter().map(|b| b.workers).sum::<i64>(), 5);
        let of = |from: i64| told.histogram.iter().find(|b| b.from_bp == Some(from)).unwrap().workers;
        assert_eq!((of(0), of(-2000), of(500), of(2000), of(-100)), (1, 1, 1, 1, 1));
        assert_eq!(told.most_lost[0].worker, AccountId::from_u128(2));
        assert_eq!(told.most_gained[0].worker, AccountId::from_u128(4));
        assert!(told.needs_notice, "one in five loses a fifth");
        assert!(!summed("2026-01", "floor", &all[2..]).unwrap().needs_notice);
        assert!(!summed("2026-01", "floor", &[]).unwrap().needs_notice);
    }

    #[test]
    fn a_draft_is_a_rule_that_proves_itself() {
        let file = include_bytes!("../../../../policies/payout/floor.toml");
        assert!(matches!(Draft::read("floor", file).unwrap(), Draft::Floor(_)));
        assert!(Draft::read("quality", file).is_err());
        assert!(Draft::read("base", file).is_err());
    }
}
