//! Durable offers: everything that must hold is checked in the transaction, which writes the task, the offer with its reasons,
//! the booking, the money set aside, the worker's news and the event, sixty-four offers to a transaction. Beside bare SQL in
//! the same run, which moves as many tasks by compare-and-set and writes an event for each.
//! `cargo bench -p dispatch --bench offers -- 3` does three rounds instead of ten.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a measurement may stop at once and say why")]

#[path = "../tests/dispatch/crowd.rs"]
mod crowd;
#[path = "../tests/dispatch/world.rs"]
mod world;

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use db::{Dialect, Options};
use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};
use dispatch::{ConversationId, NewTask, ProjectId, core::Offer};
use futures_util::future::join_all;
use kernel::{AccountId, Clock, Currency, Id, Money, Scope, TenantId};
use testkit::{Base, Engine};
use world::{SKILL, World, world};

/// Workers at the desk, and tasks of one round: each is offered one.
const WORKERS: usize = 2000;
const ROUNDS: usize = 10;
/// Offers of one transaction, as the matcher makes them.
const BATCH: usize = 64;
/// Enterprises, whose batches are made side by side.
const ENTERPRISES: usize = 4;

fn main() {
    let rounds = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(ROUNDS);
    testkit::block_on(async {
        let dir = std::env::temp_dir().join(format!("tidecrew-offers-{}", Id::<()>::new()));
        std::fs::create_dir_all(&dir).unwrap();
        let file = dir.join("offers.db");
        std::fs::copy(testkit::sqlite_template(), &file).unwrap();
        let clock = Clock::manual("2026-01-05T08:00:00Z".parse().unwrap());
        measure("SQLite", Base::lent(Options::sqlite(file), clock), rounds).await;
        std::fs::remove_dir_all(dir).unwrap();
        match Base::new(Engine::Postgres) {
            Some(base) => measure("Postgres", base, rounds).await,
            None => println!("Postgres: not measured, no server programs found"),
        }
    });
}

async fn measure(engine: &str, base: Base, rounds: usize) {
    let options = base.options.clone();
    let w = world(base, |_, setup| setup).await;
    let shops = shops(&w).await;
    let workers = crowd::crowd(&w, WORKERS).await;
    let mut took = Duration::ZERO;
    for _ in 0..rounds {
        let lanes = lanes(&w, &shops, &workers).await;
        let began = Instant::now();
        join_all(lanes.into_iter().map(|lane| make(&w, lane))).await;
        took += began.elapsed();
        crowd::set_free(&w).await;
    }
    let count = rounds * WORKERS;
    let reference = bare(&options, count);
    let rate = |took: Duration| count as f64 / took.as_secs_f64();
    println!(
        "{engine}: {:.0} durable offers/s, {BATCH} a transaction (target >= 20000 on SQLite); bare statements {:.0}/s, ratio {:.2} (target >= 0.7 on Postgres)",
        rate(took),
        rate(reference),
        rate(took) / rate(reference)
    );
    lanes(&w, &shops, &workers).await;
    let began = Instant::now();
    w.tick().await;
    let beat = began.elapsed();
    assert_eq!(crowd::offers(&w).await.len(), count + WORKERS);
    println!("{engine}: a whole beat of {WORKERS} tasks for as many workers, read, decided and offered: {} ms", beat.as_millis());
}

/// Enterprises with money and a project each.
async fn shops(w: &World) -> Vec<(TenantId, ProjectId)> {
    let mut shops = Vec::new();
    for n in 0..ENTERPRISES {
        let now = w.app.now();
        let tenant = w
            .app
            .write(move |c| {
                let tenant = identity::seed_tenant(c, &format!("Shop {n}"), now)?;
                market::deposit(c, tenant, None, Money::new(100_000_000, Currency::CNY), "bench", now)?;
                Ok(tenant)
            })
            .await;
        shops.push((tenant, world::project(&w.app, tenant, 200, Vec::new()).await.id));
    }
    shops
}

