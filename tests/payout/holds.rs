//! Contested pay: held and given back or lost through the case machine, exactly, by the clock as well, and never in bulk.

use std::time::Duration;

use kernel::{AccountId, Currency, PLATFORM, Role};
use ledger::{Account, Chart};
use serde_json::{Value, json};
use testkit::TestApp;

use crate::fixture::{
    POOR, RICH, RIVAL, SHOP, admin, app, at, close, delivered, escrow, fen, net, net_of, other_admin, owner, project, rules,
    shop, sound, statements, tell, work, worker,
};

const DAY: Duration = Duration::from_secs(86_400);

/// Ids of a worker's earnings, newest first.
async fn earnings(app: &TestApp, who: AccountId) -> Vec<String> {
    let mine = app.get("/earnings?limit=100").by(&worker(app, who)).send().await.ok();
    mine["lines"]["items"].as_array().unwrap().iter().map(|l| l["id"].as_str().unwrap().to_owned()).collect()
}

async fn reject(app: &TestApp, earning: &str) -> (u16, Value) {
    let answer =
        app.post(&format!("/earnings/{earning}/rejection"), &json!({"reason": "wrong_answer"})).by(&owner(app)).send().await;
    (answer.status, answer.body)
}

async fn judge(app: &TestApp, case: &str, by: &kernel::Actor, outcome: &str, award: Option<i64>) -> (u16, Value) {
    let body = json!({"outcome": outcome, "rule": "payout.tariff", "reason": "读过证据。", "award_minor": award});
    let answer = app.post(&format!("/cases/{case}/verdict"), &body).by(by).send().await;
    app.settle().await;
    (answer.status, answer.body)
}

