//! The dispatch policy: the numbers, words and test vectors of `policies/dispatch`.

use std::{collections::BTreeMap, time::Duration};

use kernel::{AccountId, Code, Demands, Error, Result, Ts, policy::Rules};
use serde::Deserialize;

use crate::{
    TaskId,
    core::{Excluded, Input, LEVELS, Limits, Matcher, Skill, Step, Task, Weights, Worker},
    presence::{self, Duty, PresenceRow},
};

/// The base policy as shipped; a seed of `policy_version`.
pub const BASE: &[u8] = include_bytes!("../../../policies/dispatch/base.toml");

/// Typed form of one dispatch policy. Durations are whole seconds, capacity is in units.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispatchRules {
    offer_seconds: u32,
    ask_again_seconds: u32,
    pub offers_at_once: u32,
    pub misses_before_break: u32,
    presence_lease_seconds: u32,
    task_lease_seconds: u32,
    pub vanish_priority: u32,
    wrap_up_seconds: u32,
    unfunded_retry_seconds: u32,
    pub capacity: u32,
    pub consents: Vec<identity::Purpose>,
    pub decline_reasons: Vec<String>,
    pub wrap_codes: Vec<String>,
    units: BTreeMap<String, u32>,
    answer_within_seconds: u32,
    newcomer_pieces: u32,
    /// Transfers in a row of one conversation.
    pub most_transfers: u32,
    weights: WeightsInSeconds,
    rest: Rest,
    /// Filters per skill, opened one after another; `"*"` is for skills without their own.
    workflow: BTreeMap<String, Vec<Filter>>,
    vector: Vec<Vector>,
    /// What the attestation policy demands; whoever builds the engine says so.
    #[serde(skip)]
    pub demands: Demands,
}

/// How long somebody may work.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rest {
    most_minutes_a_day: u32,
    most_minutes_in_a_run: u32,
    rest_minutes: u32,
}

/// What each term of the choice is worth, in seconds of idle time.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightsInSeconds {
    level: u32,
    level_cap: u8,
    breadth: u32,
    load: u32,
    piece: u32,
    affinity: u32,
    step: u32,
    newcomer: u32,
    explore_percent: u8,
}

/// Who may take a task once it has waited so long.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    after_seconds: u32,
    #[serde(default = "one")]
    min_level: u8,
    /// Another skill than the task's own.
    skill: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    #[serde(default = "one")]
    sensitivity: u8,
    /// The worker who knows the customer.
    knows: Option<u32>,
    /// Filters, and how long the task has waited.
    steps: Option<Vec<Filter>>,
    #[serde(default)]
    waited_s: u32,
    workers: Vec<Someone>,
    chosen: Option<u32>,
    next: Option<u32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Someone {
    n: u32,
    idle_s: u32,
    #[serde(default = "three")]
    level: u8,
    #[serde(default)]
    used: u32,
    #[serde(default = "three")]
    posture: u8,
    #[serde(default)]
    excluded: bool,
    #[serde(default)]
    pieces: u32,
    #[serde(default)]
    newcomer: bool,
    /// Skills held beside the one asked for.
    #[serde(default)]
    others: u32,
}

/// The skill asked for is number 0, others follow.
fn skills(someone: &Someone) -> Vec<(Skill, u8)> {
    (0..=someone.others).map(|n| (Skill(n), someone.level)).collect()
}

/// The filters of a vector, for a task that began to wait at `since`.
fn steps_of(filters: &[Filter], since: Ts) -> Vec<Step> {
    let step = |f: &Filter| Step { min_level: f.min_level, ..Step::anybody(Skill(0), since.plus(seconds(f.after_seconds))) };
    filters.iter().map(step).collect()
}

const fn one() -> u8 {
    1
}
const fn three() -> u8 {
    3
}

const fn seconds(n: u32) -> Duration {
    Duration::from_secs(n as u64)
}

impl DispatchRules {
    pub const fn offer(&self) -> Duration {
        seconds(self.offer_seconds)
    }

    pub const fn ask_again(&self) -> Duration {
        seconds(self.ask_again_seconds)
    }

    pub const fn presence_lease(&self) -> Duration {
        seconds(self.presence_lease_seconds)
    }

