//! Routes of escrow.

use http::{Access, Created, Ctx, Json, Query, Routes};
use kernel::{Money, Page, PageQuery, Result, TenantId, Ts};
use ledger::Entry;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DepositId, Escrow, service};

/// A prepayment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DepositBody {
    amount: Money,
    /// Reference of the bank transfer, 1–80 characters.
    reference: String,
}

/// A booked prepayment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DepositView {
    pub id: DepositId,
    pub amount: Money,
    pub at: Ts,
}

/// A prepayment in another currency that the bank has exchanged.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExchangeBody {
    tenant: TenantId,
    /// What arrived.
    sold: Money,
    /// What the bank gave for it.
    bought: Money,
    /// The bank's reference, 1–80 characters; the same one again changes nothing.
    reference: String,
}

#[derive(Serialize, ToSchema)]
struct EscrowView {
    /// May be reserved for work.
    free: Money,
    /// Set aside for tasks that wait or are being served, for orders, surges and quality.
    reserved: Money,
    /// Paid for finished work, fees included.
    spent: Money,
}

async fn show(ctx: Ctx) -> Result<Json<EscrowView>> {
    let Escrow { free, reserved, spent } = service::show(&ctx).await?;
    Ok(Json(EscrowView { free, reserved, spent }))
}

async fn deposit(ctx: Ctx, Json(b): Json<DepositBody>) -> Result<Created<DepositView>> {
    Ok(Created(service::deposit(&ctx, b.amount, b.reference).await?))
}

async fn exchange(ctx: Ctx, Json(b): Json<ExchangeBody>) -> Result<Created<DepositView>> {
    Ok(Created(service::exchange(&ctx, b.tenant, b.sold, b.bought, b.reference).await?))
}

async fn entries(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<Entry>>> {
    let page = service::entries(&ctx, q).await?;
    Ok(Json(page.map(|(line, debit, credit)| Entry::of(line, &debit, &credit))))
}

pub(crate) fn routes() -> Routes {
    Routes::new("market")
        .get("/escrow", Access::To("escrow:read"), show)
        .summary("Free, reserved and spent money of the enterprise")
        .post("/escrow/deposits", Access::To("escrow:deposit"), deposit)
        .once()
        .summary("Prepay work")
        .post("/exchanges", Access::To("escrow:exchange"), exchange)
        .once()
        .summary("Book a prepayment in another currency that the bank has exchanged")
        .get("/escrow/entries", Access::To("escrow:read"), entries)
        .summary("Journal lines of the enterprise's escrow, newest first")
}
