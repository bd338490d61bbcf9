//! What a conversation remembers between turns: parts of numbers and the last question. Bounded,
//! serialisable, and free of anything that was masked.

use serde::{Deserialize, Serialize};

/// Most fragments remembered a speaker.
pub(crate) const MAX_FRAGMENTS: usize = 12;
/// Most digits remembered a speaker.
pub(crate) const MAX_DIGITS: usize = 24;
/// How long a fragment is remembered, milliseconds.
pub(crate) const MAX_AGE_MS: i64 = 120_000;

/// A part of a number seen in an earlier turn, still readable in its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    /// The digits, disguise removed.
    pub digits: String,
    /// [`crate::Turn::seq`] of its message.
    pub seq: u64,
    /// Byte range in that message.
    pub start: usize,
    /// End of the range.
    pub end: usize,
    /// Its characters as written.
    pub text: String,
    /// Time of its message, milliseconds.
    pub at_ms: i64,
    /// Was masked at once.
    pub masked: bool,
    /// Came with a word such as 前面 or "the rest is".
    pub cued: bool,
    /// Nothing else was said.
    #[serde(default)]
    pub bare: bool,
}

/// A question that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub speaker: u8,
    /// Index into the list of askable cues.
    pub cue: u8,
    pub at_ms: i64,
    /// Turns of the other side it stays open for.
    pub patience: u8,
}

/// State of one conversation. Keep it beside the conversation and hand it to every scan in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeakerState {
    /// Fragments of the customer, the worker, and everybody else.
    #[serde(default)]
    pub(crate) fragments: [Vec<Fragment>; 3],
    /// What was asked for last.
    #[serde(default)]
    pub(crate) asked: Option<Asked>,
}

impl SpeakerState {
    /// Fragments of a speaker that are still fresh at `at_ms`.
    pub(crate) fn fresh(&mut self, speaker: u8, at_ms: i64) -> &mut Vec<Fragment> {
        let slot = &mut self.fragments[usize::from(speaker.min(2))];
        slot.retain(|f| at_ms.saturating_sub(f.at_ms) <= MAX_AGE_MS && at_ms >= f.at_ms);
        slot
    }

    /// Fragments of all speakers in their order, without what one repeats after another.
    pub(crate) fn everybody(&self, at_ms: i64) -> Vec<Fragment> {
        let fresh = |f: &&Fragment| (0..=MAX_AGE_MS).contains(&at_ms.saturating_sub(f.at_ms));
        let mut all: Vec<Fragment> = self.fragments.iter().flatten().filter(fresh).cloned().collect();
        all.sort_by_key(|f| f.seq);
        let mut said = String::new();
        all.retain(|f| {
            let new = !said.contains(&f.digits);
            said += &f.digits;
            new
        });
        all
    }

    /// Forget fragments that were joined.
    pub(crate) fn forget(&mut self, parts: &[Fragment]) {
        let used = |f: &Fragment| parts.iter().any(|p| (p.seq, p.start) == (f.seq, f.start));
        self.fragments.iter_mut().for_each(|slot| slot.retain(|f| !used(f)));
    }

    /// Remember a fragment, forgetting the oldest beyond the bounds.
    pub(crate) fn remember(&mut self, speaker: u8, f: Fragment) {
        let slot = &mut self.fragments[usize::from(speaker.min(2))];
        slot.push(f);
        while slot.len() > MAX_FRAGMENTS || slot.iter().map(|f| f.digits.len()).sum::<usize>() > MAX_DIGITS {
            slot.remove(0);
        }
    }
}
