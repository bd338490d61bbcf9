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
