//! Routes of capacity orders.

use http::{Access, Created, Ctx, Json, NoContent, Path, Query, Routes};
use kernel::{Money, Page, PageQuery, Result, Ts};
use ledger::Entry;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{NewOrder, OrderState, Peak, service};
use crate::{CURRENCY, OrderId, ProjectId};

/// Peak minutes that are bought whether customers come or not.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PeakBody {
    /// Worker minutes in all.
    minutes: i64,
    from: Ts,
    until: Ts,
}

/// A capacity order to be placed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrderBody {
    project: ProjectId,
    /// Conversations an hour at all times.
    base_per_hour: i64,
    /// … and at peak.
    burst_per_hour: i64,
    /// Absent: now.
    starts_at: Option<Ts>,
    ends_at: Ts,
    /// Pays for this order's work and nothing else; while it is live nothing else pays for the project.
    budget: Money,
    standby: Option<PeakBody>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct OrderMade {
    id: OrderId,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct OrderView {
    id: OrderId,
    project_id: ProjectId,
    state: OrderState,
    base_per_hour: i64,
    burst_per_hour: i64,
    starts_at: Ts,
    ends_at: Ts,
    budget: Money,
    /// Gone from the budget for finished work and standby.
    spent: Money,
    /// Set aside for work that waits or is being served, and for booked standby.
    reserved: Money,
    /// May still be set aside; returns to escrow at the end.
    free: Money,
    standby_minutes: i64,
    standby_booked_minutes: i64,
    standby_from: Option<Ts>,
    standby_until: Option<Ts>,
    created_at: Ts,
}

/// An order with what moved its budget.
#[derive(Serialize, ToSchema)]
struct OrderDetail {
    #[serde(flatten)]
    order: OrderView,
    /// Newest first, at most 200.
    entries: Vec<Entry>,
}

fn view((row, balance, booked): service::Shown) -> OrderView {
    let money = |minor| Money::new(minor, CURRENCY);
    OrderView {
        id: row.id,
        project_id: row.project_id,
        state: row.state,
        base_per_hour: row.base_per_hour,
        burst_per_hour: row.burst_per_hour,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        budget: money(row.budget_minor),
        spent: money(balance.debits_posted - row.released_minor),
        reserved: money(balance.debits_pending),
        free: money(balance.free()),
        standby_minutes: row.standby_minutes,
        standby_booked_minutes: booked,
        standby_from: row.standby_from_at,
        standby_until: row.standby_until_at,
        created_at: row.created_at,
    }
}

async fn place(ctx: Ctx, Json(b): Json<OrderBody>) -> Result<Created<OrderMade>> {
    let new = NewOrder {
        project: b.project,
        base_per_hour: b.base_per_hour,
        burst_per_hour: b.burst_per_hour,
        starts_at: b.starts_at.unwrap_or(ctx.now),
        ends_at: b.ends_at,
        budget: b.budget,
        standby: b.standby.map(|p| Peak { minutes: p.minutes, from: p.from, until: p.until }),
    };
    Ok(Created(OrderMade { id: service::place(&ctx, new).await? }))
}

async fn cancel(ctx: Ctx, Path(id): Path<OrderId>) -> Result<NoContent> {
    service::cancel(&ctx, id).await?;
    Ok(NoContent)
}

async fn list(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<OrderView>>> {
    Ok(Json(service::list(&ctx, q).await?.map(view)))
}

async fn one(ctx: Ctx, Path(id): Path<OrderId>) -> Result<Json<OrderDetail>> {
    let (shown, lines) = service::one(&ctx, id).await?;
    let entries = lines.into_iter().map(|(line, debit, credit)| Entry::of(line, &debit, &credit)).collect();
    Ok(Json(OrderDetail { order: view(shown), entries }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("market")
        .get("/orders", Access::To("order:read"), list)
        .summary("Capacity orders with what they cost so far, newest first")
        .post("/orders", Access::To("order:place"), place)
        .once()
        .summary("Order capacity: its budget is set aside from escrow")
        .get("/orders/{id}", Access::To("order:read"), one)
        .summary("One order with the journal lines of its budget")
        .post("/orders/{id}/cancel", Access::To("order:place"), cancel)
        .once()
        .summary("Call an order off; unspent money returns to escrow")
}