testkit::both! {
    async fn a_penalty_is_held_capped_appealed_and_given_back_with_interest(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 10_000).await;
        // Not task 1, whose number would be the first judge's.
        work(&app, &project, RICH, 2..22).await;
        let piece = earnings(&app, RICH).await[0].clone();
        let ask = json!({"amount": fen(9_000), "reason": "rude"});
        let path = format!("/earnings/{piece}/penalty");
        assert_eq!(app.post(&path, &ask).by(&owner(&app)).send().await.code(), "forbidden");
        let made = app.post(&path, &ask).by(&admin(&app)).send().await;
        assert_eq!(made.status, 201, "{}", made.body);
        let case = made.body["case_id"].as_str().unwrap().to_owned();
        // Never more than the piece earned: 8,500 of 170,000.
        assert_eq!((net(&app, Chart::WorkerHeld, RICH).await, net(&app, Chart::WorkerAccrued, RICH).await), (8500, 161_500));
        assert_eq!(app.post(&path, &ask).by(&admin(&app)).send().await.code(), "wrong_state");

        // The worker sees why and appeals once; a judge sees the evidence and the words, not the first verdict.
        let seen = app.get(&format!("/cases/{case}")).by(&worker(&app, RICH)).send().await.ok();
        assert_eq!((&seen["state"], &seen["first_code"], &seen["evidence"]["contested_minor"]), (&json!("noticed"), &json!("rude"), &json!(8500)));
        assert_eq!(app.get(&format!("/cases/{case}")).by(&worker(&app, POOR)).send().await.code(), "not_found");
        assert_eq!(judge(&app, &case, &other_admin(&app), "for_subject", None).await.1["code"], "wrong_state");
        let appeal = format!("/cases/{case}/appeal");
        assert_eq!(app.post(&appeal, &json!({"words": " "})).by(&worker(&app, RICH)).send().await.code(), "invalid_field");
        assert_eq!(app.post(&appeal, &json!({"words": "我没有。"})).by(&worker(&app, RICH)).send().await.status, 204);
        assert_eq!(app.post(&appeal, &json!({"words": "我没有。"})).by(&worker(&app, RICH)).send().await.code(), "wrong_state");
        let blind = app.get(&format!("/cases/{case}")).by(&other_admin(&app)).send().await.ok();
        assert_eq!((&blind["first_code"], &blind["words"], &blind["may_judge"]), (&Value::Null, &json!("我没有。"), &json!(true)));
        assert!(!blind.to_string().contains(&AccountId::from_u128(1).to_string()), "who judged first is not told: {blind}");
        // Who judged first does not judge again.
        assert_eq!(app.get(&format!("/cases/{case}")).by(&admin(&app)).send().await.ok()["may_judge"], json!(false));
        assert_eq!(judge(&app, &case, &admin(&app), "against_subject", None).await.1["code"], "forbidden");
        app.base.clock.advance(DAY * 10);
        assert_eq!(judge(&app, &case, &other_admin(&app), "for_subject", None).await.0, 204);
        assert_eq!(judge(&app, &case, &other_admin(&app), "for_subject", None).await.1["code"], "wrong_state");
        // 8,500 × 0.05 % × 10 days.
        assert_eq!((net(&app, Chart::WorkerHeld, RICH).await, net(&app, Chart::WorkerAccrued, RICH).await), (0, 170_042));
        assert_eq!(net_of(&app, Account::platform(Chart::MakeWhole, Currency::CNY)).await, -42);
        let told = app.get(&format!("/cases/{case}")).by(&worker(&app, RICH)).send().await.ok();
        assert_eq!((&told["outcome"], &told["reason"], &told["rule"]), (&json!("for_subject"), &json!("读过证据。"), &json!("payout.tariff")));

        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        let mine = statements(&app, RICH).await;
        assert_eq!((&mine[0]["gross"], &mine[0]["held"]), (&json!(fen(178_542)), &json!(fen(8500))));
        let one = app.get(&format!("/statements/{}", mine[0]["id"].as_str().unwrap())).by(&worker(&app, RICH)).send().await.ok();
        assert_eq!(one["adjustments"].as_array().unwrap().len(), 3);
        assert!(payout::recompute(one["document"].to_string().as_bytes(), &rules()).unwrap().same);
        assert_eq!(net(&app, Chart::WorkerPayable, RICH).await, 170_042);
        sound(&app).await;
    }

    async fn a_rejection_that_stands_gives_the_enterprise_everything_back(base: Base) {
        let app = app(base).await;
        app.base.clock.set(at("2026-01-25T01:00:00Z"));
        let project = project(&app, SHOP, 1000, 100_000).await;
        work(&app, &project, RICH, 1..31).await;
        let pieces = earnings(&app, RICH).await;
        let rival = app.actor(Role::Owner, AccountId::from_u128(7), RIVAL, 1);
        let path = format!("/earnings/{}/rejection", pieces[0]);
        assert_eq!(app.post(&path, &json!({"reason": "rude"})).by(&rival).send().await.code(), "not_found");
        assert_eq!(app.post(&path, &json!({"reason": "rude"})).by(&worker(&app, RICH)).send().await.code(), "forbidden");
        assert_eq!(app.post(&path, &json!({"reason": "no such"})).by(&owner(&app)).send().await.code(), "invalid_field");
        let (status, made) = reject(&app, &pieces[0]).await;
        assert_eq!(status, 201, "{made}");
        assert_eq!(reject(&app, &pieces[0]).await.1["code"], "wrong_state");
        // Held over the end of the month; nobody appeals.
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        assert_eq!(reject(&app, &pieces[1]).await.1["code"], "wrong_state", "three days are over");
        close(&app, "2026-01").await;
        let mine = statements(&app, RICH).await;
        assert_eq!((&mine[0]["gross"], &mine[0]["held"], &mine[0]["net"]), (&json!(fen(25_500)), &json!(fen(850)), &json!(fen(24_650))));
        assert_eq!(escrow(&app, SHOP).await, (70_000, 0, 30_000), "nobody has anything back yet");
        app.base.clock.advance(DAY * 30);
        app.settle().await;
        let case = app.get("/cases").by(&worker(&app, RICH)).send().await.ok()["items"][0].clone();
        assert_eq!((&case["outcome"], &case["resolved_by"]), (&json!("against_subject"), &json!("window")));
        // Pay and fee of the piece: nobody profits from a rejection.
        assert_eq!(escrow(&app, SHOP).await, (71_000, 0, 29_000));
        assert_eq!(net_of(&app, Account::platform(Chart::FeeIncome, Currency::CNY)).await, 29 * 150);
        assert_eq!(net(&app, Chart::WorkerHeld, RICH).await, 0);
        sound(&app).await;
    }

    async fn what_nobody_judges_in_time_is_won_and_paid_in_the_next_month(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 1000).await;
        work(&app, &project, RICH, 1..31).await;
        let piece = earnings(&app, RICH).await[0].clone();
        let case = reject(&app, &piece).await.1["case_id"].as_str().unwrap().to_owned();
        app.post(&format!("/cases/{case}/appeal"), &json!({"words": "答对了"})).by(&worker(&app, RICH)).send().await;
        let dispute = json!({"claim": fen(100), "words": "少算了一步"});
        let path = format!("/earnings/{}/dispute", earnings(&app, RICH).await[3]);
        assert_eq!(app.post(&path, &dispute).by(&worker(&app, POOR)).send().await.code(), "not_found");
        assert_eq!(app.post(&path, &json!({"claim": fen(5000), "words": "x"})).by(&worker(&app, RICH)).send().await.code(), "invalid_field");
        let disputed = app.post(&path, &dispute).by(&worker(&app, RICH)).send().await;
        assert_eq!(disputed.status, 201, "{}", disputed.body);
        assert_eq!(app.post(&path, &dispute).by(&worker(&app, RICH)).send().await.code(), "wrong_state");
        let other = format!("/earnings/{}/dispute", earnings(&app, RICH).await[4]);
        let second = app.post(&other, &dispute).by(&worker(&app, RICH)).send().await.body["case_id"].as_str().unwrap().to_owned();
        assert_eq!(judge(&app, &second, &admin(&app), "for_subject", Some(40)).await.0, 204);
        app.base.clock.set(at("2026-01-20T01:00:00Z"));
        app.settle().await;
        assert_eq!(net(&app, Chart::WorkerHeld, RICH).await, 0, "the clock ran out");
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        let mine = statements(&app, RICH).await;
        // Thirty pieces, the held one given back with its interest, forty awarded and a hundred claimed.
        let interest = mine[0]["gross"]["minor"].as_i64().unwrap() - 25_500 - 850 - 140;
        assert!((5..=7).contains(&interest), "{}", mine[0]["gross"]);
        assert_eq!(mine[0]["held"], json!(fen(850)));
        sound(&app).await;
    }

    async fn rejections_in_bulk_go_to_a_judge_and_who_is_overturned_loses_the_right(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 1000).await;
        work(&app, &project, RICH, 1..31).await;
        let pieces = earnings(&app, RICH).await;
        let mut cases = Vec::new();
        for piece in pieces.iter().take(10) {
            cases.push(reject(&app, piece).await.1["case_id"].as_str().unwrap().to_owned());
        }
        let states: Vec<String> = {
            let all = app.get("/cases?limit=50").by(&admin(&app)).send().await.ok();
            all["items"].as_array().unwrap().iter().rev().map(|c| c["state"].as_str().unwrap().to_owned()).collect()
        };
        // The fifth in a day is a flood: it and the next wait for a judge, whether somebody appeals or not.
        assert_eq!(states.iter().filter(|s| *s == "open").count(), 6, "{states:?}");
        for case in &cases {
            app.post(&format!("/cases/{case}/appeal"), &json!({"words": "不对"})).by(&worker(&app, RICH)).send().await;
            assert_eq!(judge(&app, case, &admin(&app), "for_subject", None).await.0, 204);
        }
        assert_eq!(reject(&app, &pieces[20]).await.1["code"], "forbidden");
        assert_eq!(net(&app, Chart::WorkerAccrued, RICH).await, 30 * 850);
        let bystander = app.actor(Role::Worker, POOR, PLATFORM, 1);
        assert_eq!(app.get("/cases").by(&bystander).send().await.ok()["items"], json!([]));
        assert_eq!(app.get("/cases").send().await.code(), "unauthenticated");
        sound(&app).await;
    }
}

