//! SIGKILL at every named point of a settlement, with a second runner on the same store and bank: nothing is lost, nothing
//! is done twice. Runners are this very test program, started again with the store's address.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use kernel::{AccountId, Clock, Ts};
use ledger::Chart;
use payout::crash::POINTS;
use serde_json::{Value, json};
use swarm::bank::{Access, Bank, Conduct};
use testkit::{Base, Engine, TestApp};

use crate::{
    fixture::{admin, app_over, connected, finish, net, other_admin, shop, sound},
    rails::{agree, counterparties, pays_into},
};

const DAY: Duration = Duration::from_secs(86_400);
const PERIOD: &str = "2026-01";
const STORE: &str = "TIDECREW_RUN_STORE";
const BANK: &str = "TIDECREW_RUN_BANK";
const AT: &str = "TIDECREW_RUN_AT";

fn people() -> Vec<AccountId> {
    (0..9).map(|n| AccountId::from_u128(200 + n)).collect()
}

/// What a runner is: an administrator's page and the jobs, until everything is paid or the bank has no more to tell. Does
/// nothing in an ordinary run.
#[test]
fn runner() {
    let Some(store) = std::env::var_os(STORE) else { return };
    let text = |name: &str| std::env::var_os(name).unwrap().into_string().unwrap();
    let options = db::Options { url: store.into_string().unwrap(), pool: 3 };
    let (access, at) = (swarm::bank::Access::at(text(BANK)), text(AT).parse::<Ts>().unwrap());
    testkit::block_on(async move {
        let clock = Clock::manual(at);
        let app = app_over(Base::lent(options, clock), counterparties(&access)).await;
        for round in 0..24 {
            settle_a_little(&app, round).await;
            if finished(&app).await {
                return;
            }
        }
    });
}

/// One round of an administrator who wants everybody paid, and of the jobs. Refusals are the other runner's doing.
async fn settle_a_little(app: &TestApp, round: u32) {
    app.post("/settlements", &json!({"period": PERIOD})).by(&admin(app)).send().await;
    // The other runner may hold the store for a moment: a round that fails is followed by another.
    if app.worker.settle().await.is_err() {
        std::thread::sleep(Duration::from_millis(20));
    }
    app.post("/payout-batches", &json!({"period": PERIOD})).by(&admin(app)).send().await;
    let batches = app.get("/payout-batches").by(&admin(app)).send().await.body;
    for batch in batches["items"].as_array().into_iter().flatten() {
        let path = |what: &str| format!("/payout-batches/{}/{what}", batch["id"].as_str().unwrap_or(""));
        if batch["state"] == "draft" {
            for by in [admin(app), other_admin(app)] {
                app.post(&path("approvals"), &json!({})).by(&by).send().await;
            }
        }
        if batch["state"] != "submitted" {
            app.post(&path("submission"), &json!({})).by(&admin(app)).send().await;
        }
    }
    app.base.clock.advance(Duration::from_secs(if round % 6 == 5 { 90_000 } else { 600 }));
}

/// The batch with its payouts' states; null before there is one.
async fn how_far(app: &TestApp) -> Value {
    let batches = app.get("/payout-batches").by(&admin(app)).send().await.body;
    let Some(batch) = batches["items"].as_array().and_then(|all| all.first()) else { return Value::Null };
    app.get(&format!("/payout-batches/{}", batch["id"].as_str().unwrap_or(""))).by(&admin(app)).send().await.body
}

async fn finished(app: &TestApp) -> bool {
    let detail = how_far(app).await;
    let states: Vec<&str> = detail["states"].as_array().into_iter().flatten().filter_map(|s| s["state"].as_str()).collect();
    detail["payouts"] == 9 && !states.is_empty() && states.iter().all(|s| matches!(*s, "settled" | "rejected"))
}

fn start(base: &Base, access: &Access, at: Ts, point: Option<&str>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "crash::runner", "--nocapture"]).env(STORE, &base.options.url).env(BANK, &access.url);
    command.env(AT, at.to_string()).env_remove("TIDECREW_CRASH").stdout(Stdio::null()).stderr(Stdio::piped());
    if let Some(point) = point {
        command.env("TIDECREW_CRASH", point);
    }
    command.spawn().unwrap()
}

