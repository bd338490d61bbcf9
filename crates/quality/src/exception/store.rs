//! Rows of `exception` and `exception_item`.

use conversation::{ConversationId, MessageId};
use db::{Conn, Json, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use super::{Cause, ExceptionId, ExceptionItemId, ExceptionOutcome, ExceptionState};
use crate::schema::{exception, exception_item};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = exception)]
pub(crate) struct GroupRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: ExceptionId,
    pub(crate) worker_id: Option<AccountId>,
    pub(crate) cause: Cause,
    pub(crate) state: ExceptionState,
    pub(crate) weight: i64,
    pub(crate) count: i64,
    pub(crate) first_at: Ts,
    pub(crate) last_at: Ts,
    pub(crate) due_at: Ts,
    pub(crate) handled_by_id: Option<AccountId>,
    pub(crate) handled_at: Option<Ts>,
    pub(crate) outcome: Option<ExceptionOutcome>,
    pub(crate) note: Option<String>,
    /// The rule that all of it is about, where a rule makes the group and not a worker.
    pub(crate) about: Option<String>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = exception_item)]
pub(crate) struct ItemRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: ExceptionItemId,
    pub(crate) exception_id: ExceptionId,
    pub(crate) conversation_id: ConversationId,
    pub(crate) message_id: Option<MessageId>,
    /// Rules that found it.
    pub(crate) rules: Json<Vec<String>>,
    /// A number or a code word: the score that failed, why a lease ended.
    pub(crate) detail: Option<String>,
    pub(crate) created_at: Ts,
    /// Whose it is.
    pub(crate) worker_id: Option<AccountId>,
}

/// The open group of this cause, and of this worker or rule.
pub(crate) fn open_of(
    c: &mut Conn<'_>,
    tenant: TenantId,
    worker: Option<AccountId>,
    cause: Cause,
    about: Option<&str>,
) -> db::Result<Option<GroupRow>> {
    on!(c, k => {
        let mut query = exception::table
            .filter(exception::tenant_id.eq(tenant).and(exception::cause.eq(cause)))
            .filter(exception::state.eq(ExceptionState::Open))
            .into_boxed();
        query = match worker {
            Some(worker) => query.filter(exception::worker_id.eq(worker)),
            None => query.filter(exception::worker_id.is_null()),
        };
        query = match about {
            Some(about) => query.filter(exception::about.eq(about)),
            None => query.filter(exception::about.is_null()),
        };
        Ok(query.order(exception::id).select(GroupRow::as_select()).first(*k).optional()?)
    })
}

/// Opens a group. `conflict` when another event opened the same one meanwhile.
pub(crate) fn insert(c: &mut Conn<'_>, row: &GroupRow) -> db::Result<()> {
    let rows = on!(c, k => diesel::insert_into(exception::table).values(row).on_conflict_do_nothing().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(kernel::Error::conflict("the group was opened meanwhile").into()) }
}

/// Counts one more in an open group.
pub(crate) fn add(c: &mut Conn<'_>, row: &GroupRow, now: Ts) -> db::Result<()> {
    on!(c, k => diesel::update(exception::table.find((row.tenant_id, row.id)))
        .set((exception::count.eq(exception::count + 1), exception::last_at.eq(now)))
        .keep().execute(*k))?;
    Ok(())
}

pub(crate) fn add_item(c: &mut Conn<'_>, row: &ItemRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(exception_item::table).values(row).execute(*k))?;
    Ok(())
}

/// Whether the group has this message, or this conversation without one, already.
pub(crate) fn has(c: &mut Conn<'_>, group: &GroupRow, of: ConversationId, message: Option<MessageId>) -> db::Result<bool> {
    let found: i64 = on!(c, k => {
        let mut query = exception_item::table
            .filter(exception_item::tenant_id.eq(group.tenant_id).and(exception_item::exception_id.eq(group.id)))
            .filter(exception_item::conversation_id.eq(of))
            .into_boxed();
        query = match message {
            Some(message) => query.filter(exception_item::message_id.eq(message)),
            None => query.filter(exception_item::message_id.is_null()),
        };
        query.count().get_result(*k)
    })?;
    Ok(found > 0)
}

/// Groups of a state, in no order that matters: those open, or the newest done.
pub(crate) fn list(c: &mut Conn<'_>, state: ExceptionState, limit: i64) -> db::Result<Vec<GroupRow>> {
    Ok(on!(c, k => exception::table
        .filter(exception::state.eq(state))
        .order((exception::weight.desc(), exception::last_at.desc(), exception::id.desc()))
        .limit(limit)
        .select(GroupRow::as_select())
        .load(*k))?)
}

/// Groups and what happened in them, of all tenants and states.
pub(crate) fn totals(c: &mut Conn<'_>) -> db::Result<Vec<(Cause, i64)>> {
    Ok(on!(c, k => exception::table.select((exception::cause, exception::count)).load(*k))?)
}

pub(crate) fn get(c: &mut Conn<'_>, id: ExceptionId) -> db::Result<Option<GroupRow>> {
    Ok(on!(c, k => exception::table.filter(exception::id.eq(id)).select(GroupRow::as_select()).first(*k).optional())?)
}

/// The newest evidence of a group.
pub(crate) fn items(c: &mut Conn<'_>, group: &GroupRow, limit: i64) -> db::Result<Vec<ItemRow>> {
    Ok(on!(c, k => exception_item::table
        .filter(exception_item::tenant_id.eq(group.tenant_id).and(exception_item::exception_id.eq(group.id)))
        .order(exception_item::id.desc())
        .limit(limit)
        .select(ItemRow::as_select())
        .load(*k))?)
}

/// Compare-and-set: closes an open group. `false` when somebody else has.
pub(crate) fn close(
    c: &mut Conn<'_>,
    row: &GroupRow,
    by: AccountId,
    outcome: ExceptionOutcome,
    note: Option<&str>,
    now: Ts,
) -> db::Result<bool> {
    let open = exception::state.eq(ExceptionState::Open);
    let rows = on!(c, k => diesel::update(exception::table.find((row.tenant_id, row.id)).filter(open))
        .set((
            exception::state.eq(ExceptionState::Done),
            exception::handled_by_id.eq(by),
            exception::handled_at.eq(now),
            exception::outcome.eq(outcome),
            exception::note.eq(note),
        ))
        .keep().execute(*k))?;
    Ok(rows == 1)
}
