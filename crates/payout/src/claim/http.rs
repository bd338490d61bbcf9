//! Routes of claims. The cases themselves are at `/cases`.

use audit::CaseId;
use http::{Access, Created, Ctx, Json, Path, Query, Routes};
use kernel::{AccountId, Money, Page, PageQuery, Result};
use market::CURRENCY;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::service;
use crate::{EarningId, hold::HoldReason};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClaimBody {
    /// What was paid too much, at most what the piece paid.
    amount: Money,
    reason: HoldReason,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct ClaimMade {
    case_id: CaseId,
}

#[derive(Serialize, ToSchema)]
struct ReceivableView {
    worker: AccountId,
    owed: Money,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct WrittenOffView {
    amount: Money,
}

async fn claim(ctx: Ctx, Path(id): Path<EarningId>, Json(b): Json<ClaimBody>) -> Result<Created<ClaimMade>> {
    Ok(Created(ClaimMade { case_id: service::claim(&ctx, id, b.amount, b.reason).await? }))
}

async fn list(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<ReceivableView>>> {
    let page = service::list(&ctx, q).await?;
    Ok(Json(page.map(|(_, worker, owed)| ReceivableView { worker, owed: Money::new(owed, CURRENCY) })))
}

async fn write_off(ctx: Ctx, Path(worker): Path<AccountId>) -> Result<Json<WrittenOffView>> {
    Ok(Json(WrittenOffView { amount: service::write_off(&ctx, worker).await? }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .post("/earnings/{id}/claim", Access::To("earning:claim"), claim)
        .once()
        .summary("Claim a part of final pay back: the worker may appeal, later pay is taken up to the cap only")
        .get("/receivables", Access::To("settlement:read"), list)
        .summary("Workers who were paid too much, and what they owe")
        .post("/receivables/{worker}/write-off", Access::To("settlement:write_off"), write_off)
        .once()
        .summary("Give up what a worker owes")
}
