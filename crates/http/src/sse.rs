//! The same event stream over server-sent events, for networks that break sockets and for read-only screens.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpRequest, HttpResponse, web};
use db::streams;
use futures_util::stream;
use kernel::{Actor, Code, Error, Scope};
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;
use uuid::Uuid;

use crate::{App, Problem, edge, hub::Bell};

/// A comment goes out this often so that proxies keep the line open.
const BEAT: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    after: i64,
    epoch: Option<String>,
}

struct Line {
    app: Arc<App>,
    actor: Actor,
    bell: Arc<Bell>,
    head: i64,
    first: Option<String>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.app.hub.leave(self.actor.account.uuid(), &self.bell);
        self.app.metrics.sockets.dec();
    }
}

pub(crate) fn configure(config: &mut web::ServiceConfig, app: &Arc<App>) {
    let app = Arc::clone(app);
    config.service(web::resource("/api/v1/events").route(web::get().to(move |request: HttpRequest, from: web::Query<From>| {
        let app = Arc::clone(&app);
        async move {
            let id = edge::request_id(&request);
            open(app, &request, from.into_inner()).await.unwrap_or_else(|error| Problem::of(&error, &id).respond())
        }
    })));
}

async fn open(app: Arc<App>, request: &HttpRequest, from: From) -> kernel::Result<HttpResponse> {
    let token = edge::bearer(request).ok_or_else(|| Error::new(Code::Unauthenticated, "sign in first"))?;
    let actor = app.authenticate(token).await?;
    let owner: Uuid = actor.account.uuid();
    let last = request.headers().get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    let after = last.unwrap_or(from.after);
    let bell = app.hub.listen(owner);
    app.metrics.sockets.inc();
    let mut line = Line { app: Arc::clone(&app), actor, bell, head: after, first: None };
    let head = app.db.read(Scope::Platform, move |c| streams::head(c, owner)).await?;
    let gap = from.epoch.as_deref() != Some(&head.epoch) || after < head.trimmed || after > head.head;
    if gap {
        line.head = head.head;
    }
    line.bell.reached(line.head);
    line.first = Some(format!("event: ready\ndata: {}\n\n", json!({ "epoch": head.epoch, "head": head.head, "gap": gap })));
    let body = stream::unfold(line, |line| async move { next(line).await });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("cache-control", "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(Box::pin(body)))
}

/// What was whispered, as events without an id: they are not replayed.
fn whispers(line: &Line) -> String {
    let at = line.app.clock.now();
    let event = |whisper: db::Whisper| {
        let data = json!({ "kind": whisper.kind, "body": whisper.body(), "at": at });
        format!("event: {}\ndata: {data}\n\n", whisper.kind)
    };
    line.bell.whispered().into_iter().map(event).collect()
}

async fn next(mut line: Line) -> Option<(Result<web::Bytes, actix_web::Error>, Line)> {
    if let Some(first) = line.first.take() {
        return Some((Ok(first.into()), line));
    }
    let mut stopping = line.app.stopping();
    if *stopping.borrow_and_update() {
        return None;
    }
    let events = line.app.hub.events(&line.app.db, line.actor.account.uuid(), line.head).await.unwrap_or_default();
    let Some(last) = events.last().map(|e| e.seq) else {
        let whispers = whispers(&line);
        if !whispers.is_empty() {
            return Some((Ok(whispers.into()), line));
        }
        let waited = tokio::select! {
            rung = timeout(BEAT, line.bell.rung()) => rung.is_ok(),
            _ = stopping.wait_for(|s| *s) => return None,
        };
        let text = if waited { ":\n\n" } else { ": beat\n\n" };
        return Some((Ok(text.into()), line));
    };
    let ready = (line.app.deliver)(Arc::clone(&line.app), line.actor.clone(), events).await.ok()?;
    let text: String = ready
        .iter()
        .map(|e| {
            format!(
                "id: {}\nevent: {}\ndata: {}\n\n",
                e.seq,
                e.kind,
                json!({ "seq": e.seq, "kind": e.kind, "body": e.body, "at": e.at })
            )
        })
        .collect();
    line.head = last;
    line.bell.reached(last);
    Some((Ok(text.into()), line))
}
