//! The one way from an actix request to a handler: limits, body, token, policy, key, problem, metrics.

use std::{collections::BTreeMap, net::IpAddr, rc::Rc, sync::Arc, time::Instant};

use actix_web::{
    HttpRequest, HttpResponse, Scope,
    http::header::{HeaderName, HeaderValue},
    web::{self, Bytes, Payload, ServiceConfig},
};
use authz::Resource;
use db::idempotency;
use futures_util::StreamExt;
use kernel::{Actor, Code, Error, Result, sha256_hex};
use uuid::Uuid;

use crate::{
    Access, App, Budget, Ctx, Headers, Problem, Route, Routes, Sensitive, input::Incoming, routes::PREFIX, socket, sse, system,
};

/// Registers every route, the socket, the event stream and the system endpoints on an actix application.
///
/// Routes are registered in one scope per first word of their path, so that a request is compared with the few paths that
/// share it and not with all.
pub fn configure(config: &mut ServiceConfig, app: &Arc<App>, routes: &Routes) {
    socket::configure(config, app, routes);
    sse::configure(config, app);
    system::configure(config, app, routes);
    let mut by_path: BTreeMap<&str, Vec<&Route>> = BTreeMap::new();
    for route in &routes.all {
        by_path.entry(&route.path).or_default().push(route);
    }
    // Literal paths first: actix takes the first resource that matches, and `{id}` matches any word.
    let mut paths: Vec<_> = by_path.into_iter().collect();
    paths.sort_by_key(|(path, _)| path.replace('{', "\u{7f}"));
    let mut scopes: BTreeMap<&str, Scope> = BTreeMap::new();
    for (path, declared) in paths {
        let (above, below) = first_word(path);
        let mut resource = web::resource(below);
        for route in declared {
            resource = resource.route(serve(app, route));
        }
        let scope = scopes.remove(above).unwrap_or_else(|| web::scope(above));
        scopes.insert(above, scope.service(resource.default_service(web::to(method_not_allowed))));
    }
    for scope in scopes.into_values() {
        config.service(scope.default_service(web::to(unknown_path)));
    }
    config.service(web::scope("/api").default_service(web::to(unknown_path)));
}

/// `/api/v1/projects/{id}` → (`/api/v1/projects`, `/{id}`).
fn first_word(path: &str) -> (&str, &str) {
    let start = PREFIX.len() + 1;
    path.split_at(path[start..].find('/').map_or(path.len(), |at| start + at))
}

async fn method_not_allowed(request: HttpRequest) -> HttpResponse {
    let error = Error::new(Code::MethodNotAllowed, format!("{} is not offered here", request.method()));
    Problem::of(&error, &request_id(&request)).respond()
}

async fn unknown_path(request: HttpRequest) -> HttpResponse {
    Problem::of(&Error::not_found("this address"), &request_id(&request)).respond()
}

/// The caller's request id when it is a plain short word, else a fresh one.
pub(crate) fn request_id(request: &HttpRequest) -> String {
    let given = request.headers().get("x-request-id").and_then(|v| v.to_str().ok());
    let plain = |s: &&str| (8..=64).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    given.filter(plain).map_or_else(|| kernel::Id::<()>::new().to_string(), ToOwned::to_owned)
}

/// The peer's address; a proxy's header counts only when the peer is this machine.
pub(crate) fn peer(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|a| a.ip())?;
    let forwarded = request.headers().get("x-forwarded-for").and_then(|v| v.to_str().ok());
    match forwarded {
        Some(list) if peer.is_loopback() => list.rsplit(',').next().and_then(|ip| ip.trim().parse().ok()).or(Some(peer)),
        _ => Some(peer),
    }
}

pub(crate) fn bearer(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get("authorization")?.to_str().ok()?;
    header.strip_prefix("Bearer ").map(|t| t.trim().to_owned())
}

fn serve(app: &Arc<App>, route: &Route) -> actix_web::Route {
    let method = actix_web::http::Method::from_bytes(route.method.as_bytes()).unwrap_or_default();
    let app = Arc::clone(app);
    let handler = (route.make)();
    let route = Rc::new(route.clone());
    web::method(method).to(move |request: HttpRequest, payload: Payload| {
        let (app, handler, route) = (Arc::clone(&app), Rc::clone(&handler), Rc::clone(&route));
        async move {
            let started = Instant::now();
            let id = request_id(&request);
            let outcome = match prepare(&app, &route, request, payload, id.clone()).await {
                Ok((ctx, incoming)) => handler(ctx, incoming).await,
                Err(error) => Err(error),
            };
            let mut response = outcome.unwrap_or_else(|error| refuse(&error, &id, &route));
            let headers = response.headers_mut();
            if let Ok(value) = HeaderValue::from_str(&id) {
                headers.insert(HeaderName::from_static("x-request-id"), value);
            }
            headers.insert(HeaderName::from_static("cache-control"), HeaderValue::from_static("no-store"));
            app.metrics.observe(route.method, &route.path, response.status().as_u16(), started.elapsed().as_secs_f64());
            response
        }
    })
}

