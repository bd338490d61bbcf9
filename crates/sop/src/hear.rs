//! Which step a sentence of the agent does: by its cues, its words, and where the conversation is.

use std::collections::HashSet;

use crate::{
    engine::State,
    model::{Body, Definition, Function, Step},
};

/// The step a sentence was taken for. `score` is a share of likeness from 0 to 1, cues counting as certain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    pub step: usize,
    pub score: f64,
}

/// Least likeness that counts.
const LEAST: f64 = 0.22;
/// Head start of the step that is waited for, and of steps not done yet.
const WAITED: f64 = 0.15;
const OPEN: f64 = 0.05;

/// The step that `text` does, if any. Acts are done by tools and are never heard.
pub fn hear(def: &Definition, state: &State, text: &str) -> Option<Heard> {
    let said = Words::of(text);
    let mut best: Option<Heard> = None;
    for (i, step) in def.steps.iter().enumerate() {
        if step.function().is_none_or(|f| f == Function::Act) {
            continue;
        }
        let like = likeness(step, def, &said);
        if like < LEAST {
            continue;
        }
        let open = state.steps.get(i).is_some_and(|r| r.completed == 0);
        let head = if state.current == Some(i) { WAITED } else { 0.0 } + if open { OPEN } else { 0.0 };
        let score = like + head;
        if best.is_none_or(|b| score > b.score) {
            best = Some(Heard { step: i, score });
        }
    }
    best
}

/// A sentence made ready to be compared with steps.
pub(crate) struct Words {
    grams: HashSet<String>,
    folded: String,
}

impl Words {
    pub(crate) fn of(text: &str) -> Self {
        Self { grams: grams(text), folded: fold(text) }
    }
}

/// How much a sentence is like a step, from 0 to 1; 1 where it has one of its cues.
pub(crate) fn likeness(step: &Step, def: &Definition, words: &Words) -> f64 {
    let (said, folded) = (&words.grams, words.folded.as_str());
    let Body::Call { text, cues, fills, .. } = &step.body else { return 0.0 };
    if cues.iter().any(|cue| !cue.trim().is_empty() && folded.contains(&fold(cue))) {
        return 1.0;
    }
    let overlap = |other: &str| {
        let other = grams(other);
        if other.is_empty() || said.is_empty() {
            return 0.0;
        }
        let common = ratio(said.intersection(&other).count());
        common / (ratio(said.len()) * ratio(other.len())).sqrt()
    };
    let alike = overlap(&text.zh).max(overlap(&text.en));
    // A question that names what is asked for does a collecting step, however it is put.
    let asks = folded.contains('?') || ["请", "麻烦", "提供", "please", "could", "may i"].iter().any(|w| folded.contains(w));
    let labels = fills.iter().filter_map(|f| def.slots.get(*f)).any(|slot| {
        [&slot.label.zh, &slot.label.en].into_iter().any(|label| label.chars().count() > 1 && folded.contains(&fold(label)))
    });
    if step.function() == Some(Function::Collect) && asks && labels { alike.max(0.6) } else { alike }
}

fn ratio(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn fold(text: &str) -> String {
    text.to_lowercase().replace('\u{ff1f}', "?")
}

/// Words of alphabetic scripts, pairs of characters of others.
fn grams(text: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let lower = text.to_lowercase();
    for word in lower.split(|c: char| !c.is_alphanumeric()) {
        if word.is_ascii() {
            if word.len() > 2 {
                found.insert(word.to_owned());
            }
            continue;
        }
        let chars: Vec<char> = word.chars().collect();
        found.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
    }
    found
}
