//! Rows of exams.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, DecisionId, TenantId, Ts};

use super::{ExamId, ExamState, timing::Timing};
use crate::{course::Answer, schema::exam};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = exam)]
pub(crate) struct ExamRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: ExamId,
    pub(crate) account_id: AccountId,
    pub(crate) skill: String,
    pub(crate) locale: String,
    pub(crate) course_hash: String,
    pub(crate) seed: i64,
    pub(crate) state: ExamState,
    pub(crate) answers: Option<Json<Vec<Answer>>>,
    pub(crate) score: Option<i64>,
    pub(crate) max_score: Option<i64>,
    pub(crate) decision_id: Option<DecisionId>,
    pub(crate) started_at: Ts,
    pub(crate) expires_at: Ts,
    pub(crate) submitted_at: Option<Ts>,
    pub(crate) timing: Option<Json<Timing>>,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &ExamRow) -> Result<()> {
    on!(c, k => diesel::insert_into(exam::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn find(c: &mut Conn<'_>, tenant: TenantId, id: ExamId) -> Result<Option<ExamRow>> {
    let found = on!(c, k => exam::table.find((tenant, id)).select(ExamRow::as_select()).first(*k).optional())?;
    Ok(found)
}

/// Every exam of an account in a skill, oldest first.
pub(crate) fn of_skill(c: &mut Conn<'_>, tenant: TenantId, account: AccountId, skill: &str) -> Result<Vec<ExamRow>> {
    let found = on!(c, k => exam::table
        .filter(exam::tenant_id.eq(tenant).and(exam::account_id.eq(account)).and(exam::skill.eq(skill)))
        .order(exam::started_at)
        .select(ExamRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// What marking gave.
#[derive(Clone)]
pub(crate) struct Outcome {
    pub(crate) state: ExamState,
    pub(crate) answers: Vec<Answer>,
    pub(crate) score: i64,
    pub(crate) max: i64,
    pub(crate) decision: DecisionId,
    pub(crate) timing: Timing,
}

/// Writes the answers of an open exam. False when it was answered before.
pub(crate) fn submit(c: &mut Conn<'_>, tenant: TenantId, id: ExamId, outcome: &Outcome, now: Ts) -> Result<bool> {
    let target = exam::table.filter(exam::tenant_id.eq(tenant).and(exam::id.eq(id)).and(exam::state.eq(ExamState::Open)));
    let done = on!(c, k => diesel::update(target)
        .set((
            exam::state.eq(outcome.state),
            exam::answers.eq(Some(Json(outcome.answers.clone()))),
            exam::score.eq(Some(outcome.score)),
            exam::max_score.eq(Some(outcome.max)),
            exam::decision_id.eq(Some(outcome.decision)),
            exam::submitted_at.eq(Some(now)),
            exam::timing.eq(Some(Json(outcome.timing.clone()))),
        ))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// The newest exams that were handed in, at most `limit`.
pub(crate) fn handed_in(c: &mut Conn<'_>, tenant: TenantId, limit: i64) -> Result<Vec<ExamRow>> {
    let found = on!(c, k => exam::table
        .filter(exam::tenant_id.eq(tenant).and(exam::submitted_at.is_not_null()))
        .order(exam::id.desc())
        .limit(limit)
        .select(ExamRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// A failed exam counts as passed after all. False when it was not failed.
pub(crate) fn uphold(c: &mut Conn<'_>, tenant: TenantId, id: ExamId) -> Result<bool> {
    let target = exam::table.filter(exam::tenant_id.eq(tenant).and(exam::id.eq(id)).and(exam::state.eq(ExamState::Failed)));
    let done = on!(c, k => diesel::update(target).set(exam::state.eq(ExamState::Passed)).keep().execute(*k))?;
    Ok(done == 1)
}

/// Closes exams whose clock ran out before `before`: of one account, or of all.
pub(crate) fn expire(c: &mut Conn<'_>, tenant: TenantId, account: Option<AccountId>, before: Ts) -> Result<usize> {
    let due = exam::tenant_id.eq(tenant).and(exam::state.eq(ExamState::Open)).and(exam::expires_at.le(before));
    let closed = match account {
        Some(account) => on!(c, k => diesel::update(exam::table.filter(due).filter(exam::account_id.eq(account)))
            .set(exam::state.eq(ExamState::Expired))
            .keep().execute(*k))?,
        None => on!(c, k => diesel::update(exam::table.filter(due)).set(exam::state.eq(ExamState::Expired)).keep().execute(*k))?,
    };
    Ok(closed)
}