/// Waits until one of the runners stands at the point, and kills both, wherever the other one is. `false` when they came
/// to their end without passing it.
fn kill_at(mut runners: [Child; 2], point: &str) -> bool {
    let (say, heard) = std::sync::mpsc::channel();
    for runner in &mut runners {
        let lines = BufReader::new(runner.stderr.take().unwrap()).lines();
        let (say, mark) = (say.clone(), format!("crash point {point}"));
        std::thread::spawn(move || {
            if lines.map_while(Result::ok).any(|line| line == mark) {
                // The other one may have been first, and heard.
                let _ = say.send(());
            }
        });
    }
    drop(say);
    let stands = heard.recv().is_ok();
    for runner in &mut runners {
        // One that has ended by itself cannot be killed.
        let _ = runner.kill();
        runner.wait().unwrap();
    }
    stands
}

fn ended_well(mut child: Child) {
    let lines: Vec<String> = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok).collect();
    assert!(child.wait().unwrap().success(), "{}", lines.join("\n"));
}

/// A month of nine workers, killed at each of `points` in turn, then finished by two runners at once.
async fn life(base: Base, points: &'static [&'static str], seed: u64) -> usize {
    // Nothing is booked before the runners are to be killed over the bank's files.
    let days = Clock::manual("2026-02-01T00:00:00Z".parse().unwrap());
    let bank = Bank::new(Conduct { seed, ..Conduct::default() }, days.clone());
    let access = bank.open().await.unwrap();
    let app = connected(base, counterparties(&access)).await;
    let project = shop(&app, 100_000).await;
    for (n, who) in people().into_iter().enumerate() {
        // Nobody has heard of it yet: the runners accrue it, all nine at once.
        finish(&app, &project, who, 100 * (n as u128 + 1)).await;
        let payee = match n / 3 {
            0 => {
                json!({"name": "张三", "account": {"other": format!("622200001111222{n}")}, "agent": {"clearing": ["CNAPS", "102100099996"]}})
            }
            1 => json!({"name": "张三", "wallet": {"alipay": format!("208800001111222{n}")}}),
            _ => json!({"name": "张三", "wallet": {"wechat": format!("oABC-123_{n}")}}),
        };
        pays_into(&app, who, payee).await;
    }
    let owed = 9 * 85_000;
    let mut at: Ts = "2026-02-04T01:00:00Z".parse().unwrap();
    let mut kills = 0;
    for point in points {
        if point.starts_with("fetch") && days.now() < at {
            days.set(at.plus(DAY));
        }
        let (runners, name) = ([start(&app.base, &access, at, Some(point)), start(&app.base, &access, at, Some(point))], *point);
        kills += usize::from(tokio::task::spawn_blocking(move || kill_at(runners, name)).await.unwrap());
        // Its leases and claims have run out when the next one comes.
        at = at.plus(Duration::from_secs(6 * 3600));
    }
    // What the first two send is booked on a later day of the bank's, and told to the second two.
    for _ in 0..2 {
        for child in [start(&app.base, &access, at, None), start(&app.base, &access, at, None)] {
            tokio::task::spawn_blocking(move || ended_well(child)).await.unwrap();
        }
        at = at.plus(DAY * 10);
        days.set(at);
    }
    assert!(finished(&app).await, "the settlement did not come to its end: {}", how_far(&app).await);
    app.base.clock.set(at.plus(Duration::from_secs(90 * 86_400)));
    let batches = app.get("/payout-batches").by(&admin(&app)).send().await.ok();
    let batches: &Vec<Value> = batches["items"].as_array().unwrap();
    assert_eq!(batches.len(), 1, "one batch was built: {batches:?}");
    agree(&app, &bank, batches[0]["id"].as_str().unwrap(), owed - tax_of(&app).await).await;
    sound(&app).await;
    kills
}

/// What was withheld of all nine.
async fn tax_of(app: &TestApp) -> i64 {
    let mut sum = 0;
    for who in people() {
        sum += net(app, Chart::IncomeTax, who).await;
    }
    sum
}

/// Lives of one engine: one in an ordinary run, so many nightly that there are two hundred kills of both together.
fn lives(engine: Engine) {
    let nightly = std::env::var_os("TIDECREW_NIGHTLY").is_some();
    let mut kills = 0;
    for seed in 0..if nightly { 11 } else { 1 } {
        let (counted, told) = std::sync::mpsc::channel();
        testkit::run(engine, move |base| async move {
            counted.send(life(base, &POINTS, seed).await).unwrap();
        });
        let Ok(one) = told.recv() else { return };
        assert!(one >= POINTS.len() - 1, "{one} kills of {}", POINTS.len());
        kills += one;
    }
    println!("{engine:?}: {kills} kills, 0 lost, 0 doubled");
}

#[test]
fn killed_anywhere_on_sqlite() {
    lives(Engine::Sqlite);
}

#[test]
fn killed_anywhere_on_postgres() {
    lives(Engine::Postgres);
}
