//! Mastery: what somebody probably knows, cell by cell, and which lesson comes next.
//!
//! A cell is one step or topic of one skill. Bayesian knowledge tracing with one set of parameters for everybody: nothing
//! about a person is assumed but what was seen of them. What is known fades; reviews are spaced so that it does not.

pub mod chance;
pub mod cohort;
pub(crate) mod live;
pub(crate) mod store;

use serde::{Deserialize, Serialize};

/// Parameters of knowledge tracing, each a probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// Known before anything was taught.
    pub prior: f64,
    /// Learnt by one practice.
    pub learn: f64,
    /// Right without knowing.
    pub guess: f64,
    /// Wrong in spite of knowing.
    pub slip: f64,
}

/// The population's parameters. Identifiable: knowing makes a right answer likelier than not knowing.
pub const POPULATION: Params = Params { prior: 0.35, learn: 0.2, guess: 0.2, slip: 0.08 };
/// A cell counts as mastered from here.
pub const MASTERED: f64 = 0.95;
/// A mastered cell is opened again below this.
pub const REOPEN: f64 = 0.6;

/// What was seen of a person in one cell, and how much it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// A practice or exam item; practice also teaches.
    Practised {
        right: bool,
    },
    Examined {
        right: bool,
    },
    /// A step of live or simulated work done as the procedure says, or not.
    Served {
        conforms: bool,
    },
    /// The patrol stopped or warned about a draft in this step.
    PatrolHit,
    /// Quality review failed this step.
    QualityFailed,
}

/// What is known of one person in one cell. Times are days on any clock.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Probability that it is known.
    pub known: f64,
    pub seen: u32,
    pub last_day: f64,
    /// Days after which a tenth is forgotten.
    pub stability_days: f64,
}

impl Default for Cell {
    fn default() -> Self {
        Self { known: POPULATION.prior, seen: 0, last_day: 0.0, stability_days: 2.0 }
    }
}

/// The posterior of `known` after an answer, before anything is learnt from it.
pub fn posterior(p: &Params, known: f64, right: bool) -> f64 {
    let (if_known, if_not) = if right { (1.0 - p.slip, p.guess) } else { (p.slip, 1.0 - p.guess) };
    let whole = known * if_known + (1.0 - known) * if_not;
    if whole <= f64::EPSILON { known } else { known * if_known / whole }
}

/// Share still remembered `days` after the last time, by the power law of spaced repetition.
pub fn retained(stability_days: f64, days: f64) -> f64 {
    (1.0 + (19.0 / 81.0) * days.max(0.0) / stability_days.max(0.1)).powf(-0.5)
}

impl Cell {
    /// The cell after `seen` on `day`.
    pub fn after(mut self, seen: Seen, day: f64) -> Self {
        let p = &POPULATION;
        let (right, teaches, twice) = match seen {
            Seen::Practised { right } => (right, true, false),
            Seen::Examined { right } => (right, false, false),
            Seen::Served { conforms } => (conforms, true, false),
            Seen::PatrolHit => (false, false, false),
            Seen::QualityFailed => (false, false, true),
        };
        let mut known = self.now(day);
        for _ in 0..=u8::from(twice) {
            known = posterior(p, known, right);
        }
        if teaches {
            known += (1.0 - known) * p.learn;
        }
        // A recall that was due strengthens most; a failure begins anew.
        let gap = 1.0 - retained(self.stability_days, day - self.last_day);
        self.stability_days = if right { (self.stability_days * (1.3 + 8.0 * gap)).min(365.0) } else { 2.0 };
        self.known = known;
        self.seen += 1;
        self.last_day = day;
        self
    }

    /// Probability that it is known on `day`, what has faded taken off.
    pub fn now(&self, day: f64) -> f64 {
        if self.seen == 0 { self.known } else { self.known * retained(self.stability_days, day - self.last_day) }
    }

    /// The day on which a tenth is forgotten.
    pub fn review_day(&self) -> f64 {
        self.last_day + self.stability_days
    }
}

/// What to learn next: the weakest cell that is not mastered, else the mastered cell whose review is longest due.
pub fn next<'a, K: Ord>(cells: impl IntoIterator<Item = (&'a K, &'a Cell)>, day: f64) -> Option<(&'a K, f64)> {
    let all: Vec<(&K, f64, f64)> = cells.into_iter().map(|(k, c)| (k, c.now(day), c.review_day())).collect();
    let weak = all.iter().filter(|(_, now, _)| *now < MASTERED).min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(b.0)));
    let due = || all.iter().filter(|(_, _, due)| *due <= day).min_by(|a, b| a.2.total_cmp(&b.2).then(a.0.cmp(b.0)));
    weak.or_else(due).map(|(key, now, _)| (*key, *now))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{chance::Dice, *};

    #[test]
    fn right_answers_raise_and_failures_lower() {
        let cell = Cell::default();
        let good = cell.after(Seen::Practised { right: true }, 0.0);
        assert!(good.known > cell.known && cell.after(Seen::PatrolHit, 0.0).known < cell.known);
        assert!(cell.after(Seen::QualityFailed, 0.0).known < cell.after(Seen::PatrolHit, 0.0).known);
        assert!(good.after(Seen::Practised { right: true }, 0.0).known > good.known);
        assert!((retained(5.0, 5.0) - 0.9).abs() < 1e-9, "stability is the day of ninety per cent");
        assert!(good.now(400.0) < good.known && good.review_day() > 0.0);
        assert!(next(&BTreeMap::<u8, Cell>::new(), 0.0).is_none());
    }

    /// One planted fault per person: the cell that goes wrong is the lesson that is assigned.
    #[test]
    fn a_planted_fault_is_what_is_taught_next() {
        let (cells, people) = (12_usize, 200_u64);
        let mut hits = 0;
        for person in 0..people {
            let mut dice = Dice::new(person);
            let fault = dice.below(cells);
            let mut state: BTreeMap<usize, Cell> = (0..cells).map(|c| (c, Cell::default())).collect();
            for round in 0..8 {
                for (cell, known) in &mut state {
                    let rate = if *cell == fault { 0.3 } else { 0.93 };
                    *known = known.after(Seen::Served { conforms: dice.chance(rate) }, f64::from(round));
                }
            }
            hits += u64::from(next(&state, 8.0).is_some_and(|(cell, _)| *cell == fault));
        }
        assert!(hits * 100 >= people * 90, "{hits} of {people}");
    }

    proptest! {
        #[test]
        fn a_probability_stays_one(answers in prop::collection::vec((any::<bool>(), 0_u8..60), 0..80)) {
            let (mut cell, mut day) = (Cell::default(), 0.0);
            for (right, wait) in answers {
                day += f64::from(wait);
                cell = cell.after(Seen::Practised { right }, day);
                prop_assert!((0.0..=1.0).contains(&cell.known) && cell.stability_days >= 0.1);
                prop_assert!(cell.now(day + 30.0) <= cell.known);
            }
        }
    }
}
