//! The state machine: two ordered indexes per skill, and one loop that leaves nothing matchable behind.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap, HashMap},
    time::Duration,
};

use kernel::{AccountId, Ts};

use super::{Input, Offer, Passed, Task, Why, Worker};
use crate::TaskId;

/// The few numbers the core needs from the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long an offer waits for an answer.
    pub offer: Duration,
    /// Offers one worker may hold unanswered.
    pub offers_at_once: u32,
}

/// Order among workers: idle before loaded, longest idle, higher level, then a seeded draw.
type Rank = (bool, Ts, Reverse<u8>, u64, AccountId);
/// Order among tasks: priority, then first come.
type Place = (Reverse<i64>, Ts, TaskId);

/// What a round of inputs touched.
#[derive(Default)]
struct Dirty {
    workers: BTreeSet<AccountId>,
    tasks: BTreeSet<TaskId>,
}

/// Workers and waiting tasks in memory. Deterministic: the same inputs and seed give the same offers.
pub struct Matcher {
    limits: Limits,
    seed: u64,
    workers: HashMap<AccountId, Worker>,
    tasks: HashMap<TaskId, Task>,
    ready: HashMap<String, BTreeSet<Rank>>,
    waiting: HashMap<String, BTreeSet<Place>>,
    /// Instants at which a task must be looked at again although nothing happened.
    timers: BTreeSet<(Ts, TaskId)>,
}

impl Matcher {
    pub fn new(limits: Limits, seed: u64) -> Self {
        Self {
            limits,
            seed,
            workers: HashMap::new(),
            tasks: HashMap::new(),
            ready: HashMap::new(),
            waiting: HashMap::new(),
            timers: BTreeSet::new(),
        }
    }

    /// Takes one input and returns the offers that follow from it, in task order.
    pub fn apply(&mut self, input: Input, now: Ts) -> Vec<Offer> {
        self.apply_all([input], now)
    }

    /// Takes inputs that happened together: all are learned before anything is decided.
    pub fn apply_all(&mut self, inputs: impl IntoIterator<Item = Input>, now: Ts) -> Vec<Offer> {
        let mut dirty = Dirty::default();
        for input in inputs {
            match input {
                Input::Worker(worker) => {
                    dirty.workers.insert(worker.id);
                    self.forget_worker(worker.id);
                    self.learn_worker(worker);
                }
                Input::WorkerGone(id) => self.forget_worker(id),
                Input::Task(task) => {
                    dirty.tasks.insert(task.id);
                    self.forget_task(task.id);
                    self.learn_task(task);
                }
                Input::TaskGone(id) => self.forget_task(id),
                Input::Tick => {}
            }
        }
        while let Some((at, id)) = self.timers.first().copied().filter(|(at, _)| *at <= now) {
            self.timers.remove(&(at, id));
            dirty.tasks.insert(id);
        }
        self.settle(&dirty, now)
    }

    /// Drops every worker and task that `keep_worker` and `keep_task` refuse: used after a full read of the store.
    pub fn retain(&mut self, keep_worker: impl Fn(AccountId) -> bool, keep_task: impl Fn(TaskId) -> bool) {
        let workers: Vec<AccountId> = self.workers.keys().copied().filter(|id| !keep_worker(*id)).collect();
        let tasks: Vec<TaskId> = self.tasks.keys().copied().filter(|id| !keep_task(*id)).collect();
        workers.into_iter().for_each(|id| self.forget_worker(id));
        tasks.into_iter().for_each(|id| self.forget_task(id));
    }

    /// What is known of a worker.
    pub fn worker(&self, id: AccountId) -> Option<&Worker> {
        self.workers.get(&id)
    }

