//! The matcher's rounds: look, decide, offer; and the sweep that ends what is overdue.

use std::{collections::HashSet, sync::Arc, time::Duration};

use db::{Conn, Wake, leases};
use futures_util::future::join_all;
use http::App;
use kernel::{Code, Result, Scope, TenantId, Ts};
use tokio::{
    sync::broadcast::{
        Receiver,
        error::{RecvError, TryRecvError},
    },
    time::{Instant, MissedTickBehavior},
};

use super::{
    Engine, LEASE, LOOK, Live, RESYNC, Recheck,
    store::{self, Change, Which},
};
use crate::{
    core::{Input, Offer},
    moves::{self, Outcome, Refusal},
    offer::store as offers,
    presence::{service as presence, store as desk},
    rules::DispatchRules,
    task::{TaskState, store as tasks},
};

/// Offers made in one transaction at most.
pub const BATCH: usize = 256;
/// Transactions that make offers at the same time; on SQLite they share commits.
const LANES: usize = 4;
/// Hinted rounds begin no sooner after each other; hints gather meanwhile. A lone hint waits for nothing.
const APART: Duration = Duration::from_millis(3);
/// Overdue rows ended per transaction.
const CHUNK: usize = 32;
/// Times a round decides again after refusals.
const REPEATS: usize = 8;

/// The lease that makes a process the active matcher.
const ACTIVE: &str = "matcher";
/// The active matcher goes: a standby need not wait for its lease to run out.
const FREE: Wake = Wake::topic("dispatch.free");
/// How often the lease is renewed, or asked for.
const BEAT: Duration = Duration::from_secs(1);

/// What hints ask of the matcher; the later word includes the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Nothing,
    Round,
    Beat,
}

impl Asked {
    fn by(wake: &Wake) -> Self {
        match wake {
            wake if *wake == moves::WAKE => Self::Round,
            wake if *wake == FREE || *wake == Wake::Everything => Self::Beat,
            _ => Self::Nothing,
        }
    }
}

/// Runs until the application stops: a beat each second and, while the lease is ours, a round on every hint. Then gives the
/// lease up.
pub async fn run(app: Arc<App>) -> Result<()> {
    let engine = app.get::<Engine>()?;
    let mut wakes = app.db.wakes();
    let mut stopping = app.stopping();
    let mut second = tokio::time::interval(BEAT);
    second.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut asked, mut until) = (Asked::Nothing, None);
    let mut next = Instant::now();
    loop {
        let step = tokio::select! {
            biased;
            () = async { let _ = stopping.wait_for(|stop| *stop).await; } => break,
            _ = second.tick() => Asked::Beat,
            () = tokio::time::sleep_until(next), if asked > Asked::Nothing => asked,
            wake = wakes.recv(), if asked == Asked::Nothing => {
                asked = match wake {
                    Ok(wake) => Asked::by(&wake),
                    Err(RecvError::Lagged(_)) => Asked::Beat,
                    Err(RecvError::Closed) => break,
                };
                continue;
            }
        };
        next = Instant::now() + APART;
        let outcome = match (step, until) {
            (Asked::Nothing, _) | (Asked::Round, None) => Ok(()),
            (Asked::Round, Some(until)) if app.clock.now() < until => holding(&app, &engine, round(&app, &engine, None)).await,
            _ => beat(&app).await.map(|held| until = held),
        };
        if let Err(error) = outcome {
            tracing::error!(%error, "a round of the matcher failed; the next one repeats it");
        }
        asked = drain(&mut wakes);
    }
    if until.is_some() {
        give_up(&app, &engine).await;
    }
    Ok(())
}

/// Takes the hints that arrived during a round; what they ask for.
fn drain(wakes: &mut Receiver<Wake>) -> Asked {
    let mut asked = Asked::Nothing;
    loop {
        asked = asked.max(match wakes.try_recv() {
            Ok(wake) => Asked::by(&wake),
            Err(TryRecvError::Lagged(_)) => Asked::Beat,
            Err(TryRecvError::Empty | TryRecvError::Closed) => return asked,
        });
    }
}

