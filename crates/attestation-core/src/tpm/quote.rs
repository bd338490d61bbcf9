//! Judging a quote, and enrolling the key that quotes.

use std::collections::BTreeMap;

use kernel::Ts;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Attest, Attested, Public, boot, files, verify_signature};
use crate::{
    bytes::{sha256, unhex},
    cert::{Cert, chain},
    ear::{Claim, Findings},
    policy::{Boot, Rules},
    refusal::{Refusal, Result, ensure},
};

/// Subject alternative name: a maker's certificate names the TPM there, critically when its subject is empty.
const ALT_NAME: &str = "2.5.29.17";

/// A quote and what it is of.
pub struct Quote<'a> {
    /// TPMT_PUBLIC or TPM2B_PUBLIC of the attestation key.
    pub ak: &'a [u8],
    /// TPMS_ATTEST.
    pub attest: &'a [u8],
    /// TPMT_SIGNATURE.
    pub signature: &'a [u8],
    /// Registers of the SHA-256 bank.
    pub pcrs: &'a BTreeMap<u8, [u8; 32]>,
    pub boot_log: Option<&'a [u8]>,
    pub file_log: Option<&'a str>,
}

/// A machine's counters; they never go backwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counters {
    pub resets: u32,
    pub restarts: u32,
    pub clock: u64,
}

/// What a TPM quotes for a session that its owner named to the agent: nothing that can be taken for [`near`].
pub fn by_word(nonce: &[u8]) -> [u8; 32] {
    sha256(&[b"tidecrew quote by word 1\n".as_slice(), nonce].concat())
}

/// What a TPM quotes for the page that asked its machine's agent over loopback: the server's nonce, the session's number and the
/// uncompressed point of the key that the session signs with. On a machine where only listed programs ran, nothing but that
/// machine's browser can have asked.
pub fn near(nonce: &[u8], session: &str, point: &[u8]) -> [u8; 32] {
    sha256(&[b"tidecrew quote near 1\n".as_slice(), &sha256(nonce), &sha256(session.as_bytes()), &sha256(point)].concat())
}

/// Verifies a quote that answers `nonce`, by the enrolled key of name `ak_name`, not older than `before`.
pub fn quote(
    given: &Quote<'_>,
    nonce: &[u8],
    ak_name: Option<&[u8]>,
    before: Option<Counters>,
    rules: &Rules,
) -> Result<(Counters, Findings)> {
    let ak = Public::parse(given.ak)?;
    ensure(ak.is_attestation_key(), Refusal::TpmAkAttributes)?;
    ensure(ak_name.is_none_or(|name| name == ak.name), Refusal::TpmAkUnknown)?;
    verify_signature(&ak.key, given.attest, given.signature)?;
    let attest = Attest::parse(given.attest)?;
    ensure(attest.extra_data == nonce, Refusal::TpmNonce)?;
    let counters = fresh(&attest, before, rules)?;
    let Attested::Quote { registers, digest } = &attest.attested else { return Err(Refusal::TpmKind) };
    ensure(rules.tpm.pcrs.iter().all(|p| registers.contains(p)), Refusal::TpmPcrSelection)?;
    let mut hash = Sha256::new();
    for register in registers {
        hash.update(given.pcrs.get(register).ok_or(Refusal::TpmPcrMissing)?);
    }
    ensure(hash.finalize().as_slice() == digest, Refusal::TpmPcrDigest)?;
    let mut found = Findings::default();
    found.add(Claim::Quote);
    found.because("tpm.quote", json!({ "registers": registers, "resets": attest.resets }));
    let quoted = |r: u8| if registers.contains(&r) { given.pcrs.get(&r) } else { None };
    let must = started(given, quoted, rules, &mut found)?;
    ran(given, quoted, rules, must, &mut found)?;
    Ok((counters, found))
}

fn fresh(attest: &Attest, before: Option<Counters>, rules: &Rules) -> Result<Counters> {
    ensure(attest.clock_is_safe, Refusal::TpmClock)?;
    ensure(attest.firmware >= rules.tpm.firmware, Refusal::TpmFirmware)?;
    let now = Counters { resets: attest.resets, restarts: attest.restarts, clock: attest.clock };
    let forward = |b: Counters| (b.resets, b.restarts) <= (now.resets, now.restarts) && b.clock <= now.clock;
    ensure(before.is_none_or(forward), Refusal::TpmReset)?;
    Ok(now)
}

