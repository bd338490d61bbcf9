//! Per-person event streams: gapless `seq` under an `epoch`, replayed to sockets after a cut.
//!
//! Bodies hold masked text and ids only.
#![expect(clippy::disallowed_methods, reason = "events of many streams in one trip")]

use std::{collections::BTreeMap, fmt::Debug};

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Text},
    upsert::excluded,
};
use kernel::{Id, Ts};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Conn, Json, Keep, Link, Result, Wake, on,
    schema::{stream, stream_event},
    sql::{Doc, Stamp, Uid},
};

kernel::nouns! {
    /// Whoever a stream belongs to: an account or a contact.
    StreamOwner => StreamOwnerId,
}

/// Where a stream stands. `trimmed` is the last sequence number that is no longer kept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Head {
    pub epoch: String,
    pub head: i64,
    pub trimmed: i64,
}

/// One event of a stream.
#[derive(Clone, Debug, serde::Serialize)]
pub struct StreamEvent {
    pub seq: i64,
    pub kind: String,
    pub body: Value,
    pub at: Ts,
}

/// Appends to `owner`'s stream and returns its sequence number. The stream row's lock makes numbers gapless.
pub fn push(c: &mut Conn<'_>, owner: Uuid, kind: &str, body: &Value, now: Ts) -> Result<i64> {
    let owner_id = StreamOwnerId::from_uuid(owner);
    let fresh = (stream::owner_id.eq(owner_id), stream::epoch.eq(epoch(now)), stream::head.eq(1), stream::trimmed.eq(0));
    let seq: i64 = on!(c, k => diesel::insert_into(stream::table)
        .values(fresh.clone())
        .on_conflict(stream::owner_id)
        .do_update()
        .set(stream::head.eq(stream::head + 1))
        .returning(stream::head)
        .keep().get_result(*k))?;
    let row = (
        stream_event::owner_id.eq(owner_id),
        stream_event::seq.eq(seq),
        stream_event::kind.eq(kind),
        stream_event::body.eq(Json(body.clone())),
        stream_event::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(stream_event::table).values(row).execute(*k))?;
    c.wake(Wake::Stream(owner));
    Ok(seq)
}

/// Appends events of one kind to many streams, each with its owner and body, in the order given.
pub fn push_all<T: Serialize + Debug>(c: &mut Conn<'_>, kind: &str, pushes: &[(Uuid, T)], now: Ts) -> Result<()> {
    if pushes.is_empty() {
        return Ok(());
    }
    // In the order of owners, so that two writers never wait for each other in a circle.
    let mut counts: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (owner, _) in pushes {
        *counts.entry(*owner).or_default() += 1;
    }
    let fresh = |(owner, count): (&Uuid, &i64)| {
        let owner = StreamOwnerId::from_uuid(*owner);
        (stream::owner_id.eq(owner), stream::epoch.eq(epoch(now)), stream::head.eq(*count), stream::trimmed.eq(0))
    };
    macro_rules! grow {
        ($rows:expr) => {
            diesel::insert_into(stream::table)
                .values($rows)
                .on_conflict(stream::owner_id)
                .do_update()
                .set(stream::head.eq(stream::head + excluded(stream::head)))
                .returning((stream::owner_id, stream::head))
        };
    }
    let grown = counts.iter().map(fresh);
    let heads: Vec<(StreamOwnerId, i64)> = match &mut c.link {
        Link::Sqlite(k) => grown.map(|row| grow!(row).keep().get_result(*k)).collect::<diesel::QueryResult<_>>()?,
        Link::Pg(k) => grow!(grown.collect::<Vec<_>>()).get_results(*k)?,
    };
    let mut last: BTreeMap<Uuid, i64> =
        heads.into_iter().map(|(owner, head)| (owner.uuid(), head - counts.get(&owner.uuid()).copied().unwrap_or(0))).collect();
    let mut rows: Vec<(StreamOwnerId, i64, &T)> = Vec::with_capacity(pushes.len());
    for (owner, body) in pushes {
        let seq = last.entry(*owner).or_default();
        *seq += 1;
        rows.push((StreamOwnerId::from_uuid(*owner), *seq, body));
    }
    crate::insert_rows!(c, stream_event, rows, |row| {
        owner_id: row.0,
        seq: row.1,
        kind: kind,
        body: Json(row.2),
        created_at: now,
    });
    for owner in counts.into_keys() {
        c.wake(Wake::Stream(owner));
    }
    Ok(())
}

fn epoch(now: Ts) -> String {
    Id::<StreamOwner>::at(now).to_string()
}

