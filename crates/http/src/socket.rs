//! The resumable socket: hello, ready, replay by `seq` under an `epoch`, then live; commands acknowledged by `cid`.

use std::{collections::HashMap, sync::Arc, time::Duration};

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{CloseCode, CloseReason, Session};
use db::{idempotency, streams};
use futures_util::{StreamExt, future::BoxFuture};
use kernel::{Actor, Code, Error, Result, Scope, sha256_hex};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    sync::mpsc,
    time::{Instant, interval, timeout},
};
use uuid::Uuid;

use crate::{
    App, Ctx, Headers, Problem, Routes, edge,
    hub::{Bell, EVENTS},
};

const HELLO: Duration = Duration::from_secs(5);
const PING: Duration = Duration::from_secs(20);
const DEAD: Duration = Duration::from_secs(45);
/// Commands of one socket waiting for their answer.
const COMMANDS: usize = 64;
const FRAME_MAX: usize = 64 * 1024;

type Commands = HashMap<&'static str, Arc<dyn Fn(Ctx, Value) -> BoxFuture<'static, Result<Value>> + Send + Sync>>;

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum FromClient {
    Hello {
        token: String,
        epoch: Option<String>,
        #[serde(default)]
        after: i64,
    },
    Do {
        cid: Uuid,
        op: String,
        #[serde(default)]
        body: Value,
    },
    Pong,
}

pub(crate) fn configure(config: &mut web::ServiceConfig, app: &Arc<App>, routes: &Routes) {
    let commands: Arc<Commands> = Arc::new(routes.commands.iter().map(|c| (c.op, Arc::clone(&c.run))).collect());
    let app = Arc::clone(app);
    config.service(web::resource("/api/v1/socket").route(web::get().to(move |request: HttpRequest, body: web::Payload| {
        let (app, commands) = (Arc::clone(&app), Arc::clone(&commands));
        async move { open(&request, body, app, commands) }
    })));
}

fn open(request: &HttpRequest, body: web::Payload, app: Arc<App>, commands: Arc<Commands>) -> HttpResponse {
    let id = edge::request_id(request);
    let ip = edge::peer(request);
    match actix_ws::handle(request, body) {
        Ok((response, session, stream)) => {
            let frames = stream.max_frame_size(FRAME_MAX).aggregate_continuations().max_continuation_size(4 * FRAME_MAX);
            let app_mark = app.sessions_mark();
            let socket = Socket { app, commands, request_id: id, ip, session, head: 0, seen: Instant::now(), mark: app_mark };
            actix_web::rt::spawn(socket.run(Box::pin(frames)));
            response
        }
        Err(cause) => {
            Problem::of(&Error::new(Code::MalformedBody, format!("this address speaks WebSocket: {cause}")), &id).respond()
        }
    }
}