/// One beat of a gateway. Whoever holds the lease, or finds that it ran out, is the active matcher and does a [`tick`];
/// anybody else stands by. Returns until when the lease is ours.
pub async fn beat(app: &Arc<App>) -> Result<Option<Ts>> {
    let engine = app.get::<Engine>()?;
    let until = app.clock.now().plus(LEASE);
    let Some(fence) = hold(app, &engine).await? else { return Ok(None) };
    let mut live = engine.live.lock().await;
    if live.fence != fence {
        // Somebody else may have matched since, or nobody: what is remembered is from another time.
        if live.fence == 0 {
            tracing::info!(fence, "this process is the active matcher");
        }
        (live.fence, live.synced) = (fence, None);
    }
    drop(live);
    holding(app, &engine, tick(app)).await?;
    Ok(Some(until))
}

/// Takes or renews the lease; its number while it is ours.
async fn hold(app: &Arc<App>, engine: &Engine) -> Result<Option<i64>> {
    let (owner, now) = (Arc::clone(&engine.owner), app.clock.now());
    app.db.write(Scope::Platform, move |c| leases::acquire(c, ACTIVE, &owner, LEASE, now)).await
}

/// Renews the lease while `work` lasts: a long round is no reason for a standby to step in.
async fn holding<T>(app: &Arc<App>, engine: &Engine, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        if let Ok(done) = tokio::time::timeout(BEAT, work.as_mut()).await {
            return done;
        }
        if let Err(error) = hold(app, engine).await {
            tracing::warn!(%error, "the active matcher's lease could not be renewed");
        }
    }
}

/// Lets a standby go on at once.
async fn give_up(app: &Arc<App>, engine: &Engine) {
    let owner = Arc::clone(&engine.owner);
    let given_up = app.db.write(Scope::Platform, move |c| {
        leases::release(c, ACTIVE, &owner)?;
        c.wake(FREE);
        Ok(())
    });
    if let Err(error) = given_up.await {
        tracing::warn!(%error, "the active matcher's lease could not be given up; it will run out");
    }
}

/// What the active matcher does each second, whoever that is: ends what is overdue, then matches with a longer look back. Tests
/// call it instead of waiting.
pub async fn tick(app: &Arc<App>) -> Result<()> {
    let engine = app.get::<Engine>()?;
    sweep(app, &engine).await?;
    assessments(app, &engine).await?;
    round(app, &engine, Some(LOOK)).await
}

/// Reads what changed in the last `look`, without one in as long as changes lately came late, lets the core decide, and makes
/// its offers, until none is refused.
async fn round(app: &Arc<App>, engine: &Engine, look: Option<Duration>) -> Result<()> {
    let mut live = engine.live.lock().await;
    let mut offers = learn(app, engine, &mut live, look).await?;
    for _ in 0..REPEATS {
        make(app, engine, &mut live, offers).await;
        // What came meanwhile has left a hint. Only what was refused is decided again at once.
        if live.recheck.is_empty() {
            return Ok(());
        }
        offers = learn(app, engine, &mut live, None).await?;
    }
    if offers.is_empty() {
        return Ok(());
    }
    // The core has booked offers that nobody makes: read everything anew next time.
    live.synced = None;
    tracing::warn!("offers were still being refused after {REPEATS} repeats");
    Ok(())
}

