//! The program as a process: killed under load, run for a while, misused on the command line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may stop at once and say why"
)]

mod gateways;

use std::{
    collections::HashMap,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use kernel::Id;
use serde_json::{Value, json};
use swarm::Client;
use testkit::{Base, Engine};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidecrew"));
    command.env_remove("DATABASE_URL").env("TIDECREW_LOG", "warn");
    command
}

fn run(args: &[&str]) -> Output {
    program().args(args).output().unwrap()
}

/// A running demo without simulated customers; killed when dropped.
struct Running {
    child: Child,
    base: String,
}

impl Running {
    fn start(dir: &Path, store: &[String], port: u16) -> Self {
        let mut child = program()
            .args([
                "demo",
                "--listen",
                &format!("127.0.0.1:{port}"),
                "--rate",
                "0",
                "--workers",
                "6",
                "--history-days",
                "0",
                "--pace",
                "0.02",
            ])
            .args(["--data", dir.to_str().unwrap()])
            .args(store)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let base = format!("http://localhost:{port}");
        // The program says so when it is about to serve.
        let mut announced = false;
        let mut rest = lines;
        for line in rest.by_ref() {
            if line.unwrap().contains("Tidecrew is ready") {
                announced = true;
                break;
            }
        }
        assert!(announced, "the program ended before it was ready");
        std::thread::spawn(move || rest.for_each(drop));
        Self { child, base }
    }

    /// `kill -9`: nothing of the process gets to say goodbye.
    fn kill(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn demo_notes(dir: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(dir.join("demo.json")).unwrap()).unwrap()
}

/// A customer who sends numbered messages and remembers which were acknowledged.
struct Customer {
    token: String,
    acknowledged: Vec<String>,
    /// Sent under this key without an answer so far.
    unsure: Option<(uuid::Uuid, String)>,
}

/// A sentence of its own for each key, in words that are nobody's data and so come back as they were sent.
fn sentence(key: uuid::Uuid) -> String {
    let words = [
        "苹果", "香蕉", "桌子", "椅子", "红色", "蓝色", "大号", "小号", "衬衫", "裤子", "雨伞", "书包", "杯子", "台灯", "毛巾",
        "地毯",
    ];
    let tail = key.as_bytes()[8..].iter().flat_map(|b| [b >> 4, b & 15]);
    tail.map(|n| words[usize::from(n)]).collect::<Vec<_>>().join("，")
}

async fn raw_post(base: &str, token: &str, key: uuid::Uuid, text: &str) -> Option<u16> {
    let http = reqwest::Client::builder().timeout(Duration::from_secs(5)).build().unwrap();
    let sent = http
        .post(format!("{base}/api/v1/widget/messages"))
        .bearer_auth(token)
        .header("idempotency-key", key.to_string())
        .header("content-type", "application/json")
        .body(json!({ "text": text }).to_string())
        .send()
        .await;
    Some(sent.ok()?.status().as_u16())
}

impl Customer {
    async fn open(base: &str, widget: &str) -> Option<Self> {
        let client = Client::new(base).unwrap();
        let opened = client.post("/widget/sessions", &json!({ "widget_token": widget })).await.ok()?;
        Some(Self { token: opened["access_token"].as_str()?.to_owned(), acknowledged: Vec::new(), unsure: None })
    }

