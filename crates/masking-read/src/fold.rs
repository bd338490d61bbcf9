//! Folding: every written form of a character to one plain form, with the way back to the bytes.
//!
//! Full-width, circled, keycap, mathematical and other decorated letters and digits become ASCII;
//! zero-width, bidi and variation marks vanish; traditional characters of cue words become
//! simplified. Each folded character is a [`Cell`] that knows its bytes in the original.

use masking_check::stretch;
use masking_check::token::OPEN;

use crate::fold_tables::{self, Fold};

/// No digit value.
pub const NO_DIGIT: u8 = 0xFF;
/// Digit strengths, in the high nibble of [`Cell::dig`]; 0 are ASCII and decorated digits, this
/// one Han numerals, plain and capital, and radio digits.
pub const HAN: u8 = 1;
/// Characters that only sound like a digit: evidence only in numbers.
pub const SOUND: u8 = 2;

/// What sort of character a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    Latin,
    Digit,
    Han,
    Space,
    Line,
    Punct,
    Symbol,
    Letter,
}

/// The character was upper case.
pub const UPPER: u8 = 1;
/// The character was written in a decorated form.
pub const DECORATED: u8 = 2;
/// Han: begins a surname.
pub const SURNAME: u8 = 4;
/// Han: begins the last word of an address component.
pub const SUFFIX: u8 = 8;
/// Han: unit of a house number.
pub const UNIT: u8 = 16;
/// Han: province character of a plate.
pub const PROVINCE: u8 = 32;
/// Han: never inside a given name.
pub const FUNCTION: u8 = 64;
/// Han: never inside the name of a place.
pub const BREAK: u8 = 128;

/// One folded character.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Lower-case folded character.
    pub ch: char,
    /// First byte in the original.
    pub at: u32,
    /// First byte in the folded text.
    pub off: u32,
    /// Bytes in the original, attached marks included.
    pub len: u8,
    /// Digit value in the low nibble, strength in the high one, or [`NO_DIGIT`].
    pub dig: u8,
    pub kind: Kind,
    pub flags: u8,
}

impl Cell {
    /// Digit value, if the character alone stands for one with ASCII or Han strength.
    #[inline]
    pub fn digit(&self) -> Option<u8> {
        (self.dig >> 4 <= HAN).then_some(self.dig & 15)
    }
    #[inline]
    pub fn has(&self, tag: u8) -> bool {
        self.flags & tag != 0
    }
    /// Stands for a token or a value already found.
    #[inline]
    pub fn hidden(&self) -> bool {
        self.ch == HIDDEN
    }
    #[inline]
    pub fn is_upper(&self) -> bool {
        self.flags & UPPER != 0
    }
    /// Written in another form than the plain one.
    #[inline]
    pub fn decorated(&self) -> bool {
        self.has(DECORATED)
    }
    /// One past the last byte in the original.
    #[inline]
    pub fn end(&self) -> usize {
        self.at as usize + self.len as usize
    }
}

/// A folded message. Reused between scans.
#[derive(Debug, Default)]
pub struct Folded {
    /// Folded lower-case text, searched by the automata.
    pub text: String,
    /// One cell a folded character, in order.
    pub cells: Vec<Cell>,
    /// ASCII digits and Han numerals.
    pub digits: usize,
    /// Longest row of characters that can stand for digits, signs between them not counted.
    pub row: usize,
    now: usize,
    /// First byte of the original that `text` does not hold yet.
    copied: usize,
    /// Byte ranges of the tokens and values left out.
    pub hidden: Vec<(usize, usize)>,
    /// Spaces and signs other than the usual punctuation.
    pub signs: usize,
    /// All flags and tags that occur.
    pub tags: u8,
    /// Latin letters.
    pub latin: usize,
    /// Any '@' or sign that can stand for it.
    pub at_signs: usize,
    /// Colons.
    pub colons: usize,
    /// Han characters.
    pub han: usize,
}

/// What an ASCII character folds to.
#[derive(Clone, Copy)]
struct Plain {
    /// Its cell, but for where it is.
    cell: Cell,
    class: Class,
    /// Never dropped, another character, or the beginning of an escape.
    plain: bool,
}

/// How an ASCII character is counted.
#[derive(Clone, Copy)]
enum Class {
    Letter,
    Digit,
    /// A space or a sign other than the usual punctuation.
    Sign,
    At,
    Colon,
    Usual,
    /// Control characters.
    Drop,
}

