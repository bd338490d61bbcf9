//! Routes of payees, batches, payouts and bank files.

use http::{Access, Created, Ctx, Json, NoContent, Path, Query, Raw, Routes};
use kernel::{AccountId, Money, Page, PageQuery, Result, Ts};
use market::CURRENCY;
use rails::{
    machine::{PayoutState, Said, Source},
    party::{Payee, Rail},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{BatchId, BatchRow, BatchState, Heard, PayoutId, PayoutRow, news, payee, service, store};
use crate::statement::StatementId;

/// Where pay goes, as far as it is shown.
#[derive(Serialize, ToSchema)]
struct PayeeView {
    /// Last characters of the account; absent while there is none.
    hint: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BuildBody {
    /// A closed month, `2026-11`.
    period: String,
}

#[derive(Serialize, ToSchema)]
struct MadeView {
    id: BatchId,
}

#[derive(Serialize, ToSchema)]
struct StateView {
    state: BatchState,
}

#[derive(Serialize, ToSchema)]
struct BatchView {
    id: BatchId,
    period: String,
    state: BatchState,
    payouts: i64,
    sum: Money,
    /// People that have to approve.
    approvals_needed: i64,
    made_by: AccountId,
    created_at: Ts,
    changed_at: Ts,
}

#[derive(Serialize, ToSchema)]
struct BatchDetail {
    #[serde(flatten)]
    batch: BatchView,
    approvals: i64,
    states: Vec<StateCount>,
}

#[derive(Serialize, ToSchema)]
struct StateCount {
    state: PayoutState,
    payouts: i64,
}

#[derive(Serialize, ToSchema)]
struct PayoutView {
    id: PayoutId,
    statement_id: StatementId,
    attempt: i64,
    amount: Money,
    rail: Rail,
    state: PayoutState,
    /// The bank's code of a refusal or return, e.g. `AC01`: the account is wrong.
    reason: Option<String>,
    changed_at: Ts,
}

/// A payout as administrators see it.
#[derive(Serialize, ToSchema)]
struct BatchPayoutView {
    worker: AccountId,
    #[serde(flatten)]
    payout: PayoutView,
}

/// What was said about a payout, by whom, and what it made of it.
#[derive(Serialize, ToSchema)]
struct PayoutStepView {
    source: Source,
    said: Said,
    state: PayoutState,
    /// It contradicts what is certain: a person looks.
    alert: bool,
    reason: Option<String>,
    at: Ts,
}

/// A payout with its history, oldest first.
#[derive(Serialize, ToSchema)]
struct PayoutHistoryView {
    worker: AccountId,
    #[serde(flatten)]
    payout: PayoutView,
    /// How often its wallet was spoken to, and when it will be next.
    tries: i64,
    next_at: Option<Ts>,
    steps: Vec<PayoutStepView>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FileBody {
    kind: news::FileKind,
    /// The file as it is.
    xml: String,
}

impl From<BatchRow> for BatchView {
    fn from(row: BatchRow) -> Self {
        Self {
            id: row.id,
            period: row.period,
            state: row.state,
            payouts: row.payouts,
            sum: Money::new(row.sum_minor, CURRENCY),
            approvals_needed: row.approvals_needed,
            made_by: row.made_by_id,
            created_at: row.created_at,
            changed_at: row.changed_at,
        }
    }
}

fn view(row: PayoutRow) -> PayoutView {
    PayoutView {
        id: row.id,
        statement_id: row.statement_id,
        attempt: row.attempt,
        amount: Money::new(row.amount_minor, CURRENCY),
        rail: row.rail,
        state: row.state,
        reason: row.reason,
        changed_at: row.changed_at,
    }
}

async fn read_payee(ctx: Ctx) -> Result<Json<PayeeView>> {
    Ok(Json(PayeeView { hint: payee::read(&ctx).await? }))
}

async fn write_payee(ctx: Ctx, Json(payee): Json<Payee>) -> Result<Json<PayeeView>> {
    Ok(Json(PayeeView { hint: Some(payee::write(&ctx, payee).await?) }))
}

async fn build(ctx: Ctx, Json(b): Json<BuildBody>) -> Result<Created<MadeView>> {
    Ok(Created(MadeView { id: service::build(&ctx, b.period.parse()?).await? }))
}

async fn list(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<BatchView>>> {
    Ok(Json(service::list(&ctx, q).await?.map(BatchView::from)))
}

async fn one(ctx: Ctx, Path(id): Path<BatchId>) -> Result<Json<BatchDetail>> {
    let (row, approvals, states) = service::one(&ctx, id).await?;
    let states = states.into_iter().map(|(state, payouts)| StateCount { state, payouts }).collect();
    Ok(Json(BatchDetail { batch: row.into(), approvals, states }))
}

async fn approve(ctx: Ctx, Path(id): Path<BatchId>) -> Result<Json<StateView>> {
    Ok(Json(StateView { state: service::approve(&ctx, id).await? }))
}

async fn submit(ctx: Ctx, Path(id): Path<BatchId>) -> Result<NoContent> {
    service::submit(&ctx, id).await?;
    Ok(NoContent)
}

async fn file(ctx: Ctx, Path(id): Path<BatchId>) -> Result<Raw> {
    Ok(Raw { media: "application/xml", bytes: service::file(&ctx, id).await?.into() })
}

async fn mine(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<PayoutView>>> {
    Ok(Json(service::mine(&ctx, q).await?.map(view)))
}

async fn payouts(ctx: Ctx, Path(id): Path<BatchId>, Query(q): Query<PageQuery>) -> Result<Json<Page<BatchPayoutView>>> {
    Ok(Json(service::payouts(&ctx, id, q).await?.map(|row| BatchPayoutView { worker: row.worker_id, payout: view(row) })))
}

async fn history(ctx: Ctx, Path(id): Path<PayoutId>) -> Result<Json<PayoutHistoryView>> {
    let (row, steps) = service::history(&ctx, id).await?;
    let step = |s: store::StepRow| PayoutStepView {
        source: s.source,
        said: s.said,
        state: s.state,
        alert: s.alert == 1,
        reason: s.reason,
        at: s.created_at,
    };
    let steps = steps.into_iter().map(step).collect();
    Ok(Json(PayoutHistoryView { worker: row.worker_id, tries: row.tries, next_at: row.next_at, payout: view(row), steps }))
}

async fn ask(ctx: Ctx, Path(id): Path<PayoutId>) -> Result<NoContent> {
    service::ask(&ctx, id).await?;
    Ok(NoContent)
}

async fn take(ctx: Ctx, Json(b): Json<FileBody>) -> Result<Json<Heard>> {
    Ok(Json(news::take(&ctx, b.kind, b.xml).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .get("/payee", Access::To("payee:read"), read_payee)
        .summary("Where my pay goes: the last characters of the account")
        .put("/payee", Access::To("payee:write"), write_payee)
        .once()
        .signed()
        .summary("Set where my pay goes")
        .get("/payouts", Access::To("payee:read"), mine)
        .summary("Payments to me and where they are")
        .get("/payout-batches", Access::To("settlement:read"), list)
        .summary("Batches of payouts, newest first")
        .post("/payout-batches", Access::To("settlement:batch"), build)
        .once()
        .summary("Build a batch of what a closed month still owes")
        .get("/payout-batches/{id}", Access::To("settlement:read"), one)
        .summary("A batch and its payouts by state")
        .get("/payout-batches/{id}/payouts", Access::To("settlement:read"), payouts)
        .summary("The payouts that a batch consists of")
        .post("/payout-batches/{id}/approvals", Access::To("settlement:approve"), approve)
        .once()
        .summary("Approve a batch; large ones need two people")
        .post("/payout-batches/{id}/submission", Access::To("settlement:submit"), submit)
        .once()
        .summary("Instruct an approved batch")
        .get("/payout-batches/{id}/file", Access::To("settlement:submit"), file)
        .summary("The ISO 20022 pain.001.001.09 file of a submitted batch")
        .get("/payouts/{id}/history", Access::To("settlement:read"), history)
        .summary("What was said about a payout, by whom, and what it made of it")
        .post("/payouts/{id}/query", Access::To("settlement:submit"), ask)
        .once()
        .summary("Ask the wallet of a payout at once what became of it")
        .post("/bank-files", Access::To("settlement:bank"), take)
        .once()
        .summary("Take a bank's status report or statement")
}
