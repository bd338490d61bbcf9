//! Serving: a task is created, wrapped up, completed and paid for once, taken back, or canceled.

use db::Conn;
use kernel::{AccountId, Code, Error, Ts};
use serde_json::json;

use super::{
    WAKE, emit,
    handing::withdraw_transfer,
    offering::{rescind, withdraw},
    push, push_presence,
};
use crate::{
    PieceId, TaskId, eligible,
    offer::store as offers,
    presence::store as desk,
    rules::DispatchRules,
    task::{NewTask, TaskEvent, TaskRow, TaskState, store as tasks, store::Change},
};

/// Why a task is taken back when the guard ends its worker's session.
const GUARD: &str = "guard_terminated";

/// A task begins to wait.
pub(crate) fn create(c: &mut Conn<'_>, new: &NewTask, now: Ts) -> db::Result<TaskId> {
    let mut row = TaskRow::new(new, now);
    row.affinity_id = tasks::acquainted(c, &row)?;
    tasks::insert(c, &row)?;
    emit(c, "task.created", &TaskEvent::of(&row), now)?;
    c.wake(WAKE);
    Ok(row.id)
}

/// Marks the first answer to the customer; later calls change nothing.
pub(crate) fn first_reply(c: &mut Conn<'_>, task: &TaskRow, now: Ts) -> db::Result<()> {
    if task.first_reply_at.is_some() {
        return Ok(());
    }
    tasks::change(c, task, Change { first_reply_at: Some(Some(now)), ..Change::default() }, now)
}

/// The conversation is over; the worker has until the lease's end to wrap up.
pub(crate) fn wrap(c: &mut Conn<'_>, rules: &DispatchRules, task: &TaskRow, now: Ts) -> db::Result<()> {
    if task.state != TaskState::Assigned {
        return Err(Error::new(Code::WrongState, "only a task that is being served can be wrapped up").into());
    }
    if task.is_supervised() {
        return finish_supervised(c, task, now);
    }
    let change = Change {
        state: Some(TaskState::Wrapping),
        wrapping_at: Some(Some(now)),
        lease_ends_at: Some(Some(now.plus(rules.wrap_up()))),
        ..Change::default()
    };
    tasks::change(c, task, change, now)?;
    withdraw_transfer(c, task, "closed", now)?;
    if let Some(worker) = task.worker_id {
        push_presence(c, worker, now)?;
    }
    Ok(())
}

/// A supervisor's conversation is over: no wrap-up, no piece.
fn finish_supervised(c: &mut Conn<'_>, task: &TaskRow, now: Ts) -> db::Result<()> {
    let change = Change {
        state: Some(TaskState::Completed),
        ended_at: Some(Some(now)),
        lease_ends_at: Some(None),
        wrap_code: Some(Some("supervised".to_owned())),
        ..Change::default()
    };
    tasks::change(c, task, change, now)?;
    emit(c, "task.canceled", &TaskEvent { reason: Some("supervised".to_owned()), ..TaskEvent::of(task) }, now)
}

/// What `worker` held of `task` comes back to them. A supervisor has no capacity that it could come back to.
pub(super) fn let_go(c: &mut Conn<'_>, task: &TaskRow, worker: AccountId, now: Ts) -> db::Result<()> {
    if task.is_supervised() {
        return Ok(());
    }
    desk::freed(c, worker, task.units, now)
}

/// The task is done: the row, its one piece, and the event that pays for it, together.
///
/// `note` is masked text. The steps that were done are paid with it, whoever ends the wrap-up. Errors: `wrong_state` unless
/// wrapping.
pub(crate) fn complete(c: &mut Conn<'_>, task: &TaskRow, code: &str, note: Option<&str>, now: Ts) -> db::Result<PieceId> {
    let worker = match (task.state, task.worker_id) {
        (TaskState::Wrapping, Some(worker)) => worker,
        _ => return Err(Error::new(Code::WrongState, "close the conversation before wrapping it up").into()),
    };
    let change = Change {
        state: Some(TaskState::Completed),
        ended_at: Some(Some(now)),
        lease_ends_at: Some(None),
        wrap_code: Some(Some(code.to_owned())),
        wrap_note: Some(note.map(ToOwned::to_owned)),
        ..Change::default()
    };
    tasks::change(c, task, change, now)?;
    let piece = tasks::insert_piece(c, task, worker, now)?;
    desk::freed(c, worker, task.units, now)?;
    desk::finished(c, worker, now)?;
    closed(c, task, worker, "completed", now)?;
    let served_from = offers::accepted_at(c, task)?;
    let did = tasks::steps(c, task, worker)?;
    let steps = did.iter().map(|step| step.weight).sum();
    emit(c, "task.completed", &TaskEvent { piece: Some(piece), steps, did, served_from, ..TaskEvent::of(task) }, now)?;
    c.wake(WAKE);
    Ok(piece)
}

