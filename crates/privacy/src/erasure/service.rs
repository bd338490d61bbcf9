//! Use cases of erasures. One is carried out in short transactions, keys first, and ends with a certificate in the log.

use std::{collections::BTreeMap, sync::Arc};

use db::{Conn, Json, jobs, rows};
use http::{App, Ctx};
use kernel::{Code, Error, Page, PageQuery, Result, Role, Scope, Ts, canonical_json};
use serde_json::json;
use uuid::Uuid;

use super::{
    Blocked, Certificate, GRACE, Kept, ORIGIN, State, Touched, blocked, kept,
    store::{self, Row},
};
use crate::{
    ErasureId, Map, Subject, SubjectKind, export,
    map::Act,
    subject::{self, About},
};

pub(crate) const JOB: &str = "privacy.erase";
/// Rows deleted in one transaction.
const BATCH: usize = 500;
/// Counted in `progress` beside tables.
const KEYS: &str = "data_key";

fn absent() -> Error {
    Error::not_found("the erasure")
}

fn told(c: &mut Conn<'_>, ctx: &Ctx, action: &str, row: &Row) -> db::Result<()> {
    let entry = audit::Entry {
        tenant: row.tenant_id,
        actor: ctx.maybe_actor(),
        action,
        object_kind: row.kind.as_str(),
        object_id: row.subject_id.uuid(),
        detail: json!({ "erasure": row.id, "blocked": row.blocked.0 }),
        at: ctx.now,
    };
    audit::record(c, &entry).map(drop)
}

/// Whether an account may go by its own word: workers may; staff leave by their enterprise, administrators by theirs.
async fn leaves(ctx: &Ctx, whose: &Subject) -> Result<()> {
    if whose.kind == SubjectKind::Customer {
        return Ok(());
    }
    let id = whose.id.cast();
    let found = ctx.app.db.read(Scope::Platform, move |c| identity::account(c, id)).await?;
    let account = found.ok_or_else(|| Error::not_found("this person"))?;
    if account.role == Role::Worker {
        Ok(())
    } else {
        Err(Error::forbidden("an enterprise's owner removes its people, which erases them; administrators are removed by hand"))
    }
}

/// Asks for an erasure: one's own, after a time to think again, or somebody's on their request, at once.
///
/// Errors: `not_found`, `forbidden` for staff, `conflict` when one was asked for already.
pub(crate) async fn ask(ctx: &Ctx, about: Option<About>) -> Result<Row> {
    let actor = ctx.actor()?.clone();
    let whose = match about {
        None => Subject::of(&actor),
        Some(about) => about.find(ctx).await?,
    };
    ctx.permit("privacy:erase", &whose.resource(&actor))?;
    leaves(ctx, &whose).await?;
    let own_account = whose.kind == SubjectKind::Person && actor.account.uuid() == whose.uuid();
    let (map, now, asking) = (subject::map(&ctx.app)?, ctx.now, ctx.clone());
    let write = move |c: &mut Conn<'_>| {
        if store::newest(c, whose.id)?.is_some_and(|row| row.state != State::Withdrawn) {
            return Err(Error::conflict("an erasure was asked for already").into());
        }
        let row = Row {
            tenant_id: whose.tenant,
            id: ErasureId::at(now),
            kind: whose.kind,
            subject_id: whose.id,
            asked_by_id: actor.account,
            state: State::Waiting,
            blocked: Json(blocked(c, &map, &whose, now)?),
            progress: Json(BTreeMap::new()),
            due_at: if own_account { now.plus(GRACE) } else { now },
            created_at: now,
            done_at: None,
            certificate: None,
            signature: None,
            entry_id: None,
        };
        store::insert(c, &row)?;
        if !own_account {
            jobs::enqueue(c, JOB, "schedule", &json!({}), now, now)?;
        }
        told(c, &asking, "privacy.erasure_asked", &row)?;
        Ok(row)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// What an erasure of the actor waits for and would keep now, with the one that was asked for.
pub(crate) struct Mine {
    pub(crate) asked: Option<Row>,
    pub(crate) blocked: Vec<Blocked>,
    pub(crate) kept: Vec<Kept>,
}

pub(crate) async fn mine(ctx: &Ctx) -> Result<Mine> {
    let (whose, map, now) = (Subject::of(ctx.actor()?), subject::map(&ctx.app)?, ctx.now);
    let load = move |c: &mut Conn<'_>| {
        let asked = store::newest(c, whose.id)?.filter(|row| row.state != State::Withdrawn);
        Ok(Mine { asked, blocked: blocked(c, &map, &whose, now)?, kept: kept(c, &map, &whose)? })
    };
    ctx.app.db.read(Scope::Platform, load).await
}

