//! Rows of guards that run, and of cases.

use attestation_core::guard::Memory;
use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, Reason, SessionId, TenantId, Ts};

use super::{GuardStep, IncidentId, IncidentState, IncidentView};
use crate::schema::{guard_incident, guard_run};

/// A session's guard.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) id: SessionId,
    pub(crate) tenant: TenantId,
    pub(crate) account: AccountId,
    pub(crate) memory: Memory,
    /// The challenge that goes out next, drawn already.
    pub(crate) next: Option<attestation_core::guard::Challenge>,
    pub(crate) steps: Vec<GuardStep>,
    /// When it must be looked at again.
    pub(crate) due_at: Ts,
    pub(crate) is_over: bool,
    pub(crate) started_at: Ts,
}

type Columns = (
    SessionId,
    TenantId,
    AccountId,
    Json<Memory>,
    Json<Option<attestation_core::guard::Challenge>>,
    Json<Vec<GuardStep>>,
    Ts,
    bool,
    Ts,
);

macro_rules! columns {
    () => {
        (
            guard_run::id,
            guard_run::tenant_id,
            guard_run::account_id,
            guard_run::memory,
            guard_run::next_challenge,
            guard_run::steps,
            guard_run::due_at,
            guard_run::is_over,
            guard_run::started_at,
        )
    };
}

fn read((id, tenant, account, memory, next, steps, due_at, is_over, started_at): Columns) -> Run {
    Run { id, tenant, account, memory: memory.0, next: next.0, steps: steps.0, due_at, is_over, started_at }
}

pub(crate) fn find(c: &mut Conn<'_>, id: SessionId) -> Result<Option<Run>> {
    let row: Option<Columns> = on!(c, k => guard_run::table.find(id).select(columns!()).first(*k).optional())?;
    Ok(row.map(read))
}

/// Writes a run, new or not.
pub(crate) fn put(c: &mut Conn<'_>, run: &Run) -> Result<()> {
    let values = (
        guard_run::id.eq(run.id),
        guard_run::tenant_id.eq(run.tenant),
        guard_run::account_id.eq(run.account),
        guard_run::memory.eq(Json(run.memory.clone())),
        guard_run::next_challenge.eq(Json(run.next.clone())),
        guard_run::steps.eq(Json(run.steps.clone())),
        guard_run::due_at.eq(run.due_at),
        guard_run::is_over.eq(run.is_over),
        guard_run::started_at.eq(run.started_at),
    );
    on!(c, k => diesel::delete(guard_run::table.find(run.id)).execute(*k))?;
    on!(c, k => diesel::insert_into(guard_run::table).values(values).execute(*k))?;
    Ok(())
}

/// Guards that must be looked at, the longest due first.
pub(crate) fn due(c: &mut Conn<'_>, now: Ts, limit: i64) -> Result<Vec<Run>> {
    let rows: Vec<Columns> = on!(c, k => guard_run::table
        .filter(guard_run::is_over.eq(false).and(guard_run::due_at.le(now)))
        .order(guard_run::due_at)
        .limit(limit)
        .select(columns!())
        .load(*k))?;
    Ok(rows.into_iter().map(read).collect())
}

/// A person's guards that run.
pub(crate) fn running(c: &mut Conn<'_>, account: AccountId) -> Result<Vec<Run>> {
    let rows: Vec<Columns> = on!(c, k => guard_run::table
        .filter(guard_run::account_id.eq(account).and(guard_run::is_over.eq(false)))
        .select(columns!())
        .load(*k))?;
    Ok(rows.into_iter().map(read).collect())
}

/// Forgets a session's guard.
pub(crate) fn remove(c: &mut Conn<'_>, id: SessionId) -> Result<()> {
    on!(c, k => diesel::delete(guard_run::table.find(id)).execute(*k))?;
    Ok(())
}

/// Forgets guards that are over since `before`.
pub(crate) fn trim(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    let gone = guard_run::table.filter(guard_run::is_over.eq(true).and(guard_run::due_at.lt(before)));
    Ok(on!(c, k => diesel::delete(gone).execute(*k))?)
}

