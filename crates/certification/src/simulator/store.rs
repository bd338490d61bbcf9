//! Rows of simulated conversations.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use super::{Judged, Mode, SimulationId, SimulationState, Turn};
use crate::schema::simulation;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = simulation)]
pub(crate) struct SimulationRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: SimulationId,
    pub(crate) account_id: AccountId,
    pub(crate) skill: String,
    pub(crate) scenario: String,
    pub(crate) mode: Mode,
    pub(crate) locale: String,
    pub(crate) seed: i64,
    /// Hashes of the procedure's and the scenarios' files it began under.
    pub(crate) sop_hash: String,
    pub(crate) customers_hash: String,
    pub(crate) state: SimulationState,
    pub(crate) turns: Json<Vec<Turn>>,
    pub(crate) judged: Option<Json<Judged>>,
    pub(crate) started_at: Ts,
    pub(crate) ended_at: Option<Ts>,
    /// Hash of the scenario's own text; absent where it stands in the scenarios' file.
    pub(crate) scenario_hash: Option<String>,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &SimulationRow) -> Result<()> {
    on!(c, k => diesel::insert_into(simulation::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn find(c: &mut Conn<'_>, tenant: TenantId, id: SimulationId) -> Result<Option<SimulationRow>> {
    let found = on!(c, k => simulation::table.find((tenant, id)).select(SimulationRow::as_select()).first(*k).optional())?;
    Ok(found)
}

/// The newest conversations of an account in a skill, at most `limit`.
pub(crate) fn newest(
    c: &mut Conn<'_>,
    tenant: TenantId,
    account: AccountId,
    skill: &str,
    limit: i64,
) -> Result<Vec<SimulationRow>> {
    let found = on!(c, k => simulation::table
        .filter(simulation::tenant_id.eq(tenant).and(simulation::account_id.eq(account)).and(simulation::skill.eq(skill)))
        .order(simulation::id.desc())
        .limit(limit)
        .select(SimulationRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// Writes the turns of an open conversation, and how it ended. False when it was ended before.
pub(crate) fn put(c: &mut Conn<'_>, row: &SimulationRow) -> Result<bool> {
    let target = simulation::table
        .filter(simulation::tenant_id.eq(row.tenant_id).and(simulation::id.eq(row.id)))
        .filter(simulation::state.eq(SimulationState::Open));
    let done = on!(c, k => diesel::update(target)
        .set((
            simulation::turns.eq(row.turns.clone()),
            simulation::state.eq(row.state),
            simulation::judged.eq(row.judged.clone()),
            simulation::ended_at.eq(row.ended_at),
        ))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// Three passed scenario exams, as for tests that begin after them.
#[cfg(test)]
pub(crate) fn seed_passed(c: &mut Conn<'_>, account: AccountId, skill: &str, now: Ts) -> Result<()> {
    for seed in 1..=3 {
        let row = SimulationRow {
            tenant_id: kernel::PLATFORM,
            id: SimulationId::at(now),
            account_id: account,
            skill: skill.to_owned(),
            scenario: String::new(),
            mode: Mode::Exam,
            locale: "en".to_owned(),
            seed,
            sop_hash: String::new(),
            customers_hash: String::new(),
            state: SimulationState::Passed,
            turns: Json(Vec::new()),
            judged: None,
            started_at: now,
            ended_at: Some(now),
            scenario_hash: None,
        };
        insert(c, &row)?;
    }
    Ok(())
}
