//! Workers who can take something: per (skill, level, newcomer or not) a knock-out tournament by worth.
//!
//! The worth splits into a part of the worker, their [`Standing`], and a part of the level, so one tournament per level
//! is in the right order for every task. A worker keeps one seat per skill for as long as the certificate holds. When
//! the standing changes only the matches on the way up are played again, and most ways end at the first match that was
//! lost before and is lost now. The next best after a winner is among those whom the winner beat on the way: see
//! [`crate::search`]. What a decision touches lies together: winners in one list, standings in another.

use std::hint::select_unpredictable;

use crate::{LEVELS, Skill};

/// Tournaments per skill: each level, twice.
const KINDS: usize = LEVELS as usize * 2;
/// Sits on an empty seat. No slot has this number, and it loses to everybody.
const NOBODY: u32 = u32::MAX;
/// The node of the winner of a whole tournament.
pub(crate) const FINAL: usize = 1;

/// What a worker is worth whatever the task: own worth, then the draw, the lower the better. One number, so that a
/// comparison needs no branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Standing(u128);

impl Standing {
    pub(crate) fn new(worth: i64, draw: u64) -> Self {
        let above = worth.max(i64::MIN + 1) ^ i64::MIN;
        Self(u128::from(above.cast_unsigned()) << 64 | u128::from(!draw))
    }

    /// Of a slot that cannot take anything now; each has its own, so that no two are equal.
    pub(crate) fn away(slot: u32) -> Self {
        Self(u128::from(!slot))
    }

    const fn is_away(self) -> bool {
        self.0 >> 64 == 0
    }

    /// The same with another worth.
    pub(crate) const fn plus(self, worth: i64) -> Self {
        Self(self.0.wrapping_add((worth as u128) << 64))
    }
}

/// Standing by slot.
#[derive(Default)]
struct Standings(Vec<Standing>);

impl Standings {
    /// Zero for nobody.
    fn of(&self, slot: u32) -> Standing {
        self.0.get(slot as usize).copied().unwrap_or_default()
    }
}

/// A worker's place in one tournament.
#[derive(Clone, Copy, Debug)]
struct Seat {
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
    fn seat(&mut self) -> u32 {
        if let Some(leaf) = self.empty.pop() {
            return leaf;
        }
        let old = self.leaves();
        let mut wider = vec![NOBODY; (old * 4).max(2)];
        for (n, slot) in self.nodes.iter().enumerate().skip(FINAL) {
            wider[n + (1 << n.ilog2())] = *slot;
        }
        if old > 0 {
            wider[FINAL] = wider[2];
        }
        self.nodes = wider;
        self.empty.extend((old as u32..self.leaves() as u32).rev());
        self.empty.pop().unwrap_or_default()
    }

    /// Puts `who` on a leaf and plays the matches of `slot` again, until it is neither the old nor the new winner.
    /// Returns the winner of the whole, if it came to that.
    fn play(&mut self, standings: &Standings, leaf: u32, slot: u32, who: u32) -> Option<(Standing, u32)> {
        let mut at = self.leaves() + leaf as usize;
        self.nodes[at] = who;
        let mut winner = (standings.of(who), who);
        while at > FINAL {
            let other = self.nodes[at ^ 1];
            let theirs = standings.of(other);
            let lost = theirs > winner.0;
            winner = (select_unpredictable(lost, theirs, winner.0), select_unpredictable(lost, other, winner.1));
            at /= 2;
            let before = std::mem::replace(&mut self.nodes[at], winner.1);
            if before != slot && winner.1 != slot {
                return None;
            }
        }
        Some(winner)
    }
}

/// All tournaments, and the standings that decide them.
#[derive(Default)]
pub(crate) struct Ready {
    standings: Standings,
    /// Where each slot sits.
    seats: Vec<Vec<Seat>>,
    tournaments: Vec<Tournament>,
    /// Of each tournament.
    winners: Vec<(Standing, u32)>,
}

/// Number of the tournament for a skill at a level (1–5).
pub(crate) fn tournament(skill: Skill, level: u8, newcomer: bool) -> usize {
    let level = usize::from(level.clamp(1, LEVELS)) - 1;
    skill.0 as usize * KINDS + level + if newcomer { usize::from(LEVELS) } else { 0 }
}

impl Ready {
    /// Lets `slot`, which has no seat, take part in some tournaments, unable to take anything until it [`stand`](Self::stand)s.
    pub(crate) fn enter(&mut self, slot: u32, tournaments: impl ExactSizeIterator<Item = usize>) {
        let at = slot as usize;
        if at >= self.seats.len() {
            self.seats.resize_with(at + 1, Vec::new);
        }
        while self.standings.0.len() <= at {
            self.standings.0.push(Standing::away(self.standings.0.len() as u32));
        }
        let mut seats = Vec::with_capacity(tournaments.len());
        for tournament in tournaments {
            if tournament >= self.tournaments.len() {
                self.tournaments.resize_with(tournament + 1, Tournament::default);
                self.winners.resize(tournament + 1, (Standing::default(), NOBODY));
            }
            let entered = &mut self.tournaments[tournament];
            let leaf = entered.seat();
            if let Some(winner) = entered.play(&self.standings, leaf, slot, slot) {
                self.winners[tournament] = winner;
            }
            seats.push(Seat { tournament: tournament as u32, leaf });
        }
        self.seats[at] = seats;
    }

