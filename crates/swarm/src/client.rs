//! A person's HTTP client: signs in, refreshes, retries what may be retried, and reads problems.

use std::{sync::Arc, time::Duration};

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::Login;

/// Why something a simulated person tried did not work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The server refused, with its code and the whole problem.
    #[error("{status} {code}")]
    Refused { status: u16, code: String, problem: Value },
    /// The line broke.
    #[error("the connection failed: {0}")]
    Line(String),
    /// The server answered something that should not be.
    #[error("unexpected: {0}")]
    Odd(String),
}

impl Failure {
    /// The problem's code, or a word for the other kinds.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::Line(_) => "line",
            Self::Odd(_) => "odd",
        }
    }

    /// Whether the same request may be sent again with the same key.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Line(_)) || matches!(self, Self::Refused { status: 429 | 503, .. })
    }
}

#[derive(Default)]
struct Tokens {
    access: Option<String>,
    refresh: Option<String>,
}

/// One person's connection to the API.
pub struct Client {
    base: String,
    http: reqwest::Client,
    tokens: Mutex<Tokens>,
}

/// Somebody who stays signed in: passwords are asked for seldom, as by people.
pub struct Person {
    pub login: Login,
    client: Option<Arc<Client>>,
}

impl Person {
    pub fn new(login: Login) -> Self {
        Self { login, client: None }
    }

    /// Their connection; signs in where it is the first, or where the last would end in the middle of what comes.
    pub async fn client(&mut self, base: &str) -> Result<Arc<Client>, Failure> {
        if let Some(client) = &self.client
            && client.left().await.is_ok_and(|left| left > SPARE)
        {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(Client::new(base)?);
        // An address has few attempts a minute, however fast the server's clock is moved.
        for tries in 1.. {
            match client.sign_in(&self.login).await {
                Err(Failure::Refused { status: 429, .. }) if tries < 20 => tokio::time::sleep(Duration::from_secs(6)).await,
                outcome => {
                    outcome?;
                    break;
                }
            }
        }
        self.client = Some(Arc::clone(&client));
        Ok(client)
    }
}

/// More than one task or one time at the desk takes.
const SPARE: Duration = Duration::from_secs(2 * 3600);
/// Tries of a request whose failure passes.
const TRIES: u32 = 6;

impl Client {
    pub fn new(base: &str) -> Result<Self, Failure> {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(20)).pool_max_idle_per_host(2).build();
        let http = http.map_err(|e| Failure::Odd(e.to_string()))?;
        Ok(Self { base: base.trim_end_matches('/').to_owned(), http, tokens: Mutex::default() })
    }

    pub async fn sign_in(&self, login: &Login) -> Result<Value, Failure> {
        let body = json!({ "email": login.email, "password": login.password });
        self.post("/sign-in", &body).await
    }

    /// How long the session still lasts, give or take the five minutes of a token.
    async fn left(&self) -> Result<Duration, Failure> {
        let all = self.get("/me/sessions").await?;
        let mine = all["items"].as_array().into_iter().flatten().find(|session| session["current"] == true);
        let at = |name: &str| mine?[name].as_str()?.parse::<kernel::Ts>().ok();
        let (seen, ends) = at("seen_at").zip(at("expires_at")).ok_or_else(|| Failure::Odd("no session".to_owned()))?;
        Ok(ends.since(seen))
    }

    /// The bearer token in use.
    pub async fn token(&self) -> Option<String> {
        self.tokens.lock().await.access.clone()
    }

    pub async fn set_token(&self, token: &str) {
        self.tokens.lock().await.access = Some(token.to_owned());
    }

