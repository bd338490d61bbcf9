//! The shape of `policies/simulator/customers.toml`: personas, words and scenarios. A scenario alone is what enterprises write.

use std::collections::BTreeMap;

use kernel::policy::Rules;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::Mood;
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

/// Goal slots × persona × patience × mood, over one procedure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioForm)]
pub struct Scenario {
    pub id: String,
    /// Name of the procedure.
    pub sop: String,
    pub title: Text,
    /// First sentences, of which one is drawn.
    pub opening: Vec<Text>,
    /// Manners of which one is drawn; any when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persona: Vec<String>,
    /// How much goes wrong before the customer leaves; the persona's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience: Option<i64>,
    /// How the customer begins; calm when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mood: Option<Mood>,
    /// Steps that it trains above all: what went wrong in the conversation it was made from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trains: Vec<String>,
    /// The conversation it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_from: Option<String>,
    /// Slots that are as told here; the others are drawn.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = Object)]
    pub goal: BTreeMap<String, Value>,
    /// How a value is put into words, by `slot=value`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
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
        if let Some(misfit) = misfits(scenario, &def).into_iter().next() {
            return Err(format!("scenario {:?}: {}", scenario.id, misfit.text));
        }
    }
    Ok(())
}

/// What of a scenario its procedure does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    pub rule: &'static str,
    /// The table or list it stands in, and its key.
    pub at: (&'static str, String),
    pub text: String,
    pub hint: String,
}

/// Slots, values and steps of `scenario` that `def` does not have.
pub fn misfits(scenario: &Scenario, def: &sop::Definition) -> Vec<Misfit> {
    let mut found = Vec::new();
    for (slot, value) in &scenario.goal {
        let mut blame = |rule, text: String, hint: String| found.push(Misfit { rule, at: ("goal", slot.clone()), text, hint });
        let Some(known) = def.slot(slot).and_then(|i| def.slots.get(i)) else {
            let all: Vec<&str> = def.slots.iter().map(|s| s.name.as_str()).collect();
            blame("unknown_slot", format!("no slot {slot:?}"), format!("the procedure has {}", all.join(", ")));
            continue;
        };
        if known.pii.is_some() {
            let hint = "leave it out: the customer tells a token of it when asked".to_owned();
            blame("personal_slot", format!("{slot} holds personal data"), hint);
        } else if !known.takes(value) {
            let all: Vec<String> = known.values.iter().map(Value::to_string).collect();
            let hint = if all.is_empty() { format!("a {}", known.kind.as_str()) } else { format!("one of {}", all.join(", ")) };
            blame("wrong_value", format!("{slot} cannot be {value}"), hint);
        }
    }
    for step in scenario.trains.iter().filter(|step| def.step(step).is_none()) {
        found.push(Misfit {
            rule: "unknown_step",
            at: ("trains", step.clone()),
            text: format!("no step {step:?}"),
            hint: "name steps of the procedure".to_owned(),
        });
    }
    found
}
