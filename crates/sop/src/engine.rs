//! The engine: `(definition, state, event) → (state, effects)`, pure and event-sourced.
//!
//! Time comes from the events. An event that is refused changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    is_token,
    model::{Body, Definition, Function, Next, Slot, SlotKind, words},
};

words! {
    /// Who did it.
    pub enum Who { Bot = "bot", Agent = "agent", Customer = "customer", System = "system" }
}

words! {
    /// How a conversation ended.
    pub enum End { Completed = "completed", HandedOff = "handed_off", Abandoned = "abandoned" }
}

/// Something that happened at `at`, milliseconds on any clock that does not run backwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub at: i64,
    #[serde(default = "agent")]
    pub actor: Who,
    #[serde(flatten)]
    pub what: What,
}

fn agent() -> Who {
    Who::Agent
}

/// Values by the name of their slot.
pub type Values = BTreeMap<String, Value>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum What {
    /// The conversation begins.
    Start,
    /// A step was done.
    Complete {
        step: String,
        #[serde(default)]
        slots: Values,
        #[serde(default)]
        evidence: Vec<String>,
    },
    /// A step was left out on purpose.
    Skip {
        step: String,
        #[serde(default)]
        reason: String,
    },
    /// Something was learnt outside a step.
    Fill {
        slots: Values,
        #[serde(default)]
        evidence: Vec<String>,
    },
    /// A rule was broken, as others found.
    Violate {
        #[serde(default)]
        step: Option<String>,
        rule: String,
    },
    /// Time passed.
    Tick,
    /// It went to somebody else before the end.
    HandOff,
    /// The customer left.
    Abandon,
}

/// What follows from an event.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    Entered {
        step: usize,
    },
    Completed {
        step: usize,
        actor: Who,
        ms: i64,
        weight: u32,
    },
    Skipped {
        step: usize,
    },
    Violated {
        step: usize,
        rule: String,
    },
    Filled {
        slot: usize,
    },
    /// Wake the conversation with a tick at `at`.
    Timer {
        step: usize,
        at: i64,
    },
    Ended {
        how: End,
    },
}

/// What is known of one step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub entered: u32,
    pub completed: u32,
    pub skipped: u32,
    pub rework: u32,
    pub out_of_order: u32,
    pub violations: Vec<String>,
    /// Time in the step, all visits.
    pub ms: i64,
    pub actor: Option<Who>,
    pub evidence: Vec<String>,
    /// Done before its turn; passed without asking when the flow gets there.
    pub ahead: bool,
}

/// A running or ended conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Hash of the definition it began under, and stays with.
    pub definition: String,
    pub seq: u64,
    pub started: bool,
    /// The step that is waited for.
    pub current: Option<usize>,
    pub since: i64,
    pub at: i64,
    pub slots: Vec<Value>,
    pub steps: Vec<Record>,
    pub end: Option<End>,
}

impl State {
    pub fn new(def: &Definition) -> Self {
        Self {
            definition: def.hash.clone(),
            seq: 0,
            started: false,
            current: None,
            since: 0,
            at: 0,
            slots: vec![Value::Null; def.slots.len()],
            steps: vec![Record::default(); def.steps.len()],
            end: None,
        }
    }
}

/// Why an event does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum Refusal {
    /// The definition is not the one the conversation began under.
    OtherVersion,
    NotStarted,
    AlreadyStarted,
    Ended,
    /// Earlier than the event before.
    BackInTime,
    UnknownStep {
        step: String,
    },
    UnknownSlot {
        slot: String,
    },
    /// Of another type, or not one of the allowed values.
    BadValue {
        slot: String,
    },
    /// Personal data that is no token.
    Unmasked {
        slot: String,
    },
    /// The step was said to be done without what it is for.
    MissingSlot {
        slot: String,
    },
}

/// An event that was refused: the state as it was, and why.
pub type Refused = Box<(State, Refusal)>;

/// The pure transition. On refusal the state comes back as it was.
pub fn transition(def: &Definition, mut state: State, event: &Event) -> Result<(State, Vec<Effect>), Refused> {
    let mut effects = Vec::new();
    match apply(def, &mut state, event, &mut effects) {
        Ok(()) => Ok((state, effects)),
        Err(refusal) => Err(Box::new((state, refusal))),
    }
}

/// As [`transition`], in place; `effects` are added to.
pub fn apply(def: &Definition, state: &mut State, event: &Event, effects: &mut Vec<Effect>) -> Result<(), Refusal> {
    admit(def, state, event)?;
    let mut run = Run { def, state, effects, at: event.at, actor: event.actor };
    run.state.seq += 1;
    run.state.at = event.at;
    match &event.what {
        What::Start => {
            run.state.started = true;
            run.goto(Next::Step(0));
        }
        What::Complete { step, slots, evidence } => {
            run.fill(slots);
            if let Some((index, _)) = def.step(step) {
                run.complete(index, evidence);
            }
        }
        What::Skip { step, .. } => {
            if let Some((index, _)) = def.step(step) {
                run.skip(index);
            }
        }
        What::Fill { slots, evidence } => {
            run.fill(slots);
            run.collected(evidence);
        }
        What::Violate { step, rule } => {
            let named = step.as_ref().and_then(|s| def.step(s)).map(|(i, _)| i);
            if let Some(index) = named.or(run.state.current) {
                run.violate(index, rule);
            }
        }
        What::Tick => run.tick(),
        What::HandOff => run.finish(End::HandedOff),
        What::Abandon => run.finish(End::Abandoned),
    }
    Ok(())
}

