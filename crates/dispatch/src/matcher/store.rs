//! What the matcher reads: workers and waiting tasks, all of them or those that changed.

use std::{collections::HashMap, time::Duration};

use db::{Conn, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use crate::{
    TaskId,
    core::{Excluded, Skill, Task, Worker},
    matcher::{Engine, Recheck},
    presence::{Duty, PresenceRow},
    schema::{presence, presence_skill, task},
    task::{TaskRow, TaskState},
};

/// What to read.
#[derive(Clone, Debug)]
pub(crate) enum Which {
    /// Workers who are available; tasks that wait.
    All,
    /// Rows changed after an instant, and some by name, whatever their state.
    Changed(Ts, Recheck),
}

/// Workers as the core sees them at `now`.
pub(crate) fn workers(c: &mut Conn<'_>, engine: &Engine, which: &Which, now: Ts) -> db::Result<Vec<Worker>> {
    let rows: Vec<PresenceRow> = on!(c, k => {
        let mut query = presence::table.into_boxed();
        query = match which {
            Which::All => query.filter(presence::state.eq(Duty::Available)),
            Which::Changed(since, named) => query
                .filter(presence::changed_at.gt(since).or(presence::worker_id.eq_any(&named.workers))),
        };
        query.select(PresenceRow::as_select()).load(*k)
    })?;
    let ids: Vec<AccountId> = rows.iter().map(|row| row.worker_id).collect();
    let mut skills: HashMap<AccountId, Vec<(Skill, u8)>> = HashMap::new();
    for chunk in ids.chunks(1000) {
        let found: Vec<(AccountId, String, i64)> = on!(c, k => presence_skill::table
            .filter(presence_skill::worker_id.eq_any(chunk))
            .order((presence_skill::worker_id, presence_skill::skill))
            .load(*k))?;
        for (worker, skill, level) in found {
            skills.entry(worker).or_default().push((engine.skill(&skill), small(level).clamp(1, crate::core::LEVELS)));
        }
    }
    let newcomer = engine.rules().newcomer_pieces();
    let facts = |row: PresenceRow| facts(&row, skills.remove(&row.worker_id).unwrap_or_default(), newcomer, now);
    Ok(rows.into_iter().map(facts).collect())
}

fn facts(row: &PresenceRow, skills: Vec<(Skill, u8)>, newcomer: i64, now: Ts) -> Worker {
    Worker {
        id: row.worker_id,
        ready: row.state == Duty::Available && row.lease_ends_at.is_some_and(|until| until > now),
        skills,
        capacity: count(row.capacity),
        used: count(row.used),
        offers: count(row.offers),
        posture: small(row.posture),
        idle_since: row.idle_since_at,
        pieces: count(row.had_today(now)),
        newcomer: row.pieces < newcomer,
    }
}

/// A task the matcher should know of, or one it should forget.
pub(crate) enum Change {
    Waits(TenantId, Task),
    Gone(TaskId),
}

/// Tasks that wait; with [`Which::Changed`], also those that no longer do.
pub(crate) fn tasks(c: &mut Conn<'_>, engine: &Engine, which: &Which, now: Ts) -> db::Result<Vec<Change>> {
    let rows: Vec<TaskRow> = on!(c, k => {
        let mut query = task::table.into_boxed();
        query = match which {
            Which::All => query.filter(task::state.eq(TaskState::Pending)),
            Which::Changed(since, named) => {
                query.filter(task::changed_at.gt(since).or(task::id.eq_any(&named.tasks)))
            }
        };
        query.select(TaskRow::as_select()).load(*k)
    })?;
    let ask_again: Duration = engine.rules().ask_again();
    let offered: Vec<TaskId> =
        rows.iter().filter(|row| row.state == TaskState::Pending && row.attempt > 0).map(|row| row.id).collect();
    let mut excluded: HashMap<TaskId, Vec<Excluded>> = HashMap::new();
    for (task, who) in crate::offer::store::let_pass(c, &offered, now.minus(ask_again), ask_again)? {
        excluded.entry(task).or_default().push(who);
    }
    let change = |row: TaskRow| {
        if row.state != TaskState::Pending {
            return Change::Gone(row.id);
        }
        let excluded = excluded.remove(&row.id).unwrap_or_default();
        Change::Waits(row.tenant_id, waiting(engine, row, excluded))
    };
    Ok(rows.into_iter().map(change).collect())
}

impl Change {
    /// The task, if it waits.
    pub(crate) const fn waits(&self) -> Option<TaskId> {
        match self {
            Self::Waits(_, task) => Some(task.id),
            Self::Gone(_) => None,
        }
    }
}

/// Far enough: somebody who is never asked.
const NEVER_AGAIN: Ts = Ts::from_micros(i64::MAX);

fn waiting(engine: &Engine, row: TaskRow, mut excluded: Vec<Excluded>) -> Task {
    excluded.extend(row.except_id.map(|worker| Excluded { worker, until: NEVER_AGAIN }));
    let rules = engine.rules();
    Task {
        steps: rules.steps(&row.skill, row.waiting_since_at, row.target_id, |skill| engine.skill(skill)),
        due: row.due_at.unwrap_or_else(|| row.created_at.plus(rules.answer_within())),
        affinity: row.affinity_id,
        id: row.id,
        sensitivity: small(row.sensitivity),
        priority: row.priority,
        units: count(row.units),
        since: row.waiting_since_at,
        attempt: row.attempt,
        excluded,
        not_before: row.not_before_at,
    }
}

fn small(value: i64) -> u8 {
    u8::try_from(value).unwrap_or(0)
}

/// Counts are never negative (CHECK); a huge one saturates.
fn count(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
