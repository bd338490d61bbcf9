//! Rows of statements, and which earnings stand in one.

use db::{Conn, on};
use diesel::{dsl::sql, prelude::*, sql_types};
use kernel::{AccountId, PLATFORM, PageQuery};
use market::ProjectId;

use super::{StatementId, StatementRow};
use crate::{
    earning::{EarningId, EarningRow},
    schema::{earning, stated, statement},
};

pub(crate) fn insert(c: &mut Conn<'_>, row: &StatementRow, earnings: &[EarningId]) -> db::Result<()> {
    on!(c, k => diesel::insert_into(statement::table).values(row).execute(*k))?;
    for chunk in earnings.chunks(500) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|id| (stated::tenant_id.eq(PLATFORM), stated::earning_id.eq(*id), stated::statement_id.eq(row.id)))
            .collect();
        on!(c, k => diesel::insert_into(stated::table).values(rows.clone()).execute(*k))?;
    }
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, id: StatementId) -> db::Result<Option<StatementRow>> {
    Ok(on!(c, k => statement::table.filter(statement::id.eq(id)).select(StatementRow::as_select()).first(*k).optional())?)
}

/// A worker's statements of the periods from `from` on and before `end`, oldest first.
pub(crate) fn between(c: &mut Conn<'_>, worker: AccountId, from: &str, end: &str) -> db::Result<Vec<StatementRow>> {
    Ok(on!(c, k => statement::table
        .filter(statement::worker_id.eq(worker).and(statement::period.ge(from)).and(statement::period.lt(end)))
        .order(statement::period)
        .select(StatementRow::as_select())
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

/// Workers after `after` with earnings before the day `end` that stand in no statement, and without one for `period`.
pub(crate) fn due(c: &mut Conn<'_>, period: &str, end: &str, after: AccountId, limit: i64) -> db::Result<Vec<AccountId>> {
    Ok(on!(c, k => earning::table
        .filter(earning::day.lt(end).and(earning::worker_id.gt(after)))
        .filter(diesel::dsl::not(diesel::dsl::exists(stated::table.filter(stated::earning_id.eq(earning::id)))))
        .filter(earning::worker_id.ne_all(statement::table.filter(statement::period.eq(period)).select(statement::worker_id)))
        .select(earning::worker_id)
        .distinct()
        .order(earning::worker_id)
        .limit(limit)
        .load(*k))?)
}

/// What workers earned in a project before the day `end` that stands in no statement, surge apart; minor units.
pub(crate) fn open_pay(c: &mut Conn<'_>, project: ProjectId, end: &str) -> db::Result<Vec<(AccountId, i64)>> {
    let pay = sql::<sql_types::BigInt>("CAST(SUM(amount_minor - surge_minor) AS BIGINT)");
    Ok(on!(c, k => earning::table
        .filter(earning::project_id.eq(project).and(earning::day.lt(end)))
        .filter(diesel::dsl::not(diesel::dsl::exists(stated::table.filter(stated::earning_id.eq(earning::id)))))
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
pub(crate) fn earnings(c: &mut Conn<'_>, id: StatementId) -> db::Result<Vec<EarningRow>> {
    Ok(on!(c, k => earning::table
        .filter(earning::id.eq_any(stated::table.filter(stated::statement_id.eq(id)).select(stated::earning_id)))
        .order(earning::id)
        .select(EarningRow::as_select())
        .load(*k))?)
}

/// The statement that an earning stands in.
pub(crate) fn of_earning(c: &mut Conn<'_>, id: EarningId) -> db::Result<Option<StatementId>> {
    Ok(on!(c, k => stated::table.filter(stated::earning_id.eq(id)).select(stated::statement_id).first(*k).optional())?)
}

/// A worker's earnings before the day `end` that stand in no statement, oldest first.
pub(crate) fn unstated(c: &mut Conn<'_>, worker: AccountId, end: &str) -> db::Result<Vec<EarningRow>> {
    Ok(on!(c, k => earning::table
        .filter(earning::worker_id.eq(worker).and(earning::day.lt(end)))
        .filter(diesel::dsl::not(diesel::dsl::exists(stated::table.filter(stated::earning_id.eq(earning::id)))))
        .order(earning::id)
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
