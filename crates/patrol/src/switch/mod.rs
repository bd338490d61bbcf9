//! Whether patrol is in service: an operator, or a test, may take it out on purpose. Kept as a row, so that all gateways agree.

pub(crate) mod store;

use kernel::{AccountId, Ts};

/// The switch as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Since when patrol is out of service; in service when absent.
    pub down_since: Option<Ts>,
    /// Why it was changed last.
    pub reason: Option<String>,
    pub changed_by: AccountId,
    pub changed_at: Ts,
}
