//! A month of many workers closed through the product, beside its very rows copied into tables with the same keys, indexes and
//! checks, and beside the least there is to write.

use std::{
    collections::HashMap,
    process::Command,
    time::{Duration, Instant},
};

use db::Dialect;
use diesel::{
    QueryableByName,
    sql_types::{BigInt, Text},
};
use kernel::{AccountId, Currency, Id, PLATFORM, Role};
use ledger::{Account, Act, Chart, Transfer};
use payout::PaidTaskId;
use serde_json::json;
use testkit::{Base, TestApp};
use uuid::Uuid;

use super::{Name, Raw, SHOP, fact, fen, pay, product, shop, told};

const PIECES: i64 = 50;
/// A piece's price in fen: a month of fifty is above what is free of tax.
const PRICE: i64 = 20_000;
/// Statements that are computed again one by one; of more, only the ledger is checked.
const VERIFIED: i64 = 20_000;
/// What closing writes, and which rows are the closing's.
const TABLES: [(&str, &str); 8] = [
    ("ledger_account", "code IN ('2021', '2040')"),
    ("ledger_balance", "account_id IN (SELECT id FROM ledger_account WHERE code IN ('2020', '2021', '2040'))"),
    ("ledger_transfer", "kind IN ('hold.over', 'tax.income')"),
    ("statement", "1 = 1"),
    ("decision", "kind = 'payout.tax'"),
    ("decision_body", "decision_id IN (SELECT id FROM decision WHERE kind = 'payout.tax')"),
    ("audit_pending", "id IN (SELECT id FROM decision WHERE kind = 'payout.tax')"),
    ("outbox", "topic = 'statement.issued'"),
];

#[derive(QueryableByName)]
struct Piece {
    #[diesel(sql_type = Text)]
    worker: String,
    #[diesel(sql_type = BigInt)]
    amount: i64,
}

/// One piece is earned through the product; `workers` get fifty copies of it, and their accounts what these pay. `mixed`: as
/// they would come, everybody's one after another, and not a worker's fifty side by side.
async fn month(app: &TestApp, workers: i64, mixed: bool) -> Raw {
    let now = app.now();
    let project = shop(app, PRICE).await;
    let task = PaidTaskId::from_u128(1);
    let event = kernel::Event::new("task.completed", SHOP, &fact(project, 1, AccountId::from_u128(9)));
    app.write(move |c| {
        assert!(market::reserve(c, project, task.uuid(), now)?);
        db::outbox::emit(c, &event, now)
    })
    .await;
    app.settle().await;
    let mut raw = Raw::open(&app.base.options);
    copies(&mut raw, workers, mixed);
    let price = raw.load::<Piece>(&pieces(&raw, "LIMIT 1"))[0].amount;
    for from in (0..workers).step_by(2000) {
        let chains: Vec<Vec<Transfer>> = (from..workers.min(from + 2000))
            .map(|n| {
                let worker = Account::new(Chart::WorkerAccrued, Uuid::from_u128(1_000_000 + n as u128), Currency::CNY);
                let bank = Account::platform(Chart::BankClient, Currency::CNY);
                let act = Act::Post { debit: bank, credit: worker, amount: fen(price * PIECES) };
                vec![Transfer { id: Id::new(), act, ..pay(0)[0].clone() }]
            })
            .collect();
        app.write(move |c| {
            let all: Vec<&[Transfer]> = chains.iter().map(Vec::as_slice).collect();
            ledger::post_all(c, &all, now).map(drop)
        })
        .await;
    }
    raw
}

