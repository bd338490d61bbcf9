//! Addresses in Latin letters: house number, street words, a street ending, then unit, town, state
//! and post code.

use crate::cand::{Cand, Ctx};
use crate::cues::Cue;
use crate::fold::{Folded, Kind};
use crate::label::Label;
use crate::tokens::{self, Token};

/// Street endings; the second list is ordinary English too and needs capitals or a post code.
pub(crate) const FIRM: &[&str] = &[
    "street",
    "st",
    "avenue",
    "ave",
    "av",
    "road",
    "rd",
    "boulevard",
    "blvd",
    "lane",
    "ln",
    "terrace",
    "parkway",
    "pkwy",
    "highway",
    "hwy",
    "alley",
    "crescent",
    "cres",
    "mews",
    "freeway",
    "fwy",
    "expressway",
    "expy",
    "turnpike",
    "broadway",
    "embarcadero",
    "causeway",
    "strasse",
    "straße",
    "rue",
    "calle",
    "plaza",
    "esplanade",
    "quay",
    "wharf",
    "turnpike",
    "viaduct",
    "boulevarde",
    "strase",
    "gata",
    "gatan",
    "weg",
];
pub(crate) const SOFT: &[&str] = &[
    "drive", "dr", "way", "court", "ct", "circle", "cir", "place", "pl", "square", "sq", "trail", "trl", "row", "walk", "close",
    "grove", "gardens", "gdns", "hill", "loop", "path", "park", "center", "centre", "crossing", "run", "pass", "point", "ridge",
    "view", "heights", "real", "green", "rise", "bend", "cove", "parade", "island", "mall", "junction", "track", "pike", "ter",
    "hollow", "meadow", "manor", "landing", "vista", "creek", "gate", "yard", "plz",
];
const UNITS: &[&str] = &[
    "apt",
    "apartment",
    "suite",
    "ste",
    "unit",
    "floor",
    "fl",
    "room",
    "rm",
    "flat",
    "building",
    "bldg",
    "no",
    "lot",
    "level",
    "box",
];
const STATES: &[&str] = &[
    "al",
    "ak",
    "az",
    "ar",
    "ca",
    "co",
    "ct",
    "de",
    "fl",
    "ga",
    "hi",
    "id",
    "il",
    "in",
    "ia",
    "ks",
    "ky",
    "la",
    "me",
    "md",
    "ma",
    "mi",
    "mn",
    "ms",
    "mo",
    "mt",
    "ne",
    "nv",
    "nh",
    "nj",
    "nm",
    "ny",
    "nc",
    "nd",
    "oh",
    "ok",
    "or",
    "pa",
    "ri",
    "sc",
    "sd",
    "tn",
    "tx",
    "ut",
    "vt",
    "va",
    "wa",
    "wv",
    "wi",
    "wy",
    "dc",
    "nsw",
    "vic",
    "qld",
    "tas",
    "act",
    "ab",
    "bc",
    "mb",
    "nb",
    "nl",
    "ns",
    "on",
    "pe",
    "qc",
    "sk",
    "california",
    "texas",
    "florida",
    "oregon",
    "washington",
    "nevada",
    "arizona",
    "colorado",
    "georgia",
    "ohio",
    "michigan",
    "illinois",
    "virginia",
    "maryland",
    "massachusetts",
];
const COUNTRIES: &[&str] = &[
    "usa",
    "us",
    "uk",
    "united",
    "canada",
    "australia",
    "england",
    "scotland",
    "wales",
    "ireland",
    "germany",
    "france",
    "india",
];
/// Words that follow an address and are no town.
const AFTER: &[&str] = &[
    "instead", "please", "by", "before", "today", "tomorrow", "and", "is", "the", "it", "their", "phone", "thanks", "with", "or",
    "for", "if", "so", "they", "which", "that", "has", "in", "on", "at", "to", "my", "i", "call", "you", "can", "your",
];

