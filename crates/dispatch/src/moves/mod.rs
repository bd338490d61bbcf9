//! The transitions of tasks, offers and presence inside a transaction. Nothing else changes those rows.
//!
//! Each reads the rows it guards, writes them with compare-and-set, and leaves event, stream pushes and wake-up in the
//! same transaction. Order of locks: task, reservation, presence, streams; who makes offers sets their money aside before.

mod handing;
mod making;
mod offering;
mod serving;

use db::{Conn, Wake, outbox, streams};
use kernel::{AccountId, Event, Ts};
use serde_json::{Value, json};

pub(crate) use handing::{Target, force_release, keep, seize, transfer, withdraw_transfer};
pub(crate) use making::offer_all;
pub use making::{Outcome, Refusal};
pub(crate) use offering::{accept, decline, rescind, time_out, view};
pub(crate) use serving::{cancel, complete, create, distrust, first_reply, stop_work, vanish, wrap};

use crate::{
    presence::{Duty, PresenceRow, store as desk},
    task::TaskEvent,
};

/// The wake-up on which the matcher looks at what changed.
pub(crate) const WAKE: Wake = Wake::topic("dispatch");

fn emit(c: &mut Conn<'_>, topic: &'static str, body: &TaskEvent, now: Ts) -> db::Result<()> {
    outbox::emit(c, &Event::new(topic, body.tenant, body), now)
}

fn push(c: &mut Conn<'_>, worker: AccountId, kind: &str, body: &Value, now: Ts) -> db::Result<()> {
    streams::push(c, worker.uuid(), kind, body, now)?;
    Ok(())
}

/// Changes what a worker has chosen; a time at the desk that ends is told as `presence.ended`: it is paid by.
pub(crate) fn set_duty(c: &mut Conn<'_>, row: &PresenceRow, duty: Duty, lease: Option<Ts>, now: Ts) -> db::Result<()> {
    desk::set_duty(c, row, duty, lease, now)?;
    if row.state == Duty::Available && duty != Duty::Available {
        // A desk that fell silent was there until its lease ran out at the latest.
        let until = row.lease_ends_at.map_or(now, |lease| lease.min(now));
        let body = json!({"worker": row.worker_id, "from": row.since_at, "until": until});
        outbox::emit(c, &Event::new("presence.ended", kernel::PLATFORM, &body), now)?;
    }
    Ok(())
}

/// Tells the worker's desk how presence stands now.
pub(crate) fn push_presence(c: &mut Conn<'_>, worker: AccountId, now: Ts) -> db::Result<()> {
    let Some(row) = crate::presence::store::get(c, worker)? else { return Ok(()) };
    let view = row.view(crate::presence::service::only_wrapping(c, worker)?);
    let body = serde_json::to_value(&view).map_err(kernel::Error::internal)?;
    push(c, worker, "presence", &body, now)
}
