//! Receipts of checks made while typing: signed, for one text, conversation, worker and policy, and for a few minutes.
//!
//! A receipt never replaces the verdict at sending; it says that the desk showed this verdict for these very words, so that a
//! text that was edited, or a receipt that was made up or carried elsewhere, is noticed.

use std::time::Duration;

use kernel::{AccountId, TenantId, Ts};
use seal::Keyring;
use uuid::Uuid;

use crate::{Outcome, Provenance};

/// How long a receipt is good for.
const LIFE: Duration = Duration::from_secs(600);

/// What a receipt is about.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    pub tenant: TenantId,
    pub conversation: Uuid,
    pub worker: AccountId,
    pub text: &'a str,
    /// What the desk told of the text's making: a receipt is for this telling alone.
    pub provenance: Option<Provenance>,
    pub outcome: Outcome,
    /// Hash of the policy that judged.
    pub policy: &'a str,
}

impl Checked<'_> {
    /// The receipt of a check made at `now`: when it ends, and a MAC in hex.
    pub fn receipt(&self, keyring: &Keyring, now: Ts) -> String {
        let until = now.plus(LIFE).millis();
        format!("{until}.{}", self.mac(keyring, until))
    }

    /// Whether `receipt` was made for exactly this and is still good at `now`.
    pub fn accepts(&self, keyring: &Keyring, receipt: &str, now: Ts) -> bool {
        let Some((until, mac)) = receipt.split_once('.') else { return false };
        let Ok(until) = until.parse::<i64>() else { return false };
        // Compared under a key of ours, so that the time it takes tells nothing.
        let blind = |mac: &str| keyring.hmac("patrol.receipt.compare", mac.as_bytes());
        until >= now.millis() && blind(mac) == blind(&self.mac(keyring, until))
    }

    fn mac(&self, keyring: &Keyring, until: i64) -> String {
        let (outcome, made) = (self.outcome.as_str(), self.provenance.map(Provenance::line).unwrap_or_default());
        let head = format!("{}|{}|{}|{outcome}|{}|{made}|{until}|", self.tenant, self.conversation, self.worker, self.policy);
        let mac = keyring.hmac("patrol.receipt", &[head.as_bytes(), self.text.as_bytes()].concat());
        mac.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_for_one_text_one_place_and_a_few_minutes() {
        let (ring, now) = (Keyring::from_root([1; 32]), Ts::from_micros(1_000_000));
        let made = Checked {
            tenant: TenantId::from_u128(1),
            conversation: Uuid::from_u128(2),
            worker: AccountId::from_u128(3),
            text: "您好",
            provenance: Some(Provenance { typed: 2, ms: 800, ..Provenance::default() }),
            outcome: Outcome::Pass,
            policy: "abc",
        };
        let receipt = made.receipt(&ring, now);
        assert!(made.accepts(&ring, &receipt, now.plus(LIFE)));
        assert!(!made.accepts(&ring, &receipt, now.plus(LIFE * 2)), "it ends");
        let others = [
            Checked { text: "您好!", ..made },
            Checked { conversation: Uuid::from_u128(9), ..made },
            Checked { worker: AccountId::from_u128(9), ..made },
            Checked { tenant: TenantId::from_u128(9), ..made },
            Checked { outcome: Outcome::Warn, ..made },
            Checked { policy: "abd", ..made },
            Checked { provenance: None, ..made },
            Checked { provenance: Some(Provenance { typed: 2, ms: 900, ..Provenance::default() }), ..made },
        ];
        assert!(others.iter().all(|other| !other.accepts(&ring, &receipt, now)));
        assert!(!made.accepts(&Keyring::from_root([2; 32]), &receipt, now), "nobody else's key");
        for forged in ["", ".", "1.", "99999999999999.00", &receipt.replacen('1', "2", 1)] {
            assert!(!made.accepts(&ring, forged, now), "{forged}");
        }
    }
}
