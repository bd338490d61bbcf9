//! Rows of `contest`.

use audit::CaseId;
use conversation::ConversationId;
use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use super::{Kind, State};
use crate::schema::contest;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = contest)]
pub(crate) struct Row {
    pub(crate) tenant_id: TenantId,
    pub(crate) case_id: CaseId,
    pub(crate) conversation_id: ConversationId,
    pub(crate) worker_id: AccountId,
    pub(crate) kind: Kind,
    /// Id of the item, or of the verdict.
    pub(crate) name: String,
    pub(crate) state: State,
    pub(crate) created_at: Ts,
}

/// Fails with a unique violation when it is contested already.
pub(crate) fn insert(c: &mut Conn<'_>, row: &Row) -> db::Result<()> {
    on!(c, k => diesel::insert_into(contest::table).values(row).execute(*k))?;
    Ok(())
}

/// What was contested of a conversation.
pub(crate) fn of(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> db::Result<Vec<Row>> {
    Ok(on!(c, k => contest::table
        .filter(contest::tenant_id.eq(tenant).and(contest::conversation_id.eq(id)))
        .order(contest::case_id)
        .select(Row::as_select())
        .load(*k))?)
}

/// Ends an open one; `None` when there is none of this case.
pub(crate) fn end(c: &mut Conn<'_>, case: CaseId, state: State) -> db::Result<Option<Row>> {
    let open = contest::table.filter(contest::case_id.eq(case).and(contest::state.eq(State::Open)));
    on!(c, k => diesel::update(open).set(contest::state.eq(state)).keep().execute(*k))?;
    Ok(on!(c, k => contest::table.filter(contest::case_id.eq(case)).select(Row::as_select()).first(*k).optional())?)
}
