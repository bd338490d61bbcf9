//! Routes of the inbox.

use conversation::{ConversationId, MessageId, Sender, Turn};
use http::{Access, Ctx, Json, Query, Routes};
use kernel::{AccountId, Result, TenantId, Ts};
use patrol::Hit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Cause, Clock, ExceptionId, ExceptionOutcome, ExceptionState,
    service::{self, Evidence, Group},
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExceptionQuery {
    /// Open when absent.
    state: Option<ExceptionState>,
}

/// Something that was said, masked.
#[derive(Serialize, ToSchema)]
struct ExceptionTurn {
    from: Sender,
    text: String,
    at: Ts,
    /// What patrol found in it.
    hits: Vec<Hit>,
}

/// One piece of evidence.
#[derive(Serialize, ToSchema)]
struct ExceptionEvidence {
    conversation_id: ConversationId,
    message_id: Option<MessageId>,
    /// Absent where no words are kept, as of drafts that were stopped.
    said: Option<ExceptionTurn>,
    /// What was said before it.
    before: Option<ExceptionTurn>,
    rules: Vec<String>,
    worker_id: Option<AccountId>,
    /// Why it was sent all the same, the score that failed, why a lease ended.
    detail: Option<String>,
    at: Ts,
}

/// A group: what one worker, or their customers, did again and again, or what was sent in spite of one rule.
#[derive(Serialize, ToSchema)]
struct ExceptionView {
    id: ExceptionId,
    tenant: TenantId,
    /// Empty for a customer's, and where a rule makes the group.
    worker_id: Option<AccountId>,
    /// The rule that all of it is about.
    about: Option<String>,
    cause: Cause,
    state: ExceptionState,
    count: i64,
    rank: i64,
    clock: Clock,
    first_at: Ts,
    last_at: Ts,
    due_at: Ts,
    evidence: Vec<ExceptionEvidence>,
    outcome: Option<ExceptionOutcome>,
    note: Option<String>,
    handled_by: Option<AccountId>,
    handled_at: Option<Ts>,
}

#[derive(Serialize, ToSchema)]
struct Exceptions {
    /// Heaviest first.
    items: Vec<ExceptionView>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandleExceptions {
    ids: Vec<ExceptionId>,
    outcome: ExceptionOutcome,
    note: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct ExceptionsHandled {
    handled: usize,
}

fn turn(turn: Turn) -> ExceptionTurn {
    let hits = turn.verdict.map(|verdict| verdict.hits).unwrap_or_default();
    ExceptionTurn { from: turn.from, text: turn.text, at: turn.at, hits }
}

fn evidence(one: Evidence) -> ExceptionEvidence {
    ExceptionEvidence {
        conversation_id: one.item.conversation_id,
        message_id: one.item.message_id,
        said: one.said.map(turn),
        before: one.before.map(turn),
        rules: one.item.rules.0,
        worker_id: one.item.worker_id,
        detail: one.item.detail,
        at: one.item.created_at,
    }
}

fn view(group: Group) -> ExceptionView {
    let row = group.row;
    ExceptionView {
        id: row.id,
        tenant: row.tenant_id,
        worker_id: row.worker_id,
        about: row.about,
        cause: row.cause,
        state: row.state,
        count: row.count,
        rank: group.rank,
        clock: group.clock,
        first_at: row.first_at,
        last_at: row.last_at,
        due_at: row.due_at,
        evidence: group.evidence.into_iter().map(evidence).collect(),
        outcome: row.outcome,
        note: row.note,
        handled_by: row.handled_by_id,
        handled_at: row.handled_at,
    }
}

async fn list(ctx: Ctx, Query(q): Query<ExceptionQuery>) -> Result<Json<Exceptions>> {
    let groups = service::list(&ctx, q.state.unwrap_or(ExceptionState::Open)).await?;
    Ok(Json(Exceptions { items: groups.into_iter().map(view).collect() }))
}

async fn handle(ctx: Ctx, Json(body): Json<HandleExceptions>) -> Result<Json<ExceptionsHandled>> {
    Ok(Json(ExceptionsHandled { handled: service::handle(&ctx, body.ids, body.outcome, body.note).await? }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("quality")
        .get("/exceptions", Access::To("exception:read"), list)
        .summary("What is out of the ordinary, grouped by worker and cause, heaviest first, with evidence")
        .post("/exceptions/handle", Access::To("exception:handle"), handle)
        .summary("Handle groups, all or none")
}
