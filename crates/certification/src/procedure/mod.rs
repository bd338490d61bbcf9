//! Procedures as enterprises write them: checked, rehearsed, kept as drafts, and put in force all at once. Pure here; what is
//! written is a policy version.

pub(crate) mod http;
pub(crate) mod service;

use kernel::Result;
use serde_json::{Value, json};
use sop::{Definition, Effect, End, Event, Function, Slot, SlotKind, State, Values, What, Who};

use crate::mastery::chance::Dice;

/// Kind of a procedure in the policy table.
pub(crate) const KIND: &str = "sop";
/// Largest text, and versions kept of one procedure.
pub(crate) const SOURCE_MAX: usize = 200_000;
pub(crate) const VERSIONS_MAX: usize = 200;
/// Steps of a rehearsal, whatever circles there are.
const STEPS: usize = 200;

/// A step of a rehearsal, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Walked {
    pub(crate) step: String,
    /// `completed`, or the rule that was broken.
    pub(crate) what: String,
    pub(crate) filled: Vec<(String, Value)>,
}

/// A whole rehearsal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rehearsal {
    pub(crate) path: Vec<Walked>,
    pub(crate) end: Option<End>,
    pub(crate) conformance: f64,
    pub(crate) weight: u64,
}

/// Plays the procedure with a customer that `seed` makes: the same seed, the same way through.
pub(crate) fn rehearse(def: &Definition, seed: u64) -> Result<Rehearsal> {
    let (mut state, mut dice, mut path, mut at) = (State::new(def), Dice::new(seed), Vec::new(), 0);
    apply(def, &mut state, at, What::Start)?;
    while let Some(step) = state.current.filter(|_| state.end.is_none() && path.len() < STEPS) {
        let Some(known) = def.steps.get(step) else { break };
        let mut slots = Values::new();
        for name in def.fills(step) {
            if let Some(slot) = def.slot(name).and_then(|i| def.slots.get(i)) {
                let agrees = known.function() == Some(Function::Confirm);
                slots.insert(name.to_owned(), drawn(slot, agrees, &mut dice));
            }
        }
        at += 1000 * i64::from(known.meta.target_seconds.clamp(1, 600));
        let filled: Vec<(String, Value)> = slots.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        let what = What::Complete { step: known.name.clone(), slots, evidence: vec!["rehearsal".to_owned()] };
        let effects = apply(def, &mut state, at, what)?;
        path.push(Walked { step: known.name.clone(), what: "completed".to_owned(), filled });
        for effect in effects {
            let (step, what) = match effect {
                Effect::Violated { step, rule } => (step, rule),
                Effect::Skipped { step } => (step, "skipped".to_owned()),
                _ => continue,
            };
            let step = def.steps.get(step).map(|s| s.name.clone()).unwrap_or_default();
            path.push(Walked { step, what, filled: Vec::new() });
        }
    }
    let measured = sop::conversation(def, &state);
    Ok(Rehearsal { path, end: state.end, conformance: measured.conformance, weight: measured.weight })
}

fn apply(def: &Definition, state: &mut State, at: i64, what: What) -> Result<Vec<Effect>> {
    let mut effects = Vec::new();
    let event = Event { at, actor: Who::Agent, what };
    sop::apply(def, state, &event, &mut effects)
        .map_err(|refusal| kernel::Error::conflict(format!("the rehearsal stopped: {refusal:?}")))?;
    Ok(effects)
}

/// A value that a customer could give. Personal data is a token.
fn drawn(slot: &Slot, agrees: bool, dice: &mut Dice) -> Value {
    if slot.pii.is_some() {
        return json!(format!("〔{}·1〕", slot.label.zh));
    }
    if let Some(value) = dice.pick(&slot.values) {
        return value.clone();
    }
    match slot.kind {
        SlotKind::Boolean => json!(dice.chance(if agrees { 0.85 } else { 0.6 })),
        SlotKind::Integer => json!(1 + dice.below(500)),
        SlotKind::Number => json!(1.0 + f64::from(u32::try_from(dice.below(500)).unwrap_or(0))),
        SlotKind::String => json!(format!("{}-{}", slot.name, 1 + dice.below(9))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_procedure_is_walked_to_its_end_the_same_way_for_the_same_seed() {
        let policies = testkit::policies_from_disk();
        for (path, bytes) in policies.under("sop/") {
            let def = sop::parse(path, bytes).unwrap();
            let mut ways = std::collections::BTreeSet::new();
            for seed in 0..40 {
                let one = rehearse(&def, seed).unwrap();
                assert_eq!(one, rehearse(&def, seed).unwrap());
                assert!(one.end.is_some() && one.path.len() < STEPS, "{path} {seed}: {one:?}");
                ways.insert(one.path.iter().map(|w| w.step.clone()).collect::<Vec<_>>());
            }
            assert!(ways.len() > 1, "{path}: customers differ");
        }
    }
}
