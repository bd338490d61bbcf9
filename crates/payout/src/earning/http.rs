//! Routes of earnings.

use http::{Access, Ctx, Json, Path, Query, Routes};
use kernel::{Cursor, DecisionId, Money, PageQuery, Result, Ts};
use ledger::Entry;
use serde::Serialize;
use utoipa::ToSchema;

use super::{EarningId, EarningRow, EarningState, Formula, Language, PaidTaskId, StepLine, service};

/// One line of earnings.
#[derive(Serialize, ToSchema)]
struct LineView {
    id: EarningId,
    task_id: PaidTaskId,
    project_name: String,
    at: Ts,
    amount: Money,
    formula: Formula,
    state: EarningState,
    /// The recorded decision behind the amount.
    decision_id: DecisionId,
}

#[derive(Serialize, ToSchema)]
struct EarningsView {
    today: Money,
    /// The calendar month to date.
    period: Money,
    /// Pieces of the month to date.
    pieces: i64,
    lines: Lines,
}

/// A page of lines.
#[derive(Serialize, ToSchema)]
struct Lines {
    items: Vec<LineView>,
    /// Absent on the last page.
    next: Option<Cursor>,
}

/// A line with the journal entries about its task.
#[derive(Serialize, ToSchema)]
struct DetailView {
    #[serde(flatten)]
    line: LineView,
    /// The steps that were paid for, in order; empty where a step has no rate.
    steps: Vec<StepLine>,
    entries: Vec<Entry>,
}

fn line(row: &EarningRow, project_name: String, language: Language) -> Result<LineView> {
    Ok(LineView {
        id: row.id,
        task_id: row.task_id,
        project_name,
        at: row.earned_at,
        amount: row.money(row.amount_minor)?,
        formula: row.formula(language)?,
        state: row.state,
        decision_id: row.decision_id,
    })
}

async fn mine(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<EarningsView>> {
    let language = Language::of(ctx.headers.get("accept-language"));
    let service::Earnings { today, period, pieces, lines } = service::mine(&ctx, q).await?;
    let items = lines.items.into_iter().map(|(row, name)| line(&row, name, language)).collect::<Result<_>>()?;
    Ok(Json(EarningsView { today, period, pieces, lines: Lines { items, next: lines.next } }))
}

async fn one(ctx: Ctx, Path(id): Path<EarningId>) -> Result<Json<DetailView>> {
    let language = Language::of(ctx.headers.get("accept-language"));
    let service::Detail { row, project_name, lines, steps } = service::one(&ctx, id).await?;
    // What an enterprise moves between budgets of its own says nothing about this pay.
    let moved = lines.into_iter().filter(|(_, debit, credit)| debit.code != credit.code);
    let entries = moved.map(|(line, debit, credit)| Entry::of(line, &debit, &credit)).collect();
    let paid = steps.into_iter().filter(|_| row.step_milli > 0).map(|step| StepLine::of(step, row.step_milli)).collect();
    Ok(Json(DetailView { line: line(&row, project_name, language)?, steps: paid, entries }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .get("/earnings", Access::To("earning:read"), mine)
        .summary("My earnings: today, this month, and line by line with the formula")
        .get("/earnings/{id}", Access::To("earning:read"), one)
        .summary("One earning with the journal entries behind it")
}
