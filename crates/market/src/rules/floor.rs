//! Nobody works below the floor: paid time counts overlapping conversations once and required online time whole. Pure.

use kernel::{Currency, Error, Result};
use serde::{Deserialize, Serialize};

use super::{Rule, minor, same};

/// A span of time in seconds, the end excluded.
pub type Span = (i64, i64);

/// Which time the floor pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Time engaged with work.
    Individual,
    /// Engaged and required online time.
    Aggregate,
}

/// The floor of a place of work.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub place: String,
    pub currency: Currency,
    pub mode: Mode,
    /// Minor units an hour.
    pub hourly: i64,
    /// Instead, minor units per engaged minute, where a place allows it.
    pub engaged_minute: Option<i64>,
    /// On public holidays the floor counts so much more; basis points.
    pub holiday_bp: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// Whose floor counts for those who have told no place.
    pub default_place: String,
    pub place: Vec<Place>,
}

/// A worker's time in a period.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    pub engaged: Vec<Span>,
    #[serde(default)]
    pub required_online: Vec<Span>,
    #[serde(default)]
    pub holiday: bool,
}

/// What the time is worth at least and what that needs on top of what was earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub engaged_seconds: i64,
    pub paid_seconds: i64,
    pub floor: i64,
    pub top_up: i64,
}

/// The same seconds as few spans in order, touching ones as one.
pub fn merged(spans: &[Span]) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.iter().copied().filter(|(from, to)| from < to).collect();
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for (from, to) in spans {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// What of `spans` lies within `windows`.
pub fn within(spans: &[Span], windows: &[Span]) -> Vec<Span> {
    let windows = merged(windows);
    let cut = |(from, to): Span| windows.iter().map(move |(a, b)| (from.max(*a), to.min(*b))).filter(|(a, b)| a < b);
    merged(spans).into_iter().flat_map(cut).collect()
}

/// Seconds covered by at least one of the spans: two at once are not counted twice.
pub fn covered(spans: &[Span]) -> i64 {
    merged(spans).iter().map(|(from, to)| to - from).sum()
}

impl Floor {
    /// Errors: `invalid_field` for a place without a floor.
    pub fn of(&self, place: &str) -> Result<&Place> {
        let found = self.place.iter().find(|p| p.place == place);
        found.ok_or_else(|| Error::field("place", "unknown", "the place has no floor"))
    }
}

impl Place {
    /// What `time` is worth at least, rounded up: a floor is not undercut by a fraction.
    pub fn due(&self, time: &Time, earned: i64) -> Result<Due> {
        let engaged_seconds = covered(&time.engaged);
        let paid_seconds = match self.mode {
            Mode::Individual => engaged_seconds,
            Mode::Aggregate => covered(&[time.engaged.as_slice(), time.required_online.as_slice()].concat()),
        };
        let bp = i128::from(if time.holiday { self.holiday_bp } else { super::UNIT });
        let up = |exact: i128, divisor: i128| minor(exact.div_euclid(divisor) + i128::from(exact.rem_euclid(divisor) > 0), 1);
        let floor = match self.engaged_minute {
            Some(rate) => up(i128::from(rate) * i128::from(engaged_seconds) * bp, 60 * i128::from(super::UNIT))?,
            None => up(i128::from(self.hourly) * i128::from(paid_seconds) * bp, 3600 * i128::from(super::UNIT))?,
        };
        Ok(Due { engaged_seconds, paid_seconds, floor, top_up: (floor - earned).max(0) })
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorVector {
    place: String,
    time: Time,
    #[serde(default)]
    earned: i64,
    paid_seconds: i64,
    floor: i64,
    top_up: i64,
}

impl Rule for Floor {
    const KIND: &'static str = "payout";
    type Vector = FloorVector;

    fn sane(&self) -> std::result::Result<(), String> {
        for (n, place) in self.place.iter().enumerate() {
            if place.hourly <= 0 || place.engaged_minute.is_some_and(|m| m <= 0) {
                return Err(format!("place[{n}].hourly: must be above zero"));
            }
            if place.holiday_bp < super::UNIT {
                return Err(format!("place[{n}].holiday_bp: a holiday is never worth less"));
            }
            if self.place.iter().take(n).any(|p| p.place == place.place) {
                return Err(format!("place[{n}]: {} has two floors", place.place));
            }
        }
        if self.of(&self.default_place).is_err() {
            return Err("default_place: names none of the places".to_owned());
        }
        if self.place.is_empty() { Err("place: at least one is needed".to_owned()) } else { Ok(()) }
    }

    fn prove(&self, v: &FloorVector) -> std::result::Result<(), String> {
        let due = self.of(&v.place).and_then(|p| p.due(&v.time, v.earned)).map_err(|e| e.detail)?;
        same("paid_seconds", &v.paid_seconds, &due.paid_seconds)?;
        same("floor", &v.floor, &due.floor)?;
        same("top_up", &v.top_up, &due.top_up)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use kernel::policy::Policy;
    use proptest::prelude::*;

    use super::*;
    use crate::rules::Dated;

    fn rule() -> Floor {
        let file = include_bytes!("../../../../policies/payout/floor.toml");
        Policy::<Dated<Floor>>::parse("floor", file).unwrap().value.last().unwrap().rule.clone()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(crate::cases(10_000)))]

        #[test]
        fn covered_time_is_the_set_of_its_seconds(spans in prop::collection::vec((0_i64..200, 0_i64..200), 0..12)) {
            let seconds: HashSet<i64> = spans.iter().flat_map(|(a, b)| *a..*b).collect();
            prop_assert_eq!(covered(&spans), seconds.len() as i64);
            prop_assert_eq!(covered(&within(&spans, &[(50, 120), (100, 150)])), seconds.iter().filter(|s| (50..150).contains(*s)).count() as i64);
        }
    }

    /// P10: with the top-up everybody reaches the floor to the unit.
    #[test]
    fn a_top_up_reaches_the_floor_exactly() {
        let rule = rule();
        let place = rule.of("CN-310000").unwrap();
        for (seconds, earned) in [(1, 0), (59, 0), (3600, 2399), (3600, 2400), (3601, 2400), (7200, 9999)] {
            let due = place.due(&Time { engaged: vec![(0, seconds)], ..Time::default() }, earned).unwrap();
            assert!(earned + due.top_up >= due.floor);
            assert!(due.top_up == 0 || earned + due.top_up == due.floor);
            assert!(i128::from(due.floor) * 3600 >= i128::from(place.hourly) * i128::from(seconds));
        }
        assert!(rule.of("XX").is_err());
    }
}
