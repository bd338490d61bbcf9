//! The workers of several tournaments in order of what they are worth to one task, found one by one.

use std::collections::BinaryHeap;

use crate::ready::{FINAL, Ready, Standing};

/// The best of a part of a tournament; or somebody looked up by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// To the task.
    standing: Standing,
    slot: u32,
    tournament: u32,
    /// The part's node; 0 by name.
    node: u32,
    /// What meeting the task adds to the standing.
    adds: i64,
}

/// One search at a time; its memory is used again by the next.
#[derive(Default)]
pub(crate) struct Search {
    open: BinaryHeap<Candidate>,
    /// Found last; those it beat are opened only when somebody asks for the next.
    last: Option<Candidate>,
    /// Per slot, the round in which it was found: nobody is found twice.
    seen: Vec<u32>,
    round: u32,
}

impl Search {
    /// Begins anew, with nobody to be found.
    pub(crate) fn begin(&mut self) {
        self.open.clear();
        self.last = None;
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.seen.fill(0);
            self.round = 1;
        }
    }

    /// Looks among all in a tournament, each worth `adds` more than their standing.
    pub(crate) fn among(&mut self, ready: &Ready, tournament: usize, adds: i64) {
        if let Some((slot, standing)) = ready.winner(tournament) {
            let (tournament, node) = (tournament as u32, FINAL as u32);
            self.open.push(Candidate { standing: standing.plus(adds), slot, tournament, node, adds });
        }
    }

    /// Looks at `slot` whatever tournaments it is in.
    pub(crate) fn at(&mut self, ready: &Ready, slot: u32, adds: i64) {
        if let Some(standing) = ready.standing(slot) {
            self.open.push(Candidate { standing: standing.plus(adds), slot, tournament: 0, node: 0, adds });
        }
    }

    /// The best who was not found yet.
    pub(crate) fn next(&mut self, ready: &Ready) -> Option<u32> {
        loop {
            if let Some(Candidate { slot, tournament, node: node @ 1.., adds, .. }) = self.last {
                for lost in ready.beaten(tournament as usize, node as usize, slot) {
                    let found = ready.winner_below(tournament as usize, lost);
                    self.open.extend(found.map(|(slot, standing)| Candidate {
                        standing: standing.plus(adds),
                        slot,
                        tournament,
                        node: lost as u32,
                        adds,
                    }));
                }
            }
            self.last = self.open.pop();
            let slot = self.last?.slot;
            if slot as usize >= self.seen.len() {
                self.seen.resize(slot as usize + 1, 0);
            }
            if std::mem::replace(&mut self.seen[slot as usize], self.round) != self.round {
                return Some(slot);
            }
        }
    }
}
