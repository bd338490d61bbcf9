//! The procedure that a conversation runs: its state, and every step as a row of evidence and of price.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use sop::{Definition, Effect};

/// What is kept of one effect: the step, what happened, how long it took, what it weighs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Happened {
    pub(crate) step: String,
    /// `completed`, `skipped` or the rule that was broken.
    pub(crate) what: String,
    pub(crate) ms: i64,
    pub(crate) weight: i64,
}

/// The effects that leave a row.
pub(crate) fn happened(def: &Definition, effects: &[Effect]) -> Vec<Happened> {
    let named = |step: &usize| def.steps.get(*step).map(|s| s.name.clone()).unwrap_or_default();
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Completed { step, ms, weight, .. } => {
                Some(Happened { step: named(step), what: "completed".to_owned(), ms: *ms, weight: i64::from(*weight) })
            }
            Effect::Skipped { step } => Some(Happened { step: named(step), what: "skipped".to_owned(), ms: 0, weight: 0 }),
            Effect::Violated { step, rule } => Some(Happened { step: named(step), what: rule.clone(), ms: 0, weight: 0 }),
            _ => None,
        })
        .collect()
}
