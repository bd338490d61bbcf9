//! The state machine: indexes of workers and tasks, and one loop that leaves nothing matchable behind.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap, HashMap},
    hash::{BuildHasherDefault, Hasher},
    time::Duration,
};

use kernel::{AccountId, Ts};

use crate::{
    Input, LEVELS, LostOn, Next, Offer, Passed, Task, TaskId, Terms, Weights, Why, Worker, batch,
    ready::{Entry, Ready, bucket},
    waiting::{Place, Waiting, place},
    weights::{best_step, breadth, draw, explores, load, mix},
};

/// The few numbers the core needs from the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long an offer waits for an answer.
    pub offer: Duration,
    /// Offers one worker may hold unanswered.
    pub offers_at_once: u32,
    pub weights: Weights,
}

/// Ids are random enough already: folds their bytes.
#[derive(Default)]
struct Fold(u64);

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        mix(self.0)
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = self.0.rotate_left(29) ^ u64::from_le_bytes(word);
        }
    }
    fn write_usize(&mut self, _: usize) {}
}

type ById<K, V> = HashMap<K, V, BuildHasherDefault<Fold>>;

struct Waits {
    task: Task,
    /// Steps listed in the index: those open when it was last listed; none before `not_before`.
    listed: usize,
}

/// What a round of inputs touched.
#[derive(Default)]
struct Dirty {
    workers: Vec<AccountId>,
    tasks: Vec<TaskId>,
}

/// Workers and waiting tasks in memory. Deterministic: the same inputs and seed give the same offers.
pub struct Matcher {
    limits: Limits,
    seed: u64,
    slots: Vec<Option<Worker>>,
    /// Per slot; an entry in `ready` counts only while its version is this one.
    versions: Vec<u32>,
    free: Vec<u32>,
    index: ById<AccountId, u32>,
    tasks: ById<TaskId, Waits>,
    ready: Ready,
    waiting: Waiting,
    /// Instants at which a task must be looked at again although nothing happened.
    timers: BTreeSet<(Ts, TaskId)>,
}

/// A worker under consideration, by worth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    worth: i64,
    draw: Reverse<u64>,
    slot: u32,
    /// Where it came from: a heap and what that adds, or nowhere when looked up by name.
    heap: Option<(usize, i64)>,
}

