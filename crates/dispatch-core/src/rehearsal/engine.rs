//! One simulated day on the production core: contacts arrive, wait, give up or are served; people come and go.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    time::Duration,
};

use kernel::{AccountId, Ts};

use super::stats::gini;
use crate::{Input, Limits, Matcher, Skill, Step, Task, TaskId, Weights, Worker, dice::Dice};

/// A person of the day.
#[derive(Clone, Debug)]
pub struct Agent {
    pub skills: Vec<(Skill, u8)>,
    /// Handling time is multiplied by this.
    pub pace: f64,
    /// At the desk, in seconds of the day.
    pub from: f64,
    pub until: f64,
}

/// A contact: who, when, how much work for an average person, how long they wait.
#[derive(Clone, Copy, Debug)]
pub struct Contact {
    pub at: f64,
    pub skill: Skill,
    pub work: f64,
    pub patience: f64,
}

/// A day to be played.
#[derive(Clone, Debug)]
pub struct Day {
    pub agents: Vec<Agent>,
    /// In order of time.
    pub contacts: Vec<Contact>,
    pub weights: Weights,
    /// Served below this level a contact takes `slower` times as long.
    pub full_level: u8,
    pub slower: f64,
    /// Contacts that arrive before are served but not counted.
    pub warm_up: f64,
    /// Length of the slots that are counted apart, and end of the day.
    pub slot: f64,
    pub end: f64,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    pub arrived: u64,
    pub answered: u64,
    pub abandoned: u64,
    /// Answered within 20 seconds.
    pub in_time: u64,
    pub waited_at_all: u64,
    pub wait_sum: f64,
    pub busy: f64,
    pub paid: f64,
    /// Per slot: arrived, answered, in time.
    pub slots: Vec<(u64, u64, u64)>,
    /// Contacts per person and hour at the desk.
    pub shares: Vec<f64>,
}

/// Seconds within which an answer counts for the service level.
const IN_TIME: f64 = 20.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Comes(usize),
    Leaves(usize),
    Finished(usize),
    GivesUp(usize),
}

struct Run<'a> {
    day: &'a Day,
    core: Matcher,
    queue: BinaryHeap<Reverse<(i64, u64, Kind)>>,
    n: u64,
    waiting: HashMap<usize, f64>,
    here: Vec<bool>,
    used: Vec<bool>,
    idle_since: Vec<Ts>,
    pieces: Vec<u32>,
    tally: Tally,
}

fn micros(seconds: f64) -> i64 {
    (seconds * 1e6).round() as i64
}

fn ts(seconds: f64) -> Ts {
    Ts::from_micros(micros(seconds))
}

/// Plays one day. The same day and seed give the same tally, bit for bit.
pub fn play(day: &Day, seed: u64) -> Tally {
    let limits = Limits { offer: Duration::from_secs(20), offers_at_once: u32::MAX, weights: day.weights };
    let people = day.agents.len();
    let slots = (day.end / day.slot).ceil() as usize;
    let mut run = Run {
        day,
        core: Matcher::new(limits, seed),
        queue: BinaryHeap::new(),
        n: 0,
        waiting: HashMap::new(),
        here: vec![false; people],
        used: vec![false; people],
        idle_since: vec![Ts::default(); people],
        pieces: vec![0; people],
        tally: Tally { slots: vec![(0, 0, 0); slots.max(1)], ..Tally::default() },
    };
    for (n, agent) in day.agents.iter().enumerate() {
        run.at(agent.from, Kind::Comes(n));
        run.at(agent.until, Kind::Leaves(n));
        run.tally.paid += agent.until.min(day.end) - agent.from.max(day.warm_up);
    }
    for (n, contact) in day.contacts.iter().enumerate() {
        run.until(contact.at);
        run.arrives(n, contact);
    }
    run.until(f64::MAX / 1e7);
    let hours = day.agents.iter().map(|agent| (agent.until - agent.from) / 3600.0);
    run.tally.shares = run.pieces.iter().zip(hours).filter(|(_, h)| *h > 0.0).map(|(n, h)| f64::from(*n) / h).collect();
    run.tally
}

