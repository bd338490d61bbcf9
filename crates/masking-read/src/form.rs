//! How much a token looks like somebody's account rather than the code of a thing: a linear model over its characters
//! by two to four, its capitals, its sizes and what its letters are made of. Made by `ops/lib/handles.py`, which reads
//! tokens the same way.

use masking_check::model::{BUCKETS, EMPTY, Sum, step};

use crate::tokens::{FIRST, LAST, ORDINARY, look_up};

/// One signed byte a bucket, in sixteenths.
static WEIGHTS: &[u8; BUCKETS] = include_bytes!("../data/handles.bin");
/// Longest token that is looked at, in bytes.
const LONGEST: usize = 40;
/// From here on hardly any code of a thing is taken for an account.
pub const SURE: f32 = 3.0;

/// The logarithm of the odds that `token`, small letters and digits with joints, of which `uppers` were capitals
/// (`first`: the first sign was one), is an account.
pub fn account(token: &str, uppers: usize, first: bool) -> f32 {
    let low = token.as_bytes();
    if low.is_empty() || low.len() > LONGEST || !token.is_ascii() {
        return 0.0;
    }
    let mut sum = Sum::new(WEIGHTS);
    let mut plain = [b'^'; LONGEST + 2];
    plain.iter_mut().skip(1).zip(low).for_each(|(p, b)| *p = if b.is_ascii_digit() { b'0' } else { *b });
    plain[low.len() + 1] = b'$';
    let plain = plain.get(..low.len() + 2).unwrap_or_default();
    for (i, b) in plain.iter().enumerate() {
        let mut h = step(EMPTY, b);
        for b in plain.iter().skip(i + 1).take(3) {
            h = step(h, b);
            sum.count(h);
        }
    }
    let (mut rows, mut letters) = (0, 0);
    for row in token.split(|c: char| !c.is_ascii_lowercase()).filter(|r| !r.is_empty()) {
        sum.add(&[b"#", made_of(row)]);
        rows += 1;
        letters += row.len();
    }
    let case: &[u8] = match uppers {
        0 => b"no",
        n if n == letters => b"all",
        1 if first => b"first",
        _ => b"some",
    };
    sum.add(&[b"#case", case]);
    let digits = low.iter().filter(|b| b.is_ascii_digit()).count();
    sum.number("#digits", digits, 6);
    sum.number("#letters", letters, 9);
    sum.number("#rows", rows, 4);
    if low.iter().rev().take_while(|b| b.is_ascii_digit()).count() < digits {
        sum.add(&[b"#inside"]);
    }
    sum.odds()
}

/// What a row of letters is made of; the first that holds.
fn made_of(row: &str) -> &'static [u8] {
    if row.len() < 3 {
        return b"short";
    }
    let kind = |w: &str| match look_up(w).0 {
        bits if bits & (FIRST | LAST) != 0 => Some(b'n'),
        bits if bits & ORDINARY != 0 => Some(b'w'),
        _ => None,
    };
    let whole = kind(row);
    if whole == Some(b'w') {
        return b"word";
    }
    if masking_check::pinyin::syllables(row).is_some_and(|n| n > 1) {
        return b"pinyin";
    }
    if whole.is_some() {
        return b"name";
    }
    let parts = |cut: usize| Some((kind(row.get(..cut)?)?, kind(row.get(cut..)?)?));
    match (3..row.len().saturating_sub(2)).find_map(parts) {
        Some((b'w', b'w')) => b"twow",
        Some(_) => b"twon",
        None => b"none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_told_from_codes() {
        let weight = |t: &str| {
            account(
                &t.to_ascii_lowercase(),
                t.bytes().filter(u8::is_ascii_uppercase).count(),
                t.as_bytes()[0].is_ascii_uppercase(),
            )
        };
        for t in ["xiaoyu_482", "luckyfox77", "megan.delgado12", "zhangwei1995", "tangojay297"] {
            assert!(weight(t) > SURE, "{t}: {}", weight(t));
        }
        for t in ["iphone16", "report_2026", "KFR-35GW", "v2rc13b", "SAVE20NOW", "e404x9", "black256g", "spring2026"] {
            assert!(weight(t) < 0.5, "{t}: {}", weight(t));
        }
    }
}
