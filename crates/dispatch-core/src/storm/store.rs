//! The storm's store: rows, one transaction at a time, by the protocol's function; each planted fault leaves one rule out.

use std::collections::HashSet;

use super::{Act, Event, Fault, Intent, LEASE_MS, OFFER_MS, Storm, Violation, Word, account, ledger::Ledger, ts};
use crate::protocol::{Cell, Move, State};

/// Transfers in a row of one piece of work.
const MOST_TRANSFERS: u8 = 2;

pub(crate) struct Row {
    pub(crate) cell: Cell,
    pub(crate) units: u32,
    pub(crate) since_ms: u64,
    /// The task whose acceptance hands over another's.
    pub(crate) follows: Option<usize>,
    transfers: u8,
}

pub(crate) struct Person {
    pub(crate) capacity: u32,
    pub(crate) used: u32,
    pub(crate) offers: u32,
    pub(crate) lease_ms: u64,
    pub(crate) idle_since_ms: u64,
}

pub(crate) struct Store {
    pub(crate) rows: Vec<Option<Row>>,
    pub(crate) people: Vec<Person>,
    pieces: HashSet<usize>,
    pub(crate) ledger: Ledger,
    fault: Option<Fault>,
}

fn number(worker: kernel::AccountId) -> usize {
    worker.uuid().as_u128() as usize - 1
}

impl Store {
    pub(crate) fn new(capacities: &[u32], fault: Option<Fault>) -> Self {
        let person = |capacity: &u32| Person { capacity: *capacity, used: 0, offers: 0, lease_ms: 0, idle_since_ms: 0 };
        Self {
            rows: Vec::new(),
            people: capacities.iter().map(person).collect(),
            pieces: HashSet::new(),
            ledger: Ledger::new(capacities),
            fault,
        }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    pub(crate) fn insert(&mut self, task: usize, row: Row) {
        if task >= self.rows.len() {
            self.rows.resize_with(task + 1, || None);
        }
        self.rows[task] = Some(row);
    }

    pub(crate) fn open(&self) -> Vec<usize> {
        let open = |row: &Row| !matches!(row.cell.state, State::Completed | State::Canceled);
        (0..self.rows.len()).filter(|n| self.rows[*n].as_ref().is_some_and(open)).collect()
    }

    pub(crate) fn all_ended(&self) -> bool {
        self.open().is_empty()
    }

    /// Everything has ended: nobody may still be booked.
    pub(crate) fn settled(&self) -> Result<(), Violation> {
        for (worker, person) in self.people.iter().enumerate() {
            if person.used != 0 || self.ledger.load(worker) != 0 {
                return Err(Violation::LoadLeaked { worker, units: person.used });
            }
        }
        Ok(())
    }

    fn follower(&self, task: usize) -> Option<usize> {
        let waits = |row: &Row| row.follows == Some(task) && matches!(row.cell.state, State::Pending | State::Reserved);
        (0..self.rows.len()).find(|n| self.rows[*n].as_ref().is_some_and(waits))
    }

    /// Takes a worker off a row: their units come back.
    fn unbook(&mut self, before: Cell, units: u32, now_ms: u64) {
        let Some(worker) = before.worker.map(number) else { return };
        let person = &mut self.people[worker];
        person.used = person.used.saturating_sub(units);
        match before.state {
            State::Reserved => person.offers = person.offers.saturating_sub(1),
            _ => person.idle_since_ms = now_ms,
        }
    }

    /// Cancels the task that would have taken over from `task`.
    fn drop_follower(&mut self, task: usize, now_ms: u64) {
        let Some(follower) = self.follower(task) else { return };
        let Some(row) = self.rows[follower].as_mut() else { return };
        let (before, units) = (row.cell, row.units);
        let Ok(after) = before.step(Move::Cancel, ts(now_ms)) else { return };
        row.cell = after;
        if before.state == State::Reserved {
            self.unbook(before, units, now_ms);
        }
        self.ledger.ended(follower, units, None);
    }
}

impl Storm {
    /// One transaction of a node.
    pub(crate) fn write(&mut self, intent: &Intent) {
        match *intent {
            Intent::Offer { task, worker, attempt, units } => self.offer(task, worker, attempt, units),
            Intent::End { task, attempt } => self.end(task, attempt),
        }
    }

