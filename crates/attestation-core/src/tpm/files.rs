//! Linux's log of programs and files that it read (IMA, `ascii_runtime_measurements`), and the register it leads to.

use std::collections::BTreeMap;

use sha1::Sha1;
use sha2::Digest;

use super::boot::extend;
use crate::{
    bytes::{hex, sha256, unhex},
    refusal::{Refusal, Result, ensure},
};

/// Lines in a log at most.
const MOST: usize = 50_000;
/// Register that Linux extends.
pub(super) const REGISTER: u8 = 10;
/// The first line: a hash of what the firmware left in the registers.
const BOOT: &str = "boot_aggregate";

/// What a file log shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLog {
    /// Value of register 10 after the last line.
    pub register: [u8; 32],
    pub lines: usize,
    /// SHA-256 of the registers at boot, as the first line has it.
    pub boot: Option<Vec<u8>>,
}

/// Replays a log of template `ima-ng` and holds every file against `known` (path → hashes). An empty list knows all.
pub fn replay(log: &str, known: &BTreeMap<String, Vec<String>>) -> Result<FileLog> {
    let mut found = FileLog { register: [0; 32], lines: 0, boot: None };
    for line in log.lines().filter(|line| !line.is_empty()) {
        found.lines += 1;
        ensure(found.lines <= MOST, Refusal::InputTooLarge)?;
        let (said, algorithm, digest, path) = entry(line)?;
        ensure(said.iter().any(|b| *b != 0), Refusal::TpmImaViolation)?;
        let template = template(algorithm, &digest, path);
        ensure(Sha1::digest(&template).as_slice() == said, Refusal::TpmImaEntry)?;
        extend(&mut found.register, &sha256(&template));
        if path == BOOT {
            ensure(found.lines == 1, Refusal::TpmImaBoot)?;
            found.boot = Some(digest);
        } else if !known.is_empty() {
            let hashes = known.get(path).ok_or(Refusal::TpmImaUnknown)?;
            ensure(algorithm == "sha256" && hashes.contains(&hex(&digest)), Refusal::TpmImaChanged)?;
        }
    }
    Ok(found)
}

/// Does a log that was replayed hold this path?
pub(super) fn holds(log: &str, path: &str) -> bool {
    log.lines().any(|line| line.splitn(5, ' ').nth(4) == Some(path))
}

/// A line's template hash, digest algorithm, digest and path.
fn entry(line: &str) -> Result<(Vec<u8>, &str, Vec<u8>, &str)> {
    let mut parts = line.splitn(5, ' ');
    let mut next = || parts.next().ok_or(Refusal::TpmLogMalformed);
    let (register, said, form, digest, path) = (next()?, next()?, next()?, next()?, next()?);
    ensure(register == "10" && form == "ima-ng", Refusal::TpmLogMalformed)?;
    let said = unhex(said).map_err(|_| Refusal::TpmLogMalformed)?;
    let (algorithm, digest) = digest.split_once(':').ok_or(Refusal::TpmLogMalformed)?;
    let digest = unhex(digest).map_err(|_| Refusal::TpmLogMalformed)?;
    ensure(said.len() == 20 && !path.is_empty(), Refusal::TpmLogMalformed)?;
    Ok((said, algorithm, digest, path))
}

fn template(algorithm: &str, digest: &[u8], path: &str) -> Vec<u8> {
    let field = |bytes: Vec<u8>| [u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec(), bytes].concat();
    let digest = field([algorithm.as_bytes(), b":\0", digest].concat());
    [digest, field([path.as_bytes(), b"\0"].concat())].concat()
}
