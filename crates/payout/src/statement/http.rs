//! Routes of statements and of closing periods.

use http::{Access, Ctx, Json, NoContent, Path, Query, Raw, Routes};
use kernel::{Money, Page, PageQuery, Result, Ts};
use market::CURRENCY;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{StatementId, StatementLine, csv, service};
use crate::{
    adjustment::AdjustmentLine,
    earning::{Formula, Language},
};

/// A statement at a glance.
#[derive(Serialize, ToSchema)]
struct StatementView {
    id: StatementId,
    /// `2026-11`.
    period: String,
    gross: Money,
    /// Waits for an appeal; neither taxed nor paid yet.
    held: Money,
    tax: Money,
    net: Money,
    at: Ts,
}

/// A statement with its lines, their formulas, and the document that can be computed again offline.
#[derive(Serialize, ToSchema)]
struct StatementDetail {
    #[serde(flatten)]
    head: StatementView,
    lines: Vec<FormulaLine>,
    /// Quality, floor, standby, and what was held or given back.
    adjustments: Vec<AdjustmentLine>,
    /// Taken back of what had been overpaid.
    recovered: Money,
    /// Tax step by step: income by month, the working, the rule and its hash.
    #[schema(value_type = Object)]
    tax_working: Value,
    /// The whole statement as it is exported.
    #[schema(value_type = Object)]
    document: Value,
}

#[derive(Serialize, ToSchema)]
struct FormulaLine {
    #[serde(flatten)]
    line: StatementLine,
    formula: Formula,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CloseBody {
    /// A month that is over, `2026-11`.
    period: String,
}

#[derive(Serialize, ToSchema)]
struct PeriodView {
    period: String,
    workers: i64,
    gross: Money,
    held: Money,
    tax: Money,
    net: Money,
}

/// One worker's part of a closed period.
#[derive(Serialize, ToSchema)]
struct SettledView {
    /// Of the statement.
    id: StatementId,
    worker: kernel::AccountId,
    gross: Money,
    held: Money,
    tax: Money,
    net: Money,
}

#[derive(Serialize, ToSchema)]
struct PeriodsView {
    /// Newest first.
    items: Vec<PeriodView>,
}

const fn money(minor: i64) -> Money {
    Money::new(minor, CURRENCY)
}

async fn mine(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<StatementView>>> {
    let page = service::mine(&ctx, q).await?;
    Ok(Json(page.map(|row| StatementView {
        id: row.id,
        period: row.period,
        gross: money(row.gross_minor),
        held: money(row.held_minor),
        tax: money(row.tax_minor),
        net: money(row.net_minor),
        at: row.created_at,
    })))
}

async fn one(ctx: Ctx, Path(id): Path<StatementId>) -> Result<Json<StatementDetail>> {
    let language = Language::of(ctx.headers.get("accept-language"));
    let statement = service::one(&ctx, id).await?;
    let json = |value: serde_json::Result<Value>| value.map_err(kernel::Error::internal);
    let (document, tax_working) = (json(serde_json::to_value(&statement))?, json(serde_json::to_value(&statement.tax))?);
    let formula = |line: StatementLine| {
        let of = |minor| Money::new(minor, statement.currency);
        let (price, fee, pay) = (of(line.price_minor), of(line.fee_minor), of(line.amount_minor));
        let formula = Formula::new(price, line.fee_bp, fee, line.quality_bp, pay, line.basis, language);
        FormulaLine { line, formula }
    };
    let head = StatementView {
        id: statement.id,
        period: statement.period.to_string(),
        gross: money(statement.gross_minor),
        held: money(statement.held_minor),
        tax: money(statement.tax.tax_minor),
        net: money(statement.net_minor),
        at: statement.created_at,
    };
    Ok(Json(StatementDetail {
        head,
        lines: statement.lines.iter().cloned().map(formula).collect(),
        adjustments: statement.adjustments.clone(),
        recovered: money(statement.recovered_minor),
        tax_working,
        document,
    }))
}

async fn table(ctx: Ctx, Path(id): Path<StatementId>) -> Result<Raw> {
    let statement = service::one(&ctx, id).await?;
    Ok(Raw { media: "text/csv; charset=utf-8", bytes: csv(&statement).into_bytes().into() })
}

async fn close(ctx: Ctx, Json(b): Json<CloseBody>) -> Result<NoContent> {
    service::ask(&ctx, b.period.parse()?).await?;
    Ok(NoContent)
}

async fn periods(ctx: Ctx) -> Result<Json<PeriodsView>> {
    let view = |(period, workers, gross, held, tax, net)| PeriodView {
        period,
        workers,
        gross: money(gross),
        held: money(held),
        tax: money(tax),
        net: money(net),
    };
    Ok(Json(PeriodsView { items: service::periods(&ctx).await?.into_iter().map(view).collect() }))
}

async fn of_period(ctx: Ctx, Path(period): Path<String>, Query(q): Query<PageQuery>) -> Result<Json<Page<SettledView>>> {
    let page = service::of_period(&ctx, period.parse()?, q).await?;
    Ok(Json(page.map(|row| SettledView {
        id: row.id,
        worker: row.worker_id,
        gross: money(row.gross_minor),
        held: money(row.held_minor),
        tax: money(row.tax_minor),
        net: money(row.net_minor),
    })))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .get("/statements", Access::To("statement:read"), mine)
        .summary("My statements")
        .get("/statements/{id}", Access::To("statement:read"), one)
        .summary("A statement line by line, with tax step by step and the document to compute again")
        .get("/statements/{id}/lines", Access::To("statement:read"), table)
        .summary("The lines of a statement as CSV")
        .get("/settlements", Access::To("settlement:read"), periods)
        .summary("Closed periods and their sums")
        .get("/settlements/{period}", Access::To("settlement:read"), of_period)
        .summary("The statements that a closed period consists of")
        .post("/settlements", Access::To("settlement:run"), close)
        .once()
        .summary("Close a month now: final pay, tax, statements")
}
