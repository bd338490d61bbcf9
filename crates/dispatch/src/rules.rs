//! The dispatch policy: the numbers, words and test vectors of `policies/dispatch`.

use std::{collections::BTreeMap, time::Duration};

use kernel::{AccountId, Code, Error, Result, Ts, policy::Rules};
use serde::Deserialize;

use crate::{
    TaskId,
    core::{Excluded, Input, Limits, Matcher, Task, Worker},
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
    vector: Vec<Vector>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    #[serde(default = "one")]
    sensitivity: u8,
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

    pub const fn limits(&self) -> Limits {
        Limits { offer: self.offer(), offers_at_once: self.offers_at_once }
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
        ];
        if positive.contains(&0) {
            return Err("times, limits and capacity must be above zero".to_owned());
        }
        if let Some((channel, _)) = self.units.iter().find(|(_, units)| **units == 0 || **units > self.capacity) {
            return Err(format!("units.{channel} must be between 1 and the capacity"));
        }
        self.vector.iter().try_for_each(|vector| self.run(vector))
    }
}

impl DispatchRules {
    fn run(&self, vector: &Vector) -> std::result::Result<(), String> {
        let now = Ts::from_micros(1_000_000_000_000);
        let id = |n: u32| AccountId::from_u128(u128::from(n));
        let mut core = Matcher::new(self.limits(), 1);
        let mut excluded = Vec::new();
        for someone in &vector.workers {
            if someone.excluded {
                excluded.push(Excluded { worker: id(someone.n), until: now.plus(Duration::from_secs(1)) });
            }
            let worker = Worker {
                id: id(someone.n),
                ready: true,
                skills: vec![("any".to_owned(), someone.level)],
                capacity: self.capacity,
                used: someone.used,
                offers: 0,
                posture: someone.posture,
                idle_since: now.minus(seconds(someone.idle_s)),
            };
            core.apply(Input::Worker(worker), now);
        }
        let task = Task {
            id: TaskId::from_u128(1),
            skill: "any".to_owned(),
            sensitivity: vector.sensitivity,
            priority: 0,
            units: self.units("chat"),
            since: now,
            attempt: 0,
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
