//! What a speech engine heard, and what of it is scored. Pure; without an engine nothing here happens and a score is partial.
//!
//! Transcripts are the candidate's words and stay sealed beside their recording. The score is made from whole numbers taken
//! from them once, so that it replays without engine and without words.

pub mod engine;
mod read;
pub(crate) mod service;

pub use engine::Engine;
pub use read::Asked;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::interview::PartKind;

/// One word or character with its place in the recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TranscriptWord)]
pub struct Word {
    pub text: String,
    pub from_ms: i64,
    pub to_ms: i64,
}

/// What the engine heard in one recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transcript {
    pub text: String,
    pub words: Vec<Word>,
    /// How sure the engine says it is, per mille; absent where it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence_pm: Option<i64>,
}

impl Transcript {
    /// As a page shows it.
    pub fn view(self, part: PartKind) -> TranscriptView {
        TranscriptView { part, text: self.text, words: self.words, confidence_pm: self.confidence_pm }
    }
}

/// What a speech engine heard in one part.
#[derive(Debug, Serialize, ToSchema)]
pub struct TranscriptView {
    pub part: PartKind,
    pub text: String,
    /// Each with its place in the recording; empty where the engine gives none.
    pub words: Vec<Word>,
    /// How sure the engine says it is, per mille.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence_pm: Option<i64>,
}

/// A list read one by one: how many were what was asked, tones aside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    pub right: i64,
    pub asked: i64,
    /// The items that were heard as something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<String>,
}

/// A passage: edits between what was to be read and what was heard, in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    pub edits: i64,
    pub chars: i64,
    pub heard: i64,
}

impl Passage {
    /// Characters in error, per mille of the text; more than all of them count as all.
    pub fn error_pm(&self) -> i64 {
        (self.edits * 1000 / self.chars.max(1)).min(1000)
    }
}

/// Free talk: how it ran, and how many of its subjects were touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Talk {
    pub chars: i64,
    pub span_ms: i64,
    pub fillers: i64,
    /// Characters or words said twice in a row.
    pub repeats: i64,
    pub longest_gap_ms: i64,
    pub subjects: i64,
    pub subjects_of: i64,
}

/// What is scored of all transcripts of an interview.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speech {
    /// Name of the engine's model.
    pub engine: String,
    /// Why there is nothing: a stable word. The score is partial then, as without an engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub syllables: Option<Listed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Listed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passage: Option<Passage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk: Option<Talk>,
    /// The least sure part, per mille; absent where the engine does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence_pm: Option<i64>,
}

impl Speech {
    /// An engine that gave nothing.
    pub fn lacking(engine: &str, why: &str) -> Self {
        Self { engine: engine.to_owned(), lacks: Some(why.to_owned()), ..Self::default() }
    }

    /// Takes what one part's transcript gave.
    pub fn take(&mut self, kind: PartKind, transcript: &Transcript, asked: &Asked<'_>) {
        match kind {
            PartKind::Syllables => self.syllables = Some(read::list(transcript, asked)),
            PartKind::Words => self.words = Some(read::list(transcript, asked)),
            PartKind::ReadAloud => self.passage = Some(read::passage(transcript, asked.text)),
            PartKind::Talk => self.talk = Some(read::talk(transcript, asked.subjects)),
            _ => {}
        }
        self.confidence_pm = match (self.confidence_pm, transcript.confidence_pm) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}
