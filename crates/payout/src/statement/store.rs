//! Rows of statements, and which earnings stand in one.

use std::collections::HashSet;

use db::{Conn, on};
use diesel::{dsl::sql, prelude::*, sql_types};
use kernel::{AccountId, PLATFORM, PageQuery};
use market::Project;

use super::{Statement, StatementId, StatementRow};
use crate::{
    earning::{EarningId, EarningRow},
    schema::{earning, stated, statement},
};

/// Whether an earning stands in no statement: looked up by the whole key, row by row. As a join, Postgres, which takes the second
/// wall to let hardly anything pass, would compare every earning with everything that was ever stated.
macro_rules! stands_nowhere {
    () => {
        stated::table
            .filter(stated::tenant_id.eq(PLATFORM).and(stated::earning_id.eq(earning::id)))
            .select(stated::statement_id)
            .single_value()
            .is_null()
    };
}

/// Statements, and the earnings that stand in them.
pub(crate) fn insert(c: &mut Conn<'_>, rows: &[StatementRow], earnings: &[(EarningId, StatementId)]) -> db::Result<()> {
    db::insert_all!(c, statement, rows);
    db::insert_rows!(c, stated, earnings, |one| { tenant_id: PLATFORM, earning_id: one.0, statement_id: one.1 });
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, id: StatementId) -> db::Result<Option<StatementRow>> {
    Ok(on!(c, k => statement::table.filter(statement::id.eq(id)).select(StatementRow::as_select()).first(*k).optional())?)
}

/// What a statement of the year counts for in the next ones.
#[derive(Clone, Debug, Queryable)]
pub(crate) struct Past {
    pub(crate) worker: AccountId,
    pub(crate) period: String,
    pub(crate) gross_minor: i64,
    pub(crate) held_minor: i64,
    pub(crate) tax_minor: i64,
}

/// Workers' statements of the periods from one to another, both included.
pub(crate) fn past(c: &mut Conn<'_>, workers: &[AccountId], from: &str, to: &str) -> db::Result<Vec<Past>> {
    use statement as s;
    Ok(on!(c, k => s::table
        .filter(s::worker_id.eq_any(workers).and(s::period.ge(from)).and(s::period.le(to)))
        .select((s::worker_id, s::period, s::gross_minor, s::held_minor, s::tax_minor))
        .load(*k))?)
}

pub(crate) fn of_period(c: &mut Conn<'_>, worker: AccountId, period: &str) -> db::Result<Option<StatementId>> {
    Ok(on!(c, k => statement::table
        .filter(statement::worker_id.eq(worker).and(statement::period.eq(period)))
        .select(statement::id)
        .first(*k)
        .optional())?)
}

/// A worker's statements, newest first. Ids follow from worker and period and so do not sort by time; of a period there is one.
pub(crate) fn list(c: &mut Conn<'_>, worker: AccountId, page: &PageQuery) -> db::Result<Vec<StatementRow>> {
    let last: StatementId = page.before();
    let before: Option<String> =
        on!(c, k => statement::table.filter(statement::id.eq(last)).select(statement::period).first(*k).optional())?;
    Ok(on!(c, k => {
        let mut query = statement::table.filter(statement::worker_id.eq(worker)).into_boxed();
        if let Some(before) = before {
            query = query.filter(statement::period.lt(before));
        }
        query.order(statement::period.desc()).limit(page.fetch()).select(StatementRow::as_select()).load(*k)
    })?)
}

/// Every statement, `limit` after `after`, for checks.
pub(crate) fn after(c: &mut Conn<'_>, after: StatementId, limit: i64) -> db::Result<Vec<StatementRow>> {
    Ok(on!(c, k => statement::table
        .filter(statement::id.gt(after))
        .order(statement::id)
        .limit(limit)
        .select(StatementRow::as_select())
        .load(*k))?)
}

/// Workers after `after` who ever earned before the day `end`: one index answers it.
pub(crate) fn earners(c: &mut Conn<'_>, end: &str, after: AccountId, limit: i64) -> db::Result<Vec<AccountId>> {
    Ok(on!(c, k => earning::table
        .filter(earning::day.lt(end).and(earning::worker_id.gt(after)))
        .select(earning::worker_id)
        .distinct()
        .order(earning::worker_id)
        .limit(limit)
        .load(*k))?)
}

