//! Transfers and the rules by which a chain of them is accepted or refused whole. Pure.

#[cfg(test)]
mod auditor;
#[cfg(test)]
mod laws;
pub(crate) mod store;
#[cfg(test)]
mod store_tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use kernel::{Code, Currency, Error, Money, Result, Ts};
use uuid::Uuid;

use crate::chart::{Account, Bound, LedgerAccountId};

kernel::nouns! {
    /// A movement of money. Made by the caller: the same id is the same movement.
    TransferEntity => TransferId,
    /// A line of the journal, in the order of recording.
    JournalLine => LineId,
    /// Whatever a transfer is about.
    Referred => ReferredId,
}

db::text_enum! {
    /// What a line of the journal does.
    pub enum Phase {
        /// Moves money at once.
        Posted = "posted",
        /// Reserves money; a later line settles or voids it.
        Pending = "pending",
        /// Settles a pending transfer, in full or in part; the rest is free again.
        Settled = "settled",
        /// Frees a pending transfer.
        Voided = "voided",
    }
}

/// What a transfer is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Post {
        debit: Account,
        credit: Account,
        amount: Money,
    },
    /// Reserved until `expires_at`, or until settled or voided.
    Reserve {
        debit: Account,
        credit: Account,
        amount: Money,
        expires_at: Option<Ts>,
    },
    /// `None`: the whole amount.
    Settle {
        pending: TransferId,
        amount: Option<Money>,
    },
    Void {
        pending: TransferId,
    },
}

/// A transfer to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub id: TransferId,
    pub act: Act,
    /// Why, e.g. `accrue.pay`.
    pub kind: &'static str,
    /// What it is about, e.g. `task` and its id.
    pub ref_kind: &'static str,
    pub ref_id: Uuid,
    /// When it happened, which may be before it is recorded.
    pub effective_at: Ts,
    /// The transfer that this one corrects.
    pub corrects: Option<TransferId>,
}

/// A line of the journal as stored.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::ledger_transfer)]
pub struct Line {
    pub id: TransferId,
    pub entry_id: LineId,
    /// First transfer of the chain it was recorded with.
    pub chain_id: TransferId,
    pub debit_id: LedgerAccountId,
    pub credit_id: LedgerAccountId,
    pub amount_minor: i64,
    pub currency: String,
    pub phase: Phase,
    pub pending_id: Option<TransferId>,
    pub expires_at: Option<Ts>,
    pub kind: String,
    pub ref_kind: String,
    pub ref_id: ReferredId,
    pub effective_at: Ts,
    pub recorded_at: Ts,
    pub corrects_id: Option<TransferId>,
}

impl Line {
    /// The same movement, whenever and in whichever chain it was recorded?
    fn says_the_same(&self, other: &Self) -> bool {
        let plain = |line: &Self| Self {
            entry_id: LineId::from_u128(0),
            chain_id: TransferId::from_u128(0),
            recorded_at: Ts::default(),
            ..line.clone()
        };
        plain(self) == plain(other)
    }
}

/// Totals of an account, minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    pub debits_pending: i64,
    pub debits_posted: i64,
    pub credits_pending: i64,
    pub credits_posted: i64,
}

impl Balance {
    /// What a credit-normal account may still spend.
    pub const fn free(&self) -> i64 {
        self.credits_posted - self.debits_posted - self.debits_pending
    }

    /// Posted credits less posted debits.
    pub const fn net(&self) -> i64 {
        self.credits_posted - self.debits_posted
    }

    /// Whether the account keeps within `bound`.
    pub const fn keeps(&self, bound: Bound) -> bool {
        match bound {
            Bound::Free => true,
            Bound::Credit => self.free() >= 0,
            Bound::Debit => self.debits_posted - self.credits_posted - self.credits_pending >= 0,
        }
    }

