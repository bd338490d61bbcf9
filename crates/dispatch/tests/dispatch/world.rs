//! A small world for tests: an enterprise with a funded project, certified workers with trusted sessions, and a matcher.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "each test file uses its own part, and stops at the first surprise"
)]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use db::outbox::Consumer;
use diesel::prelude::*;
use dispatch::{ConversationId, Engine, NewTask, ProjectId, TaskId, TaskRow};
use http::Limits;
use kernel::{AccountId, Currency, Id, Money, PLATFORM, Posture, Role, SessionId, TenantId};
use serde_json::{Value, json};
use testkit::{Base, Setup, TestApp};

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    presence (worker_id) {
        worker_id -> Uid,
        run_ms -> BigInt,
    }
}

/// The skill that everything here needs.
pub(crate) const SKILL: &str = "ecommerce.after_sale";

/// A person at work: account and access token.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) account: AccountId,
    pub(crate) tenant: TenantId,
    pub(crate) email: String,
    pub(crate) token: String,
    pub(crate) certificate: Option<certification::CertificateId>,
}

pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) engine: Engine,
    pub(crate) tenant: TenantId,
    pub(crate) project: ProjectId,
    heard: Arc<Mutex<Vec<String>>>,
}

/// Every topic a test may ask for.
const TOPICS: &[&str] = &[
    "task.created",
    "task.offered",
    "task.assigned",
    "task.timeout",
    "task.released",
    "task.completed",
    "task.canceled",
    "conversation.opened",
    "conversation.closed",
    "conversation.rated",
    "message.received",
    "message.sent",
    "verdict.overridden",
    "verdict.held",
    "verdict.unjudged",
    "conversation.alerted",
];

/// Everything the application is made of; `routes` and `consumers` of the crate under test come on top.
pub(crate) async fn world(base: Base, extend: impl FnOnce(&Engine, Setup) -> Setup) -> World {
    let engine = Engine::load(&testkit::policies_from_disk(), 7).unwrap();
    let state = identity::State::new(identity::Config::default(), &seal::Keyring::from_root([7; 32])).unwrap();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    let mut consumers = dispatch::consumers(&engine);
    consumers.push(Consumer::new("test.ear", TOPICS, move |_, event, _| {
        // Offers are told together; each counts.
        let times = event.body["offers"].as_array().map_or(1, Vec::len);
        ear.lock().unwrap().extend(std::iter::repeat_n(event.topic.clone(), times));
        Ok(())
    }));
    let setup = Setup {
        routes: identity::routes().merge(dispatch::routes()),
        consumers,
        extras: vec![Arc::new(engine.clone()), Arc::new(state)],
        authenticate: Some(Arc::new(identity::authenticate)),
        limits: Limits::scaled(10_000),
        ..Setup::default()
    };
    let app = base.app(extend(&engine, setup)).await;
    let now = app.now();
    let tenant = app.write(move |c| identity::seed_tenant(c, "Acme", now)).await;
    let files = testkit::policies_from_disk();
    app.write(move |c| {
        market::seed(c, &files, now)?;
        certification::seed_policies(c, &files, now)?;
        market::deposit(c, tenant, None, Money::new(ESCROW, Currency::CNY), "first", now)
    })
    .await;
    let project = project(&app, tenant, 200, Vec::new()).await.id;
    World { app, engine, tenant, project, heard }
}

/// A live project of `tenant` at `price` fen a piece.
pub(crate) async fn project(app: &TestApp, tenant: TenantId, price: i64, origins: Vec<String>) -> market::Project {
    let now = app.now();
    app.write(move |c| {
        let new = market::NewProject {
            name: "Shop".to_owned(),
            channel: market::Channel::Chat,
            skill: SKILL.to_owned(),
            masking_policy: "base-cn".to_owned(),
            price: Money::new(price, Currency::CNY),
            sensitivity: 1,
            origins: origins.clone(),
            is_drawn: false,
        };
        market::create_project(c, tenant, None, new, now)
    })
    .await
}

/// What the enterprise has in escrow, fen.
pub(crate) const ESCROW: i64 = 10_000;

impl World {
    /// An account with every required consent, signed in on a device trusted at `posture`.
    pub(crate) async fn person(&self, name: &str, role: Role, tenant: TenantId, posture: u8) -> Person {
        let state = self.app.app.get::<identity::State>().unwrap();
        let password_hash = state.hash_password("correct horse battery").await.unwrap();
        let email = format!("{name}-{}@example.com", Id::<()>::new());
        let (seal, now, address, name) = (self.app.app.seal.clone(), self.app.now(), email.clone(), name.to_owned());
        let account = self
            .app
            .write(move |c| {
                let opening = identity::Opening {
                    email: identity::Email::parse(&address)?,
                    name: name.clone(),
                    tenant,
                    role,
                    locale: identity::Locale::ZhCn,
                    password_hash: password_hash.clone(),
                };
                identity::seed_account(c, &seal, &opening, true, now)
            })
            .await;
        let (token, _) = self.sign_in(&email, posture).await;
        Person { account, tenant, email, token, certificate: None }
    }

