//! Latin words of a message, each looked up once: digits in words, parts of names and addresses.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use crate::fold::{Folded, Kind};
use crate::{address_en, names_en, words};

pub(crate) const FIRST: u32 = 1;
pub(crate) const LAST: u32 = 1 << 1;
/// A name that is an ordinary word too.
pub(crate) const PLAIN: u32 = 1 << 2;
/// Never part of a name.
pub(crate) const STOP: u32 = 1 << 3;
pub(crate) const TITLE: u32 = 1 << 4;
/// Street endings.
pub(crate) const FIRM: u32 = 1 << 5;
pub(crate) const SOFT: u32 = 1 << 6;
/// A digit said as a word; a number of two digits; "double".
pub(crate) const DIGIT: u32 = 1 << 7;
pub(crate) const TENS: u32 = 1 << 8;
pub(crate) const REPEAT: u32 = 1 << 9;
/// A particle inside a name.
pub(crate) const PARTICLE: u32 = 1 << 10;

/// Makes the words before it a firm or a place.
pub(crate) const COMPANY: u32 = 1 << 11;
/// An ordinary English word.
pub(crate) const ORDINARY: u32 = 1 << 12;
/// A dot said as a word.
pub(crate) const SPOKEN_DOT: u32 = 1 << 13;
/// What a word in no list of names must not be, to be a name all the same.
pub(crate) const COMMON: u32 = STOP | ORDINARY | COMPANY | TITLE | FIRM | SOFT | DIGIT | PARTICLE;

/// One run of Latin letters, in cells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub s: u32,
    pub e: u32,
    pub bits: u32,
    /// Value of a digit word.
    pub val: u8,
    /// First letter, all letters in capitals.
    pub capital: bool,
    pub caps: bool,
}

/// FxHash, as in rustc: quick for short words, keys are our own.
#[derive(Default)]
pub(crate) struct Fx(u64);

impl Hasher for Fx {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut w = [0u8; 8];
            w[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(w)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
    fn write_u8(&mut self, _: u8) {}
    fn finish(&self) -> u64 {
        self.0
    }
}

/// Hashing with [`Fx`].
pub(crate) type Quick = BuildHasherDefault<Fx>;

type Table = HashMap<&'static str, (u32, u8), Quick>;

fn table() -> &'static Table {
    static T: OnceLock<Table> = OnceLock::new();
    T.get_or_init(|| {
        let mut t = Table::default();
        let mut add = |w: &'static str, bit: u32, val: u8| {
            let e = t.entry(w).or_default();
            e.0 |= bit;
            if bit & (DIGIT | TENS | REPEAT) != 0 {
                e.1 = val;
            }
        };
        words::each(&mut add);
        ["dot", "point", "period", "punto", "dian", "dott", "dawt"].into_iter().for_each(|w| add(w, SPOKEN_DOT, 0));
        names_en::each(|w, bit| add(w, bit, 0));
        address_en::FIRM.iter().for_each(|w| add(w, FIRM, 0));
        address_en::SOFT.iter().for_each(|w| add(w, SOFT, 0));
        t
    })
}

/// Build the table now rather than at the first message.
pub(crate) fn warm() {
    let _ = table();
}

/// Meaning of one word.
pub(crate) fn look_up(w: &str) -> (u32, u8) {
    table().get(w).copied().unwrap_or_default()
}

/// Fill `out` with the words of `f`; gives the union of their bits.
pub(crate) fn collect(f: &Folded, out: &mut Vec<Token>) -> u32 {
    out.clear();
    let mut all = 0;
    if f.latin == 0 {
        return 0;
    }
    let mut i = 0;
    while let Some(c) = f.cells.get(i) {
        if c.kind != Kind::Latin {
            i += 1;
            continue;
        }
        let s = i;
        let mut uppers = 0;
        while let Some(x) = f.cells.get(i)
            && x.kind == Kind::Latin
        {
            uppers += usize::from(x.is_upper());
            i += 1;
        }
        let (bits, val) = if i - s <= 16 { look_up(f.str(s, i)) } else { (0, 0) };
        all |= bits;
        out.push(Token { s: s as u32, e: i as u32, bits, val, capital: c.is_upper(), caps: uppers == i - s });
    }
    all
}
