//! Work beside requests: event delivery, jobs and the schedules that trigger them.
//!
//! A schedule only enqueues; the job row is the truth, so a missed tick costs latency and a double tick nothing.

use std::{sync::Arc, time::Duration};

use db::{Conn, Wake, jobs, jobs::Claimed, outbox, outbox::Consumer};
use futures_util::future::BoxFuture;
use kernel::{Error, Result, Scope};
use serde_json::json;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, broadcast::error::RecvError},
    task::JoinHandle,
};
use tokio_cron_scheduler::{Job as CronJob, JobScheduler};

use crate::App;

/// How long a claimed job may run before another worker takes it.
const LEASE: Duration = Duration::from_secs(120);
/// Jobs of one lane that run at once.
const AT_ONCE: u32 = 16;

type Run = Arc<dyn Fn(Arc<App>, Claimed) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// Runs work that would hold up requests on a thread of its own.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// Who runs a queue's jobs.
#[derive(Clone)]
pub struct Job {
    pub queue: &'static str,
    pub run: Run,
    /// How long another process leaves a claimed job alone.
    pub lease: Duration,
}

impl Job {
    pub fn new<F, Fut>(queue: &'static str, run: F) -> Self
    where
        F: Fn(Arc<App>, Claimed) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        Self { queue, run: Arc::new(move |app, claimed| Box::pin(run(app, claimed))), lease: LEASE }
    }

    /// For work that must not wait when a process died over it, and that may be done by two at once. It has a lane of its
    /// own, so that nothing long stands before it.
    #[must_use]
    pub fn leased(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }
}

/// Queues whose jobs have the same lease.
#[derive(Clone, Debug)]
struct Lane {
    lease: Duration,
    queues: Vec<&'static str>,
}

/// Enqueues one job of `queue` every `every`.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    pub queue: &'static str,
    pub every: Duration,
}

/// The background half of the process.
#[derive(Clone)]
pub struct Worker {
    pub app: Arc<App>,
    pub consumers: Arc<Vec<Consumer>>,
    pub jobs: Arc<Vec<Job>>,
    pub schedules: Arc<Vec<Schedule>>,
    /// Names this process in job leases.
    pub owner: String,
}

impl Worker {
    /// Runs until the application stops.
    pub async fn run(self) -> Result<()> {
        let mut scheduler = self.schedule().await?;
        let mut tasks = vec![tokio::spawn(self.clone().run_pump())];
        tasks.extend(self.lanes().into_iter().map(|lane| tokio::spawn(self.clone().run_jobs(lane))));
        let mut stopping = self.app.stopping();
        let _ = stopping.wait_for(|s| *s).await;
        if let Err(error) = scheduler.shutdown().await {
            tracing::warn!(%error, "the scheduler did not stop cleanly");
        }
        for task in tasks {
            task.await.map_err(Error::internal)?;
        }
        Ok(())
    }

    async fn schedule(&self) -> Result<JobScheduler> {
        let scheduler = JobScheduler::new().await.map_err(Error::internal)?;
        for schedule in self.schedules.iter().copied() {
            let app = Arc::clone(&self.app);
            let job = CronJob::new_repeated_async(schedule.every, move |_, _| {
                let app = Arc::clone(&app);
                Box::pin(async move {
                    if let Err(error) = trigger(&app, schedule.queue).await {
                        tracing::warn!(queue = schedule.queue, %error, "a schedule could not enqueue its job");
                    }
                })
            })
            .map_err(Error::internal)?;
            scheduler.add(job).await.map_err(Error::internal)?;
        }
        scheduler.start().await.map_err(Error::internal)?;
        Ok(scheduler)
    }

    async fn run_pump(self) {
        self.looping(|wake| *wake == Wake::Outbox, |worker| async move { worker.pump().await }).await;
    }

    /// Claims whenever something is ready and there is room, whatever else still runs.
    async fn run_jobs(self, lane: Lane) {
        let room = Arc::new(Semaphore::new(AT_ONCE as usize));
        let round = |worker: Self| {
            let (lane, room) = (lane.clone(), Arc::clone(&room));
            async move { worker.claim(&lane, &room).await.map(|running| running.len()) }
        };
        self.looping(|wake| *wake == Wake::Jobs, round).await;
        // What runs is finished before the process ends. The semaphore is never closed.
        let _ = room.acquire_many(AT_ONCE).await;
    }

    /// Queues by the lease of their jobs.
    fn lanes(&self) -> Vec<Lane> {
        let mut lanes: Vec<Lane> = Vec::new();
        for job in self.jobs.iter() {
            match lanes.iter_mut().find(|lane| lane.lease == job.lease) {
                Some(lane) => lane.queues.push(job.queue),
                None => lanes.push(Lane { lease: job.lease, queues: vec![job.queue] }),
            }
        }
        lanes
    }

