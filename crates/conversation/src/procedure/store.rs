//! Rows of running procedures and of their steps.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};
use sop::State;

use super::Happened;
use crate::{
    ConversationId,
    schema::{procedure_run, procedure_step},
};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = procedure_run)]
pub(crate) struct RunRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) conversation_id: ConversationId,
    /// Hash of the file it began under, and stays with.
    pub(crate) sop_hash: String,
    pub(crate) state: Json<State>,
    pub(crate) begun_at: Ts,
    pub(crate) updated_at: Ts,
}

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> Result<Option<RunRow>> {
    let found = on!(c, k => procedure_run::table.find((tenant, id)).select(RunRow::as_select()).first(*k).optional())?;
    Ok(found)
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &RunRow) -> Result<()> {
    on!(c, k => diesel::insert_into(procedure_run::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn put(c: &mut Conn<'_>, row: &RunRow) -> Result<()> {
    let target = procedure_run::table.find((row.tenant_id, row.conversation_id));
    on!(c, k => diesel::update(target)
        .set((procedure_run::state.eq(row.state.clone()), procedure_run::updated_at.eq(row.updated_at)))
        .keep().execute(*k))?;
    Ok(())
}

/// Adds what happened, numbered after what is there.
pub(crate) fn add(
    c: &mut Conn<'_>,
    row: &RunRow,
    worker: AccountId,
    evidence: &[String],
    what: &[Happened],
    now: Ts,
) -> Result<()> {
    let (tenant, id) = (row.tenant_id, row.conversation_id);
    let of = procedure_step::table.filter(procedure_step::tenant_id.eq(tenant).and(procedure_step::conversation_id.eq(id)));
    let last: Option<i64> = on!(c, k => of.select(diesel::dsl::max(procedure_step::seq)).first(*k))?;
    for (seq, one) in (last.unwrap_or(0) + 1..).zip(what) {
        let values = (
            procedure_step::tenant_id.eq(tenant),
            procedure_step::conversation_id.eq(id),
            procedure_step::seq.eq(seq),
            procedure_step::step.eq(one.step.clone()),
            procedure_step::what.eq(one.what.clone()),
            procedure_step::worker_id.eq(worker),
            procedure_step::ms.eq(one.ms),
            procedure_step::weight.eq(one.weight),
            procedure_step::evidence.eq(Json(evidence.to_vec())),
            procedure_step::done_at.eq(now),
        );
        on!(c, k => diesel::insert_into(procedure_step::table).values(values.clone()).execute(*k))?;
    }
    Ok(())
}