    fn offer(&mut self, task: usize, worker: usize, attempt: i64, units: u32) {
        let now = self.now_ms;
        let store = &mut self.store;
        let (blind, greedy) = (store.has(Fault::OfferWithoutCompare), store.has(Fault::OfferWithoutCapacity));
        let Some(row) = store.rows[task].as_mut() else { return };
        let until = now + OFFER_MS;
        let wanted = Move::Offer { worker: account(worker), attempt, until: ts(until) };
        let stale = Cell { attempt: attempt - 1, ..Cell::FRESH };
        let Ok(after) = (if blind { stale } else { row.cell }).step(wanted, ts(now)) else { return };
        let person = &mut store.people[worker];
        if (person.used + units > person.capacity || person.offers > 0 || person.lease_ms <= now) && !greedy {
            return;
        }
        row.cell = after;
        person.used += units;
        person.offers += 1;
        store.ledger.offered(task, worker, attempt, units, until);
        self.outcome.offers += 1;
        self.send(&Event::ToWorker(worker, Word::Offered(task, attempt)));
    }

    /// A node found an offer or a lease overdue.
    fn end(&mut self, task: usize, attempt: i64) {
        let now = self.now_ms;
        let believing = self.store.has(Fault::EndWithoutLease);
        let Some(row) = self.store.rows[task].as_mut() else { return };
        let (before, units) = (row.cell, row.units);
        let wanted = match before.state {
            State::Reserved => Move::Expire { attempt },
            State::Assigned => Move::Vanish { attempt },
            _ => return,
        };
        let when = if believing { u64::MAX >> 20 } else { now };
        let Ok(after) = before.step(wanted, ts(when)) else { return };
        row.cell = after;
        self.store.unbook(before, units, now);
        self.store.ledger.ended(task, units, Some(now));
        if before.state == State::Assigned {
            self.store.drop_follower(task, now);
        }
    }

    /// One transaction of a worker.
    pub(crate) fn act(&mut self, worker: usize, act: &Act) {
        match *act {
            Act::Accept(task, attempt) => self.accept(worker, task, attempt),
            Act::Decline(task, attempt) => {
                let now = self.now_ms;
                let Some(row) = self.store.rows[task].as_mut() else { return };
                let (before, units) = (row.cell, row.units);
                if before.worker != Some(account(worker)) {
                    return;
                }
                let Ok(after) = before.step(Move::Release { attempt }, ts(now)) else { return };
                row.cell = after;
                self.store.unbook(before, units, now);
                self.store.ledger.ended(task, units, None);
            }
            Act::Done(task, attempt) => self.done(worker, task, attempt),
            Act::Transfer(task, attempt) => self.transfer(worker, task, attempt),
            Act::Beat(ref held) => self.beat(worker, held),
        }
    }

    fn accept(&mut self, worker: usize, task: usize, attempt: i64) {
        let now = self.now_ms;
        let loose = self.store.has(Fault::AcceptWithoutAttempt);
        let Some(row) = self.store.rows[task].as_mut() else { return };
        let until = now + LEASE_MS;
        let before = row.cell;
        // A repeat after success answers the same.
        if before.state == State::Assigned && before.worker == Some(account(worker)) && before.attempt == attempt {
            return self.send(&Event::ToWorker(worker, Word::Yours(task, attempt)));
        }
        let answered = if loose { before.attempt } else { attempt };
        let wanted = Move::Accept { worker: account(worker), attempt: answered, until: ts(until) };
        let follows = row.follows;
        let from = if loose { Cell { worker: Some(account(worker)), ..before } } else { before };
        let Ok(after) = from.step(wanted, ts(now)) else {
            return self.send(&Event::ToWorker(worker, Word::NotYours(task, attempt)));
        };
        row.cell = after;
        self.store.people[worker].offers = self.store.people[worker].offers.saturating_sub(1);
        self.store.people[worker].idle_since_ms = now;
        self.store.ledger.accepted(task, worker, attempt, until);
        if let Some(first) = follows {
            self.hand_over(first, task);
        }
        self.send(&Event::ToWorker(worker, Word::Yours(task, attempt)));
    }

