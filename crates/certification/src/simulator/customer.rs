//! The simulated customer: goal × persona × patience × mood, a seeded machine over the procedure.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sop::{Definition, Effect, End, Event, Function, SlotKind, State, Values, What, Who};

use super::{
    Did, Line, Session, Turn,
    advice::{Advice, AdviceKind, conformance, minded, next, plain},
    policy::{Customers, Persona, Scenario},
};
use crate::{
    course::{Language, policy::Text},
    mastery::chance::Dice,
};

db::text_enum! {
    /// How the customer feels.
    pub enum Mood { Calm = "calm", Uneasy = "uneasy", Angry = "angry" }
}

/// Patience left, per cent, up to which a customer is angry, and uneasy.
const ANGRY: i64 = 34;
const UNEASY: i64 = 67;

/// What a conversation is played with.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub def: &'a Definition,
    pub customers: &'a Customers,
    pub scenario: &'a Scenario,
    pub seed: u64,
    pub language: Language,
}

impl Setting<'_> {
    /// What could be told in this conversation, in the customer's words.
    pub(crate) fn facts(&self) -> Vec<String> {
        let sayings = self.scenario.saying.values().map(|text| text.get(self.language).to_owned());
        let values = self.def.slots.iter().flat_map(|slot| &slot.values).filter_map(Value::as_str).map(str::to_owned);
        let drawn = self.scenario.goal.values().filter_map(Value::as_str).map(str::to_owned);
        sayings.chain(values).chain(drawn).filter(|fact| fact.chars().count() > 1).collect()
    }
}

/// Plays `turns` from the beginning.
pub fn replay(setting: Setting<'_>, turns: &[Turn]) -> Session {
    let mut play = Play::open(setting);
    for (i, turn) in turns.iter().enumerate() {
        if play.session.ended {
            break;
        }
        play.dice = Dice::new(setting.seed ^ (u64::try_from(i).unwrap_or(0) + 1).wrapping_mul(0x9e37_79b9));
        play.turn(turn);
    }
    play.session
}

struct Play<'a> {
    s: Setting<'a>,
    persona: Option<&'a Persona>,
    /// Patience that the customer could have at most.
    whole: i64,
    /// What is true, slot by slot.
    world: Values,
    session: Session,
    dice: Dice,
    last_s: i64,
}

impl<'a> Play<'a> {
    fn open(s: Setting<'a>) -> Self {
        let mut dice = Dice::new(s.seed);
        let likely = |p: &&Persona| s.scenario.persona.is_empty() || s.scenario.persona.contains(&p.id);
        let personas: Vec<&Persona> = s.customers.persona.iter().filter(likely).collect();
        let persona = personas.get(dice.below(personas.len())).copied();
        let world = world(&s, &mut dice);
        let whole = s.scenario.patience.or(persona.map(|p| p.patience)).unwrap_or(4).max(1);
        let patience = match s.scenario.mood.unwrap_or(Mood::Calm) {
            Mood::Calm => whole,
            Mood::Uneasy => (whole * UNEASY / 100).max(1),
            Mood::Angry => (whole * ANGRY / 100).max(1),
        };
        let session = Session {
            sop: State::new(s.def),
            patience,
            mood: Mood::Calm,
            lines: Vec::new(),
            advice: Vec::new(),
            blocked: 0,
            ended: false,
        };
        let mut play = Self { s, persona, whole, world, session, dice, last_s: 0 };
        play.feel();
        play.event(0, Who::System, What::Start);
        let opening = play.dice.pick(&s.scenario.opening).map(|t| t.get(s.language).to_owned()).unwrap_or_default();
        play.line("customer", opening, 0);
        play.session.advice.extend(next(s.def, &play.session.sop, s.language));
        play
    }

    fn line(&mut self, from: &str, text: String, at_s: i64) {
        self.session.lines.push(Line { from: from.to_owned(), text, at_s, reworded: false });
    }

    /// Applies an event; what it says against the procedure becomes advice, and costs patience.
    fn event(&mut self, at_s: i64, actor: Who, what: What) -> Vec<Effect> {
        let mut effects = Vec::new();
        let event = Event { at: at_s * 1000, actor, what };
        if sop::apply(self.s.def, &mut self.session.sop, &event, &mut effects).is_ok() {
            let against = conformance(self.s.def, &effects, self.s.language);
            if !against.is_empty() {
                self.session.patience -= 2;
            }
            self.session.advice.extend(against);
        }
        effects
    }

