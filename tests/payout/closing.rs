//! Closing a month for many workers at once: each is settled as if alone, and one who is in the way holds nobody up.
#![expect(clippy::disallowed_methods, reason = "a test asks the engine how it finds rows")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use diesel::{
    Connection, QueryableByName, RunQueryDsl,
    connection::InstrumentationEvent,
    sql_query,
    sql_types::{BigInt, Text},
};
use kernel::{AccountId, Currency, Money};
use ledger::{Account, Act, Chart, Transfer, derived};
use market::Project;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::fixture::{admin, app, at, close, delivered, finish, net, shop, sound, statements, work};

/// Somebody who worked; a hundred people have room for their tasks between them.
fn who(n: u128) -> AccountId {
    AccountId::from_u128(300 + n)
}

async fn worked(app: &TestApp, project: &Project, people: std::ops::Range<u128>, pieces: u128) {
    for n in people {
        work(app, project, who(n), n * 100 + 1..n * 100 + 1 + pieces).await;
    }
}

/// Money from one account to another, behind the product's back.
async fn moved(app: &TestApp, from: Account, to: Account, minor: i64) {
    let now = app.now();
    let transfer = Transfer {
        id: derived(&["test", &now.to_string(), &from.id().to_string(), &to.id().to_string()]),
        act: Act::Post { debit: from, credit: to, amount: Money::new(minor, from.currency) },
        kind: "test",
        ref_kind: "test",
        ref_id: from.owner,
        effective_at: now,
        corrects: None,
    };
    app.write(move |c| ledger::post(c, std::slice::from_ref(&transfer), now)).await;
}

async fn taxed(app: &TestApp) -> usize {
    let all = app.get("/decisions?kind=payout.tax&limit=100").by(&admin(app)).send().await.ok();
    all["items"].as_array().unwrap().len()
}

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Every reading statement of SQLite's writer from now on.
async fn overheard(app: &TestApp) -> Arc<Mutex<Vec<String>>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    app.write(move |c| {
        let ear = Arc::clone(&ear);
        let listen = move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                let sql = query.to_string();
                if sql.starts_with("SELECT") && sql.contains(" FROM ") {
                    ear.lock().unwrap().push(sql);
                }
            }
        };
        db::on!(c, k => k.set_instrumentation(listen));
        Ok(())
    })
    .await;
    heard
}

async fn run(app: &TestApp, sql: &str) -> kernel::Result<()> {
    let sql = sql.to_owned();
    let write = move |c: &mut db::Conn<'_>| Ok(db::on!(c, k => sql_query(sql.as_str()).execute(*k)).map(drop)?);
    app.app.db.write(kernel::Scope::Platform, write).await
}

