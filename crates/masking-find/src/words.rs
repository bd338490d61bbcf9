//! Digits said in words: English, Spanish, French, German, pinyin, and their sound-alikes.

pub(crate) use masking_check::looks::{look, unleet};

use crate::tokens::{DIGIT, REPEAT, TENS, look_up};

/// Spelled digits with their value; the longest match wins, so order does not matter.
#[rustfmt::skip]
const WORDS: &[(&str, u8)] = &[
    ("zero", 0), ("oh", 0), ("nought", 0), ("naught", 0), ("nil", 0), ("null", 0), ("one", 1), ("two", 2), ("three", 3),
    ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9),
    // as said on the radio or spelled by ear
    ("niner", 9), ("fiver", 5), ("fife", 5), ("tree", 3), ("fower", 4), ("won", 1), ("wun", 1), ("to", 2), ("too", 2), ("tu", 2),
    ("for", 4), ("fore", 4), ("fo", 4), ("ate", 8), ("nein", 9), ("sicks", 6), ("sevin", 7), ("ait", 8), ("thre", 3),
    ("zerro", 0), ("sven", 7), ("nin", 9), ("foor", 4), ("fiv", 5), ("eigth", 8), ("svn", 7),
    // pinyin
    ("ling", 0), ("yi", 1), ("yao", 1), ("er", 2), ("liang", 2), ("san", 3), ("si", 4), ("wu", 5), ("liu", 6), ("qi", 7),
    ("ba", 8), ("jiu", 9), ("dong", 0), ("guai", 7), ("gou", 9),
    // Spanish, French, German, Italian, Portuguese
    ("cero", 0), ("uno", 1), ("dos", 2), ("tres", 3), ("cuatro", 4), ("cinco", 5), ("seis", 6), ("siete", 7), ("ocho", 8),
    ("nueve", 9), ("un", 1), ("deux", 2), ("trois", 3), ("quatre", 4), ("cinq", 5), ("sept", 7), ("huit", 8), ("neuf", 9),
    ("eins", 1), ("zwei", 2), ("drei", 3), ("vier", 4), ("funf", 5), ("sechs", 6), ("sieben", 7), ("acht", 8), ("neun", 9),
];

/// Words for two-digit numbers, as "five fifty-five" is said.
#[rustfmt::skip]
const TENS_WORDS: &[(&str, u8)] = &[
    ("ten", 10), ("eleven", 11), ("twelve", 12), ("thirteen", 13), ("fourteen", 14), ("fifteen", 15), ("sixteen", 16),
    ("seventeen", 17), ("eighteen", 18), ("nineteen", 19), ("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50),
    ("sixty", 60), ("seventy", 70), ("eighty", 80), ("ninety", 90),
];

/// Call `add` with every word, its kind (see `tokens`) and its value.
pub(crate) fn each(mut add: impl FnMut(&'static str, u32, u8)) {
    WORDS.iter().for_each(|(w, v)| add(w, DIGIT, *v));
    TENS_WORDS.iter().for_each(|(w, v)| add(w, TENS, *v));
    ["double", "dubble", "dbl"].into_iter().for_each(|w| add(w, REPEAT, 2));
    ["triple", "treble"].into_iter().for_each(|w| add(w, REPEAT, 3));
}

/// The digit a whole word stands for.
pub(crate) fn digit(w: &str) -> Option<u8> {
    let (bits, v) = look_up(w);
    (bits & DIGIT != 0).then_some(v)
}

/// Whether a digit word is pinyin, which may carry the number of its tone.
pub(crate) fn pinyin(w: &str) -> bool {
    matches!(
        w,
        "ling" | "yi" | "yao" | "er" | "liang" | "san" | "si" | "wu" | "liu" | "qi" | "ba" | "jiu" | "dong" | "guai" | "gou"
    )
}

/// How often a word says to repeat the next digit.
pub(crate) fn repeat(w: &str) -> Option<u8> {
    let (bits, v) = look_up(w);
    (bits & REPEAT != 0).then_some(v)
}

/// Split a word into digit words said without pause (`onetwothree`), at least two of them: the
/// longest digit word first, without going back, which is enough for what people write.
pub(crate) fn split(w: &str) -> Option<Vec<(u8, usize)>> {
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
