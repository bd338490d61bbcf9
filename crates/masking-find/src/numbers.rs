//! Runs of digits and the windows in them that may be an identifier.
//!
//! A window begins and ends on a boundary of its run; only atoms that are ordinary text as well
//! (sounds, look-alike letters) may be left out at its ends. Times, dates, prices and versions are
//! taken out first: a checksum over a row of opening hours proves nothing.

use masking_check::joins::{CONNECTS, FILLERS, LINKING, MEASURES};

use crate::atoms::{Atom, Group, Trust};
use crate::cand::{Cand, Ctx};
use crate::check;
use crate::cues::Cue;
use crate::fold::{Cell, Folded, Kind};
use crate::label::Label;
use crate::tokens::Row;
use crate::{judge, periodic, placed};

/// Groups of a row too long to be one number said slowly.
const LONG_ROW: usize = 32;
/// Longest number considered, in digits.
const MAX_DIGITS: usize = 24;

/// What lies between two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Spaces and signs, by the first sign.
    Sep(char),
    /// A few words or letters.
    Filler,
    /// Too much to be one number.
    Break,
}

/// A window of a run, ready to be judged.
pub(crate) struct Window<'a> {
    /// Digit values.
    pub d: &'a [u8],
    /// Cells.
    pub s: usize,
    pub e: usize,
    /// Sizes of its groups (at most 24).
    pub sizes: &'a [u8],
    /// Gaps between its groups.
    pub gaps: &'a [Gap],
    /// Atoms not written as ASCII digits, and those only sounding or looking like digits.
    pub han: usize,
    pub weak: usize,
    pub words: usize,
    /// Firm digits but for one or two at the ends that only sound or look like digits.
    pub loose_ends: bool,
    /// First cell of the run.
    pub run_s: usize,
    /// The window is the whole run.
    pub whole: bool,
    /// The whole run but for what only sounds like digits.
    pub all: bool,
    /// Neither end only sounds like a digit.
    pub firm: bool,
}

impl Window<'_> {
    /// Written plainly: ASCII digits in one group.
    pub(crate) fn solid(&self) -> bool {
        self.sizes.len() == 1 && self.han + self.weak + self.words == 0
    }
    /// Any gap filled with words.
    pub(crate) fn filler(&self) -> bool {
        self.gaps.contains(&Gap::Filler)
    }
    pub(crate) fn has_gap(&self, c: char) -> bool {
        self.gaps.contains(&Gap::Sep(c))
    }
}

/// What is between the cells `a..b`, the end of one group and the start of the next.
pub(crate) fn gap(f: &Folded, a: usize, b: usize) -> Gap {
    // two digits of one word ("fifty", "double five") share their cells
    if b < a {
        return Gap::Sep(' ');
    }
    if b - a > 24 {
        return Gap::Break;
    }
    let mut sign = None;
    let (mut signs, mut other, mut lines, mut wide) = (0, 0, 0, false);
    for k in a..b {
        match f.kind(k) {
            Kind::Space => {}
            Kind::Line => lines += 1,
            // no number goes on behind a value that was taken out
            Kind::Letter if f.cells.get(k).is_some_and(Cell::hidden) => return Gap::Break,
            Kind::Punct | Kind::Symbol => {
                signs += 1;
                sign.get_or_insert(f.ch(k));
            }
            kind => {
                other += 1;
                wide |= matches!(kind, Kind::Han | Kind::Letter);
            }
        }
    }
    let sentence = matches!(sign, Some('。' | '!' | '?' | ';'));
    match (other, signs, lines) {
        (0, 0..=6, 0..=2) if b - a <= 8 && !(sentence && b - a > 3) => Gap::Sep(sign.unwrap_or(' ')),
        (1..=18, 0..=4, 0) if noted(f, a, b) || (!wide || other < 7) && filler(f, a, b) => Gap::Filler,
        _ => Gap::Break,
    }
}