type Case = (IncidentId, AccountId, SessionId, IncidentState, Ts, Json<Vec<Reason>>, Json<Vec<GuardStep>>, Option<Ts>);

macro_rules! case {
    () => {
        (
            guard_incident::id,
            guard_incident::account_id,
            guard_incident::session_id,
            guard_incident::state,
            guard_incident::opened_at,
            guard_incident::reasons,
            guard_incident::timeline,
            guard_incident::decided_at,
        )
    };
}

fn view((id, account_id, session_id, state, opened_at, reasons, timeline, decided_at): Case) -> IncidentView {
    IncidentView { id, account_id, session_id, state, opened_at, reasons: reasons.0, timeline: timeline.0, decided_at }
}

/// A case to be opened.
pub(crate) struct NewIncident<'a> {
    pub(crate) tenant: TenantId,
    pub(crate) account: AccountId,
    pub(crate) session: SessionId,
    pub(crate) reasons: &'a [Reason],
    pub(crate) timeline: &'a [GuardStep],
}

/// Opens a case.
pub(crate) fn open(c: &mut Conn<'_>, id: IncidentId, new: &NewIncident<'_>, now: Ts) -> Result<()> {
    let values = (
        guard_incident::id.eq(id),
        guard_incident::tenant_id.eq(new.tenant),
        guard_incident::account_id.eq(new.account),
        guard_incident::session_id.eq(new.session),
        guard_incident::state.eq(IncidentState::Open),
        guard_incident::opened_at.eq(now),
        guard_incident::reasons.eq(Json(new.reasons.to_vec())),
        guard_incident::timeline.eq(Json(new.timeline.to_vec())),
    );
    on!(c, k => diesel::insert_into(guard_incident::table).values(values).execute(*k))?;
    Ok(())
}

/// Cases, newest first: all, or one person's.
pub(crate) fn list(c: &mut Conn<'_>, of: Option<AccountId>, limit: i64) -> Result<Vec<IncidentView>> {
    let rows: Vec<Case> = on!(c, k => {
        let mut query = guard_incident::table.into_boxed();
        if let Some(account) = of {
            query = query.filter(guard_incident::account_id.eq(account));
        }
        query.order(guard_incident::id.desc()).limit(limit).select(case!()).load(*k)
    })?;
    Ok(rows.into_iter().map(|row| IncidentView { timeline: Vec::new(), ..view(row) }).collect())
}

/// A case, and who wants a penalty already.
pub(crate) fn get(c: &mut Conn<'_>, id: IncidentId) -> Result<Option<(IncidentView, Option<AccountId>)>> {
    let row: Option<(Case, Option<AccountId>)> =
        on!(c, k => guard_incident::table.find(id).select((case!(), guard_incident::proposed_by_id)).first(*k).optional())?;
    Ok(row.map(|(case, by)| (view(case), by)))
}

/// Decides a case that stands where the caller saw it; `false` when somebody was quicker.
pub(crate) fn decide(
    c: &mut Conn<'_>,
    id: IncidentId,
    from: IncidentState,
    to: IncidentState,
    by: AccountId,
    now: Ts,
) -> Result<bool> {
    let row = guard_incident::table.filter(guard_incident::id.eq(id).and(guard_incident::state.eq(from)));
    let set = match to {
        IncidentState::Proposed => on!(c, k => diesel::update(row)
            .set((guard_incident::state.eq(to), guard_incident::proposed_by_id.eq(Some(by))))
            .keep().execute(*k))?,
        _ => on!(c, k => diesel::update(row)
            .set((guard_incident::state.eq(to), guard_incident::decided_by_id.eq(Some(by)), guard_incident::decided_at.eq(Some(now))))
            .keep().execute(*k))?,
    };
    Ok(set == 1)
}

/// A second judge dismissed a case that two people had confirmed.
pub(crate) fn overturn(c: &mut Conn<'_>, id: IncidentId, now: Ts) -> Result<()> {
    let set = (guard_incident::state.eq(IncidentState::Dismissed), guard_incident::decided_at.eq(Some(now)));
    on!(c, k => diesel::update(guard_incident::table.find(id)).set(set).keep().execute(*k))?;
    Ok(())
}
