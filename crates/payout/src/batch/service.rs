//! Use cases of batches: building, approving, submitting, writing the bank's file, listing.

use std::sync::Arc;

use authz::Resource;
use db::Conn;
use http::{App, Ctx};
use kernel::{Code, Error, PLATFORM, Page, PageQuery, Result, Scope, policy::Policy};
use ledger::{Account, Chart};
use market::CURRENCY;
use rails::{
    machine::PayoutState,
    pain001::{self, Head, Transfer},
    party::{Payee, Rail},
};
use seal::{Keyring, Place};
use serde_json::json;

use super::{BatchId, BatchRow, BatchState, PayoutId, PayoutRow, Rails, bank_id, from_bytes, news, payee::KEY, store};
use crate::{
    crash,
    rail::service as rail,
    rules::{Dated, Day},
    statement::Period,
};

fn absent() -> Error {
    Error::not_found("the batch")
}

fn resource() -> Resource {
    Resource::of("settlement").tenant(PLATFORM)
}

fn record(c: &mut Conn<'_>, actor: &kernel::Actor, action: &'static str, row: &BatchRow, now: kernel::Ts) -> db::Result<()> {
    let entry = audit::Entry {
        tenant: PLATFORM,
        actor: Some(actor),
        action,
        object_kind: "payout_batch",
        object_id: row.id.uuid(),
        detail: json!({"period": row.period, "payouts": row.payouts, "sum_minor": row.sum_minor}),
        at: now,
    };
    audit::record(c, &entry).map(drop)
}

/// Builds a batch of everything that a period's statements still owe. Errors: `wrong_state` when there is nothing.
pub(crate) async fn build(ctx: &Ctx, period: Period) -> Result<BatchId> {
    let actor = ctx.actor()?.clone();
    ctx.permit("settlement:batch", &resource())?;
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    ctx.once(Scope::Platform, move |c| {
        let policy = audit::policy::typed::<Dated<Rails>>(c, "rails")?;
        let rails = &policy.value.on(Day::of(now))?.rule;
        let id = BatchId::at(now);
        let mut rows = Vec::new();
        for (statement, sealed) in store::payable(c, &period.to_string())? {
            // A return that waits for a better account is not payable yet.
            let payable = ledger::balance(c, &Account::new(Chart::WorkerPayable, statement.worker_id.uuid(), CURRENCY))?;
            if payable.free() < statement.net_minor {
                continue;
            }
            let payout = PayoutId::at(now);
            let payee =
                opened(c, &seal, statement.worker_id, &Place::new("payee", "sealed", statement.worker_id.uuid()), &sealed)?;
            let key = seal.data_key(c, PLATFORM, KEY, statement.worker_id.uuid(), now)?;
            rows.push(PayoutRow {
                tenant_id: PLATFORM,
                id: payout,
                batch_id: id,
                statement_id: statement.id,
                worker_id: statement.worker_id,
                attempt: store::attempts(c, statement.id)? + 1,
                amount_minor: statement.net_minor,
                currency: statement.currency,
                state: PayoutState::Created,
                sealed: key.seal(&Place::new("payout", "sealed", payout.uuid()), &payee),
                reason: None,
                created_at: now,
                changed_at: now,
                rail: from_bytes(&payee)?.rail(),
                tries: 0,
                next_at: None,
                news: 0,
            });
        }
        if rows.is_empty() {
            return Err(Error::new(Code::WrongState, "nothing is owed for this period to anybody with an account").into());
        }
        let sum_minor = crate::statement::total(rows.iter().map(|r| r.amount_minor))?;
        let row = BatchRow {
            tenant_id: PLATFORM,
            id,
            period: period.to_string(),
            state: BatchState::Draft,
            payouts: i64::try_from(rows.len()).map_err(Error::internal)?,
            sum_minor,
            currency: CURRENCY.as_str().to_owned(),
            approvals_needed: rails.approvals(sum_minor),
            policy_hash: policy.hash.clone(),
            made_by_id: actor.account,
            created_at: now,
            changed_at: now,
        };
        store::insert(c, &row, &rows)?;
        record(c, &actor, "batch.made", &row, now)?;
        Ok(id)
    })
    .await
}

