//! Policies: what to do with each kind of value, as data with its own test vectors.

mod file;
mod recognise;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use sha2::{Digest, Sha256};

use masking_find::Label;

use crate::act::{Replacer, TEST_KEY};
use crate::json::{JsonRule, Kind as JsonKind};
use crate::render::render;
use crate::scan::Detector;
use crate::span::{Action, Known, Turn};
use crate::state::SpeakerState;
use file::{File, OnError, TestRow};
pub(crate) use recognise::Recogniser;

/// Why a policy was refused.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not UTF-8 or not the expected TOML.
    #[error("policy does not parse: {0}")]
    Syntax(String),
    /// A value is out of range or unknown.
    #[error("policy {0} is invalid: {1}")]
    Invalid(String, String),
    /// `extends` names a policy that cannot be had, or leads in a circle.
    #[error("policy {0} extends {1}, which is unknown or leads back to it")]
    Extends(String, String),
    /// A test vector of the file fails.
    #[error("policy {policy}: test vector {index} fails: {text:?} gives {got:?}, expected {want:?}")]
    Vector {
        /// Policy that holds the vector.
        policy: String,
        /// Position in the file, from 1.
        index: usize,
        /// Input.
        text: String,
        /// What came out.
        got: String,
        /// What should have.
        want: String,
    },
}

/// What a policy says of one label.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Entity {
    /// Action, where it differs from the default.
    pub action: Option<Action>,
    /// Lowest score that counts, where it differs from the default.
    pub threshold: Option<f32>,
    /// What a token's chip may show (`last4`, `first1`); for the desk.
    pub show: Option<String>,
    /// Purposes for which the value may be revealed. Empty: never.
    pub reveal: Vec<String>,
    /// For `mask`: characters kept at the ends, and the covering character.
    pub keep_first: Option<usize>,
    /// See `keep_first`.
    pub keep_last: Option<usize>,
    /// See `keep_first`.
    pub cover: Option<char>,
    /// Levels of an address that stay readable: `province`, `city`, `district`.
    pub keep_levels: Vec<String>,
}

/// A compiled policy.
#[derive(Debug, Clone)]
pub struct Policy {
    id: String,
    version: u32,
    hash: String,
    action: Action,
    threshold: f32,
    /// The highest of any label.
    highest: f32,
    block_on_error: bool,
    entity: BTreeMap<Label, Entity>,
    zh: BTreeMap<String, String>,
    allow: Vec<Allow>,
    deny: Vec<Known>,
    recognisers: Vec<Recogniser>,
    json: Vec<JsonRule>,
    json_strings: JsonKind,
    json_numbers: JsonKind,
}

/// A value that is never masked.
#[derive(Debug, Clone)]
struct Allow {
    bare: String,
    pattern: Option<regex_automata::meta::Regex>,
    label: Option<Label>,
}

const BASE_CN: &str = include_str!("../../../../policies/masking/base-cn.toml");
/// Longest chain of `extends`.
const MAX_DEPTH: usize = 8;

impl Policy {
    /// The built-in default for Chinese and English text. Should the embedded file ever be
    /// unusable (a test prevents it), everything found blocks.
    pub fn base_cn() -> Arc<Policy> {
        static P: OnceLock<Arc<Policy>> = OnceLock::new();
        P.get_or_init(|| Arc::new(Policy::parse(BASE_CN.as_bytes(), &|_| None).unwrap_or_else(|_| Policy::closed()))).clone()
    }

    /// What remains when nothing can be read: everything found blocks.
    fn closed() -> Policy {
        Policy {
            id: "closed".into(),
            version: 0,
            hash: String::new(),
            action: Action::Block,
            threshold: 0.3,
            highest: 0.3,
            block_on_error: true,
            entity: BTreeMap::new(),
            zh: BTreeMap::new(),
            allow: Vec::new(),
            deny: Vec::new(),
            recognisers: Vec::new(),
            json: Vec::new(),
            json_strings: JsonKind::Text,
            json_numbers: JsonKind::Text,
        }
    }

    /// Compile a policy file. `resolve` gives the bytes of the policy named by `extends`
    /// (`base-cn` is built in). The file's own `[[test]]` vectors are run; one that fails refuses
    /// the file and is named.
    ///
    /// # Errors
    /// Every [`PolicyError`]; a policy is either wholly in force or not at all.
    pub fn parse(bytes: &[u8], resolve: &dyn Fn(&str) -> Option<Vec<u8>>) -> Result<Policy, PolicyError> {
        Self::layer(bytes, resolve, 0)
    }

