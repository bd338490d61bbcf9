//! `tidecrew device serve`: answers the desk's page on this machine, over loopback. The page names its session's key, and the TPM
//! quotes it: on a machine where only listed programs ran, nobody but its own browser can have asked.
//!
//! Only the server's own pages may ask: a browser says whose page it is (`Origin`) and which host it meant (`Host`).

use std::{process::ExitCode, sync::Mutex};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer, Route,
    http::{Method, header},
    web::{self, Data, Json, JsonConfig},
};
use attestation_core::{tpm::near, webauthn::b64};
use kernel::{Code, Error, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    commands::say,
    device_agent::{Tpm, Wanted},
};

/// Largest question in bytes.
const LARGEST: usize = 16 << 10;

struct Agent {
    tpm: Mutex<Tpm>,
    /// The only origin that is answered.
    origin: String,
    /// What a browser on this machine calls this agent.
    hosts: [String; 2],
}

/// The devices that the server knows of the page's person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    known: Vec<String>,
}

/// What was sealed for this TPM, base64url.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    credential: String,
}

/// The number under which the server enrolled this TPM.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Enrolled {
    device: String,
}

/// A server's question, and whose page brings it. Binary fields are base64url.
#[derive(Deserialize)]
struct Ask {
    nonce: String,
    session_id: String,
    session_key: String,
    #[serde(flatten)]
    wanted: Wanted,
}

/// What is asked of the TPM.
enum Task {
    Keys(Known),
    Open(Sealed),
    Enrolled(Enrolled),
    Quote(Ask),
}

impl Agent {
    fn said(request: &HttpRequest, name: header::HeaderName) -> &str {
        request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn is_ours(&self, request: &HttpRequest) -> bool {
        let host = Self::said(request, header::HOST);
        Self::said(request, header::ORIGIN) == self.origin && self.hosts.iter().any(|own| own == host)
    }

    fn run(&self, task: Task) -> Result<Value> {
        let tpm = self.tpm.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match task {
            Task::Keys(Known { known }) => match tpm.device().filter(|device| known.contains(device)) {
                Some(device) => Ok(json!({ "device": device })),
                None => tpm.offer(),
            },
            Task::Open(sealed) => Ok(json!({ "opened": tpm.open(&sealed.credential)? })),
            Task::Enrolled(Enrolled { device }) => {
                let id: kernel::Id<()> = device.parse()?;
                tpm.enrolled(&id.to_string())?;
                Ok(json!({}))
            }
            Task::Quote(ask) => {
                let raw = |text: &str| b64(text).map_err(|e| Error::field("nonce", "invalid", e.to_string()));
                let challenge = near(&raw(&ask.nonce)?, &ask.session_id, &raw(&ask.session_key)?);
                Ok(json!(tpm.quote(&challenge, &ask.wanted)?))
            }
        }
    }
}

async fn answer(agent: Data<Agent>, request: HttpRequest, task: Task) -> HttpResponse {
    if !agent.is_ours(&request) {
        return HttpResponse::Forbidden().json(json!({ "detail": "only pages of the named server are answered" }));
    }
    let origin = agent.origin.clone();
    let done = web::block(move || agent.run(task)).await.unwrap_or_else(|e| Err(Error::internal(e)));
    let mut response = if done.is_ok() { HttpResponse::Ok() } else { HttpResponse::BadRequest() };
    response
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, origin))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(done.unwrap_or_else(|e| json!({ "detail": e.to_string() })))
}

async fn keys(agent: Data<Agent>, request: HttpRequest, Json(body): Json<Known>) -> HttpResponse {
    answer(agent, request, Task::Keys(body)).await
}

async fn open(agent: Data<Agent>, request: HttpRequest, Json(body): Json<Sealed>) -> HttpResponse {
    answer(agent, request, Task::Open(body)).await
}

async fn enrolled(agent: Data<Agent>, request: HttpRequest, Json(body): Json<Enrolled>) -> HttpResponse {
    answer(agent, request, Task::Enrolled(body)).await
}

async fn quote(agent: Data<Agent>, request: HttpRequest, Json(body): Json<Ask>) -> HttpResponse {
    answer(agent, request, Task::Quote(body)).await
}

/// A browser asks before it asks, also whether a page of the network may speak to this machine.
async fn preflight(agent: Data<Agent>, request: HttpRequest) -> HttpResponse {
    if !agent.is_ours(&request) {
        return HttpResponse::Forbidden().finish();
    }
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, agent.origin.clone()))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "POST"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"))
        .insert_header(("access-control-allow-private-network", "true"))
        .finish()
}

fn asked_before() -> Route {
    web::method(Method::OPTIONS).to(preflight)
}

/// Serves until it is stopped.
pub(crate) async fn run(server: &str, port: u16, tpm: Tpm) -> Result<ExitCode> {
    let url = reqwest::Url::parse(server).map_err(|e| Error::new(Code::InvalidField, format!("{server}: {e}")))?;
    let origin = url.origin().ascii_serialization();
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let agent = Data::new(Agent { tpm: Mutex::new(tpm), origin, hosts });
    let app = move || {
        App::new()
            .app_data(agent.clone())
            .app_data(JsonConfig::default().limit(LARGEST))
            .service(web::resource("/keys").route(web::post().to(keys)).route(asked_before()))
            .service(web::resource("/open").route(web::post().to(open)).route(asked_before()))
            .service(web::resource("/enrolled").route(web::post().to(enrolled)).route(asked_before()))
            .service(web::resource("/quote").route(web::post().to(quote)).route(asked_before()))
    };
    let busy = |e: std::io::Error| Error::new(Code::InvalidField, format!("127.0.0.1:{port}: {e}"));
    let serving = HttpServer::new(app).workers(1).bind(("127.0.0.1", port)).map_err(busy)?;
    say(&format!("answers pages of {server} on 127.0.0.1:{port}"))?;
    serving.run().await.map_err(Error::internal)?;
    Ok(ExitCode::SUCCESS)
}
