//! Use cases of the log: sealing what waits, reading entries, proving them.

use std::{sync::Arc, time::Duration};

use authz::Resource;
use db::{Conn, leases};
use http::{App, Ctx};
use kernel::{Code, Error, PLATFORM, Page, PageQuery, Result, Scope, Ts};

use serde_json::json;

use super::{
    Checkpoint, Entry, EntryId, LeafId, Signer,
    note::{self, Cosignature, Witnesses},
    store,
};
use crate::merkle::{self, Hash};

/// Leaves placed per transaction: bounds how long the only SQLite writer is held.
const BATCH: i64 = 1000;
/// Name and holder of the row lock that makes sealing one-at-a-time on every engine.
const SEALER: &str = "audit.seal";

/// Gives waiting leaves their places and signs a checkpoint over them. `None` when nothing waited.
pub(crate) fn seal(c: &mut Conn<'_>, signer: &Signer, now: Ts) -> db::Result<Option<Checkpoint>> {
    leases::acquire(c, SEALER, SEALER, Duration::from_secs(60), now)?;
    let waiting = store::waiting(c, BATCH)?;
    if waiting.is_empty() {
        return Ok(None);
    }
    let size = store::checkpoint(c)?.map_or(0, |last| last.size);
    let mut hashes = Vec::with_capacity(waiting.len());
    for (_, _, leaf) in &waiting {
        hashes.push(store::hash(leaf)?);
    }
    let tiles = merkle::append(size, store::growing(c, size)?, &hashes);
    store::place(c, size, &waiting)?;
    store::keep_tiles(c, &tiles)?;
    let size = size + hashes.len() as u64;
    let root = merkle::root(&mut store::Stored::knowing(c, tiles), size)?;
    let checkpoint = signer.sign(size, root, now);
    store::insert_checkpoint(c, &checkpoint)?;
    Ok(Some(checkpoint))
}

/// Seals until nothing waits.
pub(crate) async fn seal_all(app: Arc<App>) -> Result<()> {
    let signer = Signer::of(&app.seal);
    loop {
        let (signer, now) = (signer.clone(), app.clock.now());
        let sealed = app.db.write(Scope::Platform, move |c| seal(c, &signer, now)).await?;
        if sealed.is_none() {
            return Ok(());
        }
    }
}

/// Entries of all tenants, newest first.
pub(crate) async fn entries(ctx: &Ctx, filter: store::Filter, query: PageQuery) -> Result<Page<store::Full>> {
    ctx.permit("audit:read", &Resource::of("audit"))?;
    let rows = ctx
        .app
        .db
        .read(Scope::Platform, {
            let query = query.clone();
            move |c| store::list(c, &filter, query.before(), query.fetch())
        })
        .await?;
    Ok(Page::cut(rows, &query, |(row, _, _)| row.id))
}

/// That an entry is in the log: everything a verifier needs besides the public key it already trusts.
pub(crate) struct Proof {
    pub(crate) seq: u64,
    pub(crate) leaf: Vec<u8>,
    pub(crate) path: Vec<Hash>,
    pub(crate) checkpoint: Checkpoint,
}

pub(crate) async fn proof(ctx: &Ctx, id: EntryId) -> Result<Proof> {
    ctx.permit("audit:read", &Resource::of("audit"))?;
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
            let row = store::get(c, id)?.ok_or_else(|| Error::not_found("the entry"))?;
            prove(c, id.cast(), row.leaf_hash)
        })
        .await
}

/// The proof of an entry; `None` while it waits for its place.
pub(crate) fn proof_of(c: &mut Conn<'_>, id: EntryId) -> db::Result<Option<Proof>> {
    let Some(row) = store::get(c, id)? else { return Ok(None) };
    match store::place_of(c, id.cast())? {
        Some(_) => prove(c, id.cast(), row.leaf_hash).map(Some),
        None => Ok(None),
    }
}

