//! Routes of credit lines and postpaid invoices.

use http::{Access, Created, Ctx, Json, NoContent, Path, Query, Routes};
use kernel::{Money, Page, PageQuery, Result, TenantId, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Against, PostpaidId, PostpaidRow, PostpaidState, service};
use crate::CURRENCY;

/// What an enterprise may owe.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreditLineBody {
    /// Nought ends the line; what is owed stays owed.
    limit: Money,
    /// Days until an invoice is due, 1 to 180.
    days: i64,
}

#[derive(Serialize, ToSchema)]
struct CreditLineView {
    limit: Money,
    owed: Money,
    /// May still be drawn.
    free: Money,
    /// Absent while there is no line.
    days: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DrawBody {
    amount: Money,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct PostpaidMade {
    id: PostpaidId,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PostpaidPaidBody {
    amount: Money,
    /// The bank's reference, 1–80 characters; the same one again changes nothing.
    reference: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PostpaidNoteBody {
    amount: Money,
    /// Why, 1–80 characters; the same words for the same invoice change nothing.
    reason: String,
}

#[derive(Serialize, ToSchema)]
struct PostpaidView {
    id: PostpaidId,
    tenant_id: TenantId,
    amount: Money,
    paid: Money,
    credited: Money,
    left: Money,
    state: PostpaidState,
    due_at: Ts,
    created_at: Ts,
}

fn view(row: &PostpaidRow) -> PostpaidView {
    let of = |minor| Money::new(minor, CURRENCY);
    PostpaidView {
        id: row.id,
        tenant_id: row.tenant_id,
        amount: of(row.amount_minor),
        paid: of(row.paid_minor),
        credited: of(row.credited_minor),
        left: of(row.left()),
        state: row.state,
        due_at: row.due_at,
        created_at: row.created_at,
    }
}

async fn grant(ctx: Ctx, Path(tenant): Path<TenantId>, Json(b): Json<CreditLineBody>) -> Result<NoContent> {
    service::grant(&ctx, tenant, b.limit, b.days).await?;
    Ok(NoContent)
}

async fn show(ctx: Ctx) -> Result<Json<CreditLineView>> {
    let (line, owed) = service::show(&ctx).await?;
    let limit = line.map_or(0, |line| line.limit_minor);
    let of = |minor| Money::new(minor, CURRENCY);
    Ok(Json(CreditLineView {
        limit: of(limit),
        owed: of(owed),
        free: of((limit - owed).max(0)),
        days: line.map(|line| line.days),
    }))
}

async fn draw(ctx: Ctx, Json(b): Json<DrawBody>) -> Result<Created<PostpaidMade>> {
    Ok(Created(PostpaidMade { id: service::draw(&ctx, b.amount).await? }))
}

async fn paid(ctx: Ctx, Path(id): Path<PostpaidId>, Json(b): Json<PostpaidPaidBody>) -> Result<NoContent> {
    service::less(&ctx, id, Against::Payment, b.amount, b.reference).await?;
    Ok(NoContent)
}

async fn credited(ctx: Ctx, Path(id): Path<PostpaidId>, Json(b): Json<PostpaidNoteBody>) -> Result<NoContent> {
    service::less(&ctx, id, Against::Note, b.amount, b.reason).await?;
    Ok(NoContent)
}

async fn list(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<PostpaidView>>> {
    Ok(Json(service::list(&ctx, q).await?.map(|row| view(&row))))
}

pub(crate) fn routes() -> Routes {
    Routes::new("market")
        .get("/credit", Access::To("credit:read"), show)
        .summary("The credit line, what is owed and what may still be drawn")
        .put("/credit-lines/{tenant}", Access::To("credit:grant"), grant)
        .once()
        .summary("Set what an enterprise may owe")
        .get("/postpaid-invoices", Access::To("credit:read"), list)
        .summary("Postpaid invoices, newest first")
        .post("/postpaid-invoices", Access::To("credit:draw"), draw)
        .once()
        .summary("Draw on the credit line: an invoice to be paid later, and as much free money now")
        .post("/postpaid-invoices/{id}/payment", Access::To("credit:settle"), paid)
        .once()
        .summary("Book what an enterprise paid for a postpaid invoice")
        .post("/postpaid-invoices/{id}/credit-note", Access::To("credit:settle"), credited)
        .once()
        .summary("Credit a part of a postpaid invoice back")
}
