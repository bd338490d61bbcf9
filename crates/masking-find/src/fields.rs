//! Values in fields: names in tags, quotes or brackets behind the word for one, addresses in Chinese told field by field.

use crate::cand::{Cand, Ctx};
use crate::chars::{WordSet, Words, any_of};
use crate::cues::Cue;
use crate::fold::{Cell, FUNCTION, Folded, Kind, SUFFIX, UNIT};
use crate::label::Label;
use crate::tokens::{ORDINARY, STOP, look_up};

/// Words of forms for whoever it is.
#[rustfmt::skip]
static WHO: WordSet = WordSet::new(&[
    "name", "receiver", "recipient", "consignee", "contact", "sender", "holder", "cardholder", "passenger", "guest", "payee", "payer",
    "fullname", "firstname", "lastname", "surname", "buyer", "patient", "insured", "signer", "xingming", "shoujianren",
]);
/// Longest word for a field and longest name, in cells.
const KEY: usize = 16;
const NAME: usize = 28;

/// `<receiver>…</receiver>`, `name="…"`, `姓名【…】`: names in what wraps the value of a field.
pub(crate) fn names(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.signs < 2
        || !(f.text.contains('"') || f.text.contains('>') || [Cue::NameBefore, Cue::Name].iter().any(|c| ctx.near.any(*c)))
    {
        return;
    }
    for (k, c) in f.cells.iter().enumerate() {
        let close = match c.ch {
            '>' => '<',
            '"' => '"',
            '[' | '【' => ']',
            '「' => '」',
            _ => continue,
        };
        let s = k + 1;
        let inner = |k: &usize| matches!(f.kind(*k), Kind::Han | Kind::Latin) || any_of!(f.ch(*k), " ·.'-");
        let e = s + (s..s + NAME).take_while(inner).count();
        let closed = f.ch(e) == close || close == ']' && f.ch(e) == '】';
        if closed && name(f, s, e) && key(ctx, k) {
            out.push(Cand::plain(f, (s, e), Label::Person, 0.7, "name.field"));
        }
    }
}

/// A word for whoever it is right before the sign at `k`.
fn key(ctx: &Ctx<'_>, k: usize) -> bool {
    let f = ctx.f;
    let sign = |k: &usize| any_of!(f.ch(*k), " =:\"'");
    let e = k - (0..k).rev().take(4).take_while(sign).count();
    let letter = |k: &usize| f.kind(*k) == Kind::Latin || any_of!(f.ch(*k), "_-");
    let s = e - (0..e).rev().take(KEY).take_while(letter).count();
    let tag = f.ch(k) != '>' || f.ch(s.wrapping_sub(1)) == '<';
    let said = |h: &crate::cues::Hit| matches!(h.cue, Cue::NameBefore | Cue::Name) && h.e as usize == e && h.e - h.s > 1;
    tag && (s < e && WHO.has(f.str(s, e)) || f.han > 0 && ctx.near.between(e.saturating_sub(6), e).any(said))
}

/// Two to four Han characters, or a few capital words that are no ordinary ones.
fn name(f: &Folded, s: usize, e: usize) -> bool {
    let cells = f.cells.get(s..e).unwrap_or_default();
    // 问 and 以 of a name are other words too
    let talk = |c: &Cell| any_of!(c.ch, "的了吗是不我你您他她");
    let first = cells.first().is_some_and(|c| c.has(FUNCTION));
    let han = cells.iter().filter(|c| c.kind == Kind::Han && !first && !talk(c)).count();
    if han > 0 {
        let dots = cells.iter().filter(|c| c.ch == '·').count();
        return han + dots == cells.len() && (2..=if dots == 1 { 10 } else { 4 }).contains(&han);
    }
    let words = || f.str(s, e).split([' ', '.']).filter(|w| !w.is_empty());
    let capital = cells.first().is_some_and(Cell::is_upper);
    capital && (1..=4).contains(&words().count()) && words().all(|w| w.len() < 3 || look_up(w).0 & (ORDINARY | STOP) == 0)
}

