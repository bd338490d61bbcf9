//! What the tests of pay share: the application, people, projects, finished tasks and balances.

use std::sync::Arc;

use audit::Replayers;
use db::outbox;
use kernel::{AccountId, Actor, Currency, Event, Money, PLATFORM, Role, TenantId, Ts};
use ledger::{Account, Chart};
use market::{Channel, NewProject, Project, ProjectId};
use serde_json::{Value, json};
use testkit::{Base, Setup, TestApp};
use uuid::Uuid;

pub(crate) const SHOP: TenantId = TenantId::from_u128(70);
pub(crate) const RIVAL: TenantId = TenantId::from_u128(71);
pub(crate) const RICH: AccountId = AccountId::from_u128(80);
pub(crate) const POOR: AccountId = AccountId::from_u128(81);

/// Everything that pay needs, with the shipped rules in force; no bank is connected.
pub(crate) async fn app(base: Base) -> TestApp {
    connected(base, payout::Counterparties::none().unwrap()).await
}

/// The same with a bank and wallets.
pub(crate) async fn connected(base: Base, with: payout::Counterparties) -> TestApp {
    let app = app_over(base, with).await;
    let (files, now) = (app.app.policies.clone(), app.now());
    app.write(move |c| {
        market::seed(c, &files, now)?;
        payout::seed_policies(c, &files, now)
    })
    .await;
    app
}

/// The application over a store that has its rules already.
pub(crate) async fn app_over(base: Base, with: payout::Counterparties) -> TestApp {
    let setup = Setup {
        routes: payout::routes().merge(ledger::routes()).merge(audit::routes()).merge(market::routes()),
        consumers: payout::consumers(),
        jobs: [vec![http::Worker::housekeeping().0], audit::jobs(), ledger::jobs(), market::jobs(), payout::jobs()].concat(),
        schedules: [
            vec![http::Worker::housekeeping().1],
            audit::schedules(),
            ledger::schedules(),
            market::schedules(),
            payout::schedules(),
        ]
        .concat(),
        extras: vec![Arc::new(Replayers(payout::replayers())), Arc::new(with)],
        ..Setup::default()
    };
    base.app(setup).await
}