    pub const fn task_lease(&self) -> Duration {
        seconds(self.task_lease_seconds)
    }

    pub const fn wrap_up(&self) -> Duration {
        seconds(self.wrap_up_seconds)
    }

    pub const fn unfunded_retry(&self) -> Duration {
        seconds(self.unfunded_retry_seconds)
    }

    /// How long a rest is.
    pub const fn rest(&self) -> Duration {
        seconds(self.rest.rest_minutes * 60)
    }

    /// Until when a worker has to rest, and whether for the `day` or after a `run`; `None` when they may work.
    pub(crate) fn tired(&self, row: &PresenceRow, now: Ts) -> Option<(&'static str, Ts)> {
        let minutes = |n: u32| i64::from(n) * 60_000;
        if row.worked(now) >= minutes(self.rest.most_minutes_a_day) {
            return Some(("day", presence::next_day(now)));
        }
        if row.run(self.rest(), now) >= minutes(self.rest.most_minutes_in_a_run) {
            return Some(("run", row.left_at.filter(|_| row.state != Duty::Available).unwrap_or(now).plus(self.rest())));
        }
        None
    }

    pub const fn limits(&self) -> Limits {
        Limits { offer: self.offer(), offers_at_once: self.offers_at_once, weights: self.weights() }
    }

    /// The weights in milliseconds of idle time.
    pub const fn weights(&self) -> Weights {
        const fn ms(seconds: u32) -> i64 {
            seconds as i64 * 1000
        }
        let w = &self.weights;
        Weights {
            level_ms: ms(w.level),
            level_cap: w.level_cap,
            breadth_ms: ms(w.breadth),
            load_ms: ms(w.load),
            piece_ms: ms(w.piece),
            affinity_ms: ms(w.affinity),
            step_ms: ms(w.step),
            newcomer_ms: ms(w.newcomer),
            explore_percent: w.explore_percent,
        }
    }

    /// How soon a task should be answered.
    pub const fn answer_within(&self) -> Duration {
        seconds(self.answer_within_seconds)
    }

    /// Below so many pieces in all a worker counts as a newcomer.
    pub fn newcomer_pieces(&self) -> i64 {
        i64::from(self.newcomer_pieces)
    }

    /// The steps of a task for `skill` that began to wait at `since`. A `target` is the only one asked, at any level.
    pub(crate) fn steps(&self, skill: &str, since: Ts, target: Option<AccountId>, number: impl Fn(&str) -> Skill) -> Vec<Step> {
        if let Some(target) = target {
            return vec![Step { only: vec![target], ..Step::anybody(number(skill), since) }];
        }
        let filters = self.workflow.get(skill).or_else(|| self.workflow.get("*"));
        let step = |filter: &Filter| Step {
            opens: since.plus(seconds(filter.after_seconds)),
            skill: number(filter.skill.as_deref().unwrap_or(skill)),
            min_level: filter.min_level,
            only: Vec::new(),
        };
        filters.map_or_else(|| vec![Step::anybody(number(skill), since)], |filters| filters.iter().map(step).collect())
    }

    fn check_workflows(&self) -> std::result::Result<(), String> {
        for (skill, filters) in &self.workflow {
            let ordered = filters.is_sorted_by_key(|filter| filter.after_seconds);
            if !ordered || filters.iter().any(|filter| !(1..=LEVELS).contains(&filter.min_level)) || filters.is_empty() {
                return Err(format!(
                    "workflow.{skill}: filters in order of after_seconds, each min_level between 1 and {LEVELS}"
                ));
            }
        }
        if self.weights.explore_percent > 50 {
            return Err("weights.explore_percent: at most 50, or newcomers go before everybody else".to_owned());
        }
        Ok(())
    }

    /// Capacity units of one task of `channel`; an unknown channel takes a whole worker.
    pub fn units(&self, channel: &str) -> u32 {
        self.units.get(channel).copied().unwrap_or(self.capacity)
    }

    /// Refuses a wrap-up code that the policy does not know.
    pub fn wrap_code(&self, code: &str) -> Result<()> {
        known("code", code, &self.wrap_codes)
    }

