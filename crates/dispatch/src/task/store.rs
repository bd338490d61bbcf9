//! Rows of `task` and `piece`.

use std::collections::HashMap;

use db::{Conn, Keep, on};
use diesel::{
    dsl::{exists, sql},
    expression::SqlLiteral,
    prelude::*,
    sql_types::Bool,
};
use kernel::{AccountId, Code, Error, PageQuery, TenantId, Ts};

use super::{StepDone, TaskRow, TaskState};
use crate::{
    ConversationId, PieceId, ProjectId, TaskId,
    offer::ReservationState,
    schema::{piece, reservation, task, task_step},
};

/// Columns a transition may write; `None` leaves a column as it is, `Some(None)` empties it.
#[derive(Clone, Debug, Default, AsChangeset)]
#[diesel(table_name = task)]
pub(crate) struct Change {
    pub(crate) state: Option<TaskState>,
    pub(crate) attempt: Option<i64>,
    pub(crate) priority: Option<i64>,
    pub(crate) worker_id: Option<Option<AccountId>>,
    pub(crate) hold: Option<Option<String>>,
    pub(crate) not_before_at: Option<Ts>,
    pub(crate) lease_ends_at: Option<Option<Ts>>,
    pub(crate) waiting_since_at: Option<Ts>,
    pub(crate) answered_at: Option<Option<Ts>>,
    pub(crate) first_reply_at: Option<Option<Ts>>,
    pub(crate) wrapping_at: Option<Option<Ts>>,
    pub(crate) ended_at: Option<Option<Ts>>,
    pub(crate) wrap_code: Option<Option<String>>,
    pub(crate) wrap_note: Option<Option<String>>,
    pub(crate) target_id: Option<Option<AccountId>>,
    pub(crate) except_id: Option<Option<AccountId>>,
    pub(crate) changed_at: Option<Ts>,
}

/// The task that waits to take over from `task`.
pub(crate) fn follower(c: &mut Conn<'_>, task: &TaskRow) -> db::Result<Option<TaskRow>> {
    let waits = [TaskState::Pending, TaskState::Reserved];
    Ok(on!(c, k => task::table
        .filter(task::follows_id.eq(task.id).and(task::state.eq_any(waits)).and(task::answered_at.is_null()))
        .select(TaskRow::as_select())
        .first(*k)
        .optional())?)
}

/// The worker who last served this contact of the tenant.
pub(crate) fn acquainted(c: &mut Conn<'_>, row: &TaskRow) -> db::Result<Option<AccountId>> {
    let Some(contact) = row.contact_id else { return Ok(None) };
    let found: Option<Option<AccountId>> = on!(c, k => task::table
        .filter(task::tenant_id.eq(row.tenant_id).and(task::contact_id.eq(contact)))
        .filter(task::state.eq(TaskState::Completed))
        .order(task::id.desc())
        .select(task::worker_id)
        .first(*k)
        .optional())?;
    Ok(found.flatten())
}

/// Writes a step that `worker` did; one that is there stays as it is.
pub(crate) fn stepped(c: &mut Conn<'_>, task: &TaskRow, worker: AccountId, did: &StepDone, now: Ts) -> db::Result<()> {
    let row = (
        task_step::tenant_id.eq(task.tenant_id),
        task_step::task_id.eq(task.id),
        task_step::worker_id.eq(worker),
        task_step::step.eq(&did.step),
        task_step::title_zh.eq(&did.title_zh),
        task_step::title_en.eq(&did.title_en),
        task_step::weight.eq(did.weight),
        task_step::done_at.eq(now),
    );
    on!(c, k => diesel::insert_into(task_step::table).values(row).on_conflict_do_nothing().execute(*k))?;
    Ok(())
}

