//! From the arrival of a task until its offer is on a worker's socket, at a steady rate, through everything in between: the
//! task's own transaction, the hint, the matcher's round, the offer's transaction, the hint to the socket, the stream.
//!
//! Ten thousand workers are connected: some over real sockets to the product's server, the others where its sockets wait, each
//! doing what a socket does when it is rung for. Nobody answers: a burst is no longer than there are workers for it, then all
//! are free again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use actix_web::{App as ActixApp, HttpServer};
use db::Options;
use dispatch::{ConversationId, NewTask, ProjectId, TaskId};
use futures_util::{SinkExt, StreamExt, future::join_all};
use http::{App, Routes};
use kernel::{AccountId, Clock, Code, PLATFORM, Role, Scope, TenantId};
use serde_json::{Value, json};
use testkit::{Base, Setup};
use tokio::{sync::watch, task::JoinHandle, time::MissedTickBehavior};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use super::{
    crowd, shops,
    world::{SKILL, World, world},
};

/// Workers connected; each of so many has a socket.
const CONNECTED: usize = 10_000;
const EACH: usize = 32;
const SOCKETS: usize = CONNECTED.div_ceil(EACH);
/// Tasks a second, the target last; for how long, and how often.
const RATES: [u64; 2] = [500, 2500];
const BURST: Duration = Duration::from_millis(3600);
const BURSTS: usize = 3;
/// How often tasks arrive: some at once.
const BEAT: Duration = Duration::from_millis(4);

/// When each offer was seen, and whether on a real socket.
type Seen = Arc<Mutex<HashMap<String, (Instant, bool)>>>;

