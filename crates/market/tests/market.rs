//! Projects, escrow and money per task over the store and over HTTP, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

use std::{sync::Arc, time::Duration};

use kernel::{AccountId, Actor, Code, Currency, Money, PLATFORM, Role, Scope, TenantId};
use ledger::{Account, Chart};
use market::{Escrow, NewSurge, ProjectId, PublicOrigin};
use serde_json::{Value, json};
use testkit::{Base, Setup, TestApp};
use uuid::Uuid;

const SHOP: TenantId = TenantId::from_u128(70);
const RIVAL: TenantId = TenantId::from_u128(71);

async fn app(base: Base, extras: Vec<Arc<dyn std::any::Any + Send + Sync>>) -> TestApp {
    let routes = market::routes().merge(ledger::routes()).merge(audit::routes());
    let setup = Setup {
        routes,
        jobs: [audit::jobs(), ledger::jobs()].concat(),
        schedules: ledger::schedules(),
        extras,
        ..Setup::default()
    };
    let app = base.app(setup).await;
    let (files, now) = (app.app.policies.clone(), app.now());
    app.write(move |c| market::seed(c, &files, now)).await;
    app
}

fn owner(app: &TestApp, tenant: TenantId) -> Actor {
    app.actor(Role::Owner, AccountId::from_u128(tenant.uuid().as_u128() + 1000), tenant, 1)
}

fn wanted() -> Value {
    json!({
        "name": "双十一售后", "channel": "chat", "skill": "ecommerce.after_sale", "masking_policy": "base-cn",
        "price": {"minor": 120, "currency": "CNY"}, "sensitivity": 1, "origins": ["https://Shop.example:443"],
    })
}

