//! A linear model over hashed n-grams, spellings and word sets that knows the tone of examples. It may advise, may lift the
//! match of a weak rule, and may show a customer's turn to a supervisor; alone it never holds a message.
//!
//! One against the rest with squared hinge, by dual coordinate descent in a fixed order and with plain arithmetic alone: the
//! same examples give the same weights on every machine, so the model is trained when rules are loaded and never stored.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use serde::Deserialize;

use crate::{Class, Rules, Side, disguise, fold::Kind, judge::Scene};

/// The examples the built-in model learns from, a JSON object `{side, label, severity, text}` a line. The policy names them
/// by their hash.
pub const EXAMPLES: &str = include_str!("../../../policies/patrol/examples.jsonl");

/// Weight rows; features that meet in one share it.
const BUCKETS: usize = 1 << 18;
const PASSES: usize = 5;
/// Cost of an example on the wrong side of the margin.
const COST: f32 = 1.0;
/// How many times as much it costs to miss a customer in danger.
const GRAVE: f32 = 4.0;
/// How many times as much it costs to take a clean message for a bad one.
const CLEAN: f32 = 2.0;
/// Thousandths of the margin by which a class leads over `ok`.
pub(crate) type Lead = i64;

/// What the model hears of a class.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    pub(crate) class: Class,
    pub(crate) lead: Lead,
    /// What the words alone make of it; of a disguised message all there is.
    pub(crate) said: Lead,
}

/// A labelled message.
#[derive(Clone, Debug, Deserialize)]
pub struct Example {
    pub side: Side,
    /// A class, or `ok`.
    pub label: String,
    pub text: String,
}

/// Examples of a file, or which line is not one.
pub fn examples(text: &str) -> kernel::Result<Vec<Example>> {
    let line = |(at, line): (usize, &str)| {
        let example: Example = serde_json::from_str(line).map_err(|cause| refused(at, &cause.to_string()))?;
        match example.label == "ok" || Class::ALL.iter().any(|class| class.as_str() == example.label) {
            true => Ok(example),
            false => Err(refused(at, &format!("{} is no label", example.label))),
        }
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(line).collect()
}

fn refused(at: usize, what: &str) -> kernel::Error {
    kernel::Error::new(kernel::Code::InvalidField, format!("examples, line {}: {what}", at + 1))
}

/// Weights of both sides' messages.
#[derive(Debug, PartialEq)]
pub(crate) struct Model([Sided; 2]);

/// Weights of one side's messages: of each bucket and each label it has examples of, `ok` first; and how rare each bucket is.
#[derive(Debug, Default, PartialEq)]
struct Sided {
    labels: Vec<Option<Class>>,
    rare: Vec<u8>,
    weights: Vec<f32>,
}

impl Model {
    /// The model of `examples` read with the words of `rules`, remembered by `key`, which names both.
    pub(crate) fn known(key: String, rules: &Rules, examples: &[Example]) -> Arc<Self> {
        static KNOWN: Mutex<BTreeMap<String, Arc<Model>>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(key).or_insert_with(|| Arc::new(Self::train(rules, examples))))
    }

    pub(crate) fn train(rules: &Rules, examples: &[Example]) -> Self {
        // Neither side knows of the other, nor one message of the next.
        std::thread::scope(|scope| {
            let customer = scope.spawn(|| Sided::train(rules, examples, Side::Customer));
            let agent = Sided::train(rules, examples, Side::Agent);
            Self([agent, customer.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))])
        })
    }

    /// Each class with its lead over `ok`, most likely first; whoever acts on it must know from which lead on.
    pub(crate) fn leads(&self, side: Side, scene: &Scene<'_>) -> Vec<Heard> {
        let [agent, customer] = &self.0;
        let sided = if side == Side::Agent { agent } else { customer };
        let leads_of = |written: bool| sided.leads(&kinds(scene, side, written));
        let mut leads = leads_of(true);
        if scene.disguised {
            for (seen, heard) in leads.iter_mut().zip(leads_of(false)) {
                seen.lead = seen.lead.max(heard.lead);
                seen.said = seen.lead;
            }
        }
        leads.sort_by_key(|heard| (-heard.lead, heard.class));
        leads
    }
}

