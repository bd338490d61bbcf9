//! Routes of true hourly pay.

use audit::CaseId;
use http::{Access, Ctx, Json, Query, Routes};
use kernel::{Currency, Money, Result, Ts};
use market::CURRENCY;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Published, Spread, service};
use crate::{
    EarningId,
    adjustment::AdjustmentLine,
    hold::{HoldKind, HoldRow},
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MonthQuery {
    /// `2026-11`; absent: this month.
    period: Option<String>,
}

/// Pay that waits for an appeal.
#[derive(Serialize, ToSchema)]
struct HeldView {
    case_id: CaseId,
    earning_id: EarningId,
    kind: HoldKind,
    amount: Money,
    since: Ts,
}

/// A month of pay, and what an hour of it really paid.
#[derive(Serialize, ToSchema)]
struct MonthView {
    /// `2026-11`.
    period: String,
    pieces: i64,
    pieces_pay: Money,
    /// Quality, floor, standby, and what was held or given back.
    adjustments: Vec<AdjustmentLine>,
    /// All of it.
    pay: Money,
    /// Time with work; two conversations at once count once.
    engaged_s: i64,
    /// Time at the desk without work.
    idle_s: i64,
    /// Pay per hour with work, and per hour at the desk; absent for too short a time.
    per_paid_hour: Option<Money>,
    per_online_hour: Option<Money>,
    /// Over the month's days, minor units per hour at the desk.
    days: Option<Spread>,
    /// Earned, not yet final.
    accrued: Money,
    /// Final, not yet sent to your account.
    payable: Money,
    held: Vec<HeldView>,
    /// When the month in progress becomes final and is stated; pay goes out with the batch after.
    next_close: String,
}

/// What an hour paid people in the last 30 days.
#[derive(Serialize, ToSchema)]
struct PublicView {
    /// The last day that counts; absent before the first computation.
    day: Option<String>,
    currency: Currency,
    /// Not below this many people is a figure told.
    least_people: i64,
    #[serde(flatten)]
    figures: Published,
}

const fn money(minor: i64) -> Money {
    Money::new(minor, CURRENCY)
}

fn held(row: HoldRow) -> HeldView {
    HeldView {
        case_id: row.case_id,
        earning_id: row.earning_id,
        kind: row.kind,
        amount: money(row.amount_minor),
        since: row.created_at,
    }
}

async fn month(ctx: Ctx, Query(q): Query<MonthQuery>) -> Result<Json<MonthView>> {
    let period = q.period.map(|text| text.parse()).transpose()?;
    let o = service::overview(&ctx, period).await?;
    Ok(Json(MonthView {
        pay: money(o.worked.pay_minor),
        engaged_s: o.worked.engaged_s(),
        idle_s: o.worked.idle_s(),
        period: o.period,
        pieces: o.pieces,
        pieces_pay: money(o.pieces_minor),
        adjustments: o.lines.into_iter().map(AdjustmentLine::from).collect(),
        per_paid_hour: o.paid_hour.map(money),
        per_online_hour: o.online_hour.map(money),
        days: o.days,
        accrued: money(o.accrued_minor),
        payable: money(o.payable_minor),
        held: o.held.into_iter().map(held).collect(),
        next_close: o.next_close,
    }))
}

async fn public(ctx: Ctx) -> Result<Json<PublicView>> {
    let (day, figures) = service::published(&ctx).await?.map_or((None, Published::default()), |(day, f)| (Some(day), f));
    let least_people = i64::try_from(super::ENOUGH).unwrap_or(i64::MAX);
    Ok(Json(PublicView { day, currency: CURRENCY, least_people, figures }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .get("/earnings/month", Access::To("earning:read"), month)
        .summary("A month of my pay: what an hour really paid, what is held and why, what comes next")
        .get("/public/earnings", Access::Public, public)
        .summary("What an hour pays people here, computed from what was paid; nothing about fewer than 20 people")
}
