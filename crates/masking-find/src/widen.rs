//! Takes in what belongs to a value beside what its finder read: extensions, signs, further parts of an address.

use crate::address_en::next;
use crate::address_tail::post_code;
use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::cues::Cue;
use crate::fold::{BREAK, Cell, FUNCTION, Folded, Kind};
use crate::label::Label;
use crate::tokens::{DIGIT, FIRM, SOFT, STOP, TENS, UNIT, look_up};

/// The end of a telephone with its extension ("转8001", "ext. 12", "-6808") or with what is to be added to it ("加78").
fn extension(f: &Folded, e: usize) -> usize {
    let mut k = e;
    while matches!(f.ch(k), ' ' | ',' | '(') && k < e + 2 {
        k += 1;
    }
    // "13000000000+4718226"
    let more = (e + 1..e + 11).take_while(|i| f.kind(*i) == Kind::Digit).count();
    if f.ch(e) == '+' && more > 2 {
        return e + 1 + more;
    }
    static WORDS: Words = Words::new(&["转", "分机", "extension", "ext.", "ext", "x", "#", "加", "减", "plus", "minus"]);
    let Some(w) = WORDS.at(f, k).next() else {
        let n = (e + 1..e + 7).take_while(|i| f.kind(*i) == Kind::Digit).count();
        let dash = f.ch(e) == '-' && (1..=5).contains(&n) && !matches!(f.ch(e + 1 + n), '-' | ':' | '.');
        return if dash { e + 1 + n } else { e };
    };
    k = f.skip_space(k + w.chars().count());
    let n = (k..k + 7).take_while(|i| f.kind(*i) == Kind::Digit).count();
    let counts = any_of!(f.ch(k + n), "元块个件箱盒包瓶份条%");
    if (1..=6).contains(&n) && !counts { k + n } else { e }
}

/// Take in the parts of an address in Chinese that spaces cut off: "沈阳铁西 建设东路 78 号", "…62号 力宝大厦 北楼 1803".
fn apart(ctx: &Ctx<'_>, c: &mut Cand) {
    let f = ctx.f;
    let before = (0..c.s.saturating_sub(1)).rev().take(8).take_while(|k| f.kind(*k) == Kind::Han).count();
    let from = c.s.saturating_sub(1 + before);
    if f.ch(c.s.wrapping_sub(1)) == ' ' && (2..=6).contains(&before) && ctx.near.starts(from, Cue::Place) {
        c.s = from;
    }
    // "5楼之2"
    if f.ch(c.e) == '之' && f.cells.get(c.e + 1).is_some_and(|c| c.digit().is_some()) {
        c.e += 2;
    }
    // "栋6 8 7"
    let lone = |k: usize| f.kind(k) == Kind::Digit && !f.alnum(k + 1) && !f.alnum(k - 1);
    while c.e > 1 && lone(c.e - 1) && f.ch(c.e) == ' ' && lone(c.e + 1) {
        c.e += 2;
    }
    for _ in 0..2 {
        let row = |k: usize, kind: Kind| (k..k + 6).take_while(|i| f.kind(*i) == kind).count();
        let s = c.e + 1;
        let han = row(s, Kind::Han);
        let house =
            (2..=4).contains(&han) && any_of!(f.ch(s + han - 1), "楼座栋期层区铺室元") && any_of!(f.ch(s + han), " \0,。");
        let digits = row(s, Kind::Digit);
        let room = (2..=4).contains(&digits)
            && !f.alnum(s + digits)
            && f.kind(s + digits) != Kind::Han
            && any_of!(f.ch(c.e - 1), "楼座栋期层元");
        if f.ch(c.e) != ' ' || !(house || room) {
            break;
        }
        c.e = s + han.max(digits);
    }
}

/// What a place is called by.
const PLACES: [&str; 12] = ["中心", "大厦", "广场", "花园", "小区", "公寓", "家园", "国际", "大楼", "科技园", "产业园", "新村"];

