//! When a card ends: month and year behind the word for it, where a card is spoken of.

use crate::cand::{Cand, Ctx};
use crate::chars::Words;
use crate::cues::Cue;
use crate::fold::{Folded, Kind};
use crate::label::Label;

#[rustfmt::skip]
static WORDS: Words = Words::new(&[
    "exp date", "expiry date", "expiration date", "expiration", "expiry", "expires", "exp", "valid thru", "valid until", "good thru",
    "有效期", "到期",
]);
/// What may stand between the word and the date.
static LINKS: Words = Words::new(&[" ", ":", ".", "is", "on", "date", "是", "至", "到", "为", "时间"]);

/// Find such dates.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let card = |c: &Cand| c.label == Label::BankCard && c.score >= 0.5;
    let cued = ctx.near.any(Cue::BankCard) || ctx.near.any(Cue::Secret);
    if f.digits < 3 || !(cued || ctx.expect == Some(Cue::BankCard) || out.iter().any(card)) {
        return;
    }
    let first = WORDS.first();
    for (k, _) in f.cells.iter().enumerate().filter(|(_, c)| first.begin(c.ch)) {
        let whole = |w: &&str| !w.is_ascii() || (k == 0 || !f.alnum(k - 1)) && f.kind(k + w.len()) != Kind::Latin;
        let Some(w) = WORDS.at(f, k).filter(whole).max_by_key(|w| w.len()) else { continue };
        let mut s = k + w.chars().count();
        while let Some(w) = LINKS.at(f, s).max_by_key(|w| w.len()).filter(|_| s < k + 24) {
            s += w.chars().count();
        }
        if let Some(e) = month_of_year(f, s) {
            out.push(Cand::plain(f, (s, e), Label::BankCard, 0.6, "card.expiry"));
        }
    }
}

/// The end of "08/27", "08/2027", "2027年8月" at `s`.
fn month_of_year(f: &Folded, s: usize) -> Option<usize> {
    let row = |k: usize| (k..k + 5).take_while(|k| f.kind(*k) == Kind::Digit).count();
    let value = |k: usize, n: usize| f.str(k, k + n).parse::<u32>().ok();
    let (n, m) = (row(s), s + row(s) + 1);
    let (a, b, rest) = (value(s, n)?, value(m, row(m))?, row(m));
    let month = |v: u32| (1..=12).contains(&v);
    let fits = match f.ch(s + n) {
        '年' => n >= 2 && month(b),
        '/' | '-' | ' ' => month(a) && n == 2 && (rest == 2 && (20..60).contains(&b) || rest == 4 && (2020..2060).contains(&b)),
        _ => false,
    };
    let e = m + rest;
    (fits && !f.alnum(e) && !matches!(f.ch(e), '/' | '-')).then(|| e + usize::from(f.ch(e) == '月'))
}