    /// The totals after a line on one of its sides. `pending` is the amount a settling or voiding line frees.
    pub(crate) fn after(mut self, phase: Phase, side: Side, amount: i64, pending: i64) -> Option<Self> {
        let (open, posted) = match side {
            Side::Debit => (&mut self.debits_pending, &mut self.debits_posted),
            Side::Credit => (&mut self.credits_pending, &mut self.credits_posted),
        };
        match phase {
            Phase::Posted => *posted = posted.checked_add(amount)?,
            Phase::Pending => *open = open.checked_add(amount)?,
            Phase::Settled => {
                *open = open.checked_sub(pending)?;
                *posted = posted.checked_add(amount)?;
            }
            Phase::Voided => *open = open.checked_sub(pending)?,
        }
        Some(self)
    }
}

/// Side of an account that a line touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Debit,
    Credit,
}

/// What the ledger holds about a chain's ids and accounts before it is decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Lines with an id of the chain, or that the chain settles or voids.
    pub(crate) lines: HashMap<TransferId, Line>,
    /// Pending transfers among them that are open.
    pub(crate) open: HashMap<TransferId, Option<Ts>>,
    /// Every account that the chain touches.
    pub(crate) accounts: HashMap<LedgerAccountId, Account>,
    /// Their ids, where they were worked out already.
    pub(crate) names: HashMap<Account, LedgerAccountId>,
    /// Totals of the bounded accounts among them; an absent one is at zero.
    pub(crate) balances: HashMap<LedgerAccountId, Balance>,
}

/// What accepting a chain writes. Empty when the chain was recorded before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) lines: Vec<Line>,
    /// Bounded accounts and their new totals, in id order.
    pub(crate) balances: BTreeMap<LedgerAccountId, Balance>,
    pub(crate) opened: Vec<(TransferId, Option<Ts>)>,
    pub(crate) closed: Vec<TransferId>,
}

impl Known {
    /// Knows what an accepted chain made of it; of its lines those that `named` later.
    pub(crate) fn take(&mut self, plan: &Plan, named: impl Fn(&TransferId) -> bool) {
        self.lines.extend(plan.lines.iter().filter(|line| named(&line.id)).map(|line| (line.id, line.clone())));
        self.balances.extend(plan.balances.iter().map(|(id, balance)| (*id, *balance)));
        self.open.extend(plan.opened.iter().copied());
        for id in &plan.closed {
            self.open.remove(id);
        }
    }
}

impl Plan {
    /// Adds what was accepted after it: both are written together.
    pub(crate) fn append(&mut self, mut later: Self) {
        self.lines.append(&mut later.lines);
        // Not `append`, which builds the whole tree anew for each chain of a batch.
        self.balances.extend(later.balances);
        self.opened.append(&mut later.opened);
        self.closed.append(&mut later.closed);
    }
}

/// Transfers that `chains` name more than once.
pub(crate) fn named_twice(chains: &[&[Transfer]]) -> HashSet<TransferId> {
    let pending = |act| match act {
        Act::Settle { pending, .. } | Act::Void { pending } => Some(pending),
        Act::Post { .. } | Act::Reserve { .. } => None,
    };
    let mut seen = HashSet::new();
    let all = chains.iter().copied().flatten().flat_map(|t| [Some(t.id), pending(t.act)]).flatten();
    all.filter(|id| !seen.insert(*id)).collect()
}

/// Where the counter stands in a journal id: above 32 random bits, below the microseconds.
const COUNTER_AT: u32 = 32;

/// The id of a chain's first line. Journal ids sort by time, and within a microsecond of one process by `counter`.
pub(crate) fn first_line(now: Ts, counter: u64, random: u32) -> LineId {
    let micros = now.micros().max(0).unsigned_abs();
    let within = ((micros % 1000) << 2) as u16;
    let [hi, lo] = within.to_be_bytes();
    // A counter of 29 bits leaves room for a chain's lines to count on.
    let [c0, c1, c2, c3] = ((counter & 0x1fff_ffff) as u32).to_be_bytes();
    let [r0, r1, r2, r3] = random.to_be_bytes();
    LineId::from_uuid(
        uuid::Builder::from_unix_timestamp_millis(micros / 1000, &[hi, lo, c0, c1, c2, c3, r0, r1, r2, r3]).into_uuid(),
    )
}

fn later(first: LineId, lines: usize) -> LineId {
    LineId::from_u128(first.uuid().as_u128() + ((lines as u128) << COUNTER_AT))
}

