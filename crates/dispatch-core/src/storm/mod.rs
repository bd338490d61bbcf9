//! The storm: the core and the row protocol under crashes, pauses, lost, doubled and delayed messages. Seeded.
//!
//! A few dispatcher nodes, each with its own matcher and stale beliefs, share one store. Workers crash and come back
//! having forgotten everything. After a while the weather clears, and everything must then come to a good end. The
//! checks use a ledger of their own, written when effects happen, never the protocol's own opinion.

mod actors;
mod ledger;
mod store;

use std::{cmp::Reverse, collections::BinaryHeap};

use kernel::{AccountId, Ts};

use crate::dice::Dice;

pub use ledger::Violation;

/// Planted mistakes: each is one rule left out, and each must be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A heartbeat keeps everything the store believes the worker holds, whatever the desk lists.
    HeartbeatOfTheWorker,
    /// An acceptance does not say which attempt it answers.
    AcceptWithoutAttempt,
    /// An offer is written over whatever the row says now.
    OfferWithoutCompare,
    /// Completion writes the piece without looking at the row.
    DoneWithoutGuard,
    /// An offer trusts the matcher's idea of the worker's load.
    OfferWithoutCapacity,
    /// A transfer takes the task from the first worker before a second has accepted.
    TransferLetsGoEarly,
    /// Time-outs and lost leases are believed as read, not checked again when written.
    EndWithoutLease,
    /// The piece is written in another transaction than the row.
    PieceApart,
}

impl Fault {
    pub const ALL: [Self; 8] = [
        Self::HeartbeatOfTheWorker,
        Self::AcceptWithoutAttempt,
        Self::OfferWithoutCompare,
        Self::DoneWithoutGuard,
        Self::OfferWithoutCapacity,
        Self::TransferLetsGoEarly,
        Self::EndWithoutLease,
        Self::PieceApart,
    ];
}

/// How rough it is. Times in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    pub nodes: usize,
    pub workers: usize,
    pub tasks: usize,
    pub lost_percent: u64,
    pub doubled_percent: u64,
    pub delay_ms: u64,
    /// When the weather clears, and until when everything must be done.
    pub clears_ms: u64,
    pub ends_ms: u64,
}

impl Default for Weather {
    fn default() -> Self {
        Self {
            nodes: 3,
            workers: 6,
            tasks: 20,
            lost_percent: 12,
            doubled_percent: 12,
            delay_ms: 6_000,
            clears_ms: 60_000,
            ends_ms: 300_000,
        }
    }
}

/// What one seed came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub events: u64,
    pub offers: u64,
    pub pieces: u64,
    pub transfers: u64,
}

pub(crate) const LEASE_MS: u64 = 8_000;
pub(crate) const OFFER_MS: u64 = 5_000;
pub(crate) const BEAT_MS: u64 = 2_000;

/// Something that happens at an instant.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    TaskArrives(usize),
    /// A node reads the store, and some time later writes what it decided.
    NodeLooks(usize),
    NodeWrites(usize, u64, Vec<Intent>),
    NodeReturns(usize),
    WorkerBeats(usize),
    WorkerReturns(usize),
    /// A worker decides to answer an offer, or has finished.
    WorkerActs(usize, u64, Act),
    ToStore(usize, Act),
    ToWorker(usize, Word),
}

/// What a node wants written.
#[derive(Clone, Debug)]
pub(crate) enum Intent {
    Offer { task: usize, worker: usize, attempt: i64, units: u32 },
    End { task: usize, attempt: i64 },
}

/// What a worker does about an attempt at a task, or says of all it holds.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Accept(usize, i64),
    Decline(usize, i64),
    Done(usize, i64),
    Transfer(usize, i64),
    Beat(Vec<(usize, i64)>),
}

/// What the store tells a worker.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Word {
    Offered(usize, i64),
    /// It is theirs.
    Yours(usize, i64),
    /// It is theirs no longer (done, handed over, refused).
    NotYours(usize, i64),
}

/// One run.
pub(crate) struct Storm {
    pub(crate) weather: Weather,
    pub(crate) dice: Dice,
    pub(crate) now_ms: u64,
    queue: BinaryHeap<Reverse<(u64, u64)>>,
    events: Vec<Option<Event>>,
    pub(crate) store: store::Store,
    pub(crate) nodes: Vec<actors::Node>,
    pub(crate) workers: Vec<actors::Desk>,
    pub(crate) outcome: Outcome,
}

pub(crate) const fn ts(ms: u64) -> Ts {
    Ts::from_micros(ms.cast_signed() * 1000)
}

pub(crate) fn account(worker: usize) -> AccountId {
    AccountId::from_u128(worker as u128 + 1)
}

