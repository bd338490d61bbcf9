//! Tasks that wait: in order per (skill, least level), and per worker named by a step.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};

use kernel::{AccountId, Ts};

use crate::{LEVELS, Step, Task, TaskId, Worker};

/// Order among tasks: priority, then the deadline, then first come.
pub(crate) type Place = (Reverse<i64>, Ts, Ts, TaskId);

pub(crate) const fn place(task: &Task) -> Place {
    (Reverse(task.priority), task.due, task.since, task.id)
}

/// Where the open steps of tasks are listed.
#[derive(Default)]
pub(crate) struct Waiting {
    general: Vec<BTreeSet<Place>>,
    /// The first of each list, all together: whoever comes free looks at many lists, and mostly takes the first of one.
    heads: Vec<Option<Place>>,
    named: HashMap<AccountId, BTreeSet<Place>>,
}

fn list(step: &Step) -> usize {
    step.skill.0 as usize * usize::from(LEVELS) + usize::from(step.min_level.clamp(1, LEVELS)) - 1
}

impl Waiting {
    pub(crate) fn add(&mut self, step: &Step, place: Place) {
        if step.only.is_empty() {
            let at = list(step);
            if at >= self.general.len() {
                self.general.resize_with(at + 1, BTreeSet::new);
                self.heads.resize(at + 1, None);
            }
            self.general[at].insert(place);
            self.heads[at] = Some(self.heads[at].map_or(place, |head| head.min(place)));
        }
        for worker in &step.only {
            self.named.entry(*worker).or_default().insert(place);
        }
    }

    pub(crate) fn remove(&mut self, step: &Step, place: Place) {
        let at = list(step);
        if step.only.is_empty()
            && let Some(set) = self.general.get_mut(at)
            && set.remove(&place)
            && self.heads[at] == Some(place)
        {
            self.heads[at] = set.first().copied();
        }
        for worker in &step.only {
            if let Some(set) = self.named.get_mut(worker) {
                set.remove(&place);
                if set.is_empty() {
                    self.named.remove(worker);
                }
            }
        }
    }

    /// The first place that `fits`, of those whose open steps may let `worker` in.
    pub(crate) fn first_for(&self, worker: &Worker, fits: impl Fn(&Place) -> bool) -> Option<Place> {
        let named = self.named.get(&worker.id);
        let lists = || {
            worker.skills.iter().flat_map(|(skill, level)| {
                let from = skill.0 as usize * usize::from(LEVELS);
                let upto = (from + usize::from((*level).min(LEVELS))).min(self.general.len());
                from.min(upto)..upto
            })
        };
        let heads = lists().filter_map(|at| self.heads[at]);
        let first = heads.chain(named.and_then(|set| set.first().copied())).min()?;
        if fits(&first) {
            return Some(first);
        }
        let mut best: Option<Place> = None;
        for set in named.into_iter().chain(lists().map(|at| &self.general[at])) {
            let sooner = set.iter().take_while(|place| best.is_none_or(|b| **place < b));
            if let Some(found) = sooner.into_iter().find(|place| fits(place)) {
                best = Some(*found);
            }
        }
        best
    }
}
