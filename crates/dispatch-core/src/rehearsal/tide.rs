//! The tide: a day with two peaks, planned in several ways for the same paid hours. Every rung is printed.

use serde::Deserialize;

use super::{
    Line, Problem, Report,
    engine::{Agent, Day, Tally, contacts, play},
    stats::Mean,
};
use crate::{Skill, Weights, dice::Dice};

/// `kind = "tide"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tide {
    pub name: String,
    pub teams: u32,
    pub skills_per_team: u32,
    pub handle_seconds: f64,
    pub handle_cv: f64,
    pub patience_seconds: f64,
    /// Relative demand per half hour, as planned.
    pub shape: Vec<f64>,
    /// Mean work of the day in Erlangs.
    pub erlangs: f64,
    /// Paid hours over hours of work, the same for every rung but the ones that say otherwise.
    pub paid_over_work: f64,
    /// The whole day is off the plan by this (log standard deviation); each skill's share by `mix_sigma`.
    pub day_sigma: f64,
    pub mix_sigma: f64,
    /// On half the days something unplanned adds this share for `surge_slots` half hours.
    pub surge: f64,
    pub surge_slots: usize,
    pub pace_spread: f64,
    pub cross_slower: f64,
    pub own_skills: u32,
    pub cross_skills: u32,
    /// Share of the hours kept back for calls by the re-forecast.
    pub call_up_share: f64,
    /// Hours of the rung with a bigger bench, relative.
    pub bench: f64,
    /// The same day with something changed, for which individual dispatch is compared with micro-shift teams once more.
    #[serde(default)]
    pub also: Vec<Also>,
    pub weights: Weights,
}

/// What is changed; the rest stays as in the scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Also {
    /// Said in the finding.
    pub name: String,
    /// Mean work of the day in Erlangs.
    pub erlangs: Option<f64>,
    pub mix_sigma: Option<f64>,
    pub own_skills: Option<u32>,
    pub cross_skills: Option<u32>,
}

const SLOT: f64 = 1800.0;
/// The busiest quarter of the half hours is the peak.
const PEAK: f64 = 0.25;

/// Who can do what.
#[derive(Clone, Copy, PartialEq)]
enum Crew {
    /// Every team its own skills.
    Teams,
    /// Some skills of the own team and some of others.
    Individuals,
    /// Everybody everything at full pace: no dispatch can answer more with these shifts.
    Everything,
}

/// A shift: team, first half hour, half hours.
type Shift = (u32, usize, usize);

impl Tide {
    pub(super) fn check(&self) -> Result<(), Problem> {
        if self.shape.len() < 16 || self.shape.iter().any(|v| !(*v > 0.0 && v.is_finite())) {
            return Err(Problem::at("shape", "give one number above zero for each half hour, at least 16 of them"));
        }
        let positive = [
            ("erlangs", self.erlangs),
            ("handle_seconds", self.handle_seconds),
            ("patience_seconds", self.patience_seconds),
            ("paid_over_work", self.paid_over_work),
            ("bench", self.bench),
        ];
        for (key, value) in positive {
            if !(value > 0.0 && value.is_finite()) {
                return Err(Problem::at(key, "must be above zero"));
            }
        }
        if self.teams < 2 || self.skills_per_team == 0 || self.own_skills > self.skills_per_team {
            return Err(Problem::at("teams", "give at least two teams, and no more own_skills than skills_per_team"));
        }
        if !(0.0..0.5).contains(&self.call_up_share) {
            return Err(Problem::at("call_up_share", "is a share of the hours: between 0 and 0.5"));
        }
        self.also.iter().try_for_each(|also| self.changed(also).check())
    }

    /// Planned Erlangs of all teams per half hour.
    fn plan(&self) -> Vec<f64> {
        let mean = self.shape.iter().sum::<f64>() / self.shape.len() as f64;
        self.shape.iter().map(|v| v / mean * self.erlangs).collect()
    }

    /// Half hours to be paid per team.
    fn budget(&self, factor: f64) -> f64 {
        self.plan().iter().sum::<f64>() * self.paid_over_work * factor / f64::from(self.teams)
    }

    /// Shifts of `lengths` and `starts` until the budget is used, each where work per person is highest.
    fn cover(&self, lengths: &[usize], starts: Option<&[usize]>, factor: f64) -> Vec<Shift> {
        let plan = self.plan();
        let per_team: Vec<f64> = plan.iter().map(|v| v / f64::from(self.teams)).collect();
        let mut shifts = Vec::new();
        for team in 0..self.teams {
            let mut staff = vec![0.0_f64; plan.len()];
            let mut left = self.budget(factor);
            loop {
                let mut best: Option<(f64, usize, usize)> = None;
                for length in lengths.iter().copied().filter(|length| *length as f64 <= left) {
                    for from in (0..=plan.len() - length).filter(|from| starts.is_none_or(|s| s.contains(from))) {
                        let gain: f64 = (from..from + length).map(|s| worth(per_team[s], staff[s])).sum::<f64>() / length as f64;
                        if best.is_none_or(|(most, _, _)| gain > most) {
                            best = Some((gain, from, length));
                        }
                    }
                }
                let Some((_, from, length)) = best else { break };
                (from..from + length).for_each(|s| staff[s] += 1.0);
                left -= length as f64;
                shifts.push((team, from, length));
            }
        }
        shifts
    }

