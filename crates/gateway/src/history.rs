//! Days that already happened: the services run under a moved clock, on a private port, before the demo listens. Four
//! weeks and more begin with the last month that can be closed, so that its money is earned, contested, paid and invoiced.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use db::jobs;
use http::App;
use kernel::{Clock, Error, Result, Scope, Ts};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::json;
use swarm::{Episode, Person, SoftKey, bank::Bank};
use tokio::sync::watch;

use crate::{
    cli,
    commands::say,
    config::Config,
    demo,
    month::{Month, Staff, Step},
    server::Server,
    wiring,
};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);
/// Where the shipped tariff's clock is ahead of UTC.
const OFFSET: Duration = Duration::from_secs(8 * 3600);
/// No shipped rule of pay is older.
const RULES_SINCE: Ts = Ts::from_micros(1_767_225_600_000_000);

/// Where a demo's history begins and the month in it that is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) since: Ts,
    /// The month's end, from which its three days of hold count.
    pub(crate) month_end: Ts,
}

/// Of the last days' conversations, one in so many goes wrong.
const RECENT_DAYS: u32 = 3;
const WRONG_ONE_IN: u32 = 6;
/// Workers who contest an evaluation at the end.
const CONTESTED: u32 = 2;

/// From this many days on the last month that can be closed is played as well.
const WHOLE_MONTH: u32 = 28;

/// The last month whose hold is over at `now`; of fewer days than a month, only these, and no month ends in them.
pub(crate) fn span(now: Ts, days: u32) -> Result<Span> {
    if days < WHOLE_MONTH {
        let since = now.minus(DAY * days.max(1));
        return Ok(Span { since, month_end: since.plus(DAY * 35) });
    }
    let first = |local: Ts| -> Result<Ts> {
        let day = local.day();
        let month = day.get(..7).ok_or_else(|| Error::internal("a day without a month"))?;
        format!("{month}-01T00:00:00Z").parse()
    };
    let month_end = first(now.plus(OFFSET).minus(DAY * 4))?;
    let since = first(month_end.minus(DAY))?;
    Ok(Span { since: since.minus(OFFSET).max(RULES_SINCE), month_end: month_end.minus(OFFSET) })
}

/// Plays the time from `span.since` to now, unless the store has lived before.
pub(crate) async fn run(config: &Config, demo: &cli::Demo, bank: &Bank, span: Span, now: Ts) -> Result<()> {
    if demo.history_days == 0 || config.data.join("demo.json").exists() {
        return Ok(());
    }
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).map_err(Error::internal)?;
    let port = listener.local_addr().map_err(Error::internal)?.port();
    let past = Config { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), public_url: String::new(), ..config.clone() };
    let clock = Clock::manual(span.since);
    bank.keep_time(clock.clone());
    let (app, worker) = wiring::open(&past, clock.clone(), demo.seed).await?;
    let seeded = demo::seed(&app, demo, span.since).await?;
    let (stop, mut stopped) = watch::channel(false);
    let server = Server { app: Arc::clone(&app), worker, routes: wiring::routes(), listener, threads: 1 };
    let serving = tokio::spawn(server.run(async move {
        let _ = stopped.wait_for(|s| *s).await;
    }));
    let outcome = Past { config: &past, demo, app: &app, clock: &clock, seeded: &seeded, bank }.play(span, now).await;
    stop.send_replace(true);
    serving.await.map_err(Error::internal)??;
    outcome
}

/// What happens at an instant of the past.
#[derive(Clone, Copy)]
enum What {
    /// A customer writes.
    Talk,
    /// What the schedules of a day would have asked for.
    Tick,
    Money(Step),
}

/// Everything that happens until `now`, in order: half of the talk in the last days, the rest before them.
fn plan(demo: &cli::Demo, span: Span, now: Ts) -> Vec<(Ts, What)> {
    let last = now.minus(HOUR);
    let talks = demo.history_days * demo.history_per_day;
    let recent = now.minus(DAY * demo.history_days).max(span.since);
    let early = if recent > span.since { talks / 2 } else { 0 };
    let spread = |from: Ts, until: Ts, n: u32| (0..n).map(move |k| from.plus(until.since(from) * k / n.max(1)));
    let mut all: Vec<(Ts, What)> = spread(span.since.plus(HOUR * 3), recent, early).map(|at| (at, What::Talk)).collect();
    all.extend(spread(recent.max(span.since.plus(HOUR * 3)), last, talks - early).map(|at| (at, What::Talk)));
    let days = u32::try_from(last.since(span.since).as_secs() / DAY.as_secs()).unwrap_or(0);
    all.extend((1..=days).map(|day| (span.since.plus(DAY * day), What::Tick)));
    all.extend(Step::all(span).into_iter().filter(|(at, _)| *at < last).map(|(at, step)| (at, What::Money(step))));
    all.sort_by_key(|(at, _)| *at);
    all
}

/// Where the past is played, by whom and with which bank.
struct Past<'a> {
    config: &'a Config,
    demo: &'a cli::Demo,
    app: &'a Arc<App>,
    clock: &'a Clock,
    seeded: &'a demo::Seed,
    bank: &'a Bank,
}

