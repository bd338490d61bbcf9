//! Why this worker and not another: the decisive terms and the counterfactual of one offer.

use kernel::Reason;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Task, Terms, Ts, Weights};

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

/// The worker who would have been asked otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    pub terms: Terms,
    pub lost_on: LostOn,
    /// By how many milliseconds of idle time the chosen one was worth more; 0 when the draw decided.
    #[serde(default)]
    pub by_ms: i64,
}

/// The term that put the chosen worker ahead most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LostOn {
    Affinity,
    Newcomer,
    Loaded,
    Step,
    Level,
    Breadth,
    Pieces,
    Idle,
    Draw,
    /// Alone the other would have been asked; with the tasks decided together, all are served better this way.
    Together,
    /// The task was handed over to this worker by name.
    Named,
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

impl Why {
    pub(crate) fn of(task: &Task, chosen: Terms, next: Option<Next>, passed: Passed, now: Ts) -> Self {
        let waited_ms = u64::try_from(now.since(task.since).as_millis()).unwrap_or(u64::MAX);
        Self { chosen, next, passed, waited_ms, priority: task.priority, sensitivity: task.sensitivity }
    }

    /// The terms as reasons with stable codes. Names no other worker: safe to show to the one who was asked.
    pub fn reasons(&self) -> Vec<Reason> {
        let chosen = &self.chosen;
        let mut reasons = vec![
            Reason::new("dispatch.skill_level", json!({"level": chosen.level})),
            Reason::new("dispatch.idle", json!({"seconds": chosen.idle_ms / 1000, "loaded": chosen.load > 0})),
            Reason::new("dispatch.posture", json!({"level": chosen.posture, "needed": self.sensitivity})),
            Reason::new("dispatch.waited", json!({"seconds": self.waited_ms / 1000, "priority": self.priority})),
        ];
        if chosen.affinity {
            reasons.push(Reason::new("dispatch.knows_customer", json!({})));
        }
        if chosen.explored {
            reasons.push(Reason::new("dispatch.newcomer", json!({})));
        }
        if chosen.step > 0 {
            reasons.push(Reason::new("dispatch.relaxed", json!({"step": chosen.step})));
        }
        reasons.push(self.next.as_ref().map_or_else(
            || Reason::new("dispatch.only_one", json!(self.passed)),
            |next| Reason::new(next.lost_on.code(), next.params(chosen)),
        ));
        reasons
    }

    /// Decides again between the recorded workers by `weights`: the same answer, or the record is wrong.
    pub fn replay(&self, weights: &Weights) -> bool {
        let Some(next) = &self.next else { return true };
        match next.lost_on {
            LostOn::Together | LostOn::Named => true,
            recorded => Next::between(weights, &self.chosen, next.terms.clone())
                .is_some_and(|again| again.lost_on == recorded && again.by_ms == next.by_ms),
        }
    }
}

impl LostOn {
    const fn code(self) -> &'static str {
        match self {
            Self::Affinity => "dispatch.next_unacquainted",
            Self::Newcomer => "dispatch.next_not_newcomer",
            Self::Loaded => "dispatch.next_loaded",
            Self::Step => "dispatch.next_step_later",
            Self::Level => "dispatch.next_level_lower",
            Self::Breadth => "dispatch.next_needed_elsewhere",
            Self::Pieces => "dispatch.next_had_more_today",
            Self::Idle => "dispatch.next_idle_shorter",
            Self::Draw => "dispatch.next_lost_draw",
            Self::Together => "dispatch.next_serves_other_task",
            Self::Named => "dispatch.handed_over",
        }
    }
}

impl Next {
    /// What put `chosen` before `next`; `None` when by `weights` it is not before it.
    pub(crate) fn between(weights: &Weights, chosen: &Terms, next: Terms) -> Option<Self> {
        let by_ms = weights.worth(chosen) - weights.worth(&next);
        if (by_ms, next.draw) < (0, chosen.draw) {
            return None;
        }
        let fit = |terms: &Terms| weights.fit(terms.level, 0);
        let each = |weight: i64, more: u32, less: u32| weight * (i64::from(more) - i64::from(less));
        let flag = |weight: i64, chosen: bool, next: bool| weight * (i64::from(chosen) - i64::from(next));
        let leads = [
            (flag(weights.affinity_ms, chosen.affinity, next.affinity), LostOn::Affinity),
            (flag(weights.newcomer_ms, chosen.explored, next.explored), LostOn::Newcomer),
            (weights.load_ms * i64::from(next.load) / 100 - weights.load_ms * i64::from(chosen.load) / 100, LostOn::Loaded),
            (weights.step_ms * (i64::from(next.step) - i64::from(chosen.step)), LostOn::Step),
            (fit(chosen) - fit(&next), LostOn::Level),
            (each(weights.breadth_ms, next.breadth, chosen.breadth), LostOn::Breadth),
            (each(weights.piece_ms, next.pieces, chosen.pieces), LostOn::Pieces),
            (chosen.idle_ms - next.idle_ms, LostOn::Idle),
        ];
        let most = leads.iter().rev().max_by_key(|(lead, _)| *lead);
        let lost_on = most.filter(|_| by_ms > 0).map_or(LostOn::Draw, |(_, term)| *term);
        Some(Self { terms: next, lost_on, by_ms })
    }

    fn params(&self, chosen: &Terms) -> serde_json::Value {
        match self.lost_on {
            LostOn::Idle => json!({"by_ms": chosen.idle_ms - self.terms.idle_ms}),
            LostOn::Level => json!({"level": self.terms.level}),
            LostOn::Pieces => json!({"more": i64::from(self.terms.pieces) - i64::from(chosen.pieces)}),
            LostOn::Breadth => json!({"skills": self.terms.breadth + 1}),
            _ => json!({}),
        }
    }
}
