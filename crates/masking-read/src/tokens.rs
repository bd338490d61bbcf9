//! Latin words of a message, each looked up once: digits in words, parts of names and addresses.

use std::sync::OnceLock;

use crate::fold::{Cell, Folded, Kind};
use crate::{cues, lists, words};
pub use masking_check::table::Quick;
use masking_check::table::Table;

pub const FIRST: u32 = 1;
pub const LAST: u32 = 1 << 1;
/// A name that is an ordinary word too.
pub const PLAIN: u32 = 1 << 2;
/// Never part of a name.
pub const STOP: u32 = 1 << 3;
pub const TITLE: u32 = 1 << 4;
/// Street endings.
pub const FIRM: u32 = 1 << 5;
pub const SOFT: u32 = 1 << 6;
/// A digit said as a word; a number of two digits; "double".
pub const DIGIT: u32 = 1 << 7;
pub const TENS: u32 = 1 << 8;
pub const REPEAT: u32 = 1 << 9;
/// A particle inside a name.
pub const PARTICLE: u32 = 1 << 10;

/// Makes the words before it a firm or a place.
pub const COMPANY: u32 = 1 << 11;
/// An ordinary English word.
pub const ORDINARY: u32 = 1 << 12;
/// A dot said as a word.
pub const SPOKEN_DOT: u32 = 1 << 13;
/// Words of addresses: endings that need more evidence, beginnings, units, states, countries, links.
pub const WEAK: u32 = 1 << 14;
pub const HEAD: u32 = 1 << 15;
pub const UNIT: u32 = 1 << 16;
pub const PLACE_STATE: u32 = 1 << 17;
pub const NATION: u32 = 1 << 18;
pub const LINK: u32 = 1 << 19;
/// In every text that holds a certain cue.
pub const SPEAKS: u32 = 1 << 20;
/// Begins the name of a brand.
pub const BRAND: u32 = 1 << 21;
/// Part of the name of a large town or a region.
pub const TOWN: u32 = 1 << 22;
/// What a word in no list of names must not be, to be a name all the same.
pub const COMMON: u32 = STOP | ORDINARY | COMPANY | TITLE | FIRM | SOFT | DIGIT | PARTICLE;

/// One run of Latin letters, in cells.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub s: u32,
    pub e: u32,
    pub bits: u32,
    /// Value of a digit word.
    pub val: u8,
    /// First letter, all letters in capitals.
    pub capital: bool,
    pub caps: bool,
}

/// First bit of a digit word's value.
const VALUE: u32 = 25;

#[inline]
fn table() -> &'static Table {
    static T: OnceLock<Table> = OnceLock::new();
    T.get_or_init(|| {
        let mut t = Table::default();
        words::each(|w, bits, val| t.set(w, bits, u32::from(val), VALUE));
        ["dot", "point", "period", "punto", "dian", "dott", "dawt"].into_iter().for_each(|w| t.add(w, SPOKEN_DOT));
        lists::names(|w, bits| t.add(w, bits));
        lists::addresses(|w, bits| t.add(w, bits));
        cues::keys().iter().for_each(|w| t.add(w, SPEAKS));
        t
    })
}

/// Build the table now rather than at the first message.
pub fn warm() {
    let _ = table();
}

/// Meaning of one word.
#[inline]
pub fn look_up(w: impl AsRef<[u8]>) -> (u32, u8) {
    let w = w.as_ref();
    let all = table().get(w);
    (all & ((1 << VALUE) - 1), (all >> VALUE) as u8)
}

/// A row of ASCII letters and digits with nothing between them, in cells.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub s: usize,
    pub e: usize,
    pub letters: usize,
}

impl Row {
    /// Its characters.
    #[inline]
    pub fn len(&self) -> usize {
        self.e - self.s
    }
    /// No character at all.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.s == self.e
    }
    #[inline]
    pub fn digits(&self) -> usize {
        self.len() - self.letters
    }
    /// Letters and digits both.
    #[inline]
    pub fn mixed(&self) -> bool {
        self.letters > 0 && self.digits() > 0
    }
}

/// The one walk for letters and digits: fills `tokens` with the words of `f` and `rows` with its
/// rows; gives the union of the words' bits.
pub fn collect(f: &Folded, tokens: &mut Vec<Token>, rows: &mut Vec<Row>) -> u32 {
    tokens.clear();
    rows.clear();
    let (mut all, mut i) = (0, 0);
    if f.latin + f.digits == 0 {
        return all;
    }
    while let Some(skip) = f.cells.get(i..).and_then(|r| r.iter().position(|c| matches!(c.kind, Kind::Latin | Kind::Digit))) {
        let mut row = Row { s: i + skip, e: i + skip, letters: 0 };
        loop {
            match f.kind(row.e) {
                Kind::Digit => row.e += 1,
                Kind::Latin => {
                    let t = token(f, row.e);
                    row.letters += (t.e - t.s) as usize;
                    row.e = t.e as usize;
                    all |= t.bits;
                    tokens.push(t);
                }
                _ => break,
            }
        }
        i = row.e;
        rows.push(row);
    }
    all
}

/// The word that begins at cell `s`.
fn token(f: &Folded, s: usize) -> Token {
    let letters = f.cells.get(s..).unwrap_or_default().iter().take_while(|c| c.kind == Kind::Latin);
    let (mut e, mut uppers) = (s, 0);
    for c in letters {
        uppers += usize::from(c.is_upper());
        e += 1;
    }
    let (bits, val) = look_up(f.str(s, e));
    let capital = f.cells.get(s).is_some_and(Cell::is_upper);
    Token { s: s as u32, e: e as u32, bits, val, capital, caps: uppers == e - s }
}
