//! The form of a policy file (TOML). Unknown keys are refused, so that a slip of the pen cannot
//! silently leave something unmasked.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::span::{Action, Known};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub id: String,
    pub version: u32,
    pub extends: Option<String>,
    #[serde(default)]
    pub defaults: Defaults,
    #[serde(default)]
    pub entity: BTreeMap<String, EntityRow>,
    #[serde(default)]
    pub recognizer: Vec<RecognizerRow>,
    #[serde(default)]
    pub allow: Vec<AllowRow>,
    #[serde(default)]
    pub deny: Vec<Known>,
    #[serde(default)]
    pub json: Vec<JsonRow>,
    pub json_unknown: Option<JsonUnknown>,
    #[serde(default)]
    pub test: Vec<TestRow>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Defaults {
    pub action: Option<Action>,
    pub threshold: Option<f32>,
    pub on_error: Option<OnError>,
}

/// What a failure does to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OnError {
    Block,
    Pass,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntityRow {
    pub action: Option<Action>,
    pub threshold: Option<f32>,
    pub zh: Option<String>,
    pub show: Option<String>,
    pub reveal: Option<Vec<String>>,
    pub keep_first: Option<usize>,
    pub keep_last: Option<usize>,
    pub cover: Option<char>,
    pub keep_levels: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecognizerRow {
    pub label: String,
    pub zh: Option<String>,
    pub pattern: String,
    #[serde(default)]
    pub check: Option<String>,
    #[serde(default)]
    pub cue: Vec<String>,
    pub score: f32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AllowRow {
    pub value: Option<String>,
    pub pattern: Option<String>,
    /// Only for this label.
    pub label: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonRow {
    /// Any channel where absent.
    pub channel: Option<String>,
    pub path: String,
    #[serde(rename = "as")]
    pub kind: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonUnknown {
    pub strings: Option<String>,
    pub numbers: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TestRow {
    pub text: String,
    pub expect: String,
    #[serde(default)]
    pub known: Vec<Known>,
}
