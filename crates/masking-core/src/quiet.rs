//! The first look: whether a message may hold anything at all, told from its characters and cues
//! before it is folded. Most messages leave here. Errs only towards a second look.

use crate::cues::{self, Voice};
use crate::fold::{FUNCTION, HAN, NO_DIGIT, SURNAME, UNIT};
use crate::fold_tables;
use crate::names_zh::{self, Likely};
use crate::tokens::{self, DIGIT, FIRST, LAST, SPOKEN_DOT, TENS};

/// Signs of ordinary Chinese writing.
const SIGNS: &str = "，。！？：；、“”（）…～《》—";
/// Divisions and roads: two of them may be an address.
const DIVISIONS: &str = "省市区县镇乡村路街巷弄州";
/// A Latin word this long may be several digit words in one.
const LONG_WORD: usize = 15;

/// Whether nothing can be found in `text` by a policy without rules of its own, where nothing was
/// asked for and nothing is known.
pub(crate) fn quiet(text: &str) -> bool {
    let latin = text.is_ascii();
    match if latin { plain_latin(text) } else { plain_han(text) } {
        Some(names) => match cues::voice(text, latin) {
            Voice::Silent => true,
            Voice::Names => !names,
            Voice::Loud => false,
        },
        None => false,
    }
}

/// Whether nothing can be found in what values leave over: as [`quiet`], the cues being spent.
pub(crate) fn rest(text: &str) -> bool {
    if text.is_ascii() { plain_latin(text).is_some() } else { plain_han(text) == Some(false) }
}

/// `None` unless Chinese without Latin letters, numbers, likely names or divisions; else whether it
/// holds a name for those who look for one.
fn plain_han(text: &str) -> Option<bool> {
    let (mut numerals, mut divisions, mut names) = (0u32, 0u32, false);
    let mut numeral = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(class) = fold_tables::han(c) else {
            if !(c == ' ' || matches!(c, ',' | '.' | '!' | '?' | '~' | '\n') || SIGNS.contains(c)) {
                return None;
            }
            numeral = false;
            continue;
        };
        let (digit, tags) = (class as u8, (class >> 8) as u8);
        if digit == fold_tables::VARIANT || numeral && tags & UNIT != 0 {
            return None;
        }
        numeral = digit < NO_DIGIT && digit >> 4 == HAN || matches!(c, '十' | '百');
        numerals += u32::from(numeral);
        divisions += u32::from(tags != 0 && DIVISIONS.contains(c));
        if numerals > 2 || divisions > 1 {
            return None;
        }
        if tags & SURNAME != 0
            && let Some(next) = chars.peek().copied()
            && fold_tables::han(next).is_some_and(|n| (n >> 8) as u8 & FUNCTION == 0)
        {
            let third = chars.clone().nth(1).unwrap_or(' ');
            match names_zh::likely(c, next, third) {
                Likely::Name => return None,
                Likely::Perhaps => names = true,
                Likely::Word => {}
            }
        }
    }
    // a short message may be a part of a number
    (numerals == 0 || text.len() > 36).then_some(names)
}

/// `None` unless English without numbers, names and signs of addresses.
fn plain_latin(text: &str) -> Option<bool> {
    let bytes = text.as_bytes();
    let (mut numbers, mut i, mut capitals, mut listed) = (0u32, 0, false, false);
    let mut word = [0u8; LONG_WORD];
    while let Some(b) = bytes.get(i) {
        if !b.is_ascii_alphabetic() {
            let sign = matches!(b, b' ' | b',' | b'!' | b'?' | b'\'' | b'-' | b'"');
            let stop = *b == b'.' && bytes.get(i + 1).is_none_or(|n| matches!(n, b' ' | b'.'));
            if !sign && !stop {
                return None;
            }
            i += 1;
            continue;
        }
        let start = i;
        while bytes.get(i).is_some_and(u8::is_ascii_alphabetic) {
            let slot = word.get_mut(i - start)?;
            *slot = bytes[i].to_ascii_lowercase();
            i += 1;
        }
        let lower = word.get(..i - start).and_then(|w| std::str::from_utf8(w).ok())?;
        let bits = tokens::look_up(lower).0;
        let capital = b.is_ascii_uppercase();
        if capital && lower != "i" && (start > 0 || bits & (tokens::COMMON | tokens::STOP) == 0 || bits & (FIRST | LAST) != 0) {
            return None;
        }
        // spelled letter by letter
        let lone = i - start == 1 && !matches!(lower, "i" | "a" | "s" | "t" | "m" | "d");
        if bits & SPOKEN_DOT != 0 || lone {
            return None;
        }
        capitals |= capital;
        listed |= bits & (FIRST | LAST) != 0;
        numbers += u32::from(bits & (DIGIT | TENS) != 0);
    }
    (numbers < 4 && (capitals || !listed)).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_talk_leaves_and_everything_else_stays() {
        for text in ["好的，谢谢您", "不太清楚哦，再看看吧", "Thanks, that is all for today.", "how do I return it?"]
        {
            assert!(quiet(text), "{text}");
        }
        for text in
            ["我的手机", "五", "好的，王小明", "138", "call me", "Thanks Mary", "one two three four", "mail bob at x dot com"]
        {
            assert!(!quiet(text), "{text}");
        }
    }
}
