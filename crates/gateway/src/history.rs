//! Days that already happened: the services run under a moved clock, on a private port, before the demo listens.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use kernel::{Clock, Error, Result, Ts};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use swarm::{Episode, SoftKey};
use tokio::sync::watch;

use crate::{cli, commands::say, config::Config, demo, server::Server, wiring};

/// Conversations of one past day.
const PER_DAY: u32 = 24;
const DAY: Duration = Duration::from_secs(86_400);

/// Plays the days from `since` to now, unless the store has lived before.
pub(crate) async fn run(config: &Config, demo: &cli::Demo, since: Ts) -> Result<()> {
    if demo.history_days == 0 || config.data.join("demo.json").exists() {
        return Ok(());
    }
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).map_err(Error::internal)?;
    let port = listener.local_addr().map_err(Error::internal)?.port();
    let past = Config { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), public_url: String::new(), ..config.clone() };
    let clock = Clock::manual(since);
    let (app, worker) = wiring::open(&past, clock.clone(), demo.seed).await?;
    let seeded = demo::seed(&app, demo, since).await?;
    let (stop, mut stopped) = watch::channel(false);
    let server = Server { app: Arc::clone(&app), worker, routes: wiring::routes(), listener, threads: 1 };
    let serving = tokio::spawn(server.run(async move {
        let _ = stopped.wait_for(|s| *s).await;
    }));
    let outcome = play(&past, demo, &clock, &seeded).await;
    stop.send_replace(true);
    serving.await.map_err(Error::internal)??;
    outcome
}

async fn play(past: &Config, demo: &cli::Demo, clock: &Clock, seeded: &demo::Seed) -> Result<()> {
    let mut rng = StdRng::seed_from_u64(demo.seed ^ 0xD0);
    let base = past.origin();
    let failed = |failure: swarm::Failure| Error::internal(format!("history could not be played: {failure}"));
    let pass = {
        let clock = clock.clone();
        move |by: Duration| clock.advance(by)
    };
    let keys: std::result::Result<Vec<SoftKey>, _> =
        (0..seeded.swarm.len()).map(|n| SoftKey::new(&base, demo.seed ^ (n as u64 + 1))).collect();
    let mut keys = keys.map_err(failed)?;
    let morning = clock.now();
    for day in 0..demo.history_days {
        if demo.duration.is_none() {
            say(&format!("history: day {} of {}", day + 1, demo.history_days))?;
        }
        for n in 0..PER_DAY {
            let at = morning.plus(DAY * day + (DAY - Duration::from_secs(3600)) * n / PER_DAY);
            if clock.now() < at {
                clock.set(at);
            }
            let who = rng.random_range(0..keys.len().max(1));
            let (Some(widget), Some(login), Some(key)) =
                (pick(&mut rng, &seeded.widgets), seeded.swarm.get(who), keys.get_mut(who))
            else {
                return Ok(());
            };
            let episode = Episode { base: &base, widget, login, key, seed: rng.random(), pass: &pass };
            episode.play().await.map_err(failed)?;
        }
    }
    Ok(())
}

fn pick<'a, T>(rng: &mut StdRng, from: &'a [T]) -> Option<&'a T> {
    if from.is_empty() { None } else { from.get(rng.random_range(0..from.len())) }
}