fn refuse(error: &Error, id: &str, route: &Route) -> HttpResponse {
    note(error, id, &route.path);
    Problem::of(error, id).respond()
}

/// Writes down what was answered with an error: `asked` is the route or the operation.
pub(crate) fn note(error: &Error, id: &str, asked: &str) {
    match error.code.status() {
        // Nothing broke: whoever asked is told to come back.
        503 => tracing::warn!(request_id = id, asked, %error, "request put off"),
        500.. => tracing::error!(request_id = id, asked, %error, "request failed"),
        // By its code: the words of a refusal may quote what was sent.
        _ => tracing::debug!(request_id = id, asked, code = error.code.as_str(), "request refused"),
    }
}

async fn prepare(
    app: &Arc<App>,
    route: &Route,
    request: HttpRequest,
    payload: Payload,
    request_id: String,
) -> Result<(Ctx, Incoming)> {
    let ip = peer(&request);
    let caller = ip.map_or_else(|| "unknown".to_owned(), |ip| ip.to_string());
    let now = app.clock.now();
    let actor = match bearer(&request) {
        // A stale token must not keep anybody from signing in again.
        Some(token) if route.access == Access::Public => app.authenticate(token).await.ok(),
        Some(token) => Some(app.authenticate(token).await?),
        None => None,
    };
    let caller = actor.as_ref().map_or(caller, |a| a.account.to_string());
    app.limits.draw(Budget::General, &caller)?;
    if let Some(budget) = route.budget {
        app.limits.draw(budget, &caller)?;
    }
    admit(app, route, actor.as_ref(), now)?;
    let body = read_body(&request, payload, route.body_max).await?;
    if let Some(actor) = actor.as_ref().filter(|_| route.signed) {
        let signature = request.headers().get("x-session-signature").and_then(|v| v.to_str().ok()).map(str::to_owned);
        let sensitive = Sensitive { method: route.method, path: request.path().to_owned(), body: body.clone(), signature };
        (app.vouch)(Arc::clone(app), actor.clone(), sensitive).await?;
    }
    let key = if route.once { Some(idempotency_key(&request, route, actor.as_ref(), &body)?) } else { None };
    let headers = Headers::of(&request);
    let ctx = Ctx { app: Arc::clone(app), now, request_id, ip, headers, actor, key };
    Ok((ctx, Incoming { request, body }))
}

fn admit(app: &App, route: &Route, actor: Option<&Actor>, now: kernel::Ts) -> Result<()> {
    let signed = || actor.ok_or_else(|| Error::new(Code::Unauthenticated, "sign in first"));
    match route.access {
        Access::Public => Ok(()),
        Access::Signed => signed().map(|_| ()),
        Access::To(action) => {
            let actor = signed()?;
            let kind = action.split(':').next().unwrap_or(action);
            app.authz.permit(actor, action, &Resource::of(kind).tenant(actor.tenant).owner(actor.account), now)
        }
    }
}

async fn read_body(request: &HttpRequest, mut payload: Payload, max: usize) -> Result<Bytes> {
    let too_large = || Error::new(Code::BodyTooLarge, format!("the body is larger than {max} bytes"));
    let announced = request.headers().get("content-length").and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if announced.is_some_and(|n| n > max) {
        return Err(too_large());
    }
    let mut body = web::BytesMut::with_capacity(announced.unwrap_or(0));
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|e| Error::new(Code::MalformedBody, "the body ended early").because(e.to_string()))?;
        if body.len() + chunk.len() > max {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn idempotency_key(request: &HttpRequest, route: &Route, actor: Option<&Actor>, body: &[u8]) -> Result<idempotency::Key> {
    let missing =
        || Error::new(Code::IdempotencyKeyMissing, "send an Idempotency-Key header: any fresh UUID, repeated on a retry");
    let key = request.headers().get("idempotency-key").and_then(|v| v.to_str().ok()).ok_or_else(missing)?;
    let uuid = Uuid::parse_str(key).map_err(|_| Error::new(Code::IdempotencyKeyMissing, "Idempotency-Key must be a UUID"))?;
    Ok(idempotency::Key {
        owner: actor.map_or(Uuid::nil(), |a| a.account.uuid()),
        key: uuid.to_string(),
        route: format!("{} {}", route.method, request.path()),
        body_hash: sha256_hex(body),
    })
}
