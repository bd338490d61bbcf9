//! Digits, numbers and letters said in words.

use crate::set::WordSet;

/// Spelled digits with their value; the longest match wins, so order does not matter.
#[rustfmt::skip]
pub const WORDS: &[(&str, u8)] = &[
    ("zero", 0), ("oh", 0), ("nought", 0), ("naught", 0), ("nil", 0), ("null", 0), ("one", 1), ("two", 2), ("three", 3),
    ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9),
    // as said on the radio or spelled by ear
    ("niner", 9), ("fiver", 5), ("fife", 5), ("tree", 3), ("fower", 4), ("won", 1), ("wun", 1), ("to", 2), ("too", 2), ("tu", 2),
    ("for", 4), ("fore", 4), ("fo", 4), ("ate", 8), ("nein", 9), ("sicks", 6), ("sevin", 7), ("ait", 8), ("thre", 3),
    ("zerro", 0), ("sven", 7), ("nin", 9), ("foor", 4), ("fiv", 5), ("eigth", 8), ("svn", 7), ("sex", 6), ("ine", 1),
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
pub const TENS_WORDS: &[(&str, u8)] = &[
    ("ten", 10), ("eleven", 11), ("twelve", 12), ("thirteen", 13), ("fourteen", 14), ("fifteen", 15), ("sixteen", 16),
    ("seventeen", 17), ("eighteen", 18), ("nineteen", 19), ("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50),
    ("sixty", 60), ("seventy", 70), ("eighty", 80), ("ninety", 90),
];

/// A number said with its powers of ten at `i` (三百五十, 一亿三千): value and end. `ch` gives the character at a
/// position, `han` the value of a Han numeral. Only from a
/// hundred on, since tens are counted in plain talk.
pub fn spoken(i: usize, ch: impl Fn(usize) -> char, han: impl Fn(usize) -> Option<u8>) -> Option<(u64, usize)> {
    let (mut total, mut section, mut unit) = (0u64, 0u64, 1u64);
    let (mut digit, mut e, mut powers, mut last) = (None::<u64>, i, 0, 10_000);
    while e - i < 24 {
        let power = match ch(e) {
            '十' | '拾' => 10,
            '百' | '佰' => 100,
            '千' | '仟' => 1_000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => match han(e) {
                Some(d) if digit.is_none() || digit == Some(0) => {
                    digit = Some(u64::from(d));
                    e += 1;
                    continue;
                }
                // "一百五十二八千…": the next number begins
                Some(_) if powers > 0 => break,
                Some(_) => return None,
                None => break,
            },
        };
        if power < 10_000 && power >= last {
            e -= usize::from(digit.take().is_some());
            break;
        }
        last = if power < 10_000 { power } else { 10_000 };
        powers += 1;
        if power < 10_000 {
            section += digit.unwrap_or(1) * power;
            unit = power / 10;
        } else {
            total += (section + digit.unwrap_or(0)) * power;
            section = 0;
            unit = power / 10;
        }
        digit = None;
        e += 1;
    }
    // "三百五" is 350
    let tail = match digit {
        Some(d) if d > 0 && ch(e.wrapping_sub(2)) != '零' && unit > 1 => d * unit,
        Some(d) => d,
        None => 0,
    };
    let value = total + section + tail;
    (powers >= 1 && value >= 100).then_some((value, e))
}

/// Letters as they are said on the radio.
#[rustfmt::skip]
pub static RADIO: WordSet = WordSet::new(&[
    "alfa", "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "juliett", "kilo",
    "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "whisky",
    "xray", "yankee", "zulu",
]);

/// Whether a digit word is pinyin, which may carry the number of its tone.
pub fn pinyin(w: &str) -> bool {
    matches!(
        w,
        "ling" | "yi" | "yao" | "er" | "liang" | "san" | "si" | "wu" | "liu" | "qi" | "ba" | "jiu" | "dong" | "guai" | "gou"
    )
}
