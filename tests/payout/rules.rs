//! Rules of pay applied: terms locked at the offer, surge, steps and minutes, quality, floor, standby, and their formulas.

use std::time::Duration;

use kernel::{AccountId, Currency, Ts};
use ledger::{Account, Chart};
use market::{NewOrder, NewSurge, Peak, ProjectId};
use serde_json::{Value, json};
use testkit::TestApp;
use uuid::Uuid;

use crate::fixture::{
    POOR, RICH, SHOP, admin, app, at, books_balance, close, delivered, escrow, fen, net, net_of, owner, project, reserve, rules,
    served, shop, sound, statements, tell, work, worker,
};

const HOUR: Duration = Duration::from_secs(3600);

async fn surge(app: &TestApp, project: ProjectId, gap_bp: i64, amount: i64) -> market::PoolId {
    let now = app.now();
    let new = NewSurge { project, gap_bp, starts_at: now, ends_at: now.plus(HOUR), amount: fen(amount) };
    app.write(move |c| market::open_surge(c, SHOP, new, now)).await
}

async fn rates(app: &TestApp, project: ProjectId, body: Value) -> Value {
    let answer = app.put(&format!("/projects/{project}/rates"), &body).by(&owner(app)).send().await;
    if answer.status == 200 { answer.ok() } else { answer.body }
}

/// `n` scores of a worker's finished tasks from `first` on.
async fn judged(app: &TestApp, worker: AccountId, first: u128, n: u128, score_bp: i64) {
    for task in first..first + n {
        let body = json!({"tenant": SHOP, "task": Uuid::from_u128(task), "worker": worker, "score_bp": score_bp});
        tell(app, "piece.judged", SHOP, body).await;
    }
    delivered(app).await;
}

async fn there(app: &TestApp, worker: AccountId, from: Ts, until: Ts) {
    tell(app, "presence.ended", kernel::PLATFORM, json!({"worker": worker, "from": from, "until": until})).await;
    app.settle().await;
}

fn pool(project: ProjectId) -> Account {
    Account::new(Chart::BonusPool, project.uuid(), Currency::CNY)
}

