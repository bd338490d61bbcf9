//! The journal as a whole: listing, checking, and plain-text export. Pure parts here.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;
mod text;

use std::collections::{HashMap, HashSet};

use kernel::{Code, Error, Result};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    chart::{Account, Bound, LedgerAccountId},
    transfer::{Balance, Line, Phase, Side, TransferId},
};

pub use text::Format;
pub(crate) use text::{header, transaction};

/// Problems listed; more are only counted.
const LISTED: usize = 50;

/// What a check of the ledger found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Check {
    /// Nothing below is wrong.
    pub balanced: bool,
    /// Sum of posted debits over all accounts, minor units.
    pub debits_minor: i64,
    /// Sum of posted credits over all accounts, minor units.
    pub credits_minor: i64,
    pub accounts: i64,
    pub lines: i64,
    pub problem_count: i64,
    /// What does not hold, at most fifty.
    pub problems: Vec<String>,
}

impl Check {
    fn blame(&mut self, what: String) {
        self.problem_count += 1;
        if self.problems.len() < LISTED {
            self.problems.push(what);
        }
    }
}

/// Adds the journal up, line by line in any order of pages.
#[derive(Default)]
pub(crate) struct Fold {
    balances: HashMap<LedgerAccountId, Balance>,
    /// Pending transfers without a closing line, and closing lines without their pending transfer.
    pending: HashMap<TransferId, i64>,
    closed: HashMap<TransferId, (i64, LedgerAccountId, LedgerAccountId)>,
    lines: i64,
    check: Check,
}

impl Fold {
    pub(crate) fn add(&mut self, line: &Line) -> Result<()> {
        self.lines += 1;
        if line.amount_minor <= 0 {
            self.check.blame(format!("transfer {} moves {}", line.id, line.amount_minor));
        }
        match (line.phase, line.pending_id) {
            (Phase::Pending, None) => {
                self.pending.insert(line.id, line.amount_minor);
            }
            (Phase::Posted, None) => {}
            (Phase::Settled | Phase::Voided, Some(pending)) => {
                if self.closed.insert(pending, (line.amount_minor, line.debit_id, line.credit_id)).is_some() {
                    self.check.blame(format!("pending transfer {pending} was closed twice"));
                }
            }
            (phase, _) => self.check.blame(format!("transfer {} is {} in a way that cannot be", line.id, phase.as_str())),
        }
        // Pending sums are settled in `finish`; a line here adds its own part only.
        let (phase, amount) =
            if line.phase == Phase::Settled { (Phase::Posted, line.amount_minor) } else { (line.phase, line.amount_minor) };
        if phase == Phase::Voided {
            return Ok(());
        }
        for (id, side) in [(line.debit_id, Side::Debit), (line.credit_id, Side::Credit)] {
            let balance = self.balances.entry(id).or_default();
            let too_large = || Error::new(Code::AmountTooLarge, format!("the totals of account {id} are too large"));
            *balance = balance.after(phase, side, amount, 0).ok_or_else(too_large)?;
        }
        Ok(())
    }

    /// Compares the sums with what the store keeps beside the journal.
    pub(crate) fn finish(
        mut self,
        accounts: &HashMap<LedgerAccountId, Account>,
        kept: &[(LedgerAccountId, Balance, i64)],
        open: &HashSet<TransferId>,
    ) -> Result<Check> {
        self.close_pendings(open)?;
        let mut sums = (0_i128, 0_i128);
        for balance in self.balances.values() {
            sums = (sums.0 + i128::from(balance.debits_posted), sums.1 + i128::from(balance.credits_posted));
        }
        let mut check = self.check;
        if sums.0 != sums.1 {
            check.blame(format!("debits {} are not credits {}", sums.0, sums.1));
        }
        let kept: HashMap<LedgerAccountId, Balance> = kept.iter().map(|(id, balance, _)| (*id, *balance)).collect();
        for (id, balance) in &self.balances {
            let Some(account) = accounts.get(id) else {
                check.blame(format!("account {id} has lines but no row"));
                continue;
            };
            let bound = account.code.bound();
            if !balance.keeps(bound) {
                check.blame(format!("account {} of {} is overdrawn", account.code.as_str(), account.owner));
            }
            if bound != Bound::Free && kept.get(id) != Some(balance) {
                check.blame(format!("account {} of {} keeps other totals than its lines", account.code.as_str(), account.owner));
            }
        }
        for id in kept.keys().filter(|id| !self.balances.contains_key(id)) {
            check.blame(format!("account {id} keeps totals but has no lines"));
        }
        let minor = |n: i128| i64::try_from(n).map_err(Error::internal);
        let count = |n: usize| i64::try_from(n).map_err(Error::internal);
        let (debits_minor, credits_minor) = (minor(sums.0)?, minor(sums.1)?);
        Ok(Check {
            balanced: check.problem_count == 0,
            debits_minor,
            credits_minor,
            accounts: count(accounts.len())?,
            lines: self.lines,
            ..check
        })
    }

