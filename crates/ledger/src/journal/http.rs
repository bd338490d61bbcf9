//! Routes of the journal, for admins, and the line as every portal shows it.

use http::{Access, Ctx, Json, Query, Routes};
use kernel::{Currency, Money, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Check, service};
use crate::{
    chart::{Account, Chart},
    transfer::{Line, TransferId},
};

/// A posted line of the journal.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    pub id: TransferId,
    /// Why money moved, e.g. `escrow.deposit`.
    pub code: String,
    pub amount: Money,
    /// Code of the debited account.
    pub debit: Chart,
    #[schema(value_type = String, format = Uuid)]
    pub debit_owner: Uuid,
    /// Code of the credited account.
    pub credit: Chart,
    #[schema(value_type = String, format = Uuid)]
    pub credit_owner: Uuid,
    pub ref_kind: String,
    #[schema(value_type = String, format = Uuid)]
    pub ref_id: Uuid,
    /// When it happened.
    pub at: Ts,
    pub recorded_at: Ts,
    /// The transfer that this one corrects.
    pub corrects: Option<TransferId>,
}

impl Entry {
    /// A line with its accounts, as shown.
    pub fn of(line: Line, debit: &Account, credit: &Account) -> Self {
        // A stored currency is one of ours: the store checks it.
        let currency = line.currency.parse().unwrap_or(Currency::CNY);
        Self {
            id: line.id,
            code: line.kind,
            amount: Money::new(line.amount_minor, currency),
            debit: debit.code,
            debit_owner: debit.owner,
            credit: credit.code,
            credit_owner: credit.owner,
            ref_kind: line.ref_kind,
            ref_id: line.ref_id.uuid(),
            at: line.effective_at,
            recorded_at: line.recorded_at,
            corrects: line.corrects_id,
        }
    }
}

async fn journal(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<Entry>>> {
    let page = service::journal(&ctx, q).await?;
    Ok(Json(page.map(|(line, debit, credit)| Entry::of(line, &debit, &credit))))
}

async fn check(ctx: Ctx) -> Result<Json<Check>> {
    Ok(Json(service::checked(&ctx).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("ledger")
        .get("/journal", Access::To("journal:read"), journal)
        .summary("Posted lines of the journal, newest first")
        .get("/journal/check", Access::To("journal:read"), check)
        .summary("Whether the books balance: debits, credits, and balances against the journal")
}
