//! Readings of a message that undo disguises: digits for letters, split and laced characters, words spelt by sound.

use std::{
    collections::{BTreeSet, HashMap},
    sync::OnceLock,
};

use pinyin::ToPinyin;

use crate::fold::{Cell, Folded, Kind};

/// A character as read, and the cells `at..to` of the folded message it was read from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    pub(crate) at: usize,
    pub(crate) to: usize,
    pub(crate) ch: char,
}

/// The cells that `keep` wants, read as they are.
pub(crate) fn kept(folded: &Folded, keep: impl Fn(&Cell) -> bool) -> Vec<Glyph> {
    let cells = folded.cells.iter().enumerate();
    cells.filter(|(_, cell)| keep(cell)).map(|(at, cell)| Glyph { at, to: at + 1, ch: cell.ch }).collect()
}

/// Letters, digits and tokens.
pub(crate) fn content(folded: &Folded) -> Vec<Glyph> {
    kept(folded, |cell| cell.kind.is_content())
}

/// Other ways to read the message, each only where there is something to undo.
pub(crate) fn readings(folded: &Folded, content: &[Glyph]) -> Vec<Vec<Glyph>> {
    let leet = leet_cells(folded);
    let mut all = Vec::new();
    if !leet.is_empty() {
        let one = leet.iter().any(|at| folded.cells.get(*at).is_some_and(|cell| matches!(cell.ch, '1' | '|')));
        all.push(unleet(folded, &leet, 'i'));
        all.extend(one.then(|| unleet(folded, &leet, 'l')));
    }
    if is_laced(folded) {
        all.push(kept(folded, |cell| cell.kind == Kind::Han));
    }
    all.extend(joined(content));
    all
}

/// The message as it is meant: digits and signs for letters undone, split characters put together.
pub(crate) fn meant(folded: &Folded, content: &[Glyph]) -> Vec<Glyph> {
    let leet = leet_cells(folded);
    let plain = if leet.is_empty() { content.to_vec() } else { unleet(folded, &leet, 'i') };
    joined(&plain).unwrap_or(plain)
}

/// How a Chinese character is read, without its tone.
pub(crate) fn syllable(c: char) -> Option<&'static str> {
    c.to_pinyin().map(|pinyin| pinyin.plain())
}

/// Syllables in a message of nothing but pinyin: fewer may be English.
const SYLLABLES: usize = 3;

/// Syllables of pinyin among Chinese characters, `把yan zheng ma发我`, or nothing else: `wo men si xia tan`.
fn is_spelt(folded: &Folded) -> bool {
    let han = folded.cells.iter().filter(|cell| cell.kind == Kind::Han).count();
    let words = folded.cells.chunk_by(|a, b| (a.kind == Kind::Latin) == (b.kind == Kind::Latin));
    let latin = words.filter(|word| word.first().is_some_and(|cell| cell.kind == Kind::Latin));
    let latin: Vec<String> = latin.map(|word| word.iter().map(|cell| cell.ch).collect()).collect();
    if han > 1 {
        return latin.iter().any(|word| word.len() > 1 && is_pinyin(word));
    }
    // A syllable has three letters or so.
    latin.iter().map(String::len).sum::<usize>() >= 3 * SYLLABLES && latin.iter().all(|word| is_pinyin(word))
}

/// Initials and finals of Chinese syllables.
const INITIALS: [&str; 24] =
    ["zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", ""];
const FINALS: [&str; 37] = [
    "iang", "iong", "uang", "ang", "eng", "ing", "ong", "ian", "iao", "uai", "uan", "ai", "an", "ao", "ei", "en", "er", "ia",
    "ie", "in", "iu", "ou", "ua", "ue", "ui", "un", "uo", "ve", "van", "vn", "a", "e", "i", "o", "u", "v", "io",
];

/// Whether a word of Latin letters is made of whole syllables.
fn is_pinyin(word: &str) -> bool {
    word.is_empty()
        || INITIALS
            .iter()
            .filter_map(|initial| word.strip_prefix(initial))
            .any(|rest| FINALS.iter().filter_map(|last| rest.strip_prefix(last)).any(is_pinyin))
}

/// Marks put between single characters from which spacing is no accident.
const LACED: usize = 4;

