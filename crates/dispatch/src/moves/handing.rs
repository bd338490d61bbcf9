//! Handing over: a transfer is a task that follows the one being served. The first worker keeps theirs until the second
//! has accepted; whatever ends the first ends the transfer.

use db::Conn;
use kernel::{AccountId, Code, Error, Ts};
use serde_json::json;

use super::{WAKE, emit, offering, push, serving};
use crate::{
    TaskId, eligible,
    presence::store as desk,
    rules::DispatchRules,
    task::{TaskEvent, TaskRow, TaskState, store as tasks, store::Change},
};

/// To whom a conversation is handed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Worker(AccountId),
    /// Everybody certified in a skill that one of the enterprise's projects asks for.
    Queue(String),
}

/// Begins a transfer of `task`, which its worker serves. Returns the task that follows.
///
/// Errors: `wrong_state` when it is not being served or a transfer waits already; `invalid_field` for a target who
/// cannot take it, or one transfer too many.
pub(crate) fn transfer(c: &mut Conn<'_>, rules: &DispatchRules, task: &TaskRow, to: &Target, now: Ts) -> db::Result<TaskId> {
    if task.state != TaskState::Assigned {
        return Err(Error::new(Code::WrongState, "only a conversation that is being served can be handed over").into());
    }
    if tasks::follower(c, task)?.is_some() {
        return Err(Error::new(Code::WrongState, "this conversation is being handed over already; withdraw that first").into());
    }
    if handed(c, task)? >= rules.most_transfers {
        return Err(
            refusal("transfer", "too_many", "this conversation has been handed over often enough; please finish it").into()
        );
    }
    let (skill, target) = match to {
        Target::Worker(worker) => {
            if Some(*worker) == task.worker_id || !eligible::certified(c, *worker, &task.skill, now)? {
                return Err(refusal("to_worker", "not_eligible", "somebody else with a valid certificate for this skill").into());
            }
            (task.skill.clone(), Some(*worker))
        }
        Target::Queue(skill) => {
            if !eligible::projects(c, Some(task.tenant_id))?.iter().any(|project| project.skill == *skill) {
                return Err(refusal("to_queue", "unknown", "a skill that one of the enterprise's projects asks for").into());
            }
            (skill.clone(), None)
        }
    };
    let row = TaskRow {
        id: TaskId::at(now),
        skill,
        priority: task.priority + i64::from(rules.vanish_priority),
        state: TaskState::Pending,
        attempt: 0,
        worker_id: None,
        hold: None,
        not_before_at: now,
        lease_ends_at: None,
        created_at: now,
        waiting_since_at: now,
        answered_at: None,
        first_reply_at: None,
        changed_at: now,
        affinity_id: None,
        due_at: None,
        follows_id: Some(task.id),
        target_id: target,
        except_id: task.worker_id,
        ..task.clone()
    };
    tasks::insert(c, &row)?;
    emit(c, "task.transfer_asked", &TaskEvent { worker: task.worker_id, ..TaskEvent::of(&row) }, now)?;
    c.wake(WAKE);
    Ok(row.id)
}

fn refusal(field: &str, code: &str, advice: &str) -> Error {
    Error::new(Code::InvalidField, "the conversation cannot be handed over like this").and(field, code, advice)
}

/// How often this piece of work has changed hands already.
fn handed(c: &mut Conn<'_>, task: &TaskRow) -> db::Result<u32> {
    let (mut n, mut before) = (0, task.follows_id);
    while let Some(id) = before {
        n += 1;
        before = tasks::get(c, task.tenant_id, id)?.and_then(|row| row.follows_id);
    }
    Ok(n)
}

/// `task`, which follows another, was accepted: the other one is complete. Who had answered the customer is paid for it.
///
/// Errors: `offer_gone` when the first is not being served any more.
pub(super) fn take_over(c: &mut Conn<'_>, task: &TaskRow, now: Ts) -> db::Result<()> {
    // One that has taken over before, and was taken back since, is a task like any other.
    let Some(first) = task.follows_id.filter(|_| task.answered_at.is_none()) else { return Ok(()) };
    let first = tasks::get(c, task.tenant_id, first)?.filter(|first| first.state == TaskState::Assigned);
    let first = first.ok_or_else(crate::offer::store::gone)?;
    hand_on(c, &first, "transferred", now)
}

