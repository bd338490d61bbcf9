//! The form of `policies/patrol/*.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Beside, Class, Outcome, Side};

/// A policy file. A tenant's file has the same form and is laid over the base.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) id: String,
    pub(crate) version: u32,
    /// Skills in which `outcome_regulated` counts.
    #[serde(default)]
    pub(crate) regulated: Vec<String>,
    #[serde(default)]
    pub(crate) negation: Negation,
    /// Named sets of words, used in patterns as `@name`.
    #[serde(default)]
    pub(crate) words: BTreeMap<String, Vec<String>>,
    /// Characters that sound like a character.
    #[serde(default)]
    pub(crate) sounds: BTreeMap<char, String>,
    /// Sets whose words are also found when they are spelt by sound.
    #[serde(default)]
    pub(crate) heard: Vec<String>,
    /// Words of those sets that are found in every spelling of their sound, tones aside: those that no others sound like.
    #[serde(default)]
    pub(crate) ear: Vec<String>,
    /// Sets all of whose Chinese words are found so: those of signs, which mean nothing alone.
    #[serde(default)]
    pub(crate) by_ear: Vec<String>,
    #[serde(default)]
    pub(crate) class: BTreeMap<Class, Texts>,
    #[serde(default)]
    pub(crate) rule: Vec<RuleRow>,
    /// What a worker may not type, by label of the detector.
    #[serde(default)]
    pub(crate) pii: Vec<PiiRow>,
    #[serde(default)]
    pub(crate) test: Vec<TestRow>,
    #[serde(default)]
    pub(crate) model: ModelRow,
    /// How a draft may come to be; nothing is said of it where this is absent.
    pub(crate) provenance: Option<ProvenanceRow>,
    /// Drafts that run ahead of their procedure.
    pub(crate) procedure: Option<ProcedureRow>,
}

/// What is said of a draft's making. It warns, whatever the trade: how somebody writes is no offence.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProvenanceRow {
    /// Letters under which nothing is said.
    pub(crate) least: u64,
    /// Per cent of what came into the box that came at once from elsewhere, from which a draft is pasted.
    pub(crate) share: u64,
    /// Chinese characters, and other letters, in a second that no hand reaches.
    pub(crate) han: u64,
    pub(crate) other: u64,
    pub(crate) pasted: Texts,
    pub(crate) fast: Texts,
}

impl ProvenanceRow {
    pub(crate) fn check(&self) -> Result<(), String> {
        let whole = self.least > 0 && (1..=100).contains(&self.share) && self.han > 0 && self.other > 0;
        let said = [&self.pasted, &self.fast].iter().all(|texts| !texts.why_zh.is_empty() && !texts.why_en.is_empty());
        if whole && said {
            Ok(())
        } else {
            Err("provenance: numbers above zero, a share up to 100, and why in both languages".to_owned())
        }
    }
}

/// What a draft gets that runs ahead of its procedure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProcedureRow {
    pub(crate) outcome: Outcome,
    /// Only where the step was heard by its own cue.
    pub(crate) outcome_regulated: Option<Outcome>,
}

/// The model beside the rules. A file without one has none; a tenant's file keeps the base's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModelRow {
    /// SHA-256 of the examples it learns from, so that the hash of this file covers them.
    pub(crate) examples: String,
    /// Lead over `ok`, in thousandths of the margin, from which it warns by itself.
    pub(crate) warn: i64,
    /// From which it notes a customer's turn, shows it to a supervisor, and shows one in danger.
    pub(crate) note: i64,
    pub(crate) alert: i64,
    pub(crate) danger: i64,
    /// Lead that the words alone must have before a sign counts or the model speaks.
    #[serde(default)]
    pub(crate) said: i64,
    /// Lead under which a match of words that is not firm is only a remark.
    pub(crate) calm: i64,
}

