//! Simulated learners: the adaptive curriculum against a fixed one at equal first-time pass.
//!
//! Each learner's own parameters are drawn from wide laws and never shown to the model, which has one set for everybody.
//! Both arms are tuned on other learners than those they are measured on. These are simulated learners, not people.

use serde::Serialize;

use super::{MASTERED, POPULATION, chance::Dice, posterior};

/// Skills of a course, and exam questions per skill.
const SKILLS: usize = 12;
const QUESTIONS: usize = 2;
/// Share of right answers that passes.
const PASS: f64 = 0.8;
/// Share of learners who must pass at once, with room for the noise of tuning.
const TARGET: f64 = 0.9;
const MARGIN: f64 = 0.02;
/// What the model takes to be forgotten per item spent elsewhere.
const FADE: f64 = 0.0005;
/// Nobody practises more.
const MOST: u32 = 960;

/// Who learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cohort {
    Mixed,
    Easy,
    Hard,
}

impl Cohort {
    pub const ALL: [Self; 3] = [Self::Mixed, Self::Easy, Self::Hard];

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mixed => "mixed",
            Self::Easy => "easy",
            Self::Hard => "hard",
        }
    }
}

/// How one learner really is in one skill.
#[derive(Clone, Copy)]
struct Truth {
    known: bool,
    learn: f64,
    guess: f64,
    slip: f64,
    forget: f64,
}

struct Learner {
    truth: [Truth; SKILLS],
    dice: Dice,
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

impl Learner {
    fn new(cohort: Cohort, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let ability = dice.normal();
        let (before, speed) = match cohort {
            Cohort::Mixed => (-0.6, -1.3),
            Cohort::Easy => (0.6, -0.7),
            Cohort::Hard => (-1.8, -1.9),
        };
        let truth = std::array::from_fn(|_| {
            let known = logistic(before + 0.8 * ability + 1.2 * dice.normal());
            Truth {
                known: dice.chance(known),
                learn: logistic(speed + 0.5 * ability + 0.6 * dice.normal()).clamp(0.06, 0.8),
                guess: dice.between(0.1, 0.3),
                slip: dice.between(0.01, 0.1),
                forget: dice.between(0.0, 0.001),
            }
        });
        Self { truth, dice }
    }

    /// One item: the answer, then what is learnt and what, elsewhere, is forgotten.
    fn practise(&mut self, skill: usize) -> bool {
        for (other, truth) in self.truth.iter_mut().enumerate() {
            if other != skill && truth.known && self.dice.chance(truth.forget) {
                truth.known = false;
            }
        }
        let right = self.answer(skill);
        if let Some(truth) = self.truth.get_mut(skill) {
            truth.known = truth.known || self.dice.chance(truth.learn);
        }
        right
    }

    fn answer(&mut self, skill: usize) -> bool {
        let p = self.truth.get(skill).map_or(0.0, |t| if t.known { 1.0 - t.slip } else { t.guess });
        self.dice.chance(p)
    }