/// The same few words before this group as before the one next to it: "188_or_4216_or_3539".
fn repeated(f: &Folded, groups: &[Group], i: usize) -> bool {
    const LONGEST: u32 = 12;
    let between = |k: usize| {
        let (a, b) = (groups.get(k.checked_sub(1)?)?, groups.get(k)?);
        let fits = b.s > a.e && b.s - a.e <= LONGEST && a.len() > 1 && b.len() > 1;
        let whole = || f.cells.get(a.e as usize..b.s as usize).is_some_and(|r| !r.iter().any(Cell::hidden));
        (fits && whole()).then(|| f.str(a.e as usize, b.s as usize))
    };
    let Some(here) = between(i) else { return false };
    let joins = !here.contains(|c: char| MEASURES.has(c) || matches!(c, '\n' | '。' | '?' | '$'));
    joins && (between(i + 1) == Some(here) || i > 1 && between(i - 1) == Some(here))
}

/// A few words in brackets: a note within a number.
fn noted(f: &Folded, a: usize, b: usize) -> bool {
    b - a <= 16 && matches!((f.ch(a), f.ch(b - 1)), ('(', ')') | ('[', ']') | ('<', '>') | ('【', '】'))
}

/// Whether such words, or one or two Han characters that mean nothing here, fill the cells `a..b`.
fn filler(f: &Folded, mut a: usize, mut b: usize) -> bool {
    let han = |c: char| ('\u{4E00}'..'\u{A000}').contains(&c);
    let sign = |k: usize| !matches!(f.kind(k), Kind::Latin | Kind::Digit | Kind::Han) && !f.ch(k).is_alphanumeric();
    while a < b && sign(a) {
        a += 1;
    }
    while a < b && sign(b - 1) {
        b -= 1;
    }
    let bare = f.str(a, b);
    if bare.is_ascii() {
        let links = || bare != "after" && bare.split(' ').all(|w| LINKING.has(w));
        return bare.is_empty() || FILLERS.has(bare) || links();
    }
    // one or two Han characters that measure or divide nothing
    match bare.chars().count() {
        1..=2 if bare.chars().all(|c| han(c) && !MEASURES.has(c)) => true,
        3..=6 if bare.chars().all(|c| CONNECTS.has(c)) => true,
        n => n < 7 && FILLERS.has(bare),
    }
}

/// Scan all runs of `groups` and add what their windows may be.
pub(crate) fn scan(ctx: &Ctx<'_>, (atoms, groups): (&[Atom], &mut [Group]), rows: &[Row], room: &mut Room, out: &mut Vec<Cand>) {
    crate::shapes::spend(ctx, atoms, groups);
    let Room { values, run } = room;
    values.clear();
    values.extend(atoms.iter().map(|a| a.v));
    let atoms = (atoms, values.as_slice());
    for i in 0..groups.len() {
        let Some(g) = groups.get(i) else { break };
        if g.spent {
            flush(ctx, atoms, groups, run, out);
            continue;
        }
        let gap = match run.groups.last().and_then(|(l, _)| groups.get(*l)) {
            Some(last) => gap(ctx.f, last.e as usize, g.s as usize),
            None => Gap::Break,
        };
        let gap = if gap == Gap::Break && repeated(ctx.f, groups, i) { Gap::Filler } else { gap };
        if gap == Gap::Break {
            flush(ctx, atoms, groups, run, out);
        }
        run.push(i, gap, g.len());
    }
    flush(ctx, atoms, groups, run, out);
    periodic::find(ctx, out);
    placed::find(ctx, atoms, groups, out);
    keyed(ctx, rows, out);
}

