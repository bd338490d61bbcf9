//! One look at a message: from text to candidates.

use crate::atoms::{self, Atom, Group};
use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::cues::{self, Cue, Hit, Near};
use crate::fold::{Folded, Kind};
use crate::label::Label;
use crate::tokens::{self, Row, Token};
use crate::{
    accounts, address_en, address_py, address_zh, codes, dates, email, fold_tables, names_en, names_zh, net, numbers, spelled_en,
    told_zh, work,
};

/// Build all tables now rather than at the first message.
pub fn warm() {
    fold_tables::warm();
    cues::warm();
    names_zh::warm();
    tokens::warm();
}

/// Buffers of a look, reused from one to the next.
#[derive(Debug, Default)]
pub struct Look {
    folded: Folded,
    hits: Vec<Hit>,
    tokens: Vec<Token>,
    rows: Vec<Row>,
    atoms: Vec<Atom>,
    groups: Vec<Group>,
    cands: Vec<Cand>,
    numbers: numbers::Room,
}

/// A caller's own rules: cells and digits in, candidates added.
pub type Finder<'a> = dyn FnMut(&Folded, &[Atom], &mut Vec<Cand>) + 'a;

/// What a look saw.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// Cells and cues.
    pub ctx: Ctx<'a>,
    /// Digits, however written.
    pub atoms: &'a [Atom],
    /// Digits that touch.
    pub groups: &'a [Group],
}

impl Look {
    /// Look at `text`. Each of `taken` (byte ranges in order) counts as one character that nothing
    /// matches, and so does each token of ours where the text is `trusted`. `expect` is what the
    /// other side asked for. `more` adds the candidates of the caller's own rules.
    ///
    /// With `join` characters written one by one are put together first, where there are any.
    ///
    /// Gives all candidates, overlapping ones too, and whether any were put together. They depend on the cells alone: a text and the
    /// text with its values replaced by tokens give the same.
    pub fn at(
        &mut self,
        (text, taken, trusted): (&str, &[(usize, usize)], bool),
        (expect, join): (Option<Cue>, bool),
        more: &mut Finder<'_>,
    ) -> (&Folded, &mut Vec<Cand>, bool) {
        let Look { folded, hits, tokens, rows, atoms, groups, cands, numbers: room } = self;
        folded.set(text, taken, trusted);
        let together = join && folded.join();
        cands.clear();
        let f = &*folded;
        let bits = tokens::collect(f, tokens, rows);
        cues::find(f, hits);
        cues::find_broken(f, tokens, hits);
        cues::find_signed(f, hits);
        let signed = || f.signs > 0 && (f.text.contains('$') || f.text.contains('|'));
        let joined = |r: &[Row]| r[0].e + 1 == r[1].s && matches!(f.ch(r[0].e), '.' | '-' | '_');
        if f.latin >= 2 && (f.at_signs > 0 || rows.iter().any(Row::mixed) || rows.windows(2).any(joined) || signed()) {
            cues::find_leet(f, hits);
        }
        let ctx = Ctx { f, near: Near::new(hits), expect };
        // words that no list has and as long as several digits said in one
        let glued = || f.latin > 20 && tokens.iter().any(|t| t.bits == 0 && t.e - t.s >= 8);
        let said = bits & (tokens::DIGIT | tokens::TENS) != 0 || glued();
        let kana = || f.signs >= 9 && f.text.chars().any(|c| ('\u{3041}'..='\u{30FC}').contains(&c));
        let roman = || tokens.len() >= 9 && tokens.iter().filter(|t| t.e - t.s <= 4).count() >= 9;
        if f.digits >= 1 || f.row >= 7 || said || kana() || roman() {
            atoms::collect(f, (tokens, rows), atoms, groups);
        } else {
            atoms.clear();
            groups.clear();
        }
        work::add(f.cells.len() + ctx.near.hits.len() + tokens.len() + atoms.len());
        more(f, atoms, cands);
        email::find(&ctx, cands);
        email::by_provider(&ctx, rows, cands);
        email::by_cue(&ctx, cands);
        email::turned(&ctx, cands);
        let mail = || [Cue::Tld, Cue::Email].iter().any(|c| ctx.near.any(*c)) || f.text.contains("dot");
        if f.latin >= 4 && (!f.text.is_ascii() || f.text.contains('#') || f.text.contains('*') || mail()) {
            email::by_sign(&ctx, cands);
        }
        codes::find(&ctx, rows, cands);
        accounts::find(&ctx, rows, cands);
        net::find(&ctx, groups, rows, cands);
        dates::find(&ctx, cands);
        if atoms.len() >= 3 {
            numbers::scan(&ctx, (atoms, groups), rows, room, cands);
        }
        address_zh::find(&ctx, cands);
        address_en::find(&ctx, bits, (tokens, rows), cands);
        address_py::find(&ctx, tokens, cands);
        address_en::continental(&ctx, tokens, cands);
        names_zh::find(&ctx, cands);
        told_zh::find(&ctx, cands);
        names_en::find(&ctx, tokens, bits, cands);
        spelled_en::by_radio(&ctx, tokens, cands);
        spelled_en::told(&ctx, tokens, cands);
        if rows.iter().any(Row::mixed) {
            spelled_en::leet(&ctx, rows, cands);
        }
        widen(&ctx, cands);
        cands.retain(|c| !f.cells.get(c.s..c.e).is_none_or(|r| r.is_empty() || r.iter().any(|x| x.hidden())));
        work::add(cands.len());
        (f, cands, together)
    }

