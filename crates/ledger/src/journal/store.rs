//! Queries over the journal.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use db::{Conn, on};
use diesel::{dsl::sql, prelude::*, sql_types};
use kernel::{PageQuery, Ts};
use uuid::Uuid;

use crate::{
    chart::{Account, Bound, Chart, LedgerAccountId, OwnerId},
    schema::{ledger_account, ledger_balance, ledger_transfer},
    transfer::{Balance, Line, LineId, Phase, ReferredId, TransferId, store},
};

/// Phases that move money.
const MOVING: [Phase; 2] = [Phase::Posted, Phase::Settled];

/// Posted lines, newest first, of one account or of all.
pub(crate) fn list(c: &mut Conn<'_>, account: Option<LedgerAccountId>, page: &PageQuery) -> db::Result<Vec<Line>> {
    let before: LineId = page.before();
    Ok(on!(c, k => {
        let mut query = ledger_transfer::table
            .filter(ledger_transfer::entry_id.lt(before).and(ledger_transfer::phase.eq_any(MOVING)))
            .into_boxed();
        if let Some(id) = account {
            query = query.filter(ledger_transfer::debit_id.eq(id).or(ledger_transfer::credit_id.eq(id)));
        }
        query.order(ledger_transfer::entry_id.desc()).limit(page.fetch()).select(Line::as_select()).load(*k)
    })?)
}

/// Posted lines about one thing, in order.
pub(crate) fn about(c: &mut Conn<'_>, reference: ReferredId) -> db::Result<Vec<Line>> {
    Ok(on!(c, k => ledger_transfer::table
        .filter(ledger_transfer::ref_id.eq(reference).and(ledger_transfer::phase.eq_any(MOVING)))
        .order(ledger_transfer::entry_id)
        .limit(200)
        .select(Line::as_select())
        .load(*k))?)
}

/// Lines of every phase after `after`, in order.
pub(crate) fn after(c: &mut Conn<'_>, after: LineId, limit: i64) -> db::Result<Vec<Line>> {
    Ok(on!(c, k => ledger_transfer::table
        .filter(ledger_transfer::entry_id.gt(after))
        .order(ledger_transfer::entry_id)
        .limit(limit)
        .select(Line::as_select())
        .load(*k))?)
}

/// Lines of every phase recorded from `from` on and before `until`, `limit` after `after`, in order.
pub(crate) fn recorded(c: &mut Conn<'_>, from: Ts, until: Ts, after: LineId, limit: i64) -> db::Result<Vec<Line>> {
    let within = ledger_transfer::recorded_at.ge(from).and(ledger_transfer::recorded_at.lt(until));
    Ok(on!(c, k => ledger_transfer::table
        .filter(within.and(ledger_transfer::entry_id.gt(after)))
        .order(ledger_transfer::entry_id)
        .limit(limit)
        .select(Line::as_select())
        .load(*k))?)
}

/// When the first line was recorded.
pub(crate) fn first_recorded(c: &mut Conn<'_>) -> db::Result<Option<Ts>> {
    Ok(on!(c, k => ledger_transfer::table
        .order(ledger_transfer::entry_id)
        .select(ledger_transfer::recorded_at)
        .first(*k)
        .optional())?)
}

pub(crate) fn account_ids(c: &mut Conn<'_>) -> db::Result<Vec<LedgerAccountId>> {
    Ok(on!(c, k => ledger_account::table.select(ledger_account::id).load(*k))?)
}

/// Totals of an account: its running totals when it is bounded, else the fold of its lines.
pub(crate) fn balance(c: &mut Conn<'_>, account: &Account) -> db::Result<Balance> {
    let id = account.id();
    if account.code.bound() != Bound::Free {
        let kept = store::balances(c, &[id])?;
        return Ok(kept.first().map(|(_, balance, _)| *balance).unwrap_or_default());
    }
    let total = || sql::<sql_types::BigInt>("CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT)");
    let moving = || ledger_transfer::table.filter(ledger_transfer::phase.eq_any(MOVING));
    let debits_posted: i64 = on!(c, k => moving().filter(ledger_transfer::debit_id.eq(id)).select(total()).first(*k))?;
    let credits_posted: i64 = on!(c, k => moving().filter(ledger_transfer::credit_id.eq(id)).select(total()).first(*k))?;
    Ok(Balance { debits_posted, credits_posted, ..Balance::default() })
}

