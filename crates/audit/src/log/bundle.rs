//! The whole log as one file that an auditor checks without the product: JSON lines of leaves, then of checkpoints.

use std::io::{BufRead, Write};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use db::Conn;
use kernel::{Error, Result, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Checkpoint, ORIGIN, Report, VerifyingKey, hex,
    note::key_of,
    store, unhex,
    verify::{BATCH, Verifier, contents},
};
use crate::merkle::Hash;

/// One line of the file.
#[derive(Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    /// The first: which log, and the key it says it signs with (base64).
    Log { origin: String, key: String },
    /// What the leaf at `seq` says; hashed in canonical form. `salt` (hexadecimal) and `words` are absent once erased.
    Leaf { seq: u64, content: Value, salt: Option<String>, words: Option<String> },
    /// Base64 root and signature over [`Checkpoint::text`].
    Checkpoint { size: u64, root: String, at: Ts, signature: String },
}

fn put(out: &mut impl Write, line: &Line) -> db::Result<()> {
    let mut bytes = serde_json::to_vec(line).map_err(Error::internal)?;
    bytes.push(b'\n');
    Ok(out.write_all(&bytes).map_err(Error::internal)?)
}

/// Writes the log: every leaf that has its place, every checkpoint. Reads in batches; run it in one read transaction
/// of `Scope::Platform`. Returns how many leaves.
pub fn export(c: &mut Conn<'_>, key: &VerifyingKey, out: &mut impl Write) -> db::Result<u64> {
    put(out, &Line::Log { origin: ORIGIN.to_owned(), key: BASE64.encode(key.as_bytes()) })?;
    let mut next = 0;
    loop {
        let leaves = store::leaves(c, next, BATCH)?;
        let Some((last, ..)) = leaves.last() else { break };
        next = last.unsigned_abs() + 1;
        let mut found = contents(c, &leaves)?;
        for (seq, _, id) in leaves {
            let (content, words) = found.remove(&id).ok_or_else(|| Error::internal(format!("leaf {seq}: {id} is gone")))?;
            let (salt, words) = words.map(|(salt, text)| (hex(&salt), text)).unzip();
            put(out, &Line::Leaf { seq: seq.unsigned_abs(), content, salt, words })?;
        }
    }
    let mut seen = 0;
    loop {
        let batch = store::checkpoints(c, seen, BATCH)?;
        let Some(last) = batch.last() else { return Ok(next) };
        seen = last.size;
        for at in &batch {
            let (root, signature) = (BASE64.encode(at.root), BASE64.encode(&at.signature));
            put(out, &Line::Checkpoint { size: at.size, root, at: at.at, signature })?;
        }
    }
}

/// Checks a file that [`export`] wrote, of which nothing is believed: contents against leaves, leaves against roots,
/// roots against signatures by `key`. Without a key the file's own is taken, which proves less: `Report.trusted` is false.
///
/// Errors: `invalid_field` naming the line that is none, or a first line that names no log.
pub fn check(lines: impl BufRead, key: Option<&VerifyingKey>) -> Result<Report> {
    let mut lines = lines.lines().enumerate().map(|(n, line)| {
        let wrong = |cause: String| Error::field("file", "not_a_log", format!("line {}: {cause}", n + 1));
        let text = line.map_err(|cause| wrong(cause.to_string()))?;
        serde_json::from_str::<Line>(&text).map_err(|cause| wrong(cause.to_string()))
    });
    let first = lines.next().transpose()?;
    let own = match &first {
        Some(Line::Log { origin, key }) if origin == ORIGIN => key_of(key),
        _ => None,
    };
    let none = || {
        Error::field(
            "file",
            "not_a_log",
            "the first line does not name a log and its key; write the file with `tidecrew audit export`",
        )
    };
    let own = own.ok_or_else(none)?;
    let mut verifier = Verifier::new(*key.unwrap_or(&own));
    verifier.report.trusted = key.is_some();
    for line in lines {
        match line? {
            Line::Log { .. } => verifier.report.blame("a second log begins inside the file".to_owned()),
            Line::Leaf { seq, content, salt: None, words: None } => verifier.leaf(seq, &content, None),
            // Half of a pair, or a salt that is none, commits to nothing and is blamed.
            Line::Leaf { seq, content, salt, words } => {
                let salt = salt.as_deref().and_then(unhex).unwrap_or_default();
                verifier.leaf(seq, &content, Some((salt, words.unwrap_or_default())));
            }
            Line::Checkpoint { size, root, at, signature } => {
                let root = BASE64.decode(root).ok().and_then(|bytes| Hash::try_from(bytes).ok());
                let signature = BASE64.decode(signature).unwrap_or_default();
                // A root that is none is compared as zeros, which no tree has.
                verifier.checkpoint(&Checkpoint { size, root: root.unwrap_or_default(), at, signature, key: Vec::new() });
            }
        }
    }
    Ok(verifier.finish())
}
