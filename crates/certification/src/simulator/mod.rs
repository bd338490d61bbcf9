//! The simulator: a customer that a procedure and a seed make, trained with on the real desk.
//!
//! The same scenario, seed and turns give the same conversation, so a conversation is its list of turns.

mod advice;
mod customer;
pub mod http;
pub mod policy;
mod reword;
pub(crate) mod service;
pub(crate) mod store;

use serde::{Deserialize, Serialize};
use sop::{Definition, End, State};
use utoipa::ToSchema;

pub use advice::{Advice, AdviceKind};
pub use customer::{Mood, Setting, replay};
pub use reword::Rewriter;

kernel::nouns! {
    /// One simulated conversation.
    Simulation => SimulationId,
}

db::text_enum! {
    /// Where a simulated conversation stands.
    pub enum SimulationState { Open = "open", Passed = "passed", Failed = "failed" }
}

db::text_enum! {
    /// Whether it trains or examines.
    pub enum Mode { Practice = "practice", Exam = "exam" }
}

/// Conformance from which a conversation passes.
pub const PASS: f64 = 0.8;
/// Longest conversation.
pub const TURNS: usize = 80;
/// A scenario exam ends after so long, whatever came between.
pub const EXAM_CLOCK: std::time::Duration = std::time::Duration::from_secs(30 * 60);
/// Exams in a row, with different seeds, that must all be passed.
pub const IN_A_ROW: usize = 3;

/// What the trainee did, `at_s` seconds after the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub at_s: i64,
    #[serde(flatten)]
    pub what: Did,
    /// The customer's answer in other words, kept so that the conversation stays its list of turns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reworded: Option<String>,
}

impl Turn {
    pub const fn new(at_s: i64, what: Did) -> Self {
        Self { at_s, what, reworded: None }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "snake_case")]
pub enum Did {
    /// A sentence with the verdict it got; a blocked one was not sent.
    Said { text: String, verdict: patrol::Outcome, rules: Vec<String> },
    /// A tool used: the name of an act of the procedure.
    Acted { step: String },
    /// The trainee ended it.
    Left,
}

/// A line of the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Line {
    /// `customer`, `worker` or `system`.
    pub from: String,
    pub text: String,
    pub at_s: i64,
    /// Whether a language model chose the words.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reworded: bool,
}

/// Everything the turns led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub sop: State,
    pub patience: i64,
    pub mood: Mood,
    pub lines: Vec<Line>,
    /// Advice on the last turn.
    pub advice: Vec<Advice>,
    pub blocked: u32,
    pub ended: bool,
}

/// How a conversation that ended is judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Judged {
    pub passed: bool,
    /// From 0 to 1.
    pub conformance: f64,
    pub blocked: u32,
    /// Steps that went wrong.
    pub weak: Vec<String>,
    /// Steps that went right.
    pub good: Vec<String>,
}

/// Judges a conversation: the procedure was followed to its end, and nothing had to be stopped.
pub fn judge(def: &Definition, session: &Session) -> Judged {
    let measured = sop::conversation(def, &session.sop);
    let served = matches!(session.sop.end, Some(End::Completed | End::HandedOff));
    let (good, weak) = sop::judged(def, &session.sop);
    let passed = served && measured.conformance >= PASS && session.blocked == 0;
    Judged { passed, conformance: measured.conformance, blocked: session.blocked, weak, good }
}

/// Whether the newest exams (newest first, with their seeds) are three of three on different seeds.
pub fn three_of_three(newest: &[(i64, bool)]) -> bool {
    let seeds: std::collections::BTreeSet<i64> =
        newest.iter().take(IN_A_ROW).filter(|(_, passed)| *passed).map(|(s, _)| *s).collect();
    seeds.len() == IN_A_ROW
}

#[cfg(test)]
mod tests;
