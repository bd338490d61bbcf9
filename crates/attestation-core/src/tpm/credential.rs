//! MakeCredential in software: a secret that only the TPM of an endorsement key opens, and only beside one attestation key.

use aes::Aes128;
use cfb_mode::{BufEncryptor, cipher::KeyIvInit};
use hmac::{Hmac, KeyInit, Mac};
use p256::{NonZeroScalar, ProjectivePoint, ecdsa::VerifyingKey};
use rsa::{Oaep, RsaPublicKey, rand_core::CryptoRng};
use sha2::{Digest, Sha256};

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

/// A seed that only the holder of an RSA endorsement key can have, and what to send for it.
fn sealed_by_rsa(key: &RsaPublicKey, rng: &mut impl CryptoRng) -> Result<([u8; 32], Vec<u8>)> {
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    let sealed = key.encrypt(rng, Oaep::<Sha256>::new_with_label(b"IDENTITY\0".to_vec()), &seed);
    Ok((seed, sealed.map_err(|_| Refusal::KeyMalformed)?))
}

/// The two coordinates of a point.
fn coordinates(key: &VerifyingKey) -> Result<([u8; 32], [u8; 32])> {
    let point = key.to_sec1_point(false);
    let (x, y) = point.as_bytes().split_first().map_or((None, None), |(_, xy)| (xy.first_chunk(), xy.last_chunk()));
    Ok((*x.ok_or(Refusal::KeyMalformed)?, *y.ok_or(Refusal::KeyMalformed)?))
}

/// The same for a P-256 endorsement key: the seed is agreed on with a key of this one credential (KDFe of TPM 2.0 part 1), whose
/// point is what to send (TPMS_ECC_POINT).
fn agreed_with(key: &VerifyingKey, rng: &mut impl CryptoRng) -> Result<([u8; 32], Vec<u8>)> {
    let scalar = loop {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        // All but one in four thousand million are below the order.
        if let Ok(scalar) = NonZeroScalar::try_from(bytes.as_slice()) {
            break scalar;
        }
    };
    let times =
        |point: ProjectivePoint| VerifyingKey::from_affine((point * *scalar).to_affine()).map_err(|_| Refusal::KeyMalformed);
    let (own_x, own_y) = coordinates(&times(ProjectivePoint::GENERATOR)?)?;
    let (shared, _) = coordinates(&times(ProjectivePoint::from(*key.as_affine()))?)?;
    let (theirs, _) = coordinates(key)?;
    let seed = Sha256::new()
        .chain_update(1_u32.to_be_bytes())
        .chain_update(shared)
        .chain_update(b"IDENTITY\0")
        .chain_update(own_x)
        .chain_update(theirs)
        .finalize();
    Ok((seed.into(), [sized(&own_x), sized(&own_y)].concat()))
}

/// Seals `secret` (at most 32 bytes) for the TPM of `ek` (RSA or P-256), to be opened beside `ak`.
pub fn make(ek: &Public, ak: &Public, secret: &[u8], rng: &mut impl CryptoRng) -> Result<Credential> {
    let (seed, sealed) = match &ek.key {
        PublicKey::Rsa(key) => sealed_by_rsa(key, rng)?,
        PublicKey::P256(key) => agreed_with(key, rng)?,
        PublicKey::P384(_) => return Err(Refusal::KeyAlgorithm),
    };
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
