//! Earnings: once, exactly, and shown only to whom they concern.

use std::time::Duration;

use db::outbox;
use kernel::{AccountId, Currency, Role};
use ledger::{Account, Chart};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixture::{
    POOR, RICH, RIVAL, SHOP, admin, app, books_balance, escrow, fact, fen, net_of as net, project, reserve, tell, worker,
};

fn accrued(worker: AccountId) -> Account {
    Account::new(Chart::WorkerAccrued, worker.uuid(), Currency::CNY)
}

fn fees() -> Account {
    Account::platform(Chart::FeeIncome, Currency::CNY)
}

testkit::both! {
    async fn a_finished_task_is_paid_once_with_its_formula(base: Base) {
        let app = app(base).await;
        let project = project(&app, SHOP, 333, 1000).await;
        assert!(reserve(&app, project.id, 1).await);
        // The event twice, and each of them delivered.
        for _ in 0..2 {
            tell(&app, "task.completed", SHOP, fact(&project, 1, Some(RICH))).await;
        }
        app.settle().await;
        assert_eq!((net(&app, accrued(RICH)).await, net(&app, fees()).await), (283, 50));
        assert_eq!(escrow(&app, SHOP).await, (667, 0, 333));
        books_balance(&app).await;

        let mine = app.get("/earnings").header("accept-language", "zh-CN,zh;q=0.9").by(&worker(&app, RICH)).send().await.ok();
        assert_eq!((&mine["today"], &mine["period"], &mine["pieces"]), (&json!(fen(283)), &json!(fen(283)), &json!(1)));
        let line = &mine["lines"]["items"][0];
        assert_eq!((&line["amount"], &line["project_name"], &line["state"]), (&json!(fen(283)), &json!("售后"), &json!("accrued")));
        let formula = &line["formula"];
        assert_eq!((&formula["price_minor"], &formula["fee_bp"], &formula["quality_bp"]), (&json!(333), &json!(1500), &json!(10_000)));
        assert_eq!(formula["text"], "单价 3.33 元 − 平台服务费 0.50 元（15%） = 2.83 元");

        let at = format!("/earnings/{}", line["id"].as_str().unwrap());
        let detail = app.get(&at).by(&worker(&app, RICH)).send().await.ok();
        let moves: Vec<(&str, &str, i64)> = detail["entries"].as_array().unwrap().iter()
            .map(|e| (e["debit"].as_str().unwrap(), e["credit"].as_str().unwrap(), e["amount"]["minor"].as_i64().unwrap())).collect();
        // Set aside for the project, divided. What went from its purse to the piece is the enterprise's own affair.
        assert_eq!(moves, [("2010", "2015", 333), ("2015", "2020", 283), ("2015", "4010", 50)]);

        // The decision behind it replays.
        let id = line["decision_id"].as_str().unwrap();
        let decision = app.get(&format!("/decisions/{id}")).by(&worker(&app, RICH)).send().await.ok();
        assert_eq!((&decision["kind"], &decision["outcome"]["pay_minor"]), (&json!("payout.accrue"), &json!(283)));
        let again = app.call("POST", &format!("/decisions/{id}/replay")).by(&worker(&app, RICH)).send().await.ok();
        assert_eq!(again, json!({"result": "same"}));
    }

    async fn double_deliveries_at_once_pay_once(base: Base) {
        let app = app(base).await;
        let project = project(&app, SHOP, 100, 10_000).await;
        for task in 1..=6 {
            assert!(reserve(&app, project.id, task).await);
            for _ in 0..3 {
                tell(&app, "task.completed", SHOP, fact(&project, task, Some(RICH))).await;
            }
        }
        // Several pumps at once, until all is delivered.
        for _ in 0..40 {
            let pumps = (0..3).map(|_| app.worker.pump());
            let delivered: usize = futures_util::future::join_all(pumps).await.into_iter().map(|d| d.unwrap()).sum();
            app.base.clock.advance(Duration::from_secs(2));
            if delivered == 0 && app.read(outbox::backlog).await.0 == 0 {
                break;
            }
        }
        assert_eq!(app.read(outbox::backlog).await, (0, 0));
        assert_eq!((net(&app, accrued(RICH)).await, net(&app, fees()).await), (6 * 85, 6 * 15));
        let mine = app.get("/earnings").by(&worker(&app, RICH)).send().await.ok();
        assert_eq!((&mine["pieces"], mine["lines"]["items"].as_array().unwrap().len()), (&json!(6), 6));
        assert_eq!(escrow(&app, SHOP).await, (9_400, 0, 600));
        books_balance(&app).await;
    }

    async fn pieces_that_wait_are_accrued_together_and_a_false_one_is_put_aside_alone(base: Base) {
        let app = app(base).await;
        let (shop, rival) = (project(&app, SHOP, 100, 100_000).await, project(&app, RIVAL, 200, 10_000).await);
        for task in 1..=30 {
            assert!(reserve(&app, shop.id, task).await);
        }
        assert!(reserve(&app, rival.id, 32).await);
        // One whose money was freed again, one that never had any, one of somebody else's, and one told twice.
        tell(&app, "task.canceled", SHOP, fact(&shop, 30, None)).await;
        app.settle().await;
        for task in (1..=31).chain([7]) {
            let who = if task % 2 == 0 { RICH } else { POOR };
            tell(&app, "task.completed", SHOP, fact(&shop, task, Some(who))).await;
        }
        tell(&app, "task.completed", RIVAL, fact(&rival, 32, Some(RICH))).await;
        assert_eq!(app.worker.pump().await.unwrap(), 33, "in one round");
        assert_eq!((net(&app, accrued(RICH)).await, net(&app, accrued(POOR)).await), (15 * 85 + 170, 16 * 85));
        assert_eq!((net(&app, fees()).await, escrow(&app, SHOP).await), (31 * 15 + 30, (96_900, 0, 3100)));
        assert_eq!(app.read(payout::earning_count).await, 32);
        books_balance(&app).await;

        for task in 40..=45 {
            assert!(reserve(&app, shop.id, task).await);
            tell(&app, "task.completed", SHOP, fact(&shop, task, (task != 43).then_some(RICH))).await;
        }
        app.settle().await;
        assert_eq!(net(&app, accrued(RICH)).await, 20 * 85 + 170, "the false one kept nobody from their pay");
        assert_eq!(app.read(outbox::backlog).await, (1, 0));
        for _ in 0..12 {
            app.base.clock.advance(Duration::from_secs(600));
            app.settle().await;
        }
        assert_eq!(app.read(outbox::backlog).await, (0, 1));
        assert_eq!((net(&app, accrued(RICH)).await, escrow(&app, SHOP).await), (20 * 85 + 170, (96_300, 100, 3600)));
        books_balance(&app).await;
    }

    async fn a_canceled_task_frees_its_money_and_pays_nobody(base: Base) {
        let app = app(base).await;
        let project = project(&app, SHOP, 100, 150).await;
        assert!(reserve(&app, project.id, 1).await && !reserve(&app, project.id, 2).await);
        for _ in 0..2 {
            tell(&app, "task.canceled", SHOP, fact(&project, 1, None)).await;
        }
        // One that never had money.
        tell(&app, "task.canceled", SHOP, fact(&project, 2, None)).await;
        app.settle().await;
        assert_eq!(escrow(&app, SHOP).await, (150, 0, 0));
        assert_eq!(app.read(outbox::backlog).await, (0, 0));
        assert!(reserve(&app, project.id, 2).await);
        assert_eq!((net(&app, accrued(RICH)).await, net(&app, fees()).await), (0, 0));
        books_balance(&app).await;
    }

    async fn an_event_that_cannot_be_true_pays_nobody(base: Base) {
        let app = app(base).await;
        let project = project(&app, SHOP, 100, 1000).await;
        assert!(reserve(&app, project.id, 1).await);
        let mut foreign = fact(&project, 1, Some(RICH));
        foreign["tenant"] = json!(RIVAL);
        let mut unknown = fact(&project, 3, Some(RICH));
        unknown["project"] = json!(Uuid::from_u128(999));
        for body in [fact(&project, 1, None), foreign, unknown, json!({"task": "?"})] {
            tell(&app, "task.completed", SHOP, body).await;
        }
        app.settle().await;
        assert_eq!(app.read(outbox::backlog).await.0, 4, "kept for another try");
        assert_eq!((net(&app, accrued(RICH)).await, net(&app, fees()).await), (0, 0));
        assert_eq!(escrow(&app, SHOP).await, (900, 100, 0));
        let none = app.get("/decisions").by(&admin(&app)).send().await.ok();
        assert_eq!(none["items"], json!([]));
        books_balance(&app).await;
    }

    async fn the_smallest_price_and_an_empty_escrow_still_pay(base: Base) {
        let app = app(base).await;
        let project = project(&app, SHOP, 1, 0).await;
        assert!(!reserve(&app, project.id, 1).await);
        tell(&app, "task.completed", SHOP, fact(&project, 1, Some(RICH))).await;
        app.settle().await;
        // 15 % of one fen rounds to nothing: the worker gets it all, and the platform stands in for the empty escrow.
        assert_eq!((net(&app, accrued(RICH)).await, net(&app, fees()).await), (1, 0));
        assert_eq!(net(&app, Account::platform(Chart::MakeWhole, Currency::CNY)).await, -1);
        assert_eq!(escrow(&app, SHOP).await, (0, 0, 0));
        books_balance(&app).await;
    }

    async fn earnings_are_the_workers_own_and_paged(base: Base) {
        let app = app(base).await;
        let (shop, rival) = (project(&app, SHOP, 100, 1000).await, project(&app, RIVAL, 200, 1000).await);
        for (task, project, who) in [(1, &shop, RICH), (2, &rival, RICH), (3, &shop, POOR)] {
            assert!(reserve(&app, project.id, task).await);
            tell(&app, "task.completed", project.tenant_id, fact(project, task, Some(who))).await;
            app.settle().await;
            app.base.clock.advance(Duration::from_secs(1));
        }
        let me = worker(&app, RICH);
        let first = app.get("/earnings?limit=1").by(&me).send().await.ok();
        assert_eq!((&first["period"], &first["pieces"]), (&json!(fen(85 + 170)), &json!(2)));
        assert_eq!(first["lines"]["items"][0]["amount"], json!(fen(170)));
        let next = first["lines"]["next"].as_str().unwrap();
        let second = app.get(&format!("/earnings?limit=1&after={next}")).by(&me).send().await.ok();
        assert_eq!((&second["lines"]["items"][0]["amount"], &second["lines"]["next"]), (&json!(fen(85)), &Value::Null));

        let theirs = app.get("/earnings").by(&worker(&app, POOR)).send().await.ok();
        assert_eq!(theirs["pieces"], json!(1));
        let at = format!("/earnings/{}", theirs["lines"]["items"][0]["id"].as_str().unwrap());
        assert_eq!(app.get(&at).by(&me).send().await.code(), "not_found");
        app.get(&at).by(&admin(&app)).send().await.ok();
        for role in [Role::Owner, Role::Member, Role::Visitor] {
            let actor = app.actor(role, AccountId::from_u128(6), SHOP, 1);
            assert_eq!(app.get("/earnings").by(&actor).send().await.code(), "forbidden");
            assert!(["forbidden", "not_found"].contains(&app.get(&at).by(&actor).send().await.code().as_str()));
        }
        assert_eq!(app.get("/earnings").send().await.code(), "unauthenticated");

        // The next month starts from nothing, in the tariff's time zone.
        app.base.clock.set("2026-01-31T16:00:00Z".parse().unwrap());
        let fresh = app.get("/earnings").by(&me).send().await.ok();
        assert_eq!((&fresh["today"], &fresh["period"], &fresh["pieces"]), (&json!(fen(0)), &json!(fen(0)), &json!(0)));
        assert_eq!(fresh["lines"]["items"].as_array().unwrap().len(), 2);
    }

    async fn costs_are_what_was_paid_day_by_day(base: Base) {
        let app = app(base).await;
        let (shop, second, rival) =
            (project(&app, SHOP, 100, 1000).await, project(&app, SHOP, 300, 0).await, project(&app, RIVAL, 200, 1000).await);
        for (task, project) in [(1, &shop), (2, &second), (3, &rival), (4, &shop)] {
            if task == 4 {
                app.base.clock.advance(Duration::from_secs(24 * 3600));
            }
            assert!(reserve(&app, project.id, task).await);
            tell(&app, "task.completed", project.tenant_id, fact(project, task, Some(RICH))).await;
            app.settle().await;
        }
        let member = app.actor(Role::Member, AccountId::from_u128(6), SHOP, 1);
        let all = app.get("/costs").by(&member).send().await.ok();
        assert_eq!((&all["pieces"], &all["gross"], &all["fee"]), (&json!(3), &json!(fen(500)), &json!(fen(75))));
        assert_eq!(all["by_day"], json!([
            {"day": "2026-01-06", "pieces": 1, "gross": fen(100), "fee": fen(15)},
            {"day": "2026-01-05", "pieces": 2, "gross": fen(400), "fee": fen(60)},
        ]));
        let one = app.get(&format!("/costs?project={}", second.id)).by(&member).send().await.ok();
        assert_eq!((&one["pieces"], &one["gross"]), (&json!(1), &json!(fen(300))));
        assert_eq!(app.get(&format!("/costs?project={}", rival.id)).by(&member).send().await.code(), "not_found");
        assert_eq!(app.get("/costs?project=x").by(&member).send().await.code(), "invalid_query");
        assert_eq!(app.get("/costs").by(&worker(&app, RICH)).send().await.code(), "forbidden");
        let total = app.get("/costs").by(&admin(&app)).send().await.ok();
        assert_eq!(total["pieces"], json!(4));
        // Costs, escrow and journal say the same.
        assert_eq!(escrow(&app, SHOP).await.2, 500);
        assert_eq!(net(&app, fees()).await, 75 + 30);
    }
}
