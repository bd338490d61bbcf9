//! Checkpoints as signed notes: the form in which the log, its witnesses and its auditors hand them to each other.
//!
//! A note is the checkpoint's text, an empty line, and a line per signature: `— NAME BASE64`. The log signs the text
//! (algorithm 1); a witness signs `cosignature/v1`, the time and the text (algorithm 4), which says that it saw no
//! older state that this one contradicts. The forms are those of C2SP's signed-note, tlog-checkpoint and
//! tlog-cosignature.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use kernel::{Error, Result, Ts};

use super::{Checkpoint, ORIGIN, checkpoint};
use crate::merkle::{Hash, sha256};

const OF_LOG: u8 = 1;
const OF_WITNESS: u8 = 4;

/// Whose cosignatures are taken. Wire one per application, as an extra.
#[derive(Clone, Debug, Default)]
pub struct Witnesses(pub Vec<(String, VerifyingKey)>);

impl Witnesses {
    /// Reads `NAME KEY` pairs, keys in base64. A name holds no space, `+` or line break.
    ///
    /// Errors: `invalid_field` naming the witness.
    pub fn parse<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let one = |(name, key): (&str, &str)| {
            let wrong =
                || Error::field("witnesses", "invalid", format!("{name:?}: a name without spaces and 32 bytes of key in base64"));
            let plain = !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+');
            let key = key_of(key).filter(|_| plain).ok_or_else(wrong)?;
            Ok((name.to_owned(), key))
        };
        Ok(Self(pairs.into_iter().map(one).collect::<Result<_>>()?))
    }

    pub(crate) fn key(&self, name: &str) -> Option<&VerifyingKey> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, key)| key)
    }
}

/// That a witness saw a checkpoint at `at` (whole seconds) and knows nothing against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    pub witness: String,
    pub at: u64,
    /// Ed25519, 64 bytes.
    pub signature: Vec<u8>,
}

fn seen(at: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {at}\n{text}")
}

impl Cosignature {
    pub fn sign(witness: &str, key: &SigningKey, checkpoint: &Checkpoint, at: u64) -> Self {
        let signature = key.sign(seen(at, &checkpoint.text()).as_bytes());
        Self { witness: witness.to_owned(), at, signature: signature.to_bytes().to_vec() }
    }

    pub fn holds(&self, key: &VerifyingKey, checkpoint: &Checkpoint) -> bool {
        let signature = Signature::from_slice(&self.signature);
        signature.is_ok_and(|s| key.verify_strict(seen(self.at, &checkpoint.text()).as_bytes(), &s).is_ok())
    }
}

/// A public key as it is printed: base64 of 32 bytes.
pub fn key_of(text: &str) -> Option<VerifyingKey> {
    let bytes = <[u8; 32]>::try_from(BASE64.decode(text.trim()).ok()?).ok()?;
    VerifyingKey::from_bytes(&bytes).ok()
}

/// First bytes of a signature line: which key of which name made it.
fn tag(name: &str, algorithm: u8, key: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = sha256(&[name.as_bytes(), b"\n", &[algorithm], key]);
    [a, b, c, d]
}

/// Writes a note. Cosignatures of witnesses that are no longer known are left out.
pub(crate) fn write(at: &Checkpoint, cosigned: &[Cosignature], known: &Witnesses) -> String {
    let line = |name: &str, parts: &[&[u8]]| format!("\u{2014} {name} {}\n", BASE64.encode(parts.concat()));
    let mut note = format!("{}\n{}", at.text(), line(ORIGIN, &[&tag(ORIGIN, OF_LOG, &at.key), &at.signature]));
    for one in cosigned {
        if let Some(key) = known.key(&one.witness) {
            let tag = tag(&one.witness, OF_WITNESS, key.as_bytes());
            note += &line(&one.witness, &[&tag, &one.at.to_be_bytes(), &one.signature]);
        }
    }
    note
}

