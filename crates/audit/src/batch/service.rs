//! Use cases of batches: gathering what waits, and proving one row.

use std::sync::Arc;

use authz::Resource;
use db::Conn;
use http::{App, Ctx};
use kernel::{AccountId, Code, Error, PLATFORM, Result, Scope, TenantId, Ts};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{BATCH, Batched, Batches, hashed, store};
use crate::{Entry, ProofView, log::hex, record};

pub(crate) const JOB: &str = "audit.batch";

/// Job: lists what waits, an entry per batch.
pub(crate) async fn gather(app: Arc<App>) -> Result<()> {
    for of in &app.get::<Batches>()?.0 {
        let of = *of;
        let waits = move |c: &mut Conn<'_>| Ok(store::waiting(c, &of)?.len());
        while app.db.read(Scope::Platform, waits).await? > 0 {
            let now = app.clock.now();
            if app.db.write(Scope::Platform, move |c| one(c, &of, now)).await? < BATCH {
                break;
            }
        }
    }
    Ok(())
}

fn id_of(row: &serde_json::Map<String, Value>, column: &str) -> Option<Uuid> {
    row.get(column).and_then(Value::as_str).and_then(|id| id.parse().ok())
}

/// Writes one entry; returns how many rows it lists.
fn one(c: &mut Conn<'_>, of: &Batched, now: Ts) -> db::Result<usize> {
    let waiting = store::waiting(c, of)?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let hashes: Vec<String> = waiting.iter().map(|row| hashed(&of.content(row))).collect();
    let ids: Vec<Uuid> = waiting.iter().filter_map(|row| id_of(row, "id")).collect();
    let entry = Entry {
        tenant: PLATFORM,
        actor: None,
        action: "log.batch",
        object_kind: of.kind,
        object_id: ids.first().copied().unwrap_or_default(),
        detail: json!({ "kind": of.kind, "rows": hashes }),
        at: now,
    };
    let entry = record(c, &entry)?;
    store::mark(c, of, &ids, entry)
}

/// What proves one row: what it says, its place in the list, and that the list is in the log.
pub(crate) struct RowProof {
    pub(crate) content: Value,
    pub(crate) hash: String,
    pub(crate) place: usize,
    pub(crate) salt: String,
    pub(crate) words: String,
    pub(crate) proof: ProofView,
}

/// For administrators, the row's enterprise and the person concerned; `not_found` for everybody else.
///
/// Errors: `conflict` while it waits for its place, seconds at most.
pub(crate) async fn prove(ctx: &Ctx, kind: &str, id: Uuid) -> Result<RowProof> {
    let absent = || Error::not_found("the row");
    let batches = ctx.app.get::<Batches>()?;
    let of = *batches.0.iter().find(|of| of.kind == kind).ok_or_else(absent)?;
    let found = ctx.app.db.read(Scope::Platform, move |c| store::get(c, &of, id)).await?;
    let (row, entry) = found.ok_or_else(absent)?;
    let tenant = id_of(&row, "tenant_id").map(TenantId::from_uuid).ok_or_else(absent)?;
    let resource = Resource::of("decision").tenant(tenant);
    let resource = match id_of(&row, of.subject) {
        Some(subject) => resource.owner(AccountId::from_uuid(subject)),
        None => resource,
    };
    ctx.permit("decision:read", &resource).map_err(|_| absent())?;
    let waits = || Error::new(Code::Conflict, "the row gets its place in the log within seconds; ask again").retry_after(5);
    let entry = entry.ok_or_else(waits)?;
    let load = move |c: &mut Conn<'_>| Ok((store::words(c, entry)?, crate::proof_of(c, entry)?));
    let (words, proof) = ctx.app.db.read(Scope::Platform, load).await?;
    let (salt, words) = words.ok_or_else(|| Error::internal("a batch has lost its words"))?;
    let list: Value = serde_json::from_str(&words).map_err(Error::internal)?;
    let told = of.place(&row, &list);
    let (content, hash, place) = told.ok_or_else(|| Error::internal(format!("{kind} {id} is not what its batch says")))?;
    Ok(RowProof { content, hash, place, salt: hex(&salt), words, proof: proof.ok_or_else(waits)? })
}
