//! Payouts over a simulated bank and wallets that lose, repeat, reorder, tear, refuse and send back: nobody is forgotten
//! and nobody is paid twice, whoever else runs the same jobs.

use std::time::Duration;

use kernel::AccountId;
use ledger::Chart;
use payout::{BankPeer, Counterparties};
use post::{Peer, Wire};
use rails::wallet::{Alipay, Keys, WeChat};
use serde_json::{Value, json};
use swarm::bank::{Access, Bank, Conduct, Fate};
use testkit::TestApp;

use crate::fixture::{RICH, admin, close, connected, net, net_of, other_admin, shop, sound, work, worker};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const DAY: Duration = Duration::from_secs(86_400);

fn people() -> Vec<AccountId> {
    (0..9).map(|n| AccountId::from_u128(200 + n)).collect()
}

pub(crate) fn counterparties(access: &Access) -> Counterparties {
    let peer = || Peer::parse(&access.url).unwrap();
    let keys = || Keys::new(access.key, access.their_key.to_vec()).unwrap();
    let app_id = access.app_id.to_owned();
    let [merchant, serial, scene] = [access.merchant, "AB", "1005"].map(ToOwned::to_owned);
    let wechat = WeChat {
        app_id: app_id.clone(),
        merchant,
        serial,
        scene,
        their_serial: None,
        notify_url: None,
        notice_key: Some(*access.notice_key),
        keys: keys(),
    };
    Counterparties {
        wire: Wire::new().unwrap(),
        bank: Some(BankPeer { peer: peer(), token: access.token.to_owned() }),
        alipay: Some((peer(), Alipay { app_id, keys: keys() })),
        wechat: Some((peer(), wechat)),
    }
}

pub(crate) async fn pays_into(app: &TestApp, who: AccountId, payee: Value) {
    let key = kernel::Id::<()>::new().uuid();
    app.put("/payee", &payee).key(key).by(&worker(app, who)).send().await.ok();
}

async fn step(app: &TestApp, batch: &str, what: &str, by: &kernel::Actor) {
    let answer = app.post(&format!("/payout-batches/{batch}/{what}"), &json!({})).by(by).send().await;
    assert!(answer.status < 300, "{what}: {}", answer.body);
}

/// A closed January of nine workers, three by bank, three by Alipay, three by WeChat; one of these is owed more than WeChat
/// carries. The batch, approved and submitted, and what is owed in all.
pub(crate) async fn submitted(app: &TestApp) -> (String, i64) {
    let project = shop(app, 100_000).await;
    for (n, who) in people().into_iter().enumerate() {
        let from = 100 * (n as u128 + 1);
        work(app, &project, who, from..from + if n == 8 { 3 } else { 1 }).await;
    }
    app.base.clock.set("2026-02-04T01:00:00Z".parse().unwrap());
    close(app, "2026-01").await;
    let mut owed = 0;
    for (n, who) in people().into_iter().enumerate() {
        let payee = match n / 3 {
            0 => {
                json!({"name": "张三", "account": {"other": format!("622200001111222{n}")}, "agent": {"clearing": ["CNAPS", "102100099996"]}})
            }
            1 => json!({"name": "张三", "wallet": {"alipay": format!("208800001111222{n}")}}),
            _ => json!({"name": "张三", "wallet": {"wechat": format!("oABC-123_{n}")}}),
        };
        pays_into(app, who, payee).await;
        owed += net(app, Chart::WorkerPayable, who).await;
    }
    let made = app.post("/payout-batches", &json!({"period": "2026-01"})).by(&admin(app)).send().await.ok();
    let batch = made["id"].as_str().unwrap().to_owned();
    step(app, &batch, "approvals", &admin(app)).await;
    step(app, &batch, "approvals", &other_admin(app)).await;
    step(app, &batch, "submission", &admin(app)).await;
    (batch, owed)
}

/// Time passes; the jobs run, twice at once.
pub(crate) async fn pass(app: &TestApp, by: Duration) {
    app.base.clock.advance(by);
    let (a, b) = futures_util::future::join(app.worker.settle(), app.worker.settle()).await;
    a.and(b).unwrap();
}

pub(crate) async fn payouts(app: &TestApp, batch: &str) -> Vec<Value> {
    app.get(&format!("/payout-batches/{batch}/payouts")).by(&admin(app)).send().await.ok()["items"].as_array().unwrap().clone()
}

async fn files(app: &TestApp) -> Vec<Value> {
    app.get("/rail-files").by(&admin(app)).send().await.ok()["items"].as_array().unwrap().clone()
}

pub(crate) fn count(rows: &[Value], key: &str, word: &str) -> usize {
    rows.iter().filter(|row| row[key] == word).count()
}

pub(crate) fn bank_id(payout: &Value) -> String {
    payout["id"].as_str().unwrap().replace('-', "")
}