/// Decides a chain: every transfer is accepted, or none is.
///
/// Errors: `insufficient_funds`, `transfer_differs`, `pending_closed`, `currency_mismatch`, `amount_too_large`,
/// `invalid_field`, `not_found` (of a pending transfer).
pub(crate) fn plan(chain: &[Transfer], known: &Known, first: LineId, now: Ts) -> Result<Plan> {
    let mut ids = HashSet::new();
    if let Some(twice) = chain.iter().find(|t| !ids.insert(t.id)) {
        return Err(differs(twice.id));
    }
    let mut work = Work {
        base: known,
        lines: HashMap::new(),
        open: HashMap::new(),
        plan: Plan::default(),
        chain_id: chain.first().map(|t| t.id).unwrap_or_default(),
        first,
        now,
    };
    let recorded = chain.iter().filter(|t| known.lines.contains_key(&t.id)).count();
    if recorded == 0 {
        for transfer in chain {
            work.accept(transfer)?;
        }
        return Ok(work.plan);
    }
    // All of it was recorded before, word for word, or the id means something else.
    for transfer in chain {
        let stored = known.lines.get(&transfer.id).ok_or_else(|| differs(transfer.id))?;
        if !stored.says_the_same(&work.line(transfer)?) {
            return Err(differs(transfer.id));
        }
    }
    Ok(Plan::default())
}

fn differs(id: TransferId) -> Error {
    Error::new(Code::TransferDiffers, format!("transfer {id} was recorded with another content"))
}

/// What was known, and what the chain has made of it so far.
struct Work<'a> {
    base: &'a Known,
    /// Reserved by the chain.
    lines: HashMap<TransferId, Line>,
    /// Opened by the chain with its end, or closed by it.
    open: HashMap<TransferId, Option<Option<Ts>>>,
    plan: Plan,
    chain_id: TransferId,
    /// Journal ids count up from here, so that a chain's lines stay in order.
    first: LineId,
    now: Ts,
}

