//! Finds and hides personal data in Chinese and English chat: names, addresses, telephones, cards,
//! identity numbers, accounts and more, plain or disguised. Pure: no I/O, no network, no clock.
//!
//! ```
//! use masking_core::{Detector, Ordinals, Policy, SpeakerState, Turn, render, token};
//! let detector = Detector::new(Policy::base_cn());
//! let mut state = SpeakerState::default();
//! let text = "我电话138 1234 5678";
//! let found = detector.scan(Turn { text, speaker: 0, seq: 1, known: &[], state: &mut state, at_ms: 0 });
//! let mut ordinals = Ordinals::default();
//! let masked = render(text, &found.spans, &mut |s| token(&s.label, ordinals.of(s)));
//! assert_eq!(masked, "我电话〔手机·1〕");
//! ```
#![forbid(unsafe_code)]

mod act;
pub mod cli;
mod json;
mod known;
mod policy;
mod render;
mod scan;
mod solicit;
mod span;
mod state;
mod turns;

pub use act::Replacer;
pub use json::{JsonFound, mask_json};
#[doc(hidden)]
pub use masking_find::work;
pub use masking_find::{Label, check};
pub use policy::{Entity, Policy, PolicyError};
pub use render::{CLOSE, OPEN, Ordinals, escape, render, render_trusted, token};
pub use scan::Detector;
pub use span::{Action, Found, Known, Remask, Solicit, SolicitKind, Span, Turn};
pub use state::{Fragment, SpeakerState};
