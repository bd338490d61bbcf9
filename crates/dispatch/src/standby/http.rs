//! Routes of standby.

use http::{Access, Created, Ctx, Json, NoContent, Path, Routes};
use kernel::{Currency, Money, Result, Ts};
use market::{CURRENCY, OrderId, StandbyId, StandbyState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::service;

/// A reserved peak that may be booked.
#[derive(Serialize, ToSchema)]
struct PeakView {
    order_id: OrderId,
    project_name: String,
    from: Ts,
    until: Ts,
    left_minutes: i64,
    /// Pay of a minute, thousandths of a minor unit.
    milli: i64,
    currency: Currency,
}

#[derive(Serialize, ToSchema)]
struct BookingView {
    id: StandbyId,
    from: Ts,
    until: Ts,
    state: StandbyState,
    /// For all of it; less when you are not there, nothing for minutes in which work paid you.
    most: Money,
    paid_seconds: i64,
}

#[derive(Serialize, ToSchema)]
struct StandbyView {
    open: Vec<PeakView>,
    booked: Vec<BookingView>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookingBody {
    from: Ts,
    until: Ts,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct BookingMade {
    id: StandbyId,
}

async fn list(ctx: Ctx) -> Result<Json<StandbyView>> {
    let (open, booked) = service::list(&ctx).await?;
    let peak = |(p, project_name): service::Offered| PeakView {
        order_id: p.order,
        project_name,
        from: p.from,
        until: p.until,
        left_minutes: p.left_minutes,
        milli: p.milli,
        currency: CURRENCY,
    };
    let booked = booked.into_iter().map(|b| BookingView {
        id: b.id,
        from: b.starts_at,
        until: b.ends_at,
        state: b.state,
        most: Money::new(b.most_minor, CURRENCY),
        paid_seconds: b.paid_seconds,
    });
    Ok(Json(StandbyView { open: open.into_iter().map(peak).collect(), booked: booked.collect() }))
}

async fn book(ctx: Ctx, Path(order): Path<OrderId>, Json(b): Json<BookingBody>) -> Result<Created<BookingMade>> {
    Ok(Created(BookingMade { id: service::book(&ctx, order, b.from, b.until).await? }))
}

async fn cancel(ctx: Ctx, Path(id): Path<StandbyId>) -> Result<NoContent> {
    service::cancel(&ctx, id).await?;
    Ok(NoContent)
}

pub(crate) fn routes() -> Routes {
    Routes::new("dispatch")
        .get("/standby", Access::To("standby:book"), list)
        .summary("Reserved peak minutes that I may book, and those I booked")
        .post("/orders/{id}/standby", Access::To("standby:book"), book)
        .once()
        .summary("Stand by in an order's reserved peak: paid whether customers come or not")
        .post("/standby/{id}/cancel", Access::To("standby:book"), cancel)
        .once()
        .summary("Give a booking back before it begins")
}
