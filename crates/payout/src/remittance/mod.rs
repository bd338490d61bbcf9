//! What was withheld is paid to the tax office, filing by filing. Types only.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{AccountId, TenantId, Ts};
use ledger::Chart;
use uuid::Uuid;

use crate::event::Levy;

kernel::nouns! {
    /// A payment to the tax office.
    RemittanceEntity => RemittanceId,
}

db::text_enum! {
    /// What is paid.
    pub(crate) enum LevyKind {
        /// Of workers, withheld at their statements.
        IncomeTax = "income_tax",
        /// Of workers, filed for them.
        WorkerVat = "worker_vat",
        /// On the platform's fee.
        FeeVat = "fee_vat",
    }
}

db::text_enum! {
    pub(crate) enum RemittanceState { Running = "running", Done = "done" }
}

impl LevyKind {
    pub(crate) const fn account(self) -> Chart {
        match self {
            Self::IncomeTax => Chart::IncomeTax,
            Self::WorkerVat => Chart::WorkerVat,
            Self::FeeVat => Chart::FeeVat,
        }
    }

    pub(crate) const fn of(self, owner: Uuid) -> Levy {
        match self {
            Self::IncomeTax => Levy::IncomeTax(owner),
            Self::WorkerVat => Levy::WorkerVat(owner),
            Self::FeeVat => Levy::FeeVat,
        }
    }
}

#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::remittance)]
pub(crate) struct RemittanceRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: RemittanceId,
    pub(crate) levy: LevyKind,
    /// The number of the filing: once per levy.
    pub(crate) filing: String,
    pub(crate) state: RemittanceState,
    /// Accounts that were emptied so far, and what they held.
    pub(crate) accounts: i64,
    pub(crate) amount_minor: i64,
    pub(crate) currency: String,
    pub(crate) made_by_id: AccountId,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}
