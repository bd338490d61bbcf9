//! Rows of `whisper`.

use db::{Conn, on};
use diesel::prelude::*;
use kernel::TenantId;

use super::WhisperRow;
use crate::{ConversationId, schema::whisper};

pub(crate) fn insert(c: &mut Conn<'_>, row: &WhisperRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(whisper::table).values(row).execute(*k))?;
    Ok(())
}

/// The whispers of a conversation, oldest first.
pub(crate) fn of(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> db::Result<Vec<WhisperRow>> {
    Ok(on!(c, k => whisper::table
        .filter(whisper::tenant_id.eq(tenant).and(whisper::conversation_id.eq(id)))
        .order(whisper::id)
        .limit(200)
        .select(WhisperRow::as_select())
        .load(*k))?)
}
