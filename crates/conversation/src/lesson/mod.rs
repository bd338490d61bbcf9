//! What a conversation that is over teaches: its masked first words, what was known, and where it went wrong.

pub(crate) mod http;
pub(crate) mod service;

use std::collections::BTreeMap;

use serde_json::Value;
use sop::{Definition, State};

/// A step that went wrong, with the rules that were broken in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) step: String,
    pub(crate) title: sop::Text,
    pub(crate) rules: Vec<String>,
}

/// What was known at the end, by slot; slots of personal data are left out, tokens and all.
pub(crate) fn known(def: &Definition, state: &State) -> BTreeMap<String, Value> {
    let plain = def.slots.iter().zip(&state.slots).filter(|(slot, value)| slot.pii.is_none() && !value.is_null());
    plain.map(|(slot, value)| (slot.name.clone(), value.clone())).collect()
}

/// The steps that went wrong, in the order of the procedure.
pub(crate) fn wrong(def: &Definition, state: &State) -> Vec<Wrong> {
    let (_, weak) = sop::judged(def, state);
    let named = |name: String| {
        let (index, step) = def.step(&name)?;
        let mut rules = state.steps.get(index).map(|record| record.violations.clone()).unwrap_or_default();
        rules.dedup();
        if rules.is_empty() {
            rules.push("left_out".to_owned());
        }
        Some(Wrong { title: step.title.clone(), step: name, rules })
    };
    weak.into_iter().filter_map(named).collect()
}
