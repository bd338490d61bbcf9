//! Routes of sealed days.

use http::{Access, Ctx, Json, Routes};
use kernel::{Result, Ts};
use serde::Serialize;
use utoipa::ToSchema;

use super::service;

/// A day of the journal that can no longer change unseen.
#[derive(Serialize, ToSchema)]
struct DaySealView {
    /// `2026-11-20`, UTC.
    day: String,
    lines: i64,
    /// Of the day's lines and the root of the day before, hexadecimal SHA-256.
    root: String,
    at: Ts,
}

#[derive(Serialize, ToSchema)]
struct DaySealsView {
    /// Newest first, at most 400.
    items: Vec<DaySealView>,
}

async fn list(ctx: Ctx) -> Result<Json<DaySealsView>> {
    let items = service::list(&ctx).await?.into_iter();
    let view = |row: super::SealRow| DaySealView { day: row.day, lines: row.lines, root: row.root, at: row.created_at };
    Ok(Json(DaySealsView { items: items.map(view).collect() }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .get("/ledger-seals", Access::To("settlement:read"), list)
        .summary("Sealed days of the journal, newest first")
}
