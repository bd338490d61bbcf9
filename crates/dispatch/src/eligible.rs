//! What other crates must say before work is handed out: certificate, trusted session, consent, funds.
//!
//! The only file that calls them, so that what eligibility means is read in one place.

use std::collections::BTreeSet;

use db::Conn;
use identity::Purpose;
use kernel::{AccountId, Money, Reason, SessionId, TenantId, Ts};
use market::Terms;
use serde_json::json;

use crate::{
    ProjectId,
    offer::ReservationRow,
    presence::store as desk,
    rules::DispatchRules,
    task::{TaskRow, store as tasks},
};

/// Trust level of the worker's best live session, 0–3.
pub(crate) fn posture(c: &mut Conn<'_>, worker: AccountId, now: Ts) -> db::Result<u8> {
    Ok(identity::posture(c, worker, now)?.level_at(now))
}

/// A heartbeat of `session` keeps its trust up. Returns what [`posture`] does.
pub(crate) fn keep_posture(c: &mut Conn<'_>, session: SessionId, worker: AccountId, now: Ts) -> db::Result<u8> {
    identity::touch_posture(c, session, now)?;
    posture(c, worker, now)
}

/// May `worker` be offered `task` now? Certificate, trust and consents; capacity is the presence row's.
pub(crate) fn worker(c: &mut Conn<'_>, rules: &DispatchRules, worker: AccountId, task: &TaskRow, now: Ts) -> db::Result<bool> {
    if certification::holds(c, worker, &task.skill, now)?.is_none() {
        return Ok(false);
    }
    if i64::from(posture(c, worker, now)?) < task.sensitivity {
        return Ok(false);
    }
    Ok(missing_consent(c, rules, worker)?.is_none())
}

/// Does the worker hold a valid certificate for `skill`?
pub(crate) fn certified(c: &mut Conn<'_>, worker: AccountId, skill: &str, now: Ts) -> db::Result<bool> {
    Ok(certification::holds(c, worker, skill, now)?.is_some())
}

fn missing_consent(c: &mut Conn<'_>, rules: &DispatchRules, worker: AccountId) -> db::Result<Option<Purpose>> {
    for purpose in rules.consents.iter().copied() {
        if !identity::has_consent(c, worker, purpose)? {
            return Ok(Some(purpose));
        }
    }
    Ok(None)
}

/// Is the price of the piece reserved from the project's funds? Repeating it for the same task reserves once.
pub(crate) fn funded(c: &mut Conn<'_>, task: &TaskRow, now: Ts) -> db::Result<bool> {
    market::reserve(c, task.project_id, task.id.uuid(), now)
}

/// Gives back what was reserved for a task that will not be served.
pub(crate) fn release_funds(c: &mut Conn<'_>, task: &TaskRow, now: Ts) -> db::Result<()> {
    market::void(c, task.project_id, task.id.uuid(), now)
}

/// The name of a task's project.
pub(crate) fn project_name(c: &mut Conn<'_>, task: &TaskRow) -> db::Result<String> {
    Ok(market::project(c, task.project_id)?.name)
}

/// What the task is paid by, as locked when its money was reserved, and what the piece itself earns.
pub(crate) fn terms(c: &mut Conn<'_>, task: &TaskRow, now: Ts) -> db::Result<(Terms, Money)> {
    let terms = market::terms_of(c, task.project_id, task.id.uuid(), now)?;
    Ok((terms, terms.pay()?))
}

/// The skill that serves a project.
pub(crate) fn skill_of(c: &mut Conn<'_>, project: ProjectId) -> db::Result<String> {
    Ok(market::project(c, project)?.skill)
}

/// Those of `candidates` that the worker holds a valid certificate for, with levels.
pub(crate) fn held(c: &mut Conn<'_>, worker: AccountId, candidates: BTreeSet<String>, now: Ts) -> db::Result<Vec<(String, u8)>> {
    let mut held = Vec::new();
    for skill in candidates {
        if let Some(level) = certification::holds(c, worker, &skill, now)? {
            held.push((skill, level));
        }
    }
    Ok(held)
}

/// Skills the worker holds a valid certificate for. Certificates are heard of as events; somebody of whom nothing was
/// heard is looked up in every skill that a project asks for.
pub(crate) fn skills(c: &mut Conn<'_>, worker: AccountId, now: Ts) -> db::Result<Vec<(String, u8)>> {
    let mut candidates = desk::skills_of(c, worker)?;
    if candidates.is_empty() {
        candidates = market::projects(c, None)?.into_iter().map(|project| project.skill).collect();
    }
    held(c, worker, candidates, now)
}

/// Why the worker cannot go online; empty when they can.
pub(crate) fn blockers(c: &mut Conn<'_>, rules: &DispatchRules, worker: AccountId, now: Ts) -> db::Result<Vec<Reason>> {
    let mut found = Vec::new();
    if skills(c, worker, now)?.is_empty() {
        found.push(Reason::new("certificate_missing", json!({})));
    }
    let (level, needed) = (posture(c, worker, now)?, rules.demands.work);
    if level < needed {
        found.push(Reason::new("posture_too_low", json!({"level": level, "needed": needed})));
    }
    if let Some(purpose) = missing_consent(c, rules, worker)? {
        found.push(Reason::new("consent_missing", json!({"purpose": purpose})));
    }
    Ok(found)
}

/// Tells a worker, as their settings have it, that an offer went to somebody else.
pub(crate) fn notify_missed(c: &mut Conn<'_>, missed: &ReservationRow, now: Ts) -> db::Result<()> {
    let skill = tasks::get(c, missed.tenant_id, missed.task_id)?.map(|task| task.skill);
    let params = json!({"task_id": missed.task_id, "offer_id": missed.id, "skill": skill});
    identity::notify(c, missed.worker_id, "offer_missed", &params, now)
}

/// A project as the wall counts it.
pub(crate) struct ProjectRef {
    pub(crate) id: ProjectId,
    pub(crate) tenant: TenantId,
    pub(crate) name: String,
    pub(crate) skill: String,
}

/// The projects of a tenant, or of all.
pub(crate) fn projects(c: &mut Conn<'_>, tenant: Option<TenantId>) -> db::Result<Vec<ProjectRef>> {
    let found = market::projects(c, tenant)?;
    Ok(found.into_iter().map(|p| ProjectRef { id: p.id, tenant: p.tenant_id, name: p.name, skill: p.skill }).collect())
}

/// Does `tenant` own `project`?
pub(crate) fn owns(c: &mut Conn<'_>, tenant: TenantId, project: ProjectId) -> db::Result<bool> {
    Ok(market::project(c, project)?.tenant_id == tenant)
}
