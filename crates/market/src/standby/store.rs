//! Rows of `standby`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, Code, Error, Ts};

use super::{StandbyRow, StandbyState};
use crate::{OrderId, StandbyId, schema::standby};

pub(crate) fn insert(c: &mut Conn<'_>, row: &StandbyRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(standby::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn anywhere(c: &mut Conn<'_>, id: StandbyId) -> db::Result<Option<StandbyRow>> {
    Ok(on!(c, k => standby::table.filter(standby::id.eq(id)).select(StandbyRow::as_select()).first(*k).optional())?)
}

/// Bookings of an order that are not called off.
pub(crate) fn of_order(c: &mut Conn<'_>, order: OrderId) -> db::Result<Vec<StandbyRow>> {
    Ok(on!(c, k => standby::table
        .filter(standby::order_id.eq(order).and(standby::state.ne(StandbyState::Canceled)))
        .order(standby::id)
        .select(StandbyRow::as_select())
        .load(*k))?)
}

pub(crate) fn booked_seconds(c: &mut Conn<'_>, order: OrderId) -> db::Result<i64> {
    let rows = of_order(c, order)?;
    Ok(rows.iter().map(|row| seconds(row.starts_at, row.ends_at)).sum())
}

pub(crate) fn seconds(from: Ts, until: Ts) -> i64 {
    (until.micros() - from.micros()).max(0) / 1_000_000
}

/// Workers' bookings whose time ends after `from`, soonest first.
pub(crate) fn of_workers(c: &mut Conn<'_>, workers: &[AccountId], from: Ts) -> db::Result<Vec<StandbyRow>> {
    Ok(on!(c, k => standby::table
        .filter(db::among(standby::worker_id, workers).and(standby::ends_at.gt(from)).and(standby::state.ne(StandbyState::Canceled)))
        .order((standby::starts_at, standby::id))
        .select(StandbyRow::as_select())
        .load(*k))?)
}

/// Bookings whose time is over and that are not paid, oldest first.
pub(crate) fn over(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<Vec<StandbyRow>> {
    Ok(on!(c, k => standby::table
        .filter(standby::state.eq(StandbyState::Booked).and(standby::ends_at.le(now)))
        .order((standby::ends_at, standby::id))
        .limit(limit)
        .select(StandbyRow::as_select())
        .load(*k))?)
}

/// Compare-and-set: a booking is over.
pub(crate) fn end(c: &mut Conn<'_>, row: &StandbyRow, state: StandbyState, paid_seconds: i64, now: Ts) -> db::Result<()> {
    let rows = on!(c, k => diesel::update(standby::table.find((row.tenant_id, row.id)).filter(standby::state.eq(StandbyState::Booked)))
        .set((standby::state.eq(state), standby::paid_seconds.eq(paid_seconds), standby::changed_at.eq(now)))
        .keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the booking changed meanwhile").into()) }
}
