//! TPM 2.0: reading its structures, judging a quote, and proving that an attestation key lives in a maker's TPM.

mod boot;
mod credential;
mod files;
mod quote;

use sha2::{Digest, Sha256};

pub use boot::{BootLog, replay as replay_boot};
pub use credential::{Credential, make as make_credential};
pub use files::{FileLog, replay as replay_files};
pub use quote::{Counters, Enrolment, Quote, by_word, enrolment, near, quote};

use crate::{
    bytes::Reader,
    key::{PublicKey, Scheme},
    refusal::{Refusal, Result, ensure},
};

const MAGIC: u32 = 0xff54_4347;
const QUOTE: u16 = 0x8018;
const CERTIFY: u16 = 0x8017;
const NULL: u16 = 0x0010;
const SHA256: u16 = 0x000b;
const RSA: u16 = 0x0001;
const ECC: u16 = 0x0023;

const FIXED_TPM: u32 = 1 << 1;
const FIXED_PARENT: u32 = 1 << 4;
const MADE_INSIDE: u32 = 1 << 5;
const RESTRICTED: u32 = 1 << 16;
const DECRYPT: u32 = 1 << 17;
const SIGN: u32 = 1 << 18;

/// Registers of a bank.
pub const REGISTERS: u8 = 24;

/// A public area (TPMT_PUBLIC).
#[derive(Clone, Debug)]
pub struct Public {
    pub key: PublicKey,
    /// Hash algorithm and hash of the area: what a TPM calls the key.
    pub name: Vec<u8>,
    attributes: u32,
}

impl Public {
    /// From a TPMT_PUBLIC, or the same after its length (TPM2B_PUBLIC).
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Refusal::TpmMalformed);
        let mut sized = reader;
        let area = match sized.sized() {
            Ok(inner) if sized.is_empty() && !inner.is_empty() => inner,
            _ => bytes,
        };
        reader = Reader::new(area, Refusal::TpmMalformed);
        let kind = reader.u16()?;
        ensure(reader.u16()? == SHA256, Refusal::TpmHash)?;
        let attributes = reader.u32()?;
        reader.sized()?;
        if reader.u16()? != NULL {
            // A symmetric algorithm has key bits and a mode.
            reader.take(4)?;
        }
        if reader.u16()? != NULL {
            reader.u16()?;
        }
        let key = match kind {
            RSA => {
                reader.u16()?;
                let exponent = match reader.u32()? {
                    0 => 65_537,
                    other => u64::from(other),
                };
                PublicKey::rsa(reader.sized()?, exponent)?
            }
            ECC => {
                ensure(reader.u16()? == 3, Refusal::KeyAlgorithm)?;
                if reader.u16()? != NULL {
                    reader.u16()?;
                }
                let (x, y) = (reader.sized()?, reader.sized()?);
                PublicKey::p256_xy(&padded(x)?, &padded(y)?)?
            }
            _ => return Err(Refusal::KeyAlgorithm),
        };
        reader.end()?;
        let name = [SHA256.to_be_bytes().as_slice(), &Sha256::digest(area)].concat();
        Ok(Self { key, name, attributes })
    }

    const fn is(&self, set: u32, clear: u32) -> bool {
        self.attributes & set == set && self.attributes & clear == 0
    }

    /// A key that was made in this TPM, never leaves it, and signs nothing but the TPM's own statements.
    pub fn is_attestation_key(&self) -> bool {
        self.is(FIXED_TPM | FIXED_PARENT | MADE_INSIDE | RESTRICTED | SIGN, DECRYPT)
    }

    /// A key that was made in this TPM, never leaves it, and opens nothing but what TPMs seal for it.
    pub fn is_endorsement_key(&self) -> bool {
        self.is(FIXED_TPM | FIXED_PARENT | MADE_INSIDE | RESTRICTED | DECRYPT, SIGN)
    }
}

/// A coordinate in 32 bytes; TPMs drop leading zeros.
fn padded(coordinate: &[u8]) -> Result<[u8; 32]> {
    let mut whole = [0; 32];
    let from = 32_usize.checked_sub(coordinate.len()).ok_or(Refusal::KeyMalformed)?;
    whole.get_mut(from..).ok_or(Refusal::KeyMalformed)?.copy_from_slice(coordinate);
    Ok(whole)
}

/// What a TPM attests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attested {
    /// These registers of the SHA-256 bank had this digest.
    Quote { registers: Vec<u8>, digest: Vec<u8> },
    /// An object of this name is in the TPM.
    Certify { name: Vec<u8> },
}

/// A TPM's statement (TPMS_ATTEST).
#[derive(Clone, Debug)]
pub struct Attest {
    pub extra_data: Vec<u8>,
    pub clock: u64,
    pub resets: u32,
    pub restarts: u32,
    pub clock_is_safe: bool,
    pub firmware: u64,
    pub attested: Attested,
}

impl Attest {
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Refusal::TpmMalformed);
        ensure(reader.u32()? == MAGIC, Refusal::TpmMagic)?;
        let kind = reader.u16()?;
        reader.sized()?;
        let extra_data = reader.sized()?.to_vec();
        let (clock, resets, restarts, safe) = (reader.u64()?, reader.u32()?, reader.u32()?, reader.u8()?);
        let firmware = reader.u64()?;
        let attested = match kind {
            QUOTE => {
                let registers = selection(&mut reader)?;
                Attested::Quote { registers, digest: reader.sized()?.to_vec() }
            }
            CERTIFY => {
                let name = reader.sized()?.to_vec();
                reader.sized()?;
                Attested::Certify { name }
            }
            _ => return Err(Refusal::TpmKind),
        };
        reader.end()?;
        Ok(Self { extra_data, clock, resets, restarts, clock_is_safe: safe == 1, firmware, attested })
    }
}

/// The selected registers. Only the SHA-256 bank is believed.
fn selection(reader: &mut Reader<'_>) -> Result<Vec<u8>> {
    let banks = reader.u32()?;
    ensure(banks == 1, Refusal::TpmPcrSelection)?;
    ensure(reader.u16()? == SHA256, Refusal::TpmHash)?;
    let n = reader.u8()?;
    let map = reader.take(usize::from(n))?;
    let selected = |r: &u8| map.get(usize::from(r / 8)).is_some_and(|byte| byte & (1 << (r % 8)) != 0);
    Ok((0..REGISTERS).filter(selected).collect())
}

/// Checks a TPMT_SIGNATURE over `message` by `key`. SHA-256 only.
pub fn verify_signature(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<()> {
    let mut reader = Reader::new(signature, Refusal::TpmMalformed);
    let scheme = reader.u16()?;
    ensure(reader.u16()? == SHA256, Refusal::TpmHash)?;
    let holds = match scheme {
        0x0014 | 0x0016 => {
            let bytes = reader.sized()?;
            let scheme = if scheme == 0x0014 { Scheme::Pkcs1Sha256 } else { Scheme::PssSha256 };
            key.verifies(scheme, message, bytes)
        }
        0x0018 => {
            let (r, s) = (padded(reader.sized()?)?, padded(reader.sized()?)?);
            key.verifies_raw(message, &[r, s].concat())
        }
        _ => return Err(Refusal::TpmMalformed),
    };
    reader.end()?;
    ensure(holds, Refusal::TpmSignature)
}
