//! What the desk shows of a running procedure: where it is, what is known, what comes next, what is missing.

use serde::Serialize;
use serde_json::Value;

use crate::{
    engine::State,
    model::{Definition, Function, Next, Text, words},
};

words! {
    /// How a step stands.
    pub enum ItemState {
        Done = "done", Current = "current", Skipped = "skipped", Ahead = "ahead", Open = "open",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    pub step: String,
    pub title: Text,
    pub function: Function,
    pub state: ItemState,
    pub required: bool,
    pub target_seconds: u32,
    pub violations: Vec<String>,
}

/// A slot: personal data by its token only.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SlotView {
    pub slot: String,
    pub label: Text,
    pub value: Option<Value>,
    pub is_personal: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checklist {
    pub procedure: String,
    pub title: Text,
    pub version: String,
    pub hash: String,
    pub current: Option<String>,
    /// What to say or do now.
    pub prompt: Option<Text>,
    pub items: Vec<Item>,
    pub slots: Vec<SlotView>,
    /// Names of up to three steps that can come after the current one.
    pub next: Vec<String>,
    /// Required steps that were passed over, and slots that a later act needs.
    pub missing: Vec<String>,
}

pub fn checklist(def: &Definition, state: &State) -> Checklist {
    let current = state.current.and_then(|i| def.steps.get(i));
    let items = def.steps.iter().enumerate().filter_map(|(i, step)| {
        let record = state.steps.get(i)?;
        Some(Item {
            step: step.name.clone(),
            title: step.title.clone(),
            function: step.function()?,
            state: match () {
                () if state.current == Some(i) => ItemState::Current,
                () if record.ahead => ItemState::Ahead,
                () if record.completed > 0 => ItemState::Done,
                () if record.skipped > 0 => ItemState::Skipped,
                () => ItemState::Open,
            },
            required: step.meta.required,
            target_seconds: step.meta.target_seconds,
            violations: record.violations.clone(),
        })
    });
    let slots = def.slots.iter().zip(&state.slots).map(|(slot, value)| SlotView {
        slot: slot.name.clone(),
        label: slot.label.clone(),
        value: (!value.is_null()).then(|| value.clone()),
        is_personal: slot.pii.is_some(),
    });
    Checklist {
        procedure: def.name.clone(),
        title: def.title.clone(),
        version: def.version.clone(),
        hash: def.hash.clone(),
        current: current.map(|s| s.name.clone()),
        prompt: current.and_then(|s| s.text()).cloned(),
        items: items.collect(),
        slots: slots.collect(),
        next: following(def, state).into_iter().take(3).collect(),
        missing: missing(def, state),
    }
}

/// Names of the steps for people that can follow the current one, nearest first.
pub(crate) fn following(def: &Definition, state: &State) -> Vec<String> {
    let mut found = Vec::new();
    let mut queue: Vec<Next> = state.current.and_then(|i| def.steps.get(i)).map(|s| s.targets().collect()).unwrap_or_default();
    let mut seen = vec![false; def.steps.len()];
    while !queue.is_empty() {
        let mut later = Vec::new();
        for next in queue {
            let Next::Step(i) = next else { continue };
            let (Some(step), Some(cell)) = (def.steps.get(i), seen.get_mut(i)) else { continue };
            if std::mem::replace(cell, true) || state.current == Some(i) {
                continue;
            }
            if step.function().is_some() {
                found.push(step.name.clone());
            }
            later.extend(step.targets());
        }
        queue = later;
    }
    found
}

fn missing(def: &Definition, state: &State) -> Vec<String> {
    let passed = def.steps.iter().zip(&state.steps).filter(|(step, r)| step.meta.required && r.skipped > 0 && r.completed == 0);
    let mut names: Vec<String> = passed.map(|(step, _)| step.name.clone()).collect();
    let ahead = following(def, state);
    let acts = def.steps.iter().filter(|s| s.function() == Some(Function::Act));
    for step in
        acts.filter(|s| ahead.contains(&s.name) || state.current.and_then(|i| def.steps.get(i)).is_some_and(|c| c.name == s.name))
    {
        for slot in step.uses() {
            let empty = state.slots.get(*slot).is_none_or(Value::is_null);
            let name = def.slots.get(*slot).map(|s| s.name.clone()).unwrap_or_default();
            if empty && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}
