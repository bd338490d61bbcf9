//! Rows of identity checks.

use db::{Conn, Json, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, DecisionId, TenantId, Ts};

use super::{DocumentKind, IdentityCheckId, IdentityState};
use crate::{
    ApplicationId,
    schema::{application, identity_check},
};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = identity_check)]
pub(crate) struct CheckRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: IdentityCheckId,
    pub(crate) account_id: AccountId,
    pub(crate) document_kind: DocumentKind,
    /// Number, name and date of birth, sealed.
    pub(crate) document: Vec<u8>,
    pub(crate) document_index: Vec<u8>,
    pub(crate) state: IdentityState,
    pub(crate) codes: Json<Vec<String>>,
    /// What the verifier said besides; for reviewers.
    pub(crate) verifier_codes: Json<Vec<String>>,
    pub(crate) decision_id: DecisionId,
    pub(crate) checked_at: Ts,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &CheckRow) -> Result<()> {
    on!(c, k => diesel::insert_into(identity_check::table).values(row).execute(*k))?;
    Ok(())
}

/// The newest check of an account: the one that counts.
pub(crate) fn latest(c: &mut Conn<'_>, tenant: TenantId, account: AccountId) -> Result<Option<CheckRow>> {
    let found = on!(c, k => identity_check::table
        .filter(identity_check::tenant_id.eq(tenant).and(identity_check::account_id.eq(account)))
        .order(identity_check::id.desc())
        .select(CheckRow::as_select())
        .first(*k)
        .optional())?;
    Ok(found)
}

pub(crate) fn count(c: &mut Conn<'_>, tenant: TenantId, account: AccountId) -> Result<i64> {
    let found = on!(c, k => identity_check::table
        .filter(identity_check::tenant_id.eq(tenant).and(identity_check::account_id.eq(account)))
        .count()
        .get_result(*k))?;
    Ok(found)
}

/// Other accounts that showed the same document.
pub(crate) fn others(c: &mut Conn<'_>, tenant: TenantId, index: &[u8], account: AccountId) -> Result<Vec<AccountId>> {
    let found = on!(c, k => identity_check::table
        .filter(identity_check::tenant_id.eq(tenant).and(identity_check::document_index.eq(index)))
        .filter(identity_check::account_id.ne(account))
        .select(identity_check::account_id)
        .distinct()
        .load(*k))?;
    Ok(found)
}

/// The applications of some accounts.
pub(crate) fn applications(c: &mut Conn<'_>, tenant: TenantId, accounts: &[AccountId]) -> Result<Vec<ApplicationId>> {
    let found = on!(c, k => application::table
        .filter(application::tenant_id.eq(tenant).and(application::account_id.eq_any(accounts.to_vec())))
        .order(application::id)
        .select(application::id)
        .load(*k))?;
    Ok(found)
}