/// The worker of `first` has given it out of their hands, for `reason`. Who had answered the customer is paid for it.
fn hand_on(c: &mut Conn<'_>, first: &TaskRow, reason: &str, now: Ts) -> db::Result<()> {
    let worker = first.worker_id.ok_or_else(crate::offer::store::gone)?;
    let change = Change {
        state: Some(TaskState::Completed),
        ended_at: Some(Some(now)),
        lease_ends_at: Some(None),
        wrap_code: Some(Some(reason.to_owned())),
        ..Change::default()
    };
    tasks::change(c, first, change, now)?;
    serving::let_go(c, first, worker, now)?;
    serving::closed(c, first, worker, reason, now)?;
    if first.first_reply_at.is_some() && !first.is_supervised() {
        let piece = tasks::insert_piece(c, first, worker, now)?;
        desk::finished(c, worker, now)?;
        emit(c, "task.completed", &TaskEvent { piece: Some(piece), ..TaskEvent::of(first) }, now)
    } else {
        eligible::release_funds(c, first, now)?;
        emit(c, "task.canceled", &TaskEvent { reason: Some(reason.to_owned()), ..TaskEvent::of(first) }, now)
    }
}

/// A supervisor serves the customer in person from now on, whoever did before. Their lease is renewed by [`keep`].
/// Returns the task under which they do.
///
/// Errors: `wrong_state` when the conversation is over, or already theirs.
pub(crate) fn seize(c: &mut Conn<'_>, rules: &DispatchRules, task: &TaskRow, by: AccountId, now: Ts) -> db::Result<TaskId> {
    let until = now.plus(rules.task_lease());
    let row = match task.state {
        TaskState::Pending | TaskState::Reserved => {
            let row = TaskRow { id: task.id, attempt: task.attempt + 1, ..TaskRow::supervised(task, by, until, now) };
            let change = Change {
                state: Some(row.state),
                attempt: Some(row.attempt),
                worker_id: Some(row.worker_id),
                hold: Some(row.hold.clone()),
                lease_ends_at: Some(row.lease_ends_at),
                answered_at: Some(row.answered_at),
                ..Change::default()
            };
            tasks::change(c, task, change, now)?;
            if task.state == TaskState::Reserved {
                offering::withdraw(c, task, now)?;
            }
            eligible::release_funds(c, task, now)?;
            row
        }
        TaskState::Assigned if task.worker_id != Some(by) => {
            withdraw_transfer(c, task, "taken_over", now)?;
            hand_on(c, task, "taken_over", now)?;
            let row = TaskRow::supervised(task, by, until, now);
            tasks::insert(c, &row)?;
            row
        }
        _ => return Err(Error::new(Code::WrongState, "there is nothing to take over: it is yours, or it is over").into()),
    };
    emit(c, "task.assigned", &TaskEvent::of(&row), now)?;
    c.wake(WAKE);
    Ok(row.id)
}

/// Renews what a supervisor serves in person. Returns until when.
///
/// Errors: `wrong_state` when that is nothing any more.
pub(crate) fn keep(c: &mut Conn<'_>, rules: &DispatchRules, supervisor: AccountId, now: Ts) -> db::Result<Ts> {
    let until = now.plus(rules.task_lease());
    if tasks::renew(c, supervisor, until)? == 0 {
        return Err(Error::new(Code::WrongState, "you serve no conversation").into());
    }
    Ok(until)
}

/// Ends the transfer of `task`, if one waits, and tells its worker. Returns whether there was one.
pub(crate) fn withdraw_transfer(c: &mut Conn<'_>, task: &TaskRow, reason: &str, now: Ts) -> db::Result<bool> {
    let Some(follower) = tasks::follower(c, task)? else { return Ok(false) };
    serving::cancel(c, &follower, reason, now)?;
    if let Some(worker) = task.worker_id {
        push(c, worker, "transfer.ended", &json!({"task_id": task.id, "reason": reason}), now)?;
    }
    Ok(true)
}

/// Whoever was named let the offer pass: the first worker keeps the conversation, and hears of it.
pub(super) fn turned_down(c: &mut Conn<'_>, task: &TaskRow, reason: &str, now: Ts) -> db::Result<()> {
    let (Some(first), Some(_)) = (task.follows_id, task.target_id) else { return Ok(()) };
    if let Some(first) = tasks::get(c, task.tenant_id, first)? {
        withdraw_transfer(c, &first, reason, now)?;
    }
    Ok(())
}

/// A supervisor takes a served task back: it waits again, in front of its kind, and goes to somebody else.
///
/// Errors: `wrong_state` when nobody serves it.
pub(crate) fn force_release(c: &mut Conn<'_>, rules: &DispatchRules, task: &TaskRow, now: Ts) -> db::Result<()> {
    if task.state != TaskState::Assigned {
        return Err(Error::new(Code::WrongState, "nobody serves this task at the moment").into());
    }
    serving::take_back(c, rules, task, "force_released", now)
}