pub(crate) fn fen(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

pub(crate) fn at(text: &str) -> Ts {
    text.parse().unwrap()
}

/// A live project of `tenant`, whose escrow gets `escrow` first.
pub(crate) async fn project(app: &TestApp, tenant: TenantId, price: i64, escrow: i64) -> Project {
    let now = app.now();
    app.write(move |c| {
        if escrow > 0 {
            market::deposit(c, tenant, None, fen(escrow), "seed", now)?;
        }
        let new = NewProject {
            name: "售后".to_owned(),
            channel: Channel::Chat,
            skill: "ecommerce.after_sale".to_owned(),
            masking_policy: "base-cn".to_owned(),
            price: fen(price),
            sensitivity: 1,
            origins: vec![],
            is_drawn: false,
        };
        market::create_project(c, tenant, None, new, now)
    })
    .await
}

/// A well funded project of the shop.
pub(crate) async fn shop(app: &TestApp, price: i64) -> Project {
    project(app, SHOP, price, 10_000_000).await
}

pub(crate) async fn reserve(app: &TestApp, project: ProjectId, task: u128) -> bool {
    let now = app.now();
    app.write(move |c| market::reserve(c, project, Uuid::from_u128(task), now)).await
}

/// The body of a `task.*` event.
pub(crate) fn fact(project: &Project, task: u128, worker: Option<AccountId>) -> Value {
    json!({
        "task": Uuid::from_u128(task), "tenant": project.tenant_id, "project": project.id, "conversation": Uuid::from_u128(5),
        "skill": "ecommerce.after_sale", "attempt": 1, "worker": worker, "reservation": null, "piece": Uuid::from_u128(task + 1000), "reason": null,
    })
}

pub(crate) async fn tell(app: &TestApp, topic: &'static str, tenant: TenantId, body: Value) {
    let now = app.now();
    app.write(move |c| outbox::emit(c, &Event::new(topic, tenant, &body), now)).await;
}

/// Tasks `from..to` finished by `worker` at once.
pub(crate) async fn work(app: &TestApp, project: &Project, worker: AccountId, tasks: std::ops::Range<u128>) {
    for task in tasks {
        finish(app, project, worker, task).await;
    }
    delivered(app).await;
}

/// A task that `worker` has finished, and nobody has heard of it yet.
pub(crate) async fn finish(app: &TestApp, project: &Project, worker: AccountId, task: u128) {
    assert!(reserve(app, project.id, task).await);
    tell(app, "task.completed", project.tenant_id, fact(project, task, Some(worker))).await;
}

/// Until every event is delivered: those that got in each other's way come again a little later.
pub(crate) async fn delivered(app: &TestApp) {
    app.settle().await;
    while app.read(outbox::backlog).await.0 > 0 {
        app.base.clock.advance(std::time::Duration::from_secs(2));
        app.settle().await;
    }
}

/// A task that `worker` served for `seconds` until now, with `steps` of its procedure.
pub(crate) async fn served(app: &TestApp, project: &Project, worker: AccountId, task: u128, seconds: u64, steps: i64) {
    assert!(reserve(app, project.id, task).await);
    let mut body = fact(project, task, Some(worker));
    body["steps"] = json!(steps);
    body["served_from"] = json!(app.now().minus(std::time::Duration::from_secs(seconds)));
    tell(app, "task.completed", project.tenant_id, body).await;
    app.settle().await;
}

pub(crate) async fn net_of(app: &TestApp, account: Account) -> i64 {
    app.read(move |c| ledger::balance(c, &account)).await.net()
}

pub(crate) async fn net(app: &TestApp, code: Chart, owner: AccountId) -> i64 {
    net_of(app, Account::new(code, owner.uuid(), Currency::CNY)).await
}

/// Free, reserved and spent money of an enterprise.
pub(crate) async fn escrow(app: &TestApp, tenant: TenantId) -> (i64, i64, i64) {
    let e = app.read(move |c| market::escrow(c, tenant)).await;
    (e.free.minor, e.reserved.minor, e.spent.minor)
}

pub(crate) async fn books_balance(app: &TestApp) {
    let check = app.read(ledger::check).await;
    assert!(check.balanced, "{:?}", check.problems);
}

/// Every invariant of pay over the store.
pub(crate) async fn sound(app: &TestApp) {
    let found = app.read(payout::verify).await;
    assert!(found.sound, "{:?}", found.problems);
}

pub(crate) fn worker(app: &TestApp, id: AccountId) -> Actor {
    app.actor(Role::Worker, id, PLATFORM, 1)
}

pub(crate) fn owner(app: &TestApp) -> Actor {
    app.actor(Role::Owner, AccountId::from_u128(6), SHOP, 1)
}

pub(crate) fn admin(app: &TestApp) -> Actor {
    app.actor(Role::Admin, AccountId::from_u128(1), PLATFORM, 1)
}

pub(crate) fn other_admin(app: &TestApp) -> Actor {
    app.actor(Role::Admin, AccountId::from_u128(2), PLATFORM, 1)
}

pub(crate) async fn close(app: &TestApp, period: &str) {
    let answer = app.post("/settlements", &json!({"period": period})).by(&admin(app)).send().await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    app.settle().await;
}

/// A worker's statements, newest first.
pub(crate) async fn statements(app: &TestApp, who: AccountId) -> Vec<Value> {
    app.get("/statements").by(&worker(app, who)).send().await.ok()["items"].as_array().unwrap().clone()
}

/// The shipped rule files, as a person has them who computes a statement again.
pub(crate) fn rules() -> Vec<Vec<u8>> {
    vec![
        include_bytes!("../../policies/tax/cn-iit-platform.toml").to_vec(),
        include_bytes!("../../policies/payout/quality.toml").to_vec(),
        include_bytes!("../../policies/payout/floor.toml").to_vec(),
    ]
}