    /// Trades the refresh cookie for fresh tokens.
    pub async fn refresh(&self) -> Result<(), Failure> {
        let held = self.tokens.lock().await.refresh.clone();
        if held.is_none() {
            return Err(Failure::Odd("no refresh cookie".to_owned()));
        }
        self.once(Method::POST, "/token/refresh", Some(&json!({})), None).await.map(|_| ())
    }

    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.send(Method::GET, path, None, None).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.send(Method::PUT, path, Some(body), None).await
    }

    /// A PUT under a fresh key that is kept over retries.
    pub async fn put_once(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.send(Method::PUT, path, Some(body), Some(kernel::Id::<()>::new().uuid())).await
    }

    /// A POST under a fresh key that is kept over retries.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.send(Method::POST, path, Some(body), Some(kernel::Id::<()>::new().uuid())).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Value>, key: Option<Uuid>) -> Result<Value, Failure> {
        let mut refreshed = false;
        for attempt in 1.. {
            match self.once(method.clone(), path, body, key).await {
                Err(Failure::Refused { status: 401, .. }) if !refreshed && path != "/sign-in" => {
                    refreshed = true;
                    self.refresh().await?;
                }
                Err(failure) if failure.is_passing() && attempt < TRIES => {
                    tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
                }
                outcome => return outcome,
            }
        }
        Err(Failure::Odd("gave up".to_owned()))
    }

    async fn once(&self, method: Method, path: &str, body: Option<&Value>, key: Option<Uuid>) -> Result<Value, Failure> {
        let mut request = self.http.request(method, format!("{}/api/v1{path}", self.base)).header("origin", &self.base);
        {
            let tokens = self.tokens.lock().await;
            if let Some(access) = &tokens.access {
                request = request.bearer_auth(access);
            }
            if let Some(refresh) = tokens.refresh.as_ref().filter(|_| path.starts_with("/token") || path == "/sign-out") {
                request = request.header("cookie", format!("__Host-refresh={refresh}"));
            }
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key.to_string());
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        self.receive(request).await
    }

    /// Uploads one chunk of raw bytes.
    pub async fn put_bytes(&self, path: &str, bytes: Vec<u8>, sha256: &str) -> Result<Value, Failure> {
        let token = self.token().await.unwrap_or_default();
        let request = self.http.put(format!("{}/api/v1{path}", self.base)).bearer_auth(token);
        self.receive(request.header("x-sha256", sha256).header("content-type", "application/octet-stream").body(bytes)).await
    }

    /// A body that is no JSON, e.g. a file.
    pub async fn text(&self, path: &str) -> Result<String, Failure> {
        let token = self.token().await.unwrap_or_default();
        let request = self.http.get(format!("{}/api/v1{path}", self.base)).bearer_auth(token);
        let response = request.send().await.map_err(|e| Failure::Line(e.to_string()))?;
        let status = response.status().as_u16();
        let text = response.text().await.map_err(|e| Failure::Line(e.to_string()))?;
        if status == 200 { Ok(text) } else { Err(Failure::Odd(format!("{path}: {status} {text}"))) }
    }

    async fn receive(&self, request: reqwest::RequestBuilder) -> Result<Value, Failure> {
        let response = request.send().await.map_err(|e| Failure::Line(e.to_string()))?;
        let status = response.status();
        let cookie = response.headers().get_all(header::SET_COOKIE).iter().find_map(|v| {
            let value = v.to_str().ok()?.strip_prefix("__Host-refresh=")?;
            Some(value.split(';').next().unwrap_or("").to_owned())
        });
        let text = response.text().await.map_err(|e| Failure::Line(e.to_string()))?;
        let body: Value = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap_or(Value::Null) };
        if let Some(cookie) = cookie {
            self.tokens.lock().await.refresh = Some(cookie).filter(|c| !c.is_empty());
        }
        if status.is_success() || status == StatusCode::NOT_MODIFIED {
            if let Some(access) = body["access_token"].as_str() {
                self.tokens.lock().await.access = Some(access.to_owned());
            }
            return Ok(body);
        }
        let code = body["code"].as_str().unwrap_or("no_code").to_owned();
        Err(Failure::Refused { status: status.as_u16(), code, problem: body })
    }

    /// Address of the socket.
    pub fn socket_url(&self) -> String {
        format!("{}/api/v1/socket", self.base.replacen("http", "ws", 1))
    }
}
