//! The scripted customer: a small seeded state machine with goal slots. It reveals when asked, expects to be verified
//! before a solution, and loses patience. Words score nothing by themselves: only what was obtained, verified and resolved.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::{fold, likeness, said};
use crate::chance::pick;

/// A customer with a problem, as written in the item bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub id: String,
    pub title: String,
    /// The procedure card the candidate sees.
    pub brief: String,
    /// First words of the customer; the seed picks one.
    pub opening: Vec<String>,
    pub slot: Vec<Slot>,
    /// Phrases that offer what the procedure allows.
    pub right: Vec<String>,
    /// Phrases that promise what it does not.
    pub wrong: Vec<String>,
    pub say: Lines,
    /// Remarks the customer takes before leaving.
    pub patience: i64,
    pub max_turns: i64,
    #[serde(default)]
    pub vector: Vec<Vector>,
}

/// Something only the customer knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    pub id: String,
    /// Needed before any solution may be offered.
    #[serde(default)]
    pub verify: bool,
    /// Phrases that ask for it, when the turn is a question or a request.
    pub ask: Vec<String>,
    pub reveal: String,
}

/// What the customer says in each situation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    /// Nothing was understood; the seed picks one.
    pub nudge: Vec<String>,
    /// Asked again for something already said.
    pub known: String,
    /// The candidate showed that they heard the customer.
    pub calm: String,
    /// Too many things in one turn.
    pub too_much: String,
    /// A solution came before the facts.
    pub unverified: String,
    pub accept: String,
    pub refuse: String,
    pub bye: String,
    pub leave: String,
}

/// Words of a language that hold for every scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cues {
    /// What makes a turn a question or a request.
    pub question: Vec<String>,
    pub acknowledge: Vec<String>,
    pub closing: Vec<String>,
    /// What must never be said: off-platform contact, blame, insults, secrets.
    pub forbidden: Vec<String>,
    /// More intents than this in one turn are a list of keywords, not a conversation.
    pub max_intents: usize,
    /// A turn this much like an earlier one, in percent, is an echo.
    pub echo_pct: u32,
}

/// A conversation written by the author and what must come of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub name: String,
    pub say: Vec<String>,
    pub slots: i64,
    pub verified: bool,
    pub resolution: Resolution,
    #[serde(default)]
    pub violations: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    #[default]
    None,
    Right,
    Wrong,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DialogueSpeaker)]
pub enum Speaker {
    Customer,
    Me,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DialogueTurn)]
pub struct Turn {
    pub from: Speaker,
    pub text: String,
}

/// What is scored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DialogueFeatures {
    pub scenario: String,
    pub slots: i64,
    pub slots_max: i64,
    /// Every fact that must be verified was obtained before the accepted solution.
    pub verified: bool,
    pub resolution: Resolution,
    /// Turns of the candidate (1-based) with something forbidden.
    pub violations: Vec<i64>,
    /// Solutions offered before the facts were known.
    pub premature: i64,
    pub wrong_promises: i64,
    /// Keyword lists, echoes and repeats.
    pub stuffed: i64,
    pub acknowledged: bool,
    pub closed: bool,
    pub turns: i64,
    /// The customer lost patience.
    pub left: bool,
}

/// A conversation so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    pub turns: Vec<Turn>,
    pub done: bool,
    pub features: DialogueFeatures,
}

struct Play<'a> {
    scenario: &'a Scenario,
    cues: &'a Cues,
    seed: i64,
    known: Vec<&'a str>,
    patience: i64,
    out: Played,
}

/// Plays what the candidate said against the customer of `seed`. The same input gives the same conversation.
pub fn play(scenario: &Scenario, cues: &Cues, seed: i64, said_by_me: &[String]) -> Played {
    let opening = pick(seed, "opening", &scenario.opening).cloned().unwrap_or_default();
    let features = DialogueFeatures {
        scenario: scenario.id.clone(),
        slots_max: i64::try_from(scenario.slot.len()).unwrap_or(0),
        ..DialogueFeatures::default()
    };
    let out = Played { turns: vec![Turn { from: Speaker::Customer, text: opening }], done: false, features };
    let mut play = Play { scenario, cues, seed, known: Vec::new(), patience: scenario.patience, out };
    for text in said_by_me {
        if play.out.done {
            break;
        }
        play.step(text);
    }
    play.out
}