static PLAIN: [Plain; 128] = {
    let cell = Cell { ch: '\0', at: 0, off: 0, len: 1, dig: NO_DIGIT, kind: Kind::Punct, flags: 0 };
    let mut table = [Plain { cell, class: Class::Drop, plain: false }; 128];
    let mut b = 0;
    while b < 128 {
        let (kind, class) = match b {
            b'0'..=b'9' => (Kind::Digit, Class::Digit),
            b'a'..=b'z' | b'A'..=b'Z' => (Kind::Latin, Class::Letter),
            b' ' | b'\t' => (Kind::Space, Class::Sign),
            b'\n' | b'\r' => (Kind::Line, Class::Usual),
            b'$' | b'+' | b'<' | b'=' | b'>' | b'^' | b'`' | b'|' | b'~' => (Kind::Symbol, Class::Sign),
            0..=31 | 127 => (Kind::Punct, Class::Drop),
            b'@' => (Kind::Punct, Class::At),
            b':' => (Kind::Punct, Class::Colon),
            b',' | b'!' | b'?' | b'(' | b')' | b'"' | b';' => (Kind::Punct, Class::Usual),
            _ => (Kind::Punct, Class::Sign),
        };
        let low = if b == b'\t' { b' ' } else { b.to_ascii_lowercase() };
        let (dig, flags) = (if b.is_ascii_digit() { b & 15 } else { NO_DIGIT }, if b.is_ascii_uppercase() { UPPER } else { 0 });
        let plain = !matches!(class, Class::Drop) && !matches!(b, b'&' | b'%' | b'<' | b'\\' | b'\t');
        let cell = Cell { ch: low as char, at: 0, off: 0, len: 1, dig, kind, flags };
        table[b as usize] = Plain { cell, class, plain };
        b += 1;
    }
    table
};

/// One in the byte of its class for each plain ASCII character, nothing for others.
static ONCE: [u64; 128] = {
    let mut table = [0; 128];
    let mut b = 0;
    while b < 128 {
        table[b] = if PLAIN[b].plain { 1 << (8 * PLAIN[b].class as u32) } else { 0 };
        b += 1;
    }
    table
};

/// The cell of each ASCII character.
static CELLS: [Cell; 128] = {
    let mut table = [PLAIN[0].cell; 128];
    let mut b = 0;
    while b < 128 {
        table[b] = PLAIN[b].cell;
        b += 1;
    }
    table
};

impl Folded {
    /// Fold `text`, replacing what was held. Each of `taken` (byte ranges in order) becomes one cell
    /// that nothing matches, and so does each of our own tokens where the text is `trusted`.
    pub fn set(&mut self, text: &str, taken: &[(usize, usize)], trusted: bool) {
        self.begin(text.len());
        let (bytes, classes) = (text.as_bytes(), fold_tables::han_classes());
        let mut taken = taken.iter();
        let mut next = taken.next();
        // what is left out shows nothing of itself: an escape is read within its gap
        let (mut at, mut gap) = (0, 0);
        while let Some(b) = bytes.get(at).copied() {
            let until = next.map_or(bytes.len(), |t| t.0);
            if at >= until {
                let end = next.map_or(at, |t| t.1);
                next = taken.next();
                self.hide(text, at, end);
                (at, gap) = (end.max(at + 1), end);
                continue;
            }
            let row = self.plain_row(bytes.get(at..until).unwrap_or_default(), at);
            if row > 0 {
                at += row;
                continue;
            }
            if b < 0x80 {
                if matches!(b, b'&' | b'%' | b'<' | b'\\')
                    && let Some((plain, len)) = bytes.get(gap..until).and_then(|t| masking_check::escape::at(t, at - gap))
                {
                    self.skip(text, at, len);
                    if let Some(plain) = plain {
                        self.decorated(plain, at, len);
                    }
                    at += len;
                } else {
                    self.sign(text, b, at);
                    at += 1;
                }
                continue;
            }
            let row = self.han_row(bytes.get(at..until).unwrap_or_default(), at, classes);
            if row > 0 {
                at += row;
                continue;
            }
            let Some(c) = text.get(at..).and_then(|t| t.chars().next()) else { break };
            match if trusted && c == OPEN { masking_check::token::end(text, at) } else { None } {
                Some(end) => {
                    self.hide(text, at, end);
                    (at, gap) = (end, end);
                }
                None => {
                    self.other(text, c, at);
                    at += c.len_utf8();
                }
            }
        }
        self.skip(text, at.min(text.len()), 0);
        self.text.make_ascii_lowercase();
    }