/// Clauses that only name a further part of an address in Chinese: "…，八十八号，现代城，二号楼，1706"; whether there are any.
fn clauses(f: &Folded, c: &mut Cand) -> bool {
    const MOST: usize = 8;
    let from = c.e;
    for _ in 0..MOST {
        let Some((s, e)) = clause(f, c.e) else { break };
        let named = || {
            named(f, s, e)
                && ((any_of!(f.ch(e - 1), "路街道巷弄") || PLACES.iter().any(|w| f.str(s, e).ends_with(w)))
                    || clause(f, e).is_some_and(|(s, e)| counted(f, c.e, s, e)))
        };
        if !(counted(f, c.e, s, e) || named()) {
            break;
        }
        (c.e, c.score) = (e, (c.score + 0.05).min(0.95));
    }
    c.e > from
}

/// The clause behind a comma at `k`: its cells.
fn clause(f: &Folded, k: usize) -> Option<(usize, usize)> {
    if !matches!(f.ch(k), ',' | '、') {
        return None;
    }
    const LONGEST: usize = 14;
    let s = f.skip_space(k + 1);
    let e = (s..s + LONGEST).find(|k| !matches!(f.kind(*k), Kind::Han | Kind::Digit | Kind::Latin) && f.ch(*k) != '-')?;
    (e > s).then_some((s, e))
}

/// A short name and nothing that belongs to a sentence.
fn named(f: &Folded, s: usize, e: usize) -> bool {
    static LEADS: Words = Words::new(&["然后", "再", "接着", "到"]);
    let s = s + LEADS.at(f, s).map(|w| w.chars().count()).max().unwrap_or(0);
    let plain = |k: usize| f.cells.get(k).is_some_and(|c| c.kind == Kind::Han && c.flags & (FUNCTION | BREAK) == 0);
    (s + 2..s + 9).contains(&e) && (s..e - 1).all(plain)
}

/// Numbers with the units of houses and nothing more, after a word for which they are; a bare number only behind a
/// building or where a word says what it is. `before` is where the address ended.
pub(crate) fn counted(f: &Folded, before: usize, s: usize, e: usize) -> bool {
    #[rustfmt::skip]
    static LEADS: Words = Words::new(&[
        "然后", "再", "接着", "进去", "进门", "上", "到", "在", "是", "门牌号", "门牌", "楼栋", "楼号", "单元号", "单元", "房号", "房间号", "房间", "室号", "楼层", "第",
    ]);
    let (mut k, mut told) = (s, any_of!(f.ch(before.wrapping_sub(1)), "楼层栋幢座元门"));
    for _ in 0..3 {
        let Some(w) = LEADS.at(f, k).max_by_key(|w| w.len()) else { break };
        told |= w.contains(['门', '楼', '元', '房', '室']);
        k += w.chars().count();
    }
    let digit = |k: usize| {
        f.kind(k) == Kind::Digit || f.cells.get(k).is_some_and(|c| c.kind == Kind::Han && c.digit().is_some()) || f.ch(k) == '十'
    };
    let mut units = 0;
    while k < e {
        let n = (k..e.min(k + 5)).take_while(|k| digit(*k) || f.kind(*k) == Kind::Latin || f.ch(*k) == '-').count();
        if n == 0 || !(k..k + n).any(digit) {
            return false;
        }
        k += n;
        let unit =
            ["号楼", "号院", "单元", "号", "栋", "幢", "座", "室", "楼", "层", "户", "弄", "门"].iter().find(|w| f.starts(k, w));
        match unit {
            Some(w) => (k, units) = (k + w.chars().count(), units + 1),
            // "…附3号，4-2"
            None => {
                let house = f.ch(before.wrapping_sub(1)) == '号' && n > 2 && (k - n..k).any(|k| f.ch(k) == '-');
                return k == e && (told || units > 0 || house);
            }
        }
    }
    k == e
}

