//! The wall: live numbers per project, and the service level of a day.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::time::Duration;

use kernel::Ts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Answers within this count towards the service level.
const TARGET: Duration = Duration::from_secs(20);

/// The instants of one task that service levels are made of.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    pub created_at: Ts,
    pub answered_at: Option<Ts>,
    pub first_reply_at: Option<Ts>,
    /// When the customer left without an answer.
    pub canceled_at: Option<Ts>,
}

/// Service level of a set of tasks. Percentages 0–100, seconds with one decimal; absent where nothing can be divided.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceLevel {
    /// Tasks that asked for a worker.
    pub offered: u64,
    pub answered: u64,
    /// Customers who left before anybody answered.
    pub abandoned: u64,
    /// Share answered within 20 s, of those answered and those who waited longer, gave up or not.
    pub within_20s_pct: Option<f64>,
    pub avg_wait_s: Option<f64>,
    /// From the customer's first message to the worker's.
    pub avg_first_reply_s: Option<f64>,
}

impl ServiceLevel {
    /// The figures of `tasks`. Tasks still waiting within the target do not count yet.
    pub fn of(tasks: &[Timing], now: Ts) -> Self {
        let mut level = Self { offered: tasks.len() as u64, ..Self::default() };
        let (mut within, mut counted, mut waits, mut replies) = (0_u64, 0_u64, Vec::new(), Vec::new());
        for task in tasks {
            match task.answered_at {
                Some(answered) => {
                    let wait = answered.since(task.created_at);
                    level.answered += 1;
                    counted += 1;
                    within += u64::from(wait <= TARGET);
                    waits.push(wait.as_secs_f64());
                }
                None => {
                    level.abandoned += u64::from(task.canceled_at.is_some());
                    counted += u64::from(task.canceled_at.unwrap_or(now).since(task.created_at) > TARGET);
                }
            }
            replies.extend(task.first_reply_at.map(|at| at.since(task.created_at).as_secs_f64()));
        }
        level.within_20s_pct = (counted > 0).then(|| tenth(within as f64 * 100.0 / counted as f64));
        level.avg_wait_s = mean(&waits);
        level.avg_first_reply_s = mean(&replies);
        level
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| tenth(values.iter().sum::<f64>() / values.len() as f64))
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_and_waiting_tasks_lower_the_level_and_fresh_ones_do_not_count() {
        let at = |s: u64| Ts::default().plus(Duration::from_secs(s));
        let task = |created: u64, answered: Option<u64>| Timing {
            created_at: at(created),
            answered_at: answered.map(at),
            first_reply_at: answered.map(|s| at(s + 5)),
            canceled_at: None,
        };
        let tasks = [task(0, Some(10)), task(0, Some(40)), task(0, None), task(95, None)];
        let level = ServiceLevel::of(&tasks, at(100));
        assert_eq!((level.offered, level.answered, level.abandoned), (4, 2, 0));
        assert_eq!(level.within_20s_pct, Some(33.3));
        assert_eq!(level.avg_wait_s, Some(25.0));
        assert_eq!(level.avg_first_reply_s, Some(30.0));
        assert_eq!(ServiceLevel::of(&[], at(0)).within_20s_pct, None);
    }
}
