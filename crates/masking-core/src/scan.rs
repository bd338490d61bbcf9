//! The detector: one pass over a message, from folding to spans.

use std::cell::RefCell;
use std::sync::Arc;

use masking_find::{self as find, Cand, Cue, Folded, Label, Look, resolve};

use crate::policy::Policy;
use crate::span::{Action, Found, Known, Span, Turn};
use crate::state::SpeakerState;
use crate::{known, solicit, turns};

/// Looks at one message at most this often.
const MAX_LOOKS: usize = 8;

/// Finds personal data by one policy. Cheap to share between threads; warm once made.
#[derive(Debug, Clone)]
pub struct Detector {
    policy: Arc<Policy>,
}

thread_local! {
    static LOOK: RefCell<Look> = RefCell::default();
}

impl Detector {
    /// A detector for `policy`, with all tables built.
    pub fn new(policy: Arc<Policy>) -> Detector {
        find::warm();
        Detector { policy }
    }

    /// The policy in use.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Scan one message. Never fails: what cannot be scanned (4 GiB and more) is reported as
    /// blocked. The state takes up the message; scan the turns of a conversation in order.
    pub fn scan(&self, turn: Turn<'_>) -> Found {
        self.run(turn, false)
    }

    /// [`Detector::scan`] for text of our own side that may hold tokens of ours: they are left
    /// alone. Never for text from outside, where a token is a forgery and scanned as plain text.
    pub fn scan_masked(&self, turn: Turn<'_>) -> Found {
        self.run(turn, true)
    }

    fn run(&self, turn: Turn<'_>, trusted: bool) -> Found {
        if turn.text.len() >= u32::MAX as usize {
            return Found { blocked: true, ..Found::default() };
        }
        if self.nothing_in(&turn) {
            turns::pass_over(turn);
            return Found::default();
        }
        LOOK.with(|s| match s.try_borrow_mut() {
            Ok(mut s) => self.scan_with(turn, trusted, &mut s),
            Err(_) => self.scan_with(turn, trusted, &mut Look::default()),
        })
    }

    /// The policy has no recognisers of its own.
    fn plain(&self) -> bool {
        self.policy.deny().is_empty() && self.policy.recognisers().is_empty()
    }

    /// Whether the first look is enough.
    fn nothing_in(&self, turn: &Turn<'_>) -> bool {
        turn.known.is_empty()
            && self.plain()
            && turns::expected(turn.state, turn.speaker, turn.at_ms).is_none()
            && find::quiet(turn.text)
    }

    /// Look, take out what was found, and look again at what is left until nothing is new: what is
    /// left may read otherwise once the rest is gone. A look depends on the cells alone, and a value
    /// taken out is the same cell as its token, so the last look is the one a masked text begins
    /// with: masking it again changes nothing.
    fn scan_with(&self, mut turn: Turn<'_>, trusted: bool, x: &mut Look) -> Found {
        let expect = turns::expected(turn.state, turn.speaker, turn.at_ms);
        let (text, known) = (turn.text, turn.known);
        let mut kept = self.look((text, &[], trusted), known, expect, x);
        let seen = x.seen(expect);
        let joined = turns::take_up(seen, &mut turn, &self.policy, &mut kept);
        let solicit = solicit::find(&seen.ctx, &kept);
        self.settle(text, known, x.folded(), &mut kept);
        let mut spans: Vec<Span> = kept.into_iter().map(|c| self.span(x.folded(), c)).collect();
        let remask = joined.map_or_else(Vec::new, |j| {
            spans.iter_mut().filter(|s| s.rule.ends_with(".parts")).for_each(|s| s.make_part(text, &j.whole));
            j.earlier
        });
        let mut looks = 1;
        while let Some(taken) = self.taken(text, known, trusted, &spans) {
            let mut kept = self.look((text, &taken, trusted), known, expect, x);
            turns::begin_part(x.seen(expect), &mut kept);
            self.settle(text, known, x.folded(), &mut kept);
            let more: Vec<Span> = kept.into_iter().map(|c| self.span(x.folded(), c)).collect();
            looks += 1;
            if !self.add(&mut spans, more) {
                break;
            }
            if looks == MAX_LOOKS {
                close(x.folded(), text, &mut spans);
                break;
            }
        }
        let blocked = spans.iter().any(|s| s.action == Action::Block);
        Found { spans, solicit, blocked, remask }
    }

    /// The ranges to leave out at the next look, or nothing where none is needed.
    fn taken(&self, text: &str, known: &[Known], trusted: bool, spans: &[Span]) -> Option<Vec<(usize, usize)>> {
        let taken: Vec<(usize, usize)> = spans.iter().filter(|s| s.action != Action::Pass).map(|s| (s.start, s.end)).collect();
        let told = !trusted && self.unaided(known) && gaps(text, &taken).all(|(_, gap)| settled(gap));
        (!taken.is_empty() && !told).then_some(taken)
    }

