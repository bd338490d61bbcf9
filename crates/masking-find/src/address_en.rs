//! Addresses in Latin letters. From every house number (or "Flat 3", "PO Box", "corner of") on the
//! parts are read in their order, and what each part says is added up: street ending, unit, town,
//! state, post code, country, and the words before.

use std::sync::OnceLock;

use masking_check::things::{AFTER, BEFORE, HOUSEHOLD};

use crate::address_tail::{WINDS, floor, post_code, tail, unit};
use crate::cand::{Cand, Ctx};
use crate::chars::any_of;
use crate::cues::Cue;
use crate::fold::{Folded, Kind};
use crate::label::Label;
use crate::lists;
use crate::places_en::{british, coded, corner, military, post_box};
use crate::tokens::{self, BRAND, FIRM, HEAD, LINK, NATION, ORDINARY, PLACE_STATE, Row, SOFT, STOP, Token, UNIT, WEAK};

/// Endings written together with the name of a street.
static TAILS: OnceLock<Vec<&'static str>> = OnceLock::new();

/// Most words of a street's name.
const STREET_WORDS: usize = 6;

/// Find addresses.
pub(crate) fn find(ctx: &Ctx<'_>, bits: u32, (tokens, rows): (&[Token], &[Row]), out: &mut Vec<Cand>) {
    let f = ctx.f;
    corner(ctx, tokens, out);
    let spelled = bits & (tokens::DIGIT | tokens::TENS) != 0 && bits & (FIRM | SOFT) != 0;
    if f.latin < 3 || f.digits == 0 && !spelled {
        return;
    }
    if bits & UNIT != 0 {
        post_box(ctx, out);
    }
    if bits & (UNIT | PLACE_STATE) != 0 {
        military(ctx, tokens, out);
    }
    coded(ctx, out);
    let signs = FIRM | SOFT | WEAK | HEAD | UNIT | PLACE_STATE | NATION;
    let cued = ctx.expect == Some(Cue::Address) || ctx.near.any(Cue::Address);
    if bits & signs == 0 && !cued && !tokens.iter().any(|t| t.capital) {
        return;
    }
    let (mut read, mut words) = (0, tokens.iter().peekable());
    for s in rows.iter().map(|r| r.s) {
        while words.next_if(|t| (t.s as usize) < s).is_some() {}
        let word = words.peek().filter(|t| t.s as usize == s).map_or(0, |t| t.bits);
        let inside = s < read || s > 0 && matches!(f.ch(s - 1), '$' | '.' | '-' | '/' | ':' | '@' | '#' | '_' | '&' | '+');
        let starts = !inside
            && (f.kind(s) == Kind::Digit
                || word & UNIT != 0 && unit_word(f, s)
                || spelled && word & (tokens::DIGIT | tokens::TENS) != 0 && number_word(f, s).is_some());
        if let Some(c) = starts.then(|| at(ctx, s)).flatten() {
            read = c.e;
            out.push(c);
        }
    }
    if bits & (FIRM | SOFT | WEAK) != 0 {
        british(ctx, (tokens, rows), out);
    }
}

/// A word or number: cells `s..e`, what it is, and whether a comma or a new line stands before it.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) s: usize,
    pub(crate) e: usize,
    pub(crate) bits: u32,
    pub(crate) apart: bool,
    /// A new line or a full stop stands before it.
    pub(crate) fresh: bool,
    pub(crate) number: bool,
    pub(crate) capital: bool,
}

impl Part {
    pub(crate) fn is(&self, bit: u32) -> bool {
        self.bits & bit != 0
    }
}

/// The next word or number at or after `k`, after spaces and at most a few commas and full stops.
pub(crate) fn next(f: &Folded, k: usize) -> Option<Part> {
    let mut s = k;
    let (mut apart, mut fresh) = (false, false);
    while s - k < 5 && (matches!(f.ch(s), ' ' | ',' | '.' | '\n' | '\r' | '#') || parting(f, s)) {
        apart |= matches!(f.ch(s), ',' | '\n') || parting(f, s);
        fresh |= matches!(f.ch(s), '.' | '\n');
        s += 1;
    }
    let letter = |k: usize| matches!(f.kind(k), Kind::Latin | Kind::Digit | Kind::Letter);
    let mut e = s;
    while letter(e)
        || e > s && (matches!(f.ch(e), '\'' | '-') && letter(e + 1) || f.ch(e) == '/' && f.kind(e - 1) == f.kind(e + 1))
    {
        e += 1;
    }
    let number = f.kind(s) == Kind::Digit;
    let foreign = f.kind(s) == Kind::Letter;
    let capital = number || foreign || f.cells.get(s).is_some_and(|c| c.is_upper());
    (e > s).then(|| Part { s, e, bits: tokens::look_up(f.str(s, e)).0, apart, fresh, number, capital })
}

