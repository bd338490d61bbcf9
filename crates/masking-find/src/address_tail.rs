//! What follows the street in an address in Latin letters: direction, units, towns, state, post code and country.

use masking_check::things::AFTER;

use crate::address_en::{Ending, Part, Said, next, ordinal, parting};
use crate::chars::any_of;
use crate::fold::{Folded, Kind};
use crate::tokens::{self, LINK, NATION, ORDINARY, PLACE_STATE, STOP, TOWN, UNIT};

/// Directions of streets.
#[rustfmt::skip]
pub(crate) const WINDS: &[&str] = &["n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west", "central"];

/// After the direction of a street: "Main St NW".
fn direction(f: &Folded, e: usize) -> usize {
    let wind = next(f, e).filter(|p| !p.apart && p.capital && WINDS.contains(&f.str(p.s, p.e)));
    let named = |p: &Part| next(f, p.e).is_some_and(|n| !n.apart && n.capital && !n.number && !n.is(UNIT));
    wind.filter(|p| !named(p)).map_or(e, |p| p.e)
}

/// Direction, units, towns, state, post code and country after the street: the end.
pub(crate) fn tail(f: &Folded, street: usize, said: &mut Said) -> usize {
    let mut e = direction(f, street);
    for _ in 0..2 {
        if let Some((end, valued)) = unit(f, e)
            && valued
        {
            (e, said.unit) = (end, true);
        }
    }
    if let Some(end) = floor(f, e) {
        (e, said.unit) = (end, true);
    }
    let (mut k, mut words, mut row) = (e, 0, 0);
    while let Some(p) = next(f, k) {
        let w = f.str(p.s, p.e);
        row = if p.apart { 1 } else { row + 1 };
        if let Some(end) = post_code(f, p.s).filter(|_| p.apart || words > 0 || said.state || said.unit || !p.number) {
            (e, k, said.code) = (end, end, true);
            words = words.max(1);
            // Germany, France: the town follows its code
            if !said.town && !said.state {
                let end = town_after(f, k);
                (e, k, said.town) = (end, end, end > k);
            }
            continue;
        }
        let state = state(f, &p, said);
        // "columbus ohio four three two one five"
        if let Some(end) = spoken_code(f, p.s).filter(|_| said.state) {
            (e, k, said.code) = (end, end, true);
            continue;
        }
        if state && !said.state && (words > 0 || p.apart || said.unit) {
            (said.state, k, e) = (true, p.e, p.e);
            words = words.max(1);
            continue;
        }
        if (p.apart || words > 0 || said.code || said.unit)
            && let Some(end) = nation(f, &p)
        {
            (e, k, said.nation, words) = (end, end, true, words + 1);
            continue;
        }
        // "Dublin 4": the district of a town
        if said.town && p.number && !p.apart && p.e - p.s <= 2 && k == e && !f.alnum(p.e) {
            return p.e;
        }
        if said.code || said.nation || said.state && !p.apart {
            break;
        }
        // a town follows a comma, or belongs to a post code, state or country further on
        let word = f.kind(p.s) != Kind::Digit && !AFTER.has(w) && words < 5 && row <= 4;
        let north =
            matches!(w, "north" | "south" | "east" | "west" | "new" | "san" | "los" | "las" | "st" | "saint" | "lake" | "port");
        let pair = north && p.capital && next(f, p.e).is_some_and(|n| n.capital && !n.apart && !n.number);
        let leads = leads_on(f, p.e) || town_on(f, &p, north, said) || !said.capitals && !p.is(STOP) && small_state(f, p.e);
        let ordinary = p.is(STOP | ORDINARY) && (p.fresh || p.is(STOP)) && !pair && !leads && !(p.is(TOWN) && placed(said));
        let small = small_town(f, &p, k == e, said);
        if !word || ordinary || !p.capital && !small && !leads || !(p.apart || words > 0 || leads || small) {
            break;
        }
        words += 1;
        k = p.e;
        if p.capital || small || said.code {
            (said.town, e) = (true, k);
        }
    }
    e
}

