//! Digits said in words: English, Spanish, French, German, pinyin, and their sound-alikes.

pub use masking_check::looks::{look, unleet};
pub use masking_check::spoken::pinyin;
use masking_check::spoken::{TENS_WORDS, WORDS};

use crate::tokens::{DIGIT, REPEAT, TENS, look_up};

/// Call `add` with every word, its kind (see `tokens`) and its value.
pub fn each(mut add: impl FnMut(&'static str, u32, u8)) {
    WORDS.iter().for_each(|(w, v)| add(w, DIGIT, *v));
    TENS_WORDS.iter().for_each(|(w, v)| add(w, TENS, *v));
    ["double", "dubble", "dbl"].into_iter().for_each(|w| add(w, REPEAT, 2));
    ["triple", "treble"].into_iter().for_each(|w| add(w, REPEAT, 3));
}

/// The digit a whole word stands for.
#[inline]
pub fn digit(w: &str) -> Option<u8> {
    let (bits, v) = look_up(w);
    (bits & DIGIT != 0).then_some(v)
}

/// How often a word says to repeat the next digit.
#[inline]
pub fn repeat(w: &str) -> Option<u8> {
    let (bits, v) = look_up(w);
    (bits & REPEAT != 0).then_some(v)
}

/// Split a word into digit words said without pause (`onetwothree`), at least two of them: the
/// longest digit word first, without going back, which is enough for what people write.
pub fn split(w: &str) -> Option<Vec<(u8, usize)>> {
    if w.len() < 5 || w.len() > 96 || !w.is_ascii() {
        return None;
    }
    let mut out = Vec::new();
    let mut rest = w;
    while !rest.is_empty() {
        let (v, n) = (2..=7.min(rest.len())).rev().find_map(|n| Some((glued(rest, n)?, n)))?;
        out.push((v, n));
        rest = rest.get(n..)?;
    }
    (out.len() >= 2).then_some(out)
}

/// The digit that the first `n` letters say, or the ten of "fortyone".
fn glued(w: &str, n: usize) -> Option<u8> {
    let (bits, v) = look_up(w.get(..n)?);
    let unit = || (3..6).any(|m| w.get(n..n + m).and_then(digit).is_some());
    match () {
        () if bits & DIGIT != 0 => Some(v),
        () if bits & TENS != 0 && v >= 20 && unit() => Some(v / 10),
        () => None,
    }
}

/// A letter by itself that is no word of English.
#[inline]
pub fn lone(word: &[u8]) -> bool {
    word.len() == 1 && !matches!(word, b"i" | b"a" | b"s" | b"t" | b"m" | b"d")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_chains() {
        assert_eq!(digit("niner"), Some(9));
        assert_eq!(digit("hello"), None);
        assert_eq!(split("onetwothree").map(|v| v.len()), Some(3));
        assert_eq!(split("yaosanba").map(|v| v.iter().map(|x| x.0).collect::<Vec<_>>()), Some(vec![1, 3, 8]));
        assert_eq!(split("someone"), None);
    }
}
