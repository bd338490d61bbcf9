//! Routes of costs.

use http::{Access, Ctx, Json, Query, Routes};
use kernel::{Money, Page, PageQuery, Result, Ts};
use market::{CURRENCY, ProjectId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::service;
use crate::{EarningId, PaidTaskId, earning::StepLine, hold::HoldState};

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

/// A piece that was paid, as its enterprise sees it: who served it is not told.
#[derive(Serialize, ToSchema)]
struct PieceView {
    /// Of the earning: what a rejection names.
    id: EarningId,
    task_id: PaidTaskId,
    project_id: ProjectId,
    at: Ts,
    price: Money,
    /// Of the price: for the piece itself. The rest is for its steps and minutes, up to what the project set as the most.
    piece: Money,
    /// Of the price: for standard steps, as far as the most reached.
    steps_price: Money,
    /// Standard steps: the sum of the weights below.
    steps: i64,
    /// The steps of the procedure that were paid for, in order.
    did: Vec<StepLine>,
    fee: Money,
    fee_bp: i64,
    /// Paid from a surge's pool, beside the price.
    surge: Money,
    /// Where a rejection stands.
    contested: Option<HoldState>,
    may_reject: bool,
}

impl PieceView {
    fn of(piece: service::Piece) -> Result<Self> {
        let service::Piece { row, contested, may_reject, did } = piece;
        let money = |minor| Money::new(minor, CURRENCY);
        let did = did.into_iter().filter(|_| row.step_milli > 0).map(|step| StepLine::of(step, row.step_milli));
        Ok(Self {
            id: row.id,
            task_id: row.task_id,
            project_id: row.project_id,
            at: row.earned_at,
            price: money(row.price_minor),
            piece: money(if row.piece_minor == 0 { row.price_minor } else { row.piece_minor }),
            steps_price: money(row.for_steps()?),
            steps: row.steps,
            did: did.collect(),
            fee: money(row.fee_minor),
            fee_bp: row.fee_bp,
            surge: money(row.surge_minor),
            contested,
            may_reject,
        })
    }
}

async fn pieces(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<PieceView>>> {
    let Page { items, next } = service::pieces(&ctx, q).await?;
    Ok(Json(Page { items: items.into_iter().map(PieceView::of).collect::<Result<_>>()?, next }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .get("/costs", Access::To("cost:read"), costs)
        .summary("What the enterprise's work cost, day by day")
        .get("/costs/pieces", Access::To("cost:read"), pieces)
        .summary("Pieces that were paid, newest first, and whether they may be rejected")
}