/// A town in small letters: one that is known, one after a comma ("85 jefferson ln, boise"), or, right `behind` the street, a
/// word that is no ordinary one and ends the sentence.
fn small_town(f: &Folded, p: &Part, behind: bool, said: &Said) -> bool {
    if said.capitals || p.fresh {
        return false;
    }
    let closes = || behind && said.ending >= Ending::Soft && said.proper && f.ch(p.e) != ' ';
    p.is(TOWN) && placed(said) || !p.is(STOP | ORDINARY | tokens::DIGIT) && (p.apart || closes())
}

/// The word after `p` is that of a large town: "los angeles".
fn town_on(f: &Folded, p: &Part, north: bool, said: &Said) -> bool {
    placed(said) && (north || !p.is(STOP)) && next(f, p.e).is_some_and(|n| n.is(TOWN) && !n.apart)
}

/// A house is told already, so that a town may follow.
fn placed(said: &Said) -> bool {
    said.ending >= Ending::Soft || said.unit
}

/// The end of the name of a country, of one word or two.
fn nation(f: &Folded, p: &Part) -> Option<usize> {
    if !p.is(NATION) || !p.capital || p.number {
        return None;
    }
    if !matches!(f.str(p.s, p.e), "united" | "south" | "new" | "czech") {
        return Some(p.e);
    }
    let second = next(f, p.e).filter(|n| n.capital && !n.apart && !n.number)?;
    matches!(f.str(second.s, second.e), "states" | "kingdom" | "africa" | "zealand" | "republic").then_some(second.e)
}

/// The name of a state: in capitals, before a post code, or, of two letters behind a town, the end of the text.
fn state(f: &Folded, p: &Part, said: &Said) -> bool {
    let both = (p.s..p.e).all(|i| f.cells.get(i).is_some_and(|c| c.is_upper()));
    let coded = post_code(f, f.skip_space(p.e)).is_some();
    let two = p.e - p.s == 2;
    let closes = two && said.town && p.e == f.cells.len();
    let small = !two && !said.capitals && said.ending > Ending::Soft;
    p.is(PLACE_STATE) && (if two { both || coded || closes } else { p.capital || coded || small }) || two && both && coded
}

/// The whole name of a state in small letters stands one or two words on.
fn small_state(f: &Folded, k: usize) -> bool {
    let state = |p: &Part| p.is(PLACE_STATE) && p.e - p.s > 3 && !p.apart;
    let Some(p) = next(f, k) else { return false };
    state(&p) || !p.apart && !p.number && !p.is(STOP | ORDINARY) && next(f, p.e).is_some_and(|p| state(&p))
}

/// The end of a post code of five digits in words.
fn spoken_code(f: &Folded, k: usize) -> Option<usize> {
    let mut e = k;
    for _ in 0..5 {
        e = next(f, e).filter(|p| p.is(tokens::DIGIT) && !p.number && !p.fresh)?.e;
    }
    Some(e)
}

/// The end of "12th floor" after `e`.
pub(crate) fn floor(f: &Folded, e: usize) -> Option<usize> {
    let p = next(f, e).filter(|p| ordinal(f, p))?;
    next(f, p.e).filter(|w| matches!(f.str(w.s, w.e), "floor" | "fl")).map(|w| w.e)
}

/// The end of a town right after its post code: up to three capital words and small ones between.
fn town_after(f: &Folded, k: usize) -> usize {
    let mut e = k;
    let mut end = k;
    for _ in 0..5 {
        let Some(p) = next(f, e).filter(|p| !p.apart && !p.number && (p.capital && !p.is(STOP) || p.is(LINK))) else { break };
        e = p.e;
        if p.capital {
            end = e;
        }
    }
    end
}

/// A state with its code, a post code or a country follows within a few words.
fn leads_on(f: &Folded, mut k: usize) -> bool {
    for _ in 0..3 {
        let Some(p) = next(f, k) else { return false };
        let both = (p.s..p.e).all(|i| f.cells.get(i).is_some_and(|c| c.is_upper()));
        let code = post_code(f, p.s).is_some();
        if code || p.is(PLACE_STATE) && (both || p.capital && p.e - p.s > 3) || p.is(NATION) && p.capital {
            return true;
        }
        if p.number || AFTER.has(f.str(p.s, p.e)) {
            return false;
        }
        k = p.e;
    }
    false
}