/// Parts of an address in English behind its street: "Ave 10", "#08-1123", names and numbers up to a post code.
fn further(f: &Folded, c: &mut Cand) {
    if !any_of!(f.ch(c.e), " ,#-(") || f.ch(c.e + 1) == '\0' {
        return;
    }
    let end = c.e;
    let closes =
        |e: usize| !f.alnum(e) && (f.ch(e) != ' ' || f.ch(e + 1) == '#' || f.cells.get(e + 1).is_some_and(Cell::is_upper));
    let ends = |w: &str| f.str(c.s, c.e).rsplit(' ').next().is_some_and(|last| look_up(last).0 & (FIRM | SOFT) != 0 && last != w);
    let number = next(f, c.e).filter(|p| p.number && !p.apart && p.e - p.s <= 3 && p.s == c.e + 1 && closes(p.e));
    if let Some(p) = number.filter(|_| ends("st")) {
        c.e = p.e;
    }
    // "#08-1123"
    let s = f.skip_space(c.e + usize::from(f.ch(c.e) == ','));
    let row = |k: usize| (k..k + 6).take_while(|k| f.kind(*k) == Kind::Digit).count();
    let floor = row(s + 1);
    let read = (0..c.e).rev().take(4).take_while(|k| f.kind(*k) == Kind::Digit).count();
    if read > 0 && f.ch(c.e.wrapping_sub(read + 1)) == '#' && f.ch(c.e) == '-' {
        c.e += 1 + row(c.e + 1);
    }
    if f.ch(s) == '#' && floor > 0 && f.ch(s + 1 + floor) == '-' && row(s + 2 + floor) > 0 {
        c.e = s + 2 + floor + row(s + 2 + floor);
    }
    // "Rd #03-04, S(259707)"
    let s = f.skip_space(c.e + usize::from(f.ch(c.e) == ','));
    let code = row(s + 2);
    if f.ch(s) == 's' && f.ch(s + 1) == '(' && code == 6 && f.ch(s + 8) == ')' {
        c.e = s + 9;
    } else if f.ch(c.e) == '(' && f.ch(c.e.wrapping_sub(1)) == 's' && row(c.e + 1) == 6 && f.ch(c.e + 7) == ')' {
        c.e += 8;
    }
    // a house and a post code
    if f.digits > 5 {
        c.e = coded_end(f, c.e).unwrap_or(c.e);
    }
    // "apartment 5 D"
    let letter = f.ch(c.e) == ' ' && f.cells.get(c.e + 1).is_some_and(Cell::is_upper) && !f.alnum(c.e + 2);
    let unit = || f.str(c.s, c.e).rsplit(' ').nth(1).is_some_and(|w| look_up(w).0 & UNIT != 0);
    if letter && f.kind(c.e - 1) == Kind::Digit && unit() {
        c.e += 2;
    }
    // "…, number 31"
    if let Some(w) = [", number ", ", house number ", ", no. "].iter().find(|w| f.starts(c.e, w))
        && let Some(p) = next(f, c.e + w.len()).filter(|p| (p.number || p.is(DIGIT | TENS)) && !p.apart && p.e - p.s < 10)
    {
        c.e = p.e;
    }
    if c.e > end {
        c.canonical = f.str(c.s, c.e).to_owned();
    }
}

/// The end of a post code behind nothing but names and numbers.
fn coded_end(f: &Folded, e: usize) -> Option<usize> {
    const WORDS: usize = 9;
    let mut k = e;
    for n in 0..WORDS {
        let p = next(f, k).filter(|p| !p.fresh)?;
        let digits = (p.s..p.e).all(|k| f.kind(k) == Kind::Digit) && p.e - p.s >= 5;
        // "…, D12 X7Y4"
        let lettered = || f.kind(p.s) == Kind::Latin && (p.s..p.s + 4).any(|k| f.kind(k) == Kind::Digit);
        if (n > 0 && digits || lettered())
            && let Some(e) = post_code(f, p.s)
        {
            return Some(e);
        }
        if !p.capital || p.is(STOP) && !p.number {
            return None;
        }
        k = p.e;
    }
    None
}

/// Where a spelled name begins that goes on at `s`: "B as in Bravo, R-U-N".
fn spelled_start(f: &Folded, s: usize) -> usize {
    let gap = (0..s).rev().take(2).take_while(|k| any_of!(f.ch(*k), " ,-")).count();
    let word = (0..s - gap).rev().take(12).take_while(|k| f.kind(*k) == Kind::Latin).count();
    let from = s - gap - word;
    let letter = from.wrapping_sub(8);
    let told = gap > 0 && word > 2 && from >= 8 && f.str(from - 7, from) == " as in ";
    if told && f.kind(letter) == Kind::Latin && (letter == 0 || !f.alnum(letter - 1)) { letter } else { s }
}

