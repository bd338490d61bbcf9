//! Use cases of clocks: a run over all of them, and what the last one found.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use db::{Conn, rows, rows::Filter};
use http::{App, Ctx};
use kernel::{Error, PLATFORM, Result, Scope, Ts};
use serde_json::json;
use uuid::Uuid;

use super::store::{self, Run};
use crate::{
    Map,
    hold::{self, service::Held},
    map::Clock,
    subject,
};

pub(crate) const JOB: &str = "privacy.retain";
/// Clocks run this often.
const EVERY: Duration = Duration::from_secs(3600);
/// Rows whose time is over, deleted in one transaction with what goes with them.
const BATCH: usize = 200;

fn days(days: u32) -> Duration {
    Duration::from_secs(u64::from(days) * 86_400)
}

/// Job: runs the clocks when an hour is over.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let runs = app.db.read(Scope::Platform, store::all).await?;
    if runs.iter().any(|run| run.ran_at.plus(EVERY) > now) {
        return Ok(());
    }
    run(&app).await
}

/// An administrator has the clocks run now.
pub(crate) async fn ask(ctx: &Ctx) -> Result<()> {
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let entry = move |c: &mut Conn<'_>| {
        let entry = audit::Entry {
            tenant: PLATFORM,
            actor: Some(&actor),
            action: "privacy.clocks_run",
            object_kind: "retention",
            object_id: PLATFORM.uuid(),
            detail: json!({}),
            at: now,
        };
        audit::record(c, &entry).map(drop)
    };
    ctx.app.db.write(Scope::Platform, entry).await?;
    run(&ctx.app).await
}

/// Runs every clock. What nobody else deletes is deleted here, a short transaction at a time.
async fn run(app: &Arc<App>) -> Result<()> {
    let map = subject::map(app)?;
    let now = app.clock.now();
    let before: BTreeMap<String, i64> =
        app.db.read(Scope::Platform, store::all).await?.into_iter().map(|run| (run.name, run.total)).collect();
    app.db.write(Scope::Platform, move |c| hold::service::lapse(c, now)).await?;
    let mut runs = Vec::new();
    let timed = map.tables().filter(|(_, about)| about.clock.as_ref().is_some_and(|clock| clock.days.is_some()));
    for table in timed.map(|(name, _)| name.to_owned()) {
        let deleted = clear(app, &map, &table, now).await?;
        let (map, name, total) = (Arc::clone(&map), table.clone(), before.get(&table).copied().unwrap_or_default());
        runs.push(app.db.read(Scope::Platform, move |c| found(c, &map, &name, now, deleted, total)).await?);
    }
    let counts: BTreeMap<String, i64> =
        runs.iter().filter(|run| run.deleted > 0).map(|run| (run.name.clone(), run.deleted)).collect();
    let write = move |c: &mut Conn<'_>| {
        runs.iter().try_for_each(|run| store::put(c, run))?;
        if counts.is_empty() {
            return Ok(());
        }
        let entry = audit::Entry {
            tenant: PLATFORM,
            actor: None,
            action: "privacy.retained",
            object_kind: "retention",
            object_id: PLATFORM.uuid(),
            detail: json!({ "deleted": counts }),
            at: now,
        };
        audit::record(c, &entry).map(drop)
    };
    app.db.write(Scope::Platform, write).await
}

/// Deletes all that is due of a table; returns how many rows.
async fn clear(app: &Arc<App>, map: &Arc<Map>, table: &str, now: Ts) -> Result<i64> {
    let mut deleted = 0;
    loop {
        let (asked, name) = (Arc::clone(map), table.to_owned());
        if app.db.read(Scope::Platform, move |c| Ok(due(c, &asked, &name, now)?.count)).await? == 0 {
            return Ok(deleted);
        }
        let name = table.to_owned();
        let over = move |c: &mut Conn<'_>, map: &Map| Ok(Some(due(c, map, &name, now)?.filter));
        subject::drop_blobs(app, map, table, over).await?;
        let (map, name, seal) = (Arc::clone(map), table.to_owned(), app.seal.clone());
        let done = app.db.write(Scope::Platform, move |c| batch(c, &map, &seal, &name, now)).await?;
        if done == 0 {
            return Ok(deleted);
        }
        deleted += done;
    }
}

