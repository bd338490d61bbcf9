//! Rows of applications.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, DecisionId, TenantId, Ts};

use super::{Answers, ApplicationId, ApplicationState, VettingState};
use crate::schema::application;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = application)]
pub(crate) struct ApplicationRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: ApplicationId,
    pub(crate) account_id: AccountId,
    pub(crate) state: ApplicationState,
    pub(crate) locale: String,
    pub(crate) vetting_state: VettingState,
    pub(crate) vetting: Json<Answers>,
    pub(crate) vetting_flags: Json<Vec<String>>,
    pub(crate) decision_id: Option<DecisionId>,
    pub(crate) reviewer_id: Option<AccountId>,
    pub(crate) review_note: Option<Vec<u8>>,
    pub(crate) created_at: Ts,
    pub(crate) submitted_at: Option<Ts>,
    pub(crate) decided_at: Option<Ts>,
}

/// Fails with a unique violation when the account has one.
pub(crate) fn insert(c: &mut Conn<'_>, row: &ApplicationRow) -> Result<()> {
    on!(c, k => diesel::insert_into(application::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn of_account(c: &mut Conn<'_>, tenant: TenantId, account: AccountId) -> Result<Option<ApplicationRow>> {
    let found = on!(c, k => application::table
        .filter(application::tenant_id.eq(tenant).and(application::account_id.eq(account)))
        .select(ApplicationRow::as_select())
        .first(*k)
        .optional())?;
    Ok(found)
}

pub(crate) fn find(c: &mut Conn<'_>, tenant: TenantId, id: ApplicationId) -> Result<Option<ApplicationRow>> {
    let found = on!(c, k => application::table.find((tenant, id)).select(ApplicationRow::as_select()).first(*k).optional())?;
    Ok(found)
}

/// Applications that wait for a person, newest first.
pub(crate) fn in_review(c: &mut Conn<'_>, tenant: TenantId, before: ApplicationId, limit: i64) -> Result<Vec<ApplicationRow>> {
    let found = on!(c, k => application::table
        .filter(application::tenant_id.eq(tenant).and(application::state.eq(ApplicationState::Review)).and(application::id.lt(before)))
        .order(application::id.desc())
        .limit(limit)
        .select(ApplicationRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// Writes the vetting answers of a draft and opens the interview. False when it was no draft any more.
pub(crate) fn vetted(c: &mut Conn<'_>, tenant: TenantId, id: ApplicationId, answers: &Answers, flags: &[String]) -> Result<bool> {
    let state = if flags.is_empty() { VettingState::Passed } else { VettingState::Flagged };
    let target = application::table.filter(
        application::tenant_id.eq(tenant).and(application::id.eq(id)).and(application::state.eq(ApplicationState::Draft)),
    );
    let done = on!(c, k => diesel::update(target)
        .set((
            application::state.eq(ApplicationState::Interview),
            application::vetting_state.eq(state),
            application::vetting.eq(Json(answers.clone())),
            application::vetting_flags.eq(Json(flags.to_vec())),
        ))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// Hands the interview in. False when it was handed in before.
pub(crate) fn submitted(c: &mut Conn<'_>, tenant: TenantId, id: ApplicationId, now: Ts) -> Result<bool> {
    let target = application::table.filter(
        application::tenant_id.eq(tenant).and(application::id.eq(id)).and(application::state.eq(ApplicationState::Interview)),
    );
    let done = on!(c, k => diesel::update(target)
        .set((application::state.eq(ApplicationState::Scoring), application::submitted_at.eq(Some(now))))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// Writes what a score gave for an application in `from`: `Scoring`, or `Review` when a new policy scores again.
/// False when it was scored, or a person decided, meanwhile.
pub(crate) fn scored(
    c: &mut Conn<'_>,
    tenant: TenantId,
    id: ApplicationId,
    (from, to): (ApplicationState, ApplicationState),
    decision: DecisionId,
    now: Ts,
) -> Result<bool> {
    let decided = (to == ApplicationState::Admitted).then_some(now);
    let target =
        application::table.filter(application::tenant_id.eq(tenant).and(application::id.eq(id)).and(application::state.eq(from)));
    let done = on!(c, k => diesel::update(target)
        .set((application::state.eq(to), application::decision_id.eq(Some(decision)), application::decided_at.eq(decided)))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// Sends an application in `from` back to the interview; what was decided about it is the old interview's.
/// False when it changed meanwhile.
pub(crate) fn reopened(c: &mut Conn<'_>, tenant: TenantId, id: ApplicationId, from: ApplicationState) -> Result<bool> {
    let target =
        application::table.filter(application::tenant_id.eq(tenant).and(application::id.eq(id)).and(application::state.eq(from)));
    let done = on!(c, k => diesel::update(target)
        .set((
            application::state.eq(ApplicationState::Interview),
            application::decision_id.eq(None::<DecisionId>),
            application::reviewer_id.eq(None::<AccountId>),
            application::review_note.eq(None::<Vec<u8>>),
            application::submitted_at.eq(None::<Ts>),
            application::decided_at.eq(None::<Ts>),
        ))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// Admits somebody who was declined and won their appeal. False when it changed meanwhile.
pub(crate) fn upheld(c: &mut Conn<'_>, tenant: TenantId, id: ApplicationId, now: Ts) -> Result<bool> {
    let target = application::table.filter(
        application::tenant_id.eq(tenant).and(application::id.eq(id)).and(application::state.eq(ApplicationState::Declined)),
    );
    let done = on!(c, k => diesel::update(target)
        .set((application::state.eq(ApplicationState::Admitted), application::decided_at.eq(Some(now))))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// Writes a person's decision. False when another person was first.
pub(crate) fn reviewed(
    c: &mut Conn<'_>,
    tenant: TenantId,
    id: ApplicationId,
    to: ApplicationState,
    reviewer: AccountId,
    note: &[u8],
    now: Ts,
) -> Result<bool> {
    let target = application::table.filter(
        application::tenant_id.eq(tenant).and(application::id.eq(id)).and(application::state.eq(ApplicationState::Review)),
    );
    let done = on!(c, k => diesel::update(target)
        .set((
            application::state.eq(to),
            application::reviewer_id.eq(Some(reviewer)),
            application::review_note.eq(Some(note)),
            application::decided_at.eq(Some(now)),
        ))
        .keep().execute(*k))?;
    Ok(done == 1)
}