testkit::both! {
    async fn a_penalty_that_two_people_confirmed_at_the_guard_is_held_in_the_case_of_the_ruling(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 10_000).await;
        work(&app, &project, RICH, 1..31).await;
        let told = |state: &str, n: u128, case: Option<audit::CaseId>| json!({"account": RICH, "incident": uuid::Uuid::from_u128(n),
            "state": state, "opened_at": app.now(), "by": AccountId::from_u128(2), "case": case});
        tell(&app, "incident.decided", PLATFORM, told("dismissed", 1, None)).await;
        delivered(&app).await;
        assert_eq!(net(&app, Chart::WorkerHeld, RICH).await, 0);
        // As the guard opens it: the second of the two people decided first.
        let (seal, now) = (app.app.seal.clone(), app.now());
        let case = app
            .write(move |c| {
                let new = audit::NewCase {
                    tenant: PLATFORM,
                    kind: "guard",
                    subject: RICH,
                    about: ("incident", uuid::Uuid::from_u128(2)),
                    first: Some((Some(AccountId::from_u128(2)), "guard.terminated_seen")),
                    guarded: false,
                    evidence: json!({}),
                    words: None,
                };
                audit::open_case(c, &seal, &new, now)
            })
            .await;
        tell(&app, "incident.decided", PLATFORM, told("confirmed", 2, Some(case))).await;
        delivered(&app).await;
        // The whole piece: 8,500 of 255,000, less than a tenth of the month.
        assert_eq!((net(&app, Chart::WorkerHeld, RICH).await, net(&app, Chart::WorkerAccrued, RICH).await), (8500, 246_500));
        let case = app.get("/cases").by(&worker(&app, RICH)).send().await.ok()["items"][0].clone();
        assert_eq!((&case["kind"], &case["state"]), (&json!("guard"), &json!("noticed")), "one case");
        let case = case["id"].as_str().unwrap().to_owned();
        app.post(&format!("/cases/{case}/appeal"), &json!({"words": "灯坏了"})).by(&worker(&app, RICH)).send().await;
        // The second of the two does not judge the appeal.
        assert_eq!(judge(&app, &case, &other_admin(&app), "for_subject", None).await.1["code"], "forbidden");
        assert_eq!(judge(&app, &case, &admin(&app), "for_subject", None).await.0, 204);
        assert_eq!(net(&app, Chart::WorkerHeld, RICH).await, 0);
        sound(&app).await;
    }
}
