//! Matches bank lines with payouts: by ids only, never by amount. What does not match is held in suspense, with why. Pure.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{camt::BankLine, machine::Said};

/// A payout we instructed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known<'a, K> {
    pub key: K,
    pub amount: i64,
    pub currency: &'a str,
}

/// A batch that the bank may book as one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownBatch {
    pub sum: i64,
    pub count: u64,
}

/// Why a line is in suspense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// It names no payout of ours. An equal amount is no reason to believe otherwise.
    NoId,
    AmountDiffers,
    CurrencyDiffers,
    /// Its ids name two payouts.
    Ambiguous,
    /// Money came in for a payout, and the line does not call it a return.
    Direction,
    NotBooked,
}

/// What a line means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match<K> {
    /// A payout settled or returned.
    Payout(K, Said),
    /// A whole batch settled, booked as one.
    Batch(String),
    /// Seen before.
    Duplicate,
    Suspense(Doubt),
}

/// Payouts by the id they were instructed under, and the lines seen so far.
pub struct Reconciler<'a, K> {
    known: HashMap<&'a str, Known<'a, K>>,
    batches: HashMap<&'a str, KnownBatch>,
    seen: HashSet<(String, Option<String>, bool)>,
}

impl<'a, K: Copy + Eq> Reconciler<'a, K> {
    pub fn new(known: HashMap<&'a str, Known<'a, K>>, batches: HashMap<&'a str, KnownBatch>) -> Self {
        Self { known, batches, seen: HashSet::new() }
    }

    /// Tells of a line that an earlier file held.
    pub fn seen_before(&mut self, line: &BankLine) {
        self.seen.insert(name(line));
    }

    /// What the line means; the same line again is a duplicate.
    pub fn line(&mut self, line: &BankLine) -> Match<K> {
        if !line.booked {
            return Match::Suspense(Doubt::NotBooked);
        }
        // Without a reference of the bank two equal lines may be two movements; their payout takes only one.
        if !line.bank_ref.is_empty() && !self.seen.insert(name(line)) {
            return Match::Duplicate;
        }
        let found = |id: &Option<String>| id.as_deref().and_then(|id| self.known.get(id));
        match (found(&line.end_to_end), found(&line.instruction)) {
            (Some(a), Some(b)) if a.key != b.key => Match::Suspense(Doubt::Ambiguous),
            (Some(payout), _) | (None, Some(payout)) => judge(payout, line),
            (None, None) => self.batch(line),
        }
    }

    fn batch(&self, line: &BankLine) -> Match<K> {
        // A line with an id of its own is one transfer, and that one is unknown.
        let Some(id) = line.batch.as_deref().filter(|_| line.end_to_end.is_none() && line.instruction.is_none()) else {
            return Match::Suspense(Doubt::NoId);
        };
        match self.batches.get(id) {
            None => Match::Suspense(Doubt::NoId),
            Some(_) if line.credit => Match::Suspense(Doubt::Direction),
            Some(batch) if batch.sum != line.amount || batch.count != line.transfers => Match::Suspense(Doubt::AmountDiffers),
            Some(_) => Match::Batch(id.to_owned()),
        }
    }
}

fn name(line: &BankLine) -> (String, Option<String>, bool) {
    (line.bank_ref.clone(), line.end_to_end.clone(), line.credit)
}

fn judge<K: Copy>(payout: &Known<'_, K>, line: &BankLine) -> Match<K> {
    if payout.currency != line.currency {
        return Match::Suspense(Doubt::CurrencyDiffers);
    }
    if payout.amount != line.amount {
        return Match::Suspense(Doubt::AmountDiffers);
    }
    match (line.credit, line.returned.is_some() || line.reversal) {
        (false, false) => Match::Payout(payout.key, Said::Settled),
        (true, true) => Match::Payout(payout.key, Said::Returned),
        _ => Match::Suspense(Doubt::Direction),
    }
}
