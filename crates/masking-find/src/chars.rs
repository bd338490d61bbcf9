//! Sets of characters, told by one bit, and of words, told by their first character.

use std::sync::OnceLock;

use crate::fold::Folded;

/// The characters of a list. Built at the first question.
pub(crate) struct CharSet {
    list: &'static str,
    bits: OnceLock<Bits>,
}

/// One bit a character of the basic plane.
struct Bits(Box<[u64]>);

impl Bits {
    fn of(chars: impl Iterator<Item = char>) -> Bits {
        let mut bits = vec![0u64; 0x1_0000 / 64].into_boxed_slice();
        for c in chars.map(|c| c as usize) {
            if let Some(word) = bits.get_mut(c / 64) {
                *word |= 1 << (c % 64);
            }
        }
        Bits(bits)
    }

    #[inline]
    fn has(&self, c: char) -> bool {
        self.0.get(c as usize / 64).is_some_and(|word| word >> (c as usize % 64) & 1 != 0)
    }
}

impl CharSet {
    pub(crate) const fn new(list: &'static str) -> CharSet {
        CharSet { list, bits: OnceLock::new() }
    }

    /// Whether `c` is in the list.
    #[inline]
    pub(crate) fn has(&self, c: char) -> bool {
        self.bits.get_or_init(|| Bits::of(self.list.chars())).has(c)
    }
}

/// The words of a list: most places are told apart by one character.
pub(crate) struct Words {
    list: &'static [&'static str],
    first: OnceLock<First>,
}

/// Words by their first character, in the order of their list.
struct First {
    bits: Bits,
    words: Vec<(char, &'static str)>,
}

impl First {
    fn of(list: &'static [&'static str]) -> First {
        let mut words: Vec<(char, &'static str)> = list.iter().filter_map(|w| Some((w.chars().next()?, *w))).collect();
        words.sort_by_key(|w| w.0);
        First { bits: Bits::of(words.iter().map(|w| w.0)), words }
    }
}

impl Words {
    pub(crate) const fn new(list: &'static [&'static str]) -> Words {
        Words { list, first: OnceLock::new() }
    }

    /// The words with which the text goes on at cell `k`, in the order of the list.
    #[inline]
    pub(crate) fn at(&self, f: &Folded, k: usize) -> impl Iterator<Item = &'static str> {
        let first = self.first.get_or_init(|| First::of(self.list));
        let c = f.ch(k);
        let from = if first.bits.has(c) { first.words.partition_point(|w| w.0 < c) } else { first.words.len() };
        let words = first.words.get(from..).unwrap_or_default();
        words.iter().take_while(move |w| w.0 == c).map(|w| w.1).filter(move |w| f.starts(k, w))
    }

    /// Whether the text goes on with any of them.
    #[inline]
    pub(crate) fn any(&self, f: &Folded, k: usize) -> bool {
        self.at(f, k).next().is_some()
    }
}

/// The characters of a list, as an array made when the program is built: see [`any_of`].
pub(crate) const fn spread<const N: usize>(list: &str) -> [char; N] {
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
pub(crate) const fn count(list: &str) -> usize {
    let bytes = list.as_bytes();
    let (mut i, mut n) = (0, 0);
    while i < bytes.len() {
        n += (bytes[i] & 0xC0 != 0x80) as usize;
        i += 1;
    }
    n
}

/// Whether a character is one of a short list.
macro_rules! any_of {
    ($c:expr, $list:literal) => {{
        const CHARS: [char; $crate::chars::count($list)] = $crate::chars::spread($list);
        CHARS.contains(&$c)
    }};
}
pub(crate) use any_of;
