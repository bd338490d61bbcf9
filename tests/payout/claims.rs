//! What was paid too much, and what is paid to the tax office.

use std::time::Duration;

use kernel::Currency;
use ledger::{Account, Chart};
use serde_json::json;
use testkit::TestApp;

use crate::fixture::{POOR, RICH, SHOP, admin, app, at, close, escrow, fen, net, net_of, other_admin, shop, sound, work, worker};

const DAY: Duration = Duration::from_secs(86_400);

async fn earning(app: &TestApp) -> String {
    let found = app.get("/earnings").by(&worker(app, RICH)).send().await.ok();
    found["lines"]["items"][0]["id"].as_str().unwrap().to_owned()
}

testkit::both! {
    async fn overpaid_is_claimed_recovered_within_the_cap_and_given_up(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 100_000).await;
        work(&app, &project, RICH, 1..2).await;
        let id = earning(&app).await;
        let path = format!("/earnings/{id}/claim");
        let ask = json!({"amount": fen(50_000), "reason": "wrong_answer"});
        assert_eq!(app.post(&path, &ask).by(&admin(&app)).send().await.code(), "wrong_state", "the pay is not final");
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        assert_eq!(app.post(&path, &ask).by(&worker(&app, RICH)).send().await.code(), "forbidden");
        let more = json!({"amount": fen(85_001), "reason": "wrong_answer"});
        assert_eq!(app.post(&path, &more).by(&admin(&app)).send().await.code(), "invalid_field");
        let before = escrow(&app, SHOP).await;
        let made = app.post(&path, &ask).by(&admin(&app)).send().await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(app.post(&path, &ask).by(&admin(&app)).send().await.code(), "wrong_state");
        assert_eq!(net(&app, Chart::WorkerReceivable, RICH).await, 0, "nothing moves before the case is over");
        // Nobody appeals; the window lapses.
        app.base.clock.advance(DAY * 15);
        app.settle().await;
        assert_eq!(net(&app, Chart::WorkerReceivable, RICH).await, -50_000);
        assert_eq!(escrow(&app, SHOP).await.0, before.0 + 50_000, "the enterprise has it back at once");
        let owing = app.get("/receivables").by(&admin(&app)).send().await.ok();
        assert_eq!(owing["items"], json!([{"worker": RICH, "owed": fen(50_000)}]));

        // A month later a fifth of the pay is taken, and no more.
        work(&app, &project, RICH, 10..11).await;
        app.base.clock.set(at("2026-03-04T01:00:00Z"));
        close(&app, "2026-02").await;
        let newest = app.get("/statements?limit=1").by(&worker(&app, RICH)).send().await.ok();
        let older = format!("/statements?limit=1&after={}", newest["next"].as_str().unwrap());
        let older = app.get(&older).by(&worker(&app, RICH)).send().await.ok();
        assert_eq!((&older["items"][0]["period"], &older["next"]), (&json!("2026-01"), &json!(null)));
        let one = newest["items"][0].clone();
        assert_eq!((&one["period"], &one["net"]), (&json!("2026-02"), &json!(fen(68_000))));
        assert_eq!(net(&app, Chart::WorkerReceivable, RICH).await, -33_000);
        let path = format!("/receivables/{RICH}/write-off");
        assert_eq!(app.post(&path, &json!({})).by(&worker(&app, RICH)).send().await.code(), "forbidden");
        assert_eq!(app.post(&path, &json!({})).by(&admin(&app)).send().await.ok()["amount"], json!(fen(33_000)));
        assert_eq!(app.post(&path, &json!({})).by(&admin(&app)).send().await.code(), "wrong_state");
        assert_eq!(net_of(&app, Account::platform(Chart::WriteOff, Currency::CNY)).await, -33_000);
        sound(&app).await;
    }

    async fn a_claim_that_is_won_moves_nothing(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 100_000).await;
        work(&app, &project, RICH, 1..2).await;
        let id = earning(&app).await;
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        let ask = json!({"amount": fen(500), "reason": "unfinished"});
        let made = app.post(&format!("/earnings/{id}/claim"), &ask).by(&admin(&app)).send().await.body;
        let case = made["case_id"].as_str().unwrap();
        app.post(&format!("/cases/{case}/appeal"), &json!({"words": "做完了"})).by(&worker(&app, RICH)).send().await;
        let verdict = json!({"outcome": "for_subject", "rule": "payout.claim", "reason": "做完了。"});
        assert_eq!(app.post(&format!("/cases/{case}/verdict"), &verdict).by(&other_admin(&app)).send().await.status, 204);
        app.settle().await;
        assert_eq!(net(&app, Chart::WorkerReceivable, RICH).await, 0);
        sound(&app).await;
    }

    async fn what_is_withheld_is_remitted_once_per_filing(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 100_000).await;
        work(&app, &project, RICH, 1..13).await;
        work(&app, &project, POOR, 20..32).await;
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        let withheld = net(&app, Chart::IncomeTax, RICH).await + net(&app, Chart::IncomeTax, POOR).await;
        assert!(withheld > 0);
        let ask = json!({"levy": "income_tax", "filing": "2026-01-IIT"});
        assert_eq!(app.post("/remittances", &ask).by(&worker(&app, RICH)).send().await.code(), "forbidden");
        assert_eq!(app.post("/remittances", &json!({"levy": "income_tax", "filing": " "})).by(&admin(&app)).send().await.code(), "invalid_field");
        let made = app.post("/remittances", &ask).by(&admin(&app)).send().await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(app.post("/remittances", &ask).by(&admin(&app)).send().await.code(), "already_decided");
        app.settle().await;
        let id = made.body["id"].as_str().unwrap();
        let one = app.get(&format!("/remittances/{id}")).by(&admin(&app)).send().await.ok();
        assert_eq!((&one["state"], &one["accounts"], &one["amount"]), (&json!("done"), &json!(2), &json!(fen(withheld))));
        let lines: i64 = one["entries"].as_array().unwrap().iter().map(|e| e["amount"]["minor"].as_i64().unwrap()).sum();
        assert_eq!(lines, withheld, "the figure opens the lines behind it");
        assert_eq!(net(&app, Chart::IncomeTax, RICH).await + net(&app, Chart::IncomeTax, POOR).await, 0);
        sound(&app).await;
    }

    async fn days_that_are_over_are_sealed_in_order(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 1000).await;
        work(&app, &project, RICH, 1..3).await;
        let first = app.now().day();
        app.base.clock.advance(DAY * 3);
        app.settle().await;
        app.settle().await;
        assert_eq!(app.get("/ledger-seals").by(&worker(&app, RICH)).send().await.code(), "forbidden");
        let seals = app.get("/ledger-seals").by(&admin(&app)).send().await.ok()["items"].as_array().unwrap().clone();
        assert_eq!(seals.len(), 3, "{seals:?}");
        let oldest = seals.last().unwrap();
        assert_eq!(oldest["day"], json!(first));
        assert!(oldest["lines"].as_i64().unwrap() > 4);
        assert_eq!(seals[0]["lines"], 0, "a day without lines is sealed too");
        assert_ne!(seals[0]["root"], seals[1]["root"]);
        sound(&app).await;
    }
}
