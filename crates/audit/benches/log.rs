//! The audit log: entries kept one by one by many writers while the log is sealed beside them, on both engines; and proofs that an
//! entry is in a log of a million, beside the bare hashes of the same run.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a measurement may stop at once and say why")]

use std::{
    convert::Infallible,
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use audit::{
    Entry, Signer,
    merkle::{self, Hash, Nodes},
};
use db::Options;
use futures_util::future::join_all;
use kernel::{Clock, Id, Scope, TenantId, Ts};
use serde_json::json;
use testkit::{Base, Engine};
use uuid::Uuid;

const SHOP: TenantId = TenantId::from_u128(70);
/// Entries, each committed by itself, and how many wait for their commit at once.
const ENTRIES: u64 = 20_000;
const WRITERS: u64 = 64;
/// The log is sealed after so many, as the schedule does under load.
const SEALED_EVERY: u64 = 1000;
/// Leaves of the tree whose proofs are verified, and how many are.
const LEAVES: u64 = 1_000_000;
const PROOFS: u64 = 50_000;

fn main() {
    proofs();
    testkit::block_on(async {
        let dir = std::env::temp_dir().join(format!("tidecrew-log-{}", Id::<()>::new()));
        std::fs::create_dir_all(&dir).unwrap();
        let file = dir.join("log.db");
        std::fs::copy(testkit::sqlite_template(), &file).unwrap();
        let clock = Clock::manual("2026-01-05T08:00:00Z".parse().unwrap());
        durable("SQLite", Base::lent(Options::sqlite(file), clock)).await;
        std::fs::remove_dir_all(dir).unwrap();
        match Base::new(Engine::Postgres) {
            Some(base) => durable("Postgres", base).await,
            None => println!("Postgres: not measured, no server programs found"),
        }
    });
}

fn entry(n: u64, at: Ts) -> Entry<'static> {
    Entry {
        tenant: SHOP,
        actor: None,
        action: "project.create",
        object_kind: "project",
        object_id: Uuid::from_u128(u128::from(n)),
        detail: json!({"n": n.to_string()}),
        at,
    }
}

async fn durable(engine: &str, base: Base) {
    let (db, now) = (base.db.clone(), base.clock.now());
    let signer = Signer::of(&seal::Keyring::from_root([9; 32]));
    let kept = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    join_all((0..WRITERS).map(|_| {
        let (db, signer, kept) = (db.clone(), signer.clone(), Arc::clone(&kept));
        async move {
            loop {
                let n = kept.fetch_add(1, Ordering::Relaxed);
                if n >= ENTRIES {
                    return;
                }
                db.write(Scope::Tenant(SHOP), move |c| audit::record(c, &entry(n, now)).map(drop)).await.unwrap();
                if n % SEALED_EVERY == SEALED_EVERY - 1 {
                    let signer = signer.clone();
                    db.write(Scope::Platform, move |c| audit::seal(c, &signer, now).map(drop)).await.unwrap();
                }
            }
        }
    }))
    .await;
    let took = began.elapsed();
    while let Some(_more) = {
        let signer = signer.clone();
        db.write(Scope::Platform, move |c| audit::seal(c, &signer, now)).await.unwrap()
    } {}
    let key = signer.key();
    let report = db.read(Scope::Platform, move |c| audit::verify(c, &key)).await.unwrap();
    assert!(report.holds() && report.leaves == ENTRIES, "{report:?}");
    println!(
        "{engine}: {:.0} durable entries/s, each in a transaction of its own, {WRITERS} at once, sealed every {SEALED_EVERY} (target >= 2000)",
        ENTRIES as f64 / took.as_secs_f64()
    );
}

/// A tree in memory, level by level.
struct Tree(Vec<Vec<Hash>>);

impl Nodes for Tree {
    type Error = Infallible;

    fn complete(&mut self, level: u32, index: u64) -> Result<Hash, Infallible> {
        Ok(self.0[level as usize][usize::try_from(index).unwrap()])
    }
}

fn proofs() {
    let mut levels = vec![(0..LEAVES).map(|n| merkle::leaf(&n.to_le_bytes())).collect::<Vec<Hash>>()];
    while levels.last().is_some_and(|level| level.len() > 1) {
        let below = levels.last().unwrap();
        levels.push(below.chunks_exact(2).map(|pair| merkle::node(&pair[0], &pair[1])).collect());
    }
    let mut tree = Tree(levels);
    let Ok(root) = merkle::root(&mut tree, LEAVES);
    let step = LEAVES / PROOFS;
    let all: Vec<(u64, Hash, Vec<Hash>)> = (0..PROOFS)
        .map(|n| {
            let Ok(path) = merkle::inclusion(&mut tree, n * step, LEAVES);
            (n * step, tree.0[0][usize::try_from(n * step).unwrap()], path)
        })
        .collect();
    let began = Instant::now();
    let held = all.iter().filter(|(n, leaf, path)| merkle::verify_inclusion(leaf, *n, LEAVES, path, &root)).count();
    let took = began.elapsed();
    assert_eq!(held as u64, PROOFS);
    let began = Instant::now();
    for (_, leaf, path) in &all {
        black_box(path.iter().fold(*leaf, |hash, sibling| merkle::node(&hash, sibling)));
    }
    let bare = began.elapsed();
    println!(
        "proof that an entry is in a log of {LEAVES}: {:.2} us (target <= 10); its bare hashes {:.2} us, ratio {:.2}",
        took.as_secs_f64() * 1e6 / PROOFS as f64,
        bare.as_secs_f64() * 1e6 / PROOFS as f64,
        took.as_secs_f64() / bare.as_secs_f64()
    );
}