    fn mind(&mut self, rule: &str) {
        self.session.patience -= 1;
        self.session.advice.push(minded(rule, self.s.language));
    }

    fn words(&mut self, list: &'a [Text]) -> String {
        self.dice.pick(list).map(|t| t.get(self.s.language).to_owned()).unwrap_or_default()
    }

    fn turn(&mut self, turn: &Turn) {
        self.session.advice.clear();
        let waited = turn.at_s - self.last_s > self.persona.map_or(120, |p| p.waits_s);
        self.last_s = turn.at_s;
        if waited {
            self.mind("delay");
        }
        let words = &self.s.customers.words;
        let answer = match &turn.what {
            Did::Said { text, verdict, rules } => self.said(text, *verdict, rules, turn.at_s),
            Did::Acted { step } => self.acted(step, turn.at_s),
            Did::Left => {
                self.event(turn.at_s, Who::Agent, What::Abandon);
                None
            }
        };
        let mut said = Vec::new();
        if waited && answer.is_some() {
            said.push(self.words(&words.waited));
        }
        self.feel();
        if self.session.patience <= 0 && self.session.sop.end.is_none() {
            self.event(turn.at_s, Who::Customer, What::Abandon);
            said.push(self.words(&words.leaves));
        } else if matches!(self.session.sop.end, Some(End::Completed | End::HandedOff)) {
            said.push(self.words(&words.thanks));
        } else if let Some(answer) = answer {
            match self.session.mood {
                Mood::Uneasy => said.push(self.words(&words.uneasy)),
                Mood::Angry => said.push(self.words(&words.angry)),
                Mood::Calm => {}
            }
            said.push(answer);
        }
        if !said.is_empty() {
            let gap = if self.s.language == Language::En { " " } else { "" };
            let plain = said.join(gap);
            self.line("customer", turn.reworded.clone().unwrap_or(plain), turn.at_s);
            if let Some(line) = self.session.lines.last_mut() {
                line.reworded = turn.reworded.is_some();
            }
        }
        self.session.ended = self.session.sop.end.is_some();
        self.session.advice.extend(next(self.s.def, &self.session.sop, self.s.language));
    }

    fn feel(&mut self) {
        self.session.mood = match self.session.patience * 100 / self.whole {
            left if left <= ANGRY => Mood::Angry,
            left if left <= UNEASY => Mood::Uneasy,
            _ => Mood::Calm,
        };
    }

    fn said(&mut self, text: &str, verdict: patrol::Outcome, rules: &[String], at_s: i64) -> Option<String> {
        let stopped = verdict == patrol::Outcome::Block;
        for rule in rules {
            let (zh, en) = if stopped {
                ("巡检拦截，这句话没有发出。", "Stopped by patrol: it was not sent.")
            } else {
                ("巡检提醒，换一种说法更好。", "A remark by patrol: there is a better way to say it.")
            };
            let text = if self.s.language == Language::En { en } else { zh };
            self.session.advice.push(Advice::new(AdviceKind::Patrol, rule.clone(), text));
        }
        if stopped {
            self.session.blocked += 1;
            self.session.patience -= 1;
            let current = self.session.sop.current.and_then(|i| self.s.def.steps.get(i)).map(|s| s.name.clone());
            self.event(at_s, Who::Agent, What::Violate { step: current, rule: "patrol_block".to_owned() });
            return None;
        }
        self.line("worker", text.to_owned(), at_s);
        let words = &self.s.customers.words;
        let Some(heard) = sop::hear(self.s.def, &self.session.sop, text) else {
            self.mind("not_understood");
            return Some(self.words(&words.puzzled));
        };
        let step = self.s.def.steps.get(heard.step)?;
        let again = self.session.sop.steps.get(heard.step).is_some_and(|r| r.completed > 0);
        if again && self.session.sop.current != Some(heard.step) {
            self.mind("repetition");
            return Some(self.words(&words.repeated));
        }
        let evidence = vec![format!("line:{}", self.session.lines.len())];
        self.answer(step.name.clone(), step.function()?, heard.step, evidence, at_s)
    }

