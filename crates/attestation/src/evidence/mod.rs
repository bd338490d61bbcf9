//! Pictures of what the guard saw: at most three a session, blurred before they are sent and again before they are kept,
//! sealed, and deleted when their time is over.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::time::Duration;

use kernel::Ts;
use serde::Serialize;
use utoipa::ToSchema;

kernel::nouns! {
    /// A picture of what the guard saw.
    Evidence => EvidenceId,
}

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Pictures of one session at most.
pub const MOST: usize = 3;
/// Pictures are taken only so soon after the guard saw something.
pub const SOON: Duration = Duration::from_secs(120);
/// Without a case.
pub const UNUSED: Duration = DAY;
/// While a case waits for people.
pub const UNDECIDED: Duration = Duration::from_secs(90 * 24 * 3600);
pub const DISMISSED: Duration = Duration::from_secs(7 * 24 * 3600);
pub const RULED: Duration = Duration::from_secs(30 * 24 * 3600);

/// A picture, and when it is deleted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvidenceView {
    pub id: EvidenceId,
    pub taken_at: Ts,
    pub delete_at: Ts,
}
