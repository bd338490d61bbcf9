//! Rows of invitations, and of accounts as members of their enterprise.

use db::{Conn, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, Error, Role, TenantId, Ts};

use super::{InvitationId, MemberRole};
use crate::{
    account::{Account, AccountState, Locale},
    schema::{account, invitation, notification, notification_setting, passkey, password_reset, session, tenant},
};

/// An invitation that waits.
#[derive(Clone, Debug, Queryable)]
pub(crate) struct Waiting {
    pub(crate) id: InvitationId,
    pub(crate) tenant: TenantId,
    pub(crate) email_sealed: Vec<u8>,
    pub(crate) role: MemberRole,
    pub(crate) locale: Locale,
    pub(crate) created_at: Ts,
    pub(crate) expires_at: Ts,
}

macro_rules! waiting {
    () => {
        (
            invitation::id,
            invitation::tenant_id,
            invitation::email_sealed,
            invitation::role,
            invitation::locale,
            invitation::created_at,
            invitation::expires_at,
        )
    };
}

/// Writes an invitation, in place of an older one to the same address.
pub(crate) fn invite(c: &mut Conn<'_>, new: &Waiting, email_index: [u8; 16], by: AccountId) -> Result<()> {
    let older =
        invitation::table.filter(invitation::tenant_id.eq(new.tenant).and(invitation::email_index.eq(email_index.as_slice())));
    on!(c, k => diesel::delete(older).execute(*k))?;
    let row = (
        invitation::id.eq(new.id),
        invitation::tenant_id.eq(new.tenant),
        invitation::email_index.eq(email_index.as_slice()),
        invitation::email_sealed.eq(&new.email_sealed),
        invitation::role.eq(new.role),
        invitation::locale.eq(new.locale),
        invitation::invited_by_id.eq(by),
        invitation::created_at.eq(new.created_at),
        invitation::expires_at.eq(new.expires_at),
    );
    on!(c, k => diesel::insert_into(invitation::table).values(row).execute(*k))?;
    Ok(())
}

/// An enterprise's invitations that still hold, newest first.
pub(crate) fn waiting(c: &mut Conn<'_>, of: TenantId, now: Ts) -> Result<Vec<Waiting>> {
    Ok(on!(c, k => invitation::table
        .filter(invitation::tenant_id.eq(of).and(invitation::expires_at.gt(now)))
        .order(invitation::id.desc())
        .limit(200)
        .select(waiting!())
        .load(*k))?)
}

/// An invitation that still holds, of whatever tenant the transaction may see.
pub(crate) fn find(c: &mut Conn<'_>, id: InvitationId, now: Ts) -> Result<Option<Waiting>> {
    Ok(on!(c, k => invitation::table
        .find(id)
        .filter(invitation::expires_at.gt(now))
        .select(waiting!())
        .first(*k)
        .optional())?)
}

/// Takes an invitation away; `false` when the tenant has none such.
pub(crate) fn withdraw(c: &mut Conn<'_>, of: TenantId, id: InvitationId) -> Result<bool> {
    let mine = invitation::table.filter(invitation::id.eq(id).and(invitation::tenant_id.eq(of)));
    Ok(on!(c, k => diesel::delete(mine).execute(*k))? == 1)
}

/// Forgets invitations that ran out before `now`.
pub(crate) fn trim(c: &mut Conn<'_>, now: Ts) -> Result<usize> {
    let gone = on!(c, k => diesel::delete(invitation::table.filter(invitation::expires_at.lt(now))).execute(*k))?;
    Ok(gone)
}

/// Everybody of an enterprise, oldest first.
pub(crate) fn members(c: &mut Conn<'_>, of: TenantId) -> Result<Vec<Account>> {
    type Row = (AccountId, TenantId, String, AccountState, Locale, Ts);
    let rows: Vec<Row> = on!(c, k => account::table
        .filter(account::tenant_id.eq(of))
        .order(account::id)
        .limit(500)
        .select((account::id, account::tenant_id, account::role, account::state, account::locale, account::created_at))
        .load(*k))?;
    let read = |(id, tenant, role, state, locale, created_at): Row| {
        Ok(Account { id, tenant, role: role.parse::<Role>().map_err(Error::internal)?, state, locale, created_at })
    };
    rows.into_iter().map(read).collect()
}

/// When an account last used the product.
pub(crate) fn seen_at(c: &mut Conn<'_>, of: AccountId) -> Result<Option<Ts>> {
    Ok(on!(c, k => session::table
        .filter(session::account_id.eq(of))
        .order(session::seen_at.desc())
        .select(session::seen_at)
        .first(*k)
        .optional())?)
}

/// The owners of an enterprise who may act. Marks the enterprise's row as changed, so that of two transactions that
/// count owners at once one is repeated.
pub(crate) fn owners(c: &mut Conn<'_>, of: TenantId) -> Result<Vec<AccountId>> {
    on!(c, k => diesel::update(tenant::table.find(of)).set(tenant::name.eq(tenant::name)).keep().execute(*k))?;
    Ok(on!(c, k => account::table
        .filter(account::tenant_id.eq(of).and(account::role.eq(Role::Owner.as_str())).and(account::state.eq(AccountState::Active)))
        .order(account::id)
        .select(account::id)
        .load(*k))?)
}

/// Sets what somebody is.
pub(crate) fn set_role(c: &mut Conn<'_>, of: TenantId, id: AccountId, role: MemberRole, now: Ts) -> Result<bool> {
    let mine = account::table.filter(account::id.eq(id).and(account::tenant_id.eq(of)));
    let set = (account::role.eq(role.role().as_str()), account::updated_at.eq(now));
    Ok(on!(c, k => diesel::update(mine).set(set).keep().execute(*k))? == 1)
}

/// Removes an account and what belongs to it alone. Receipts of consent and the audit log stay.
pub(crate) fn remove(c: &mut Conn<'_>, of: TenantId, id: AccountId) -> Result<()> {
    on!(c, k => diesel::delete(passkey::table.filter(passkey::account_id.eq(id))).execute(*k))?;
    on!(c, k => diesel::delete(notification::table.filter(notification::account_id.eq(id))).execute(*k))?;
    on!(c, k => diesel::delete(notification_setting::table.filter(notification_setting::account_id.eq(id))).execute(*k))?;
    on!(c, k => diesel::delete(password_reset::table.find(id)).execute(*k))?;
    on!(c, k => diesel::delete(account::table.filter(account::id.eq(id).and(account::tenant_id.eq(of)))).execute(*k))?;
    Ok(())
}
