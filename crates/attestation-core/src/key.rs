//! Public keys as devices write them (COSE, SubjectPublicKeyInfo, TPM), and signatures by them.

use ciborium::Value;
use p256::ecdsa::signature::{Verifier, hazmat::PrehashVerifier};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use rsa::{RsaPublicKey, pkcs1::DecodeRsaPublicKey, traits::PublicKeyParts};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384};

use crate::{
    bytes::{Reader, label, number},
    refusal::{Refusal, Result, ensure},
};

const OID_EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const OID_P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const OID_P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const OID_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// A public key of a kind that is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    P256(Box<p256::ecdsa::VerifyingKey>),
    P384(Box<p384::ecdsa::VerifyingKey>),
    Rsa(Box<RsaPublicKey>),
}

/// How a signature was made. ECDSA signatures are DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Ecdsa256,
    Ecdsa384,
    Pkcs1Sha256,
    Pkcs1Sha384,
    PssSha256,
    /// TPMs of old sign WebAuthn statements so.
    Pkcs1Sha1,
}

impl Scheme {
    /// From a COSE algorithm number.
    pub fn cose(number: i64) -> Result<Self> {
        match number {
            -7 => Ok(Self::Ecdsa256),
            -35 => Ok(Self::Ecdsa384),
            -257 => Ok(Self::Pkcs1Sha256),
            -258 => Ok(Self::Pkcs1Sha384),
            -37 => Ok(Self::PssSha256),
            -65535 => Ok(Self::Pkcs1Sha1),
            _ => Err(Refusal::KeyAlgorithm),
        }
    }

    /// From the algorithm of an X.509 signature. SHA-1 is refused.
    pub fn x509(oid: &str) -> Result<Self> {
        match oid {
            "1.2.840.10045.4.3.2" => Ok(Self::Ecdsa256),
            "1.2.840.10045.4.3.3" => Ok(Self::Ecdsa384),
            "1.2.840.113549.1.1.11" => Ok(Self::Pkcs1Sha256),
            "1.2.840.113549.1.1.12" => Ok(Self::Pkcs1Sha384),
            _ => Err(Refusal::KeyAlgorithm),
        }
    }

    /// The hash of `message` that this scheme signs.
    pub fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ecdsa256 | Self::Pkcs1Sha256 | Self::PssSha256 => Sha256::digest(message).to_vec(),
            Self::Ecdsa384 | Self::Pkcs1Sha384 => Sha384::digest(message).to_vec(),
            Self::Pkcs1Sha1 => Sha1::digest(message).to_vec(),
        }
    }
}

