//! Rows of payees, batches, payouts, approvals and bank lines.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, PLATFORM, PageQuery, Ts};
use rails::{
    machine::{PayoutState, Said, Source},
    party::Rail,
};

use super::{BankLineId, BatchId, BatchRow, BatchState, PayoutId, PayoutRow};
use crate::{
    schema::{bank_line, payee, payout, payout_approval, payout_batch, payout_step, statement},
    statement::{StatementId, StatementRow},
};

pub(crate) fn put_payee(c: &mut Conn<'_>, worker: AccountId, sealed: &[u8], hint: &str, now: Ts) -> db::Result<()> {
    let keys = (payee::tenant_id.eq(PLATFORM), payee::worker_id.eq(worker));
    let values = (payee::sealed.eq(sealed), payee::hint.eq(hint), payee::changed_at.eq(now));
    on!(c, k => diesel::insert_into(payee::table)
        .values((keys, values))
        .on_conflict((payee::tenant_id, payee::worker_id))
        .do_update()
        .set(values)
        .keep().execute(*k))?;
    Ok(())
}

/// Sealed party and hint.
pub(crate) fn payee(c: &mut Conn<'_>, worker: AccountId) -> db::Result<Option<(Vec<u8>, String)>> {
    Ok(on!(c, k => payee::table
        .filter(payee::worker_id.eq(worker))
        .select((payee::sealed, payee::hint))
        .first(*k)
        .optional())?)
}

/// Statements of a period with something to pay, a payee, and no payment that is under way or done; in id order.
pub(crate) fn payable(c: &mut Conn<'_>, period: &str) -> db::Result<Vec<(StatementRow, Vec<u8>)>> {
    let over = [PayoutState::Rejected, PayoutState::Returned, PayoutState::Canceled];
    Ok(on!(c, k => statement::table
        .inner_join(payee::table.on(payee::worker_id.eq(statement::worker_id)))
        .filter(statement::period.eq(period).and(statement::net_minor.gt(0)))
        .filter(diesel::dsl::not(diesel::dsl::exists(
            payout::table.filter(payout::statement_id.eq(statement::id).and(payout::state.ne_all(over))),
        )))
        .order(statement::id)
        .select((StatementRow::as_select(), payee::sealed))
        .load(*k))?)
}

/// The last attempt of a statement's payment; 0 before the first.
pub(crate) fn attempts(c: &mut Conn<'_>, id: StatementId) -> db::Result<i64> {
    let last: Option<i64> =
        on!(c, k => payout::table.filter(payout::statement_id.eq(id)).select(diesel::dsl::max(payout::attempt)).first(*k))?;
    Ok(last.unwrap_or(0))
}

pub(crate) fn insert(c: &mut Conn<'_>, batch: &BatchRow, payouts: &[PayoutRow]) -> db::Result<()> {
    on!(c, k => diesel::insert_into(payout_batch::table).values(batch).execute(*k))?;
    for chunk in payouts.chunks(200) {
        on!(c, k => diesel::insert_into(payout::table).values(chunk).execute(*k))?;
    }
    Ok(())
}

pub(crate) fn batch(c: &mut Conn<'_>, id: BatchId) -> db::Result<Option<BatchRow>> {
    Ok(on!(c, k => payout_batch::table.filter(payout_batch::id.eq(id)).select(BatchRow::as_select()).first(*k).optional())?)
}

pub(crate) fn batches(c: &mut Conn<'_>, page: &PageQuery) -> db::Result<Vec<BatchRow>> {
    let before: BatchId = page.before();
    Ok(on!(c, k => payout_batch::table
        .filter(payout_batch::id.lt(before))
        .order(payout_batch::id.desc())
        .limit(page.fetch())
        .select(BatchRow::as_select())
        .load(*k))?)
}

/// Sets a batch's state if it still is `from`.
pub(crate) fn set_batch(c: &mut Conn<'_>, id: BatchId, from: BatchState, to: BatchState, now: Ts) -> db::Result<bool> {
    let changed = on!(c, k => diesel::update(payout_batch::table.filter(payout_batch::id.eq(id).and(payout_batch::state.eq(from))))
        .set((payout_batch::state.eq(to), payout_batch::changed_at.eq(now)))
        .keep().execute(*k))?;
    Ok(changed == 1)
}