impl Sided {
    fn train(rules: &Rules, examples: &[Example], side: Side) -> Self {
        let own: Vec<&Example> = examples.iter().filter(|example| example.side == side).collect();
        let has = |class: &Class| own.iter().any(|example| example.label == class.as_str());
        let labels = std::iter::once(None).chain(Class::ALL.iter().copied().filter(has).map(Some)).collect();
        let mut sided = Self { labels, ..Self::default() };
        let read = |example: &&Example| {
            let (label, scene) = (sided.label(&example.label), Scene::of(rules.inner(), &example.text));
            // Once as it is written and once as it sounds, so that other spellings are recognised.
            [true, false].map(|written| (kinds(&scene, side, written), label))
        };
        let rows: Vec<(Kinds, usize)> = std::thread::scope(|scope| {
            let (one, two) = own.split_at(own.len() / 2);
            let two = scope.spawn(|| two.iter().flat_map(read).collect::<Vec<_>>());
            let mut rows: Vec<_> = one.iter().flat_map(read).collect();
            rows.extend(two.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)));
            rows
        });
        let cost = |label: &Option<Class>| match label {
            None => COST * CLEAN,
            Some(Class::SelfHarm) => COST * GRAVE,
            Some(_) => COST,
        };
        let costs: Vec<f32> = sided.labels.iter().map(cost).collect();
        sided.rare = rarity(&rows);
        let rows: Vec<(Vec<Feature>, usize)> = rows.iter().map(|(kinds, label)| (weighted(kinds, &sided.rare), *label)).collect();
        sided.weights = learn(&rows, &costs);
        sided
    }

    fn leads(&self, kinds: &Kinds) -> Vec<Heard> {
        let features = weighted(kinds, &self.rare);
        let (words, others) = features.split_at(kinds.first().map_or(0, Vec::len).min(features.len()));
        let (words, others) = (scores(&self.weights, words, self.labels.len()), scores(&self.weights, others, self.labels.len()));
        #[expect(clippy::cast_possible_truncation, reason = "margins are small")]
        let lead = |score: f32, calm: f32| ((score - calm) * 1000.0).round() as Lead;
        let calm = words.first().copied().unwrap_or(0.0);
        let other_calm = others.first().copied().unwrap_or(0.0);
        let heard = |((label, words), others): ((&Option<Class>, &f32), &f32)| {
            let all = lead(words + others, calm + other_calm);
            Some(Heard { class: (*label)?, lead: all, said: lead(*words, calm) })
        };
        self.labels.iter().zip(&words).zip(&others).filter_map(heard).collect()
    }

    fn label(&self, name: &str) -> usize {
        self.labels.iter().position(|label| label.is_some_and(|class| class.as_str() == name)).unwrap_or(0)
    }
}

/// What became of the held-back part of some examples.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct HeldBack {
    pub examples: usize,
    pub bad: usize,
    /// Bad messages the model alone would warn about.
    pub caught: usize,
    pub clean: usize,
    /// Clean messages the model would warn about.
    pub stopped: usize,
    /// Lead in thousandths that was asked for.
    pub lead: i64,
}

/// Trains on four fifths of `examples` and judges the rest, five times; one row for each of some leads.
pub fn hold_back(rules: &Rules, examples: &[Example]) -> Vec<HeldBack> {
    let leads = (0..=8).map(|n| n * 200);
    let mut rows: Vec<HeldBack> = leads.map(|lead| HeldBack { lead, examples: examples.len(), ..HeldBack::default() }).collect();
    for fold in 0..5 {
        let part = |(at, _): &(usize, &Example)| at % 5 == fold;
        let (kept, held): (Vec<_>, Vec<_>) = examples.iter().enumerate().partition(|row| !part(row));
        let model = Model::train(rules, &kept.into_iter().map(|(_, example)| example.clone()).collect::<Vec<_>>());
        for (_, example) in held {
            let leads = model.leads(example.side, &Scene::of(rules.inner(), &example.text));
            let lead = leads.first().map_or(0, |heard| heard.lead);
            for row in &mut rows {
                let (count, hit) =
                    if example.label == "ok" { (&mut row.clean, &mut row.stopped) } else { (&mut row.bad, &mut row.caught) };
                *count += 1;
                *hit += usize::from(lead >= row.lead);
            }
        }
    }
    rows
}

