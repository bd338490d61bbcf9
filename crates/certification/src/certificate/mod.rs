//! Certificates: what a worker may serve, until when, on what evidence.

pub mod credential;
pub mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{Decision, canonical_json, sha256_hex};
use serde_json::json;

kernel::nouns! {
    /// A certificate of one skill.
    Certificate => CertificateId,
}

db::text_enum! {
    /// Life of a certificate. Only a valid one counts, and only before it expires.
    pub enum CertificateState { Valid = "valid", Suspended = "suspended", Expired = "expired", Revoked = "revoked" }
}

impl CertificateState {
    /// Whether a certificate may go from `self` to `to`. What has ended stays ended.
    pub fn may_become(self, to: Self) -> bool {
        matches!(
            (self, to),
            (Self::Valid, Self::Suspended | Self::Expired | Self::Revoked)
                | (Self::Suspended, Self::Valid | Self::Expired | Self::Revoked)
        )
    }
}

/// SHA-256 over the decision a certificate rests on.
pub fn evidence(decision: &Decision) -> String {
    let body = json!({
        "decision": decision.id, "kind": decision.kind, "policy": decision.policy_hash, "engine": decision.engine,
        "inputs": decision.inputs, "outcome": decision.outcome,
    });
    sha256_hex(canonical_json(&body).as_bytes())
}

/// What the public page shows of a name: its first character.
pub fn initial(name: &str) -> String {
    name.trim().chars().next().map_or_else(|| "*".to_owned(), |c| format!("{}*", c.to_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_ended_stays_ended() {
        use CertificateState as S;
        assert!(S::ALL.iter().all(|to| !S::Revoked.may_become(*to) && !S::Expired.may_become(*to)));
        assert!(S::Suspended.may_become(S::Valid) && S::Valid.may_become(S::Suspended) && !S::Valid.may_become(S::Valid));
    }

    #[test]
    fn a_name_shows_its_first_character_only() {
        assert_eq!([initial("林晓"), initial(" anna lee"), initial("")], ["林*", "A*", "*"]);
    }
}
