//! The naive oracle: after each input it looks at every task and every worker. The core must say the same.

use std::{cmp::Reverse, collections::BTreeMap, time::Duration};

use kernel::{AccountId, Ts};
use proptest::prelude::*;

use crate::{weights::draw, *};

const SEED: u64 = 7;
const SMALL: Weights = Weights {
    level_ms: 1000,
    level_cap: 4,
    breadth_ms: 500,
    load_ms: 3000,
    piece_ms: 700,
    affinity_ms: 2500,
    step_ms: 1500,
    newcomer_ms: 2000,
    explore_percent: 40,
};
const LIMITS: Limits = Limits { offer: Duration::from_secs(20), offers_at_once: 1, weights: SMALL };

#[derive(Default)]
struct Naive {
    workers: BTreeMap<AccountId, Worker>,
    tasks: BTreeMap<TaskId, Task>,
}

/// One decision as compared: task, worker, attempt, runner-up.
type Said = (TaskId, AccountId, i64, Option<AccountId>);

impl Naive {
    fn apply(&mut self, inputs: Vec<Input>, now: Ts, limits: Limits) -> Vec<Said> {
        for input in inputs {
            match input {
                Input::Worker(worker) => drop(self.workers.insert(worker.id, worker)),
                Input::WorkerGone(id) => drop(self.workers.remove(&id)),
                Input::Task(task) => drop(self.tasks.insert(task.id, task)),
                Input::TaskGone(id) => drop(self.tasks.remove(&id)),
                Input::Tick => {}
            }
        }
        let mut made = Vec::new();
        while let Some(offer) = self.step(now, limits) {
            made.push(offer);
        }
        self.together(&mut made, now, limits);
        made.into_iter().map(|(said, _)| said).collect()
    }

    fn fits(task: &Task, w: &Worker, used: u32, now: Ts) -> bool {
        w.posture >= task.sensitivity
            && used + task.units <= w.capacity
            && !task.excluded.iter().any(|e| e.worker == w.id && now < e.until)
            && Self::worth(task, w, used, now, LIMITS).is_some()
    }

    /// Worth by the book: every term spelled out, maximised over the open steps.
    fn worth(task: &Task, w: &Worker, used: u32, now: Ts, limits: Limits) -> Option<i64> {
        let x = limits.weights;
        let by_step = task.steps.iter().enumerate().filter(|(_, s)| s.opens <= now).filter_map(|(n, s)| {
            let level = w.level(s.skill).filter(|l| *l >= s.min_level && (s.only.is_empty() || s.only.contains(&w.id)))?;
            Some(x.level_ms * i64::from(level.min(x.level_cap)) - x.step_ms * n as i64)
        });
        let mut worth = by_step.max()? + now.millis() - w.idle_since.millis();
        worth -= x.breadth_ms * (w.skills.len() as i64 - 1).max(0);
        worth -= x.load_ms * i64::from(used * 100 / w.capacity) / 100;
        worth -= x.piece_ms * i64::from(w.pieces);
        if task.affinity == Some(w.id) {
            worth += x.affinity_ms;
        }
        if w.newcomer && crate::weights::explores(&x, task, SEED) {
            worth += x.newcomer_ms;
        }
        Some(worth)
    }

    fn step(&mut self, now: Ts, limits: Limits) -> Option<(Said, Task)> {
        let mut order: Vec<&Task> = self.tasks.values().filter(|task| task.not_before <= now).collect();
        order.sort_by_key(|task| (Reverse(task.priority), task.due, task.since, task.id));
        for task in order {
            let mut fit: Vec<&Worker> = self
                .workers
                .values()
                .filter(|w| w.ready && w.used < w.capacity && w.offers < limits.offers_at_once)
                .filter(|w| Self::fits(task, w, w.used, now))
                .collect();
            fit.sort_by_key(|w| (Reverse(Self::worth(task, w, w.used, now, limits)), draw(SEED, w.id, w.idle_since)));
            if let Some(chosen) = fit.first() {
                let found = (task.id, chosen.id, task.attempt + 1, fit.get(1).map(|w| w.id));
                let task = self.tasks.remove(&found.0).unwrap();
                let worker = self.workers.get_mut(&found.1).unwrap();
                worker.used += task.units;
                worker.offers += 1;
                return Some((found, task));
            }
        }
        None
    }