impl Matcher {
    pub fn new(limits: Limits, seed: u64) -> Self {
        Self {
            limits,
            seed,
            slots: Vec::new(),
            versions: Vec::new(),
            free: Vec::new(),
            index: ById::default(),
            tasks: ById::default(),
            ready: Ready::default(),
            waiting: Waiting::default(),
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
                    dirty.workers.push(worker.id);
                    self.learn_worker(worker);
                }
                Input::WorkerGone(id) => self.forget_worker(id),
                Input::Task(task) => {
                    dirty.tasks.push(task.id);
                    self.forget_task(task.id);
                    self.learn_task(task, now);
                }
                Input::TaskGone(id) => drop(self.forget_task(id)),
                Input::Tick => {}
            }
        }
        while let Some((at, id)) = self.timers.first().copied().filter(|(at, _)| *at <= now) {
            self.timers.remove(&(at, id));
            dirty.tasks.push(id);
            self.list(id, now);
        }
        self.settle(&dirty, now)
    }

    /// Drops every worker and task that `keep_worker` and `keep_task` refuse: used after a full read of the store.
    pub fn retain(&mut self, keep_worker: impl Fn(AccountId) -> bool, keep_task: impl Fn(TaskId) -> bool) {
        let workers: Vec<AccountId> = self.index.keys().copied().filter(|id| !keep_worker(*id)).collect();
        let tasks: Vec<TaskId> = self.tasks.keys().copied().filter(|id| !keep_task(*id)).collect();
        workers.into_iter().for_each(|id| self.forget_worker(id));
        tasks.into_iter().for_each(|id| drop(self.forget_task(id)));
    }

    /// What is known of a worker.
    pub fn worker(&self, id: AccountId) -> Option<&Worker> {
        self.slots.get(*self.index.get(&id)? as usize)?.as_ref()
    }

    /// What is known of a waiting task.
    pub fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.get(&id).map(|waits| &waits.task)
    }

    /// Tasks that wait in all.
    pub fn waiting(&self) -> usize {
        self.tasks.len()
    }

    fn learn_worker(&mut self, worker: Worker) {
        let slot = match self.index.get(&worker.id) {
            Some(slot) => *slot,
            None => {
                let slot = self.free.pop().unwrap_or_else(|| {
                    self.slots.push(None);
                    self.versions.push(0);
                    u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
                });
                self.index.insert(worker.id, slot);
                slot
            }
        };
        self.unlist(slot);
        self.slots[slot as usize] = Some(worker);
        self.enlist(slot);
    }

    fn forget_worker(&mut self, id: AccountId) {
        let Some(slot) = self.index.remove(&id) else { return };
        self.unlist(slot);
        self.slots[slot as usize] = None;
        self.free.push(slot);
    }

    /// The slot's entries stop counting.
    fn unlist(&mut self, slot: u32) {
        if let Some(worker) = self.slots[slot as usize].as_ref().filter(|worker| has_room(&self.limits, worker)) {
            for (skill, level) in &worker.skills {
                self.ready.outdated(bucket(*skill, *level, worker.newcomer));
            }
        }
        self.versions[slot as usize] = self.versions[slot as usize].wrapping_add(1);
    }

    /// Puts a worker with room into the heaps of their skills.
    fn enlist(&mut self, slot: u32) {
        let Some(worker) = self.slots[slot as usize].as_ref().filter(|worker| has_room(&self.limits, worker)) else { return };
        let entry = Entry {
            key: own_worth(&self.limits.weights, worker),
            draw: Reverse(draw(self.seed, worker.id, worker.idle_since)),
            slot,
            version: self.versions[slot as usize],
        };
        for (skill, level) in &worker.skills {
            self.ready.push(bucket(*skill, *level, worker.newcomer), entry, &self.versions);
        }
    }

    fn learn_task(&mut self, task: Task, now: Ts) {
        let id = task.id;
        self.timers.extend(wake_ups(&task).filter(|at| *at > now).map(|at| (at, id)));
        self.tasks.insert(id, Waits { task, listed: 0 });
        self.list(id, now);
    }

    /// Lists the steps of a task that have opened since it was last listed.
    fn list(&mut self, id: TaskId, now: Ts) {
        let Some(waits) = self.tasks.get_mut(&id).filter(|waits| waits.task.not_before <= now) else { return };
        let place = place(&waits.task);
        while let Some(step) = waits.task.steps.get(waits.listed).filter(|step| step.opens <= now) {
            self.waiting.add(step, place);
            waits.listed += 1;
        }
    }

    fn forget_task(&mut self, id: TaskId) -> Option<Task> {
        let Waits { task, listed } = self.tasks.remove(&id)?;
        if !self.timers.is_empty() {
            for at in wake_ups(&task) {
                self.timers.remove(&(at, id));
            }
        }
        let place = place(&task);
        for step in task.steps.iter().take(listed) {
            self.waiting.remove(step, place);
        }
        Some(task)
    }

    /// Serves, in task order, everything the dirty tasks and workers made possible.
    ///
    /// Before the inputs nothing could be matched, so only dirty tasks, and tasks a dirty worker can take, need a look.
    /// While offers are booked a worker's first task only moves back, so a candidate that went stale is re-queued.
    fn settle(&mut self, dirty: &Dirty, now: Ts) -> Vec<Offer> {
        if let ([id], []) = (dirty.tasks.as_slice(), dirty.workers.as_slice()) {
            return self.serve_task(*id, now).map(|(offer, _)| offer).into_iter().collect();
        }
        let mut made: Vec<(Offer, Task)> = Vec::new();
        let mut queue: BinaryHeap<Reverse<(Place, Option<AccountId>)>> = BinaryHeap::new();
        queue.extend(dirty.tasks.iter().filter_map(|id| self.task(*id)).map(|task| Reverse((place(task), None))));
        queue.extend(dirty.workers.iter().filter_map(|id| Some(Reverse((self.first_task_for(*id, now)?, Some(*id))))));
        while let Some(Reverse((at, source))) = queue.pop() {
            let Some(worker) = source else {
                made.extend(self.serve_task(at.3, now));
                continue;
            };
            if self.first_task_for(worker, now) == Some(at) {
                made.extend(self.serve_task(at.3, now));
            }
            if let Some(next) = self.first_task_for(worker, now) {
                queue.push(Reverse((next, Some(worker))));
            }
        }
        if made.len() > 1 {
            self.improve(&mut made, now);
        }
        made.into_iter().map(|(offer, _)| offer).collect()
    }

    /// Offers one waiting task to the worker who is worth most, if there is one.
    fn serve_task(&mut self, id: TaskId, now: Ts) -> Option<(Offer, Task)> {
        let task = self.tasks.get(&id).map(|waits| &waits.task).filter(|task| task.not_before <= now)?;
        let weights = self.limits.weights;
        let explore = explores(&weights, task, self.seed);
        let mut heaps: Vec<(usize, i64)> = Vec::new();
        for (n, step) in task.steps.iter().enumerate().filter(|(_, step)| step.opens <= now && step.only.is_empty()) {
            for level in step.min_level.clamp(1, LEVELS)..=LEVELS {
                let worth = weights.fit(level, n);
                heaps.push((bucket(step.skill, level, false), worth));
                heaps.push((bucket(step.skill, level, true), worth + if explore { weights.newcomer_ms } else { 0 }));
            }
        }
        let terms = |slot: u32, at| {
            let worker = self.slots.get(slot as usize)?.as_ref()?;
            Some(Terms::of(task, worker, at, 0, now, self.seed, explore))
        };
        let mut extra = self.named_candidates(task, explore, now);
        let mut seen: Vec<u32> = Vec::new();
        let mut taken: Vec<(usize, Entry)> = Vec::new();
        let mut passed = Passed::default();
        let mut chosen: Option<(u32, Terms)> = None;
        let mut runner_up = None;
        let mut tops: Vec<Candidate> =
            heaps.iter().filter_map(|(at, adds)| top(&mut self.ready, *at, *adds, &self.versions)).collect();
        tops.append(&mut extra);
        while let Some((n, best)) = tops.iter().copied().enumerate().max_by_key(|(_, c)| (c.worth, c.draw)) {
            match best.heap {
                None => {
                    tops.swap_remove(n);
                }
                Some((at, adds)) => {
                    taken.extend(self.ready.take(at).map(|entry| (at, entry)));
                    match top(&mut self.ready, at, adds, &self.versions) {
                        Some(next) => tops[n] = next,
                        None => {
                            tops.swap_remove(n);
                        }
                    }
                }
            }
            if seen.contains(&best.slot) {
                continue;
            }
            seen.push(best.slot);
            let Some(worker) = self.slots[best.slot as usize].as_ref() else { continue };
            if let Some(count) = obstacle(task, worker, worker.used, now) {
                *count(&mut passed) += 1;
                continue;
            }
            let Some(found) = best_step(&weights, task, worker, now).and_then(|at| terms(best.slot, at)) else { continue };
            if chosen.is_some() {
                runner_up = Some(found);
                break;
            }
            chosen = Some((best.slot, found));
        }
        for (at, entry) in taken {
            self.ready.put_back(at, entry);
        }
        let (slot, terms) = chosen?;
        let next = runner_up.and_then(|next| Next::between(&weights, &terms, next));
        let why = Why::of(task, terms, next, passed, now);
        self.book(id, slot, why, now)
    }

    /// Those whom the task names, or who know its customer: they are looked at whatever heap they are in.
    fn named_candidates(&self, task: &Task, explore: bool, now: Ts) -> Vec<Candidate> {
        let weights = self.limits.weights;
        let named = task.steps.iter().filter(|step| step.opens <= now).flat_map(|step| &step.only).chain(&task.affinity);
        let mut found = Vec::new();
        for slot in named.filter_map(|id| self.index.get(id).copied()) {
            let Some(worker) = self.slots[slot as usize].as_ref().filter(|w| has_room(&self.limits, w)) else { continue };
            let Some(at) = best_step(&weights, task, worker, now) else { continue };
            let bonus = if task.affinity == Some(worker.id) { weights.affinity_ms } else { 0 }
                + if explore && worker.newcomer { weights.newcomer_ms } else { 0 };
            let worth = own_worth(&weights, worker) + weights.fit(at.1, at.0) + bonus;
            let draw = Reverse(draw(self.seed, worker.id, worker.idle_since));
            found.push(Candidate { worth, draw, slot, heap: None });
        }
        found
    }

    /// The first task in order that this worker can take.
    fn first_task_for(&self, id: AccountId, now: Ts) -> Option<Place> {
        if self.tasks.is_empty() {
            return None;
        }
        let worker = self.worker(id).filter(|worker| has_room(&self.limits, worker))?;
        self.waiting.first_for(worker, |place| {
            let task = self.task(place.3);
            task.is_some_and(|task| {
                task.not_before <= now
                    && obstacle(task, worker, worker.used, now).is_none()
                    && best_step(&self.limits.weights, task, worker, now).is_some()
            })
        })
    }

    /// Books the offer in memory, so that the next decision sees it.
    fn book(&mut self, id: TaskId, slot: u32, why: Why, now: Ts) -> Option<(Offer, Task)> {
        let task = self.forget_task(id)?;
        self.unlist(slot);
        let worker = self.slots[slot as usize].as_mut()?;
        worker.used += task.units;
        worker.offers += 1;
        let worker = worker.id;
        self.enlist(slot);
        let expires_at = now.plus(self.limits.offer);
        Some((Offer { task: id, worker, attempt: task.attempt + 1, expires_at, why }, task))
    }

    /// Lets offers decided together change workers where both together are worth more.
    fn improve(&mut self, made: &mut Vec<(Offer, Task)>, now: Ts) {
        let n = made.len();
        let mut state = (std::mem::take(made), self);
        batch::improve(
            &mut state,
            n,
            |(made, core), a, b| core.gain(&made[a], &made[b], now),
            |(made, core), a, b, more| core.swap(made, (a, b), more, now),
        );
        *made = state.0;
    }

    fn gain(&self, a: &(Offer, Task), b: &(Offer, Task), now: Ts) -> Option<i64> {
        let (first, second) = (self.worker(a.0.worker)?, self.worker(b.0.worker)?);
        if first.id == second.id {
            return None;
        }
        let worth = |task: &Task, worker: &Worker| {
            let held = if worker.id == a.0.worker { a.1.units } else { b.1.units };
            if obstacle(task, worker, worker.used.saturating_sub(held), now).is_some() {
                return None;
            }
            let at = best_step(&self.limits.weights, task, worker, now)?;
            let explore = explores(&self.limits.weights, task, self.seed);
            Some(self.limits.weights.worth(&Terms::of(task, worker, at, held, now, self.seed, explore)))
        };
        let crossed = worth(&a.1, second)? + worth(&b.1, first)?;
        Some(crossed - worth(&a.1, first)? - worth(&b.1, second)?)
    }

    fn swap(&mut self, made: &mut [(Offer, Task)], (a, b): (usize, usize), more: i64, now: Ts) {
        let (first, second) = (made[a].0.worker, made[b].0.worker);
        let (units_a, units_b) = (made[a].1.units, made[b].1.units);
        for (n, worker, held) in [(a, second, units_b), (b, first, units_a)] {
            let (offer, task) = &mut made[n];
            let explore = explores(&self.limits.weights, task, self.seed);
            let terms = self.worker(worker).and_then(|worker| {
                let at = best_step(&self.limits.weights, task, worker, now)?;
                Some(Terms::of(task, worker, at, held, now, self.seed, explore))
            });
            let Some(terms) = terms else { continue };
            let before = std::mem::replace(&mut offer.why.chosen, terms);
            offer.why.next = Some(Next { terms: before, lost_on: LostOn::Together, by_ms: more });
            offer.worker = worker;
        }
        for (worker, from, to) in [(first, units_a, units_b), (second, units_b, units_a)] {
            let Some(slot) = self.index.get(&worker).copied().filter(|_| from != to) else { continue };
            self.unlist(slot);
            if let Some(worker) = self.slots[slot as usize].as_mut() {
                worker.used = worker.used - from + to;
            }
            self.enlist(slot);
        }
    }
}

