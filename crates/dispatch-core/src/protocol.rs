//! The row protocol: what may happen to a task, as one pure function. The store applies it under compare-and-set.
//!
//! The attempt number fences everything: it rises with every offer and is carried by accept, time-out, lease loss and
//! completion, so that a late message of an earlier attempt changes nothing. A transfer is a second row that *follows*
//! the first: it goes through the same protocol, and only its acceptance ends the first.

use kernel::{AccountId, Ts};

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Pending,
    Reserved,
    Assigned,
    Wrapping,
    Completed,
    Canceled,
}

/// The guarded part of a task row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub state: State,
    /// Number of the latest offer.
    pub attempt: i64,
    /// Set while reserved, assigned or wrapping; stays with a completed task.
    pub worker: Option<AccountId>,
    /// End of the lease; every state with a worker at it has one.
    pub lease: Option<Ts>,
}

/// What somebody wants to happen. Times are ends of leases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Offer `attempt`, one more than the latest, until `until`.
    Offer {
        worker: AccountId,
        attempt: i64,
        until: Ts,
    },
    Accept {
        worker: AccountId,
        attempt: i64,
        until: Ts,
    },
    /// Declined, taken back, or the worker left before answering.
    Release {
        attempt: i64,
    },
    /// Nobody answered in time.
    Expire {
        attempt: i64,
    },
    /// The worker's desk lists the task as held.
    Renew {
        worker: AccountId,
        attempt: i64,
        until: Ts,
    },
    /// The lease of a served task ran out.
    Vanish {
        attempt: i64,
    },
    /// A supervisor takes a served task back.
    Force {
        attempt: i64,
    },
    Wrap {
        attempt: i64,
        until: Ts,
    },
    Done {
        worker: AccountId,
        attempt: i64,
    },
    /// The task that follows this one was accepted.
    HandOver {
        attempt: i64,
    },
    Cancel,
}

/// Why a move is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The task is in another state.
    State,
    /// The move belongs to another attempt or another worker.
    Fenced,
    /// The deadline of the offer has passed.
    Late,
    /// The lease still runs.
    Early,
}

impl Cell {
    /// A task that waits for the first time.
    pub const FRESH: Self = Self { state: State::Pending, attempt: 0, worker: None, lease: None };

    const fn pending(self) -> Self {
        Self { state: State::Pending, worker: None, lease: None, ..self }
    }

    fn in_state(self, states: &[State], attempt: i64) -> Result<Self, Refused> {
        if !states.contains(&self.state) {
            Err(Refused::State)
        } else if self.attempt == attempt {
            Ok(self)
        } else {
            Err(Refused::Fenced)
        }
    }

    fn of(self, worker: AccountId) -> Result<Self, Refused> {
        if self.worker == Some(worker) { Ok(self) } else { Err(Refused::Fenced) }
    }

    fn overdue(self, now: Ts) -> Result<Self, Refused> {
        if self.lease.is_some_and(|until| until <= now) { Ok(self) } else { Err(Refused::Early) }
    }

    /// The row after `wanted`, or why not.
    pub fn step(self, wanted: Move, now: Ts) -> Result<Self, Refused> {
        use State::{Assigned, Canceled, Completed, Pending, Reserved, Wrapping};
        match wanted {
            Move::Offer { worker, attempt, until } => {
                self.in_state(&[Pending], attempt - 1)?;
                Ok(Self { state: Reserved, attempt, worker: Some(worker), lease: Some(until) })
            }
            Move::Accept { worker, attempt, until } => {
                let cell = self.in_state(&[Reserved], attempt)?.of(worker)?;
                if cell.overdue(now).is_ok() {
                    return Err(Refused::Late);
                }
                Ok(Self { state: Assigned, lease: Some(until), ..cell })
            }
            Move::Release { attempt } => Ok(self.in_state(&[Reserved], attempt)?.pending()),
            Move::Expire { attempt } => Ok(self.in_state(&[Reserved], attempt)?.overdue(now)?.pending()),
            Move::Renew { worker, attempt, until } => {
                let cell = self.in_state(&[Assigned], attempt)?.of(worker)?;
                Ok(Self { lease: Some(until), ..cell })
            }
            Move::Vanish { attempt } => Ok(self.in_state(&[Assigned], attempt)?.overdue(now)?.pending()),
            Move::Force { attempt } => Ok(self.in_state(&[Assigned], attempt)?.pending()),
            Move::Wrap { attempt, until } => {
                Ok(Self { state: Wrapping, lease: Some(until), ..self.in_state(&[Assigned], attempt)? })
            }
            Move::Done { worker, attempt } => {
                let cell = self.in_state(&[Wrapping], attempt)?.of(worker)?;
                Ok(Self { state: Completed, lease: None, ..cell })
            }
            Move::HandOver { attempt } => Ok(Self { state: Completed, lease: None, ..self.in_state(&[Assigned], attempt)? }),
            Move::Cancel if matches!(self.state, Pending | Reserved) => Ok(Self { state: Canceled, ..self.pending() }),
            Move::Cancel => Err(Refused::State),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: AccountId = AccountId::from_u128(1);
    const BEN: AccountId = AccountId::from_u128(2);

    fn at(s: i64) -> Ts {
        Ts::from_micros(s * 1_000_000)
    }

    #[test]
    fn a_late_answer_of_an_earlier_attempt_changes_nothing() {
        let offered = Cell::FRESH.step(Move::Offer { worker: ANN, attempt: 1, until: at(20) }, at(0)).unwrap();
        assert_eq!(offered.step(Move::Expire { attempt: 1 }, at(19)), Err(Refused::Early));
        let accept = |worker, attempt| Move::Accept { worker, attempt, until: at(90) };
        assert_eq!(offered.step(accept(ANN, 1), at(20)), Err(Refused::Late));
        let waits = offered.step(Move::Expire { attempt: 1 }, at(20)).unwrap();
        assert_eq!(waits.step(accept(ANN, 1), at(21)), Err(Refused::State));
        let again = waits.step(Move::Offer { worker: BEN, attempt: 2, until: at(50) }, at(30)).unwrap();
        assert_eq!(again.step(accept(ANN, 1), at(31)), Err(Refused::Fenced));
        assert_eq!(again.step(accept(ANN, 2), at(31)), Err(Refused::Fenced));
        let served = again.step(accept(BEN, 2), at(31)).unwrap();
        assert_eq!(served.step(Move::Vanish { attempt: 2 }, at(60)), Err(Refused::Early));
        assert_eq!(served.step(Move::Done { worker: BEN, attempt: 2 }, at(60)), Err(Refused::State));
        let wrapping = served.step(Move::Wrap { attempt: 2, until: at(99) }, at(60)).unwrap();
        assert_eq!(wrapping.step(Move::Done { worker: ANN, attempt: 2 }, at(61)), Err(Refused::Fenced));
        assert_eq!(wrapping.step(Move::Done { worker: BEN, attempt: 2 }, at(61)).unwrap().state, State::Completed);
    }
}
