//! Identity checks over HTTP. A number that came in never goes out whole.

use http::{Access, Ctx, Json, Routes};
use kernel::{DecisionId, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Claim, Document, DocumentKind, IdentityState, service, store::CheckRow};
use crate::ApplicationId;

/// What is known of a candidate's document, to the candidate.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct IdentityView {
    pub state: IdentityState,
    pub document: DocumentKind,
    /// First and last sign, stars between; absent once erased.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Codes of the reasons.
    pub codes: Vec<String>,
    pub decision_id: DecisionId,
    pub checked_at: Ts,
}

impl IdentityView {
    pub(crate) fn of(row: &CheckRow, document: Option<&Document>) -> Self {
        Self {
            state: row.state,
            document: row.document_kind,
            number: document.map(Document::masked_number),
            name: document.map(Document::masked_name),
            codes: row.codes.0.clone(),
            decision_id: row.decision_id,
            checked_at: row.checked_at,
        }
    }
}

/// What a reviewer sees of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewIdentity {
    pub state: IdentityState,
    pub document: DocumentKind,
    pub codes: Vec<String>,
    /// Words of the verifier.
    pub verifier_codes: Vec<String>,
    /// Applications of other accounts with the same document.
    pub same_document: Vec<ApplicationId>,
    pub decision_id: DecisionId,
}

async fn check(ctx: Ctx, Json(claim): Json<Claim>) -> Result<Json<IdentityView>> {
    Ok(Json(service::check(&ctx, &claim).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("recruitment")
        .put("/applications/mine/identity", Access::To("application:work"), check)
        .summary("State a document: checked by its own rules, kept sealed, shown masked; before the vetting questions")
}