/// Where `owner`'s stream stands; an empty stream has head 0 and the epoch `new`.
pub fn head(c: &mut Conn<'_>, owner: Uuid) -> Result<Head> {
    let row: Option<(String, i64, i64)> = on!(c, k => stream::table
        .find(StreamOwnerId::from_uuid(owner))
        .select((stream::epoch, stream::head, stream::trimmed))
        .first(*k)
        .optional())?;
    let (epoch, head, trimmed) = row.unwrap_or_else(|| ("new".to_owned(), 0, 0));
    Ok(Head { epoch, head, trimmed })
}

/// How far the streams of `owners` have got; whose stream is empty is left out.
pub fn heads(c: &mut Conn<'_>, owners: &[Uuid]) -> Result<Vec<(Uuid, i64)>> {
    let owners: Vec<StreamOwnerId> = owners.iter().copied().map(StreamOwnerId::from_uuid).collect();
    let heads: Vec<(StreamOwnerId, i64)> = on!(c, k => stream::table
        .filter(crate::among(stream::owner_id, &owners))
        .select((stream::owner_id, stream::head))
        .load(*k))?;
    Ok(heads.into_iter().map(|(owner, head)| (owner.uuid(), head)).collect())
}

/// Up to `limit` events after `after`, in order.
pub fn after(c: &mut Conn<'_>, owner: Uuid, after: i64, limit: i64) -> Result<Vec<StreamEvent>> {
    Ok(after_each(c, &[(owner, after)], limit)?.swap_remove(0))
}

/// For each owner up to `limit` events after a number, in order. One trip to Postgres, however many ask.
pub fn after_each(c: &mut Conn<'_>, asked: &[(Uuid, i64)], limit: i64) -> Result<Vec<Vec<StreamEvent>>> {
    let mut found: Vec<Vec<StreamEvent>> = asked.iter().map(|_| Vec::new()).collect();
    let rows: Vec<Found> = match &mut c.link {
        Link::Sqlite(sqlite) => {
            let mut rows = Vec::new();
            for (nth, (owner, after)) in (0..).zip(asked) {
                rows.extend(
                    stream_event::table
                        .filter(stream_event::owner_id.eq(StreamOwnerId::from_uuid(*owner)).and(stream_event::seq.gt(after)))
                        .order(stream_event::seq)
                        .limit(limit)
                        .select((
                            nth.into_sql::<BigInt>(),
                            stream_event::seq,
                            stream_event::kind,
                            stream_event::body,
                            stream_event::created_at,
                        ))
                        .load::<Found>(*sqlite)?,
                );
            }
            rows
        }
        Link::Pg(pg) => {
            let (owners, afters): (Vec<StreamOwnerId>, Vec<i64>) =
                asked.iter().map(|(owner, after)| (StreamOwnerId::from_uuid(*owner), *after)).unzip();
            sql_query(EACH).bind::<Array<Uid>, _>(owners).bind::<Array<BigInt>, _>(afters).bind::<BigInt, _>(limit).load(*pg)?
        }
    };
    for Found { nth, seq, kind, body, created_at } in rows {
        if let Some(events) = usize::try_from(nth).ok().and_then(|nth| found.get_mut(nth)) {
            events.push(StreamEvent { seq, kind, body: body.0, at: created_at });
        }
    }
    Ok(found)
}

/// Diesel has no words for a join with each row.
const EACH: &str = "SELECT asked.nth - 1 AS nth, e.seq, e.kind, e.body, e.created_at \
    FROM unnest($1, $2) WITH ORDINALITY AS asked (owner_id, after, nth) \
    CROSS JOIN LATERAL (SELECT * FROM stream_event s WHERE s.owner_id = asked.owner_id AND s.seq > asked.after ORDER BY s.seq LIMIT $3) e \
    ORDER BY 1, 2";

/// An event and the place, from 0, of who asked for it.
#[derive(Queryable, QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    nth: i64,
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Doc)]
    body: Json<Value>,
    #[diesel(sql_type = Stamp)]
    created_at: Ts,
}

/// Forgets events older than `before`, remembering in each stream how far it was trimmed.
pub fn trim(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    let old: Vec<(StreamOwnerId, Option<i64>)> = on!(c, k => stream_event::table
        .filter(stream_event::created_at.lt(before))
        .group_by(stream_event::owner_id)
        .select((stream_event::owner_id, diesel::dsl::max(stream_event::seq)))
        .limit(500)
        .load(*k))?;
    let mut gone = 0;
    for (owner, last) in old {
        let last = last.unwrap_or(0);
        on!(c, k => diesel::update(stream::table.find(owner)).set(stream::trimmed.eq(last)).keep().execute(*k))?;
        gone += on!(c, k => diesel::delete(stream_event::table.filter(stream_event::owner_id.eq(owner).and(stream_event::seq.le(last)))).execute(*k))?;
    }
    Ok(gone)
}