/// Where an address really begins: a rural route, or a house by its name before the number of its road.
fn house_before(f: &Folded, s: usize) -> usize {
    #[rustfmt::skip]
    const HOUSES: &[&str] = &[
        "cottage", "house", "lodge", "farm", "farmhouse", "barn", "manor", "court", "villa", "hall", "grange", "rectory", "vicarage",
        "croft", "bungalow", "mansions", "chambers", "towers", "tower", "building", "mill", "heights", "mews",
    ];
    let from = s.saturating_sub(48);
    if let Some(w) = ["rr ", "hc ", "rural route ", "star route "].iter().find(|w| f.str(from, s).ends_with(**w)) {
        return s - w.len();
    }
    if !(s > 4 && f.str(s - 2, s) == ", " && f.kind(s) == Kind::Digit) {
        return s;
    }
    let word = |e: usize| e - (from..e).rev().take_while(|k| f.kind(*k) == Kind::Latin || f.ch(*k) == '\'').count();
    let mut k = word(s - 2);
    if k == s - 2 || !HOUSES.contains(&f.str(k, s - 2)) {
        return s;
    }
    let capital = |k: usize| f.cells.get(k).is_some_and(Cell::is_upper);
    if !capital(k) {
        return s;
    }
    for _ in 0..3 {
        let before = if k > 1 && f.ch(k - 1) == ' ' { word(k - 1) } else { break };
        if before + 1 >= k || !capital(before) {
            break;
        }
        k = before;
    }
    k
}

/// Take in the signs that belong to a number: a plus sign, brackets around an area code, the
/// letter X of a resident number.
pub(crate) fn all(ctx: &Ctx<'_>, cands: &mut [Cand]) {
    let f = ctx.f;
    let mut grown = Vec::new();
    for (i, c) in cands.iter_mut().enumerate().filter(|(_, c)| c.rule != "known") {
        if c.label == Label::IdCard && (c.canonical.ends_with('X') || matches!(f.ch(c.e), 'x' | '叉') && !f.alnum(c.e + 1)) {
            let mut e = c.e;
            while e < c.e + 5 && !matches!(f.ch(e), 'x' | '叉') {
                e += 1;
            }
            c.e = if matches!(f.ch(e), 'x' | '叉') { e + 1 } else { c.e };
        }
        if c.label == Label::Address && f.han > 0 {
            apart(ctx, c);
            if clauses(f, c) {
                grown.push(i);
            }
        }
        if c.label == Label::Address && matches!(c.rule, "address.en" | "address.en.code") {
            further(f, c);
            let s = house_before(f, c.s);
            if s < c.s {
                (c.s, c.canonical) = (s, f.str(s, c.e).to_owned());
            }
        }
        // "五楼西户"
        if c.label == Label::Address
            && any_of!(f.ch(c.e.wrapping_sub(1)), "楼层户门")
            && any_of!(f.ch(c.e), "东西南北中")
            && (f.kind(c.e + 1) != Kind::Han || any_of!(f.ch(c.e + 1), "户侧门首边"))
        {
            c.e += 1 + usize::from(f.kind(c.e + 1) == Kind::Han);
        }
        if c.label == Label::Person {
            c.s = spelled_start(f, c.s);
        }
        // "十一栋B", "4单元7B"
        let lettered = f.kind(c.e) == Kind::Latin && !f.alnum(c.e + 1);
        let room = f.kind(c.e.wrapping_sub(1)) == Kind::Digit && any_of!(f.ch(c.e), "abcdef");
        if c.label == Label::Address && f.han > 0 && lettered && (room || !f.alnum(c.e - 1)) {
            c.e += 1;
        }
        if c.label != Label::Phone {
            continue;
        }
        c.s -= if f.str(c.s.saturating_sub(5), c.s) == "plus " { 5 } else { 0 };
        c.e = extension(f, c.e);
        let inner = |k: char| (c.s..c.e).any(|i| f.ch(i) == k);
        if c.s > 0 && f.ch(c.s - 1) == '(' && inner(')') {
            c.s -= 1;
        }
        if c.s > 0 && f.ch(c.s - 1) == '+' {
            c.s -= 1;
        }
    }
    // the whole of an address is as sure as its surest part
    for i in grown.into_iter().take(64) {
        let (s, e) = (cands[i].s, cands[i].e);
        let parts = cands.iter().filter(|c| c.label == Label::Address && s <= c.s && c.e <= e);
        cands[i].score = parts.map(|c| c.score).fold(0.0, f32::max);
    }
}
