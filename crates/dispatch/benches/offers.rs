//! Durable offers: everything that must hold is checked in the transaction, which writes the task, the offer with its reasons,
//! the booking, the money set aside and the worker's news, many offers to a transaction (nobody hears of the event). Beside bare SQL in the same
//! run: the same rows copied into tables with the same indexes; and the least, a task moved by compare-and-set and an event.
//! Then how long it takes from a task's arrival until its offer is on a socket.
//! `cargo bench -p dispatch --bench offers -- 3` does three rounds instead of ten; `arrival` leaves the rounds out, `rounds` the
//! arrivals, `sqlite` and `postgres` the other engine.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement may stop at once and say why"
)]

#[path = "support/arrival.rs"]
mod arrival;
#[path = "../tests/dispatch/crowd.rs"]
mod crowd;
#[path = "../tests/dispatch/world.rs"]
mod world;

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use db::{Dialect, Options};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    pg::Pg,
    sql_query,
    sql_types::{BigInt, Text},
    sqlite::Sqlite,
};
use dispatch::{BATCH, ConversationId, NewTask, ProjectId, core::Offer};
use futures_util::future::join_all;
use kernel::{AccountId, Clock, Currency, Id, Money, Scope, TenantId};
use testkit::{Base, Engine};
use world::{SKILL, World, world};

/// Workers at the desk, and tasks of one round: each is offered one.
const WORKERS: usize = 2000;
const ROUNDS: usize = 10;
/// Enterprises, whose batches are made side by side.
const ENTERPRISES: usize = 4;

fn main() {
    let rounds = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(ROUNDS);
    let only = |what: &str| std::env::args().any(|word| word == what);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    actix_web::rt::System::with_tokio_rt(|| runtime).block_on(async {
        for (engine, other) in [(Engine::Sqlite, "postgres"), (Engine::Postgres, "sqlite")] {
            if only(other) {
                continue;
            }
            if !only("arrival") {
                with(engine, async |name, base| measure(name, base, rounds).await).await;
            }
            if !only("rounds") {
                with(engine, arrival::measure).await;
            }
        }
    });
}

/// A store of the engine: SQLite's on the disk, Postgres' where its server has it.
async fn with(engine: Engine, measure: impl AsyncFnOnce(&str, Base)) {
    let clock = Clock::manual("2026-01-05T08:00:00Z".parse().unwrap());
    if engine == Engine::Postgres {
        return match Base::new(engine) {
            Some(base) => measure("Postgres", base).await,
            None => println!("Postgres: not measured, no server programs found"),
        };
    }
    let dir = std::env::temp_dir().join(format!("tidecrew-offers-{}", Id::<()>::new()));
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join("offers.db");
    std::fs::copy(testkit::sqlite_template(), &file).unwrap();
    measure("SQLite", Base::lent(Options::sqlite(file), clock)).await;
    std::fs::remove_dir_all(dir).unwrap();
}

async fn measure(engine: &str, base: Base, rounds: usize) {
    let options = base.options.clone();
    let w = world(base, |_, setup| setup).await;
    w.app.app.db.hear(&dispatch::consumers(&w.engine));
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
    let rate = |took: Duration| count as f64 / took.as_secs_f64();
    let (own, mut c) = (rate(took), connection(&options));
    let (same, least) = (rate(same_rows(&mut c, count)), rate(bare(&mut c, count)));
    println!("{engine}: {own:.0} durable offers/s, at most {BATCH} a transaction (target >= 20000 on SQLite)");
    println!(
        "{engine}: bare statements that write the same rows {same:.0}/s, ratio {:.2} (target >= 0.7 on Postgres)",
        own / same
    );
    println!("{engine}: bare statements that move a task and write an event {least:.0}/s, ratio {:.2}", own / least);
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

/// A connection of its own, set as the product sets its writer's.
fn connection(options: &Options) -> Raw {
    if options.dialect() == Dialect::Sqlite {
        let mut c = SqliteConnection::establish(&options.url).unwrap();
        c.batch_execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; \
             PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON",
        )
        .unwrap();
        Raw::Sqlite(c)
    } else {
        let mut c = PgConnection::establish(&options.url).unwrap();
        c.batch_execute("SET app.platform = 'on'").unwrap();
        Raw::Pg(c)
    }
}

