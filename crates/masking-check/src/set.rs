//! Sets of characters and of whole words, most others told apart by one bit.

use std::sync::OnceLock;

/// The characters of a list. Built at the first question.
pub struct CharSet {
    list: &'static str,
    bits: OnceLock<Bits>,
}

/// One bit a character of the basic plane.
pub struct Bits(Box<[u64]>);

impl Bits {
    /// The set of these.
    pub fn of(chars: impl Iterator<Item = char>) -> Bits {
        let mut bits = vec![0u64; 0x1_0000 / 64].into_boxed_slice();
        for c in chars.map(|c| c as usize) {
            if let Some(word) = bits.get_mut(c / 64) {
                *word |= 1 << (c % 64);
            }
        }
        Bits(bits)
    }

    /// Whether `c` is in it.
    #[inline]
    pub fn has(&self, c: char) -> bool {
        self.0.get(c as usize / 64).is_some_and(|word| word >> (c as usize % 64) & 1 != 0)
    }
}

impl CharSet {
    /// The set of the characters of `list`.
    pub const fn new(list: &'static str) -> CharSet {
        CharSet { list, bits: OnceLock::new() }
    }

    /// Whether `c` is in the list.
    #[inline]
    pub fn has(&self, c: char) -> bool {
        self.bits.get_or_init(|| Bits::of(self.list.chars())).has(c)
    }
}

/// Whole words: most others are told apart by one bit.
pub struct WordSet {
    /// The words.
    pub list: &'static [&'static str],
    bits: [u64; 16],
}

impl WordSet {
    /// The set of the words of `list`, none of them empty.
    pub const fn new(list: &'static [&'static str]) -> WordSet {
        let (mut bits, mut i) = ([0; 16], 0);
        while i < list.len() {
            let k = WordSet::bit(list[i].as_bytes());
            bits[k >> 6] |= 1 << (k & 63);
            i += 1;
        }
        WordSet { list, bits }
    }

    /// Which bit the length, the first two bytes and the last make.
    const fn bit(w: &[u8]) -> usize {
        match w {
            [] => 0,
            [a, b, ..] => (*a as usize * 37 + *b as usize * 11 + w[w.len() - 1] as usize * 5 + w.len() * 173) & 1023,
            [a] => *a as usize,
        }
    }

    /// Whether `w` is one of them.
    #[inline]
    pub fn has(&self, w: &str) -> bool {
        let k = WordSet::bit(w.as_bytes());
        self.bits[k >> 6] >> (k & 63) & 1 != 0 && self.list.contains(&w)
    }
}

/// The characters of a list, as an array made when the program is built: see [`any_of`].
pub const fn spread<const N: usize>(list: &str) -> [char; N] {
    let bytes = list.as_bytes();
    let mut out = ['\0'; N];
    let (mut i, mut n) = (0, 0);
    while i < bytes.len() {
        let (len, mut u) = match bytes[i] {
            0..0x80 => (1, bytes[i] as u32),
            0x80..0xE0 => (2, bytes[i] as u32 & 0x1F),
            0xE0..0xF0 => (3, bytes[i] as u32 & 0x0F),
            _ => (4, bytes[i] as u32 & 0x07),
        };
        let mut k = 1;
        while k < len {
            u = u << 6 | bytes[i + k] as u32 & 0x3F;
            k += 1;
        }
        if let Some(c) = char::from_u32(u) {
            out[n] = c;
        }
        (i, n) = (i + len, n + 1);
    }
    out
}

/// How many characters a list has.
pub const fn count(list: &str) -> usize {
    let bytes = list.as_bytes();
    let (mut i, mut n) = (0, 0);
    while i < bytes.len() {
        n += (bytes[i] & 0xC0 != 0x80) as usize;
        i += 1;
    }
    n
}

/// One bit a character of a list, by its last eight bits.
pub const fn marks(chars: &[char]) -> [u64; 4] {
    let (mut bits, mut i) = ([0; 4], 0);
    while i < chars.len() {
        let c = chars[i] as usize;
        bits[c >> 6 & 3] |= 1 << (c & 63);
        i += 1;
    }
    bits
}

/// Whether a character is in a list of which `marks` are the bits.
#[inline]
pub fn among(c: char, chars: &[char], marks: &[u64; 4]) -> bool {
    let k = c as usize;
    marks[k >> 6 & 3] >> (k & 63) & 1 != 0 && listed(c, chars)
}

#[inline(never)]
fn listed(c: char, chars: &[char]) -> bool {
    chars.contains(&c)
}

/// Whether a character is one of a short list.
#[macro_export]
macro_rules! any_of {
    ($c:expr, $list:literal) => {{
        static CHARS: [char; $crate::set::count($list)] = $crate::set::spread($list);
        static MARKS: [u64; 4] = $crate::set::marks(&CHARS);
        let c: char = $c;
        if CHARS.len() < 4 { CHARS.contains(&c) } else { $crate::set::among(c, &CHARS, &MARKS) }
    }};
}
