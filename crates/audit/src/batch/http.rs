//! `/log/rows/{kind}/{id}`.

use http::{Access, Ctx, Json, Path, Routes};
use kernel::Result;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::service;
use crate::ProofView;

/// That a verdict or an offer is in the log: `hash` is the leaf hash of `content` in canonical form and stands at `place` in
/// the `rows` of `words`; SHA-256 of salt and words is the `detail` of the entry that `proof` proves.
#[derive(Serialize, ToSchema)]
struct RowProofView {
    #[schema(value_type = Object)]
    content: Value,
    hash: String,
    place: usize,
    /// Hexadecimal.
    salt: String,
    words: String,
    proof: ProofView,
}

async fn prove(ctx: Ctx, Path((kind, id)): Path<(String, Uuid)>) -> Result<Json<RowProofView>> {
    let service::RowProof { content, hash, place, salt, words, proof } = service::prove(&ctx, &kind, id).await?;
    Ok(Json(RowProofView { content, hash, place, salt, words, proof }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("audit")
        .get("/log/rows/{kind}/{id}", Access::Signed, prove)
        .summary("Proof that a verdict or an offer is in the log")
}
