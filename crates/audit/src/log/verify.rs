//! Checks the log from its contents up: contents against leaves, leaves against tiles, tiles against checkpoints.

use std::collections::HashMap;

use db::Conn;
use kernel::canonical_json;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Checkpoint, LeafId, Source, VerifyingKey, Words, commitment, store, unhex};
use crate::{
    decision::store as decisions,
    merkle::{self, Hash, Memory, leaf},
};

/// Rows per query.
pub(super) const BATCH: i64 = 1000;
/// Problems listed; more are only counted.
const LISTED: usize = 50;

/// What a check of the log found.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Report {
    /// Leaves rebuilt from what they say.
    pub leaves: u64,
    /// Checkpoints whose signature and root were checked.
    pub checkpoints: u64,
    /// Texts that were erased; their leaves stand.
    pub erased: u64,
    /// Whether signatures were checked against a key that did not come with the log.
    pub trusted: bool,
    pub problem_count: u64,
    /// What does not hold, at most fifty.
    pub problems: Vec<String>,
}

impl Report {
    pub const fn holds(&self) -> bool {
        self.problem_count == 0
    }

    pub(super) fn blame(&mut self, what: String) {
        self.problem_count += 1;
        if self.problems.len() < LISTED {
            self.problems.push(what);
        }
    }
}

/// Takes leaves in order and then checkpoints, from wherever they come, and blames what does not fit.
pub(super) struct Verifier {
    key: VerifyingKey,
    tree: Memory,
    /// Size of the last checkpoint.
    sealed: u64,
    pub(super) report: Report,
}

impl Verifier {
    pub(super) fn new(key: VerifyingKey) -> Self {
        Self { key, tree: Memory::default(), sealed: 0, report: Report { trusted: true, ..Report::default() } }
    }

    /// The leaf at `seq`: what it says, and its erasable words.
    pub(super) fn leaf(&mut self, seq: u64, content: &Value, words: Words) {
        if seq != self.tree.size {
            self.report.blame(format!("leaf {} is missing; {seq} follows", self.tree.size));
        }
        let says = |name: &str| content.get(name).and_then(Value::as_str).unwrap_or_default();
        let committed = unhex(says(if says("type") == "decision" { "body" } else { "detail" }));
        match words {
            None => self.report.erased += 1,
            Some((salt, text)) if committed.as_deref() != Some(&commitment(&salt, &text)) => {
                self.report.blame(format!("{} {}: its words are not what was committed to", says("type"), says("id")));
            }
            Some(_) => {}
        }
        self.tree.extend(&[leaf(canonical_json(content).as_bytes())]);
    }

    /// A leaf of which nothing is left.
    fn gone(&mut self, seq: u64, source: Source, id: LeafId) {
        self.report.blame(format!("leaf {seq}: {} {id} is gone", source.as_str()));
        self.tree.extend(&[Hash::default()]);
    }

    pub(super) fn checkpoint(&mut self, at: &Checkpoint) {
        self.report.checkpoints += 1;
        if !at.signed_by(&self.key) {
            self.report.blame(format!("checkpoint {} is not signed by the log's key", at.size));
        }
        if at.size <= self.sealed {
            self.report.blame(format!("checkpoint {} follows one over {}", at.size, self.sealed));
        }
        let within = at.size.min(self.tree.size);
        let Ok(root) = merkle::root(&mut self.tree, within);
        if at.size > self.tree.size || root != at.root {
            self.report.blame(format!("checkpoint {} has another root than the entries", at.size));
        }
        self.sealed = at.size;
    }

    pub(super) fn finish(mut self) -> Report {
        self.report.leaves = self.tree.size;
        if self.sealed < self.tree.size {
            self.report.blame(format!("{} leaves stand behind the last checkpoint", self.tree.size - self.sealed));
        }
        self.report
    }
}

/// Checks the store: rebuilds the whole tree from entries and decisions and compares it with tiles and with every
/// checkpoint, which must be signed by `key`. Reads in batches; run it in a read transaction of `Scope::Platform`.
pub fn verify(c: &mut Conn<'_>, key: &VerifyingKey) -> db::Result<Report> {
    let mut verifier = Verifier::new(*key);
    loop {
        let leaves = store::leaves(c, verifier.tree.size, BATCH)?;
        if leaves.is_empty() {
            break;
        }
        let mut found = contents(c, &leaves)?;
        for (seq, source, id) in leaves {
            let seq = seq.unsigned_abs();
            match found.remove(&id) {
                None => verifier.gone(seq, source, id),
                Some((content, words)) => verifier.leaf(seq, &content, words),
            }
        }
    }
    check_tiles(c, &mut verifier)?;
    let mut seen = 0;
    loop {
        let batch = store::checkpoints(c, seen, BATCH)?;
        let Some(last) = batch.last() else { break };
        seen = last.size;
        batch.iter().for_each(|at| verifier.checkpoint(at));
    }
    Ok(verifier.finish())
}

fn check_tiles(c: &mut Conn<'_>, verifier: &mut Verifier) -> db::Result<()> {
    for ((level, number), tile) in &verifier.tree.tiles {
        if store::tile(c, *level, *number)?.as_ref() != Some(tile) {
            verifier.report.blame(format!("tile {level}/{number} is not what the entries hash to"));
        }
    }
    Ok(())
}

/// What each leaf says, with its erasable words.
pub(super) fn contents(c: &mut Conn<'_>, leaves: &[(i64, Source, LeafId)]) -> db::Result<HashMap<LeafId, (Value, Words)>> {
    let of = |wanted: Source| -> Vec<LeafId> { leaves.iter().filter(|(_, s, _)| *s == wanted).map(|(_, _, id)| *id).collect() };
    let entries = store::by_ids(c, &of(Source::Entry))?.into_iter().map(|(row, words)| (row.id.cast(), (row.content(), words)));
    let mut found: HashMap<LeafId, (Value, Words)> = entries.collect();
    let decided = decisions::by_ids(c, &of(Source::Decision))?;
    found.extend(decided.into_iter().map(|(row, words)| (row.id.cast(), (row.content(), words))));
    Ok(found)
}