/// What the machine started: the known starts of the policy, and the boot log. Returns what must have run since.
fn started<'a, 'r>(
    given: &Quote<'_>,
    quoted: impl Fn(u8) -> Option<&'a [u8; 32]>,
    rules: &'r Rules,
    found: &mut Findings,
) -> Result<&'r [String]> {
    let fits = |boot: &&Boot| {
        boot.pcrs.iter().all(|(register, value)| {
            let register = register.parse().ok().and_then(&quoted);
            register.is_some_and(|actual| unhex(value).is_ok_and(|wanted| wanted == actual))
        })
    };
    let start = rules.tpm.boot.iter().find(fits);
    ensure(rules.tpm.boot.is_empty() || start.is_some(), Refusal::TpmBoot)?;
    let must = start.map_or(&[][..], |start| start.must.as_slice());
    if let Some(start) = start {
        found.because("tpm.boot_known", json!({ "start": start.name }));
    }
    let Some(log) = given.boot_log else {
        ensure(!rules.tpm.boot_log, Refusal::TpmLogMissing)?;
        return Ok(must);
    };
    let log = boot::replay(log)?;
    let agree = log.registers.iter().all(|(register, value)| quoted(*register).is_none_or(|actual| actual == value));
    ensure(agree && log.registers.keys().any(|r| quoted(*r).is_some()), Refusal::TpmLogMismatch)?;
    if start.is_some() {
        found.add(Claim::BootLog);
    }
    found.because("tpm.boot_log", json!({ "events": log.events }));
    Ok(must)
}

/// What ran since: the log of programs.
fn ran<'a>(
    given: &Quote<'_>,
    quoted: impl Fn(u8) -> Option<&'a [u8; 32]>,
    rules: &Rules,
    must: &[String],
    found: &mut Findings,
) -> Result<()> {
    let Some(text) = given.file_log else {
        return ensure(!rules.tpm.file_log && must.is_empty(), Refusal::TpmLogMissing);
    };
    let log = files::replay(text, &rules.tpm.files)?;
    ensure(quoted(files::REGISTER) == Some(&log.register), Refusal::TpmImaMismatch)?;
    // Linux hashes registers 0–9, older ones 0–7; only what was quoted can be compared.
    let boots: Vec<[u8; 32]> = [8, 10].into_iter().filter_map(|end| Some(sha256(&aggregate(&quoted, end)?))).collect();
    if let (Some(said), false) = (&log.boot, boots.is_empty()) {
        ensure(boots.iter().any(|b| b == said.as_slice()), Refusal::TpmImaBoot)?;
    }
    // A log without its first line is of no start that is known.
    ensure(must.is_empty() || log.boot.is_some(), Refusal::TpmImaBoot)?;
    ensure(must.iter().all(|path| files::holds(text, path)), Refusal::TpmImaAbsent)?;
    if !rules.tpm.files.is_empty() {
        found.add(Claim::FileLog);
    }
    found.because("tpm.file_log", json!({ "lines": log.lines }));
    Ok(())
}

fn aggregate<'a>(quoted: &impl Fn(u8) -> Option<&'a [u8; 32]>, end: u8) -> Option<Vec<u8>> {
    (0..end).map(|r| quoted(r).map(<[u8; 32]>::as_slice)).collect::<Option<Vec<_>>>().map(|all| all.concat())
}

/// A TPM that enrols: its maker's certificate and its two keys.
pub struct Enrolment<'a> {
    /// The endorsement certificate and those above it.
    pub ek_certs: &'a [Cert],
    /// TPMT_PUBLIC or TPM2B_PUBLIC.
    pub ek: &'a [u8],
    pub ak: &'a [u8],
}

/// Verifies that the endorsement key is of a believed maker and the attestation key is of the right kind. That both live
/// in one TPM is proved afterwards: by opening the credential made for them.
pub fn enrolment(given: &Enrolment<'_>, rules: &Rules, now: Ts) -> Result<(Public, Public)> {
    let leaf = given.ek_certs.first().ok_or(Refusal::X509Malformed)?;
    chain(given.ek_certs, &rules.trust(&rules.tpm.roots, &[ALT_NAME], now))?;
    let ek = Public::parse(given.ek)?;
    ensure(ek.key == *leaf.key(), Refusal::TpmEkMismatch)?;
    ensure(ek.is_endorsement_key(), Refusal::TpmEkAttributes)?;
    let ak = Public::parse(given.ak)?;
    ensure(ak.is_attestation_key(), Refusal::TpmAkAttributes)?;
    Ok((ek, ak))
}