impl Run<'_> {
    fn at(&mut self, seconds: f64, kind: Kind) {
        self.n += 1;
        self.queue.push(Reverse((micros(seconds), self.n, kind)));
    }

    fn until(&mut self, seconds: f64) {
        let limit = micros(seconds);
        while let Some(Reverse((at, _, kind))) = self.queue.peek().copied().filter(|Reverse((at, _, _))| *at <= limit) {
            self.queue.pop();
            self.happens(Ts::from_micros(at), kind);
        }
    }

    fn happens(&mut self, now: Ts, kind: Kind) {
        match kind {
            Kind::Comes(n) => {
                self.here[n] = true;
                self.idle_since[n] = now;
                self.tell(n, now);
            }
            Kind::Leaves(n) => {
                self.here[n] = false;
                if !self.used[n] {
                    self.core.apply(Input::WorkerGone(person(n)), now);
                }
            }
            Kind::Finished(n) => {
                self.used[n] = false;
                self.idle_since[n] = now;
                if self.here[n] {
                    self.tell(n, now);
                } else {
                    self.core.apply(Input::WorkerGone(person(n)), now);
                }
            }
            Kind::GivesUp(n) => {
                if let Some(since) = self.waiting.remove(&n) {
                    self.core.apply(Input::TaskGone(task(n)), now);
                    if since >= self.day.warm_up {
                        self.tally.abandoned += 1;
                        self.tally.waited_at_all += 1;
                        self.tally.wait_sum += self.day.contacts[n].patience;
                    }
                }
            }
        }
    }

    /// The person is free now.
    fn tell(&mut self, n: usize, now: Ts) {
        let worker = Worker {
            id: person(n),
            ready: true,
            skills: self.day.agents[n].skills.clone(),
            capacity: 1,
            used: 0,
            offers: 0,
            posture: 1,
            idle_since: self.idle_since[n],
            pieces: self.pieces[n],
            newcomer: false,
        };
        let offers = self.core.apply(Input::Worker(worker), now);
        self.serve(&offers, now);
    }

    fn arrives(&mut self, n: usize, contact: &Contact) {
        let now = ts(contact.at);
        self.waiting.insert(n, contact.at);
        if contact.at >= self.day.warm_up {
            self.tally.arrived += 1;
            self.slot(contact.at).0 += 1;
        }
        let waits = Task {
            id: task(n),
            steps: vec![Step::anybody(contact.skill, now)],
            sensitivity: 0,
            priority: 0,
            units: 1,
            since: now,
            due: now,
            attempt: 0,
            affinity: None,
            excluded: Vec::new(),
            not_before: now,
        };
        let offers = self.core.apply(Input::Task(waits), now);
        if offers.is_empty() {
            self.at(contact.at + contact.patience, Kind::GivesUp(n));
        }
        self.serve(&offers, now);
    }

    fn slot(&mut self, at: f64) -> &mut (u64, u64, u64) {
        let last = self.tally.slots.len() - 1;
        &mut self.tally.slots[((at / self.day.slot) as usize).min(last)]
    }

    /// Everybody accepts at once.
    fn serve(&mut self, offers: &[crate::Offer], now: Ts) {
        for offer in offers {
            let (n, who) = (index(offer.task.uuid()), index(offer.worker.uuid()));
            let Some(since) = self.waiting.remove(&n) else { continue };
            let (contact, agent) = (self.day.contacts[n], &self.day.agents[who]);
            let cross = if offer.why.chosen.level < self.day.full_level { self.day.slower } else { 1.0 };
            let takes = contact.work * agent.pace * cross;
            let start = now.micros() as f64 / 1e6;
            self.used[who] = true;
            self.pieces[who] += 1;
            self.at(start + takes, Kind::Finished(who));
            if since >= self.day.warm_up {
                let wait = start - since;
                self.tally.answered += 1;
                self.tally.wait_sum += wait;
                self.slot(since).1 += 1;
                if wait > 1e-6 {
                    self.tally.waited_at_all += 1;
                }
                if wait <= IN_TIME {
                    self.tally.in_time += 1;
                    self.slot(since).2 += 1;
                }
            }
            if start >= self.day.warm_up {
                self.tally.busy += takes.min((self.day.end - start).max(0.0));
            }
        }
    }
}

fn person(n: usize) -> AccountId {
    AccountId::from_u128(n as u128)
}

fn task(n: usize) -> TaskId {
    TaskId::from_u128(n as u128)
}

const fn index(id: uuid::Uuid) -> usize {
    id.as_u128() as usize
}