/// Why a socket ends, as told to the client.
struct Goodbye(u16, &'static str);

struct Socket {
    app: Arc<App>,
    commands: Arc<Commands>,
    request_id: String,
    ip: Option<std::net::IpAddr>,
    session: Session,
    /// Last sequence number sent.
    head: i64,
    /// When the client was last heard.
    seen: Instant,
    /// The sessions' mark at which this one was last known to live.
    mark: u64,
}

type Frames = std::pin::Pin<Box<actix_ws::AggregatedMessageStream>>;

impl Socket {
    async fn run(mut self, mut frames: Frames) {
        let app = Arc::clone(&self.app);
        app.metrics.sockets.inc();
        let Goodbye(code, why) = match self.greet(&mut frames).await {
            Ok((actor, bell)) => {
                let goodbye = self.talk(&mut frames, &actor, &bell).await;
                app.hub.leave(actor.account.uuid(), &bell);
                goodbye
            }
            Err(goodbye) => goodbye,
        };
        app.metrics.sockets.dec();
        let reason = CloseReason { code: CloseCode::Other(code), description: Some(why.to_owned()) };
        // The peer may be gone already.
        let _ = self.session.close(Some(reason)).await;
    }

    async fn greet(&mut self, frames: &mut Frames) -> std::result::Result<(Actor, Arc<Bell>), Goodbye> {
        let first = timeout(HELLO, frames.next()).await.map_err(|_| Goodbye(4401, "hello expected"))?;
        let Some(Ok(actix_ws::AggregatedMessage::Text(text))) = first else { return Err(Goodbye(4401, "hello expected")) };
        let Ok(FromClient::Hello { token, epoch, after }) = serde_json::from_str(&text) else {
            return Err(Goodbye(4401, "hello expected"));
        };
        let actor = self.app.authenticate(token).await.map_err(|e| match e.code {
            Code::SessionRevoked => Goodbye(4403, "session revoked"),
            _ => Goodbye(4401, "sign in again"),
        })?;
        let owner = actor.account.uuid();
        // Listen before looking, so that nothing falls between.
        let bell = self.app.hub.listen(owner);
        let head = self.app.db.read(Scope::Platform, move |c| streams::head(c, owner)).await;
        let head = match head {
            Ok(head) => head,
            Err(_) => {
                self.app.hub.leave(owner, &bell);
                return Err(Goodbye(1012, "try again"));
            }
        };
        let gap = epoch.as_deref() != Some(&head.epoch) || after < head.trimmed || after > head.head;
        self.head = if gap { head.head } else { after };
        bell.reached(self.head);
        self.send(&json!({ "t": "ready", "epoch": head.epoch, "head": head.head, "gap": gap })).await?;
        Ok((actor, bell))
    }

    async fn talk(&mut self, frames: &mut Frames, actor: &Actor, bell: &Bell) -> Goodbye {
        let mut ping = interval(PING);
        let mut stopping = self.app.stopping();
        let (answers, mut answered) = mpsc::channel::<Value>(COMMANDS);
        if let Err(goodbye) = self.replay(actor, bell).await {
            return goodbye;
        }
        loop {
            let step = tokio::select! {
                frame = frames.next() => match frame {
                    Some(Ok(frame)) => self.hear(frame, actor, &answers).await,
                    Some(Err(_)) | None => Err(Goodbye(1000, "closed")),
                },
                Some(answer) = answered.recv() => self.send(&answer).await,
                () = bell.rung() => match self.still_alive(actor, false).await {
                    Ok(()) => match self.replay(actor, bell).await {
                        Ok(()) => self.pass_on(bell).await,
                        over => over,
                    },
                    over => over,
                },
                _ = ping.tick() => self.ping(actor).await,
                _ = stopping.wait_for(|s| *s) => Err(Goodbye(1012, "restarting")),
            };
            if let Err(goodbye) = step {
                return goodbye;
            }
        }
    }

    async fn send(&mut self, frame: &Value) -> std::result::Result<(), Goodbye> {
        // A peer that does not read fills its buffer; it is cut off and resumes later.
        match timeout(Duration::from_secs(10), self.session.text(frame.to_string())).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Goodbye(1000, "closed")),
            Err(_) => Err(Goodbye(4408, "too slow")),
        }
    }

    async fn replay(&mut self, actor: &Actor, bell: &Bell) -> std::result::Result<(), Goodbye> {
        loop {
            let Ok(events) = self.app.hub.events(&self.app.db, actor.account.uuid(), self.head).await else {
                // The store is busy; the hub rings again.
                return Ok(());
            };
            let Some(last) = events.last().map(|e| e.seq) else { return Ok(()) };
            let full = events.len() == EVENTS;
            let Ok(ready) = (self.app.deliver)(Arc::clone(&self.app), actor.clone(), events).await else { return Ok(()) };
            for event in ready {
                self.send(&json!({ "t": "event", "seq": event.seq, "kind": event.kind, "body": event.body, "at": event.at }))
                    .await?;
            }
            self.head = last;
            bell.reached(last);
            if !full {
                return Ok(());
            }
        }
    }

    /// Whispers have no number: they are not replayed, and a client that missed one missed nothing.
    async fn pass_on(&mut self, bell: &Bell) -> std::result::Result<(), Goodbye> {
        for whisper in bell.whispered() {
            let (kind, body) = (&whisper.kind, whisper.body());
            self.send(&json!({ "t": "event", "kind": kind, "body": body, "at": self.app.clock.now() })).await?;
        }
        Ok(())
    }

    /// A session that was ended closes its sockets at once, not at the token's end.
    async fn still_alive(&mut self, actor: &Actor, always: bool) -> std::result::Result<(), Goodbye> {
        let mark = self.app.sessions_mark();
        if !always && mark == self.mark {
            return Ok(());
        }
        match (self.app.alive)(Arc::clone(&self.app), actor.clone()).await {
            Ok(true) => {
                self.mark = mark;
                Ok(())
            }
            Ok(false) => Err(Goodbye(4403, "session ended")),
            // The store is busy; the next ping asks again.
            Err(_) => Ok(()),
        }
    }

    async fn ping(&mut self, actor: &Actor) -> std::result::Result<(), Goodbye> {
        if self.seen.elapsed() > DEAD {
            return Err(Goodbye(4408, "no answer"));
        }
        self.still_alive(actor, true).await?;
        self.send(&json!({ "t": "ping" })).await
    }

    async fn hear(
        &mut self,
        frame: actix_ws::AggregatedMessage,
        actor: &Actor,
        answers: &mpsc::Sender<Value>,
    ) -> std::result::Result<(), Goodbye> {
        self.seen = Instant::now();
        let text = match frame {
            actix_ws::AggregatedMessage::Text(text) => text,
            actix_ws::AggregatedMessage::Ping(bytes) => {
                let _ = self.session.pong(&bytes).await;
                return Ok(());
            }
            actix_ws::AggregatedMessage::Close(_) => return Err(Goodbye(1000, "closed")),
            _ => return Ok(()),
        };
        match serde_json::from_str(&text) {
            Ok(FromClient::Do { cid, op, body }) => {
                let job = self.command(actor, cid, op, body);
                let answers = answers.clone();
                actix_web::rt::spawn(async move {
                    // A full or closed channel means the socket ended; the client resends after resuming.
                    let _ = answers.send(job.await).await;
                });
                Ok(())
            }
            Ok(FromClient::Pong) => Ok(()),
            Ok(FromClient::Hello { .. }) | Err(_) => {
                self.send(&json!({ "t": "nack", "cid": null, "problem": { "code": "malformed_body" } })).await
            }
        }
    }

    /// The command's answer as a frame. The token may have died since hello, so the actor is checked by its session.
    fn command(&self, actor: &Actor, cid: Uuid, op: String, body: Value) -> impl Future<Output = Value> + use<> {
        let run = self.commands.get(op.as_str()).cloned();
        let key = idempotency::Key {
            owner: actor.account.uuid(),
            key: cid.to_string(),
            route: format!("socket {op}"),
            body_hash: sha256_hex(body.to_string().as_bytes()),
        };
        let ctx = Ctx {
            app: Arc::clone(&self.app),
            now: self.app.clock.now(),
            request_id: self.request_id.clone(),
            ip: self.ip,
            headers: Headers::default(),
            actor: Some(actor.clone()),
            key: Some(key),
        };
        async move {
            let limited = ctx.app.limits.draw(crate::Budget::General, &actor_name(&ctx));
            let outcome = match (limited, run) {
                (Err(error), _) => Err(error),
                (Ok(()), Some(run)) => run(ctx.clone(), body).await,
                (Ok(()), None) => Err(Error::not_found(&format!("the operation {op}"))),
            };
            match outcome {
                Ok(body) => json!({ "t": "ack", "cid": cid, "body": body }),
                Err(error) => {
                    // An operation that nobody knows is whatever was sent.
                    if error.code != Code::NotFound {
                        crate::edge::note(&error, &ctx.request_id, &op);
                    }
                    json!({ "t": "nack", "cid": cid, "problem": Problem::of(&error, &ctx.request_id) })
                }
            }
        }
    }
}

fn actor_name(ctx: &Ctx) -> String {
    ctx.maybe_actor().map_or_else(String::new, |a| a.account.to_string())
}
