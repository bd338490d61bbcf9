//! An independent model of the ledger, and random histories in which it must agree with the rules.
//!
//! It keeps nothing but the list of what was accepted and adds everything up again for each question.

use std::collections::HashMap;

use kernel::{Code, Currency, Money, Ts};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Act, Balance, Known, Plan, Transfer, TransferId, first_line, plan};
use crate::chart::{Account, Bound, Chart, LedgerAccountId};

#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    transfer: Transfer,
    debit: Account,
    credit: Account,
    amount: i128,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Auditor {
    history: Vec<Accepted>,
}

impl Auditor {
    fn find(&self, id: TransferId) -> Option<&Accepted> {
        self.history.iter().find(|a| a.transfer.id == id)
    }

    fn closing(&self, pending: TransferId) -> Option<&Accepted> {
        self.history
            .iter()
            .find(|a| matches!(a.transfer.act, Act::Settle { pending: p, .. } | Act::Void { pending: p } if p == pending))
    }

    /// (posted debits, open debits, posted credits, open credits)
    pub(crate) fn totals(&self, account: &Account) -> (i128, i128, i128, i128) {
        let mut sum = (0, 0, 0, 0);
        for one in &self.history {
            let (posted, open) = match one.transfer.act {
                Act::Post { .. } | Act::Settle { .. } => (one.amount, 0),
                Act::Void { .. } => (0, 0),
                Act::Reserve { .. } => (0, if self.closing(one.transfer.id).is_some() { 0 } else { one.amount }),
            };
            if one.debit == *account {
                sum = (sum.0 + posted, sum.1 + open, sum.2, sum.3);
            }
            if one.credit == *account {
                sum = (sum.0, sum.1, sum.2 + posted, sum.3 + open);
            }
        }
        sum
    }

    fn overdrawn(&self, account: &Account) -> bool {
        let (dr, dr_open, cr, cr_open) = self.totals(account);
        match account.code.bound() {
            Bound::Free => false,
            Bound::Credit => dr + dr_open > cr,
            Bound::Debit => cr + cr_open > dr,
        }
    }

    /// Takes the chain whole, or says why not and stays as it was.
    pub(crate) fn take(&mut self, chain: &[Transfer], now: Ts) -> Result<(), Code> {
        let repeated = chain.iter().enumerate().any(|(n, t)| chain[..n].iter().any(|u| u.id == t.id));
        if repeated {
            return Err(Code::TransferDiffers);
        }
        if chain.iter().any(|t| self.find(t.id).is_some()) {
            let same = |t: &Transfer| self.find(t.id).is_some_and(|a| a.transfer == *t);
            return if chain.iter().all(same) { Ok(()) } else { Err(Code::TransferDiffers) };
        }
        let mut next = self.clone();
        for transfer in chain {
            next.step(transfer, now)?;
        }
        *self = next;
        Ok(())
    }

    fn step(&mut self, transfer: &Transfer, now: Ts) -> Result<(), Code> {
        let (debit, credit, amount) = match transfer.act {
            Act::Post { debit, credit, amount } | Act::Reserve { debit, credit, amount, .. } => {
                if debit == credit || amount.minor <= 0 {
                    return Err(Code::InvalidField);
                }
                if debit.currency != amount.currency || credit.currency != amount.currency {
                    return Err(Code::CurrencyMismatch);
                }
                (debit, credit, i128::from(amount.minor))
            }
            Act::Settle { pending, .. } | Act::Void { pending } => {
                let target =
                    self.find(pending).filter(|a| matches!(a.transfer.act, Act::Reserve { .. })).ok_or(Code::NotFound)?;
                let amount = match transfer.act {
                    Act::Settle { amount: Some(part), .. } => i128::from(part.minor),
                    _ => target.amount,
                };
                if amount <= 0 || amount > target.amount {
                    return Err(Code::InvalidField);
                }
                let late = matches!(target.transfer.act, Act::Reserve { expires_at: Some(at), .. } if at <= now);
                let settles = matches!(transfer.act, Act::Settle { .. });
                if self.closing(pending).is_some() || (settles && late) {
                    return Err(Code::PendingClosed);
                }
                (target.debit, target.credit, amount)
            }
        };
        self.history.push(Accepted { transfer: transfer.clone(), debit, credit, amount });
        if self.overdrawn(&debit) || self.overdrawn(&credit) {
            return Err(Code::InsufficientFunds);
        }
        Ok(())
    }
}

