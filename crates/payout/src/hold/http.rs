//! Routes of contested pay. The cases themselves are at `/cases`.

use audit::CaseId;
use http::{Access, Created, Ctx, Json, Path, Routes};
use kernel::{Money, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{HoldReason, service};
use crate::EarningId;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RejectionBody {
    reason: HoldReason,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PenaltyBody {
    /// Less is held where the caps of the piece and the month leave less.
    amount: Money,
    reason: HoldReason,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DisputeBody {
    /// What was paid too little.
    claim: Money,
    /// At most 2000 characters; sealed.
    words: String,
}

/// The case that began.
#[derive(Serialize, Deserialize, ToSchema)]
struct CaseMade {
    case_id: CaseId,
}

async fn reject(ctx: Ctx, Path(id): Path<EarningId>, Json(b): Json<RejectionBody>) -> Result<Created<CaseMade>> {
    Ok(Created(CaseMade { case_id: service::reject(&ctx, id, b.reason).await? }))
}

async fn penalise(ctx: Ctx, Path(id): Path<EarningId>, Json(b): Json<PenaltyBody>) -> Result<Created<CaseMade>> {
    Ok(Created(CaseMade { case_id: service::penalise(&ctx, id, b.amount, b.reason).await? }))
}

async fn dispute(ctx: Ctx, Path(id): Path<EarningId>, Json(b): Json<DisputeBody>) -> Result<Created<CaseMade>> {
    Ok(Created(CaseMade { case_id: service::dispute(&ctx, id, b.claim, b.words).await? }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .post("/earnings/{id}/rejection", Access::To("earning:reject"), reject)
        .once()
        .summary("Reject a piece within its window: its pay is held, and the worker may appeal")
        .post("/earnings/{id}/penalty", Access::To("earning:penalise"), penalise)
        .once()
        .summary("Propose a penalty on a piece: held within the caps, never income")
        .post("/earnings/{id}/dispute", Access::To("earning:dispute"), dispute)
        .once()
        .summary("Dispute what a piece paid: a judge decides within 14 days, or you have won")
}
