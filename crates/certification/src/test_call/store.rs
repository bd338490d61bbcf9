//! Rows of test calls and of their sheets.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, DecisionId, TenantId, Ts};

use super::{Marks, Spoken, TestCallId, TestCallState};
use crate::{
    CertificateId,
    schema::{test_call, test_score},
};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = test_call)]
pub(crate) struct CallRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: TestCallId,
    pub(crate) account_id: AccountId,
    pub(crate) certificate_id: CertificateId,
    pub(crate) skill: String,
    pub(crate) scenario: String,
    pub(crate) locale: String,
    /// Hash of the form in force when it was asked for.
    pub(crate) policy_hash: String,
    pub(crate) state: TestCallState,
    pub(crate) assessor_id: Option<AccountId>,
    pub(crate) lines: Json<Vec<Spoken>>,
    pub(crate) decision_id: Option<DecisionId>,
    pub(crate) asked_at: Ts,
    /// Until then the assessor has it.
    pub(crate) lease_at: Option<Ts>,
    pub(crate) ended_at: Option<Ts>,
    pub(crate) settled_at: Option<Ts>,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &CallRow) -> Result<()> {
    on!(c, k => diesel::insert_into(test_call::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn find(c: &mut Conn<'_>, tenant: TenantId, id: TestCallId) -> Result<Option<CallRow>> {
    let found = on!(c, k => test_call::table.find((tenant, id)).select(CallRow::as_select()).first(*k).optional())?;
    Ok(found)
}

/// Test calls of an account, newest first, at most 50.
pub(crate) fn of_account(c: &mut Conn<'_>, tenant: TenantId, account: AccountId) -> Result<Vec<CallRow>> {
    let found = on!(c, k => test_call::table
        .filter(test_call::tenant_id.eq(tenant).and(test_call::account_id.eq(account)))
        .order(test_call::id.desc())
        .limit(50)
        .select(CallRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// Test calls in `skills` that wait for somebody, oldest first, at most 50.
pub(crate) fn waiting(c: &mut Conn<'_>, tenant: TenantId, skills: &[String]) -> Result<Vec<CallRow>> {
    let open = [TestCallState::Wanted, TestCallState::Calling, TestCallState::Scoring];
    let found = on!(c, k => test_call::table
        .filter(test_call::tenant_id.eq(tenant).and(test_call::state.eq_any(open)).and(test_call::skill.eq_any(skills)))
        .order(test_call::id)
        .limit(50)
        .select(CallRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// Every test call that waits for somebody, oldest first, at most 200.
pub(crate) fn open(c: &mut Conn<'_>, tenant: TenantId) -> Result<Vec<CallRow>> {
    let open = [TestCallState::Wanted, TestCallState::Calling, TestCallState::Scoring];
    let found = on!(c, k => test_call::table
        .filter(test_call::tenant_id.eq(tenant).and(test_call::state.eq_any(open)))
        .order(test_call::id)
        .limit(200)
        .select(CallRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// Writes what moves, if the row stands where it was read. False when somebody was quicker.
pub(crate) fn put(c: &mut Conn<'_>, before: &CallRow, row: &CallRow) -> Result<bool> {
    let target = test_call::table
        .filter(test_call::tenant_id.eq(row.tenant_id).and(test_call::id.eq(row.id)))
        .filter(test_call::state.eq(before.state));
    let done = on!(c, k => diesel::update(target)
        .set((
            test_call::state.eq(row.state),
            test_call::assessor_id.eq(row.assessor_id),
            test_call::lines.eq(row.lines.clone()),
            test_call::decision_id.eq(row.decision_id),
            test_call::lease_at.eq(row.lease_at),
            test_call::ended_at.eq(row.ended_at),
            test_call::settled_at.eq(row.settled_at),
        ))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// Adds a sheet. The order of sheets is that of their times.
pub(crate) fn score(c: &mut Conn<'_>, row: &CallRow, scorer: AccountId, marks: &Marks, now: Ts) -> Result<()> {
    let values = (
        test_score::tenant_id.eq(row.tenant_id),
        test_score::call_id.eq(row.id),
        test_score::scorer_id.eq(scorer),
        test_score::marks.eq(Json(marks.clone())),
        test_score::scored_at.eq(now),
    );
    on!(c, k => diesel::insert_into(test_score::table).values(values.clone()).execute(*k))?;
    Ok(())
}

/// The sheets so far, with who gave them.
pub(crate) fn sheets(c: &mut Conn<'_>, tenant: TenantId, id: TestCallId) -> Result<Vec<(AccountId, Marks)>> {
    let found: Vec<(AccountId, Json<Marks>)> = on!(c, k => test_score::table
        .filter(test_score::tenant_id.eq(tenant).and(test_score::call_id.eq(id)))
        .order((test_score::scored_at, test_score::scorer_id))
        .select((test_score::scorer_id, test_score::marks))
        .load(*k))?;
    Ok(found.into_iter().map(|(who, marks)| (who, marks.0)).collect())
}
