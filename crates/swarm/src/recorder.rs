//! One simulated candidate after the other at the same place, each recording live: a chunk every three seconds, until nobody
//! should start anything new.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::{
    Failure, Mailbox, World, candidate,
    media::{self, Voice},
};

/// How often a recorder hands over what it has.
const EVERY: Duration = Duration::from_secs(3);
/// How long somebody talks.
const TALK_MS: usize = 57_000;

pub(crate) async fn live(world: World, seed: u64) {
    let Some(mailbox) = world.options.mailbox.clone() else { return };
    let mut rng = StdRng::seed_from_u64(seed);
    // Nobody begins at the very moment of the others.
    tokio::time::sleep(EVERY.mul_f64(rng.random_range(0.0..4.0))).await;
    while !world.is_closing() {
        if let Err(failure) = record(&world, &mut rng, &mailbox).await {
            world.stats.refused(failure.code());
            tracing::debug!(%failure, "a simulated recording broke off");
            tokio::time::sleep(EVERY).await;
        }
    }
}

async fn record(world: &World, rng: &mut StdRng, mailbox: &Mailbox) -> Result<(), Failure> {
    let client = candidate::enter(world, rng, mailbox).await?;
    let recording = media::webm(&Voice::new(rng.random()).speech(TALK_MS));
    let (id, chunk_max) = candidate::begin_take(&client, "talk").await?;
    let chunk = (recording.len() * EVERY.as_millis() as usize / TALK_MS).clamp(1, chunk_max);
    let mut clock = interval(EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for (n, bytes) in recording.chunks(chunk).enumerate() {
        clock.tick().await;
        if world.is_closing() {
            return Ok(());
        }
        let at = Instant::now();
        candidate::send_chunk(&client, &id, n, bytes).await?;
        world.stats.took("chunk_kept", at.elapsed());
    }
    world.stats.add("recorded_live", 1);
    Ok(())
}