/// The worker's desk fell silent: the task waits again, in front of its kind. The attempt number still fences the old one.
pub(crate) fn vanish(c: &mut Conn<'_>, rules: &DispatchRules, task: &TaskRow, now: Ts) -> db::Result<()> {
    take_back(c, rules, task, "lease_expired", now)
}

/// The worker's device is trusted less than before: what it may no longer serve goes to others, at once.
pub(crate) fn distrust(c: &mut Conn<'_>, rules: &DispatchRules, worker: AccountId, now: Ts) -> db::Result<()> {
    let level = i64::from(eligible::posture(c, worker, now)?);
    for made in offers::pending_of(c, worker)? {
        let task = tasks::get(c, made.tenant_id, made.task_id)?;
        if task.is_some_and(|task| task.sensitivity > level) {
            rescind(c, &made, now)?;
        }
    }
    for task in tasks::held(c, worker)? {
        if task.state == TaskState::Assigned && task.sensitivity > level {
            take_back(c, rules, &task, "posture_lost", now)?;
        }
    }
    Ok(())
}

/// The guard ended the worker's session: all they serve goes to others.
pub(crate) fn stop_work(c: &mut Conn<'_>, rules: &DispatchRules, worker: AccountId, now: Ts) -> db::Result<()> {
    for task in tasks::held(c, worker)? {
        if task.state == TaskState::Assigned {
            take_back(c, rules, &task, GUARD, now)?;
        }
    }
    Ok(())
}

/// Takes a served task from its worker, for `reason`: it waits again. One taken back by a supervisor goes to another.
pub(super) fn take_back(c: &mut Conn<'_>, rules: &DispatchRules, task: &TaskRow, reason: &str, now: Ts) -> db::Result<()> {
    let (TaskState::Assigned, Some(worker)) = (task.state, task.worker_id) else {
        return Err(Error::conflict("the task is not being served").into());
    };
    let change = Change {
        state: Some(TaskState::Pending),
        worker_id: Some(None),
        lease_ends_at: Some(None),
        priority: Some(task.priority + i64::from(rules.vanish_priority)),
        waiting_since_at: Some(now),
        not_before_at: Some(now),
        except_id: matches!(reason, "force_released" | GUARD).then_some(Some(worker)),
        target_id: Some(None),
        hold: Some(None),
        // Whoever serves next is paid for an answer of their own only.
        first_reply_at: Some(None),
        ..Change::default()
    };
    tasks::change(c, task, change, now)?;
    withdraw_transfer(c, task, reason, now)?;
    let_go(c, task, worker, now)?;
    closed(c, task, worker, reason, now)?;
    emit(c, "task.released", &TaskEvent { reason: Some(reason.to_owned()), ..TaskEvent::of(task) }, now)?;
    c.wake(WAKE);
    Ok(())
}

/// The customer left before anybody served: offers are withdrawn, reserved funds go back.
///
/// Errors: `wrong_state` once a worker has it.
pub(crate) fn cancel(c: &mut Conn<'_>, task: &TaskRow, reason: &str, now: Ts) -> db::Result<()> {
    if !matches!(task.state, TaskState::Pending | TaskState::Reserved) {
        return Err(Error::new(Code::WrongState, "a worker already serves this task").into());
    }
    let change = Change {
        state: Some(TaskState::Canceled),
        worker_id: Some(None),
        ended_at: Some(Some(now)),
        lease_ends_at: Some(None),
        hold: Some(None),
        ..Change::default()
    };
    tasks::change(c, task, change, now)?;
    if task.state == TaskState::Reserved {
        withdraw(c, task, now)?;
    }
    eligible::release_funds(c, task, now)?;
    emit(c, "task.canceled", &TaskEvent { reason: Some(reason.to_owned()), ..TaskEvent::of(task) }, now)?;
    c.wake(WAKE);
    Ok(())
}

pub(super) fn closed(c: &mut Conn<'_>, task: &TaskRow, worker: AccountId, reason: &str, now: Ts) -> db::Result<()> {
    let body = json!({"task_id": task.id, "conversation_id": task.conversation_id, "reason": reason});
    push(c, worker, "task.closed", &body, now)?;
    push_presence(c, worker, now)
}
