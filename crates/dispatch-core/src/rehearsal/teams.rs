//! Team queues against individuals, at equal demand: what certificates across teams and the choice are worth.

use serde::Deserialize;

use super::{
    Line, Problem, Report,
    engine::{Agent, Day, contacts, play},
    stats::Mean,
};
use crate::{Skill, Weights, dice::Dice};

/// `kind = "teams"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Teams {
    pub name: String,
    pub teams: u32,
    pub skills_per_team: u32,
    /// Work that comes in, in Erlangs.
    pub erlangs: f64,
    /// Mean handling time in seconds, and its coefficient of variation.
    pub handle_seconds: f64,
    pub handle_cv: f64,
    pub patience_seconds: f64,
    /// Error of the forecast of each skill's share (log standard deviation).
    pub mix_sigma: f64,
    /// People differ in pace by up to this share.
    pub pace_spread: f64,
    /// Outside their own team's skills people take this share longer.
    pub cross_slower: f64,
    /// Skills of the own team and of others that an individual is certified in.
    pub own_skills: u32,
    pub cross_skills: u32,
    pub hours: f64,
    /// People at which the variants are compared.
    pub agents: u32,
    /// Shares answered within 20 s for which the people needed are searched: the stricter, the more a team's people cost.
    pub targets: Vec<f64>,
    pub weights: Weights,
}

#[derive(Clone, Copy, PartialEq)]
enum Variant {
    Teams,
    LongestIdle,
    Chosen,
}

impl Teams {
    pub(super) fn check(&self) -> Result<(), Problem> {
        let positive = [
            ("erlangs", self.erlangs),
            ("handle_seconds", self.handle_seconds),
            ("patience_seconds", self.patience_seconds),
            ("hours", self.hours),
            ("agents", f64::from(self.agents)),
        ];
        for (key, value) in positive {
            if !(value > 0.0 && value.is_finite()) {
                return Err(Problem::at(key, "must be above zero"));
            }
        }
        if self.teams < 2 || self.skills_per_team == 0 {
            return Err(Problem::at("teams", "give at least two teams with at least one skill each"));
        }
        if self.own_skills > self.skills_per_team || self.cross_skills > (self.teams - 1) * self.skills_per_team {
            return Err(Problem::at(
                "own_skills",
                "nobody can hold more skills than there are; lower own_skills or cross_skills",
            ));
        }
        if self.targets.is_empty() || self.targets.iter().any(|target| !(0.0..1.0).contains(target)) {
            return Err(Problem::at("targets", "are shares: at least one, each between 0 and 1, e.g. [0.80, 0.95]"));
        }
        Ok(())
    }

    fn day(&self, variant: Variant, agents: u32, seed: u64) -> Day {
        let mut dice = Dice::new(seed, 11);
        let skills = self.teams * self.skills_per_team;
        let mut mix: Vec<f64> = (0..skills).map(|_| (self.mix_sigma * dice.normal()).exp()).collect();
        let sum: f64 = mix.iter().sum();
        mix.iter_mut().for_each(|share| *share *= self.erlangs / self.handle_seconds / sum);
        let end = self.hours * 3600.0;
        let rates: Vec<Vec<f64>> = mix.into_iter().map(|rate| vec![rate]).collect();
        let contacts = contacts(&rates, end, (self.handle_seconds, self.handle_cv), self.patience_seconds, &mut dice);
        let mut people = Dice::new(seed, 12);
        let agents = (0..agents).map(|n| {
            let pace = 1.0 + self.pace_spread * (2.0 * people.unit() - 1.0);
            Agent { skills: self.skills(variant, n % self.teams, &mut people), pace, from: 0.0, until: end }
        });
        Day {
            agents: agents.collect(),
            contacts,
            weights: if variant == Variant::Chosen { self.weights } else { Weights::LONGEST_IDLE },
            full_level: 3,
            slower: 1.0 + self.cross_slower,
            warm_up: 900.0,
            slot: end,
            end,
        }
    }

    fn skills(&self, variant: Variant, team: u32, dice: &mut Dice) -> Vec<(Skill, u8)> {
        let own: Vec<u32> = (0..self.skills_per_team).map(|n| team * self.skills_per_team + n).collect();
        if variant == Variant::Teams {
            return own.into_iter().map(|skill| (Skill(skill), 4)).collect();
        }
        let other: Vec<u32> = (0..self.teams * self.skills_per_team).filter(|skill| !own.contains(skill)).collect();
        let mut held: Vec<(Skill, u8)> = draw(&own, self.own_skills, dice).map(|skill| (Skill(skill), 4)).collect();
        held.extend(draw(&other, self.cross_skills, dice).map(|skill| (Skill(skill), 2)));
        held
    }

    /// The fewest people with which `target` is met in this seed; a search by halves in steps of 5.
    fn needed(&self, variant: Variant, target: f64, seed: u64) -> f64 {
        let (mut low, mut high) = ((self.erlangs * 0.9 / 5.0) as u32, (self.erlangs * 2.0 / 5.0) as u32);
        while high - low > 1 {
            let middle = u32::midpoint(low, high);
            let met = play(&self.day(variant, middle * 5, seed), seed).service_level() >= target;
            if met { high = middle } else { low = middle }
        }
        f64::from(high * 5)
    }

    pub(super) fn run(&self, seeds: u64) -> Report {
        let named = [
            ("team queues", Variant::Teams),
            ("individuals, longest idle", Variant::LongestIdle),
            ("individuals, chosen by worth", Variant::Chosen),
        ];
        let lines = named.map(|(name, variant)| {
            let tallies: Vec<_> = (0..seeds).map(|seed| play(&self.day(variant, self.agents, seed), seed)).collect();
            Line::of(name, &tallies, 1.0)
        });
        let findings = self.targets.iter().flat_map(|target| self.compared(*target, seeds)).collect();
        Report { name: self.name.clone(), seeds, lines: lines.into(), findings }
    }

    /// The people that either way needs for the same service.
    fn compared(&self, target: f64, seeds: u64) -> [(String, Mean); 3] {
        let need = |variant, seed| self.needed(variant, target, seed);
        let both: Vec<(f64, f64)> = (0..seeds).map(|seed| (need(Variant::Teams, seed), need(Variant::Chosen, seed))).collect();
        let of = |f: &dyn Fn(&(f64, f64)) -> f64| Mean::of(&both.iter().map(f).collect::<Vec<f64>>());
        [
            (format!("people needed for {target} within 20 s: teams"), of(&|b| b.0)),
            (format!("people needed for {target} within 20 s: individuals"), of(&|b| b.1)),
            (format!("fewer people with individuals for {target} within 20 s, percent"), of(&|b| 100.0 * (1.0 - b.1 / b.0))),
        ]
    }
}

/// `n` of `from`, without repetition.
fn draw(from: &[u32], n: u32, dice: &mut Dice) -> impl Iterator<Item = u32> + use<> {
    let mut left = from.to_vec();
    let mut drawn = Vec::new();
    for _ in 0..n.min(left.len() as u32) {
        let at = dice.below(left.len() as u64) as usize;
        drawn.push(left.swap_remove(at));
    }
    drawn.into_iter()
}
