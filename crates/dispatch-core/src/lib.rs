//! Who serves what: facts in, offers out; the protocol of the task row; and two simulators that drive both.
//!
//! No I/O, no clock, no randomness of its own. Production feeds the core rows read from the store; rehearsals, the storm
//! of faults and the tests feed the very same code what they like. After every input nothing is left that could be
//! matched. What the core holds is a cache: the store decides with compare-and-set whether an offer stands.
//! Callers: `dispatch` (production), `gateway` (`tidecrew dispatch simulate`).

mod batch;
pub mod dice;
pub mod erlang;

mod matcher;
#[cfg(test)]
mod oracle;

pub mod protocol;
mod ready;
pub mod rehearsal;
mod search;
pub mod storm;

mod waiting;
mod weights;
mod why;

use kernel::{AccountId, Ts};
use serde::{Deserialize, Serialize};

pub use ids::TaskId;
pub use matcher::{Limits, Matcher};
pub use weights::{Terms, Weights};
pub use why::{LostOn, Next, Passed, Why};

/// The one noun the core names itself.
pub mod ids {
    kernel::nouns! {
        /// One piece of work waiting for, or with, a worker.
        Task => TaskId,
    }
}

/// Highest level of a skill; levels are 1–5.
pub const LEVELS: u8 = 5;

/// A skill as a small number, dense from 0: the caller keeps the names (see [`Skills`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Skill(pub u32);

/// Names of skills and their numbers, in order of first sight.
#[derive(Clone, Debug, Default)]
pub struct Skills {
    numbers: std::collections::HashMap<String, Skill>,
}

impl Skills {
    /// The number of `name`, given on first sight.
    pub fn number(&mut self, name: &str) -> Skill {
        if let Some(found) = self.numbers.get(name) {
            return *found;
        }
        let fresh = Skill(u32::try_from(self.numbers.len()).unwrap_or(u32::MAX));
        self.numbers.insert(name.to_owned(), fresh);
        fresh
    }
}

/// A worker as far as dispatch is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    pub id: AccountId,
    /// Wants work and may work: presence is `available`, hours and rest are within limits.
    pub ready: bool,
    /// Certified skills with their levels, 1–5, each skill once.
    pub skills: Vec<(Skill, u8)>,
    /// Capacity units in all, and those taken by offers and tasks.
    pub capacity: u32,
    pub used: u32,
    /// Offers waiting for an answer.
    pub offers: u32,
    /// Trust level of the best live session, 0–3.
    pub posture: u8,
    /// When the worker last took or finished something, or came online; breaks do not count.
    pub idle_since: Ts,
    /// Pieces finished today: who has had less goes first, other things equal.
    pub pieces: u32,
    /// Has finished too few pieces in all to be known: gets a share of the work set aside for that.
    pub newcomer: bool,
}

impl Worker {
    /// Level in `skill`, if certified.
    pub fn level(&self, skill: Skill) -> Option<u8> {
        self.skills.iter().find(|(name, _)| *name == skill).map(|(_, level)| *level)
    }
}

/// One filter of a workflow: from `opens` on, a worker with `skill` at `min_level` may take the task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub opens: Ts,
    pub skill: Skill,
    /// 1–5.
    pub min_level: u8,
    /// Only these workers; empty means everybody.
    pub only: Vec<AccountId>,
}

impl Step {
    /// Everybody with the skill, from `opens` on.
    pub const fn anybody(skill: Skill, opens: Ts) -> Self {
        Self { opens, skill, min_level: 1, only: Vec::new() }
    }
}

/// A pending task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    /// Filters in the order in which they open; each one that is open adds workers, none takes any away.
    pub steps: Vec<Step>,
    /// Posture level a worker's session must have, 1–3.
    pub sensitivity: u8,
    /// Higher goes first.
    pub priority: i64,
    /// Capacity units the task takes.
    pub units: u32,
    /// When it began to wait.
    pub since: Ts,
    /// By when it should be answered: order within a priority.
    pub due: Ts,
    /// Offers made so far; the next one is `attempt + 1`.
    pub attempt: i64,
    /// The worker who knows the customer.
    pub affinity: Option<AccountId>,
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