    /// Add what a further look found; tells whether any of it is to be taken out. A value that stays
    /// in the text gives way to one that does not.
    fn add(&self, spans: &mut Vec<Span>, more: Vec<Span>) -> bool {
        let (pass, hide): (Vec<Span>, Vec<Span>) = more.into_iter().partition(|s| s.action == Action::Pass);
        let any = !hide.is_empty();
        let apart = |spans: &[Span], s: &Span| spans.iter().all(|o| o.end <= s.start || s.end <= o.start);
        spans.retain(|s| s.action != Action::Pass || apart(&hide, s));
        spans.extend(hide);
        for s in pass {
            if apart(spans, &s) {
                spans.push(s);
            }
        }
        spans.sort_by_key(|s| s.start);
        any
    }

    /// Once values are out of the text, what lies in plain talk between them is none.
    fn settle(&self, text: &str, known: &[Known], f: &Folded, kept: &mut Vec<Cand>) {
        if f.hidden.is_empty() || kept.is_empty() || !self.unaided(known) {
            return;
        }
        let gaps: Vec<(usize, bool)> = gaps(text, &f.hidden).map(|(at, gap)| (at, settled(gap))).collect();
        kept.retain(|c| {
            let at = f.bytes(c.s, c.e).0;
            let k = gaps.partition_point(|g| g.0 <= at);
            k.checked_sub(1).and_then(|k| gaps.get(k)).is_none_or(|g| !g.1)
        });
    }

    /// Nothing but the built-in rules finds values here.
    fn unaided(&self, known: &[Known]) -> bool {
        known.is_empty() && self.plain()
    }

    /// One look at the text without what is `taken`; leaves cells, cues and atoms in the buffers. Characters written
    /// one by one are read together, and as they stand where that finds nothing.
    fn look(&self, text: (&str, &[(usize, usize)], bool), known: &[Known], expect: Option<Cue>, x: &mut Look) -> Vec<Cand> {
        let (kept, joined) = self.read(text, known, (expect, true), x);
        if joined && kept.is_empty() { self.read(text, known, (expect, false), x).0 } else { kept }
    }

    fn read(
        &self,
        text: (&str, &[(usize, usize)], bool),
        known: &[Known],
        how: (Option<Cue>, bool),
        x: &mut Look,
    ) -> (Vec<Cand>, bool) {
        let (f, cands, joined) = x.at(text, how, &mut |f, atoms, out| {
            known::find(f, atoms, known, out);
            known::find(f, atoms, self.policy.deny(), out);
            self.policy.recognisers().iter().for_each(|r| r.find(f, out));
        });
        cands.retain(|c| self.policy.passes(&c.label, c.score) && !self.policy.allows(&c.label, f.str(c.s, c.e), &c.canonical));
        let mut kept = resolve(cands);
        if !self.policy.keep_levels().is_empty() {
            kept.iter_mut().for_each(|c| find::keep_levels(f, c, self.policy.keep_levels()));
        }
        (kept, joined)
    }

    /// The canonical form of a whole value of a known label, as a scan would give it: digits of a
    /// telephone, lower case, no spaces.
    pub fn canonical(&self, label: &Label, value: &str) -> String {
        let mut state = SpeakerState::default();
        let found = self.scan(Turn { text: value, speaker: 0, seq: 0, known: &[], state: &mut state, at_ms: 0 });
        match found.spans.as_slice() {
            [s] if s.label == *label => s.canonical.clone(),
            _ => {
                let mut f = Folded::default();
                f.set(value, &[], false);
                f.text.chars().filter(|c| !c.is_whitespace()).collect()
            }
        }
    }

    fn span(&self, f: &Folded, c: Cand) -> Span {
        let (start, end) = f.bytes(c.s, c.e);
        let action = self.policy.action(&c.label);
        Span { start, end, label: c.label, score: c.score, rule: c.rule.into(), action, canonical: c.canonical, whole: None }
    }
}

/// The parts of `text` around the ranges `taken`, with where each begins.
fn gaps<'a>(text: &'a str, taken: &'a [(usize, usize)]) -> impl Iterator<Item = (usize, &'a str)> {
    let starts = taken.iter().map(|t| t.0).chain([text.len()]);
    let ends = std::iter::once(0).chain(taken.iter().map(|t| t.1));
    ends.zip(starts).map(|(from, to)| (from, text.get(from..to).unwrap_or("")))
}

/// Plain talk beside values. A place may be described without any of the signs of an address, so
/// what is long is not.
fn settled(gap: &str) -> bool {
    const LONG: usize = 60;
    gap.len() <= LONG && find::rest(gap)
}

/// A text that goes on reading otherwise is hidden whole: all that is left of it counts as the value
/// found last.
fn close(f: &Folded, text: &str, spans: &mut Vec<Span>) {
    let Some(last) = spans.iter().max_by(|a, b| a.score.total_cmp(&b.score)).cloned() else { return };
    spans.retain(|s| s.action != Action::Pass);
    let mut hidden: Vec<(usize, usize)> = f.hidden.iter().copied().chain(spans.iter().map(|s| (s.start, s.end))).collect();
    hidden.sort_unstable();
    hidden.dedup();
    let left = gaps(text, &hidden).filter(|(_, gap)| gap.chars().any(|c| !c.is_whitespace()));
    let rest = left.map(|(start, gap)| {
        let (end, canonical) = (start + gap.len(), gap.to_owned());
        Span { start, end, rule: "rest".into(), canonical, whole: None, ..last.clone() }
    });
    let rest: Vec<Span> = rest.collect();
    spans.extend(rest);
    spans.sort_by_key(|s| s.start);
}