/// Find addresses, from every house number on.
pub(crate) fn find(ctx: &Ctx<'_>, bits: u32, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.latin < 5 || f.digits == 0 {
        return;
    }
    if f.text.contains("box") {
        post_box(ctx, out);
    }
    if bits & (tokens::FIRM | tokens::SOFT) == 0 {
        return;
    }
    let mut i = 0;
    while i < f.cells.len() {
        let fresh = i == 0 || !(f.alnum(i - 1) || matches!(f.ch(i - 1), '$' | '.' | '-' | '/' | ':' | '@' | '#' | '_'));
        let house = fresh && f.kind(i) == Kind::Digit;
        match house.then(|| at(ctx, i)).flatten() {
            Some(c) => {
                i = c.e;
                out.push(c);
            }
            None => i += 1,
        }
    }
}

/// The next word or number at or after `k`: its range, after spaces and at most one comma or full stop.
fn next(f: &Folded, k: usize) -> Option<(usize, usize, bool)> {
    let mut s = k;
    let mut comma = false;
    while matches!(f.ch(s), ' ' | ',' | '.' | '\n' | '#' | '\t') && s - k < 4 {
        comma |= matches!(f.ch(s), ',' | '\n');
        s += 1;
    }
    let mut e = s;
    while f.alnum(e) || (e > s && matches!(f.ch(e), '\'' | '-') && f.alnum(e + 1)) {
        e += 1;
    }
    (e > s).then_some((s, e, comma))
}

fn capital(f: &Folded, s: usize) -> bool {
    f.cells.get(s).is_some_and(|c| c.is_upper() || c.kind == Kind::Digit)
}

/// An address whose house number begins at `s`.
fn at(ctx: &Ctx<'_>, s: usize) -> Option<Cand> {
    let f = ctx.f;
    let mut k = s;
    while f.kind(k) == Kind::Digit || (k > s && f.ch(k) == '-' && f.kind(k + 1) == Kind::Digit) {
        k += 1;
    }
    if k - s > 7 {
        return None;
    }
    // 12B, 221b
    if f.kind(k) == Kind::Latin && !f.alnum(k + 1) {
        k += 1;
    } else if f.alnum(k) {
        return None;
    }
    let (street, firm, capitals, ordinal) = street(f, k)?;
    let (e, code, state, town) = tail(f, street);
    let cue = ctx.near.before(s, Cue::Address, 10).is_some() || ctx.expect == Some(Cue::Address);
    let mut score: f32 = match (firm, capitals) {
        (true, true) => 0.62,
        (true, false) => 0.42,
        (false, true) => 0.5,
        (false, false) => 0.15,
    };
    score += if code { 0.3 } else { 0.0 }
        + if state { 0.1 } else { 0.0 }
        + if town { 0.08 } else { 0.0 }
        + if cue { 0.3 } else { 0.0 };
    if ordinal {
        score += 0.1;
    }
    if score < 0.4 {
        return None;
    }
    let canonical = f.str(s, e).to_owned();
    Some(Cand { s, e, label: Label::Address, score: score.min(0.95), rule: "address.en", canonical })
}

