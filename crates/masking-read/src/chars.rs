//! Sets of characters and words, and words with which a text goes on, told by their first character.

use std::sync::OnceLock;

pub use masking_check::any_of;
use masking_check::set::Bits;
pub use masking_check::set::{CharSet, WordSet};

use crate::fold::Folded;

/// The words of a list: most places are told apart by one character.
pub struct Words {
    list: &'static [&'static str],
    first: OnceLock<First>,
}

/// Words by their first character, in the order of their list.
pub struct First {
    bits: Bits,
    words: Vec<(char, &'static str)>,
}

impl First {
    fn of(list: &'static [&'static str]) -> First {
        let mut words: Vec<(char, &'static str)> = list.iter().filter_map(|w| Some((w.chars().next()?, *w))).collect();
        words.sort_by_key(|w| w.0);
        First { bits: Bits::of(words.iter().map(|w| w.0)), words }
    }

    /// Whether any of them begins with `c`.
    #[inline]
    pub fn begin(&self, c: char) -> bool {
        self.bits.has(c)
    }

    /// Those that begin with `c`.
    #[inline(never)]
    fn with(&self, c: char) -> &[(char, &'static str)] {
        let from = self.words.get(self.words.partition_point(|w| w.0 < c)..).unwrap_or_default();
        from.get(..from.iter().take_while(|w| w.0 == c).count()).unwrap_or_default()
    }
}

impl Words {
    pub const fn new(list: &'static [&'static str]) -> Words {
        Words { list, first: OnceLock::new() }
    }

    /// The words, in the order of the list.
    pub fn list(&self) -> &'static [&'static str] {
        self.list
    }

    /// The words with which the text goes on at cell `k`, in the order of the list.
    #[inline]
    pub fn at(&self, f: &Folded, k: usize) -> impl Iterator<Item = &'static str> {
        let c = f.ch(k);
        let first = self.first();
        let words = if first.begin(c) { first.with(c) } else { &[] };
        words.iter().map(|w| w.1).filter(move |w| f.starts(k, w))
    }

    /// Its words by their first character, for a walk over a text.
    #[inline]
    pub fn first(&self) -> &First {
        self.first.get_or_init(|| First::of(self.list))
    }

    /// Whether the text goes on with any of them.
    #[inline]
    pub fn any(&self, f: &Folded, k: usize) -> bool {
        self.first().begin(f.ch(k)) && self.at(f, k).next().is_some()
    }
}