    /// Takes closed reservations out of the pending sums and compares the rest with the list of open ones.
    fn close_pendings(&mut self, open: &HashSet<TransferId>) -> Result<()> {
        for (pending, (amount, debit, credit)) in std::mem::take(&mut self.closed) {
            let Some(reserved) = self.pending.remove(&pending) else {
                self.check.blame(format!("pending transfer {pending} was closed but never opened"));
                continue;
            };
            if amount > reserved {
                self.check.blame(format!("pending transfer {pending} was settled for more than was reserved"));
            }
            for (id, side) in [(debit, Side::Debit), (credit, Side::Credit)] {
                let balance = self.balances.entry(id).or_default();
                let broken = || Error::internal(format!("the totals of account {id} are too large"));
                *balance = balance.after(Phase::Voided, side, 0, reserved).ok_or_else(broken)?;
            }
        }
        let unclosed: HashSet<TransferId> = self.pending.keys().copied().collect();
        for id in unclosed.symmetric_difference(open) {
            self.check.blame(format!("pending transfer {id} is open in one list only"));
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use kernel::{Currency, Ts};
    use uuid::Uuid;

    use super::*;
    use crate::{
        chart::Chart,
        transfer::{LineId, ReferredId},
    };

    pub(crate) fn line(n: u128, phase: Phase, amount_minor: i64, pending_id: Option<u128>) -> Line {
        Line {
            id: TransferId::from_u128(n),
            entry_id: LineId::from_u128(n),
            chain_id: TransferId::from_u128(n),
            debit_id: bank().id(),
            credit_id: escrow().id(),
            amount_minor,
            currency: "CNY".to_owned(),
            phase,
            pending_id: pending_id.map(TransferId::from_u128),
            expires_at: None,
            kind: "escrow.deposit".to_owned(),
            ref_kind: "deposit".to_owned(),
            ref_id: ReferredId::from_u128(5),
            effective_at: Ts::from_micros(1_767_600_000_000_000),
            recorded_at: Ts::default(),
            corrects_id: None,
        }
    }

    fn bank() -> Account {
        Account::platform(Chart::BankClient, Currency::CNY)
    }

    fn escrow() -> Account {
        Account::new(Chart::EscrowFree, Uuid::from_u128(3), Currency::CNY)
    }

    pub(crate) fn accounts() -> HashMap<LedgerAccountId, Account> {
        HashMap::from([(bank().id(), bank()), (escrow().id(), escrow())])
    }

    fn checked(lines: &[Line], kept: i64, open: &[u128]) -> Check {
        let mut fold = Fold::default();
        for line in lines {
            fold.add(line).unwrap();
        }
        let kept = [
            (bank().id(), Balance { debits_posted: kept, ..Balance::default() }, 1),
            (escrow().id(), Balance { credits_posted: kept, ..Balance::default() }, 1),
        ];
        fold.finish(&accounts(), &kept, &open.iter().map(|n| TransferId::from_u128(*n)).collect()).unwrap()
    }

    #[test]
    fn a_sound_journal_is_balanced_and_each_fault_is_named() {
        let sound = [line(1, Phase::Posted, 500, None), line(2, Phase::Pending, 70, None), line(3, Phase::Settled, 60, Some(2))];
        let check = checked(&sound, 560, &[]);
        assert!(check.balanced, "{:?}", check.problems);
        assert_eq!((check.debits_minor, check.credits_minor, check.accounts, check.lines), (560, 560, 2, 3));
        let faults: [(Check, &str); 5] = [
            (checked(&sound, 561, &[]), "other totals"),
            (checked(&sound, 560, &[9]), "open in one list"),
            (checked(&[line(1, Phase::Posted, 560, None), line(3, Phase::Voided, 1, Some(2))], 560, &[]), "never opened"),
            (checked(&[line(1, Phase::Posted, 0, None)], 0, &[]), "moves 0"),
            (checked(&[line(2, Phase::Pending, 5, None), line(3, Phase::Settled, 9, Some(2))], 9, &[]), "more than was reserved"),
        ];
        for (check, word) in faults {
            assert!(!check.balanced);
            assert!(check.problems.iter().any(|p| p.contains(word)), "{word}: {:?}", check.problems);
        }
    }
}