    /// Sends the next message, or again what was not answered; under the same key, so that it counts once.
    async fn send(&mut self, base: &str) {
        let (key, text) = self.unsure.take().unwrap_or_else(|| {
            let key = Id::<()>::new().uuid();
            (key, sentence(key))
        });
        match raw_post(base, &self.token, key, &text).await {
            Some(200..=299) => self.acknowledged.push(text),
            // A closed conversation or a full queue is an answer: nothing was taken.
            Some(400..=499) => {}
            _ => self.unsure = Some((key, text)),
        }
    }
}

/// Every acknowledged message stands exactly once among all that the enterprise sees.
async fn check(base: &str, notes: &Value, customers: &[Customer]) {
    let owner = Client::new(base).unwrap();
    let person = notes["people"].as_array().unwrap().iter().find(|p| p["role"] == "enterprise").unwrap().clone();
    let word = |field: &str| person[field].as_str().unwrap().to_owned();
    owner.sign_in(&swarm::Login { email: word("email"), password: word("password") }).await.unwrap();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut page = "/conversations?limit=200".to_owned();
    loop {
        let list = owner.get(&page).await.unwrap();
        for line in list["items"].as_array().unwrap() {
            let whole = owner.get(&format!("/conversations/{}", line["id"].as_str().unwrap())).await.unwrap();
            for message in whole["messages"].as_array().unwrap() {
                *seen.entry(message["text"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
        let Some(next) = list["next"].as_str() else { break };
        page = format!("/conversations?limit=200&after={next}");
    }
    for text in customers.iter().flat_map(|c| &c.acknowledged) {
        assert_eq!(seen.get(text), Some(&1), "an acknowledged message is lost or doubled: {text}");
    }
}

fn kills() -> usize {
    #[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
    if std::env::var("TIDECREW_NIGHTLY").is_ok() { 100 } else { 10 }
}

/// After all that: pieces and accruals match, nothing is undelivered, the ledger balances.
fn check_books(dir: &Path, store: &[String]) {
    let mut args = vec![
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--rate",
        "30",
        "--workers",
        "6",
        "--history-days",
        "0",
        "--pace",
        "0.02",
        "--duration",
        "12",
        "--data",
    ];
    args.push(dir.to_str().unwrap());
    args.extend(store.iter().map(String::as_str));
    let ended = run(&args);
    let summary: Value =
        serde_json::from_slice(&ended.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ended.stderr)));
    assert!(ended.status.success(), "{summary:#}");
    assert_eq!(summary["errors"], json!([]), "{summary:#}");
    assert!(summary["pieces"].as_i64().unwrap() > 0, "{summary:#}");
    check_proofs(dir, store);
}

/// What the log says holds, here and in the hands of somebody who has the file alone; every decision is made again.
fn check_proofs(dir: &Path, store: &[String]) {
    let (data, file) = (dir.to_str().unwrap(), dir.join("log.jsonl"));
    let with_store = |args: &[&str]| {
        let args: Vec<&str> = args.iter().copied().chain(["--data", data]).chain(store.iter().map(String::as_str)).collect();
        let ended = run(&args);
        assert!(
            ended.status.success(),
            "{args:?}: {}{}",
            String::from_utf8_lossy(&ended.stdout),
            String::from_utf8_lossy(&ended.stderr)
        );
        String::from_utf8(ended.stdout).unwrap()
    };
    with_store(&["audit", "verify"]);
    let decided: Value = serde_json::from_str(&with_store(&["decision", "replay", "--all"])).unwrap();
    assert!(decided["kinds"]["payout.accrue"]["same"].as_u64() > Some(0), "{decided}");
    let said = with_store(&["audit", "export", "--out", file.to_str().unwrap()]);
    let key = said.trim().rsplit(' ').next().unwrap();
    let checked = run(&["audit", "verify", file.to_str().unwrap(), "--key", key]);
    let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert!(checked.status.success() && report["trusted"] == true && report["leaves"].as_u64() > Some(0), "{report}");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("offer.accept", "offer.decline", 1)).unwrap();
    let forged = run(&["audit", "verify", file.to_str().unwrap(), "--key", key]);
    assert!(!forged.status.success(), "a changed line went unnoticed");
}

fn killed_under_load(engine: Engine) {
    let Some(base) = Base::new(engine) else { return println!("skipped: no Postgres here") };
    let dir: PathBuf = base.dir.join("data");
    let store = if engine == Engine::Postgres { vec!["--database-url".to_owned(), base.options.url.clone()] } else { Vec::new() };
    let port = free_port();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut customers: Vec<Customer> = Vec::new();
    for round in 0..kills() {
        let running = Running::start(&dir, &store, port);
        let widget = demo_notes(&dir)["widget_tokens"][0].as_str().unwrap().to_owned();
        runtime.block_on(async {
            for _ in 0..3 {
                customers.extend(Customer::open(&running.base, &widget).await);
            }
        });
        // The kill comes at a moment that differs from round to round, while sends are in flight.
        let address = running.base.clone();
        let after = 20 + (round * 37) % 90;
        runtime.block_on(async {
            let mut sent = 0;
            let mut running = Some(running);
            while running.is_some() {
                let sends = customers.iter_mut().map(|c| c.send(&address));
                let all = futures_util::future::join_all(sends);
                sent += 1;
                if sent * 5 >= after {
                    let victim = running.take().unwrap();
                    let killer = tokio::task::spawn_blocking(move || victim.kill());
                    all.await;
                    killer.await.unwrap();
                } else {
                    all.await;
                }
            }
        });
    }
    let running = Running::start(&dir, &store, port);
    runtime.block_on(async {
        for customer in &mut customers {
            customer.send(&running.base).await;
        }
        check(&running.base, &demo_notes(&dir), &customers).await;
    });
    let acknowledged: usize = customers.iter().map(|c| c.acknowledged.len()).sum();
    assert!(acknowledged > kills() * 5, "only {acknowledged} messages were acknowledged: no load");
    running.kill();
    check_books(&dir, &store);
}

#[test]
fn killed_under_load_sqlite() {
    killed_under_load(Engine::Sqlite);
}

#[test]
fn killed_under_load_postgres() {
    killed_under_load(Engine::Postgres);
}

#[test]
fn misuse_says_what_where_and_what_to_do() {
    let cases: [(&[&str], &str); 9] = [
        (&["audit", "verify", "no-such-file"], "no-such-file"),
        (&["audit", "verify", "http://127.0.0.1:1"], "--key"),
        (&["decision", "replay"], "--all"),
        (&["serve", "--listen", "nowhere"], "--listen"),
        (&["migrate", "--database-url", "mysql://x"], "postgres://"),
        (&["decision", "replay", "not-an-id", "--data", "/dev/shm/tidecrew-none"], "not an id"),
        (&["mask", "--policy", "no-such-policy"], "no-such-policy"),
        (&["patrol", "--policy", "no-such-policy", "--jsonl"], "no-such-policy"),
        (&["patrol", "train", "no-such-file"], "no-such-file"),
    ];
    for (args, expected) in cases {
        let ended = program().args(args).stdin(Stdio::null()).output().unwrap();
        let text = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!ended.status.success(), "{args:?} succeeded");
        assert!(text.contains(expected), "{args:?}: {text}");
    }
}

#[test]
fn patrol_judges_every_line_and_names_the_bad_ones() {
    let mut child = program()
        .args(["patrol", "--policy", "base-cn", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = "{\"side\":\"agent\",\"text\":\"加我微信\"}\nnonsense\n{\"side\":\"customer\",\"text\":\"谢谢\"}\n";
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), lines.as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(!ended.status.success(), "a bad line fails the command");
    assert!(String::from_utf8_lossy(&ended.stderr).contains("line 2"), "{ended:?}");
    let out: Vec<serde_json::Value> =
        String::from_utf8(ended.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((out[0]["label"].as_str(), out[0]["severity"].as_str()), (Some("off_platform"), Some("block")));
    assert_eq!((out[1]["line"].as_u64(), out[2]["label"].as_str()), (Some(2), Some("ok")));
}

/// Kinds of journal lines that a month of the demo has.
const PLAYED: [&str; 17] = [
    "escrow.deposit",
    "order.start",
    "pool.fund",
    "accrue.pay",
    "accrue.fee",
    "surge.award",
    "standby.pay",
    "floor.top_up",
    "hold.propose",
    "hold.won",
    "hold.lost",
    "make_whole.pay",
    "hold.over",
    "payout.instruct",
    "payout.settle",
    "payout.return",
    "payout.again",
];

#[test]
fn a_month_of_money_is_played_and_its_books_are_read_by_others() {
    let base = Base::new(Engine::Sqlite).unwrap();
    let folder = base.dir.join("data");
    let data = folder.to_str().unwrap();
    let counts = ["--history-days", "31", "--history-per-day", "1", "--workers", "3", "--rate", "0", "--duration", "1"];
    let played = run(&[&["demo", "--listen", "127.0.0.1:0", "--data", data][..], &counts].concat());
    assert!(played.status.success(), "{}\n{}", String::from_utf8_lossy(&played.stdout), String::from_utf8_lossy(&played.stderr));
    let verified = run(&["payout", "verify", "--data", data]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let verified: Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert!(verified["statements"].as_i64().unwrap() >= 3, "{verified}");
    let journal = run(&["payout", "export", "--data", data, "--format", "hledger"]);
    let text = String::from_utf8(journal.stdout).unwrap();
    let missing: Vec<&&str> = PLAYED.iter().filter(|kind| !text.contains(**kind)).collect();
    assert!(missing.is_empty(), "nothing of {missing:?} was played");
    let file = base.dir.join("all.journal");
    std::fs::write(&file, &text).unwrap();
    match Command::new("hledger").arg("-f").arg(&file).arg("check").output() {
        Ok(checked) => assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr)),
        Err(_) => println!("skipped: no hledger here"),
    }
}
