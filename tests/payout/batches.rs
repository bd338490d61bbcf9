//! Payouts: built, approved by two people, written, and followed whatever the bank says and repeats.

use kernel::{AccountId, Actor};
use ledger::Chart;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::fixture::{POOR, RICH, admin, app, close, fen, net, other_admin, shop, work, worker};

async fn payouts(app: &TestApp, who: AccountId) -> Vec<Value> {
    app.get("/payouts").by(&worker(app, who)).send().await.ok()["items"].as_array().unwrap().clone()
}

async fn account(app: &TestApp, who: AccountId, number: &str) {
    let party = json!({"name": "张三", "account": {"other": number}, "agent": {"clearing": ["CNAPS", "102100099996"]}});
    app.put("/payee", &party).key(kernel::Id::<()>::new().uuid()).by(&worker(app, who)).send().await.ok();
}

/// A closed January with two workers who are owed 678,680 and 85,000; the batch of it, not approved yet.
async fn owed(app: &TestApp) -> String {
    let project = shop(app, 100_000).await;
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
    for admin in [admin(app), other_admin(app)] {
        assert_eq!(step(app, &batch, "approvals", &admin).await.0, 200);
    }
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
        let project = shop(&app, 100_000).await;
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