    /// What really comes, in Erlangs per half hour, and the seed's shares of the skills.
    fn weather(&self, seed: u64) -> (Vec<f64>, Vec<f64>) {
        let mut dice = Dice::new(seed, 21);
        let factor = (self.day_sigma * dice.normal()).exp();
        let mut real: Vec<f64> = self.plan().iter().map(|v| v * factor).collect();
        if seed % 2 == 1 {
            let from = dice.below((real.len() - self.surge_slots) as u64) as usize;
            real.iter_mut().skip(from).take(self.surge_slots).for_each(|v| *v *= 1.0 + self.surge);
        }
        let mut mix: Vec<f64> = (0..self.teams * self.skills_per_team).map(|_| (self.mix_sigma * dice.normal()).exp()).collect();
        let sum: f64 = mix.iter().sum();
        mix.iter_mut().for_each(|share| *share /= sum);
        (real, mix)
    }

    /// People called for a half hour because the last one brought more than planned; never more hours than were kept back.
    fn calls(&self, real: &[f64]) -> Vec<Shift> {
        let plan = self.plan();
        let mut left = self.budget(self.call_up_share) * f64::from(self.teams);
        let mut calls = Vec::new();
        for slot in 1..plan.len() {
            let expected = real[slot - 1] / plan[slot - 1] * plan[slot];
            let short = (expected * self.paid_over_work.min(1.05)
                - plan[slot] * self.paid_over_work * (1.0 - self.call_up_share))
                .max(0.0);
            for n in 0..short.round() as u32 {
                if left < 1.0 {
                    return calls;
                }
                left -= 1.0;
                calls.push((n % self.teams, slot, 1));
            }
        }
        calls
    }

    /// As many again as planned, in the half hours of the planned peak.
    fn doubled(&self, shifts: &[Shift]) -> Vec<Shift> {
        let mut order: Vec<usize> = (0..self.shape.len()).collect();
        order.sort_by(|a, b| self.shape[*b].total_cmp(&self.shape[*a]));
        let peak = &order[..(order.len() as f64 * PEAK).round() as usize];
        let within = |slot: usize, (_, from, length): &&Shift| (*from..from + length).contains(&slot);
        let again = peak.iter().flat_map(|slot| shifts.iter().filter(move |s| within(*slot, s)).map(move |s| (s.0, *slot, 1)));
        shifts.iter().copied().chain(again).collect()
    }

    fn day(&self, shifts: &[Shift], crew: Crew, seed: u64) -> Day {
        let (real, mix) = self.weather(seed);
        let rates: Vec<Vec<f64>> =
            mix.iter().map(|share| real.iter().map(|erlangs| share * erlangs / self.handle_seconds).collect()).collect();
        let work = (self.handle_seconds, self.handle_cv);
        let contacts = contacts(&rates, SLOT, work, self.patience_seconds, &mut Dice::new(seed, 22));
        let mut people = Dice::new(seed, 23);
        let agents = shifts.iter().map(|(team, from, length)| {
            let pace = 1.0 + self.pace_spread * (2.0 * people.unit() - 1.0);
            let (from, until) = (*from as f64 * SLOT, (from + length) as f64 * SLOT);
            Agent { skills: self.skills(*team, crew, &mut people), pace, from, until }
        });
        Day {
            agents: agents.collect(),
            contacts,
            weights: if crew == Crew::Individuals { self.weights } else { Weights::LONGEST_IDLE },
            full_level: 3,
            slower: 1.0 + self.cross_slower,
            warm_up: 0.0,
            slot: SLOT,
            end: self.shape.len() as f64 * SLOT,
        }
    }

    fn skills(&self, team: u32, crew: Crew, dice: &mut Dice) -> Vec<(Skill, u8)> {
        let (per, all) = (self.skills_per_team, self.teams * self.skills_per_team);
        match crew {
            Crew::Teams => return (0..per).map(|n| (Skill(team * per + n), 4)).collect(),
            Crew::Everything => return (0..all).map(|n| (Skill(n), 4)).collect(),
            Crew::Individuals => {}
        }
        let first = dice.below(u64::from(per)) as u32;
        let mut held: Vec<(Skill, u8)> = (0..self.own_skills).map(|n| (Skill(team * per + (first + n) % per), 4)).collect();
        while held.len() < (self.own_skills + self.cross_skills) as usize {
            let skill = Skill(dice.below(u64::from(all)) as u32);
            if skill.0 / per != team && !held.iter().any(|(have, _)| *have == skill) {
                held.push((skill, 2));
            }
        }
        held
    }