    fn layer(bytes: &[u8], resolve: &dyn Fn(&str) -> Option<Vec<u8>>, depth: usize) -> Result<Policy, PolicyError> {
        let text = std::str::from_utf8(bytes).map_err(|e| PolicyError::Syntax(e.to_string()))?;
        let mut file: File = toml::from_str(text).map_err(|e| PolicyError::Syntax(e.to_string()))?;
        let mut p = match &file.extends {
            None => Policy { action: Action::Token, threshold: 0.5, ..Policy::closed() },
            Some(parent) => {
                let missing = || PolicyError::Extends(file.id.clone(), parent.clone());
                let bytes = resolve(parent).or_else(|| (parent == "base-cn").then(|| BASE_CN.as_bytes().to_vec()));
                if depth >= MAX_DEPTH {
                    return Err(missing());
                }
                Self::layer(&bytes.ok_or_else(missing)?, resolve, depth + 1)?
            }
        };
        let mut hash = Sha256::new();
        hash.update(p.hash.as_bytes());
        hash.update(bytes);
        p.hash = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        p.id.clone_from(&file.id);
        p.version = file.version;
        let tests = std::mem::take(&mut file.test);
        p.adopt(file).map_err(|why| PolicyError::Invalid(p.id.clone(), why))?;
        p.check(&tests)?;
        Ok(p)
    }

    /// Lay the rows of a file over what its parent says.
    fn adopt(&mut self, file: File) -> Result<(), String> {
        let unit =
            |what: &str, x: f32| if (0.0..=1.0).contains(&x) { Ok(x) } else { Err(format!("{what} {x} is not between 0 and 1")) };
        self.action = file.defaults.action.unwrap_or(self.action);
        if let Some(t) = file.defaults.threshold {
            self.threshold = unit("threshold", t)?;
        }
        if let Some(e) = file.defaults.on_error {
            self.block_on_error = e == OnError::Block;
        }
        for (name, row) in file.entity {
            if let Some(zh) = row.zh {
                self.zh.insert(name.clone(), zh);
            }
            let e = self.entity.entry(self.label(&name)?).or_default();
            e.action = row.action.or(e.action);
            if let Some(t) = row.threshold {
                e.threshold = Some(unit("threshold", t)?);
            }
            e.show = row.show.or(e.show.take());
            e.reveal = row.reveal.unwrap_or_else(|| std::mem::take(&mut e.reveal));
            e.keep_first = row.keep_first.or(e.keep_first);
            e.keep_last = row.keep_last.or(e.keep_last);
            e.cover = row.cover.or(e.cover);
            e.keep_levels = row.keep_levels.unwrap_or_else(|| std::mem::take(&mut e.keep_levels));
        }
        self.highest = self.entity.values().filter_map(|e| e.threshold).fold(self.threshold, f32::max);
        for row in file.recognizer {
            if let Some(zh) = &row.zh {
                self.zh.insert(row.label.clone(), zh.clone());
            }
            unit("score", row.score)?;
            let label = self.label(&row.label)?;
            self.recognisers.push(Recogniser::compile(label, &row)?);
        }
        for row in file.allow {
            let label = row.label.as_deref().map(|l| self.label(l)).transpose()?;
            let pattern = row.pattern.as_deref().map(recognise::compile).transpose()?;
            let bare = row.value.as_deref().map(bare).unwrap_or_default();
            if bare.is_empty() && pattern.is_none() {
                return Err("an allow row needs a value or a pattern".into());
            }
            self.allow.push(Allow { bare, pattern, label });
        }
        self.deny.extend(file.deny);
        let own: Vec<JsonRule> = file
            .json
            .into_iter()
            .map(|r| JsonRule::compile(r.channel, &r.path, self.json_kind(&r.kind)?))
            .collect::<Result<_, _>>()?;
        // the child's rules come first: the first rule that fits a field decides
        self.json.splice(0..0, own);
        if let Some(u) = file.json_unknown {
            if let Some(s) = u.strings {
                self.json_strings = self.json_kind(&s)?;
            }
            if let Some(n) = u.numbers {
                self.json_numbers = self.json_kind(&n)?;
            }
        }
        Ok(())
    }