/// "415 555 CATS": the end of a telephone by the letters on its keys, where no service is called.
fn keyed(ctx: &Ctx<'_>, rows: &[Row], out: &mut Vec<Cand>) {
    const KEYS: &[u8; 26] = b"22233344455566677778889999";
    let f = ctx.f;
    if ctx.expect != Some(Cue::Phone) && !ctx.near.any(Cue::Phone) {
        return;
    }
    let upper = |r: &Row| f.cells.get(r.s..r.e).is_some_and(|c| c.iter().all(Cell::is_upper));
    for (i, word) in rows.iter().enumerate().filter(|(_, r)| r.letters == r.len() && matches!(r.len(), 4 | 7) && upper(r)) {
        let before = rows.get(..i).unwrap_or_default();
        let joined = |a: &Row, b: &Row| b.s == a.e + 1 && matches!(f.ch(a.e), ' ' | '-' | '.');
        let parts: &[Row] = match (word.len(), before) {
            (4, [.., a, b]) if a.len() == 3 && b.len() == 3 && joined(a, b) => before.get(before.len() - 2..).unwrap_or_default(),
            (7, [.., a]) if a.len() == 3 => before.get(before.len() - 1..).unwrap_or_default(),
            _ => continue,
        };
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { continue };
        let digits: Vec<u8> = f
            .cells
            .get(first.s..word.e)
            .unwrap_or_default()
            .iter()
            .filter_map(|c| match c.kind {
                Kind::Latin => KEYS.get((c.ch as usize).wrapping_sub('a' as usize)).map(|k| k & 15),
                _ => c.digit(),
            })
            .collect();
        let own = check::nanp(&digits) && !check::toll_free(&digits) && ctx.cue(first.s, word.e, Cue::Phone);
        if parts.iter().all(|r| r.letters == 0) && joined(last, word) && own {
            let canonical = "+1".chars().chain(digits.iter().map(|d| char::from(b'0' + d))).collect();
            out.push(Cand { s: first.s, e: word.e, label: Label::Phone, score: 0.7, rule: "phone.keyed", canonical });
        }
    }
}

/// Buffers of a scan, reused from one to the next.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// Values of all atoms.
    values: Vec<u8>,
    run: Run,
}

/// A run: consecutive groups, with the gap before each and the size of each.
#[derive(Debug, Default)]
struct Run {
    groups: Vec<(usize, Gap)>,
    sizes: Vec<u8>,
    gaps: Vec<Gap>,
}

impl Run {
    fn push(&mut self, index: usize, gap: Gap, size: usize) {
        if !self.groups.is_empty() {
            self.gaps.push(gap);
        }
        self.groups.push((index, gap));
        self.sizes.push(size.min(255) as u8);
    }
    fn clear(&mut self) {
        self.groups.clear();
        self.sizes.clear();
        self.gaps.clear();
    }
}

fn flush(ctx: &Ctx<'_>, (atoms, values): (&[Atom], &[u8]), groups: &[Group], run: &mut Run, out: &mut Vec<Cand>) {
    let total: usize = run.sizes.iter().map(|s| usize::from(*s)).sum();
    if total >= judge::least(ctx) {
        let from = out.len();
        for start in 0..run.groups.len() {
            windows_from(ctx, (atoms, values), groups, run, start, out);
        }
        judge::chain(ctx, groups, &run.groups, out, from);
    }
    run.clear();
}

/// Weak atoms that may be left out at one end of a window: at most this many.
const TRIM: usize = 4;

/// All windows of the run that begin with its group `start`.
fn windows_from(
    ctx: &Ctx<'_>,
    (atoms, values): (&[Atom], &[u8]),
    groups: &[Group],
    run: &Run,
    start: usize,
    out: &mut Vec<Cand>,
) {
    let Some(first) = run.groups.get(start).and_then(|r| groups.get(r.0)) else { return };
    if !boundary(atoms, groups, &run.groups, start) {
        return;
    }
    let run_s = run.groups.first().and_then(|r| groups.get(r.0)).map_or(0, |g| g.s as usize);
    let (mut total, mut plain, least) = (0, true, judge::least(ctx));
    for end in start..run.groups.len() {
        let Some(g) = run.groups.get(end).and_then(|r| groups.get(r.0)) else { break };
        total += g.len();
        plain &= g.plain;
        if total > MAX_DIGITS + 2 * TRIM {
            break;
        }
        // in a long row only what its length and form tell alone
        if run.groups.len() > LONG_ROW && first.plain && g.plain && !matches!(total, 10 | 11 | 15..=19) {
            continue;
        }
        if total < least || end + 1 < run.groups.len() && !boundary(atoms, groups, &run.groups, end + 1) {
            continue;
        }
        let whole = start == 0 && end + 1 == run.groups.len();
        let range = first.a as usize..g.b as usize;
        let (Some(span), Some(d)) = (atoms.get(range.clone()), values.get(range)) else { break };
        let (Some(sizes), Some(gaps)) = (run.sizes.get(start..=end), run.gaps.get(start..end)) else { break };
        trims(ctx, (span, d, plain), (sizes, gaps), (run_s, whole), out);
    }
}

