//! Decisions per second of the core at 100,000 workers and 300 skills, beside a scan of everybody in the same run.
//!
//! A decision is one input answered: a task arrives (who?) or a worker is free again (what?). Only the core's own time
//! is counted. The scan must find a worker of the same worth for every task, or the run fails.

#![expect(clippy::print_stdout, clippy::panic, reason = "a bench prints its figures and stops when they mean nothing")]

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    hint::black_box,
    time::{Duration, Instant},
};

use dispatch_core::{Input, Limits, Matcher, Skill, Step, Task, TaskId, Terms, Weights, Worker, dice::Dice};
use kernel::{AccountId, Ts};

const WORKERS: usize = 100_000;
const SKILLS: usize = 300;
const WEIGHTS: Weights = Weights {
    level_ms: 60_000,
    level_cap: 4,
    breadth_ms: 10_000,
    load_ms: 3_600_000,
    piece_ms: 15_000,
    affinity_ms: 300_000,
    step_ms: 30_000,
    newcomer_ms: 600_000,
    explore_percent: 5,
};

fn zipf() -> Vec<f64> {
    let mut sum = 0.0;
    let cumulated = (1..=SKILLS).map(|rank| {
        sum += 1.0 / (rank as f64).powf(0.8);
        sum
    });
    let cumulated: Vec<f64> = cumulated.collect();
    cumulated.iter().map(|v| v / sum).collect()
}

fn skill(zipf: &[f64], dice: &mut Dice) -> Skill {
    let u = dice.unit();
    Skill(zipf.partition_point(|v| *v < u).min(SKILLS - 1) as u32)
}

fn ms(ms: f64) -> Ts {
    Ts::from_micros((ms * 1000.0) as i64)
}

fn population(zipf: &[f64], dice: &mut Dice) -> Vec<Worker> {
    (0..WORKERS)
        .map(|n| {
            let mut skills: Vec<(Skill, u8)> = Vec::new();
            while skills.len() < 5 {
                let next = skill(zipf, dice);
                if !skills.iter().any(|(have, _)| *have == next) {
                    skills.push((next, dice.between(1, 5) as u8));
                }
            }
            Worker {
                id: AccountId::from_u128(n as u128 + 1),
                ready: true,
                skills,
                capacity: dice.between(1, 3) as u32,
                used: 0,
                offers: 0,
                posture: 2,
                idle_since: ms(dice.unit() * 600_000.0),
                pieces: dice.below(40) as u32,
                newcomer: dice.chance(5),
            }
        })
        .collect()
}

fn task(n: u64, now: Ts, zipf: &[f64], dice: &mut Dice) -> Task {
    let wanted = skill(zipf, dice);
    let only = Step { min_level: dice.between(1, 3) as u8, ..Step::anybody(wanted, now) };
    let later = Step::anybody(wanted, now.plus(Duration::from_secs(30)));
    Task {
        id: TaskId::from_u128(u128::from(n) << 64 | u128::from(dice.bits())),
        steps: vec![only, later],
        sensitivity: 1,
        priority: dice.below(3).cast_signed(),
        units: 1,
        since: now,
        due: now.plus(Duration::from_secs(20)),
        attempt: 0,
        affinity: dice.chance(30).then(|| AccountId::from_u128(u128::from(dice.below(WORKERS as u64)) + 1)),
        excluded: Vec::new(),
        not_before: now,
    }
}

struct Figures {
    name: String,
    nanos: Vec<u64>,
    offers: usize,
}

/// A decision that took this long was put aside by the machine for something else.
const PUT_ASIDE: u64 = 1_000_000;

impl Figures {
    fn of(name: &str) -> Self {
        Self { name: name.to_owned(), nanos: Vec::new(), offers: 0 }
    }

    /// Prints and returns decisions per second, those left out that the machine put aside; how many they were is printed.
    fn print(&mut self) -> f64 {
        self.nanos.sort_unstable();
        let aside =
            self.nanos.len() - self.nanos.partition_point(|nanos| *nanos < PUT_ASIDE.max(20 * self.nanos[self.nanos.len() / 2]));
        self.nanos.truncate(self.nanos.len() - aside);
        let total: u64 = self.nanos.iter().sum();
        let at = |share: f64| self.nanos[((self.nanos.len() - 1) as f64 * share) as usize] as f64 / 1000.0;
        let per_second = self.nanos.len() as f64 / (total as f64 / 1e9);
        println!(
            "{:<36} {:>11.0} decisions/s  p50 {:>8.2} us  p99 {:>8.2} us  p99.9 {:>8.2} us  ({} decisions, {} offers, {aside} put aside)",
            self.name,
            per_second,
            at(0.5),
            at(0.99),
            at(0.999),
            self.nanos.len(),
            self.offers
        );
        per_second
    }
}

fn limits() -> Limits {
    Limits { offer: Duration::from_secs(20), offers_at_once: u32::MAX, weights: WEIGHTS }
}