/// Everything that can be wrong with an event, before anything changes.
fn admit(def: &Definition, state: &State, event: &Event) -> Result<(), Refusal> {
    if state.definition != def.hash {
        return Err(Refusal::OtherVersion);
    }
    match (&event.what, state.started, state.end) {
        (_, _, Some(_)) => return Err(Refusal::Ended),
        (What::Start, true, _) => return Err(Refusal::AlreadyStarted),
        (What::Start, false, _) => return Ok(()),
        (_, false, _) => return Err(Refusal::NotStarted),
        _ if event.at < state.at => return Err(Refusal::BackInTime),
        _ => {}
    }
    let (step, slots) = match &event.what {
        What::Complete { step, slots, .. } => (Some(step), Some(slots)),
        What::Skip { step, .. } | What::Violate { step: Some(step), .. } => (Some(step), None),
        What::Fill { slots, .. } => (None, Some(slots)),
        _ => (None, None),
    };
    for (name, value) in slots.into_iter().flatten() {
        let slot = def.slots.iter().find(|s| s.name == *name).ok_or_else(|| Refusal::UnknownSlot { slot: name.clone() })?;
        fits(slot, value)?;
    }
    let Some(step) = step else { return Ok(()) };
    // What the engine does by itself is nobody's to report.
    let known = def.step(step).filter(|(_, s)| s.function().is_some());
    let (_, found) = known.ok_or_else(|| Refusal::UnknownStep { step: step.clone() })?;
    if let (What::Complete { slots, .. }, Some(Function::Collect | Function::Confirm)) = (&event.what, found.function()) {
        for fill in found.fills() {
            let empty = state.slots.get(*fill).is_none_or(Value::is_null);
            let name = def.slots.get(*fill).map(|s| s.name.as_str()).unwrap_or_default();
            if empty && !slots.contains_key(name) {
                return Err(Refusal::MissingSlot { slot: name.to_owned() });
            }
        }
    }
    Ok(())
}

pub(crate) fn fits(slot: &Slot, value: &Value) -> Result<(), Refusal> {
    if slot.pii.is_some() {
        let token = value.as_str().is_some_and(is_token);
        return if token { Ok(()) } else { Err(Refusal::Unmasked { slot: slot.name.clone() }) };
    }
    let typed = match slot.kind {
        SlotKind::String => value.is_string(),
        SlotKind::Integer => value.is_i64() || value.is_u64(),
        SlotKind::Number => value.is_number(),
        SlotKind::Boolean => value.is_boolean(),
    };
    let allowed = slot.values.is_empty() || slot.values.contains(value);
    if typed && allowed { Ok(()) } else { Err(Refusal::BadValue { slot: slot.name.clone() }) }
}

/// One event being applied.
struct Run<'a> {
    def: &'a Definition,
    state: &'a mut State,
    effects: &'a mut Vec<Effect>,
    at: i64,
    actor: Who,
}

