//! The matching core: facts in, offers out. No I/O, no clock, no randomness of its own.
//!
//! Production feeds it rows read from the store; tests and simulations feed it what they like. It keeps two indexes per
//! skill – workers who can take something, tasks that wait – and after every input nothing is left that could be matched.
//! What it holds is a cache: the store decides with compare-and-set whether an offer stands.

mod matcher;
#[cfg(test)]
mod oracle;
mod why;

use kernel::{AccountId, Ts};
use serde::Deserialize;

pub use matcher::{Limits, Matcher};
pub use why::{Next, Passed, Why};

use crate::TaskId;

/// A worker as far as dispatch is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    pub id: AccountId,
    /// Wants work: presence is `available`.
    pub ready: bool,
    /// Certified skills with their levels, 1–5.
    pub skills: Vec<(String, u8)>,
    /// Capacity units in all, and those taken by offers and tasks.
    pub capacity: u32,
    pub used: u32,
    /// Offers waiting for an answer.
    pub offers: u32,
    /// Trust level of the best live session, 0–3.
    pub posture: u8,
    /// When the worker last took or finished something, or came online.
    pub idle_since: Ts,
}

impl Worker {
    /// Level in `skill`, if certified.
    pub fn level(&self, skill: &str) -> Option<u8> {
        self.skills.iter().find(|(name, _)| name == skill).map(|(_, level)| *level)
    }
}

/// A pending task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub skill: String,
    /// Posture level a worker's session must have, 1–3.
    pub sensitivity: u8,
    /// Higher goes first.
    pub priority: i64,
    /// Capacity units the task takes.
    pub units: u32,
    /// When it began to wait: order within a priority.
    pub since: Ts,
    /// Offers made so far; the next one is `attempt + 1`.
    pub attempt: i64,
    /// Workers who let it pass, and until when they are not asked again.
    pub excluded: Vec<Excluded>,
    /// Not offered before this instant (e.g. its project is out of funds).
    pub not_before: Ts,
}

/// A worker who is not asked for this task until `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Excluded {
    pub worker: AccountId,
    pub until: Ts,
}

/// What the core is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A worker as the store knows it now; replaces what was known.
    Worker(Worker),
    WorkerGone(AccountId),
    /// A task that waits; replaces what was known.
    Task(Task),
    /// The task no longer waits, whatever the reason.
    TaskGone(TaskId),
    /// Time passed.
    Tick,
}

/// What the core wants done: offer `task` to `worker` as attempt `attempt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub task: TaskId,
    pub worker: AccountId,
    pub attempt: i64,
    pub expires_at: Ts,
    pub why: Why,
}