/// What the bank did and what our books say are one thing.
pub(crate) async fn agree(app: &TestApp, bank: &Bank, batch: &str, owed: i64) {
    let (rows, ordered) = (payouts(app, batch).await, bank.payments());
    assert!(ordered.values().all(|p| p.left <= 1), "money left once: {ordered:?}");
    let mut paid = 0;
    for row in &rows {
        let fate = ordered.get(&bank_id(row)).map(|p| p.fate.clone());
        match row["state"].as_str().unwrap() {
            "settled" => {
                assert_eq!(fate, Some(Fate::Booked), "{row}");
                paid += row["amount"]["minor"].as_i64().unwrap();
            }
            "rejected" => assert!(matches!(fate, None | Some(Fate::Refused)), "{row} {fate:?}"),
            "returned" => assert_eq!(fate, Some(Fate::Returned), "{row}"),
            other => panic!("{other} is no end: {row}"),
        }
    }
    let owner = batch.parse::<kernel::Id<()>>().unwrap().uuid();
    let clearing = ledger::Account::new(Chart::PayoutClearing, owner, kernel::Currency::CNY);
    assert_eq!(net_of(app, clearing).await, 0, "nothing waits with a rail");
    let mut left = 0;
    for who in people() {
        left += net(app, Chart::WorkerPayable, who).await + net(app, Chart::PayoutReturned, who).await;
    }
    assert_eq!(paid + left, owed, "nothing is lost");
    sound(app).await;
}