/// `false` when the person approved it before.
pub(crate) fn approve(c: &mut Conn<'_>, id: BatchId, account: AccountId, now: Ts) -> db::Result<bool> {
    let row = (
        payout_approval::tenant_id.eq(PLATFORM),
        payout_approval::batch_id.eq(id),
        payout_approval::account_id.eq(account),
        payout_approval::created_at.eq(now),
    );
    Ok(on!(c, k => diesel::insert_into(payout_approval::table).values(row).on_conflict_do_nothing().execute(*k))? == 1)
}

pub(crate) fn approvals(c: &mut Conn<'_>, id: BatchId) -> db::Result<i64> {
    Ok(on!(c, k => payout_approval::table.filter(payout_approval::batch_id.eq(id)).count().get_result(*k))?)
}

/// Who approved so far.
pub(crate) fn approvers(c: &mut Conn<'_>, id: BatchId) -> db::Result<Vec<AccountId>> {
    let of_batch = payout_approval::batch_id.eq(id);
    Ok(on!(c, k => payout_approval::table.filter(of_batch).select(payout_approval::account_id).load(*k))?)
}

/// Payouts of a batch, `limit` after `after`, in id order.
pub(crate) fn of_batch(c: &mut Conn<'_>, batch: BatchId, after: PayoutId, limit: i64) -> db::Result<Vec<PayoutRow>> {
    Ok(on!(c, k => payout::table
        .filter(payout::batch_id.eq(batch).and(payout::id.gt(after)))
        .order(payout::id)
        .limit(limit)
        .select(PayoutRow::as_select())
        .load(*k))?)
}