fn has_room(limits: &Limits, worker: &Worker) -> bool {
    worker.ready && worker.used < worker.capacity && worker.offers < limits.offers_at_once
}

fn own_worth(weights: &Weights, worker: &Worker) -> i64 {
    weights.own(worker.idle_since.millis(), load(worker, 0), worker.pieces, breadth(worker))
}

/// The best of a heap, with what its level adds.
fn top(ready: &mut Ready, at: usize, adds: i64, versions: &[u32]) -> Option<Candidate> {
    let top = ready.top(at, versions)?;
    Some(Candidate { worth: top.key + adds, draw: top.draw, slot: top.slot, heap: Some((at, adds)) })
}

/// The counter of the cause for which `worker`, holding `used` units, cannot take `task`; `None` when it can.
fn obstacle(task: &Task, worker: &Worker, used: u32, now: Ts) -> Option<fn(&mut Passed) -> &mut u32> {
    if task.excluded.iter().any(|e| e.worker == worker.id && now < e.until) {
        Some(|passed| &mut passed.excluded)
    } else if worker.posture < task.sensitivity {
        Some(|passed| &mut passed.posture)
    } else if used + task.units > worker.capacity {
        Some(|passed| &mut passed.capacity)
    } else {
        None
    }
}

fn wake_ups(task: &Task) -> impl Iterator<Item = Ts> {
    let steps = task.steps.iter().map(|step| step.opens);
    steps.chain(task.excluded.iter().map(|e| e.until)).chain(std::iter::once(task.not_before))
}