    /// The customer's answer to a step, which it also completes.
    fn answer(&mut self, name: String, function: Function, index: usize, evidence: Vec<String>, at_s: i64) -> Option<String> {
        let words = &self.s.customers.words;
        let asked: Vec<String> = self.fills(index);
        match function {
            Function::Collect => {
                let open: Vec<String> = asked.iter().filter(|slot| !self.known(slot)).cloned().collect();
                let forgets = open.len() > 1 && self.dice.chance(f64::from(self.persona.map_or(0, |p| p.forgetful)) / 100.0);
                let told: Vec<String> = if forgets { open.into_iter().take(1).collect() } else { open };
                let slots = self.truth(&told);
                let said: Vec<String> = told.iter().map(|slot| self.saying(slot)).collect();
                if forgets {
                    self.event(at_s, Who::Customer, What::Fill { slots, evidence });
                } else {
                    self.event(at_s, Who::Agent, What::Complete { step: name, slots, evidence });
                }
                let gap = if self.s.language == Language::En { ", " } else { "\u{ff0c}" };
                Some(self.words(&words.tell).replace("{value}", &said.join(gap)))
            }
            Function::Confirm => {
                let slots = self.truth(&asked);
                let yes = slots.values().all(|v| *v != json!(false));
                self.event(at_s, Who::Agent, What::Complete { step: name, slots, evidence });
                Some(if yes { self.words(&words.agree) } else { self.words(&words.decline) })
            }
            Function::Say | Function::Disclose | Function::Handoff | Function::Act => {
                self.event(at_s, Who::Agent, What::Complete { step: name, slots: Values::new(), evidence });
                Some(self.words(&words.fine))
            }
        }
    }

    fn acted(&mut self, step: &str, at_s: i64) -> Option<String> {
        let (index, found) = self.s.def.step(step)?;
        if found.function() != Some(Function::Act) {
            return None;
        }
        let slots = self.truth(&self.fills(index));
        let results: Vec<String> = slots.iter().map(|(slot, value)| format!("{} = {}", self.label(slot), shown(value))).collect();
        let title = plain(&found.title, self.s.language).to_owned();
        self.event(at_s, Who::Agent, What::Complete { step: step.to_owned(), slots, evidence: vec![format!("tool:{step}")] });
        let done = self.words(&self.s.customers.words.done);
        self.line("system", format!("{title}: {done} {}", results.join("; ")).trim().to_owned(), at_s);
        None
    }

    fn fills(&self, index: usize) -> Vec<String> {
        self.s.def.fills(index).into_iter().map(str::to_owned).collect()
    }

    fn known(&self, slot: &str) -> bool {
        self.s.def.slot(slot).and_then(|i| self.session.sop.slots.get(i)).is_some_and(|v| !v.is_null())
    }

    fn truth(&self, slots: &[String]) -> Values {
        slots.iter().filter_map(|s| Some((s.clone(), self.world.get(s)?.clone()))).collect()
    }

    fn label(&self, slot: &str) -> String {
        let found = self.s.def.slot(slot).and_then(|i| self.s.def.slots.get(i));
        found.map_or_else(|| slot.to_owned(), |s| plain(&s.label, self.s.language).to_owned())
    }

    fn saying(&self, slot: &str) -> String {
        let value = self.world.get(slot).cloned().unwrap_or(Value::Null);
        if let Some(text) = self.s.scenario.saying.get(&format!("{slot}={}", shown(&value))) {
            return text.get(self.s.language).to_owned();
        }
        match (&value, self.s.language) {
            (Value::Bool(true), Language::Zh) => "是的".to_owned(),
            (Value::Bool(true), Language::En) => "yes".to_owned(),
            (Value::Bool(false), Language::Zh) => "没有".to_owned(),
            (Value::Bool(false), Language::En) => "no".to_owned(),
            _ => shown(&value),
        }
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What is true in this conversation: as the scenario says, else as the dice fall.
fn world(s: &Setting<'_>, dice: &mut Dice) -> Values {
    let mut world = BTreeMap::new();
    for slot in &s.def.slots {
        let drawn = dice.bits();
        let value = if let Some(fixed) = s.scenario.goal.get(&slot.name) {
            fixed.clone()
        } else if slot.pii.is_some() {
            json!(format!("〔{}·1〕", slot.label.zh))
        } else if !slot.values.is_empty() {
            let index = usize::try_from(drawn % u64::try_from(slot.values.len()).unwrap_or(1)).unwrap_or(0);
            slot.values.get(index).cloned().unwrap_or(Value::Null)
        } else {
            match slot.kind {
                SlotKind::Boolean => json!(drawn % 10 < 7),
                SlotKind::Integer => json!(10 + drawn % 490),
                SlotKind::Number => json!(10 + drawn % 490),
                SlotKind::String => json!(format!("N{}", 1000 + drawn % 9000)),
            }
        };
        world.insert(slot.name.clone(), value);
    }
    world
}
