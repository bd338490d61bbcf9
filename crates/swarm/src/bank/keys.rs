//! The simulation's RSA keys, drawn from fixed seeds when a process first needs them, so that every process of one
//! simulation has the same. They protect nothing.

use std::sync::LazyLock;

use rand::{SeedableRng, rngs::StdRng};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPublicKey, pkcs8::EncodePrivateKey};

pub(super) static PLATFORM: LazyLock<Pair> = LazyLock::new(|| Pair::drawn(1).unwrap_or_default());
pub(super) static WALLET: LazyLock<Pair> = LazyLock::new(|| Pair::drawn(2).unwrap_or_default());

/// A pair of keys in DER. An empty one signs nothing and fits nothing.
#[derive(Default)]
pub(super) struct Pair {
    /// PKCS#8.
    pub(super) private: Vec<u8>,
    /// PKCS#1.
    pub(super) public: Vec<u8>,
}

impl Pair {
    fn drawn(seed: u64) -> Option<Self> {
        let key = RsaPrivateKey::new(&mut StdRng::seed_from_u64(seed), 2048).ok()?;
        let private = key.to_pkcs8_der().ok()?.as_bytes().to_vec();
        let public = key.to_public_key().to_pkcs1_der().ok()?.into_vec();
        Some(Self { private, public })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_keys_in_every_process() {
        for (pair, seed) in [(&PLATFORM, 1), (&WALLET, 2)] {
            let again = Pair::drawn(seed).unwrap();
            assert!(!pair.private.is_empty() && pair.private == again.private && pair.public == again.public);
        }
        assert_ne!(PLATFORM.public, WALLET.public);
    }
}