/// Tasks arrive at `load` of all slots, are served for 480 s, and workers come free.
fn at_load(load: f64, decisions: usize) -> Figures {
    let (zipf, mut dice) = (zipf(), Dice::new(1, 1));
    let mut workers = population(&zipf, &mut dice);
    let slots: f64 = workers.iter().map(|w| f64::from(w.capacity)).sum();
    let (rate, mean) = (slots * load / 480_000.0, 480_000.0);
    let mut core = Matcher::new(limits(), 1);
    let mut now = 600_000.0;
    core.apply_all(workers.iter().cloned().map(Input::Worker), ms(now));
    let mut busy: BinaryHeap<Reverse<(i64, usize)>> = BinaryHeap::new();
    let mut figures = Figures::of(&format!("core, {:.0} % load", load * 100.0));
    let full = (slots * load) as usize;
    let mut n = 0_u64;
    let mut filling = true;
    // Fills the house to its load quickly, then runs at the rate.
    while figures.nanos.len() < decisions {
        filling &= busy.len() < full;
        let next = now + dice.exponential(1.0 / rate) * if filling { 0.02 } else { 1.0 };
        let input = match busy.peek().copied().filter(|Reverse((at, _))| *at <= (next * 1000.0) as i64) {
            Some(Reverse((at, worker))) => {
                busy.pop();
                now = at as f64 / 1000.0;
                let worker = &mut workers[worker];
                worker.used -= 1;
                worker.pieces += 1;
                worker.idle_since = ms(now);
                Input::Worker(worker.clone())
            }
            None => {
                now = next;
                n += 1;
                Input::Task(task(n, ms(now), &zipf, &mut dice))
            }
        };
        let began = Instant::now();
        let offers = black_box(core.apply(black_box(input), ms(now)));
        let nanos = began.elapsed().as_nanos() as u64;
        for offer in offers {
            let at = offer.worker.uuid().as_u128() as usize - 1;
            workers[at].used += 1;
            busy.push(Reverse((((now + dice.exponential(mean)) * 1000.0) as i64, at)));
            figures.offers += usize::from(!filling);
        }
        if !filling {
            figures.nanos.push(nanos);
        }
    }
    figures.name += &format!(", {} tasks wait", core.waiting());
    figures
}

/// The same tasks on the empty house, by the core and then by looking at everybody: one after the other, so that neither
/// drives the other out of the caches.
fn beside_the_scan(tasks: usize) -> (Figures, Figures) {
    let (zipf, mut dice) = (zipf(), Dice::new(2, 1));
    let mut workers = population(&zipf, &mut dice);
    let place: HashMap<AccountId, usize> = workers.iter().enumerate().map(|(n, w)| (w.id, n)).collect();
    let now = ms(600_000.0);
    let wanted: Vec<Task> = (0..tasks).map(|n| task(n as u64, now, &zipf, &mut dice)).collect();
    let wanted: Vec<Task> = wanted.into_iter().map(|task| Task { steps: vec![task.steps[0].clone()], ..task }).collect();
    let mut core = Matcher::new(limits(), 1);
    core.apply_all(workers.iter().cloned().map(Input::Worker), now);
    let mut fast = Figures::of("core, empty house");
    let mut offers = Vec::new();
    for task in &wanted {
        let input = Input::Task(task.clone());
        let began = Instant::now();
        let made = black_box(core.apply(black_box(input), now));
        fast.nanos.push(began.elapsed().as_nanos() as u64);
        fast.offers += made.len();
        offers.push(made.into_iter().next());
    }
    let mut slow = Figures::of("scan of everybody");
    for (task, offer) in wanted.iter().zip(&offers) {
        let began = Instant::now();
        let best = black_box(scan(task, &workers, now));
        slow.nanos.push(began.elapsed().as_nanos() as u64);
        let Some(offer) = offer else { continue };
        // Newcomers' share is the core's own draw: the scan is told what it was.
        let worth = WEIGHTS.worth(&offer.why.chosen) - if offer.why.chosen.explored { WEIGHTS.newcomer_ms } else { 0 };
        let Some(best) = best else { panic!("the scan found nobody for {:?}", task.id) };
        let explored = offer.why.chosen.explored || offer.why.next.as_ref().is_some_and(|next| next.terms.explored);
        assert!(explored || best == worth, "the scan found worth {best}, the core {worth}");
        workers[place[&offer.worker]].used += 1;
        slow.offers += 1;
    }
    (fast, slow)
}

fn scan(task: &Task, workers: &[Worker], now: Ts) -> Option<i64> {
    let step = &task.steps[0];
    let worth = |worker: &Worker| {
        let level = worker.level(step.skill).filter(|level| *level >= step.min_level)?;
        if !worker.ready || worker.used >= worker.capacity || worker.posture < task.sensitivity {
            return None;
        }
        Some(WEIGHTS.worth(&Terms {
            worker: worker.id,
            idle_ms: now.millis() - worker.idle_since.millis(),
            level,
            posture: worker.posture,
            load: worker.used * 100 / worker.capacity,
            pieces: worker.pieces,
            breadth: worker.skills.len() as u32 - 1,
            step: 0,
            affinity: task.affinity == Some(worker.id),
            explored: false,
            draw: 0,
        }))
    };
    workers.iter().filter_map(worth).max()
}

fn main() {
    let (mut fast, mut slow) = beside_the_scan(3_000);
    let (core, naive) = (fast.print(), slow.print());
    println!("{:<36} {:>11.0} x", "core over scan", core / naive);
    let decisions = std::env::var("DECISIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    for load in [0.85, 0.98] {
        at_load(load, decisions).print();
    }
}
