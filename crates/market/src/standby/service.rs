//! Booking reserved peak minutes, giving them back, and paying them, in the caller's transaction.

use std::time::Duration;

use db::Conn;
use kernel::{AccountId, Code, Error, Money, Result, Ts};
use ledger::{Account, Act, Chart, Transfer, TransferId, derived};

use super::{OpenStandby, StandbyRow, StandbyState, store};
use crate::{
    CURRENCY, OrderId, StandbyId,
    order::{OrderRow, OrderState, service::account, store as orders},
};

/// Shortest booking.
const LEAST: Duration = Duration::from_secs(15 * 60);
/// The reservation outlives the slot by so much: it is paid once the slot is over.
const GRACE: Duration = Duration::from_secs(7 * 24 * 3600);

fn id(step: &str, standby: StandbyId) -> TransferId {
    derived(&["standby", step, &standby.to_string()])
}

fn transfer(step: &str, kind: &'static str, standby: StandbyId, act: Act, now: Ts) -> Transfer {
    let id = id(step, standby);
    Transfer { id, act, kind, ref_kind: "standby", ref_id: standby.uuid(), effective_at: now, corrects: None }
}

/// Reserved peaks of live orders with minutes left, soonest first, at most 100.
pub(crate) fn open(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<OpenStandby>> {
    let mut all = Vec::new();
    for row in orders::peaks(c, now, 100)? {
        let left_minutes = row.standby_minutes - store::booked_seconds(c, row.id)? / 60;
        if let (Some(from), Some(until)) = (row.standby_from_at, row.standby_until_at)
            && left_minutes > 0
            && row.state == OrderState::Live
        {
            let (order, project, tenant, milli) = (row.id, row.project_id, row.tenant_id, row.standby_milli);
            all.push(OpenStandby { order, project, tenant, from: from.max(now), until, left_minutes, milli });
        }
    }
    Ok(all)
}

fn fits(row: &OrderRow, taken: &[StandbyRow], worker: AccountId, from: Ts, until: Ts, now: Ts) -> Result<()> {
    let refuse = |why: &str| Err(Error::field("from", "out_of_range", why));
    let (Some(starts), Some(ends)) = (row.standby_from_at, row.standby_until_at) else {
        return refuse("the order has no reserved peak");
    };
    if from < starts || until > ends || from < now {
        return refuse("within the reserved peak, and not in the past");
    }
    if until < from.plus(LEAST) {
        return refuse("a booking lasts at least 15 minutes");
    }
    let booked: i64 = taken.iter().map(|b| store::seconds(b.starts_at, b.ends_at)).sum();
    if booked + store::seconds(from, until) > row.standby_minutes * 60 {
        return Err(Error::new(Code::Conflict, "so many minutes are no longer free"));
    }
    if taken.iter().any(|b| b.worker_id == worker && b.starts_at < until && from < b.ends_at) {
        return Err(Error::new(Code::Conflict, "you have booked this time already"));
    }
    Ok(())
}

/// Books minutes for a worker; their pay is set aside at once. The caller has asked whether the worker may serve the work.
///
/// Errors: `not_found`, `wrong_state`, `invalid_field`, `conflict`, `insufficient_funds`.
pub(crate) fn book(c: &mut Conn<'_>, order: OrderId, worker: AccountId, from: Ts, until: Ts, now: Ts) -> db::Result<StandbyRow> {
    let row = orders::anywhere(c, order)?.ok_or_else(|| Error::not_found("the order"))?;
    if row.state != OrderState::Live {
        return Err(Error::new(Code::WrongState, "the order is not live").into());
    }
    fits(&row, &store::of_order(c, order)?, worker, from, until, now)?;
    // One person cannot stand by twice at the same time.
    if store::of_workers(c, &[worker], from)?.iter().any(|b| b.starts_at < until && from < b.ends_at) {
        return Err(Error::new(Code::Conflict, "you have booked this time elsewhere").into());
    }
    let booking = StandbyRow {
        tenant_id: row.tenant_id,
        id: StandbyId::at(now),
        order_id: order,
        project_id: row.project_id,
        worker_id: worker,
        starts_at: from,
        ends_at: until,
        state: StandbyState::Booked,
        most_minor: row.standby_pay(store::seconds(from, until))?,
        milli: row.standby_milli,
        paid_seconds: 0,
        created_at: now,
        changed_at: now,
    };
    let credit = Account::new(Chart::WorkerAccrued, worker.uuid(), CURRENCY);
    let amount = Money::new(booking.most_minor, CURRENCY);
    let act = Act::Reserve { debit: account(order), credit, amount, expires_at: Some(until.plus(GRACE)) };
    ledger::post(c, &[transfer("reserve", "standby.reserve", booking.id, act, now)], now)?;
    store::insert(c, &booking)?;
    Ok(booking)
}

/// A worker gives a booking back before it begins: it costs nothing but the place.
///
/// Errors: `not_found`; `wrong_state` once it has begun.
pub(crate) fn cancel(c: &mut Conn<'_>, standby: StandbyId, worker: AccountId, now: Ts) -> db::Result<()> {
    let row = store::anywhere(c, standby)?.filter(|row| row.worker_id == worker);
    let row = row.ok_or_else(|| Error::not_found("the booking"))?;
    if row.state != StandbyState::Booked || row.starts_at <= now {
        return Err(Error::new(Code::WrongState, "the booking has begun or is over").into());
    }
    let act = Act::Void { pending: id("reserve", standby) };
    ledger::post(c, &[transfer("void", "standby.void", standby, act, now)], now)?;
    store::end(c, &row, StandbyState::Canceled, 0, now)
}

/// Pays `seconds` of a booking whose time is over; the rest of what was set aside is free. What was paid, minor units.
pub(crate) fn pay(c: &mut Conn<'_>, row: &StandbyRow, seconds: i64, now: Ts) -> db::Result<i64> {
    let seconds = seconds.clamp(0, store::seconds(row.starts_at, row.ends_at));
    let minor = crate::rules::minor(i128::from(row.milli) * i128::from(seconds), 60_000)?.min(row.most_minor);
    let pending = id("reserve", row.id);
    let act = match minor {
        0 => Act::Void { pending },
        minor => Act::Settle { pending, amount: Some(Money::new(minor, CURRENCY)) },
    };
    ledger::post(c, &[transfer("pay", "standby.pay", row.id, act, now)], now)?;
    store::end(c, row, StandbyState::Paid, seconds, now)?;
    Ok(minor)
}