pub(crate) fn payouts(c: &mut Conn<'_>, ids: &[PayoutId]) -> db::Result<Vec<PayoutRow>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<PayoutRow> =
            on!(c, k => payout::table.filter(payout::id.eq_any(chunk.to_vec())).select(PayoutRow::as_select()).load(*k))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Payouts of a batch, newest first.
pub(crate) fn in_batch(c: &mut Conn<'_>, batch: BatchId, page: &PageQuery) -> db::Result<Vec<PayoutRow>> {
    let before: PayoutId = page.before();
    Ok(on!(c, k => payout::table
        .filter(payout::batch_id.eq(batch).and(payout::id.lt(before)))
        .order(payout::id.desc())
        .limit(page.fetch())
        .select(PayoutRow::as_select())
        .load(*k))?)
}

/// A worker's payments, newest first.
pub(crate) fn of_worker(c: &mut Conn<'_>, worker: AccountId, page: &PageQuery) -> db::Result<Vec<PayoutRow>> {
    let before: PayoutId = page.before();
    Ok(on!(c, k => payout::table
        .filter(payout::worker_id.eq(worker).and(payout::id.lt(before)))
        .order(payout::id.desc())
        .limit(page.fetch())
        .select(PayoutRow::as_select())
        .load(*k))?)
}

/// A step of a payout's history: what was said, by whom, and what it made of it.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::payout_step)]
pub(crate) struct StepRow {
    pub(crate) tenant_id: kernel::TenantId,
    pub(crate) payout_id: PayoutId,
    pub(crate) seq: i64,
    pub(crate) source: Source,
    pub(crate) said: Said,
    pub(crate) state: PayoutState,
    pub(crate) alert: i64,
    pub(crate) reason: Option<String>,
    pub(crate) created_at: Ts,
}

/// Sets a payout's state and adds the step to its history, if both still are as in `row`.
pub(crate) fn step(c: &mut Conn<'_>, row: &PayoutRow, step: &StepRow) -> db::Result<bool> {
    let seen = payout::table.filter(payout::id.eq(row.id).and(payout::state.eq(row.state)).and(payout::news.eq(row.news)));
    let reason = if step.state == row.state { &row.reason } else { &step.reason };
    let set = (
        payout::state.eq(step.state),
        payout::reason.eq(reason.as_deref()),
        payout::news.eq(step.seq),
        payout::changed_at.eq(step.created_at),
    );
    let changed = on!(c, k => diesel::update(seen).set(set).keep().execute(*k))?;
    if changed == 1 {
        on!(c, k => diesel::insert_into(payout_step::table).values(step).execute(*k))?;
    }
    Ok(changed == 1)
}

/// A payout's history, oldest first.
pub(crate) fn steps(c: &mut Conn<'_>, id: PayoutId) -> db::Result<Vec<StepRow>> {
    Ok(on!(c, k => payout_step::table
        .filter(payout_step::payout_id.eq(id))
        .order(payout_step::seq)
        .select(StepRow::as_select())
        .load(*k))?)
}

/// Payouts whose wallet is to be spoken to by `now`, longest due first.
pub(crate) fn due(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<Vec<PayoutRow>> {
    Ok(on!(c, k => payout::table
        .filter(payout::next_at.le(now).and(payout::rail.ne(Rail::Bank)))
        .order((payout::next_at, payout::id))
        .limit(limit)
        .select(PayoutRow::as_select())
        .load(*k))?)
}

/// Takes a due payout for oneself until `until`: `false` when another runner did, or when something happened to it.
pub(crate) fn claim(c: &mut Conn<'_>, row: &PayoutRow, until: Ts) -> db::Result<bool> {
    let seen = payout::table.filter(payout::id.eq(row.id).and(payout::tries.eq(row.tries)).and(payout::state.eq(row.state)));
    let set = (payout::tries.eq(row.tries + 1), payout::next_at.eq(Some(until)));
    Ok(on!(c, k => diesel::update(seen).set(set).keep().execute(*k))? == 1)
}

/// When a payout's wallet is spoken to next.
pub(crate) fn again(c: &mut Conn<'_>, id: PayoutId, at: Option<Ts>) -> db::Result<()> {
    on!(c, k => diesel::update(payout::table.filter(payout::id.eq(id))).set(payout::next_at.eq(at)).keep().execute(*k))?;
    Ok(())
}

/// A submitted batch's payouts to wallets are due.
pub(crate) fn wallets_due(c: &mut Conn<'_>, batch: BatchId, now: Ts) -> db::Result<usize> {
    let wallets = payout::table.filter(payout::batch_id.eq(batch).and(payout::rail.ne(Rail::Bank)));
    Ok(on!(c, k => diesel::update(wallets).set(payout::next_at.eq(Some(now))).keep().execute(*k))?)
}

/// How many payouts of a batch go by bank.
pub(crate) fn by_bank(c: &mut Conn<'_>, batch: BatchId) -> db::Result<i64> {
    Ok(on!(c, k => payout::table
        .filter(payout::batch_id.eq(batch).and(payout::rail.eq(Rail::Bank)))
        .count()
        .get_result(*k))?)
}

/// State and number of a batch's payouts.
pub(crate) fn states(c: &mut Conn<'_>, batch: BatchId) -> db::Result<Vec<(PayoutState, i64)>> {
    Ok(on!(c, k => payout::table
        .filter(payout::batch_id.eq(batch))
        .group_by(payout::state)
        .select((payout::state, diesel::dsl::count_star()))
        .load(*k))?)
}

/// A bank line as stored.
#[derive(Clone, Debug, diesel::Insertable)]
#[diesel(table_name = crate::schema::bank_line)]
pub(crate) struct BankRow {
    pub(crate) tenant_id: kernel::TenantId,
    pub(crate) id: BankLineId,
    pub(crate) bank_ref: String,
    pub(crate) payout_id: Option<PayoutId>,
    pub(crate) outcome: String,
    pub(crate) amount_minor: i64,
    pub(crate) currency: String,
    pub(crate) incoming: i64,
    pub(crate) day: String,
    pub(crate) created_at: Ts,
}

/// `false` when the line was stored before: its id follows from what the bank says.
pub(crate) fn keep(c: &mut Conn<'_>, row: &BankRow) -> db::Result<bool> {
    Ok(on!(c, k => diesel::insert_into(bank_line::table).values(row).on_conflict_do_nothing().execute(*k))? == 1)
}
