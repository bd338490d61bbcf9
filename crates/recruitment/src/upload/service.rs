//! Use cases of uploads. The bytes of each chunk are sealed under the worker's key before they reach the blob store.

use std::{sync::Arc, time::Duration};

use authz::Resource;
use db::{Conn, Json, jobs::Claimed};
use http::{App, Ctx};
use kernel::{Actor, Code, Error, PLATFORM, Result, Scope, Ts, policy::Policy, sha256_hex};
use seal::{DataKey, Place};

use super::{
    Chunk, UploadId, UploadPurpose, UploadResult, UploadState, accept,
    http::CompleteUpload,
    media_type,
    store::{self, ChunkRow, UploadRow},
};
use crate::{
    application::service::step,
    interview::{self, Lengths, PartState, bank::Prompt, store::Change},
    score::policy::{InterviewPolicy, ReadAloudRules},
    spoken::{self, Recording},
};

/// Used recordings are kept this long for appeals, unused takes only until they cannot be resumed any more.
const KEEP: Duration = Duration::from_secs(180 * 24 * 3600);
const KEEP_UNUSED: Duration = Duration::from_secs(7 * 24 * 3600);

/// Begins a take; an open one is dropped. Errors: `step_out_of_order`, `unsupported_media_type`, `wrong_state` after too many.
pub(crate) async fn begin(ctx: &Ctx, purpose: UploadPurpose, mime: String) -> Result<(UploadRow, i64)> {
    let actor = ctx.actor()?.clone();
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    ctx.app
        .db
        .write(actor.scope(), move |c| {
            let rules = audit::policy::typed::<InterviewPolicy>(c, "interview")?;
            let rules = &rules.value.read_aloud;
            let mime = media_type(rules, &mime)?;
            let room = interview::service::open_room(c, &seal, &actor, purpose.part(), now)?;
            if store::count(c, actor.tenant, room.row.id, purpose)? >= rules.takes_max {
                return Err(Error::new(Code::WrongState, "no more takes are possible; ask for help").into());
            }
            store::drop_open(c, actor.tenant, room.row.id, now)?;
            let row = UploadRow {
                tenant_id: actor.tenant,
                id: UploadId::at(now),
                account_id: actor.account,
                interview_id: room.row.id,
                purpose,
                mime,
                state: UploadState::Open,
                next: 0,
                bytes: 0,
                result: None,
                created_at: now,
                closed_at: None,
            };
            store::insert(c, &row)?;
            Ok((row, rules.chunk_max_bytes))
        })
        .await
}

struct Loaded {
    actor: Actor,
    row: UploadRow,
    policy: Arc<Policy<InterviewPolicy>>,
    key: DataKey,
}

/// An upload of the actor's; somebody else's is `not_found`.
async fn load(ctx: &Ctx, id: UploadId) -> Result<Loaded> {
    let actor = ctx.actor()?.clone();
    let (seal, tenant) = (ctx.app.seal.clone(), actor.tenant);
    let (row, policy, key) = ctx
        .app
        .db
        .read(actor.scope(), move |c| {
            let row = store::find(c, tenant, id)?.ok_or_else(|| Error::not_found("the upload"))?;
            let policy = audit::policy::typed::<InterviewPolicy>(c, "interview")?;
            let key = seal.existing_key(c, tenant, crate::KEY, row.account_id.uuid())?;
            Ok((row, policy, key))
        })
        .await?;
    let resource = Resource::of("application").id(row.id).tenant(row.tenant_id).owner(row.account_id);
    ctx.permit("application:work", &resource).map_err(|_| Error::not_found("the upload"))?;
    let key = key.ok_or_else(|| Error::new(Code::ContentErased, "this recording was erased"))?;
    Ok(Loaded { actor, row, policy, key })
}

pub(crate) async fn status(ctx: &Ctx, id: UploadId) -> Result<UploadRow> {
    Ok(load(ctx, id).await?.row)
}

/// Where a chunk lies; its hash is in the name, so that a lost race never leaves other bytes there.
fn path(id: UploadId, n: i64, sha256: &str) -> String {
    format!("interview/{id}/{n}-{}", sha256.get(..16).unwrap_or(sha256))
}

fn place(id: UploadId) -> Place {
    Place::new("upload_chunk", "bytes", id.uuid())
}