/// "Apt 30D", "Suite 12", "#201": the end, and whether it has a number.
pub(crate) fn unit(f: &Folded, k: usize) -> Option<(usize, bool)> {
    // "Rd. #2F"
    let stop = |j: usize| f.ch(j) == '.' && f.ch(j + 1) == ' ' && f.ch(j + 2) == '#';
    let j = (k..k + 5).find(|j| !matches!(f.ch(*j), ' ' | ',' | '\n') && !parting(f, *j) && !stop(*j))?;
    if f.ch(j) == '#' {
        let from = f.skip_space(j + 1);
        let mut e = from;
        while f.alnum(e) || any_of!(f.ch(e), " -") && f.kind(e + 1) == Kind::Digit && e - from < 4 {
            e += 1;
        }
        return (e > from).then_some((e, true));
    }
    let p = next(f, k).filter(|p| p.is(UNIT))?;
    let mut v = next(f, p.e).filter(|v| !v.apart)?;
    // "Flat No. 12"
    if matches!(f.str(v.s, v.e), "no" | "number") {
        v = next(f, v.e).filter(|v| v.number)?;
    }
    // "flat two seven"
    if v.is(tokens::DIGIT | tokens::TENS)
        && let Some(n) = next(f, v.e).filter(|n| n.is(tokens::DIGIT) && !n.apart && !n.number)
    {
        v.e = n.e;
    }
    let said = v.is(tokens::DIGIT | tokens::TENS) && !matches!(f.str(v.s, v.e), "to" | "for" | "too");
    let valued = v.number || said || v.e - v.s <= 2 && v.capital;
    // "Unit D"
    let letter = v.e - v.s == 1 && v.capital && !matches!(f.str(p.s, p.e), "no" | "box" | "level" | "house" | "room");
    valued.then_some((v.e, v.number || said || letter))
}

/// US five or nine digits, continental four to six, British or Canadian letters and digits; the end.
pub(crate) fn post_code(f: &Folded, a: usize) -> Option<usize> {
    let e = (a..).find(|k| !f.alnum(*k))?;
    let w = f.str(a, e);
    let digits = w.bytes().filter(u8::is_ascii_digit).count();
    if digits == w.len() && (4..=6).contains(&digits) {
        let plus = f.ch(e) == '-' && (e + 1..e + 5).all(|k| f.kind(k) == Kind::Digit) && f.kind(e + 5) != Kind::Digit;
        return Some(if plus { e + 5 } else { e });
    }
    if !w.starts_with(|c: char| c.is_ascii_alphabetic()) || digits == 0 {
        return None;
    }
    // Singapore: "S560412"
    if w.len() == 7 && digits == 6 && w.starts_with('s') {
        return Some(e);
    }
    // "D08 X3K7": a routing key and four characters
    let routed = digits == 2 && w.len() == 3 && f.kind(a) == Kind::Latin && f.kind(a + 1) == Kind::Digit;
    let unique = |b: usize| (b..b + 4).all(|k| f.alnum(k)) && !f.alnum(b + 4) && (b..b + 4).any(|k| f.kind(k) == Kind::Digit);
    if routed && f.ch(e) == ' ' && unique(e + 1) && f.kind(e + 1) == Kind::Latin {
        return Some(e + 5);
    }
    let inward = |b: usize| f.kind(b) == Kind::Digit && f.kind(b + 1) == Kind::Latin && f.alnum(b + 2) && !f.alnum(b + 3);
    if (2..=4).contains(&w.len()) {
        let b = f.skip_space(e);
        return inward(b).then_some(b + 3);
    }
    // written together: "B5L5M4", "E3S1T6"
    ((5..=7).contains(&w.len()) && inward(e - 3) && f.kind(a) == Kind::Latin && digits >= 2).then_some(e)
}