enum Raw {
    Sqlite(SqliteConnection),
    Pg(PgConnection),
}

impl Raw {
    fn run(&mut self, sql: &str) {
        match self {
            Self::Sqlite(c) => c.batch_execute(sql),
            Self::Pg(c) => c.batch_execute(sql),
        }
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    fn ask<T: QueryableByName<Sqlite> + QueryableByName<Pg> + 'static>(&mut self, sql: &str) -> Vec<T> {
        match self {
            Self::Sqlite(c) => sql_query(sql).load(c).unwrap(),
            Self::Pg(c) => sql_query(sql).load(c).unwrap(),
        }
    }

    /// How long it takes.
    fn timed(&mut self, sql: &str) -> Duration {
        let began = Instant::now();
        self.run(sql);
        began.elapsed()
    }
}

/// The least that moves tasks: as many by compare-and-set and as many events, in transactions of the same size.
fn bare(c: &mut Raw, count: usize) -> Duration {
    let sqlite = matches!(c, Raw::Sqlite(_));
    let (id, bytes) = if sqlite { ("BLOB", "TEXT") } else { ("UUID", "JSONB") };
    c.run(&format!(
        "CREATE TABLE bare_task (id {id} PRIMARY KEY, state TEXT NOT NULL, attempt BIGINT NOT NULL, worker_id {id}, lease_ends_at BIGINT);
         CREATE TABLE bare_event (id {id} PRIMARY KEY, topic TEXT NOT NULL, body {bytes} NOT NULL, created_at BIGINT NOT NULL);"
    ));
    let name = |n: usize| {
        let uuid = Id::<()>::from_u128((1 << 100) + n as u128).to_string();
        if sqlite { format!("x'{}'", uuid.replace('-', "")) } else { format!("'{uuid}'::uuid") }
    };
    let ids: Vec<String> = (0..count).map(name).collect();
    for chunk in ids.chunks(500) {
        let rows: Vec<String> = chunk.iter().map(|id| format!("({id}, 'pending', 0, NULL, NULL)")).collect();
        c.run(&format!("INSERT INTO bare_task VALUES {}", rows.join(",")));
    }
    let body = format!("{{\"task\":\"{0}\",\"worker\":\"{0}\",\"skill\":\"{SKILL}\",\"attempt\":1}}", Id::<()>::new());
    let mut took = Duration::ZERO;
    for chunk in ids.chunks(BATCH) {
        let (mut moved, mut events) = (String::new(), String::new());
        for id in chunk {
            let _ = write!(moved, "({id},0,{id}),");
            let _ = write!(events, "({id},'task.offered','{body}',1),");
        }
        took += c.timed(&format!(
            "BEGIN; UPDATE bare_task SET state = 'reserved', attempt = attempt + 1, worker_id = v.column3, lease_ends_at = 20 \
             FROM (VALUES {}) AS v WHERE bare_task.id = v.column1 AND bare_task.state = 'pending' AND bare_task.attempt = v.column2; \
             INSERT INTO bare_event VALUES {}; COMMIT",
            moved.trim_end_matches(','),
            events.trim_end_matches(',')
        ));
    }
    took
}

/// Tables an offer or a batch of them adds a row to, with what tells those rows and their order.
const ADDED: [(&str, &str, &str); 4] = [
    ("reservation", "true", "id"),
    ("task_budget", "true", "task_id"),
    ("ledger_transfer", "kind = 'budget.reserve'", "entry_id"),
    ("stream_event", "kind = 'offer'", "seq, owner_id"),
];
/// Tables of which it changes a row.
const CHANGED: [&str; 4] = ["task", "presence", "stream", "ledger_balance"];

