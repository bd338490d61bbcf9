//! Use cases of copies: asked for, gathered by a job, fetched, forgotten.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use db::{Conn, jobs, jobs::Claimed, rows};
use http::{App, Ctx};
use kernel::{Code, Error, Page, PageQuery, Result, Scope, Ts};
use seal::Place;
use serde_json::{Map as Object, Value, json};

use super::{
    LIVES, PER_DAY, State,
    store::{self, Row},
    zip::{Entry, Zip},
};
use crate::{
    ExportId, Map, Subject, SubjectKind,
    map::Table,
    subject::{self, About},
};

pub(crate) const JOB: &str = "privacy.export";
pub(crate) const TIDY: &str = "privacy.tidy";
/// Kind of the data keys that files are sealed under; their owner is the copy.
const KEY: &str = "export";
/// Rows read at once.
const ROWS: usize = 500;
/// A file that is longer is closed and another begun; well below the largest blob.
const PART: usize = 24 * 1024 * 1024;

fn absent() -> Error {
    Error::not_found("the copy")
}

fn path(id: ExportId, part: i64) -> String {
    format!("exports/{id}/{part}.zip")
}

fn place(id: ExportId) -> Place {
    Place::new("privacy_export", "file", id.uuid())
}

/// Asks for a copy: one's own, or somebody's on their request. Errors: `conflict` while one is being made, `rate_limited`.
pub(crate) async fn ask(ctx: &Ctx, about: Option<About>) -> Result<Row> {
    let actor = ctx.actor()?.clone();
    let whose = match about {
        None => Subject::of(&actor),
        Some(about) => about.find(ctx).await?,
    };
    ctx.permit("privacy:export", &whose.resource(&actor))?;
    let (total, now) = (subject::map(&ctx.app)?.of(whose.kind).len(), ctx.now);
    let write = move |c: &mut Conn<'_>| {
        let lately = store::since(c, whose.id, now.minus(Duration::from_secs(86_400)))?;
        if lately.iter().any(|row| matches!(row.state, State::Waiting | State::Running)) {
            return Err(Error::conflict("a copy is being made; it is in the list").into());
        }
        if lately.len() >= PER_DAY {
            return Err(Error::new(Code::RateLimited, "three copies a day; fetch one that is ready").retry_after(3600).into());
        }
        let row = Row {
            tenant_id: whose.tenant,
            id: ExportId::at(now),
            kind: whose.kind,
            subject_id: whose.id,
            asked_by_id: actor.account,
            state: State::Waiting,
            done: 0,
            total: i64::try_from(total).map_err(Error::internal)?,
            found: 0,
            bytes: 0,
            parts: 0,
            created_at: now,
            ready_at: None,
            expires_at: None,
        };
        store::insert(c, &row)?;
        jobs::enqueue(c, JOB, &row.id.to_string(), &json!({ "export": row.id }), now, now)?;
        let entry = audit::Entry {
            tenant: whose.tenant,
            actor: Some(&actor),
            action: "privacy.export",
            object_kind: whose.kind.as_str(),
            object_id: whose.uuid(),
            detail: json!({ "export": row.id }),
            at: now,
        };
        audit::record(c, &entry)?;
        Ok(row)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// The actor's own copies.
pub(crate) async fn mine(ctx: &Ctx, query: PageQuery) -> Result<Page<Row>> {
    let whose = Subject::of(ctx.actor()?);
    let asked = query.clone();
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::list(c, Some(whose.id), &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// Everybody's, for administrators.
pub(crate) async fn all(ctx: &Ctx, query: PageQuery) -> Result<Page<Row>> {
    let asked = query.clone();
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::list(c, None, &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// A copy that the actor may see; somebody else's is not found.
pub(crate) async fn one(ctx: &Ctx, id: ExportId) -> Result<Row> {
    let actor = ctx.actor()?;
    let row = ctx.app.db.read(Scope::Platform, move |c| store::get(c, id)).await?.ok_or_else(absent)?;
    let whose = Subject { kind: row.kind, tenant: row.tenant_id, id: row.subject_id };
    ctx.permit("privacy:export", &whose.resource(actor)).map_err(|_| absent())?;
    Ok(row)
}

/// One of a copy's files. Errors: `not_found`, `wrong_state` before it is ready, `content_erased` once its time is over.
pub(crate) async fn file(ctx: &Ctx, id: ExportId, part: i64) -> Result<Vec<u8>> {
    let row = one(ctx, id).await?;
    match row.state {
        State::Ready if row.expires_at.is_some_and(|at| at > ctx.now) => {}
        State::Ready | State::Expired => {
            return Err(Error::new(Code::ContentErased, "the file's seven days are over; ask again"));
        }
        _ => return Err(Error::new(Code::WrongState, "the copy is not ready yet").retry_after(5)),
    }
    if !(1..=row.parts).contains(&part) {
        return Err(absent());
    }
    let seal = ctx.app.seal.clone();
    let key = ctx.app.db.read(Scope::Platform, move |c| seal.existing_key(c, row.tenant_id, KEY, id.uuid())).await?;
    let sealed = ctx.app.blobs.get(&path(id, part)).await?;
    key.ok_or_else(absent)?.open(&place(id), &sealed)
}

/// Job: gathers a copy. Done again from the beginning when it was interrupted.
pub(crate) async fn run(app: Arc<App>, claimed: Claimed) -> Result<()> {
    let id: ExportId = serde_json::from_value(claimed.body["export"].clone()).map_err(Error::internal)?;
    let found = app.db.read(Scope::Platform, move |c| store::get(c, id)).await?;
    let Some(row) = found.filter(|row| matches!(row.state, State::Waiting | State::Running)) else { return Ok(()) };
    let outcome = gather(&app, row.clone()).await;
    if outcome.is_err() && claimed.attempts >= jobs::ATTEMPTS {
        let failed = Row { state: State::Failed, ..row };
        app.db.write(Scope::Platform, move |c| store::put(c, &failed)).await?;
    }
    outcome
}

async fn gather(app: &Arc<App>, mut row: Row) -> Result<()> {
    let map = subject::map(app)?;
    let mut bundle = Bundle { app, zip: Zip::default(), parts: 0, bytes: 0 };
    let mut listed = Vec::new();
    row = Row { state: State::Running, done: 0, found: 0, ..row };
    for table in map.of(row.kind) {
        let count = bundle.table(&map, &row, table).await?;
        row.done += 1;
        row.found += count;
        let about = map.get(table);
        listed.push(json!({ "table": table, "rows": count, "purpose": about.map(|t| &t.purpose), "retention": about.map(|t| &t.retention) }));
        if !save(app, &row).await? {
            return Ok(());
        }
    }
    let now = app.clock.now();
    let manifest = json!({ "subject": row.subject_id, "kind": row.kind, "made_at": now, "tables": listed });
    let mut entry = Entry::new();
    entry.write(&serde_json::to_vec_pretty(&manifest).map_err(Error::internal)?)?;
    bundle.zip.put("manifest.json", entry)?;
    bundle.close(&row).await?;
    let (parts, bytes) = (bundle.parts, bundle.bytes);
    row = Row { state: State::Ready, parts, bytes, ready_at: Some(now), expires_at: Some(now.plus(LIVES)), ..row };
    save(app, &row).await.map(drop)
}

/// `false` when the copy is gone: its subject was erased meanwhile.
async fn save(app: &App, row: &Row) -> Result<bool> {
    let row = row.clone();
    app.db.write(Scope::Platform, move |c| store::put(c, &row)).await
}

/// Files that grow, one at a time.
struct Bundle<'a> {
    app: &'a Arc<App>,
    zip: Zip,
    parts: i64,
    bytes: i64,
}

impl Bundle<'_> {
    /// Adds a table's rows; returns how many.
    async fn table(&mut self, map: &Arc<Map>, row: &Row, table: &str) -> Result<i64> {
        let (mut count, mut offset, mut entry, mut size) = (0, 0, None, 0);
        loop {
            let page = read(self.app, map, row, table, offset).await?;
            let Some(_) = page.first() else { break };
            offset += page.len();
            for document in page {
                let mut line = serde_json::to_vec(&document).map_err(Error::internal)?;
                line.push(b'\n');
                size += line.len();
                entry.get_or_insert_with(Entry::new).write(&line)?;
                count += 1;
            }
            if size > PART {
                self.put(table, count, entry.take())?;
                self.close(row).await?;
                size = 0;
            }
        }
        self.put(table, count, entry)?;
        if self.zip.len() > PART {
            self.close(row).await?;
        }
        Ok(count)
    }

    fn put(&mut self, table: &str, count: i64, entry: Option<Entry>) -> Result<()> {
        entry.map_or(Ok(()), |entry| self.zip.put(&format!("tables/{table}-{count}.jsonl"), entry))
    }

    /// Seals the file and keeps it.
    async fn close(&mut self, row: &Row) -> Result<()> {
        if self.zip.is_empty() {
            return Ok(());
        }
        let plain = std::mem::take(&mut self.zip).finish()?;
        self.parts += 1;
        self.bytes += i64::try_from(plain.len()).map_err(Error::internal)?;
        let (seal, tenant, id, now) = (self.app.seal.clone(), row.tenant_id, row.id, self.app.clock.now());
        let key = self.app.db.write(Scope::Platform, move |c| seal.data_key(c, tenant, KEY, id.uuid(), now)).await?;
        self.app.blobs.put(&path(id, self.parts), key.seal(&place(id), &plain)).await
    }
}

/// A page of a table's rows that are the subject's, opened and without secrets.
async fn read(app: &Arc<App>, map: &Arc<Map>, row: &Row, table: &str, offset: usize) -> Result<Vec<Object<String, Value>>> {
    let (map, seal, table, row) = (Arc::clone(map), app.seal.clone(), table.to_owned(), row.clone());
    let load = move |c: &mut Conn<'_>| {
        let Some(theirs) = map.belongs(c, &table, row.kind, &[row.subject_id.uuid()])? else { return Ok(Vec::new()) };
        let Some(about) = map.get(&table) else { return Ok(Vec::new()) };
        let columns = rows::columns(c, &table)?;
        let mut page = rows::read(c, &table, &columns, &theirs, ROWS, offset)?;
        let opens = row.kind == SubjectKind::Person || row.asked_by_id.uuid() == row.subject_id.uuid();
        for document in &mut page {
            open(c, &seal, &table, about, document, opens)?;
            conceal(about, row.kind, document);
        }
        Ok(page)
    };
    app.db.read(Scope::Platform, load).await
}

/// Opens sealed columns. What somebody hid from those who serve them is opened for themselves only.
fn open(
    c: &mut Conn<'_>,
    seal: &seal::Keyring,
    table: &str,
    about: &Table,
    document: &mut Object<String, Value>,
    opens: bool,
) -> db::Result<()> {
    let sealed: Vec<String> =
        about.columns.iter().filter(|(_, class)| *class == "personal_sealed").map(|(name, _)| name.clone()).collect();
    for column in sealed {
        let Some(bytes) = document.get(&column).and_then(Value::as_str).and_then(unhex) else { continue };
        let by = document.get(about.sealed_by.as_deref().unwrap_or("id")).and_then(Value::as_str);
        let by =
            by.and_then(|id| id.parse().ok()).ok_or_else(|| Error::internal(format!("{table} has no place for {column}")))?;
        let called = called(about, &column, document);
        let text = match seal.key_of(c, &bytes)? {
            Some(key) if opens => readable(&key.open_at(table, &called, by, &bytes)?),
            _ => Value::Null,
        };
        document.insert(column, text);
    }
    Ok(())
}

/// The name that a sealed column is sealed under.
fn called(about: &Table, column: &str, document: &Object<String, Value>) -> String {
    let Some(pattern) = about.sealed_as.get(column) else { return column.to_owned() };
    let named = pattern.split_once('{').and_then(|(head, rest)| Some((head, rest.strip_suffix('}')?)));
    let value = |(head, of): (&str, &str)| format!("{head}{}", document.get(of).and_then(Value::as_str).unwrap_or_default());
    named.map_or_else(|| pattern.clone(), value)
}

/// JSON as it is, text as text, anything else in base64.
fn readable(plain: &[u8]) -> Value {
    match (serde_json::from_slice::<Value>(plain), std::str::from_utf8(plain)) {
        (Ok(value @ (Value::Object(_) | Value::Array(_))), _) => value,
        (_, Ok(text)) => Value::from(text),
        _ => Value::from(BASE64.encode(plain)),
    }
}

/// Leaves out secrets, and who else had a part in it.
fn conceal(about: &Table, kind: SubjectKind, document: &mut Object<String, Value>) {
    let others: &[String] = if kind == SubjectKind::Customer { &about.who.person } else { &[] };
    document.retain(|column, _| {
        about.columns.get(column).is_none_or(|class| class != "secret_hash")
            && !about.hide.contains(column)
            && (about.who.customer.contains(column) || !others.contains(column))
    });
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |d: u8| char::from(d).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| u8::try_from(digit(*high)? << 4 | digit(*low)?).ok();
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

/// Job: files whose time is over go, key first.
pub(crate) async fn tidy(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    for row in app.db.read(Scope::Platform, move |c| store::overdue(c, now)).await? {
        forget(&app, &row, now).await?;
        let expired = Row { state: State::Expired, ..row };
        app.db.write(Scope::Platform, move |c| store::put(c, &expired)).await?;
    }
    Ok(())
}

/// Destroys a copy's key and its files.
pub(crate) async fn forget(app: &App, row: &Row, now: Ts) -> Result<()> {
    let (seal, tenant, id) = (app.seal.clone(), row.tenant_id, row.id);
    app.db.write(Scope::Platform, move |c| seal.destroy(c, tenant, KEY, id.uuid(), now)).await?;
    for part in 1..=row.parts {
        app.blobs.delete(&path(id, part)).await?;
    }
    Ok(())
}
