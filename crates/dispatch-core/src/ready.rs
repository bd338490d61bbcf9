//! Workers who can take something: per (skill, level, newcomer or not) a knock-out tournament by worth.
//!
//! The worth splits into a part of the worker, their [`Standing`], and a part of the level, so one tournament per level
//! is in the right order for every task. A worker keeps one seat per skill for as long as the certificate holds. When
//! the standing changes only the matches on the way up are played again, and most ways end at the first match that was
//! lost before and is lost now. The next best after a winner is among those whom the winner beat on the way: see
//! [`crate::search`].

use std::cmp::Reverse;

use crate::{LEVELS, Skill};

/// Tournaments per skill: each level, twice.
const KINDS: usize = LEVELS as usize * 2;
/// Sits on an empty seat. No slot has this number, so its standing is `AWAY`, and it loses to everybody.
const NOBODY: u32 = u32::MAX;
/// The node of the winner of a whole tournament.
pub(crate) const FINAL: usize = 1;

/// What a worker is worth whatever the task: own worth, then the draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Standing {
    pub(crate) worth: i64,
    pub(crate) draw: Reverse<u64>,
}

impl Standing {
    /// Of those who cannot take anything now.
    pub(crate) const AWAY: Self = Self { worth: i64::MIN, draw: Reverse(u64::MAX) };
}

/// Standing by slot.
#[derive(Default)]
struct Standings(Vec<Standing>);

impl Standings {
    fn of(&self, slot: u32) -> Standing {
        self.0.get(slot as usize).copied().unwrap_or(Standing::AWAY)
    }

    /// The slot decides between equals: whom a winner beat, it beats whatever is put in the loser's place.
    fn better(&self, a: u32, b: u32) -> u32 {
        if (self.of(a), Reverse(a)) >= (self.of(b), Reverse(b)) { a } else { b }
    }
}

/// A worker's place in one tournament.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    tournament: u32,
    leaf: u32,
}

/// Slots in a complete binary tree: the leaves are the second half, and node `n` is the winner of nodes `2n` and `2n + 1`.
#[derive(Default)]
struct Tournament {
    nodes: Vec<u32>,
    empty: Vec<u32>,
}

impl Tournament {
    const fn leaves(&self) -> usize {
        self.nodes.len() / 2
    }

    /// An empty leaf; where there is none the tree gets twice the leaves, the old tree being its left half.
    fn seat(&mut self, standings: &Standings) -> u32 {
        if let Some(leaf) = self.empty.pop() {
            return leaf;
        }
        let old = self.leaves();
        let mut wider = vec![NOBODY; (old * 4).max(2)];
        for (n, slot) in self.nodes.iter().enumerate().skip(FINAL) {
            wider[n + (1 << n.ilog2())] = *slot;
        }
        if old > 0 {
            wider[FINAL] = standings.better(wider[2], wider[3]);
        }
        self.nodes = wider;
        self.empty.extend((old as u32..self.leaves() as u32).rev());
        self.empty.pop().unwrap_or_default()
    }

    /// Puts `who` on a leaf and plays the matches of `slot` again, until it is neither the old nor the new winner.
    fn play(&mut self, standings: &Standings, leaf: u32, slot: u32, who: u32) {
        let mut at = self.leaves() + leaf as usize;
        self.nodes[at] = who;
        while at > FINAL {
            let winner = standings.better(self.nodes[at], self.nodes[at ^ 1]);
            at /= 2;
            let before = std::mem::replace(&mut self.nodes[at], winner);
            if before != slot && winner != slot {
                return;
            }
        }
    }
}

/// All tournaments, and the standings that decide them.
#[derive(Default)]
pub(crate) struct Ready {
    standings: Standings,
    tournaments: Vec<Tournament>,
}

/// Number of the tournament for a skill at a level (1–5).
pub(crate) fn tournament(skill: Skill, level: u8, newcomer: bool) -> usize {
    let level = usize::from(level.clamp(1, LEVELS)) - 1;
    skill.0 as usize * KINDS + level + if newcomer { usize::from(LEVELS) } else { 0 }
}