impl Run<'_> {
    fn record(&mut self, index: usize, change: impl FnOnce(&mut Record)) {
        if let Some(record) = self.state.steps.get_mut(index) {
            change(record);
        }
    }

    fn known(&self, index: usize) -> bool {
        self.state.slots.get(index).is_some_and(|v| !v.is_null())
    }

    fn fill(&mut self, slots: &Values) {
        for (name, value) in slots {
            let Some(index) = self.def.slot(name) else { continue };
            if let Some(cell) = self.state.slots.get_mut(index) {
                cell.clone_from(value);
                self.effects.push(Effect::Filled { slot: index });
            }
        }
    }

    fn violate(&mut self, index: usize, rule: &str) {
        self.record(index, |r| r.violations.push(rule.to_owned()));
        self.effects.push(Effect::Violated { step: index, rule: rule.to_owned() });
    }

    fn finish(&mut self, how: End) {
        if let Some(index) = self.state.current.take() {
            let spent = self.at - self.state.since;
            self.record(index, |r| r.ms += spent);
        }
        self.state.end = Some(how);
        self.effects.push(Effect::Ended { how });
    }

    /// Goes on to `next` and through everything that needs nobody.
    fn goto(&mut self, next: Next) {
        let mut next = next;
        // No way without a person is longer than the procedure, unless it turns in a circle, which the linter refuses.
        for _ in 0..=self.def.steps.len() {
            let Next::Step(index) = next else {
                let last = self.state.current.and_then(|i| self.def.steps.get(i)).and_then(super::model::Step::function);
                self.state.current = None;
                return self.finish(if last == Some(Function::Handoff) { End::HandedOff } else { End::Completed });
            };
            let Some(step) = self.def.steps.get(index) else { return };
            self.record(index, |r| r.entered += 1);
            self.effects.push(Effect::Entered { step: index });
            next = match &step.body {
                Body::Switch(cases) => {
                    let slots = &self.state.slots;
                    let hit = cases.iter().find(|c| c.when.as_ref().is_none_or(|w| w.holds(slots)));
                    self.record(index, |r| r.completed += 1);
                    hit.map_or(step.next, |c| c.then)
                }
                Body::Set(pairs) => {
                    for (slot, expr) in pairs {
                        let value = expr.eval(&self.state.slots);
                        if let Some(cell) = self.state.slots.get_mut(*slot) {
                            *cell = value;
                        }
                    }
                    self.record(index, |r| r.completed += 1);
                    step.next
                }
                Body::Call { function, fills, .. } => {
                    self.state.current = Some(index);
                    self.state.since = self.at;
                    let ahead = self.state.steps.get(index).is_some_and(|r| r.ahead);
                    let told = *function == Function::Collect && fills.iter().all(|f| self.known(*f));
                    if ahead {
                        self.record(index, |r| r.ahead = false);
                    } else if told {
                        self.done(index, &[]);
                    } else {
                        if let Some(after) = step.timeout_s {
                            self.effects.push(Effect::Timer { step: index, at: self.at + i64::from(after) * 1000 });
                        }
                        return;
                    }
                    step.next
                }
            };
        }
    }

    /// Counts a step as done, wherever the flow stands.
    fn done(&mut self, index: usize, evidence: &[String]) {
        let (actor, current) = (self.actor, self.state.current == Some(index));
        let ms = if current { self.at - self.state.since } else { 0 };
        let weight = self.def.steps.get(index).map_or(0, |s| s.meta.piece_weight);
        self.record(index, |r| {
            r.rework += u32::from(r.completed > 0);
            r.completed += 1;
            r.ms += ms;
            r.actor = Some(actor);
            r.evidence.extend(evidence.iter().cloned());
        });
        self.effects.push(Effect::Completed { step: index, actor, ms, weight });
    }

    fn complete(&mut self, index: usize, evidence: &[String]) {
        let Some(step) = self.def.steps.get(index) else { return };
        let missing = step.uses().iter().any(|slot| !self.known(*slot));
        if missing && step.function() == Some(Function::Act) {
            self.violate(index, "act_without_slots");
        }
        if self.state.current == Some(index) {
            self.done(index, evidence);
            return self.goto(step.next);
        }
        let again = self.state.steps.get(index).is_some_and(|r| r.completed > 0);
        self.done(index, evidence);
        if again {
            return;
        }
        self.record(index, |r| r.out_of_order += 1);
        self.violate(index, "out_of_order");
        let jumps = matches!(step.function(), Some(Function::Act | Function::Handoff));
        let way = self.state.current.and_then(|from| self.def.way(from, index));
        match way {
            // What was done cannot be undone: what lay before it was left out.
            Some(way) if jumps => {
                for passed in way.iter().take(way.len().saturating_sub(1)) {
                    self.pass_over(*passed);
                }
                self.record(index, |r| r.entered += 1);
                self.state.current = Some(index);
                self.goto(step.next);
            }
            Some(_) => self.record(index, |r| r.ahead = true),
            None => {}
        }
    }

    fn pass_over(&mut self, index: usize) {
        let open = self.state.steps.get(index).is_some_and(|r| r.completed == 0 && r.skipped == 0);
        if open && self.def.steps.get(index).is_some_and(|s| s.function().is_some()) {
            self.record(index, |r| r.skipped += 1);
            self.effects.push(Effect::Skipped { step: index });
        }
    }

    fn skip(&mut self, index: usize) {
        let Some(step) = self.def.steps.get(index) else { return };
        self.pass_over(index);
        if step.meta.required {
            self.violate(index, "required_skipped");
        }
        if self.state.current == Some(index) {
            let spent = self.at - self.state.since;
            self.record(index, |r| r.ms += spent);
            self.goto(step.next);
        } else if self.state.current.is_some_and(|from| self.def.way(from, index).is_some()) {
            self.record(index, |r| r.ahead = true);
        }
    }

    /// The current step is done when it only wanted to know what is known now.
    fn collected(&mut self, evidence: &[String]) {
        let Some(index) = self.state.current else { return };
        let Some(step) = self.def.steps.get(index) else { return };
        if step.function() == Some(Function::Collect) && step.fills().iter().all(|f| self.known(*f)) {
            self.done(index, evidence);
            self.goto(step.next);
        }
    }

    fn tick(&mut self) {
        let Some(index) = self.state.current else { return };
        let limit = self.def.steps.get(index).and_then(|s| s.timeout_s).map(|s| i64::from(s) * 1000);
        let told = self.state.steps.get(index).is_some_and(|r| r.violations.iter().any(|v| v == "timeout"));
        if limit.is_some_and(|limit| self.at - self.state.since >= limit) && !told {
            self.violate(index, "timeout");
        }
    }
}