fn fen(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

async fn project(app: &TestApp, tenant: TenantId) -> ProjectId {
    let made = app.post("/projects", &wanted()).by(&owner(app, tenant)).send().await.ok();
    made["id"].as_str().unwrap().parse().unwrap()
}

async fn fund(app: &TestApp, tenant: TenantId, minor: i64) {
    let now = app.now();
    app.write(move |c| market::deposit(c, tenant, None, fen(minor), "seed", now)).await;
}

async fn escrow(app: &TestApp, tenant: TenantId) -> (i64, i64, i64) {
    let Escrow { free, reserved, spent } = app.read(move |c| market::escrow(c, tenant)).await;
    (free.minor, reserved.minor, spent.minor)
}

async fn reserve(app: &TestApp, project: ProjectId, task: Uuid) -> bool {
    let now = app.now();
    app.write(move |c| market::reserve(c, project, task, now)).await
}

/// How often something was told or recorded.
async fn traces(app: &TestApp, action: &'static str) -> usize {
    let admin = app.actor(Role::Admin, AccountId::from_u128(1), PLATFORM, 1);
    let list = app.get(&format!("/audit/entries?action={action}")).by(&admin).send().await.ok();
    list["items"].as_array().unwrap().len()
}

async fn books_balance(app: &TestApp) {
    let (check, wrong) = app.read(|c| Ok((ledger::check(c)?, market::unequal_purses(c)?))).await;
    assert!(check.balanced && wrong.is_empty(), "{:?} {wrong:?}", check.problems);
}

testkit::both! {
    async fn a_project_is_made_read_and_changed(base: Base) {
        let app = app(base, vec![Arc::new(PublicOrigin("https://tidecrew.example".to_owned()))]).await;
        let owner = owner(&app, SHOP);
        let made = app.post("/projects", &wanted()).by(&owner).send().await;
        assert_eq!(made.status, 201);
        let made = made.ok();
        assert_eq!((&made["fee_bp"], &made["worker_pay"]), (&json!(1500), &json!({"minor": 102, "currency": "CNY"})));
        assert_eq!((&made["state"], &made["origins"]), (&json!("live"), &json!(["https://shop.example"])));
        let at = format!("/projects/{}", made["id"].as_str().unwrap());
        assert_eq!(app.get(&at).by(&owner).send().await.ok(), made);

        let change = json!({"state": "paused", "price": {"minor": 200, "currency": "CNY"}, "origins": []});
        let changed = app.put(&at, &change).by(&owner).send().await.ok();
        assert_eq!((&changed["state"], &changed["worker_pay"]["minor"], &changed["name"]), (&json!("paused"), &json!(170), &made["name"]));
        let list = app.get("/projects").by(&owner).send().await.ok();
        assert_eq!(list, json!({"items": [changed], "next": null}));

        let widget = app.get(&format!("{at}/widget")).by(&owner).send().await.ok();
        let token = made["widget_token"].as_str().unwrap().to_owned();
        let tag = format!("<script src=\"https://tidecrew.example/widget.js\" data-token=\"{token}\" async></script>");
        assert_eq!(widget, json!({"token": token, "snippet": tag}));
        let found = app.read(move |c| market::project_by_widget(c, &token)).await.unwrap();
        assert_eq!(found.id.to_string(), made["id"].as_str().unwrap());
        assert!(!found.is_live() && found.allows_origin("https://anything.example"));
        assert!(app.read(|c| market::project_by_widget(c, "wt_nothing")).await.is_none());
        assert_eq!((traces(&app, "project.create").await, traces(&app, "project.update").await), (1, 1));
    }

    async fn bad_projects_are_refused_and_leave_nothing(base: Base) {
        let app = app(base, vec![]).await;
        let owner = owner(&app, SHOP);
        let with = |field: &str, value: Value| { let mut b = wanted(); b[field] = value; b };
        let bad = [
            (with("name", json!("")), "invalid_field"),
            (with("name", json!("x".repeat(81))), "invalid_field"),
            (with("channel", json!("voice")), "invalid_field"),
            (with("skill", json!("Drop Table")), "invalid_field"),
            (with("masking_policy", json!("none")), "invalid_field"),
            (with("price", json!({"minor": 0, "currency": "CNY"})), "invalid_field"),
            (with("price", json!({"minor": 100_001, "currency": "CNY"})), "invalid_field"),
            (with("price", json!({"minor": 1.5, "currency": "CNY"})), "invalid_field"),
            (with("price", json!({"minor": 100, "currency": "USD"})), "invalid_field"),
            (with("sensitivity", json!(4)), "invalid_field"),
            (with("sensitivity", json!(-1)), "invalid_field"),
            (with("origins", json!(["https://a.example/path"])), "invalid_field"),
            (with("origins", json!((0..21).map(|n| format!("https://{n}.example")).collect::<Vec<_>>())), "invalid_field"),
            (with("fee_bp", json!(0)), "invalid_field"),
            (json!([]), "invalid_field"),
        ];
        for (b, code) in bad {
            assert_eq!(app.post("/projects", &b).by(&owner).send().await.code(), code, "{b}");
        }
        let malformed = app.call("POST", "/projects").header("content-type", "application/json").key(Uuid::from_u128(5));
        assert_eq!(malformed.by(&owner).send().await.code(), "malformed_body");
        assert_eq!(app.call("POST", "/projects").json(&wanted()).by(&owner).send().await.code(), "idempotency_key_missing");
        assert_eq!(app.post("/projects", &wanted()).send().await.code(), "unauthenticated");
        for role in [Role::Worker, Role::Visitor] {
            let actor = app.actor(role, AccountId::from_u128(5), PLATFORM, 1);
            assert_eq!(app.post("/projects", &wanted()).by(&actor).send().await.code(), "forbidden");
            assert_eq!(app.get("/projects").by(&actor).send().await.code(), "forbidden");
        }
        assert_eq!(app.get("/projects").by(&owner).send().await.ok()["items"], json!([]));
        assert_eq!(traces(&app, "project.create").await, 0);
    }

    async fn another_tenants_project_is_not_found(base: Base) {
        let app = app(base, vec![]).await;
        let id = project(&app, SHOP).await;
        let (mine, rival) = (owner(&app, SHOP), owner(&app, RIVAL));
        let at = format!("/projects/{id}");
        let before = app.get(&at).by(&mine).send().await.ok();
        assert_eq!(app.get(&at).by(&rival).send().await.code(), "not_found");
        assert_eq!(app.get(&format!("{at}/widget")).by(&rival).send().await.code(), "not_found");
        assert_eq!(app.put(&at, &json!({"state": "paused"})).by(&rival).send().await.code(), "not_found");
        assert_eq!(app.get("/projects").by(&rival).send().await.ok()["items"], json!([]));
        assert_eq!(app.get("/projects/17").by(&rival).send().await.code(), "invalid_id");
        assert_eq!(app.get(&at).by(&mine).send().await.ok(), before);
        // On Postgres the second wall holds as well: the rival's transactions do not see the row.
        if app.app.db.dialect() == db::Dialect::Postgres {
            let hidden = app.app.db.read(Scope::Tenant(RIVAL), move |c| market::project(c, id)).await.unwrap_err();
            assert_eq!(hidden.code, Code::NotFound);
        }
        let admin = app.actor(Role::Admin, AccountId::from_u128(1), PLATFORM, 1);
        assert_eq!(app.get(&at).by(&admin).send().await.ok(), before);
    }

    async fn a_repeated_key_has_one_effect(base: Base) {
        let app = app(base, vec![]).await;
        let owner = owner(&app, SHOP);
        let key = Uuid::from_u128(77);
        let deposit = json!({"amount": {"minor": 5000, "currency": "CNY"}, "reference": "ICBC 1"});
        let first = app.post("/escrow/deposits", &deposit).key(key).by(&owner).send().await;
        assert_eq!(first.status, 201);
        let again = app.post("/escrow/deposits", &deposit).key(key).by(&owner).send().await;
        assert_eq!((again.status, &again.body), (201, &first.body));
        let other = json!({"amount": {"minor": 5001, "currency": "CNY"}, "reference": "ICBC 1"});
        assert_eq!(app.post("/escrow/deposits", &other).key(key).by(&owner).send().await.code(), "idempotency_key_reused");
        assert_eq!(app.post("/projects", &wanted()).key(key).by(&owner).send().await.code(), "idempotency_key_reused");
        assert_eq!(escrow(&app, SHOP).await, (5000, 0, 0));
        assert_eq!(traces(&app, "escrow.deposit").await, 1);
        let entries = app.get("/escrow/entries").by(&owner).send().await.ok();
        assert_eq!(entries["items"].as_array().unwrap().len(), 1);
        assert_eq!((&entries["items"][0]["debit"], &entries["items"][0]["credit"]), (&json!("1020"), &json!("2010")));
        // The same key of somebody else is another key.
        let rival = self::owner(&app, RIVAL);
        app.post("/escrow/deposits", &deposit).key(key).by(&rival).send().await.ok();
        assert_eq!((escrow(&app, SHOP).await.0, escrow(&app, RIVAL).await.0), (5000, 5000));
        books_balance(&app).await;
    }

    async fn only_owners_deposit_and_only_sound_amounts(base: Base) {
        let app = app(base, vec![]).await;
        let owner = owner(&app, SHOP);
        let member = app.actor(Role::Member, AccountId::from_u128(6), SHOP, 1);
        let worker = app.actor(Role::Worker, AccountId::from_u128(7), PLATFORM, 1);
        let deposit = |minor: i64, currency: &str, reference: &str| json!({"amount": {"minor": minor, "currency": currency}, "reference": reference});
        for actor in [&member, &worker] {
            assert_eq!(app.post("/escrow/deposits", &deposit(1, "CNY", "x")).by(actor).send().await.code(), "forbidden");
        }
        assert_eq!(app.get("/escrow").by(&worker).send().await.code(), "forbidden");
        assert_eq!(app.get("/escrow/entries").by(&worker).send().await.code(), "forbidden");
        for (b, code) in [
            (deposit(0, "CNY", "x"), "invalid_field"),
            (deposit(-1, "CNY", "x"), "invalid_field"),
            (deposit(10_000_000_001, "CNY", "x"), "invalid_field"),
            (deposit(1, "USD", "x"), "currency_mismatch"),
            (deposit(1, "BTC", "x"), "invalid_field"),
            (deposit(1, "CNY", ""), "invalid_field"),
        ] {
            assert_eq!(app.post("/escrow/deposits", &b).by(&owner).send().await.code(), code, "{b}");
        }
        let seen = app.get("/escrow").by(&member).send().await.ok();
        assert_eq!(seen, json!({"free": fen(0), "reserved": fen(0), "spent": fen(0)}));
        assert_eq!((escrow(&app, SHOP).await, traces(&app, "escrow.deposit").await), ((0, 0, 0), 0));
    }

    async fn money_is_reserved_once_settled_or_freed(base: Base) {
        let app = app(base, vec![]).await;
        let id = project(&app, SHOP).await;
        fund(&app, SHOP, 300).await;
        let [a, b, c, d] = [1, 2, 3, 4].map(Uuid::from_u128);
        assert!(reserve(&app, id, a).await && reserve(&app, id, a).await, "once, however often it is asked");
        assert!(reserve(&app, id, b).await);
        assert_eq!(escrow(&app, SHOP).await, (60, 240, 0));
        // Not enough for a third: nothing is written.
        assert!(!reserve(&app, id, c).await);
        assert_eq!(app.read(move |k| market::cost_of(k, SHOP, c)).await, None);
        assert_eq!(escrow(&app, SHOP).await, (60, 240, 0));

        // A price that rises later does not touch what is reserved.
        let dearer = json!({"price": {"minor": 200, "currency": "CNY"}, "is_drawn": true});
        app.put(&format!("/projects/{id}"), &dearer).by(&owner(&app, SHOP)).send().await.ok();
        let kept = app.get(&format!("/projects/{id}")).by(&owner(&app, SHOP)).send().await.ok();
        assert_eq!((&kept["price"]["minor"], &kept["is_drawn"]), (&json!(200), &json!(true)));
        let now = app.now();
        let settled = app.write(move |k| market::settle(k, id, a, &market::Work::default(), now)).await;
        assert_eq!((settled.price, settled.fee_bp, settled.tenant), (fen(120), 1500, SHOP));
        assert_eq!(app.write(move |k| market::settle(k, id, a, &market::Work::default(), now)).await, settled);
        let budget = Account::new(Chart::Budget, id.uuid(), Currency::CNY);
        assert_eq!(app.read(move |k| ledger::balance(k, &budget)).await.net(), 120);
        assert_eq!(escrow(&app, SHOP).await, (60, 240, 0));

        // Freed twice is freed once; freeing what was settled or never reserved does nothing.
        for task in [b, b, a, d] {
            app.write(move |k| market::void(k, id, task, now)).await;
        }
        assert_eq!(escrow(&app, SHOP).await, (180, 120, 0));
        // Reserved anew after it was freed, at the new price, which is too dear; then affordable.
        assert!(!reserve(&app, id, b).await);
        fund(&app, SHOP, 20).await;
        assert!(reserve(&app, id, b).await);
        assert_eq!(escrow(&app, SHOP).await, (0, 320, 0));
        assert_eq!(app.read(move |k| market::cost_of(k, SHOP, b)).await, Some(fen(200)));
        books_balance(&app).await;
    }

    async fn finished_work_is_funded_even_when_its_reservation_is_gone(base: Base) {
        let app = app(base, vec![]).await;
        let id = project(&app, SHOP).await;
        fund(&app, SHOP, 250).await;
        let [late, unfunded] = [1, 2].map(Uuid::from_u128);
        assert!(reserve(&app, id, late).await);
        app.base.clock.advance(Duration::from_secs(31 * 24 * 3600));
        let now = app.now();
        assert_eq!(app.write(move |c| market::expire(c, now, 10)).await, 1);
        assert_eq!(app.write(move |c| market::expire(c, now, 10)).await, 0, "once");
        assert_eq!(escrow(&app, SHOP).await, (250, 0, 0), "a forgotten reservation runs out");
        assert_eq!(app.write(move |k| market::settle(k, id, late, &market::Work::default(), now)).await.price, fen(120));
        assert_eq!(escrow(&app, SHOP).await, (130, 120, 0));
        // Never reserved, and escrow does not hold it any more: the platform pays.
        assert!(reserve(&app, id, Uuid::from_u128(3)).await);
        app.write(move |k| market::settle(k, id, unfunded, &market::Work::default(), now)).await;
        let paid = Account::platform(Chart::MakeWhole, Currency::CNY);
        assert_eq!(app.read(move |k| ledger::balance(k, &paid)).await.debits_posted, 120);
        assert_eq!(escrow(&app, SHOP).await.0, 10);
        books_balance(&app).await;
    }

    async fn a_purse_that_lacks_something_is_found(base: Base) {
        let app = app(base, vec![]).await;
        let id = project(&app, SHOP).await;
        fund(&app, SHOP, 300).await;
        assert!(reserve(&app, id, Uuid::from_u128(1)).await);
        books_balance(&app).await;
        let owner = ledger::derived::<ledger::Owner>(&["purse", &id.to_string()]).uuid();
        let (purse, escrow) = (Account::new(Chart::Budget, owner, Currency::CNY), Account::new(Chart::EscrowFree, SHOP.uuid(), Currency::CNY));
        let now = app.now();
        let taken = ledger::Transfer {
            id: ledger::TransferId::from_u128(1),
            act: ledger::Act::Post { debit: purse, credit: escrow, amount: fen(1) },
            kind: "test",
            ref_kind: "test",
            ref_id: Uuid::from_u128(1),
            effective_at: now,
            corrects: None,
        };
        app.write(move |c| ledger::post(c, std::slice::from_ref(&taken), now)).await;
        let wrong = app.read(market::unequal_purses).await;
        assert!(wrong.len() == 1 && wrong[0].contains("tasks may take 120 of a purse that holds 119"), "{wrong:?}");
    }

    async fn reserving_at_once_never_overdraws(base: Base) {
        let app = app(base, vec![]).await;
        let id = project(&app, SHOP).await;
        fund(&app, SHOP, 5 * 120 + 119).await;
        let now = app.now();
        let asks = (0..24_u128).map(|n| {
            let db = app.app.db.clone();
            // Every task asks twice.
            async move { db.write(Scope::Platform, move |c| market::reserve(c, id, Uuid::from_u128(n / 2), now)).await.map_err(|e| e.code) }
        });
        let outcomes = futures_util::future::join_all(asks).await;
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        assert_eq!(escrow(&app, SHOP).await, (119, 600, 0));
        let mut funded = 0;
        for n in 0..12 {
            funded += usize::from(app.read(move |c| market::cost_of(c, SHOP, Uuid::from_u128(n))).await.is_some());
        }
        assert_eq!(funded, 5);
        books_balance(&app).await;
    }

    async fn many_are_funded_as_one_after_the_other(base: Base) {
        let app = app(base, vec![]).await;
        let (mut seen, now) = (Vec::new(), app.now());
        for (tenant, first) in [(SHOP, 0_u128), (RIVAL, 100)] {
            fund(&app, tenant, 2000).await;
            let mut dear = wanted();
            dear["price"] = json!(fen(5000));
            let made = app.post("/projects", &dear).by(&owner(&app, tenant)).send().await.ok();
            let dear: ProjectId = made["id"].as_str().unwrap().parse().unwrap();
            let (plain, surging) = (project(&app, tenant).await, project(&app, tenant).await);
            // The pool covers a part of what the second one would add.
            let ends_at = now.plus(Duration::from_secs(86_400));
            let surge = NewSurge { project: surging, gap_bp: 5000, starts_at: now, ends_at, amount: fen(70) };
            app.write(move |c| market::open_surge(c, tenant, surge, now).map(drop)).await;
            let task = |n: u128| Uuid::from_u128(first + n);
            // One is set aside already, one was and is free again.
            assert!(reserve(&app, plain, task(1)).await && reserve(&app, plain, task(2)).await);
            let freed = task(2);
            app.write(move |c| market::void(c, plain, freed, now)).await;
            let unknown = ProjectId::from_u128(9);
            let asked: Vec<(ProjectId, Uuid)> = [plain, plain, plain, dear, surging, surging, unknown]
                .into_iter()
                .zip(1..)
                .map(|(project, n)| (project, task(n)))
                .collect();
            let mut outcomes: Vec<Result<Option<market::Terms>, Code>> = Vec::new();
            if tenant == SHOP {
                for _ in 0..2 {
                    let asked = asked.clone();
                    let all = app.write(move |c| market::reserve_all(c, &asked, now)).await;
                    let again: Vec<_> = all.into_iter().map(|one| one.map(|f| f.map(|f| f.terms)).map_err(|e| e.code)).collect();
                    assert!(outcomes.is_empty() || again == outcomes, "a repetition sets nothing aside");
                    outcomes = again;
                }
            } else {
                for (project, task) in asked {
                    let one = move |c: &mut db::Conn<'_>| {
                        let funded = market::reserve(c, project, task, now)?;
                        funded.then(|| market::terms_of(c, project, task, now)).transpose()
                    };
                    outcomes.push(app.app.db.write(Scope::Platform, one).await.map_err(|e| e.code));
                }
            }
            seen.push((outcomes, escrow(&app, tenant).await));
        }
        assert_eq!(seen[0], seen[1]);
        let terms = &seen[0].0;
        let funded: Vec<Option<bool>> = terms.iter().map(|one| one.as_ref().ok().map(Option::is_some)).collect();
        assert_eq!(funded, [true, true, true, false, true, true].map(Some).into_iter().chain([None]).collect::<Vec<_>>());
        let surges: Vec<i64> = terms[4..6].iter().map(|one| one.as_ref().unwrap().unwrap().surge_minor).collect();
        assert!(surges[0] > surges[1] && surges.iter().sum::<i64>() <= 70, "{surges:?}");
        assert_eq!(terms[6], Err(Code::NotFound));
        books_balance(&app).await;
    }
}

