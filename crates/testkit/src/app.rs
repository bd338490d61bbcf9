//! An application over a test's database, called in process, by made-up actors.

use std::{any::Any, collections::BTreeMap, path::Path, rc::Rc, sync::Arc};

use actix_web::{
    App as ActixApp,
    dev::{Service, ServiceResponse},
    test,
};
use authz::Authz;
use db::{Conn, outbox::Consumer};
use futures_util::future::LocalBoxFuture;
use http::{App, Authenticate, Ctx, Deliver, Job, Limits, Parts, PolicyFiles, Routes, Schedule, Vouch, Worker};
use kernel::{AccountId, Actor, Code, Error, Posture, Result, Role, Scope, SessionId, TenantId, Ts};
use serde_json::Value;
use uuid::Uuid;

use crate::{Base, root};

/// What a crate's tests wire. Everything has a default.
pub struct Setup {
    pub routes: Routes,
    pub consumers: Vec<Consumer>,
    pub jobs: Vec<Job>,
    pub schedules: Vec<Schedule>,
    pub extras: Vec<Arc<dyn Any + Send + Sync>>,
    /// Real authentication; without it a token made by [`token`] is believed.
    pub authenticate: Option<Authenticate>,
    pub deliver: Option<Deliver>,
    /// Whose sensitive requests are signed; without it everybody's are believed.
    pub vouch: Option<Vouch>,
    pub limits: Limits,
    /// Where blobs are kept; in memory unless said.
    pub blobs: post::Blobs,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            routes: Routes::default(),
            consumers: Vec::new(),
            jobs: Vec::new(),
            schedules: Vec::new(),
            extras: Vec::new(),
            authenticate: None,
            deliver: None,
            vouch: None,
            limits: Limits::scaled(10_000),
            blobs: post::Blobs::memory(),
        }
    }
}

