//! Queries over the journal.

use db::{Conn, on};
use diesel::{dsl::sql, prelude::*, sql_types};
use kernel::PageQuery;

use crate::{
    chart::{Account, Bound, LedgerAccountId},
    schema::{ledger_account, ledger_transfer},
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

/// A recorded transfer.
pub(crate) fn get(c: &mut Conn<'_>, id: TransferId) -> db::Result<Option<Line>> {
    Ok(store::lines(c, &[id])?.into_iter().next())
}