/// Whether the message was written so that a machine would not read it: characters without width inside words, alphabets of
/// other scripts, single characters set apart, digits for letters, split characters.
pub(crate) fn is_disguised(folded: &Folded, content: &[Glyph]) -> bool {
    let runs = folded.cells.chunk_by(|a, b| a.kind.is_content() == b.kind.is_content());
    let words = runs.filter(|run| run.first().is_some_and(|cell| cell.kind.is_content()));
    let set_apart = words.scan(0, |row, run| {
        *row = if run.len() == 1 { *row + 1 } else { 0 };
        Some(*row)
    });
    let set_apart = set_apart.max().is_some_and(|most| most >= LACED);
    set_apart
        || folded.hidden
        || is_spelt(folded)
        || !leet_cells(folded).is_empty()
        || is_laced(folded)
        || joined(content).is_some()
}

/// Whether single letters or digits stand between Chinese characters: `验a证b码`.
fn is_laced(folded: &Folded) -> bool {
    folded.cells.windows(3).any(|w| match w {
        [a, b, c] => a.kind == Kind::Han && c.kind == Kind::Han && matches!(b.kind, Kind::Latin | Kind::Digit),
        _ => false,
    })
}

/// The letter a digit or sign stands for; `one` is what a one is read as.
const fn letter(ch: char, one: char) -> Option<char> {
    Some(match ch {
        '0' => 'o',
        '1' | '|' => one,
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' => 't',
        '8' => 'b',
        _ => return None,
    })
}

/// Cells of digits and signs in a word that also has letters, and not many more digits: `wh4tsapp`, `1d10t`; with two
/// such words about, also those of a short number: `7h15 1`.
fn leet_cells(folded: &Folded) -> Vec<usize> {
    let is_part = |cell: &Cell| cell.kind == Kind::Latin || letter(cell.ch, 'i').is_some();
    let (mut out, mut short, mut words, mut at) = (Vec::new(), Vec::new(), 0, 0);
    while at < folded.cells.len() {
        let rest = folded.cells.get(at..).unwrap_or(&[]);
        let run = rest.iter().take_while(|cell| is_part(cell)).count();
        let letters = rest.iter().take(run).filter(|cell| cell.kind == Kind::Latin).count();
        let signs = rest.iter().take(run).enumerate().filter(|(_, cell)| cell.kind != Kind::Latin).map(|(i, _)| at + i);
        if run > letters && run - letters <= 2 * letters {
            out.extend(signs);
            words += 1;
        } else if letters == 0 && run <= 2 {
            short.extend(signs);
        }
        at += run.max(1);
    }
    if words >= 2 {
        out.extend(short);
        out.sort_unstable();
    }
    out
}

fn unleet(folded: &Folded, leet: &[usize], one: char) -> Vec<Glyph> {
    let read = |(at, cell): (usize, &Cell)| {
        let plain = leet.binary_search(&at).ok().and_then(|_| letter(cell.ch, one));
        let ch = plain.or_else(|| cell.kind.is_content().then_some(cell.ch))?;
        Some(Glyph { at, to: at + 1, ch })
    };
    folded.cells.iter().enumerate().filter_map(read).collect()
}

/// A character followed by two that it is made of, as people split them.
const PARTS: &str = "信亻言信人言证讠正证言正验马佥码石马密宓山加力口话讠舌话言舌转车专账贝长帐巾长银钅艮银金艮群君羊扫扌彐钱钅戋钱金戋付亻寸私禾厶\
聊耳卯联耳关络纟各号口丂滚氵衮猪犭者狗犭句贱贝戋妈女马骂吅马死歹匕蠢春虫脑月囟残歹戋智知日障阝章傻亻夋逼辶畐杀乂木诉讠斥讼讠公跳足兆楼木娄\
报扌艮律彳聿投扌殳消氵肖协十办媒女某体亻本记讠己割害刂自丿目你亻尔您你心他亻也她女也打扌丁给纟合款欠示购贝勾卖十买店广占域土或绿纟录泡氵包扣扌口微彳敚威戌女";

