//! The first look: whether a message may hold anything at all, told from its characters and cues
//! before it is folded. Most messages leave here. Errs only towards a second look.

use crate::chars::CharSet;
use crate::cues::{self, Voice};
use crate::fold::{FUNCTION, HAN, NO_DIGIT, SURNAME, UNIT};
use crate::names_zh::{self, Likely};
use crate::tokens::{self, DIGIT, FIRST, LAST, PLAIN, SPOKEN_DOT, TENS};
use crate::{fold_tables, words};

/// Signs of ordinary writing that neither part nor disguise a value.
static SIGNS: CharSet = CharSet::new("，。！？：；、“”‘’（）【】…～《》—· ,.!?~:;()'\"-+/[]\n");
/// Those that a Chinese keyboard puts into English.
static WIDE_SIGNS: CharSet = CharSet::new("，。！？：；、“”‘’…");
/// Divisions and roads: two of them may be an address.
static DIVISIONS: CharSet = CharSet::new("省市区县镇乡村路街巷弄州");
/// What small numbers count or measure. None of these joins the parts of a number.
static MEASURES: CharSet = CharSet::new("元块角分折度年月日天秒岁件张条只双次人名节斤克米升本页瓶杯碗份星星种款家顿餐趟晚%");
/// A Latin word this long may be several digit words in one.
const LONG_WORD: usize = 15;
/// Digits that measure nothing: more of them, or any in a short message, may be a part of a number.
const LOOSE_DIGITS: usize = 3;
const LONG_ZH: usize = 90;
const LONG_EN: usize = 40;

/// Whether nothing can be found in `text` by a policy without rules of its own, where nothing was
/// asked for and nothing is known.
pub fn quiet(text: &str) -> bool {
    if long_number(text.as_bytes()) {
        return false;
    }
    let latin = latin(text);
    let names = match latin {
        true => match plain_latin(text, false) {
            Some(Plain { speaks: false, .. }) => return true,
            Some(plain) => plain.names,
            None => return false,
        },
        false => match plain_han(text, false) {
            Some(names) => names,
            None => return false,
        },
    };
    match cues::voice(text, latin) {
        Voice::Silent => true,
        Voice::Names => !names,
        Voice::Loud => false,
    }
}

/// Nothing where more digits measure nothing than plain talk has.
fn few(loose: usize) -> Option<()> {
    (loose <= LOOSE_DIGITS).then_some(())
}

/// A row of six plain digits or more: never a small number.
fn long_number(bytes: &[u8]) -> bool {
    const LEAST: usize = 6;
    // one of every six bytes lies inside such a row
    let around = |k: usize| {
        let before = bytes.iter().take(k).rev().take(LEAST).take_while(|b| b.is_ascii_digit()).count();
        let after = bytes.iter().skip(k).take(LEAST).take_while(|b| b.is_ascii_digit()).count();
        before + after >= LEAST
    };
    (LEAST - 1..bytes.len()).step_by(LEAST).any(|k| bytes.get(k).is_some_and(u8::is_ascii_digit) && around(k))
}

/// Written in Latin letters, though the signs may be Chinese ones.
fn latin(text: &str) -> bool {
    let signs = |c: char| c.is_ascii() || WIDE_SIGNS.has(c);
    text.is_ascii() || text.chars().all(signs) && text.bytes().any(|b| b.is_ascii_alphabetic())
}

/// What plain English holds all the same.
struct Plain {
    /// A name in small letters, for those who look for one.
    names: bool,
    /// A word of a cue that says something by itself.
    speaks: bool,
}

/// Whether nothing can be found in what values leave over: as [`quiet`], the cues being spent.
pub fn rest(text: &str) -> bool {
    if !latin(text) {
        return plain_han(text, true) == Some(false);
    }
    // the word for mail may stand before a host; before a value that was taken out it joins nothing
    let at = text.trim_ascii_end().as_bytes().windows(4).any(|w| w.eq_ignore_ascii_case(b" at "));
    !at && plain_latin(text, true).is_some()
}