/// Thinks again. Errors: `wrong_state` when there is nothing to take back, or it has begun.
pub(crate) async fn withdraw(ctx: &Ctx) -> Result<()> {
    let (whose, asking) = (Subject::of(ctx.actor()?), ctx.clone());
    let write = move |c: &mut Conn<'_>| {
        let found = store::newest(c, whose.id)?.filter(|row| row.state == State::Waiting);
        let row = found.ok_or_else(|| Error::new(Code::WrongState, "no erasure waits that could be taken back"))?;
        let row = Row { state: State::Withdrawn, ..row };
        store::put(c, &row)?;
        told(c, &asking, "privacy.erasure_withdrawn", &row)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// All, or a tenant's own for its people.
pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<Row>> {
    let actor = ctx.actor()?;
    let tenant = (actor.role != Role::Admin).then_some(actor.tenant);
    ctx.permit("privacy:erase", &authz::Resource::of("privacy").tenant(actor.tenant))?;
    let asked = query.clone();
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::list(c, tenant, &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// An administrator has it carried out now. Errors: `not_found`, `wrong_state`, `conflict` naming what is still open.
pub(crate) async fn carry_out(ctx: &Ctx, id: ErasureId) -> Result<()> {
    ctx.permit("privacy:erase", &authz::Resource::of("privacy").tenant(kernel::PLATFORM))?;
    let (map, now, asking) = (subject::map(&ctx.app)?, ctx.now, ctx.clone());
    let write = move |c: &mut Conn<'_>| {
        let row = store::get(c, id)?.ok_or_else(absent)?;
        asking.permit("privacy:erase", &row.whose().resource(asking.actor()?)).map_err(|_| absent())?;
        if row.state != State::Waiting {
            return Err(Error::new(Code::WrongState, "this erasure does not wait").into());
        }
        let blocked = blocked(c, &map, &row.whose(), now)?;
        if let Some(first) = blocked.first() {
            return Err(Error::conflict(format!("{}: {} rows of {}", first.reason, first.rows, first.table)).into());
        }
        let row = Row { due_at: now, blocked: Json(blocked), ..row };
        store::put(c, &row)?;
        jobs::enqueue(c, JOB, "schedule", &json!({}), now, now)?;
        told(c, &asking, "privacy.erasure_ordered", &row)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// A finished erasure by its id, for anybody who has it, with its proof once it has its place in the log.
pub(crate) async fn certified(ctx: &Ctx, id: ErasureId) -> Result<(Row, Option<audit::ProofView>)> {
    let load = move |c: &mut Conn<'_>| {
        let row = store::get(c, id)?.filter(|row| row.state == State::Done).ok_or_else(absent)?;
        let proof = match row.entry_id {
            Some(entry) => audit::proof_of(c, entry)?,
            None => None,
        };
        Ok((row, proof))
    };
    ctx.app.db.read(Scope::Platform, load).await
}

/// Job: carries out what is due and not blocked.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    for row in app.db.read(Scope::Platform, move |c| store::due(c, now)).await? {
        erase(&app, row).await?;
    }
    Ok(())
}

/// Carries out one erasure, from wherever it was interrupted.
async fn erase(app: &Arc<App>, row: Row) -> Result<()> {
    let map = subject::map(app)?;
    let Some(row) = begin(app, &map, row).await? else { return Ok(()) };
    let whose = row.whose();
    let touched: Vec<String> = map.of(whose.kind).into_iter().map(ToOwned::to_owned).collect();
    for table in &touched {
        while step(app, &map, row.id, table).await? == BATCH {}
    }
    finish(app, &map, row.id).await?;
    app.db.scrub(touched).await
}

/// Checks once more, and if nothing is open: ends sessions and files, destroys every key.
async fn begin(app: &Arc<App>, map: &Arc<Map>, row: Row) -> Result<Option<Row>> {
    let (now, id) = (app.clock.now(), row.id);
    let subject = row.subject_id;
    for copy in app.db.read(Scope::Platform, move |c| export::store::since(c, subject, Ts::default())).await? {
        export::service::forget(app, &copy, now).await?;
    }
    let (map, seal) = (Arc::clone(map), app.seal.clone());
    let write = move |c: &mut Conn<'_>| {
        let Some(mut row) = store::get(c, id)? else { return Ok(None) };
        if row.state == State::Running {
            return Ok(Some(row));
        }
        let whose = row.whose();
        let open = blocked(c, &map, &whose, now)?;
        if row.state != State::Waiting || !open.is_empty() {
            if row.blocked.0 != open {
                store::put(c, &Row { blocked: Json(open), ..row })?;
            }
            return Ok(None);
        }
        let mut keys = seal.destroy_all(c, whose.uuid(), now)?;
        if whose.kind == SubjectKind::Person {
            identity::close(c, whose.id.cast(), now)?;
        } else {
            for conversation in conversations(c, &map, &whose)? {
                keys += seal.destroy_all(c, conversation, now)?;
            }
        }
        let destroyed = Touched { deleted: i64::try_from(keys).map_err(Error::internal)?, emptied: 0 };
        row.progress.0.insert(KEYS.to_owned(), destroyed);
        row = Row { state: State::Running, blocked: Json(Vec::new()), ..row };
        store::put(c, &row)?;
        Ok(Some(row))
    };
    app.db.write(Scope::Platform, write).await
}

