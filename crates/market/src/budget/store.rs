//! Rows of `task_budget`.

use std::collections::HashMap;

use db::{Conn, Keep, on};
use diesel::{dsl::sql, expression::SqlLiteral, prelude::*, sql_types, upsert::excluded};
use kernel::{Code, Error, TenantId, Ts};

use super::{BudgetRow, FundedTaskId};
use crate::{ProjectId, schema::task_budget};

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, task: FundedTaskId) -> db::Result<Option<BudgetRow>> {
    Ok(on!(c, k => task_budget::table.find((tenant, task)).select(BudgetRow::as_select()).first(*k).optional())?)
}

/// What is set aside for tasks of some tenants, by task.
pub(crate) fn of_tasks(
    c: &mut Conn<'_>,
    tenants: &[TenantId],
    tasks: &[FundedTaskId],
) -> db::Result<HashMap<FundedTaskId, BudgetRow>> {
    let rows: Vec<BudgetRow> = on!(c, k => task_budget::table
        .filter(db::among(task_budget::tenant_id, tenants).and(db::among(task_budget::task_id, tasks)))
        .select(BudgetRow::as_select())
        .load(*k))?;
    Ok(rows.into_iter().map(|row| (row.task_id, row)).collect())
}

pub(crate) fn insert_all(c: &mut Conn<'_>, rows: &[BudgetRow]) -> db::Result<()> {
    db::insert_rows!(c, task_budget, rows, |row| {
        tenant_id: row.tenant_id,
        task_id: row.task_id,
        project_id: row.project_id,
        price_minor: row.price_minor,
        currency: row.currency.as_str(),
        fee_bp: row.fee_bp,
        state: row.state,
        attempt: row.attempt,
        transfer_id: row.transfer_id,
        created_at: row.created_at,
        changed_at: row.changed_at,
        step_milli: row.step_milli,
        minute_milli: row.minute_milli,
        most_minor: row.most_minor,
        surge_bp: row.surge_bp,
        surge_minor: row.surge_minor,
        pool_id: row.pool_id,
        floor_hourly: row.floor_hourly,
        charged_minor: row.charged_minor,
        order_id: row.order_id,
        is_shared: row.is_shared,
    });
    Ok(())
}

/// Compare-and-set: `next` replaces the row if it still has the state and attempt that `seen` had.
pub(crate) fn replace(c: &mut Conn<'_>, seen: &BudgetRow, next: &BudgetRow) -> db::Result<()> {
    let as_seen = task_budget::state.eq(seen.state).and(task_budget::attempt.eq(seen.attempt));
    let rows = on!(c, k => diesel::update(task_budget::table.find((seen.tenant_id, seen.task_id)).filter(as_seen))
        .set(next)
        .keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the task's money moved meanwhile").into()) }
}

/// What was set aside for tasks is settled, with one statement for five hundred. Each was read in this transaction, which the
/// engine refuses when somebody else has moved the task's money since.
pub(crate) fn settle_all(c: &mut Conn<'_>, rows: &[BudgetRow]) -> db::Result<()> {
    use task_budget as b;
    for chunk in rows.chunks(500) {
        let set = (
            b::state.eq(excluded(b::state)),
            b::charged_minor.eq(excluded(b::charged_minor)),
            b::changed_at.eq(excluded(b::changed_at)),
        );
        on!(c, k => diesel::insert_into(b::table)
            .values(chunk)
            .on_conflict((b::tenant_id, b::task_id))
            .do_update()
            .set(set)
            .execute(*k))?;
    }
    Ok(())
}

/// That a task's money is set aside, said so that the index of such rows can be used.
fn open() -> SqlLiteral<sql_types::Bool> {
    sql("task_budget.state = 'reserved'")
}

/// Tasks whose money lies in a purse since before `before`, oldest first. `Scope::Platform`.
pub(crate) fn forgotten(c: &mut Conn<'_>, before: Ts, limit: i64) -> db::Result<Vec<BudgetRow>> {
    Ok(on!(c, k => task_budget::table
        .filter(open().and(task_budget::is_shared.eq(true)))
        .filter(task_budget::changed_at.le(before))
        .order(task_budget::changed_at)
        .limit(limit)
        .select(BudgetRow::as_select())
        .load(*k))?)
}

/// What tasks may take of the purses, by project and currency, minor units. `Scope::Platform`.
pub(crate) fn claims(c: &mut Conn<'_>) -> db::Result<Vec<(ProjectId, String, i64)>> {
    let total = sql::<sql_types::BigInt>("CAST(SUM(most_minor) AS BIGINT)");
    Ok(on!(c, k => task_budget::table
        .filter(open().and(task_budget::is_shared.eq(true)))
        .group_by((task_budget::project_id, task_budget::currency))
        .select((task_budget::project_id, task_budget::currency, total))
        .load(*k))?)
}
