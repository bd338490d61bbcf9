//! English things that are called after people: storms, dishes, laws, diseases, parks, and what is made under a name.

use std::collections::HashSet;
use std::sync::OnceLock;

use masking_check::things::{EPONYMS, GOODS, KINDS, MACHINES, NAMED, PLACES, RECORDS, SAYINGS, THERE};

use crate::fold::Folded;
use crate::lists;
use crate::names_en::{BELONGINGS, TOWNS, Word, determined, plain_thing, touching};
use crate::tokens::{BRAND, FIRST, Quick, TITLE};

/// Evidence that the words `i..i + used` name a thing. `lead` tells how clearly a person is announced.
pub(crate) fn thing(f: &Folded, words: &[Word], i: usize, used: usize, lead: u8) -> f32 {
    let Some([first, .., last] | [first @ last]) = words.get(i..i + used) else { return 0.0 };
    let said = |w: &Word| f.str(w.s, w.e);
    let before = i.checked_sub(1).and_then(|k| words.get(k)).filter(|b| touching(f, b, first));
    let owns = f.ch(last.e) == '\'' && f.ch(last.e + 1) == 's';
    let after = words.get(i + used).filter(|a| touching(f, last, a) || owns && a.s == last.e + 3);
    if after.is_some_and(|a| !a.capital && GOODS.has(said(a))) {
        return 0.5;
    }
    let compared = before.is_some_and(|b| said(b) == "vs");
    let roger = compared || used == 1 && before.is_none() && after.is_some_and(|a| SAYINGS.has(said(a)));
    if lead == 0 && used == 1 && (roger || MACHINES.has(said(first)) && !owns) {
        return 0.4;
    }
    if after.is_some_and(|a| EPONYMS.has(said(a)) || !owns && NAMED.has(said(a))) {
        return 0.5;
    }
    if lead == 2 {
        return 0.0;
    }
    let kind = |w: &Word| KINDS.has(said(w));
    let there = before.is_some_and(|b| THERE.has(said(b)));
    let place = used > 1 && there && !owns && PLACES.has(said(last));
    // "Carnegie Hall": no given name
    let house = used == 2 && !owns && first.bits & (FIRST | TITLE) == 0 && PLACES.has(said(last));
    let town = used > 1 && (TOWNS.has(said(first)) || kind(first));
    if before.is_some_and(kind) || place || house || town {
        return 0.45;
    }
    // "the Herman Miller chair", but "the Mary Smith account"
    let made = |a: &Word| plain_thing(f, last, a) && !BELONGINGS.has(said(a)) && !RECORDS.has(said(a));
    let article = determined(f, words, i);
    // "the Black and Decker drill"
    let pair = i >= 2 && before.is_some_and(|b| said(b) == "and") && determined(f, words, i - 2);
    match after.is_some_and(made) {
        true if pair => 0.4,
        true if article && used > 1 => 0.15,
        _ if used > 1 && before.is_some_and(|b| matches!(said(b), "a" | "an")) => 0.13,
        _ => 0.0,
    }
}

/// A firm or work known by the name of a person.
pub(crate) fn brand(f: &Folded, words: &[Word], i: usize, used: usize) -> bool {
    let Some([first, .., last] | [first @ last]) = words.get(i..i + used) else { return false };
    if first.bits & BRAND == 0 {
        return false;
    }
    let said = f.str(first.s, last.e);
    if said.as_bytes().windows(2).any(|w| w == b". ") {
        brands().contains(said.replace(". ", " ").as_str())
    } else {
        brands().contains(said)
    }
}

fn brands() -> &'static HashSet<String, Quick> {
    static B: OnceLock<HashSet<String, Quick>> = OnceLock::new();
    B.get_or_init(|| lists::brands().map(|name| name.replace('_', " ")).collect())
}
