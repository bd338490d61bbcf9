//! Presence: who is at the desk, what they may serve, and how much they hold. Every state but `offline` has a lease.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use diesel::prelude::*;
use kernel::{AccountId, Reason, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::schema;

db::text_enum! {
    /// What a worker has chosen (or, for `suspended`, been given). What they are doing comes from what they hold.
    pub enum Duty {
        Offline = "offline",
        Available = "available",
        Break = "break",
        Suspended = "suspended",
    }
}

db::text_enum! {
    /// Presence as shown.
    pub enum PresenceState {
        Offline = "offline",
        Available = "available",
        Reserved = "reserved",
        Busy = "busy",
        WrapUp = "wrap_up",
        Break = "break",
        Suspended = "suspended",
    }
}

/// Presence as stored. `used` and `offers` count what the worker holds; they move with it in the same transaction.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = schema::presence)]
pub struct PresenceRow {
    pub worker_id: AccountId,
    pub state: Duty,
    pub since_at: Ts,
    pub idle_since_at: Ts,
    pub lease_ends_at: Option<Ts>,
    pub capacity: i64,
    pub used: i64,
    pub offers: i64,
    /// Offers missed in a row.
    pub missed: i64,
    pub posture: i64,
    pub changed_at: Ts,
    /// Pieces finished in all, and on the UTC day `pieces_day` (days since 1970).
    pub pieces: i64,
    pub pieces_today: i64,
    pub pieces_day: i64,
}

/// Presence as the worker and the wall see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PresenceView {
    pub state: PresenceState,
    pub since: Ts,
    pub capacity: i64,
    pub used: i64,
}

/// Why a worker cannot go online, as codes: `certificate_missing`, `posture_too_low`, `consent_missing`, `suspended`.
pub(crate) type Blockers = Vec<Reason>;

/// UTC day of `now`, in days since 1970.
pub(crate) const fn day(now: Ts) -> i64 {
    now.millis().div_euclid(86_400_000)
}

impl PresenceRow {
    pub(crate) const fn fresh(worker: AccountId, capacity: u32, now: Ts) -> Self {
        Self {
            worker_id: worker,
            state: Duty::Offline,
            since_at: now,
            idle_since_at: now,
            lease_ends_at: None,
            capacity: capacity as i64,
            used: 0,
            offers: 0,
            missed: 0,
            posture: 0,
            changed_at: now,
            pieces: 0,
            pieces_today: 0,
            pieces_day: 0,
        }
    }

    /// Pieces finished on the day of `now`.
    pub(crate) const fn had_today(&self, now: Ts) -> i64 {
        if self.pieces_day == day(now) { self.pieces_today } else { 0 }
    }

    /// What is shown; `wrapping` tells that all that is held is being wrapped up.
    pub fn view(&self, wrapping: bool) -> PresenceView {
        PresenceView { state: self.shown(wrapping), since: self.since_at, capacity: self.capacity, used: self.used }
    }

    fn shown(&self, wrapping: bool) -> PresenceState {
        match self.state {
            Duty::Suspended => PresenceState::Suspended,
            _ if self.offers > 0 => PresenceState::Reserved,
            _ if self.used > 0 && wrapping => PresenceState::WrapUp,
            _ if self.used > 0 => PresenceState::Busy,
            Duty::Offline => PresenceState::Offline,
            Duty::Available => PresenceState::Available,
            Duty::Break => PresenceState::Break,
        }
    }

    /// Idle time after changing to `duty`: a break keeps the place in the line, coming online starts at its end.
    pub(crate) fn idle_after(&self, duty: Duty, now: Ts) -> Ts {
        match (self.state, duty) {
            (Duty::Break, Duty::Available) => now.minus(self.since_at.since(self.idle_since_at)),
            (Duty::Offline, Duty::Available) => now,
            _ => self.idle_since_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_break_does_not_cost_the_place_in_the_line() {
        let start = Ts::from_micros(1_000_000_000);
        let mut row = PresenceRow::fresh(AccountId::from_u128(1), 100, start);
        row.state = Duty::Break;
        row.since_at = start.plus(Duration::from_secs(60));
        let back = start.plus(Duration::from_secs(600));
        assert_eq!(back.since(row.idle_after(Duty::Available, back)), Duration::from_secs(60));
        row.state = Duty::Offline;
        assert_eq!(row.idle_after(Duty::Available, back), back);
    }

    #[test]
    fn what_is_held_decides_what_is_shown() {
        let mut row = PresenceRow::fresh(AccountId::from_u128(1), 100, Ts::default());
        row.state = Duty::Available;
        assert_eq!(row.view(true).state, PresenceState::Available);
        row.used = 30;
        assert_eq!(row.view(false).state, PresenceState::Busy);
        assert_eq!(row.view(true).state, PresenceState::WrapUp);
        row.offers = 1;
        assert_eq!(row.view(false).state, PresenceState::Reserved);
        row.state = Duty::Suspended;
        assert_eq!(row.view(false).state, PresenceState::Suspended);
    }
}