/// Words that turn a rule's match into its opposite.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Negation {
    /// Before the match: "please do not …".
    #[serde(default)]
    pub(crate) before: Vec<String>,
    /// After the match: "… is not allowed".
    #[serde(default)]
    pub(crate) after: Vec<String>,
    /// Phrases that hold such a word and deny nothing: "don't worry".
    #[serde(default)]
    pub(crate) harmless: Vec<String>,
    /// Words after which a negation no longer reaches: "so", "but".
    #[serde(default)]
    pub(crate) ends: Vec<String>,
    /// Chinese characters between the word and the match; four times as many Latin letters.
    #[serde(default = "eight")]
    pub(crate) reach: usize,
}

impl Negation {
    pub(crate) fn is_empty(&self) -> bool {
        [&self.before, &self.after, &self.harmless, &self.ends].iter().all(|words| words.is_empty())
    }
}

const fn eight() -> usize {
    8
}
const fn twelve() -> usize {
    12
}
const fn agent() -> Side {
    Side::Agent
}

/// What is said to the worker.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    #[serde(default)]
    pub(crate) why_zh: String,
    #[serde(default)]
    pub(crate) why_en: String,
    #[serde(default)]
    pub(crate) suggest_zh: Option<String>,
    #[serde(default)]
    pub(crate) suggest_en: Option<String>,
}

/// One rule. A pattern is words or `@sets`, alternatives split by `|`, steps split by `~N` (at most N letters between).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleRow {
    pub(crate) id: String,
    pub(crate) class: Class,
    pub(crate) outcome: Outcome,
    pub(crate) outcome_regulated: Option<Outcome>,
    #[serde(default = "agent")]
    pub(crate) side: Side,
    /// Any of these.
    #[serde(default, rename = "match")]
    pub(crate) patterns: Vec<String>,
    /// Or any of these, over the folded text.
    #[serde(default)]
    pub(crate) regex: Vec<String>,
    /// None of these over the match, or less than `near` letters from it in the same sentence.
    #[serde(default)]
    pub(crate) unless: Vec<String>,
    #[serde(default = "twelve")]
    pub(crate) near: usize,
    /// A negation before or after the match undoes it.
    #[serde(default)]
    pub(crate) negatable: bool,
    /// Only when the customer's last turn has one of these.
    #[serde(default)]
    pub(crate) after: Vec<String>,
    /// Not when the customer's last turn has one of these.
    #[serde(default)]
    pub(crate) unless_after: Vec<String>,
    /// Only while nothing the worker said, now or earlier, has one of these; never when earlier turns are unknown.
    #[serde(default)]
    pub(crate) missing: Vec<String>,
    /// Stands whatever the rest of the message sounds like.
    #[serde(default)]
    pub(crate) firm: bool,
    /// A sign that means nothing alone: counts only where the model hears the rule's class, from this lead on.
    pub(crate) lift: Option<i64>,
    /// Such a sign also is that the message was disguised.
    #[serde(default)]
    pub(crate) disguised: bool,
    /// Only in these skills; everywhere when empty.
    #[serde(default)]
    pub(crate) skills: Vec<String>,
    pub(crate) why_zh: Option<String>,
    pub(crate) why_en: Option<String>,
    pub(crate) suggest_zh: Option<String>,
    pub(crate) suggest_en: Option<String>,
}

/// What a label of the detector means in a worker's draft.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PiiRow {
    pub(crate) labels: Vec<String>,
    pub(crate) class: Class,
    pub(crate) outcome: Outcome,
}

/// Messages and what must be said about each.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestRow {
    pub(crate) texts: Vec<String>,
    pub(crate) expect: Outcome,
    pub(crate) class: Option<Class>,
    /// The part of the text that the first hit must mark.
    pub(crate) marks: Option<String>,
    #[serde(default = "agent")]
    pub(crate) side: Side,
    pub(crate) customer: Option<String>,
    pub(crate) skill: Option<String>,
    /// What the worker said earlier.
    pub(crate) said: Option<Vec<String>>,
    pub(crate) beside: Option<Beside>,
}