/// Feeds the core; returns the offers it wants made.
async fn learn(app: &Arc<App>, engine: &Engine, live: &mut Live, look: Option<Duration>) -> Result<Vec<Offer>> {
    let now = app.clock.now();
    let full = live.synced.is_none_or(|at| now.since(at) >= RESYNC || now < at);
    let named = std::mem::take(&mut live.recheck);
    let (reader, mut seen) = (engine.clone(), std::mem::take(&mut live.seen));
    let since = now.minus(look.unwrap_or_else(|| seen.glance()));
    let which = if full { Which::All } else { Which::Changed(since, named) };
    if look.is_some() {
        seen.calm();
    }
    let load = move |c: &mut Conn<'_>| {
        seen.forget(now.minus(LOOK));
        let workers = store::workers(c, &reader, &which, &mut seen, now)?;
        Ok((workers, store::tasks(c, &reader, &which, &mut seen, now)?, seen))
    };
    let (workers, changes) = match app.db.read(Scope::Platform, load).await {
        Ok((workers, changes, seen)) => {
            live.seen = seen;
            (workers, changes)
        }
        Err(error) => {
            live.synced = None;
            return Err(error);
        }
    };
    if full {
        let here: HashSet<_> = workers.iter().map(|worker| worker.id).collect();
        let waiting: HashSet<_> = changes.iter().filter_map(Change::waits).collect();
        live.matcher.retain(|id| here.contains(&id), |id| waiting.contains(&id));
        live.tenants.retain(|id, _| waiting.contains(id));
        live.synced = Some(now);
        live.full_reads += 1;
    }
    let mut inputs = vec![Input::Tick];
    for change in changes {
        match change {
            Change::Gone(id) => {
                live.tenants.remove(&id);
                inputs.push(Input::TaskGone(id));
            }
            Change::Waits(tenant, task) => {
                live.tenants.insert(task.id, tenant);
                if live.matcher.task(task.id) != Some(&task) {
                    inputs.push(Input::Task(task));
                }
            }
        }
    }
    inputs.extend(workers.into_iter().filter(|w| live.matcher.worker(w.id) != Some(w)).map(Input::Worker));
    Ok(live.matcher.apply_all(inputs, now))
}

/// Makes offers. What was refused is forgotten and read again.
async fn make(app: &Arc<App>, engine: &Engine, live: &mut Live, offers: Vec<Offer>) {
    let now = app.clock.now();
    // An enterprise's offers take from one account: they go one batch after the other, different enterprises' side by side.
    let mut lanes: [Vec<Offer>; LANES] = Default::default();
    for offer in offers {
        if let Some(tenant) = live.tenants.get(&offer.task) {
            lanes[lane(*tenant)].push(offer);
        }
    }
    let made = join_all(lanes.into_iter().map(|lane| async move {
        let mut refused = Recheck::default();
        for batch in lane.chunks(BATCH) {
            for (offer, outcome) in batch.iter().zip(make_batch(app, engine, batch, now).await) {
                if let Err(refusal) = outcome {
                    tracing::debug!(task = %offer.task, worker = %offer.worker, ?refusal, "offer not made");
                    refused.workers.push(offer.worker);
                    refused.tasks.push(offer.task);
                }
            }
        }
        refused
    }));
    let mut refused = Recheck::default();
    for lane in made.await {
        refused.workers.extend(lane.workers);
        refused.tasks.extend(lane.tasks);
    }
    let gone = refused.workers.iter().map(|id| Input::WorkerGone(*id));
    let gone: Vec<Input> = gone.chain(refused.tasks.iter().map(|id| Input::TaskGone(*id))).collect();
    // Forgetting matches nothing by itself; the rows come back with the next read.
    live.matcher.apply_all(gone, Ts::default());
    live.recheck = refused;
}

fn lane(tenant: TenantId) -> usize {
    // The last bits of an id are random.
    (tenant.uuid().as_u128() % LANES as u128) as usize
}

/// Makes offers in one transaction. When that fails as a whole and the store is there, each is tried alone, so that one of
/// them cannot hold up the others.
async fn make_batch(app: &Arc<App>, engine: &Engine, batch: &[Offer], now: Ts) -> Vec<Outcome> {
    let error = match commit(app, engine, batch, now).await {
        Ok(outcomes) => return outcomes,
        Err(error) => error,
    };
    tracing::warn!(%error, offers = batch.len(), "offers failed; they are decided again");
    if batch.len() == 1 || error.code == Code::Busy || app.db.ping().await.is_err() {
        return vec![Err(Refusal::Failed); batch.len()];
    }
    let mut outcomes = Vec::with_capacity(batch.len());
    for one in batch.chunks(1) {
        outcomes.extend(commit(app, engine, one, now).await.unwrap_or_else(|error| {
            tracing::warn!(%error, task = ?one.first().map(|offer| offer.task), "an offer failed; it is decided again");
            vec![Err(Refusal::Failed)]
        }));
    }
    outcomes
}

