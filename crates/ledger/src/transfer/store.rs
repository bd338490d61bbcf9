//! Rows of accounts, balances, the journal and open pending transfers.

use std::collections::{BTreeMap, HashMap, HashSet};

use db::{Conn, among, on};
use diesel::prelude::*;
use kernel::{Code, Currency, Error, Ts};

use super::{Act, Balance, Known, Line, Plan, Transfer, TransferId};
use crate::{
    chart::{Account, Bound, Chart, LedgerAccountId, OwnerId},
    schema::{ledger_account, ledger_balance, ledger_pending, ledger_transfer},
};

/// Rows that one statement reads or writes at most.
const ROWS: usize = 1000;

/// Running totals with the version they were read at.
pub(crate) type Versions = HashMap<LedgerAccountId, i64>;

/// Everything that decides `chains`, and the versions of the balances read.
pub(crate) fn known(c: &mut Conn<'_>, chains: &[&[Transfer]]) -> db::Result<(Known, Versions)> {
    let mut known = Known::default();
    let all = || chains.iter().copied().flatten();
    let pendings = all().filter_map(|t| match t.act {
        Act::Settle { pending, .. } | Act::Void { pending } => Some(pending),
        Act::Post { .. } | Act::Reserve { .. } => None,
    });
    let ids: Vec<TransferId> = all().map(|t| t.id).chain(pendings).collect();
    for line in lines(c, &ids)? {
        known.lines.insert(line.id, line);
    }
    // Naming an account costs a hash: each is named once.
    for transfer in all() {
        if let Act::Post { debit, credit, .. } | Act::Reserve { debit, credit, .. } = transfer.act {
            for account in [debit, credit] {
                known.names.entry(account).or_insert_with(|| account.id());
            }
        }
    }
    known.accounts.extend(known.names.iter().map(|(account, id)| (*id, *account)));
    if !known.lines.is_empty() {
        known.open = open(c, &ids)?;
        let touched: HashSet<LedgerAccountId> = known.lines.values().flat_map(|l| [l.debit_id, l.credit_id]).collect();
        let missing: Vec<LedgerAccountId> = touched.into_iter().filter(|id| !known.accounts.contains_key(id)).collect();
        known.accounts.extend(accounts(c, &missing)?);
    }
    let bounded: Vec<LedgerAccountId> =
        known.accounts.iter().filter(|(_, a)| a.code.bound() != Bound::Free).map(|(id, _)| *id).collect();
    let mut versions = Versions::new();
    for (id, balance, version) in balances(c, &bounded)? {
        known.balances.insert(id, balance);
        versions.insert(id, version);
    }
    Ok((known, versions))
}

pub(crate) fn lines(c: &mut Conn<'_>, ids: &[TransferId]) -> db::Result<Vec<Line>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS) {
        let rows: Vec<Line> =
            on!(c, k => ledger_transfer::table.filter(among(ledger_transfer::id, chunk)).select(Line::as_select()).load(*k))?;
        found.extend(rows);
    }
    Ok(found)
}

fn open(c: &mut Conn<'_>, ids: &[TransferId]) -> db::Result<HashMap<TransferId, Option<Ts>>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(ROWS) {
        let rows: Vec<(TransferId, Option<Ts>)> = on!(c, k => ledger_pending::table
            .filter(among(ledger_pending::transfer_id, chunk))
            .select((ledger_pending::transfer_id, ledger_pending::expires_at))
            .load(*k))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Every open pending transfer.
pub(crate) fn all_open(c: &mut Conn<'_>) -> db::Result<HashSet<TransferId>> {
    let rows: Vec<TransferId> = on!(c, k => ledger_pending::table.select(ledger_pending::transfer_id).load(*k))?;
    Ok(rows.into_iter().collect())
}

/// Open pending transfers whose time has run out, oldest first.
pub(crate) fn overdue(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<Vec<Line>> {
    let ids: Vec<TransferId> = on!(c, k => ledger_pending::table
        .filter(ledger_pending::expires_at.le(now))
        .order((ledger_pending::expires_at, ledger_pending::transfer_id))
        .limit(limit)
        .select(ledger_pending::transfer_id)
        .load(*k))?;
    lines(c, &ids)
}

pub(crate) fn accounts(c: &mut Conn<'_>, ids: &[LedgerAccountId]) -> db::Result<HashMap<LedgerAccountId, Account>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(ROWS) {
        let rows: Vec<(LedgerAccountId, Chart, OwnerId, String)> = on!(c, k => ledger_account::table
            .filter(among(ledger_account::id, chunk))
            .select((ledger_account::id, ledger_account::code, ledger_account::owner_id, ledger_account::currency))
            .load(*k))?;
        for (id, code, owner, currency) in rows {
            found.insert(id, Account::new(code, owner.uuid(), currency.parse::<Currency>()?));
        }
    }
    Ok(found)
}

type BalanceRow = (LedgerAccountId, i64, i64, i64, i64, i64);

/// Running totals of the bounded accounts among `ids`.
pub(crate) fn balances(c: &mut Conn<'_>, ids: &[LedgerAccountId]) -> db::Result<Vec<(LedgerAccountId, Balance, i64)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS) {
        let rows: Vec<BalanceRow> = on!(c, k => ledger_balance::table.filter(among(ledger_balance::account_id, chunk)).load(*k))?;
        found.extend(rows.into_iter().map(totals));
    }
    Ok(found)
}