/// The street's words after the house number that ends at `k`: end, firm ending, capitals, ordinal.
fn street(f: &Folded, k: usize) -> Option<(usize, bool, bool, bool)> {
    let (mut e, mut capitals, mut ordinal) = (k, true, false);
    let mut found: Option<(usize, bool, bool, bool)> = None;
    for n in 0..6 {
        let Some((a, b, comma)) = next(f, e) else { break };
        if comma {
            break;
        }
        let w = f.str(a, b);
        let number = f.kind(a) == Kind::Digit;
        let ord = number && ["st", "nd", "rd", "th"].iter().any(|x| w.ends_with(x));
        if number && !ord && n > 0 && found.is_none() || number && !ord && n == 0 {
            break;
        }
        let bits = tokens::look_up(w).0;
        let (firm, soft) = (bits & tokens::FIRM != 0, bits & tokens::SOFT != 0);
        if !capital(f, a) && !firm && !soft && (found.is_some() || n > 3) {
            break;
        }
        if AFTER.contains(&w) && !capital(f, a) && w != "the" {
            break;
        }
        capitals &= capital(f, a);
        ordinal |= ord;
        e = b;
        // "St" may be Saint: an ending needs a name before it, or stands for itself
        let lone = n == 0 && !matches!(w, "broadway" | "embarcadero" | "esplanade" | "rue" | "calle");
        if (firm || soft) && !lone {
            let better = found.is_none_or(|x| firm || !x.1);
            if better {
                found = Some((b, firm, capitals, ordinal));
            }
        } else if found.is_some() && !capital(f, a) {
            break;
        }
        if n == 0 && matches!(w, "broadway" | "embarcadero") {
            found = Some((b, true, capitals, ordinal));
        }
        if n == 0 && matches!(w, "rue" | "calle" | "via" | "avenida" | "boulevard" | "avenue" | "place") && capital(f, a) {
            let mut end = b;
            while let Some((x, y, c)) = next(f, end)
                && !c
                && (capital(f, x) && f.kind(x) == Kind::Latin || matches!(f.str(x, y), "de" | "la" | "du" | "des" | "del" | "le"))
                && end - b < 40
            {
                end = y;
            }
            return (end > b).then_some((end, true, true, false));
        }
    }
    found
}

/// Unit, town, state, post code and country after the street: end, post code, state, town.
fn tail(f: &Folded, street: usize) -> (usize, bool, bool, bool) {
    let mut e = street;
    // direction after the street: "Main St NW"
    if let Some((a, b, false)) = next(f, e)
        && matches!(f.str(a, b), "n" | "s" | "e" | "w" | "ne" | "nw" | "se" | "sw" | "north" | "south" | "east" | "west")
        && capital(f, a)
    {
        e = b;
    }
    for _ in 0..2 {
        e = unit(f, e);
    }
    let (mut state, mut town) = (false, false);
    let mut k = e;
    let mut words = 0;
    while let Some((a, b, comma)) = next(f, k) {
        let w = f.str(a, b);
        if let Some(end) = post_code(f, a).filter(|_| comma || words > 0 || state) {
            return (end, true, state, town);
        }
        if words > 0 && STATES.contains(&w) && (comma || capital(f, a)) {
            (state, k, e) = (true, b, b);
            continue;
        }
        if comma && COUNTRIES.contains(&w) {
            e = b;
            break;
        }
        // a town follows a comma, or belongs to a post code or state further on
        let name = f.kind(a) == Kind::Latin && !AFTER.contains(&w) && words < 3;
        if !name || state || !(comma || words > 0) {
            break;
        }
        if words > 0 && comma && !capital(f, a) && !STATES.contains(&w) {
            break;
        }
        words += 1;
        k = b;
        if capital(f, a) {
            town = true;
            e = k;
        }
    }
    (e, false, state, town)
}

/// "Apt 30D", "Suite 12", "#201": the end, or `k` where there is none.
fn unit(f: &Folded, k: usize) -> usize {
    let mut j = k;
    while matches!(f.ch(j), ' ' | ',' | '\n') && j - k < 3 {
        j += 1;
    }
    if f.ch(j) == '#' {
        let mut e = f.skip_space(j + 1);
        let from = e;
        while f.alnum(e) || f.ch(e) == ' ' && f.kind(e + 1) == Kind::Digit && e - from < 4 {
            e += 1;
        }
        return if e > from { e } else { k };
    }
    let Some((a, b, _)) = next(f, k) else { return k };
    if !UNITS.contains(&f.str(a, b)) {
        return k;
    }
    let Some((c, d, comma)) = next(f, b) else { return k };
    let valued = f.kind(c) == Kind::Digit || d - c <= 2;
    if valued && !comma { d } else { k }
}

