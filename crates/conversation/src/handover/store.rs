//! Rows of `handover`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{TenantId, Ts};

use super::{HandoverRow, HandoverState};
use crate::{HandoverId, schema::handover};

pub(crate) fn insert(c: &mut Conn<'_>, row: &HandoverRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(handover::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, id: HandoverId) -> db::Result<Option<HandoverRow>> {
    Ok(on!(c, k => handover::table.find((tenant, id)).select(HandoverRow::as_select()).first(*k).optional())?)
}

/// What became of an order that was not delivered yet.
pub(crate) fn set_state(
    c: &mut Conn<'_>,
    row: &HandoverRow,
    state: HandoverState,
    status: Option<u16>,
    now: Ts,
) -> db::Result<()> {
    let open = handover::state.ne(HandoverState::Delivered);
    on!(c, k => diesel::update(handover::table.find((row.tenant_id, row.id)).filter(open))
        .set((handover::state.eq(state), handover::status.eq(status.map(i64::from)), handover::changed_at.eq(now)))
        .keep().execute(*k))?;
    Ok(())
}