    /// A session more, on a device trusted at `posture`: `(token, session)`.
    pub(crate) async fn sign_in(&self, email: &str, posture: u8) -> (String, SessionId) {
        let body = json!({"email": email, "password": "correct horse battery"});
        let signed = self.app.post("/sign-in", &body).send().await.ok();
        let token = signed["access_token"].as_str().unwrap().to_owned();
        let actor = self.app.app.authenticate(token.clone()).await.unwrap();
        let until = self.app.now().plus(Duration::from_secs(8 * 3600));
        let trusted = Posture { level: posture, expires_at: until };
        self.app.write(move |c| identity::set_posture(c, actor.session, trusted)).await;
        (token, actor.session)
    }

    /// A worker with everything it takes.
    pub(crate) async fn worker(&self, name: &str) -> Person {
        self.worker_with(name, 2, true).await
    }

    pub(crate) async fn worker_with(&self, name: &str, posture: u8, certified: bool) -> Person {
        let mut person = self.person(name, Role::Worker, PLATFORM, posture).await;
        if certified {
            let (seal, account, now) = (self.app.app.seal.clone(), person.account, self.app.now());
            let seed = move |c: &mut db::Conn<'_>| certification::seed_certificate(c, &seal, account, SKILL, now);
            person.certificate = Some(self.app.write(seed).await);
        }
        person
    }

    /// As if `who` had been available so long without a rest.
    pub(crate) async fn has_worked(&self, who: &Person, minutes: i64) {
        let (account, ms) = (who.account, minutes * 60_000);
        self.app
            .write(move |c| {
                let of = diesel::update(presence::table.find(account)).set(presence::run_ms.eq(ms));
                db::on!(c, k => of.execute(*k)).map(drop).map_err(Into::into)
            })
            .await;
    }

    /// Goes online; a moment passes, so that no two workers have been idle equally long.
    pub(crate) async fn online(&self, who: &Person) {
        let body = json!({"state": "available"});
        self.app.put("/desk/presence", &body).bearer(&who.token).send().await.ok();
        self.advance(0.01);
    }

    /// The session of the person's token.
    pub(crate) async fn session(&self, who: &Person) -> SessionId {
        self.app.app.authenticate(who.token.clone()).await.unwrap().session
    }

    pub(crate) async fn beat(&self, who: &Person) {
        self.app.post("/desk/heartbeat", &json!({})).bearer(&who.token).send().await.ok();
    }

    pub(crate) async fn task(&self) -> TaskId {
        self.task_of(self.project, 1).await
    }

    pub(crate) async fn task_of(&self, project: ProjectId, sensitivity: u8) -> TaskId {
        let new = NewTask {
            tenant: self.tenant,
            project,
            skill: SKILL.to_owned(),
            conversation: ConversationId::new(),
            sensitivity,
            priority: 0,
            units: 30,
            contact: None,
        };
        let now = self.app.now();
        let id = self.app.write(move |c| dispatch::create_task(c, &new, now)).await;
        self.advance(0.01);
        id
    }

    pub(crate) async fn row(&self, id: TaskId) -> TaskRow {
        let tenant = self.tenant;
        self.app.read(move |c| dispatch::task(c, tenant, id)).await.unwrap()
    }

    pub(crate) fn advance(&self, seconds: f64) {
        self.app.base.clock.advance(Duration::from_secs_f64(seconds));
    }

    pub(crate) async fn tick(&self) {
        dispatch::tick(&self.app.app).await.unwrap();
    }

    /// What was pushed to somebody's stream under `kind`, oldest first.
    pub(crate) async fn pushed<K: 'static>(&self, to: Id<K>, kind: &'static str) -> Vec<Value> {
        let owner = to.uuid();
        let events = self.app.read(move |c| db::streams::after(c, owner, 0, 1000)).await;
        events.into_iter().filter(|e| e.kind == kind).map(|e| e.body).collect()
    }

    /// The id of the newest offer pushed to a worker.
    pub(crate) async fn offer(&self, to: &Person) -> String {
        let offers = self.pushed(to.account, "offer").await;
        offers.last().unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Topics of everything that was emitted so far, sorted.
    pub(crate) async fn heard(&self) -> Vec<String> {
        self.app.settle().await;
        let mut heard: Vec<String> = self.heard.lock().unwrap().clone();
        heard.sort();
        heard
    }
}
