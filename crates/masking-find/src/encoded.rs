//! Values written in a code that anybody can read back: Base64, hexadecimal, Morse.

use crate::cand::{Cand, Ctx};
use crate::chars::any_of;
use crate::fold::{Folded, Kind};
use crate::label::Label;
use crate::tokens::Row;

/// Fewest and most characters of a word in Base64 or hexadecimal.
const LEAST: usize = 12;
const MOST: usize = 400;
/// Fewest digits of a telephone.
const DIGITS: usize = 7;

/// Find them.
pub(crate) fn find(ctx: &Ctx<'_>, rows: &[Row], out: &mut Vec<Cand>) {
    let f = ctx.f;
    let mut read = 0;
    let begins = |r: &&Row| r.len() >= LEAST && r.letters > 0 && !any_of!(f.ch(r.s.wrapping_sub(1)), "+/_-");
    for row in rows.iter().filter(begins) {
        let e = (row.s..row.s + MOST).find(|k| !f.alnum(*k) && !any_of!(f.ch(*k), "+/_-")).unwrap_or(row.s);
        let padded = e + (e..e + 2).take_while(|k| f.ch(*k) == '=').count();
        let plain = |k: usize| f.cells.get(k).map(|c| if c.is_upper() { c.ch.to_ascii_uppercase() } else { c.ch });
        let word: Vec<u8> = (row.s..e).filter_map(plain).map(|c| c as u8).collect();
        let told = if row.s >= read { hex(&word).or_else(|| base64(&word)) } else { None };
        if let Some((label, canonical)) = told.and_then(value) {
            read = padded;
            out.push(Cand { s: row.s, e: padded, label, score: 0.8, rule: "encoded", canonical });
        }
    }
    if f.signs >= DIGITS * 3 {
        morse(f, out);
    }
}

/// What decoded bytes hold: a mail address, or a telephone and little else.
fn value(bytes: Vec<u8>) -> Option<(Label, String)> {
    let text = String::from_utf8(bytes).ok().filter(|t| t.chars().all(|c| !c.is_control()))?;
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let mail = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    match () {
        () if mail => Some((Label::Email, text)),
        () if digits >= DIGITS && digits * 2 > text.chars().count() => Some((Label::Phone, text)),
        () => None,
    }
}

/// The bytes of pairs of hexadecimal digits.
fn hex(word: &[u8]) -> Option<Vec<u8>> {
    let nibble = |b: u8| char::from(b).to_digit(16).map(|v| v as u8);
    let pairs = word.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|p| Some(nibble(p[0])? << 4 | nibble(p[1])?)).collect()
}

/// The bytes of Base64, in either alphabet, without its padding.
fn base64(word: &[u8]) -> Option<Vec<u8>> {
    let six = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let mut bytes = Vec::with_capacity(word.len() * 3 / 4);
    for four in word.chunks(4) {
        let mut bits = 0u32;
        for b in four {
            bits = bits << 6 | u32::from(six(*b)?);
        }
        bits <<= 6 * (4 - four.len());
        bytes.extend(bits.to_be_bytes().into_iter().skip(1).take(four.len() * 3 / 4));
    }
    Some(bytes)
}

/// Digits in Morse: seven or more in a row, not all alike.
fn morse(f: &Folded, out: &mut Vec<Cand>) {
    let dot = |k: usize| any_of!(f.ch(k), ".·•");
    let dash = |k: usize| any_of!(f.ch(k), "-_–—−");
    let digit = |k: usize| {
        let (dots, dashes) = ((k..k + 5).filter(|k| dot(*k)).count(), (k..k + 5).filter(|k| dash(*k)).count());
        let sorted = (k..k + 4).filter(|k| dot(*k) != dot(k + 1)).count() < 2;
        let first = dot(k);
        (dots + dashes == 5 && sorted).then_some(if first { dots } else { (5 + dashes) % 10 })
    };
    let mut k = 0;
    while k < f.cells.len() {
        let (s, mut e, mut digits) = (k, k, String::new());
        while let Some(v) = digit(k) {
            digits.extend(char::from_digit(v as u32, 10));
            e = k + 5;
            k = e + (e..e + 3).take_while(|k| f.kind(*k) == Kind::Space || any_of!(f.ch(*k), "/|,")).count();
            if k == e {
                break;
            }
        }
        let differs = digits.bytes().any(|d| Some(d) != digits.bytes().next());
        if digits.len() >= DIGITS && differs {
            out.push(Cand { s, e, label: Label::Phone, score: 0.8, rule: "encoded.morse", canonical: digits });
        }
        k = k.max(s + 1);
    }
}

#[cfg(test)]
mod tests {
    use crate::look::told;

    #[test]
    fn codes_anybody_can_read_back_hide_nothing() {
        let found = |text: &str| told(text, "encoded");
        assert_eq!(found("write to dG9taEBleGFtcGxlLm9yZw== soon").as_deref(), Some("tomh@example.org"));
        assert_eq!(found("746f6d68406578616d706c652e6f7267").as_deref(), Some("tomh@example.org"));
        assert_eq!(found("MDc3MDA5MDAxMjM").as_deref(), Some("07700900123"));
        assert_eq!(found("----- --... --... ----- ----- ----. ----- .----").as_deref(), Some("07700901"));
        for text in
            ["commit 9f86d081884c7d659a2feaa0c55ad015", "----- ----- ----- ----- ----- ----- -----", "internationalisation"]
        {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
