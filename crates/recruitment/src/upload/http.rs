//! Resumable uploads over HTTP.

use http::{Access, Body, Budget, Created, Ctx, Json, Path, Routes};
use kernel::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{UploadId, UploadPurpose, UploadState, service, store::UploadRow};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginUpload {
    pub purpose: UploadPurpose,
    /// Media type as the recorder names it, e.g. `audio/webm;codecs=opus`.
    pub mime: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UploadBegun {
    pub id: UploadId,
    /// The chunk to send next.
    pub next: i64,
    /// Largest chunk, in bytes.
    pub chunk_max: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NextChunk {
    pub next: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteUpload {
    /// How many chunks were sent.
    pub chunks: i64,
    /// What the recorder thinks the length is.
    pub duration_ms: i64,
    /// For a list of items: when each was shown, in ms from the beginning of the recording.
    #[serde(default)]
    pub marks: Vec<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UploadView {
    pub id: UploadId,
    pub next: i64,
    pub bytes: i64,
    pub state: UploadState,
    /// Why it has to be recorded again: empty, wrong_container, no_audio, damaged, too_long, too_short, interrupted, silent,
    /// clipped, noisy, no_voice, too_few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Length of the sound that arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
}

impl From<UploadRow> for UploadView {
    fn from(row: UploadRow) -> Self {
        let result = row.result.map(|r| r.0);
        Self {
            id: row.id,
            next: row.next,
            bytes: row.bytes,
            state: row.state,
            duration_ms: result.as_ref().and_then(|r| r.take.as_ref()).map(|t| t.duration_ms),
            reason: result.and_then(|r| r.reason),
        }
    }
}

async fn begin(ctx: Ctx, Json(body): Json<BeginUpload>) -> Result<Created<UploadBegun>> {
    let (row, chunk_max) = service::begin(&ctx, body.purpose, body.mime).await?;
    Ok(Created(UploadBegun { id: row.id, next: row.next, chunk_max }))
}

async fn chunk(ctx: Ctx, Path((id, n)): Path<(UploadId, i64)>, Body(bytes): Body) -> Result<Json<NextChunk>> {
    Ok(Json(NextChunk { next: service::chunk(&ctx, id, n, bytes.to_vec()).await? }))
}

async fn status(ctx: Ctx, Path(id): Path<UploadId>) -> Result<Json<UploadView>> {
    Ok(Json(service::status(&ctx, id).await?.into()))
}

async fn complete(ctx: Ctx, Path(id): Path<UploadId>, Json(body): Json<CompleteUpload>) -> Result<Json<UploadView>> {
    Ok(Json(service::complete(&ctx, id, &body).await?.into()))
}

pub(crate) fn routes() -> Routes {
    Routes::new("recruitment")
        .post("/uploads", Access::To("application:work"), begin)
        .summary("Begin a recording; an open one is dropped")
        .put("/uploads/{id}/chunks/{n}", Access::To("application:work"), chunk)
        .summary("Send chunk n, its SHA-256 in X-Sha256")
        .body_max(1024 * 1024)
        .limit(Budget::Upload)
        .get("/uploads/{id}", Access::To("application:work"), status)
        .summary("Where an upload stands, to go on after a cut")
        .post("/uploads/{id}/complete", Access::To("application:work"), complete)
        .summary("Close an upload; the recording passes the gates or has to be redone")
}