    /// `slot` gives all its seats up.
    pub(crate) fn leave(&mut self, slot: u32) {
        self.stand(slot, Standing::away(slot));
        for Seat { tournament, leaf } in self.seats.get_mut(slot as usize).map(std::mem::take).unwrap_or_default() {
            let left = &mut self.tournaments[tournament as usize];
            if let Some(winner) = left.play(&self.standings, leaf, slot, NOBODY) {
                self.winners[tournament as usize] = winner;
            }
            left.empty.push(leaf);
        }
    }

    /// Gives `slot` a new standing in all its tournaments.
    pub(crate) fn stand(&mut self, slot: u32, standing: Standing) {
        let Some(before) = self.standings.0.get_mut(slot as usize) else { return };
        if std::mem::replace(before, standing) == standing {
            return;
        }
        for Seat { tournament, leaf } in &self.seats[slot as usize] {
            let tournament = *tournament as usize;
            if let Some(winner) = self.tournaments[tournament].play(&self.standings, *leaf, slot, slot) {
                self.winners[tournament] = winner;
            }
        }
    }

    /// The standing of `slot`; `None` when it cannot take anything.
    pub(crate) fn standing(&self, slot: u32) -> Option<Standing> {
        Some(self.standings.of(slot)).filter(|standing| !standing.is_away())
    }

    /// The winner of a tournament, if anybody in it can take something.
    pub(crate) fn winner(&self, tournament: usize) -> Option<(u32, Standing)> {
        let (standing, slot) = *self.winners.get(tournament)?;
        (!standing.is_away()).then_some((slot, standing))
    }

    /// The winner below a node, if anybody there can take something.
    pub(crate) fn winner_below(&self, tournament: usize, node: usize) -> Option<(u32, Standing)> {
        let slot = *self.tournaments.get(tournament)?.nodes.get(node)?;
        Some((slot, self.standing(slot)?))
    }

    /// The nodes whose winners lost directly to `slot`, the winner of `node`: what it met on its way there.
    pub(crate) fn beaten(&self, tournament: usize, node: usize, slot: u32) -> impl Iterator<Item = usize> {
        let seats = self.seats.get(slot as usize).map_or(&[][..], Vec::as_slice);
        let seat = seats.iter().find(|seat| seat.tournament as usize == tournament);
        let mut at = seat.map_or(node, |seat| self.tournaments[tournament].leaves() + seat.leaf as usize);
        std::iter::from_fn(move || {
            let lost = (at > node).then_some(at ^ 1)?;
            at /= 2;
            Some(lost)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    #[test]
    fn standings_are_in_the_order_of_worth_and_then_of_the_draw() {
        let order = [
            Standing::default(),
            Standing::away(7),
            Standing::away(3),
            Standing::new(i64::MIN, u64::MAX),
            Standing::new(-5, 0),
            Standing::new(-5, 0).plus(3),
            Standing::new(0, 9),
            Standing::new(0, 8),
            Standing::new(4, 9).plus(-3),
            Standing::new(1, 8),
        ];
        assert!(order.is_sorted(), "{order:?}");
        assert!(order[2].is_away() && !order[3].is_away());
    }

    /// Whatever comes, stands and leaves, the winner is the best, and walking down finds everybody in order.
    #[test]
    fn the_order_is_that_of_sorting() {
        let (mut ready, mut dice, mut sits) = (Ready::default(), Dice::new(1, 1), [false; 40]);
        for _ in 0..20_000 {
            let slot = dice.below(40) as u32;
            let standing = Standing::new(dice.below(50).cast_signed(), dice.bits());
            let standing = if dice.chance(60) { Standing::away(slot) } else { standing };
            match (&mut sits[slot as usize], dice.below(3)) {
                (sits @ true, 0) => {
                    ready.leave(slot);
                    *sits = false;
                }
                (true, _) => ready.stand(slot, standing),
                (sits, _) => {
                    ready.enter(slot, std::iter::once(3));
                    ready.stand(slot, standing);
                    *sits = true;
                }
            }
            let sitting = (0..40).filter(|slot| sits[*slot as usize]);
            let mut want: Vec<_> = sitting.filter_map(|slot| Some((ready.standing(slot)?, slot))).collect();
            want.sort_unstable_by(|a, b| b.cmp(a));
            for tournament in &ready.tournaments {
                for at in FINAL..tournament.leaves() {
                    let best = tournament.nodes[2 * at..2 * at + 2].iter().max_by_key(|slot| ready.standings.of(**slot));
                    assert_eq!(Some(&tournament.nodes[at]), best, "every match is decided");
                }
            }
            assert_eq!(ready.winner(3), ready.winner_below(3, FINAL));
            let mut open: Vec<usize> = vec![FINAL];
            let mut got = Vec::new();
            while let Some((n, (slot, standing))) = open
                .iter()
                .enumerate()
                .filter_map(|(n, node)| Some((n, ready.winner_below(3, *node)?)))
                .max_by_key(|(_, found)| found.1)
            {
                let node = open.swap_remove(n);
                open.extend(ready.beaten(3, node, slot));
                got.push((standing, slot));
            }
            assert_eq!(got, want);
        }
    }
}
