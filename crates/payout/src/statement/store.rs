//! Rows of statements, and which earnings stand in one.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use db::{Conn, on};
use diesel::{
    dsl::{max, sql},
    prelude::*,
    sql_types,
};
use kernel::{AccountId, PageQuery, Result, Ts};

use super::{Period, Statement, StatementId, StatementLine, StatementRow, unpacked};
use crate::{
    earning::{Earned, EarningId, EarningRow},
    schema::{earning, statement},
};

/// Earnings recorded so long before the end of a month were there when it was closed, three days after it or later: so long
/// lasts no transaction, and so far no clock is wrong.
const MARGIN: Duration = Duration::from_secs(2 * 86_400);

/// Earnings of the workers of `rows` that stand in these statements, in the order of their ids.
macro_rules! standing {
    ($conn:expr, $rows:expr, $row:ty) => {{
        let ids: HashSet<EarningId> = $rows.iter().flat_map(|row| unpacked(&row.pieces)).collect();
        let workers: Vec<AccountId> = $rows.iter().map(|row| row.worker_id).collect();
        let mut found: Vec<$row> = match (ids.iter().min(), ids.iter().max()) {
            (Some(first), Some(last)) => on!($conn, k => earning::table
                .filter(earning::worker_id.eq_any(workers).and(earning::id.between(first, last)))
                .select(<$row>::as_select())
                .load(*k))?,
            _ => Vec::new(),
        };
        found.retain(|row| ids.contains(&row.id));
        found.sort_unstable_by_key(|row| row.id);
        found
    }};
}

pub(crate) fn insert(c: &mut Conn<'_>, rows: &[StatementRow]) -> db::Result<()> {
    db::insert_rows!(c, statement, rows, |row| {
        tenant_id: row.tenant_id,
        id: row.id,
        worker_id: row.worker_id,
        period: row.period.as_str(),
        gross_minor: row.gross_minor,
        held_minor: row.held_minor,
        tax_minor: row.tax_minor,
        net_minor: row.net_minor,
        currency: row.currency.as_str(),
        decision_id: row.decision_id,
        body: row.body.as_str(),
        created_at: row.created_at,
        pieces: row.pieces.as_slice(),
    });
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

/// Every statement, `limit` after a worker's of a period, worker by worker, for checks.
pub(crate) fn after(c: &mut Conn<'_>, (worker, period): (AccountId, &str), limit: i64) -> db::Result<Vec<StatementRow>> {
    use statement as s;
    Ok(on!(c, k => s::table
        .filter(s::worker_id.gt(worker).or(s::worker_id.eq(worker).and(s::period.gt(period))))
        .order((s::worker_id, s::period))
        .limit(limit)
        .select(StatementRow::as_select())
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

/// The earnings that stand in statements.
pub(crate) fn earnings(c: &mut Conn<'_>, rows: &[StatementRow]) -> db::Result<Vec<Earned>> {
    Ok(standing!(c, rows, Earned))
}

/// Statements with their lines, in the order of `rows`.
pub(crate) fn whole(c: &mut Conn<'_>, rows: &[StatementRow]) -> db::Result<Vec<Statement>> {
    let mut lines: HashMap<EarningId, StatementLine> = HashMap::new();
    for row in standing!(c, rows, EarningRow) {
        lines.insert(row.id, StatementLine::of(&row)?);
    }
    let whole = |row: &StatementRow| {
        let mut statement = row.head()?;
        if statement.lines.is_empty() {
            statement.lines = unpacked(&row.pieces).filter_map(|id| lines.remove(&id)).collect();
        }
        Ok(statement)
    };
    Ok(rows.iter().map(whole).collect::<Result<_>>()?)
}

/// The statement that an earning stands in.
pub(crate) fn of_earning(c: &mut Conn<'_>, row: &EarningRow) -> db::Result<Option<StatementId>> {
    let month = row.day.get(..7).unwrap_or_default();
    let rows: Vec<(StatementId, Vec<u8>)> = on!(c, k => statement::table
        .filter(statement::worker_id.eq(row.worker_id).and(statement::period.ge(month)))
        .select((statement::id, statement::pieces))
        .load(*k))?;
    Ok(rows.into_iter().find_map(|(id, pieces)| unpacked(&pieces).any(|one| one == row.id).then_some(id)))
}

/// Workers' earnings before the day `end` that stand in no statement. What was recorded before the end of a month that is
/// closed for a worker stands in one, so that not a worker's whole past is read.
pub(crate) fn unstated(c: &mut Conn<'_>, workers: &[AccountId], end: &str) -> db::Result<Vec<Earned>> {
    use statement as s;
    let closed: Vec<(AccountId, Option<String>)> = on!(c, k => s::table
        .filter(s::worker_id.eq_any(workers))
        .group_by(s::worker_id)
        .select((s::worker_id, max(s::period)))
        .load(*k))?;
    let mut since: Option<Ts> = None;
    for (_, period) in &closed {
        let period: Period = period.as_deref().unwrap_or_default().parse()?;
        let from = period.next().first_day()?.start().minus(MARGIN);
        since = Some(since.map_or(from, |before| before.min(from)));
    }
    let Some(since) = since else { return recorded(c, workers, EarningId::from_u128(0), end) };
    let (known, fresh): (Vec<AccountId>, Vec<AccountId>) = {
        let known: HashSet<AccountId> = closed.into_iter().map(|(worker, _)| worker).collect();
        workers.iter().partition(|worker| known.contains(worker))
    };
    let packs: Vec<Vec<u8>> = on!(c, k => s::table
        .filter(s::worker_id.eq_any(&known).and(s::created_at.ge(since)))
        .select(s::pieces)
        .load(*k))?;
    let stated: HashSet<EarningId> = packs.iter().flat_map(|pieces| unpacked(pieces)).collect();
    let mut rows = recorded(c, &known, first_at(since), end)?;
    rows.retain(|row| !stated.contains(&row.id));
    rows.extend(recorded(c, &fresh, EarningId::from_u128(0), end)?);
    Ok(rows)
}

/// The least id that was made at an instant.
fn first_at(at: Ts) -> EarningId {
    EarningId::from_u128(u128::from(at.micros().max(0).unsigned_abs() / 1000) << 80)
}

/// Workers' earnings of before the day `end`, recorded from an id on.
fn recorded(c: &mut Conn<'_>, workers: &[AccountId], from: EarningId, end: &str) -> db::Result<Vec<Earned>> {
    if workers.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on!(c, k => earning::table
        .filter(earning::worker_id.eq_any(workers).and(earning::id.ge(from)).and(earning::day.lt(end)))
        .select(Earned::as_select())
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