    fn label(&self, name: &str) -> Result<Label, String> {
        match Label::parse(name).ok_or_else(|| format!("{name} is no label"))? {
            Label::Custom(n, z) => {
                let zh = self.zh.get(name).map_or(z, |z| z.as_str().into());
                Ok(Label::Custom(n, zh))
            }
            l => Ok(l),
        }
    }

    fn json_kind(&self, kind: &str) -> Result<JsonKind, String> {
        Ok(match kind {
            "text" => JsonKind::Text,
            "pass" => JsonKind::Pass,
            "block" => JsonKind::Block,
            label => JsonKind::Value(self.label(label)?),
        })
    }

    fn check(&self, tests: &[TestRow]) -> Result<(), PolicyError> {
        let detector = Detector::new(Arc::new(self.clone()));
        for (i, t) in tests.iter().enumerate() {
            let got = detector.preview(&t.text, &t.known);
            if got != t.expect {
                let (text, want) = (t.text.clone(), t.expect.clone());
                return Err(PolicyError::Vector { policy: self.id.clone(), index: i + 1, text, got, want });
            }
        }
        Ok(())
    }

    /// Name of the policy.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Version number of the file.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// SHA-256 over the file and all it extends, lower-case hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Whether a failure blocks the message (the default).
    pub fn blocks_on_error(&self) -> bool {
        self.block_on_error
    }

    /// What to do with a label.
    pub fn action(&self, l: &Label) -> Action {
        self.entity.get(l).and_then(|e| e.action).unwrap_or(self.action)
    }

    /// Everything the policy says of a label.
    pub fn entity(&self, l: &Label) -> Option<&Entity> {
        self.entity.get(l)
    }

    /// All labels the policy speaks of.
    pub fn entities(&self) -> impl Iterator<Item = (&Label, &Entity)> {
        self.entity.iter()
    }

    /// Purposes for which a value of this label may be revealed; none means never.
    pub fn reveal(&self, l: &Label) -> &[String] {
        self.entity.get(l).map_or(&[], |e| e.reveal.as_slice())
    }

    /// Whether a value so sure is one.
    pub(crate) fn passes(&self, l: &Label, score: f32) -> bool {
        let threshold = || self.entity.get(l).and_then(|e| e.threshold).unwrap_or(self.threshold);
        score >= self.highest || score >= threshold()
    }

    pub(crate) fn keep_levels(&self) -> &[String] {
        self.entity.get(&Label::Address).map_or(&[], |e| e.keep_levels.as_slice())
    }

    pub(crate) fn recognisers(&self) -> &[Recogniser] {
        &self.recognisers
    }

    pub(crate) fn deny(&self) -> &[Known] {
        &self.deny
    }

    pub(crate) fn json_rules(&self) -> (&[JsonRule], &JsonKind, &JsonKind) {
        (&self.json, &self.json_strings, &self.json_numbers)
    }

    /// Whether a value is on the allow list. `text` is folded.
    pub(crate) fn allows(&self, label: &Label, text: &str, canonical: &str) -> bool {
        !self.allow.is_empty() && {
            let (t, c) = (bare(text), bare(canonical));
            self.allow.iter().filter(|a| a.label.as_ref().is_none_or(|l| l == label)).any(|a| {
                (!a.bare.is_empty() && (a.bare == t || a.bare == c))
                    || a.pattern.as_ref().is_some_and(|p| p.find(text).is_some_and(|m| m.range() == (0..text.len())))
            })
        }
    }
}

impl Detector {
    /// Mask one text with this policy as the console's preview and the test vectors do: fresh
    /// conversation, hashes and surrogates under a fixed key. A blocked text gives `〔拦截〕`.
    pub fn preview(&self, text: &str, known: &[Known]) -> String {
        let mut state = SpeakerState::default();
        let found = self.scan(Turn { text, speaker: 0, seq: 0, known, state: &mut state, at_ms: 0 });
        if found.blocked {
            return "〔拦截〕".to_owned();
        }
        let mut replacer = Replacer::new(self.policy(), TEST_KEY);
        render(text, &found.spans, &mut |s| replacer.replace(s, text))
    }
}

/// Letters and digits only, lower case.
fn bare(s: &str) -> String {
    s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
