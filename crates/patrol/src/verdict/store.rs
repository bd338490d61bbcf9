//! Rows of `verdict`.

use db::{Conn, Json, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};
use uuid::Uuid;

use super::{Outcome, Side, VerdictId};
use crate::{Recorded, schema::verdict};

kernel::nouns! {
    /// The conversation a verdict belongs to; another crate's noun.
    Thread => ThreadId,
}

/// A hit as stored: the words for a person come from the policy again when it is shown.
type Stored = Json<Vec<crate::Mark>>;
type Made = Option<Json<crate::Beside>>;
type Row = (
    VerdictId,
    ThreadId,
    Option<AccountId>,
    Side,
    Vec<u8>,
    Outcome,
    (Stored, Made),
    Option<String>,
    (String, String, String),
    Ts,
);

pub(crate) fn insert(c: &mut Conn<'_>, tenant: TenantId, row: &Recorded) -> db::Result<()> {
    let values = (
        verdict::tenant_id.eq(tenant),
        verdict::id.eq(row.id),
        verdict::conversation_id.eq(ThreadId::from_uuid(row.conversation)),
        verdict::author_id.eq(row.author),
        verdict::side.eq(row.side),
        verdict::text_hash.eq(row.text_hash.as_slice()),
        verdict::outcome.eq(row.outcome),
        verdict::hits.eq(Json(row.hits.clone())),
        verdict::beside.eq(row.beside.clone().map(Json)),
        verdict::override_reason.eq(row.override_reason.as_deref()),
        verdict::policy_id.eq(&row.policy_id),
        verdict::policy_hash.eq(&row.policy_hash),
        verdict::engine.eq(&row.engine),
        verdict::created_at.eq(row.at),
    );
    on!(c, k => diesel::insert_into(verdict::table).values(values).execute(*k))?;
    Ok(())
}

pub(crate) fn by_id(c: &mut Conn<'_>, tenant: TenantId, id: VerdictId) -> db::Result<Option<Recorded>> {
    let row: Option<Row> = on!(c, k => verdict::table.find((tenant, id)).select(columns()).first(*k).optional())?;
    Ok(row.map(recorded))
}

/// Verdicts of a conversation, oldest first.
pub(crate) fn of_conversation(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid) -> db::Result<Vec<Recorded>> {
    let rows: Vec<Row> = on!(c, k => verdict::table
        .filter(verdict::tenant_id.eq(tenant).and(verdict::conversation_id.eq(ThreadId::from_uuid(conversation))))
        .order(verdict::id)
        .select(columns())
        .load(*k))?;
    Ok(rows.into_iter().map(recorded).collect())
}

/// What this worker's verdicts about one text were judged by beside it, oldest first.
pub(crate) fn beside_of(
    c: &mut Conn<'_>,
    tenant: TenantId,
    conversation: Uuid,
    author: AccountId,
    text_hash: &[u8],
) -> db::Result<Vec<crate::Beside>> {
    let rows: Vec<Made> = on!(c, k => verdict::table
        .filter(verdict::tenant_id.eq(tenant).and(verdict::conversation_id.eq(ThreadId::from_uuid(conversation))))
        .filter(verdict::author_id.eq(author).and(verdict::text_hash.eq(text_hash)))
        .order(verdict::id)
        .select(verdict::beside)
        .load(*k))?;
    Ok(rows.into_iter().flatten().map(|beside| beside.0).collect())
}

/// Drafts of this worker that were stopped since `since`, in one tenant's conversations.
pub(crate) fn held_since(c: &mut Conn<'_>, tenant: TenantId, author: AccountId, since: Ts) -> db::Result<i64> {
    Ok(on!(c, k => verdict::table
        .filter(verdict::tenant_id.eq(tenant).and(verdict::author_id.eq(author)))
        .filter(verdict::outcome.eq(Outcome::Block).and(verdict::created_at.ge(since)))
        .count()
        .get_result(*k))?)
}

#[expect(clippy::type_complexity, reason = "diesel's name for a list of columns")]
fn columns() -> (
    verdict::id,
    verdict::conversation_id,
    verdict::author_id,
    verdict::side,
    verdict::text_hash,
    verdict::outcome,
    (verdict::hits, verdict::beside),
    verdict::override_reason,
    (verdict::policy_id, verdict::policy_hash, verdict::engine),
    verdict::created_at,
) {
    (
        verdict::id,
        verdict::conversation_id,
        verdict::author_id,
        verdict::side,
        verdict::text_hash,
        verdict::outcome,
        (verdict::hits, verdict::beside),
        verdict::override_reason,
        (verdict::policy_id, verdict::policy_hash, verdict::engine),
        verdict::created_at,
    )
}

fn recorded(row: Row) -> Recorded {
    let (
        id,
        conversation,
        author,
        side,
        text_hash,
        outcome,
        (hits, beside),
        override_reason,
        (policy_id, policy_hash, engine),
        at,
    ) = row;
    Recorded {
        id,
        conversation: conversation.uuid(),
        author,
        side,
        text_hash,
        outcome,
        hits: hits.0,
        beside: beside.map(|beside| beside.0),
        override_reason,
        policy_id,
        policy_hash,
        engine,
        at,
    }
}
