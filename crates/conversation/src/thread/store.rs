//! Rows of `conversation`.

use db::{Conn, Json, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, PageQuery, TenantId, Ts};

use serde_json::Value;

use super::{ClosedBy, ThreadRow, ThreadState};
use crate::{ContactId, ConversationId, ProjectId, TaskId, schema::conversation};

pub(crate) fn insert(c: &mut Conn<'_>, row: &ThreadRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(conversation::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> db::Result<Option<ThreadRow>> {
    Ok(on!(c, k => conversation::table.find((tenant, id)).select(ThreadRow::as_select()).first(*k).optional())?)
}

/// Any tenant's conversation: for `Scope::Platform`.
pub(crate) fn anywhere(c: &mut Conn<'_>, id: ConversationId) -> db::Result<Option<ThreadRow>> {
    Ok(on!(c, k => conversation::table.filter(conversation::id.eq(id)).select(ThreadRow::as_select()).first(*k).optional())?)
}

/// The contact's newest conversation, open or not.
pub(crate) fn newest_of(c: &mut Conn<'_>, tenant: TenantId, contact: ContactId) -> db::Result<Option<ThreadRow>> {
    Ok(on!(c, k => conversation::table
        .filter(conversation::tenant_id.eq(tenant).and(conversation::contact_id.eq(contact)))
        .order(conversation::id.desc())
        .select(ThreadRow::as_select())
        .first(*k)
        .optional())?)
}

/// Takes the next sequence number under the row's lock, if the conversation is in one of `states`.
pub(crate) fn next_seq(
    c: &mut Conn<'_>,
    tenant: TenantId,
    id: ConversationId,
    states: &[ThreadState],
    now: Ts,
) -> db::Result<Option<i64>> {
    Ok(on!(c, k => diesel::update(conversation::table.find((tenant, id)).filter(conversation::state.eq_any(states)))
        .set((conversation::next_seq.eq(conversation::next_seq + 1), conversation::last_at.eq(now)))
        .returning(conversation::next_seq)
        .keep().get_result(*k)
        .optional())?)
}

pub(crate) fn set_task(c: &mut Conn<'_>, row: &ThreadRow, task: TaskId) -> db::Result<()> {
    on!(c, k => diesel::update(conversation::table.find((row.tenant_id, row.id)))
        .set(conversation::task_id.eq(task))
        .keep().execute(*k))?;
    Ok(())
}

pub(crate) fn set_worker(c: &mut Conn<'_>, row: &ThreadRow, worker: Option<AccountId>) -> db::Result<()> {
    on!(c, k => diesel::update(conversation::table.find((row.tenant_id, row.id)))
        .set(conversation::worker_id.eq(worker))
        .keep().execute(*k))?;
    Ok(())
}

/// What the enterprise's system told, in place of what it told before.
pub(crate) fn set_context(c: &mut Conn<'_>, row: &ThreadRow, context: &Json<Value>) -> db::Result<()> {
    on!(c, k => diesel::update(conversation::table.find((row.tenant_id, row.id)))
        .set(conversation::context.eq(context))
        .keep().execute(*k))?;
    Ok(())
}

/// How far the worker has read; never backwards, never beyond the newest.
pub(crate) fn set_read(c: &mut Conn<'_>, row: &ThreadRow, seq: i64) -> db::Result<()> {
    let seq = seq.min(row.next_seq);
    on!(c, k => diesel::update(conversation::table.find((row.tenant_id, row.id)).filter(conversation::read_seq.lt(seq)))
        .set(conversation::read_seq.eq(seq))
        .keep().execute(*k))?;
    Ok(())
}

/// Compare-and-set: closes an open conversation. `false` when it was closed already.
pub(crate) fn close(c: &mut Conn<'_>, row: &ThreadRow, by: ClosedBy, now: Ts) -> db::Result<bool> {
    let open = conversation::state.eq(ThreadState::Open);
    let set = (conversation::state.eq(ThreadState::Closed), conversation::closed_at.eq(now), conversation::closed_by.eq(by));
    let rows = on!(c, k => diesel::update(conversation::table.find((row.tenant_id, row.id)).filter(open))
        .set(set)
        .keep().execute(*k))?;
    Ok(rows == 1)
}

/// Compare-and-set: rates a conversation that has no rating. `false` when it has one.
pub(crate) fn rate(c: &mut Conn<'_>, row: &ThreadRow, score: i64, comment: Option<&str>, now: Ts) -> db::Result<bool> {
    let unrated = conversation::rating.is_null();
    let set = (conversation::rating.eq(score), conversation::rating_comment.eq(comment), conversation::rated_at.eq(now));
    let rows = on!(c, k => diesel::update(conversation::table.find((row.tenant_id, row.id)).filter(unrated))
        .set(set)
        .keep().execute(*k))?;
    Ok(rows == 1)
}

/// What a list is limited to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    pub(crate) tenant: Option<TenantId>,
    pub(crate) project: Option<ProjectId>,
    pub(crate) state: Option<ThreadState>,
    /// Only these; for a worker, what they hold.
    pub(crate) only: Option<Vec<ConversationId>>,
}

/// Conversations, newest first.
pub(crate) fn list(c: &mut Conn<'_>, limits: &Limits, page: &PageQuery) -> db::Result<Vec<ThreadRow>> {
    let before: ConversationId = page.before();
    on!(c, k => {
        let mut query = conversation::table.filter(conversation::id.lt(before)).into_boxed();
        if let Some(tenant) = limits.tenant {
            query = query.filter(conversation::tenant_id.eq(tenant));
        }
        if let Some(project) = limits.project {
            query = query.filter(conversation::project_id.eq(project));
        }
        if let Some(state) = limits.state {
            query = query.filter(conversation::state.eq(state));
        }
        if let Some(only) = &limits.only {
            query = query.filter(conversation::id.eq_any(only));
        }
        Ok(query.order(conversation::id.desc()).limit(page.fetch()).select(ThreadRow::as_select()).load(*k)?)
    })
}

/// Ratings of a project since `since`.
pub(crate) fn ratings(c: &mut Conn<'_>, tenant: TenantId, project: ProjectId, since: Ts) -> db::Result<Vec<i64>> {
    let rows: Vec<Option<i64>> = on!(c, k => conversation::table
        .filter(conversation::tenant_id.eq(tenant).and(conversation::project_id.eq(project)))
        .filter(conversation::rated_at.ge(since))
        .select(conversation::rating)
        .load(*k))?;
    Ok(rows.into_iter().flatten().collect())
}