/// Copies the one earning there is: fifty to each worker, under ids of its time.
fn copies(raw: &mut Raw, workers: i64, mixed: bool) {
    let columns = match raw {
        Raw::Sqlite(_) => "SELECT name FROM pragma_table_info('earning')",
        Raw::Pg(_) => {
            "SELECT column_name::text AS name FROM information_schema.columns WHERE table_name = 'earning' ORDER BY ordinal_position"
        }
    };
    let columns: Vec<String> = raw.load::<Name>(columns).into_iter().map(|c| c.name).collect();
    let whose = if mixed { format!("(1000000 + i % {workers})") } else { format!("(1000000 + i / {PIECES})") };
    let (fresh, id, worker) = match raw {
        Raw::Sqlite(_) => {
            ("randomblob(16)", "unhex(hex(substr(id, 1, 6)) || hex(randomblob(10)))", format!("unhex(printf('%032x', {whose}))"))
        }
        Raw::Pg(_) => (
            "gen_random_uuid()",
            "(left(replace(id::text, '-', ''), 12) || right(replace(gen_random_uuid()::text, '-', ''), 20))::uuid",
            format!("lpad(to_hex({whose}), 32, '0')::uuid"),
        ),
    };
    let values: Vec<&str> = columns
        .iter()
        .map(|c| match c.as_str() {
            "id" => id,
            "task_id" | "piece_id" => fresh,
            "worker_id" => &worker,
            other => other,
        })
        .collect();
    let (into, values, last) = (columns.join(","), values.join(","), workers * PIECES - 1);
    match raw {
        Raw::Sqlite(_) => raw.run(&format!(
            "BEGIN; INSERT INTO earning ({into}) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) \
             SELECT {values} FROM (SELECT * FROM earning LIMIT 1) AS one CROSS JOIN n; COMMIT; ANALYZE earning"
        )),
        Raw::Pg(_) => {
            raw.run("SET app.platform = 'on'");
            // Indexes are built at the end, by sorting.
            let made = "SELECT indexdef AS name FROM pg_indexes WHERE tablename = 'earning' AND indexname NOT LIKE '%_pkey'";
            let made: Vec<Name> = raw.load(made);
            let names = "SELECT indexname::text AS name FROM pg_indexes WHERE tablename = 'earning' AND indexname NOT LIKE '%_pkey'";
            for Name { name } in raw.load::<Name>(names) {
                raw.run(&format!("DROP INDEX {name}"));
            }
            raw.run(&format!(
                "INSERT INTO earning ({into}) SELECT {values} FROM (SELECT * FROM earning LIMIT 1) AS one CROSS JOIN generate_series(0::bigint, {last}) AS n(i)"
            ));
            for Name { name } in made {
                raw.run(&name);
            }
            raw.run("VACUUM ANALYZE earning");
        }
    }
}

fn pieces(raw: &Raw, end: &str) -> String {
    let id = if matches!(raw, Raw::Pg(_)) { "worker_id::text" } else { "hex(worker_id)" };
    format!("SELECT {id} AS worker, amount_minor AS amount FROM earning {end}")
}

/// The month of `workers` × 50 pieces closed through the product: rules, tax, statements, decisions, transfers, balances.
pub(crate) async fn settlement(base: Base, workers: i64, mixed: bool) {
    let pg = base.options.dialect() == Dialect::Postgres;
    let app = product(base).await;
    let began = Instant::now();
    let mut raw = month(&app, workers, mixed).await;
    let seeded = began.elapsed();
    app.base.clock.set("2026-02-04T01:00:00Z".parse().unwrap());
    let admin = app.actor(Role::Admin, AccountId::from_u128(1), PLATFORM, 1);
    let asked = app.post("/settlements", &json!({"period": "2026-01"})).by(&admin).send().await;
    assert_eq!(asked.status, 204, "{}", asked.body);
    let began = Instant::now();
    assert!(app.worker.work().await.unwrap() > 0);
    let took = began.elapsed();
    checked(&app, &mut raw, workers).await;
    let (same, least) = if pg { copied(&mut raw, &app.base.options.url) } else { inserted(&mut raw) };
    let engine = if pg { "Postgres" } else { "SQLite" };
    let lie = if mixed { "mixed" } else { "side by side" };
    let what = format!("{engine}: settlement of {workers} x {PIECES}, {lie}");
    told(&what, usize::try_from(workers).unwrap(), took, same, "the same rows copied");
    told(&what, usize::try_from(workers).unwrap(), took, least, "the least rows copied");
    println!("{:<52} {:>7} ms", "  (filling the store took)", seeded.as_millis());
}

/// Every worker has a statement of the right sum, and nothing is left over.
async fn checked(app: &TestApp, raw: &mut Raw, workers: i64) {
    if workers <= VERIFIED {
        let check = app.read(payout::verify).await;
        assert!(check.sound, "{:?}", check.problems);
    } else {
        let check = app.read(ledger::check).await;
        assert!(check.balanced, "{:?}", check.problems);
    }
    let gross = (PRICE - PRICE * 15 / 100) * PIECES;
    // Less a fifth, less five thousand yuan, three in a hundred.
    let tax = (gross * 4 / 5 - 500_000) * 3 / 100;
    let sums = format!(
        "SELECT CAST(count(*) AS BIGINT) AS amount, '' AS worker FROM statement WHERE gross_minor = {gross} AND tax_minor = {tax} AND net_minor = {} \
         AND length(pieces) = {}",
        gross - tax,
        16 * PIECES
    );
    assert_eq!(raw.load::<Piece>(&sums)[0].amount, workers, "of {workers} statements");
}