impl Tally {
    pub fn service_level(&self) -> f64 {
        self.in_time as f64 / (self.arrived as f64).max(1.0)
    }
    pub fn abandonment(&self) -> f64 {
        self.abandoned as f64 / (self.arrived as f64).max(1.0)
    }
    /// Mean wait of all contacts in seconds.
    pub fn wait(&self) -> f64 {
        self.wait_sum / (self.arrived as f64).max(1.0)
    }
    pub fn occupancy(&self) -> f64 {
        self.busy / self.paid.max(1.0)
    }
    /// How unevenly contacts per hour are shared among people.
    pub fn gini(&self) -> f64 {
        gini(&self.shares)
    }
    /// Answered and in-time share of the contacts in the busiest `share` of the slots.
    pub fn peak(&self, share: f64) -> (f64, f64) {
        let mut slots = self.slots.clone();
        slots.sort_by_key(|slot| Reverse(slot.0));
        slots.truncate(((slots.len() as f64 * share).round() as usize).max(1));
        let sum = slots.iter().fold((0, 0, 0), |sum, slot| (sum.0 + slot.0, sum.1 + slot.1, sum.2 + slot.2));
        (sum.1 as f64 / (sum.0 as f64).max(1.0), sum.2 as f64 / (sum.0 as f64).max(1.0))
    }
}

/// Contacts of a Poisson stream whose rate per second changes by slot, one stream per skill.
pub(crate) fn contacts(rates: &[Vec<f64>], slot: f64, work: (f64, f64), patience: f64, dice: &mut Dice) -> Vec<Contact> {
    let mut found = Vec::new();
    for (skill, rates) in rates.iter().enumerate() {
        for (n, rate) in rates.iter().enumerate().filter(|(_, rate)| **rate > 0.0) {
            let (mut at, end) = (n as f64 * slot, (n as f64 + 1.0) * slot);
            loop {
                at += dice.exponential(1.0 / rate);
                if at >= end {
                    break;
                }
                let work = if work.1 == 1.0 { dice.exponential(work.0) } else { dice.lognormal(work.0, work.1) };
                found.push(Contact { at, skill: Skill(skill as u32), work, patience: dice.exponential(patience) });
            }
        }
    }
    found.sort_by(|a, b| a.at.total_cmp(&b.at));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::erlang;

    fn one_queue(servers: usize, rate: f64, patience: f64, seed: u64, end: f64) -> Day {
        let mut dice = Dice::new(seed, 3);
        let agents = vec![Agent { skills: vec![(Skill(0), 3)], pace: 1.0, from: 0.0, until: end }; servers];
        Day {
            agents,
            contacts: contacts(&[vec![rate]], end, (60.0, 1.0), patience, &mut dice),
            weights: Weights::LONGEST_IDLE,
            full_level: 1,
            slower: 1.0,
            warm_up: 1800.0,
            slot: end,
            end,
        }
    }

    /// |simulated − exact| ≤ 3 standard errors over the seeds.
    fn within(name: &str, values: &[f64], exact: f64) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let error = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
        assert!((mean - exact).abs() <= 3.0 * error.max(1e-9), "{name}: {mean} ± {error}, exact {exact}");
    }

    #[test]
    fn the_simulator_meets_erlang() {
        for (servers, rate, patience) in
            [(50, 48.0, 120.0), (48, 48.0, 60.0), (10, 10.0, 120.0), (95, 100.0, 180.0), (10, 8.0, 1e12), (20, 16.0, 1e12)]
        {
            let days: Vec<Tally> =
                (0..20).map(|seed| play(&one_queue(servers, rate / 60.0, patience, seed, 8.0 * 3600.0), seed)).collect();
            let of = |f: &dyn Fn(&Tally) -> f64| days.iter().map(f).collect::<Vec<f64>>();
            let name = format!("{servers} servers, {rate} per minute, patience {patience}");
            let exact = if patience < 1e9 {
                erlang::impatient(servers as u32, rate / 60.0, 60.0, patience)
            } else {
                let (n, load) = (servers as u32, rate);
                let wait = erlang::mean_wait(n, load, 60.0);
                erlang::Impatient { waits: erlang::waits(n, load), abandons: 0.0, wait, busy: load / f64::from(n) }
            };
            within(&format!("{name}: wait"), &of(&Tally::wait), exact.wait);
            within(&format!("{name}: abandons"), &of(&Tally::abandonment), exact.abandons);
            let waits = of(&|t| t.waited_at_all as f64 / t.arrived as f64);
            within(&format!("{name}: waits at all"), &waits, exact.waits);
            for day in &days {
                assert_eq!(day.arrived, day.answered + day.abandoned, "nobody is lost");
            }
        }
    }

    #[test]
    fn a_day_replays_bit_for_bit() {
        let day = one_queue(10, 0.15, 120.0, 7, 7200.0);
        assert_eq!(play(&day, 1), play(&day, 1));
    }
}