/// A number of a few digits at byte `at`: its end, and its digits where nothing is measured by it.
/// `None` if it may be more: a house number, the letters of a code, a long number.
fn small_number(text: &str, at: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let run = |from: usize| bytes.get(from..).unwrap_or_default().iter().take(5).take_while(|b| b.is_ascii_digit()).count();
    if at > 0 && bytes.get(at - 1).is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let value = |from: usize, n: usize| text.get(from..from + n)?.parse::<u32>().ok();
    let first = run(at);
    let mut end = at + first;
    let mut digits = first;
    let mut clock = false;
    if matches!(bytes.get(end), Some(b'.' | b'-' | b':' | b'/' | b'~')) {
        let second = run(end + 1);
        if second > 0 {
            clock = bytes.get(end) == Some(&b':')
                && second == 2
                && value(at, first).is_some_and(|h| h < 24)
                && value(end + 1, 2).is_some_and(|m| m < 60);
            end += 1 + second;
            digits += second;
        }
    }
    if first > 4 || digits > 8 {
        return None;
    }
    let mut next = text.get(end..)?.chars();
    let c = next.next().unwrap_or('\n');
    let class = fold_tables::han(c).unwrap_or(0);
    if c.is_alphanumeric() && class == 0 || (class >> 8) as u8 & UNIT != 0 || matches!(c, '@' | '#' | '_') {
        return None;
    }
    let more = next.next().is_some_and(|n| n.is_ascii_digit() || fold_tables::han_digit(n) >> 4 <= HAN);
    Some((end, if clock || MEASURES.has(c) && !more { 0 } else { digits }))
}

/// `None` unless Chinese without Latin letters, numbers, likely names or divisions; else whether it
/// holds a name for those who look for one. `strict`: no number at all.
fn plain_han(text: &str, strict: bool) -> Option<bool> {
    let classes = fold_tables::han_classes();
    let class = |c: char| (c as usize).checked_sub(0x4E00).and_then(|i| classes.get(i)).copied();
    let (mut numerals, mut loose, mut divisions, mut names) = (0u32, 0, 0u32, false);
    let (mut numeral, mut skip, mut sounds) = (false, 0, 0);
    let (mut spread, mut run) = (0, 0);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if at < skip {
            continue;
        }
        let Some(tagged) = class(c) else {
            if c.is_ascii_digit() {
                let (end, digits) = small_number(text, at)?;
                (skip, loose) = (end, loose + digits);
                few(loose)?;
            } else if !SIGNS.has(c) {
                return None;
            }
            // characters written one by one
            (spread, run) = (if run == 1 { spread + 1 } else { 0 }, 0);
            if spread > 3 {
                return None;
            }
            numeral = false;
            continue;
        };
        run += 1;
        let (digit, tags) = (tagged as u8, (tagged >> 8) as u8);
        if digit == fold_tables::VARIANT || numeral && tags & UNIT != 0 {
            return None;
        }
        // a number may be said in nothing but words that sound like it
        sounds = if digit < NO_DIGIT { sounds + 1 } else { 0 };
        numeral = digit < NO_DIGIT && digit >> 4 == HAN || matches!(c, '十' | '百');
        numerals += u32::from(numeral);
        divisions += u32::from(tags != 0 && DIVISIONS.has(c));
        if numerals > 2 || divisions > 1 || sounds > 6 {
            return None;
        }
        if tags & SURNAME != 0 {
            let mut ahead = chars.clone().map(|(_, c)| c);
            let next = ahead.next().unwrap_or(' ');
            // "陈经理", "王太太": titles that begin with a word of the language
            names |= matches!(next, '经' | '太');
            let then = ahead.clone().next().and_then(class).is_some();
            if then && matches!(next, '·' | '-' | '.' | '*' | '_' | '|' | '/' | '~') {
                return None;
            }
            // "赵 明 怡"
            if then && next == ' ' && ahead.clone().nth(1) == Some(' ') {
                return None;
            }
            names |= then && matches!(next, ' ' | ',' | '，');
            if class(next).is_some_and(|n| (n >> 8) as u8 & FUNCTION == 0) {
                match names_zh::likely(c, next, ahead.next().unwrap_or(' ')) {
                    Likely::Name => return None,
                    Likely::Perhaps => names = true,
                    Likely::Word => {}
                }
            }
        }
    }
    // a short message may be a part of a number
    let long = (numerals == 0 || text.len() > 36) && (loose == 0 || loose <= LOOSE_DIGITS && text.len() > LONG_ZH);
    (long && (numerals == 0 || loose == 0 && !strict) && !(strict && loose > 0)).then_some(names)
}

/// A sign at byte `i` that only writes the sentence.
#[inline]
fn plain_sign(bytes: &[u8], i: usize, sign: u8) -> bool {
    let next = bytes.get(i + 1).copied().unwrap_or(b' ');
    match sign {
        b' ' | b',' | b'!' | b'?' | b'\'' | b'-' | b'"' | b')' | b':' | b';' | b'\n' => true,
        // "(at)", "(d)" may stand for a sign
        b'(' => !bytes.iter().skip(i).take(6).any(|b| *b == b')'),
        b'/' => next != b'/',
        b'.' => matches!(next, b' ' | b'.' | b'\n' | b'"' | b')'),
        b'$' => next.is_ascii_digit(),
        _ => false,
    }
}

