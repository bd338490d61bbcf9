//! How far a session is trusted: its claims, each with its end, and the level they make.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::{collections::BTreeMap, time::Duration};

use attestation_core::{Claim, Rules};
use kernel::{Posture, Ts};
use serde::{Deserialize, Serialize};

/// How long signed heartbeats can keep claims up after a proof.
pub const SHIFT: Duration = Duration::from_secs(12 * 3600);

/// Claims and when each ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Claims(pub BTreeMap<Claim, Ts>);

/// Claims that a proof by an enrolled key gives, and its heartbeats keep up.
pub const PROVED: [Claim; 3] = [Claim::Passkey, Claim::BoundKey, Claim::SessionKey];

impl Claims {
    /// Those that hold at `now`.
    pub fn at(&self, now: Ts) -> Vec<Claim> {
        self.0.iter().filter(|(_, until)| now < **until).map(|(claim, _)| *claim).collect()
    }

    /// Adds claims until a time; one that holds longer stays so.
    pub fn add(&mut self, claims: &[Claim], until: Ts) {
        for claim in claims {
            let end = self.0.entry(*claim).or_insert(until);
            *end = (*end).max(until);
        }
    }

    /// The posture they make, until the first of them goes that it needs.
    pub fn posture(&self, rules: &Rules, now: Ts) -> Posture {
        let level = rules.session_level(&self.at(now));
        let ends = self.0.values().copied().filter(|until| now < *until && rules.session_level(&self.at(*until)) < level);
        Posture { level, expires_at: ends.min().unwrap_or(now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_ends_with_the_first_claim_that_it_needs() {
        let rules = attestation_core::load("base", include_bytes!("../../../../policies/attestation/base.toml")).unwrap().value;
        let at = |s: i64| Ts::from_micros(s * 1_000_000);
        let mut claims = Claims::default();
        assert_eq!(claims.posture(&rules, at(0)), Posture { level: 0, expires_at: at(0) });
        claims.add(&PROVED, at(900));
        claims.add(&[Claim::Guard], at(60));
        assert_eq!(claims.posture(&rules, at(0)), Posture { level: 2, expires_at: at(60) }, "as long as the cameras are watched");
        assert_eq!(claims.posture(&rules, at(60)), Posture { level: 1, expires_at: at(900) }, "low work only without them");
        claims.add(&[Claim::Guard], at(1000));
        claims.add(&[Claim::Quote, Claim::FileLog, Claim::Near], at(300));
        assert_eq!(claims.posture(&rules, at(0)), Posture { level: 3, expires_at: at(300) });
        assert_eq!(claims.posture(&rules, at(300)), Posture { level: 2, expires_at: at(900) });
        claims.add(&PROVED, at(600));
        assert_eq!(claims.posture(&rules, at(899)).level, 2, "what holds longer stays");
        assert_eq!(claims.posture(&rules, at(900)).level, 0);
    }
}