/// A sign between the parts of an address in place of a comma: "12 Elm St / Boise / ID", "… | Plano | TX", "…; Apt 4".
pub(crate) fn parting(f: &Folded, k: usize) -> bool {
    f.ch(k) == ';' || any_of!(f.ch(k), "/|-") && f.ch(k + 1) == ' ' && k > 0 && f.ch(k - 1) == ' '
}

/// "Flat 3", "Apt. 12B": a unit before the house.
fn unit_word(f: &Folded, s: usize) -> bool {
    any_of!(f.ch(s), "fausrlbtpdhw")
        && next(f, s).is_some_and(|p| p.s == s && p.is(UNIT) && f.str(s, p.e) != "box" && unit(f, s).is_some_and(|(_, n)| n))
}

/// What is said of an address so far.
#[derive(Clone, Copy, Default)]
pub(crate) struct Said {
    pub(crate) ending: Ending,
    pub(crate) capitals: bool,
    pub(crate) ordinal: bool,
    /// A number after the street's name.
    pub(crate) number: bool,
    pub(crate) unit: bool,
    pub(crate) code: bool,
    pub(crate) state: bool,
    pub(crate) town: bool,
    pub(crate) nation: bool,
    /// No word of the street's name is an ordinary one.
    pub(crate) proper: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ending {
    #[default]
    None,
    Weak,
    Soft,
    Firm,
}

impl Said {
    pub(crate) fn score(self) -> f32 {
        let bonus = |on: bool, by: f32| if on { by } else { 0.0 };
        let ending: f32 = match (self.ending, self.capitals) {
            (Ending::Firm, true) => 0.62,
            (Ending::Firm, false) => 0.42,
            (Ending::Soft, true) => 0.5,
            (Ending::Soft, false) => 0.2,
            (Ending::None, true) => 0.18,
            (Ending::Weak, true) => 0.34,
            _ => 0.0,
        };
        ending
            + bonus(self.code, 0.3)
            + bonus(self.state, if self.code { 0.14 } else { 0.1 })
            + bonus(self.town, 0.08)
            + bonus(self.unit, 0.3)
            + bonus(self.nation, 0.24)
            + bonus(self.ordinal, 0.1)
            + bonus(self.number && self.ending == Ending::None, 0.1)
            + bonus(self.proper && !self.capitals && self.ending >= Ending::Soft, 0.14)
    }
}

/// An address that begins at `s`.
fn at(ctx: &Ctx<'_>, s: usize) -> Option<Cand> {
    let f = ctx.f;
    let mut said = Said::default();
    let mut k = s;
    let spelled = number_word(f, s);
    if let Some(e) = floor(f, s) {
        // "3rd floor, Tower B"
        (k, said.unit) = (e, true);
        k = unit(f, k).filter(|u| u.1).map_or(k, |u| u.0);
    } else if f.kind(s) != Kind::Digit && spelled.is_none() {
        (k, _) = unit(f, s)?;
        said.unit = true;
        // "Room 1204, Tower B"
        k = unit(f, k).filter(|u| u.1).map_or(k, |u| u.0);
    }
    let street_from = spelled.or_else(|| house(f, k)).or(said.unit.then_some(k))?;
    let e = street(f, street_from, &mut said).or_else(|| block(f, street_from, &mut said))?;
    // "02 Sep, late checkout": a day
    if said.ending == Ending::None && next(f, street_from).is_some_and(|p| month(f.str(p.s, p.e))) {
        return None;
    }
    let e = tail(f, e, &mut said);
    let said_before = before(f, s);
    let cue = ctx.near.before(s, Cue::Address, 10).is_some() || ctx.expect == Some(Cue::Address);
    let mut score = said.score()
        + if cue {
            0.3
        } else if said_before {
            0.16
        } else {
            0.0
        };
    // a number and a few capitals alone may be anything
    let bare = said.ending == Ending::None && !(said.unit || said.code || said.nation || cue || said_before && said.number);
    if ctx.alone(s, e) {
        score += 0.16;
    }
    if (0.3..0.5).contains(&score) && (said.proper || said_before) && !said.capitals && told_where(f) {
        score += 0.2;
    }
    if bare || score < 0.5 {
        return None;
    }
    let mut s = unit_before(f, s);
    // "1 6 0 0 Main St"
    let lone = |k: usize| f.kind(k) == Kind::Digit && !f.alnum(k + 1) && !f.alnum(k.wrapping_sub(1));
    while s > 1 && lone(s) && lone(s - 2) && f.ch(s - 1) == ' ' {
        s -= 2;
    }
    Some(Cand::plain(f, (s, e), Label::Address, score.min(0.95), "address.en"))
}

/// Something in the message is brought, fetched or lived in.
fn told_where(f: &Folded) -> bool {
    f.text.split(|c: char| !c.is_ascii_alphabetic()).any(|w| HOUSEHOLD.has(w))
}

/// The name of a month, whole or by its first three letters.
pub(crate) fn month(w: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    w.get(..3).is_some_and(|m| MONTHS.contains(&m)) && (w.len() == 3 || w == "sept" || crate::dates::MONTHS.contains(&w))
}

/// "Unit 5/12 Harbour St": the word for a unit before a number at `s`.
fn unit_before(f: &Folded, s: usize) -> usize {
    let a = s - (0..s.saturating_sub(1)).rev().take(10).take_while(|k| f.kind(*k) == Kind::Latin).count() - usize::from(s > 0);
    // "#08-214 Blk 331"
    let lot = (s.saturating_sub(9)..s).find(|k| f.ch(*k) == '#' && unit(f, *k).is_some_and(|u| u.0 + 1 == s));
    if let Some(lot) = lot {
        return lot;
    }
    let word = f.ch(s.wrapping_sub(1)) == ' ' && f.kind(s) == Kind::Digit && a + 1 < s && !f.alnum(a.wrapping_sub(1));
    if word && tokens::look_up(f.str(a, s - 1)).0 & UNIT != 0 && !matches!(f.str(a, s - 1), "no" | "level") { a } else { s }
}

/// The word before cell `s` leads to a place.
fn before(f: &Folded, s: usize) -> bool {
    let mut e = s;
    while e > 0 && s - e < 3 && matches!(f.ch(e - 1), ' ' | ':' | ',') {
        e -= 1;
    }
    let a = (0..e).rev().take_while(|k| f.kind(*k) == Kind::Latin || f.ch(*k) == '\'').count();
    BEFORE.has(f.str(e - a, e))
}

/// The end of a house number in words at `s`, before a name: "forty-two Acacia", "twelve Orchard".
fn number_word(f: &Folded, s: usize) -> Option<usize> {
    const ONES: [&str; 11] = ["zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let word = |s: usize| {
        let e = (s..s + 10).find(|k| f.kind(*k) != Kind::Latin)?;
        let w = f.str(s, e);
        (ONES.contains(&w) || tokens::look_up(w).0 & tokens::TENS != 0).then_some(e)
    };
    let first = word(s)?;
    let mut e = first;
    // "fourteen twenty-seven", "five hundred and two"
    for _ in 0..4 {
        let next = Some(e + 1).filter(|_| matches!(f.ch(e), '-' | ' '));
        let more = |k: usize| ["hundred and ", "hundred ", "thousand "].iter().find(|w| f.starts(k, w)).map(|w| k + w.len() - 1);
        e = next.and_then(|k| word(k).or_else(|| more(k))).unwrap_or(e);
    }
    next(f, e)
        .is_some_and(|p| (p.capital || e > first || !matches!(f.str(s, e), "one" | "two")) && !p.apart && !p.number)
        .then_some(e)
}

/// The end of the house number (or two in a row) that begins at `s`: 12, 221b, 12-14, 3/310.
fn house(f: &Folded, s: usize) -> Option<usize> {
    let s = (s..s + 3).find(|k| !matches!(f.ch(*k), ' ' | ',' | '\n'))?;
    let mut k = s;
    let look = |k: usize| any_of!(f.ch(k), "oli") && f.kind(k + 1) == Kind::Digit;
    while f.kind(k) == Kind::Digit || k > s && look(k) || k > s && matches!(f.ch(k), '-' | '/') && f.kind(k + 1) == Kind::Digit {
        k += 1;
    }
    if k == s || k - s > 8 {
        return None;
    }
    if f.kind(k) == Kind::Latin && !f.alnum(k + 1) {
        k += 1;
    } else if f.alnum(k) {
        // "5th Avenue" has no house number
        return None;
    } else if f.ch(k) == '/' && f.kind(k + 1) == Kind::Latin && !f.alnum(k + 2) {
        // "12-4-88/B"
        k += 2;
    }
    // "2B, 77 Clarkson Ave"
    let flat = |p: &Part| f.kind(k - 1) == Kind::Latin && p.s <= k + 2;
    let second = next(f, k).filter(|p| p.number && (!p.apart && p.s == k + 1 || flat(p)) && p.e - p.s <= 5);
    let plain = |p: &Part| (p.s..p.e).all(|i| f.kind(i) == Kind::Digit);
    Some(second.filter(plain).map_or(k, |p| p.e))
}

pub(crate) fn ordinal(f: &Folded, p: &Part) -> bool {
    p.number && ["st", "nd", "rd", "th"].iter().any(|x| f.str(p.s, p.e).ends_with(x))
}

pub(crate) fn tail_word(f: &Folded, p: &Part) -> bool {
    let w = f.str(p.s, p.e);
    w.len() > 6 && TAILS.get_or_init(|| lists::street_tails().collect()).iter().any(|x| w.ends_with(x))
}

/// What a word says as the end of a street's name.
fn ending(f: &Folded, p: &Part) -> Ending {
    let many = f.str(p.s, p.e).strip_suffix('s').map_or(0, |w| tokens::look_up(w).0);
    match () {
        () if p.is(FIRM) || tail_word(f, p) && p.capital => Ending::Firm,
        () if p.is(SOFT) => Ending::Soft,
        () if p.is(WEAK) || many & (SOFT | WEAK) != 0 => Ending::Weak,
        () => Ending::None,
    }
}

/// The street's words from `k` on: their end.
fn street(f: &Folded, k: usize, said: &mut Said) -> Option<usize> {
    let (mut e, mut capitals, mut names, mut head, mut proper) = (k, true, 0, false, true);
    let mut found: Option<usize> = None;
    for n in 0..STREET_WORDS {
        let Some(p) = next(f, e).filter(|p| !p.apart || n == 0 && said.unit) else { break };
        let w = f.str(p.s, p.e);
        if p.number && !ordinal(f, &p) {
            // "Highway 24", "Via Roma 88"
            let last = found.is_none() || matches!(f.str(e.saturating_sub(5), e), "hwy" | "ghway" | "route" | " road" | "rasse");
            let fits = p.e - p.s <= 5 && last && (names > 0 || found.is_some());
            if !fits {
                break;
            }
            said.number = true;
            e = p.e;
            found = found.map(|_| e);
            break;
        }
        // "88a High Holborn London WC1V 6LS"
        if n > 0 && !p.number && p.capital && p.e - p.s <= 4 && f.kind(p.e - 1) != Kind::Space && begins_code(f, &p) {
            break;
        }
        let ending = ending(f, &p);
        if p.is(UNIT) && n > 0 && unit(f, e).is_some_and(|u| u.1) || AFTER.has(w) && !p.capital && w != "the" {
            break;
        }
        let stops = !p.capital && ending == Ending::None && !p.is(LINK);
        if stops && (found.is_some() || n > 3 || names > 0 && capitals) {
            break;
        }
        // after the ending only a further ending or a part of the name goes on
        if found.is_some() && ending == Ending::None {
            break;
        }
        // "st marys walk"
        let own = !p.is(LINK) && (n == 0 && w != "st" || ending == Ending::None);
        proper &= !own || sounds_proper(f, &p);
        if p.is(HEAD) && n == 0 && (p.capital || named(f, p.e)) {
            head = true;
        }
        capitals &= p.capital || p.is(LINK) || head || found.is_some();
        said.ordinal |= ordinal(f, &p);
        e = p.e;
        let alone = matches!(w, "broadway" | "embarcadero" | "esplanade") || tail_word(f, &p);
        if ending > Ending::None && (n > 0 && names > 0 || alone) && ending >= said.ending {
            (found, said.ending) = (Some(e), ending);
        }
        names += usize::from(!p.is(LINK));
        // "St" may be Saint; an ending in small letters ends the street, unless a further one follows: "cedar ridge ave"
        let further = |q: &Part| !q.apart && !q.number && self::ending(f, q) >= Ending::Soft;
        if found.is_some() && !p.capital && !next(f, e).is_some_and(|q| further(&q)) {
            break;
        }
    }
    if let Some(end) = found.filter(|_| !said.number).and_then(|end| road_number(f, end)) {
        (e, said.number, found) = (end, true, Some(end));
    }
    if head && names > 1 && said.ending < Ending::Firm {
        (found, said.ending) = (Some(e), Ending::Firm);
    }
    (said.capitals, said.proper) = (capitals, proper);
    // "2418 W Fullerton"
    if capitals && names > 1 && said.ending == Ending::None && wind(f, k) {
        said.ending = Ending::Weak;
    }
    let e = found.or((capitals && names > 0).then_some(e))?;
    // a small word at the end belongs to what follows
    Some(trim_links(f, k, e))
}

/// A word in small letters that is no ordinary one, as the names of streets and towns.
fn sounds_proper(f: &Folded, p: &Part) -> bool {
    const NONE: u32 = STOP | ORDINARY | UNIT | WEAK | BRAND | tokens::DIGIT;
    let w = f.str(p.s, p.e);
    let one = w.strip_suffix('s').filter(|w| w.len() > 3).map_or(0, |w| tokens::look_up(w).0);
    w.len() > 2 && !p.number && (p.bits | one & ORDINARY) & NONE == 0
}

/// What stands for a street after a house: "45 Sector 12", "plot 78, road no 36", "blk 203 toa payoh #08-1123", "flat 3b, 118 kingsway".
fn block(f: &Folded, k: usize, said: &mut Said) -> Option<usize> {
    let valued = |k: usize| unit(f, k).filter(|u| u.1).map(|u| u.0);
    let first = next(f, k)?;
    // "12-4-88/B, Street 9"
    let numbered = || next(f, first.e).filter(|p| first.is(FIRM) && first.capital && p.number && !p.apart).map(|p| p.e);
    if !said.unit {
        said.unit = true;
        return valued(k).or_else(|| numbered().inspect(|_| said.ending = Ending::Soft));
    }
    let road = valued(k).or_else(|| valued(first.e).filter(|_| first.is(FIRM | HEAD)));
    let mut e = k;
    while let Some(p) = next(f, e).filter(|p| if e == k { sounds_proper(f, p) } else { !p.apart && !p.number && !p.is(STOP) }) {
        e = p.e;
    }
    let closed = f.ch(f.skip_space(e)) == '#' || f.kind(k.wrapping_sub(1)) == Kind::Digit;
    said.ending = Ending::Soft;
    road.or((closed && e > k).then_some(e))
}

/// Letters and digits that begin a British post code.
fn begins_code(f: &Folded, p: &Part) -> bool {
    (p.s..p.e).any(|k| f.kind(k) == Kind::Digit) && post_code(f, p.s).is_some()
}

/// A name in capitals behind the small word that begins a street: "rue Monge", "rue de la Paix".
fn named(f: &Folded, mut k: usize) -> bool {
    for _ in 0..3 {
        let Some(p) = next(f, k).filter(|p| !p.apart && !p.number) else { return false };
        if p.capital || !p.is(LINK) {
            return p.capital;
        }
        k = p.e;
    }
    false
}

/// A direction begins the name of the street behind cell `k`.
fn wind(f: &Folded, k: usize) -> bool {
    next(f, k).is_some_and(|p| p.capital && WINDS.contains(&f.str(p.s, p.e)))
}

/// "County Road 26": the end of a number after a numbered road that ends at `end`.
fn road_number(f: &Folded, end: usize) -> Option<usize> {
    let last = f.str(end.saturating_sub(7), end);
    let numbered = ["road", "highway", "hwy", "route", "freeway", "strasse"].iter().any(|w| last.ends_with(w));
    next(f, end).filter(|p| numbered && p.number && !p.apart && p.e - p.s <= 4 && !ordinal(f, p)).map(|p| p.e)
}

/// Leave out small words at the end.
fn trim_links(f: &Folded, k: usize, mut e: usize) -> usize {
    loop {
        let a = (k..e).rev().take_while(|i| matches!(f.kind(*i), Kind::Latin | Kind::Letter)).count();
        let small = f.cells.get(e - a).is_some_and(|c| !c.is_upper());
        if a == 0 || !small || e - a <= k || tokens::look_up(f.str(e - a, e)).0 & LINK == 0 {
            return e;
        }
        e -= a;
        while e > k && matches!(f.ch(e - 1), ' ' | ',' | '\n' | '.') {
            e -= 1;
        }
    }
}
