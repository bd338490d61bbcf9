//! Which step a sentence of the agent does: by its cues, its words, and where the conversation is.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::{
    engine::State,
    model::{Body, Definition, Function, Slot, Step},
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
    for (i, (step, sound)) in def.steps.iter().zip(&def.sounds).enumerate() {
        if step.function().is_none_or(|f| f == Function::Act) {
            continue;
        }
        let like = sound.likeness(&said);
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
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Words {
    /// Hashes of its words and pairs of characters, in order, each once.
    grams: Vec<u64>,
    folded: String,
}

impl Words {
    pub(crate) fn of(text: &str) -> Self {
        let folded = fold(text);
        Self { grams: grams(&folded), folded }
    }

    fn overlap(&self, other: &Self) -> f64 {
        if self.grams.is_empty() || other.grams.is_empty() {
            return 0.0;
        }
        let common = self.grams.iter().filter(|gram| other.grams.binary_search(gram).is_ok()).count();
        ratio(common) / (ratio(self.grams.len()) * ratio(other.grams.len())).sqrt()
    }
}

/// What a step sounds like, made ready once for a definition. Steps that nobody says are silent.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sound {
    said: [Words; 2],
    cues: Vec<String>,
    /// Names of what a collecting step asks for.
    labels: Vec<String>,
}

impl Sound {
    pub(crate) fn of(step: &Step, slots: &[Slot]) -> Self {
        let Body::Call { function, text, cues, fills, .. } = &step.body else { return Self::default() };
        let asked = fills.iter().filter(|_| *function == Function::Collect).filter_map(|f| slots.get(*f));
        Self {
            said: [Words::of(&text.zh), Words::of(&text.en)],
            cues: cues.iter().filter(|cue| !cue.trim().is_empty()).map(|cue| fold(cue)).collect(),
            labels: asked
                .flat_map(|slot| [&slot.label.zh, &slot.label.en])
                .filter(|label| label.chars().count() > 1)
                .map(|label| fold(label))
                .collect(),
        }
    }

    /// How much a sentence is like the step, from 0 to 1; 1 where it has one of its cues.
    pub(crate) fn likeness(&self, words: &Words) -> f64 {
        let folded = words.folded.as_str();
        let has = |part: &String| folded.contains(part.as_str());
        if self.cues.iter().any(has) {
            return 1.0;
        }
        let alike = self.said.iter().map(|said| said.overlap(words)).fold(0.0, f64::max);
        // A question that names what is asked for does a collecting step, however it is put.
        let asks =
            || folded.contains('?') || ["请", "麻烦", "提供", "please", "could", "may i"].iter().any(|w| folded.contains(w));
        if self.labels.iter().any(has) && asks() { alike.max(0.6) } else { alike }
    }
}

fn ratio(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn fold(text: &str) -> String {
    text.to_lowercase().replace('\u{ff1f}', "?")
}

/// Words of alphabetic scripts, pairs of characters of others, as hashes.
fn grams(folded: &str) -> Vec<u64> {
    let hash = |gram: &[char]| {
        let mut hasher = DefaultHasher::new();
        gram.hash(&mut hasher);
        hasher.finish()
    };
    let mut found = Vec::new();
    let mut chars = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        chars.clear();
        chars.extend(word.chars());
        if !word.is_ascii() {
            found.extend(chars.windows(2).map(hash));
        } else if word.len() > 2 {
            found.push(hash(&chars));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
