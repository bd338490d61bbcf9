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
    ready::{Ready, Standing, tournament},
    search::Search,
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
    /// `None` until it was found that nobody can take it now.
    listed: Option<Listed>,
}

/// How a task is listed among what waits.
#[derive(Clone, Copy)]
struct Listed {
    /// How many of its steps are.
    steps: usize,
    /// Since when: what it has to be looked at for later was noted then.
    since: Ts,
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
    /// Workers by slot, a small number that the indexes use for the id.
    slots: Vec<Option<Worker>>,
    free: Vec<u32>,
    index: ById<AccountId, u32>,
    tasks: ById<TaskId, Waits>,
    ready: Ready,
    waiting: Waiting,
    /// Instants at which a task must be looked at again although nothing happened.
    timers: BTreeSet<(Ts, TaskId)>,
    /// Empty between calls; kept for their memory.
    dirty: Dirty,
    search: Search,
}

impl Matcher {
    pub fn new(limits: Limits, seed: u64) -> Self {
        Self {
            limits,
            seed,
            slots: Vec::new(),
            free: Vec::new(),
            index: ById::default(),
            tasks: ById::default(),
            ready: Ready::default(),
            waiting: Waiting::default(),
            timers: BTreeSet::new(),
            dirty: Dirty::default(),
            search: Search::default(),
        }
    }

    /// Takes one input and returns the offers that follow from it, in task order.
    pub fn apply(&mut self, input: Input, now: Ts) -> Vec<Offer> {
        match input {
            Input::Task(task) if self.timers.first().is_none_or(|(at, _)| *at > now) => self.arrive(task, now),
            input => self.apply_all([input], now),
        }
    }

    /// A task comes by itself: one that somebody can take is not kept at all.
    fn arrive(&mut self, task: Task, now: Ts) -> Vec<Offer> {
        self.forget_task(task.id);
        let found = self.choose(&task, now);
        if let Some((slot, why)) = found {
            return self.book(slot, &task, why, now).into_iter().collect();
        }
        let id = task.id;
        self.tasks.insert(id, Waits { task, listed: None });
        self.list(id, now);
        Vec::new()
    }