/// Rows whose time is over and that nobody holds; none for what others delete.
struct Due {
    filter: Filter,
    count: i64,
}

fn clock_of<'a>(map: &'a Map, table: &str) -> Option<(&'a Clock, u32, &'a str)> {
    let clock = map.get(table)?.clock.as_ref()?;
    Some((clock, clock.days?, clock.from.as_deref()?))
}

fn over(c: &Conn<'_>, clock: &Clock, after: u32, from: &str, now: Ts) -> db::Result<Filter> {
    let mut over = Filter::before(c, from, now.minus(days(after)))?;
    if let Some(when) = &clock.when {
        over = over.and(&Filter::said(when));
    }
    for column in &clock.blank {
        over = over.and(&Filter::full(column)?);
    }
    Ok(over)
}

fn due(c: &mut Conn<'_>, map: &Map, table: &str, now: Ts) -> db::Result<Due> {
    let none = Due { filter: Filter::any(Vec::new()), count: 0 };
    let Some((clock, after, from)) = clock_of(map, table).filter(|(clock, ..)| clock.by.is_none()) else { return Ok(none) };
    let mut filter = over(c, clock, after, from, now)?;
    let held = Held::at(c, now)?;
    if !held.is_empty() {
        filter = filter.and_not(&held.rows(c, map, table)?);
    }
    let count = rows::count(c, table, &filter)?;
    Ok(Due { filter, count })
}

/// Deletes, or empties, some of what is due; returns how many rows of the table itself.
fn batch(c: &mut Conn<'_>, map: &Map, seal: &seal::Keyring, table: &str, now: Ts) -> db::Result<i64> {
    let due = due(c, map, table, now)?;
    let Some((clock, ..)) = clock_of(map, table) else { return Ok(0) };
    let count = |rows: usize| i64::try_from(rows).map_err(|cause| Error::internal(cause).into());
    if !clock.blank.is_empty() {
        let columns = rows::columns(c, table)?;
        let columns: Vec<&rows::Column> = columns.iter().filter(|column| clock.blank.contains(&column.name)).collect();
        return count(rows::blank(c, table, &columns, &due.filter)?);
    }
    if map.with(table).is_empty() {
        return count(rows::delete_some(c, table, &due.filter, BATCH)?);
    }
    let ids = rows::ids(c, table, "id", &due.filter, BATCH)?;
    for id in &ids {
        seal.destroy_all(c, *id, now)?;
    }
    count(with_children(c, map, table, &ids)?)
}

/// Deletes rows by id, and before them what goes with them.
fn with_children(c: &mut Conn<'_>, map: &Map, table: &str, ids: &[Uuid]) -> db::Result<usize> {
    for (child, column) in map.with(table) {
        let theirs = Filter::among(c, column, ids)?;
        if map.with(child).is_empty() {
            rows::delete(c, child, &theirs)?;
        } else {
            let below = rows::ids(c, child, "id", &theirs, usize::try_from(u32::MAX).unwrap_or(usize::MAX))?;
            with_children(c, map, child, &below)?;
        }
    }
    let own = Filter::among(c, "id", ids)?;
    rows::delete(c, table, &own)
}

/// How a table stands after a run.
fn found(c: &mut Conn<'_>, map: &Map, table: &str, now: Ts, deleted: i64, total: i64) -> db::Result<Run> {
    let Some((clock, after, from)) = clock_of(map, table) else {
        return Err(Error::internal(format!("{table} has no clock")).into());
    };
    let held = if clock.by.is_none() {
        let over = over(c, clock, after, from, now)?;
        rows::count(c, table, &over)?
    } else {
        0
    };
    let (oldest_at, _) = rows::span(c, table, from, &Filter::all())?;
    let kept = rows::count(c, table, &Filter::all())?;
    Ok(Run { name: table.to_owned(), ran_at: now, deleted, total: total + deleted, held, kept, oldest_at })
}

/// The last run of every table.
pub(crate) async fn last(ctx: &Ctx) -> Result<BTreeMap<String, Run>> {
    let runs = ctx.app.db.read(Scope::Platform, store::all).await?;
    Ok(runs.into_iter().map(|run| (run.name.clone(), run)).collect())
}
