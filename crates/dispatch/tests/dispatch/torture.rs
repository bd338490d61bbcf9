//! Two gateways match the same rows while workers accept, decline, stall and vanish: nobody is overbooked, no task is lost
//! or paid twice. And a running matcher offers by itself, at once.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{collections::HashMap, sync::Arc, time::Duration};

use dispatch::{DeskFacts, Engine, TaskId, TaskRow, TaskState};
use futures_util::future::{LocalBoxFuture, join_all};
use http::{App, Limits, Parts};
use kernel::{AccountId, Code, Currency, Money, Result, Scope};
use serde_json::json;

use super::world::{Person, World, world};

/// A second gateway on the same store, reached through `db`, with a matcher of its own.
pub(crate) fn second_gateway(w: &World, db: db::Db) -> Arc<App> {
    let policies = testkit::policies_from_disk();
    let engine = Engine::load(&policies, 99).unwrap();
    let parts = Parts {
        db,
        clock: w.app.base.clock.clone(),
        seal: seal::Keyring::from_root([7; 32]),
        authz: testkit::authz_from_disk(&policies),
        mail: post::Mailer::memory().unwrap(),
        blobs: post::Blobs::memory(),
        policies,
        limits: Limits::scaled(10_000),
        authenticate: Arc::new(identity::authenticate),
        deliver: Arc::new(|_, _, events| Box::pin(async move { Ok(events) })),
        alive: Arc::new(|_, _| Box::pin(async { Ok(true) })),
        vouch: Arc::new(|_, _, _| Box::pin(async { Ok(()) })),
    };
    App::build(parts, vec![Arc::new(engine)]).unwrap()
}

/// A small generator: the test is the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// How many times six people play, and three customers come at a time.
fn scale() -> usize {
    if std::env::var_os("TIDECREW_NIGHTLY").is_some() { 2 } else { 1 }
}

/// Money for everybody who comes.
async fn fund(w: &World) {
    let (tenant, now) = (w.tenant, w.app.now());
    let amount = Money::new(1_000_000, Currency::CNY);
    w.app.write(move |c| market::deposit(c, tenant, None, amount, "torture", now).map(drop)).await;
}

async fn facts(w: &World, who: &Person) -> DeskFacts {
    let (engine, account, session, now) = (w.engine.clone(), who.account, w.session(who).await, w.app.now());
    w.app.read(move |c| dispatch::desk(c, &engine, account, session, now)).await
}

/// Losing a race is part of the game, and so is a store that is busy with all the others; anything else is not.
fn tolerate(code: &str) {
    let part = ["offer_gone", "conflict", "wrong_state", "not_found", "posture_too_low", "busy"];
    assert!(part.contains(&code), "{code}");
}

async fn answer(w: &World, who: &Person, path: String, body: serde_json::Value) {
    let answer = w.app.post(&path, &body).bearer(&who.token).send().await;
    if answer.status >= 400 {
        tolerate(&answer.code());
    }
}

async fn finish(w: &World, row: TaskRow) {
    let (engine, tenant, now) = (w.engine.clone(), w.tenant, w.app.now());
    let done: Result<()> = w
        .app
        .app
        .db
        .write(Scope::Platform, move |c| {
            let task = dispatch::task(c, tenant, row.id)?.unwrap();
            dispatch::wrap(c, &engine, &task, now)?;
            let task = dispatch::task(c, tenant, row.id)?.unwrap();
            dispatch::complete(c, &task, "resolved", None, now).map(|_| ())
        })
        .await;
    if let Err(error) = done {
        tolerate(error.code.as_str());
    }
}

/// Capacity and counters: what presence says is exactly what the rows hold, and never too much.
async fn check(w: &World, people: &[Person], tasks: &[TaskId]) {
    let mut held: HashMap<TaskId, AccountId> = HashMap::new();
    for who in people {
        let facts = facts(w, who).await;
        let rows = w.app.read({
            let account = who.account;
            move |c| dispatch::held(c, account)
        });
        let rows = rows.await;
        let units: i64 = rows.iter().map(|row| row.units).sum();
        assert_eq!(facts.presence.used, units, "the counter is the sum of what is held");
        assert!(units <= 100, "over capacity");
        assert!(rows.iter().filter(|row| row.state == TaskState::Reserved).count() <= 1);
        for row in rows {
            assert!(held.insert(row.id, who.account).is_none(), "two workers hold one task");
        }
    }
    for id in tasks {
        let row = w.row(*id).await;
        let has_worker = matches!(row.state, TaskState::Reserved | TaskState::Assigned | TaskState::Wrapping);
        assert_eq!(has_worker, held.contains_key(id), "{row:?}");
    }
}

