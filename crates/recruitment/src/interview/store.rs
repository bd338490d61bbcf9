//! Rows of interviews and their parts.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};
use serde_json::Value;

use super::{InterviewId, InterviewState, Lengths, PartKind, PartState, signals::Signal};
use crate::{
    ApplicationId,
    schema::{interview, interview_part, interview_print},
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
    /// How long the room is; missing on interviews from before it was kept.
    pub(crate) lengths: Option<Json<Lengths>>,
    pub(crate) signals: Option<Json<Vec<Signal>>>,
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

/// The newest interview of an application: the one that counts.
pub(crate) fn of_application(c: &mut Conn<'_>, tenant: TenantId, id: ApplicationId) -> Result<Option<InterviewRow>> {
    let found = on!(c, k => interview::table
        .filter(interview::tenant_id.eq(tenant).and(interview::application_id.eq(id)))
        .order(interview::id.desc())
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
    /// When the next round of the part begins; the first began with the room.
    pub(crate) opened_at: Option<Ts>,
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
            interview_part::opened_at.eq(change.opened_at),
            interview_part::done_at.eq(done_at),
        ))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// Writes what the measuring of a done part gave.
pub(crate) fn measured(c: &mut Conn<'_>, tenant: TenantId, id: InterviewId, kind: PartKind, features: &Value) -> Result<()> {
    let target = interview_part::table.find((tenant, id, kind));
    on!(c, k => diesel::update(target).set(interview_part::features.eq(Some(Json(features.clone())))).keep().execute(*k))?;
    Ok(())
}

/// Keeps the sealed transcript of a recorded part while its interview is being scored.
pub(crate) fn transcribed(c: &mut Conn<'_>, tenant: TenantId, id: InterviewId, kind: PartKind, sealed: &[u8]) -> Result<()> {
    let target = interview_part::table.find((tenant, id, kind));
    on!(c, k => diesel::update(target).set(interview_part::answer.eq(Some(sealed))).keep().execute(*k))?;
    Ok(())
}

/// Forgets what was written and heard in at most 500 interviews that began before `before`; what was measured of it stays.
pub(crate) fn forget_answers(c: &mut Conn<'_>, tenant: TenantId, before: Ts) -> Result<usize> {
    let ids: Vec<InterviewId> = on!(c, k => interview::table
        .inner_join(interview_part::table.on(interview_part::tenant_id.eq(interview::tenant_id).and(interview_part::interview_id.eq(interview::id))))
        .filter(interview::tenant_id.eq(tenant).and(interview::created_at.lt(before)).and(interview_part::answer.is_not_null()))
        .select(interview::id)
        .distinct()
        .limit(500)
        .load(*k))?;
    let target = interview_part::table.filter(interview_part::tenant_id.eq(tenant).and(interview_part::interview_id.eq_any(ids)));
    Ok(on!(c, k => diesel::update(target).set(interview_part::answer.eq(None::<Vec<u8>>)).keep().execute(*k))?)
}

/// Replaces the signals of an open interview.
pub(crate) fn signals(c: &mut Conn<'_>, tenant: TenantId, id: InterviewId, signals: &[Signal]) -> Result<()> {
    let target = interview::table.find((tenant, id)).filter(interview::state.eq(InterviewState::Open));
    on!(c, k => diesel::update(target).set(interview::signals.eq(Some(Json(signals.to_vec())))).keep().execute(*k))?;
    Ok(())
}

/// Remembers the print of an answer.
pub(crate) fn remember(c: &mut Conn<'_>, tenant: TenantId, print: &str, id: InterviewId, part: &str, now: Ts) -> Result<()> {
    let row = (
        interview_print::tenant_id.eq(tenant),
        interview_print::print.eq(print),
        interview_print::interview_id.eq(id),
        interview_print::part.eq(part),
        interview_print::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(interview_print::table).values(row).on_conflict_do_nothing().execute(*k))?;
    Ok(())
}

/// Parts of `id` whose print another person's interview has too.
pub(crate) fn copied(c: &mut Conn<'_>, tenant: TenantId, id: InterviewId, account: AccountId) -> Result<Vec<String>> {
    let own: Vec<InterviewId> = on!(c, k => interview::table
        .filter(interview::tenant_id.eq(tenant).and(interview::account_id.eq(account)))
        .select(interview::id)
        .load(*k))?;
    let mine: Vec<(String, String)> = on!(c, k => interview_print::table
        .filter(interview_print::tenant_id.eq(tenant).and(interview_print::interview_id.eq(id)))
        .select((interview_print::print, interview_print::part))
        .order(interview_print::part)
        .load(*k))?;
    let prints: Vec<&str> = mine.iter().map(|(print, _)| print.as_str()).collect();
    let shared: Vec<String> = on!(c, k => interview_print::table
        .filter(interview_print::tenant_id.eq(tenant).and(interview_print::interview_id.ne_all(own)))
        .filter(interview_print::print.eq_any(prints.clone()))
        .select(interview_print::print)
        .distinct()
        .load(*k))?;
    Ok(mine.into_iter().filter(|(print, _)| shared.contains(print)).map(|(_, part)| part).collect())
}

/// Hands the interview in. False when it was handed in before.
pub(crate) fn submit(c: &mut Conn<'_>, tenant: TenantId, id: InterviewId, now: Ts) -> Result<bool> {
    let target = interview::table
        .filter(interview::tenant_id.eq(tenant).and(interview::id.eq(id)).and(interview::state.eq(InterviewState::Open)));
    let done = on!(c, k => diesel::update(target)
        .set((interview::state.eq(InterviewState::Scoring), interview::submitted_at.eq(Some(now))))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// Replaces the score of an interview that waits for a person, under a new policy.
pub(crate) fn rescored(c: &mut Conn<'_>, tenant: TenantId, id: InterviewId, result: &Value) -> Result<()> {
    let target = interview::table.find((tenant, id));
    on!(c, k => diesel::update(target).set(interview::result.eq(Some(Json(result.clone())))).keep().execute(*k))?;
    Ok(())
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
        .keep().execute(*k))?;
    Ok(done == 1)
}
