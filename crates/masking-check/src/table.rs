//! What words are, looked up quickly: a hasher for short keys and a table of small facts.

use std::hash::{BuildHasherDefault, Hasher};

/// FxHash, as in rustc: quick for short words, keys are our own.
#[derive(Default)]
pub struct Fx(u64);

impl Hasher for Fx {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut w = [0u8; 8];
            w[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(w)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
    #[inline]
    fn write_u8(&mut self, _: u8) {}
    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

/// Hashing with [`Fx`].
pub type Quick = BuildHasherDefault<Fx>;

/// The longest word that is looked up, in bytes.
pub const LONGEST: usize = 16;

/// All words, by open addressing: a look-up touches one line of the cache. A slot holds a part of the
/// hash of its word alone, which tells 60 000 words apart from everything else but once in 10^9.
pub struct Table {
    /// Hash of the word (0 where free), and its facts.
    slots: Vec<(u32, u32)>,
}

impl Default for Table {
    fn default() -> Table {
        Table { slots: vec![(0, 0); 1 << Table::BITS] }
    }
}

impl Table {
    /// Room for twice the words.
    const BITS: u32 = 17;

    #[inline]
    fn hash(w: &[u8]) -> u64 {
        let mut b = [0u8; LONGEST];
        let n = w.len().min(LONGEST);
        b[..n].copy_from_slice(&w[..n]);
        let half = |h: Option<&[u8; 8]>| h.map_or(0, |h| u64::from_le_bytes(*h));
        let (lo, hi) = (half(b.first_chunk()), half(b.last_chunk()));
        let wide = u128::from(lo ^ 0x9E37_79B9_7F4A_7C15) * u128::from(hi ^ 0xD6E8_FEB8_6659_FD93 ^ n as u64);
        (wide as u64 ^ (wide >> 64) as u64).wrapping_mul(0x517c_c1b7_2722_0a95) | 1
    }

    /// The slot of `h`, or the free one where it belongs.
    #[inline]
    fn slot(&self, h: u64) -> usize {
        let mut i = (h >> (64 - Self::BITS)) as usize;
        while self.slots.get(i).is_some_and(|s| s.0 != 0 && s.0 != h as u32) {
            i = (i + 1) & (self.slots.len() - 1);
        }
        i
    }

    /// Add `bits` to the facts of a word; one longer than [`LONGEST`] is left out.
    pub fn add(&mut self, w: &str, bits: u32) {
        let h = Self::hash(w.as_bytes());
        let i = self.slot(h);
        if let Some(s) = self.slots.get_mut(i).filter(|_| w.len() <= LONGEST) {
            (s.0, s.1) = (h as u32, s.1 | bits);
        }
    }

    /// As [`Table::add`], and from bit `from` on the facts are `value`.
    pub fn set(&mut self, w: &str, bits: u32, value: u32, from: u32) {
        self.add(w, bits);
        let i = self.slot(Self::hash(w.as_bytes()));
        if let Some(s) = self.slots.get_mut(i).filter(|_| w.len() <= LONGEST) {
            s.1 = s.1 & ((1 << from) - 1) | value << from;
        }
    }

    /// The facts of a word, none for one that is not in the table.
    #[inline]
    pub fn get(&self, w: &[u8]) -> u32 {
        if w.len() > LONGEST {
            return 0;
        }
        self.slots.get(self.slot(Self::hash(w))).map_or(0, |s| s.1)
    }
}
