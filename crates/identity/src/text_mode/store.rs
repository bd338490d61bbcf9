//! Rows of grants.

use db::{Conn, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use crate::schema::text_mode;

/// The level of trust at which an account reads text; `None` when it was not granted.
pub(crate) fn level(c: &mut Conn<'_>, account: AccountId) -> Result<Option<i64>> {
    Ok(on!(c, k => text_mode::table.find(account).select(text_mode::level).first(*k).optional())?)
}

pub(crate) fn grant(c: &mut Conn<'_>, tenant: TenantId, account: AccountId, level: u8, by: AccountId, now: Ts) -> Result<()> {
    let row = (
        text_mode::account_id.eq(account),
        text_mode::tenant_id.eq(tenant),
        text_mode::level.eq(i64::from(level)),
        text_mode::granted_by_id.eq(by),
        text_mode::granted_at.eq(now),
    );
    take_back(c, account)?;
    on!(c, k => diesel::insert_into(text_mode::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn take_back(c: &mut Conn<'_>, account: AccountId) -> Result<()> {
    on!(c, k => diesel::delete(text_mode::table.find(account)).execute(*k))?;
    Ok(())
}
