//! Passkeys: enrolling one on a device, and letting it speak for a session (posture level 1).
//!
//! A ceremony's state stays with the server, belongs to one session, is taken out before its answer is looked at, and
//! so answers once.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::time::Duration;

use kernel::{Result, Ts};
use serde::Serialize;
use utoipa::ToSchema;

kernel::nouns! {
    /// A passkey of an account.
    Passkey => PasskeyId,
    /// One enrolment or attestation under way.
    Ceremony => CeremonyId,
}

/// How long a ceremony may take.
pub const CEREMONY: Duration = Duration::from_secs(300);
/// Passkeys an account may have.
pub const MOST: usize = 20;
/// The posture level that a passkey gives.
pub const LEVEL: u8 = 1;

db::text_enum! {
    /// What a ceremony is for.
    pub enum CeremonyKind { Enrol = "enrol", Attest = "attest" }
}

/// A passkey in its person's list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub label: String,
    pub created_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Ts>,
}

/// What a passkey is called: 1–60 characters.
pub fn label(text: &str) -> Result<String> {
    crate::account::one_line("label", text, 60)
}

/// What the store finds a credential by.
pub fn credential_hash(id: &[u8]) -> Vec<u8> {
    kernel::sha256_hex(id).into_bytes()
}
