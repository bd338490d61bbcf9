//! Workers who can take something: per (skill, level, newcomer or not) a heap by worth, cleaned only when looked at.
//!
//! A worker's change pushes a new entry and leaves the old ones to be thrown away at the top (lazy deletion): an entry
//! counts only while its version is the worker's. The worth splits into a part of the worker and a part of the level,
//! so one heap per level is in the right order for every task.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{LEVELS, Skill};

/// Heaps per skill: each level, twice.
const KINDS: usize = LEVELS as usize * 2;

/// A worker in a heap: worth, then draw; `slot` and `version` say who and whether still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) key: i64,
    pub(crate) draw: Reverse<u64>,
    pub(crate) slot: u32,
    pub(crate) version: u32,
}

#[derive(Default)]
struct Bucket {
    heap: BinaryHeap<Entry>,
    live: usize,
}

/// All heaps.
#[derive(Default)]
pub(crate) struct Ready {
    buckets: Vec<Bucket>,
}

/// Number of the heap for a skill at a level (1–5).
pub(crate) fn bucket(skill: Skill, level: u8, newcomer: bool) -> usize {
    let level = usize::from(level.clamp(1, LEVELS)) - 1;
    skill.0 as usize * KINDS + level + if newcomer { usize::from(LEVELS) } else { 0 }
}

impl Ready {
    pub(crate) fn push(&mut self, at: usize, entry: Entry, versions: &[u32]) {
        if at >= self.buckets.len() {
            self.buckets.resize_with(at + 1, Bucket::default);
        }
        let bucket = &mut self.buckets[at];
        bucket.live += 1;
        bucket.heap.push(entry);
        if bucket.heap.len() > 2 * bucket.live + 64 {
            bucket.heap.retain(|old| versions[old.slot as usize] == old.version);
        }
    }

    /// An entry of this heap stopped counting: its worker's version has moved on.
    pub(crate) fn outdated(&mut self, at: usize) {
        if let Some(bucket) = self.buckets.get_mut(at) {
            bucket.live = bucket.live.saturating_sub(1);
        }
    }

    /// The best entry that counts.
    pub(crate) fn top(&mut self, at: usize, versions: &[u32]) -> Option<Entry> {
        let bucket = self.buckets.get_mut(at)?;
        while let Some(top) = bucket.heap.peek() {
            if versions[top.slot as usize] == top.version {
                return Some(*top);
            }
            bucket.heap.pop();
        }
        None
    }

    /// Takes the top off for a while; [`Ready::put_back`] brings it back.
    pub(crate) fn take(&mut self, at: usize) -> Option<Entry> {
        self.buckets.get_mut(at)?.heap.pop()
    }

    pub(crate) fn put_back(&mut self, at: usize, entry: Entry) {
        if let Some(bucket) = self.buckets.get_mut(at) {
            bucket.heap.push(entry);
        }
    }
}