/// Reads a note: its checkpoint, signed by `key`, and the cosignatures of `known` witnesses that hold. Lines of others
/// are skipped, as the form demands.
///
/// Errors: `invalid_field` when it is no checkpoint of this log or not signed by `key`.
pub fn read(note: &str, key: &VerifyingKey, known: &Witnesses) -> Result<(Checkpoint, Vec<Cosignature>)> {
    let wrong = |what: &str| Error::field("note", "not_a_checkpoint", what.to_owned());
    let (text, lines) = note.split_once("\n\n").ok_or_else(|| wrong("a note has an empty line before its signatures"))?;
    let mut at = parse(text).ok_or_else(|| wrong("the text is no checkpoint of this log"))?;
    at.key = key.as_bytes().to_vec();
    let signed: Vec<(&str, Vec<u8>)> = lines.lines().filter_map(signature).collect();
    let own = tag(ORIGIN, OF_LOG, key.as_bytes());
    let own = signed.iter().find_map(|(name, bytes)| bytes.strip_prefix(&own).filter(|_| *name == ORIGIN));
    at.signature = own.ok_or_else(|| wrong("the log's key did not sign it"))?.to_vec();
    if !at.signed_by(key) {
        return Err(wrong("the log's signature does not hold"));
    }
    let cosigned = signed.iter().filter_map(|(name, bytes)| {
        let key = known.key(name)?;
        let (time, signature) = bytes.strip_prefix(&tag(name, OF_WITNESS, key.as_bytes()))?.split_first_chunk()?;
        let one = Cosignature { witness: (*name).to_owned(), at: u64::from_be_bytes(*time), signature: signature.to_vec() };
        one.holds(key, &at).then_some(one)
    });
    let cosigned = cosigned.collect();
    Ok((at, cosigned))
}

fn signature(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, bytes) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    Some((name, BASE64.decode(bytes).ok()?))
}

fn parse(text: &str) -> Option<Checkpoint> {
    let mut lines = text.lines();
    if lines.next()? != ORIGIN {
        return None;
    }
    let size = lines.next()?.parse().ok()?;
    let root = Hash::try_from(BASE64.decode(lines.next()?).ok()?).ok()?;
    let at: Ts = lines.next()?.parse().ok()?;
    // Only what is written alike is the same text.
    (checkpoint::text(size, &root, at).trim_end() == text).then(|| Checkpoint {
        size,
        root,
        at,
        signature: Vec::new(),
        key: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Signer;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    #[test]
    fn a_note_is_read_with_the_witnesses_one_knows() {
        let signer = Signer::of(&seal::Keyring::from_root([1; 32]));
        let at = signer.sign(9, [7; 32], Ts::from_micros(1_700_000_000_000_000));
        let witnesses = Witnesses(vec![
            ("tower.example/a".into(), key(2).verifying_key()),
            ("tower.example/b".into(), key(3).verifying_key()),
        ]);
        let cosigned =
            [Cosignature::sign("tower.example/a", &key(2), &at, 50), Cosignature::sign("tower.example/b", &key(3), &at, 51)];
        let note = write(&at, &cosigned, &witnesses);
        let (read_at, read_cosigned) = read(&note, &signer.key(), &witnesses).unwrap();
        assert_eq!((&read_at, read_cosigned.as_slice()), (&at, &cosigned[..]));
        let few = Witnesses(vec![witnesses.0[1].clone()]);
        assert_eq!(read(&note, &signer.key(), &few).unwrap().1, cosigned[1..]);

        // A witness under another's name, another log's key, another text.
        let forged = [Cosignature { witness: "tower.example/b".into(), ..cosigned[0].clone() }];
        assert!(read(&write(&at, &forged, &witnesses), &signer.key(), &witnesses).unwrap().1.is_empty());
        assert!(read(&note, &key(9).verifying_key(), &witnesses).is_err());
        for (from, to) in
            [("\n9\n", "\n10\n"), ("\n9\n", "\n09\n"), (ORIGIN, "other/log"), ("\n\n", "\n"), ("\n\n", "\nmore\n\n")]
        {
            assert!(read(&note.replacen(from, to, 1), &signer.key(), &witnesses).is_err(), "{from:?} {to:?}");
        }
    }

    #[test]
    fn witnesses_are_named_plainly() {
        let good = BASE64.encode(key(2).verifying_key().as_bytes());
        assert_eq!(Witnesses::parse([("a.example", good.as_str())]).unwrap().0.len(), 1);
        for (name, key) in [("a b", good.as_str()), ("", &good), ("a+b", &good), ("a", "AAAA"), ("a", "?")] {
            assert!(Witnesses::parse([(name, key)]).is_err(), "{name:?} {key:?}");
        }
    }
}