testkit::both! {
    async fn credit_is_drawn_within_its_limit_paid_and_credited(base: Base) {
        let app = app(base, vec![]).await;
        let admin = app.actor(Role::Admin, AccountId::from_u128(1), PLATFORM, 1);
        let mine = owner(&app, SHOP);
        let draw = |minor| json!({"amount": fen(minor)});
        assert_eq!(app.post("/postpaid-invoices", &draw(500)).by(&mine).send().await.code(), "insufficient_funds");
        let line = json!({"limit": fen(1000), "days": 30});
        let path = format!("/credit-lines/{SHOP}");
        assert_eq!(app.put(&path, &line).key(Uuid::from_u128(1)).by(&mine).send().await.code(), "forbidden");
        assert_eq!(app.put(&path, &line).key(Uuid::from_u128(2)).by(&admin).send().await.status, 204);
        let made = app.post("/postpaid-invoices", &draw(700)).by(&mine).send().await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(app.post("/postpaid-invoices", &draw(301)).by(&mine).send().await.code(), "insufficient_funds");
        assert_eq!(escrow(&app, SHOP).await, (700, 0, 0));
        let shown = app.get("/credit").by(&mine).send().await.ok();
        assert_eq!((&shown["owed"], &shown["free"]), (&json!(fen(700)), &json!(fen(300))));

        let invoice = made.body["id"].as_str().unwrap().to_owned();
        let paid = format!("/postpaid-invoices/{invoice}/payment");
        let pay = json!({"amount": fen(600), "reference": "ICBC 1"});
        assert_eq!(app.post(&paid, &pay).by(&mine).send().await.code(), "forbidden");
        for _ in 0..2 {
            // The bank tells it twice; it is booked once.
            assert_eq!(app.post(&paid, &pay).by(&admin).send().await.status, 204);
        }
        let other = json!({"amount": fen(50), "reference": "ICBC 1"});
        assert_eq!(app.post(&paid, &other).by(&admin).send().await.code(), "transfer_differs");
        let more = json!({"amount": fen(101), "reference": "ICBC 2"});
        assert_eq!(app.post(&paid, &more).by(&admin).send().await.code(), "invalid_field");
        let note = json!({"amount": fen(100), "reason": "少用"});
        assert_eq!(app.post(&format!("/postpaid-invoices/{invoice}/credit-note"), &note).by(&admin).send().await.status, 204);
        let all = app.get("/postpaid-invoices").by(&mine).send().await.ok();
        assert_eq!((&all["items"][0]["state"], &all["items"][0]["left"]), (&json!("closed"), &json!(fen(0))));
        assert_eq!(escrow(&app, SHOP).await, (600, 0, 0));
        assert_eq!(app.get("/postpaid-invoices").by(&owner(&app, RIVAL)).send().await.ok()["items"], json!([]));
        books_balance(&app).await;
    }

    async fn a_foreign_prepayment_is_exchanged_once(base: Base) {
        let app = app(base, vec![]).await;
        let admin = app.actor(Role::Admin, AccountId::from_u128(1), PLATFORM, 1);
        let body = |bought| json!({"tenant": SHOP, "sold": Money::new(10_000, Currency::USD), "bought": fen(bought), "reference": "FX 1"});
        assert_eq!(app.post("/exchanges", &body(71_300)).by(&owner(&app, SHOP)).send().await.code(), "forbidden");
        for _ in 0..2 {
            assert_eq!(app.post("/exchanges", &body(71_300)).by(&admin).send().await.status, 201);
        }
        assert_eq!(app.post("/exchanges", &body(71_301)).by(&admin).send().await.code(), "transfer_differs");
        assert_eq!(escrow(&app, SHOP).await, (71_300, 0, 0));
        for currency in [Currency::USD, Currency::CNY] {
            let pool = Account::platform(Chart::Suspense, currency);
            assert_eq!(app.read(move |c| ledger::balance(c, &pool)).await.net(), 0);
        }
        books_balance(&app).await;
    }
}