testkit::both! {
    async fn what_is_submitted_reaches_bank_and_wallets_and_comes_back_forty_days_later(base: Base) {
        let bank = Bank::new(Conduct::default(), base.clock.clone());
        let app = connected(base, counterparties(&bank.open().await.unwrap())).await;
        let (batch, owed) = submitted(&app).await;
        app.settle().await;
        let rows = payouts(&app, &batch).await;
        assert_eq!((count(&rows, "state", "accepted"), count(&rows, "state", "awaiting_payee"), count(&rows, "state", "rejected")), (6, 2, 1), "{rows:?}");
        assert_eq!(bank.payments().len(), 8, "WeChat was not sent what it cannot carry");
        pass(&app, DAY + MINUTE).await;
        let rows = payouts(&app, &batch).await;
        assert_eq!(count(&rows, "state", "settled"), 8, "{rows:?}");
        assert_eq!((count(&files(&app).await, "state", "taken"), files(&app).await.len()), (2, 2), "our order and the bank's statement");
        agree(&app, &bank, &batch, owed).await;

        let of = |rail: &str| rows.iter().find(|r| r["rail"] == rail).cloned().unwrap();
        assert!(bank.give_back(&bank_id(&of("bank")), "AC01") && bank.give_back(&bank_id(&of("alipay")), "AC01"));
        pass(&app, DAY * 40).await;
        pass(&app, DAY * 6).await;
        agree(&app, &bank, &batch, owed).await;
        assert_eq!(count(&payouts(&app, &batch).await, "state", "returned"), 2);
        let id = of("bank")["id"].as_str().unwrap().to_owned();
        let told = app.get(&format!("/payouts/{id}/history")).by(&admin(&app)).send().await.ok();
        let states: Vec<&str> = told["steps"].as_array().unwrap().iter().map(|s| s["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["approved", "submitted", "accepted", "settled", "returned"]);
        assert_eq!(app.get(&format!("/payouts/{id}/history")).by(&worker(&app, RICH)).send().await.code(), "forbidden");
        assert_eq!(app.get("/rail-files").by(&worker(&app, RICH)).send().await.code(), "forbidden");
    }

    async fn two_thousand_and_more_go_by_wechat_with_a_sealed_name_however_often_it_is_sent(base: Base) {
        let bank = Bank::new(Conduct { lost_requests: 60, seed: 5, ..Conduct::default() }, base.clock.clone());
        let access = bank.open().await.unwrap();
        let mut with = counterparties(&access);
        with.wechat.as_mut().unwrap().1.their_serial = Some(access.their_serial.to_owned());
        let app = connected(base, with).await;
        let (batch, owed) = submitted(&app).await;
        app.settle().await;
        for _ in 0..12 {
            pass(&app, MINUTE * 7).await;
        }
        bank.behave(Conduct::default());
        pass(&app, DAY).await;
        pass(&app, DAY + MINUTE).await;
        let rows = payouts(&app, &batch).await;
        assert_eq!((bank.payments().len(), count(&rows, "state", "settled")), (9, 9), "{rows:?}");
        agree(&app, &bank, &batch, owed).await;
    }

    async fn no_answer_is_unknown_and_only_an_answered_question_moves_on(base: Base) {
        let bank = Bank::new(Conduct { lost_answers: 100, ..Conduct::default() }, base.clock.clone());
        let app = connected(base, counterparties(&bank.open().await.unwrap())).await;
        let (batch, owed) = submitted(&app).await;
        app.settle().await;
        let rows = payouts(&app, &batch).await;
        assert_eq!(count(&rows, "state", "unknown"), 8, "{rows:?}");
        assert_eq!(bank.payments().len(), 8, "all of it was carried out, and nobody said so");
        bank.behave(Conduct { lost_requests: 100, ..Conduct::default() });
        pass(&app, MINUTE * 5).await;
        assert_eq!(count(&payouts(&app, &batch).await, "state", "unknown"), 8);
        bank.behave(Conduct::default());
        pass(&app, MINUTE * 10).await;
        assert_eq!(count(&payouts(&app, &batch).await, "state", "unknown"), 0);
        pass(&app, DAY + MINUTE).await;
        agree(&app, &bank, &batch, owed).await;
    }

    async fn what_never_arrived_is_sent_again_under_the_same_id(base: Base) {
        let bank = Bank::new(Conduct { lost_requests: 100, ..Conduct::default() }, base.clock.clone());
        let app = connected(base, counterparties(&bank.open().await.unwrap())).await;
        let (batch, owed) = submitted(&app).await;
        app.settle().await;
        assert_eq!(count(&payouts(&app, &batch).await, "state", "unknown"), 8);
        assert!(bank.payments().is_empty());
        bank.behave(Conduct::default());
        pass(&app, MINUTE * 5).await;
        assert_eq!(bank.payments().len(), 8);
        pass(&app, DAY + MINUTE).await;
        agree(&app, &bank, &batch, owed).await;
    }

    async fn the_same_key_with_another_body_is_refused(base: Base) {
        let app = connected(base, Counterparties::none().unwrap()).await;
        let key = kernel::Id::<()>::new().uuid();
        let file = |n: u8| json!({"kind": "statement", "xml": format!("<Document><BkToCstmrStmt><Stmt><Id>S{n}</Id></Stmt></BkToCstmrStmt></Document>")});
        app.post("/bank-files", &file(1)).key(key).by(&admin(&app)).send().await.ok();
        app.post("/bank-files", &file(1)).key(key).by(&admin(&app)).send().await.ok();
        let other = app.post("/bank-files", &file(2)).key(key).by(&admin(&app)).send().await;
        assert_eq!((other.status, other.code().as_str()), (422, "idempotency_key_reused"));
        // The bank itself says so of two files under one message id.
        let bank = Bank::new(Conduct::default(), app.base.clock.clone());
        let with = counterparties(&bank.open().await.unwrap());
        let BankPeer { peer, token } = with.bank.unwrap();
        let order = |yuan: &str| format!("<Document><GrpHdr><MsgId>m1</MsgId></GrpHdr><CdtTrfTxInf><PmtId><EndToEndId>a1</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"CNY\">{yuan}</InstdAmt></Amt></CdtTrfTxInf></Document>");
        let mut told = Vec::new();
        for yuan in ["7.05", "7.05", "7.06"] {
            let headers = vec![("authorization", format!("Bearer {token}"))];
            let call = post::Call { method: "POST", path: "/orders".to_owned(), headers, body: order(yuan).into_bytes() };
            told.push(with.wire.send(&peer, &call).await.unwrap().status);
        }
        assert_eq!(told, [200, 200, 422]);
        assert_eq!(bank.payments()["a1"].amount, "7.05");
    }

    async fn torn_files_change_nothing_until_they_are_whole(base: Base) {
        let bank = Bank::new(Conduct { torn: 100, ..Conduct::default() }, base.clock.clone());
        let app = connected(base, counterparties(&bank.open().await.unwrap())).await;
        let (batch, owed) = submitted(&app).await;
        app.settle().await;
        pass(&app, DAY + MINUTE).await;
        let by_bank: Vec<Value> = payouts(&app, &batch).await.into_iter().filter(|r| r["rail"] == "bank").collect();
        assert_eq!(count(&by_bank, "state", "accepted"), 3, "{by_bank:?}");
        assert_eq!(count(&files(&app).await, "state", "torn"), 1);
        bank.behave(Conduct::default());
        pass(&app, MINUTE).await;
        assert_eq!(count(&files(&app).await, "state", "torn"), 0);
        agree(&app, &bank, &batch, owed).await;
    }

    async fn a_bank_on_its_worst_days_loses_nothing_and_pays_nobody_twice(base: Base) {
        let seeds = if std::env::var_os("TIDECREW_NIGHTLY").is_some() { 6 } else { 2 };
        let worst = |seed| Conduct { seed, lost_requests: 25, lost_answers: 25, torn: 40, refused: 20, repeats: true, reorders: true, ..Conduct::default() };
        let bank = Bank::new(worst(seeds), base.clock.clone());
        let app = connected(base, counterparties(&bank.open().await.unwrap())).await;
        let (batch, owed) = submitted(&app).await;
        for seed in 0..seeds {
            bank.behave(worst(seed));
            for _ in 0..10 {
                pass(&app, MINUTE * 7).await;
            }
            pass(&app, DAY).await;
        }
        bank.behave(Conduct { repeats: true, reorders: true, ..Conduct::default() });
        for _ in 0..4 {
            pass(&app, DAY).await;
        }
        agree(&app, &bank, &batch, owed).await;
    }
}
