//! Routes of the log, for admins and for witnesses.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use http::{Access, Ctx, Json, NoContent, Path, Query, Raw, Routes};
use kernel::{AccountId, Cursor, Error, Page, PageQuery, Result, TenantId, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Checkpoint, EntryId, ObjectId, hex, note::Cosignature, service, store};

/// Which entries to list; a page query with filters.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EntryQuery {
    after: Option<Cursor>,
    limit: Option<u16>,
    /// Account that acted.
    actor: Option<AccountId>,
    /// Exact action word, e.g. `project.create`.
    action: Option<String>,
    /// What was acted on.
    #[schema(value_type = Option<String>, format = Uuid)]
    object: Option<ObjectId>,
    from: Option<Ts>,
    /// Not itself included.
    until: Option<Ts>,
}

/// A line of the audit log.
#[derive(Serialize, ToSchema)]
struct EntryView {
    id: EntryId,
    /// Place in the Merkle log; absent for the seconds before it is sealed.
    seq: Option<i64>,
    at: Ts,
    tenant: TenantId,
    actor: Option<AccountId>,
    role: Option<String>,
    action: String,
    object_kind: String,
    #[schema(value_type = String, format = Uuid)]
    object_id: Uuid,
    /// Absent once erased.
    #[schema(value_type = Object)]
    detail: Option<Value>,
    /// Leaf hash, hexadecimal.
    hash: String,
}

/// A signed statement about the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckpointView {
    size: u64,
    /// Root hash, hexadecimal.
    root: String,
    at: Ts,
    /// Ed25519 over `text`, base64.
    signature: String,
    /// Public key, base64.
    key: String,
    /// The signed text.
    text: String,
}

/// That an entry is in the log (RFC 6962 inclusion proof).
#[derive(Serialize, ToSchema)]
pub struct ProofView {
    entry_id: EntryId,
    seq: u64,
    /// Leaf hash, hexadecimal.
    leaf: String,
    /// Sibling hashes from the leaf upwards, hexadecimal.
    path: Vec<String>,
    checkpoint: CheckpointView,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct From {
    /// Leaves of the older checkpoint.
    from: u64,
}

/// That an older log is a beginning of the newest (RFC 6962 consistency proof).
#[derive(Serialize, ToSchema)]
struct ConsistencyView {
    from: u64,
    path: Vec<String>,
    checkpoint: CheckpointView,
}

impl ProofView {
    pub(crate) fn of(entry_id: EntryId, proof: service::Proof) -> Self {
        let path = hexes(&proof.path);
        Self { entry_id, seq: proof.seq, leaf: hex(&proof.leaf), path, checkpoint: proof.checkpoint.into() }
    }
}

impl std::convert::From<Checkpoint> for CheckpointView {
    fn from(c: Checkpoint) -> Self {
        let text = c.text();
        Self {
            size: c.size,
            root: hex(&c.root),
            at: c.at,
            signature: BASE64.encode(&c.signature),
            key: BASE64.encode(&c.key),
            text,
        }
    }
}

fn view((row, detail, seq): store::Full) -> EntryView {
    EntryView {
        id: row.id,
        seq,
        at: row.created_at,
        tenant: row.tenant_id,
        actor: row.actor_id,
        role: row.actor_role,
        action: row.action,
        object_kind: row.object_kind,
        object_id: row.object_id.uuid(),
        detail: detail.and_then(|text| serde_json::from_str(&text).ok()),
        hash: hex(&row.leaf_hash),
    }
}

fn hexes(path: &[crate::merkle::Hash]) -> Vec<String> {
    path.iter().map(|h| hex(h)).collect()
}

async fn entries(ctx: Ctx, Query(q): Query<EntryQuery>) -> Result<Json<Page<EntryView>>> {
    let filter = store::Filter { actor: q.actor, action: q.action, object: q.object, from: q.from, until: q.until };
    let page = service::entries(&ctx, filter, PageQuery { after: q.after, limit: q.limit }).await?;
    Ok(Json(page.map(view)))
}

async fn proof(ctx: Ctx, Path(id): Path<EntryId>) -> Result<Json<ProofView>> {
    Ok(Json(ProofView::of(id, service::proof(&ctx, id).await?)))
}

async fn checkpoint(ctx: Ctx) -> Result<Json<CheckpointView>> {
    Ok(Json(service::checkpoint(&ctx).await?.into()))
}

async fn consistency(ctx: Ctx, Query(q): Query<From>) -> Result<Json<ConsistencyView>> {
    let (checkpoint, path) = service::consistency(&ctx, q.from).await?;
    Ok(Json(ConsistencyView { from: q.from, path: hexes(&path), checkpoint: checkpoint.into() }))
}

/// A witness's word about a checkpoint.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCosignature {
    /// Leaves of the checkpoint.
    size: u64,
    /// Name under which the witness's key is configured.
    witness: String,
    /// When it signed, in whole seconds since 1970.
    at: u64,
    /// Ed25519 over `cosignature/v1`, the time and the checkpoint's text, base64.
    signature: String,
}

async fn note(ctx: Ctx) -> Result<Raw> {
    Ok(Raw { media: "text/plain; charset=utf-8", bytes: service::note(&ctx).await?.into() })
}

async fn tile(ctx: Ctx, Path((level, number)): Path<(u32, u64)>) -> Result<Raw> {
    Ok(Raw { media: "application/octet-stream", bytes: service::tile(&ctx, level, number).await?.into() })
}

async fn cosign(ctx: Ctx, Json(new): Json<NewCosignature>) -> Result<NoContent> {
    let invalid = || Error::field("signature", "invalid", "64 bytes in base64");
    let signature = BASE64.decode(&new.signature).map_err(|_| invalid())?;
    service::cosign(&ctx, new.size, Cosignature { witness: new.witness, at: new.at, signature }).await?;
    Ok(NoContent)
}

async fn export(ctx: Ctx) -> Result<Raw> {
    Ok(Raw { media: "application/jsonl", bytes: service::export(&ctx).await?.into() })
}

pub(crate) fn routes() -> Routes {
    Routes::new("audit")
        .get("/audit/entries", Access::To("audit:read"), entries)
        .summary("Audit log, newest first")
        .get("/audit/entries/{id}/proof", Access::To("audit:read"), proof)
        .summary("Proof that an entry is in the log")
        .get("/audit/checkpoint", Access::Signed, checkpoint)
        .summary("Newest signed checkpoint of the log")
        .get("/audit/consistency", Access::Signed, consistency)
        .summary("Proof that an older log is a beginning of the newest")
        .get("/audit/export", Access::To("audit:read"), export)
        .summary("The whole log as JSON lines, for an offline verifier")
        .get("/log/checkpoint", Access::Public, note)
        .summary("Newest checkpoint as a signed note with its witnesses' cosignatures")
        .get("/log/tiles/{level}/{number}", Access::Public, tile)
        .summary("Up to 256 hashes of the log's tree, 32 bytes each")
        .post("/log/cosignatures", Access::Public, cosign)
        .summary("A witness's signature over a checkpoint")
}
