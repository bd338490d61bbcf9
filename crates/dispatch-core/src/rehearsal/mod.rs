//! Rehearsal: scenarios played on the production core, over seeds, with confidence intervals.

mod engine;
mod stats;
mod teams;
mod tide;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use engine::{Agent, Contact, Day, Tally, play};
pub use stats::Mean;
pub use teams::Teams;
pub use tide::Tide;

/// A scenario file.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Scenario {
    Teams(Teams),
    Tide(Tide),
}

/// What is wrong with a scenario file: where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub key: Option<String>,
    pub advice: String,
}

impl Problem {
    fn at(key: &str, advice: &str) -> Self {
        Self { key: Some(key.to_owned()), advice: advice.to_owned() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "{key}: {}", self.advice),
            None => f.write_str(&self.advice),
        }
    }
}

/// One variant: each figure with its interval over the seeds.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub name: String,
    /// Answered within 20 s, of all who came.
    pub service_level: Mean,
    pub abandonment: Mean,
    /// Mean wait in seconds of all who came.
    pub wait_seconds: Mean,
    /// Time served over time paid.
    pub occupancy: Mean,
    /// Gini of contacts per hour among people: 0 is even.
    pub unevenness: Mean,
    /// Answered in the peak.
    pub peak_answered: Mean,
    pub paid_hours: Mean,
}

/// What a scenario came to.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub name: String,
    pub seeds: u64,
    pub lines: Vec<Line>,
    pub findings: Vec<(String, Mean)>,
}

impl Line {
    fn of(name: &str, tallies: &[Tally], peak: f64) -> Self {
        let mean = |f: &dyn Fn(&Tally) -> f64| Mean::of(&tallies.iter().map(f).collect::<Vec<f64>>());
        Self {
            name: name.to_owned(),
            service_level: mean(&Tally::service_level),
            abandonment: mean(&Tally::abandonment),
            wait_seconds: mean(&Tally::wait),
            occupancy: mean(&Tally::occupancy),
            unevenness: mean(&Tally::gini),
            peak_answered: mean(&|t| t.peak(peak).0),
            paid_hours: mean(&|t| t.paid / 3600.0),
        }
    }
}

impl Scenario {
    /// Reads and checks a scenario. Errors: the key and what to do about it.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let scenario: Self = toml::from_str(text).map_err(|e| Problem { key: None, advice: e.to_string().trim().to_owned() })?;
        match &scenario {
            Self::Teams(teams) => teams.check()?,
            Self::Tide(tide) => tide.check()?,
        }
        Ok(scenario)
    }

    pub fn run(&self, seeds: u64) -> Report {
        match self {
            Self::Teams(teams) => teams.run(seeds),
            Self::Tide(tide) => tide.run(seeds),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({} seeds, mean ± 95 % confidence)", self.name, self.seeds)?;
        writeln!(
            f,
            "{:<42} {:>15} {:>15} {:>14} {:>15} {:>15} {:>15} {:>9}",
            "", "in 20 s", "abandoned", "wait s", "occupancy", "unevenness", "peak answered", "paid h"
        )?;
        for line in &self.lines {
            let share = |m: &Mean| format!("{:.3} ± {:.3}", m.mean, m.ci95);
            writeln!(
                f,
                "{:<42} {:>15} {:>15} {:>14} {:>15} {:>15} {:>15} {:>9.0}",
                line.name,
                share(&line.service_level),
                share(&line.abandonment),
                format!("{:.1} ± {:.1}", line.wait_seconds.mean, line.wait_seconds.ci95),
                share(&line.occupancy),
                share(&line.unevenness),
                share(&line.peak_answered),
                line.paid_hours.mean,
            )?;
        }
        for (name, mean) in &self.findings {
            writeln!(f, "{name}: {:.1} ± {:.1}", mean.mean, mean.ci95)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEAMS: &str = include_str!("../../../../ops/scenarios/teams-vs-individuals.toml");
    const TIDE: &str = include_str!("../../../../ops/scenarios/tide.toml");

    #[test]
    fn a_bad_scenario_says_what_to_do() {
        assert!(Scenario::parse("kind = \"nothing\"").unwrap_err().to_string().contains("nothing"));
        let bad = Scenario::parse(&TEAMS.replace("0.95", "95")).unwrap_err();
        assert_eq!(bad.to_string(), "targets: are shares: at least one, each between 0 and 1, e.g. [0.80, 0.95]");
        let unknown = Scenario::parse(&format!("colour = 3\n{TIDE}")).unwrap_err();
        assert!(unknown.to_string().contains("colour"), "{unknown}");
        let short = Scenario::parse(&TIDE.replace("erlangs = ", "erlangs = -")).unwrap_err();
        assert_eq!(short.to_string(), "erlangs: must be above zero");
        let changed = Scenario::parse(&TIDE.replace("own_skills = 5", "own_skills = 6")).unwrap_err();
        assert!(changed.to_string().starts_with("teams: "), "what is changed is checked too: {changed}");
    }

    #[test]
    fn individuals_need_fewer_people() {
        let report = Scenario::parse(TEAMS).unwrap().run(4);
        let saved = [2, 5, 8].map(|n| report.findings[n].1);
        assert!(saved[0].mean < saved[1].mean && saved[1].mean < saved[2].mean, "the stricter, the more\n{report}");
        assert!(saved[2].mean - saved[2].ci95 >= 12.0 && saved[2].mean >= 15.0, "{report}");
    }

    #[test]
    fn the_tide_ladder_climbs() {
        let (ladder, also) = TIDE.split_once("[[also]]").unwrap();
        let report = Scenario::parse(ladder).unwrap().run(6);
        let sure = |n: usize| report.findings[n].1.mean - report.findings[n].1.ci95;
        assert!(sure(0) >= 20.0 && sure(1) > 0.0 && sure(5) >= 30.0, "{report}");
        let share = report.findings[1].1.mean / report.findings[2].1.mean;
        assert!(share > 0.5, "five skills each are worth {share} of all skills\n{report}");
        let one = also.split("[[also]]").find(|one| one.contains("own_skills") && one.contains("erlangs")).unwrap();
        let changed = Scenario::parse(&format!("{ladder}[[also]]{one}")).unwrap().run(6);
        let (told, gain) = changed.findings.last().unwrap();
        assert!(told.ends_with("teams of 10 Erlangs each") && gain.mean > report.findings[1].1.mean, "{changed}");
    }
}