fn read_tree(dir: &Path, base: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_tree(&path, base, files);
        } else {
            let name = path.strip_prefix(base).unwrap().to_string_lossy().into_owned();
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

/// Everything under `policies/`.
pub fn policies_from_disk() -> PolicyFiles {
    let base = root().join("policies");
    let mut files = BTreeMap::new();
    read_tree(&base, &base, &mut files);
    PolicyFiles::new(files)
}

/// The authorisation policies on disk.
pub fn authz_from_disk(policies: &PolicyFiles) -> Authz {
    let texts = |end: &str| -> Vec<(String, String)> {
        let files = policies.under("authz/").filter(|(path, _)| path.ends_with(end));
        files.map(|(path, bytes)| (path.to_owned(), String::from_utf8(bytes.to_vec()).unwrap())).collect()
    };
    Authz::load(&texts(".cedarschema"), &texts(".cedar")).unwrap()
}

/// A token that [`TestApp`]'s default authentication believes.
pub fn token(role: Role, account: AccountId, tenant: TenantId, posture: u8) -> String {
    format!("test/{}/{account}/{tenant}/{posture}", role.as_str())
}

fn believe(token: &str, now: Ts) -> Result<Actor> {
    let refused = || Error::new(Code::Unauthenticated, "not a test token");
    let parts: Vec<&str> = token.split('/').collect();
    let ["test", role, account, tenant, posture] = parts[..] else { return Err(refused()) };
    let account: AccountId = account.parse()?;
    let posture =
        Posture { level: posture.parse().map_err(|_| refused())?, expires_at: now.plus(std::time::Duration::from_secs(3600)) };
    Ok(Actor { account, tenant: tenant.parse()?, role: role.parse()?, session: SessionId::from_uuid(account.uuid()), posture })
}

type Serve = Rc<dyn Fn(test::TestRequest) -> LocalBoxFuture<'static, ServiceResponse>>;

/// An application in memory, with its worker and an in-process HTTP service.
pub struct TestApp {
    pub app: Arc<App>,
    pub worker: Worker,
    pub base: Base,
    serve: Serve,
}

impl Base {
    /// Builds an application on this database.
    pub async fn app(self, setup: Setup) -> TestApp {
        let policies = policies_from_disk();
        let clock = self.clock.clone();
        let believed: Authenticate = Arc::new(move |_, token| {
            let outcome = believe(&token, clock.now());
            Box::pin(async move { outcome })
        });
        let plain: Deliver = Arc::new(|_, _, events| Box::pin(async move { Ok(events) }));
        let parts = Parts {
            db: self.db.clone(),
            clock: self.clock.clone(),
            seal: seal::Keyring::from_root([7; 32]),
            authz: authz_from_disk(&policies),
            mail: post::Mailer::memory().unwrap(),
            blobs: setup.blobs,
            policies,
            limits: setup.limits,
            authenticate: setup.authenticate.unwrap_or(believed),
            deliver: setup.deliver.unwrap_or(plain),
            alive: Arc::new(|_, _| Box::pin(async { Ok(true) })),
            vouch: setup.vouch.unwrap_or_else(|| Arc::new(|_, _, _| Box::pin(async { Ok(()) }))),
        };
        let app = App::build(parts, setup.extras).unwrap();
        let worker = Worker {
            app: Arc::clone(&app),
            consumers: Arc::new(setup.consumers),
            jobs: Arc::new(setup.jobs),
            schedules: Arc::new(setup.schedules),
            owner: "test".to_owned(),
        };
        self.over(app, worker, &setup.routes).await
    }

    /// An in-process service over an application that was built elsewhere on this database.
    pub async fn over(self, app: Arc<App>, worker: Worker, routes: &Routes) -> TestApp {
        routes.check().unwrap();
        let service = Rc::new(test::init_service(ActixApp::new().configure(|c| http::configure(c, &app, routes))).await);
        let serve: Serve = Rc::new(move |request| {
            let service = Rc::clone(&service);
            Box::pin(async move { service.call(request.to_request()).await.unwrap().map_into_boxed_body() })
        });
        TestApp { app, worker, base: self, serve }
    }
}

impl TestApp {
    pub fn now(&self) -> Ts {
        self.base.clock.now()
    }

    /// A context as a service sees it.
    pub fn ctx(&self, actor: Option<Actor>) -> Ctx {
        Ctx::internal(Arc::clone(&self.app), actor)
    }

    /// An actor of the platform or of `tenant`, at posture `posture`.
    pub fn actor(&self, role: Role, account: AccountId, tenant: TenantId, posture: u8) -> Actor {
        believe(&token(role, account, tenant, posture), self.now()).unwrap()
    }

    /// Reads with all rights.
    pub async fn read<T: Send + 'static>(&self, f: impl FnOnce(&mut Conn<'_>) -> db::Result<T> + Send + 'static) -> T {
        self.app.db.read(Scope::Platform, f).await.unwrap()
    }

    /// Writes with all rights.
    pub async fn write<T: Send + 'static>(&self, f: impl Fn(&mut Conn<'_>) -> db::Result<T> + Send + 'static) -> T {
        self.app.db.write(Scope::Platform, f).await.unwrap()
    }

    /// Runs schedules, events and jobs until nothing is left.
    pub async fn settle(&self) {
        self.worker.settle().await.unwrap();
    }

    pub fn call(&self, method: &str, path: &str) -> Call<'_> {
        let method = actix_web::http::Method::from_bytes(method.as_bytes()).unwrap();
        let address = "127.0.0.1:4242".parse().unwrap();
        let uri =
            if path.starts_with("/api") || path.starts_with("/healthz") { path.to_owned() } else { format!("/api/v1{path}") };
        Call { app: self, request: test::TestRequest::default().method(method).uri(&uri).peer_addr(address) }
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        self.call("GET", path)
    }

    /// A POST with a fresh `Idempotency-Key`; set another with [`Call::key`].
    pub fn post(&self, path: &str, body: &Value) -> Call<'_> {
        self.call("POST", path).json(body).key(kernel::Id::<()>::new().uuid())
    }

    pub fn put(&self, path: &str, body: &Value) -> Call<'_> {
        self.call("PUT", path).json(body)
    }
}

/// A request under construction.
pub struct Call<'a> {
    app: &'a TestApp,
    request: test::TestRequest,
}

impl Call<'_> {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.insert_header((name, value));
        self
    }

    pub fn json(mut self, body: &Value) -> Self {
        self.request = self.request.insert_header(("content-type", "application/json")).set_payload(body.to_string());
        self
    }

    pub fn bytes(mut self, body: Vec<u8>) -> Self {
        self.request = self.request.insert_header(("content-type", "application/octet-stream")).set_payload(body);
        self
    }

    pub fn key(self, key: Uuid) -> Self {
        self.header("idempotency-key", &key.to_string())
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// As the given actor, with the default authentication.
    pub fn by(self, actor: &Actor) -> Self {
        let text = token(actor.role, actor.account, actor.tenant, actor.posture.level);
        self.bearer(&text)
    }

    pub async fn send(self) -> Answer {
        let response = (self.app.serve)(self.request).await;
        let status = response.status().as_u16();
        let headers =
            response.headers().iter().map(|(k, v)| (k.as_str().to_owned(), v.to_str().unwrap_or("").to_owned())).collect();
        let bytes = test::read_body(response).await.to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status, headers, body, bytes }
    }
}

/// A response, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// `null` when the body is not JSON.
    pub body: Value,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body of a success; a refusal stops the test and shows itself.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.body);
        self.body
    }

    /// The problem's code; a success stops the test.
    #[track_caller]
    pub fn code(&self) -> String {
        assert!(self.status >= 400, "expected a refusal, got {} {}", self.status, self.body);
        self.body["code"].as_str().unwrap_or("").to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