pub(super) async fn measure(engine: &str, mut base: Base) {
    base.clock = Clock::system();
    let options = base.options.clone();
    let w = world(base, |engine, setup| Setup { authenticate: None, consumers: dispatch::consumers(engine), ..setup }).await;
    w.app.app.db.hear(&w.app.worker.consumers);
    let shops = shops(&w).await;
    let workers = crowd::crowd(&w, CONNECTED).await;
    let app = Arc::clone(&w.app.app);
    let (seen, (stop, stopped)) = (Seen::default(), watch::channel(false));
    let mut running: Vec<JoinHandle<()>> = serve(&w);
    let address = listen(&app);
    // Sockets are spread over the line in which workers wait.
    for (n, worker) in workers.iter().enumerate() {
        running.push(if n % EACH == 0 {
            socket(address, *worker, Arc::clone(&seen), stopped.clone()).await
        } else {
            desk(&app, *worker, &seen, stopped.clone())
        });
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    for rate in RATES {
        let [all, on_sockets, committed] = bursts(&w, &options, &shops, &seen, rate).await.map(|mut times| told(&mut times));
        println!(
            "{engine}: a task's arrival until its offer is on the socket, {rate} tasks/s in {BURSTS} bursts of {:.1} s, \
             {CONNECTED} connected: {all} (target p99 ≤ 50 at 2500/s); the {SOCKETS} real sockets alone: {on_sockets}; of it \
             until the task is committed: {committed}",
            BURST.as_secs_f64()
        );
    }
    stop.send_replace(true);
    app.stop();
    join_all(running).await;
}

/// Milliseconds until each offer was seen, until each on a real socket was, and until each task was committed.
async fn bursts(w: &World, options: &Options, shops: &[(TenantId, ProjectId)], seen: &Seen, rate: u64) -> [Vec<f64>; 3] {
    let (mut committed, mut all, mut on_sockets) = (Vec::new(), Vec::new(), Vec::new());
    // The first burst finds everything cold and is left out. After it the store looks at what it holds, as Postgres does by
    // itself in the first minute of a store: its plans are made for empty tables till then.
    for nth in 0..=BURSTS {
        let arrived = burst(&w.app.app, shops, rate).await;
        settle(seen, arrived.len()).await;
        let seen = std::mem::take(&mut *seen.lock().unwrap());
        for (task, due, written) in arrived.iter().filter(|_| nth > 0) {
            committed.push(ms(*due, *written));
            let (at, is_real) = seen[task];
            all.push(ms(*due, at));
            if is_real {
                on_sockets.push(ms(*due, at));
            }
        }
        crowd::set_free(w).await;
        if nth == 0 {
            super::connection(options).run("ANALYZE");
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    [all, on_sockets, committed]
}

fn ms(from: Instant, until: Instant) -> f64 {
    until.saturating_duration_since(from).as_secs_f64() * 1000.0
}

fn told(times: &mut [f64]) -> String {
    times.sort_by(f64::total_cmp);
    let at = |q: f64| times[((times.len() - 1) as f64 * q).round() as usize];
    format!("n {}, p50 {:.1} ms, p99 {:.1} ms, max {:.1} ms", times.len(), at(0.5), at(0.99), at(1.0))
}

/// What the product runs beside its server.
fn serve(w: &World) -> Vec<JoinHandle<()>> {
    let app = &w.app.app;
    let (worker, matching) = (w.app.worker.clone(), Arc::clone(app));
    vec![
        tokio::spawn(Arc::clone(app).run_hub()),
        tokio::spawn(async move { worker.run().await.unwrap() }),
        tokio::spawn(async move { dispatch::run(matching).await.unwrap() }),
    ]
}

/// The product's sockets.
fn listen(app: &Arc<App>) -> std::net::SocketAddr {
    let app = Arc::clone(app);
    let routes = Routes::new("bench");
    let server = HttpServer::new(move || {
        let (app, routes) = (Arc::clone(&app), routes.clone());
        ActixApp::new().configure(move |config| http::configure(config, &app, &routes))
    });
    let server = server.workers(2).disable_signals().bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    tokio::spawn(server.run());
    address
}

fn note(seen: &Seen, body: &Value, is_real: bool) {
    let task = body["task_id"].as_str().unwrap().to_owned();
    seen.lock().unwrap().insert(task, (Instant::now(), is_real));
}

/// A worker with a socket.
async fn socket(
    address: std::net::SocketAddr,
    worker: AccountId,
    seen: Seen,
    mut stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
    let (mut line, _) = connect_async(format!("ws://{address}/api/v1/socket")).await.unwrap();
    let token = testkit::token(Role::Worker, worker, PLATFORM, 2);
    let hello = json!({ "t": "hello", "token": token, "epoch": null, "after": 0 });
    line.send(Message::text(hello.to_string())).await.unwrap();
    let ready = line.next().await.unwrap().unwrap();
    assert!(ready.to_text().unwrap().contains("ready"), "{ready}");
    tokio::spawn(async move {
        loop {
            let message = tokio::select! {
                message = line.next() => message,
                _ = stopped.wait_for(|stop| *stop) => return,
            };
            let Some(Ok(Message::Text(text))) = message else { continue };
            let frame: Value = serde_json::from_str(&text).unwrap();
            match frame["t"].as_str() {
                Some("event") if frame["kind"] == "offer" => note(&seen, &frame["body"], true),
                Some("ping") => line.send(Message::text(json!({ "t": "pong" }).to_string())).await.unwrap(),
                _ => {}
            }
        }
    })
}

/// A worker whose socket ends here: rung for, it reads the stream and words the frames.
fn desk(app: &Arc<App>, worker: AccountId, seen: &Seen, mut stopped: watch::Receiver<bool>) -> JoinHandle<()> {
    let (app, seen, owner) = (Arc::clone(app), Arc::clone(seen), worker.uuid());
    let bell = app.hub.listen(owner);
    tokio::spawn(async move {
        let mut head = 0;
        loop {
            bell.reached(head);
            tokio::select! {
                () = bell.rung() => {}
                _ = stopped.wait_for(|stop| *stop) => return,
            }
            let Ok(events) = app.hub.events(&app.db, owner, head).await else { continue };
            for event in events {
                head = event.seq;
                let frame = json!({ "t": "event", "seq": event.seq, "kind": event.kind, "body": event.body, "at": event.at });
                std::hint::black_box(frame.to_string());
                if event.kind == "offer" {
                    note(&seen, &event.body, false);
                }
            }
        }
    })
}

/// Tasks at a steady rate, each in a transaction of its own, whether or not those before are written: with when each was due
/// and when it was committed.
async fn burst(app: &Arc<App>, shops: &[(TenantId, ProjectId)], rate: u64) -> Vec<(String, Instant, Instant)> {
    let from = Instant::now();
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (each, beats) = (rate * BEAT.as_millis() as u64 / 1000, (BURST.as_millis() / BEAT.as_millis()) as u32);
    let mut writing = Vec::new();
    for nth in 0..beats {
        beat.tick().await;
        let due = from + BEAT * nth;
        for n in 0..each {
            let (tenant, project) = shops[(u64::from(nth) * each + n) as usize % shops.len()];
            let app = Arc::clone(app);
            writing.push(tokio::spawn(async move {
                let id = arrive(&app, tenant, project).await;
                (id.to_string(), due, Instant::now())
            }));
        }
    }
    join_all(writing).await.into_iter().map(Result::unwrap).collect()
}

async fn arrive(app: &App, tenant: TenantId, project: ProjectId) -> TaskId {
    let new = NewTask {
        tenant,
        project,
        skill: SKILL.to_owned(),
        conversation: ConversationId::new(),
        sensitivity: 1,
        priority: 0,
        units: 30,
        contact: None,
    };
    loop {
        let (new, now) = (new.clone(), app.clock.now());
        match app.db.write(Scope::Platform, move |c| dispatch::create_task(c, &new, now)).await {
            Err(error) if error.code == Code::Busy => {}
            written => return written.unwrap(),
        }
    }
}

/// Waits until everything that arrived has been offered.
async fn settle(seen: &Seen, count: usize) {
    let from = Instant::now();
    while seen.lock().unwrap().len() < count {
        assert!(from.elapsed() < Duration::from_secs(30), "{} of {count} offered", seen.lock().unwrap().len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
