//! The row of `patrol_switch`: the platform's only one.

use db::{Conn, Keep, on};
use diesel::{prelude::*, upsert::excluded};
use kernel::{AccountId, PLATFORM, Ts};

use super::Switch;
use crate::schema::patrol_switch;

pub(crate) fn get(c: &mut Conn<'_>) -> db::Result<Option<Switch>> {
    type Row = (Option<Ts>, Option<String>, AccountId, Ts);
    let columns = (patrol_switch::down_since_at, patrol_switch::reason, patrol_switch::changed_by_id, patrol_switch::changed_at);
    let row: Option<Row> = on!(c, k => patrol_switch::table.find(PLATFORM).select(columns).first(*k).optional())?;
    Ok(row.map(|(down_since, reason, changed_by, changed_at)| Switch { down_since, reason, changed_by, changed_at }))
}

pub(crate) fn set(c: &mut Conn<'_>, switch: &Switch) -> db::Result<()> {
    let row = (
        patrol_switch::tenant_id.eq(PLATFORM),
        patrol_switch::down_since_at.eq(switch.down_since),
        patrol_switch::reason.eq(switch.reason.as_deref()),
        patrol_switch::changed_by_id.eq(switch.changed_by),
        patrol_switch::changed_at.eq(switch.changed_at),
    );
    on!(c, k => diesel::insert_into(patrol_switch::table)
        .values(row)
        .on_conflict(patrol_switch::tenant_id)
        .do_update()
        .set((
            patrol_switch::down_since_at.eq(excluded(patrol_switch::down_since_at)),
            patrol_switch::reason.eq(excluded(patrol_switch::reason)),
            patrol_switch::changed_by_id.eq(excluded(patrol_switch::changed_by_id)),
            patrol_switch::changed_at.eq(excluded(patrol_switch::changed_at)),
        ))
        .keep().execute(*k))?;
    Ok(())
}
