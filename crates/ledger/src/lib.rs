//! Double-entry money: accounts by chart code, transfers that never change, reservations, and checks over all of it.
//!
//! Invariants: money moves only as a line from one account to another in one currency; lines are only ever added
//! (triggers refuse the rest) and corrected by further lines; a bounded account is never overdrawn, reservations
//! included; a transfer id means one movement for ever, so a repetition has no effect. A chain is recorded whole or not
//! at all. Called by `market` and `payout`, who say what a movement means; it knows no task and no person. Its rows
//! belong to the platform and span tenants: callers show each owner only their own accounts.

mod chart;
mod journal;
mod postings;
mod schema;
mod transfer;

use std::{
    collections::HashMap,
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use db::Conn;
use http::{Job, Routes, Schedule};
use kernel::{Error, PageQuery, Ts};
use uuid::Uuid;

pub use chart::{Account, Bound, Chart, LedgerAccount, LedgerAccountId, Owner, OwnerId, derived, derived_beside};
pub use journal::{Check, Format, http::Entry, store::Moved};
pub use postings::Postings;
pub use transfer::{Act, Balance, JournalLine, Line, LineId, Phase, Referred, ReferredId, Transfer, TransferEntity, TransferId};

/// Records a chain of transfers in the caller's transaction: all of them or none. `false` when it had been recorded
/// before, word for word.
///
/// Errors: `insufficient_funds`, `transfer_differs` (an id was used for something else), `pending_closed`,
/// `currency_mismatch`, `amount_too_large`, `invalid_field`, `not_found` (the pending transfer). Nothing is written then.
pub fn post(c: &mut Conn<'_>, chain: &[Transfer], now: Ts) -> db::Result<bool> {
    let outcome = post_all(c, &[chain], now)?.pop();
    Ok(outcome.ok_or_else(|| Error::internal("a chain without an outcome"))??)
}

/// Records many chains in the caller's transaction, in their order, with a few statements for all of them: each as
/// [`post`] would after the ones before it. A chain that is refused leaves nothing and does not touch the others.
///
/// Errors of a chain stand in its place; the call itself fails with the store, or with `conflict` where an account changed
/// meanwhile.
pub fn post_all(c: &mut Conn<'_>, chains: &[&[Transfer]], now: Ts) -> db::Result<Vec<kernel::Result<bool>>> {
    let (mut known, versions) = transfer::store::known(c, chains)?;
    let named = transfer::named_twice(chains);
    let mut all = transfer::Plan::default();
    let mut outcomes = Vec::with_capacity(chains.len());
    let drawn = LineId::new().uuid().as_u128() as u32;
    for chain in chains {
        let outcome = transfer::plan(chain, &known, next_line(chain.len(), drawn, now), now);
        outcomes.push(outcome.map(|plan| {
            known.take(&plan, |id| named.contains(id));
            let is_new = !plan.lines.is_empty();
            all.append(plan);
            is_new
        }));
    }
    if !all.lines.is_empty() {
        transfer::store::write(c, &all, &known, &versions, now)?;
    }
    Ok(outcomes)
}

/// A journal id from which a chain of `lines` counts on; ids of one process never go back within an instant, and `drawn` keeps
/// those of two processes apart.
fn next_line(lines: usize, drawn: u32, now: Ts) -> LineId {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let counter = COUNTER.fetch_add(lines.max(1) as u64, Ordering::Relaxed);
    transfer::first_line(now, counter, drawn)
}

/// Totals of an account; zero for one that was never used.
pub fn balance(c: &mut Conn<'_>, account: &Account) -> db::Result<Balance> {
    journal::store::balance(c, account)
}

/// Totals of many bounded accounts, in their order; zero for those that were never used.
pub fn balances(c: &mut Conn<'_>, accounts: &[Account]) -> db::Result<Vec<Balance>> {
    let ids: Vec<LedgerAccountId> = accounts.iter().map(Account::id).collect();
    let kept: HashMap<_, _> = transfer::store::balances(c, &ids)?.into_iter().map(|(id, balance, _)| (id, balance)).collect();
    Ok(ids.iter().map(|id| kept.get(id).copied().unwrap_or_default()).collect())
}

/// Accounts of a bounded code after `after` that hold something, in the order of their ids, with their totals.
pub fn holders(c: &mut Conn<'_>, code: Chart, after: LedgerAccountId, limit: i64) -> db::Result<Vec<(Account, Balance)>> {
    journal::store::holders(c, code, after, limit)
}

/// Owners after `after` of accounts of a credit-normal code that hold something, in their order.
pub fn owners(c: &mut Conn<'_>, code: Chart, after: Uuid, limit: i64) -> db::Result<Vec<Uuid>> {
    journal::store::owners(c, code, OwnerId::from_uuid(after), limit)
}

/// A recorded transfer.
pub fn transfer(c: &mut Conn<'_>, id: TransferId) -> db::Result<Option<Line>> {
    journal::store::get(c, id)
}

/// Posted lines of one account, newest first, one more than the page shows, with both accounts.
pub fn entries(c: &mut Conn<'_>, account: &Account, page: &PageQuery) -> db::Result<Vec<(Line, Account, Account)>> {
    let lines = journal::store::list(c, Some(account.id()), page)?;
    with_accounts(c, lines)
}

/// What left a set of accounts (and came in) by kind of line, between two instants of recording. Lines among them cancel.
pub fn moved(c: &mut Conn<'_>, accounts: &[Account], from: Ts, until: Ts) -> db::Result<Vec<Moved>> {
    journal::store::moved(c, accounts, from, until)
}

/// Posted lines about one thing, in order.
pub fn about(c: &mut Conn<'_>, reference: Uuid) -> db::Result<Vec<(Line, Account, Account)>> {
    let lines = journal::store::about(c, ReferredId::from_uuid(reference))?;
    with_accounts(c, lines)
}

fn with_accounts(c: &mut Conn<'_>, lines: Vec<Line>) -> db::Result<Vec<(Line, Account, Account)>> {
    let mut ids: Vec<LedgerAccountId> = lines.iter().flat_map(|l| [l.debit_id, l.credit_id]).collect();
    ids.sort_unstable();
    ids.dedup();
    let accounts = transfer::store::accounts(c, &ids)?;
    let account = |id: LedgerAccountId| {
        accounts.get(&id).copied().ok_or_else(|| Error::internal(format!("account {id} has lines but no row")))
    };
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        let (debit, credit) = (account(line.debit_id)?, account(line.credit_id)?);
        rows.push((line, debit, credit));
    }
    Ok(rows)
}

