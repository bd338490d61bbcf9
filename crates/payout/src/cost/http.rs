//! Routes of costs.

use http::{Access, Ctx, Json, Query, Routes};
use kernel::{Money, Result};
use market::{CURRENCY, ProjectId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::service;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CostQuery {
    /// One project; absent: all of the enterprise's.
    project: Option<ProjectId>,
}

#[derive(Serialize, ToSchema)]
struct DayView {
    /// `2026-11-20`, in the tariff's time zone.
    day: String,
    pieces: i64,
    gross: Money,
    fee: Money,
}

#[derive(Serialize, ToSchema)]
struct CostsView {
    pieces: i64,
    /// Prices of the pieces: workers' pay and fees together.
    gross: Money,
    /// The platform's part.
    fee: Money,
    /// Newest first, at most 400 days, which the sums above cover.
    by_day: Vec<DayView>,
}

async fn costs(ctx: Ctx, Query(q): Query<CostQuery>) -> Result<Json<CostsView>> {
    let costs = service::read(&ctx, q.project).await?;
    let money = |minor| Money::new(minor, CURRENCY);
    let day = |(day, pieces, gross, fee)| DayView { day, pieces, gross: money(gross), fee: money(fee) };
    let by_day = costs.by_day.into_iter().map(day).collect();
    Ok(Json(CostsView { pieces: costs.pieces, gross: money(costs.gross), fee: money(costs.fee), by_day }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout").get("/costs", Access::To("cost:read"), costs).summary("What the enterprise's work cost, day by day")
}
