//! Chinese names told by their parts or by words they stand in: "弓长张", "伟大的伟", "浩然正气的浩然"; or with signs between.

use masking_check::pinyin;

use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::cues::Cue;
use crate::fold::{FUNCTION, Folded, Kind, SURNAME};
use crate::label::Label;
use crate::names_zh::{Names, open};

/// Surnames as they are told by their parts.
#[rustfmt::skip]
static PARTS: Words = Words::new(&[
    "弓长张", "木子李", "十八子李", "耳东陈", "双木林", "口天吴", "言午许", "古月胡", "双口吕", "草头黄", "大肚黄", "立早章", "走肖赵", "三横王",
    "三横一竖王", "干勾于", "人未余", "人则俞", "文刀刘", "卯金刀刘", "女兆姚", "禾火秋", "双人徐", "美女姜", "西土覃", "水工江", "三点水江", "言射谢",
    "木易杨", "草头蔡", "草字头蔡", "四方田", "包耳郑", "关耳郑", "子小孙", "日月明", "竖心怀", "金戈钱", "两点水冯", "二马冯", "国字旁",
]);

/// Find such tellings; those of several characters beside each other are one name.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if ctx.near.any(Cue::NameBefore) {
        familiar(ctx, out);
        if f.latin > 0 {
            mixed(ctx, out);
        }
    }
    if f.tags & SURNAME == 0 {
        return;
    }
    if ctx.near.any(Cue::Name) {
        by_name(f, out);
    }
    let mut of = (f.tags & FUNCTION != 0 && f.text.contains('的')).then_some(0);
    let (mut k, first) = (0, PARTS.first());
    while let Some(c) = f.cells.get(k) {
        // the next 的 that is far enough behind for a word before it
        if of.is_some_and(|of| of < k + 2) {
            of = (k + 2..f.cells.len()).find(|k| f.ch(*k) == '的');
        }
        let (begins, of) = (first.begin(c.ch), of.is_some_and(|of| of < k + 5));
        if !begins && !of {
            k += 1;
            continue;
        }
        let parts = if begins { PARTS.at(f, k).max_by_key(|w| w.len()).map(|w| k + w.chars().count()) } else { None };
        let Some(mut e) = parts.or_else(|| if of { described(f, k) } else { None }) else {
            k += 1;
            continue;
        };
        let mut told = if parts.is_some() { 2 } else { 1 };
        loop {
            let next = e + (e..e + 2).take_while(|k| any_of!(f.ch(*k), " ,、")).count();
            let Some(end) = described(f, next) else { break };
            (e, told) = (end, told + 1);
        }
        // "弓长张 张弛"
        if parts.is_some() && f.ch(e) == ' ' && f.ch(e + 1) == f.ch(e.wrapping_sub(1)) {
            let given =
                (e + 2..e + 4).take_while(|k| f.cells.get(*k).is_some_and(|c| c.kind == Kind::Han && !c.has(FUNCTION))).count();
            if given > 0 && open(f, e + 2 + given) {
                (e, told) = (e + 2 + given, told + 1);
            }
        }
        let cued = [Cue::NameBefore, Cue::NameLoose, Cue::Name]
            .iter()
            .any(|c| (0..2).any(|d| k >= d && ctx.near.before(k - d, *c, 2).is_some()));
        if told > 1 || cued {
            let score = if told > 1 && cued { 0.75 } else { 0.6 };
            out.push(Cand::plain(f, (k, e), Label::Person, score, "name.zh.told"));
        }
        k = e;
    }
}

/// "报苗圃的名字就行": what is done by somebody's name.
fn by_name(f: &Folded, out: &mut Vec<Cand>) {
    for (at, _) in f.text.match_indices("的名字") {
        let e = f.cell_at(at);
        let before = |k: usize| k > 0 && any_of!(f.ch(k - 1), "报用写留填");
        let name = |s: &usize| {
            f.cells.get(*s..e).is_some_and(|c| c[0].has(SURNAME) && c.iter().all(|c| c.kind == Kind::Han && !c.has(FUNCTION)))
        };
        if let Some(s) = (2..4).filter_map(|n| e.checked_sub(n)).filter(name).find(|s| before(*s)) {
            out.push(Cand::plain(f, (s, e), Label::Person, 0.56, "name.zh.told"));
        }
    }
}

/// "叫我小鱼就行", "喊我阿飞": what somebody wants to be called.
fn familiar(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::NameBefore && f.str(h.s as usize, h.e as usize).ends_with("叫我")) {
        let s = h.e as usize;
        let han = |k: &usize| f.cells.get(*k).is_some_and(|c| c.kind == Kind::Han && !c.has(FUNCTION));
        let n = (s + 1..s + 4).take_while(han).take_while(|k| !any_of!(f.ch(*k), "就吧好也即")).count();
        let e = s + 1 + n;
        let closes = f.kind(e) != Kind::Han || any_of!(f.ch(e), "就吧好也即");
        if any_of!(f.ch(s), "小阿老大") && (1..=2).contains(&n) && closes {
            out.push(Cand::plain(f, (s, e), Label::Person, 0.56, "name.zh.familiar"));
        }
    }
}