/// Whether a window may begin at group `k` of the run: not inside a row of single digits.
fn boundary(atoms: &[Atom], groups: &[Group], run: &[(usize, Gap)], k: usize) -> bool {
    let (Some((gi, gap)), Some(prev)) = (run.get(k).copied(), k.checked_sub(1).and_then(|p| run.get(p))) else {
        return true;
    };
    let (Some(g), Some(p)) = (groups.get(gi), groups.get(prev.0)) else { return true };
    if g.len() > 2 || p.len() > 2 || gap == Gap::Filler {
        return true;
    }
    if gap == Gap::Sep('\n') {
        return true;
    }
    // a row such as "1 3 8 …" has one boundary at each end, unless the neighbour is a plain word
    let weak = |a: u32| atoms.get(a as usize).is_some_and(|x| x.trust.weak());
    if weak(p.b.wrapping_sub(1)) != weak(g.a) {
        return true;
    }
    // a gap unlike those on both sides
    let unlike = |o: Option<&(usize, Gap)>| o.is_none_or(|o| o.1 != gap);
    matches!(prev.1, Gap::Sep(_)) && prev.1 != gap && unlike(run.get(k + 1))
}

/// Judge the window of these atoms, and the narrower ones without weak atoms at the ends.
fn trims(
    ctx: &Ctx<'_>,
    (span, d, plain): (&[Atom], &[u8], bool),
    (sizes, gaps): (&[u8], &[Gap]),
    (run_s, whole): (usize, bool),
    out: &mut Vec<Cand>,
) {
    let ascii = plain || span.iter().filter(|a| a.trust == Trust::Ascii).count() * 2 > span.len();
    let (lead, tail) = if plain { (0, 0) } else { (weak_ends(span.iter(), ascii), weak_ends(span.iter().rev(), ascii)) };
    let n = span.len();
    for l in 0..=lead {
        for t in 0..=tail {
            if l + t + 4 > n || n - l - t > MAX_DIGITS {
                continue;
            }
            let (Some(part), Some(dd)) = (span.get(l..n - t), d.get(l..n - t)) else { continue };
            let (Some(a), Some(b)) = (part.first(), part.last()) else { continue };
            let mut by = [if plain { n } else { 0 }, 0, 0, 0, 0];
            part.iter().filter(|_| !plain).for_each(|x| by[x.trust as usize] += 1);
            let count = |t: Trust| by[t as usize];
            let w = Window {
                d: dd,
                s: a.s as usize,
                e: b.e as usize,
                sizes,
                gaps,
                han: count(Trust::Han),
                weak: count(Trust::Sound) + count(Trust::Look),
                words: count(Trust::Word),
                loose_ends: count(Trust::Ascii) < part.len() && loose_ends(part, &by),
                run_s,
                whole: whole && l + t == 0,
                all: whole && span.iter().take(l).chain(span.iter().skip(n - t)).all(|x| x.trust == Trust::Sound),
                firm: a.trust != Trust::Sound && b.trust != Trust::Sound,
            };
            judge::window(ctx, &w, out);
        }
    }
}

/// Atoms at one end that may be left out; beside ASCII digits a Han numeral may be a word too.
fn weak_ends<'a>(it: impl Iterator<Item = &'a Atom>, ascii: bool) -> usize {
    it.take(TRIM).take_while(|a| a.trust.weak() || (ascii && a.trust == Trust::Han)).count()
}

/// Only one or both ends of firm digits sound or look like one; `by` counts them by their trust.
fn loose_ends(part: &[Atom], by: &[usize; 5]) -> bool {
    let [first, _, _, .., _, last] = part else { return false };
    let (first, last, count) = (first.trust, last.trust, |t: Trust| by[t as usize]);
    let (ascii, sound) = (count(Trust::Ascii) * 2 > part.len(), count(Trust::Sound) * 3 <= part.len());
    // one that has such characters inside may begin or end with one
    let inside = |t: Trust| count(t) > usize::from(first == t) + usize::from(last == t);
    let loose = |t: Trust| match t {
        Trust::Sound => sound,
        Trust::Han => ascii && count(Trust::Han) <= 2 && !inside(Trust::Han),
        _ => false,
    };
    !inside(Trust::Sound) && (loose(first) || loose(last))
}
