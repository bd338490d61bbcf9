//! Routes of decisions.

use http::{Access, Ctx, Json, Path, Query, Routes};
use kernel::{AccountId, Cursor, DecisionId, Page, PageQuery, Reason, Result, TenantId, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Replay, service, store};
use crate::log::hex;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecisionQuery {
    after: Option<Cursor>,
    limit: Option<u16>,
    /// Exact kind, e.g. `interview.score`.
    kind: Option<String>,
}

/// An automated decision with its reasons.
#[derive(Serialize, ToSchema)]
struct DecisionView {
    id: DecisionId,
    tenant: TenantId,
    kind: String,
    /// The person it concerns.
    subject: Option<AccountId>,
    policy_id: String,
    policy_hash: String,
    engine: String,
    at: Ts,
    /// The words below are gone; the decision's leaf stands.
    erased: bool,
    #[schema(value_type = Object)]
    inputs: Option<Value>,
    #[schema(value_type = Object)]
    outcome: Option<Value>,
    reasons: Vec<Reason>,
    /// Leaf hash, hexadecimal.
    hash: String,
}

fn view((row, words): store::Full) -> DecisionView {
    let erased = words.is_none();
    let (inputs, outcome, reasons) = words.map_or((None, None, Vec::new()), |w| (Some(w.inputs), Some(w.outcome), w.reasons));
    DecisionView {
        id: row.id,
        tenant: row.tenant_id,
        kind: row.kind,
        subject: row.subject_id,
        policy_id: row.policy,
        policy_hash: row.policy_hash,
        engine: row.engine,
        at: row.created_at,
        erased,
        inputs,
        outcome,
        reasons,
        hash: hex(&row.leaf_hash),
    }
}

async fn list(ctx: Ctx, Query(q): Query<DecisionQuery>) -> Result<Json<Page<DecisionView>>> {
    let page = service::list(&ctx, q.kind, PageQuery { after: q.after, limit: q.limit }).await?;
    Ok(Json(page.map(view)))
}

async fn one(ctx: Ctx, Path(id): Path<DecisionId>) -> Result<Json<DecisionView>> {
    Ok(Json(view(service::get(&ctx, id).await?)))
}

async fn again(ctx: Ctx, Path(id): Path<DecisionId>) -> Result<Json<Replay>> {
    Ok(Json(service::again(&ctx, id).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("audit")
        .get("/decisions", Access::To("decision:list"), list)
        .summary("Automated decisions, newest first: admins all, others their own")
        .get("/decisions/{id}", Access::To("decision:list"), one)
        .summary("One decision with inputs, policy and reasons")
        .post("/decisions/{id}/replay", Access::To("decision:replay"), again)
        .summary("Decide again from the recorded inputs and policy")
}
