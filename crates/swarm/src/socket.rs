//! A socket that resumes: what a desk or a widget hears, without holes and without doubles.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use rand::RngExt;
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::{Client, Stats};

/// Something heard.
#[derive(Clone, Debug)]
pub enum Frame {
    /// The stream was (re)joined; `gap` says that a snapshot must be fetched.
    Ready {
        gap: bool,
    },
    Event {
        seq: i64,
        kind: String,
        body: Value,
    },
    /// Something that is not kept, e.g. that somebody types.
    Whisper {
        kind: String,
        body: Value,
    },
}

/// A live feed of one person's stream. Dropping it closes the socket.
pub struct Feed {
    frames: mpsc::Receiver<Frame>,
    _alive: watch::Sender<()>,
}

impl Feed {
    /// Keeps a socket open for `client`, reconnecting with back-off, and cutting it itself now and then if `flaky`.
    pub fn open(client: Arc<Client>, stats: Arc<Stats>, flaky: bool) -> Self {
        let (send, frames) = mpsc::channel(256);
        let (alive, dead) = watch::channel(());
        tokio::spawn(keep(client, stats, send, dead, flaky));
        Self { frames, _alive: alive }
    }

    /// The next frame; `None` when the feed has ended for good.
    pub async fn next(&mut self) -> Option<Frame> {
        self.frames.recv().await
    }
}

#[derive(Default)]
struct Place {
    epoch: Option<String>,
    after: i64,
}

async fn keep(client: Arc<Client>, stats: Arc<Stats>, frames: mpsc::Sender<Frame>, mut dead: watch::Receiver<()>, flaky: bool) {
    let mut place = Place::default();
    let mut failures = 0_u32;
    loop {
        let ended = tokio::select! {
            ended = listen(&client, &stats, &frames, &mut place, flaky) => ended,
            _ = dead.changed() => return,
        };
        match ended {
            Some(4403) => return,
            Some(4401) => {
                if client.refresh().await.is_err() {
                    failures += 1;
                }
            }
            Some(_) => failures = 0,
            None => failures += 1,
        }
        if frames.is_closed() || failures > 40 {
            return;
        }
        let most = (0.5 * f64::from(1_u32 << failures.min(6))).min(8.0);
        let wait = rand::rng().random_range(0.0..most);
        tokio::time::sleep(Duration::from_secs_f64(wait)).await;
    }
}

/// Listens until the line ends; gives the close code when there was one.
async fn listen(client: &Client, stats: &Stats, frames: &mpsc::Sender<Frame>, place: &mut Place, flaky: bool) -> Option<u16> {
    let token = client.token().await?;
    let (mut socket, _) = connect_async(client.socket_url()).await.ok()?;
    let hello = json!({ "t": "hello", "token": token, "epoch": place.epoch, "after": place.after });
    socket.send(Message::text(hello.to_string())).await.ok()?;
    let cut_after = if flaky { rand::rng().random_range(5..60) } else { u32::MAX };
    let mut heard = 0;
    while let Some(message) = socket.next().await {
        let text = match message.ok()? {
            Message::Text(text) => text,
            Message::Close(frame) => return frame.map(|f| f.code.into()).or(Some(1000)),
            _ => continue,
        };
        let frame: Value = serde_json::from_str(&text).ok()?;
        match frame["t"].as_str().unwrap_or("") {
            "ready" => {
                let gap = frame["gap"].as_bool().unwrap_or(true);
                let (first, head) = (place.epoch.is_none(), frame["head"].as_i64().unwrap_or(0));
                place.epoch = frame["epoch"].as_str().map(ToOwned::to_owned);
                if gap {
                    place.after = head;
                    if !first {
                        stats.add("resync", 1);
                    }
                }
                frames.send(Frame::Ready { gap }).await.ok()?;
            }
            "event" => {
                let kind = frame["kind"].as_str().unwrap_or("").to_owned();
                let Some(seq) = frame["seq"].as_i64() else {
                    frames.send(Frame::Whisper { kind, body: frame["body"].clone() }).await.ok()?;
                    continue;
                };
                if seq <= place.after {
                    continue;
                }
                if seq != place.after + 1 {
                    stats.fault(format!("hole in a stream: {} then {seq}", place.after));
                }
                place.after = seq;
                frames.send(Frame::Event { seq, kind, body: frame["body"].clone() }).await.ok()?;
                heard += 1;
                if heard >= cut_after {
                    stats.add("cut", 1);
                    return Some(1000);
                }
            }
            "ping" => socket.send(Message::text(r#"{"t":"pong"}"#)).await.ok()?,
            _ => {}
        }
    }
    Some(1006)
}