    /// What is known of a waiting task.
    pub fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.get(&id)
    }

    /// Tasks that wait in all.
    pub fn waiting(&self) -> usize {
        self.tasks.len()
    }

    fn learn_worker(&mut self, worker: Worker) {
        if self.has_room(&worker) {
            for (skill, level) in &worker.skills {
                let rank = self.rank(&worker, *level);
                self.ready.entry(skill.clone()).or_default().insert(rank);
            }
        }
        self.workers.insert(worker.id, worker);
    }

    fn forget_worker(&mut self, id: AccountId) {
        let Some(worker) = self.workers.remove(&id) else { return };
        for (skill, level) in &worker.skills {
            let rank = self.rank(&worker, *level);
            if let Some(set) = self.ready.get_mut(skill) {
                set.remove(&rank);
                if set.is_empty() {
                    self.ready.remove(skill);
                }
            }
        }
    }

    fn learn_task(&mut self, task: Task) {
        self.waiting.entry(task.skill.clone()).or_default().insert(place(&task));
        for due in wake_ups(&task) {
            self.timers.insert((due, task.id));
        }
        self.tasks.insert(task.id, task);
    }

    fn forget_task(&mut self, id: TaskId) {
        let Some(task) = self.tasks.remove(&id) else { return };
        for due in wake_ups(&task) {
            self.timers.remove(&(due, id));
        }
        if let Some(set) = self.waiting.get_mut(&task.skill) {
            set.remove(&place(&task));
            if set.is_empty() {
                self.waiting.remove(&task.skill);
            }
        }
    }

    fn has_room(&self, worker: &Worker) -> bool {
        worker.ready && worker.used < worker.capacity && worker.offers < self.limits.offers_at_once
    }

    fn rank(&self, worker: &Worker, level: u8) -> Rank {
        let draw = draw(self.seed, worker.id, worker.idle_since);
        (worker.used > 0, worker.idle_since, Reverse(level), draw, worker.id)
    }

    /// Serves, in task order, everything the dirty tasks and workers made possible.
    ///
    /// Before the inputs nothing could be matched, so only dirty tasks, and tasks a dirty worker can take, need a look.
    /// While offers are booked a worker's first task only moves back, so a candidate that went stale is re-queued.
    fn settle(&mut self, dirty: &Dirty, now: Ts) -> Vec<Offer> {
        let mut offers = Vec::new();
        let mut queue: BinaryHeap<Reverse<(Place, Option<AccountId>)>> = BinaryHeap::new();
        queue.extend(dirty.tasks.iter().filter_map(|id| self.tasks.get(id)).map(|task| Reverse((place(task), None))));
        queue.extend(dirty.workers.iter().filter_map(|id| Some(Reverse((self.first_task_for(*id, now)?, Some(*id))))));
        while let Some(Reverse((at, source))) = queue.pop() {
            let Some(worker) = source else {
                offers.extend(self.serve_task(at.2, now));
                continue;
            };
            let first = self.first_task_for(worker, now);
            if first == Some(at) {
                offers.extend(self.serve_task(at.2, now));
            }
            if let Some(next) = self.first_task_for(worker, now) {
                queue.push(Reverse((next, Some(worker))));
            }
        }
        offers
    }

    /// Offers one waiting task to the best worker, if there is one.
    fn serve_task(&mut self, id: TaskId, now: Ts) -> Option<Offer> {
        let task = self.tasks.get(&id).filter(|task| task.not_before <= now)?;
        let ready = self.ready.get(&task.skill)?;
        let mut passed = Passed::default();
        let mut fits =
            ready.iter().filter_map(|rank| self.workers.get(&rank.4)).filter(|worker| match obstacle(task, worker, now) {
                None => true,
                Some(count) => {
                    *count(&mut passed) += 1;
                    false
                }
            });
        let chosen = fits.next()?;
        let next = fits.next();
        let (worker, next) = (chosen.id, next.map(|w| w.id));
        let next = next.and_then(|id| self.workers.get(&id));
        let why = Why::of(task, chosen, next, passed, now);
        Some(self.book(id, worker, why, now))
    }

    /// The first task in order that this worker can take.
    fn first_task_for(&self, id: AccountId, now: Ts) -> Option<Place> {
        let worker = self.workers.get(&id).filter(|worker| self.has_room(worker))?;
        let fits = |place: &&Place| {
            let task = self.tasks.get(&place.2);
            task.is_some_and(|task| task.not_before <= now && obstacle(task, worker, now).is_none())
        };
        let heads = worker.skills.iter().filter_map(|(skill, _)| self.waiting.get(skill)?.iter().find(fits));
        heads.min().copied()
    }

    /// Books the offer in memory, so that the next decision sees it.
    fn book(&mut self, task_id: TaskId, worker_id: AccountId, why: Why, now: Ts) -> Offer {
        let (units, attempt) = self.tasks.get(&task_id).map_or((0, 0), |task| (task.units, task.attempt));
        self.forget_task(task_id);
        if let Some(mut worker) = self.workers.get(&worker_id).cloned() {
            self.forget_worker(worker_id);
            worker.used += units;
            worker.offers += 1;
            self.learn_worker(worker);
        }
        Offer { task: task_id, worker: worker_id, attempt: attempt + 1, expires_at: now.plus(self.limits.offer), why }
    }
}

/// The counter of the cause for which `worker` cannot take `task`; `None` when it can. Readiness and skill are the index's.
fn obstacle(task: &Task, worker: &Worker, now: Ts) -> Option<fn(&mut Passed) -> &mut u32> {
    if task.excluded.iter().any(|e| e.worker == worker.id && now < e.until) {
        Some(|passed| &mut passed.excluded)
    } else if worker.posture < task.sensitivity {
        Some(|passed| &mut passed.posture)
    } else if worker.used + task.units > worker.capacity {
        Some(|passed| &mut passed.capacity)
    } else {
        None
    }
}

fn place(task: &Task) -> Place {
    (Reverse(task.priority), task.since, task.id)
}

fn wake_ups(task: &Task) -> impl Iterator<Item = Ts> {
    task.excluded.iter().map(|e| e.until).chain(std::iter::once(task.not_before))
}

/// A draw that changes whenever the worker's idle time starts anew (splitmix64 finaliser).
pub(super) fn draw(seed: u64, worker: AccountId, idle_since: Ts) -> u64 {
    let (high, low) = worker.uuid().as_u64_pair();
    let mut x = seed ^ high.rotate_left(17) ^ low ^ idle_since.micros().cast_unsigned().rotate_left(31);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
