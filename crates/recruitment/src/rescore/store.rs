//! Rows of runs and of what they changed.

use db::{Conn, Keep, Result, on};
use diesel::prelude::*;
use kernel::{DecisionId, TenantId, Ts};

use super::{RescoreId, RescoreState};
use crate::{
    InterviewId,
    interview::{InterviewState, store::InterviewRow},
    schema::{interview, rescore_result, rescore_run},
};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = rescore_run)]
pub(crate) struct RunRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: RescoreId,
    pub(crate) policy_hash: String,
    pub(crate) state: RescoreState,
    pub(crate) total: i64,
    pub(crate) done: i64,
    /// Scores that came out otherwise.
    pub(crate) changed: i64,
    /// People who waited and were admitted by it.
    pub(crate) advanced: i64,
    /// Inputs that were erased.
    pub(crate) erased: i64,
    /// The last interview that was looked at.
    pub(crate) cursor_id: Option<InterviewId>,
    pub(crate) created_at: Ts,
    pub(crate) finished_at: Option<Ts>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = rescore_result)]
pub(crate) struct ResultRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) run_id: RescoreId,
    pub(crate) interview_id: InterviewId,
    pub(crate) was_total: i64,
    pub(crate) now_total: i64,
    pub(crate) was_outcome: String,
    pub(crate) now_outcome: String,
    /// The new decision; absent where it is information only.
    pub(crate) decision_id: Option<DecisionId>,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &RunRow) -> Result<()> {
    on!(c, k => diesel::insert_into(rescore_run::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn find(c: &mut Conn<'_>, tenant: TenantId, id: RescoreId) -> Result<Option<RunRow>> {
    Ok(on!(c, k => rescore_run::table.find((tenant, id)).select(RunRow::as_select()).first(*k).optional())?)
}

/// The newest runs.
pub(crate) fn list(c: &mut Conn<'_>, tenant: TenantId, limit: i64) -> Result<Vec<RunRow>> {
    let found = on!(c, k => rescore_run::table
        .filter(rescore_run::tenant_id.eq(tenant))
        .order(rescore_run::id.desc())
        .limit(limit)
        .select(RunRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// Moves a run on from where `was` stood. False when another process moved it meanwhile.
pub(crate) fn moved(c: &mut Conn<'_>, was: &RunRow, now: &RunRow) -> Result<bool> {
    let same = rescore_run::table
        .find((was.tenant_id, was.id))
        .filter(rescore_run::state.eq(RescoreState::Running).and(rescore_run::done.eq(was.done)));
    let done = on!(c, k => diesel::update(same)
        .set((
            rescore_run::state.eq(now.state),
            rescore_run::done.eq(now.done),
            rescore_run::changed.eq(now.changed),
            rescore_run::advanced.eq(now.advanced),
            rescore_run::erased.eq(now.erased),
            rescore_run::cursor_id.eq(now.cursor_id),
            rescore_run::finished_at.eq(now.finished_at),
        ))
        .keep().execute(*k))?;
    Ok(done == 1)
}

pub(crate) fn changed(c: &mut Conn<'_>, row: &ResultRow) -> Result<()> {
    on!(c, k => diesel::insert_into(rescore_result::table).values(row).execute(*k))?;
    Ok(())
}

/// What a run changed, at most `limit`.
pub(crate) fn results(c: &mut Conn<'_>, tenant: TenantId, run: RescoreId, limit: i64) -> Result<Vec<ResultRow>> {
    let found = on!(c, k => rescore_result::table
        .filter(rescore_result::tenant_id.eq(tenant).and(rescore_result::run_id.eq(run)))
        .order(rescore_result::interview_id.desc())
        .limit(limit)
        .select(ResultRow::as_select())
        .load(*k))?;
    Ok(found)
}

pub(crate) fn scored_count(c: &mut Conn<'_>, tenant: TenantId) -> Result<i64> {
    let found = on!(c, k => interview::table
        .filter(interview::tenant_id.eq(tenant).and(interview::state.eq(InterviewState::Scored)))
        .count()
        .get_result(*k))?;
    Ok(found)
}

/// Scored interviews after `cursor`, oldest first.
pub(crate) fn after(c: &mut Conn<'_>, tenant: TenantId, cursor: Option<InterviewId>, limit: i64) -> Result<Vec<InterviewRow>> {
    let from = cursor.unwrap_or_else(|| InterviewId::from_u128(0));
    let found = on!(c, k => interview::table
        .filter(interview::tenant_id.eq(tenant).and(interview::state.eq(InterviewState::Scored)).and(interview::id.gt(from)))
        .order(interview::id)
        .limit(limit)
        .select(InterviewRow::as_select())
        .load(*k))?;
    Ok(found)
}