/// Weights `[bucket][label]`: for each label the dual of a support vector machine, an example a step, which costs what its
/// label does.
fn learn(examples: &[(Vec<Feature>, usize)], costs: &[f32]) -> Vec<f32> {
    let labels = costs.len();
    let mut weights = vec![0.0_f32; BUCKETS * labels];
    let mut duals = vec![0.0_f32; examples.len() * labels];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..PASSES {
        for at in (1..order.len()).rev() {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, usize::try_from(dice >> 33).unwrap_or(0) % (at + 1));
        }
        for n in &order {
            let (Some((features, label)), Some(duals)) = (examples.get(*n), duals.get_mut(n * labels..(n + 1) * labels)) else {
                continue;
            };
            let said = scores(&weights, features, labels);
            let slack = 0.5 / costs.get(*label).copied().unwrap_or(COST);
            let steps: Vec<f32> = said
                .iter()
                .zip(duals)
                .enumerate()
                .map(|(at, (score, dual))| {
                    let side = if at == *label { 1.0 } else { -1.0 };
                    // The length of an example is one.
                    let gradient = side * score - 1.0 + *dual * slack;
                    let new = (*dual - gradient / (1.0 + slack)).max(0.0);
                    let step = (new - *dual) * side;
                    *dual = new;
                    step
                })
                .collect();
            for (bucket, value) in features {
                let row = weights.get_mut(bucket * labels..(bucket + 1) * labels).unwrap_or_default();
                row.iter_mut().zip(&steps).for_each(|(weight, step)| *weight += step * value);
            }
        }
    }
    weights
}

fn scores(weights: &[f32], features: &[Feature], labels: usize) -> Vec<f32> {
    let mut scores = vec![0.0_f32; labels];
    for (bucket, value) in features {
        let row = weights.get(bucket * labels..(bucket + 1) * labels).unwrap_or(&[]);
        scores.iter_mut().zip(row).for_each(|(score, weight)| *score += weight * value);
    }
    scores
}

/// Letters in a piece of the message as it sounds.
const SOUNDS: [usize; 2] = [4, 6];
/// Letters of a message that are looked at.
const LONGEST: usize = 400;
/// Letters between two words of sets that are seen together.
const TOGETHER: usize = 12;
/// Words of sets that are paired.
const PAIRED: usize = 24;

/// A bucket and what it counts.
type Feature = (usize, f32);

/// Buckets of each kind, and how long each kind is beside the others: there are many sounds and few word sets, and neither
/// drowns the others that way.
type Kinds = [Vec<usize>; 3];
const SHARES: [f32; 3] = [1.0, 0.4, 0.25];

/// Buckets of the message: one to three Chinese characters or Latin words; pieces of how it sounds, which no spacing and no
/// other spelling changes; word sets, among them what a message talks about, and which stands before which. Without the words
/// unless it is as `written`.
fn kinds(scene: &Scene<'_>, side: Side, written: bool) -> Kinds {
    let (text, units) = if written { units(scene) } else { Default::default() };
    let of = |units: &[Range<usize>]| bucket(b'w', units.iter().filter_map(|unit| text.as_bytes().get(unit.clone())));
    let grams = (1..=3).flat_map(|n| units.windows(n)).map(of);
    let sound = sound(scene);
    let sounds = SOUNDS.iter().flat_map(|n| sound.as_bytes().windows(*n)).map(|piece| bucket(b's', std::iter::once(piece)));
    let mut all = [grams.collect(), sounds.collect(), concepts(scene, side)];
    for kind in &mut all {
        kind.sort_unstable();
        kind.dedup();
    }
    all
}

/// Word sets of the message and which stands before which. A draft is not asked what only customers speak of, and sets that
/// begin with `_` are for rules alone.
fn concepts(scene: &Scene<'_>, side: Side) -> Vec<usize> {
    let mut sets = scene.named();
    sets.retain(|(name, _)| !name.starts_with('_') && (side == Side::Customer || !name.starts_with("k_")));
    let mut all: Vec<usize> = sets.iter().map(|(name, _)| bucket(b'n', std::iter::once(name.as_bytes()))).collect();
    let paired = sets.get(..PAIRED.min(sets.len())).unwrap_or(&[]);
    for (at, (name, found)) in paired.iter().enumerate() {
        let later = paired.iter().skip(at + 1).filter(|(_, other)| scene.folded.content(found.end, other.start) <= TOGETHER);
        all.extend(later.map(|(other, _)| bucket(b'p', [name.as_bytes(), other.as_bytes()].into_iter())));
    }
    all
}

/// What each bucket counts: within its kind the more the rarer it is, and in all as much as a message of length one.
fn weighted(kinds: &Kinds, rare: &[u8]) -> Vec<Feature> {
    let mut all: Vec<Feature> = Vec::with_capacity(kinds.iter().map(Vec::len).sum());
    for (kind, share) in kinds.iter().zip(SHARES) {
        let from = all.len();
        let counts = |bucket: &usize| (f32::from(rare.get(*bucket).copied().unwrap_or(0)) + 1.0).sqrt();
        all.extend(kind.iter().map(|bucket| (*bucket, counts(bucket))));
        scale(all.get_mut(from..).unwrap_or_default(), share);
    }
    scale(&mut all, 1.0);
    all
}