fn prove(c: &mut Conn<'_>, id: LeafId, leaf: Vec<u8>) -> db::Result<Proof> {
    let waits = || Error::new(Code::Conflict, "the entry gets its place in the log within seconds; ask again").retry_after(5);
    let seq = store::place_of(c, id)?.ok_or_else(waits)?;
    let checkpoint = store::checkpoint(c)?.ok_or_else(waits)?;
    let path = merkle::inclusion(&mut store::Stored::new(c), seq, checkpoint.size)?;
    Ok(Proof { seq, leaf, path, checkpoint })
}

/// The newest checkpoint.
pub(crate) async fn checkpoint(ctx: &Ctx) -> Result<Checkpoint> {
    let newest = ctx.app.db.read(Scope::Platform, store::checkpoint).await?;
    newest.ok_or_else(|| Error::not_found("a checkpoint"))
}

/// That the log of `from` leaves is a beginning of the newest checkpoint's log.
pub(crate) async fn consistency(ctx: &Ctx, from: u64) -> Result<(Checkpoint, Vec<Hash>)> {
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
            let newest = store::checkpoint(c)?.ok_or_else(|| Error::not_found("a checkpoint"))?;
            if from == 0 || from > newest.size {
                let what = format!("from must be between 1 and {}", newest.size);
                return Err(Error::field("from", "out_of_range", what).into());
            }
            let path = merkle::consistency(&mut store::Stored::new(c), from, newest.size)?;
            Ok((newest, path))
        })
        .await
}

/// The newest checkpoint as a note, with what witnesses said of it. For anybody.
pub(crate) async fn note(ctx: &Ctx) -> Result<String> {
    let newest = |c: &mut Conn<'_>| match store::checkpoint(c)? {
        Some(at) => Ok((store::cosignatures(c, at.size)?, at)),
        None => Err(Error::not_found("a checkpoint").into()),
    };
    let (cosigned, at) = ctx.app.db.read(Scope::Platform, newest).await?;
    Ok(note::write(&at, &cosigned, &*ctx.app.get::<Witnesses>()?))
}

/// The hashes of a tile, 32 bytes each; hashes tell nothing of what was logged. For anybody.
pub(crate) async fn tile(ctx: &Ctx, level: u32, number: u64) -> Result<Vec<u8>> {
    let found = ctx.app.db.read(Scope::Platform, move |c| store::tile(c, level, number)).await?;
    Ok(found.ok_or_else(|| Error::not_found("the tile"))?.bytes())
}

/// Takes a witness's word about a checkpoint of ours. The signature is the proof of who speaks.
///
/// Errors: `not_found` for a size without a checkpoint; `forbidden` for a witness nobody configured or a signature that
/// does not hold.
pub(crate) async fn cosign(ctx: &Ctx, size: u64, word: Cosignature) -> Result<()> {
    let no = || Error::new(Code::Forbidden, "no known witness signed this checkpoint so");
    let key = *ctx.app.get::<Witnesses>()?.key(&word.witness).ok_or_else(no)?;
    ctx.app
        .db
        .write(Scope::Platform, move |c| {
            let at = store::checkpoint_over(c, size)?.ok_or_else(|| Error::not_found("the checkpoint"))?;
            if !word.holds(&key, &at) {
                return Err(no().into());
            }
            store::keep_cosignature(c, size, &word)
        })
        .await
}

/// The whole log as the file that [`super::check`] reads; telling that it was taken is part of the next one.
pub(crate) async fn export(ctx: &Ctx) -> Result<Vec<u8>> {
    ctx.permit("audit:read", &Resource::of("audit"))?;
    let (key, actor, now) = (Signer::of(&ctx.app.seal).key(), ctx.actor()?.clone(), ctx.app.clock.now());
    ctx.app
        .db
        .write(Scope::Platform, move |c| {
            let mut out = Vec::new();
            let leaves = super::export(c, &key, &mut out)?;
            let entry = Entry {
                tenant: PLATFORM,
                actor: Some(&actor),
                action: "audit.export",
                object_kind: "audit",
                object_id: PLATFORM.uuid(),
                detail: json!({ "leaves": leaves }),
                at: now,
            };
            super::record(c, &entry)?;
            Ok(out)
        })
        .await
}
