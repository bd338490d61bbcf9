//! Rows of requests for a new password.

use db::{Conn, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use crate::{account::CodeId, schema::password_reset};

/// A request that waits for its code.
#[derive(Clone, Copy, Debug, Queryable)]
pub(crate) struct Waiting {
    pub(crate) code_id: CodeId,
    pub(crate) code_at: Ts,
    pub(crate) tries: i64,
    pub(crate) sent: i64,
    pub(crate) created_at: Ts,
}

/// The request of an account, if there is one.
pub(crate) fn find(c: &mut Conn<'_>, of: AccountId) -> Result<Option<Waiting>> {
    let columns = (
        password_reset::code_id,
        password_reset::code_at,
        password_reset::tries,
        password_reset::sent,
        password_reset::created_at,
    );
    Ok(on!(c, k => password_reset::table.find(of).select(columns).first(*k).optional())?)
}

/// Writes a request whose first code is being sent, in place of an older one.
pub(crate) fn begin(c: &mut Conn<'_>, tenant: TenantId, of: AccountId, code: CodeId, now: Ts) -> Result<()> {
    forget(c, of)?;
    let row = (
        password_reset::account_id.eq(of),
        password_reset::tenant_id.eq(tenant),
        password_reset::code_id.eq(code),
        password_reset::code_at.eq(now),
        password_reset::tries.eq(0),
        password_reset::sent.eq(1),
        password_reset::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(password_reset::table).values(row).execute(*k))?;
    Ok(())
}

/// A fresh code with fresh tries.
pub(crate) fn renew(c: &mut Conn<'_>, of: AccountId, code: CodeId, now: Ts) -> Result<()> {
    let changes = (
        password_reset::code_id.eq(code),
        password_reset::code_at.eq(now),
        password_reset::tries.eq(0),
        password_reset::sent.eq(password_reset::sent + 1),
    );
    on!(c, k => diesel::update(password_reset::table.find(of)).set(changes).keep().execute(*k))?;
    Ok(())
}

/// Uses up one try of a code.
pub(crate) fn count_try(c: &mut Conn<'_>, of: AccountId) -> Result<()> {
    let tried = password_reset::tries.eq(password_reset::tries + 1);
    on!(c, k => diesel::update(password_reset::table.find(of)).set(tried).keep().execute(*k))?;
    Ok(())
}

/// Forgets the request of an account.
pub(crate) fn forget(c: &mut Conn<'_>, of: AccountId) -> Result<()> {
    on!(c, k => diesel::delete(password_reset::table.find(of)).execute(*k))?;
    Ok(())
}

/// Forgets requests older than `before`.
pub(crate) fn trim(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    let gone = on!(c, k => diesel::delete(password_reset::table.filter(password_reset::created_at.lt(before))).execute(*k))?;
    Ok(gone)
}