/// The store's part of `plan`, in memory.
#[derive(Clone, Default)]
pub(crate) struct Book {
    pub(crate) all: Known,
}

impl Book {
    pub(crate) fn post(&mut self, chain: &[Transfer], now: Ts) -> Result<(), Code> {
        for transfer in chain {
            if let Act::Post { debit, credit, .. } | Act::Reserve { debit, credit, .. } = transfer.act {
                self.all.accounts.insert(debit.id(), debit);
                self.all.accounts.insert(credit.id(), credit);
            }
        }
        let Plan { lines, balances, opened, closed } =
            plan(chain, &self.all, first_line(now, self.all.lines.len() as u64, 0), now).map_err(|e| e.code)?;
        self.all.lines.extend(lines.into_iter().map(|l| (l.id, l)));
        self.all.balances.extend(balances);
        for id in closed {
            assert!(self.all.open.remove(&id).is_some());
        }
        self.all.open.extend(opened);
        Ok(())
    }
}

pub(crate) fn account(n: usize) -> Account {
    let owner = |n: u128| Uuid::from_u128(n);
    let all = [
        Account::platform(Chart::BankClient, Currency::CNY),
        Account::new(Chart::EscrowFree, owner(1), Currency::CNY),
        Account::new(Chart::EscrowFree, owner(2), Currency::CNY),
        Account::new(Chart::Budget, owner(3), Currency::CNY),
        Account::new(Chart::WorkerAccrued, owner(4), Currency::CNY),
        Account::platform(Chart::FeeIncome, Currency::CNY),
        Account::platform(Chart::FeeIncome, Currency::USD),
    ];
    all[n % all.len()]
}

pub(crate) const ACCOUNTS: usize = 7;

/// One random transfer: what it does, between whom, how much, and which earlier id it means or repeats.
pub(crate) type Draw = (u8, usize, usize, i64, usize, bool);

pub(crate) fn draws() -> impl Strategy<Value = Vec<Vec<Draw>>> {
    let one = (0_u8..12, 0_usize..ACCOUNTS, 0_usize..ACCOUNTS, -1_i64..60, 0_usize..40, any::<bool>());
    prop::collection::vec(prop::collection::vec(one, 1..4), 1..40)
}

/// Turns draws into a chain; `made` are the transfers of earlier chains, accepted or not.
pub(crate) fn chain(draws: &[Draw], made: &[Transfer], now: Ts) -> Vec<Transfer> {
    let mut chain: Vec<Transfer> = Vec::new();
    for (what, from, to, amount, earlier, flag) in draws.iter().copied() {
        let past: Vec<Transfer> = made.iter().chain(&chain).cloned().collect();
        let old = if past.is_empty() { None } else { past.get(earlier % past.len()) };
        let (debit, credit, amount) = (account(from), account(to), Money::new(amount, Currency::CNY));
        let fresh = TransferId::from_u128(1000 + past.len() as u128);
        let plain = |id, act| Transfer {
            id,
            act,
            kind: "test",
            ref_kind: "test",
            ref_id: Uuid::nil(),
            effective_at: Ts::default(),
            corrects: None,
        };
        let fund = Act::Post { debit: account(0), credit: account(1 + from % 2), amount };
        chain.push(match (what, old) {
            (0..=2, _) => plain(fresh, fund),
            (3..=4, _) => plain(fresh, Act::Post { debit, credit, amount }),
            (5..=6, _) => {
                let expires_at = flag.then(|| Ts::from_micros(now.micros() + 3));
                plain(fresh, Act::Reserve { debit, credit, amount, expires_at })
            }
            (7, Some(old)) => plain(fresh, Act::Settle { pending: old.id, amount: flag.then_some(amount) }),
            (8, Some(old)) => plain(fresh, Act::Settle { pending: old.id, amount: None }),
            (9, Some(old)) => plain(fresh, Act::Void { pending: old.id }),
            // A repetition, word for word or with another word.
            (10, Some(old)) => old.clone(),
            (11, Some(old)) => Transfer { kind: if flag { "other" } else { "test" }, ..old.clone() },
            _ => plain(fresh, fund),
        });
    }
    chain
}

