//! Payouts on both engines: built, approved by two people, written, and followed whatever the bank says and repeats.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

use std::sync::Arc;

use audit::Replayers;
use db::outbox;
use kernel::{AccountId, Actor, Currency, Event, Money, PLATFORM, Role, TenantId};
use ledger::{Account, Chart};
use market::{Channel, NewProject, Project};
use serde_json::{Value, json};
use testkit::{Base, Setup, TestApp};
use uuid::Uuid;

const SHOP: TenantId = TenantId::from_u128(70);
const RICH: AccountId = AccountId::from_u128(80);
const POOR: AccountId = AccountId::from_u128(81);

async fn app(base: Base) -> TestApp {
    let setup = Setup {
        routes: payout::routes().merge(ledger::routes()).merge(audit::routes()).merge(market::routes()),
        consumers: payout::consumers(),
        jobs: [audit::jobs(), ledger::jobs(), payout::jobs()].concat(),
        schedules: [audit::schedules(), ledger::schedules(), payout::schedules()].concat(),
        extras: vec![Arc::new(Replayers(payout::replayers()))],
        ..Setup::default()
    };
    let app = base.app(setup).await;
    let (files, now) = (app.app.policies.clone(), app.now());
    app.write(move |c| {
        market::seed(c, &files, now)?;
        payout::seed_policies(c, &files, now)
    })
    .await;
    app
}