    fn changed(&self, also: &Also) -> Self {
        Self {
            erlangs: also.erlangs.unwrap_or(self.erlangs),
            mix_sigma: also.mix_sigma.unwrap_or(self.mix_sigma),
            own_skills: also.own_skills.unwrap_or(self.own_skills),
            cross_skills: also.cross_skills.unwrap_or(self.cross_skills),
            also: Vec::new(),
            ..self.clone()
        }
    }

    /// What individual dispatch adds to micro-shift teams where `also` is changed.
    fn again(&self, also: &Also, micro: &[usize], seeds: u64) -> (String, Mean) {
        let tide = self.changed(also);
        let shifts = tide.cover(micro, None, 1.0);
        let peak = |crew, seed| play(&tide.day(&shifts, crew, seed), seed).peak(PEAK).0;
        let gains = (0..seeds).map(|seed| 100.0 * (peak(Crew::Individuals, seed) - peak(Crew::Teams, seed)));
        (format!("the same (T3 - T2), {}", also.name), Mean::of(&gains.collect::<Vec<f64>>()))
    }

    pub(super) fn run(&self, seeds: u64) -> Report {
        let half = self.shape.len() / 2;
        let full = 16.min(half);
        let micro = [4, 5, 6, 7, 8];
        let fixed = self.cover(&[full], Some(&[0, self.shape.len() - full]), 1.0);
        let placed = self.cover(&[full], None, 1.0);
        let short = self.cover(&micro, None, 1.0);
        let kept = self.cover(&micro, None, 1.0 - self.call_up_share);
        let bench = self.cover(&micro, None, self.bench);
        let doubled = self.doubled(&fixed);
        let with_calls = |seed: u64| kept.iter().copied().chain(self.calls(&self.weather(seed).0)).collect::<Vec<Shift>>();
        let play = |shifts: &[Shift], crew, seed| play(&self.day(shifts, crew, seed), seed);
        let rungs: Vec<(&str, Vec<Tally>)> = vec![
            ("T0 teams, fixed 8 h shifts", (0..seeds).map(|s| play(&fixed, Crew::Teams, s)).collect()),
            ("T1 teams, 8 h shifts, starts placed", (0..seeds).map(|s| play(&placed, Crew::Teams, s)).collect()),
            ("T2 teams, 2-4 h shifts by forecast", (0..seeds).map(|s| play(&short, Crew::Teams, s)).collect()),
            ("T3 = T2 with individual dispatch", (0..seeds).map(|s| play(&short, Crew::Individuals, s)).collect()),
            ("T4 = T3, a share of hours called", (0..seeds).map(|s| play(&with_calls(s), Crew::Individuals, s)).collect()),
            ("T5 = T3 with more hours", (0..seeds).map(|s| play(&bench, Crew::Individuals, s)).collect()),
            ("T6 = T0, twice the people called at peak", (0..seeds).map(|s| play(&doubled, Crew::Teams, s)).collect()),
            ("T7 = T2, everybody can do everything", (0..seeds).map(|s| play(&short, Crew::Everything, s)).collect()),
        ];
        let gain = |from: usize, to: usize| {
            let pairs = rungs[from].1.iter().zip(&rungs[to].1);
            Mean::of(&pairs.map(|(a, b)| 100.0 * (b.peak(PEAK).0 - a.peak(PEAK).0)).collect::<Vec<f64>>())
        };
        let mut findings = vec![
            ("peak answer rate, points: micro-shifts over fixed shifts (T2 - T0)".to_owned(), gain(0, 2)),
            ("peak answer rate, points: individual dispatch over micro-shift teams (T3 - T2)".to_owned(), gain(2, 3)),
            ("peak answer rate, points: the most that pooling could add to micro-shift teams (T7 - T2)".to_owned(), gain(2, 7)),
            ("peak answer rate, points: calls at equal hours (T4 - T3)".to_owned(), gain(3, 4)),
            ("peak answer rate, points: all at equal hours (T3 - T0)".to_owned(), gain(0, 3)),
            ("peak answer rate, points: twice the people called at peak (T6 - T0)".to_owned(), gain(0, 6)),
        ];
        findings.extend(self.also.iter().map(|also| self.again(also, &micro, seeds)));
        let lines = rungs.iter().map(|(name, tallies)| Line::of(name, tallies, PEAK)).collect();
        Report { name: self.name.clone(), seeds, lines, findings }
    }
}

/// What one more person is worth where `need` Erlangs meet `staff` people: much while short, then ever less.
fn worth(need: f64, staff: f64) -> f64 {
    let room = need + need.sqrt();
    if staff < need { 10.0 + need / (staff + 1.0) } else { (room / (staff + 1.0)).powi(4) }
}
