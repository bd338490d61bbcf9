//! The detector: one pass over a message, from folding to spans.

use std::cell::RefCell;
use std::sync::Arc;

use crate::atoms::{self, Atom, Group};
use crate::cand::{Cand, Ctx, resolve};
use crate::cues::{self, Cue, Hit, Near};
use crate::fold::Folded;
use crate::label::Label;
use crate::policy::Policy;
use crate::span::{Action, Found, Known, Span, Turn};
use crate::state::SpeakerState;
use crate::tokens::Token;
use crate::{
    accounts, address_en, address_zh, codes, dates, email, fold_tables, known, names_en, names_zh, net, numbers, quiet, solicit,
    tokens, turns, work,
};

/// Looks at one message at most this often.
const MAX_PASSES: usize = 6;

/// Finds personal data by one policy. Cheap to share between threads; warm once made.
#[derive(Debug, Clone)]
pub struct Detector {
    policy: Arc<Policy>,
}

/// Buffers reused between scans of a thread.
#[derive(Default)]
struct Scratch {
    folded: Folded,
    hits: Vec<Hit>,
    tokens: Vec<Token>,
    atoms: Vec<Atom>,
    groups: Vec<Group>,
    cands: Vec<Cand>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Detector {
    /// A detector for `policy`, with all tables built.
    pub fn new(policy: Arc<Policy>) -> Detector {
        fold_tables::warm();
        cues::warm();
        names_zh::warm();
        tokens::warm();
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
        SCRATCH.with(|s| match s.try_borrow_mut() {
            Ok(mut s) => self.scan_with(turn, trusted, &mut s),
            Err(_) => self.scan_with(turn, trusted, &mut Scratch::default()),
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
            && quiet::quiet(turn.text)
    }

    fn scan_with(&self, mut turn: Turn<'_>, trusted: bool, x: &mut Scratch) -> Found {
        let expect = turns::expected(turn.state, turn.speaker, turn.at_ms);
        let (text, known) = (turn.text, turn.known);
        let mut kept = self.pass((text, &[], trusted), known, expect, x);
        let ctx = Ctx { f: &x.folded, near: Near::new(&x.hits), expect };
        let joined = turns::take_up(&ctx, &mut turn, &self.policy, (&x.atoms, &x.groups), &mut kept);
        let solicit = solicit::find(&ctx, &kept);
        let mut spans: Vec<Span> = kept.into_iter().map(|c| self.span(&x.folded, c)).collect();
        let remask = joined.map_or_else(Vec::new, |j| {
            spans.iter_mut().filter(|s| s.rule.ends_with(".parts")).for_each(|s| s.make_part(text, &j.whole));
            j.earlier
        });
        // What is left may read otherwise once the rest is gone. Look again until nothing is new,
        // so that masking a masked text changes nothing.
        for _ in 0..MAX_PASSES {
            if spans.is_empty() || known.is_empty() && !trusted && self.plain() && nothing_left(text, &spans) {
                break;
            }
            let taken: Vec<(usize, usize)> = spans.iter().map(|s| (s.start, s.end)).collect();
            let more = self.pass((text, &taken, trusted), known, expect, x);
            if more.is_empty() {
                break;
            }
            spans.extend(more.into_iter().map(|c| self.span(&x.folded, c)));
            spans.sort_by_key(|s| s.start);
        }
        let blocked = spans.iter().any(|s| s.action == Action::Block);
        Found { spans, solicit, blocked, remask }
    }

    /// One look at the text without what is `taken`; leaves cells, cues and atoms in the buffers.
    fn pass(
        &self,
        (text, taken, trusted): (&str, &[(usize, usize)], bool),
        known: &[Known],
        expect: Option<Cue>,
        x: &mut Scratch,
    ) -> Vec<Cand> {
        let Scratch { folded, hits, tokens, atoms, groups, cands } = x;
        folded.set(text, taken, trusted);
        cands.clear();
        cues::find(folded, hits);
        cues::find_broken(folded, hits);
        if folded.latin >= 2 && (folded.digits > 0 || folded.at_signs > 0 || folded.text.contains(['$', '|'])) {
            cues::find_leet(folded, hits);
        }
        let f = &*folded;
        let ctx = Ctx { f, near: Near::new(hits), expect };
        let bits = tokens::collect(f, tokens);
        let said = bits & (tokens::DIGIT | tokens::TENS) != 0 || f.latin > 20 && tokens.len() < 4;
        if f.digits >= 1 || f.row >= 7 || said {
            atoms::collect(f, tokens, atoms, groups);
        } else {
            atoms.clear();
            groups.clear();
        }
        work::add(f.cells.len() + ctx.near.hits.len() + tokens.len() + atoms.len());
        known::find(f, atoms, known, cands);
        known::find(f, atoms, self.policy.deny(), cands);
        self.policy.recognisers().iter().for_each(|r| r.find(f, cands));
        email::find(&ctx, cands);
        email::by_provider(&ctx, cands);
        codes::find(&ctx, cands);
        accounts::find(&ctx, cands);
        net::find(&ctx, groups, cands);
        dates::find(&ctx, cands);
        if atoms.len() >= 3 {
            numbers::scan(&ctx, atoms, groups, cands);
        }
        address_zh::find(&ctx, cands);
        address_en::find(&ctx, bits, tokens, cands);
        address_en::continental(&ctx, tokens, cands);
        names_zh::find(&ctx, cands);
        names_en::find(&ctx, tokens, bits, cands);
        widen(f, cands);
        cands.retain(|c| {
            c.score >= self.policy.threshold(&c.label)
                && !f.cells.get(c.s..c.e).is_none_or(|r| r.is_empty() || r.iter().any(|x| x.hidden()))
                && !self.policy.allows(&c.label, f.str(c.s, c.e), &c.canonical)
        });
        work::add(cands.len());
        let mut kept = resolve(cands);
        if !self.policy.keep_levels().is_empty() {
            kept.iter_mut().for_each(|c| address_zh::keep_levels(f, c, self.policy.keep_levels()));
        }
        kept
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

/// Whether the text between the values can hold no other. A place may be described without any of
/// the signs of an address, so what is long is looked at again.
fn nothing_left(text: &str, spans: &[Span]) -> bool {
    const LONG: usize = 60;
    let starts = spans.iter().map(|s| s.start).chain([text.len()]);
    let ends = std::iter::once(0).chain(spans.iter().map(|s| s.end));
    ends.zip(starts).all(|(from, to)| text.get(from..to).is_some_and(|gap| gap.len() <= LONG && quiet::rest(gap)))
}

/// The end of a telephone with its extension: "转8001", "ext. 12", "-6808".
fn extension(f: &Folded, e: usize) -> usize {
    let mut k = e;
    while matches!(f.ch(k), ' ' | ',' | '(') && k < e + 2 {
        k += 1;
    }
    let words = ["转", "分机", "extension", "ext.", "ext", "x", "#"];
    let Some(w) = words.iter().find(|w| f.starts(k, w)) else {
        let n = (e + 1..e + 7).take_while(|i| f.kind(*i) == crate::fold::Kind::Digit).count();
        let dash = f.ch(e) == '-' && (1..=5).contains(&n) && !matches!(f.ch(e + 1 + n), '-' | ':' | '.');
        return if dash { e + 1 + n } else { e };
    };
    k = f.skip_space(k + w.chars().count());
    let n = (k..k + 7).take_while(|i| f.kind(*i) == crate::fold::Kind::Digit).count();
    if (1..=6).contains(&n) { k + n } else { e }
}

/// Take in the signs that belong to a number: a plus sign, brackets around an area code, the
/// letter X of a resident number.
fn widen(f: &Folded, cands: &mut [Cand]) {
    for c in cands.iter_mut().filter(|c| c.rule != "known") {
        if c.label == Label::IdCard && c.canonical.ends_with('X') {
            let mut e = c.e;
            while e < c.e + 5 && !matches!(f.ch(e), 'x' | '叉') {
                e += 1;
            }
            c.e = if matches!(f.ch(e), 'x' | '叉') { e + 1 } else { c.e };
        }
        if c.label != Label::Phone {
            continue;
        }
        c.e = extension(f, c.e);
        let inner = |k: char| (c.s..c.e).any(|i| f.ch(i) == k);
        if c.s > 0 && f.ch(c.s - 1) == '(' && inner(')') {
            c.s -= 1;
        }
        if c.s > 0 && f.ch(c.s - 1) == '+' {
            c.s -= 1;
        }
    }
}
