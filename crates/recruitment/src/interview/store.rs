//! Rows of interviews and their parts.

use db::{Conn, Json, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};
use serde_json::Value;

use super::{InterviewId, InterviewState, PartKind, PartState};
use crate::{
    ApplicationId,
    schema::{interview, interview_part},
};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = interview)]
pub(crate) struct InterviewRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: InterviewId,
    pub(crate) application_id: ApplicationId,
    pub(crate) account_id: AccountId,
    pub(crate) state: InterviewState,
    pub(crate) locale: String,
    pub(crate) bank_hash: String,
    pub(crate) seed: i64,
    pub(crate) result: Option<Json<Value>>,
    pub(crate) created_at: Ts,
    pub(crate) submitted_at: Option<Ts>,
    pub(crate) scored_at: Option<Ts>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = interview_part)]
pub(crate) struct PartRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) interview_id: InterviewId,
    pub(crate) kind: PartKind,
    pub(crate) state: PartState,
    pub(crate) form: String,
    /// Turns taken in the dialogue; takes of the recording.
    pub(crate) steps: i64,
    pub(crate) answer: Option<Vec<u8>>,
    pub(crate) features: Option<Json<Value>>,
    pub(crate) opened_at: Option<Ts>,
    pub(crate) done_at: Option<Ts>,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &InterviewRow, parts: &[PartRow]) -> Result<()> {
    on!(c, k => diesel::insert_into(interview::table).values(row).execute(*k))?;
    for part in parts {
        on!(c, k => diesel::insert_into(interview_part::table).values(part).execute(*k))?;
    }
    Ok(())
}

pub(crate) fn of_account(c: &mut Conn<'_>, tenant: TenantId, account: AccountId) -> Result<Option<InterviewRow>> {
    let found = on!(c, k => interview::table
        .filter(interview::tenant_id.eq(tenant).and(interview::account_id.eq(account)))
        .order(interview::id.desc())
        .select(InterviewRow::as_select())
        .first(*k)
        .optional())?;
    Ok(found)
}

pub(crate) fn of_application(c: &mut Conn<'_>, tenant: TenantId, id: ApplicationId) -> Result<Option<InterviewRow>> {
    let found = on!(c, k => interview::table
        .filter(interview::tenant_id.eq(tenant).and(interview::application_id.eq(id)))
        .select(InterviewRow::as_select())
        .first(*k)
        .optional())?;
    Ok(found)
}

/// The parts, in the order the room shows them.
pub(crate) fn parts(c: &mut Conn<'_>, tenant: TenantId, id: InterviewId) -> Result<Vec<PartRow>> {
    let mut found: Vec<PartRow> = on!(c, k => interview_part::table
        .filter(interview_part::tenant_id.eq(tenant).and(interview_part::interview_id.eq(id)))
        .select(PartRow::as_select())
        .load(*k))?;
    found.sort_by_key(|part| part.kind);
    Ok(found)
}

/// What a part is left with.
#[derive(Clone)]
pub(crate) struct Change {
    pub(crate) state: PartState,
    pub(crate) steps: i64,
    pub(crate) answer: Option<Vec<u8>>,
    pub(crate) features: Option<Value>,
}

/// Writes an answer of an open part that has taken `before` steps. False when another request was first.
pub(crate) fn answer(
    c: &mut Conn<'_>,
    tenant: TenantId,
    id: InterviewId,
    kind: PartKind,
    before: i64,
    change: Change,
    now: Ts,
) -> Result<bool> {
    let done_at = (change.state == PartState::Done).then_some(now);
    let target = interview_part::table.filter(
        interview_part::tenant_id
            .eq(tenant)
            .and(interview_part::interview_id.eq(id))
            .and(interview_part::kind.eq(kind))
            .and(interview_part::state.eq(PartState::Open))
            .and(interview_part::steps.eq(before)),
    );
    let done = on!(c, k => diesel::update(target)
        .set((
            interview_part::state.eq(change.state),
            interview_part::steps.eq(change.steps),
            interview_part::answer.eq(change.answer.as_deref()),
            interview_part::features.eq(change.features.clone().map(Json)),
            interview_part::done_at.eq(done_at),
        ))
        .execute(*k))?;
    Ok(done == 1)
}

/// Hands the interview in. False when it was handed in before.
pub(crate) fn submit(c: &mut Conn<'_>, tenant: TenantId, id: InterviewId, now: Ts) -> Result<bool> {
    let target = interview::table
        .filter(interview::tenant_id.eq(tenant).and(interview::id.eq(id)).and(interview::state.eq(InterviewState::Open)));
    let done = on!(c, k => diesel::update(target)
        .set((interview::state.eq(InterviewState::Scoring), interview::submitted_at.eq(Some(now))))
        .execute(*k))?;
    Ok(done == 1)
}

/// Writes the score. False when it was scored before.
pub(crate) fn scored(c: &mut Conn<'_>, tenant: TenantId, id: InterviewId, result: &Value, now: Ts) -> Result<bool> {
    let target = interview::table
        .filter(interview::tenant_id.eq(tenant).and(interview::id.eq(id)).and(interview::state.eq(InterviewState::Scoring)));
    let done = on!(c, k => diesel::update(target)
        .set((
            interview::state.eq(InterviewState::Scored),
            interview::result.eq(Some(Json(result.clone()))),
            interview::scored_at.eq(Some(now)),
        ))
        .execute(*k))?;
    Ok(done == 1)
}
