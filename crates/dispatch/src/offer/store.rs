//! Rows of `reservation`.

use db::{Conn, Keep, on};
use diesel::{dsl::sql, prelude::*, sql_types::Bool};
use kernel::{AccountId, Code, Error, Ts};

use super::{ReservationRow, ReservationState};
use crate::{
    ReservationId, TaskId,
    core::Excluded,
    schema::{reservation, task},
    task::{TaskRow, TaskState},
};

/// Writes offers. Errors: `conflict` when one of their attempts has been used; then none of them may stand.
pub(crate) fn insert_all(c: &mut Conn<'_>, rows: &[ReservationRow]) -> db::Result<()> {
    // Postgres repeats a transaction that meets another's attempt here; a bare violation would end it.
    let made = db::insert_rows!(c, reservation, rows, |row| {
        tenant_id: row.tenant_id,
        id: row.id,
        task_id: row.task_id,
        worker_id: row.worker_id,
        attempt: row.attempt,
        state: row.state,
        offered_at: row.offered_at,
        expires_at: row.expires_at,
        ended_at: row.ended_at,
        decline_reason: row.decline_reason.as_deref(),
        why: &row.why,
        policy_hash: row.policy_hash.as_str(),
    }, or_nothing);
    if made == rows.len() { Ok(()) } else { Err(Error::new(Code::Conflict, "somebody else offers the task already").into()) }
}

/// An offer made to `worker`, in any tenant.
pub(crate) fn of_worker(c: &mut Conn<'_>, worker: AccountId, id: ReservationId) -> db::Result<Option<ReservationRow>> {
    Ok(on!(c, k => reservation::table
        .filter(reservation::worker_id.eq(worker).and(reservation::id.eq(id)))
        .select(ReservationRow::as_select())
        .first(*k)
        .optional())?)
}

/// Offers waiting for `worker`'s answer, oldest first.
pub(crate) fn pending_of(c: &mut Conn<'_>, worker: AccountId) -> db::Result<Vec<ReservationRow>> {
    let reserved = task::table.filter(task::worker_id.eq(worker).and(task::state.eq(TaskState::Reserved)));
    let ids: Vec<TaskId> = on!(c, k => reserved.select(task::id).load(*k))?;
    let mut rows: Vec<ReservationRow> = on!(c, k => reservation::table
        .filter(db::among(reservation::task_id, &ids).and(reservation::state.eq(ReservationState::Pending)))
        .order(reservation::id)
        .select(ReservationRow::as_select())
        .load(*k))?;
    // Not asked for above: SQLite would walk everything the worker was ever offered.
    rows.retain(|row| row.worker_id == worker);
    Ok(rows)
}

/// The unanswered offer of a task, if any.
pub(crate) fn pending_on(c: &mut Conn<'_>, task: TaskId) -> db::Result<Option<ReservationRow>> {
    Ok(on!(c, k => reservation::table
        .filter(reservation::task_id.eq(task).and(reservation::state.eq(ReservationState::Pending)))
        .select(ReservationRow::as_select())
        .first(*k)
        .optional())?)
}

/// Every offer of a task, first to last.
pub(crate) fn history(c: &mut Conn<'_>, task: TaskId) -> db::Result<Vec<ReservationRow>> {
    Ok(on!(c, k => reservation::table
        .filter(reservation::task_id.eq(task))
        .order(reservation::attempt)
        .select(ReservationRow::as_select())
        .load(*k))?)
}

/// Unanswered offers whose time is up, of all tenants.
pub(crate) fn overdue(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<ReservationRow>> {
    // A value that is bound would not let the index of pending offers be used.
    let pending = sql::<Bool>("reservation.state = 'pending'");
    Ok(on!(c, k => reservation::table
        .filter(pending.and(reservation::expires_at.le(now)))
        .order(reservation::expires_at)
        .limit(500)
        .select(ReservationRow::as_select())
        .load(*k))?)
}

/// Compare-and-set: ends a pending offer. Errors: `offer_gone` when somebody else ended it first.
pub(crate) fn end(
    c: &mut Conn<'_>,
    seen: &ReservationRow,
    state: ReservationState,
    decline_reason: Option<&str>,
    now: Ts,
) -> db::Result<()> {
    let pending = reservation::state.eq(ReservationState::Pending);
    let set = (reservation::state.eq(state), reservation::ended_at.eq(now), reservation::decline_reason.eq(decline_reason));
    let rows = on!(c, k => diesel::update(reservation::table.find((seen.tenant_id, seen.id)).filter(pending))
        .set(set)
        .keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(gone().into()) }
}

/// The refusal of an answer that comes too late.
pub(crate) fn gone() -> Error {
    Error::new(Code::OfferGone, "this offer is no longer yours to answer; the next one will come by itself")
}

/// Workers who let these tasks pass after `since`, each until `ask_again` after they did.
pub(crate) fn let_pass(
    c: &mut Conn<'_>,
    tasks: &[TaskId],
    since: Ts,
    ask_again: std::time::Duration,
) -> db::Result<Vec<(TaskId, Excluded)>> {
    let passed = [ReservationState::Timeout, ReservationState::Rejected];
    let mut found = Vec::new();
    for chunk in tasks.chunks(1000) {
        let rows: Vec<(TaskId, AccountId, Option<Ts>)> = on!(c, k => reservation::table
            .filter(db::among(reservation::task_id, chunk).and(reservation::state.eq_any(passed)))
            .filter(reservation::ended_at.gt(since))
            .select((reservation::task_id, reservation::worker_id, reservation::ended_at))
            .load(*k))?;
        found.extend(
            rows.into_iter().filter_map(|(task, worker, at)| Some((task, Excluded { worker, until: at?.plus(ask_again) }))),
        );
    }
    Ok(found)
}

/// When the worker who holds `task` took it.
pub(crate) fn accepted_at(c: &mut Conn<'_>, task: &TaskRow) -> db::Result<Option<Ts>> {
    let taken = reservation::table
        .filter(reservation::task_id.eq(task.id).and(reservation::attempt.eq(task.attempt)))
        .filter(reservation::state.eq(ReservationState::Accepted));
    let at: Option<Option<Ts>> = on!(c, k => taken.select(reservation::ended_at).first(*k).optional())?;
    Ok(at.flatten().or(task.answered_at))
}
