//! Rows of `token_use`.

use db::{Conn, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};
use uuid::Uuid;

use crate::{
    schema::token_use,
    vault::store::{ThreadId, TokenId},
};

kernel::nouns! {
    /// A use of a token.
    Use => UseId,
}

db::text_enum! {
    /// What was done with an original.
    pub(crate) enum UseKind {
        /// Compared with an ending.
        Check = "check",
        /// Shown.
        Reveal = "reveal",
        /// Called through something that hides the number.
        Call = "call",
        /// Sent to the enterprise's own system.
        Send = "send",
    }
}

/// A use about to be recorded.
#[derive(Clone, Debug)]
pub(crate) struct NewUse {
    pub(crate) tenant: TenantId,
    pub(crate) conversation: Uuid,
    pub(crate) token: TokenId,
    pub(crate) account: AccountId,
    pub(crate) kind: UseKind,
    pub(crate) purpose: Option<String>,
}

pub(crate) fn insert(c: &mut Conn<'_>, new: &NewUse, now: Ts) -> db::Result<UseId> {
    let id = UseId::at(now);
    let row = (
        token_use::tenant_id.eq(new.tenant),
        token_use::id.eq(id),
        token_use::conversation_id.eq(ThreadId::from_uuid(new.conversation)),
        token_use::token_id.eq(new.token),
        token_use::account_id.eq(new.account),
        token_use::kind.eq(new.kind),
        token_use::purpose.eq(new.purpose.as_deref()),
        token_use::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(token_use::table).values(row).execute(*k))?;
    Ok(id)
}

/// Uses of one token since `since`.
pub(crate) fn of_token(c: &mut Conn<'_>, new: &NewUse, since: Ts) -> db::Result<i64> {
    Ok(on!(c, k => token_use::table
        .filter(token_use::tenant_id.eq(new.tenant)
            .and(token_use::token_id.eq(new.token))
            .and(token_use::kind.eq(new.kind))
            .and(token_use::created_at.gt(since)))
        .count()
        .get_result(*k))?)
}

/// Uses by one person since `since`, in all conversations.
pub(crate) fn of_account(c: &mut Conn<'_>, new: &NewUse, since: Ts) -> db::Result<i64> {
    Ok(on!(c, k => token_use::table
        .filter(token_use::account_id.eq(new.account).and(token_use::kind.eq(new.kind)).and(token_use::created_at.gt(since)))
        .count()
        .get_result(*k))?)
}
