//! Folding a message for matching: width, case, decoration, accents, look-alikes and traditional forms disappear,
//! and every folded character knows which characters of the original it came from.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use crate::traditional::SIMPLIFIED;

/// What a folded character is, for deciding whether a word may be spread over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Latin,
    Digit,
    /// Chinese and every other script's letters.
    Han,
    /// One of our own tokens 〔…〕, folded to a single character.
    Token,
    Space,
    /// Separates clauses: a comma and its like.
    Clause,
    /// Ends a sentence.
    Stop,
    Symbol,
}

impl Kind {
    /// Letters, digits and tokens; the rest is what evasion puts between them.
    pub(crate) const fn is_content(self) -> bool {
        matches!(self, Self::Latin | Self::Digit | Self::Han | Self::Token)
    }
}

/// One folded character: from code point `at` up to `to` of the original.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) ch: char,
    pub(crate) kind: Kind,
    pub(crate) at: usize,
    pub(crate) to: usize,
}

/// A folded message.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    pub(crate) cells: Vec<Cell>,
    /// Content cells before each cell, and in all at the end.
    pub(crate) rank: Vec<usize>,
    /// Number of the sentence each cell is in.
    pub(crate) sentence: Vec<usize>,
    /// Number of the clause each cell is in.
    pub(crate) clause: Vec<usize>,
    /// A character without width stood after a letter, or a letter was one of another script or a decorated alphabet.
    pub(crate) hidden: bool,
    /// Latin words came apart: too many letters stand alone, or marks inside words.
    pub(crate) torn: bool,
}

/// Letters by themselves, and marks inside words, from which a message is torn; and one to how many of its words.
const TORN: usize = 3;
const WHOLE: usize = 4;

/// Stands for a token in the folded text.
pub(crate) const TOKEN: char = '\u{FFFC}';

/// Cyrillic and Greek letters that look Latin, Japanese ones that look Chinese, and signs of one meaning, each followed by
/// what it stands for.
const LOOKALIKES: &str = "∨v⋁v√vィ亻イ亻カ力ロ口エ工ニ二タ夕ハ八ト卜🐱猫🐈猫➕+♥❤💚❤💙❤💛❤🧡❤аaвbсcеeѕsнhіiјjкkмmоoрpгrтtуyхxԝwԛqԁdɡgαaβbεeιiκkνvοoρpτtυuχxωwηnıiłløo";

fn table() -> &'static HashMap<char, char> {
    static TABLE: OnceLock<HashMap<char, char>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let pairs = |text: &str| text.chars().collect::<Vec<_>>();
        let all = [pairs(SIMPLIFIED), pairs(LOOKALIKES)];
        all.iter().flat_map(|chars| chars.as_chunks::<2>().0).map(|[from, to]| (*from, *to)).collect()
    })
}

/// What a character that is not ASCII stands for; the common Chinese ones by their place in a list.
fn plain(c: char) -> char {
    static COMMON: OnceLock<Vec<char>> = OnceLock::new();
    let other = |c: char| table().get(&c).copied().unwrap_or(c);
    match (c as usize).checked_sub(0x4e00).filter(|at| *at < 0x5200) {
        Some(at) => *COMMON.get_or_init(|| ('\u{4e00}'..='\u{9fff}').map(other).collect()).get(at).unwrap_or(&c),
        None => other(c),
    }
}

/// Characters without width or meaning of their own.
const fn is_invisible(c: char) -> bool {
    matches!(c as u32,
        0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0x3164 | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0xE0000..=0xE0FFF)
}

/// Marks on the character before them.
const fn is_mark(c: char) -> bool {
    matches!(c as u32,
        0x0300..=0x036F | 0x0483..=0x0489 | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0x302A..=0x302F
        | 0x3099..=0x309A | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0x1F3FB..=0x1F3FF)
}

/// Alphabets on squares and discs, which compatibility decomposition leaves alone.
fn boxed(c: char) -> Option<char> {
    let first = match c as u32 {
        0x1F150..=0x1F169 => 0x1F150,
        0x1F170..=0x1F189 => 0x1F170,
        0x1F1E6..=0x1F1FF => 0x1F1E6,
        _ => return None,
    };
    char::from_u32(u32::from(b'a') + (c as u32 - first))
}

/// Whether a Greek or Cyrillic letter stands beside a Latin one; a word of nothing else is its own language's.
fn is_mixed(text: &str) -> bool {
    let is_foreign = |c: char| matches!(c as u32, 0x0370..=0x052F);
    let mut pairs = text.chars().zip(text.chars().skip(1));
    pairs.any(|(a, b)| is_foreign(a) && b.is_ascii_alphabetic() || a.is_ascii_alphabetic() && is_foreign(b))
}