/// US five or nine digits, British or Canadian letters and digits; the end.
fn post_code(f: &Folded, a: usize) -> Option<usize> {
    let mut e = a;
    while f.alnum(e) {
        e += 1;
    }
    let w = f.str(a, e);
    let digits = w.bytes().filter(u8::is_ascii_digit).count();
    if digits == w.len() && (4..=5).contains(&digits) {
        let plus = f.ch(e) == '-' && (e + 1..e + 5).all(|k| f.kind(k) == Kind::Digit) && f.kind(e + 5) != Kind::Digit;
        return Some(if plus { e + 5 } else { e });
    }
    let outward = (2..=4).contains(&w.len()) && w.starts_with(|c: char| c.is_ascii_alphabetic()) && digits >= 1;
    if !outward {
        return None;
    }
    let b = f.skip_space(e);
    let inward = f.kind(b) == Kind::Digit && f.kind(b + 1) == Kind::Latin && (f.alnum(b + 2)) && !f.alnum(b + 3);
    inward.then_some(b + 3)
}

/// "PO Box 123".
fn post_box(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    for w in ["po box", "p.o. box", "p o box"] {
        for (at, _) in f.text.match_indices(w) {
            let s = f.cell_at(at);
            let mut e = f.skip_space(s + w.len());
            let from = e;
            while f.kind(e) == Kind::Digit {
                e += 1;
            }
            if e > from {
                let end = tail(f, e).0;
                let canonical = f.str(s, end).to_owned();
                out.push(Cand { s, e: end, label: Label::Address, score: 0.85, rule: "address.en.box", canonical });
            }
        }
    }
}

/// Continental forms, the number last: "Hauptstraße 12, 10115 Berlin", "Rue de Rivoli 99".
pub(crate) fn continental(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    const ENDS: &[&str] = &[
        "strasse", "strase", "stra", "str", "weg", "platz", "allee", "gasse", "ring", "damm", "gatan", "vagen", "straat", "laan",
        "plein", "gade", "veien",
    ];
    const HEADS: &[&str] = &["rue", "via", "calle", "avenida", "rua", "viale", "corso", "carrer", "paseo", "ulica", "ul"];
    let f = ctx.f;
    if f.digits == 0 {
        return;
    }
    for t in tokens.iter().filter(|t| t.capital) {
        let (s, mut e) = (t.s as usize, t.e as usize);
        let w = f.str(s, e);
        let head = HEADS.contains(&w);
        let end = e - s > 4 && ENDS.iter().any(|x| w.ends_with(x));
        if !head && !end {
            continue;
        }
        // "ß" is a letter of its own
        while f.kind(e) == Kind::Letter || f.kind(e) == Kind::Latin && e < s + 24 {
            e += 1;
        }
        let mut words = 0;
        while head
            && words < 4
            && let Some((a, b, false)) = next(f, e)
            && f.kind(a) == Kind::Latin
        {
            e = b;
            words += 1;
        }
        let Some((a, b, _)) = next(f, if f.ch(e) == '.' { e + 1 } else { e }) else { continue };
        let number = f.kind(a) == Kind::Digit && b - a <= 5;
        if !number || head && words == 0 {
            continue;
        }
        let (mut end, mut score) = (b, 0.58);
        if let Some((c, d, true)) = next(f, b)
            && f.kind(c) == Kind::Digit
            && (4..=6).contains(&(d - c))
        {
            (end, score) = (d, 0.85);
            if let Some((x, y, false)) = next(f, d)
                && capital(f, x)
                && f.kind(x) == Kind::Latin
            {
                end = y;
            }
        }
        if ctx.near.before(s, Cue::Address, 10).is_some() {
            score += 0.1;
        }
        let canonical = f.str(s, end).to_owned();
        out.push(Cand { s, e: end, label: Label::Address, score, rule: "address.eu", canonical });
    }
}
