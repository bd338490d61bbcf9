//! The naive oracle: after each input it looks at every task and every worker. The core must say the same.

use std::{collections::BTreeMap, time::Duration};

use kernel::{AccountId, Ts};
use proptest::prelude::*;

use super::{matcher::draw, *};

const SEED: u64 = 7;
const LIMITS: Limits = Limits { offer: Duration::from_secs(20), offers_at_once: 1 };

#[derive(Default)]
struct Naive {
    workers: BTreeMap<AccountId, Worker>,
    tasks: BTreeMap<TaskId, Task>,
}

impl Naive {
    fn apply(&mut self, inputs: Vec<Input>, now: Ts, limits: Limits) -> Vec<(TaskId, AccountId, i64, Option<AccountId>)> {
        for input in inputs {
            match input {
                Input::Worker(worker) => drop(self.workers.insert(worker.id, worker)),
                Input::WorkerGone(id) => drop(self.workers.remove(&id)),
                Input::Task(task) => drop(self.tasks.insert(task.id, task)),
                Input::TaskGone(id) => drop(self.tasks.remove(&id)),
                Input::Tick => {}
            }
        }
        let mut offers = Vec::new();
        while let Some(offer) = self.step(now, limits) {
            offers.push(offer);
        }
        offers
    }

    fn step(&mut self, now: Ts, limits: Limits) -> Option<(TaskId, AccountId, i64, Option<AccountId>)> {
        let mut order: Vec<&Task> = self.tasks.values().filter(|task| task.not_before <= now).collect();
        order.sort_by_key(|task| (std::cmp::Reverse(task.priority), task.since, task.id));
        for task in order {
            let mut fit: Vec<&Worker> = self
                .workers
                .values()
                .filter(|w| w.ready && w.used < w.capacity && w.offers < limits.offers_at_once)
                .filter(|w| w.level(&task.skill).is_some() && w.posture >= task.sensitivity)
                .filter(|w| w.used + task.units <= w.capacity)
                .filter(|w| !task.excluded.iter().any(|e| e.worker == w.id && now < e.until))
                .collect();
            fit.sort_by_key(|w| {
                let level = w.level(&task.skill).unwrap();
                (w.used > 0, w.idle_since, std::cmp::Reverse(level), draw(SEED, w.id, w.idle_since), w.id)
            });
            if let Some(chosen) = fit.first() {
                let found = (task.id, chosen.id, task.attempt + 1, fit.get(1).map(|w| w.id));
                let task = self.tasks.remove(&found.0).unwrap();
                let worker = self.workers.get_mut(&found.1).unwrap();
                worker.used += task.units;
                worker.offers += 1;
                return Some(found);
            }
        }
        None
    }
}

fn worker_id(n: u8) -> AccountId {
    AccountId::from_u128(1000 + u128::from(n))
}

fn seconds(s: i64) -> Ts {
    Ts::from_micros(s * 1_000_000)
}

fn worker() -> impl Strategy<Value = Worker> {
    let skills = prop::collection::btree_map(0_u8..3, 1_u8..=5, 0..3);
    (0_u8..6, any::<bool>(), skills, 0_u32..3, 0_u32..2, 0_u8..=3, 0_i64..4).prop_map(
        |(id, ready, skills, used, offers, posture, idle)| Worker {
            id: worker_id(id),
            ready,
            skills: skills.into_iter().map(|(s, level)| (format!("s{s}"), level)).collect(),
            capacity: 2,
            used,
            offers,
            posture,
            idle_since: seconds(idle),
        },
    )
}

fn task() -> impl Strategy<Value = Task> {
    let excluded = prop::collection::vec((0_u8..6, 0_i64..40), 0..3);
    (0_u8..8, 0_u8..3, 1_u8..=3, 0_i64..3, 1_u32..3, 0_i64..4, excluded, 0_i64..30).prop_map(
        |(id, skill, sensitivity, priority, units, since, excluded, not_before)| Task {
            id: TaskId::from_u128(u128::from(id)),
            skill: format!("s{skill}"),
            sensitivity,
            priority,
            units,
            since: seconds(since),
            attempt: 0,
            excluded: excluded
                .into_iter()
                .map(|(worker, until)| Excluded { worker: worker_id(worker), until: seconds(until) })
                .collect(),
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Choice, order and runner-up agree with the oracle, whatever arrives in whatever order; time only moves forward.
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
            let got: Vec<_> = got
                .into_iter()
                .map(|o| (o.task, o.worker, o.attempt, o.why.next.map(|n| n.terms.worker)))
                .collect();
            prop_assert_eq!(got, want);
        }
    }
}

#[test]
fn within_a_priority_first_come_first_served() {
    let mut core = Matcher::new(LIMITS, SEED);
    let base = Task {
        id: TaskId::from_u128(1),
        skill: "s".to_owned(),
        sensitivity: 1,
        priority: 0,
        units: 1,
        since: seconds(5),
        attempt: 3,
        excluded: vec![],
        not_before: seconds(0),
    };
    let now = seconds(10);
    assert!(core.apply(Input::Task(base.clone()), now).is_empty());
    assert!(core.apply(Input::Task(Task { id: TaskId::from_u128(2), since: seconds(4), ..base.clone() }), now).is_empty());
    assert!(core.apply(Input::Task(Task { id: TaskId::from_u128(3), priority: 1, since: seconds(9), ..base }), now).is_empty());
    let mut worker = Worker {
        id: worker_id(1),
        ready: true,
        skills: vec![("s".to_owned(), 2)],
        capacity: 10,
        used: 0,
        offers: 0,
        posture: 1,
        idle_since: seconds(0),
    };
    let mut order = Vec::new();
    for _ in 0..3 {
        let offers = core.apply(Input::Worker(worker.clone()), now);
        assert_eq!(offers.len(), 1, "one offer at a time");
        order.push(offers[0].task);
        assert_eq!(offers[0].expires_at, seconds(30));
        worker.used += 1;
    }
    assert_eq!(order, [3_u128, 2, 1].map(TaskId::from_u128));
}

#[test]
fn the_reasons_name_no_other_worker() {
    let mut core = Matcher::new(LIMITS, SEED);
    let now = seconds(10);
    for n in 0..2 {
        let worker = Worker {
            id: worker_id(n),
            ready: true,
            skills: vec![("s".to_owned(), 2)],
            capacity: 10,
            used: 0,
            offers: 0,
            posture: 1,
            idle_since: seconds(i64::from(n)),
        };
        assert!(core.apply(Input::Worker(worker), now).is_empty());
    }
    let task = Task {
        id: TaskId::from_u128(1),
        skill: "s".to_owned(),
        sensitivity: 1,
        priority: 0,
        units: 1,
        since: seconds(10),
        attempt: 0,
        excluded: vec![],
        not_before: seconds(0),
    };
    let offers = core.apply(Input::Task(task), now);
    assert_eq!(offers[0].worker, worker_id(0), "longest idle");
    assert_eq!(offers[0].why.next.as_ref().map(|n| n.terms.worker), Some(worker_id(1)));
    let shown = serde_json::to_string(&offers[0].why.reasons()).unwrap();
    assert!(!shown.contains(&worker_id(1).to_string()), "{shown}");
    assert!(shown.contains("dispatch.next_idle_shorter"), "{shown}");
}
