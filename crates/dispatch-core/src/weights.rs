//! What a worker is worth to a task, in milliseconds of idle time: one currency that everybody understands.

use kernel::AccountId;
use serde::{Deserialize, Serialize};

use crate::{Step, Task, Ts, Worker};

/// What each term is worth, in milliseconds of idle time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// Each level of the skill, counted up to `level_cap`: proficiency may not starve everybody else.
    pub level_ms: i64,
    pub level_cap: u8,
    /// Each further skill the worker holds: who can do much is kept free for what few can do.
    pub breadth_ms: i64,
    /// A full load; a part of it in proportion.
    pub load_ms: i64,
    /// Each piece finished today.
    pub piece_ms: i64,
    /// Knows the customer.
    pub affinity_ms: i64,
    /// Each step of the workflow further down.
    pub step_ms: i64,
    /// Being new, for the share of tasks set aside for exploration.
    pub newcomer_ms: i64,
    /// That share, in percent.
    pub explore_percent: u8,
}

impl Weights {
    /// Idle time alone decides.
    pub const LONGEST_IDLE: Self = Self {
        level_ms: 0,
        level_cap: 5,
        breadth_ms: 0,
        load_ms: 3_600_000,
        piece_ms: 0,
        affinity_ms: 0,
        step_ms: 0,
        newcomer_ms: 0,
        explore_percent: 0,
    };

    /// The part of the worth that changes only with the worker. `load` in percent.
    pub(crate) fn own(&self, idle_since_ms: i64, load: u32, pieces: u32, breadth: u32) -> i64 {
        -idle_since_ms
            - self.load_ms * i64::from(load) / 100
            - self.piece_ms * i64::from(pieces)
            - self.breadth_ms * i64::from(breadth)
    }

    /// The part that comes from meeting a task at a step.
    pub(crate) fn fit(&self, level: u8, step: usize) -> i64 {
        self.level_ms * i64::from(level.min(self.level_cap)) - self.step_ms * i64::try_from(step).unwrap_or(i64::MAX)
    }

    /// The worth of `terms`. The same sum as the indexes keep, from the facts that an offer records: a replay calls it.
    pub fn worth(&self, terms: &Terms) -> i64 {
        self.own(-terms.idle_ms, terms.load, terms.pieces, terms.breadth)
            + self.fit(terms.level, usize::from(terms.step))
            + if terms.affinity { self.affinity_ms } else { 0 }
            + if terms.explored { self.newcomer_ms } else { 0 }
    }
}

/// One worker's facts that decide about a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub worker: AccountId,
    /// Milliseconds since the worker last took or finished something.
    pub idle_ms: i64,
    pub level: u8,
    pub posture: u8,
    /// Capacity taken, in percent.
    #[serde(default)]
    pub load: u32,
    /// Pieces finished today.
    #[serde(default)]
    pub pieces: u32,
    /// Further skills held.
    #[serde(default)]
    pub breadth: u32,
    /// Which step of the workflow let the worker in, from 0.
    #[serde(default)]
    pub step: u8,
    /// Knows the customer.
    #[serde(default)]
    pub affinity: bool,
    /// A newcomer, and the task is of the share set aside for them.
    #[serde(default)]
    pub explored: bool,
    /// Decides between equals; lower goes first.
    #[serde(default)]
    pub draw: u64,
}

impl Terms {
    /// The facts of `worker` for `task`, entered at `step` with `level`, as if `held` units of the load were not there.
    pub(crate) fn of(task: &Task, worker: &Worker, at: (usize, u8), held: u32, now: Ts, seed: u64, explore: bool) -> Self {
        Self {
            worker: worker.id,
            idle_ms: now.millis() - worker.idle_since.millis(),
            level: at.1,
            posture: worker.posture,
            load: load(worker, held),
            pieces: worker.pieces,
            breadth: breadth(worker),
            step: u8::try_from(at.0).unwrap_or(u8::MAX),
            affinity: task.affinity == Some(worker.id),
            explored: explore && worker.newcomer,
            draw: draw(seed, worker.id, worker.idle_since),
        }
    }
}

/// Percent of the capacity that is taken, without `held` units.
pub(crate) fn load(worker: &Worker, held: u32) -> u32 {
    worker.used.saturating_sub(held).saturating_mul(100).checked_div(worker.capacity).unwrap_or(100)
}

/// Skills beyond the first.
pub(crate) fn breadth(worker: &Worker) -> u32 {
    u32::try_from(worker.skills.len().saturating_sub(1)).unwrap_or(u32::MAX)
}

/// The open step by which `worker` is worth most to `task`: its place and the level; the earlier of equals.
pub(crate) fn best_step(weights: &Weights, task: &Task, worker: &Worker, now: Ts) -> Option<(usize, u8)> {
    let mut best: Option<(i64, usize, u8)> = None;
    for (place, step) in task.steps.iter().enumerate() {
        let Some(level) = lets_in(step, worker, now) else { continue };
        let worth = weights.fit(level, place);
        if best.is_none_or(|(most, _, _)| worth > most) {
            best = Some((worth, place, level));
        }
    }
    best.map(|(_, place, level)| (place, level))
}

fn lets_in(step: &Step, worker: &Worker, now: Ts) -> Option<u8> {
    if step.opens > now || !(step.only.is_empty() || step.only.contains(&worker.id)) {
        return None;
    }
    worker.level(step.skill).filter(|level| *level >= step.min_level)
}

/// Is this attempt at `task` of the share set aside for newcomers?
pub(crate) fn explores(weights: &Weights, task: &Task, seed: u64) -> bool {
    let (high, low) = task.id.uuid().as_u64_pair();
    let mixed = mix(seed ^ high.rotate_left(23) ^ low ^ task.attempt.cast_unsigned().rotate_left(7));
    weights.explore_percent > 0 && mixed % 100 < u64::from(weights.explore_percent)
}

/// A draw that changes whenever the worker's idle time starts anew.
pub(crate) fn draw(seed: u64, worker: AccountId, idle_since: Ts) -> u64 {
    let (high, low) = worker.uuid().as_u64_pair();
    mix(seed ^ high.rotate_left(17) ^ low ^ idle_since.micros().cast_unsigned().rotate_left(31))
}

/// The finaliser of splitmix64.
pub(crate) const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
