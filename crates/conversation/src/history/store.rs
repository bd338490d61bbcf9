//! Reads of `message` and `conversation` across conversations.

use db::{Conn, on};
use diesel::prelude::*;
use kernel::TenantId;

use crate::{
    ConversationId, Sender,
    message::MessageRow,
    schema::{conversation, message},
    thread::ThreadState,
};

/// What was said before `seq` by somebody.
pub(crate) fn before(c: &mut Conn<'_>, tenant: TenantId, of: ConversationId, seq: i64) -> db::Result<Option<MessageRow>> {
    Ok(on!(c, k => message::table
        .filter(message::tenant_id.eq(tenant).and(message::conversation_id.eq(of)))
        .filter(message::seq.lt(seq).and(message::sender.ne(Sender::System)))
        .order(message::seq.desc())
        .select(MessageRow::as_select())
        .first(*k)
        .optional())?)
}

pub(crate) fn newest(c: &mut Conn<'_>, tenant: TenantId, limit: i64) -> db::Result<Vec<MessageRow>> {
    Ok(on!(c, k => message::table
        .filter(message::tenant_id.eq(tenant))
        .filter(message::sender.eq_any([Sender::Worker, Sender::Customer]))
        .order(message::id.desc())
        .limit(limit)
        .select(MessageRow::as_select())
        .load(*k))?)
}

pub(crate) fn closed(c: &mut Conn<'_>, after: ConversationId, limit: i64) -> db::Result<Vec<(TenantId, ConversationId)>> {
    Ok(on!(c, k => conversation::table
        .filter(conversation::state.eq(ThreadState::Closed).and(conversation::id.gt(after)))
        .order(conversation::id)
        .limit(limit)
        .select((conversation::tenant_id, conversation::id))
        .load(*k))?)
}
