//! Offers that were made: shown, answered once, or ended by time.

use db::Conn;
use kernel::{Code, Error, SessionId, Ts};
use serde_json::json;

use super::{WAKE, emit, handing, push, push_presence};
use crate::{
    eligible::{self, Price},
    offer::{OfferView, ReservationRow, ReservationState, store as offers},
    presence::{Duty, store as desk},
    rules::DispatchRules,
    task::{TaskEvent, TaskRow, TaskState, store as tasks, store::Change},
};

/// The offer as its worker sees it.
pub(crate) fn view(c: &mut Conn<'_>, task: &TaskRow, made: &ReservationRow) -> db::Result<OfferView> {
    let (terms, pay) = eligible::terms(c, task, made.offered_at)?;
    let price = Price { project_name: eligible::project_name(c, task)?, terms, pay };
    Ok(OfferView::new(task, made, price))
}

/// The worker takes the offer. Returns the task as assigned.
///
/// Errors: `offer_gone` when it was answered, taken back or is too late; `posture_too_low` when `session`, in which it is
/// taken, is not trusted enough.
pub(crate) fn accept(
    c: &mut Conn<'_>,
    rules: &DispatchRules,
    made: &ReservationRow,
    session: SessionId,
    now: Ts,
) -> db::Result<TaskRow> {
    let task = reserved_task(c, made)?;
    if made.expires_at <= now {
        return Err(offers::gone().into());
    }
    if i64::from(eligible::trust(c, made.worker_id, Some(session), now)?) < task.sensitivity {
        let error =
            Error::new(Code::PostureTooLow, "your session is no longer trusted enough for this task; attest your device again");
        return Err(error.into());
    }
    let change = Change {
        state: Some(TaskState::Assigned),
        lease_ends_at: Some(Some(now.plus(rules.task_lease()))),
        answered_at: Some(Some(task.answered_at.unwrap_or(now))),
        ..Change::default()
    };
    tasks::change(c, &task, change, now)?;
    offers::end(c, made, ReservationState::Accepted, None, now)?;
    desk::accepted(c, made.worker_id, now)?;
    handing::take_over(c, &task, now)?;
    let name = eligible::project_name(c, &task)?;
    let body = json!({"task_id": task.id, "conversation_id": task.conversation_id, "project_name": name, "skill": task.skill});
    push(c, made.worker_id, "task.assigned", &body, now)?;
    push_presence(c, made.worker_id, now)?;
    emit(c, "task.assigned", &TaskEvent { reservation: Some(made.id), ..TaskEvent::of(&task) }, now)?;
    c.wake(WAKE);
    Ok(TaskRow { state: TaskState::Assigned, ..task })
}

/// The task that `made` reserves, or `offer_gone`.
fn reserved_task(c: &mut Conn<'_>, made: &ReservationRow) -> db::Result<TaskRow> {
    let task = tasks::get(c, made.tenant_id, made.task_id)?;
    let task =
        task.filter(|t| made.state == ReservationState::Pending && t.state == TaskState::Reserved && t.attempt == made.attempt);
    task.ok_or_else(|| offers::gone().into())
}

/// The worker passes; the task goes to the next.
pub(crate) fn decline(c: &mut Conn<'_>, made: &ReservationRow, reason: &str, now: Ts) -> db::Result<()> {
    let task = reserved_task(c, made)?;
    back_to_pending(c, &task, now)?;
    offers::end(c, made, ReservationState::Rejected, Some(reason), now)?;
    desk::unbook(c, made.worker_id, task.units, false, now)?;
    ended(c, &task, made, "task.released", "declined", now)?;
    handing::turned_down(c, &task, "declined", now)
}

/// Nobody answered in time: the task goes to the next, and a worker who keeps missing offers is set to break.
pub(crate) fn time_out(c: &mut Conn<'_>, rules: &DispatchRules, made: &ReservationRow, now: Ts) -> db::Result<()> {
    let task = reserved_task(c, made)?;
    back_to_pending(c, &task, now)?;
    offers::end(c, made, ReservationState::Timeout, None, now)?;
    desk::unbook(c, made.worker_id, task.units, true, now)?;
    if let Some(row) = desk::get(c, made.worker_id)?
        && row.state == Duty::Available
        && row.missed >= i64::from(rules.misses_before_break)
    {
        super::set_duty(c, &row, Duty::Break, row.lease_ends_at, now)?;
    }
    eligible::notify_missed(c, made, now)?;
    ended(c, &task, made, "task.timeout", "timeout", now)?;
    handing::turned_down(c, &task, "timeout", now)
}

/// The worker left before answering; it is not counted as missed.
pub(crate) fn rescind(c: &mut Conn<'_>, made: &ReservationRow, now: Ts) -> db::Result<()> {
    let task = reserved_task(c, made)?;
    back_to_pending(c, &task, now)?;
    offers::end(c, made, ReservationState::Rescinded, None, now)?;
    desk::unbook(c, made.worker_id, task.units, false, now)?;
    ended(c, &task, made, "task.released", "rescinded", now)
}

fn back_to_pending(c: &mut Conn<'_>, task: &TaskRow, now: Ts) -> db::Result<()> {
    let change =
        Change { state: Some(TaskState::Pending), worker_id: Some(None), lease_ends_at: Some(None), ..Change::default() };
    tasks::change(c, task, change, now)
}

fn ended(c: &mut Conn<'_>, task: &TaskRow, made: &ReservationRow, topic: &'static str, reason: &str, now: Ts) -> db::Result<()> {
    push(c, made.worker_id, "offer.gone", &json!({"id": made.id, "task_id": task.id, "reason": reason}), now)?;
    push_presence(c, made.worker_id, now)?;
    let event = TaskEvent { reservation: Some(made.id), reason: Some(reason.to_owned()), ..TaskEvent::of(task) };
    emit(c, topic, &event, now)?;
    c.wake(WAKE);
    Ok(())
}

/// The customer left while the offer was out: the offer ends, the task is the caller's to end.
pub(super) fn withdraw(c: &mut Conn<'_>, task: &TaskRow, now: Ts) -> db::Result<()> {
    let Some(made) = offers::pending_on(c, task.id)? else { return Ok(()) };
    offers::end(c, &made, ReservationState::Canceled, None, now)?;
    desk::unbook(c, made.worker_id, task.units, false, now)?;
    push(c, made.worker_id, "offer.gone", &json!({"id": made.id, "task_id": task.id, "reason": "canceled"}), now)?;
    push_presence(c, made.worker_id, now)
}