pub(crate) fn opened(
    c: &mut Conn<'_>,
    seal: &Keyring,
    worker: kernel::AccountId,
    at: &Place,
    sealed: &[u8],
) -> db::Result<Vec<u8>> {
    let key = seal.existing_key(c, PLATFORM, KEY, worker.uuid())?;
    let key = key.ok_or_else(|| Error::internal("a payee without its key"))?;
    Ok(key.open(at, sealed)?)
}

/// A person approves. Above the limit two people do; nobody counts twice. Errors: `already_decided`, `wrong_state`.
pub(crate) async fn approve(ctx: &Ctx, id: BatchId) -> Result<BatchState> {
    let actor = ctx.actor()?.clone();
    ctx.permit("settlement:approve", &resource())?;
    let (now, app) = (ctx.now, Arc::clone(&ctx.app));
    ctx.once(Scope::Platform, move |c| {
        let row = store::batch(c, id)?.ok_or_else(absent)?;
        if row.state != BatchState::Draft {
            return Err(Error::new(Code::WrongState, "the batch does not wait for an approval").into());
        }
        let second = resource().part(store::approvers(c, id)?);
        let may = app.authz.permit(&actor, "settlement:approve", &second, now).is_ok();
        if !may || !store::approve(c, id, actor.account, now)? {
            return Err(Error::new(Code::AlreadyDecided, "you approved this batch; somebody else has to as well").into());
        }
        record(c, &actor, "batch.approved", &row, now)?;
        if store::approvals(c, id)? < row.approvals_needed {
            return Ok(BatchState::Draft);
        }
        store::set_batch(c, id, BatchState::Draft, BatchState::Approved, now)?;
        Ok(BatchState::Approved)
    })
    .await
}

/// Instructs an approved batch: its money waits with its rails from here on, and the job `payout.send` speaks to them. Errors: `wrong_state`.
pub(crate) async fn submit(ctx: &Ctx, id: BatchId) -> Result<()> {
    let actor = ctx.actor()?.clone();
    ctx.permit("settlement:submit", &resource())?;
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        let row = store::batch(c, id)?.ok_or_else(absent)?;
        if !store::set_batch(c, id, BatchState::Approved, BatchState::Submitted, now)? {
            return Err(Error::new(Code::WrongState, "only an approved batch is submitted, and once").into());
        }
        news::submit(c, id, now)?;
        rail::instruct(c, id, now)?;
        crash::point("batch.instructed");
        record(c, &actor, "batch.submitted", &row, now)
    })
    .await
}

/// The bank's file of a submitted batch: the same bytes whenever it is asked for. Errors: `wrong_state`.
pub(crate) async fn file(ctx: &Ctx, id: BatchId) -> Result<Vec<u8>> {
    ctx.permit("settlement:submit", &resource())?;
    written(&ctx.app, id).await
}