/// The model's totals of an account as the ledger writes them.
pub(crate) fn expected(auditor: &Auditor, account: &Account) -> Balance {
    let (dr, dr_open, cr, cr_open) = auditor.totals(account);
    let minor = |n: i128| i64::try_from(n).unwrap();
    Balance {
        debits_pending: minor(dr_open),
        debits_posted: minor(dr),
        credits_pending: minor(cr_open),
        credits_posted: minor(cr),
    }
}

fn totals(book: &Book, id: LedgerAccountId) -> Balance {
    book.all.balances.get(&id).copied().unwrap_or_default()
}

/// Codes of transfers that could never be a line; which one is named when several apply is not fixed.
fn malformed(code: Code) -> bool {
    matches!(code, Code::InvalidField | Code::CurrencyMismatch | Code::NotFound)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Same answer for every chain, same totals after each, and nobody bounded is ever overdrawn.
    #[test]
    fn the_rules_and_the_auditor_agree(history in draws()) {
        let (mut auditor, mut book) = (Auditor::default(), Book::default());
        let mut made: Vec<Transfer> = Vec::new();
        for (round, drawn) in history.iter().enumerate() {
            let now = Ts::from_micros(round as i64);
            let chain = chain(drawn, &made, now);
            let (said, predicted) = (book.post(&chain, now), auditor.take(&chain, now));
            prop_assert_eq!(said.is_ok(), predicted.is_ok(), "{:?} {:?} {:?}", said, predicted, chain);
            if let (Err(a), Err(b)) = (said, predicted) && !malformed(a) && !malformed(b) {
                prop_assert_eq!(a, b, "{:?}", chain);
            }
            for n in 0..ACCOUNTS {
                let account = account(n);
                if account.code.bound() != Bound::Free {
                    prop_assert_eq!(totals(&book, account.id()), expected(&auditor, &account));
                    prop_assert!(totals(&book, account.id()).keeps(account.code.bound()));
                }
            }
            made.extend(chain);
        }
    }

    /// Delivering every chain again, in any order, changes nothing.
    #[test]
    fn repetitions_change_nothing(history in draws(), seed in any::<u64>()) {
        let mut book = Book::default();
        let mut made: Vec<Transfer> = Vec::new();
        let mut accepted: Vec<Vec<Transfer>> = Vec::new();
        for (round, drawn) in history.iter().enumerate() {
            let chain = chain(drawn, &made, Ts::from_micros(round as i64));
            if book.post(&chain, Ts::from_micros(round as i64)).is_ok() {
                accepted.push(chain.clone());
            }
            made.extend(chain);
        }
        let before: HashMap<LedgerAccountId, Balance> = book.all.balances.clone();
        let lines = book.all.lines.len();
        let count = accepted.len().max(1);
        for n in 0..accepted.len() {
            let again = &accepted[(n * 7919 + seed as usize % count) % count];
            prop_assert_eq!(book.post(again, Ts::from_micros(1_000_000)), Ok(()));
        }
        prop_assert_eq!(&book.all.balances, &before);
        prop_assert_eq!(book.all.lines.len(), lines);
    }
}
