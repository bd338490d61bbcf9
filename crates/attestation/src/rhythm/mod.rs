//! Is it still the same person? The rhythm of typing, the network, the clock and the device speak for or against it; where
//! the doubt grows too large, the session is trusted no more until its person's own key has answered again.
//!
//! Only counts and moments by class of keys are told, by whoever agreed to it; the profile learnt from them is sealed.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::collections::BTreeMap;

use attestation_core::rhythm::{Memory, Profile};
use kernel::{Reason, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

kernel::nouns! {
    /// A question to a person to prove themselves again.
    Recheck => RecheckId,
}

/// Reasons kept of a session at most.
pub(crate) const KEPT: usize = 12;

db::text_enum! {
    /// Where a session stands.
    pub enum RhythmState {
        /// The person did not agree: only network, clock and device are looked at.
        Off = "off",
        /// Too little is known of the person yet.
        Learning = "learning",
        Ok = "ok",
        /// The person is to prove themselves again; until then this session has no work.
        Recheck = "recheck",
    }
}

/// What a page's own guard stops or notices, by the names it tells; see docs/SECURITY.md for how strong each is.
pub const NOTICED: [&str; 12] = [
    "copy",
    "cut",
    "dragstart",
    "contextmenu",
    "key",
    "hidden",
    "blurred",
    "printing",
    "capture_key",
    "not_full",
    "second_screen",
    "devtools",
];
/// Most of one kind that is counted for a session: a page that was tampered with counts what it likes.
pub(crate) const MOST_NOTICED: u32 = 100_000;

/// What is remembered of a session between its page's reports.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Remembered {
    pub(crate) memory: Memory,
    /// What spoke against the person since they last proved themselves.
    pub(crate) reasons: Vec<Reason>,
    /// How often the page's own guard stopped or noticed something, by kind.
    #[serde(default)]
    pub(crate) noticed: BTreeMap<String, u32>,
}

impl Remembered {
    /// Adds what a page counted.
    pub(crate) fn count(&mut self, counted: &BTreeMap<String, u32>) {
        for (kind, n) in counted {
            let all = self.noticed.entry(kind.clone()).or_default();
            *all = all.saturating_add(*n).min(MOST_NOTICED);
        }
    }

    pub(crate) fn note(&mut self, reasons: &[Reason]) {
        self.reasons.extend_from_slice(reasons);
        let over = self.reasons.len().saturating_sub(KEPT);
        self.reasons.drain(..over);
    }
}

/// A question that was asked, as its person and admins see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecheckView {
    pub at: Ts,
    /// What spoke against the person, oldest first.
    pub reasons: Vec<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed_at: Option<Ts>,
}

pub(crate) fn state(
    agreed: bool,
    is_asked: bool,
    profile: &Profile,
    rules: &attestation_core::rhythm::RhythmRules,
) -> RhythmState {
    match (is_asked, agreed) {
        (true, _) => RhythmState::Recheck,
        (false, false) => RhythmState::Off,
        (false, true) if profile.knows(rules) => RhythmState::Ok,
        (false, true) => RhythmState::Learning,
    }
}