impl Work<'_> {
    /// The journal line that `transfer` asks for.
    fn line(&self, transfer: &Transfer) -> Result<Line> {
        let name = |account: Account| self.base.names.get(&account).copied().unwrap_or_else(|| account.id());
        let (debit_id, credit_id, amount, phase, pending_id, expires_at) = match transfer.act {
            Act::Post { debit, credit, amount } => {
                (name(debit), name(credit), checked(&debit, &credit, amount)?, Phase::Posted, None, None)
            }
            Act::Reserve { debit, credit, amount, expires_at } => {
                (name(debit), name(credit), checked(&debit, &credit, amount)?, Phase::Pending, None, expires_at)
            }
            Act::Settle { pending, amount } => {
                let line = self.pending(pending)?;
                let amount = amount.map_or_else(|| money(line), Ok)?;
                (line.debit_id, line.credit_id, part(line, amount)?, Phase::Settled, Some(pending), None)
            }
            Act::Void { pending } => {
                let line = self.pending(pending)?;
                (line.debit_id, line.credit_id, money(line)?, Phase::Voided, Some(pending), None)
            }
        };
        Ok(Line {
            id: transfer.id,
            entry_id: later(self.first, self.plan.lines.len()),
            chain_id: self.chain_id,
            debit_id,
            credit_id,
            amount_minor: amount.minor,
            currency: amount.currency.as_str().to_owned(),
            phase,
            pending_id,
            expires_at,
            kind: transfer.kind.to_owned(),
            ref_kind: transfer.ref_kind.to_owned(),
            ref_id: ReferredId::from_uuid(transfer.ref_id),
            effective_at: transfer.effective_at,
            recorded_at: self.now,
            corrects_id: transfer.corrects,
        })
    }

    fn pending(&self, id: TransferId) -> Result<&Line> {
        let line = self.lines.get(&id).or_else(|| self.base.lines.get(&id));
        line.filter(|line| line.phase == Phase::Pending).ok_or_else(|| Error::not_found("the pending transfer"))
    }

    fn accept(&mut self, transfer: &Transfer) -> Result<()> {
        let line = self.line(transfer)?;
        let freed = match line.pending_id {
            Some(pending) => self.close(pending, line.phase)?,
            None => 0,
        };
        if line.phase == Phase::Pending {
            self.open.insert(line.id, Some(line.expires_at));
            self.plan.opened.push((line.id, line.expires_at));
        }
        self.touch(line.debit_id, &line, Side::Debit, freed)?;
        self.touch(line.credit_id, &line, Side::Credit, freed)?;
        if line.phase == Phase::Pending {
            self.lines.insert(line.id, line.clone());
        }
        self.plan.lines.push(line);
        Ok(())
    }

    /// Takes `pending` off the open ones and returns its amount.
    fn close(&mut self, pending: TransferId, phase: Phase) -> Result<i64> {
        let closed = || Error::new(Code::PendingClosed, format!("pending transfer {pending} was settled, voided or has expired"));
        let open = self.open.get(&pending).copied().unwrap_or_else(|| self.base.open.get(&pending).copied());
        let expires_at = open.ok_or_else(closed)?;
        self.open.insert(pending, None);
        // Voiding what has expired is what the sweeper does.
        if phase == Phase::Settled && expires_at.is_some_and(|at| at <= self.now) {
            return Err(closed());
        }
        let amount = self.pending(pending)?.amount_minor;
        // Opened and closed within one chain: it never was open for anybody else.
        let before = self.plan.opened.len();
        self.plan.opened.retain(|(id, _)| *id != pending);
        if self.plan.opened.len() == before {
            self.plan.closed.push(pending);
        }
        Ok(amount)
    }

    fn touch(&mut self, id: LedgerAccountId, line: &Line, side: Side, freed: i64) -> Result<()> {
        let account =
            self.base.accounts.get(&id).ok_or_else(|| Error::internal(format!("ledger account {id} was not loaded")))?;
        let bound = account.code.bound();
        if bound == Bound::Free {
            return Ok(());
        }
        let balance = self.plan.balances.get(&id).or_else(|| self.base.balances.get(&id)).copied().unwrap_or_default();
        let too_large = || Error::new(Code::AmountTooLarge, "the account's total is too large");
        let after = balance.after(line.phase, side, line.amount_minor, freed).ok_or_else(too_large)?;
        if !after.keeps(bound) {
            return Err(Error::new(
                Code::InsufficientFunds,
                format!("account {} does not hold enough for this", account.code.as_str()),
            ));
        }
        self.plan.balances.insert(id, after);
        Ok(())
    }
}

fn money(line: &Line) -> Result<Money> {
    Ok(Money::new(line.amount_minor, line.currency.parse::<Currency>()?))
}

fn checked(debit: &Account, credit: &Account, amount: Money) -> Result<Money> {
    if debit == credit {
        return Err(Error::field("credit", "invalid", "money moves between two accounts"));
    }
    if debit.currency != amount.currency || credit.currency != amount.currency {
        return Err(Error::new(Code::CurrencyMismatch, "both accounts and the amount must have one currency"));
    }
    positive(amount)
}

fn part(pending: &Line, amount: Money) -> Result<Money> {
    if amount.currency.as_str() != pending.currency {
        return Err(Error::new(Code::CurrencyMismatch, "a pending transfer is settled in its own currency"));
    }
    if amount.minor > pending.amount_minor {
        return Err(Error::field("amount", "out_of_range", "more than was reserved"));
    }
    positive(amount)
}

fn positive(amount: Money) -> Result<Money> {
    if amount.minor > 0 { Ok(amount) } else { Err(Error::field("amount", "out_of_range", "the amount must be above zero")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journal_ids_sort_by_time_then_counter_then_line() {
        let at = |micros: i64, counter| first_line(Ts::from_micros(1_767_600_000_000_000 + micros), counter, u32::MAX);
        let order = [
            at(0, 8),
            later(at(0, 8), 1),
            later(at(0, 8), 2),
            first_line(Ts::from_micros(1_767_600_000_000_000), 11, 0),
            at(1, 0),
            at(999, 5),
            at(1000, 0),
        ];
        assert!(order.is_sorted(), "{order:?}");
        assert_eq!(order[0].uuid().get_version_num(), 7);
    }
}