/// Adds the whole journal up and compares it with the balances, the open reservations and the bounds.
/// Run it in a read transaction of `Scope::Platform`.
pub fn check(c: &mut Conn<'_>) -> db::Result<Check> {
    journal::service::check(c)
}

/// How many lines were recorded from `from` on and before `until`, and the SHA-256 of `before` and all of them in order,
/// hexadecimal.
pub fn root(c: &mut Conn<'_>, from: Ts, until: Ts, before: &str) -> db::Result<(i64, String)> {
    journal::service::root(c, from, until, before)
}

/// When the first line was recorded.
pub fn first_recorded(c: &mut Conn<'_>) -> db::Result<Option<Ts>> {
    journal::store::first_recorded(c)
}

/// Writes the journal as plain text that hledger, ledger and beancount's importers read.
pub fn export(c: &mut Conn<'_>, out: &mut impl fmt::Write) -> db::Result<()> {
    journal::service::export(c, Format::Hledger, out)
}

/// The same for the program that `format` names.
pub fn export_as(c: &mut Conn<'_>, format: Format, out: &mut impl fmt::Write) -> db::Result<()> {
    journal::service::export(c, format, out)
}

/// Frees reservations whose time has run out, at most `limit`; returns how many.
pub fn expire(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<usize> {
    journal::service::expire(c, now, limit)
}

pub fn routes() -> Routes {
    journal::http::routes()
}

pub fn jobs() -> Vec<Job> {
    vec![Job::new("ledger.expire", |app, _| journal::service::sweep(app))]
}

pub fn schedules() -> Vec<Schedule> {
    vec![Schedule { queue: "ledger.expire", every: Duration::from_secs(60) }]
}