/// Takes chunk `n`. Errors: `upload_gap`, `upload_mismatch`, `body_too_large`, `wrong_state`; nothing is counted in then.
pub(crate) async fn chunk(ctx: &Ctx, id: UploadId, n: i64, bytes: Vec<u8>) -> Result<i64> {
    let sha256 = sha256_hex(&bytes);
    let claimed = ctx.headers.get("x-sha256").map(str::to_ascii_lowercase);
    let claimed = claimed.ok_or_else(|| Error::field("x-sha256", "required", "send the chunk's SHA-256 in hexadecimal"))?;
    if claimed != sha256 {
        return Err(Error::new(
            Code::UploadMismatch,
            "the bytes that arrived are not those that were hashed; send the chunk again",
        ));
    }
    let Loaded { actor, row, policy, key } = load(ctx, id).await?;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    check_size(&policy.value.read_aloud, &row, n, size)?;
    let known = known_chunk(ctx, &row, n).await?;
    if accept(n, row.next, &sha256, known.as_deref())? == Chunk::Known {
        return Ok(row.next);
    }
    if row.state != UploadState::Open {
        return Err(Error::new(Code::WrongState, "this upload is closed; begin another"));
    }
    ctx.app.blobs.put(&path(id, n, &sha256), key.seal(&place(id), &bytes)).await?;
    let chunk = ChunkRow { tenant_id: row.tenant_id, upload_id: id, n, sha256: sha256.clone(), bytes: size, created_at: ctx.now };
    let counted = ctx.app.db.write(actor.scope(), move |c| store::add_chunk(c, &chunk)).await?;
    if counted || known_chunk(ctx, &row, n).await?.as_deref() == Some(&sha256) {
        return Ok(n + 1);
    }
    Err(Error::new(Code::UploadMismatch, "another chunk took this place meanwhile; ask where to go on"))
}

fn check_size(rules: &ReadAloudRules, row: &UploadRow, n: i64, size: i64) -> Result<()> {
    if size == 0 {
        return Err(Error::field("body", "too_short", "a chunk has at least one byte"));
    }
    let too_large = |what: String| Error::new(Code::BodyTooLarge, what);
    if size > rules.chunk_max_bytes {
        return Err(too_large(format!("a chunk has at most {} bytes", rules.chunk_max_bytes)));
    }
    if n >= row.next && (row.bytes + size > rules.total_max_bytes || n >= rules.chunks_max) {
        return Err(too_large(format!("a recording has at most {} bytes in {} chunks", rules.total_max_bytes, rules.chunks_max)));
    }
    Ok(())
}

async fn known_chunk(ctx: &Ctx, row: &UploadRow, n: i64) -> Result<Option<String>> {
    let (tenant, id) = (row.tenant_id, row.id);
    ctx.app.db.read(Scope::Tenant(tenant), move |c| store::chunk(c, tenant, id, n)).await
}

/// Closes an upload and passes its recording through the gates. A repeat gives the same answer.
/// Errors: `upload_gap` when chunks are missing, `upload_mismatch` when there are more, `wrong_state` when dropped,
/// `invalid_field` when the marks are not one per item.
pub(crate) async fn complete(ctx: &Ctx, id: UploadId, body: &CompleteUpload) -> Result<UploadRow> {
    let loaded = load(ctx, id).await?;
    let row = loaded.row.clone();
    if body.chunks > row.next {
        return Err(Error::new(Code::UploadGap, format!("chunk {} has not arrived; send it, then complete again", row.next)));
    }
    if body.chunks < row.next {
        return Err(Error::new(Code::UploadMismatch, format!("{} chunks have arrived, not {}", row.next, body.chunks)));
    }
    if !(0..=3_600_000).contains(&body.duration_ms) {
        return Err(Error::field("duration_ms", "out_of_range", "between 0 and one hour"));
    }
    match row.state {
        UploadState::Open => {}
        UploadState::Done | UploadState::Redo => return Ok(row),
        UploadState::Dropped => return Err(Error::new(Code::WrongState, "another take was begun")),
    }
    let asked = asked(ctx, &loaded).await?;
    check_marks(&asked.prompts, &body.marks)?;
    let bytes = assemble(&ctx.app, &row, &loaded.key).await?;
    let print = sha256_hex(&bytes);
    let (policy, kind, marks) = (Arc::clone(&loaded.policy), row.purpose.part(), body.marks.clone());
    let admitted = tokio::task::spawn_blocking(move || {
        let wanted = spoken::Wanted { kind, lengths: &asked.lengths, prompts: &asked.prompts, syllables: asked.syllables };
        spoken::admit(&policy.value.read_aloud, &policy.value.voice, &wanted, &marks, bytes)
    })
    .await
    .map_err(Error::internal)?;
    let result = match admitted {
        Ok((take, heard)) => UploadResult { take: Some(take), heard: Some(heard), reason: None },
        Err((word, heard)) => UploadResult { take: None, heard, reason: Some(word.to_owned()) },
    };
    close(ctx, loaded.actor, row, result, body.marks.clone(), print).await
}

/// What the recordings of an interview answer, drawn again from its seed.
pub(crate) struct Asked {
    pub(crate) lengths: Lengths,
    pub(crate) prompts: Vec<Prompt>,
    pub(crate) syllables: i64,
}

async fn asked(ctx: &Ctx, loaded: &Loaded) -> Result<Asked> {
    let (seal, now, actor, kind) = (ctx.app.seal.clone(), ctx.now, loaded.actor.clone(), loaded.row.purpose.part());
    let room = ctx.app.db.write(actor.scope(), move |c| interview::service::open_room(c, &seal, &actor, kind, now)).await?;
    let prompts = room.bank.prompts_of(kind, room.row.seed, &room.lengths);
    let syllables = room.bank.read_aloud_of(room.row.seed)?.syllables;
    Ok(Asked { lengths: room.lengths, prompts, syllables })
}

