//! The product's own figures: a message from widget to desk, a draft and its verdict, and a read beside a bare handler doing
//! the same query; and how long a watched session that must end goes on.
//!
//! Everything runs in this process on this machine, load generator included. Run by `ops/bench`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    dead_code,
    reason = "a measurement may stop at once and say why"
)]
#![expect(clippy::disallowed_methods, reason = "the bare handler speaks raw SQL, and the engine is chosen by the environment")]

#[path = "../../attestation-core/tests/attestation/forge.rs"]
mod forge;
#[path = "support/termination.rs"]
mod termination;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use db::Dialect;
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, SqliteConnection,
    r2d2::{ConnectionManager, Pool},
    sql_query,
    sql_types::Text,
};
use gateway::{cli, config::Config, demo, server::Server, wiring};
use kernel::{Clock, Id};
use serde_json::{Value, json};
use swarm::{Client, Feed, Frame, Stats};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};

/// Messages per second and for how long.
const RATE: u64 = 200;
const SECONDS: u64 = 15;
/// Conversations the messages are spread over.
const CONVERSATIONS: usize = 40;
/// A worker serves three chats at once, so this many serve them all.
const WORKERS: u32 = 16;
/// Drafts checked per second and for how long.
const DRAFTS: u64 = 2000;
const DRAFTED: u64 = 8;
/// Workers who become free while others wait.
const FREED: usize = 100;
/// Connections of the read test.
const CONNECTIONS: usize = 16;
const READ_FOR: Duration = Duration::from_secs(6);

fn quantile(times: &mut [f64], q: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times[((times.len() - 1) as f64 * q).round() as usize]
}

struct Product {
    base: String,
    config: Config,
    seeded: Value,
    stop: watch::Sender<bool>,
    serving: tokio::task::JoinHandle<kernel::Result<()>>,
}

impl Product {
    async fn start(store: Option<String>) -> Self {
        let dir: PathBuf = std::env::temp_dir().join(format!("tidecrew-bench-{}", Id::<()>::new()));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let config = Config {
            data: dir,
            database_url: store,
            listen: listener.local_addr().unwrap(),
            limits_factor: 100_000,
            pool: 8,
            device_authorities: vec![termination::authority()],
            ..Config::default()
        };
        let (app, worker) = wiring::open(&config, Clock::system(), 1).await.unwrap();
        let options = cli::Demo {
            store: cli::Store { config: None, data: None, database_url: None },
            listen: config.listen,
            rate: 0.0,
            seed: 1,
            history_days: 0,
            history_per_day: 0,
            workers: WORKERS + termination::WORKERS,
            duration: None,
            pace: 1.0,
            cohort: 0,
            apart: 0.2,
            recorders: 0,
            short_interview: false,
        };
        let seeded = demo::seed_for_bench(&app, &options).await.unwrap();
        let (stop, mut stopped) = watch::channel(false);
        let server = Server { app, worker, routes: wiring::routes(), listener, threads: 2 };
        let serving = tokio::spawn(server.run(async move {
            let _ = stopped.wait_for(|s| *s).await;
        }));
        Self { base: config.origin(), config, seeded, stop, serving }
    }

    async fn stop(self) {
        self.stop.send_replace(true);
        self.serving.await.unwrap().unwrap();
        let _ = std::fs::remove_dir_all(&self.config.data);
    }
}

/// A conversation on a desk.
#[derive(Clone)]
struct Served {
    worker: usize,
    client: Arc<Client>,
    id: String,
    task: String,
}

/// What is served, and when each worker was offered something last.
#[derive(Default)]
struct Hall {
    served: Mutex<Vec<Served>>,
    offered: Mutex<HashMap<usize, Instant>>,
}
type Desks = Arc<Hall>;

