//! Making offers finds rows by their keys, however many others there are: as planned on SQLite, as read on Postgres.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test looks into the engines, and stops at the first surprise"
)]

use std::sync::{Arc, Mutex};

use db::Conn;
use diesel::{
    Connection, QueryableByName, RunQueryDsl,
    connection::InstrumentationEvent,
    sql_query,
    sql_types::{BigInt, Text},
};
use dispatch::{NewTask, TaskRow};

use super::{
    crowd::{crowd, wanted},
    world::{SKILL, world},
};

/// Workers at the desk and tasks that wait on Postgres, which would rather read a small table from end to end.
const MANY: usize = 1500;
const OFFERS: usize = 8;
/// Tables that grow with people and work, and by what their rows are found.
const KEYS: [(&str, &str); 10] = [
    ("certificate", "account_id=?"),
    ("consent", "account_id=?"),
    ("session", "account_id=?"),
    ("task", "id=?"),
    ("presence", "worker_id=?"),
    ("reservation", "task_id=? AND attempt=?"),
    ("task_budget", "task_id=?"),
    ("ledger_transfer", "id=?"),
    ("ledger_balance", "account_id=?"),
    ("stream", "owner_id=?"),
];

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(Debug, QueryableByName)]
struct Read {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Every statement of this connection from now on.
fn overhear(c: &mut Conn<'_>) -> Arc<Mutex<Vec<String>>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    let listen = move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            ear.lock().unwrap().push(query.to_string());
        }
    };
    db::on!(c, k => k.set_instrumentation(listen));
    heard
}

/// What is wrong with a step of a plan.
fn fault(step: &str) -> Option<String> {
    let mut words = step.split(' ');
    let (how, table) = (words.next()?, words.next()?);
    let (_, key) = KEYS.iter().find(|(name, _)| *name == table)?;
    let terms: Vec<&str> = step.split(['(', ')']).nth(1).unwrap_or_default().split(" AND ").collect();
    let is_found = how == "SEARCH" && key.split(" AND ").all(|term| terms.contains(&term));
    (!is_found).then(|| step.to_owned())
}

/// Steps of the statements' plans that walk a table, or an index by something that many rows share.
fn walks(c: &mut Conn<'_>, statements: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    let read = |sql: &&String| ["SELECT", "UPDATE", "DELETE"].iter().any(|word| sql.starts_with(word));
    for sql in statements.iter().filter(read) {
        let explain = sql_query(format!("EXPLAIN QUERY PLAN {sql}"));
        let steps: Vec<Plan> = db::on!(c, k => explain.load(*k)).unwrap();
        faults.extend(steps.iter().filter_map(|step| fault(&step.detail)).map(|step| format!("{step}: {sql}")));
    }
    faults
}

/// Rows that were read since `before`.
fn since(before: &[Read], mut now: Vec<Read>) -> Vec<Read> {
    for one in &mut now {
        one.rows -= before.iter().find(|earlier| earlier.name == one.name).map_or(0, |earlier| earlier.rows);
    }
    now
}

/// Rows that this transaction has read, by table, and those before it of its connection that Postgres has not yet handed on.
fn rows_read(c: &mut Conn<'_>) -> Vec<Read> {
    let sql = "SELECT relname::text AS name, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint AS rows \
               FROM pg_stat_xact_user_tables";
    db::on!(c, k => sql_query(sql).load(*k)).unwrap()
}

#[test]
fn a_walk_is_told_from_a_search() {
    assert_eq!(fault("SEARCH certificate USING INDEX certificate_by_account (account_id=? AND skill=?)"), None);
    assert!(fault("SEARCH certificate USING INDEX certificate_by_state (state=? AND expires_at>?)").is_some());
    assert!(fault("SEARCH task USING INDEX task_by_worker (worker_id=?)").is_some());
    assert!(fault("SCAN task").is_some());
    assert_eq!(fault("SCAN CONSTANT ROW"), None);
}

testkit::both! {
    async fn offers_are_made_by_keys(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let is_pg = w.app.base.options.dialect() == db::Dialect::Postgres;
        let count = if is_pg { MANY } else { OFFERS };
        let workers = crowd(&w, count).await;
        let (tenant, project, now) = (w.tenant, w.project, w.app.now());
        let tasks: Vec<TaskRow> = w.app.write(move |c| {
            let new = |_| NewTask {
                tenant,
                project,
                skill: SKILL.to_owned(),
                conversation: dispatch::ConversationId::new(),
                sensitivity: 1,
                priority: 0,
                units: 30,
                contact: None,
            };
            let mut rows = Vec::new();
            for new in (0..count).map(new) {
                let id = dispatch::create_task(c, &new, now)?;
                rows.extend(dispatch::task(c, tenant, id)?);
            }
            if is_pg {
                db::on!(c, k => sql_query("ANALYZE").execute(*k))?;
            }
            Ok(rows)
        }).await;
        let all: Vec<_> = tasks.iter().zip(&workers).take(OFFERS).map(|(task, worker)| wanted(task, *worker)).collect();
        let engine = w.engine.clone();
        let (statements, faults, read) = w.app.write(move |c| {
            let before = if is_pg { rows_read(c) } else { Vec::new() };
            let heard = overhear(c);
            let outcomes = dispatch::offer_all(c, &engine, &all, now)?;
            assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
            let statements = heard.lock().unwrap().clone();
            let faults = if is_pg { Vec::new() } else { walks(c, &statements) };
            Ok((statements.len(), faults, if is_pg { since(&before, rows_read(c)) } else { Vec::new() }))
        }).await;
        assert!(faults.is_empty(), "{faults:#?}");
        assert!((10..100).contains(&statements), "{statements} statements for {OFFERS} offers");
        let most = i64::try_from(OFFERS * 10).unwrap();
        let grown = |one: &&Read| KEYS.iter().any(|(name, _)| *name == one.name) && one.rows > most;
        let walked: Vec<&Read> = read.iter().filter(grown).collect();
        assert!(walked.is_empty(), "{walked:?}");
        assert!(!is_pg || read.iter().any(|one| one.name == "certificate" && one.rows > 0), "counted at all: {read:?}");
    }
}
