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

mod accounts;
mod act;
mod address_en;
mod address_zh;
mod atoms;
mod cand;
mod chars;
pub mod check;
pub mod cli;
mod codes;
mod cues;
mod dates;
mod email;
mod escape;
mod fold;
mod fold_tables;
mod json;
mod judge;
mod known;
mod label;
mod names_en;
mod names_zh;
mod net;
mod numbers;
mod policy;
mod quiet;
mod render;
mod scan;
mod shapes;
mod solicit;
mod span;
mod state;
mod tokens;
mod turns;
mod words;
#[doc(hidden)]
pub mod work;

pub use act::Replacer;
pub use json::{JsonFound, mask_json};
pub use label::Label;
pub use policy::{Entity, Policy, PolicyError};
pub use render::{CLOSE, OPEN, Ordinals, escape, render, render_trusted, token};
pub use scan::Detector;
pub use span::{Action, Found, Known, Remask, Solicit, SolicitKind, Span, Turn};
pub use state::{Fragment, SpeakerState};
