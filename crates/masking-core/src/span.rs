//! What a scan takes and gives: turns in, spans and signals out.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use masking_find::Label;

use crate::state::SpeakerState;

/// What the caller does with a found value. The core only names the action and, for the ones that
/// need no key, can render it (`render::plain`); sealing and hashing belong to the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Replace by a reversible token 〔手机·1〕.
    Token,
    /// Replace by the label alone.
    Redact,
    /// Keep the ends, cover the middle.
    Mask,
    /// Replace by a keyed hash.
    Hash,
    /// Replace by a made-up value of the same shape.
    Surrogate,
    /// Replace by a coarser value (an address by its city).
    Generalise,
    /// Report the span, leave the text.
    Pass,
    /// Refuse the whole message.
    Block,
}

/// A value known from the conversation's payload (name, phone, address …): found without cues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Kind of the value.
    pub label: Label,
    /// The value as the enterprise holds it.
    pub value: String,
}

/// One message to scan.
#[derive(Debug)]
pub struct Turn<'a> {
    /// The message as written.
    pub text: &'a str,
    /// 0 customer, 1 worker; larger numbers are other participants.
    pub speaker: u8,
    /// Caller's number of this message in its conversation; comes back in [`Remask`].
    pub seq: u64,
    /// Values known in this conversation.
    pub known: &'a [Known],
    /// The conversation's state, kept by the caller between turns.
    pub state: &'a mut SpeakerState,
    /// Time of the message, milliseconds since the epoch; fragments older than 120 s are forgotten.
    pub at_ms: i64,
}

/// A found value. `start..end` are byte offsets into the scanned text, on character boundaries.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Kind of value.
    pub label: Label,
    /// 0.0–1.0.
    pub score: f32,
    /// Which rule found it, e.g. `phone.cn.mobile`.
    pub rule: Cow<'static, str>,
    /// What the policy says to do.
    pub action: Action,
    /// The value with all disguise removed (digits of a phone, lower-case e-mail): two spans with
    /// the same label and canonical value are the same value. Of a part, its own characters.
    pub canonical: String,
    /// Where the span is a part of a number given over several turns: the canonical form of the
    /// whole number.
    pub whole: Option<String>,
}

impl Span {
    /// Turn into a part of `whole`: what stands for it is only what is written here.
    pub(crate) fn make_part(&mut self, text: &str, whole: &str) {
        self.canonical = text.get(self.start..self.end).unwrap_or_default().to_owned();
        self.whole = Some(whole.to_owned());
    }

    /// Offsets of this span in code points of `text`, the unit of the `--jsonl` format.
    pub fn code_points(&self, text: &str) -> (usize, usize) {
        let count = |to: usize| text.get(..to).map_or(0, |s| s.chars().count());
        (count(self.start), count(self.end))
    }
}

/// Whether a speaker asks for or offers contact off the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SolicitKind {
    /// "What is your WeChat?"
    Ask,
    /// "Add me on WeChat …"
    Offer,
    /// "Let us deal outside the platform, it is cheaper."
    Leave,
}

/// A signal for patrol, scored apart from spans; hides nothing by itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Solicit {
    /// What is being tried.
    pub kind: SolicitKind,
    /// Channel named, if any: `wechat`, `qq`, `phone`, `email`, `other`.
    pub channel: Option<&'static str>,
    /// First byte of the wording.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// 0.0–1.0.
    pub score: f32,
}

/// Part of an earlier message that is now known to belong to a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Remask {
    /// [`Turn::seq`] of the earlier message.
    pub seq: u64,
    /// The span in the text of that message; its `canonical` is the part alone, its `whole` the whole value.
    pub span: Span,
    /// The part's own characters, as written.
    pub text: String,
}

/// Result of a scan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Found values in order, not overlapping.
    pub spans: Vec<Span>,
    /// Signals for patrol.
    pub solicit: Vec<Solicit>,
    /// The policy refuses this message: an entity with `block`, or a failure with `on_error = "block"`.
    pub blocked: bool,
    /// Earlier parts to mask after the fact.
    pub remask: Vec<Remask>,
}
