//! Use cases of the wall.

use std::{collections::BTreeMap, time::Duration};

use db::Conn;
use http::Ctx;
use kernel::{Error, Result, TenantId, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ServiceLevel, store};
use crate::{ProjectId, eligible, offer::service::reach, presence::store as desk, task::TaskState};

/// Live numbers of one project.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Queue {
    pub(crate) project_id: ProjectId,
    pub(crate) name: String,
    /// Tasks without a worker, offers included.
    pub(crate) waiting: u64,
    pub(crate) longest_wait_s: u64,
    pub(crate) serving: u64,
    /// Idle workers at their desks who hold the skill.
    pub(crate) available: i64,
    pub(crate) service_level_pct: Option<f64>,
    pub(crate) answered_today: u64,
    pub(crate) avg_first_reply_s: Option<f64>,
}

/// How many workers are where.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Workers {
    pub(crate) available: i64,
    pub(crate) busy: i64,
    #[serde(rename = "break")]
    pub(crate) on_break: i64,
}

/// The wall.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Wall {
    pub(crate) queues: Vec<Queue>,
    pub(crate) workers: Workers,
}

/// The wall of the actor's tenant, or of all for an admin. A day is a UTC day.
pub(crate) async fn wall(ctx: &Ctx) -> Result<Wall> {
    let actor = ctx.actor()?;
    let (scope, tenant) = reach(actor.role, actor.tenant);
    let now = ctx.now;
    ctx.app.db.read(scope, move |c| load(c, tenant, now)).await
}

fn load(c: &mut Conn<'_>, tenant: Option<TenantId>, now: Ts) -> db::Result<Wall> {
    let mut open: BTreeMap<ProjectId, Vec<(TaskState, Ts)>> = BTreeMap::new();
    for (project, state, since) in store::open(c, tenant)? {
        open.entry(project).or_default().push((state, since));
    }
    let mut queues = Vec::new();
    for project in eligible::projects(c, tenant)? {
        let tasks = open.remove(&project.id).unwrap_or_default();
        let waits: Vec<u64> = tasks
            .iter()
            .filter(|(state, _)| matches!(state, TaskState::Pending | TaskState::Reserved))
            .map(|(_, since)| now.since(*since).as_secs())
            .collect();
        let timings = store::timings(c, project.tenant, project.id, midnight(now), now.plus(Duration::from_secs(1)))?;
        let level = ServiceLevel::of(&timings, now);
        let (available, _, _) = desk::count(c, Some(&project.skill))?;
        queues.push(Queue {
            project_id: project.id,
            name: project.name,
            waiting: waits.len() as u64,
            longest_wait_s: waits.iter().copied().max().unwrap_or(0),
            serving: (tasks.len() - waits.len()) as u64,
            available,
            service_level_pct: level.within_20s_pct,
            answered_today: level.answered,
            avg_first_reply_s: level.avg_first_reply_s,
        });
    }
    let (available, busy, on_break) = desk::count(c, None)?;
    Ok(Wall { queues, workers: Workers { available, busy, on_break } })
}

/// The start of `now`'s UTC day.
pub(crate) fn midnight(now: Ts) -> Ts {
    const DAY: i64 = 86_400_000_000;
    Ts::from_micros(now.micros().div_euclid(DAY) * DAY)
}

/// Service level of a project over the last 24 hours, whole and hour by hour (oldest first).
///
/// Errors: `not_found` unless `tenant` owns the project.
pub(crate) fn service_level(
    c: &mut Conn<'_>,
    tenant: TenantId,
    project: ProjectId,
    now: Ts,
) -> db::Result<(ServiceLevel, Vec<HourLevel>)> {
    const HOUR: Duration = Duration::from_secs(3600);
    if !eligible::owns(c, tenant, project)? {
        return Err(Error::not_found("project").into());
    }
    let end = now.plus(Duration::from_secs(1));
    let all = store::timings(c, tenant, project, now.minus(HOUR * 24), end)?;
    let hours = (0..24_u32).rev().map(|back| {
        let to = now.minus(HOUR * back);
        let from = to.minus(HOUR);
        let of_hour: Vec<_> = all.iter().filter(|t| t.created_at > from && t.created_at <= to).copied().collect();
        HourLevel { from, level: ServiceLevel::of(&of_hour, now) }
    });
    Ok((ServiceLevel::of(&all, now), hours.collect()))
}

/// The figures of one hour.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct HourLevel {
    pub from: Ts,
    #[serde(flatten)]
    pub level: ServiceLevel,
}
