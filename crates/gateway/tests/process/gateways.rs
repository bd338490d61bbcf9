//! Two gateways on one Postgres: what happens at one is heard at the other, one of them matches, and when it is killed the
//! other goes on.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use gateway::{cli, config::Config, demo, wiring};
use kernel::Clock;
use serde_json::{Value, json};
use swarm::{Client, Feed, Frame, Login, Stats};
use testkit::{Base, Engine};

use super::{Customer, free_port, program};

/// Longest that anything here may take on a busy machine. What it took is printed.
const PATIENCE: Duration = Duration::from_secs(60);

/// `tidecrew serve`; killed when dropped.
struct Gateway {
    child: Child,
    base: String,
    log: mpsc::Receiver<String>,
}

impl Gateway {
    /// Starts one that pages know as `origin`, and waits until it answers.
    fn start(dir: &Path, store: &str, port: u16, origin: &str) -> Self {
        let mut child = program()
            .env("TIDECREW_LOG", "warn,gateway=info,dispatch=info")
            .env("TIDECREW_PUBLIC_URL", origin)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data", dir.to_str().unwrap(), "--database-url", store])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, log) = mpsc::channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        let gateway = Self { child, base: format!("http://localhost:{port}"), log };
        gateway.says("serving");
        gateway
    }

    /// Waits for a line of the log.
    fn says(&self, word: &str) {
        let mut said = Vec::new();
        while !said.last().is_some_and(|line: &String| line.contains(word)) {
            match self.log.recv_timeout(PATIENCE) {
                Ok(line) => said.push(line),
                Err(error) => panic!("{error} before {word:?}: {said:#?}"),
            }
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // `kill -9`; it may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The demo's enterprises and workers, written by this process; their log-ins.
async fn seed(dir: &Path, store: &str) -> Value {
    let config = Config { data: dir.to_path_buf(), database_url: Some(store.to_owned()), ..Config::default() };
    let (app, _worker) = wiring::open(&config, Clock::system(), 1).await.unwrap();
    let people = cli::Demo {
        store: cli::Store { config: None, data: None, database_url: None },
        listen: config.listen,
        rate: 0.0,
        seed: 1,
        history_days: 0,
        history_per_day: 0,
        workers: 1,
        duration: None,
        pace: 1.0,
        cohort: 0,
        apart: 0.2,
        recorders: 0,
        short_interview: false,
    };
    demo::seed_for_bench(&app, &people).await.unwrap()
}

async fn signed_in(gateway: &Gateway, login: &Value) -> Arc<Client> {
    let word = |field: &str| login[field].as_str().unwrap().to_owned();
    let client = Arc::new(Client::new(&gateway.base).unwrap());
    client.sign_in(&Login { email: word("email"), password: word("password") }).await.unwrap();
    client
}

async fn listening(client: &Arc<Client>) -> Feed {
    let mut feed = Feed::open(Arc::clone(client), Arc::new(Stats::default()), false);
    assert!(matches!(feed.next().await, Some(Frame::Ready { .. })));
    feed
}

/// A worker at the desk.
struct Desk {
    client: Arc<Client>,
    feed: Feed,
}

impl Desk {
    async fn open(gateway: &Gateway, origin: &str, login: &Value) -> Self {
        let client = signed_in(gateway, login).await;
        swarm::enrol(&client, origin, 7).await.unwrap();
        let feed = listening(&client).await;
        client.put("/desk/presence", &json!({ "state": "available" })).await.unwrap();
        Self { client, feed }
    }

    /// The body of the next thing of `kind` that arrives, kept or not.
    async fn hears(&mut self, wanted: &str) -> Value {
        let heard = async {
            loop {
                match self.feed.next().await.unwrap() {
                    Frame::Event { kind, body, .. } | Frame::Whisper { kind, body } if kind == wanted => return body,
                    _ => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, heard).await.unwrap_or_else(|_| panic!("no {wanted} arrived"))
    }

    /// Waits for the offer of what somebody just asked for, and accepts it; how long it took to come.
    async fn is_offered(&mut self, asked: Instant) -> Duration {
        let offer = self.hears("offer").await;
        let took = asked.elapsed();
        self.client.post(&format!("/offers/{}/accept", offer["id"].as_str().unwrap()), &json!({})).await.unwrap();
        took
    }
}

/// Signs out at one gateway: the socket at the other is closed. How long it took; a ping alone would take up to twenty seconds.
async fn signs_out(here: &Gateway, elsewhere: &Gateway, login: &Value) -> Duration {
    let client = signed_in(here, login).await;
    let mut feed = listening(&client).await;
    let other = Client::new(&elsewhere.base).unwrap();
    other.set_token(&client.token().await.unwrap()).await;
    let ended = Instant::now();
    other.post("/sign-out", &json!({})).await.unwrap();
    let closed = async { while feed.next().await.is_some() {} };
    tokio::time::timeout(PATIENCE, closed).await.unwrap();
    ended.elapsed()
}

/// A new customer at `gateway` who has written.
async fn asks(gateway: &Gateway, widget: &str) -> (Customer, Instant) {
    let mut customer = Customer::open(&gateway.base, widget).await.unwrap();
    let asked = Instant::now();
    customer.send(&gateway.base).await;
    assert_eq!(customer.acknowledged.len(), 1);
    (customer, asked)
}

#[test]
fn gateways_hear_each_other_and_the_standby_goes_on_when_the_matcher_is_killed() {
    let Some(base) = Base::new(Engine::Postgres) else { return println!("skipped: no Postgres here") };
    let (dir, store) = (base.dir.join("data"), base.options.url.as_str());
    let ports = [free_port(), free_port()];
    let origin = format!("http://localhost:{}", ports[1]);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let seeded = seed(&dir, store).await;
        let widget = seeded["widget"].as_str().unwrap();
        let matcher = Gateway::start(&dir, store, ports[0], &origin);
        matcher.says("this process is the active matcher");
        let standby = Gateway::start(&dir, store, ports[1], &origin);
        let mut desk = Desk::open(&standby, &origin, &seeded["workers"][0]).await;

        let (customer, asked) = asks(&matcher, widget).await;
        println!("written at the matcher, offered at the other: {:?}", desk.is_offered(asked).await);

        // The conversation knows who serves it.
        assert_eq!(desk.hears("conversation").await["state"], "serving");
        // No row says that somebody types: only the bus can have carried it.
        let page = Client::new(&matcher.base).unwrap();
        page.set_token(&customer.token).await;
        let typed = Instant::now();
        page.post("/widget/typing", &json!({})).await.unwrap();
        assert!(desk.hears("typing").await["conversation_id"].is_string());
        println!("typed at one, shown at the other: {:?}", typed.elapsed());

        let (_, asked) = asks(&standby, widget).await;
        println!("written at the standby, matched by the other: {:?}", desk.is_offered(asked).await);

        let took = signs_out(&standby, &matcher, &seeded["owner"]).await;
        println!("signed out at one, cut off at the other: {took:?}");
        assert!(took < Duration::from_secs(15), "{took:?}");

        drop(matcher);
        let (_, asked) = asks(&standby, widget).await;
        let took = desk.is_offered(asked).await;
        println!("written after the matcher was killed, offered by the standby: {took:?}");
        standby.says("this process is the active matcher");
        assert!(took < Duration::from_secs(15), "{took:?}");
    });
}
