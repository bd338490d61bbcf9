//! Addresses in English told field by field: "house number 12, street is Elm Close, town is Ayr, postcode …".

use crate::address_en::next;
use crate::address_tail::post_code;
use crate::cand::{Cand, Ctx};
use crate::chars::{WordSet, Words};
use crate::fold::{Folded, Kind};
use crate::label::Label;
use crate::tokens::{FIRM, SOFT, STOP, Token};

/// Words for the fields of an address; those before `TOWNS` say which house.
static FIELDS: [Words; 3] = [
    Words::new(&[
        "house number",
        "house no.",
        "house no",
        "plot no.",
        "plot no",
        "plot",
        "door no.",
        "door no",
        "door number",
        "building number",
        "street number",
        "house",
        "building",
        "number",
    ]),
    Words::new(&["street name", "street", "road name", "road", "avenue"]),
    Words::new(&[
        "apartment number",
        "apartment",
        "apt",
        "flat number",
        "flat",
        "unit",
        "floor",
        "town",
        "city",
        "suburb",
        "district",
        "county",
        "state",
        "province",
        "zip code",
        "zip",
        "postcode",
        "post code",
        "postal code",
        "country",
    ]),
];
/// Words of which such a row has at least two.
#[rustfmt::skip]
static TELLING: WordSet = WordSet::new(&[
    "house", "plot", "building", "door", "number", "street", "road", "avenue", "town", "city", "suburb", "district", "county", "state", "zip",
    "postcode", "postal", "code",
]);
/// What may stand between a field and what it holds.
static LINKS: Words = Words::new(&[" is ", "'s ", ": ", ":", " = ", "=", " - ", " "]);
/// What parts fields.
static GAPS: Words = Words::new(&[", and ", ", the ", ", my ", ", ", " and the ", " and ", "; ", ". ", "\n", ","]);
/// Longest thing a field holds, in cells; fewest fields.
const LONGEST: usize = 32;
const FEWEST: usize = 3;

/// Find rows of such fields.
pub(crate) fn find(ctx: &Ctx<'_>, bits: u32, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.latin < 20 || f.digits == 0 || bits & (FIRM | SOFT) == 0 {
        return;
    }
    if tokens.iter().filter(|t| TELLING.has(f.str(t.s as usize, t.e as usize))).take(2).count() < 2 {
        return;
    }
    let mut read = 0;
    for k in tokens.iter().map(|t| t.s as usize) {
        if k < read || k > 0 && f.alnum(k - 1) {
            continue;
        }
        let Some((e, fields)) = row(f, k) else { continue };
        if fields >= FEWEST {
            out.push(Cand::plain(f, (k, e), Label::Address, 0.8, "address.en.fields"));
        }
        read = e;
    }
}

/// The row of fields that begins at `s`: its end and how many. One says the house or the street, one has digits.
fn row(f: &Folded, s: usize) -> Option<(usize, usize)> {
    let (mut e, mut fields, mut kinds) = (s, 0, [false; 3]);
    let mut k = s;
    while let Some((kind, end)) = field(f, k) {
        (e, fields) = (end, fields + 1);
        kinds[kind] = true;
        let Some(gap) = GAPS.at(f, end).max_by_key(|w| w.len()) else { break };
        k = end + gap.chars().count();
    }
    let digits = (s..e).any(|k| f.kind(k) == Kind::Digit);
    // "house 14, road 7, dhanmondi, dhaka 1205"
    let numbered = kinds[0] && kinds[1] && f.kind(e - 1) == Kind::Digit;
    if numbered && fields == 2 {
        (e, fields) = coded(f, e).map_or((e, fields), |end| (end, FEWEST));
    }
    (fields > 0).then_some((e, if digits && (kinds[0] || kinds[1]) { fields } else { 0 }))
}

/// The end of a post code one or two names behind cell `e`.
fn coded(f: &Folded, e: usize) -> Option<usize> {
    let mut k = e;
    for n in 0..4 {
        let p = next(f, k).filter(|p| !p.fresh && !p.is(STOP))?;
        if n > 0 && p.number {
            return post_code(f, p.s);
        }
        k = p.e;
    }
    None
}

/// Which kind of field begins at `k`, and the end of what it holds.
fn field(f: &Folded, k: usize) -> Option<(usize, usize)> {
    let named = |(i, words): (usize, &Words)| Some((i, words.at(f, k).max_by_key(|w| w.len())?));
    let (kind, name) = FIELDS.iter().enumerate().filter_map(named).max_by_key(|x| x.1.len())?;
    let e = k + name.len();
    let link = LINKS.at(f, e).max_by_key(|w| w.len())?;
    let s = e + link.chars().count();
    let inner = |k: &usize| matches!(f.kind(*k), Kind::Latin | Kind::Digit | Kind::Letter | Kind::Space) || f.ch(*k) == '\'';
    let end = s + (s..s + LONGEST).take_while(inner).take_while(|k| !f.starts(*k, " and ")).count();
    let end = end - usize::from(end > s && f.ch(end - 1) == ' ');
    let words = f.str(s, end).split(' ').count();
    // a name or a number, not a sentence
    let told =
        f.cells.get(s).is_some_and(|c| c.kind == Kind::Digit || c.is_upper()) || link.contains([':', '=']) || link == " is ";
    (end > s && words <= 4 && told).then_some((kind, end))
}
