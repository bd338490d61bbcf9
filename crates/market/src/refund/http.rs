//! Routes of refunds.

use http::{Access, Created, Ctx, Json, NoContent, Path, Query, Routes};
use kernel::{Money, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{RefundId, RefundState, service};
use crate::CURRENCY;

/// Free money to be taken out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefundBody {
    amount: Money,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct RefundMade {
    id: RefundId,
}

/// What the bank said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefundAnswer {
    /// `false`: refused, the money is free again.
    paid: bool,
    /// The bank's reference, 1–80 characters.
    bank_ref: String,
}

#[derive(Serialize, ToSchema)]
struct RefundView {
    id: RefundId,
    amount: Money,
    state: RefundState,
    bank_ref: Option<String>,
    created_at: Ts,
    changed_at: Ts,
}

async fn ask(ctx: Ctx, Json(b): Json<RefundBody>) -> Result<Created<RefundMade>> {
    Ok(Created(RefundMade { id: service::ask(&ctx, b.amount).await? }))
}

async fn answer(ctx: Ctx, Path(id): Path<RefundId>, Json(b): Json<RefundAnswer>) -> Result<NoContent> {
    service::answered(&ctx, id, b.paid, b.bank_ref).await?;
    Ok(NoContent)
}

async fn list(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<RefundView>>> {
    Ok(Json(service::list(&ctx, q).await?.map(|row| RefundView {
        id: row.id,
        amount: Money::new(row.amount_minor, CURRENCY),
        state: row.state,
        bank_ref: row.bank_ref,
        created_at: row.created_at,
        changed_at: row.changed_at,
    })))
}

pub(crate) fn routes() -> Routes {
    Routes::new("market")
        .get("/refunds", Access::To("refund:read"), list)
        .summary("Money that was taken out, newest first")
        .post("/refunds", Access::To("refund:ask"), ask)
        .once()
        .summary("Take free money out of escrow")
        .post("/refunds/{id}/answer", Access::To("refund:answer"), answer)
        .once()
        .summary("What the bank said about a refund")
}
