//! Money at volume, each figure beside bare SQL or bare arithmetic in the same run: postings from one hot escrow, pieces
//! accrued through the product, settlement of a month, conservation over many pieces and schedules. `cargo bench -p gateway --bench money -- 20` takes one in twenty of everything,
//! `-- 1 320000 [mixed] [postgres]` a settlement of so many workers alone, `-- 1 postings` the postings alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement may stop at once and say why"
)]
#![expect(clippy::disallowed_methods, reason = "the references speak raw SQL")]

#[path = "money/settle.rs"]
mod settle;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use audit::Replayers;
use db::{Db, Dialect, Options};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_query,
    sql_types::Text,
};
use kernel::{AccountId, Currency, Id, Money, Scope, TenantId, Ts};
use ledger::{Account, Act, Chart, Transfer, derived};
use market::{Channel, NewProject};
use payout::{
    PaidTaskId, accrue,
    event::{Event, Fact},
};
use serde_json::json;
use testkit::{Base, Engine, Setup, TestApp};
use uuid::Uuid;

/// Transfers of one transaction, as in the notes on storage.
const BATCH: usize = 1000;
const BATCHES: usize = 60;
/// Workers of the settlement, fifty pieces each; another number may be said after the part.
const WORKERS: i64 = 16_000;
const PURE_PIECES: i64 = 16_000_000;
const SCHEDULES: u64 = 1_000_000;

/// Movements of a piece: its reservation is settled, its worker paid, its fee taken.
const MOVES: usize = 3;

const SHOP: TenantId = TenantId::from_u128(70);

fn told(what: &str, count: usize, took: Duration, reference: Duration, than: &str) {
    let per_second = count as u128 * 1_000_000 / took.as_micros().max(1);
    let hundredths = |a: Duration, b: Duration| a.as_micros() * 100 / b.as_micros().max(1);
    let (speed, time) = (hundredths(reference, took), hundredths(took, reference));
    println!(
        "{what:<52} {:>7} ms  {per_second:>8}/s   {}.{:02} x the speed, {}.{:02} x the time of {than} ({} ms)",
        took.as_millis(),
        speed / 100,
        speed % 100,
        time / 100,
        time % 100,
        reference.as_millis()
    );
}

/// A raw connection to the same store.
enum Raw {
    Sqlite(SqliteConnection),
    Pg(PgConnection),
}

impl Raw {
    fn open(options: &Options) -> Self {
        match options.dialect() {
            Dialect::Postgres => Self::Pg(PgConnection::establish(&options.url).unwrap()),
            Dialect::Sqlite => {
                let mut raw = SqliteConnection::establish(&options.url).unwrap();
                raw.batch_execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;").unwrap();
                Self::Sqlite(raw)
            }
        }
    }

    fn run(&mut self, sql: &str) {
        match self {
            Self::Sqlite(c) => c.batch_execute(sql),
            Self::Pg(c) => c.batch_execute(sql),
        }
        .unwrap_or_else(|e| panic!("{e}: {}", &sql[..sql.len().min(200)]));
    }

    /// Empty tables like those of `tables`, with their keys, indexes and checks, named `raw_…`.
    fn mirror(&mut self, tables: &[&str]) {
        if matches!(self, Self::Pg(_)) {
            return tables.iter().for_each(|t| {
                self.run(&format!("DROP TABLE IF EXISTS raw_{t}; CREATE TABLE raw_{t} (LIKE {t} INCLUDING ALL)"));
            });
        }
        let named = tables.join("', '");
        let made = format!(
            "SELECT sql AS name FROM sqlite_master WHERE tbl_name IN ('{named}') AND type <> 'trigger' AND sql IS NOT NULL"
        );
        for Name { name } in self.load::<Name>(&made) {
            let name = name.replace("TABLE ", "TABLE raw_").replace(" ON ", " ON raw_").replace("INDEX ", "INDEX raw_");
            self.run(&name.replace("raw_\"", "\"raw_"));
        }
    }

