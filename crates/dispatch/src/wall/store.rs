//! Reads for the wall.

use db::{Conn, on};
use diesel::prelude::*;
use kernel::{TenantId, Ts};

use super::Timing;
use crate::{ProjectId, schema::task, task::TaskState};

/// One open task as the wall counts it.
pub(crate) type Open = (ProjectId, TaskState, Ts);

/// Open tasks of a tenant, or of all: project, state, since when it waits.
pub(crate) fn open(c: &mut Conn<'_>, tenant: Option<TenantId>) -> db::Result<Vec<Open>> {
    let open = [TaskState::Pending, TaskState::Reserved, TaskState::Assigned, TaskState::Wrapping];
    on!(c, k => {
        let mut query = task::table.filter(task::ended_at.is_null().and(task::state.eq_any(open))).into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(task::tenant_id.eq(tenant));
        }
        Ok(query.select((task::project_id, task::state, task::waiting_since_at)).load(*k)?)
    })
}

/// Created, answered, first reply, ended, and the state.
type Instants = (Ts, Option<Ts>, Option<Ts>, Option<Ts>, TaskState);

/// Timings of a project's tasks created in `[from, to)`, at most 50 000.
pub(crate) fn timings(c: &mut Conn<'_>, tenant: TenantId, project: ProjectId, from: Ts, to: Ts) -> db::Result<Vec<Timing>> {
    let rows: Vec<Instants> = on!(c, k => task::table
        .filter(task::tenant_id.eq(tenant).and(task::project_id.eq(project)))
        .filter(task::created_at.ge(from).and(task::created_at.lt(to)))
        .select((task::created_at, task::answered_at, task::first_reply_at, task::ended_at, task::state))
        .limit(50_000)
        .load(*k))?;
    Ok(rows
        .into_iter()
        .map(|(created_at, answered_at, first_reply_at, ended_at, state)| Timing {
            created_at,
            answered_at,
            first_reply_at,
            canceled_at: ended_at.filter(|_| state == TaskState::Canceled),
        })
        .collect())
}
