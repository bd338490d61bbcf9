//! Policies: what to do with each kind of value, as data with its own test vectors.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::label::Label;
use crate::render::{Ordinals, render, token};
use crate::scan::Detector;
use crate::span::{Action, Turn};
use crate::state::SpeakerState;

/// Why a policy was refused.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not UTF-8 or not the expected TOML.
    #[error("policy does not parse: {0}")]
    Syntax(String),
    /// A value is out of range or unknown.
    #[error("policy is invalid: {0}")]
    Invalid(String),
    /// `extends` names a policy that cannot be had, or a circle.
    #[error("policy {0} extends {1}, which is unknown or leads back to it")]
    Extends(String, String),
    /// A test vector of the file fails.
    #[error("test vector {index} fails: {text:?} gives {got:?}, expected {want:?}")]
    Vector {
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

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    version: u32,
    extends: Option<String>,
    #[serde(default)]
    defaults: Defaults,
    #[serde(default)]
    entity: BTreeMap<String, EntityRow>,
    #[serde(default)]
    allow: Vec<AllowRow>,
    #[serde(default)]
    test: Vec<TestRow>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Defaults {
    action: Option<Action>,
    threshold: Option<f32>,
    on_error: Option<String>,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntityRow {
    action: Option<Action>,
    threshold: Option<f32>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AllowRow {
    value: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct TestRow {
    text: String,
    expect: String,
}

/// A compiled policy.
#[derive(Debug, Clone)]
pub struct Policy {
    id: String,
    version: u32,
    hash: String,
    action: Action,
    threshold: f32,
    block_on_error: bool,
    entity: BTreeMap<Label, EntityRow>,
    allow: Vec<String>,
}

const BASE_CN: &str = include_str!("../../../policies/masking/base-cn.toml");

impl Policy {
    /// The built-in default for Chinese and English text.
    pub fn base_cn() -> Arc<Policy> {
        static P: OnceLock<Arc<Policy>> = OnceLock::new();
        P.get_or_init(|| {
            Arc::new(Policy::parse(BASE_CN.as_bytes(), &|_| None).unwrap_or_else(|_| Policy::closed()))
        })
        .clone()
    }

    /// What remains when nothing can be read: everything found blocks.
    fn closed() -> Policy {
        Policy {
            id: "closed".into(),
            version: 0,
            hash: String::new(),
            action: Action::Block,
            threshold: 0.3,
            block_on_error: true,
            entity: BTreeMap::new(),
            allow: Vec::new(),
        }
    }

    /// Compile a policy file. `resolve` gives the bytes of the policy named by `extends`
    /// (`base-cn` is built in). The file's own `[[test]]` vectors are run; one that fails refuses
    /// the file and is named.
    pub fn parse(bytes: &[u8], resolve: &dyn Fn(&str) -> Option<Vec<u8>>) -> Result<Policy, PolicyError> {
        Self::layer(bytes, resolve, 0)
    }

    fn layer(bytes: &[u8], resolve: &dyn Fn(&str) -> Option<Vec<u8>>, depth: usize) -> Result<Policy, PolicyError> {
        let text = std::str::from_utf8(bytes).map_err(|e| PolicyError::Syntax(e.to_string()))?;
        let file: File = toml::from_str(text).map_err(|e| PolicyError::Syntax(e.to_string()))?;
        let mut p = match &file.extends {
            None => Policy { action: Action::Token, threshold: 0.5, ..Policy::closed() },
            Some(parent) => {
                let missing = || PolicyError::Extends(file.id.clone(), parent.clone());
                let bytes = resolve(parent).or_else(|| (parent == "base-cn").then(|| BASE_CN.as_bytes().to_vec()));
                if depth >= 8 {
                    return Err(missing());
                }
                Self::layer(&bytes.ok_or_else(missing)?, resolve, depth + 1)?
            }
        };
        let mut hash = Sha256::new();
        hash.update(p.hash.as_bytes());
        hash.update(bytes);
        p.hash = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        p.id = file.id;
        p.version = file.version;
        p.action = file.defaults.action.unwrap_or(p.action);
        p.threshold = file.defaults.threshold.unwrap_or(p.threshold);
        if let Some(e) = file.defaults.on_error {
            p.block_on_error = e != "pass";
        }
        for (name, row) in file.entity {
            let label = Label::parse(&name).ok_or_else(|| PolicyError::Invalid(name.clone()))?;
            p.entity.insert(label, row);
        }
        p.allow.extend(file.allow.into_iter().map(|a| bare(&a.value)));
        p.check(&file.test)?;
        Ok(p)
    }

    fn check(&self, tests: &[TestRow]) -> Result<(), PolicyError> {
        let detector = Detector::new(Arc::new(self.clone()));
        for (i, t) in tests.iter().enumerate() {
            let mut state = SpeakerState::default();
            let found =
                detector.scan(Turn { text: &t.text, speaker: 0, seq: 0, known: &[], state: &mut state, at_ms: 0 });
            let mut ordinals = Ordinals::default();
            let got = render(&t.text, &found.spans, &mut |s| token(&s.label, ordinals.of(s)));
            if got != t.expect {
                return Err(PolicyError::Vector { index: i + 1, text: t.text.clone(), got, want: t.expect.clone() });
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

    pub(crate) fn threshold(&self, l: &Label) -> f32 {
        self.entity.get(l).and_then(|e| e.threshold).unwrap_or(self.threshold)
    }

    pub(crate) fn allows(&self, text: &str, canonical: &str) -> bool {
        !self.allow.is_empty() && {
            let (t, c) = (bare(text), bare(canonical));
            self.allow.iter().any(|a| *a == t || *a == c)
        }
    }
}

/// Letters and digits only, lower case.
fn bare(s: &str) -> String {
    s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
