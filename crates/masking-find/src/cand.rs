//! Candidates and their context, and the choice between overlapping ones.

use crate::cues::{Cue, Near};
use crate::fold::{Folded, Kind};
use crate::label::Label;

/// A possible value, in cells.
#[derive(Clone, Debug)]
pub struct Cand {
    pub s: usize,
    pub e: usize,
    pub label: Label,
    pub score: f32,
    pub rule: &'static str,
    pub canonical: String,
}

impl Cand {
    /// A value whose plain form is its own text.
    pub(crate) fn plain(f: &Folded, (s, e): (usize, usize), label: Label, score: f32, rule: &'static str) -> Cand {
        Cand { s, e, label, score, rule, canonical: f.str(s, e).to_owned() }
    }
}

/// What the detectors see of a message.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    pub f: &'a Folded,
    pub near: Near<'a>,
    /// What the other side asked for in the turn before.
    pub expect: Option<Cue>,
}

impl Ctx<'_> {
    /// A cue speaks for cells `s..e`: shortly before, right after, or asked for in the last turn.
    #[inline]
    pub fn cue(&self, s: usize, e: usize, cue: Cue) -> bool {
        let near = || self.near.before(s, cue, 10).is_some() || self.near.after(e, cue, 4).is_some();
        self.expect == Some(cue) || self.near.any(cue) && near()
    }

    /// The message begins with a yes, or a word with which a value is handed over.
    pub fn confirms(&self) -> bool {
        ["yes ", "yeah ", "yep ", "take ", "try ", "use "].iter().any(|w| self.f.text.starts_with(w))
    }

    /// Nothing but this value and a few light characters in the message.
    pub fn alone(&self, s: usize, e: usize) -> bool {
        let heavy = |k: &usize| !matches!(self.f.kind(*k), Kind::Space | Kind::Punct | Kind::Symbol | Kind::Line);
        let n = self.f.cells.len();
        (0..s.min(n)).rev().take(40).chain((e..n).take(40)).filter(heavy).take(3).count() <= 2
    }

    /// The message is written mostly in Latin letters (or holds no words at all).
    pub fn latin(&self) -> bool {
        self.f.han == 0 || self.f.latin > self.f.han * 3
    }
}

/// Keep the best non-overlapping candidates: higher score first, then longer, then earlier.
/// Empties `cands`, keeping its room.
pub fn resolve(cands: &mut Vec<Cand>) -> Vec<Cand> {
    if cands.len() < 2 {
        return cands.drain(..).filter(|c| c.s < c.e).collect();
    }
    cands.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then((b.e - b.s).cmp(&(a.e - a.s))).then(a.s.cmp(&b.s)).then_with(|| a.rule.cmp(b.rule))
    });
    if cands.len() <= 64 {
        let mut kept: Vec<Cand> = Vec::with_capacity(4);
        for c in cands.drain(..) {
            if c.s < c.e && kept.iter().all(|k| k.e <= c.s || c.e <= k.s) {
                kept.push(c);
            }
        }
        kept.sort_unstable_by_key(|k| k.s);
        return kept;
    }
    let mut kept: std::collections::BTreeMap<usize, Cand> = std::collections::BTreeMap::new();
    for c in cands.drain(..) {
        let left = kept.range(..=c.s).next_back().is_some_and(|(_, k)| k.e > c.s);
        let right = kept.range(c.s..).next().is_some_and(|(s, _)| *s < c.e);
        if !left && !right && c.s < c.e {
            kept.insert(c.s, c);
        }
    }
    kept.into_values().collect()
}