/// Drafts checked at a steady rate, whether or not the ones before were answered: latency counts from when each was due.
async fn draft_latency(desks: &Desks) -> (usize, f64, f64, f64) {
    let desks = desks.served.lock().unwrap().clone();
    assert!(!desks.is_empty(), "nobody serves");
    let drafts = [
        "您好，我帮您看一下订单",
        "加我微信聊，更快",
        "退款一般三个工作日到账",
        "我保证明天一定到货",
        "Let me check that for you",
    ];
    let from = Instant::now();
    let mut tasks = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_millis(5));
    let each = DRAFTS / 200;
    for n in 0..DRAFTS * DRAFTED {
        if n % each == 0 {
            tick.tick().await;
        }
        let Served { client, id, .. } = desks[n as usize % desks.len()].clone();
        let due = from + Duration::from_micros(n / each * each * 1_000_000 / DRAFTS);
        let text = drafts[n as usize % drafts.len()];
        tasks.push(tokio::spawn(async move {
            let checked = client.post(&format!("/conversations/{id}/drafts/check"), &json!({ "text": text })).await;
            if checked.as_ref().is_err_and(|failure| failure.code() == "busy") {
                return None;
            }
            checked.unwrap();
            Some(Instant::now().saturating_duration_since(due).as_secs_f64() * 1000.0)
        }));
    }
    let (mut times, asked) = (Vec::new(), tasks.len());
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    assert!(!times.is_empty(), "no draft was checked");
    if times.len() < asked {
        println!("drafts turned away as busy: {} of {asked}; the figures below are of the others", asked - times.len());
    }
    (times.len(), quantile(&mut times, 0.5), quantile(&mut times, 0.99), quantile(&mut times, 1.0))
}

/// So many people who have written their first sentence.
async fn customers(product: &Product, count: usize) -> Vec<Arc<Client>> {
    let widget = product.seeded["widget"].as_str().unwrap();
    let mut customers = Vec::new();
    for _ in 0..count {
        let client = Arc::new(Client::new(&product.base).unwrap());
        client.post("/widget/sessions", &json!({ "widget_token": widget })).await.unwrap();
        client.post("/widget/messages", &json!({ "text": "在吗" })).await.unwrap();
        customers.push(client);
    }
    customers
}

