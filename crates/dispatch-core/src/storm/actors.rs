//! Those who use the store: dispatcher nodes with a matcher each, and workers at their desks.

use std::time::Duration;

use super::{Act, BEAT_MS, Event, Intent, OFFER_MS, Storm, Word, account, store::Person, ts};
use crate::{Input, Limits, Matcher, Skill, Step, Task, TaskId, Weights, Worker, protocol::State};

const LIMITS: Limits = Limits { offer: Duration::from_millis(OFFER_MS), offers_at_once: 1, weights: Weights::LONGEST_IDLE };

pub(crate) struct Node {
    seed: u64,
    matcher: Matcher,
    /// Rises with every crash: writes decided before it are lost.
    life: u64,
    up: bool,
}

/// A worker's desk: what it believes to hold.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) up: bool,
    life: u64,
    held: Vec<(usize, i64)>,
}

/// Person `n` of the store as the matcher is told of them.
fn as_worker(n: usize, person: &Person, now_ms: u64) -> Worker {
    Worker {
        id: account(n),
        ready: person.lease_ms > now_ms,
        skills: vec![(Skill(0), 3)],
        capacity: person.capacity,
        used: person.used,
        offers: person.offers,
        posture: 1,
        idle_since: ts(person.idle_since_ms),
        pieces: 0,
        newcomer: false,
    }
}

impl Node {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, matcher: Matcher::new(LIMITS, seed), life: 0, up: true }
    }
}

impl Storm {
    pub(crate) fn handle(&mut self, event: Event) {
        match event {
            Event::TaskArrives(task) => self.arrive(task),
            Event::NodeLooks(node) => self.look(node),
            Event::NodeWrites(node, life, intents) => {
                if self.nodes[node].up && self.nodes[node].life == life {
                    intents.iter().for_each(|intent| self.write(intent));
                }
            }
            Event::NodeReturns(node) => {
                let seed = self.nodes[node].seed;
                self.nodes[node] = Node { life: self.nodes[node].life + 1, ..Node::new(seed) };
                self.at(self.now_ms, Event::NodeLooks(node));
            }
            Event::WorkerBeats(worker) => self.pulse(worker),
            Event::WorkerReturns(worker) => {
                self.workers[worker].up = true;
                self.at(self.now_ms, Event::WorkerBeats(worker));
            }
            Event::WorkerActs(worker, life, act) => self.acts(worker, life, act),
            Event::ToStore(worker, act) => self.act(worker, &act),
            Event::ToWorker(worker, word) => self.hears(worker, word),
        }
    }

    /// A node reads everything, lets its matcher decide, and will write some time later; sometimes it crashes or hangs.
    fn look(&mut self, node: usize) {
        if !self.calm() && self.dice.chance(2) {
            self.nodes[node].up = false;
            let at = self.now_ms + self.dice.between(500, 8_000);
            return self.at(at, Event::NodeReturns(node));
        }
        let now = ts(self.now_ms);
        let mut inputs = vec![Input::Tick];
        let mut intents = Vec::new();
        let matcher = &mut self.nodes[node].matcher;
        for (n, row) in self.store.rows.iter().enumerate().filter_map(|(n, row)| Some((n, row.as_ref()?))) {
            let id = TaskId::from_u128(n as u128 + 1);
            let overdue = row.cell.lease.is_some_and(|until| until <= now);
            match row.cell.state {
                State::Pending => {
                    let excluded = row.follows.and_then(|first| self.store.rows[first].as_ref()?.cell.worker);
                    let task = Task {
                        id,
                        steps: vec![Step::anybody(Skill(0), ts(row.since_ms))],
                        sensitivity: 0,
                        priority: 0,
                        units: row.units,
                        since: ts(row.since_ms),
                        due: ts(row.since_ms),
                        attempt: row.cell.attempt,
                        affinity: None,
                        excluded: excluded
                            .map(|worker| crate::Excluded { worker, until: ts(u64::MAX >> 20) })
                            .into_iter()
                            .collect(),
                        not_before: ts(0),
                    };
                    inputs.push(Input::Task(task));
                }
                State::Reserved | State::Assigned if overdue => {
                    intents.push(Intent::End { task: n, attempt: row.cell.attempt });
                    inputs.push(Input::TaskGone(id));
                }
                _ if matcher.task(id).is_some() => inputs.push(Input::TaskGone(id)),
                _ => {}
            }
        }
        for (n, person) in self.store.people.iter().enumerate() {
            inputs.push(Input::Worker(as_worker(n, person, self.now_ms)));
        }
        let offers = matcher.apply_all(inputs, now);
        intents.extend(offers.into_iter().map(|offer| {
            let task = offer.task.uuid().as_u128() as usize - 1;
            let units = self.store.rows[task].as_ref().map_or(0, |row| row.units);
            Intent::Offer { task, worker: offer.worker.uuid().as_u128() as usize - 1, attempt: offer.attempt, units }
        }));
        let hangs = !self.calm() && self.dice.chance(5);
        let later = if hangs { self.dice.between(1_000, 10_000) } else { self.dice.between(1, 300) };
        if !intents.is_empty() {
            let life = self.nodes[node].life;
            self.at(self.now_ms + later, Event::NodeWrites(node, life, intents));
        }
        let next = self.now_ms + later + self.dice.between(200, 1_200);
        self.at(next, Event::NodeLooks(node));
    }