impl Ready {
    /// Lets `slot` take part in a tournament.
    pub(crate) fn enter(&mut self, slot: u32, tournament: usize) -> Seat {
        if tournament >= self.tournaments.len() {
            self.tournaments.resize_with(tournament + 1, Tournament::default);
        }
        let entered = &mut self.tournaments[tournament];
        let leaf = entered.seat(&self.standings);
        entered.play(&self.standings, leaf, slot, slot);
        Seat { tournament: tournament as u32, leaf }
    }

    /// `slot` gives its seat up.
    pub(crate) fn leave(&mut self, slot: u32, seat: Seat) {
        let left = &mut self.tournaments[seat.tournament as usize];
        left.play(&self.standings, seat.leaf, slot, NOBODY);
        left.empty.push(seat.leaf);
    }

    /// Gives `slot` a new standing in all tournaments in which it has `seats`.
    pub(crate) fn stand(&mut self, slot: u32, standing: Standing, seats: &[Seat]) {
        let at = slot as usize;
        if at >= self.standings.0.len() {
            self.standings.0.resize(at + 1, Standing::AWAY);
        }
        if std::mem::replace(&mut self.standings.0[at], standing) == standing {
            return;
        }
        for seat in seats {
            self.tournaments[seat.tournament as usize].play(&self.standings, seat.leaf, slot, slot);
        }
    }

    /// The standing of `slot`; `None` when it cannot take anything.
    pub(crate) fn standing(&self, slot: u32) -> Option<Standing> {
        Some(self.standings.of(slot)).filter(|standing| *standing != Standing::AWAY)
    }

    /// The winner below a node, if anybody there can take something.
    pub(crate) fn winner(&self, tournament: usize, node: usize) -> Option<(u32, Standing)> {
        let slot = *self.tournaments.get(tournament)?.nodes.get(node)?;
        Some((slot, self.standing(slot)?))
    }

    /// The nodes whose winners lost directly to the winner of `node`.
    pub(crate) fn beaten(&self, tournament: usize, node: usize) -> impl Iterator<Item = usize> {
        let nodes = self.tournaments.get(tournament).map_or(&[][..], |found| &found.nodes);
        let mut at = node;
        std::iter::from_fn(move || {
            let (left, right) = (nodes.get(2 * at)?, 2 * at + 1);
            let (won, lost) = if *left == nodes[at] { (2 * at, right) } else { (right, 2 * at) };
            at = won;
            Some(lost)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    /// Whatever comes, stands and leaves, the winner is the best, and walking down finds everybody in order.
    #[test]
    fn the_order_is_that_of_sorting() {
        let (mut ready, mut dice, mut seats) = (Ready::default(), Dice::new(1, 1), vec![None; 40]);
        for _ in 0..20_000 {
            let slot = dice.below(40) as u32;
            let standing = Standing { worth: dice.below(50).cast_signed(), draw: Reverse(dice.bits()) };
            let standing = if dice.chance(60) { Standing::AWAY } else { standing };
            match (&mut seats[slot as usize], dice.below(3)) {
                (Some(seat), 0) => {
                    ready.leave(slot, *seat);
                    seats[slot as usize] = None;
                }
                (Some(seat), _) => ready.stand(slot, standing, &[*seat]),
                (none, _) => {
                    ready.stand(slot, standing, &[]);
                    *none = Some(ready.enter(slot, 3));
                }
            }
            let sitting = (0..40).filter(|slot| seats[*slot as usize].is_some());
            let mut want: Vec<_> = sitting.filter_map(|slot| Some((ready.standing(slot)?, slot))).collect();
            want.sort_unstable_by(|a, b| b.cmp(a));
            for tournament in &ready.tournaments {
                for at in FINAL..tournament.leaves() {
                    let best = ready.standings.better(tournament.nodes[2 * at], tournament.nodes[2 * at + 1]);
                    assert_eq!(tournament.nodes[at], best, "every match is decided");
                }
            }
            let mut open: Vec<usize> = vec![FINAL];
            let mut got = Vec::new();
            while let Some((n, (slot, standing))) = open
                .iter()
                .enumerate()
                .filter_map(|(n, node)| Some((n, ready.winner(3, *node)?)))
                .max_by_key(|(_, found)| found.1)
            {
                let node = open.swap_remove(n);
                open.extend(ready.beaten(3, node));
                got.push((standing, slot));
            }
            assert_eq!(got, want);
        }
    }
}