/// A customer's conversations, whose keys are their own.
fn conversations(c: &mut Conn<'_>, map: &Map, whose: &Subject) -> db::Result<Vec<Uuid>> {
    match map.belongs(c, "conversation", whose.kind, &[whose.uuid()])? {
        Some(theirs) => rows::ids(c, "conversation", "id", &theirs, 100_000),
        None => Ok(Vec::new()),
    }
}

/// A batch of one table; returns how many rows were deleted.
async fn step(app: &Arc<App>, map: &Arc<Map>, id: ErasureId, table: &str) -> Result<usize> {
    let name = table.to_owned();
    let theirs = move |c: &mut Conn<'_>, map: &Map| {
        let whose = store::get(c, id)?.ok_or_else(absent)?.whose();
        map.belongs(c, &name, whose.kind, &[whose.uuid()])
    };
    subject::drop_blobs(app, map, table, theirs).await?;
    let (map, table) = (Arc::clone(map), table.to_owned());
    let write = move |c: &mut Conn<'_>| {
        let mut row = store::get(c, id)?.ok_or_else(absent)?;
        let whose = row.whose();
        let (Some(act), Some(theirs)) = (map.act(&table, whose.kind), map.belongs(c, &table, whose.kind, &[whose.uuid()])?)
        else {
            return Ok(0);
        };
        let mut change = Touched::default();
        match act {
            Act::Keep => return Ok(0),
            Act::Delete => change.deleted = count(rows::delete_some(c, &table, &theirs, BATCH)?)?,
            Act::Blank => change.emptied = count(empty(c, &map, &table, &theirs)?)?,
        }
        if change == Touched::default() {
            return Ok(0);
        }
        let sum = row.progress.0.entry(table.clone()).or_default();
        sum.deleted += change.deleted;
        sum.emptied += change.emptied;
        store::put(c, &row)?;
        usize::try_from(change.deleted).map_err(|cause| Error::internal(cause).into())
    };
    app.db.write(Scope::Platform, write).await
}

fn count(rows: usize) -> db::Result<i64> {
    i64::try_from(rows).map_err(|cause| Error::internal(cause).into())
}

fn empty(c: &mut Conn<'_>, map: &Map, table: &str, theirs: &rows::Filter) -> db::Result<usize> {
    let words: &[String] = map.get(table).and_then(|about| about.erase.as_ref()).map_or(&[], |erase| &erase.blank);
    let columns = rows::columns(c, table)?;
    let columns: Vec<&rows::Column> = columns.iter().filter(|column| words.contains(&column.name)).collect();
    if columns.len() != words.len() {
        return Err(Error::internal(format!("{table} has no such columns: {words:?}")).into());
    }
    rows::blank(c, table, &columns, theirs)
}

/// Writes the certificate, signed with the log's key and a leaf of the log.
async fn finish(app: &Arc<App>, map: &Arc<Map>, id: ErasureId) -> Result<()> {
    let (map, signer, now) = (Arc::clone(map), audit::Signer::of(&app.seal), app.clock.now());
    let write = move |c: &mut Conn<'_>| {
        let mut row = store::get(c, id)?.ok_or_else(absent)?;
        let whose = row.whose();
        let keys = row.progress.0.remove(KEYS).unwrap_or_default();
        let certificate = Certificate {
            v: 1,
            id,
            kind: row.kind,
            subject: row.subject_id,
            asked_at: row.created_at,
            done_at: now,
            keys_destroyed: keys.deleted,
            touched: row.progress.0.clone(),
            kept: kept(c, &map, &whose)?,
        };
        let value = serde_json::to_value(&certificate).map_err(Error::internal)?;
        let text = canonical_json(&value);
        // The object is the erasure, not the person, whose entries' words are gone for good.
        let entry = audit::Entry {
            tenant: row.tenant_id,
            actor: None,
            action: "privacy.erased",
            object_kind: "erasure",
            object_id: id.uuid(),
            detail: value,
            at: now,
        };
        let entry_id = Some(audit::record(c, &entry)?);
        let signature = Some(signer.sign_text(&format!("{ORIGIN}\n{text}\n")));
        store::put(c, &Row { state: State::Done, done_at: Some(now), certificate: Some(text), signature, entry_id, ..row })
    };
    app.db.write(Scope::Platform, write).await
}
