//! Routes of rates.

use http::{Access, Ctx, Json, Path, Routes};
use kernel::{Money, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{RateId, RateRow, Rates, service};
use crate::ProjectId;

/// What a piece costs from a day on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RatesBody {
    /// For the piece itself.
    price: Money,
    /// For a standard step, thousandths of a minor unit.
    #[serde(default)]
    step_milli: i64,
    /// For a minute, thousandths of a minor unit.
    #[serde(default)]
    minute_milli: i64,
    /// The most that a piece with its steps and minutes costs; absent: the price.
    most: Option<Money>,
    /// Absent: now. Rates by which people may earn less need 30 days.
    effective_from: Option<Ts>,
}

#[derive(Serialize, ToSchema)]
struct RateView {
    id: RateId,
    effective_from: Ts,
    price: Money,
    step_milli: i64,
    minute_milli: i64,
    most: Money,
}

#[derive(Serialize, ToSchema)]
struct RatesView {
    /// What holds now.
    price: Money,
    step_milli: i64,
    minute_milli: i64,
    most: Money,
    /// All that were announced, the latest to hold first.
    items: Vec<RateView>,
}

fn view(row: RateRow, like: Money) -> RateView {
    let money = |minor| Money::new(minor, like.currency);
    RateView {
        id: row.id,
        effective_from: row.effective_at,
        price: money(row.price_minor),
        step_milli: row.step_milli,
        minute_milli: row.minute_milli,
        most: money(row.most_minor),
    }
}

async fn announce(ctx: Ctx, Path(id): Path<ProjectId>, Json(b): Json<RatesBody>) -> Result<Json<RateView>> {
    let next = Rates { price: b.price, step_milli: b.step_milli, minute_milli: b.minute_milli, most: b.most.unwrap_or(b.price) };
    Ok(Json(view(service::announce(&ctx, id, next, b.effective_from).await?, b.price)))
}

async fn list(ctx: Ctx, Path(id): Path<ProjectId>) -> Result<Json<RatesView>> {
    let (Rates { price, step_milli, minute_milli, most }, rows) = service::list(&ctx, id).await?;
    let items = rows.into_iter().map(|row| view(row, price)).collect();
    Ok(Json(RatesView { price, step_milli, minute_milli, most, items }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("market")
        .get("/projects/{id}/rates", Access::To("project:read"), list)
        .summary("What a piece, a step and a minute of a project cost, now and as announced")
        .put("/projects/{id}/rates", Access::To("project:update"), announce)
        .summary("Announce rates; those by which people may earn less need 30 days' notice")
}
