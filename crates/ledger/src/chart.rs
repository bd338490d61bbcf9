//! The chart of accounts, and accounts as (code, owner, currency). Pure.

use kernel::{Currency, Id, PLATFORM};
use sha2::{Digest, Sha256};
use uuid::Uuid;

kernel::nouns! {
    /// An account of the ledger; its id follows from code, owner and currency.
    LedgerAccount => LedgerAccountId,
    /// Whoever an account belongs to: a tenant, project, worker or the platform.
    Owner => OwnerId,
}

db::text_enum! {
    /// Codes of the chart of accounts.
    pub enum Chart {
        /// The platform's own bank account.
        BankOperating = "1010",
        /// Money held for enterprises at the bank.
        BankClient = "1020",
        EnterpriseReceivable = "1040",
        WorkerReceivable = "1050",
        /// An enterprise's prepaid money that is free to reserve.
        EscrowFree = "2010",
        /// Money set aside for a project's work.
        Budget = "2015",
        /// Earned by a worker, still open to a hold.
        WorkerAccrued = "2020",
        /// Earned by a worker, final.
        WorkerPayable = "2021",
        /// Earned by a worker, held during a dispute.
        WorkerHeld = "2022",
        PayoutClearing = "2030",
        PayoutReturned = "2031",
        IncomeTax = "2040",
        WorkerVat = "2041",
        FeeVat = "2042",
        BonusPool = "2050",
        PenaltyPool = "2051",
        Suspense = "2060",
        FeeIncome = "4010",
        FloorTopUp = "5010",
        BankFees = "5020",
        /// Paid by the platform so that nobody works unpaid: promises, mistakes, test calls.
        MakeWhole = "5030",
        WriteOff = "5040",
    }
}

/// Which way an account must not be overdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// No limit; no running balance is kept.
    Free,
    /// Credit-normal: debits, pending ones included, never exceed posted credits.
    Credit,
    /// Debit-normal: credits, pending ones included, never exceed posted debits.
    Debit,
}

impl Chart {
    pub const fn bound(self) -> Bound {
        match self {
            Self::BankOperating | Self::BankClient | Self::WorkerReceivable => Bound::Debit,
            Self::EnterpriseReceivable
            | Self::Suspense
            | Self::FeeIncome
            | Self::FloorTopUp
            | Self::BankFees
            | Self::MakeWhole
            | Self::WriteOff => Bound::Free,
            _ => Bound::Credit,
        }
    }

    /// Account name in plain-text accounting, without the owner.
    pub const fn path(self) -> &'static str {
        match self {
            Self::BankOperating => "assets:bank:operating",
            Self::BankClient => "assets:bank:client",
            Self::EnterpriseReceivable => "assets:receivable:enterprise",
            Self::WorkerReceivable => "assets:receivable:worker",
            Self::EscrowFree => "liabilities:escrow",
            Self::Budget => "liabilities:budget",
            Self::WorkerAccrued => "liabilities:worker:accrued",
            Self::WorkerPayable => "liabilities:worker:payable",
            Self::WorkerHeld => "liabilities:worker:held",
            Self::PayoutClearing => "liabilities:payout:clearing",
            Self::PayoutReturned => "liabilities:payout:returned",
            Self::IncomeTax => "liabilities:tax:income",
            Self::WorkerVat => "liabilities:tax:worker-vat",
            Self::FeeVat => "liabilities:tax:fee-vat",
            Self::BonusPool => "liabilities:pool:bonus",
            Self::PenaltyPool => "liabilities:pool:penalty",
            Self::Suspense => "liabilities:suspense",
            Self::FeeIncome => "income:fee",
            Self::FloorTopUp => "expenses:floor",
            Self::BankFees => "expenses:bank",
            Self::MakeWhole => "expenses:make-whole",
            Self::WriteOff => "expenses:write-off",
        }
    }
}

/// An account. Equal parts mean the same account, so it needs no look-up to be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Account {
    pub code: Chart,
    pub owner: Uuid,
    pub currency: Currency,
}

impl Account {
    pub const fn new(code: Chart, owner: Uuid, currency: Currency) -> Self {
        Self { code, owner, currency }
    }

    /// An account of the platform itself.
    pub const fn platform(code: Chart, currency: Currency) -> Self {
        Self::new(code, PLATFORM.uuid(), currency)
    }

    pub fn id(&self) -> LedgerAccountId {
        derived(&["account", self.code.as_str(), &self.owner.to_string(), self.currency.as_str()])
    }
}

/// An id that follows from words: the same words give the same id, so that a repetition is recognised.
pub fn derived<K>(words: &[&str]) -> Id<K> {
    let digest = Sha256::digest(words.join("\u{1f}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(digest.split_at(16).0);
    Id::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The same beside an id that begins with its time: ids of one time lie together in an index.
pub fn derived_beside<K>(near: Uuid, words: &[&str]) -> Id<K> {
    let mut bytes = *derived::<K>(words).uuid().as_bytes();
    let (time, _) = bytes.split_at_mut(TIME);
    time.copy_from_slice(near.as_bytes().split_at(TIME).0);
    Id::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Bytes of the time in an id.
const TIME: usize = 6;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_part_of_an_account_is_in_its_id() {
        let ids: HashSet<LedgerAccountId> = [
            Account::new(Chart::EscrowFree, Uuid::from_u128(1), Currency::CNY),
            Account::new(Chart::Budget, Uuid::from_u128(1), Currency::CNY),
            Account::new(Chart::EscrowFree, Uuid::from_u128(2), Currency::CNY),
            Account::new(Chart::EscrowFree, Uuid::from_u128(1), Currency::USD),
        ]
        .iter()
        .map(Account::id)
        .collect();
        assert_eq!(ids.len(), 4);
    }

    #[test]
    fn what_belongs_to_others_is_never_overdrawn() {
        for code in Chart::ALL.iter().filter(|c| c.as_str().starts_with("20") && **c != Chart::Suspense) {
            assert_eq!(code.bound(), Bound::Credit, "{code:?}");
        }
        assert_eq!(Chart::FeeIncome.bound(), Bound::Free);
        assert_eq!(Chart::BankClient.bound(), Bound::Debit);
    }
}
