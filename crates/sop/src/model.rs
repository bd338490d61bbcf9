//! A compiled procedure: steps by number, slots by number, every name resolved.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::{expr::Expr, hear::Sound};

/// A text in both languages; one given plainly serves for both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

impl Text {
    pub fn both(text: &str) -> Self {
        Self { zh: text.to_owned(), en: text.to_owned() }
    }

    /// English for the locale `en`, Chinese for every other.
    pub fn get(&self, locale: &str) -> &str {
        if locale == "en" { &self.en } else { &self.zh }
    }
}

/// A word of a closed list: its name in files and in JSON.
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $(#[serde(rename = $word)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The variant with this name.
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.as_str() == word)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// The functions that a step may call.
    pub enum Function {
        Say = "say", Collect = "collect", Act = "act", Confirm = "confirm", Handoff = "handoff", Disclose = "disclose",
    }
}

words! {
    /// What proves that a step was done.
    pub enum Evidence { Message = "message", ToolResult = "tool_result", Form = "form" }
}

words! {
    /// Who may do a step.
    pub enum Automatable { Bot = "bot", Agent = "agent", Either = "either" }
}

words! {
    /// What a slot holds.
    pub enum SlotKind { String = "string", Integer = "integer", Number = "number", Boolean = "boolean" }
}

/// Something that is learnt on the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Slot {
    pub name: String,
    pub kind: SlotKind,
    pub label: Text,
    /// Class of personal data; such a slot takes tokens only.
    pub pii: Option<String>,
    /// The only values allowed; empty for any.
    pub values: Vec<Value>,
}

impl Slot {
    /// Whether `value` is of its type and among its values. A token is what a slot of personal data takes.
    pub fn takes(&self, value: &Value) -> bool {
        crate::engine::fits(self, value).is_ok()
    }
}

/// How a step is measured and paid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Meta {
    /// 0 when there is no target.
    pub target_seconds: u32,
    pub required: bool,
    pub evidence: Evidence,
    pub quality: Vec<String>,
    pub skill: Option<String>,
    /// Share of the piece, relative to the weights of the other steps.
    pub piece_weight: u32,
    pub automatable_by: Automatable,
}

/// Where a step goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Next {
    Step(usize),
    End,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case {
    pub(crate) when: Option<Expr>,
    pub(crate) then: Next,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    Call { function: Function, text: Text, cues: Vec<String>, fills: Vec<usize>, uses: Vec<usize>, action: String },
    Switch(Vec<Case>),
    Set(Vec<(usize, Expr)>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub name: String,
    pub title: Text,
    pub line: u64,
    pub(crate) body: Body,
    pub next: Next,
    pub meta: Meta,
    pub timeout_s: Option<u32>,
}

impl Step {
    /// The function a person or robot is asked for; `None` for what the engine does by itself.
    pub fn function(&self) -> Option<Function> {
        if let Body::Call { function, .. } = &self.body { Some(*function) } else { None }
    }

    pub(crate) fn fills(&self) -> &[usize] {
        if let Body::Call { fills, .. } = &self.body { fills } else { &[] }
    }

    pub(crate) fn uses(&self) -> &[usize] {
        if let Body::Call { uses, .. } = &self.body { uses } else { &[] }
    }

    /// The words of the step.
    pub fn text(&self) -> Option<&Text> {
        if let Body::Call { text, .. } = &self.body { Some(text) } else { None }
    }

    /// Every place the step can go to.
    pub(crate) fn targets(&self) -> impl Iterator<Item = Next> + '_ {
        let cases: &[Case] = if let Body::Switch(cases) = &self.body { cases } else { &[] };
        let falls_through = !cases.iter().any(|c| c.when.is_none());
        cases.iter().map(|c| c.then).chain(falls_through.then_some(self.next))
    }
}

/// One procedure, ready to run. `hash` names exactly these bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    pub hash: String,
    pub namespace: String,
    pub name: String,
    pub version: String,
    pub title: Text,
    pub summary: Text,
    /// The skill that a step needs unless it says otherwise.
    pub skill: Option<String>,
    pub slots: Vec<Slot>,
    pub steps: Vec<Step>,
    pub(crate) by_name: HashMap<String, usize>,
    /// What each step sounds like, in the order of `steps`.
    pub(crate) sounds: Vec<Sound>,
}

impl Definition {
    pub fn step(&self, name: &str) -> Option<(usize, &Step)> {
        let index = *self.by_name.get(name)?;
        Some((index, self.steps.get(index)?))
    }

    pub fn slot(&self, name: &str) -> Option<usize> {
        self.slots.iter().position(|s| s.name == name)
    }

    /// Names of the slots that a step fills.
    pub fn fills(&self, step: usize) -> Vec<&str> {
        let fills = self.steps.get(step).map(Step::fills).unwrap_or_default();
        fills.iter().filter_map(|i| self.slots.get(*i)).map(|s| s.name.as_str()).collect()
    }

    /// Sum of the weights of all steps.
    pub fn weight(&self) -> u64 {
        self.steps.iter().map(|s| u64::from(s.meta.piece_weight)).sum()
    }

    /// The shortest way from `from` to `to`, both included.
    pub(crate) fn way(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let mut came: HashMap<usize, usize> = HashMap::new();
        let mut queue = std::collections::VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            for next in self.steps.get(at).into_iter().flat_map(Step::targets) {
                let Next::Step(next) = next else { continue };
                if next == from || came.contains_key(&next) {
                    continue;
                }
                came.insert(next, at);
                if next == to {
                    let mut way = vec![to];
                    while let Some(before) = way.last().and_then(|last| came.get(last)) {
                        way.push(*before);
                        if *before == from {
                            break;
                        }
                    }
                    way.reverse();
                    return Some(way);
                }
                queue.push_back(next);
            }
        }
        None
    }
}