    /// Takes inputs that happened together: all are learned before anything is decided.
    pub fn apply_all(&mut self, inputs: impl IntoIterator<Item = Input>, now: Ts) -> Vec<Offer> {
        let mut dirty = std::mem::take(&mut self.dirty);
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
                    self.tasks.insert(task.id, Waits { task, listed: None });
                }
                Input::TaskGone(id) => self.forget_task(id),
                Input::Tick => {}
            }
        }
        while let Some((at, id)) = self.timers.first().copied().filter(|(at, _)| *at <= now) {
            self.timers.remove(&(at, id));
            dirty.tasks.push(id);
        }
        let offers = self.settle(&dirty, now);
        dirty.workers.clear();
        dirty.tasks.clear();
        self.dirty = dirty;
        offers
    }

    /// Drops every worker and task that `keep_worker` and `keep_task` refuse: used after a full read of the store.
    pub fn retain(&mut self, keep_worker: impl Fn(AccountId) -> bool, keep_task: impl Fn(TaskId) -> bool) {
        let workers: Vec<AccountId> = self.index.keys().copied().filter(|id| !keep_worker(*id)).collect();
        let tasks: Vec<TaskId> = self.tasks.keys().copied().filter(|id| !keep_task(*id)).collect();
        workers.into_iter().for_each(|id| self.forget_worker(id));
        tasks.into_iter().for_each(|id| self.forget_task(id));
    }

    /// What is known of a worker.
    pub fn worker(&self, id: AccountId) -> Option<&Worker> {
        self.in_slot(*self.index.get(&id)?)
    }

    fn in_slot(&self, slot: u32) -> Option<&Worker> {
        self.slots.get(slot as usize)?.as_ref()
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
            None => self.fresh_slot(worker.id),
        };
        match &mut self.slots[slot as usize] {
            Some(known) if known.skills == worker.skills && known.newcomer == worker.newcomer => {
                // The old list stays where it is: what is told often does not wander through the memory.
                let skills = std::mem::take(&mut known.skills);
                *known = Worker { skills, ..worker };
            }
            known => {
                self.ready.leave(slot);
                let kinds = worker.skills.iter().map(|(skill, level)| tournament(*skill, *level, worker.newcomer));
                self.ready.enter(slot, kinds);
                *known = Some(worker);
            }
        }
        self.rank(slot);
    }

    fn fresh_slot(&mut self, id: AccountId) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        });
        self.index.insert(id, slot);
        slot
    }

    fn forget_worker(&mut self, id: AccountId) {
        let Some(slot) = self.index.remove(&id) else { return };
        self.slots[slot as usize] = None;
        self.ready.leave(slot);
        self.free.push(slot);
    }

    /// Something about the worker changed: they stand anew in their tournaments.
    fn rank(&mut self, slot: u32) {
        let Some(worker) = &self.slots[slot as usize] else { return };
        let standing = if has_room(&self.limits, worker) {
            Standing::new(own_worth(&self.limits.weights, worker), draw(self.seed, worker.id, worker.idle_since))
        } else {
            Standing::away(slot)
        };
        self.ready.stand(slot, standing);
    }

    /// Lists a task that nobody can take now: the steps that have opened since it was last listed; none before
    /// `not_before`. The first time it is also noted when to look again.
    fn list(&mut self, id: TaskId, now: Ts) {
        let Some(Waits { task, listed }) = self.tasks.get_mut(&id) else { return };
        if listed.is_none() {
            self.timers.extend(wake_ups(task).filter(|at| *at > now).map(|at| (at, id)));
        }
        let listed = listed.get_or_insert(Listed { steps: 0, since: now });
        let open = task.steps.iter().skip(listed.steps).take_while(|step| step.opens <= now && task.not_before <= now);
        for step in open {
            self.waiting.add(step, place(task));
            listed.steps += 1;
        }
    }

    fn forget_task(&mut self, id: TaskId) {
        if let Some(Waits { task, listed }) = self.tasks.remove(&id) {
            self.unlist(&task, listed);
        }
    }

    /// Takes a task off the lists of what waits.
    fn unlist(&mut self, task: &Task, listed: Option<Listed>) {
        let Some(Listed { steps, since }) = listed else { return };
        for at in wake_ups(task).filter(|at| *at > since) {
            self.timers.remove(&(at, task.id));
        }
        for step in task.steps.iter().take(steps) {
            self.waiting.remove(step, place(task));
        }
    }

    /// Serves, in task order, everything the dirty tasks and workers made possible.
    ///
    /// Before the inputs nothing could be matched, so only dirty tasks, and tasks a dirty worker can take, need a look.
    /// While offers are booked a worker's first task only moves back, so a candidate that went stale is re-queued.
    fn settle(&mut self, dirty: &Dirty, now: Ts) -> Vec<Offer> {
        let mut made: Vec<(Offer, Task)> = Vec::new();
        match (dirty.tasks.as_slice(), dirty.workers.as_slice()) {
            ([], []) => return Vec::new(),
            ([id], []) => made.extend(self.serve_task(*id, now)),
            ([], [worker]) => {
                while let Some(offer) = self.first_task_for(*worker, now).and_then(|at| self.serve_task(at.3, now)) {
                    made.push(offer);
                }
            }
            _ => self.settle_all(dirty, &mut made, now),
        }
        if made.len() > 1 {
            self.improve(&mut made, now);
        }
        made.into_iter().map(|(offer, _)| offer).collect()
    }

    fn settle_all(&mut self, dirty: &Dirty, made: &mut Vec<(Offer, Task)>, now: Ts) {
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
    }

    /// Offers a task to the worker who is worth most; lists it as waiting when there is none.
    fn serve_task(&mut self, id: TaskId, now: Ts) -> Option<(Offer, Task)> {
        let Waits { task, listed } = self.tasks.remove(&id)?;
        let found = self.choose(&task, now);
        let Some((slot, why)) = found else {
            self.tasks.insert(id, Waits { task, listed });
            self.list(id, now);
            return None;
        };
        self.unlist(&task, listed);
        Some((self.book(slot, &task, why, now)?, task))
    }

    /// Books a task with the worker of `slot`.
    fn book(&mut self, slot: u32, task: &Task, why: Why, now: Ts) -> Option<Offer> {
        let worker = self.slots[slot as usize].as_mut()?;
        worker.used += task.units;
        worker.offers += 1;
        let expires_at = now.plus(self.limits.offer);
        let offer = Offer { task: task.id, worker: worker.id, attempt: task.attempt + 1, expires_at, why };
        self.rank(slot);
        Some(offer)
    }

    /// The worker who is worth most to a task, and why.
    fn choose(&mut self, task: &Task, now: Ts) -> Option<(u32, Why)> {
        if task.not_before > now {
            return None;
        }
        let mut search = std::mem::take(&mut self.search);
        let found = self.best(&mut search, task, now);
        self.search = search;
        found
    }

    /// Looks at nobody after the runner-up.
    fn best(&self, search: &mut Search, task: &Task, now: Ts) -> Option<(u32, Why)> {
        let weights = &self.limits.weights;
        let explore = explores(weights, task, self.seed);
        self.open(search, task, explore, now);
        let mut passed = Passed::default();
        let mut chosen: Option<(u32, Terms)> = None;
        let mut next = None;
        while let Some(slot) = search.next(&self.ready) {
            let Some(worker) = self.in_slot(slot) else { continue };
            if let Some(count) = obstacle(task, worker, worker.used, now) {
                *count(&mut passed) += 1;
                continue;
            }
            let Some(at) = best_step(weights, task, worker, now) else { continue };
            let terms = Terms::of(task, worker, at, 0, now, self.seed, explore);
            match &chosen {
                None => chosen = Some((slot, terms)),
                Some((_, best)) => {
                    next = Next::between(weights, best, terms);
                    break;
                }
            }
        }
        let (slot, terms) = chosen?;
        Some((slot, Why::of(task, terms, next, passed, now)))
    }

    /// Opens a search among all whom an open step lets in, and at those whom the task names or who know its customer.
    fn open(&self, search: &mut Search, task: &Task, explore: bool, now: Ts) {
        let weights = &self.limits.weights;
        let bonus = if explore { weights.newcomer_ms } else { 0 };
        search.begin();
        let open = || task.steps.iter().enumerate().filter(|(_, step)| step.opens <= now);
        for (n, step) in open().filter(|(_, step)| step.only.is_empty()) {
            for level in step.min_level.clamp(1, LEVELS)..=LEVELS {
                let fit = weights.fit(level, n);
                search.among(&self.ready, tournament(step.skill, level, false), fit);
                search.among(&self.ready, tournament(step.skill, level, true), fit + bonus);
            }
        }
        let named = open().flat_map(|(_, step)| &step.only).chain(&task.affinity);
        let slots = named.filter_map(|id| self.index.get(id).copied());
        for slot in slots.filter(|slot| self.ready.standing(*slot).is_some()) {
            let Some(worker) = self.in_slot(slot) else { continue };
            let Some((step, level)) = best_step(weights, task, worker, now) else { continue };
            let knows = if task.affinity == Some(worker.id) { weights.affinity_ms } else { 0 };
            let adds = weights.fit(level, step) + knows + if worker.newcomer { bonus } else { 0 };
            search.at(&self.ready, slot, adds);
        }
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
            if let Some(worker) = self.slots[slot as usize].as_mut() {
                worker.used = worker.used - from + to;
            }
            self.rank(slot);
        }
    }
}

fn has_room(limits: &Limits, worker: &Worker) -> bool {
    worker.ready && worker.used < worker.capacity && worker.offers < limits.offers_at_once
}

fn own_worth(weights: &Weights, worker: &Worker) -> i64 {
    weights.own(worker.idle_since.millis(), load(worker, 0), worker.pieces, breadth(worker))
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
