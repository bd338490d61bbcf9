//! Rows of `adjustment`, `work_span` and `judged`.

use db::{Conn, Keep, on, sql::Stamp};
use diesel::{dsl::sql, prelude::*, sql_types, upsert::excluded};
use kernel::{AccountId, PLATFORM, TenantId, Ts};
use market::ProjectId;

use super::{AdjustmentKind, AdjustmentRow, SpanId};
use crate::{
    PaidTaskId,
    schema::{adjustment, judged, work_span},
    statement::StatementId,
};

/// Writes a line; one that is there stays as it is.
pub(crate) fn insert(c: &mut Conn<'_>, row: &AdjustmentRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(adjustment::table).values(row).on_conflict_do_nothing().execute(*k))?;
    Ok(())
}

/// Workers' lines up to before the day `end` that stand in no statement, each worker's oldest first.
pub(crate) fn unstated(c: &mut Conn<'_>, workers: &[AccountId], end: &str) -> db::Result<Vec<AdjustmentRow>> {
    Ok(on!(c, k => adjustment::table
        .filter(adjustment::worker_id.eq_any(workers).and(adjustment::day.lt(end)).and(adjustment::statement_id.is_null()))
        .order((adjustment::worker_id, adjustment::id))
        .select(AdjustmentRow::as_select())
        .load(*k))?)
}

/// Workers after `after` with such lines.
pub(crate) fn due(c: &mut Conn<'_>, end: &str, after: AccountId, limit: i64) -> db::Result<Vec<AccountId>> {
    Ok(on!(c, k => adjustment::table
        .filter(adjustment::statement_id.is_null().and(adjustment::day.lt(end)).and(adjustment::worker_id.gt(after)))
        .select(adjustment::worker_id)
        .distinct()
        .order(adjustment::worker_id)
        .limit(limit)
        .load(*k))?)
}

/// Writes lines that are new, and says of those that are there in which statement they stand.
pub(crate) fn state(c: &mut Conn<'_>, rows: &[AdjustmentRow]) -> db::Result<()> {
    for chunk in rows.chunks(500) {
        on!(c, k => diesel::insert_into(adjustment::table)
            .values(chunk)
            .on_conflict((adjustment::tenant_id, adjustment::id))
            .do_update()
            .set(adjustment::statement_id.eq(excluded(adjustment::statement_id)))
            .execute(*k))?;
    }
    Ok(())
}

/// A worker's lines from one pay day to another, both included, newest first.
pub(crate) fn between(c: &mut Conn<'_>, worker: AccountId, from: &str, to: &str) -> db::Result<Vec<AdjustmentRow>> {
    Ok(on!(c, k => adjustment::table
        .filter(adjustment::worker_id.eq(worker).and(adjustment::day.ge(from)).and(adjustment::day.le(to)))
        .order(adjustment::id.desc())
        .limit(1000)
        .select(AdjustmentRow::as_select())
        .load(*k))?)
}

/// Sums by worker of all lines from one pay day to another, both included; minor units.
pub(crate) fn by_worker(c: &mut Conn<'_>, from: &str, to: &str) -> db::Result<Vec<(AccountId, i64)>> {
    let total = sql::<sql_types::BigInt>("CAST(SUM(amount_minor) AS BIGINT)");
    Ok(on!(c, k => adjustment::table
        .filter(adjustment::day.ge(from).and(adjustment::day.le(to)))
        .group_by(adjustment::worker_id)
        .select((adjustment::worker_id, total.clone()))
        .load(*k))?)
}

/// A time at the desk; one that is there stays as it is.
pub(crate) fn span(c: &mut Conn<'_>, id: SpanId, worker: AccountId, from: Ts, until: Ts) -> db::Result<()> {
    let row = (
        work_span::tenant_id.eq(PLATFORM),
        work_span::id.eq(id),
        work_span::worker_id.eq(worker),
        work_span::from_at.eq(from),
        work_span::until_at.eq(until),
    );
    on!(c, k => diesel::insert_into(work_span::table).values(row).on_conflict_do_nothing().execute(*k))?;
    Ok(())
}