/// Everybody comes online again and serves until nothing is open.
async fn serve_the_rest(w: &World, people: &[Person]) {
    for _ in 0..60 {
        let mut open = 0;
        for who in people {
            w.online(who).await;
            w.tick().await;
            let seen = facts(w, who).await;
            for offer in seen.offers {
                answer(w, who, format!("/offers/{}/accept", offer.id), json!({})).await;
            }
            for row in facts(w, who).await.tasks {
                open += 1;
                finish(w, row).await;
            }
        }
        w.advance(5.0);
        if open == 0 {
            break;
        }
    }
}

/// A round of a matcher. A store that is busy with all the others refuses it, and the next round does the work.
async fn comes_round(app: &Arc<App>) {
    if let Err(error) = dispatch::tick(app).await {
        assert_eq!(error.code, Code::Busy, "{error:?}");
    }
}

testkit::both! {
    async fn nothing_is_lost_or_doubled_between_two_gateways(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let other = second_gateway(&w, w.app.base.db.clone());
        let mut people = Vec::new();
        for n in 0..6 * scale() {
            let who = w.worker(&format!("w{n}")).await;
            w.online(&who).await;
            people.push(who);
        }
        fund(&w).await;
        let mut dice = Dice(42);
        let mut tasks = Vec::new();
        for round in 0..25 {
            if round < 12 {
                for _ in 0..3 * scale() {
                    tasks.push(w.task().await);
                }
            }
            let mut moves: Vec<LocalBoxFuture<'_, ()>> = Vec::new();
            moves.push(Box::pin(comes_round(&w.app.app)));
            moves.push(Box::pin(comes_round(&other)));
            for (n, who) in people.iter().enumerate() {
                let seen = facts(&w, who).await;
                for offer in seen.offers {
                    let id = offer.id;
                    match dice.roll(10) {
                        0 => moves.push(Box::pin(answer(&w, who, format!("/offers/{id}/decline"), json!({"reason": "busy"})))),
                        1 => {}
                        // Over-claiming: the same offer twice at once.
                        2 => for _ in 0..2 {
                            moves.push(Box::pin(answer(&w, who, format!("/offers/{id}/accept"), json!({}))));
                        },
                        _ => moves.push(Box::pin(answer(&w, who, format!("/offers/{id}/accept"), json!({})))),
                    }
                }
                for row in seen.tasks.into_iter().filter(|t| t.state == TaskState::Assigned) {
                    if dice.roll(3) == 0 {
                        moves.push(Box::pin(finish(&w, row)));
                    }
                }
                // The first worker never sends a heartbeat and comes back now and then.
                if n > 0 {
                    moves.push(Box::pin(answer(&w, who, "/desk/heartbeat".to_owned(), json!({}))));
                }
            }
            join_all(moves).await;
            check(&w, &people, &tasks).await;
            w.advance(7.0);
            if round % 8 == 7 {
                for who in &people {
                    w.online(who).await;
                }
            }
        }
        serve_the_rest(&w, &people).await;
        check(&w, &people, &tasks).await;
        let tenant = w.tenant;
        for id in &tasks {
            assert_eq!(w.row(*id).await.state, TaskState::Completed, "every customer was served");
            let id = *id;
            assert!(w.app.read(move |c| dispatch::piece_of(c, tenant, id)).await.is_some());
        }
        let heard = w.heard().await;
        assert_eq!(heard.iter().filter(|t| *t == "task.completed").count(), tasks.len(), "each is paid once");
    }

    async fn a_running_matcher_offers_at_once(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let worker = w.worker("worker").await;
        let running = actix_web::rt::spawn(dispatch::run(Arc::clone(&w.app.app)));
        w.online(&worker).await;
        let mut waits = Vec::new();
        for n in 1..=3 {
            let started = std::time::Instant::now();
            w.task().await;
            while w.pushed(worker.account, "offer").await.len() < n {
                assert!(started.elapsed() < Duration::from_secs(5), "no offer came by itself");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            waits.push(started.elapsed());
            let path = format!("/offers/{}/accept", w.offer(&worker).await);
            w.app.post(&path, &json!({})).bearer(&worker.token).send().await.ok();
        }
        // A second is what the schedule alone would take; hints are much quicker.
        assert!(waits.iter().min().unwrap() < &Duration::from_millis(500), "{waits:?}");
        w.app.app.stop();
        let ended = running.await.unwrap();
        assert_eq!(ended.map_err(|error| error.code), Ok::<(), Code>(()));
    }
}
