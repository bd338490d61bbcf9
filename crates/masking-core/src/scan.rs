//! The detector: one pass over a message, from folding to spans.

use std::cell::RefCell;
use std::sync::Arc;

use crate::atoms::{self, Atom, Group};
use crate::cand::{Cand, Ctx, resolve};
use crate::cues::{self, Hit, Near};
use crate::fold::Folded;
use crate::policy::Policy;
use crate::span::{Action, Found, Span, Turn};
use crate::tokens::Token;
use crate::{accounts, address_en, address_zh, codes, dates, email, fold_tables, known, names_en, names_zh, net, numbers, solicit, tokens, turns};

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
        if turn.text.len() >= u32::MAX as usize {
            return Found { blocked: true, ..Found::default() };
        }
        SCRATCH.with(|s| match s.try_borrow_mut() {
            Ok(mut s) => self.scan_with(turn, &mut s),
            Err(_) => self.scan_with(turn, &mut Scratch::default()),
        })
    }

    fn scan_with(&self, mut turn: Turn<'_>, x: &mut Scratch) -> Found {
        let Scratch { folded, hits, tokens, atoms, groups, cands } = x;
        folded.set(turn.text);
        cands.clear();
        cues::find(folded, hits);
        let f = &*folded;
        let ctx = Ctx { f, near: Near::new(hits), expect: turns::expected(turn.state, turn.speaker, turn.at_ms) };
        // nothing shorter than three digits is part of an identifier
        let bits = tokens::collect(f, tokens);
        let said = bits & (tokens::DIGIT | tokens::TENS) != 0 || f.latin > 20 && tokens.len() < 4;
        if f.digits >= 3 || f.row >= 7 || said {
            atoms::collect(f, tokens, atoms, groups);
        } else {
            atoms.clear();
            groups.clear();
        }
        known::find(f, atoms, turn.known, cands);
        email::find(&ctx, cands);
        codes::find(&ctx, cands);
        accounts::find(&ctx, cands);
        net::find(&ctx, groups, cands);
        dates::find(&ctx, cands);
        if atoms.len() >= 3 {
            numbers::scan(&ctx, atoms, groups, cands);
        }
        address_zh::find(&ctx, cands);
        address_en::find(&ctx, bits, cands);
        names_zh::find(&ctx, cands);
        names_en::find(&ctx, tokens, bits, cands);
        widen(f, cands);
        cands.retain(|c| c.score >= self.policy.threshold(&c.label) && !self.policy.allows(f.str(c.s, c.e), &c.canonical));
        let mut kept = resolve(std::mem::take(cands));
        let remask = turns::take_up(&ctx, &mut turn, &self.policy, (atoms, groups), &mut kept);
        let solicit = solicit::find(&ctx, &kept);
        let spans: Vec<Span> = kept.into_iter().map(|c| self.span(f, c)).collect();
        let blocked = spans.iter().any(|s| s.action == Action::Block);
        Found { spans, solicit, blocked, remask }
    }

    fn span(&self, f: &Folded, c: Cand) -> Span {
        let (start, end) = f.bytes(c.s, c.e);
        let action = self.policy.action(&c.label);
        Span { start, end, label: c.label, score: c.score, rule: c.rule.into(), action, canonical: c.canonical }
    }
}

/// The end of a telephone with its extension: "转8001", "ext. 12", "-6808".
fn extension(f: &Folded, e: usize) -> usize {
    let mut k = e;
    while matches!(f.ch(k), ' ' | ',' | '(') && k < e + 2 {
        k += 1;
    }
    let words = ["转", "分机", "extension", "ext.", "ext", "x", "#"];
    let Some(w) = words.iter().find(|w| f.str(k, k + w.chars().count()) == **w) else {
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
    use crate::label::Label;
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
