//! Numbers told in words of a small class that stand for digits by agreement: months, notes, colours, planets, stems and
//! branches, animals of the years. Whatever the agreement, such a row behind a word for a number is one.

use crate::cand::{Cand, Ctx};
use crate::chars::{CharSet, Words};
use crate::cues::Cue;
use crate::fold::{Folded, Kind};
use crate::label::Label;

#[rustfmt::skip]
static CLASSES: [Words; 14] = [
    Words::new(&["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]),
    Words::new(&["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"]),
    Words::new(&["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
    Words::new(&["do", "re", "mi", "fa", "so", "sol", "la", "ti", "si"]),
    Words::new(&["black", "brown", "red", "orange", "yellow", "green", "blue", "violet", "purple", "grey", "gray", "white", "pink"]),
    Words::new(&["mercury", "venus", "earth", "mars", "jupiter", "saturn", "uranus", "neptune", "pluto", "sun", "moon"]),
    Words::new(&["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "zeroth"]),
    Words::new(&["ace", "deuce", "trey", "jack", "queen", "king", "joker", "ten", "nine"]),
    Words::new(&["mono", "di", "bi", "tri", "quad", "tetra", "penta", "hexa", "hepta", "octa", "nona", "nil", "null"]),
    Words::new(&["hydrogen", "helium", "lithium", "beryllium", "boron", "carbon", "nitrogen", "oxygen", "fluorine", "neon"]),
    Words::new(&["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"]),
    Words::new(&["子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥"]),
    Words::new(&["鼠", "牛", "虎", "兔", "龙", "蛇", "马", "羊", "猴", "鸡", "狗", "猪"]),
    Words::new(&["正月", "一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月", "哆", "来", "咪", "发", "唆", "拉", "西"]),
];
/// The Chinese characters with which those words begin.
static FIRST: CharSet =
    CharSet::new("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥鼠牛虎兔龙蛇马羊猴鸡狗猪正一二三四五六七八九十冬腊哆来咪发唆拉西");
/// Fewest words of such a row, and how far before it the word for a number may stand, in cells.
const LEAST: usize = 7;
const REACH: usize = 24;

/// Find such rows.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    const TOLD: [Cue; 7] = [Cue::Phone, Cue::Wechat, Cue::Qq, Cue::Add, Cue::Alipay, Cue::BankCard, Cue::IdCard];
    let f = ctx.f;
    let asked = ctx.expect.is_some_and(|c| TOLD.contains(&c));
    // who gives digits as well gives the number in them
    if f.latin + f.han < LEAST * 2 || f.digits > LEAST || !(asked || TOLD.iter().any(|c| ctx.near.any(*c))) {
        return;
    }
    let (han, latin) = (f.han >= LEAST, f.latin >= LEAST * 2);
    let mut k = 0;
    while k < f.cells.len() {
        let fresh = han && FIRST.has(f.ch(k)) || latin && f.kind(k) == Kind::Latin && !f.alnum(k.wrapping_sub(1));
        let row = if fresh { CLASSES.iter().filter_map(|c| row(f, c, k)).max() } else { None };
        let told = || asked || TOLD.iter().any(|c| ctx.near.before(k, *c, REACH).is_some());
        if let Some(e) = row.filter(|_| told()) {
            out.push(Cand::plain(f, (k, e), Label::Phone, 0.62, "number.closed"));
        }
        k = row.unwrap_or(k + 1);
    }
}

/// The end of a row of words of one class that begins at cell `k`: so many of them, three different ones at least, and not
/// in the order in which they are counted.
fn row(f: &Folded, class: &Words, k: usize) -> Option<usize> {
    let whole = |k: usize, w: &&str| !w.is_ascii() || !f.alnum(k + w.len());
    let (mut at, mut end, mut words) = (k, k, Vec::new());
    while let Some(w) = class.at(f, at).filter(|w| whole(at, w)).max_by_key(|w| w.len()) {
        words.push(w);
        end = at + w.chars().count();
        at = end + (end..end + 3).take_while(|k| matches!(f.kind(*k), Kind::Space | Kind::Punct | Kind::Symbol)).count();
    }
    let place = |w: &str| class.list().iter().position(|x| *x == w).unwrap_or(0);
    let counted = words.windows(2).filter(|p| place(p[1]) == place(p[0]) + 1).count();
    let n = words.len();
    words.sort_unstable();
    words.dedup();
    (n >= LEAST && words.len() > 2 && counted * 3 < n * 2).then_some(end)
}

#[cfg(test)]
mod tests {
    use crate::look::told;

    #[test]
    fn rows_of_one_class_behind_a_word_for_a_number_are_numbers() {
        let found = |text: &str| told(text, "number.closed");
        assert_eq!(found("我的电话是甲丙辛癸癸甲丙辛癸癸癸").as_deref(), Some("甲丙辛癸癸甲丙辛癸癸癸"));
        let row = "june march march august june may june april";
        assert_eq!(found(&format!("my number in months: {row}, ok?")).as_deref(), Some(row));
        for text in [
            "call me in january, february, march, april, may, june, july or august",
            "it comes in red, blue, green, black, white, yellow and grey",
            "电话里说甲乙丙丁戊己庚辛",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
