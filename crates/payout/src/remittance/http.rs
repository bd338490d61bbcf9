//! Routes of remittances.

use http::{Access, Created, Ctx, Json, Path, Query, Routes};
use kernel::{Money, Page, PageQuery, Result, Ts};
use ledger::Entry;
use market::CURRENCY;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LevyKind, RemittanceId, RemittanceRow, RemittanceState, service};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RemittanceBody {
    levy: LevyKind,
    /// The filing's number, 1–80 characters; each is paid once.
    filing: String,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct RemittanceMade {
    id: RemittanceId,
}

#[derive(Serialize, ToSchema)]
struct RemittanceView {
    id: RemittanceId,
    levy: LevyKind,
    filing: String,
    state: RemittanceState,
    /// Accounts that were emptied so far.
    accounts: i64,
    amount: Money,
    created_at: Ts,
    changed_at: Ts,
}

/// A remittance with what it consists of.
#[derive(Serialize, ToSchema)]
struct RemittanceDetail {
    #[serde(flatten)]
    remittance: RemittanceView,
    /// Journal lines, at most 200.
    entries: Vec<Entry>,
}

impl From<RemittanceRow> for RemittanceView {
    fn from(row: RemittanceRow) -> Self {
        Self {
            id: row.id,
            levy: row.levy,
            filing: row.filing,
            state: row.state,
            accounts: row.accounts,
            amount: Money::new(row.amount_minor, CURRENCY),
            created_at: row.created_at,
            changed_at: row.changed_at,
        }
    }
}

async fn file(ctx: Ctx, Json(b): Json<RemittanceBody>) -> Result<Created<RemittanceMade>> {
    Ok(Created(RemittanceMade { id: service::file(&ctx, b.levy, b.filing).await? }))
}

async fn list(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<RemittanceView>>> {
    Ok(Json(service::list(&ctx, q).await?.map(RemittanceView::from)))
}

async fn one(ctx: Ctx, Path(id): Path<RemittanceId>) -> Result<Json<RemittanceDetail>> {
    let (row, lines) = service::one(&ctx, id).await?;
    let entries = lines.into_iter().map(|(line, debit, credit)| Entry::of(line, &debit, &credit)).collect();
    Ok(Json(RemittanceDetail { remittance: row.into(), entries }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .get("/remittances", Access::To("settlement:read"), list)
        .summary("What was paid to the tax office, newest first")
        .post("/remittances", Access::To("settlement:remit"), file)
        .once()
        .summary("Pay everything that is withheld under a filing's number")
        .get("/remittances/{id}", Access::To("settlement:read"), one)
        .summary("A payment to the tax office with the journal lines behind it")
}