    /// The row of plain ASCII characters that begins at byte `from` with `bytes`; how many they are.
    #[inline]
    fn plain_row(&mut self, bytes: &[u8], from: usize) -> usize {
        let shift = self.off(from).wrapping_sub(from as u32);
        // no byte of the sum runs over
        let (mut n, mut sum) = (0, 0u64);
        for b in bytes.iter().take(255) {
            let once = ONCE.get(usize::from(*b)).copied().unwrap_or(0);
            if once == 0 {
                break;
            }
            sum += once;
            n += 1;
        }
        let row = bytes.get(..n).unwrap_or_default();
        self.cells.extend(row.iter().zip(from as u32..).map(|(b, at)| {
            let cell = CELLS[usize::from(*b & 127)];
            Cell { at, off: shift.wrapping_add(at), ..cell }
        }));
        let count = |c: Class| (sum >> (8 * c as u32)) as usize & 255;
        if count(Class::Digit) > 0 {
            for b in row {
                self.now = if b.is_ascii_alphabetic() { 0 } else { self.now + usize::from(b.is_ascii_digit()) };
                self.row = self.row.max(self.now);
            }
        } else if count(Class::Letter) > 0 {
            self.now = 0;
        }
        (self.latin, self.digits) = (self.latin + count(Class::Letter), self.digits + count(Class::Digit));
        (self.signs, self.colons) = (self.signs + count(Class::Sign), self.colons + count(Class::Colon));
        self.at_signs += count(Class::At);
        row.len()
    }

    /// Forget what was held, keeping its room.
    fn begin(&mut self, room: usize) {
        self.text.clear();
        self.cells.clear();
        self.hidden.clear();
        (self.digits, self.latin, self.at_signs, self.han) = (0, 0, 0, 0);
        (self.row, self.now, self.tags, self.signs, self.colons, self.copied) = (0, 0, 0, 0, 0, 0);
        self.text.reserve(room);
        self.cells.reserve(room / 2);
    }

    /// Where byte `at` of the original comes to lie in the folded text, if it stays as it is.
    #[inline]
    fn off(&self, at: usize) -> u32 {
        (self.text.len() + at - self.copied) as u32
    }

    /// Take over the original up to byte `at` and leave out the `len` bytes there.
    fn skip(&mut self, text: &str, at: usize, len: usize) {
        self.text.push_str(text.get(self.copied..at).unwrap_or_default());
        self.copied = at + len;
    }

    /// A cell for the character at `c.at`, which stays as it is.
    #[inline]
    fn keep(&mut self, c: Cell) {
        let off = self.off(c.at as usize);
        self.cells.push(Cell { off, ..c });
    }

    /// A cell for a character that stands for bytes that were skipped.
    fn push(&mut self, c: Cell) {
        let off = self.text.len() as u32;
        self.text.push(c.ch);
        self.cells.push(Cell { off, ..c });
    }

    /// One cell for the bytes `at..end`, which nothing matches.
    fn hide(&mut self, text: &str, at: usize, end: usize) {
        self.skip(text, at, end.max(at + 1) - at);
        self.hidden.push((at, end));
        self.now = 0;
        self.push(Cell { ch: HIDDEN, at: at as u32, off: 0, len: 0, dig: NO_DIGIT, kind: Kind::Letter, flags: 0 });
    }

    /// An ASCII sign, space or control character.
    #[inline]
    fn sign(&mut self, text: &str, b: u8, at: usize) {
        let Some(plain) = self.count(b) else { return self.skip(text, at, 1) };
        let cell = Cell { at: at as u32, ..plain.cell };
        if u32::from(cell.ch) == b.into() {
            self.keep(cell);
        } else {
            self.skip(text, at, 1);
            self.push(cell);
        }
    }

    /// An ASCII character that was written otherwise, in bytes that were skipped.
    fn decorated(&mut self, b: u8, at: usize, len: usize) {
        let Some(Plain { cell, .. }) = self.count(b) else { return };
        self.push(Cell { at: at as u32, len: len as u8, flags: DECORATED | cell.flags, ..cell });
    }

    /// Count an ASCII character; what it folds to, if to anything.
    #[inline]
    fn count(&mut self, b: u8) -> Option<Plain> {
        let plain = PLAIN.get(usize::from(b)).copied()?;
        match plain.class {
            Class::Letter => {
                self.latin += 1;
                self.now = 0;
            }
            Class::Digit => {
                self.digits += 1;
                self.now += 1;
                self.row = self.row.max(self.now);
            }
            Class::Sign => self.signs += 1,
            Class::At => self.at_signs += 1,
            Class::Colon => self.colons += 1,
            Class::Usual => {}
            Class::Drop => return None,
        }
        Some(plain)
    }

