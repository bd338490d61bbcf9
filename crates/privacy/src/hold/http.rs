//! `/holds`.

use http::{Access, Created, Ctx, Json, Path, Query, Routes};
use kernel::{AccountId, Cursor, Page, PageQuery, Result, TenantId, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Kind, State, Step,
    service::{self, Target},
    store::Row,
};
use crate::{HoldId, PersonId, subject::About};

/// Whose data may not be deleted now.
#[derive(Serialize, ToSchema)]
struct LegalHold {
    id: HoldId,
    kind: Kind,
    #[schema(value_type = String)]
    target_id: PersonId,
    reason: String,
    state: State,
    placed_by_id: AccountId,
    confirmed_by_id: Option<AccountId>,
    lifted_by_id: Option<AccountId>,
    lift_confirmed_by_id: Option<AccountId>,
    created_at: Ts,
    changed_at: Ts,
}

/// Exactly one of the three is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHold {
    account_id: Option<AccountId>,
    /// A conversation of the customer.
    #[schema(value_type = Option<String>)]
    conversation_id: Option<PersonId>,
    tenant_id: Option<TenantId>,
    /// Names the case or the order; no personal data.
    reason: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HoldQuery {
    after: Option<Cursor>,
    limit: Option<u16>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakeStep {
    step: Step,
}

impl From<Row> for LegalHold {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            target_id: row.target_id,
            reason: row.reason,
            state: row.state,
            placed_by_id: row.placed_by_id,
            confirmed_by_id: row.confirmed_by_id,
            lifted_by_id: row.lifted_by_id,
            lift_confirmed_by_id: row.lift_confirmed_by_id,
            created_at: row.created_at,
            changed_at: row.changed_at,
        }
    }
}

async fn list(ctx: Ctx, Query(q): Query<HoldQuery>) -> Result<Json<Page<LegalHold>>> {
    Ok(Json(service::list(&ctx, PageQuery { after: q.after, limit: q.limit }).await?.map(Into::into)))
}

async fn place(ctx: Ctx, Json(new): Json<NewHold>) -> Result<Created<LegalHold>> {
    let about = About { account_id: new.account_id, conversation_id: new.conversation_id };
    let target = match (new.tenant_id, about) {
        (Some(tenant), About { account_id: None, conversation_id: None }) => Target::Enterprise(tenant.cast()),
        (_, about) => Target::Somebody(about),
    };
    Ok(Created(service::place(&ctx, target, &new.reason).await?.into()))
}

async fn step(ctx: Ctx, Path(id): Path<HoldId>, Json(body): Json<TakeStep>) -> Result<Json<LegalHold>> {
    Ok(Json(service::step(&ctx, id, body.step).await?.into()))
}

pub(crate) fn routes() -> Routes {
    Routes::new("privacy")
        .get("/holds", Access::To("hold:read"), list)
        .summary("Legal holds, newest first")
        .post("/holds", Access::To("hold:place"), place)
        .summary("Propose a legal hold; it holds at once and lapses when no second person confirms")
        .post("/holds/{id}/steps", Access::To("hold:decide"), step)
        .summary("Confirm a hold, ask to lift it, confirm the lifting, or keep it")
}