impl Past<'_> {
    async fn play(self, span: Span, now: Ts) -> Result<()> {
        let Self { config: past, demo, app, clock, seeded, bank } = self;
        let mut rng = StdRng::seed_from_u64(demo.seed ^ 0xD0);
        let base = past.origin();
        let failed = |failure: swarm::Failure| Error::internal(format!("history could not be played: {}", told(&failure)));
        let pass = {
            let clock = clock.clone();
            move |by: Duration| clock.advance(by)
        };
        let mut staff: Vec<Staff> = Vec::new();
        for (n, login) in seeded.swarm.iter().chain([&seeded.star]).enumerate() {
            staff.push((Person::new(login.clone()), SoftKey::new(&base, demo.seed ^ (n as u64 + 1)).map_err(failed)?));
        }
        let (mut talks, recent) = (0_u32, now.minus(DAY * RECENT_DAYS));
        let mut month = Month::new(&base, seeded, bank, &pass, span);
        let happenings = plan(demo, span, now);
        let days = now.since(span.since).as_secs() / DAY.as_secs();
        for (at, what) in happenings {
            if clock.now() < at {
                clock.set(at);
            }
            match what {
                What::Talk => {
                    // The first is a newcomer, who hardly works in the month that is closed.
                    let least = usize::from(at < span.month_end && staff.len() > 2);
                    let who = rng.random_range(least..staff.len().max(1));
                    let (Some(widget), Some((person, key))) = (pick(&mut rng, &seeded.widgets), staff.get_mut(who)) else {
                        return Ok(());
                    };
                    let (seed, linger) = (rng.random(), Duration::ZERO);
                    talks += 1;
                    // Now and then of late, so that there is something for an administrator to do when the demo opens.
                    let goes_wrong = at >= recent && talks.is_multiple_of(WRONG_ONE_IN);
                    let episode = Episode { base: &base, widget, person, key, seed, linger, goes_wrong, pass: &pass };
                    episode.play().await.map_err(failed)?;
                }
                What::Tick => {
                    let day = at.since(span.since).as_secs() / DAY.as_secs();
                    if demo.duration.is_none() && day.is_multiple_of(7) {
                        say(&format!("history: day {day} of {days}"))?;
                    }
                    tick(app).await?;
                }
                What::Money(step) => {
                    month.step(step, &mut staff).await.map_err(|f| Error::internal(format!("{step:?}: {}", told(&f))))?;
                    // What a step asks of the bank is told by its files.
                    if step.is_the_banks() { tick(app).await? } else { drained(app).await? }
                }
            }
        }
        tick(app).await?;
        let mut contested = 0;
        for (person, _) in &mut staff {
            if contested < CONTESTED && swarm::contest(&base, person).await.map_err(failed)? {
                contested += 1;
            }
        }
        drained(app).await?;
        month.leave().await.map_err(failed)
    }
}

fn told(failure: &swarm::Failure) -> String {
    match failure {
        swarm::Failure::Refused { problem, .. } => format!("{failure} {problem}"),
        _ => failure.to_string(),
    }
}

/// Asks for everything that is scheduled and waits until it is done.
async fn tick(app: &App) -> Result<()> {
    let now = app.clock.now();
    let ask = move |c: &mut db::Conn<'_>| {
        let schedules = wiring::schedules();
        schedules.iter().try_for_each(|s| jobs::enqueue(c, s.queue, "schedule", &json!({}), now, now))
    };
    app.db.write(Scope::Platform, ask).await?;
    drained(app).await
}

/// Until no job and no event of this instant waits or runs: what comes next must not overtake it.
async fn drained(app: &App) -> Result<()> {
    let now = app.clock.now();
    let queues: Vec<&'static str> = wiring::jobs().iter().map(|job| job.queue).collect();
    for _ in 0..swarm::LOOKS {
        let queues = queues.clone();
        let busy = move |c: &mut db::Conn<'_>| {
            let waiting = jobs::waiting(c, &queues, now)? + db::outbox::backlog(c)?.0;
            Ok(waiting > 0 || !jobs::list(c, Some("running"), jobs::JobId::from_u128(u128::MAX), 1)?.is_empty())
        };
        if !app.db.read(Scope::Platform, busy).await? {
            return Ok(());
        }
        tokio::time::sleep(swarm::LOOK).await;
    }
    Err(Error::internal("the jobs and events of an instant of the past did not come to an end"))
}

fn pick<'a, T>(rng: &mut StdRng, from: &'a [T]) -> Option<&'a T> {
    if from.is_empty() { None } else { from.get(rng.random_range(0..from.len())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_is_the_last_whose_hold_is_over() {
        let of = |now: &str| span(now.parse().unwrap(), 31).unwrap();
        let at = |text: &str| -> Ts { text.parse().unwrap() };
        let want = |since, end| Span { since: at(since), month_end: at(end) };
        assert_eq!(of("2026-11-28T10:00:00Z"), want("2026-09-30T16:00:00Z", "2026-10-31T16:00:00Z"));
        // The third of a month: the one before is still held.
        assert_eq!(of("2026-11-03T10:00:00Z"), want("2026-08-31T16:00:00Z", "2026-09-30T16:00:00Z"));
        assert_eq!(of("2026-11-05T10:00:00Z"), want("2026-09-30T16:00:00Z", "2026-10-31T16:00:00Z"));
    }
}
