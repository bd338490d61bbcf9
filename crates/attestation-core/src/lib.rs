//! Verifies what devices say about themselves and judges the guard's cameras. Pure: no I/O, no network, no clock.
//!
//! Evidence (WebAuthn answers, TPM quotes and logs, phones' attestations) becomes [`ear::Findings`], which the policy
//! turns into a posture level, or an exact [`Refusal`]. Foreign bytes are read through bounded readers; nothing here
//! panics on them. [`guard`] is the state machine behind the cameras, [`session`] the key that signs its verdicts.

pub mod app;
pub mod bundle;
pub mod bytes;
pub mod cert;
pub mod ear;
pub mod guard;
pub mod key;
pub mod kiosk;
pub mod policy;
mod refusal;
pub mod rhythm;
pub mod session;
pub mod tpm;
pub mod webauthn;

use kernel::{Code, Error, policy::Policy};

pub use ear::{Claim, Ear};
pub use policy::Rules;
pub use refusal::{Refusal, Result};

/// Loads a policy document of `policies/attestation`: it parses, its own vectors pass, its authorities are certificates.
pub fn load(id: &str, bytes: &[u8]) -> kernel::Result<Policy<Rules>> {
    let Policy { id, hash, value } = Policy::<Rules>::parse(id, bytes)?;
    let value = value.prepare().map_err(|what| Error::new(Code::PolicyInvalid, what))?;
    Ok(Policy { id, hash, value })
}
