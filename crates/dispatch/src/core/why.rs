//! Why this worker and not another: the decisive terms and the counterfactual of one offer.

use kernel::{AccountId, Reason, Ts};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Task, Worker};

/// The terms that decided an offer. Small enough to live in the reservation row; replaying it means comparing again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The chosen worker's terms.
    pub chosen: Terms,
    /// The runner-up and the term it lost on; absent when nobody else could take the task.
    pub next: Option<Next>,
    /// Workers looked at before the runner-up who could not take it.
    pub passed: Passed,
    /// How long the task had waited, in milliseconds.
    pub waited_ms: u64,
    pub priority: i64,
    pub sensitivity: u8,
}

/// One worker's terms, in the order in which they decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub worker: AccountId,
    /// Already serves something: idle workers go first.
    pub loaded: bool,
    /// Milliseconds since the worker last took or finished something.
    pub idle_ms: u64,
    pub level: u8,
    pub posture: u8,
}

/// The worker who would have been asked otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    pub terms: Terms,
    pub lost_on: LostOn,
}

/// The first term in which two workers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LostOn {
    Loaded,
    Idle,
    Level,
    Draw,
}

/// Workers with the skill who were passed over, by cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// Let this task pass before.
    pub excluded: u32,
    /// Session not trusted enough.
    pub posture: u32,
    /// Not enough capacity left.
    pub capacity: u32,
}

impl Terms {
    pub(super) fn of(worker: &Worker, skill: &str, now: Ts) -> Self {
        Self {
            worker: worker.id,
            loaded: worker.used > 0,
            idle_ms: millis(worker.idle_since, now),
            level: worker.level(skill).unwrap_or(0),
            posture: worker.posture,
        }
    }
}

impl Why {
    pub(super) fn of(task: &Task, chosen: &Worker, next: Option<&Worker>, passed: Passed, now: Ts) -> Self {
        let chosen = Terms::of(chosen, &task.skill, now);
        let next = next.map(|worker| {
            let terms = Terms::of(worker, &task.skill, now);
            Next { lost_on: lost_on(&chosen, &terms), terms }
        });
        let waited_ms = millis(task.since, now);
        Self { chosen, next, passed, waited_ms, priority: task.priority, sensitivity: task.sensitivity }
    }

    /// The terms as reasons with stable codes. Names no other worker: safe to show to the one who was asked.
    pub fn reasons(&self) -> Vec<Reason> {
        let mut reasons = vec![
            Reason::new("dispatch.skill_level", json!({"level": self.chosen.level})),
            Reason::new("dispatch.idle", json!({"seconds": self.chosen.idle_ms / 1000, "loaded": self.chosen.loaded})),
            Reason::new("dispatch.posture", json!({"level": self.chosen.posture, "needed": self.sensitivity})),
            Reason::new("dispatch.waited", json!({"seconds": self.waited_ms / 1000, "priority": self.priority})),
        ];
        reasons.push(match &self.next {
            None => Reason::new("dispatch.only_one", json!(self.passed)),
            Some(next) => match next.lost_on {
                LostOn::Loaded => Reason::new("dispatch.next_loaded", json!({})),
                LostOn::Idle => {
                    let by = self.chosen.idle_ms.saturating_sub(next.terms.idle_ms);
                    Reason::new("dispatch.next_idle_shorter", json!({"by_ms": by}))
                }
                LostOn::Level => Reason::new("dispatch.next_level_lower", json!({"level": next.terms.level})),
                LostOn::Draw => Reason::new("dispatch.next_lost_draw", json!({})),
            },
        });
        reasons
    }
}

fn lost_on(chosen: &Terms, next: &Terms) -> LostOn {
    if chosen.loaded != next.loaded {
        LostOn::Loaded
    } else if chosen.idle_ms != next.idle_ms {
        LostOn::Idle
    } else if chosen.level != next.level {
        LostOn::Level
    } else {
        LostOn::Draw
    }
}

fn millis(from: Ts, to: Ts) -> u64 {
    u64::try_from(to.since(from).as_millis()).unwrap_or(u64::MAX)
}
