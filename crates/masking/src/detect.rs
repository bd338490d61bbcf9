//! Detection with the memory of its conversation: pure, before any transaction.

use kernel::Ts;
use masking_core::{Action, Detector, Found, Known, Label, Span, SpeakerState, Turn};
use serde::{Deserialize, Serialize};

/// Earlier turns kept so that a part found out later can be masked in its place.
const TURNS: usize = 12;
/// Longer messages never hold a mere part of a number.
const TURN_BYTES: usize = 600;
/// Parts of a number are given within this time.
const TURN_MILLIS: i64 = 120_000;

db::text_enum! {
    /// Who wrote a text.
    pub enum Speaker {
        Customer = "customer",
        Worker = "worker",
    }
}

/// What is known before a message is looked at. Holds plain values: it has no `Debug` and is never stored as it is.
#[derive(Clone, Default)]
pub struct Memory {
    pub(crate) known: Vec<Known>,
    pub(crate) state: State,
}

impl Memory {
    /// With values that came with the text itself.
    pub fn with_known(mut self, known: &[Known]) -> Self {
        self.known.extend_from_slice(known);
        self
    }
}

/// What detection remembers between turns; stored sealed.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) speakers: SpeakerState,
    pub(crate) turns: Vec<Kept>,
}

/// A recent message as written, with the places that were masked in it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) seq: i64,
    pub(crate) at_ms: i64,
    pub(crate) speaker: Speaker,
    pub(crate) text: String,
    pub(crate) spans: Vec<KeptSpan>,
}

/// A [`Span`] that can be stored.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptSpan {
    start: usize,
    end: usize,
    label: Label,
    name: String,
    score: f32,
    rule: String,
    action: Action,
    canonical: String,
    #[serde(default)]
    whole: Option<String>,
}

impl From<&Span> for KeptSpan {
    fn from(span: &Span) -> Self {
        Self {
            start: span.start,
            end: span.end,
            label: span.label.clone(),
            name: span.label.zh().to_owned(),
            score: span.score,
            rule: span.rule.to_string(),
            action: span.action,
            canonical: span.canonical.clone(),
            whole: span.whole.clone(),
        }
    }
}

impl From<&KeptSpan> for Span {
    fn from(kept: &KeptSpan) -> Self {
        let label = match &kept.label {
            // A custom label's Chinese name is not in its wire form.
            Label::Custom(wire, _) => Label::Custom(wire.clone(), kept.name.as_str().into()),
            built_in => built_in.clone(),
        };
        Self {
            start: kept.start,
            end: kept.end,
            label,
            score: kept.score,
            rule: kept.rule.clone().into(),
            action: kept.action,
            canonical: kept.canonical.clone(),
            whole: kept.whole.clone(),
        }
    }
}

/// What was found in a text, and what will be remembered of it. No `Debug`: it holds plain values.
#[derive(Clone)]
pub struct Detected {
    /// Spans, signals for patrol, and whether the policy refuses the text.
    pub found: Found,
    pub(crate) detector: Detector,
    pub(crate) speaker: Speaker,
    pub(crate) state: State,
    /// The state differs from the one before.
    pub(crate) is_news: bool,
    /// Earlier messages to be masked again: those of [`Found::remask`], with all their spans.
    pub(crate) earlier: Vec<Kept>,
}

/// Looks through `text`, the `seq`-th message of its conversation (0 for a text that is no message).
pub fn detect(detector: &Detector, memory: &Memory, speaker: Speaker, text: &str, seq: i64, at: Ts) -> Detected {
    let mut state = memory.state.clone();
    let number = u8::from(speaker == Speaker::Worker);
    let at_ms = at.millis();
    let turn = Turn { text, speaker: number, seq: seq.unsigned_abs(), known: &memory.known, state: &mut state.speakers, at_ms };
    let mut found = detector.scan(turn);
    // A known value and the same value found by its own form must get one token.
    for span in found.spans.iter_mut().filter(|span| span.rule == "known") {
        span.canonical = detector.canonical(&span.label, &span.canonical);
    }
    let earlier = remask(&mut state.turns, &found);
    state.turns.retain(|kept| at_ms.saturating_sub(kept.at_ms) <= TURN_MILLIS);
    // Only a message that left something in the speakers' memory can be referred to later.
    if seq > 0 && text.len() <= TURN_BYTES && state.speakers != memory.state.speakers {
        let spans = found.spans.iter().map(KeptSpan::from).collect();
        state.turns.push(Kept { seq, at_ms, speaker, text: text.to_owned(), spans });
        let extra = state.turns.len().saturating_sub(TURNS);
        state.turns.drain(..extra);
    }
    let is_news = state != memory.state;
    Detected { found, detector: detector.clone(), speaker, state, is_news, earlier }
}

/// Adds the parts found out now to the earlier messages they stand in, and gives those messages.
fn remask(turns: &mut [Kept], found: &Found) -> Vec<Kept> {
    let mut changed: Vec<i64> = Vec::new();
    for part in &found.remask {
        let seq = i64::try_from(part.seq).unwrap_or(0);
        let Some(kept) = turns.iter_mut().find(|kept| kept.seq == seq) else { continue };
        let fits = kept.text.get(part.span.start..part.span.end) == Some(part.text.as_str());
        let free = kept.spans.iter().all(|s| s.end <= part.span.start || s.start >= part.span.end);
        if fits && free {
            kept.spans.push(KeptSpan::from(&part.span));
            kept.spans.sort_by_key(|span| span.start);
            changed.push(seq);
        }
    }
    turns.iter().filter(|kept| changed.contains(&kept.seq)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use masking_core::Policy;

    use super::*;

    #[test]
    fn a_number_in_parts_is_masked_in_every_message() {
        let detector = Detector::new(Policy::base_cn());
        let mut memory = Memory::default();
        let mut say = |text: &str, seq: i64| {
            let detected = detect(&detector, &memory, Speaker::Customer, text, seq, Ts::from_micros(seq * 1_000_000));
            memory.state = detected.state.clone();
            detected
        };
        assert!(say("前面是138", 1).found.spans.is_empty());
        say("1234", 2);
        let last = say("后面5678", 3);
        assert!(!last.found.spans.is_empty());
        let seqs: Vec<i64> = last.earlier.iter().map(|kept| kept.seq).collect();
        assert_eq!(seqs, [1, 2]);
        assert!(last.is_news);
        // each part stands for what is written there, and knows the whole
        let parts: Vec<&str> = last.earlier.iter().filter_map(|kept| kept.spans.first()).map(|s| s.canonical.as_str()).collect();
        assert_eq!(parts, ["138", "1234"]);
        assert_eq!(last.found.spans.first().and_then(|s| s.whole.as_deref()), Some("+8613812345678"));
    }

    #[test]
    fn the_memory_is_bounded() {
        let detector = Detector::new(Policy::base_cn());
        let mut memory = Memory::default();
        for seq in 1..100 {
            let text = format!("号码{seq}{seq}");
            memory.state = detect(&detector, &memory, Speaker::Customer, &text, seq, Ts::from_micros(seq * 1_000)).state;
            assert!(memory.state.turns.len() <= TURNS);
        }
    }
}
