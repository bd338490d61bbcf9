//! What the matcher reads: workers and waiting tasks, all of them or those that changed.

use std::{collections::HashMap, hash::Hash, time::Duration};

use db::{Conn, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use crate::{
    TaskId,
    core::{Excluded, Skill, Task, Worker},
    matcher::{Engine, Recheck},
    presence::{Duty, PresenceRow, store as desk},
    schema::{presence, presence_skill, task},
    task::{TaskRow, TaskState, store as tasks, store::waits},
};

/// Rows that one statement asks for by name.
const CHUNK: usize = 1000;

/// What to read.
#[derive(Clone, Debug)]
pub(crate) enum Which {
    /// Workers who are available; tasks that wait.
    All,
    /// Rows changed after an instant, and some by name, whatever their state.
    Changed(Ts, Recheck),
}

/// When rows that were read had changed last. One that has not changed since is not read again, for the rounds' looks overlap:
/// at thousands of tasks a second, most of what they see they have seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    workers: HashMap<AccountId, Ts>,
    tasks: HashMap<TaskId, Ts>,
    /// The longest that a change lately waited to be seen.
    late: Duration,
}

/// How far back a hinted round looks, at least and at most. A commit that is later is seen by the round of the next second.
const GLANCE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));
/// A glance looks back so many times as long as changes lately waited to be seen: the next may be later than those before.
const SPARE: u32 = 3;

impl Seen {
    /// How far back a round that was hinted at looks.
    pub(crate) fn glance(&self) -> Duration {
        (self.late * SPARE).clamp(GLANCE.0, GLANCE.1)
    }

    /// A second went by: what came late before counts for half.
    pub(crate) fn calm(&mut self) {
        self.late /= 2;
    }

    /// Forgets what changed before `since`, which nobody looks back to.
    pub(crate) fn forget(&mut self, since: Ts) {
        self.workers.retain(|_, changed| *changed > since);
        self.tasks.retain(|_, changed| *changed > since);
    }
}

/// Those of `changed` that are not in `seen` as they are. What changed in this very instant may change in it again, so it
/// counts as never seen. `late` grows to the longest that one of them waited.
fn unseen<K: Copy + Eq + Hash>(seen: &mut HashMap<K, Ts>, late: &mut Duration, changed: Vec<(K, Ts)>, now: Ts) -> Vec<K> {
    let is_new = |(id, at): &(K, Ts)| *at >= now || seen.insert(*id, *at) != Some(*at);
    let new = changed.into_iter().filter(is_new).map(|(id, at)| {
        *late = now.since(at).max(*late);
        id
    });
    new.collect()
}

/// Workers as the core sees them at `now`.
pub(crate) fn workers(c: &mut Conn<'_>, engine: &Engine, which: &Which, seen: &mut Seen, now: Ts) -> db::Result<Vec<Worker>> {
    let rows: Vec<PresenceRow> = match which {
        Which::All => on!(c, k => presence::table
            .filter(presence::state.eq(Duty::Available))
            .select(PresenceRow::as_select())
            .load(*k))?,
        Which::Changed(since, named) => {
            let changed = presence::table.filter(presence::changed_at.gt(since));
            let changed = on!(c, k => changed.select((presence::worker_id, presence::changed_at)).load(*k))?;
            let mut ids = unseen(&mut seen.workers, &mut seen.late, changed, now);
            ids.extend(&named.workers);
            let mut rows = Vec::new();
            for chunk in distinct(ids).chunks(CHUNK) {
                let mut found = desk::among(c, chunk)?;
                rows.extend(chunk.iter().filter_map(|id| found.remove(id)));
            }
            rows
        }
    };
    let ids: Vec<AccountId> = rows.iter().map(|row| row.worker_id).collect();
    let mut skills: HashMap<AccountId, Vec<(Skill, u8)>> = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let found: Vec<(AccountId, String, i64)> = on!(c, k => presence_skill::table
            .filter(db::among(presence_skill::worker_id, chunk))
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

/// Each once, in order.
fn distinct<K: Ord>(mut ids: Vec<K>) -> Vec<K> {
    ids.sort_unstable();
    ids.dedup();
    ids
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
pub(crate) fn tasks(c: &mut Conn<'_>, engine: &Engine, which: &Which, seen: &mut Seen, now: Ts) -> db::Result<Vec<Change>> {
    let rows: Vec<TaskRow> = match which {
        Which::All => on!(c, k => task::table.filter(waits()).select(TaskRow::as_select()).load(*k))?,
        Which::Changed(since, named) => {
            let changed = task::table.filter(task::changed_at.gt(since));
            let changed = on!(c, k => changed.select((task::id, task::changed_at)).load(*k))?;
            let mut ids = unseen(&mut seen.tasks, &mut seen.late, changed, now);
            ids.extend(&named.tasks);
            let mut rows = Vec::new();
            for chunk in distinct(ids).chunks(CHUNK) {
                let mut found = tasks::among(c, chunk)?;
                rows.extend(chunk.iter().filter_map(|id| found.remove(id)));
            }
            rows
        }
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_read_again_once_it_has_changed() {
        let (at, mut seen, mut late) = (Ts::from_micros, HashMap::new(), Duration::ZERO);
        let mut look =
            |rows: [(u8, i64); 2], now| unseen(&mut seen, &mut late, rows.map(|(id, micros)| (id, at(micros))).to_vec(), at(now));
        assert_eq!(look([(1, 5), (2, 10)], 10), [1, 2]);
        assert_eq!(look([(1, 5), (2, 10)], 11), [2], "what changed in the instant of the look may have changed again");
        assert_eq!(look([(1, 6), (2, 10)], 12), [1]);
        assert_eq!(look([(1, 6), (2, 10)], 13), [0; 0]);
    }

    #[test]
    fn a_glance_reaches_as_far_as_changes_come_late() {
        let (mut seen, now) = (Seen::default(), Ts::from_micros(10_000_000));
        let mut glance = |ms: u64| {
            let changed = vec![(TaskId::new(), now.minus(Duration::from_millis(ms)))];
            unseen(&mut seen.tasks, &mut seen.late, changed, now);
            seen.calm();
            seen.glance().as_millis()
        };
        assert_eq!([2, 80, 1, 1].map(&mut glance), [100, 120, 100, 100], "three times the latest, half of it a second on");
        assert_eq!([200, 4000, 1].map(&mut glance), [300, 1000, 1000]);
    }

    #[test]
    fn nothing_is_remembered_longer_than_anybody_looks_back() {
        let mut seen = Seen { tasks: [(TaskId::from_u128(1), Ts::from_micros(5))].into(), ..Seen::default() };
        seen.forget(Ts::from_micros(4));
        assert_eq!(seen.tasks.len(), 1);
        seen.forget(Ts::from_micros(5));
        assert!(seen.tasks.is_empty());
    }
}
