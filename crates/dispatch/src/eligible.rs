//! What other crates must say before work is handed out: certificate, trusted session, consent, funds.
//!
//! The only file that calls them, so that what eligibility means is read in one place.

use std::collections::{BTreeSet, HashMap, HashSet};

use db::Conn;
use identity::Purpose;
use kernel::{AccountId, Money, Posture, Reason, SessionId, TenantId, Ts};
use market::Terms;
use serde_json::json;

use crate::{
    ProjectId,
    offer::ReservationRow,
    presence::{PresenceRow, store as desk},
    rules::DispatchRules,
    task::{TaskRow, store as tasks},
};

/// Trust level of the session in which the worker sits at the desk, 0–3; of their best live one who never sat there.
pub(crate) fn posture(c: &mut Conn<'_>, worker: AccountId, now: Ts) -> db::Result<u8> {
    let seat = desk::seats(c, &[worker])?.pop().and_then(|(_, seat)| seat);
    trust(c, worker, seat, now)
}

/// Trust level of `session` of the worker, of their best live one without it, 0–3.
pub(crate) fn trust(c: &mut Conn<'_>, worker: AccountId, session: Option<SessionId>, now: Ts) -> db::Result<u8> {
    Ok(identity::postures(c, &[(worker, session)], now)?.get(&worker).map_or(0, |posture| posture.level_at(now)))
}

/// What stands of workers now, in the matter of some tasks: certificates, trust and consents. Capacity is the presence row's.
pub(crate) struct Facts {
    levels: HashMap<(AccountId, String), u8>,
    postures: HashMap<AccountId, Posture>,
    consenting: HashSet<AccountId>,
}

impl Facts {
    /// One question to each of those who know.
    pub(crate) fn read(
        c: &mut Conn<'_>,
        rules: &DispatchRules,
        workers: &[AccountId],
        skills: &[&str],
        now: Ts,
    ) -> db::Result<Self> {
        let seats = desk::seats(c, workers)?;
        Ok(Self {
            levels: certification::holding(c, workers, skills, now)?,
            postures: identity::postures(c, &seats, now)?,
            consenting: identity::consenting(c, workers, &rules.consents)?,
        })
    }

    /// May `worker` be offered `task` now?
    pub(crate) fn allow(&self, worker: AccountId, task: &TaskRow, now: Ts) -> bool {
        let level = self.postures.get(&worker).map_or(0, |posture| posture.level_at(now));
        self.levels.contains_key(&(worker, task.skill.clone()))
            && i64::from(level) >= task.sensitivity
            && self.consenting.contains(&worker)
    }
}

/// Desks looked at when a conversation is to be handed over, and colleagues shown at most.
const LOOKED_AT: i64 = 100;
const SHOWN: usize = 20;

/// Who could be offered `task` now besides its worker, with their level and since when they are idle: the longest idle first.
pub(crate) fn colleagues(
    c: &mut Conn<'_>,
    rules: &DispatchRules,
    task: &TaskRow,
    now: Ts,
) -> db::Result<Vec<(AccountId, u8, Ts)>> {
    let workers = desk::idle_with(c, &task.skill, LOOKED_AT)?;
    let (rows, facts) = (desk::among(c, &workers)?, Facts::read(c, rules, &workers, &[task.skill.as_str()], now)?);
    let fits = |row: &&PresenceRow| {
        let here = row.lease_ends_at.is_some_and(|until| until > now) && rules.tired(row, now).is_none();
        let room = row.used + task.units <= row.capacity && row.offers < i64::from(rules.offers_at_once);
        Some(row.worker_id) != task.worker_id && here && room && facts.allow(row.worker_id, task, now)
    };
    let shown = workers.iter().filter_map(|worker| rows.get(worker)).filter(fits).take(SHOWN);
    let level = |worker: AccountId| facts.levels.get(&(worker, task.skill.clone())).copied();
    Ok(shown.filter_map(|row| Some((row.worker_id, level(row.worker_id)?, row.idle_since_at))).collect())
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

/// What an offer says of money, and of whom it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    pub(crate) project_name: String,
    pub(crate) terms: Terms,
    /// For the piece itself.
    pub(crate) pay: Money,
}

/// Sets the prices of the pieces aside, for each task once. In the order of `tasks`; `None` where that cannot be done now.
pub(crate) fn funded<'a>(c: &mut Conn<'_>, tasks: impl Iterator<Item = &'a TaskRow>, now: Ts) -> db::Result<Vec<Option<Price>>> {
    let tasks: Vec<_> = tasks.map(|task| (task.project_id, task.id.uuid())).collect();
    let price = |one: kernel::Result<Option<market::Funded>>| {
        let Some(market::Funded { project_name, terms }) = one? else { return Ok(None) };
        Ok(Some(Price { project_name, pay: terms.pay()?, terms }))
    };
    let unpriced = |error: kernel::Error| tracing::warn!(%error, "a task cannot be priced; it is looked at again later");
    Ok(market::reserve_all(c, &tasks, now)?.into_iter().map(|one| price(one).map_err(unpriced).ok().flatten()).collect())
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

/// Why the worker cannot go online in `session`; empty when they can.
pub(crate) fn blockers(
    c: &mut Conn<'_>,
    rules: &DispatchRules,
    worker: AccountId,
    session: Option<SessionId>,
    now: Ts,
) -> db::Result<Vec<Reason>> {
    let mut found = Vec::new();
    if skills(c, worker, now)?.is_empty() {
        found.push(Reason::new("certificate_missing", json!({})));
    }
    let (level, needed) = (trust(c, worker, session, now)?, rules.demands.work);
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