/// Runs one seed. Errors: the first violation, which is the finding.
pub fn run(seed: u64, weather: Weather, fault: Option<Fault>) -> Result<Outcome, Violation> {
    let mut dice = Dice::new(seed, 1);
    let capacities: Vec<u32> = (0..weather.workers).map(|_| dice.between(1, 2) as u32 * 100).collect();
    let mut storm = Storm {
        weather,
        now_ms: 0,
        queue: BinaryHeap::new(),
        events: Vec::new(),
        store: store::Store::new(&capacities, fault),
        nodes: (0..weather.nodes).map(|n| actors::Node::new(seed ^ n as u64)).collect(),
        workers: capacities.iter().map(|_| actors::Desk::default()).collect(),
        outcome: Outcome::default(),
        dice,
    };
    for task in 0..weather.tasks {
        let at = storm.dice.below(weather.clears_ms / 2);
        storm.at(at, Event::TaskArrives(task));
    }
    for node in 0..weather.nodes {
        let at = storm.dice.below(500);
        storm.at(at, Event::NodeLooks(node));
    }
    for worker in 0..weather.workers {
        storm.workers[worker].up = true;
        let at = storm.dice.below(500);
        storm.at(at, Event::WorkerBeats(worker));
    }
    storm.play()?;
    storm.outcome.pieces = storm.store.ledger.pieces();
    Ok(storm.outcome)
}

impl Storm {
    pub(crate) fn at(&mut self, ms: u64, event: Event) {
        let n = self.events.len() as u64;
        self.events.push(Some(event));
        self.queue.push(Reverse((ms.max(self.now_ms), n)));
    }

    pub(crate) const fn calm(&self) -> bool {
        self.now_ms >= self.weather.clears_ms
    }

    /// Puts a message on the wire: it may be lost, come twice, or come late.
    pub(crate) fn send(&mut self, event: &Event) {
        let calm = self.calm();
        if !calm && self.dice.chance(self.weather.lost_percent) {
            return;
        }
        let copies = if !calm && self.dice.chance(self.weather.doubled_percent) { 2 } else { 1 };
        for _ in 0..copies {
            let slow = !calm && self.dice.chance(20);
            let most = if slow { self.weather.delay_ms } else { 200 };
            let at = self.now_ms + self.dice.between(5, most);
            self.at(at, event.clone());
        }
    }

    fn play(&mut self) -> Result<(), Violation> {
        while let Some(Reverse((at, n))) = self.queue.pop() {
            self.now_ms = at;
            let Some(event) = self.events[n as usize].take() else { continue };
            self.outcome.events += 1;
            self.handle(event);
            if let Some(found) = self.store.ledger.violation.take() {
                return Err(found);
            }
            if at > self.weather.clears_ms && self.store.all_ended() && self.outcome.events > self.weather.tasks as u64 {
                return self.store.settled();
            }
            if at > self.weather.ends_ms {
                return Err(Violation::Stuck(self.store.open()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seeds() -> u64 {
        if std::env::var_os("TIDECREW_NIGHTLY").is_some() { 1_000_000 } else { 10_000 }
    }

    #[test]
    fn no_storm_loses_or_doubles_anything() {
        let (all, lanes) = (seeds(), 2);
        let run_lane = |lane: u64| {
            let mut sum = Outcome::default();
            for seed in (lane..all).step_by(lanes as usize) {
                let found = run(seed, Weather::default(), None).unwrap_or_else(|e| panic!("seed {seed}: {e:?}"));
                sum.events += found.events;
                sum.offers += found.offers;
                sum.transfers += found.transfers;
                sum.pieces += found.pieces;
            }
            sum
        };
        let sums: Vec<Outcome> = std::thread::scope(|scope| {
            let lanes: Vec<_> = (0..lanes).map(|lane| scope.spawn(move || run_lane(lane))).collect();
            lanes.into_iter().map(|lane| lane.join().unwrap()).collect()
        });
        let pieces: u64 = sums.iter().map(|sum| sum.pieces).sum();
        assert!(pieces >= all * Weather::default().tasks as u64, "every task is paid once");
        assert!(sums.iter().all(|sum| sum.transfers > all / 4), "transfers happen: {sums:?}");
    }

    #[test]
    fn every_planted_fault_is_found_within_a_hundred_seeds() {
        for fault in Fault::ALL {
            let found = (0..100).find_map(|seed| run(seed, Weather::default(), Some(fault)).err().map(|e| (seed, e)));
            let (seed, what) = found.unwrap_or_else(|| panic!("{fault:?} survives a hundred seeds"));
            println!("{fault:?}: seed {seed}: {what:?}");
        }
    }

    #[test]
    fn a_seed_replays_to_the_same_end() {
        let first = run(42, Weather::default(), None).unwrap();
        assert_eq!(run(42, Weather::default(), None).unwrap(), first);
    }
}
