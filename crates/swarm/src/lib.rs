//! A simulated population that uses the public API only: customers, workers, assessors and candidates, some of whom misbehave.
//!
//! It knows addresses, tokens and log-ins, nothing of the server's insides, and it is written without reading the
//! detectors. Demo traffic, load and crash tests come from here.

mod assessor;
mod authenticator;
pub mod bank;
mod candidate;
mod client;
mod customer;
mod episode;
mod media;
mod recorder;
mod script;
mod socket;
mod stats;
mod steps;
mod trainer;
mod typist;
mod worker;
mod writer;

use std::{collections::HashSet, sync::Arc, time::Duration};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::{sync::watch, task::JoinSet, time::Instant};

pub use authenticator::SoftKey;
pub use client::{Client, Failure, Person};
pub use episode::{Episode, LOOK, LOOKS, Pass, contest, stand_by};
pub use media::{Voice, webm, webm_voice};
pub use socket::{Feed, Frame};
pub use stats::{Stats, Summary};

/// A log-in of a simulated person.
#[derive(Clone, Debug)]
pub struct Login {
    pub email: String,
    pub password: String,
}

/// Reads the newest verification code mailed to an address, as a person would read their mail.
pub type Mailbox = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What the population is and how busy it is.
#[derive(Clone)]
pub struct Options {
    /// `http://localhost:8080`.
    pub base: String,
    /// New customers per minute.
    pub rate: f64,
    pub seed: u64,
    pub workers: Vec<Login>,
    /// Certified workers who only serve test calls.
    pub assessors: Vec<Login>,
    /// Owners of enterprises, who set prices and write procedures and scenarios.
    pub owners: Vec<Login>,
    /// Widget tokens that customers write to.
    pub widgets: Vec<String>,
    /// New candidates per minute; needs a mailbox.
    pub candidates_per_minute: f64,
    /// Candidates who come one after the other from the start; the run ends with the last of them. 0 for a run without end.
    pub cohort: u32,
    /// Between two arrivals of the cohort.
    pub apart: Duration,
    /// Places at which somebody is recording all the while.
    pub recorders: u32,
    pub mailbox: Option<Mailbox>,
    /// Right answers by their texts, as people know who have learned a trade.
    pub knowledge: Arc<HashSet<String>>,
    /// How long a simulated person thinks: 1.0 is lifelike, 0.05 is for tests.
    pub pace: f64,
}

/// What every simulated person shares.
#[derive(Clone)]
pub(crate) struct World {
    pub options: Arc<Options>,
    pub stats: Arc<Stats>,
    /// True once nobody should start anything new.
    pub closing: watch::Receiver<bool>,
}

impl World {
    /// Thinking time of about `seconds`, drawn around it and scaled by the pace.
    pub(crate) async fn think(&self, rng: &mut StdRng, seconds: f64) {
        let spread = rng.random_range(0.5..1.6);
        tokio::time::sleep(Duration::from_secs_f64((seconds * spread * self.options.pace).max(0.005))).await;
    }

    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }
}

/// Runs the population until `stop` says so, or a cohort has gone its way, lets open conversations end, and sums up.
pub async fn run(options: Options, mut stop: watch::Receiver<bool>) -> Summary {
    let stats = Arc::new(Stats::default());
    let (closing_now, closing) = watch::channel(false);
    let world = World { options: Arc::new(options), stats: Arc::clone(&stats), closing };
    let mut rng = StdRng::seed_from_u64(world.options.seed);
    let mut people = JoinSet::new();
    let mut workers = JoinSet::new();
    let mut cohort = JoinSet::new();
    for n in 0..world.options.cohort {
        let (world, seed) = (world.clone(), world.options.seed.wrapping_mul(41).wrapping_add(u64::from(n)));
        cohort.spawn(async move {
            tokio::time::sleep(world.options.apart * n).await;
            candidate::live(world, seed).await;
        });
    }
    for (n, login) in world.options.workers.clone().into_iter().enumerate() {
        workers.spawn(worker::live(world.clone(), login, world.options.seed ^ (n as u64 + 1)));
    }
    for (n, login) in world.options.assessors.clone().into_iter().enumerate() {
        workers.spawn(assessor::live(world.clone(), login, world.options.seed ^ (n as u64 + 0x5eed)));
    }
    for login in world.options.owners.clone() {
        workers.spawn(trainer::live(world.clone(), login));
    }
    for n in 0..world.options.recorders {
        workers.spawn(recorder::live(world.clone(), world.options.seed.wrapping_mul(43).wrapping_add(u64::from(n))));
    }
    let mut next_customer = Instant::now() + gap(&mut rng, world.options.rate);
    let mut next_candidate = Instant::now() + gap(&mut rng, world.options.candidates_per_minute);
    let mut n = 0_u64;
    while !*stop.borrow() {
        tokio::select! {
            () = tokio::time::sleep_until(next_customer) => {
                n += 1;
                people.spawn(customer::live(world.clone(), world.options.seed.wrapping_mul(31).wrapping_add(n)));
                next_customer += gap(&mut rng, world.options.rate);
            }
            () = tokio::time::sleep_until(next_candidate) => {
                n += 1;
                people.spawn(candidate::live(world.clone(), world.options.seed.wrapping_mul(37).wrapping_add(n)));
                next_candidate += gap(&mut rng, world.options.candidates_per_minute);
            }
            Some(_) = cohort.join_next() => {
                if cohort.is_empty() {
                    break;
                }
                if cohort.len() % 50 == 0 {
                    tracing::info!(left = cohort.len(), "simulated candidates on their way");
                }
            }
            _ = stop.changed() => {}
        }
        while people.try_join_next().is_some() {}
    }
    closing_now.send_replace(true);
    let patience = Duration::from_secs_f64((60.0 * world.options.pace).max(15.0));
    let ended = tokio::time::timeout(patience, async { while people.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        tracing::info!("some simulated customers were still talking and were sent home");
    }
    let ended = tokio::time::timeout(patience, async { while workers.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        tracing::info!("some simulated workers did not finish in time");
    }
    stats.summary()
}

/// Enrols and proves a passkey for a signed-in worker, for tests and measurements that need no whole population.
pub async fn enrol(client: &Client, origin: &str, seed: u64) -> Result<(), Failure> {
    let mut key = SoftKey::new(origin, seed)?;
    worker::prove_device(client, &mut key).await
}

/// Exponential pause between arrivals; an hour when there are none.
fn gap(rng: &mut StdRng, per_minute: f64) -> Duration {
    if per_minute <= 0.0 {
        return Duration::from_secs(3600);
    }
    let uniform: f64 = rng.random_range(1e-9..1.0);
    Duration::from_secs_f64((-uniform.ln() * 60.0 / per_minute).min(600.0))
}