/// Writes the file of a submitted batch's payments by bank. Errors: `wrong_state` before, or when none goes by bank.
pub(crate) async fn written(app: &App, id: BatchId) -> Result<Vec<u8>> {
    let seal = app.seal.clone();
    let (batch, rows, rails) = app
        .db
        .read(Scope::Platform, move |c| {
            let batch = store::batch(c, id)?.ok_or_else(absent)?;
            if batch.state != BatchState::Submitted {
                return Err(Error::new(Code::WrongState, "a batch has a file once it is submitted").into());
            }
            let version = audit::policy::by_hash(c, &batch.policy_hash)?;
            let version = version.ok_or_else(|| Error::new(Code::PolicyMissing, "the rails policy of the batch"))?;
            let rails = Policy::<Dated<Rails>>::parse("rails", &version.body)?.value;
            let rails = rails.on(Day::of(batch.created_at))?.rule.clone();
            let mut rows = Vec::new();
            for row in store::of_batch(c, id, PayoutId::from_u128(0), i64::MAX)? {
                if row.rail != Rail::Bank {
                    continue;
                }
                let payee = opened(c, &seal, row.worker_id, &Place::new("payout", "sealed", row.id.uuid()), &row.sealed)?;
                rows.push((row.id, row.amount_minor, payee));
            }
            Ok((batch, rows, rails))
        })
        .await?;
    if rows.is_empty() {
        return Err(Error::new(Code::WrongState, "no payment of this batch goes by bank"));
    }
    http::blocking(move || {
        let head = Head {
            id: bank_id(batch.id.uuid()),
            created: batch.changed_at,
            execute: batch.changed_at.day(),
            debtor: rails.debtor,
            currency: rails.currency,
            count: rows.len() as u64,
            sum: crate::statement::total(rows.iter().map(|(_, amount, _)| *amount))?,
        };
        let lines = rows.into_iter().map(|(id, amount, payee)| match from_bytes(&payee)? {
            Payee::Bank(to) => Ok(Transfer { id: bank_id(id.uuid()), amount, to, note: format!("Tidecrew {}", batch.period) }),
            Payee::Wallet(_) => Err(Error::internal("a wallet cannot stand in a bank file")),
        });
        let mut out = Vec::new();
        pain001::write(&mut out, &head, lines)?;
        Ok(out)
    })
    .await
}

pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<BatchRow>> {
    ctx.permit("settlement:read", &resource())?;
    let rows = ctx
        .app
        .db
        .read(Scope::Platform, {
            let query = query.clone();
            move |c| store::batches(c, &query)
        })
        .await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// A batch, its approvals, and its payouts by state.
pub(crate) async fn one(ctx: &Ctx, id: BatchId) -> Result<(BatchRow, i64, Vec<(PayoutState, i64)>)> {
    ctx.permit("settlement:read", &resource())?;
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
            let row = store::batch(c, id)?.ok_or_else(absent)?;
            Ok((row, store::approvals(c, id)?, store::states(c, id)?))
        })
        .await
}

/// The payouts that a batch consists of.
pub(crate) async fn payouts(ctx: &Ctx, id: BatchId, query: PageQuery) -> Result<Page<PayoutRow>> {
    ctx.permit("settlement:read", &resource())?;
    let asked = query.clone();
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::in_batch(c, id, &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// The actor's own payments, newest first.
pub(crate) async fn mine(ctx: &Ctx, query: PageQuery) -> Result<Page<PayoutRow>> {
    let worker = ctx.actor()?.account;
    ctx.permit("payee:read", &Resource::of("payee").owner(worker).tenant(PLATFORM))?;
    let rows = ctx
        .app
        .db
        .read(Scope::Platform, {
            let query = query.clone();
            move |c| store::of_worker(c, worker, &query)
        })
        .await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// A payout and its history, oldest first.
pub(crate) async fn history(ctx: &Ctx, id: PayoutId) -> Result<(PayoutRow, Vec<store::StepRow>)> {
    ctx.permit("settlement:read", &resource())?;
    let found = ctx.app.db.read(Scope::Platform, move |c| Ok((store::payouts(c, &[id])?.pop(), store::steps(c, id)?))).await?;
    let (row, steps) = found;
    Ok((row.ok_or_else(|| Error::not_found("the payout"))?, steps))
}

/// A person has the wallet of a payout asked at once. Errors: `not_found`; `wrong_state` for one by bank or never sent.
pub(crate) async fn ask(ctx: &Ctx, id: PayoutId) -> Result<()> {
    ctx.permit("settlement:submit", &resource())?;
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        let row = store::payouts(c, &[id])?.pop().ok_or_else(|| Error::not_found("the payout"))?;
        if row.rail == Rail::Bank || row.tries == 0 {
            return Err(
                Error::new(Code::WrongState, "a bank is asked by its statements, a wallet once it was sent something").into()
            );
        }
        store::again(c, id, Some(now))?;
        rail::wake(c, now)
    })
    .await
}