/// New tasks, and an offer of each to one worker; the offers of an enterprise in a lane of their own.
async fn lanes(w: &World, shops: &[(TenantId, ProjectId)], workers: &[AccountId]) -> Vec<Vec<Offer>> {
    w.advance(0.1);
    let now = w.app.now();
    let mut lanes = Vec::new();
    for ((tenant, project), some) in shops.iter().copied().zip(workers.chunks(workers.len().div_ceil(shops.len()))) {
        let count = some.len();
        let rows = w.app.write(move |c| {
            let mut rows = Vec::with_capacity(count);
            for _ in 0..count {
                let new = NewTask {
                    tenant,
                    project,
                    skill: SKILL.to_owned(),
                    conversation: ConversationId::new(),
                    sensitivity: 1,
                    priority: 0,
                    units: 30,
                    contact: None,
                };
                let id = dispatch::create_task(c, &new, now)?;
                rows.extend(dispatch::task(c, tenant, id)?);
            }
            Ok(rows)
        });
        lanes.push(rows.await.iter().zip(some).map(|(row, worker)| crowd::wanted(row, *worker)).collect());
    }
    lanes
}

async fn make(w: &World, lane: Vec<Offer>) {
    for batch in lane.chunks(BATCH) {
        let (engine, batch, now) = (w.engine.clone(), batch.to_vec(), w.app.now());
        let outcomes = w.app.app.db.write(Scope::Platform, move |c| dispatch::offer_all(c, &engine, &batch, now)).await.unwrap();
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    }
}

/// The bare statements: as many tasks moved by compare-and-set and as many events, in transactions of the same size.
fn bare(options: &Options, count: usize) -> Duration {
    let sqlite = options.dialect() == Dialect::Sqlite;
    let (id, bytes) = if sqlite { ("BLOB", "TEXT") } else { ("UUID", "JSONB") };
    let mut raw: Box<dyn FnMut(&str)> = if sqlite {
        let mut c = SqliteConnection::establish(&options.url).unwrap();
        c.batch_execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000").unwrap();
        Box::new(move |sql| c.batch_execute(sql).unwrap())
    } else {
        let mut c = PgConnection::establish(&options.url).unwrap();
        Box::new(move |sql| c.batch_execute(sql).unwrap())
    };
    raw(&format!(
        "CREATE TABLE raw_task (id {id} PRIMARY KEY, state TEXT NOT NULL, attempt BIGINT NOT NULL, worker_id {id}, lease_ends_at BIGINT);
         CREATE TABLE raw_event (id {id} PRIMARY KEY, topic TEXT NOT NULL, body {bytes} NOT NULL, created_at BIGINT NOT NULL);"
    ));
    let name = |n: usize| {
        let uuid = Id::<()>::from_u128((1 << 100) + n as u128).to_string();
        if sqlite { format!("x'{}'", uuid.replace('-', "")) } else { format!("'{uuid}'::uuid") }
    };
    let ids: Vec<String> = (0..count).map(name).collect();
    for chunk in ids.chunks(500) {
        let rows: Vec<String> = chunk.iter().map(|id| format!("({id}, 'pending', 0, NULL, NULL)")).collect();
        raw(&format!("INSERT INTO raw_task VALUES {}", rows.join(",")));
    }
    let body = format!("{{\"task\":\"{0}\",\"worker\":\"{0}\",\"skill\":\"{SKILL}\",\"attempt\":1}}", Id::<()>::new());
    let mut took = Duration::ZERO;
    for chunk in ids.chunks(BATCH) {
        let (mut moved, mut events) = (String::new(), String::new());
        for id in chunk {
            let _ = write!(moved, "({id},0,{id}),");
            let _ = write!(events, "({id},'task.offered','{body}',1),");
        }
        let sql = format!(
            "BEGIN; UPDATE raw_task SET state = 'reserved', attempt = attempt + 1, worker_id = v.column3, lease_ends_at = 20 \
             FROM (VALUES {}) AS v WHERE raw_task.id = v.column1 AND raw_task.state = 'pending' AND raw_task.attempt = v.column2; \
             INSERT INTO raw_event VALUES {}; COMMIT",
            moved.trim_end_matches(','),
            events.trim_end_matches(',')
        );
        let began = Instant::now();
        raw(&sql);
        took += began.elapsed();
    }
    took
}
