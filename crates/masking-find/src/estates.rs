//! Estates told by their name alone: behind a word for one ("小区叫翠湖天地"), or by who built it ("送到保利香槟国际").

use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::cues::Cue;
use crate::fold::{BREAK, FUNCTION, Folded, Kind};
use crate::label::Label;

/// Builders of homes, by whose names estates begin.
#[rustfmt::skip]
pub(crate) static BUILDERS: Words = Words::new(&[
    "万科", "保利", "碧桂园", "恒大", "龙湖", "融创", "绿城", "绿地", "华润", "中海", "金地", "招商", "世茂", "富力", "雅居乐", "远洋",
    "金茂", "首开", "龙光", "旭辉", "阳光城", "佳兆业", "中南", "荣盛", "祥生", "越秀", "建发", "仁恒", "星河湾", "合生", "珠江", "奥园",
]);
/// Words that end such a name.
#[rustfmt::skip]
static ENDS: Words = Words::new(&[
    "就行", "就好", "就可以", "那边", "这边", "门口", "楼下", "附近", "里面", "大门", "门卫", "物业", "吧", "等", "收", "上班", "没有", "有电梯",
]);

/// Find such names.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.han < 5 || !ctx.near.any(Cue::Address) {
        return;
    }
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::Address && h.e - h.s >= 2) {
        let (s, e) = (h.s as usize, h.e as usize);
        if let Some(w) = BUILDERS.at(f, e).next() {
            push(f, (e, w.chars().count() + 2), out);
        } else if h.e - h.s == 3 && ["小区是", "小区叫", "楼盘是", "楼盘叫"].iter().any(|w| f.str(s, e) == *w) {
            push(f, (e, 3), out);
        }
    }
}

/// Add the name that begins at `s` and has at least so many characters.
fn push(f: &Folded, (s, least): (usize, usize), out: &mut Vec<Cand>) {
    let plain = |k: &usize| f.cells.get(*k).is_some_and(|c| c.kind == Kind::Han && c.flags & (FUNCTION | BREAK) == 0);
    let e = s + (s..s + 12).take_while(plain).take_while(|k| !ENDS.any(f, *k)).count();
    // a mall is no home, and "老小区" no name
    let other = ["广场", "影城", "商场", "酒店", "小区", "公司"].iter().any(|w| f.str(s, e).ends_with(w));
    let closes = f.kind(e) != Kind::Han && f.kind(e) != Kind::Digit || ENDS.any(f, e) || any_of!(f.ch(e), "的了");
    if (least..=10).contains(&(e - s)) && closes && !other {
        out.push(Cand::plain(f, (s, e), Label::Address, 0.56, "address.zh.estate"));
    }
}

#[cfg(test)]
mod tests {
    use crate::look::told;

    #[test]
    fn homes_are_told_from_malls() {
        let found = |text: &str| told(text, "address.zh.estate");
        assert_eq!(found("送到绿城桃花源就行").as_deref(), Some("绿城桃花源"));
        assert_eq!(found("小区叫云栖竹径，有电梯").as_deref(), Some("云栖竹径"));
        for text in ["我在绿地广场", "小区是老小区", "万科城市花园多少钱一平", "送到公司就行"] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
