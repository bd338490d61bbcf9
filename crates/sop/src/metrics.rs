//! What the records of conversations say about a procedure: reach, completion, rework, times, conformance.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    engine::{End, Record, State, Who},
    model::Definition,
};

/// One conversation against its procedure. Rates are shares from 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conversation {
    /// Required steps on the way it took.
    pub required: u32,
    pub missing: u32,
    pub out_of_order: u32,
    /// Rules broken, out of order apart.
    pub forbidden: u32,
    /// 1 − (missing + out of order + forbidden) / required, never below 0.
    pub conformance: f64,
    /// Weights of the steps done, each once.
    pub weight: u64,
    pub ended: Option<End>,
}

pub fn conversation(def: &Definition, state: &State) -> Conversation {
    let (mut required, mut missing, mut out_of_order, mut forbidden, mut weight) = (0, 0, 0, 0, 0);
    for (i, (step, record)) in def.steps.iter().zip(&state.steps).enumerate() {
        // The step that is waited for is not missing yet.
        let touched = record.completed > 0 || record.skipped > 0 || (record.entered > 0 && state.current != Some(i));
        if step.function().is_some() && step.meta.required && touched {
            required += 1;
            missing += u32::from(record.completed == 0);
        }
        out_of_order += record.out_of_order;
        let others = record.violations.iter().filter(|v| !["out_of_order", "required_skipped"].contains(&v.as_str())).count();
        forbidden += u32::try_from(others).unwrap_or(u32::MAX);
        weight += if record.completed > 0 { u64::from(step.meta.piece_weight) } else { 0 };
    }
    let wrong = f64::from(missing + out_of_order + forbidden);
    let conformance = (1.0 - wrong / f64::from(required.max(1))).max(0.0);
    Conversation { required, missing, out_of_order, forbidden, conformance, weight, ended: state.end }
}

/// Names of the steps that went right, and of those that went wrong; what was not reached is neither.
pub fn judged(def: &Definition, state: &State) -> (Vec<String>, Vec<String>) {
    let (mut good, mut weak) = (Vec::new(), Vec::new());
    for (i, (step, record)) in def.steps.iter().zip(&state.steps).enumerate().filter(|(_, (s, _))| s.function().is_some()) {
        let left = record.entered > 0 && state.current != Some(i);
        let touched = left || record.completed > 0 || record.skipped > 0;
        match (touched, record.completed > 0 && record.violations.is_empty()) {
            (true, true) => good.push(step.name.clone()),
            (true, false) => weak.push(step.name.clone()),
            (false, _) => {}
        }
    }
    (good, weak)
}

/// One step over many conversations. Times are milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepReport {
    pub step: String,
    pub entered: u64,
    pub completed: u64,
    pub skipped: u64,
    pub violated: u64,
    pub rework: u64,
    pub abandoned: u64,
    /// Conversations that got there, of all.
    pub reach: f64,
    /// Of those that got there, how many did it.
    pub completion: f64,
    pub p50_ms: Option<i64>,
    pub p90_ms: Option<i64>,
    /// Share of visits within the target; none without a target.
    pub in_target: Option<f64>,
    pub by_actor: BTreeMap<&'static str, u64>,
    pub evidence: u64,
}

/// A procedure over many conversations.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    pub procedure: String,
    pub version: String,
    pub hash: String,
    pub conversations: u64,
    pub completed: u64,
    pub handed_off: u64,
    pub abandoned: u64,
    /// Mean conformance of the conversations.
    pub conformance: f64,
    pub steps: Vec<StepReport>,
}

/// Reports the conversations that ran under exactly this definition; others are not counted.
pub fn report<'a>(def: &Definition, states: impl IntoIterator<Item = &'a State>) -> Report {
    let states: Vec<&State> = states.into_iter().filter(|s| s.definition == def.hash).collect();
    let ended = |how: End| count(states.iter().filter(|s| s.end == Some(how)).count());
    let steps = def.steps.iter().enumerate().filter(|(_, s)| s.function().is_some());
    let conformance: f64 = states.iter().map(|s| conversation(def, s).conformance).sum();
    Report {
        procedure: format!("{}/{}", def.namespace, def.name),
        version: def.version.clone(),
        hash: def.hash.clone(),
        conversations: count(states.len()),
        completed: ended(End::Completed),
        handed_off: ended(End::HandedOff),
        abandoned: ended(End::Abandoned),
        conformance: share(conformance, count(states.len())),
        steps: steps.map(|(i, step)| step_report(&step.name, step.meta.target_seconds, i, &states)).collect(),
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn share(part: f64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { part / of as f64 }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn ratio(part: u64, of: u64) -> f64 {
    share(part as f64, of)
}

fn step_report(name: &str, target_seconds: u32, index: usize, states: &[&State]) -> StepReport {
    let records: Vec<(&State, &Record)> = states.iter().filter_map(|s| Some((*s, s.steps.get(index)?))).collect();
    let sum = |of: &dyn Fn(&Record) -> u64| records.iter().map(|(_, r)| of(r)).sum::<u64>();
    let got_there = count(records.iter().filter(|(_, r)| r.entered > 0 || r.completed > 0).count());
    let did = count(records.iter().filter(|(_, r)| r.completed > 0).count());
    let abandoned = records.iter().filter(|(s, r)| s.end == Some(End::Abandoned) && r.entered > r.completed + r.skipped).count();
    let mut times: Vec<i64> = records.iter().filter(|(_, r)| r.completed > 0 && r.entered > 0).map(|(_, r)| r.ms).collect();
    times.sort_unstable();
    let target = i64::from(target_seconds) * 1000;
    let within = count(times.iter().filter(|t| **t <= target).count());
    let mut by_actor: BTreeMap<&'static str, u64> = BTreeMap::new();
    for who in records.iter().filter_map(|(_, r)| r.actor) {
        *by_actor.entry(Who::as_str(who)).or_default() += 1;
    }
    StepReport {
        step: name.to_owned(),
        entered: sum(&|r| u64::from(r.entered)),
        completed: sum(&|r| u64::from(r.completed)),
        skipped: sum(&|r| u64::from(r.skipped)),
        violated: sum(&|r| count(r.violations.len())),
        rework: sum(&|r| u64::from(r.rework)),
        abandoned: count(abandoned),
        reach: ratio(got_there, count(states.len())),
        completion: ratio(did, got_there),
        p50_ms: quantile(&times, 50),
        p90_ms: quantile(&times, 90),
        in_target: (target > 0 && !times.is_empty()).then(|| ratio(within, count(times.len()))),
        by_actor,
        evidence: sum(&|r| count(r.evidence.len())),
    }
}

/// Nearest rank of sorted values.
fn quantile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(rank).copied()
}