    /// The cells of the last look.
    pub fn folded(&self) -> &Folded {
        &self.folded
    }

    /// What the last look saw.
    pub fn seen(&self, expect: Option<Cue>) -> Seen<'_> {
        let ctx = Ctx { f: &self.folded, near: Near::new(&self.hits), expect };
        Seen { ctx, atoms: &self.atoms, groups: &self.groups }
    }
}

/// The end of a telephone with its extension ("转8001", "ext. 12", "-6808") or with what is to be added to it ("加78").
fn extension(f: &Folded, e: usize) -> usize {
    let mut k = e;
    while matches!(f.ch(k), ' ' | ',' | '(') && k < e + 2 {
        k += 1;
    }
    static WORDS: Words = Words::new(&["转", "分机", "extension", "ext.", "ext", "x", "#", "加", "减", "plus", "minus"]);
    let Some(w) = WORDS.at(f, k).next() else {
        let n = (e + 1..e + 7).take_while(|i| f.kind(*i) == Kind::Digit).count();
        let dash = f.ch(e) == '-' && (1..=5).contains(&n) && !matches!(f.ch(e + 1 + n), '-' | ':' | '.');
        return if dash { e + 1 + n } else { e };
    };
    k = f.skip_space(k + w.chars().count());
    let n = (k..k + 7).take_while(|i| f.kind(*i) == Kind::Digit).count();
    let counts = any_of!(f.ch(k + n), "元块个件箱盒包瓶份条%");
    if (1..=6).contains(&n) && !counts { k + n } else { e }
}

/// Take in the parts of an address in Chinese that spaces cut off: "沈阳铁西 建设东路 78 号", "…62号 力宝大厦 北楼 1803".
fn apart(ctx: &Ctx<'_>, c: &mut Cand) {
    let f = ctx.f;
    let before = (0..c.s.saturating_sub(1)).rev().take(8).take_while(|k| f.kind(*k) == Kind::Han).count();
    let from = c.s.saturating_sub(1 + before);
    if f.ch(c.s.wrapping_sub(1)) == ' ' && (2..=6).contains(&before) && ctx.near.starts(from, Cue::Place) {
        c.s = from;
    }
    // "栋6 8 7"
    let lone = |k: usize| f.kind(k) == Kind::Digit && !f.alnum(k + 1) && !f.alnum(k - 1);
    while c.e > 1 && lone(c.e - 1) && f.ch(c.e) == ' ' && lone(c.e + 1) {
        c.e += 2;
    }
    for _ in 0..2 {
        let row = |k: usize, kind: Kind| (k..k + 6).take_while(|i| f.kind(*i) == kind).count();
        let s = c.e + 1;
        let han = row(s, Kind::Han);
        let house =
            (2..=4).contains(&han) && any_of!(f.ch(s + han - 1), "楼座栋期层区铺室元") && any_of!(f.ch(s + han), " \0,。");
        let digits = row(s, Kind::Digit);
        let room = (2..=4).contains(&digits)
            && !f.alnum(s + digits)
            && f.kind(s + digits) != Kind::Han
            && any_of!(f.ch(c.e - 1), "楼座栋期层元");
        if f.ch(c.e) != ' ' || !(house || room) {
            break;
        }
        c.e = s + han.max(digits);
    }
}

/// Take in the signs that belong to a number: a plus sign, brackets around an area code, the
/// letter X of a resident number.
fn widen(ctx: &Ctx<'_>, cands: &mut [Cand]) {
    let f = ctx.f;
    for c in cands.iter_mut().filter(|c| c.rule != "known") {
        if c.label == Label::IdCard && (c.canonical.ends_with('X') || matches!(f.ch(c.e), 'x' | '叉') && !f.alnum(c.e + 1)) {
            let mut e = c.e;
            while e < c.e + 5 && !matches!(f.ch(e), 'x' | '叉') {
                e += 1;
            }
            c.e = if matches!(f.ch(e), 'x' | '叉') { e + 1 } else { c.e };
        }
        if c.label == Label::Address && f.han > 0 {
            apart(ctx, c);
        }
        // "十一栋B"
        if c.label == Label::Address && f.han > 0 && f.kind(c.e) == Kind::Latin && !f.alnum(c.e + 1) && !f.alnum(c.e - 1) {
            c.e += 1;
        }
        if c.label != Label::Phone {
            continue;
        }
        c.s -= if f.str(c.s.saturating_sub(5), c.s) == "plus " { 5 } else { 0 };
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