/// Which of them earned before the day `end` what stands in no statement.
pub(crate) fn with_open(c: &mut Conn<'_>, workers: &[AccountId], end: &str) -> db::Result<HashSet<AccountId>> {
    let rows: Vec<AccountId> = on!(c, k => earning::table
        .filter(earning::worker_id.eq_any(workers).and(earning::day.lt(end)))
        .filter(stands_nowhere!())
        .select(earning::worker_id)
        .distinct()
        .load(*k))?;
    Ok(rows.into_iter().collect())
}

/// What workers earned in a project before the day `end` that stands in no statement, surge apart; minor units.
pub(crate) fn open_pay(c: &mut Conn<'_>, project: &Project, end: &str) -> db::Result<Vec<(AccountId, i64)>> {
    let pay = sql::<sql_types::BigInt>("CAST(SUM(amount_minor - surge_minor) AS BIGINT)");
    Ok(on!(c, k => earning::table
        .filter(earning::tenant_id.eq(project.tenant_id).and(earning::project_id.eq(project.id)).and(earning::day.lt(end)))
        .filter(stands_nowhere!())
        .group_by(earning::worker_id)
        .select((earning::worker_id, pay.clone()))
        .order(earning::worker_id)
        .load(*k))?)
}

/// Statements of a period, newest first.
pub(crate) fn by_period(c: &mut Conn<'_>, period: &str, page: &PageQuery) -> db::Result<Vec<StatementRow>> {
    let before: StatementId = page.before();
    Ok(on!(c, k => statement::table
        .filter(statement::period.eq(period).and(statement::id.lt(before)))
        .order(statement::id.desc())
        .limit(page.fetch())
        .select(StatementRow::as_select())
        .load(*k))?)
}

/// Statements of a period, `limit` after `after`, in the order of their ids.
pub(crate) fn paged(c: &mut Conn<'_>, period: &str, after: StatementId, limit: i64) -> db::Result<Vec<StatementRow>> {
    Ok(on!(c, k => statement::table
        .filter(statement::period.eq(period).and(statement::id.gt(after)))
        .order(statement::id)
        .limit(limit)
        .select(StatementRow::as_select())
        .load(*k))?)
}

/// The earnings that stand in a statement.
pub(crate) fn earnings(c: &mut Conn<'_>, statement: &Statement) -> db::Result<Vec<EarningRow>> {
    let mut rows = Vec::with_capacity(statement.lines.len());
    for lines in statement.lines.chunks(500) {
        let ids: Vec<EarningId> = lines.iter().map(|line| line.earning).collect();
        let some: Vec<EarningRow> = on!(c, k => earning::table
            .filter(earning::worker_id.eq(statement.worker).and(earning::id.eq_any(ids)))
            .order(earning::id)
            .select(EarningRow::as_select())
            .load(*k))?;
        rows.extend(some);
    }
    Ok(rows)
}

/// The statement that an earning stands in.
pub(crate) fn of_earning(c: &mut Conn<'_>, id: EarningId) -> db::Result<Option<StatementId>> {
    Ok(on!(c, k => stated::table.find((PLATFORM, id)).select(stated::statement_id).first(*k).optional())?)
}

/// Workers' earnings before the day `end` that stand in no statement, each worker's oldest first.
pub(crate) fn unstated(c: &mut Conn<'_>, workers: &[AccountId], end: &str) -> db::Result<Vec<EarningRow>> {
    Ok(on!(c, k => earning::table
        .filter(earning::worker_id.eq_any(workers).and(earning::day.lt(end)))
        .filter(stands_nowhere!())
        .order((earning::worker_id, earning::id))
        .select(EarningRow::as_select())
        .load(*k))?)
}

/// Period, statements, gross, held, tax and net of it; minor units.
pub(crate) type PeriodRow = (String, i64, i64, i64, i64, i64);

/// Sums by period, newest first.
pub(crate) fn periods(c: &mut Conn<'_>, limit: i64) -> db::Result<Vec<PeriodRow>> {
    use sql_types::{BigInt, Text};
    let sums = sql::<(Text, BigInt, BigInt, BigInt, BigInt, BigInt)>(
        "period, COUNT(*), CAST(SUM(gross_minor) AS BIGINT), CAST(SUM(held_minor) AS BIGINT), \
         CAST(SUM(tax_minor) AS BIGINT), CAST(SUM(net_minor) AS BIGINT)",
    );
    Ok(on!(c, k => statement::table
        .group_by(statement::period)
        .select(sums.clone())
        .order(statement::period.desc())
        .limit(limit)
        .load(*k))?)
}