/// What one turn of the candidate contains.
struct Heard<'a> {
    asked: Vec<&'a Slot>,
    right: bool,
    wrong: bool,
    acknowledged: bool,
    closing: bool,
    forbidden: bool,
    echo: bool,
}

impl<'a> Play<'a> {
    fn hear(&self, text: &str) -> Heard<'a> {
        let folded = fold(text);
        let any = |words: &[String]| words.iter().any(|w| said(&folded, &fold(w)));
        let question = any(&self.cues.question);
        let asked = if question { self.scenario.slot.iter().filter(|slot| any(&slot.ask)).collect() } else { Vec::new() };
        let echo = self.out.turns.iter().any(|turn| likeness(&fold(&turn.text), &folded) >= self.cues.echo_pct);
        Heard {
            asked,
            right: any(&self.scenario.right),
            wrong: any(&self.scenario.wrong),
            acknowledged: any(&self.cues.acknowledge),
            closing: any(&self.cues.closing),
            forbidden: any(&self.cues.forbidden),
            echo,
        }
    }

    fn step(&mut self, text: &str) {
        let heard = self.hear(text);
        self.out.features.turns += 1;
        self.out.turns.push(Turn { from: Speaker::Me, text: text.to_owned() });
        if heard.forbidden {
            self.out.features.violations.push(self.out.features.turns);
        }
        let solved = self.out.features.resolution == Resolution::Right;
        let intents = heard.asked.len() + usize::from(heard.right) + usize::from(heard.wrong) + usize::from(heard.closing);
        let reply = if intents > self.cues.max_intents || heard.echo {
            self.out.features.stuffed += 1;
            self.annoyed(if heard.echo { self.nudge() } else { self.scenario.say.too_much.clone() })
        } else if solved {
            self.out.features.closed = heard.closing;
            self.out.done = true;
            self.scenario.say.bye.clone()
        } else {
            self.answer(&heard)
        };
        let reply = self.limits(reply);
        self.out.turns.push(Turn { from: Speaker::Customer, text: reply });
    }

    fn answer(&mut self, heard: &Heard<'a>) -> String {
        let say = &self.scenario.say;
        if heard.acknowledged {
            self.out.features.acknowledged = true;
        }
        if heard.wrong {
            self.out.features.wrong_promises += 1;
            self.out.features.resolution = Resolution::Wrong;
            return self.annoyed(say.refuse.clone());
        }
        let fresh: Vec<&Slot> = heard.asked.iter().copied().filter(|slot| !self.known.contains(&slot.id.as_str())).collect();
        if !fresh.is_empty() {
            self.known.extend(fresh.iter().map(|slot| slot.id.as_str()));
            self.out.features.slots = i64::try_from(self.known.len()).unwrap_or(0);
            return fresh.iter().map(|slot| slot.reveal.as_str()).collect::<Vec<_>>().join(" ");
        }
        if heard.right {
            return self.solution();
        }
        if !heard.asked.is_empty() {
            return self.annoyed(say.known.clone());
        }
        if heard.acknowledged {
            return say.calm.clone();
        }
        let nudge = self.nudge();
        self.annoyed(nudge)
    }

    fn solution(&mut self) -> String {
        let ready = self.scenario.slot.iter().all(|slot| !slot.verify || self.known.contains(&slot.id.as_str()));
        if !ready {
            self.out.features.premature += 1;
            return self.annoyed(self.scenario.say.unverified.clone());
        }
        self.out.features.verified = true;
        self.out.features.resolution = Resolution::Right;
        self.scenario.say.accept.clone()
    }

    fn nudge(&self) -> String {
        pick(self.seed, &format!("nudge{}", self.out.features.turns), &self.scenario.say.nudge).cloned().unwrap_or_default()
    }

    fn annoyed(&mut self, reply: String) -> String {
        self.patience -= 1;
        reply
    }

    fn limits(&mut self, reply: String) -> String {
        if self.out.done {
            return reply;
        }
        if self.patience <= 0 {
            self.out.features.left = true;
            self.out.done = true;
            return self.scenario.say.leave.clone();
        }
        if self.out.features.turns >= self.scenario.max_turns {
            self.out.done = true;
        }
        reply
    }
}

