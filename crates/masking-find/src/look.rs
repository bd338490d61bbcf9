//! One look at a message: from text to candidates.

use crate::atoms::{self, Atom, Group};
use crate::cand::{Cand, Ctx};
use crate::cues::{self, Cue, Hit, Near};
use crate::fold::{Cell, Folded};
use crate::tokens::{self, Row, Token};
use crate::{
    accounts, address_en, address_py, address_zh, asked, closed, codes, dates, email, encoded, estates, expiry, fields,
    fold_tables, labelled, names_en, names_zh, net, numbers, places_en, signed_en, spelled_en, told_zh, widen, work,
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
        encoded::find(&ctx, rows, cands);
        closed::find(&ctx, cands);
        accounts::find(&ctx, rows, cands);
        asked::find(&ctx, cands);
        net::find(&ctx, groups, rows, cands);
        dates::find(&ctx, cands);
        if atoms.len() >= 3 {
            numbers::scan(&ctx, (atoms, groups), rows, room, cands);
        }
        places_and_names(&ctx, bits, (tokens, rows), cands);
        if f.digits >= 6 && !cands.is_empty() {
            dates::beside(&ctx, cands);
        }
        widen::all(&ctx, cands);
        let whole = |r: &[Cell]| !r.is_empty() && (f.hidden.is_empty() || !r.iter().any(Cell::hidden));
        cands.retain(|c| f.cells.get(c.s..c.e).is_some_and(whole));
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

/// Places and people, which look at what was found before them.
#[inline]
fn places_and_names(ctx: &Ctx<'_>, bits: u32, (tokens, rows): (&[Token], &[Row]), cands: &mut Vec<Cand>) {
    address_zh::find(ctx, cands);
    address_en::find(ctx, bits, (tokens, rows), cands);
    address_py::find(ctx, tokens, cands);
    places_en::continental(ctx, tokens, cands);
    if ctx.f.digits > 4 && ctx.f.latin > 8 {
        places_en::numbered(ctx.f, rows, cands);
    }
    if bits & tokens::PLACE_STATE != 0 && ctx.f.digits > 4 {
        places_en::town(ctx, tokens, cands);
    }
    labelled::find(ctx, bits, tokens, cands);
    names_zh::find(ctx, cands);
    told_zh::find(ctx, cands);
    estates::find(ctx, cands);
    expiry::find(ctx, cands);
    fields::names(ctx, cands);
    fields::places(ctx, cands);
    names_en::find(ctx, tokens, bits, cands);
    signed_en::find(ctx, tokens, cands);
    if ctx.f.text.contains('/') {
        signed_en::ticketed(ctx, tokens, cands);
    }
    spelled_en::by_radio(ctx, tokens, cands);
    spelled_en::told(ctx, tokens, cands);
    spelled_en::as_in(ctx, tokens, cands);
    if rows.iter().any(Row::mixed) {
        spelled_en::leet(ctx, rows, cands);
    }
}

/// The canonical form of the first candidate of `rule` in a message by itself.
#[cfg(test)]
pub(crate) fn told(text: &str, rule: &str) -> Option<String> {
    let mut x = Look::default();
    let (_, cands, _) = x.at((text, &[], false), (None, true), &mut |_, _, _| {});
    cands.iter().find(|c| c.rule.starts_with(rule)).map(|c| c.canonical.clone())
}