/// Words for the fields of an address.
#[rustfmt::skip]
static FIELDS: Words = Words::new(&[
    "省", "省份", "市", "城市", "区", "区县", "县", "镇", "乡", "街道", "街", "路", "路名", "道", "门牌", "门牌号", "号", "号码", "小区", "楼盘", "楼",
    "楼栋", "楼号", "楼名", "大楼", "栋", "栋号", "幢", "单元", "单元号", "楼层", "层", "室", "室号", "房", "房号", "房间", "房间号", "村", "组", "弄",
]);
/// Fewest fields of such a row.
const FEWEST: usize = 3;

/// "区是鼓楼区，路是中山北路，号是四十九": an address field by field.
pub(crate) fn places(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.han < 6 || f.tags & (SUFFIX | UNIT) == 0 {
        return;
    }
    let (mut k, first) = (0, FIELDS.first());
    while k < f.cells.len() {
        let begins = first.begin(f.ch(k)) && (k == 0 || f.kind(k - 1) != Kind::Han || any_of!(f.ch(k - 1), "的在:"));
        let Some((e, fields, digits)) = begins.then(|| row(f, k)).flatten() else {
            k += 1;
            continue;
        };
        if fields >= FEWEST && digits {
            // what was read of it right before
            let before = |c: &&Cand| c.label == Label::Address && c.e < k && c.e + 2 >= k;
            let s = out.iter().rev().take(32).find(|c| before(c)).map_or(k, |c| c.s);
            out.push(Cand::plain(f, (s, e), Label::Address, 0.86, "address.zh.fields"));
        }
        k = e;
    }
}

/// The row of fields at `s`: its end, how many, and whether one holds a number.
fn row(f: &Folded, s: usize) -> Option<(usize, usize, bool)> {
    let (mut k, mut e, mut fields, mut digits) = (s, s, 0, false);
    while let Some((end, number)) = field(f, k) {
        (e, fields, digits) = (end, fields + 1, digits | number);
        k = end + (end..end + 2).take_while(|k| any_of!(f.ch(*k), " ,;、。\n/|")).count();
    }
    (fields > 0).then_some((e, fields, digits))
}

/// The end of a field at `k`, and whether it holds a number.
fn field(f: &Folded, k: usize) -> Option<(usize, bool)> {
    const LONGEST: usize = 14;
    let word = FIELDS.at(f, k).max_by_key(|w| w.len())?;
    let e = k + word.chars().count();
    let link = (e..e + 4).take_while(|k| any_of!(f.ch(*k), " 是为叫:=-—→>")).count();
    let s = e + link;
    let inner = |k: &usize| matches!(f.kind(*k), Kind::Han | Kind::Digit | Kind::Latin) || f.ch(*k) == '-' && f.alnum(*k + 1);
    let end = s + (s..s + LONGEST).take_while(inner).count();
    let talk = |c: &Cell| any_of!(c.ch, "的了吗呢吧啊我你您他她它不没怎什哪多通");
    let value = f.cells.get(s..end).filter(|v| link > 0 && !v.is_empty() && !v.iter().any(talk))?;
    Some((end, value.iter().any(|c| c.digit().is_some())))
}

#[cfg(test)]
mod tests {
    use crate::look::Look;

    fn found(text: &str, rule: &str) -> Option<String> {
        let mut x = Look::default();
        let (f, cands, _) = x.at((text, &[], false), (None, true), &mut |_, _, _| {});
        cands.iter().find(|c| c.rule == rule).map(|c| f.str(c.s, c.e).to_owned())
    }

    #[test]
    fn fields_hold_names_and_places() {
        let name = |text| found(text, "name.field");
        assert_eq!(name("<payee>厉冬野</payee>").as_deref(), Some("厉冬野"));
        assert_eq!(name("<guest name=\"Odette Vray\" nights=\"2\"/>").as_deref(), Some("odette vray"));
        assert_eq!(name("收货人：【卞之遥】").as_deref(), Some("卞之遥"));
        for text in ["<name>Blue Chair</name>", "<title>Odette Vray</title>", "颜色【天青色】", "product_name=\"Zorbix\""]
        {
            assert_eq!(name(text), None, "{text}");
        }
        let place = |text| found(text, "address.zh.fields");
        assert_eq!(place("路是文昌路，号是五十六，房是802").as_deref(), Some("路是文昌路,号是五十六,房是802"));
        assert_eq!(place("路是通的，号是多少"), None);
    }
}