/// Gives features the length `wanted` together.
fn scale(features: &mut [Feature], wanted: f32) {
    let length = features.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
    features.iter_mut().for_each(|(_, value)| *value *= wanted / length.max(f32::EPSILON));
}

/// By how few messages have each bucket, how much it counts: a logarithm in whole steps, which is the same on every machine
/// and small enough to be at hand for each feature of each message.
fn rarity(rows: &[(Kinds, usize)]) -> Vec<u8> {
    let mut counts = vec![1_usize; BUCKETS];
    for bucket in rows.iter().flat_map(|(kinds, _)| kinds.iter().flatten()) {
        counts.get_mut(*bucket).into_iter().for_each(|count| *count += 1);
    }
    counts.into_iter().map(|count| u8::try_from((1 + rows.len() / count).ilog2()).unwrap_or(u8::MAX)).collect()
}

/// Words and characters in their order, and where each is; any number is one.
fn units(scene: &Scene<'_>) -> (String, Vec<Range<usize>>) {
    let mut text = String::with_capacity(LONGEST * 2);
    let mut units: Vec<Range<usize>> = Vec::with_capacity(LONGEST);
    let push = |ch: char, text: &mut String, units: &mut Vec<Range<usize>>| {
        let from = text.len();
        text.push(ch);
        units.push(from..text.len());
    };
    push('^', &mut text, &mut units);
    let mut joined = false;
    for (cell, code) in scene.folded.cells.iter().zip(&scene.codes).take(LONGEST) {
        let kind = if *code { Kind::Digit } else { cell.kind };
        match (kind, units.last_mut()) {
            (Kind::Latin, Some(last)) if joined => {
                text.push(cell.ch);
                last.end = text.len();
            }
            // Which number it is tells nothing.
            (Kind::Digit, Some(last)) if text.get(last.clone()) == Some("0") => {}
            (Kind::Digit, _) => push('0', &mut text, &mut units),
            (Kind::Latin | Kind::Han | Kind::Token, _) => push(cell.ch, &mut text, &mut units),
            _ if matches!(cell.ch, '?' | '!') => push(cell.ch, &mut text, &mut units),
            _ => {}
        }
        joined = kind == Kind::Latin;
    }
    push('$', &mut text, &mut units);
    (text, units)
}

/// The letters of the message as it is read aloud, without spaces; any number is one.
fn sound(scene: &Scene<'_>) -> String {
    let mut sound = String::from("^");
    for glyph in scene.read.iter().take(LONGEST) {
        match disguise::syllable(glyph.ch) {
            Some(syllable) => sound.push_str(syllable),
            None if glyph.ch.is_ascii_digit() || scene.codes.get(glyph.at) == Some(&true) => {
                if !sound.ends_with('0') {
                    sound.push('0');
                }
            }
            None => sound.push(glyph.ch),
        }
    }
    sound.push('$');
    sound
}

/// FNV-1a over the parts, folded to a bucket.
fn bucket<'a>(kind: u8, parts: impl Iterator<Item = &'a [u8]>) -> usize {
    let bytes = std::iter::once(kind).chain(parts.flat_map(|part| part.iter().copied().chain(std::iter::once(0))));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    usize::try_from((hash ^ (hash >> 32)) & (BUCKETS as u64 - 1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_examples_give_the_same_weights_and_figures() {
        let (rules, all) = (Rules::base_cn().unwrap().value, examples(EXAMPLES).unwrap());
        let few: Vec<Example> = all.into_iter().step_by(9).collect();
        assert_eq!(Model::train(&rules, &few), Model::train(&rules, &few));
        let rows = hold_back(&rules, &few);
        assert!(rows.is_sorted_by(|a, b| a.caught >= b.caught && a.stopped >= b.stopped), "{rows:?}");
    }

    #[test]
    fn a_broken_example_is_named_by_its_line() {
        let good = "{\"side\":\"agent\",\"label\":\"ok\",\"text\":\"a\"}";
        for (bad, what) in [("{", "line 2"), ("{\"side\":\"agent\",\"label\":\"x\",\"text\":\"a\"}", "line 2: x is no label")] {
            assert!(examples(&format!("{good}\n{bad}")).unwrap_err().detail.contains(what));
        }
    }
}