    /// Refuses a decline reason that the policy does not know.
    pub fn decline_reason(&self, reason: &str) -> Result<()> {
        known("reason", reason, &self.decline_reasons)
    }
}

fn known(field: &str, word: &str, words: &[String]) -> Result<()> {
    if words.iter().any(|w| w == word) {
        return Ok(());
    }
    Err(Error::new(Code::InvalidField, format!("{field} is not acceptable")).and(
        field,
        "unknown",
        format!("one of {}", words.join(", ")),
    ))
}

impl Rules for DispatchRules {
    const KIND: &'static str = "dispatch";

    fn check(&self) -> std::result::Result<(), String> {
        let positive = [
            self.offer_seconds,
            self.offers_at_once,
            self.misses_before_break,
            self.presence_lease_seconds,
            self.task_lease_seconds,
            self.wrap_up_seconds,
            self.unfunded_retry_seconds,
            self.capacity,
            self.rest.most_minutes_a_day,
            self.rest.most_minutes_in_a_run,
            self.rest.rest_minutes,
        ];
        if positive.contains(&0) {
            return Err("times, limits and capacity must be above zero".to_owned());
        }
        if let Some((channel, _)) = self.units.iter().find(|(_, units)| **units == 0 || **units > self.capacity) {
            return Err(format!("units.{channel} must be between 1 and the capacity"));
        }
        self.check_workflows()?;
        self.vector.iter().try_for_each(|vector| self.run(vector))
    }
}

impl DispatchRules {
    fn run(&self, vector: &Vector) -> std::result::Result<(), String> {
        let now = Ts::from_micros(1_000_000_000_000);
        let id = |n: u32| AccountId::from_u128(u128::from(n));
        let mut core = Matcher::new(self.limits(), 1);
        let mut excluded = Vec::new();
        let waits = now.minus(seconds(vector.waited_s));
        for someone in &vector.workers {
            if someone.excluded {
                excluded.push(Excluded { worker: id(someone.n), until: now.plus(Duration::from_secs(1)) });
            }
            let worker = Worker {
                id: id(someone.n),
                ready: true,
                skills: skills(someone),
                capacity: self.capacity,
                used: someone.used,
                offers: 0,
                posture: someone.posture,
                idle_since: now.minus(seconds(someone.idle_s)),
                pieces: someone.pieces,
                newcomer: someone.newcomer,
            };
            core.apply(Input::Worker(worker), now);
        }
        let task = Task {
            id: TaskId::from_u128(1),
            steps: vector.steps.as_ref().map_or_else(|| vec![Step::anybody(Skill(0), now)], |steps| steps_of(steps, waits)),
            sensitivity: vector.sensitivity,
            priority: 0,
            units: self.units("chat"),
            since: now,
            due: now.plus(self.answer_within()),
            attempt: 0,
            affinity: vector.knows.map(id),
            excluded,
            not_before: now,
        };
        let offers = core.apply(Input::Task(task), now);
        let chosen = offers.first().map(|offer| offer.worker);
        let next = offers.first().and_then(|offer| offer.why.next.as_ref()).map(|next| next.terms.worker);
        if chosen == vector.chosen.map(id) && next == vector.next.map(id) {
            return Ok(());
        }
        Err(format!("vector {:?}: chose {chosen:?}, next {next:?}", vector.name))
    }
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;

    use super::*;

    #[test]
    fn the_base_policy_passes_its_own_vectors() {
        let policy = Policy::<DispatchRules>::parse("base", BASE).unwrap();
        assert_eq!(policy.value.offer(), Duration::from_secs(20));
        assert_eq!(policy.value.units("chat"), 30);
        assert_eq!(policy.value.wrap_code("nonsense").unwrap_err().code, Code::InvalidField);
    }

    #[test]
    fn a_policy_that_contradicts_its_vectors_is_refused() {
        let text = String::from_utf8(BASE.to_vec()).unwrap().replace("chosen = 2\nnext = 3", "chosen = 1\nnext = 3");
        let error = Policy::<DispatchRules>::parse("base", text.as_bytes()).unwrap_err();
        assert_eq!(error.code, Code::PolicyInvalid);
        assert!(error.detail.contains("the longest idle worker"), "{}", error.detail);
    }
}
