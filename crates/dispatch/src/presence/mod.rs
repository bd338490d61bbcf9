//! Presence: who is at the desk, what they may serve, and how much they hold. Every state but `offline` has a lease.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::time::Duration;

use diesel::prelude::*;
use kernel::{AccountId, Reason, SessionId, Ts};
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
    /// Milliseconds available on the UTC day `worked_day`, before the present stretch.
    pub worked_ms: i64,
    pub worked_day: i64,
    /// Milliseconds available since the last rest, before the present stretch.
    pub run_ms: i64,
    /// When they were available last, unless they are.
    pub left_at: Option<Ts>,
    /// The session that went online or was heard last.
    pub session_id: Option<SessionId>,
}

/// Presence as the worker and the wall see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PresenceView {
    pub state: PresenceState,
    pub since: Ts,
    pub capacity: i64,
    pub used: i64,
}

/// Why a worker cannot go online, as codes: `certificate_missing`, `posture_too_low`, `consent_missing`, `rest_needed`,
/// `suspended`.
pub(crate) type Blockers = Vec<Reason>;

const DAY_MS: i64 = 86_400_000;

/// UTC day of `now`, in days since 1970.
pub(crate) const fn day(now: Ts) -> i64 {
    now.millis().div_euclid(DAY_MS)
}

/// The first instant of the day after that of `now`.
pub(crate) const fn next_day(now: Ts) -> Ts {
    Ts::from_micros((day(now) + 1) * DAY_MS * 1000)
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
            worked_ms: 0,
            worked_day: 0,
            run_ms: 0,
            left_at: None,
            session_id: None,
        }
    }

    /// Pieces finished on the day of `now`.
    pub(crate) const fn had_today(&self, now: Ts) -> i64 {
        if self.pieces_day == day(now) { self.pieces_today } else { 0 }
    }

    /// Milliseconds of the present stretch that fall after `from`.
    pub(crate) fn stretch(&self, from: Ts, now: Ts) -> i64 {
        if self.state != Duty::Available {
            return 0;
        }
        (now.millis() - self.since_at.max(from).millis()).max(0)
    }

    /// Milliseconds available on the day of `now`.
    pub(crate) fn worked(&self, now: Ts) -> i64 {
        let today = day(now);
        let before = if self.worked_day == today { self.worked_ms } else { 0 };
        before + self.stretch(Ts::from_micros(today * DAY_MS * 1000), now)
    }

    /// Milliseconds available since the worker last rested for `rest` without interruption.
    pub(crate) fn run(&self, rest: Duration, now: Ts) -> i64 {
        let is_rested = self.state != Duty::Available && self.left_at.is_none_or(|left| now.since(left) >= rest);
        if is_rested { 0 } else { self.run_ms + self.stretch(self.since_at, now) }
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
    fn work_adds_up_by_day_and_until_a_rest() {
        let (minute, rest) = (60_000, Duration::from_secs(15 * 60));
        let at = |minutes: i64| Ts::from_micros((20_000 * DAY_MS + minutes * minute) * 1000);
        let mut row = PresenceRow::fresh(AccountId::from_u128(1), 100, at(0));
        assert_eq!((row.worked(at(60)), row.run(rest, at(60))), (0, 0), "who is offline does not work");
        row.state = Duty::Available;
        assert_eq!((row.worked(at(60)), row.run(rest, at(60))), (60 * minute, 60 * minute));
        // A short break: the run goes on, and the break itself does not count.
        (row.worked_ms, row.worked_day, row.run_ms) = (60 * minute, 20_000, 60 * minute);
        (row.state, row.since_at, row.left_at) = (Duty::Break, at(60), Some(at(60)));
        assert_eq!((row.worked(at(70)), row.run(rest, at(70))), (60 * minute, 60 * minute));
        assert_eq!(row.run(rest, at(75)), 0, "fifteen minutes are a rest");
        // Over midnight: the day begins anew, the run does not.
        (row.state, row.since_at) = (Duty::Available, at(23 * 60));
        assert_eq!((row.worked(at(25 * 60)), row.run(rest, at(25 * 60))), (60 * minute, 180 * minute));
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