/// "我叫王xiao明", "联系人 陈jing": an announced name of characters and of their sounds.
fn mixed(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::NameBefore) {
        let end = h.e as usize;
        let s = (end..end + 4).find(|k| !matches!(f.ch(*k), '是' | '叫' | ':' | ' ')).unwrap_or(end);
        let (mut e, mut han, mut said) = (s, 0, 0);
        while han + said < 3 {
            let k = if e > s { f.skip_space(e) } else { e };
            let word = (k..k + 7).take_while(|k| f.kind(*k) == Kind::Latin).count();
            let syllables = if word > 0 { pinyin::syllables(f.str(k, k + word)).filter(|n| *n <= 2) } else { None };
            match syllables {
                Some(n) => (e, said) = (k + word, said + n),
                None if k <= e && f.cells.get(k).is_some_and(|c| c.kind == Kind::Han && !c.has(FUNCTION)) => {
                    (e, han) = (k + 1, han + 1);
                }
                None => break,
            }
        }
        if han > 0 && said > 0 && f.cells[s].has(SURNAME) && open(f, e) {
            out.push(Cand::plain(f, (s, e), Label::Person, 0.64, "name.zh.mixed"));
        }
    }
}

/// "浩然正气的浩然" at cell `k`: a word, 的, and one or two characters of it; the cell after them.
fn described(f: &Folded, k: usize) -> Option<usize> {
    if !(2..5).any(|n| f.ch(k + n) == '的') {
        return None;
    }
    let han = |k: usize| f.cells.get(k).is_some_and(|c| c.kind == Kind::Han && !c.has(FUNCTION));
    // "女字旁的娜", "三点水旁的沐"
    let part = (2..5).find(|n| f.ch(k + n) == '的').filter(|n| any_of!(f.ch(k + n - 1), "旁头底边框"));
    if let Some(n) = part
        && han(k + n + 1)
        && f.kind(k + n + 2) != Kind::Han
    {
        return Some(k + n + 2);
    }
    let n = (k..k + 5).take_while(|k| han(*k)).count();
    let of = k + n;
    if !(2..=4).contains(&n) || f.ch(of) != '的' {
        return None;
    }
    let known = |i: &usize| han(*i) && (k..of).any(|j| f.ch(j) == f.ch(*i));
    let told = (of + 1..of + 3).take_while(known).count();
    (told > 0 && told < n && f.kind(of + 1 + told) != Kind::Han).then_some(of + 1 + told)
}

/// "姓名：张 三 丰", "让周-强-辉来": a name with the same sign between its characters.
pub(crate) fn spaced(ctx: &Ctx<'_>, n: &Names, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let han = |k: usize| f.cells.get(k).is_some_and(|c| c.kind == Kind::Han && !c.has(FUNCTION));
    let sign = |k: usize| any_of!(f.ch(k), " .-·/*_|~+、,");
    let surnames = f.cells.iter().enumerate().filter(|(_, c)| c.has(SURNAME)).map(|c| c.0);
    for k in surnames.filter(|k| sign(*k + 1) && han(*k + 2)) {
        let same = |i: usize| f.ch(i) == f.ch(k + 1);
        let double = n.double.contains(&[f.ch(k), f.ch(k + 2)]);
        let more = (1..if double { 4 } else { 3 }).take_while(|i| same(k + 2 * i - 1) && han(k + 2 * i)).count();
        let e = k + 2 * more + 1;
        let lone = k == 0 || f.kind(k - 1) != Kind::Han || ctx.near.before(k, Cue::NameBefore, 0).is_some();
        let told = (0..4).any(|d| k >= d && ctx.near.before(k - d, Cue::NameBefore, 0).is_some()) || ctx.alone(k, e);
        let given = (1..=more).all(|i| double && i == 1 || n.given(f.ch(k + 2 * i)).is_some());
        // characters of a longer row, or of a list
        let before = k > 1 && same(k - 1) && f.kind(k - 2) == Kind::Han && (k == 2 || same(k - 3));
        let after = same(e) && f.kind(e + 1) == Kind::Han && f.kind(e + 2) != Kind::Han;
        let plain = |k: usize| any_of!(f.ch(k), "红黄蓝绿白黑灰紫金银木水火土高中低大小上下左右东南西北方圆长短宽窄");
        let row = before || after || any_of!(f.ch(k + 1), "、,") || (k..e).step_by(2).all(plain);
        let score = match more {
            _ if lone && open(f, e) && told && !(before || after) => 0.72,
            2.. if given && !row => 0.66,
            1 if given && !row && (open(f, e) || told) && (f.ch(k + 1) != ' ' || told) => 0.56,
            _ => continue,
        };
        let canonical: String = (k..e).step_by(2).map(|i| f.ch(i)).collect();
        out.push(Cand { s: k, e, label: Label::Person, score, rule: "name.zh.spaced", canonical });
    }
}
