//! Chinese addresses in pinyin: "wen er xi lu 388 hao 5 zhuang", "renminlu685hao".

use crate::cand::{Cand, Ctx};
use crate::chars::WordSet;
use crate::fold::{Folded, Kind};
use crate::label::Label;
use crate::tokens::Token;
use masking_check::pinyin::syllables;

const ROADS: &[&str] = &["lu", "jie", "xiang", "dadao", "dajie", "nong", "cun", "hutong", "daolu"];
static UNITS: WordSet = WordSet::new(&["hao", "haolou", "lou", "dong", "zhuang", "zuo", "shi", "danyuan", "ceng", "nong"]);
/// Words of a road's name, at most.
const NAME: usize = 8;

/// A road, a number, and the word for it; then more such numbers.
pub(crate) fn find(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.digits == 0 || tokens.len() < 2 {
        return;
    }
    let word = |t: &Token| f.str(t.s as usize, t.e as usize);
    let mut i = 1_usize;
    while let Some([road, unit]) = tokens.get(i - 1..=i) {
        i += 1;
        if !numbered(f, road.e as usize, unit) || !UNITS.has(word(unit)) {
            continue;
        }
        let Some(glued) = ROADS.iter().find(|r| word(road).ends_with(**r)).map(|r| word(road).len() > r.len()) else { continue };
        if syllables(word(road)).is_none() {
            continue;
        }
        let before = tokens.get(..i - 2).unwrap_or_default().iter().rev().take(NAME);
        let mut s = road.s as usize;
        let mut named = glued;
        for t in before {
            let joins = s == t.e as usize + 1 && matches!(f.ch(s - 1), ' ' | '-' | '.');
            if !joins || word(t).len() < 2 || syllables(word(t)).is_none() {
                break;
            }
            (s, named) = (t.s as usize, true);
        }
        if !named {
            continue;
        }
        let mut e = unit.e as usize;
        while let Some(next) = tokens.get(i).filter(|t| numbered(f, e, t) && UNITS.has(word(t))) {
            (e, i) = (next.e as usize, i + 1);
        }
        // a room without a word for it
        let room = f.skip_space(e);
        let n = (room..room + 5).take_while(|k| f.kind(*k) == Kind::Digit).count();
        e = if (3..=4).contains(&n) && !f.alnum(room + n) { room + n } else { e };
        out.push(Cand::plain(f, (s, e), Label::Address, 0.66, "address.pinyin"));
    }
}

/// Nothing but a number, with spaces and joints, lies between cell `a` and `t`.
fn numbered(f: &Folded, a: usize, t: &Token) -> bool {
    let s = t.s as usize;
    if s < a + 1 || s > a + 7 {
        return false;
    }
    let n = (a..s).filter(|k| f.kind(*k) == Kind::Digit).count();
    (1..=4).contains(&n) && s - a <= n + 3 && (a..s).all(|k| f.kind(k) == Kind::Digit || matches!(f.ch(k), ' ' | '-' | '.' | ','))
}
