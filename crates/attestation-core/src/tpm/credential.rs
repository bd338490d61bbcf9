//! MakeCredential in software: a secret that only the TPM of an endorsement key opens, and only beside one attestation key.

use aes::Aes128;
use cfb_mode::{BufEncryptor, cipher::KeyIvInit};
use hmac::{Hmac, KeyInit, Mac};
use rsa::{Oaep, rand_core::CryptoRng};
use sha2::Sha256;

use super::Public;
use crate::{
    key::PublicKey,
    refusal::{Refusal, Result},
};

/// What goes to the device: TPM2B_ID_OBJECT and TPM2B_ENCRYPTED_SECRET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    pub object: Vec<u8>,
    pub secret: Vec<u8>,
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    [u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_be_bytes().as_slice(), bytes].concat()
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Result<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Refusal::KeyMalformed)?;
    for part in parts {
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes().into())
}

/// KDFa of TPM 2.0 part 1, for up to 256 bits.
fn derive(seed: &[u8], label: &[u8], context: &[u8], bits: u32) -> Result<[u8; 32]> {
    mac(seed, &[&1_u32.to_be_bytes(), label, &[0], context, &bits.to_be_bytes()])
}

/// Seals `secret` (at most 32 bytes) for the TPM of `ek`, to be opened beside `ak`.
pub fn make(ek: &Public, ak: &Public, secret: &[u8], rng: &mut impl CryptoRng) -> Result<Credential> {
    let PublicKey::Rsa(key) = &ek.key else { return Err(Refusal::KeyAlgorithm) };
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    let label = b"IDENTITY\0".to_vec();
    let sealed = key.encrypt(rng, Oaep::<Sha256>::new_with_label(label), &seed).map_err(|_| Refusal::KeyMalformed)?;
    let storage = derive(&seed, b"STORAGE", &ak.name, 128)?;
    let mut identity = sized(secret);
    let key = storage.first_chunk::<16>().ok_or(Refusal::KeyMalformed)?;
    BufEncryptor::<Aes128>::new(key.into(), &[0; 16].into()).encrypt(&mut identity);
    let integrity = derive(&seed, b"INTEGRITY", &[], 256)?;
    let outer = mac(&integrity, &[&identity, &ak.name])?;
    Ok(Credential { object: sized(&[sized(&outer), identity].concat()), secret: sized(&sealed) })
}

impl Credential {
    /// As a file for `tpm2_activatecredential`.
    pub fn file(&self) -> Vec<u8> {
        [0xbadc_c0de_u32.to_be_bytes().as_slice(), &1_u32.to_be_bytes(), &self.object, &self.secret].concat()
    }
}