    /// Calls `round` after each matching wake-up, at once again while it finds work, and every second regardless.
    async fn looping<F, Fut>(self, matches: impl Fn(&Wake) -> bool, round: F)
    where
        F: Fn(Self) -> Fut,
        Fut: Future<Output = Result<usize>>,
    {
        let mut wakes = self.app.db.wakes();
        let mut stopping = self.app.stopping();
        while !*stopping.borrow_and_update() {
            match round(self.clone()).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::error!(%error, "background work failed"),
            }
            let woken = async {
                loop {
                    match wakes.recv().await {
                        Ok(wake) if matches(&wake) || wake == Wake::Everything => return,
                        Ok(_) => {}
                        Err(RecvError::Lagged(_)) => return,
                        Err(RecvError::Closed) => std::future::pending().await,
                    }
                }
            };
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                _ = stopping.changed() => {}
            }
        }
    }

    /// Delivers waiting events; returns how many.
    pub async fn pump(&self) -> Result<usize> {
        outbox::pump(&self.app.db, &self.consumers, self.app.clock.now()).await
    }

    /// Claims and runs ready jobs to their end; returns how many.
    pub async fn work(&self) -> Result<usize> {
        let mut count = 0;
        for lane in self.lanes() {
            let running = self.claim(&lane, &Arc::new(Semaphore::new(AT_ONCE as usize))).await?;
            count += running.len();
            for task in running {
                task.await.map_err(Error::internal)?;
            }
        }
        Ok(count)
    }

    /// Claims ready jobs of a lane, as many as there is room for, and starts them.
    async fn claim(&self, lane: &Lane, room: &Arc<Semaphore>) -> Result<Vec<JoinHandle<()>>> {
        let free = room.available_permits();
        let (owner, now, lease) = (self.owner.clone(), self.app.clock.now(), lane.lease);
        let look = {
            let queues = lane.queues.clone();
            move |c: &mut Conn<'_>| jobs::waiting(c, &queues, now)
        };
        if free == 0 || self.app.db.read(Scope::Platform, look).await? == 0 {
            return Ok(Vec::new());
        }
        let (queues, limit) = (lane.queues.clone(), i64::try_from(free).map_err(Error::internal)?);
        let take = move |c: &mut Conn<'_>| jobs::claim(c, &queues, &owner, lease, limit, now);
        let claimed = self.app.db.write(Scope::Platform, take).await?;
        let mut running = Vec::with_capacity(claimed.len());
        for job in claimed {
            let permit = Arc::clone(room).acquire_owned().await.map_err(Error::internal)?;
            running.push(tokio::spawn(self.clone().run_one(job, permit)));
        }
        Ok(running)
    }

    async fn run_one(self, claimed: Claimed, _permit: OwnedSemaphorePermit) {
        let Some(job) = self.jobs.iter().find(|j| j.queue == claimed.queue) else { return };
        let outcome = (job.run)(Arc::clone(&self.app), claimed.clone()).await;
        let word = if outcome.is_ok() { "done" } else { "failed" };
        self.app.metrics.jobs_run.with_label_values(&[claimed.queue.as_str(), word]).inc();
        let now = self.app.clock.now();
        let queue = claimed.queue.clone();
        let recorded = match outcome {
            Ok(()) => self.app.db.write(Scope::Platform, move |c| jobs::finish(c, claimed.id, now)).await,
            Err(error) => {
                tracing::error!(queue, key = claimed.key, attempt = claimed.attempts, %error, "a job failed");
                let text = error.to_string();
                self.app.db.write(Scope::Platform, move |c| jobs::fail(c, &claimed, &text, now)).await
            }
        };
        if let Err(error) = recorded {
            tracing::error!(queue, %error, "a job's outcome could not be recorded; its lease will run out");
        }
    }

    /// Runs every schedule's job once, then events and jobs until nothing is left; for tests and moved clocks.
    pub async fn settle(&self) -> Result<()> {
        for schedule in self.schedules.iter() {
            trigger(&self.app, schedule.queue).await?;
        }
        while self.pump().await? + self.work().await? > 0 {}
        Ok(())
    }
}

async fn trigger(app: &App, queue: &'static str) -> Result<()> {
    let now = app.clock.now();
    app.db.write(Scope::Platform, move |c| jobs::enqueue(c, queue, "schedule", &json!({}), now, now)).await
}

/// Housekeeping of the foundation's own rows: forgets what is past its retention.
pub(crate) async fn housekeep(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    app.limits.tidy();
    app.db
        .write(Scope::Platform, move |c| {
            let day = Duration::from_secs(24 * 3600);
            jobs::trim(c, now.minus(day * 7))?;
            outbox::trim(c, now.minus(day * 7))?;
            db::streams::trim(c, now.minus(day * 2))?;
            db::idempotency::trim(c, now.minus(day * 2))?;
            Ok(())
        })
        .await
}

impl Worker {
    /// The foundation's own job and its schedule, to be wired beside the domains'.
    pub fn housekeeping() -> (Job, Schedule) {
        let job = Job::new("housekeeping", |app, _| housekeep(app));
        (job, Schedule { queue: "housekeeping", every: Duration::from_secs(60) })
    }
}
