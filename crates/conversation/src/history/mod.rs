//! What others may look at of conversations that were, masked: quality reads it, nothing changes through it.

pub(crate) mod store;

use db::Conn;
use kernel::{AccountId, TenantId, Ts};
use patrol::{Outcome, Side, Verdict};

use crate::{
    ConversationId, MessageId, ProjectId, Sender,
    message::{MessageRow, store as messages},
    procedure,
    thread::store as threads,
};

/// Messages of one conversation that are looked at.
const TURNS: i64 = 2000;

/// Something that was said, masked.
#[derive(Clone, Debug)]
pub struct Turn {
    pub conversation: ConversationId,
    pub message: MessageId,
    pub from: Sender,
    pub worker: Option<AccountId>,
    pub text: String,
    pub verdict: Option<Verdict>,
    /// Why it was sent in spite of a warning.
    pub override_reason: Option<String>,
    pub at: Ts,
}

/// A conversation with everything that was said.
#[derive(Clone, Debug)]
pub struct Record {
    pub tenant: TenantId,
    pub conversation: ConversationId,
    pub project: ProjectId,
    /// Who served it last.
    pub worker: Option<AccountId>,
    pub opened_at: Ts,
    pub closed_at: Option<Ts>,
    /// 1–5.
    pub rating: Option<i64>,
    /// How far its procedure was kept to, per cent; absent when none was run.
    pub conformance: Option<u8>,
    /// Drafts that were stopped.
    pub held: usize,
    pub turns: Vec<Turn>,
}

impl From<MessageRow> for Turn {
    fn from(row: MessageRow) -> Self {
        Self {
            conversation: row.conversation_id,
            message: row.id,
            from: row.sender,
            worker: row.worker_id,
            text: row.body,
            verdict: row.verdict.map(|verdict| verdict.0),
            override_reason: row.override_reason,
            at: row.created_at,
        }
    }
}

/// One conversation of the tenant's.
pub fn record(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> db::Result<Option<Record>> {
    let Some(thread) = threads::get(c, tenant, id)? else { return Ok(None) };
    let verdicts = patrol::of_conversation(c, tenant, id.uuid())?;
    let held = verdicts.iter().filter(|row| row.side == Side::Agent && row.outcome == Outcome::Block).count();
    let turns = messages::latest(c, tenant, id, TURNS)?.into_iter().map(Turn::from).collect();
    Ok(Some(Record {
        tenant,
        conversation: id,
        project: thread.project_id,
        worker: thread.worker_id,
        opened_at: thread.opened_at,
        closed_at: thread.closed_at,
        rating: thread.rating,
        conformance: procedure::service::conformance(c, tenant, id)?,
        held,
        turns,
    }))
}

/// A message, and what was said before it.
pub fn turn(c: &mut Conn<'_>, tenant: TenantId, id: MessageId) -> db::Result<Option<(Turn, Option<Turn>)>> {
    let Some(row) = messages::get(c, tenant, id)? else { return Ok(None) };
    let before = store::before(c, tenant, row.conversation_id, row.seq)?;
    Ok(Some((Turn::from(row), before.map(Turn::from))))
}

/// The newest `limit` messages of workers and customers of a tenant, newest first.
pub fn newest(c: &mut Conn<'_>, tenant: TenantId, limit: i64) -> db::Result<Vec<Turn>> {
    Ok(store::newest(c, tenant, limit)?.into_iter().map(Turn::from).collect())
}

/// Closed conversations of all tenants after `after`, oldest first. `Scope::Platform`.
pub fn closed(c: &mut Conn<'_>, after: ConversationId, limit: i64) -> db::Result<Vec<(TenantId, ConversationId)>> {
    store::closed(c, after, limit)
}
