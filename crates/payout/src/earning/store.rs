//! Rows of `earning`.

use std::collections::HashSet;

use db::{Conn, on};
use diesel::{dsl::sql, prelude::*, sql_types};
use kernel::{AccountId, PageQuery, TenantId, Ts};
use market::ProjectId;

use super::{EarningId, EarningRow, PaidTaskId, StepPaid};
use crate::schema::{earning, earning_step};

pub(crate) fn insert(c: &mut Conn<'_>, rows: &[EarningRow]) -> db::Result<()> {
    db::insert_all!(c, earning, rows);
    Ok(())
}

/// Steps that earnings were paid for, each with its place in the order.
pub(crate) fn insert_steps(c: &mut Conn<'_>, steps: &[(TenantId, EarningId, i64, StepPaid)]) -> db::Result<()> {
    db::insert_rows!(c, earning_step, steps, |one| {
        tenant_id: one.0,
        earning_id: one.1,
        n: one.2,
        step: one.3.step.as_str(),
        title_zh: one.3.title_zh.as_str(),
        title_en: one.3.title_en.as_str(),
        weight: one.3.weight,
    });
    Ok(())
}

/// The steps of earnings, in order.
pub(crate) fn steps(c: &mut Conn<'_>, of: &[EarningId]) -> db::Result<Vec<(EarningId, StepPaid)>> {
    let columns = (earning_step::step, earning_step::title_zh, earning_step::title_en, earning_step::weight);
    Ok(on!(c, k => earning_step::table
        .filter(earning_step::earning_id.eq_any(of))
        .order((earning_step::earning_id, earning_step::n))
        .select((earning_step::earning_id, columns))
        .load(*k))?)
}

/// Which tasks among `tasks` of `tenants` are paid.
pub(crate) fn paid(c: &mut Conn<'_>, tenants: &[TenantId], tasks: &[PaidTaskId]) -> db::Result<HashSet<(TenantId, PaidTaskId)>> {
    let rows: Vec<(TenantId, PaidTaskId)> = on!(c, k => earning::table
        .filter(earning::tenant_id.eq_any(tenants).and(earning::task_id.eq_any(tasks)))
        .select((earning::tenant_id, earning::task_id))
        .load(*k))?;
    Ok(rows.into_iter().collect())
}

/// Any tenant's earning: workers earn across tenants. The caller decides who may see it.
pub(crate) fn anywhere(c: &mut Conn<'_>, id: EarningId) -> db::Result<Option<EarningRow>> {
    Ok(on!(c, k => earning::table.filter(earning::id.eq(id)).select(EarningRow::as_select()).first(*k).optional())?)
}

/// A worker's earnings, newest first.
pub(crate) fn list(c: &mut Conn<'_>, worker: AccountId, page: &PageQuery) -> db::Result<Vec<EarningRow>> {
    let before: EarningId = page.before();
    Ok(on!(c, k => earning::table
        .filter(earning::worker_id.eq(worker).and(earning::id.lt(before)))
        .order(earning::id.desc())
        .limit(page.fetch())
        .select(EarningRow::as_select())
        .load(*k))?)
}

/// Earnings of a tenant's work, or of all, newest first.
pub(crate) fn of_tenant(c: &mut Conn<'_>, tenant: Option<TenantId>, page: &PageQuery) -> db::Result<Vec<EarningRow>> {
    let before: EarningId = page.before();
    Ok(on!(c, k => {
        let mut query = earning::table.filter(earning::id.lt(before)).into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(earning::tenant_id.eq(tenant));
        }
        query.order(earning::id.desc()).limit(page.fetch()).select(EarningRow::as_select()).load(*k)
    })?)
}

/// Sum in minor units and count of a worker's earnings from one pay day to another, both included.
pub(crate) fn sum(c: &mut Conn<'_>, worker: AccountId, from: &str, to: &str) -> db::Result<(i64, i64)> {
    let total = sql::<(sql_types::BigInt, sql_types::BigInt)>("CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT), COUNT(*)");
    Ok(on!(c, k => earning::table
        .filter(earning::worker_id.eq(worker).and(earning::day.ge(from)).and(earning::day.le(to)))
        .select(total)
        .first(*k))?)
}

/// Pieces, prices and fees of one day; minor units.
pub(crate) type DayRow = (String, i64, i64, i64);

/// What a tenant (or all) spent day by day, newest first, of one project or of all.
pub(crate) fn by_day(
    c: &mut Conn<'_>,
    tenant: Option<TenantId>,
    project: Option<ProjectId>,
    limit: i64,
) -> db::Result<Vec<DayRow>> {
    type Sums = (sql_types::Text, sql_types::BigInt, sql_types::BigInt, sql_types::BigInt);
    let sums = sql::<Sums>("day, COUNT(*), CAST(SUM(price_minor) AS BIGINT), CAST(SUM(fee_minor) AS BIGINT)");
    Ok(on!(c, k => {
        let mut query = earning::table.group_by(earning::day).select(sums).into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(earning::tenant_id.eq(tenant));
        }
        if let Some(project) = project {
            query = query.filter(earning::project_id.eq(project));
        }
        query.order(earning::day.desc()).limit(limit).load(*k)
    })?)
}

/// Earnings written so far, in all tenants.
pub(crate) fn count(c: &mut Conn<'_>) -> db::Result<i64> {
    Ok(on!(c, k => earning::table.count().get_result(*k))?)
}

/// Earnings whose fee and pay do not sum to their price and surge; at most `limit`.
pub(crate) fn unbalanced(c: &mut Conn<'_>, limit: i64) -> db::Result<Vec<EarningId>> {
    Ok(on!(c, k => earning::table
        .filter(earning::quality_bp.eq(market::UNIT_BP).and((earning::fee_minor + earning::amount_minor).ne(earning::price_minor + earning::surge_minor)))
        .limit(limit)
        .select(earning::id)
        .load(*k))?)
}

/// When a worker served pieces that ended after `from`.
pub(crate) fn served(c: &mut Conn<'_>, worker: AccountId, from: Ts) -> db::Result<Vec<(Ts, Ts)>> {
    let rows: Vec<(Option<Ts>, Ts)> = on!(c, k => earning::table
        .filter(earning::worker_id.eq(worker).and(earning::earned_at.gt(from)).and(earning::started_at.is_not_null()))
        .select((earning::started_at, earning::earned_at))
        .load(*k))?;
    Ok(rows.into_iter().filter_map(|(start, end)| Some((start?, end))).collect())
}