/// Workers' times at the desk that end after `from`, earliest first.
pub(crate) fn spans(c: &mut Conn<'_>, workers: &[AccountId], from: Ts) -> db::Result<Vec<(AccountId, Ts, Ts)>> {
    Ok(on!(c, k => work_span::table
        .filter(work_span::worker_id.eq_any(workers).and(work_span::until_at.gt(from)))
        .order(work_span::from_at)
        .select((work_span::worker_id, work_span::from_at, work_span::until_at))
        .load(*k))?)
}

/// Everybody's times at the desk that overlap a span.
pub(crate) fn all_spans(c: &mut Conn<'_>, from: Ts, until: Ts) -> db::Result<Vec<(AccountId, Ts, Ts)>> {
    Ok(on!(c, k => work_span::table
        .filter(work_span::until_at.gt(from).and(work_span::from_at.lt(until)))
        .select((work_span::worker_id, work_span::from_at, work_span::until_at))
        .load(*k))?)
}

/// A score of a task; the first one of a source stays.
pub(crate) fn judge(
    c: &mut Conn<'_>,
    tenant: TenantId,
    task: PaidTaskId,
    source: &str,
    worker: AccountId,
    score_bp: i64,
    now: Ts,
) -> db::Result<()> {
    let row = (
        judged::tenant_id.eq(tenant),
        judged::task_id.eq(task),
        judged::source.eq(source),
        judged::worker_id.eq(worker),
        judged::score_bp.eq(score_bp),
        judged::judged_at.eq(now),
    );
    on!(c, k => diesel::insert_into(judged::table)
        .values(row)
        .on_conflict((judged::tenant_id, judged::task_id, judged::source))
        .do_update()
        .set(judged::score_bp.eq(score_bp))
        .keep().execute(*k))?;
    Ok(())
}

/// A task's score from a source, and when it was first given.
pub(crate) fn judgement(c: &mut Conn<'_>, tenant: TenantId, task: PaidTaskId, source: &str) -> db::Result<Option<(i64, Ts)>> {
    Ok(on!(c, k => judged::table
        .find((tenant, task, source))
        .select((judged::score_bp, judged::judged_at))
        .first(*k)
        .optional())?)
}

/// What lines of later statements have paid for a closed month that was judged better; minor units.
pub(crate) fn rejudged(c: &mut Conn<'_>, closed: StatementId) -> db::Result<i64> {
    let total = sql::<sql_types::BigInt>("CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT)");
    Ok(on!(c, k => adjustment::table
        .filter(adjustment::ref_id.eq(closed).and(adjustment::kind.eq(AdjustmentKind::Rejudged)))
        .select(total)
        .first(*k))?)
}

/// What a project's quality pool gave when the period that ends on `day` was closed; minor units.
pub(crate) fn given(c: &mut Conn<'_>, project: ProjectId, day: &str) -> db::Result<i64> {
    let total = sql::<sql_types::BigInt>("CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT)");
    Ok(on!(c, k => adjustment::table
        .filter(adjustment::ref_id.eq(project).and(adjustment::kind.eq(AdjustmentKind::Quality)))
        .filter(adjustment::day.eq(day).and(adjustment::amount_minor.gt(0)))
        .select(total)
        .first(*k))?)
}

/// Sums of workers' scores and how many there are, between two instants. A piece that was judged by then counts by that;
/// what its customer gave is part of the judgement.
pub(crate) fn scores(c: &mut Conn<'_>, workers: &[AccountId], from: Ts, until: Ts) -> db::Result<Vec<(AccountId, i64, i64)>> {
    let sum = || sql::<sql_types::BigInt>("CAST(SUM(score_bp) AS BIGINT)");
    let mut found = Vec::with_capacity(workers.len());
    for chunk in workers.chunks(500) {
        let some: Vec<(AccountId, i64, i64)> = on!(c, k => judged::table
            .filter(judged::worker_id.eq_any(chunk).and(judged::judged_at.ge(from)).and(judged::judged_at.lt(until)))
            .filter(
                sql::<sql_types::Bool>(
                    "(source = 'quality' OR NOT EXISTS (SELECT 1 FROM judged AS better WHERE better.tenant_id = judged.tenant_id \
                     AND better.task_id = judged.task_id AND better.source = 'quality' AND better.judged_at < ",
                )
                .bind::<Stamp, _>(until)
                .sql("))"),
            )
            .group_by(judged::worker_id)
            .select((judged::worker_id, sum(), sql::<sql_types::BigInt>("COUNT(*)")))
            .load(*k))?;
        found.extend(some);
    }
    Ok(found)
}
