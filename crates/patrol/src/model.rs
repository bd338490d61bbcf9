//! A linear model over hashed n-grams that knows the tone of examples. It may advise; rules alone can hold a message.
//!
//! Weights are integers and the order of training is fixed: the same examples give the same weights on every machine, so
//! the model is trained when it is first asked and never stored.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::{
    Class, Side,
    fold::{Folded, Kind},
};

/// The examples the built-in model learns from, a JSON object `{side, label, severity, text}` a line.
pub const EXAMPLES: &str = include_str!("../../../policies/patrol/examples.jsonl");

/// Weight rows; features that meet in one share it.
const BUCKETS: usize = 1 << 16;
const PASSES: usize = 12;
/// Lead over `ok`, in thousandths of the mean update, from which the model speaks; set by `tidecrew patrol train`.
const LEAD: i64 = 650;
/// Messages with fewer features say too little.
const FEWEST: usize = 20;

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
#[derive(Debug)]
pub struct Model {
    /// `ok` first.
    labels: Vec<Option<Class>>,
    /// `[side][bucket][label]`, sums over all updates.
    weights: [Vec<i32>; 2],
}

impl Model {
    /// The model of the built-in examples. `None` when these are broken, which a test rules out.
    pub fn built_in() -> Option<&'static Self> {
        static MODEL: OnceLock<Option<Model>> = OnceLock::new();
        MODEL.get_or_init(|| examples(EXAMPLES).ok().map(|all| Self::train(&all))).as_ref()
    }

    /// An averaged perceptron over `examples`.
    pub fn train(examples: &[Example]) -> Self {
        let labels: Vec<Option<Class>> = std::iter::once(None).chain(Class::ALL.iter().copied().map(Some)).collect();
        let mut model = Self { labels, weights: [Vec::new(), Vec::new()] };
        for side in [Side::Agent, Side::Customer] {
            let own: Vec<(Vec<usize>, usize)> = examples
                .iter()
                .filter(|example| example.side == side)
                .map(|example| (features(&Folded::of(&example.text)), model.label(&example.label)))
                .collect();
            if let Some(slot) = model.weights.get_mut(usize::from(side == Side::Customer)) {
                *slot = learn(&own, model.labels.len());
            }
        }
        model
    }

    fn label(&self, name: &str) -> usize {
        self.labels.iter().position(|label| label.is_some_and(|class| class.as_str() == name)).unwrap_or(0)
    }

    /// The class this message sounds like and by how much it leads over `ok`, in thousandths; whoever acts on it must ask
    /// for [`Self::advises`].
    pub(crate) fn score(&self, side: Side, folded: &Folded) -> Option<(Class, i64)> {
        let weights = self.weights.get(usize::from(side == Side::Customer))?;
        let features = features(folded);
        if features.len() < FEWEST || weights.is_empty() {
            return None;
        }
        let scores = scores(weights, &features, self.labels.len());
        let calm = scores.first().copied().unwrap_or(0);
        let best = (1..scores.len()).max_by_key(|label| (scores.get(*label), usize::MAX - label))?;
        let lead = (scores.get(best)? - calm) * 1000 / i64::try_from(features.len()).unwrap_or(i64::MAX);
        Some((self.labels.get(best).copied().flatten()?, lead / i64::try_from(PASSES).unwrap_or(1)))
    }

    /// The class the model would warn about.
    pub(crate) fn advises(&self, side: Side, folded: &Folded) -> Option<Class> {
        self.score(side, folded).filter(|(_, lead)| *lead >= LEAD).map(|(class, _)| class)
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
pub fn hold_back(examples: &[Example]) -> Vec<HeldBack> {
    let leads = (1..=8).map(|n| n * LEAD / 4);
    let mut rows: Vec<HeldBack> = leads.map(|lead| HeldBack { lead, examples: examples.len(), ..HeldBack::default() }).collect();
    for fold in 0..5 {
        let part = |(at, _): &(usize, &Example)| at % 5 == fold;
        let (kept, held): (Vec<_>, Vec<_>) = examples.iter().enumerate().partition(|row| !part(row));
        let model = Model::train(&kept.into_iter().map(|(_, example)| example.clone()).collect::<Vec<_>>());
        for (_, example) in held {
            let lead = model.score(example.side, &Folded::of(&example.text)).map_or(0, |(_, lead)| lead);
            for row in &mut rows {
                let is_warned = lead >= row.lead;
                let (count, hit) =
                    if example.label == "ok" { (&mut row.clean, &mut row.stopped) } else { (&mut row.bad, &mut row.caught) };
                *count += 1;
                *hit += usize::from(is_warned);
            }
        }
    }
    rows
}

/// Weights `[bucket][label]` summed over all passes.
fn learn(examples: &[(Vec<usize>, usize)], labels: usize) -> Vec<i32> {
    let (mut now, mut sum) = (vec![0_i32; BUCKETS * labels], vec![0_i32; BUCKETS * labels]);
    for pass in 0..PASSES {
        // A stride without a common divisor visits all in another order each time.
        let stride = [1, 7919, 104_729, 1_299_709].into_iter().cycle().nth(pass).unwrap_or(1);
        for n in 0..examples.len() {
            let Some((features, label)) = examples.get(n.wrapping_mul(stride) % examples.len()) else { continue };
            let scores = scores(&now, features, labels);
            let said = (0..labels).max_by_key(|label| (scores.get(*label), usize::MAX - label)).unwrap_or(0);
            if said != *label {
                for feature in features {
                    change(&mut now, feature * labels + label, 1);
                    change(&mut now, feature * labels + said, -1);
                }
            }
        }
        sum.iter_mut().zip(&now).for_each(|(sum, now)| *sum += now);
    }
    sum
}

fn change(weights: &mut [i32], at: usize, by: i32) {
    if let Some(weight) = weights.get_mut(at) {
        *weight += by;
    }
}

fn scores(weights: &[i32], features: &[usize], labels: usize) -> Vec<i64> {
    let mut scores = vec![0_i64; labels];
    for feature in features {
        let row = weights.get(feature * labels..(feature + 1) * labels).unwrap_or(&[]);
        scores.iter_mut().zip(row).for_each(|(score, weight)| *score += i64::from(*weight));
    }
    scores
}

/// Buckets of the message: one to three Chinese characters, one or two Latin words.
fn features(folded: &Folded) -> Vec<usize> {
    let mut units: Vec<String> = vec!["^".to_owned()];
    let mut joined = false;
    for cell in &folded.cells {
        match (cell.kind, units.last_mut()) {
            (Kind::Latin, Some(last)) if joined => last.push(cell.ch),
            // Which number it is tells nothing.
            (Kind::Digit, Some(last)) if last.as_str() == "0" => {}
            (Kind::Digit, _) => units.push("0".to_owned()),
            (Kind::Latin | Kind::Han | Kind::Token, _) => units.push(cell.ch.to_string()),
            _ if matches!(cell.ch, '?' | '!') => units.push(cell.ch.to_string()),
            _ => {}
        }
        joined = cell.kind == Kind::Latin;
    }
    units.push("$".to_owned());
    let grams = (1..=3).flat_map(|n| units.windows(n).map(bucket));
    let mut all: Vec<usize> = grams.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// FNV-1a over the units, folded to a bucket.
fn bucket(units: &[String]) -> usize {
    let bytes = units.iter().flat_map(|unit| unit.bytes().chain(std::iter::once(0)));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    usize::try_from((hash ^ (hash >> 32)) & (BUCKETS as u64 - 1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_examples_give_the_same_weights_and_figures() {
        let all = examples(EXAMPLES).unwrap();
        assert_eq!(Model::train(&all).weights, Model::built_in().unwrap().weights);
        let rows = hold_back(&all);
        assert_eq!(rows, hold_back(&all));
        let spoken = rows.iter().find(|row| row.lead == LEAD).unwrap();
        assert!(spoken.stopped * 200 <= spoken.clean, "{spoken:?}");
    }

    #[test]
    fn a_broken_example_is_named_by_its_line() {
        let good = "{\"side\":\"agent\",\"label\":\"ok\",\"text\":\"a\"}";
        for (bad, what) in [("{", "line 2"), ("{\"side\":\"agent\",\"label\":\"x\",\"text\":\"a\"}", "line 2: x is no label")] {
            assert!(examples(&format!("{good}\n{bad}")).unwrap_err().detail.contains(what));
        }
    }
}