    /// Pairwise swaps, as the core does after a round of several offers.
    fn together(&mut self, made: &mut [(Said, Task)], now: Ts, limits: Limits) {
        for _ in 0..3 {
            let mut moved = false;
            for a in 0..made.len() {
                for b in a + 1..made.len().min(a + 64) {
                    let (x, y) = (self.workers[&made[a].0.1].clone(), self.workers[&made[b].0.1].clone());
                    if x.id == y.id {
                        continue;
                    }
                    let (ta, tb) = (made[a].1.clone(), made[b].1.clone());
                    let (free_x, free_y) = (x.used - ta.units, y.used - tb.units);
                    if !Self::fits(&ta, &y, free_y, now) || !Self::fits(&tb, &x, free_x, now) {
                        continue;
                    }
                    let w = |task: &Task, worker: &Worker, used| Self::worth(task, worker, used, now, limits).unwrap();
                    if w(&ta, &y, free_y) + w(&tb, &x, free_x) > w(&ta, &x, free_x) + w(&tb, &y, free_y) {
                        (made[a].0.3, made[b].0.3) = (Some(x.id), Some(y.id));
                        (made[a].0.1, made[b].0.1) = (y.id, x.id);
                        self.workers.get_mut(&x.id).unwrap().used = free_x + tb.units;
                        self.workers.get_mut(&y.id).unwrap().used = free_y + ta.units;
                        moved = true;
                    }
                }
            }
            if !moved {
                return;
            }
        }
    }
}

fn worker_id(n: u8) -> AccountId {
    AccountId::from_u128(1000 + u128::from(n))
}

fn seconds(s: i64) -> Ts {
    Ts::from_micros(s * 1_000_000)
}

fn worker() -> impl Strategy<Value = Worker> {
    let skills = prop::collection::btree_map(0_u32..3, 1_u8..=5, 0..3);
    (0_u8..6, any::<bool>(), skills, 0_u32..3, 0_u32..2, 0_u8..=3, 0_i64..4, 0_u32..4, any::<bool>()).prop_map(
        |(id, ready, skills, used, offers, posture, idle, pieces, newcomer)| Worker {
            id: worker_id(id),
            ready,
            skills: skills.into_iter().map(|(s, level)| (Skill(s), level)).collect(),
            capacity: 2,
            used,
            offers,
            posture,
            idle_since: seconds(idle),
            pieces,
            newcomer,
        },
    )
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let only = prop::collection::vec((0_u8..6).prop_map(worker_id), 0..2);
    prop::collection::vec((0_i64..30, 0_u32..3, 1_u8..=4, only), 1..3).prop_map(|mut steps| {
        steps.sort_by_key(|step| step.0);
        let step = |(opens, skill, min_level, only)| Step { opens: seconds(opens), skill: Skill(skill), min_level, only };
        steps.into_iter().map(step).collect()
    })
}

fn task() -> impl Strategy<Value = Task> {
    let excluded = prop::collection::vec((0_u8..6, 0_i64..40), 0..3);
    let affinity = prop::option::of((0_u8..6).prop_map(worker_id));
    (0_u8..8, steps(), 1_u8..=3, 0_i64..3, 1_u32..3, (0_i64..4, 0_i64..20), excluded, affinity, 0_i64..30).prop_map(
        |(id, steps, sensitivity, priority, units, (since, sla), excluded, affinity, not_before)| Task {
            id: TaskId::from_u128(u128::from(id)),
            steps,
            sensitivity,
            priority,
            units,
            since: seconds(since),
            due: seconds(since + sla),
            attempt: 0,
            affinity,
            excluded: excluded.into_iter().map(|(w, until)| Excluded { worker: worker_id(w), until: seconds(until) }).collect(),
            not_before: seconds(not_before),
        },
    )
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        4 => worker().prop_map(Input::Worker),
        1 => (0_u8..6).prop_map(|n| Input::WorkerGone(worker_id(n))),
        4 => task().prop_map(Input::Task),
        1 => (0_u8..8).prop_map(|n| Input::TaskGone(TaskId::from_u128(u128::from(n)))),
        2 => Just(Input::Tick),
    ]
}

/// Cases of the comparison; each decides about ten times. The nightly run decides well over a million times.
fn cases() -> u32 {
    if std::env::var_os("TIDECREW_NIGHTLY").is_some() { 150_000 } else { 4_000 }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    /// Choice, order and runner-up agree with the oracle, whatever arrives in whatever order; time only moves forward.
    /// Every reason replays.
    #[test]
    fn the_core_decides_like_the_naive_oracle(
        inputs in prop::collection::vec((prop::collection::vec(input(), 1..4), 0_i64..6), 1..40),
        at_once in 1_u32..3,
    ) {
        let limits = Limits { offers_at_once: at_once, ..LIMITS };
        let (mut core, mut naive) = (Matcher::new(limits, SEED), Naive::default());
        let mut now = seconds(0);
        for (together, step) in inputs {
            now = now.plus(Duration::from_secs(step.unsigned_abs()));
            let got = core.apply_all(together.clone(), now);
            let want = naive.apply(together, now, limits);
            prop_assert!(got.iter().all(|offer| offer.why.replay(&limits.weights)), "{got:?}");
            let got: Vec<_> = got
                .into_iter()
                .map(|o| (o.task, o.worker, o.attempt, o.why.next.map(|n| n.terms.worker)))
                .collect();
            prop_assert_eq!(got, want);
        }
    }
}
