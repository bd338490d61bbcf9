//! Keys from keys: HKDF-SHA-256, and HMAC-SHA-256 under what it gives.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A key for one purpose, derived from a uniformly random one.
#[expect(clippy::expect_used, reason = "HKDF-SHA-256 takes a 32-byte key and gives 32 bytes, always")]
pub(crate) fn expand(key: &[u8; 32], purpose: &str) -> Zeroizing<[u8; 32]> {
    let info = format!("tidecrew\u{1f}v1\u{1f}{purpose}");
    let mut out = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::from_prk(key).expect("a key of 32 bytes").expand(info.as_bytes(), out.as_mut_slice()).expect("32 bytes");
    out
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
pub(crate) fn mac(key: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}
