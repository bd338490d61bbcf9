//! Rows of `message`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::TenantId;

use super::{MessageRow, Sender};
use crate::{ConversationId, MessageId, schema::message};

pub(crate) fn insert(c: &mut Conn<'_>, row: &MessageRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(message::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, id: MessageId) -> db::Result<Option<MessageRow>> {
    Ok(on!(c, k => message::table.find((tenant, id)).select(MessageRow::as_select()).first(*k).optional())?)
}

/// The newest `limit` messages, oldest first.
pub(crate) fn latest(c: &mut Conn<'_>, tenant: TenantId, of: ConversationId, limit: i64) -> db::Result<Vec<MessageRow>> {
    let mut rows: Vec<MessageRow> = on!(c, k => message::table
        .filter(message::tenant_id.eq(tenant).and(message::conversation_id.eq(of)))
        .order(message::seq.desc())
        .limit(limit)
        .select(MessageRow::as_select())
        .load(*k))?;
    rows.reverse();
    Ok(rows)
}

/// Replaces the text of an earlier message: a part of it turned out to belong to a value. Returns the row as it is now.
pub(crate) fn remask(
    c: &mut Conn<'_>,
    tenant: TenantId,
    of: ConversationId,
    seq: i64,
    body: &str,
) -> db::Result<Option<MessageRow>> {
    let one = message::tenant_id.eq(tenant).and(message::conversation_id.eq(of)).and(message::seq.eq(seq));
    Ok(on!(c, k => diesel::update(message::table.filter(one))
        .set(message::body.eq(body))
        .returning(MessageRow::as_returning())
        .keep().get_result(*k)
        .optional())?)
}

/// What the customer said last, masked.
pub(crate) fn last_customer_text(c: &mut Conn<'_>, tenant: TenantId, of: ConversationId) -> db::Result<Option<String>> {
    Ok(on!(c, k => message::table
        .filter(message::tenant_id.eq(tenant).and(message::conversation_id.eq(of)))
        .filter(message::sender.eq(Sender::Customer))
        .order(message::seq.desc())
        .select(message::body)
        .first(*k)
        .optional())?)
}

/// What workers said last, masked, newest first, at most `limit`.
pub(crate) fn worker_texts(c: &mut Conn<'_>, tenant: TenantId, of: ConversationId, limit: i64) -> db::Result<Vec<String>> {
    Ok(on!(c, k => message::table
        .filter(message::tenant_id.eq(tenant).and(message::conversation_id.eq(of)))
        .filter(message::sender.eq(Sender::Worker))
        .order(message::seq.desc())
        .limit(limit)
        .select(message::body)
        .load(*k))?)
}

/// Customer messages after `read_seq`.
pub(crate) fn unread(c: &mut Conn<'_>, tenant: TenantId, of: ConversationId, read_seq: i64) -> db::Result<i64> {
    Ok(on!(c, k => message::table
        .filter(message::tenant_id.eq(tenant).and(message::conversation_id.eq(of)))
        .filter(message::sender.eq(Sender::Customer).and(message::seq.gt(read_seq)))
        .count()
        .get_result(*k))?)
}
