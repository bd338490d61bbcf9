//! Enrolled devices: authenticators whose maker vouches for them, and TPMs whose maker does.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::time::Duration;

use attestation_core::webauthn::Credential;
use kernel::{Reason, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

kernel::nouns! {
    /// An enrolled device.
    Device => DeviceId,
    /// A question that waits for its answer.
    Ask => AskId,
}

/// How long an answer may take.
pub const ANSWER: Duration = Duration::from_secs(300);
/// Devices an account may have.
pub const MOST: usize = 20;
/// Longest label, in characters.
pub const LABEL: usize = 60;

db::text_enum! {
    /// What speaks for a device.
    pub enum DeviceKind { Key = "key", Tpm = "tpm" }
}

db::text_enum! {
    /// What was asked.
    pub enum AskKind { Enrol = "enrol", Prove = "prove", Tpm = "tpm", Quote = "quote" }
}

/// What is kept of a device, by its kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    Key { credential: Credential },
    Tpm { ak_public: String, ak_name: String, counters: Option<attestation_core::tpm::Counters> },
}

/// A device in its person's list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AttestedDevice)]
pub struct DeviceView {
    pub id: DeviceId,
    pub kind: DeviceKind,
    pub label: String,
    /// The maker's name for it, from the policy.
    pub model: String,
    pub created_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Ts>,
}

/// A device that was just enrolled, and what its evidence showed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EnrolledDevice {
    pub device: DeviceView,
    pub reasons: Vec<Reason>,
}