    fn load<T>(&mut self, sql: &str) -> Vec<T>
    where
        T: 'static + QueryableByName<diesel::sqlite::Sqlite> + QueryableByName<diesel::pg::Pg>,
    {
        match self {
            Self::Sqlite(c) => sql_query(sql).load(c),
            Self::Pg(c) => sql_query(sql).load(c),
        }
        .unwrap()
    }
}

fn fen(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

fn budget() -> Account {
    Account::new(Chart::Budget, Uuid::from_u128(1), Currency::CNY)
}

fn pay(n: usize) -> Vec<Transfer> {
    let worker = Account::new(Chart::WorkerAccrued, Uuid::from_u128(1000 + (n * 7919 % 5000) as u128), Currency::CNY);
    vec![Transfer {
        id: derived(&["bench", &n.to_string()]),
        act: Act::Post { debit: budget(), credit: worker, amount: fen(1 + (n % 500) as i64) },
        kind: "accrue.pay",
        ref_kind: "task",
        ref_id: Uuid::from_u128(n as u128),
        effective_at: Ts::default(),
        corrects: None,
    }]
}

/// A store on a real disk.
fn durable(base: &Base) -> (Options, Option<PathBuf>) {
    if base.options.dialect() == Dialect::Postgres {
        return (base.options.clone(), None);
    }
    let dir = std::env::temp_dir().join(format!("tidecrew-money-{}", Id::<()>::new()));
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join("money.db");
    std::fs::copy(testkit::sqlite_template(), &file).unwrap();
    (Options::sqlite(file), Some(dir))
}

/// Postings from one hot escrow, a thousand to a transaction, beside one INSERT and one UPDATE of bare tables.
async fn posting(base: &Base, batches: usize) {
    let (options, dir) = durable(base);
    let db = Db::open(&options).unwrap();
    let now: Ts = "2026-01-05T08:00:00Z".parse().unwrap();
    let bank = Account::platform(Chart::BankClient, Currency::CNY);
    let fund = Transfer {
        act: Act::Post { debit: bank, credit: budget(), amount: fen(1_000_000_000_000) },
        ..pay(usize::MAX >> 32)[0].clone()
    };
    db.write(Scope::Platform, move |c| ledger::post(c, std::slice::from_ref(&fund), now)).await.unwrap();
    let mut took = Duration::ZERO;
    for batch in 0..batches {
        let chains: Vec<Vec<Transfer>> = (batch * BATCH..(batch + 1) * BATCH).map(pay).collect();
        let began = Instant::now();
        let outcomes = db
            .write(Scope::Platform, move |c| {
                let all: Vec<&[Transfer]> = chains.iter().map(Vec::as_slice).collect();
                ledger::post_all(c, &all, now)
            })
            .await
            .unwrap();
        took += began.elapsed();
        assert!(outcomes.iter().all(|o| matches!(o, Ok(true))));
    }
    let check = db.read(Scope::Platform, ledger::check).await.unwrap();
    assert!(check.balanced, "{:?}", check.problems);
    let engine = if dir.is_some() { "SQLite" } else { "Postgres" };
    let what = format!("{engine}: postings, {BATCH} a transaction, one hot budget");
    beside(&what, batches * BATCH, took, &options, batches);
    told(&what, batches * BATCH, took, same(&options, batches), "the same rows");
    drop(db);
    if let Some(dir) = dir {
        std::fs::remove_dir_all(dir).unwrap();
    }
}

/// What the reference keeps of a movement.
#[derive(Clone, Copy, PartialEq)]
enum Bare {
    /// Four numbers under one that counts up.
    Numbers,
    /// What a journal must be asked for: ids of sixteen drawn bytes that no two rows share, an order, and both accounts in it.
    Keys,
}

fn bare(options: &Options, batches: usize, kind: Bare) -> Duration {
    let mut raw = Raw::open(options);
    let keyed = kind == Bare::Keys;
    let (key, id) = match (keyed, &raw) {
        (false, _) => ("BIGINT", ("", "")),
        (true, Raw::Pg(_)) => ("UUID", ("'", "'")),
        (true, Raw::Sqlite(_)) => ("BLOB", ("x'", "'")),
    };
    raw.run(&format!(
        "DROP TABLE IF EXISTS raw_account; DROP TABLE IF EXISTS raw_transfer;
         CREATE TABLE raw_account (id BIGINT PRIMARY KEY, debits BIGINT NOT NULL, credits BIGINT NOT NULL, CHECK (debits <= credits));
         CREATE TABLE raw_transfer (id {key} PRIMARY KEY, debit BIGINT NOT NULL, credit BIGINT NOT NULL, amount BIGINT NOT NULL, line BIGINT NOT NULL);
         INSERT INTO raw_account VALUES (1, 0, 1000000000000);",
    ));
    if keyed {
        raw.run("CREATE UNIQUE INDEX raw_order ON raw_transfer (line); CREATE INDEX raw_debit ON raw_transfer (debit, line); CREATE INDEX raw_credit ON raw_transfer (credit, line);");
    }
    let accounts: Vec<String> = (0..5000).map(|n| format!("({}, 0, 0)", 1000 + n)).collect();
    raw.run(&format!("INSERT INTO raw_account VALUES {}", accounts.join(",")));
    let (mut took, mut drawn) = (Duration::ZERO, 5);
    for batch in 0..batches {
        let mut credits: HashMap<usize, usize> = HashMap::new();
        let mut rows = Vec::with_capacity(BATCH);
        let mut sum = 0;
        for n in batch * BATCH..(batch + 1) * BATCH {
            let (account, amount) = (1000 + n * 7919 % 5000, 1 + n % 500);
            let name = if keyed { format!("{:016x}{:016x}", next(&mut drawn), next(&mut drawn)) } else { n.to_string() };
            rows.push(format!("({}{name}{},1,{account},{amount},{n})", id.0, id.1));
            *credits.entry(account).or_default() += amount;
            sum += amount;
        }
        let began = Instant::now();
        let credited: Vec<String> = credits.iter().map(|(id, amount)| format!("({id},0,{amount})")).collect();
        raw.run(&format!(
            "BEGIN; INSERT INTO raw_transfer VALUES {}; UPDATE raw_account SET debits = debits + {sum} WHERE id = 1; \
             INSERT INTO raw_account VALUES {} ON CONFLICT (id) DO UPDATE SET credits = raw_account.credits + excluded.credits; COMMIT",
            rows.join(","),
            credited.join(",")
        ));
        took += began.elapsed();
    }
    took
}

/// The very postings once more: their rows copied by one statement for each batch into a table with the same keys, indexes and
/// checks, and as many balances added to.
fn same(options: &Options, batches: usize) -> Duration {
    let mut raw = Raw::open(options);
    raw.mirror(&["ledger_transfer", "ledger_balance"]);
    raw.run(&format!(
        "CREATE TABLE raw_source AS SELECT ledger_transfer.*, (row_number() OVER (ORDER BY entry_id) - 2) / {BATCH} AS batch FROM ledger_transfer;
         CREATE INDEX raw_source_batch ON raw_source (batch); INSERT INTO raw_ledger_balance SELECT * FROM ledger_balance"
    ));
    let columns = "id, entry_id, chain_id, debit_id, credit_id, amount_minor, currency, phase, pending_id, expires_at, kind, ref_kind, ref_id, effective_at, recorded_at, corrects_id";
    let began = Instant::now();
    for batch in 0..batches {
        raw.run(&format!(
            "BEGIN; INSERT INTO raw_ledger_transfer SELECT {columns} FROM raw_source WHERE batch = {batch}; \
             UPDATE raw_ledger_balance SET credits_posted = credits_posted + 1, version = version + 1 \
             WHERE account_id IN (SELECT credit_id FROM raw_source WHERE batch = {batch}); COMMIT"
        ));
    }
    began.elapsed()
}

/// Says how long movements took beside both references.
fn beside(what: &str, moved: usize, took: Duration, options: &Options, batches: usize) {
    told(what, moved, took, bare(options, batches, Bare::Numbers), "bare numbers");
    told(what, moved, took, bare(options, batches, Bare::Keys), "a bare journal");
}

/// Pieces that wait, from reserved to paid through the consumer: a settled reservation, pay and fee each, with their
/// decisions, earnings and events; beside bare SQL of as many movements.
async fn accrual(base: &Base, batches: usize) {
    let (options, dir) = durable(base);
    let app = product(Base::lent(options.clone(), base.clock.clone())).await;
    let (count, now) = (batches * BATCH / MOVES, app.now());
    let project = shop(&app, 1000).await;
    let tasks: Vec<(market::ProjectId, Uuid)> = (0..count).map(|n| (project, Uuid::from_u128(10_000 + n as u128))).collect();
    for chunk in tasks.chunks(500) {
        let chunk = chunk.to_vec();
        app.write(move |c| {
            assert!(market::reserve_all(c, &chunk, now)?.iter().all(|o| matches!(o, Ok(Some(_)))));
            let done = |(n, (_, task)): (usize, &(market::ProjectId, Uuid))| {
                let worker = AccountId::from_u128(1000 + (n * 7919 % 5000) as u128);
                (SHOP, fact(project, task.as_u128(), worker))
            };
            db::outbox::emit_all(c, "task.completed", &chunk.iter().enumerate().map(done).collect::<Vec<_>>(), now)
        })
        .await;
    }
    let began = Instant::now();
    while app.read(payout::earning_count).await < count as i64 {
        assert!(app.worker.pump().await.unwrap() > 0);
    }
    let took = began.elapsed();
    let check = app.read(ledger::check).await;
    assert!(check.balanced, "{:?}", check.problems);
    let engine = if dir.is_some() { "SQLite" } else { "Postgres" };
    let what = format!("{engine}: {count} pieces accrued, {MOVES} movements each");
    beside(&what, count * MOVES, took, &options, batches);
    drop(app);
    if let Some(dir) = dir {
        std::fs::remove_dir_all(dir).unwrap();
    }
}

async fn product(base: Base) -> TestApp {
    let setup = Setup {
        routes: payout::routes().merge(market::routes()),
        consumers: payout::consumers(),
        jobs: [audit::jobs(), market::jobs(), payout::jobs()].concat(),
        extras: vec![Arc::new(Replayers(payout::replayers())), Arc::new(payout::Counterparties::none().unwrap())],
        ..Setup::default()
    };
    let app = base.app(setup).await;
    let (files, now) = (app.app.policies.clone(), app.now());
    app.write(move |c| {
        market::seed(c, &files, now)?;
        payout::seed_policies(c, &files, now)?;
        market::deposit(c, SHOP, None, fen(100_000_000), "seed", now).map(drop)
    })
    .await;
    app
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// A project whose pieces cost `price` fen.
async fn shop(app: &TestApp, price: i64) -> market::ProjectId {
    let now = app.now();
    let new = NewProject {
        name: "售后".to_owned(),
        channel: Channel::Chat,
        skill: "ecommerce.after_sale".to_owned(),
        masking_policy: "base-cn".to_owned(),
        price: fen(price),
        sensitivity: 1,
        origins: vec![],
        is_drawn: false,
    };
    app.write(move |c| market::create_project(c, SHOP, None, new.clone(), now)).await.id
}

/// The body of `task.completed`.
fn fact(project: market::ProjectId, task: u128, worker: AccountId) -> serde_json::Value {
    json!({"task": Uuid::from_u128(task), "tenant": SHOP, "project": project, "conversation": Uuid::from_u128(5),
        "skill": "ecommerce.after_sale", "attempt": 1, "worker": worker, "reservation": null,
        "piece": Uuid::from_u128(task + 1000), "reason": null})
}

/// A generator for schedules: splitmix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Prices of so many pieces divided: what enterprises pay less what workers, fee and VAT get is nought.
fn conserved(pieces: i64) {
    let tariff = kernel::policy::Policy::<market::Tariff>::parse("base", include_bytes!("../../../policies/payout/base.toml"));
    let mut tariff = tariff.unwrap().value;
    tariff.fee_vat_bp = 600;
    let mut inputs = payout::Inputs {
        task: PaidTaskId::from_u128(1),
        project: market::ProjectId::from_u128(2),
        worker: AccountId::from_u128(3),
        price_minor: 1,
        currency: Currency::CNY,
        fee_bp: 1500,
        basis: None,
    };
    let (mut state, mut left) = (7, 0_i128);
    let began = Instant::now();
    for _ in 0..pieces {
        let drawn = next(&mut state);
        inputs.price_minor = 1 + (drawn % 100_000) as i64;
        inputs.fee_bp = ((drawn >> 20) % 5000) as i64;
        let share = accrue(&inputs, &tariff).unwrap();
        assert!(share.vat_minor <= share.fee_minor && share.pay_minor > 0);
        left += i128::from(inputs.price_minor) - i128::from(share.pay_minor) - i128::from(share.fee_minor);
    }
    assert_eq!(left, 0);
    println!("{:<52} {:>7} ms  {left} fen left over", format!("conservation over {pieces} pieces"), began.elapsed().as_millis());
}

fn drawn(state: &mut u64) -> Event {
    let n = next(state);
    let (worker, order, pool) = (Uuid::from_u128(100 + u128::from(n % 5)), Uuid::from_u128(2), Uuid::from_u128(3));
    let amount = 1 + (n >> 8) as i64 % 5000;
    match (n >> 32) % 9 {
        0 => Event::Prepaid { enterprise: order, amount },
        1 => Event::PieceAccepted { order, worker, pay: amount, fee: amount / 7, vat: amount / 100 },
        2 => Event::SurgeAwarded { pool, worker, amount },
        3 => Event::Held { worker, final_pay: n.is_multiple_of(2), amount },
        4 => Event::AppealWon { worker, amount, interest: amount / 50 },
        5 => Event::Finalised { worker, amount },
        6 => Event::Withheld { worker, income_tax: amount / 10, vat: amount / 30 },
        7 => Event::PayoutSettled { batch: order, amount, bank_fee: amount / 100 },
        _ => Event::Recovered { worker, amount },
    }
}

/// Random schedules of eight events: all accounts together hold nothing after each.
fn schedules(count: u64) {
    let (mut state, mut lines) = (11, 0_u64);
    let began = Instant::now();
    for n in 0..count {
        let mut held: i128 = 0;
        let mut net: Vec<(Account, i64)> = Vec::with_capacity(24);
        for key in 0..8 {
            let about = ("bench", Uuid::from_u128(u128::from(n)));
            let fact = Fact { event: drawn(&mut state), currency: Currency::CNY, about, key: key.to_string(), at: Ts::default() };
            for transfer in fact.chain().unwrap() {
                let Act::Post { debit, credit, amount } = transfer.act else { panic!("only postings are drawn") };
                net.extend([(debit, -amount.minor), (credit, amount.minor)]);
                lines += 1;
            }
        }
        for (_, minor) in net {
            held += i128::from(minor);
        }
        assert_eq!(held, 0);
    }
    let what = format!("conservation over {count} random schedules");
    println!("{what:<52} {:>7} ms  0 fen left over in {lines} lines", began.elapsed().as_millis());
}

fn main() {
    let said: Vec<i64> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let part = said.first().copied().unwrap_or(1).max(1);
    if let Some(workers) = said.get(1).copied() {
        let mixed = std::env::args().any(|a| a == "mixed");
        for engine in [Engine::Sqlite, Engine::Postgres] {
            if !std::env::args().any(|a| a == "postgres") || matches!(engine, Engine::Postgres) {
                testkit::run(engine, move |base| settle::settlement(base, workers, mixed));
            }
        }
        return;
    }
    let batches = (BATCHES / usize::try_from(part).unwrap()).max(2);
    if std::env::args().any(|a| a == "postings") {
        return [Engine::Sqlite, Engine::Postgres].into_iter().for_each(|engine| {
            testkit::run(engine, move |base| async move { posting(&base, batches).await });
        });
    }
    conserved(PURE_PIECES / part);
    schedules(SCHEDULES / part.unsigned_abs());
    let workers = (WORKERS / part).max(10);
    for engine in [Engine::Sqlite, Engine::Postgres] {
        testkit::run(engine, move |base| async move {
            posting(&base, batches).await;
            settle::settlement(base, workers, false).await;
        });
        testkit::run(engine, move |base| settle::settlement(base, workers, true));
        testkit::run(engine, move |base| async move { accrual(&base, batches).await });
    }
}