testkit::both! {
    async fn one_who_is_in_the_way_holds_nobody_up(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 1000).await;
        worked(&app, &project, 0..7, 2).await;
        let (theirs, elsewhere) = (
            Account::new(Chart::WorkerAccrued, who(4).uuid(), Currency::CNY),
            Account::platform(Chart::PenaltyPool, Currency::CNY),
        );
        moved(&app, theirs, elsewhere, 100).await;
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        for n in [0, 1, 2, 3, 5, 6] {
            assert_eq!((statements(&app, who(n)).await.len(), net(&app, Chart::WorkerPayable, who(n)).await), (1, 1700), "{n}");
        }
        // Nothing of what was made for them was written.
        assert_eq!((statements(&app, who(4)).await.len(), net(&app, Chart::WorkerPayable, who(4)).await), (0, 0));
        assert_eq!((net(&app, Chart::WorkerAccrued, who(4)).await, taxed(&app).await), (1600, 6));
        moved(&app, elsewhere, theirs, 100).await;
        app.base.clock.advance(Duration::from_secs(3));
        app.settle().await;
        assert_eq!((statements(&app, who(4)).await.len(), net(&app, Chart::WorkerPayable, who(4)).await), (1, 1700));
        assert_eq!(taxed(&app).await, 7);
        sound(&app).await;
    }

    async fn who_holds_something_is_found_once_page_by_page(base: Base) {
        let app = app(base).await;
        let of = |n: u128, currency| Account::new(Chart::WorkerAccrued, who(n).uuid(), currency);
        let pool = |currency| Account::platform(Chart::MakeWhole, currency);
        for n in 0..7 {
            moved(&app, pool(Currency::CNY), of(n, Currency::CNY), 5).await;
        }
        // One has nothing any more, one has it in the other currency only, one in both.
        for n in [1, 2] {
            moved(&app, of(n, Currency::CNY), pool(Currency::CNY), 5).await;
        }
        for n in [2, 5] {
            moved(&app, pool(Currency::USD), of(n, Currency::USD), 5).await;
        }
        let holding: Vec<u128> = vec![0, 2, 3, 4, 5, 6];
        for page in 1..9_i64 {
            let (mut found, mut after) = (Vec::new(), uuid::Uuid::nil());
            loop {
                let owners = app.read(move |c| ledger::owners(c, Chart::WorkerAccrued, after, page)).await;
                assert!(owners.len() <= usize::try_from(page).unwrap());
                let Some(last) = owners.last().copied() else { break };
                after = last;
                found.extend(owners);
            }
            assert_eq!(found, holding.iter().map(|n| who(*n).uuid()).collect::<Vec<_>>(), "pages of {page}");
        }
    }

    async fn a_month_of_many_is_read_as_often_as_that_of_few(base: Base) {
        if base.options.dialect() != db::Dialect::Sqlite {
            return;
        }
        let app = app(base).await;
        let project = shop(&app, 1000).await;
        let mut reads = Vec::new();
        for (month, people) in [("2026-01", 0..3), ("2026-02", 10..30)] {
            worked(&app, &project, people, 3).await;
            let next = if month == "2026-01" { "2026-02-04T01:00:00Z" } else { "2026-03-04T01:00:00Z" };
            app.base.clock.set(at(next));
            let heard = overheard(&app).await;
            close(&app, month).await;
            let heard: Vec<String> = heard.lock().unwrap().iter().filter(|sql| sql.contains("`earning`.`day`")).cloned().collect();
            reads.push(heard.len());
            let plans = app.write(move |c| {
                let mut steps = Vec::new();
                for sql in &heard {
                    let explain = sql_query(format!("EXPLAIN QUERY PLAN {sql}"));
                    steps.extend(db::on!(c, k => explain.load::<Plan>(*k))?.into_iter().map(|step| step.detail));
                }
                Ok(steps)
            });
            let walks: Vec<String> = plans.await.into_iter().filter(|step| step.starts_with("SCAN")).collect();
            assert!(walks.is_empty(), "{walks:?}");
        }
        assert_eq!(reads, [1, 1], "the earnings of all are read at once, and once");
        let made: Count = app.read(|c| Ok(db::on!(c, k => sql_query("SELECT count(*) AS n FROM statement").get_result(*k))?)).await;
        assert_eq!(made.n, 23);
        let told = app.get("/settlements").by(&admin(&app)).send().await.ok();
        assert_eq!(told["items"][0]["workers"], json!(20));
        sound(&app).await;
    }

    /// What is told after its month was closed stands in the next statement: never in two, never in none.
    async fn what_is_told_late_stands_in_the_next_statement(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 1000).await;
        worked(&app, &project, 0..2, 2).await;
        finish(&app, &project, who(0), 50).await;
        run(&app, "UPDATE outbox SET state = 'dead' WHERE state = 'ready'").await.unwrap();
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        run(&app, "UPDATE outbox SET state = 'ready' WHERE state = 'dead'").await.unwrap();
        delivered(&app).await;
        work(&app, &project, who(0), 60..62).await;
        for (now, month) in [("2026-03-04T01:00:00Z", "2026-02"), ("2026-04-04T01:00:00Z", "2026-03")] {
            app.base.clock.set(at(now));
            close(&app, month).await;
        }
        let paid: Vec<Value> = statements(&app, who(0)).await.iter().map(|s| json!([s["period"], s["gross"]["minor"]])).collect();
        assert_eq!(paid, [json!(["2026-02", 2550]), json!(["2026-01", 1700])]);
        assert_eq!((statements(&app, who(1)).await.len(), net(&app, Chart::WorkerAccrued, who(0)).await), (1, 0));
        sound(&app).await;
    }

    async fn a_piece_in_two_statements_or_in_none_is_found(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 1000).await;
        for (now, month, tasks) in [("2026-02-04T01:00:00Z", "2026-01", 1..3), ("2026-03-04T01:00:00Z", "2026-02", 3..5)] {
            work(&app, &project, who(0), tasks).await;
            app.base.clock.set(at(now));
            close(&app, month).await;
        }
        sound(&app).await;
        for (pieces, word) in [
            ("(SELECT pieces FROM statement WHERE period = '2026-01')", "stands in statements"),
            ("(SELECT decision_body.salt FROM decision_body LIMIT 1)", "bytes of pieces"),
        ] {
            run(&app, &format!("UPDATE statement SET pieces = {pieces} WHERE period = '2026-02'")).await.unwrap();
            let found = app.read(payout::verify).await;
            assert!(!found.sound && found.problems.iter().any(|p| p.contains(word)), "{word}: {:?}", found.problems);
        }
        for sql in ["UPDATE earning SET amount_minor = 1", "DELETE FROM earning"] {
            run(&app, sql).await.unwrap_err();
        }
    }
}
