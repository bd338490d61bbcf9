//! Procedures as measurable steps: one file serves the desk, the simulator, the exam, the patrol and the price.
//!
//! A procedure is a Serverless Workflow 1.0 document in a declared subset: tasks call `say`, `collect`, `act`, `confirm`,
//! `handoff` or `disclose`, `switch` decides, `set` derives; `metadata.sop` says how each step is measured.
//!
//! Invariants: everything here is pure; the same definition and the same events give the same state, byte for byte; a
//! conversation stays with the version it began under; a slot that holds personal data takes tokens only; a file with an
//! error is never published.

mod ahead;
mod checklist;
pub mod cli;
mod engine;
mod expr;
mod hear;
pub mod import;
mod lint;
mod metrics;
mod model;
mod outline;
mod read;
mod shelf;
mod yaml;

pub use ahead::{Ahead, ahead, quoted};
pub use checklist::{Checklist, Item, ItemState, SlotView, checklist};
pub use engine::{Effect, End, Event, Record, Refusal, Refused, State, Values, What, Who, apply, transition};
pub use hear::{Heard, hear};
pub use lint::{Checked, Issue, Severity, lint};
pub use metrics::{Conversation, Report, StepReport, conversation, judged, report};
pub use model::{Automatable, Definition, Evidence, Function, Meta, Next, Slot, SlotKind, Step, Text};
pub use outline::{Outline, outline};
pub use shelf::Shelf;

use kernel::{Code, Error, Result};

/// Parses the one procedure in `bytes`. Errors: `policy_invalid` naming file, line, rule and hint of each error.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Definition> {
    let checked = lint(file, bytes);
    let errors: Vec<String> = checked.issues.iter().filter(|i| i.severity == Severity::Error).map(ToString::to_string).collect();
    let mut definitions = checked.definitions;
    match (errors.is_empty(), definitions.pop(), definitions.is_empty()) {
        (true, Some(definition), true) => Ok(definition),
        (true, ..) => Err(Error::new(Code::PolicyInvalid, format!("{file}: one procedure per file is expected"))),
        _ => Err(Error::new(Code::PolicyInvalid, errors.join("; "))),
    }
}

/// Whether `text` is a token of the masking vault, such as 〔手机·1〕.
pub fn is_token(text: &str) -> bool {
    let inner = text.trim().strip_prefix('〔').and_then(|t| t.strip_suffix('〕'));
    inner.is_some_and(|t| {
        t.split_once('·').is_some_and(|(kind, n)| !kind.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty())
    })
}