/// Runs a scenario's own vectors and names the first that fails.
pub fn check(scenario: &Scenario, cues: &Cues) -> Result<(), String> {
    let at = |what: &str| format!("scenario {}: {what}", scenario.id);
    if scenario.opening.is_empty() || scenario.say.nudge.is_empty() || scenario.right.is_empty() {
        return Err(at("opening, say.nudge and right must not be empty"));
    }
    if !scenario.slot.iter().any(|slot| slot.verify) || scenario.slot.iter().any(|slot| slot.ask.is_empty()) {
        return Err(at("at least one slot must be verified, and every slot needs phrases that ask for it"));
    }
    if scenario.patience < 1 || scenario.max_turns < 4 || scenario.vector.is_empty() {
        return Err(at("patience, max_turns or vectors are missing"));
    }
    for vector in &scenario.vector {
        for seed in 0..4 {
            let f = play(scenario, cues, seed, &vector.say).features;
            let got = (f.slots, f.verified, f.resolution, i64::try_from(f.violations.len()).unwrap_or(0));
            let want = (vector.slots, vector.verified, vector.resolution, vector.violations);
            if got != want {
                return Err(at(&format!(
                    "vector {:?}: wanted {want:?} (slots, verified, resolution, violations), got {got:?}",
                    vector.name
                )));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::interview::bank::tests::bank;

    #[test]
    fn the_customer_s_own_words_are_an_echo() {
        let bank = bank("zh-CN");
        let scenario = &bank.scenario[0];
        let opening = play(scenario, &bank.cues, 1, &[]).turns[0].text.clone();
        let played = play(scenario, &bank.cues, 1, &[opening.clone(), opening.clone(), opening.clone(), opening]);
        assert!(played.done && played.features.left);
        assert_eq!((played.features.stuffed, played.features.slots), (4, 0));
    }

    proptest! {
        #[test]
        fn any_words_give_the_same_conversation_twice_and_it_ends(
            seed in any::<i64>(), which in 0..3_usize, words in prop::collection::vec(".{0,30}", 0..20),
        ) {
            let bank = bank("en");
            let scenario = &bank.scenario[which];
            let played = play(scenario, &bank.cues, seed, &words);
            prop_assert_eq!(&played, &play(scenario, &bank.cues, seed, &words));
            prop_assert!(played.features.turns <= scenario.max_turns);
            prop_assert_eq!(played.turns.len() as i64, 1 + 2 * played.features.turns);
            if words.len() as i64 >= scenario.max_turns {
                prop_assert!(played.done);
            }
        }

        #[test]
        fn no_order_of_turns_resolves_before_verification(seed in any::<i64>(), order in Just((0..5).collect::<Vec<usize>>()).prop_shuffle()) {
            let bank = bank("en");
            let scenario = &bank.scenario[0];
            let turns: Vec<String> = order.iter().map(|i| scenario.vector[0].say[*i].clone()).collect();
            let f = play(scenario, &bank.cues, seed, &turns).features;
            let place = |turn: usize| order.iter().position(|i| *i == turn).unwrap();
            if place(3) < place(0) || place(3) < place(1) {
                prop_assert_ne!(f.resolution, Resolution::Right);
            }
            prop_assert_eq!(f.verified, f.resolution == Resolution::Right);
        }
    }
}