async fn commit(app: &Arc<App>, engine: &Engine, offers: &[Offer], now: Ts) -> Result<Vec<Outcome>> {
    let (engine, offers) = (engine.clone(), offers.to_vec());
    let write = move |c: &mut Conn<'_>| moves::offer_all(c, engine.rules(), engine.policy_hash(), &offers, now);
    app.db.write(Scope::Platform, write).await
}

/// Everything whose lease or deadline has passed.
enum Overdue {
    Offer(crate::offer::ReservationRow),
    Served(crate::task::TaskRow),
    Wrapping(crate::task::TaskRow),
    Desk(crate::presence::PresenceRow),
}

/// Ends what is overdue: offers time out, vanished workers' tasks go back, wrap-ups complete, silent desks go offline.
async fn sweep(app: &Arc<App>, engine: &Engine) -> Result<()> {
    let now = app.clock.now();
    let due = app.db.read(Scope::Platform, move |c| overdue(c, now)).await?;
    if due.is_empty() {
        return Ok(());
    }
    let due = Arc::new(due);
    for start in (0..due.len()).step_by(CHUNK) {
        let (due, engine) = (Arc::clone(&due), engine.clone());
        app.db
            .write(Scope::Platform, move |c| {
                for item in due.iter().skip(start).take(CHUNK) {
                    end_one(c, engine.rules(), item, now)?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}

/// Asks for what test calls wait for, where an offer ran out or somebody came to the desk since.
async fn assessments(app: &Arc<App>, engine: &Engine) -> Result<()> {
    let now = app.clock.now();
    if app.db.read(Scope::Platform, move |c| certification::calls_waiting(c, now)).await?.is_empty() {
        return Ok(());
    }
    let engine = engine.clone();
    app.db.write(Scope::Platform, move |c| assess(c, &engine, now)).await
}

/// Offers parts of test calls, in one process after the other: the lease is over as soon as it is taken, its row is what
/// two of them wait for.
pub(crate) fn assess(c: &mut Conn<'_>, engine: &Engine, now: Ts) -> db::Result<()> {
    match leases::acquire(c, "assessors", &engine.owner, Duration::ZERO, now)? {
        Some(_) => presence::call_assessors(c, now),
        None => Ok(()),
    }
}

fn overdue(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<Overdue>> {
    let mut due: Vec<Overdue> = offers::overdue(c, now)?.into_iter().map(Overdue::Offer).collect();
    due.extend(tasks::overdue(c, false, now)?.into_iter().map(Overdue::Served));
    due.extend(tasks::overdue(c, true, now)?.into_iter().map(Overdue::Wrapping));
    due.extend(desk::overdue(c, now)?.into_iter().map(Overdue::Desk));
    Ok(due)
}

/// Ends one overdue thing in a savepoint, unless it has moved on since it was read.
fn end_one(c: &mut Conn<'_>, rules: &DispatchRules, item: &Overdue, now: Ts) -> db::Result<()> {
    let ended = c.nested(|c| match item {
        Overdue::Offer(made) => moves::time_out(c, rules, made, now),
        Overdue::Served(seen) => match tasks::get(c, seen.tenant_id, seen.id)? {
            Some(task) if task.state == TaskState::Assigned && task.lease_ends_at.is_some_and(|at| at <= now) => {
                moves::vanish(c, rules, &task, now)
            }
            _ => Ok(()),
        },
        Overdue::Wrapping(seen) => match tasks::get(c, seen.tenant_id, seen.id)? {
            Some(task) if task.state == TaskState::Wrapping => moves::complete(c, &task, "auto", None, now).map(|_| ()),
            _ => Ok(()),
        },
        Overdue::Desk(seen) => presence::fell_silent(c, seen.worker_id, now),
    });
    match ended {
        // Somebody else ended it first.
        Err(db::Error::App(error)) if matches!(error.code, Code::Conflict | Code::OfferGone) => Ok(()),
        other => other,
    }
}
