//! Rows of certificates.

use db::{Conn, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, DecisionId, TenantId, Ts};

use super::{CertificateId, CertificateState};
use crate::schema::certificate;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificate)]
pub(crate) struct CertificateRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: CertificateId,
    pub(crate) account_id: AccountId,
    pub(crate) skill: String,
    pub(crate) level: i64,
    pub(crate) state: CertificateState,
    pub(crate) holder_initial: String,
    pub(crate) evidence_hash: String,
    pub(crate) decision_id: DecisionId,
    pub(crate) issued_at: Ts,
    pub(crate) expires_at: Ts,
    pub(crate) ended_at: Option<Ts>,
    /// Since when live tasks may be offered; none while its test call is outstanding.
    pub(crate) live_at: Option<Ts>,
}

impl CertificateRow {
    /// Whether it counts now.
    pub(crate) fn counts(&self, now: Ts) -> bool {
        self.state == CertificateState::Valid && self.expires_at > now
    }

    /// The state as it is now: a valid one whose time is over has expired, whether or not the job has been by.
    pub(crate) fn state_at(&self, now: Ts) -> CertificateState {
        if self.state == CertificateState::Valid && self.expires_at <= now { CertificateState::Expired } else { self.state }
    }
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &CertificateRow) -> Result<()> {
    on!(c, k => diesel::insert_into(certificate::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn find(c: &mut Conn<'_>, tenant: TenantId, id: CertificateId) -> Result<Option<CertificateRow>> {
    let found = on!(c, k => certificate::table.find((tenant, id)).select(CertificateRow::as_select()).first(*k).optional())?;
    Ok(found)
}

/// Every certificate of an account, newest first.
pub(crate) fn of_account(c: &mut Conn<'_>, tenant: TenantId, account: AccountId) -> Result<Vec<CertificateRow>> {
    let found = on!(c, k => certificate::table
        .filter(certificate::tenant_id.eq(tenant).and(certificate::account_id.eq(account)))
        .order(certificate::id.desc())
        .select(CertificateRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// The certificate of a skill that is valid or suspended; there is at most one.
pub(crate) fn current(c: &mut Conn<'_>, tenant: TenantId, account: AccountId, skill: &str) -> Result<Option<CertificateRow>> {
    let found = on!(c, k => certificate::table
        .filter(certificate::tenant_id.eq(tenant).and(certificate::account_id.eq(account)).and(certificate::skill.eq(skill)))
        .filter(certificate::state.eq_any([CertificateState::Valid, CertificateState::Suspended]))
        .select(CertificateRow::as_select())
        .first(*k)
        .optional())?;
    Ok(found)
}

/// Certificates that count at `now` and are open for live tasks: `(account, skill, level)`.
pub(crate) fn levels(
    c: &mut Conn<'_>,
    tenant: TenantId,
    accounts: &[AccountId],
    skills: &[&str],
    now: Ts,
) -> Result<Vec<(AccountId, String, i64)>> {
    let valid = db::unindexed(certificate::state).eq(CertificateState::Valid).and(certificate::expires_at.gt(now));
    let found = on!(c, k => certificate::table
        .filter(certificate::tenant_id.eq(tenant).and(certificate::account_id.eq_any(accounts)))
        .filter(certificate::skill.eq_any(skills).and(valid))
        .filter(certificate::live_at.is_not_null())
        .select((certificate::account_id, certificate::skill, certificate::level))
        .load(*k))?;
    Ok(found)
}

/// Since when the certificate that counts at `now` is open for live tasks.
pub(crate) fn live_since(c: &mut Conn<'_>, tenant: TenantId, account: AccountId, skill: &str, now: Ts) -> Result<Option<Ts>> {
    let row = current(c, tenant, account, skill)?.filter(|row| row.counts(now));
    Ok(row.and_then(|row| row.live_at))
}

/// Opens a certificate for live tasks. False when it was open before.
pub(crate) fn go_live(c: &mut Conn<'_>, tenant: TenantId, id: CertificateId, now: Ts) -> Result<bool> {
    let target = certificate::table
        .filter(certificate::tenant_id.eq(tenant).and(certificate::id.eq(id)).and(certificate::live_at.is_null()));
    let done = on!(c, k => diesel::update(target).set(certificate::live_at.eq(now)).keep().execute(*k))?;
    Ok(done == 1)
}

/// Changes the state. False when it was not `from` any more.
pub(crate) fn change(
    c: &mut Conn<'_>,
    tenant: TenantId,
    id: CertificateId,
    from: CertificateState,
    to: CertificateState,
    now: Ts,
) -> Result<bool> {
    let ended = matches!(to, CertificateState::Expired | CertificateState::Revoked).then_some(now);
    let target =
        certificate::table.filter(certificate::tenant_id.eq(tenant).and(certificate::id.eq(id)).and(certificate::state.eq(from)));
    let done =
        on!(c, k => diesel::update(target).set((certificate::state.eq(to), certificate::ended_at.eq(ended))).keep().execute(*k))?;
    Ok(done == 1)
}

/// Certificates whose time is over but whose state does not say so yet.
pub(crate) fn due(c: &mut Conn<'_>, tenant: TenantId, now: Ts, limit: i64) -> Result<Vec<CertificateRow>> {
    let found = on!(c, k => certificate::table
        .filter(certificate::tenant_id.eq(tenant))
        .filter(certificate::state.eq_any([CertificateState::Valid, CertificateState::Suspended]))
        .filter(certificate::expires_at.le(now))
        .order(certificate::expires_at)
        .limit(limit)
        .select(CertificateRow::as_select())
        .load(*k))?;
    Ok(found)
}