impl PublicKey {
    /// A P-256 point in SEC1 form.
    pub fn p256(point: &[u8]) -> Result<Self> {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| Refusal::KeyMalformed)?;
        Ok(Self::P256(Box::new(key)))
    }

    fn p384(point: &[u8]) -> Result<Self> {
        let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| Refusal::KeyMalformed)?;
        Ok(Self::P384(Box::new(key)))
    }

    /// A P-256 point of its two coordinates.
    pub fn p256_xy(x: &[u8], y: &[u8]) -> Result<Self> {
        ensure(x.len() == 32 && y.len() == 32, Refusal::KeyMalformed)?;
        Self::p256(&[&[4], x, y].concat())
    }

    /// An RSA key of 2,048 to 4,096 bits with the usual exponent.
    pub fn rsa(modulus: &[u8], exponent: u64) -> Result<Self> {
        let n = rsa::BoxedUint::from_be_slice_vartime(modulus);
        let key = RsaPublicKey::new(n, rsa::BoxedUint::from(exponent)).map_err(|_| Refusal::KeyWeak)?;
        Self::sound(key, exponent)
    }

    fn sound(key: RsaPublicKey, exponent: u64) -> Result<Self> {
        ensure(exponent == 65_537 && (256..=512).contains(&key.size()), Refusal::KeyWeak)?;
        Ok(Self::Rsa(Box::new(key)))
    }

    /// From a SubjectPublicKeyInfo.
    pub fn spki(der: &[u8]) -> Result<Self> {
        let mut outer = Reader::new(der, Refusal::KeyMalformed);
        let mut info = outer.der_as(0x30)?;
        outer.end()?;
        let mut algorithm = info.der_as(0x30)?;
        let oid = algorithm.der_as(0x06)?.rest();
        let bits = info.der_as(0x03)?.rest();
        info.end()?;
        let (unused, key) = bits.split_first().ok_or(Refusal::KeyMalformed)?;
        ensure(*unused == 0, Refusal::KeyMalformed)?;
        match oid {
            OID_EC => match algorithm.der_as(0x06)?.rest() {
                OID_P256 => Self::p256(key),
                OID_P384 => Self::p384(key),
                _ => Err(Refusal::KeyAlgorithm),
            },
            OID_RSA => {
                let key = RsaPublicKey::from_pkcs1_der(key).map_err(|_| Refusal::KeyMalformed)?;
                let usual = *key.e() == rsa::BoxedUint::from(65_537_u64);
                Self::sound(key, if usual { 65_537 } else { 0 })
            }
            _ => Err(Refusal::KeyAlgorithm),
        }
    }

    /// From a COSE key, with the algorithm it is for.
    pub fn cose(map: &Value) -> Result<(Self, i64)> {
        let whole = |n| label(map, n).and_then(number).ok_or(Refusal::KeyMalformed);
        let bytes = |n| label(map, n).and_then(Value::as_bytes).ok_or(Refusal::KeyMalformed);
        let algorithm = whole(3)?;
        match (whole(1)?, algorithm) {
            (2, -7) => {
                ensure(whole(-1)? == 1, Refusal::KeyAlgorithm)?;
                Ok((Self::p256_xy(bytes(-2)?, bytes(-3)?)?, algorithm))
            }
            (3, -257 | -37) => {
                let exponent = bytes(-2)?;
                ensure(exponent.len() <= 8, Refusal::KeyWeak)?;
                let exponent = exponent.iter().fold(0_u64, |acc, b| acc << 8 | u64::from(*b));
                Ok((Self::rsa(bytes(-1)?, exponent)?, algorithm))
            }
            _ => Err(Refusal::KeyAlgorithm),
        }
    }

    /// The uncompressed SEC1 point of an elliptic key.
    pub fn point(&self) -> Option<Vec<u8>> {
        match self {
            Self::P256(key) => Some(key.to_sec1_point(false).as_bytes().to_vec()),
            Self::P384(key) => Some(key.to_sec1_point(false).as_bytes().to_vec()),
            Self::Rsa(_) => None,
        }
    }

    /// Is `signature` one of `message` by this key?
    pub fn verifies(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        let digest = scheme.digest(message);
        match (self, scheme) {
            (Self::P256(key), Scheme::Ecdsa256 | Scheme::Ecdsa384) => p256::ecdsa::DerSignature::from_bytes(signature)
                .is_ok_and(|signature| key.verify_prehash(&digest, &signature).is_ok()),
            (Self::P384(key), Scheme::Ecdsa256 | Scheme::Ecdsa384) => p384::ecdsa::DerSignature::from_bytes(signature)
                .is_ok_and(|signature| key.verify_prehash(&digest, &signature).is_ok()),
            (Self::Rsa(key), Scheme::PssSha256) => rsa::pss::Signature::try_from(signature).is_ok_and(|signature| {
                rsa::pss::VerifyingKey::<Sha256>::new(key.as_ref().clone()).verify(message, &signature).is_ok()
            }),
            (Self::Rsa(key), Scheme::Pkcs1Sha256) => key.verify(rsa::Pkcs1v15Sign::new::<Sha256>(), &digest, signature).is_ok(),
            (Self::Rsa(key), Scheme::Pkcs1Sha384) => key.verify(rsa::Pkcs1v15Sign::new::<Sha384>(), &digest, signature).is_ok(),
            (Self::Rsa(key), Scheme::Pkcs1Sha1) => key.verify(rsa::Pkcs1v15Sign::new::<Sha1>(), &digest, signature).is_ok(),
            _ => false,
        }
    }

    /// Is `signature` (r and s, 64 bytes) one of `message` by this P-256 key? Every desk's every heartbeat asks this, so it is
    /// asked of ring, whose arithmetic is the quicker.
    pub fn verifies_raw(&self, message: &[u8], signature: &[u8]) -> bool {
        let Self::P256(key) = self else { return false };
        let point = key.to_sec1_point(false);
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point.as_bytes()).verify(message, signature).is_ok()
    }
}