/// What a folded character is.
pub(crate) fn kind(c: char) -> Kind {
    match c {
        'a'..='z' => Kind::Latin,
        '0'..='9' => Kind::Digit,
        TOKEN => Kind::Token,
        '\n' | '\r' | '。' | '!' | '?' | ';' | '…' | '｡' => Kind::Stop,
        ',' | '、' | ':' | '，' | '：' => Kind::Clause,
        c if c.is_whitespace() => Kind::Space,
        c if c.is_alphanumeric() => Kind::Han,
        _ => Kind::Symbol,
    }
}

impl Folded {
    pub(crate) fn of(text: &str) -> Self {
        let mut folded = Self { cells: Vec::with_capacity(text.len()), ..Self::default() };
        let mut chars = text.chars().enumerate().peekable();
        let mut token = false;
        while let Some((at, c)) = chars.next() {
            match c {
                '〔' => token = true,
                '〕' if token => {
                    token = false;
                    folded.close_token(at + 1);
                    continue;
                }
                _ => {}
            }
            folded.push(c, at);
            // A full stop ends a sentence before a space or at the end; inside a word, or in "a.d.d.", it is a disguise.
            let ends = c == '.' && chars.peek().is_none_or(|(_, next)| next.is_whitespace());
            if ends && !folded.is_dotted() {
                folded.retype_last(Kind::Stop);
            }
        }
        folded.hidden |= is_mixed(text);
        folded.count();
        folded
    }

