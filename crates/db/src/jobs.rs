//! Background jobs as rows: the row is the truth, a schedule or a wake-up only triggers.

use std::time::Duration;

use diesel::prelude::*;
use kernel::Ts;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Conn, Json, Keep, Link, Result, Wake, on, schema::job};

kernel::nouns! {
    /// A unit of background work.
    Job => JobId,
}

/// Tries of one job before it is set aside as dead.
pub const ATTEMPTS: i64 = 6;

/// A claimed job.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: JobId,
    pub queue: String,
    pub key: String,
    pub body: Value,
    pub attempts: i64,
}

/// A job as the admin sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JobView {
    pub id: JobId,
    pub queue: String,
    pub key: String,
    pub state: String,
    pub attempts: i64,
    pub run_at: Ts,
    pub created_at: Ts,
    pub finished_at: Option<Ts>,
    pub last_error: Option<String>,
}

/// Queues a job; while one with the same key is open in the queue this does nothing.
pub fn enqueue(c: &mut Conn<'_>, queue: &str, key: &str, body: &Value, run_at: Ts, now: Ts) -> Result<()> {
    let row = (
        job::id.eq(JobId::at(now)),
        job::queue.eq(queue),
        job::key.eq(key),
        job::body.eq(Json(body.clone())),
        job::state.eq("ready"),
        job::attempts.eq(0),
        job::run_at.eq(run_at),
        job::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(job::table).values(row).on_conflict_do_nothing().execute(*k))?;
    c.wake(Wake::Jobs);
    Ok(())
}

/// Jobs that may be claimed: those that are ready, and those whose claimant's lease ran out.
macro_rules! claimable {
    ($now:expr) => {
        job::state.eq("ready").and(job::run_at.le($now)).or(job::state.eq("running").and(job::lease_until_at.lt(Some($now))))
    };
}

/// How many jobs of `queues` may be claimed; a cheap look before the writer is asked to claim.
pub fn waiting(c: &mut Conn<'_>, queues: &[&str], now: Ts) -> Result<i64> {
    let query = job::table.filter(claimable!(now).and(job::queue.eq_any(queues.to_vec())));
    Ok(on!(c, k => query.count().get_result(*k))?)
}

/// Claims up to `limit` jobs of `queues` for `owner`, leased until `now + lease`: ready ones, and those of a process that
/// died and let its lease run out.
pub fn claim(c: &mut Conn<'_>, queues: &[&str], owner: &str, lease: Duration, limit: i64, now: Ts) -> Result<Vec<Claimed>> {
    let wanted = job::table
        .filter(claimable!(now).and(job::queue.eq_any(queues.to_vec())))
        .order((job::run_at, job::id))
        .limit(limit)
        .select(job::id);
    let ids: Vec<JobId> = match &mut c.link {
        Link::Sqlite(k) => wanted.load(*k)?,
        Link::Pg(k) => wanted.for_update().skip_locked().load(*k)?,
    };
    let mut claimed = Vec::with_capacity(ids.len());
    for id in ids {
        let row: Option<(String, String, Json<Value>, i64)> = on!(c, k => diesel::update(job::table.filter(job::id.eq(id).and(claimable!(now))))
            .set((job::state.eq("running"), job::attempts.eq(job::attempts + 1), job::lease_owner.eq(owner), job::lease_until_at.eq(Some(now.plus(lease)))))
            .returning((job::queue, job::key, job::body, job::attempts))
            .keep().get_result(*k)
            .optional())?;
        if let Some((queue, key, body, attempts)) = row {
            claimed.push(Claimed { id, queue, key, body: body.0, attempts });
        }
    }
    Ok(claimed)
}

/// Marks a job done.
pub fn finish(c: &mut Conn<'_>, id: JobId, now: Ts) -> Result<()> {
    on!(c, k => diesel::update(job::table.find(id)).set((job::state.eq("done"), job::finished_at.eq(Some(now)))).keep().execute(*k))?;
    Ok(())
}

/// Records a failure: later again with growing pauses, or dead after [`ATTEMPTS`].
pub fn fail(c: &mut Conn<'_>, claimed: &Claimed, error: &str, now: Ts) -> Result<()> {
    let dead = claimed.attempts >= ATTEMPTS;
    let wait = Duration::from_secs(1 << claimed.attempts.clamp(0, 10));
    let text: String = error.chars().take(500).collect();
    on!(c, k => diesel::update(job::table.find(claimed.id)).set((
        job::state.eq(if dead { "dead" } else { "ready" }),
        job::run_at.eq(now.plus(wait)),
        job::last_error.eq(&text),
        job::finished_at.eq(dead.then_some(now)),
    )).keep().execute(*k))?;
    Ok(())
}

/// Jobs, newest first, for the admin page.
pub fn list(c: &mut Conn<'_>, state: Option<&str>, before: JobId, limit: i64) -> Result<Vec<JobView>> {
    let mut query = job::table.filter(job::id.lt(before)).into_boxed::<diesel::sqlite::Sqlite>();
    let mut query_pg = job::table.filter(job::id.lt(before)).into_boxed::<diesel::pg::Pg>();
    if let Some(state) = state {
        query = query.filter(job::state.eq(state.to_owned()));
        query_pg = query_pg.filter(job::state.eq(state.to_owned()));
    }
    let columns = (
        job::id,
        job::queue,
        job::key,
        job::state,
        job::attempts,
        job::run_at,
        job::created_at,
        job::finished_at,
        job::last_error,
    );
    type Row = (JobId, String, String, String, i64, Ts, Ts, Option<Ts>, Option<String>);
    let rows: Vec<Row> = match &mut c.link {
        Link::Sqlite(k) => query.order(job::id.desc()).limit(limit).select(columns).load(*k)?,
        Link::Pg(k) => query_pg.order(job::id.desc()).limit(limit).select(columns).load(*k)?,
    };
    Ok(rows
        .into_iter()
        .map(|(id, queue, key, state, attempts, run_at, created_at, finished_at, last_error)| JobView {
            id,
            queue,
            key,
            state,
            attempts,
            run_at,
            created_at,
            finished_at,
            last_error,
        })
        .collect())
}

/// Forgets finished jobs older than `before`.
pub fn trim(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    let gone =
        on!(c, k => diesel::delete(job::table.filter(job::state.eq("done").and(job::finished_at.lt(Some(before))))).execute(*k))?;
    Ok(gone)
}