    /// The row of plain characters of the common Han block, three bytes each, that begins at byte
    /// `from` with `bytes`; how many bytes it takes.
    #[inline]
    fn han_row(&mut self, bytes: &[u8], from: usize, classes: &[u16]) -> usize {
        let (mut at, shift) = (from, self.off(from).wrapping_sub(from as u32));
        let (mut digits, mut now, mut longest, mut tags) = (0, self.now, self.row, self.tags);
        for bytes in bytes.chunks_exact(3) {
            let &[a @ 0xE4..=0xE9, b, c] = bytes else { break };
            let u = u32::from(a & 0x0F) << 12 | u32::from(b & 0x3F) << 6 | u32::from(c & 0x3F);
            let class = classes.get((u as usize).wrapping_sub(0x4E00)).filter(|c| **c as u8 != fold_tables::VARIANT);
            let (Some(class), Some(ch)) = (class, char::from_u32(u)) else { break };
            let (dig, flags) = (*class as u8, (class >> 8) as u8);
            now = if dig == NO_DIGIT { 0 } else { now + 1 };
            longest = longest.max(now);
            digits += usize::from(dig >> 4 <= HAN);
            tags |= flags;
            let off = shift.wrapping_add(at as u32);
            self.cells.push(Cell { ch, at: at as u32, off, len: 3, dig, kind: Kind::Han, flags });
            at += 3;
        }
        self.digits += digits;
        (self.now, self.row, self.tags, self.han) = (now, longest, tags, self.han + (at - from) / 3);
        at - from
    }

    /// A Han character that was written otherwise, in bytes that were skipped.
    fn written_han(&mut self, c: char, at: usize, len: u8) {
        let ch = fold_tables::simplified(c);
        let (dig, tags) = (fold_tables::han_digit(ch), (fold_tables::han(ch).unwrap_or(0) >> 8) as u8);
        let flags = if ch == c { tags } else { tags | DECORATED };
        self.now = if dig == NO_DIGIT { 0 } else { self.now + 1 };
        self.row = self.row.max(self.now);
        self.digits += usize::from(dig >> 4 <= HAN);
        (self.tags, self.han) = (self.tags | flags, self.han + 1);
        self.push(Cell { ch, at: at as u32, off: 0, len, dig, kind: Kind::Han, flags });
    }

    fn other(&mut self, text: &str, c: char, at: usize) {
        let len = c.len_utf8();
        self.skip(text, at, len);
        if fold_tables::han(c).is_some() {
            // a stroke that stands for a sign
            if let Some(b) = Some(fold_tables::simplified(c)).filter(char::is_ascii) {
                return self.decorated(b as u8, at, len);
            }
            return self.written_han(c, at, len as u8);
        }
        match fold_tables::other(c) {
            Fold::Drop => {}
            Fold::Attach => {
                if let Some(last) = self.cells.last_mut()
                    && last.end() == at
                    && let Some(l) = last.len.checked_add(len as u8)
                {
                    last.len = l;
                }
            }
            Fold::Ascii(b) => self.decorated(b, at, len),
            Fold::Number(n) => {
                if n >= 10 {
                    self.decorated(b'0' + n / 10, at, len);
                }
                self.decorated(b'0' + n % 10, at, len);
            }
            Fold::Han(h) => self.written_han(h, at, len as u8),
            Fold::As(ch, kind) => {
                self.signs += usize::from(ch != '。');
                if kind == Kind::Letter {
                    self.now = 0;
                }
                self.push(Cell { ch, at: at as u32, off: 0, len: len as u8, dig: NO_DIGIT, kind, flags: 0 });
            }
        }
    }

    /// Whether some characters in a row stand by themselves, as those of a stretch do.
    fn spread(&self) -> bool {
        const ROW: u32 = 4;
        let (mut row, mut lone) = (0u32, 0u32);
        for c in &self.cells {
            if matches!(c.kind, Kind::Latin | Kind::Digit | Kind::Han | Kind::Letter) {
                row += 1;
            } else if row > 0 {
                lone = if row == 1 { lone + 1 } else { 0 };
                if lone >= ROW {
                    return true;
                }
                row = 0;
            }
        }
        false
    }