/// Every running total kept.
pub(crate) fn all_balances(c: &mut Conn<'_>) -> db::Result<Vec<(LedgerAccountId, Balance, i64)>> {
    let rows: Vec<BalanceRow> = on!(c, k => ledger_balance::table.load(*k))?;
    Ok(rows.into_iter().map(totals).collect())
}

fn totals(
    (id, debits_pending, debits_posted, credits_pending, credits_posted, version): BalanceRow,
) -> (LedgerAccountId, Balance, i64) {
    (id, Balance { debits_pending, debits_posted, credits_pending, credits_posted }, version)
}

/// Writes what was accepted, a few statements for all of it. Balances are set in id order, so that two writers never wait
/// for each other in a circle.
pub(crate) fn write(c: &mut Conn<'_>, plan: &Plan, known: &Known, versions: &Versions, now: Ts) -> db::Result<()> {
    open_accounts(c, plan, known, versions, now)?;
    set_balances(c, &plan.balances, versions)?;
    db::insert_rows!(c, ledger_pending, plan.opened, |one| { transfer_id: one.0, expires_at: one.1 });
    for chunk in plan.closed.chunks(ROWS) {
        let gone =
            on!(c, k => diesel::delete(ledger_pending::table.filter(among(ledger_pending::transfer_id, chunk))).execute(*k))?;
        if gone != chunk.len() {
            return Err(meanwhile());
        }
    }
    db::insert_rows!(c, ledger_transfer, plan.lines, |line| {
        id: line.id,
        entry_id: line.entry_id,
        chain_id: line.chain_id,
        debit_id: line.debit_id,
        credit_id: line.credit_id,
        amount_minor: line.amount_minor,
        currency: line.currency.as_str(),
        phase: line.phase,
        pending_id: line.pending_id,
        expires_at: line.expires_at,
        kind: line.kind.as_str(),
        ref_kind: line.ref_kind.as_str(),
        ref_id: line.ref_id,
        effective_at: line.effective_at,
        recorded_at: line.recorded_at,
        corrects_id: line.corrects_id,
    });
    Ok(())
}

fn meanwhile() -> db::Error {
    Error::new(Code::Conflict, "the account changed meanwhile; try again").into()
}

fn open_accounts(c: &mut Conn<'_>, plan: &Plan, known: &Known, versions: &Versions, now: Ts) -> db::Result<()> {
    // A bounded account whose totals were read has its row.
    let bare = |id: &LedgerAccountId| !versions.contains_key(id);
    let touched: BTreeMap<LedgerAccountId, ()> =
        plan.lines.iter().flat_map(|l| [(l.debit_id, ()), (l.credit_id, ())]).filter(|(id, ())| bare(id)).collect();
    let ids: Vec<LedgerAccountId> = touched.into_keys().collect();
    let existing = accounts(c, &ids)?;
    let fresh = ids.iter().filter(|id| !existing.contains_key(id)).filter_map(|id| Some((*id, known.accounts.get(id)?)));
    let fresh: Vec<(LedgerAccountId, &Account)> = fresh.collect();
    db::insert_rows!(c, ledger_account, fresh, |one| {
        id: one.0,
        code: one.1.code,
        owner_id: OwnerId::from_uuid(one.1.owner),
        currency: one.1.currency.as_str(),
        created_at: now,
    }, or_nothing);
    Ok(())
}

/// Sets totals, many with one statement. They were read in this transaction: where somebody else has changed one since, the
/// engine refuses the write (SQLite has one writer, Postgres repeats the transaction), and the caller decides anew.
fn set_balances(c: &mut Conn<'_>, balances: &BTreeMap<LedgerAccountId, Balance>, versions: &Versions) -> db::Result<()> {
    let rows: Vec<(&LedgerAccountId, &Balance)> = balances.iter().collect();
    db::insert_rows!(c, ledger_balance, rows, |one| {
        account_id: *one.0,
        debits_pending: one.1.debits_pending,
        debits_posted: one.1.debits_posted,
        credits_pending: one.1.credits_pending,
        credits_posted: one.1.credits_posted,
        version: versions.get(one.0).copied().unwrap_or(0) + 1,
    }, or_set account_id { debits_pending, debits_posted, credits_pending, credits_posted, version });
    Ok(())
}
