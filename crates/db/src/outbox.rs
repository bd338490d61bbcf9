//! Events written in the business transaction and delivered at least once to idempotent consumers, one by one or many at once.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fmt::Debug,
    sync::{Arc, OnceLock},
    time::Duration,
};

use diesel::prelude::*;
use kernel::{Code, Event, EventId, Scope, TenantId, Ts};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Conn, Db, Json, Keep, Link, Result, Wake, on,
    schema::{outbox, outbox_done},
};

/// Deliveries of one event before it is set aside as dead.
const ATTEMPTS: i64 = 12;
/// Events handled per round.
const ROUND: i64 = 256;
/// Events of one topic that share a transaction at most.
pub const TOGETHER: usize = 256;

/// An event as a consumer sees it.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub id: EventId,
    pub tenant: TenantId,
    pub topic: String,
    pub body: Value,
    /// When it happened.
    pub at: Ts,
}

impl Delivered {
    /// The body as `T`; a body that does not fit is an internal error and ends among the dead letters.
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> kernel::Result<T> {
        serde_json::from_value(self.body.clone()).map_err(kernel::Error::internal)
    }
}

type Run = dyn Fn(&mut Conn<'_>, &[Delivered], Ts) -> Result<()> + Send + Sync;

/// Somebody who hears events. `run` shares a transaction with the marks that say it has run, so it has its effect once.
#[derive(Clone)]
pub struct Consumer {
    pub name: &'static str,
    pub topics: &'static [&'static str],
    run: Arc<Run>,
    takes_many: bool,
}

impl Consumer {
    /// `run(conn, event, now)` is called in a write transaction of `Scope::Platform`.
    pub fn new(
        name: &'static str,
        topics: &'static [&'static str],
        run: impl Fn(&mut Conn<'_>, &Delivered, Ts) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        let each = move |c: &mut Conn<'_>, events: &[Delivered], now| events.iter().try_for_each(|event| run(c, event, now));
        Self { name, topics, run: Arc::new(each), takes_many: false }
    }

    /// The same for many events of one topic in one transaction, at most [`TOGETHER`]. What waits is given together the
    /// first time; when that fails nothing of it stays, and each is delivered by itself, so that one that cannot be heard is
    /// put aside alone.
    pub fn many(
        name: &'static str,
        topics: &'static [&'static str],
        run: impl Fn(&mut Conn<'_>, &[Delivered], Ts) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self { name, topics, run: Arc::new(run), takes_many: true }
    }
}

/// Writes `event` in the caller's transaction.
pub fn emit(c: &mut Conn<'_>, event: &Event, now: Ts) -> Result<()> {
    emit_all(c, event.topic, &[(event.tenant, &event.body)], now)
}

/// Writes events of one topic in the caller's transaction, each with its tenant and body, if anybody hears them (see
/// [`Db::hear`]).
pub fn emit_all<T: Serialize + Debug>(c: &mut Conn<'_>, topic: &'static str, events: &[(TenantId, T)], now: Ts) -> Result<()> {
    if events.is_empty() || !c.hears(topic) {
        return Ok(());
    }
    crate::insert_rows!(c, outbox, events, |event| {
        id: EventId::at(now),
        tenant_id: event.0,
        topic: topic,
        body: Json(&event.1),
        state: "ready",
        attempts: 0_i64,
        created_at: now,
        next_at: now,
    });
    c.wake(Wake::Outbox);
    Ok(())
}

/// Topics that somebody hears. Until that is said, everything is heard.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard(Arc<OnceLock<BTreeSet<&'static str>>>);

impl Heard {
    pub(crate) fn has(&self, topic: &str) -> bool {
        self.0.get().is_none_or(|topics| topics.contains(topic))
    }
}

impl Db {
    /// Says who hears events here, once, before anything happens: an event of which nobody hears is not written from then on.
    pub fn hear(&self, consumers: &[Consumer]) {
        let topics = || consumers.iter().flat_map(|consumer| consumer.topics).copied().collect();
        self.heard.0.get_or_init(topics);
    }
}

type Row = (EventId, TenantId, String, Json<Value>, Ts, i64);

fn ready(c: &mut Conn<'_>, now: Ts) -> Result<Vec<Row>> {
    let rows = on!(c, k => outbox::table
        .filter(outbox::state.eq("ready").and(outbox::next_at.le(now)))
        .order((outbox::next_at, outbox::id))
        .limit(ROUND)
        .select((outbox::id, outbox::tenant_id, outbox::topic, outbox::body, outbox::created_at, outbox::attempts))
        .load(*k))?;
    Ok(rows)
}

