//! Signed statements of how long the log is and what its root is.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use ed25519_dalek::{Signature, Signer as _};
pub use ed25519_dalek::{SigningKey, VerifyingKey};
use kernel::Ts;
use seal::Keyring;

use crate::merkle::Hash;

/// First line of every signed checkpoint: which log it speaks of.
pub const ORIGIN: &str = "tidecrew/audit";

/// The log had `size` leaves under `root` at `at`, and whoever holds `key` says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub size: u64,
    pub root: Hash,
    pub at: Ts,
    /// Ed25519 over [`Checkpoint::text`], 64 bytes.
    pub signature: Vec<u8>,
    /// The public key, 32 bytes.
    pub key: Vec<u8>,
}

/// The signed text: origin, size, root in base64 and time, a line each.
pub(super) fn text(size: u64, root: &Hash, at: Ts) -> String {
    format!("{ORIGIN}\n{size}\n{}\n{at}\n", BASE64.encode(root))
}

impl Checkpoint {
    /// What the signature covers.
    pub fn text(&self) -> String {
        text(self.size, &self.root, self.at)
    }

    /// Whether `key` signed this checkpoint. The key that the checkpoint names is not trusted.
    pub fn signed_by(&self, key: &VerifyingKey) -> bool {
        let signature = Signature::from_slice(&self.signature);
        signature.is_ok_and(|s| key.verify_strict(self.text().as_bytes(), &s).is_ok())
    }
}

/// Signs checkpoints. Its key is derived from the root key of the installation.
#[derive(Clone)]
pub struct Signer(SigningKey);

impl Signer {
    pub fn of(keyring: &Keyring) -> Self {
        Self(SigningKey::from_bytes(&keyring.derive("audit.checkpoint")))
    }

    pub fn key(&self) -> VerifyingKey {
        self.0.verifying_key()
    }

    /// Ed25519 over a text of its own kind, base64. Its first line must say which kind, so that it passes for no checkpoint.
    pub fn sign_text(&self, text: &str) -> String {
        BASE64.encode(self.0.sign(text.as_bytes()).to_bytes())
    }

    pub fn sign(&self, size: u64, root: Hash, at: Ts) -> Checkpoint {
        let signature = self.0.sign(text(size, &root, at).as_bytes());
        Checkpoint { size, root, at, signature: signature.to_bytes().to_vec(), key: self.key().to_bytes().to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_checkpoint_is_not_signed() {
        let signer = Signer::of(&Keyring::from_root([1; 32]));
        let good = signer.sign(9, [7; 32], Ts::from_micros(1));
        assert!(good.signed_by(&signer.key()));
        assert!(!good.signed_by(&Signer::of(&Keyring::from_root([2; 32])).key()));
        assert!(!Checkpoint { size: 8, ..good.clone() }.signed_by(&signer.key()));
        assert!(!Checkpoint { root: [8; 32], ..good.clone() }.signed_by(&signer.key()));
        assert!(!Checkpoint { at: Ts::from_micros(2), ..good.clone() }.signed_by(&signer.key()));
        assert!(!Checkpoint { signature: vec![0; 63], ..good }.signed_by(&signer.key()));
    }
}
