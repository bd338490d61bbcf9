//! What is out of the ordinary: one group per worker and cause, ranked, with its clock. Pure types and rules.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::{collections::BTreeMap, time::Duration};

use ::http::PolicyFiles;
use kernel::{
    Result, Ts,
    policy::{self, Policy},
};
use patrol::{Class, Outcome, Verdict};
use serde::{Deserialize, Serialize};

kernel::nouns! {
    /// A group of the inbox.
    ExceptionEntity => ExceptionId,
    /// One piece of evidence in it.
    ExceptionItem => ExceptionItemId,
}

/// Name of the causes' file.
pub(crate) const POLICY: &str = "exceptions";

/// What the inbox is fed by.
pub(crate) const TOPICS: &[&str] =
    &["conversation.alerted", "verdict.overridden", "verdict.held", "verdict.unjudged", "quality.failed", "task.released"];

db::text_enum! {
    /// Why something reaches a human.
    pub enum Cause {
        /// A customer may be in danger.
        SelfHarm = "self_harm",
        /// A customer keeps threatening with authorities, publicity or the law.
        Escalation = "escalation",
        /// A customer insults.
        CustomerAbuse = "customer_abuse",
        /// Discontent that added up.
        Risk = "risk",
        /// Drafts of one worker were stopped again and again.
        Blocks = "blocks",
        /// A warning was sent all the same.
        Override = "override",
        /// A conversation failed its evaluation.
        Quality = "quality",
        /// A desk was left while serving.
        Lease = "lease",
        /// A message was sent while patrol was out of service.
        Unjudged = "unjudged",
    }
}

db::text_enum! {
    /// Life of a group.
    pub enum ExceptionState { Open = "open", Done = "done" }
}

db::text_enum! {
    /// What an administrator made of a group.
    pub enum ExceptionOutcome {
        /// Seen; nothing to do.
        Noted = "noted",
        /// Talked to the worker.
        Coached = "coached",
        /// The worker learns this again.
        Retrain = "retrain",
        /// The rule was wrong.
        FalseAlarm = "false_alarm",
    }
}

db::text_enum! {
    /// How a group's clock stands.
    pub enum Clock {
        Fine = "fine",
        /// Less than a quarter of the time is left.
        Soon = "soon",
        Late = "late",
    }
}

/// The causes' weights and clocks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Causes {
    pub id: String,
    pub version: u32,
    /// Repetitions that add to a group's rank.
    most: i64,
    cause: BTreeMap<Cause, Weigh>,
}

/// One cause's.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weigh {
    pub(crate) weight: i64,
    /// Minutes within which somebody must look.
    within_min: u64,
    /// Happenings within `span_min` minutes from which they are told; one where absent.
    times: Option<i64>,
    span_min: Option<u64>,
}

impl Weigh {
    pub(crate) const fn within(&self) -> Duration {
        Duration::from_secs(self.within_min * 60)
    }

    pub(crate) fn series(&self) -> Option<(i64, Duration)> {
        Some((self.times?, Duration::from_secs(self.span_min? * 60)))
    }
}

impl policy::Rules for Causes {
    const KIND: &'static str = "exceptions";

    fn check(&self) -> std::result::Result<(), String> {
        match Cause::ALL.iter().find(|cause| !self.cause.contains_key(cause)) {
            Some(cause) => Err(format!("cause {} has no weight", cause.as_str())),
            None => Ok(()),
        }
    }
}

impl Causes {
    pub(crate) fn of(&self, cause: Cause) -> Option<&Weigh> {
        self.cause.get(&cause)
    }
}

pub(crate) fn load(files: &PolicyFiles) -> Result<Policy<Causes>> {
    Policy::parse(POLICY, files.get(&format!("quality/{POLICY}.toml"))?)
}

/// What an alert on a customer's turn is about.
pub(crate) fn cause_of(verdict: Option<&Verdict>) -> Cause {
    let hits = || verdict.iter().flat_map(|verdict| &verdict.hits).filter(|hit| hit.outcome == Outcome::Alert);
    let has = |class: Class| hits().any(|hit| hit.class == class);
    match () {
        () if has(Class::SelfHarm) => Cause::SelfHarm,
        () if has(Class::Escalation) => Cause::Escalation,
        () if has(Class::Abuse) => Cause::CustomerAbuse,
        () => Cause::Risk,
    }
}

/// How the clock of a group stands that happened first at `first` and is due at `due`.
pub(crate) fn clock(first: Ts, due: Ts, now: Ts) -> Clock {
    let (left, whole) = (due.millis() - now.millis(), due.millis() - first.millis());
    match () {
        () if left < 0 => Clock::Late,
        () if left * 4 < whole => Clock::Soon,
        () => Clock::Fine,
    }
}

/// Heavier groups first; repetition adds, up to `most` times, and a clock that ran out doubles.
pub(crate) fn rank(weight: i64, count: i64, clock: Clock, most: i64) -> i64 {
    weight * count.clamp(1, most) * if clock == Clock::Late { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &[u8] = include_bytes!("../../../../policies/quality/exceptions.toml");

    #[test]
    fn every_cause_has_a_weight() {
        let causes = Policy::<Causes>::parse("x", SHIPPED).unwrap().value;
        assert!(Cause::ALL.iter().all(|cause| causes.of(*cause).is_some_and(|weigh| weigh.weight > 0)));
        let text = std::str::from_utf8(SHIPPED).unwrap().replace("[cause.lease]", "[cause.risk2]");
        assert!(Policy::<Causes>::parse("x", text.as_bytes()).is_err());
    }

    #[test]
    fn the_graver_and_the_later_come_first() {
        let (first, due) = (Ts::from_micros(0), Ts::from_micros(100_000_000));
        assert_eq!(clock(first, due, Ts::from_micros(10_000_000)), Clock::Fine);
        assert_eq!(clock(first, due, Ts::from_micros(80_000_000)), Clock::Soon);
        assert_eq!(clock(first, due, Ts::from_micros(100_001_000)), Clock::Late);
        assert!(rank(1000, 1, Clock::Fine, 10) > rank(60, 10, Clock::Fine, 10));
        assert_eq!(rank(20, 50, Clock::Fine, 10), rank(20, 10, Clock::Fine, 10), "noise hides nobody");
        assert!(rank(20, 1, Clock::Late, 10) > rank(30, 1, Clock::Fine, 10));
    }
}