/// Delivers what is ready and returns how many were delivered: one transaction per event, and one for all of a topic that
/// somebody takes many of, or nobody hears. Several processes may do so at once: what one is delivering the others leave to it.
pub async fn pump(db: &Db, consumers: &[Consumer], now: Ts) -> kernel::Result<usize> {
    let rows = db.read(Scope::Platform, move |c| ready(c, now)).await?;
    let (mut together, mut alone) = (BTreeMap::<String, Vec<Delivered>>::new(), Vec::new());
    for (id, tenant, topic, body, at, attempts) in rows {
        let event = Delivered { id, tenant, topic, body: body.0, at };
        let hearing = hearing(consumers, &event.topic);
        // What nobody hears cannot fail.
        if attempts == 0 && (hearing.is_empty() || hearing.iter().any(|c| c.takes_many)) {
            together.entry(event.topic.clone()).or_default().push(event);
        } else {
            alone.push((event, attempts));
        }
    }
    let mut delivered = 0;
    for (topic, mut events) in together {
        while !events.is_empty() {
            let group: Vec<Delivered> = events.drain(..events.len().min(TOGETHER)).collect();
            match deliver(db, hearing(consumers, &topic), group.clone(), now).await {
                Ok(count) => delivered += count,
                Err(error) => {
                    tracing::warn!(%error, topic, "events could not be delivered together and are delivered one by one");
                    alone.extend(group.into_iter().map(|event| (event, 0)));
                }
            }
        }
    }
    for group in alone.chunks(32) {
        let mut waiting = Vec::with_capacity(group.len());
        for (event, attempts) in group.iter().cloned() {
            let (db, hearing) = (db.clone(), hearing(consumers, &event.topic));
            waiting.push(tokio::spawn(async move { deliver_one(&db, hearing, event, attempts, now).await }));
        }
        for one in waiting {
            match one.await {
                Ok(Ok(count)) => delivered += count,
                Ok(Err(error)) => tracing::error!(%error, "an event could not be delivered"),
                Err(error) => tracing::error!(%error, "a delivery ended abruptly"),
            }
        }
    }
    Ok(delivered)
}

fn hearing(consumers: &[Consumer], topic: &str) -> Vec<Consumer> {
    consumers.iter().filter(|c| c.topics.contains(&topic)).cloned().collect()
}

/// Delivers events to all who hear them, in one transaction: all of it or nothing. Returns how many were still to be delivered.
async fn deliver(db: &Db, consumers: Vec<Consumer>, events: Vec<Delivered>, now: Ts) -> kernel::Result<usize> {
    db.write(Scope::Platform, move |c| {
        let mine = claim(c, &events)?;
        let events: Vec<Delivered> = events.iter().filter(|event| mine.contains(&event.id)).cloned().collect();
        if events.is_empty() {
            return Ok(0);
        }
        for consumer in &consumers {
            let name = consumer.name;
            let fresh = crate::insert_rows!(c, outbox_done, events, |event| {
                consumer: name,
                event_id: event.id,
                done_at: now,
            }, or_nothing);
            if fresh == events.len() {
                (consumer.run)(c, &events, now)?;
            } else if events.len() > 1 {
                return Err(kernel::Error::new(Code::Conflict, "some of them were heard before").into());
            }
        }
        let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
        let heard = outbox::table.filter(crate::among(outbox::id, &ids));
        on!(c, k => diesel::update(heard).set(outbox::state.eq("done")).keep().execute(*k))?;
        Ok(events.len())
    })
    .await
}

/// Those of `events` that still wait and that no other process is delivering; the others leave them alone until the transaction
/// is over.
fn claim(c: &mut Conn<'_>, events: &[Delivered]) -> Result<HashSet<EventId>> {
    let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
    let waiting = outbox::table.filter(crate::among(outbox::id, &ids).and(outbox::state.eq("ready"))).select(outbox::id);
    let mine: Vec<EventId> = match &mut c.link {
        Link::Sqlite(k) => waiting.load(*k)?,
        Link::Pg(k) => waiting.for_update().skip_locked().load(*k)?,
    };
    Ok(mine.into_iter().collect())
}

async fn deliver_one(db: &Db, consumers: Vec<Consumer>, event: Delivered, attempts: i64, now: Ts) -> kernel::Result<usize> {
    let id = event.id;
    let error = match deliver(db, consumers, vec![event], now).await {
        Ok(count) => return Ok(count),
        Err(error) => error,
    };
    let dead = attempts + 1 >= ATTEMPTS;
    let text: String = error.to_string().chars().take(500).collect();
    let wait = Duration::from_millis(100 << attempts.clamp(0, 12));
    db.write(Scope::Platform, move |c| {
        on!(c, k => diesel::update(outbox::table.find(id)).set((
            outbox::state.eq(if dead { "dead" } else { "ready" }),
            outbox::attempts.eq(attempts + 1),
            outbox::next_at.eq(now.plus(wait)),
            outbox::last_error.eq(&text),
        )).keep().execute(*k))?;
        Ok(())
    })
    .await?;
    Err(error)
}

/// How many events are waiting and dead: `(ready, dead)`.
pub fn backlog(c: &mut Conn<'_>) -> Result<(i64, i64)> {
    let count = |c: &mut Conn<'_>, state: &str| -> Result<i64> {
        Ok(on!(c, k => outbox::table.filter(outbox::state.eq(state)).count().get_result(*k))?)
    };
    Ok((count(c, "ready")?, count(c, "dead")?))
}

/// An event that could not be delivered.
#[derive(Clone, Debug, Queryable, serde::Serialize, utoipa::ToSchema)]
pub struct DeadLetter {
    pub id: EventId,
    pub topic: String,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub at: Ts,
}

/// Dead letters, oldest first, at most `limit`.
pub fn dead(c: &mut Conn<'_>, limit: i64) -> Result<Vec<DeadLetter>> {
    let rows = on!(c, k => outbox::table
        .filter(outbox::state.eq("dead"))
        .order(outbox::id)
        .limit(limit)
        .select((outbox::id, outbox::topic, outbox::attempts, outbox::last_error, outbox::created_at))
        .load(*k))?;
    Ok(rows)
}

/// Forgets delivered events older than `before`.
pub fn trim(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    on!(c, k => diesel::delete(outbox_done::table.filter(outbox_done::done_at.lt(before))).execute(*k))?;
    let gone = on!(c, k => diesel::delete(outbox::table.filter(outbox::state.eq("done").and(outbox::created_at.lt(before)))).execute(*k))?;
    Ok(gone)
}