testkit::both! {
    async fn steps_minutes_and_surge_are_paid_as_locked_at_the_offer(base: Base) {
        let app = app(base).await;
        let project = project(&app, SHOP, 100, 100_000).await;
        let set = json!({"price": fen(100), "step_milli": 15_500, "minute_milli": 45_000, "most": fen(300)});
        assert_eq!(rates(&app, project.id, set).await["most"], json!(fen(300)));
        let surged = surge(&app, project.id, 5000, 1000).await;
        assert!(reserve(&app, project.id, 1).await);
        // The most and the surge's pool are set aside.
        assert_eq!(escrow(&app, SHOP).await.1, 300 + 1000);
        let left = app.get("/surges").by(&owner(&app)).send().await.ok();
        assert_eq!((&left["items"][0]["left"], &left["items"][0]["free"]), (&json!(fen(1000)), &json!(fen(958))));
        let terms = app.read({ let id = project.id; move |c| market::terms_of(c, id, Uuid::from_u128(1), Ts::default()) }).await;
        assert_eq!((terms.surge_bp, terms.surge_minor, terms.floor_hourly, terms.pay().unwrap()), (15_000, 42, 2400, fen(127)));

        // Whatever comes later does not touch what was offered.
        app.post(&format!("/surges/{surged}/end"), &json!({})).by(&owner(&app)).send().await;
        rates(&app, project.id, json!({"price": fen(200), "step_milli": 15_500, "minute_milli": 45_000, "most": fen(400)})).await;
        served(&app, &project, RICH, 1, 90, 3).await;
        // 100 + 46.5 + 67.5 = 214, fee 32, pay 182, surge 42.
        assert_eq!(net(&app, Chart::WorkerAccrued, RICH).await, 224);
        assert_eq!(net_of(&app, Account::platform(Chart::FeeIncome, Currency::CNY)).await, 32);
        let mine = app.get("/earnings").header("accept-language", "en").by(&worker(&app, RICH)).send().await.ok();
        let line = &mine["lines"]["items"][0];
        assert_eq!((&line["amount"], &line["formula"]["surge_minor"], &line["formula"]["steps"]), (&json!(fen(224)), &json!(42), &json!(3)));
        assert_eq!(line["formula"]["text"], "(piece 1.00 CNY + 3 steps × 0.155 CNY + 90 s × 0.45 CNY a minute = 2.14 CNY) − platform fee 0.32 CNY (15%) + surge 0.42 CNY (×1.5) = 2.24 CNY");
        let id = line["decision_id"].as_str().unwrap();
        let again = app.call("POST", &format!("/decisions/{id}/replay")).by(&worker(&app, RICH)).send().await.ok();
        assert_eq!(again, json!({"result": "same"}));
        let decision = app.get(&format!("/decisions/{id}")).by(&worker(&app, RICH)).send().await.ok();
        assert!(decision["reasons"].as_array().unwrap().iter().any(|r| r["code"] == "payout.surge"));

        // The pool's rest went home when nothing was promised any more.
        app.base.clock.advance(HOUR * 2);
        app.settle().await;
        assert_eq!(net_of(&app, Account::new(Chart::BonusPool, surged.uuid(), Currency::CNY)).await, 0);
        assert_eq!(escrow(&app, SHOP).await.0, 100_000 - 214 - 42);
        sound(&app).await;
    }

    async fn every_step_that_was_paid_is_shown_to_worker_and_enterprise(base: Base) {
        let app = app(base).await;
        let project = project(&app, SHOP, 100, 100_000).await;
        rates(&app, project.id, json!({"price": fen(100), "step_milli": 15_500, "most": fen(300)})).await;
        assert!(reserve(&app, project.id, 1).await);
        let mut body = crate::fixture::fact(&project, 1, Some(RICH));
        let step = |step: &str, zh: &str, weight: i64| json!({"step": step, "title_zh": zh, "title_en": step, "weight": weight});
        body["steps"] = json!(5);
        body["did"] = json!([step("greet", "问候", 1), step("refund", "提交退款", 4)]);
        tell(&app, "task.completed", SHOP, body).await;
        app.settle().await;
        // 100 + 5 × 15.5 = 177.5, to the even neighbour 178.
        let mine = app.get("/earnings").by(&worker(&app, RICH)).send().await.ok();
        let line = &mine["lines"]["items"][0];
        assert_eq!((&line["formula"]["steps"], &line["formula"]["price_minor"]), (&json!(5), &json!(178)));
        let one = app.get(&format!("/earnings/{}", line["id"].as_str().unwrap())).by(&worker(&app, RICH)).send().await.ok();
        let steps: Vec<(&str, &str)> = one["steps"].as_array().unwrap().iter().map(|s| (s["step"].as_str().unwrap(), s["amount"].as_str().unwrap())).collect();
        assert_eq!(steps, [("greet", "0.155"), ("refund", "0.62")]);
        let paid = app.get("/costs/pieces").by(&owner(&app)).send().await.ok();
        let piece = &paid["items"][0];
        assert_eq!((&piece["piece"], &piece["steps_price"], &piece["steps"]), (&json!(fen(100)), &json!(fen(78)), &json!(5)));
        assert_eq!(piece["did"][1]["title_zh"], "提交退款");
        assert!(!piece.to_string().contains(&RICH.to_string()), "who served is not told");
        sound(&app).await;
    }

    async fn assessors_are_paid_by_the_platform_once_and_their_statement_recomputes(base: Base) {
        let app = app(base).await;
        let call = Uuid::from_u128(77);
        for (part, who) in [("customer", RICH), ("scorer", POOR), ("customer", RICH)] {
            tell(&app, "test_call.served", kernel::PLATFORM, json!({"test_call": call, "skill": "travel.booking", "part": part, "worker": who})).await;
        }
        delivered(&app).await;
        assert_eq!((net(&app, Chart::WorkerAccrued, RICH).await, net(&app, Chart::WorkerAccrued, POOR).await), (300, 120));
        assert_eq!(net_of(&app, Account::platform(Chart::MakeWhole, Currency::CNY)).await, -420);
        books_balance(&app).await;
        let month = app.get("/earnings/month").by(&worker(&app, RICH)).send().await.ok();
        assert_eq!((&month["adjustments"][0]["kind"], &month["adjustments"][0]["amount_minor"]), (&json!("assessment"), &json!(300)));
        let period = app.now().to_string().get(..7).unwrap().to_owned();
        app.base.clock.advance(Duration::from_secs(40 * 86_400));
        app.settle().await;
        close(&app, &period).await;
        let mine = statements(&app, RICH).await;
        assert_eq!(mine[0]["gross"], json!(fen(300)), "{mine:?}");
        sound(&app).await;
    }

    async fn a_surge_is_never_promised_beyond_its_pool(base: Base) {
        let app = app(base).await;
        let project = project(&app, SHOP, 100, 100_000).await;
        surge(&app, project.id, 10_000, 100).await;
        let mut promised = Vec::new();
        for task in 1..=3 {
            assert!(reserve(&app, project.id, task).await);
            let id = project.id;
            let terms = app.read(move |c| market::terms_of(c, id, Uuid::from_u128(task), Ts::default())).await;
            promised.push((terms.surge_bp, terms.surge_minor));
        }
        // Twice the pay, then as many steps as fifteen fen cover, then nothing.
        assert_eq!(promised, [(20_000, 85), (11_000, 8), (10_000, 0)]);
        tell(&app, "task.canceled", SHOP, crate::fixture::fact(&project, 1, None)).await;
        app.settle().await;
        for task in 1..=3 {
            if task > 1 {
                tell(&app, "task.completed", SHOP, crate::fixture::fact(&project, task, Some(RICH))).await;
            }
        }
        app.settle().await;
        assert_eq!(net(&app, Chart::WorkerAccrued, RICH).await, 85 + 8 + 85);
        books_balance(&app).await;
        let tiny = json!({"project": project.id, "gap_bp": 10, "ends_at": app.now().plus(Duration::from_secs(60)), "amount": fen(5)});
        assert_eq!(app.post("/surges", &tiny).by(&owner(&app)).send().await.code(), "invalid_field");
        let large = json!({"project": project.id, "gap_bp": 10, "ends_at": app.now().plus(HOUR), "amount": fen(5_000_000)});
        assert_eq!(app.post("/surges", &large).by(&owner(&app)).send().await.code(), "insufficient_funds");
        assert_eq!(app.post("/surges", &large).by(&worker(&app, RICH)).send().await.code(), "forbidden");
    }

    async fn a_worse_rate_needs_a_month_of_notice(base: Base) {
        let app = app(base).await;
        let project = project(&app, SHOP, 300, 100_000).await;
        let lower = app.put(&format!("/projects/{}", project.id), &json!({"price": fen(200)})).by(&owner(&app)).send().await;
        assert_eq!(lower.code(), "invalid_field");
        assert_eq!(rates(&app, project.id, json!({"price": fen(200)})).await["code"], "invalid_field");
        let from = app.now().plus(HOUR * 24 * 30);
        rates(&app, project.id, json!({"price": fen(200), "effective_from": from})).await;
        work(&app, &project, RICH, 1..2).await;
        assert_eq!(net(&app, Chart::WorkerAccrued, RICH).await, 255);
        app.base.clock.set(from);
        app.settle().await;
        let seen = app.get(&format!("/projects/{}", project.id)).by(&owner(&app)).send().await.ok();
        assert_eq!(seen["price"], json!(fen(200)));
        work(&app, &project, RICH, 2..3).await;
        // The first piece is final by now: its month was closed.
        assert_eq!((net(&app, Chart::WorkerPayable, RICH).await, net(&app, Chart::WorkerAccrued, RICH).await), (255, 170));
    }

    async fn good_work_is_paid_more_from_its_pool_and_poor_work_never_below_the_floor(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 10_000).await;
        let fund = app.post(&format!("/projects/{}/quality-pool", project.id), &json!({"amount": fen(20_000)})).by(&owner(&app)).send().await;
        assert_eq!(fund.status, 204, "{}", fund.body);
        work(&app, &project, RICH, 1..11).await;
        work(&app, &project, POOR, 100..110).await;
        judged(&app, RICH, 1, 30, 9500).await;
        judged(&app, POOR, 100, 30, 2000).await;
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        // 85,000 × 1.2: 17,000 from the pool; 85,000 × 0.9: 8,500 back to the enterprise.
        let (rich, poor) = (statements(&app, RICH).await, statements(&app, POOR).await);
        assert_eq!((&rich[0]["gross"], &poor[0]["gross"]), (&json!(fen(102_000)), &json!(fen(76_500))));
        assert_eq!(net_of(&app, pool(project.id)).await, 3000);
        let one = app.get(&format!("/statements/{}", rich[0]["id"].as_str().unwrap())).by(&worker(&app, RICH)).send().await.ok();
        let line = &one["adjustments"][0];
        assert_eq!((&line["kind"], &line["amount_minor"], &line["facts"]["score_bp"]), (&json!("quality"), &json!(17_000), &json!(9500)));
        let again = payout::recompute(one["document"].to_string().as_bytes(), &rules()).unwrap();
        assert!(again.same, "{again:?}");
        let replayed = app.call("POST", &format!("/decisions/{}/replay", line["decision"].as_str().unwrap())).by(&admin(&app)).send().await.ok();
        assert_eq!(replayed, json!({"result": "same"}));
        sound(&app).await;
    }

    async fn a_short_pool_pays_everybody_in_proportion_and_newcomers_have_one(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 10_000).await;
        app.post(&format!("/projects/{}/quality-pool", project.id), &json!({"amount": fen(1700)})).by(&owner(&app)).send().await;
        work(&app, &project, RICH, 1..11).await;
        work(&app, &project, POOR, 100..110).await;
        work(&app, &project, AccountId::from_u128(82), 200..210).await;
        judged(&app, RICH, 1, 30, 9500).await;
        judged(&app, POOR, 100, 30, 9500).await;
        judged(&app, AccountId::from_u128(82), 200, 29, 9500).await;
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        let paid = [RICH, POOR, AccountId::from_u128(82)].map(|who| { let app = &app; async move { statements(app, who).await[0]["gross"]["minor"].as_i64().unwrap() } });
        assert_eq!(futures_util::future::join_all(paid).await, [85_850, 85_850, 85_000]);
        assert_eq!(net_of(&app, pool(project.id)).await, 0);
        sound(&app).await;
    }

    async fn nobody_is_paid_below_the_floor_and_overlapping_work_counts_once(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 100).await;
        // Two conversations at once from 0:00 to 1:00, one more until 1:30: ninety minutes at 24.00 an hour are 36.00.
        app.base.clock.set(at("2026-01-10T02:00:00Z"));
        served(&app, &project, RICH, 1, 3600, 0).await;
        served(&app, &project, RICH, 2, 3600, 0).await;
        app.base.clock.set(at("2026-01-10T02:30:00Z"));
        served(&app, &project, RICH, 3, 3600, 0).await;
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        let mine = statements(&app, RICH).await;
        assert_eq!(mine[0]["gross"], json!(fen(3600)));
        assert_eq!(net_of(&app, Account::platform(Chart::FloorTopUp, Currency::CNY)).await, -(3600 - 255));
        let one = app.get(&format!("/statements/{}", mine[0]["id"].as_str().unwrap())).by(&worker(&app, RICH)).send().await.ok();
        assert_eq!((&one["adjustments"][0]["kind"], &one["adjustments"][0]["amount_minor"]), (&json!("floor"), &json!(3345)));
        assert!(payout::recompute(one["document"].to_string().as_bytes(), &rules()).unwrap().same);
        sound(&app).await;
    }

    async fn an_order_pays_alone_while_it_lives_and_standby_is_paid_without_customers(base: Base) {
        let app = app(base).await;
        let project = project(&app, SHOP, 1000, 100_000).await;
        let start = app.now();
        let peak = Peak { minutes: 120, from: start.plus(HOUR), until: start.plus(HOUR * 3) };
        let new = NewOrder { project: project.id, base_per_hour: 2, burst_per_hour: 12, starts_at: start, ends_at: start.plus(HOUR * 24), budget: fen(7000), standby: Some(peak) };
        let order = app.write(move |c| market::place_order(c, SHOP, new, start)).await;
        assert_eq!(escrow(&app, SHOP).await, (93_000, 7000, 0));
        let booked = app.write(move |c| market::book_standby(c, order, RICH, start.plus(HOUR), start.plus(HOUR * 3), start)).await;
        assert_eq!(booked.most_minor, 5000);
        // Two thousand are left for work: two tasks, not three.
        assert!(reserve(&app, project.id, 1).await && reserve(&app, project.id, 2).await && !reserve(&app, project.id, 3).await);
        tell(&app, "task.canceled", SHOP, crate::fixture::fact(&project, 2, None)).await;
        app.settle().await;
        // There for ninety minutes of the two hours, twenty of them with a customer: seventy idle minutes are paid.
        app.base.clock.set(start.plus(HOUR * 2));
        served(&app, &project, RICH, 1, 1200, 0).await;
        app.base.clock.set(start.plus(HOUR * 3));
        there(&app, RICH, start.plus(HOUR + HOUR / 2), start.plus(HOUR * 3)).await;
        app.base.clock.advance(HOUR);
        app.settle().await;
        let expected = 850 + 2917;
        assert_eq!(net(&app, Chart::WorkerAccrued, RICH).await, expected);
        let seen = app.get(&format!("/orders/{order}")).by(&owner(&app)).send().await.ok();
        assert_eq!((&seen["spent"], &seen["free"], &seen["standby_booked_minutes"]), (&json!(fen(3917)), &json!(fen(3083)), &json!(120)));
        app.base.clock.set(start.plus(HOUR * 25));
        app.settle().await;
        let seen = app.get(&format!("/orders/{order}")).by(&owner(&app)).send().await.ok();
        assert_eq!((&seen["state"], &seen["spent"], &seen["free"]), (&json!("closed"), &json!(fen(3917)), &json!(fen(0))));
        assert_eq!(escrow(&app, SHOP).await, (100_000 - 3917, 0, 3917));
        // The floor counts the idle minutes at the desk besides: 90 minutes at 24.00 are 36.00, less than was earned.
        app.base.clock.set(at("2026-02-04T01:00:00Z"));
        close(&app, "2026-01").await;
        assert_eq!(statements(&app, RICH).await[0]["gross"], json!(fen(expected)));
        sound(&app).await;
        let late = app.read(move |c| market::orders(c, SHOP)).await;
        assert_eq!(late.len(), 1);
        let refused = json!({"project": project.id, "base_per_hour": 2, "burst_per_hour": 1, "ends_at": app.now().plus(HOUR), "budget": fen(10)});
        assert_eq!(app.post("/orders", &refused).by(&owner(&app)).send().await.code(), "invalid_field");
        assert_eq!(app.post("/orders", &refused).by(&worker(&app, RICH)).send().await.code(), "forbidden");
    }
}