/// The message with split characters put together, if there are any.
fn joined(content: &[Glyph]) -> Option<Vec<Glyph>> {
    static TABLE: OnceLock<HashMap<(char, char), char>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let chars: Vec<char> = PARTS.chars().collect();
        chars.as_chunks::<3>().0.iter().map(|[whole, a, b]| ((*a, *b), *whole)).collect()
    });
    let mut out = Vec::with_capacity(content.len());
    let mut rest = content;
    while let [first, tail @ ..] = rest {
        match tail.first().and_then(|next| Some((next, table.get(&(first.ch, next.ch))?))) {
            Some((next, whole)) => {
                out.push(Glyph { at: first.at, to: next.to, ch: *whole });
                rest = tail.get(1..).unwrap_or(&[]);
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    (out.len() < content.len()).then_some(out)
}

/// Longest word whose spellings are listed, in characters.
const SPELT: usize = 4;

/// Whether every character is Chinese and has a sound.
pub(crate) fn is_han(word: &str) -> bool {
    word.chars().all(|c| c.to_pinyin().is_some())
}

/// Words whose pinyin is an English word: 妈的.
const ENGLISH: [&str; 1] = ["made"];

/// The word with any of its characters in pinyin; nothing for a word that is not two to four Chinese characters.
pub(crate) fn spelt(word: &str) -> Vec<String> {
    let chars: Vec<(char, &str)> = word.chars().map_while(|c| Some((c, c.to_pinyin()?.plain()))).collect();
    let whole: String = chars.iter().map(|(_, sound)| *sound).collect();
    if chars.len() < 2 || chars.len() > SPELT || chars.len() < word.chars().count() || ENGLISH.contains(&whole.as_str()) {
        return Vec::new();
    }
    let all = 1_u32 << chars.len();
    let one = |mask: u32| {
        let part =
            |(i, (c, sound)): (usize, &(char, &str))| if mask >> i & 1 == 1 { format!(" {sound} ") } else { c.to_string() };
        chars.iter().enumerate().map(part).collect::<String>()
    };
    (1..all).map(one).collect()
}

/// Signs for the syllables of some words.
#[derive(Clone, Debug)]
pub(crate) struct Syllables {
    signs: HashMap<&'static str, char>,
    tones: bool,
}

/// Stands for every syllable that is in no word.
const SILENT: char = '\u{F8FF}';

impl Syllables {
    pub(crate) fn within(words: &[String], tones: bool) -> Self {
        let mut syllables = Self { signs: HashMap::new(), tones };
        let sounds: BTreeSet<&str> = words.iter().flat_map(|word| word.chars()).filter_map(|c| syllables.sound(c)).collect();
        syllables.signs = sounds.into_iter().zip('\u{E000}'..SILENT).collect();
        syllables
    }

    fn sound(&self, c: char) -> Option<&'static str> {
        let pinyin = c.to_pinyin()?;
        Some(if self.tones { pinyin.with_tone() } else { pinyin.plain() })
    }

    /// The sign of this character's syllable; a character without a sound is its own.
    pub(crate) fn sign(&self, c: char) -> char {
        if c.is_ascii() {
            return c;
        }
        self.sound(c).map_or(c, |sound| self.signs.get(sound).copied().unwrap_or(SILENT))
    }

    pub(crate) fn of(&self, content: &[Glyph]) -> Vec<Glyph> {
        content.iter().map(|glyph| Glyph { ch: self.sign(glyph.ch), ..*glyph }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let folded = Folded::of(text);
        let text = |glyphs: &Vec<Glyph>| glyphs.iter().map(|g| g.ch).collect::<String>();
        readings(&folded, &content(&folded)).iter().map(text).collect()
    }

    #[test]
    fn disguises_are_read() {
        assert_eq!(read("y0u 4r3 4n 1d10t"), ["youareanidiot", "youareanldlot"]);
        assert_eq!(read("w1ll 1 g0 70 45")[0], "willigotoas");
        assert_eq!(read("call 400-111, FR7630006000011234567890189"), Vec::<String>::new());
        assert_eq!(read("力口我亻言"), ["加我信"]);
        assert_eq!(read("验a证b码"), ["验证码"]);
        assert_eq!(read("您好"), Vec::<String>::new());
    }

    #[test]
    fn pinyin_is_spelt_in_every_mixture() {
        assert_eq!(spelt("微信"), [" wei 信", "微 xin ", " wei  xin "]);
        assert!(spelt("群").is_empty() && spelt("v信").is_empty());
    }
}