    fn passes(&mut self) -> bool {
        let right = (0..SKILLS * QUESTIONS).filter(|q| self.answer(q % SKILLS)).count();
        share(right, SKILLS * QUESTIONS) >= PASS
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn share(part: usize, of: usize) -> f64 {
    part as f64 / of.max(1) as f64
}

/// A way to teach, with the one number it is tuned by.
#[derive(Clone, Copy)]
enum Plan {
    /// So many items of every skill, in rounds, so that nothing lies idle for long.
    Fixed(u32),
    /// Knowledge tracing up to this probability; what lies idle fades and is reviewed.
    Adaptive(f64),
}

/// Items until the exam, and whether it was passed.
fn teach(plan: Plan, learner: &mut Learner) -> (u32, bool) {
    let items = match plan {
        Plan::Fixed(each) => {
            for _ in 0..each {
                for skill in 0..SKILLS {
                    learner.practise(skill);
                }
            }
            each * u32::try_from(SKILLS).unwrap_or(0)
        }
        Plan::Adaptive(threshold) => adapt(threshold, learner),
    };
    (items, learner.passes())
}

fn adapt(threshold: f64, learner: &mut Learner) -> u32 {
    // Probability of knowing, and the item at which the skill was practised last.
    let mut cells = [(POPULATION.prior, 0_u32); SKILLS];
    let mut items = 0;
    while items < MOST {
        let now = |cell: &(f64, u32)| cell.0 * (1.0 - FADE).powf(f64::from(items - cell.1));
        let weakest = cells.iter().map(now).enumerate().filter(|(_, p)| *p < threshold).min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((skill, known)) = weakest else { break };
        let after = posterior(&POPULATION, known, learner.practise(skill));
        items += 1;
        if let Some(cell) = cells.get_mut(skill) {
            *cell = (after + (1.0 - after) * POPULATION.learn, items);
        }
    }
    items
}

/// What one arm did to the measured learners.
#[derive(Clone, Debug, Serialize)]
pub struct Arm {
    /// What it was tuned to: items per skill, or probability of mastery.
    pub tuned_to: f64,
    /// Mean items per learner, and the 95th percentile.
    pub items: f64,
    pub items_p95: u32,
    /// Share that passed the first exam.
    pub first_time_pass: f64,
}

/// The comparison, always of simulated learners.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    pub label: &'static str,
    pub cohort: Cohort,
    pub seed: u64,
    pub learners: usize,
    pub skills: usize,
    pub fixed: Arm,
    pub adaptive: Arm,
    /// 1 − adaptive items / fixed items.
    pub saving: f64,
    /// 95 % interval of the saving, from the spread over learners.
    pub saving_low: f64,
    pub saving_high: f64,
    /// Both arms passed at least nine of ten at once; without that no saving may be quoted.
    pub equal_pass: bool,
}

fn measure(plan: Plan, cohort: Cohort, seed: u64, learners: usize) -> (Vec<u32>, f64) {
    let mut dice = Dice::new(seed);
    let taught: Vec<(u32, bool)> = (0..learners).map(|_| teach(plan, &mut Learner::new(cohort, dice.bits()))).collect();
    let passed = taught.iter().filter(|(_, p)| *p).count();
    (taught.into_iter().map(|(items, _)| items).collect(), share(passed, learners))
}

/// The least of `plans` that passes the target on the learners kept for tuning, by halving; else the last.
fn tune(plans: &[(f64, Plan)], cohort: Cohort, seed: u64, learners: usize) -> Option<(f64, Plan)> {
    let (mut low, mut high) = (0, plans.len().saturating_sub(1));
    while low < high {
        let middle = low.midpoint(high);
        let plan = plans.get(middle)?;
        if measure(plan.1, cohort, seed, learners).1 >= TARGET + MARGIN {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    plans.get(low).copied()
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn mean(items: &[u32]) -> f64 {
    items.iter().map(|n| f64::from(*n)).sum::<f64>() / items.len().max(1) as f64
}

fn arm(tuned_to: f64, items: &[u32], pass: f64) -> Arm {
    let mut sorted = items.to_vec();
    sorted.sort_unstable();
    let p95 = sorted.get(sorted.len() * 95 / 100).copied().unwrap_or(0);
    Arm { tuned_to, items: mean(items), items_p95: p95, first_time_pass: pass }
}

/// Compares both arms on `learners` simulated people. The same arguments give the same answer.
pub fn compare(cohort: Cohort, seed: u64, learners: usize) -> Comparison {
    let fixed_plans: Vec<(f64, Plan)> = (1..=80).map(|n| (f64::from(n), Plan::Fixed(n))).collect();
    let thresholds =
        [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, MASTERED, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998];
    let adaptive_plans: Vec<(f64, Plan)> = thresholds.into_iter().map(|t| (t, Plan::Adaptive(t))).collect();
    let tuning = seed ^ 0x0074_6561_6368;
    let fixed = tune(&fixed_plans, cohort, tuning, learners).unwrap_or((80.0, Plan::Fixed(80)));
    let adaptive = tune(&adaptive_plans, cohort, tuning, learners).unwrap_or((MASTERED, Plan::Adaptive(MASTERED)));
    let (fixed_items, fixed_pass) = measure(fixed.1, cohort, seed, learners);
    let (items, pass) = measure(adaptive.1, cohort, seed, learners);
    let (fixed_arm, arm) = (arm(fixed.0, &fixed_items, fixed_pass), arm(adaptive.0, &items, pass));
    let saving = 1.0 - arm.items / fixed_arm.items.max(1.0);
    let variance = items.iter().map(|n| (f64::from(*n) - arm.items).powi(2)).sum::<f64>() / share(items.len(), 1).max(1.0);
    let half = 1.96 * (variance / share(items.len(), 1).max(1.0)).sqrt() / fixed_arm.items.max(1.0);
    Comparison {
        label: "simulated learners",
        cohort,
        seed,
        learners,
        skills: SKILLS,
        equal_pass: fixed_pass >= TARGET && pass >= TARGET,
        fixed: fixed_arm,
        adaptive: arm,
        saving,
        saving_low: saving - half,
        saving_high: saving + half,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_adaptive_arm_saves_at_equal_pass_in_every_cohort() {
        for (cohort, least) in [(Cohort::Mixed, 0.5), (Cohort::Easy, 0.45), (Cohort::Hard, 0.6)] {
            let c = compare(cohort, 11, 1500);
            assert!(c.equal_pass && c.saving_low >= least, "{c:?}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_comparison() {
        let once = |seed| serde_json::to_string(&compare(Cohort::Easy, seed, 200)).unwrap();
        assert_eq!(once(3), once(3));
        assert_ne!(once(3), once(4));
    }
}
