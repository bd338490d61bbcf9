//! The firmware's log of what it started (TCG crypto-agile format), and the registers it leads to.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::{
    bytes::Reader,
    refusal::{Refusal, Result, ensure},
};

/// Events in a log at most.
const MOST: usize = 20_000;
const SPEC_ID: &[u8] = b"Spec ID Event03\0";
const LOCALITY: &[u8] = b"StartupLocality\0";
const NO_ACTION: u32 = 3;
const SHA256: u16 = 0x000b;

/// The registers a boot log leads to, and how many events it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BootLog {
    pub registers: BTreeMap<u8, [u8; 32]>,
    pub events: usize,
}

/// Extends `register` by `digest`, as a TPM does.
pub(super) fn extend(register: &mut [u8; 32], digest: &[u8]) {
    *register = Sha256::new().chain_update(*register).chain_update(digest).finalize().into();
}

/// Replays a binary boot log.
pub fn replay(log: &[u8]) -> Result<BootLog> {
    let mut reader = Reader::new(log, Refusal::TpmLogMalformed);
    let sizes = header(&mut reader)?;
    let mut found = BootLog { registers: BTreeMap::new(), events: 0 };
    while !reader.is_empty() {
        let (register, kind, count) = (reader.u32_le()?, reader.u32_le()?, reader.u32_le()?);
        let register = u8::try_from(register).ok().filter(|r| *r < super::REGISTERS).ok_or(Refusal::TpmLogMalformed)?;
        let mut digest = None;
        ensure(usize::try_from(count).is_ok_and(|n| n <= sizes.len()), Refusal::TpmLogMalformed)?;
        for _ in 0..count {
            let algorithm = reader.u16_le()?;
            let size = sizes.get(&algorithm).ok_or(Refusal::TpmLogMalformed)?;
            let bytes = reader.take(usize::from(*size))?;
            if algorithm == SHA256 {
                digest = Some(bytes);
            }
        }
        let n = reader.u32_le()?;
        let event = reader.take(usize::try_from(n).map_err(|_| Refusal::TpmLogMalformed)?)?;
        found.events += 1;
        ensure(found.events <= MOST, Refusal::InputTooLarge)?;
        if kind == NO_ACTION {
            start_at(&mut found, register, event)?;
            continue;
        }
        extend(found.registers.entry(register).or_default(), digest.ok_or(Refusal::TpmLogMalformed)?);
    }
    Ok(found)
}

/// Firmware that started the TPM from another locality says so before anything is measured.
fn start_at(found: &mut BootLog, register: u8, event: &[u8]) -> Result<()> {
    let Some(locality) = event.strip_prefix(LOCALITY) else { return Ok(()) };
    let (first, rest) = locality.split_first().ok_or(Refusal::TpmLogMalformed)?;
    ensure(register == 0 && rest.is_empty() && matches!(first, 0 | 3 | 4), Refusal::TpmLogMalformed)?;
    ensure(!found.registers.contains_key(&0), Refusal::TpmLogMalformed)?;
    let mut start = [0; 32];
    if let Some(last) = start.last_mut() {
        *last = *first;
    }
    found.registers.insert(0, start);
    Ok(())
}

/// The first event, in the old form, names the digests of all others and their sizes.
fn header(reader: &mut Reader<'_>) -> Result<BTreeMap<u16, u16>> {
    ensure(reader.u32_le()? == 0 && reader.u32_le()? == NO_ACTION, Refusal::TpmLogMalformed)?;
    reader.take(20)?;
    let n = reader.u32_le()?;
    let body = reader.take(usize::try_from(n).map_err(|_| Refusal::TpmLogMalformed)?)?;
    let mut spec = Reader::new(body.strip_prefix(SPEC_ID).ok_or(Refusal::TpmLogMalformed)?, Refusal::TpmLogMalformed);
    spec.take(8)?;
    let count = spec.u32_le()?;
    ensure((1..=16).contains(&count), Refusal::TpmLogMalformed)?;
    let mut sizes = BTreeMap::new();
    for _ in 0..count {
        let (algorithm, size) = (spec.u16_le()?, spec.u16_le()?);
        ensure(size <= 64 && (algorithm != SHA256 || size == 32), Refusal::TpmLogMalformed)?;
        sizes.insert(algorithm, size);
    }
    Ok(sizes)
}