fn fen(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

async fn project(app: &TestApp, price: i64) -> Project {
    let now = app.now();
    app.write(move |c| {
        market::deposit(c, SHOP, None, fen(10_000_000), "seed", now)?;
        let new = NewProject {
            name: "售后".to_owned(),
            channel: Channel::Chat,
            skill: "ecommerce.after_sale".to_owned(),
            masking_policy: "base-cn".to_owned(),
            price: fen(price),
            sensitivity: 1,
            origins: vec![],
        };
        market::create_project(c, SHOP, None, new, now)
    })
    .await
}

/// Tasks `from..to` finished by `worker`.
async fn work(app: &TestApp, project: &Project, worker: AccountId, tasks: std::ops::Range<u128>) {
    for task in tasks {
        let (id, now) = (project.id, app.now());
        assert!(app.write(move |c| market::reserve(c, id, Uuid::from_u128(task), now)).await);
        let fact = json!({"task": Uuid::from_u128(task), "tenant": SHOP, "project": id, "conversation": Uuid::from_u128(5),
            "skill": "x", "attempt": 1, "worker": worker, "reservation": null, "piece": Uuid::from_u128(task + 1000), "reason": null});
        app.write(move |c| outbox::emit(c, &Event::new("task.completed", SHOP, &fact), now)).await;
    }
    app.settle().await;
}

async fn net(app: &TestApp, code: Chart, worker: AccountId) -> i64 {
    let account = Account::new(code, worker.uuid(), Currency::CNY);
    app.read(move |c| ledger::balance(c, &account)).await.net()
}

fn worker(app: &TestApp, id: AccountId) -> Actor {
    app.actor(Role::Worker, id, PLATFORM, 1)
}

fn admin(app: &TestApp) -> Actor {
    app.actor(Role::Admin, AccountId::from_u128(1), PLATFORM, 1)
}

async fn close(app: &TestApp, period: &str) {
    let answer = app.post("/settlements", &json!({"period": period})).by(&admin(app)).send().await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    app.settle().await;
}

async fn payouts(app: &TestApp, who: AccountId) -> Vec<Value> {
    app.get("/payouts").by(&worker(app, who)).send().await.ok()["items"].as_array().unwrap().clone()
}

fn other_admin(app: &TestApp) -> Actor {
    app.actor(Role::Admin, AccountId::from_u128(2), PLATFORM, 1)
}

async fn account(app: &TestApp, who: AccountId, number: &str) {
    let party = json!({"name": "张三", "account": {"other": number}, "agent": {"clearing": ["CNAPS", "102100099996"]}});
    app.put("/payee", &party).key(kernel::Id::<()>::new().uuid()).by(&worker(app, who)).send().await.ok();
}

/// A closed January with two workers who are owed 678,680 and 85,000; the batch of it, not approved yet.
async fn owed(app: &TestApp) -> String {
    let project = project(app, 100_000).await;
    work(app, &project, RICH, 1..9).await;
    work(app, &project, POOR, 20..21).await;
    app.base.clock.set("2026-02-04T01:00:00Z".parse().unwrap());
    close(app, "2026-01").await;
    account(app, RICH, "6222000011112222").await;
    account(app, POOR, "6222000033334444").await;
    let made = app.post("/payout-batches", &json!({"period": "2026-01"})).by(&admin(app)).send().await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.body["id"].as_str().unwrap().to_owned()
}

async fn step(app: &TestApp, batch: &str, what: &str, by: &Actor) -> (u16, Value) {
    let answer = app.post(&format!("/payout-batches/{batch}/{what}"), &json!({})).by(by).send().await;
    (answer.status, answer.body)
}

/// Approved and submitted.
async fn sent(app: &TestApp) -> String {
    let batch = owed(app).await;
    assert_eq!(step(app, &batch, "approvals", &admin(app)).await.0, 200);
    assert_eq!(step(app, &batch, "submission", &admin(app)).await.0, 204);
    batch
}

async fn told(app: &TestApp, kind: &str, xml: &str) -> Value {
    app.post("/bank-files", &json!({"kind": kind, "xml": xml})).by(&admin(app)).send().await.ok()
}

fn entry(bank_ref: &str, id: &str, yuan: &str, direction: &str, reason: &str) -> String {
    let money = format!("<Amt Ccy=\"CNY\">{yuan}</Amt><CdtDbtInd>{direction}</CdtDbtInd>");
    format!(
        "<Ntry>{money}<Sts><Cd>BOOK</Cd></Sts><AcctSvcrRef>{bank_ref}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs>{money}{reason}</TxDtls></NtryDtls></Ntry>"
    )
}

fn booked(entries: &str) -> String {
    format!("<Document><BkToCstmrStmt><Stmt><Id>S</Id>{entries}</Stmt></BkToCstmrStmt></Document>")
}

fn status(id: &str, code: &str) -> String {
    format!(
        "<Document><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId><TxSts>{code}</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    )
}

/// A payout's id as the bank knows it.
fn bank_id(payout: &Value) -> String {
    payout["id"].as_str().unwrap().replace('-', "")
}

testkit::both! {
    async fn a_batch_is_approved_sent_settled_and_returned_forty_days_later(base: Base) {
        let app = app(base).await;
        let batch = sent(&app).await;
        let file = app.get(&format!("/payout-batches/{batch}/file")).by(&admin(&app)).send().await;
        assert_eq!(file.status, 200);
        assert_eq!((net(&app, Chart::WorkerPayable, RICH).await, net(&app, Chart::WorkerPayable, POOR).await), (0, 0));
        let (rich, poor) = (payouts(&app, RICH).await[0].clone(), payouts(&app, POOR).await[0].clone());
        assert_eq!((&rich["state"], &rich["amount"]), (&json!("submitted"), &json!(fen(678_680))));

        let xml = booked(&[entry("R1", &bank_id(&rich), "6786.80", "DBIT", ""), entry("R2", &bank_id(&poor), "850.00", "DBIT", ""), entry("R3", "", "850.00", "DBIT", "")].concat());
        let heard = told(&app, "statement", &xml).await;
        assert_eq!((&heard["settled"], &heard["suspense"]), (&json!(2), &json!(1)));
        // The same file again, and news older than what is known.
        let again = told(&app, "statement", &xml).await;
        assert_eq!((&again["settled"], &again["duplicates"]), (&json!(0), &json!(3)));
        assert_eq!(told(&app, "status", &status(&bank_id(&rich), "ACCP")).await["unchanged"], 1);
        assert_eq!(payouts(&app, RICH).await[0]["state"], "settled");

        app.base.clock.set("2026-03-16T01:00:00Z".parse().unwrap());
        let back = entry("R9", &bank_id(&rich), "6786.80", "CRDT", "<RtrInf><Rsn><Cd>AC01</Cd></Rsn></RtrInf>");
        assert_eq!(told(&app, "statement", &booked(&back)).await["returned"], 1);
        let mine = payouts(&app, RICH).await;
        assert_eq!((&mine[0]["state"], &mine[0]["reason"]), (&json!("returned"), &json!("AC01")));
        assert_eq!(net(&app, Chart::PayoutReturned, RICH).await, 678_680);
        // Nothing is owed until the account is put right; then it is paid again, once.
        let body = json!({"period": "2026-01"});
        assert_eq!(app.post("/payout-batches", &body).by(&admin(&app)).send().await.code(), "wrong_state");
        account(&app, RICH, "6222000011119999").await;
        assert_eq!((net(&app, Chart::PayoutReturned, RICH).await, net(&app, Chart::WorkerPayable, RICH).await), (0, 678_680));
        assert_eq!(app.post("/payout-batches", &body).by(&admin(&app)).send().await.status, 201);
        assert_eq!(app.post("/payout-batches", &body).by(&admin(&app)).send().await.code(), "wrong_state");
        assert_eq!(payouts(&app, RICH).await[0]["attempt"], 2);
        assert!(app.read(payout::verify).await.sound);
    }

    async fn large_batches_need_two_people_and_nothing_moves_before(base: Base) {
        let app = app(base).await;
        let project = project(&app, 100_000).await;
        work(&app, &project, RICH, 1..16).await;
        app.base.clock.set("2026-02-04T01:00:00Z".parse().unwrap());
        close(&app, "2026-01").await;
        account(&app, RICH, "6222000011112222").await;
        let made = app.post("/payout-batches", &json!({"period": "2026-01"})).by(&admin(&app)).send().await.body;
        let batch = made["id"].as_str().unwrap();
        let before = net(&app, Chart::WorkerPayable, RICH).await;
        assert_eq!(step(&app, batch, "submission", &admin(&app)).await.1["code"], "wrong_state");
        assert_eq!(step(&app, batch, "approvals", &admin(&app)).await.1["state"], "draft");
        assert_eq!(step(&app, batch, "approvals", &admin(&app)).await.1["code"], "already_decided");
        assert_eq!(step(&app, batch, "submission", &admin(&app)).await.1["code"], "wrong_state");
        assert_eq!(app.get(&format!("/payout-batches/{batch}/file")).by(&admin(&app)).send().await.code(), "wrong_state");
        assert_eq!(step(&app, batch, "approvals", &worker(&app, RICH)).await.1["code"], "forbidden");
        assert_eq!(net(&app, Chart::WorkerPayable, RICH).await, before);
        assert_eq!(step(&app, batch, "approvals", &other_admin(&app)).await.1["state"], "approved");
        assert_eq!(step(&app, batch, "submission", &admin(&app)).await.0, 204);
        assert_eq!(step(&app, batch, "submission", &admin(&app)).await.1["code"], "wrong_state");
        assert_eq!(net(&app, Chart::WorkerPayable, RICH).await, 0);
    }

    async fn refused_payments_are_owed_again_and_torn_files_change_nothing(base: Base) {
        let app = app(base).await;
        let _ = sent(&app).await;
        let rich = payouts(&app, RICH).await[0].clone();
        let good = booked(&entry("R1", &bank_id(&rich), "6786.80", "DBIT", ""));
        let torn = app.post("/bank-files", &json!({"kind": "statement", "xml": &good[..good.len() - 20]})).by(&admin(&app)).send().await;
        assert_eq!(torn.code(), "invalid_field");
        assert_eq!(payouts(&app, RICH).await[0]["state"], "submitted");
        // An equal amount under another id settles nothing.
        let noise = told(&app, "statement", &booked(&entry("R2", "0192", "6786.80", "DBIT", ""))).await;
        assert_eq!((&noise["settled"], &noise["suspense"]), (&json!(0), &json!(1)));
        assert_eq!(told(&app, "status", &status(&bank_id(&rich), "RJCT")).await["rejected"], 1);
        assert_eq!(told(&app, "status", &status(&bank_id(&rich), "RJCT")).await["unchanged"], 1);
        assert_eq!(net(&app, Chart::WorkerPayable, RICH).await, 678_680);
        // Settled after it was certainly refused: nobody is paid twice, a person looks.
        assert_eq!(told(&app, "status", &status(&bank_id(&rich), "ACSC")).await["unchanged"], 1);
        assert_eq!(net(&app, Chart::WorkerPayable, RICH).await, 678_680);
        assert!(app.read(payout::verify).await.sound);
    }

    async fn an_account_is_its_owners_and_checked(base: Base) {
        let app = app(base).await;
        let me = worker(&app, RICH);
        assert_eq!(app.get("/payee").by(&me).send().await.ok()["hint"], Value::Null);
        let party = |number: &str| json!({"name": "张三", "account": {"other": number}, "agent": {"bic": "ICBKCNBJ"}});
        assert_eq!(app.put("/payee", &party("1 2")).key(kernel::Id::<()>::new().uuid()).by(&me).send().await.code(), "invalid_field");
        assert_eq!(app.get("/payee").by(&me).send().await.ok()["hint"], Value::Null);
        account(&app, RICH, "6222000011112222").await;
        assert_eq!(app.get("/payee").by(&me).send().await.ok()["hint"], "…2222");
        assert_eq!(app.get("/payee").by(&worker(&app, POOR)).send().await.ok()["hint"], Value::Null);
        assert_eq!(app.put("/payee", &party("6222000033334444")).key(kernel::Id::<()>::new().uuid()).by(&admin(&app)).send().await.code(), "forbidden");
        assert_eq!(app.get("/payout-batches").by(&me).send().await.code(), "forbidden");
    }
}
