//! The shape of `policies/simulator/customers.toml`: personas, words and scenarios, written by trainers.

use std::collections::BTreeMap;

use kernel::policy::Rules;
use serde::Deserialize;
use serde_json::Value;

use crate::course::policy::Text;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customers {
    pub version: String,
    pub persona: Vec<Persona>,
    pub words: Words,
    pub scenario: Vec<Scenario>,
}

/// A manner. Patience is how much goes wrong before the customer leaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    pub id: String,
    pub name: Text,
    pub patience: i64,
    /// Chance in a hundred of telling only the first of several things asked for.
    pub forgetful: u8,
    /// Seconds without an answer after which patience goes.
    pub waits_s: i64,
}

/// Words for what the customer does; `{value}` stands for what is told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub tell: Vec<Text>,
    pub agree: Vec<Text>,
    pub decline: Vec<Text>,
    pub fine: Vec<Text>,
    pub puzzled: Vec<Text>,
    pub repeated: Vec<Text>,
    pub waited: Vec<Text>,
    pub uneasy: Vec<Text>,
    pub angry: Vec<Text>,
    pub leaves: Vec<Text>,
    pub thanks: Vec<Text>,
    pub done: Vec<Text>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub id: String,
    /// Name of the procedure.
    pub sop: String,
    pub title: Text,
    pub opening: Vec<Text>,
    /// Slots that are as told here; the others are drawn.
    #[serde(default)]
    pub goal: BTreeMap<String, Value>,
    /// How a value is put into words, by `slot=value`.
    #[serde(default)]
    pub saying: BTreeMap<String, Text>,
}

impl Customers {
    pub fn scenario(&self, id: &str) -> Option<&Scenario> {
        self.scenario.iter().find(|s| s.id == id)
    }
}

impl Rules for Customers {
    const KIND: &'static str = "simulator";

    fn check(&self) -> Result<(), String> {
        let w = &self.words;
        let lists = [
            &w.tell,
            &w.agree,
            &w.decline,
            &w.fine,
            &w.puzzled,
            &w.repeated,
            &w.waited,
            &w.uneasy,
            &w.angry,
            &w.leaves,
            &w.thanks,
            &w.done,
        ];
        if lists.iter().any(|l| l.is_empty()) || self.persona.is_empty() || self.scenario.is_empty() {
            return Err("every list of words, personas and scenarios needs an entry".to_owned());
        }
        if let Some(bad) = self.persona.iter().find(|p| p.patience < 1 || p.waits_s < 1 || p.forgetful > 100) {
            return Err(format!("persona {:?}: patience and waits_s from 1, forgetful up to 100", bad.id));
        }
        for (i, scenario) in self.scenario.iter().enumerate() {
            if scenario.opening.is_empty() || self.scenario.iter().take(i).any(|s| s.id == scenario.id) {
                return Err(format!("scenario {:?}: once, with an opening", scenario.id));
            }
        }
        Ok(())
    }
}

/// Refuses scenarios whose procedure, slots or values do not exist.
pub fn fits(customers: &Customers, shelf: &sop::Shelf) -> Result<(), String> {
    for scenario in &customers.scenario {
        let def =
            shelf.newest(&scenario.sop).ok_or_else(|| format!("scenario {:?}: no procedure {:?}", scenario.id, scenario.sop))?;
        for (slot, value) in &scenario.goal {
            let known = def.slot(slot).and_then(|i| def.slots.get(i));
            let known = known.ok_or_else(|| format!("scenario {:?}: no slot {slot:?}", scenario.id))?;
            if known.pii.is_some() || !(known.values.is_empty() || known.values.contains(value)) {
                return Err(format!("scenario {:?}: {slot} cannot be {value}", scenario.id));
            }
        }
    }
    Ok(())
}
