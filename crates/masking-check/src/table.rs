//! What words are, looked up quickly: a hasher for short keys and a table of small facts.

use std::hash::{BuildHasherDefault, Hasher};

/// FxHash, as in rustc: quick for short words, keys are our own.
#[derive(Default)]
pub struct Fx(u64);

impl Hasher for Fx {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(LONGEST) {
            let (lo, hi) = halves(chunk);
            self.write_u64(lo);
            self.write_u64(hi);
        }
    }
    #[inline]
    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    #[inline]
    fn write_u32(&mut self, n: u32) {
        self.write_u64(n.into());
    }
    /// The length of a key tells nothing beside what is in it.
    #[inline]
    fn write_usize(&mut self, _: usize) {}
    #[inline]
    fn write_u8(&mut self, _: u8) {}
    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

/// The first sixteen bytes of a word as two numbers, zeros where it is shorter.
#[inline]
fn halves(w: &[u8]) -> (u64, u64) {
    let eight = |w: Option<&[u8; 8]>| w.map_or(0, |w| u64::from_le_bytes(*w));
    let four = |w: Option<&[u8; 4]>| w.map_or(0, |w| u64::from(u32::from_le_bytes(*w)));
    match w.len() {
        0 => (0, 0),
        n @ 1..4 => (u64::from(w[0]) | u64::from(w[n / 2]) << (n / 2 * 8) | u64::from(w[n - 1]) << ((n - 1) * 8), 0),
        n @ 4..8 => (four(w.first_chunk()) | four(w.last_chunk()) << ((n - 4) * 8), 0),
        8 => (eight(w.first_chunk()), 0),
        n @ 9..16 => (eight(w.first_chunk()), eight(w.last_chunk()) >> ((16 - n) * 8)),
        _ => (eight(w.first_chunk()), eight(w.get(8..16).and_then(|w| w.first_chunk()))),
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
        let n = w.len().min(LONGEST);
        let (lo, hi) = halves(w);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_the_bytes_of_a_word() {
        for n in 0..20u8 {
            let w: Vec<u8> = (1..=n).collect();
            let mut b = [0u8; LONGEST];
            b.iter_mut().zip(&w).for_each(|(b, w)| *b = *w);
            let (lo, hi) = halves(&w);
            assert_eq!([lo.to_le_bytes(), hi.to_le_bytes()].concat(), b, "{n}");
        }
    }
}
