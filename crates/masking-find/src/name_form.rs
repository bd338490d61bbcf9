//! How much a surname and the one or two characters behind it look like a Chinese name: a linear model over the
//! characters, by themselves and by two, and what stands on both sides. Made by `ops/lib/names.py`, which reads a window
//! the same way.

use masking_check::model::{feature, odds, weight};

use crate::fold::{Folded, Kind};

/// One signed byte a bucket, in sixteenths.
static WEIGHTS: &[u8; BUCKETS] = include_bytes!("../data/names_zh.bin");
const BUCKETS: usize = 32768;

/// What stands at a cell beside a name, as one character in bytes.
struct Side([u8; 4], usize);

impl Side {
    fn at(f: &Folded, k: Option<usize>) -> Side {
        let c = match k.and_then(|k| f.cells.get(k)) {
            None => '^',
            Some(c) if c.hidden() => '^',
            Some(c) => match c.kind {
                Kind::Digit => '0',
                Kind::Latin => 'a',
                _ => c.ch,
            },
        };
        let mut bytes = [0; 4];
        let len = c.encode_utf8(&mut bytes).len();
        Side(bytes, len)
    }

    fn bytes(&self) -> &[u8] {
        self.0.get(..self.1).unwrap_or_default()
    }
}

/// The logarithm of the odds that cells `s..e`, whose given part begins at `g`, are a name.
pub(crate) fn name(f: &Folded, s: usize, g: usize, e: usize) -> f32 {
    let text = |a: usize, b: usize| f.str(a, b).as_bytes();
    let side = |k: Option<usize>| Side::at(f, k);
    let (l2, l1, r1, r2) = (side(s.checked_sub(2)), side(s.checked_sub(1)), side(Some(e)), side(Some(e + 1)));
    let (l2, l1, r1, r2) = (l2.bytes(), l1.bytes(), r1.bytes(), r2.bytes());
    let mut sum = 0;
    let mut add = |parts: &[&[u8]]| sum += weight(WEIGHTS, feature(parts)).0;
    let (given, surname) = ([b'0' + (e - g).min(9) as u8], [b'0' + (g - s).min(9) as u8]);
    let last = text(e - 1, e);
    add(&[b"s", text(s, g)]);
    add(&[b"x", text(s, g + 1)]);
    add(&[b"l", l1]);
    add(&[b"m", l2, l1]);
    add(&[b"n", l1, text(s, s + 1)]);
    add(&[b"r", r1]);
    add(&[b"q", r1, r2]);
    add(&[b"p", last, r1]);
    if e - g == 1 {
        add(&[b"c", last]);
    } else {
        add(&[b"a", text(g, g + 1)]);
        add(&[b"b", last]);
        add(&[b"g", text(g, e)]);
    }
    add(&[b"#", &given, &surname]);
    add(&[&given, b"l", l1]);
    add(&[&given, b"r", r1]);
    odds(sum)
}