fn summed(pieces: impl Iterator<Item = (u128, i64)>) -> HashMap<u128, i64> {
    let mut sums: HashMap<u128, i64> = HashMap::new();
    for (worker, amount) in pieces {
        *sums.entry(worker).or_default() += amount;
    }
    sums
}

/// Gross, tax and net of each worker, as lines of text.
fn lines(sums: &HashMap<u128, i64>, line: impl Fn(Uuid, &str, i64) -> String) -> Vec<String> {
    let of = |(worker, gross): (&u128, &i64)| {
        let tax = (gross * 4 / 5 - 500_000).max(0) * 3 / 100;
        [("gross", *gross), ("tax", tax), ("net", gross - tax)].map(|(kind, n)| line(Uuid::from_u128(*worker), kind, n))
    };
    sums.iter().flat_map(of).collect()
}

const LEAST: &str =
    "CREATE TABLE raw_line (worker uuid NOT NULL, kind TEXT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (worker, kind))";

fn psql(url: &str, commands: &[String]) {
    let mut call = Command::new("psql");
    call.args([url, "-qX", "-v", "ON_ERROR_STOP=1"]).env("PGOPTIONS", "-c app.platform=on");
    for command in commands {
        call.args(["-c", command]);
    }
    assert!(call.status().unwrap().success());
}

/// By COPY in binary, all of it in one transaction: every piece out, then what closing made of them in.
fn copied(raw: &mut Raw, url: &str) -> (Duration, Duration) {
    let dir = std::env::temp_dir().join(format!("tidecrew-copy-{}", Id::<()>::new()));
    std::fs::create_dir_all(&dir).unwrap();
    let file = |name: &str| dir.join(name).display().to_string();
    let mut write = vec!["BEGIN".to_owned()];
    for (table, whose) in TABLES {
        raw.mirror(&[table]);
        psql(url, &[format!("\\copy (SELECT * FROM {table} WHERE {whose}) TO '{}' (FORMAT binary)", file(table))]);
        write.push(format!("\\copy raw_{table} FROM '{}' (FORMAT binary)", file(table)));
    }
    write.push("COMMIT".to_owned());
    let out = [format!("\\copy (SELECT worker_id, amount_minor FROM earning) TO '{}' (FORMAT binary)", file("out"))];
    let read = || {
        psql(url, &out);
        let bytes = std::fs::read(dir.join("out")).unwrap();
        // A head of 19 bytes; each row two fields of 16 and 8 bytes, each with its length.
        let row = |row: &[u8; 34]| {
            (u128::from_be_bytes(*row[6..].first_chunk().unwrap()), i64::from_be_bytes(*row[26..].first_chunk().unwrap()))
        };
        summed(bytes[19..].as_chunks::<34>().0.iter().map(row))
    };
    let began = Instant::now();
    assert!(!read().is_empty());
    psql(url, &write);
    let same = began.elapsed();
    raw.run(LEAST);
    let began = Instant::now();
    let text = lines(&read(), |worker, kind, n| format!("{worker}\t{kind}\t{n}\n"));
    std::fs::write(dir.join("lines"), text.concat()).unwrap();
    psql(url, &[format!("\\copy raw_line FROM '{}'", file("lines"))]);
    let least = began.elapsed();
    std::fs::remove_dir_all(dir).unwrap();
    (same, least)
}

/// The same on SQLite, which has no COPY: rows from table to table.
fn inserted(raw: &mut Raw) -> (Duration, Duration) {
    let made: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
    raw.mirror(&made);
    let read = |raw: &mut Raw| {
        let rows = raw.load::<Piece>(&pieces(raw, ""));
        summed(rows.into_iter().map(|piece| (u128::from_str_radix(&piece.worker, 16).unwrap(), piece.amount)))
    };
    let moves = TABLES.map(|(table, whose)| format!("INSERT INTO raw_{table} SELECT * FROM {table} WHERE {whose};"));
    let began = Instant::now();
    assert!(!read(raw).is_empty());
    raw.run(&format!("BEGIN; {} COMMIT", moves.concat()));
    let same = began.elapsed();
    raw.run(&LEAST.replace("uuid", "BLOB"));
    let began = Instant::now();
    let rows = lines(&read(raw), |worker, kind, n| format!("(x'{}','{kind}',{n})", worker.simple()));
    for chunk in rows.chunks(3000) {
        raw.run(&format!("INSERT INTO raw_line VALUES {}", chunk.join(",")));
    }
    (same, began.elapsed())
}