    /// Leave out the signs that part single characters ("朝 阳 区", "j*o*e"); whether there were any.
    pub fn join(&mut self) -> bool {
        if !self.spread() {
            return false;
        }
        let joints = stretch::joints(self.cells.len(), |k| self.ch(k));
        let (mut gone, mut k) = (joints.iter().peekable(), 0);
        if joints.is_empty() {
            return false;
        }
        self.text.clear();
        let text = &mut self.text;
        self.cells.retain_mut(|c| {
            k += 1;
            let keep = gone.next_if(|g| **g + 1 == k).is_none();
            if keep {
                c.off = text.len() as u32;
                text.push(c.ch);
            }
            keep
        });
        true
    }

    /// Cell index of a byte offset in the folded text (or the cell after it).
    #[inline]
    pub fn cell_at(&self, off: usize) -> usize {
        self.cells.partition_point(|c| (c.off as usize) < off)
    }

    /// Original byte range of cells `s..e`; `(0, 0)` where empty.
    #[inline]
    pub fn bytes(&self, s: usize, e: usize) -> (usize, usize) {
        match (self.cells.get(s), e.checked_sub(1).and_then(|l| self.cells.get(l))) {
            (Some(a), Some(b)) => (a.at as usize, b.end()),
            _ => (0, 0),
        }
    }

    /// The folded character at `i`, or `'\0'` outside.
    #[inline]
    pub fn ch(&self, i: usize) -> char {
        self.cells.get(i).map_or('\0', |c| c.ch)
    }

    /// The kind at `i`; the ends of the text count as a line break.
    #[inline]
    pub fn kind(&self, i: usize) -> Kind {
        self.cells.get(i).map_or(Kind::Line, |c| c.kind)
    }

    /// Folded text of cells `s..e`.
    #[inline]
    pub fn str(&self, s: usize, e: usize) -> &str {
        let a = self.cells.get(s).map_or(self.text.len(), |c| c.off as usize);
        let b = self.cells.get(e).map_or(self.text.len(), |c| c.off as usize);
        self.text.get(a..b).unwrap_or("")
    }

    /// Whether the folded text goes on with `w` at cell `i`.
    #[inline]
    pub fn starts(&self, i: usize, w: &str) -> bool {
        let Some(c) = self.cells.get(i) else { return false };
        // most words differ in their first byte
        let Some(t) = self.text.as_bytes().get(c.off as usize..) else { return false };
        t.first() == w.as_bytes().first() && t.starts_with(w.as_bytes())
    }

    /// ASCII letter or digit at `i`.
    #[inline]
    pub fn alnum(&self, i: usize) -> bool {
        matches!(self.kind(i), Kind::Latin | Kind::Digit)
    }

    /// First cell at or after `i` that is no space.
    #[inline]
    pub fn skip_space(&self, mut i: usize) -> usize {
        while self.kind(i) == Kind::Space {
            i += 1;
        }
        i
    }
}

/// What stands for a token or a value already found.
const HIDDEN: char = '\u{E000}';

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(s: &str) -> String {
        let mut f = Folded::default();
        f.set(s, &[], false);
        f.text
    }

    #[test]
    fn decorated_forms_become_plain() {
        assert_eq!(fold("１３８"), "138");
        assert_eq!(fold("①③⓪❽㈧"), "13088");
        assert_eq!(fold("1️⃣3️⃣"), "13");
        assert_eq!(fold("𝟏𝟑𝟖 𝔸𝕓𝒞"), "138 abc");
        assert_eq!(fold("1\u{200b}3\u{202e}8"), "138");
        assert_eq!(fold("1\u{e000}38"), "138");
        assert_eq!(fold("維信Ｖ電話"), "维信v电话");
        assert_eq!(fold("ⓔⓜⓐⓘⓛ"), "email");
        assert_eq!(fold("١٣٨ १३८"), "138 138");
        assert_eq!(fold("yāo sān bā"), "yao san ba");
        assert_eq!(fold("⑩⑳"), "1020");
        assert_eq!(fold("&#49;&#x33;%38 1<b></b>3<!-- -->8"), "138 138");
        assert_eq!(fold("50%25 a<b"), "50%25 a<b");
    }

    #[test]
    fn offsets_lead_back() {
        let mut f = Folded::default();
        f.set("a1️⃣b", &[], false);
        let (s, e) = f.bytes(1, 2);
        assert_eq!("a1️⃣b".get(s..e), Some("1️⃣"));
    }
}