    /// The second worker has accepted: the first one's task is complete and paid.
    fn hand_over(&mut self, first: usize, successor: usize) {
        let now = self.now_ms;
        let Some(row) = self.store.rows[first].as_mut() else { return };
        let (before, units) = (row.cell, row.units);
        let Ok(after) = before.step(Move::HandOver { attempt: before.attempt }, ts(now)) else { return };
        row.cell = after;
        self.pay(first, before);
        self.store.unbook(before, units, now);
        self.store.ledger.handed_over(first, successor, units);
        if let Some(worker) = before.worker.map(number) {
            self.send(&Event::ToWorker(worker, Word::NotYours(first, before.attempt)));
        }
    }

    fn pay(&mut self, task: usize, served: Cell) {
        if let Some(worker) = served.worker.map(number)
            && self.store.pieces.insert(task)
        {
            self.store.ledger.paid(task, worker, served.attempt);
        }
    }

    fn done(&mut self, worker: usize, task: usize, attempt: i64) {
        let now = self.now_ms;
        let Some((before, units)) = self.store.rows[task].as_ref().map(|row| (row.cell, row.units)) else { return };
        if self.store.has(Fault::DoneWithoutGuard) && before.state != State::Completed {
            self.store.ledger.paid(task, worker, attempt);
        }
        let me = account(worker);
        if before.state == State::Completed && before.worker == Some(me) {
            if self.store.has(Fault::PieceApart) {
                self.store.ledger.paid(task, worker, attempt);
            }
            return self.send(&Event::ToWorker(worker, Word::NotYours(task, attempt)));
        }
        let wrapped = before.step(Move::Wrap { attempt, until: ts(now + LEASE_MS) }, ts(now));
        let Ok(after) = wrapped.and_then(|cell| cell.step(Move::Done { worker: me, attempt }, ts(now))) else {
            return self.send(&Event::ToWorker(worker, Word::NotYours(task, attempt)));
        };
        if let Some(row) = self.store.rows[task].as_mut() {
            row.cell = after;
        }
        self.pay(task, before);
        self.store.unbook(before, units, now);
        self.store.ledger.ended(task, units, None);
        self.store.drop_follower(task, now);
        self.send(&Event::ToWorker(worker, Word::NotYours(task, attempt)));
    }

    /// Asks for somebody else: a task that follows; the first keeps theirs until it is accepted.
    fn transfer(&mut self, worker: usize, task: usize, attempt: i64) {
        let now = self.now_ms;
        let Some(row) = self.store.rows[task].as_ref() else { return };
        let (cell, units, transfers) = (row.cell, row.units, row.transfers);
        let held = cell.state == State::Assigned && cell.attempt == attempt && cell.worker == Some(account(worker));
        if !held || transfers >= MOST_TRANSFERS || self.store.follower(task).is_some() {
            return;
        }
        let follower = self.store.rows.len().max(self.weather.tasks);
        let row = Row { cell: Cell::FRESH, units, since_ms: now, follows: Some(task), transfers: transfers + 1 };
        self.store.insert(follower, row);
        self.outcome.transfers += 1;
        if self.store.has(Fault::TransferLetsGoEarly) {
            self.hand_over(task, follower);
        }
    }

    fn beat(&mut self, worker: usize, held: &[(usize, i64)]) {
        let (now, until) = (self.now_ms, self.now_ms + LEASE_MS);
        self.store.people[worker].lease_ms = until;
        if self.store.has(Fault::HeartbeatOfTheWorker) {
            for row in self.store.rows.iter_mut().flatten() {
                if row.cell.state == State::Assigned && row.cell.worker == Some(account(worker)) {
                    row.cell.lease = Some(ts(until));
                }
            }
        }
        for (task, attempt) in held {
            let Some(row) = self.store.rows[*task].as_mut() else { continue };
            let wanted = Move::Renew { worker: account(worker), attempt: *attempt, until: ts(until) };
            match row.cell.step(wanted, ts(now)) {
                Ok(after) => {
                    row.cell = after;
                    self.store.ledger.renewed(*task, until);
                }
                Err(_) => self.send(&Event::ToWorker(worker, Word::NotYours(*task, *attempt))),
            }
        }
    }

    pub(crate) fn arrive(&mut self, task: usize) {
        let units = if self.dice.chance(50) { 100 } else { 50 };
        let row = Row { cell: Cell::FRESH, units, since_ms: self.now_ms, follows: None, transfers: 0 };
        self.store.insert(task, row);
    }
}