fn check_marks(prompts: &[Prompt], marks: &[i64]) -> Result<()> {
    if marks.len() != prompts.len() {
        return Err(Error::field("marks", "invalid", format!("one mark for each of the {} items", prompts.len())));
    }
    let rising = marks.iter().zip(marks.iter().skip(1)).all(|(a, b)| a <= b);
    if !rising || marks.iter().any(|ms| !(0..=3_600_000).contains(ms)) {
        return Err(Error::field("marks", "out_of_range", "milliseconds from the beginning, in order"));
    }
    Ok(())
}

/// The whole recording, every chunk checked against its hash again.
pub(crate) async fn assemble(app: &App, row: &UploadRow, key: &DataKey) -> Result<Vec<u8>> {
    let (tenant, id) = (row.tenant_id, row.id);
    let chunks = app.db.read(Scope::Tenant(tenant), move |c| store::chunks(c, tenant, id)).await?;
    let mut whole = Vec::new();
    for chunk in chunks {
        let sealed = app.blobs.get(&path(id, chunk.n, &chunk.sha256)).await?;
        let bytes = key.open(&place(id), &sealed)?;
        if sha256_hex(&bytes) != chunk.sha256 {
            return Err(Error::internal(format!("chunk {} of upload {id} changed in the blob store", chunk.n)));
        }
        whole.extend_from_slice(&bytes);
    }
    Ok(whole)
}

async fn close(
    ctx: &Ctx,
    actor: Actor,
    row: UploadRow,
    result: UploadResult,
    marks: Vec<i64>,
    print: String,
) -> Result<UploadRow> {
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    ctx.app
        .db
        .write(actor.scope(), move |c| {
            let state = if result.reason.is_none() { UploadState::Done } else { UploadState::Redo };
            if !store::close(c, &row, state, &result, now)? {
                return Err(Error::conflict("the upload changed meanwhile; ask where it stands").into());
            }
            if let (Some(take), Some(heard), UploadState::Done) = (&result.take, result.heard, state) {
                let kind = row.purpose.part();
                let room = interview::service::open_room(c, &seal, &actor, kind, now)?;
                let takes = store::count(c, row.tenant_id, row.interview_id, row.purpose)?;
                let recording = Recording { upload: row.id, take: take.clone(), heard, marks: marks.clone(), takes };
                let features = Some(serde_json::to_value(recording).map_err(Error::internal)?);
                let part = room.part(kind)?;
                let change = Change { state: PartState::Done, steps: takes, answer: None, features, opened_at: part.opened_at };
                if !interview::store::answer(c, row.tenant_id, room.row.id, kind, part.steps, change, now)? {
                    return Err(step("this part was answered meanwhile").into());
                }
                interview::store::remember(c, row.tenant_id, &print, room.row.id, kind.as_str(), now)?;
            }
            Ok(UploadRow { state, result: Some(Json(result.clone())), closed_at: Some(now), ..row.clone() })
        })
        .await
}

/// Deletes recordings whose time is over: first the bytes, then the rows that name them; each deletion is an entry of the audit
/// trail with the hash of what was there. Written answers and transcripts go with the recordings.
pub(crate) async fn forget(app: Arc<App>, _: Claimed) -> Result<()> {
    let now = app.clock.now();
    let scope = Scope::Tenant(PLATFORM);
    let overdue = app.db.read(scope, move |c| store::overdue(c, PLATFORM, now.minus(KEEP), now.minus(KEEP_UNUSED), 200)).await?;
    for id in overdue {
        let chunks = app.db.read(scope, move |c| store::chunks(c, PLATFORM, id)).await?;
        for chunk in &chunks {
            app.blobs.delete(&path(id, chunk.n, &chunk.sha256)).await?;
        }
        let mut left = 0;
        for chunk in &chunks {
            // No answer is no proof: then the job is repeated.
            left += usize::from(app.blobs.size(&path(id, chunk.n, &chunk.sha256)).await?.is_some());
        }
        if left > 0 {
            return Err(Error::internal(format!("{left} chunks of upload {id} are still in the blob store")));
        }
        app.db.write(scope, move |c| forgotten(c, id, &chunks, now)).await?;
    }
    app.db.write(scope, move |c| interview::store::forget_answers(c, PLATFORM, now.minus(KEEP))).await?;
    Ok(())
}

/// Forgets the chunks of an upload and leaves the proof.
fn forgotten(c: &mut Conn<'_>, id: UploadId, chunks: &[ChunkRow], now: Ts) -> db::Result<()> {
    let hashes: Vec<&str> = chunks.iter().map(|chunk| chunk.sha256.as_str()).collect();
    let entry = audit::Entry {
        tenant: PLATFORM,
        actor: None,
        action: "interview.recording_deleted",
        object_kind: "upload",
        object_id: id.uuid(),
        detail: serde_json::json!({"chunks": chunks.len(), "sha256_of_hashes": sha256_hex(hashes.concat().as_bytes())}),
        at: now,
    };
    audit::record(c, &entry)?;
    store::forget_chunks(c, PLATFORM, id)
}
