//! Offers of test calls: who is asked to play the customer or to score, until when, and who is asked next. `dispatch` decides
//! whom it asks, and when; what an offer means is decided here. Pure here.

pub(crate) mod service;
pub(crate) mod store;

use kernel::{AccountId, Ts};

use crate::{Part, TestCallId};

kernel::nouns! {
    /// An offer of a part in a test call.
    CallOffer => CallOfferId,
}

db::text_enum! {
    /// Where an offer stands. One that was not taken in time is as good as declined.
    pub enum OfferState { Open = "open", Taken = "taken", Declined = "declined", Done = "done" }
}

/// A part in a test call for which nobody is asked now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallWanted {
    pub call: TestCallId,
    pub skill: String,
    pub part: Part,
    /// Who cannot have it: the candidate, whoever has the other part, and who let it go by a moment ago.
    pub except: Vec<AccountId>,
    pub idle_seconds: u64,
    pub offer_seconds: u64,
}

impl store::OfferRow {
    /// Whether somebody else has to wait for this one.
    pub(crate) fn is_live(&self, now: Ts) -> bool {
        matches!(self.state, OfferState::Open | OfferState::Taken) && self.until_at > now
    }
}

/// People wanted for a part: one customer; two sheets, or one more when two disagree.
pub(crate) const fn wanted(part: Part, sheets: usize) -> usize {
    match (part, sheets) {
        (Part::Scorer, 0) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_scorers_are_wanted_and_a_third_when_they_disagree() {
        assert_eq!([0, 1, 2].map(|sheets| wanted(Part::Scorer, sheets)), [2, 1, 1]);
        assert_eq!(wanted(Part::Customer, 0), 1);
    }
}