    /// A heartbeat with what the desk believes to hold; sometimes the desk crashes and forgets everything.
    fn pulse(&mut self, worker: usize) {
        if !self.calm() && self.dice.chance(3) {
            let desk = &mut self.workers[worker];
            (desk.up, desk.life) = (false, desk.life + 1);
            desk.held.clear();
            let at = self.now_ms + self.dice.between(200, 12_000);
            return self.at(at, Event::WorkerReturns(worker));
        }
        let held = self.workers[worker].held.clone();
        self.send(&Event::ToStore(worker, Act::Beat(held)));
        self.at(self.now_ms + BEAT_MS, Event::WorkerBeats(worker));
    }

    fn hears(&mut self, worker: usize, word: Word) {
        if !self.workers[worker].up {
            return;
        }
        let life = self.workers[worker].life;
        match word {
            Word::Offered(task, attempt) => {
                let answer = match self.dice.below(10) {
                    0 if !self.calm() => return,
                    1 => Act::Decline(task, attempt),
                    _ => Act::Accept(task, attempt),
                };
                let at = self.now_ms + self.dice.between(100, 4_000);
                self.at(at, Event::WorkerActs(worker, life, answer));
            }
            Word::Yours(task, attempt) => {
                if self.workers[worker].held.contains(&(task, attempt)) {
                    return;
                }
                self.workers[worker].held.push((task, attempt));
                let at = self.now_ms + self.dice.between(1_000, 15_000);
                let act = if self.dice.chance(15) { Act::Transfer(task, attempt) } else { Act::Done(task, attempt) };
                self.at(at, Event::WorkerActs(worker, life, act));
            }
            Word::NotYours(task, attempt) => self.workers[worker].held.retain(|held| *held != (task, attempt)),
        }
    }

    /// The worker does something, and repeats it until it is answered.
    fn acts(&mut self, worker: usize, life: u64, act: Act) {
        if self.workers[worker].life != life || !self.workers[worker].up {
            return;
        }
        let holds = |task, attempt| self.workers[worker].held.contains(&(task, attempt));
        let again = match act {
            Act::Accept(..) | Act::Decline(..) | Act::Beat(_) => None,
            Act::Done(task, attempt) if holds(task, attempt) => Some((1_500, act.clone())),
            // Nobody took it in time: finishes it after all.
            Act::Transfer(task, attempt) if holds(task, attempt) => Some((20_000, Act::Done(task, attempt))),
            _ => return,
        };
        if let Some((after, act)) = again {
            self.at(self.now_ms + after, Event::WorkerActs(worker, life, act));
        }
        self.send(&Event::ToStore(worker, act));
    }
}
