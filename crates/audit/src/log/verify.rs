//! Checks the stored log from its rows up: contents against leaves, leaves against tiles, tiles against checkpoints.

use std::collections::HashMap;

use db::Conn;
use serde::Serialize;
use utoipa::ToSchema;

use super::{LeafId, Source, VerifyingKey, Words, commitment, store};
use crate::{
    decision::store as decisions,
    merkle::{self, Hash, Memory},
};

/// Rows per query.
const BATCH: i64 = 1000;
/// Problems listed; more are only counted.
const LISTED: usize = 50;

/// What a check of the log found.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Report {
    /// Leaves rebuilt from their rows.
    pub leaves: u64,
    /// Checkpoints whose signature and root were checked.
    pub checkpoints: u64,
    /// Texts that were erased; their leaves stand.
    pub erased: u64,
    pub problem_count: u64,
    /// What does not hold, at most fifty.
    pub problems: Vec<String>,
}

impl Report {
    pub const fn holds(&self) -> bool {
        self.problem_count == 0
    }

    fn blame(&mut self, what: String) {
        self.problem_count += 1;
        if self.problems.len() < LISTED {
            self.problems.push(what);
        }
    }
}

/// Rebuilds the whole tree from entries and decisions and compares it with tiles and with every checkpoint, which
/// must be signed by `key`. Reads in batches; run it in a read transaction of `Scope::Platform`.
pub fn verify(c: &mut Conn<'_>, key: &VerifyingKey) -> db::Result<Report> {
    let mut report = Report::default();
    let mut tree = Memory::default();
    loop {
        let leaves = store::leaves(c, tree.size, BATCH)?;
        if leaves.is_empty() {
            break;
        }
        let hashes = rebuild(c, &leaves, tree.size, &mut report)?;
        tree.extend(&hashes);
    }
    report.leaves = tree.size;
    for ((level, number), tile) in &tree.tiles {
        if store::tile(c, *level, *number)?.as_ref() != Some(tile) {
            report.blame(format!("tile {level}/{number} is not what the entries hash to"));
        }
    }
    check_checkpoints(c, key, &mut tree, &mut report)?;
    Ok(report)
}

fn rebuild(c: &mut Conn<'_>, leaves: &[(i64, Source, LeafId)], from: u64, report: &mut Report) -> db::Result<Vec<Hash>> {
    let of = |wanted: Source| -> Vec<LeafId> { leaves.iter().filter(|(_, s, _)| *s == wanted).map(|(_, _, id)| *id).collect() };
    let mut found: HashMap<LeafId, Hash> = HashMap::new();
    for (row, words) in store::by_ids(c, &of(Source::Entry))? {
        let id: LeafId = row.id.cast();
        check_words(report, "entry", id, words, &row.detail_hash);
        found.insert(id, row.leaf());
    }
    for (row, words) in decisions::by_ids(c, &of(Source::Decision))? {
        let id: LeafId = row.id.cast();
        check_words(report, "decision", id, words, &row.body_hash);
        found.insert(id, row.leaf());
    }
    let mut hashes = Vec::with_capacity(leaves.len());
    for ((seq, source, id), expected) in leaves.iter().zip(from..) {
        if seq.unsigned_abs() != expected {
            report.blame(format!("leaf {expected} is missing; {seq} follows"));
        }
        if !found.contains_key(id) {
            report.blame(format!("leaf {seq}: {} {id} is gone", source.as_str()));
        }
        hashes.push(found.get(id).copied().unwrap_or_default());
    }
    Ok(hashes)
}

fn check_words(report: &mut Report, kind: &str, id: LeafId, words: Words, committed: &[u8]) {
    match words {
        None => report.erased += 1,
        Some((salt, text)) if commitment(&salt, &text) != committed => {
            report.blame(format!("{kind} {id}: its words are not what was committed to"));
        }
        Some(_) => {}
    }
}

fn check_checkpoints(c: &mut Conn<'_>, key: &VerifyingKey, tree: &mut Memory, report: &mut Report) -> db::Result<()> {
    let mut seen = 0;
    loop {
        let batch = store::checkpoints(c, seen, BATCH)?;
        let Some(last) = batch.last() else { break };
        seen = last.size;
        for checkpoint in &batch {
            report.checkpoints += 1;
            if !checkpoint.signed_by(key) {
                report.blame(format!("checkpoint {} is not signed by the log's key", checkpoint.size));
            }
            let Ok(root) = merkle::root(tree, checkpoint.size.min(tree.size));
            if checkpoint.size > tree.size || root != checkpoint.root {
                report.blame(format!("checkpoint {} has another root than the entries", checkpoint.size));
            }
        }
    }
    if seen < tree.size {
        report.blame(format!("{} leaves stand behind the last checkpoint", tree.size - seen));
    }
    Ok(())
}
