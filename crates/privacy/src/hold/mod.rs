//! Legal holds: whose data may not be deleted now. One administrator places or lifts, another confirms. Pure here.
//!
//! `proposed` holds at once, so that nothing goes while the second person is asked, and lapses when nobody confirms in time;
//! `active` holds until two people agreed to lift it: in `lifting` it still holds.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::time::Duration;

use kernel::{AccountId, Code, Error, Result, Ts};

use store::Row;

/// How long a proposal holds without a second person.
pub(crate) const WAITS: Duration = Duration::from_secs(72 * 3600);
/// Characters of a reason.
pub(crate) const REASON_MAX: usize = 500;

db::text_enum! {
    /// Whose data is held.
    #[schema(as = LegalHoldKind)]
    pub enum Kind { Person = "person", Customer = "customer", Enterprise = "enterprise" }
}

db::text_enum! {
    /// Where a hold stands.
    #[schema(as = LegalHoldState)]
    pub enum State {
        Proposed = "proposed",
        Active = "active",
        /// One person wants it lifted.
        Lifting = "lifting",
        Lifted = "lifted",
        /// Nobody confirmed it in time.
        Lapsed = "lapsed",
    }
}

db::text_enum! {
    /// What an administrator does to a hold.
    #[schema(as = LegalHoldStep)]
    pub enum Step {
        Confirm = "confirm",
        Lift = "lift",
        ConfirmLift = "confirm_lift",
        /// Keep it after all.
        Keep = "keep",
    }
}

impl Row {
    /// Whether it holds at `now`.
    pub(crate) fn holds(&self, now: Ts) -> bool {
        match self.state {
            State::Proposed => self.created_at.plus(WAITS) > now,
            State::Active | State::Lifting => true,
            State::Lifted | State::Lapsed => false,
        }
    }

    /// The hold after `step` by `who`. Errors: `wrong_state`; `forbidden` for who took the first step.
    pub(crate) fn after(&self, step: Step, who: AccountId, now: Ts) -> Result<Self> {
        let second = |first: Option<AccountId>| {
            if first == Some(who) {
                Err(Error::forbidden("a second administrator does this: the first step was yours"))
            } else {
                Ok(())
            }
        };
        let next = Self { changed_at: now, ..self.clone() };
        match (self.state, step) {
            (State::Proposed, Step::Confirm) if self.holds(now) => {
                second(Some(self.placed_by_id))?;
                Ok(Self { state: State::Active, confirmed_by_id: Some(who), ..next })
            }
            (State::Active, Step::Lift) => Ok(Self { state: State::Lifting, lifted_by_id: Some(who), ..next }),
            (State::Lifting, Step::ConfirmLift) => {
                second(self.lifted_by_id)?;
                Ok(Self { state: State::Lifted, lift_confirmed_by_id: Some(who), ..next })
            }
            (State::Lifting, Step::Keep) => Ok(Self { state: State::Active, lifted_by_id: None, ..next }),
            _ => Err(Error::new(Code::WrongState, "the hold does not stand where this step begins")),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::PLATFORM;

    use super::*;
    use crate::HoldId;

    #[test]
    fn two_people_place_and_two_people_lift() {
        let [a, b] = [1, 2].map(AccountId::from_u128);
        let (now, late) = (Ts::default(), Ts::default().plus(WAITS));
        let hold = Row {
            tenant_id: PLATFORM,
            id: HoldId::from_u128(1),
            kind: Kind::Person,
            target_id: kernel::Id::from_u128(9),
            reason: "case 7".to_owned(),
            state: State::Proposed,
            placed_by_id: a,
            confirmed_by_id: None,
            lifted_by_id: None,
            lift_confirmed_by_id: None,
            created_at: now,
            changed_at: now,
        };
        assert!(hold.holds(now) && !hold.holds(late));
        assert_eq!(hold.after(Step::Confirm, a, now).unwrap_err().code, Code::Forbidden);
        assert_eq!(hold.after(Step::Confirm, b, late).unwrap_err().code, Code::WrongState);
        let active = hold.after(Step::Confirm, b, now).unwrap();
        assert!(active.holds(late));
        let lifting = active.after(Step::Lift, b, now).unwrap();
        assert!(lifting.holds(late), "it holds until the second person agrees");
        assert_eq!(lifting.after(Step::ConfirmLift, b, now).unwrap_err().code, Code::Forbidden);
        assert_eq!(lifting.after(Step::Keep, a, now).unwrap().state, State::Active);
        assert!(!lifting.after(Step::ConfirmLift, a, now).unwrap().holds(now));
    }
}