    fn push(&mut self, c: char, at: usize) {
        if is_invisible(c) || is_mark(c) {
            if let Some(last) = self.cells.last_mut() {
                last.to = at + 1;
                self.hidden |= is_invisible(c) && last.kind.is_content();
            }
            return;
        }
        if c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c) {
            return self.put(c, at);
        }
        if let Some(letter) = boxed(c) {
            self.hidden = true;
            return self.put(letter, at);
        }
        // Capital and small letters in discs and of mathematics.
        self.hidden |= matches!(c as u32, 0x24B6..=0x24E9 | 0x1D400..=0x1D7FF);
        for part in std::iter::once(c).nfkd().filter(|part| !is_mark(*part)) {
            part.to_lowercase().filter(|low| !is_mark(*low)).for_each(|low| self.put(low, at));
        }
    }

    fn put(&mut self, c: char, at: usize) {
        let c = c.to_ascii_lowercase();
        let ch = if c.is_ascii() { c } else { plain(c) };
        self.cells.push(Cell { ch, kind: kind(ch), at, to: at + 1 });
    }

    /// Whether the full stop just put comes after a single character after another full stop.
    fn is_dotted(&self) -> bool {
        self.cells.iter().rev().nth(2).is_some_and(|cell| cell.ch == '.')
    }

    fn retype_last(&mut self, kind: Kind) {
        if let Some(last) = self.cells.last_mut() {
            last.kind = kind;
        }
    }

    /// Replaces everything since the last 〔 by one token cell.
    fn close_token(&mut self, to: usize) {
        let Some(open) = self.cells.iter().rposition(|cell| cell.ch == '〔') else { return };
        let at = self.cells.get(open).map_or(0, |cell| cell.at);
        self.cells.truncate(open);
        self.cells.push(Cell { ch: TOKEN, kind: Kind::Token, at, to });
    }

    /// Ranks, sentences and clauses. A mark between single characters is a disguise and separates nothing.
    fn count(&mut self) {
        let mut rank = 0;
        for cell in &self.cells {
            self.rank.push(rank);
            rank += usize::from(cell.kind.is_content());
        }
        self.rank.push(rank);
        self.sentence = self.numbered(|kind| kind == Kind::Stop);
        self.clause = self.numbered(|kind| matches!(kind, Kind::Stop | Kind::Clause));
        self.torn = self.is_torn();
    }

    fn is_torn(&self) -> bool {
        let latin = |cell: Option<&Cell>| cell.is_some_and(|cell| cell.kind == Kind::Latin);
        let mark = |cell: Option<&Cell>| cell.is_some_and(|cell| matches!(cell.ch, '.' | '-' | '_' | '/' | '|'));
        let (mut words, mut apart, mut at) = (0, 0, 0_usize);
        for run in self.cells.chunk_by(|a, b| a.kind.is_content() == b.kind.is_content()) {
            let before = at.checked_sub(1).and_then(|i| self.cells.get(i));
            words += usize::from(latin(run.first()));
            apart += match run {
                // "a" and "I" are words; letters with a mark beside them are a list, or follow an apostrophe.
                [one] => {
                    let spaces = |cell: Option<&Cell>| cell.is_none_or(|cell| cell.kind == Kind::Space);
                    let after = self.cells.get(at + 1);
                    let alone = one.kind == Kind::Latin && !matches!(one.ch, 'a' | 'i') && spaces(before) && spaces(after);
                    usize::from(alone || mark(run.first()) && latin(before) && latin(after))
                }
                _ => 0,
            };
            at += run.len();
        }
        apart >= TORN && apart * WHOLE >= words
    }

    fn numbered(&self, separates: impl Fn(Kind) -> bool) -> Vec<usize> {
        let marks: Vec<usize> = (0..self.cells.len()).filter(|i| self.cells.get(*i).is_some_and(|c| separates(c.kind))).collect();
        let mut number = 0;
        let mut out = Vec::with_capacity(self.cells.len());
        let mut from = 0;
        for (n, mark) in marks.iter().enumerate() {
            let next = marks.get(n + 1).copied().unwrap_or(self.cells.len());
            let (before, after) = (self.content(from, *mark), self.content(*mark, next));
            out.resize(*mark, number);
            if before >= 2 && after >= 2 {
                number += 1;
            }
            from = *mark;
        }
        out.resize(self.cells.len(), number);
        out
    }

    /// Content cells in `from..to`.
    pub(crate) fn content(&self, from: usize, to: usize) -> usize {
        let at = |i: usize| self.rank.get(i).copied().unwrap_or(0);
        at(to).saturating_sub(at(from))
    }

    /// The original's code points behind cells `from..to`.
    pub(crate) fn original(&self, from: usize, to: usize) -> (usize, usize) {
        let start = self.cells.get(from).map_or(0, |cell| cell.at);
        let end = to.checked_sub(1).and_then(|i| self.cells.get(i)).map_or(start, |cell| cell.to);
        (start, end.max(start))
    }

    /// The folded text, separators included, for regular expressions; and the cell of each byte.
    pub(crate) fn text(&self) -> (String, Vec<usize>) {
        let mut text = String::with_capacity(self.cells.len() * 3);
        let mut cell_of = Vec::with_capacity(self.cells.len() * 3);
        for (i, cell) in self.cells.iter().enumerate() {
            text.push(cell.ch);
            cell_of.resize(text.len(), i);
        }
        cell_of.push(self.cells.len());
        (text, cell_of)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fold(text: &str) -> String {
        Folded::of(text).text().0
    }

    #[test]
    fn disguises_disappear() {
        assert_eq!(fold("ＷｅＣｈａｔ"), "wechat");
        assert_eq!(fold("𝕨𝒆𝓬𝖍ａ𝘵"), "wechat");
        assert_eq!(fold("微\u{200b}信\u{fe0f}"), "微信");
        assert_eq!(fold("wēi xìn 電話"), "wei xin 电话");
        assert_eq!(fold("🅦🅧 1️⃣ ⓥ"), "wx 1 v");
        assert_eq!(fold("теlegrаm"), "telegram");
        assert_eq!(fold("发〔手机·1〕吧"), format!("发{TOKEN}吧"));
        assert_eq!(fold("〔开 没有关"), "〔开 没有关");
    }

    #[test]
    fn marks_between_single_characters_end_no_sentence() {
        let spread = Folded::of("加。微。信。号");
        assert!(spread.sentence.iter().all(|n| *n == 0));
        let plain = Folded::of("不用加了。微信支付");
        assert_ne!(plain.sentence.first(), plain.sentence.last());
    }

    proptest! {
        #[test]
        fn offsets_point_into_the_original(text in "\\PC{0,60}") {
            let folded = Folded::of(&text);
            let count = text.chars().count();
            let mut last = 0;
            for cell in &folded.cells {
                prop_assert!(cell.at < cell.to && cell.to <= count && cell.at >= last);
                last = cell.at;
            }
            prop_assert_eq!(folded.rank.len(), folded.cells.len() + 1);
        }

        #[test]
        fn folding_a_folded_text_changes_nothing(text in "\\PC{0,60}") {
            let once = fold(&text);
            prop_assume!(!once.contains([TOKEN, '〔']));
            prop_assert_eq!(fold(&once), once.clone());
        }
    }
}