/// The very rows that the product wrote, once more: into tables with the same keys, indexes and checks, in transactions of
/// the same size, by statements that copy or change a batch each and check nothing but that the tasks still wait.
fn same_rows(c: &mut Raw, count: usize) -> Duration {
    for table in ADDED.iter().map(|(table, ..)| table).chain(&CHANGED) {
        twin(c, table);
    }
    for (table, which, order) in ADDED {
        c.run(&format!(
            "ALTER TABLE raw_{table} ADD COLUMN n INTEGER;
             CREATE TABLE src_{table} AS SELECT {table}.*, row_number() OVER (ORDER BY {order}) AS n FROM {table} WHERE {which};
             CREATE UNIQUE INDEX src_{table}_n ON src_{table} (n)"
        ));
    }
    for table in CHANGED {
        c.run(&format!("INSERT INTO raw_{table} SELECT * FROM {table}"));
    }
    c.run("UPDATE raw_task SET state = 'pending', attempt = 0, worker_id = NULL, lease_ends_at = NULL");
    let held: Vec<usize> = ADDED.iter().map(|(table, ..)| rows(c, table)).collect();
    let mut took = Duration::ZERO;
    let batches = count.div_ceil(BATCH);
    for nth in 0..batches {
        // As many of each table as fall to a batch.
        let part = |held: usize| format!("n > {} AND n <= {}", nth * held / batches, (nth + 1) * held / batches);
        let batch = part(count);
        let copy =
            |(table, held): (&str, &usize)| format!("INSERT INTO raw_{table} SELECT * FROM src_{table} WHERE {};", part(*held));
        let copies: Vec<String> = ADDED.iter().map(|(table, ..)| *table).zip(&held).map(copy).collect();
        took += c.timed(&format!(
            "BEGIN; {} \
             UPDATE raw_task SET state = 'reserved', attempt = s.attempt, worker_id = s.worker_id, lease_ends_at = s.expires_at \
             FROM src_reservation s WHERE {batch} AND raw_task.tenant_id = s.tenant_id \
             AND raw_task.id = s.task_id AND raw_task.state = 'pending' AND raw_task.attempt = s.attempt - 1; \
             UPDATE raw_presence SET used = used + 30, offers = offers + 1 \
             FROM src_reservation s WHERE {batch} AND raw_presence.worker_id = s.worker_id; \
             UPDATE raw_stream SET head = head + 1 FROM src_reservation s WHERE {batch} AND raw_stream.owner_id = s.worker_id; \
             UPDATE raw_ledger_balance SET version = version + 1; COMMIT",
            copies.join(" ")
        ));
    }
    let moved: Count = c.ask("SELECT count(*) AS n FROM raw_task WHERE state = 'reserved'").remove(0);
    assert_eq!(moved.n, count as i64, "the reference does not do what it is there for");
    took
}

/// Rows that the product wrote into a table.
fn rows(c: &mut Raw, table: &str) -> usize {
    let Count { n } = c.ask(&format!("SELECT count(*) AS n FROM src_{table}")).remove(0);
    usize::try_from(n).unwrap()
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}
#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    sql: String,
}

/// An empty table `raw_…` with everything of the original but its triggers and policies.
fn twin(c: &mut Raw, table: &str) {
    if matches!(c, Raw::Pg(_)) {
        return c.run(&format!("CREATE TABLE raw_{table} (LIKE {table} INCLUDING ALL)"));
    }
    let of =
        format!("SELECT sql FROM sqlite_master WHERE tbl_name = '{table}' AND type IN ('table', 'index') AND sql IS NOT NULL");
    for Words { sql } in c.ask(&of) {
        let sql = sql.replace(&format!("CREATE TABLE {table} "), &format!("CREATE TABLE raw_{table} "));
        c.run(&sql.replace(&format!(" ON {table} "), &format!(" ON raw_{table} ")).replace("INDEX ", "INDEX raw_"));
    }
}