/// What `worker` did under a task, in order.
pub(crate) fn steps(c: &mut Conn<'_>, task: &TaskRow, worker: AccountId) -> db::Result<Vec<StepDone>> {
    Ok(on!(c, k => task_step::table
        .filter(task_step::tenant_id.eq(task.tenant_id).and(task_step::task_id.eq(task.id)))
        .filter(task_step::worker_id.eq(worker))
        .order((task_step::done_at, task_step::step))
        .select((task_step::step, task_step::title_zh, task_step::title_en, task_step::weight))
        .load(*k))?)
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &TaskRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(task::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, id: TaskId) -> db::Result<Option<TaskRow>> {
    Ok(on!(c, k => task::table.find((tenant, id)).select(TaskRow::as_select()).first(*k).optional())?)
}

/// Any tenant's task: for `Scope::Platform`.
pub(crate) fn anywhere(c: &mut Conn<'_>, id: TaskId) -> db::Result<Option<TaskRow>> {
    Ok(on!(c, k => task::table.filter(task::id.eq(id)).select(TaskRow::as_select()).first(*k).optional())?)
}

/// Tasks of any tenant by their ids: for `Scope::Platform`.
pub(crate) fn among(c: &mut Conn<'_>, ids: &[TaskId]) -> db::Result<HashMap<TaskId, TaskRow>> {
    let rows: Vec<TaskRow> = on!(c, k => task::table.filter(db::among(task::id, ids)).select(TaskRow::as_select()).load(*k))?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The newest task of a conversation; one that is to take over counts only once it has been accepted.
pub(crate) fn of_conversation(c: &mut Conn<'_>, tenant: TenantId, conversation: ConversationId) -> db::Result<Option<TaskRow>> {
    Ok(on!(c, k => task::table
        .filter(task::tenant_id.eq(tenant).and(task::conversation_id.eq(conversation)))
        .filter(task::follows_id.is_null().or(task::answered_at.is_not_null()))
        .order(task::id.desc())
        .select(TaskRow::as_select())
        .first(*k)
        .optional())?)
}

/// What a worker holds: reserved, assigned and wrapping tasks, oldest first.
pub(crate) fn held(c: &mut Conn<'_>, worker: AccountId) -> db::Result<Vec<TaskRow>> {
    // Said one by one: a statement with a list is parsed anew each time, and this one is asked for with each draft.
    let held = || {
        let is = |state: TaskState| task::state.eq(state);
        is(TaskState::Reserved).or(is(TaskState::Assigned)).or(is(TaskState::Wrapping))
    };
    Ok(on!(c, k => task::table
        .filter(task::worker_id.eq(worker).and(held()))
        .order(task::id)
        .select(TaskRow::as_select())
        .load(*k))?)
}

/// Compare-and-set: writes `change` if the task still is as `seen` in state and attempt (the worker changes only with one of them).
///
/// Errors: `conflict` when it moved on meanwhile; the caller's transaction is rolled back with it.
pub(crate) fn change(c: &mut Conn<'_>, seen: &TaskRow, mut change: Change, now: Ts) -> db::Result<()> {
    change.changed_at = Some(now);
    let same = task::state.eq(seen.state).and(task::attempt.eq(seen.attempt));
    let rows = on!(c, k => diesel::update(task::table.find((seen.tenant_id, seen.id)).filter(same))
        .set(&change)
        .keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the task moved on meanwhile").into()) }
}

/// Compare-and-set of many: each waiting task goes to the worker of its next attempt's offer, which has been written, until
/// `until`. Returns how many still waited under the attempt before.
///
/// The matcher knows of it: it is no change that it has to read.
pub(crate) fn reserve(c: &mut Conn<'_>, ids: &[TaskId], until: Ts) -> db::Result<usize> {
    // An attempt of a task is one row, whoever's it is: to name its tenant as well has Postgres walk all of theirs.
    let next = reservation::table
        .filter(reservation::task_id.eq(task::id).and(reservation::attempt.eq(task::attempt + 1)))
        .filter(db::unindexed(reservation::state).eq(ReservationState::Pending));
    let set = (
        task::state.eq(TaskState::Reserved),
        task::attempt.eq(task::attempt + 1),
        task::worker_id.eq(next.select(reservation::worker_id.nullable()).single_value()),
        task::lease_ends_at.eq(until),
        task::hold.eq(None::<String>),
    );
    let waits = db::among(task::id, ids).and(db::unindexed(task::state).eq(TaskState::Pending)).and(exists(next));
    Ok(on!(c, k => diesel::update(task::table.filter(waits)).set(set).keep().execute(*k))?)
}

/// Renews the leases of everything `worker` serves; returns how many.
pub(crate) fn renew(c: &mut Conn<'_>, worker: AccountId, until: Ts) -> db::Result<usize> {
    Ok(on!(c, k => diesel::update(task::table.filter(task::worker_id.eq(worker).and(task::state.eq(TaskState::Assigned))))
        .set(task::lease_ends_at.eq(until))
        .keep().execute(*k))?)
}

/// Tasks whose lease has run out while they are served or, when `wrapping`, wrapped up; of all tenants.
pub(crate) fn overdue(c: &mut Conn<'_>, wrapping: bool, now: Ts) -> db::Result<Vec<TaskRow>> {
    // A value that is bound would not let the index of such tasks be used.
    let state = sql::<Bool>(if wrapping { "task.state = 'wrapping'" } else { "task.state = 'assigned'" });
    Ok(on!(c, k => task::table
        .filter(state.and(task::lease_ends_at.le(now)))
        .order(task::lease_ends_at)
        .limit(500)
        .select(TaskRow::as_select())
        .load(*k))?)
}

/// That a task waits, said so that the index of those that do can be used.
pub(crate) fn waits() -> SqlLiteral<Bool> {
    sql("task.state = 'pending'")
}

/// Money came in: the tenant's tasks that waited for it are looked at now.
pub(crate) fn release_holds(c: &mut Conn<'_>, tenant: TenantId, now: Ts) -> db::Result<usize> {
    let held = waits().and(task::tenant_id.eq(tenant)).and(task::hold.eq("not_funded"));
    Ok(on!(c, k => diesel::update(task::table.filter(held))
        .set((task::not_before_at.eq(now), task::changed_at.eq(now)))
        .keep().execute(*k))?)
}

/// Tasks of a tenant, newest first.
pub(crate) fn list(
    c: &mut Conn<'_>,
    tenant: Option<TenantId>,
    project: Option<ProjectId>,
    state: Option<TaskState>,
    page: &PageQuery,
) -> db::Result<Vec<TaskRow>> {
    let before: TaskId = page.before();
    on!(c, k => {
        let mut query = task::table.filter(task::id.lt(before)).into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(task::tenant_id.eq(tenant));
        }
        if let Some(project) = project {
            query = query.filter(task::project_id.eq(project));
        }
        if let Some(state) = state {
            query = query.filter(task::state.eq(state));
        }
        Ok(query.order(task::id.desc()).limit(page.fetch()).select(TaskRow::as_select()).load(*k)?)
    })
}

/// The piece of a task; unique per task, so a second one is a unique violation.
pub(crate) fn insert_piece(c: &mut Conn<'_>, done: &TaskRow, worker: AccountId, now: Ts) -> db::Result<PieceId> {
    let id = PieceId::at(now);
    let row = (
        piece::tenant_id.eq(done.tenant_id),
        piece::id.eq(id),
        piece::task_id.eq(done.id),
        piece::project_id.eq(done.project_id),
        piece::worker_id.eq(worker),
        piece::attempt.eq(done.attempt),
        piece::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(piece::table).values(row).execute(*k))?;
    Ok(id)
}

/// The piece of a task, if it has been completed.
pub(crate) fn piece_of(c: &mut Conn<'_>, tenant: TenantId, id: TaskId) -> db::Result<Option<PieceId>> {
    Ok(on!(c, k => piece::table
        .filter(piece::tenant_id.eq(tenant).and(piece::task_id.eq(id)))
        .select(piece::id)
        .first(*k)
        .optional())?)
}

/// Pieces written so far, in all tenants; `Scope::Platform`.
pub(crate) fn piece_count(c: &mut Conn<'_>) -> db::Result<i64> {
    Ok(on!(c, k => piece::table.count().get_result(*k))?)
}
