//! Chinese names told by their parts or by words they stand in: "弓长张", "伟大的伟", "浩然正气的浩然".

use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::cues::Cue;
use crate::fold::{FUNCTION, Folded, Kind, SURNAME};
use crate::label::Label;

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
    if f.tags & SURNAME == 0 {
        return;
    }
    let mut k = 0;
    while k < f.cells.len() {
        let parts = PARTS.at(f, k).max_by_key(|w| w.len()).map(|w| k + w.chars().count());
        let Some(mut e) = parts.or_else(|| described(f, k)) else {
            k += 1;
            continue;
        };
        let mut told = if parts.is_some() { 2 } else { 1 };
        loop {
            let next = e + (e..e + 2).take_while(|k| any_of!(f.ch(*k), " ,、")).count();
            let Some(end) = described(f, next) else { break };
            (e, told) = (end, told + 1);
        }
        let cued = [Cue::NameBefore, Cue::NameLoose, Cue::Name]
            .iter()
            .any(|c| (0..2).any(|d| k >= d && ctx.near.before(k - d, *c, 2).is_some()));
        if told > 1 || cued {
            let score = if told > 1 && cued { 0.75 } else { 0.6 };
            out.push(Cand { s: k, e, label: Label::Person, score, rule: "name.zh.told", canonical: f.str(k, e).to_owned() });
        }
        k = e;
    }
}

/// "浩然正气的浩然" at cell `k`: a word, 的, and one or two characters of it; the cell after them.
fn described(f: &Folded, k: usize) -> Option<usize> {
    let han = |k: usize| f.cells.get(k).is_some_and(|c| c.kind == Kind::Han && !c.has(FUNCTION));
    let n = (k..k + 5).take_while(|k| han(*k)).count();
    let of = k + n;
    if !(2..=4).contains(&n) || f.ch(of) != '的' {
        return None;
    }
    let known = |i: &usize| han(*i) && (k..of).any(|j| f.ch(j) == f.ch(*i));
    let told = (of + 1..of + 3).take_while(known).count();
    (told > 0 && told < n && f.kind(of + 1 + told) != Kind::Han).then_some(of + 1 + told)
}
