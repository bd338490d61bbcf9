//! What an hour really pays: all pay over the time that was paid for, and over all time at the desk. Shown to each worker
//! about themselves, and to everybody about all, once there are enough people. Pure here.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::rules::floor::{Span, covered, merged};

/// People below whom a figure about all would be one about somebody.
pub(crate) const ENOUGH: usize = 20;
/// Time below which an hourly figure says nothing, seconds.
const LEAST: i64 = 600;

/// Low, middle and high of hourly pay, minor units an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Spread {
    pub(crate) p10: i64,
    pub(crate) median: i64,
    pub(crate) p90: i64,
}

/// Time and pay of one person, or of one day of theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Worked {
    /// With work; two conversations at once count once.
    pub(crate) engaged: Vec<Span>,
    /// At the desk.
    pub(crate) online: Vec<Span>,
    pub(crate) pay_minor: i64,
}

impl Worked {
    pub(crate) fn engaged_s(&self) -> i64 {
        covered(&self.engaged)
    }

    /// At the desk or at work: work goes on when somebody has gone offline.
    pub(crate) fn online_s(&self) -> i64 {
        covered(&[self.engaged.as_slice(), self.online.as_slice()].concat())
    }

    pub(crate) fn idle_s(&self) -> i64 {
        self.online_s() - self.engaged_s()
    }
}

/// Minor units an hour, rounded half to even; `None` for too short a time.
pub(crate) fn an_hour(pay_minor: i64, seconds: i64) -> Option<i64> {
    if seconds < LEAST {
        return None;
    }
    crate::rules::minor(i128::from(pay_minor) * 3600, i128::from(seconds)).ok()
}

/// The nearest-rank percentiles of what there is; `None` for nothing.
pub(crate) fn spread(mut hourly: Vec<i64>) -> Option<Spread> {
    hourly.sort_unstable();
    let rank = |percent: usize| {
        let n = (hourly.len() * percent).div_ceil(100).max(1);
        hourly.get(n - 1).copied()
    };
    Some(Spread { p10: rank(10)?, median: rank(50)?, p90: rank(90)? })
}

/// Cuts spans at the beginnings of days, by day.
pub(crate) fn by_day(spans: &[Span], offset_s: i64) -> BTreeMap<i64, Vec<Span>> {
    let mut days: BTreeMap<i64, Vec<Span>> = BTreeMap::new();
    for (mut from, until) in merged(spans) {
        while from < until {
            let day = (from + offset_s).div_euclid(86_400);
            let end = ((day + 1) * 86_400 - offset_s).min(until);
            days.entry(day).or_default().push((from, end));
            from = end;
        }
    }
    days
}

/// What is published: percentiles over people, in all and by skill, where there are enough of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Published {
    /// People with paid time; absent while there are not enough.
    pub(crate) people: Option<i64>,
    /// Per hour of paid time.
    pub(crate) paid_hour: Option<Spread>,
    /// Per hour at the desk.
    pub(crate) online_hour: Option<Spread>,
    /// Skills with enough people.
    pub(crate) skills: Vec<PublishedSkill>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct PublishedSkill {
    pub(crate) skill: String,
    pub(crate) people: i64,
    pub(crate) paid_hour: Spread,
}

/// Everybody's time and pay to figures about all of them. `skills`: pay and time of pieces alone, by skill and person.
pub(crate) fn publish(all: &[Worked], skills: &BTreeMap<String, Vec<Worked>>) -> Published {
    let paid = |of: &[Worked]| of.iter().filter_map(|w| an_hour(w.pay_minor, w.engaged_s())).collect::<Vec<_>>();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let hourly = paid(all);
    if hourly.len() < ENOUGH {
        return Published::default();
    }
    let skills = skills.iter().filter_map(|(skill, of)| {
        let hourly = paid(of);
        let people = hourly.len();
        let paid_hour = spread(hourly).filter(|_| people >= ENOUGH)?;
        Some(PublishedSkill { skill: skill.clone(), people: count(people), paid_hour })
    });
    Published {
        people: Some(count(hourly.len())),
        skills: skills.collect(),
        online_hour: spread(all.iter().filter_map(|w| an_hour(w.pay_minor, w.online_s())).collect()),
        paid_hour: spread(hourly),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worked(pay_minor: i64) -> Worked {
        Worked { engaged: vec![(0, 1800), (900, 2700)], online: vec![(0, 3600)], pay_minor }
    }

    #[test]
    fn overlapping_work_counts_once_and_idle_time_is_the_rest() {
        let w = worked(1500);
        assert_eq!((w.engaged_s(), w.online_s(), w.idle_s()), (2700, 3600, 900));
        assert_eq!((an_hour(1500, 2700), an_hour(1500, 3600), an_hour(1500, 599)), (Some(2000), Some(1500), None));
    }

    #[test]
    fn nothing_is_told_about_few_people() {
        let few: Vec<Worked> = (1..20).map(|n| worked(n * 100)).collect();
        assert_eq!(publish(&few, &BTreeMap::new()), Published::default());
        let many: Vec<Worked> = (1..=20).map(|n| worked(n * 75)).collect();
        let skills = BTreeMap::from([("a".to_owned(), many.clone()), ("b".to_owned(), few)]);
        let told = publish(&many, &skills);
        assert_eq!((told.people, told.paid_hour), (Some(20), Some(Spread { p10: 200, median: 1000, p90: 1800 })));
        assert_eq!(told.online_hour.map(|s| s.median), Some(750));
        assert_eq!(told.skills.iter().map(|s| s.skill.as_str()).collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn days_begin_at_local_midnight() {
        let days = by_day(&[(0, 86_400)], 8 * 3600);
        assert_eq!(days.into_iter().collect::<Vec<_>>(), [(0, vec![(0, 57_600)]), (1, vec![(57_600, 86_400)])]);
        assert_eq!(spread(vec![]), None);
    }
}
