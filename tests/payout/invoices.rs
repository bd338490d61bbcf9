//! What enterprises are charged: invoices and credit notes sum to the journal, and free money comes back.

use kernel::{AccountId, Role};
use serde_json::{Value, json};
use testkit::TestApp;

use crate::fixture::{RICH, RIVAL, SHOP, admin, app, at, delivered, escrow, fen, owner, project, served, sound, worker};

async fn invoices(app: &TestApp) -> Vec<Value> {
    app.get("/invoices").by(&owner(app)).send().await.ok()["items"].as_array().unwrap().clone()
}

testkit::both! {
    async fn a_month_is_invoiced_and_what_is_taken_back_stands_in_a_credit_note(base: Base) {
        let app = app(base).await;
        app.base.clock.set(at("2026-01-30T01:00:00Z"));
        let project = project(&app, SHOP, 1000, 100_000).await;
        for task in 1..6 {
            served(&app, &project, RICH, task, 60, 0).await;
        }
        let pieces = app.get("/costs/pieces").by(&owner(&app)).send().await.ok();
        assert_eq!((pieces["items"].as_array().unwrap().len(), &pieces["items"][0]["may_reject"]), (5, &json!(true)));
        assert!(!pieces.to_string().contains(&RICH.to_string()), "who served is not told");
        let path = format!("/earnings/{}/rejection", pieces["items"][0]["id"].as_str().unwrap());
        assert_eq!(app.post(&path, &json!({"reason": "unfinished"})).by(&owner(&app)).send().await.status, 201);
        app.base.clock.set(at("2026-02-01T01:00:00Z"));
        delivered(&app).await;
        let first = invoices(&app).await;
        assert_eq!(first.len(), 1);
        let facts = (&first[0]["period"], &first[0]["kind"], &first[0]["sum"], &first[0]["fee"]);
        assert_eq!(facts, (&json!("2026-01"), &json!("invoice"), &json!(fen(5000)), &json!(fen(750))));
        assert_eq!(first[0]["lines"], json!([
            {"code": "accrue.fee", "entries": 5, "amount_minor": 750}, {"code": "accrue.pay", "entries": 5, "amount_minor": 4250},
        ]));
        // Nobody appeals: pay and fee of the rejected piece come back in February.
        for day in ["2026-02-20T01:00:00Z", "2026-03-01T01:00:00Z"] {
            app.base.clock.set(at(day));
            delivered(&app).await;
        }
        let all = invoices(&app).await;
        let sums: Vec<(&str, i64)> = all.iter().map(|i| (i["kind"].as_str().unwrap(), i["sum"]["minor"].as_i64().unwrap())).collect();
        assert_eq!(sums.iter().filter(|(kind, _)| *kind == "credit_note").map(|(_, sum)| sum).sum::<i64>(), 1000, "{sums:?}");
        assert_eq!(escrow(&app, SHOP).await, (96_000, 0, 4000));
        sound(&app).await;

        let table = app.get(&format!("/invoices/{}/lines", first[0]["id"].as_str().unwrap())).by(&owner(&app)).send().await;
        assert_eq!(table.status, 200);
        let rival = app.actor(Role::Owner, AccountId::from_u128(7), RIVAL, 1);
        assert_eq!(app.get(&format!("/invoices/{}", first[0]["id"].as_str().unwrap())).by(&rival).send().await.code(), "not_found");
        assert_eq!(app.get("/invoices").by(&worker(&app, RICH)).send().await.code(), "forbidden");
        assert_eq!(app.get("/invoices").by(&rival).send().await.ok()["items"], json!([]));
    }

    async fn free_money_is_taken_out_once_and_comes_back_when_the_bank_refuses(base: Base) {
        let app = app(base).await;
        project(&app, SHOP, 1000, 5000).await;
        assert_eq!(app.post("/refunds", &json!({"amount": fen(5001)})).by(&owner(&app)).send().await.code(), "insufficient_funds");
        assert_eq!(app.post("/refunds", &json!({"amount": fen(0)})).by(&owner(&app)).send().await.code(), "invalid_field");
        let member = app.actor(Role::Member, AccountId::from_u128(8), SHOP, 1);
        assert_eq!(app.post("/refunds", &json!({"amount": fen(10)})).by(&member).send().await.code(), "forbidden");
        let ask = async |minor| app.post("/refunds", &json!({"amount": fen(minor)})).by(&owner(&app)).send().await.ok()["id"].as_str().unwrap().to_owned();
        let (paid, refused) = (ask(3000).await, ask(1000).await);
        assert_eq!(escrow(&app, SHOP).await, (1000, 0, 0));
        let answer = async |id: &str, paid: bool| app.post(&format!("/refunds/{id}/answer"), &json!({"paid": paid, "bank_ref": "B1"})).by(&admin(&app)).send().await;
        assert_eq!(answer(&paid, true).await.status, 204);
        assert_eq!(answer(&refused, false).await.status, 204);
        assert_eq!(answer(&refused, true).await.code(), "already_decided");
        assert_eq!(app.post(&format!("/refunds/{paid}/answer"), &json!({"paid": true, "bank_ref": "B"})).by(&owner(&app)).send().await.code(), "forbidden");
        assert_eq!(escrow(&app, SHOP).await, (2000, 0, 0));
        sound(&app).await;
    }
}
