//! The storm's own book: what took effect, and what must never be.

use std::collections::HashMap;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// Accepted by somebody it was not offered to under the latest attempt.
    WrongAnswer { task: usize, worker: usize, attempt: i64 },
    /// Two workers with authority over one task.
    TwoWorkers { task: usize, first: usize, second: usize },
    /// A second piece for one task, or one for somebody without authority.
    WrongPiece { task: usize, worker: usize },
    /// A worker holds more than they can.
    OverCapacity { worker: usize, units: u32 },
    /// Taken from a worker whose lease still ran, or from whom no second worker took it over.
    TakenEarly { task: usize },
    /// Not everything ended after the weather had cleared.
    Stuck(Vec<usize>),
    /// Everything ended, yet a worker's load is not zero.
    LoadLeaked { worker: usize, units: u32 },
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    offered: Option<(usize, i64)>,
    holder: Option<(usize, i64)>,
    lease_ms: u64,
    paid: bool,
}

/// The book. Kept apart from the store on purpose.
#[derive(Default)]
pub(crate) struct Ledger {
    tasks: HashMap<usize, Entry>,
    held: HashMap<usize, u32>,
    capacity: Vec<u32>,
    pub(crate) violation: Option<Violation>,
}

impl Ledger {
    pub(crate) fn new(capacity: &[u32]) -> Self {
        Self { capacity: capacity.to_vec(), ..Self::default() }
    }

    pub(crate) fn pieces(&self) -> u64 {
        self.tasks.values().filter(|entry| entry.paid).count() as u64
    }

    fn report(&mut self, violation: Violation) {
        self.violation.get_or_insert(violation);
    }

    fn add(&mut self, worker: usize, units: u32) {
        let held = self.held.entry(worker).or_default();
        *held += units;
        if *held > self.capacity[worker] {
            let units = *held;
            self.report(Violation::OverCapacity { worker, units });
        }
    }

    fn sub(&mut self, worker: usize, units: u32) {
        let held = self.held.entry(worker).or_default();
        *held = held.saturating_sub(units);
    }

    pub(crate) fn offered(&mut self, task: usize, worker: usize, attempt: i64, units: u32, lease_ms: u64) {
        let before = *self.tasks.entry(task).or_default();
        if let Some((first, _)) = before.holder {
            self.report(Violation::TwoWorkers { task, first, second: worker });
        }
        self.tasks.insert(task, Entry { offered: Some((worker, attempt)), lease_ms, ..before });
        self.add(worker, units);
    }

    pub(crate) fn accepted(&mut self, task: usize, worker: usize, attempt: i64, lease_ms: u64) {
        let before = *self.tasks.entry(task).or_default();
        if before.offered != Some((worker, attempt)) {
            self.report(Violation::WrongAnswer { task, worker, attempt });
        }
        if let Some((first, _)) = before.holder {
            self.report(Violation::TwoWorkers { task, first, second: worker });
        }
        self.tasks.insert(task, Entry { offered: None, holder: Some((worker, attempt)), lease_ms, ..before });
    }

    /// The desk listed it.
    pub(crate) fn renewed(&mut self, task: usize, lease_ms: u64) {
        self.tasks.entry(task).or_default().lease_ms = lease_ms;
    }

    /// Ended without a piece; `overdue` when the reason is that time has passed.
    pub(crate) fn ended(&mut self, task: usize, units: u32, overdue: Option<u64>) {
        let before = *self.tasks.entry(task).or_default();
        if overdue.is_some_and(|now| before.lease_ms > now) && (before.offered.is_some() || before.holder.is_some()) {
            self.report(Violation::TakenEarly { task });
        }
        for (worker, _) in before.offered.into_iter().chain(before.holder) {
            self.sub(worker, units);
        }
        self.tasks.insert(task, Entry { offered: None, holder: None, ..before });
    }

    pub(crate) fn paid(&mut self, task: usize, worker: usize, attempt: i64) {
        let before = *self.tasks.entry(task).or_default();
        if before.paid || before.holder != Some((worker, attempt)) {
            self.report(Violation::WrongPiece { task, worker });
        }
        self.tasks.insert(task, Entry { paid: true, ..before });
    }

    /// The first worker lost the task to `successor`, who must hold it.
    pub(crate) fn handed_over(&mut self, task: usize, successor: usize, units: u32) {
        if self.tasks.get(&successor).is_none_or(|entry| entry.holder.is_none()) {
            self.report(Violation::TakenEarly { task });
        }
        self.ended(task, units, None);
    }

    /// What a worker holds by this book.
    pub(crate) fn load(&self, worker: usize) -> u32 {
        self.held.get(&worker).copied().unwrap_or(0)
    }
}