/// Everybody is busy and a queue waits: from the end of a wrap-up until its worker sees the next offer.
async fn freed_latency(product: &Product, desks: &Desks) -> (usize, f64, f64, f64) {
    customers(product, FREED + 2 * WORKERS as usize * 3).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut times = Vec::new();
    for _ in 0..FREED {
        let done = desks.served.lock().unwrap().remove(0);
        done.client.post(&format!("/conversations/{}/close", done.id), &json!({})).await.unwrap();
        let from = Instant::now();
        done.client.post(&format!("/tasks/{}/wrap-up", done.task), &json!({ "code": "resolved", "note": "" })).await.unwrap();
        let at = loop {
            let offered = desks.offered.lock().unwrap().get(&done.worker).copied().filter(|at| *at > from);
            if let Some(at) = offered {
                break at;
            }
            assert!(from.elapsed() < Duration::from_secs(20), "whoever is free is offered nothing");
            tokio::time::sleep(Duration::from_millis(1)).await;
        };
        times.push(at.duration_since(from).as_secs_f64() * 1000.0);
        // The offer is taken before the next one ends theirs.
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
    (times.len(), quantile(&mut times, 0.5), quantile(&mut times, 0.99), quantile(&mut times, 1.0))
}

/// Workers online with open sockets; each notes when it sees a message that bears a number.
async fn message_latency(product: &Product, desks: &Desks) -> (usize, f64, f64, f64) {
    let stats = Arc::new(Stats::default());
    let seen: Arc<Mutex<HashMap<String, Instant>>> = Arc::default();
    for (n, login) in product.seeded["workers"].as_array().unwrap().iter().take(WORKERS as usize).enumerate() {
        let login =
            swarm::Login { email: login["email"].as_str().unwrap().into(), password: login["password"].as_str().unwrap().into() };
        let client = Arc::new(Client::new(&product.base).unwrap());
        client.sign_in(&login).await.unwrap();
        swarm::enrol(&client, &product.base, n as u64).await.unwrap();
        let mut feed = Feed::open(Arc::clone(&client), Arc::clone(&stats), false);
        client.put("/desk/presence", &json!({ "state": "available" })).await.unwrap();
        let (seen, desks) = (Arc::clone(&seen), Arc::clone(desks));
        tokio::spawn(async move {
            while let Some(frame) = feed.next().await {
                let Frame::Event { kind, body, .. } = frame else { continue };
                if kind == "offer" {
                    desks.offered.lock().unwrap().insert(n, Instant::now());
                    let id = body["id"].as_str().or_else(|| body["reservation"].as_str()).unwrap().to_owned();
                    let (client, desks) = (Arc::clone(&client), Arc::clone(&desks));
                    tokio::spawn(async move {
                        let Ok(taken) = client.post(&format!("/offers/{id}/accept"), &json!({})).await else { return };
                        let [id, task] = ["conversation_id", "task_id"].map(|key| taken[key].as_str().unwrap().to_owned());
                        desks.served.lock().unwrap().push(Served { worker: n, client, id, task });
                    });
                } else if kind == "message" {
                    let text = body["text"].as_str().or_else(|| body["message"]["text"].as_str()).unwrap_or("").to_owned();
                    seen.lock().unwrap().insert(text, Instant::now());
                }
            }
        });
    }
    let customers = customers(product, CONVERSATIONS).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let sent: Arc<Mutex<HashMap<String, Instant>>> = Arc::default();
    let mut tick = tokio::time::interval(Duration::from_micros(1_000_000 / RATE));
    for n in 0..RATE * SECONDS {
        tick.tick().await;
        let (client, sent) = (Arc::clone(&customers[n as usize % customers.len()]), Arc::clone(&sent));
        tokio::spawn(async move {
            let text = format!("第 {n} 条消息，请帮我看看订单到哪里了");
            sent.lock().unwrap().insert(text.clone(), Instant::now());
            client.post("/widget/messages", &json!({ "text": text })).await.unwrap();
        });
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (sent, seen) = (sent.lock().unwrap(), seen.lock().unwrap());
    let mut times: Vec<f64> =
        sent.iter().filter_map(|(text, at)| Some(seen.get(text)?.duration_since(*at).as_secs_f64() * 1000.0)).collect();
    assert!(times.len() * 100 >= sent.len() * 99, "only {} of {} messages were seen on a desk", times.len(), sent.len());
    (times.len(), quantile(&mut times, 0.5), quantile(&mut times, 0.99), quantile(&mut times, 1.0))
}

/// Requests per second of one GET over kept-alive connections.
async fn requests_per_second(address: std::net::SocketAddr, path: &str, token: Option<&str>) -> f64 {
    let bearer = token.map(|t| format!("authorization: Bearer {t}\r\n")).unwrap_or_default();
    let request = Arc::new(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n{bearer}\r\n"));
    let until = Instant::now() + READ_FOR;
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let request = Arc::clone(&request);
            tokio::spawn(async move {
                let mut line = TcpStream::connect(address).await.unwrap();
                line.set_nodelay(true).unwrap();
                let (mut count, mut buffer) = (0_u64, vec![0_u8; 64 * 1024]);
                while Instant::now() < until {
                    line.write_all(request.as_bytes()).await.unwrap();
                    read_response(&mut line, &mut buffer).await;
                    count += 1;
                }
                count
            })
        })
        .collect();
    let mut total = 0;
    for task in tasks {
        total += task.await.unwrap();
    }
    total as f64 / READ_FOR.as_secs_f64()
}

async fn read_response(line: &mut TcpStream, buffer: &mut [u8]) {
    let mut filled = 0;
    loop {
        filled += line.read(&mut buffer[filled..]).await.unwrap();
        let text = &buffer[..filled];
        let Some(head) = text.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let headers = String::from_utf8_lossy(&text[..head]).to_lowercase();
        assert!(headers.starts_with("http/1.1 200"), "{headers}");
        let length: usize = headers.lines().find_map(|l| l.strip_prefix("content-length: ")).unwrap().trim().parse().unwrap();
        if filled >= head + 4 + length {
            return;
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    skill: String,
    #[diesel(sql_type = Text)]
    widget_token: String,
}

#[derive(Clone)]
enum Bare {
    Sqlite(Pool<ConnectionManager<SqliteConnection>>),
    Pg(Pool<ConnectionManager<PgConnection>>),
}

/// The same row by the same key, without tokens, policies, limits, problems or metrics.
fn bare_server(config: &Config, id: &str) -> (std::net::SocketAddr, actix_web::dev::ServerHandle) {
    let store = config.store();
    let pool = match store.dialect() {
        Dialect::Sqlite => Bare::Sqlite(Pool::builder().max_size(8).build(ConnectionManager::new(&store.url)).unwrap()),
        Dialect::Postgres => Bare::Pg(Pool::builder().max_size(8).build(ConnectionManager::new(&store.url)).unwrap()),
    };
    let hex = id.replace('-', "");
    let sql = match store.dialect() {
        Dialect::Sqlite => format!("SELECT name, skill, widget_token FROM project WHERE id = x'{hex}'"),
        Dialect::Postgres => format!(
            "BEGIN READ ONLY; SET LOCAL app.platform = 'on'; SELECT name, skill, widget_token FROM project WHERE id = '{id}'"
        ),
    };
    let plain = format!("SELECT name, skill, widget_token FROM project WHERE id = '{id}'");
    let server = HttpServer::new(move || {
        let (pool, sql, plain) = (pool.clone(), sql.clone(), plain.clone());
        ActixApp::new().route(
            "/bare",
            web::get().to(move || {
                let (pool, sql, plain) = (pool.clone(), sql.clone(), plain.clone());
                async move {
                    let row = web::block(move || match pool {
                        Bare::Sqlite(pool) => sql_query(sql).get_result::<Row>(&mut pool.get().unwrap()).unwrap(),
                        Bare::Pg(pool) => {
                            use diesel::connection::SimpleConnection;
                            let mut c = pool.get().unwrap();
                            c.batch_execute("SET app.platform = 'on'").unwrap();
                            sql_query(plain).get_result::<Row>(&mut c).unwrap()
                        }
                    })
                    .await
                    .unwrap();
                    HttpResponse::Ok().json(json!({ "name": row.name, "skill": row.skill, "widget_token": row.widget_token }))
                }
            }),
        )
    })
    .workers(2)
    .disable_signals()
    .bind("127.0.0.1:0")
    .unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    tokio::spawn(server);
    (address, handle)
}

async fn measure(name: &str, store: Option<String>) {
    let product = Product::start(store).await;
    termination::measure(name, &product).await;
    // `cargo bench --bench product -- termination` stops here.
    if std::env::args().any(|word| word == "termination") {
        return product.stop().await;
    }
    let desks = Desks::default();
    let (n, p50, p99, max) = message_latency(&product, &desks).await;
    println!(
        "{name}: widget to desk, masked and durable, {RATE} messages/s for {SECONDS} s: n {n}, p50 {p50:.1} ms, p99 {p99:.1} ms, max {max:.1} ms (target p99 ≤ 50)"
    );
    let (n, p50, p99, max) = draft_latency(&desks).await;
    println!(
        "{name}: draft to verdict through the gateway, {DRAFTS} drafts/s for {DRAFTED} s: n {n}, p50 {p50:.1} ms, p99 {p99:.1} ms, max {max:.1} ms (target p99 ≤ 5)"
    );
    let (n, p50, p99, max) = freed_latency(&product, &desks).await;
    println!(
        "{name}: a worker who became free until the next offer is on their desk, others waiting: n {n}, p50 {p50:.1} ms, p99 {p99:.1} ms, max {max:.1} ms (target p99 ≤ 200)"
    );
    let owner = Client::new(&product.base).unwrap();
    let login = swarm::Login {
        email: product.seeded["owner"]["email"].as_str().unwrap().into(),
        password: product.seeded["owner"]["password"].as_str().unwrap().into(),
    };
    owner.sign_in(&login).await.unwrap();
    let projects = owner.get("/projects").await.unwrap();
    let id = projects["items"][0]["id"].as_str().unwrap().to_owned();
    let (bare, handle) = bare_server(&product.config, &id);
    let token = owner.token().await.unwrap();
    let path = format!("/api/v1/projects/{id}");
    let address = product.config.listen;
    let mut ratios = Vec::new();
    for _ in 0..3 {
        let reference = requests_per_second(bare, "/bare", None).await;
        let ours = requests_per_second(address, &path, Some(&token)).await;
        println!(
            "{name}: authenticated read {ours:.0}/s, bare handler {reference:.0}/s, ratio {:.2} (target ≥ 0.6)",
            ours / reference
        );
        ratios.push(ours / reference);
    }
    println!("{name}: median ratio {:.2}", quantile(&mut ratios, 0.5));
    handle.stop(false).await;
    product.stop().await;
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    actix_web::rt::System::with_tokio_rt(|| runtime).block_on(async {
        measure("SQLite", None).await;
        match std::env::var("TIDECREW_BENCH_PG") {
            Ok(url) => measure("Postgres", Some(url)).await,
            Err(_) => println!("Postgres: not measured, no server programs found"),
        }
    });
}
