//! Sets of characters, told by one bit.

use std::sync::OnceLock;

/// The characters of a list. Built at the first question.
pub(crate) struct CharSet {
    list: &'static str,
    bits: OnceLock<Box<[u64]>>,
}

impl CharSet {
    pub(crate) const fn new(list: &'static str) -> CharSet {
        CharSet { list, bits: OnceLock::new() }
    }

    /// Whether `c` is in the list.
    #[inline]
    pub(crate) fn has(&self, c: char) -> bool {
        let bits = self.bits.get_or_init(|| {
            let mut bits = vec![0u64; 0x1_0000 / 64].into_boxed_slice();
            for c in self.list.chars().map(|c| c as usize) {
                if let Some(word) = bits.get_mut(c / 64) {
                    *word |= 1 << (c % 64);
                }
            }
            bits
        });
        bits.get(c as usize / 64).is_some_and(|word| word >> (c as usize % 64) & 1 != 0)
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