/// Accounts of a bounded code after `after` that hold something, in the order of their ids, with their totals.
pub(crate) fn holders(c: &mut Conn<'_>, code: Chart, after: LedgerAccountId, limit: i64) -> db::Result<Vec<(Account, Balance)>> {
    type Row = (OwnerId, String, (i64, i64, i64, i64));
    let totals = (
        ledger_balance::debits_pending,
        ledger_balance::debits_posted,
        ledger_balance::credits_pending,
        ledger_balance::credits_posted,
    );
    let rows: Vec<Row> = on!(c, k => ledger_account::table
        .inner_join(ledger_balance::table.on(ledger_balance::account_id.eq(ledger_account::id)))
        .filter(ledger_account::code.eq(code).and(ledger_account::id.gt(after)))
        .filter(ledger_balance::credits_posted.ne(ledger_balance::debits_posted))
        .order(ledger_account::id)
        .limit(limit)
        .select((ledger_account::owner_id, ledger_account::currency, totals))
        .load(*k))?;
    rows.into_iter()
        .map(|(owner, currency, (debits_pending, debits_posted, credits_pending, credits_posted))| {
            let balance = Balance { debits_pending, debits_posted, credits_pending, credits_posted };
            Ok((Account::new(code, owner.uuid(), currency.parse()?), balance))
        })
        .collect()
}

/// More accounts of a code than any owner has.
const WIDE: usize = 64;

/// Owners after `after` of accounts of a credit-normal code that hold something, at most `limit`, in their order: names by
/// their index, then what these hold by key. Joined, a planner reads every account of the code for each page.
pub(crate) fn owners(c: &mut Conn<'_>, code: Chart, mut after: OwnerId, limit: i64) -> db::Result<Vec<Uuid>> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let page = most.max(WIDE);
    let mut found = BTreeSet::new();
    loop {
        let mut named: Vec<(OwnerId, LedgerAccountId)> = on!(c, k => ledger_account::table
            .filter(ledger_account::code.eq(code).and(ledger_account::owner_id.gt(after)))
            .order(ledger_account::owner_id)
            .limit(i64::try_from(page).unwrap_or(i64::MAX))
            .select((ledger_account::owner_id, ledger_account::id))
            .load(*k))?;
        let is_last = named.len() < page;
        // Accounts of one owner, one for each currency, stay together.
        if !is_last && let Some(&(last, _)) = named.last() {
            named.retain(|(owner, _)| *owner != last);
        }
        let ids: Vec<LedgerAccountId> = named.iter().map(|(_, id)| *id).collect();
        let holds = ledger_balance::credits_posted.gt(ledger_balance::debits_posted);
        let holding: HashSet<LedgerAccountId> = on!(c, k => ledger_balance::table
            .filter(ledger_balance::account_id.eq_any(&ids).and(holds))
            .select(ledger_balance::account_id)
            .load(*k))?
        .into_iter()
        .collect();
        found.extend(named.iter().filter(|(_, id)| holding.contains(id)).map(|(owner, _)| owner.uuid()));
        match named.last() {
            Some((last, _)) if !is_last && found.len() < most => after = *last,
            _ => return Ok(found.into_iter().take(most).collect()),
        }
    }
}

/// A recorded transfer.
pub(crate) fn get(c: &mut Conn<'_>, id: TransferId) -> db::Result<Option<Line>> {
    Ok(store::lines(c, &[id])?.into_iter().next())
}

/// What moved by one kind of line, seen from a set of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub kind: String,
    /// Lines of the journal.
    pub entries: i64,
    /// Minor units that left the accounts; below zero: that came in. Lines among them are nought.
    pub out_minor: i64,
}

/// Sums by kind of the posted lines recorded from `from` on and before `until` that touch one of `accounts`.
pub(crate) fn moved(c: &mut Conn<'_>, accounts: &[Account], from: Ts, until: Ts) -> db::Result<Vec<Moved>> {
    let ids: Vec<LedgerAccountId> = accounts.iter().map(Account::id).collect();
    let sums =
        sql::<(sql_types::Text, sql_types::BigInt, sql_types::BigInt)>("kind, COUNT(*), CAST(SUM(amount_minor) AS BIGINT)");
    let mut all: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let within = ledger_transfer::recorded_at.ge(from).and(ledger_transfer::recorded_at.lt(until));
        let out: Vec<(String, i64, i64)> = on!(c, k => ledger_transfer::table
            .filter(within.and(ledger_transfer::phase.eq_any(MOVING)).and(ledger_transfer::debit_id.eq_any(chunk)))
            .group_by(ledger_transfer::kind)
            .select(sums.clone())
            .load(*k))?;
        let back: Vec<(String, i64, i64)> = on!(c, k => ledger_transfer::table
            .filter(within.and(ledger_transfer::phase.eq_any(MOVING)).and(ledger_transfer::credit_id.eq_any(chunk)))
            .group_by(ledger_transfer::kind)
            .select(sums.clone())
            .load(*k))?;
        for (sign, rows) in [(1, out), (-1, back)] {
            for (kind, entries, minor) in rows {
                let sum = all.entry(kind).or_default();
                *sum = (sum.0 + entries, sum.1 + sign * minor);
            }
        }
    }
    Ok(all.into_iter().map(|(kind, (entries, out_minor))| Moved { kind, entries, out_minor }).collect())
}
