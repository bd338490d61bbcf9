//! Payouts in batches: built from statements, approved by people, written for the bank, and followed until they are
//! settled, refused or returned. Pure here.

pub(crate) mod http;
pub(crate) mod news;
pub(crate) mod payee;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{AccountId, Currency, Error, Result, TenantId, Ts};
use rails::{
    machine::PayoutState,
    pain001::Party,
    party::{Payee, Rail, checked},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    rules::{Rule, same},
    statement::StatementId,
};

kernel::nouns! {
    /// Payouts that are approved and sent together.
    BatchEntity => BatchId,
    /// A payment of a statement's net.
    PayoutEntity => PayoutId,
    /// A booked line of a bank file.
    BankEntity => BankLineId,
}

db::text_enum! {
    /// Where a batch is.
    pub enum BatchState { Draft = "draft", Approved = "approved", Submitted = "submitted", Canceled = "canceled" }
}

/// How pay leaves, as a policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rails {
    pub currency: Currency,
    /// Batches from here on need two people, minor units.
    pub two_person_from: i64,
    pub debtor: Party,
}

impl Rails {
    pub const fn approvals(&self, sum: i64) -> i64 {
        if sum >= self.two_person_from { 2 } else { 1 }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RailsVector {
    sum: i64,
    approvals: i64,
}

impl Rule for Rails {
    const KIND: &'static str = "payout";
    type Vector = RailsVector;

    fn sane(&self) -> std::result::Result<(), String> {
        if self.two_person_from <= 0 {
            return Err("two_person_from: must be above zero".to_owned());
        }
        checked(&self.debtor).map_err(|e| format!("debtor: {e}"))
    }

    fn prove(&self, vector: &RailsVector) -> std::result::Result<(), String> {
        same("approvals", &vector.approvals, &self.approvals(vector.sum))
    }
}

/// An id as banks carry it: 32 characters.
pub(crate) fn bank_id(id: Uuid) -> String {
    id.simple().to_string()
}

/// A payee as it is sealed.
pub(crate) fn to_bytes(payee: &Payee) -> Result<Vec<u8>> {
    serde_json::to_vec(payee).map_err(Error::internal)
}

pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Payee> {
    serde_json::from_slice(bytes).map_err(Error::internal)
}

#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::payout_batch)]
pub(crate) struct BatchRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: BatchId,
    pub(crate) period: String,
    pub(crate) state: BatchState,
    pub(crate) payouts: i64,
    pub(crate) sum_minor: i64,
    pub(crate) currency: String,
    pub(crate) approvals_needed: i64,
    pub(crate) policy_hash: String,
    pub(crate) made_by_id: AccountId,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}

#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::payout)]
pub(crate) struct PayoutRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: PayoutId,
    pub(crate) batch_id: BatchId,
    pub(crate) statement_id: StatementId,
    pub(crate) worker_id: AccountId,
    pub(crate) attempt: i64,
    pub(crate) amount_minor: i64,
    pub(crate) currency: String,
    pub(crate) state: PayoutState,
    /// The payee it goes to, as it was when the batch was built: a resend is the identical request.
    pub(crate) sealed: Vec<u8>,
    pub(crate) reason: Option<String>,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
    pub(crate) rail: Rail,
    /// How often its wallet was spoken to.
    pub(crate) tries: i64,
    /// When its wallet is spoken to next; a bank is by files.
    pub(crate) next_at: Option<Ts>,
    /// Steps of its history.
    pub(crate) news: i64,
}

/// What a bank file was taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Heard {
    pub(crate) lines: i64,
    pub(crate) settled: i64,
    pub(crate) rejected: i64,
    pub(crate) returned: i64,
    /// News that changed nothing: older than what is known, or told before.
    pub(crate) unchanged: i64,
    /// Lines that name no payout of ours, or not rightly: a person looks.
    pub(crate) suspense: i64,
    pub(crate) duplicates: i64,
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;
    use rails::{
        pain001::{Account, Agent},
        party::hint,
    };

    use super::*;
    use crate::rules::Dated;

    #[test]
    fn the_shipped_rails_hold_and_parties_are_checked() {
        let file = include_bytes!("../../../../policies/payout/rails.toml");
        let rails = Policy::<Dated<Rails>>::parse("rails", file).unwrap().value.last().unwrap().rule.clone();
        let with = |f: fn(&mut Party)| {
            let mut party = rails.debtor.clone();
            f(&mut party);
            checked(&party)
        };
        assert!(with(|_| {}).is_ok());
        assert!(with(|p| p.account = Account::Iban("DE89370400440532013000".to_owned())).is_ok());
        assert!(with(|p| p.account = Account::Iban("DE89370400440532013001".to_owned())).is_err());
        assert!(with(|p| p.account = Account::Other("12 3".to_owned())).is_err());
        assert!(with(|p| p.agent = Agent::Bic("icbkcnbj".to_owned())).is_err());
        assert!(with(|p| p.name = " ".to_owned()).is_err());
        assert_eq!(hint(&Account::Other("62220001234".to_owned())), "…1234");
        let payee = Payee::Bank(rails.debtor);
        assert_eq!(from_bytes(&to_bytes(&payee).unwrap()).unwrap(), payee);
    }
}