/// `None` unless English without numbers, names and signs of addresses.
fn plain_latin(text: &str, strict: bool) -> Option<Plain> {
    let bytes = text.as_bytes();
    let (mut numbers, mut words, mut loose, mut i) = (0usize, 0, 0, 0);
    let (mut capitals, mut listed, mut opens, mut street, mut speaks) = (false, false, true, false, false);
    let mut before = 0;
    while let Some(b) = bytes.get(i) {
        if b.is_ascii_digit() {
            let (end, digits) = small_number(text, i)?;
            (loose, i, opens) = (loose + digits, end, false);
            few(loose)?;
            continue;
        }
        if !b.is_ascii() {
            let sign = text.get(i..)?.chars().next().filter(|c| WIDE_SIGNS.has(*c))?;
            opens = matches!(sign, '。' | '！' | '？' | '：');
            i += sign.len_utf8();
            continue;
        }
        if !b.is_ascii_alphabetic() {
            if !plain_sign(bytes, i, *b) {
                return None;
            }
            let stop = matches!(b, b'.' | b'!' | b'?' | b':' | b'\n');
            opens = stop || opens && matches!(b, b' ' | b'"');
            i += 1;
            continue;
        }
        let (start, mut word) = (i, [0u8; LONG_WORD]);
        while let Some(letter) = bytes.get(i).filter(|b| b.is_ascii_alphabetic()) {
            *word.get_mut(i - start)? = letter | 0x20;
            i += 1;
        }
        let lower = word.get(..i - start)?;
        let bits = tokens::look_up(lower).0;
        let capital = b.is_ascii_uppercase();
        // a weekday may stand anywhere, an ordinary word where a sentence begins
        let nobody = bits & tokens::STOP != 0 || opens && bits & tokens::COMMON != 0;
        if capital && lower != b"i" && (!nobody || bits & (FIRST | LAST) != 0) {
            return None;
        }
        opens = false;
        // spelled letter by letter, or digits in one word
        let row = || str::from_utf8(lower).is_ok_and(|w| words::split(w).is_some());
        if bits & SPOKEN_DOT != 0 || words::lone(lower) || bits == 0 && lower.len() > 7 && row() {
            return None;
        }
        capitals |= capital;
        listed |= bits & (FIRST | LAST) != 0 && (bits & PLAIN == 0 || before & (FIRST | LAST) != 0);
        // "mr. achterberg", "five hundred and two elm avenue"
        if bits == 0 && before & tokens::TITLE != 0 || bits & tokens::FIRM != 0 && numbers > 0 {
            return None;
        }
        street |= bits & (tokens::FIRM | tokens::SOFT | tokens::HEAD | tokens::UNIT | tokens::NATION) != 0;
        speaks |= bits & tokens::SPEAKS != 0;
        numbers += usize::from(bits & (DIGIT | TENS) != 0);
        words += 1;
        before = bits;
    }
    let small = loose == 0 || loose + numbers <= LOOSE_DIGITS && text.len() >= LONG_EN && !street;
    // one or two words that may be digits are no number between values
    let spelled = numbers > 1 && numbers * 2 > words;
    // "first part is six four six"
    let most = if text.len() < LONG_EN { 2 } else { 3 };
    let small = small && numbers <= most && !spelled && !(strict && (numbers > 2 || loose > 0));
    (small && (capitals || !listed)).then_some(Plain { names: listed, speaks })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_talk_leaves_and_everything_else_stays() {
        #[rustfmt::skip]
        const PLAIN_TALK: &[&str] = &[
            "好的，谢谢您", "不太清楚哦，再看看吧", "评分4.5分以上，人均消费100-150元的有吗",
            "Sorry. The table for 2 people is booked at 7:30 (in the evening).", "Thanks, that is all for today.",
            "how do I return it?",
        ];
        #[rustfmt::skip]
        const ELSE: &[&str] = &[
            "3号楼的", "138元1234", "138点1234点5678", "at 12 maple street today, in the afternoon", "我的手机", "五", "好的，王小明",
            "138", "call me", "Thanks Mary", "one two three four", "mail bob at x dot com",
        ];
        PLAIN_TALK.iter().for_each(|text| assert!(quiet(text), "{text}"));
        ELSE.iter().for_each(|text| assert!(!quiet(text), "{text}"));
    }
}
