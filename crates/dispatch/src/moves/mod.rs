//! The transitions of tasks, offers and presence inside a transaction. Nothing else changes those rows.
//!
//! Each reads the rows it guards, writes them with compare-and-set, and leaves event, stream pushes and wake-up in the
//! same transaction. Order of locks: task, reservation, presence, streams.

mod handing;
mod offering;
mod serving;

use db::{Conn, Wake, outbox, streams};
use kernel::{AccountId, Event, Ts};
use serde_json::Value;

pub(crate) use handing::{Target, force_release, keep, seize, transfer, withdraw_transfer};
pub(crate) use offering::{Refusal, accept, decline, offer, rescind, time_out, view};
pub(crate) use serving::{cancel, complete, create, first_reply, vanish, wrap};

use crate::task::TaskEvent;

/// The wake-up on which the matcher looks at what changed.
pub(crate) const WAKE: Wake = Wake::Topic("dispatch");

fn emit(c: &mut Conn<'_>, topic: &'static str, body: &TaskEvent, now: Ts) -> db::Result<()> {
    outbox::emit(c, &Event::new(topic, body.tenant, body), now)
}

fn push(c: &mut Conn<'_>, worker: AccountId, kind: &str, body: &Value, now: Ts) -> db::Result<()> {
    streams::push(c, worker.uuid(), kind, body, now)?;
    Ok(())
}

/// Tells the worker's desk how presence stands now.
pub(crate) fn push_presence(c: &mut Conn<'_>, worker: AccountId, now: Ts) -> db::Result<()> {
    let Some(row) = crate::presence::store::get(c, worker)? else { return Ok(()) };
    let view = row.view(crate::presence::service::only_wrapping(c, worker)?);
    let body = serde_json::to_value(&view).map_err(kernel::Error::internal)?;
    push(c, worker, "presence", &body, now)
}
