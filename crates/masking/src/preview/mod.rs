//! What a worker would see of a text under a policy. Nothing is stored. Pure.

pub(crate) mod http;
mod service;

use masking_core::{Action, Detector, Known, Replacer, SolicitKind, SpeakerState, Turn, render};
use serde::Serialize;
use utoipa::ToSchema;

/// A previewed text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Preview {
    /// The text as a worker would see it; empty when the policy refuses it.
    pub(crate) text: String,
    /// The policy refuses the whole text.
    pub(crate) blocked: bool,
    pub(crate) spans: Vec<PreviewSpan>,
    /// Signs of an attempt to leave the platform.
    pub(crate) solicit: Vec<PreviewSolicit>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewSpan {
    /// Code points of the text given.
    start: usize,
    end: usize,
    label: String,
    /// 0 to 1.
    score: f32,
    rule: String,
    /// `token`, `redact`, `mask`, `hash`, `surrogate`, `generalise`, `pass` or `block`.
    #[schema(value_type = String)]
    action: Action,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewSolicit {
    start: usize,
    end: usize,
    /// `ask`, `offer` or `leave`.
    #[schema(value_type = String)]
    kind: SolicitKind,
    channel: Option<&'static str>,
    score: f32,
}

/// Masks `text` as the first message of a conversation.
pub(crate) fn preview(detector: &Detector, text: &str, known: &[Known]) -> Preview {
    let mut state = SpeakerState::default();
    let found = detector.scan(Turn { text, speaker: 0, seq: 0, known, state: &mut state, at_ms: 0 });
    let mut replacer = Replacer::new(detector.policy(), b"preview");
    let masked = if found.blocked { String::new() } else { render(text, &found.spans, &mut |span| replacer.replace(span, text)) };
    let point = |byte: usize| text.get(..byte).map_or(0, |before| before.chars().count());
    let span = |s: &masking_core::Span| PreviewSpan {
        start: point(s.start),
        end: point(s.end),
        label: s.label.as_str().to_owned(),
        score: s.score,
        rule: s.rule.to_string(),
        action: s.action,
    };
    let solicit = |s: &masking_core::Solicit| PreviewSolicit {
        start: point(s.start),
        end: point(s.end),
        kind: s.kind,
        channel: s.channel,
        score: s.score,
    };
    Preview {
        text: masked,
        blocked: found.blocked,
        spans: found.spans.iter().map(span).collect(),
        solicit: found.solicit.iter().map(solicit).collect(),
    }
}
