//! English things that are called after people: storms, dishes, laws, diseases, parks, and what is made under a name.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::chars::WordSet;
use crate::fold::Folded;
use crate::names_en::{BELONGINGS, DATA, TOWNS, Word, determined, plain_thing, touching};
use crate::tokens::{BRAND, FIRST, Quick, TITLE};

/// Right before a name: what bears it is no person.
#[rustfmt::skip]
static KINDS: WordSet = WordSet::new(&[
    "hurricane", "storm", "typhoon", "cyclone", "tornado", "eggs", "beef", "peach", "pear", "chicken", "oysters", "steak",
    "lobster", "crepes", "uss", "hms", "planet", "comet", "fort", "lake", "mount",
]);
/// Right after a name or what is somebody's: found, proved, founded or won under it.
#[rustfmt::skip]
static EPONYMS: WordSet = WordSet::new(&[
    "disease", "syndrome", "palsy", "law", "laws", "theorem", "principle", "paradox", "equation", "constant", "razor", "conjecture",
    "inequality", "hypothesis", "lemma",
]);
/// Right after a name, but not after what is somebody's: "Mary's test".
#[rustfmt::skip]
static NAMED: WordSet = WordSet::new(&[
    "act", "effect", "scale", "transform", "distribution", "algorithm", "maneuver", "telescope", "trophy", "cup", "prize", "award",
    "awards", "medal", "foundation", "terrier", "spaniel", "exhibition", "vaccine", "radar", "doctrine", "amendment",
]);
/// What shops sell under somebody's name: "Meyer's soap".
#[rustfmt::skip]
static GOODS: WordSet = WordSet::new(&[
    "soap", "chips", "sauce", "bar", "bars", "coffee", "tea", "jeans", "shoes", "boots", "sneakers", "cream", "shampoo", "lotion",
    "chocolate", "chocolates", "candy", "cheese", "bread", "pizza", "cookies", "cereal", "jam", "honey", "mustard", "ketchup",
    "salsa", "beer", "ale", "whiskey", "wine", "vodka", "gin", "rum", "cider", "soda", "juice", "milk", "yogurt", "popcorn",
    "crackers", "nuts", "snacks", "seeds", "bed", "mattress", "chair", "sofa", "lamp", "knife", "knives", "razor", "candle",
    "candles", "perfume", "cologne", "detergent", "cleaner", "refill", "toothpaste", "deodorant", "redhot", "sausage", "sausages",
    "bacon", "ham", "turkey", "soup", "pasta", "rice", "beans", "oats", "dressing", "pickles", "lunchbox", "backpack", "multipack",
    "bamboo", "fan", "desk", "washer", "dryer", "smoker", "grill", "cookware", "pan", "pans", "towels", "plants", "tumbler", "heater",
]);
/// Right after a first word in capitals that only looks like a name: "Roger that".
static SAYINGS: WordSet = WordSet::new(&["that", "vs"]);
/// Machines that answer to a name; people are announced.
static MACHINES: WordSet = WordSet::new(&["alexa", "siri", "cortana", "bixby"]);

/// Surnames that are kinds of places.
#[rustfmt::skip]
static PLACES: WordSet = WordSet::new(&[
    "park", "hall", "hill", "hills", "house", "lake", "beach", "field", "fields", "bridge", "tower", "towers", "forest", "grove",
    "lane", "mill", "mills", "wells", "island", "heights", "garden", "gardens", "church", "bay", "point",
]);
/// Words that lead to a place or a thing and not to a person.
#[rustfmt::skip]
static THERE: WordSet = WordSet::new(&[
    "near", "behind", "around", "at", "in", "the", "via", "through", "visit", "visited", "opposite", "beside", "outside", "inside",
    "past", "towards", "a", "our",
]);

/// What is kept under somebody's name.
#[rustfmt::skip]
static RECORDS: WordSet = WordSet::new(&[
    "booking", "reservation", "ticket", "file", "complaint", "invoice", "payment", "appointment", "policy", "contract", "refund",
    "delivery", "case", "request", "parcel", "package", "profile", "claim", "transfer", "call", "message", "chat", "issue",
    "application", "review", "visit", "shipment", "subscription", "record", "party", "family", "estate", "interview", "wedding",
]);

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
    B.get_or_init(|| brand_list().map(|name| name.replace('_', " ")).collect())
}

/// Brands, with '_' between the words of one.
pub(crate) fn brand_list() -> impl Iterator<Item = &'static str> {
    DATA.lines().find_map(|l| l.strip_prefix("brand: ")).unwrap_or("").split_whitespace()
}
