//! Chinese addresses: a grammar of divisions, roads, numbers, buildings and rooms, with or without
//! the word for it.

use crate::cand::{Cand, Ctx};
use crate::chars::{CharSet, Words, any_of};
use crate::cues::Cue;
use crate::fold::{BREAK, FUNCTION, Folded, HAN, Kind, NO_DIGIT, SUFFIX, UNIT};
use crate::label::Label;
use crate::lists::STOPS;
use crate::marks_zh::{Mark, Part, digit, home, marks, name_start};

static STOPPING: CharSet = CharSet::new(STOPS);

/// Words between the word for an address and the address.
#[rustfmt::skip]
static LEADS: Words = Words::new(&[
    "就在", "就是", "位于", "坐落在", "应该是", "应该", "填错了", "写错了", "写错", "错了", "应是", "准确是", "实际是", "新的是", "正确的是", "改成", "改为", "换成", "更新为", "大概", "是", "在", "为", "到", "于", "写",
]);

/// Where exactly, at the end of an address.
#[rustfmt::skip]
static SPOTS: Words = Words::new(&[
    "南门", "北门", "东门", "西门", "正门", "后门", "对面", "旁边", "附近", "东侧", "西侧", "南侧", "北侧", "路口", "门口", "院内", "楼上", "楼下", "门卫室", "门卫",
    "大厅", "快递柜", "丰巢柜", "菜鸟驿站", "驿站", "丰巢", "保安亭", "代收点", "前台", "自提点", "传达室", "收发室", "物业", "东户", "西户", "中户", "底商", "信报箱", "信箱",
]);

/// Sentence ends; a comma is handled apart.
fn hard(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | ';' | '\n' | '\r' | '\0' | '…' | '"')
}

fn stop(f: &Folded, k: usize) -> bool {
    match f.cells.get(k) {
        Some(c) if c.kind == Kind::Han => c.has(BREAK),
        Some(c) => hard(c.ch) || matches!(c.kind, Kind::Punct) && STOPPING.has(c.ch),
        None => true,
    }
}

/// Find addresses.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.han < 2 {
        return;
    }
    let cued = ctx.near.any(Cue::Address) || ctx.expect == Some(Cue::Address);
    if cued {
        stated(ctx, out);
    }
    spots(ctx, out);
    if f.tags & (SUFFIX | UNIT) == 0 {
        return;
    }
    if !cued && !likely(f) {
        return;
    }
    let marks = marks(f);
    let mut i = 0;
    while i < marks.len() {
        let n = chain(f, marks.get(i..).unwrap_or(&[]));
        if let Some(c) = marks.get(i..i + n).and_then(|m| judge(ctx, m, cued, out)) {
            out.push(c);
        }
        i += n;
    }
}

/// A house number with its unit, or two divisions or roads: without either there is no address.
fn likely(f: &Folded) -> bool {
    let (mut divisions, mut number) = (0, false);
    for c in &f.cells {
        let numbered = number && c.has(UNIT);
        divisions += usize::from(
            c.has(SUFFIX) && matches!(c.ch, '省' | '市' | '区' | '县' | '镇' | '乡' | '村' | '路' | '街' | '巷' | '弄' | '州'),
        );
        let dashed = number && any_of!(c.ch, "-/#") && f.tags & SUFFIX != 0;
        if numbered || dashed || divisions >= 2 {
            return true;
        }
        let joint = number && (matches!(c.kind, Kind::Space | Kind::Symbol) || any_of!(c.ch, ".·_/"));
        number = joint || c.dig != NO_DIGIT || matches!(c.kind, Kind::Latin) || matches!(c.ch, '十' | '百');
    }
    false
}

/// Characters that part two addresses.
static PARTING: CharSet = CharSet::new(",是在的了去:");

/// How many of these marks belong to one address.
fn chain(f: &Folded, m: &[Mark]) -> usize {
    let mut n = 1;
    while let (Some(a), Some(b)) = (m.get(n - 1), m.get(n)) {
        let gap = a.e..b.s.max(a.e);
        let open = gap.len() <= 10
            && gap.clone().all(|k| !hard(f.ch(k)) && !PARTING.has(f.ch(k)) && (f.ch(k) != '(' || a.part == Part::Number));
        let comma = gap.len() <= 2 && gap.clone().all(|k| any_of!(f.ch(k), ", ;\n。"));
        let lines = comma && gap.clone().any(|k| any_of!(f.ch(k), "\n;")) && b.part != Part::Division;
        if !open && !lines && !(comma && (b.part == Part::Number || a.part == Part::Division)) {
            break;
        }
        n += 1;
    }
    n
}

/// Judge a chain of marks: where it begins and ends, and how sure it is.
fn judge(ctx: &Ctx<'_>, m: &[Mark], cued: bool, out: &[Cand]) -> Option<Cand> {
    let f = ctx.f;
    let (first, last) = (m.first()?, m.last()?);
    let count = |p: Part| m.iter().filter(|x| x.part == p).count();
    let (d, r, n, p) = (count(Part::Division), count(Part::Road), count(Part::Number), count(Part::Place));
    // a building and then a room: "24栋2604"
    let unit = |x: &Mark| if x.part == Part::Number { f.ch(x.e - 1) } else { ' ' };
    let roomed = matches!(unit(last), '栋' | '幢' | '座' | '楼' | '元' | '门' | '舍') && room(f, last.e).is_some()
        || last.part == Part::Place && rooms(f, last.e).is_some();
    let n = n + usize::from(roomed);
    if nowhere(f, m, (d, r)) {
        return None;
    }
    let direct = cue_before(ctx, first.s);
    let named = direct.is_some_and(|k| first.s >= k + 2);
    // "望京西园三区312楼2单元": numbers of a building alone, after a name
    let name = name_start(f, first.s, 0, 6);
    let estate_name =
        d + r + p == 0 && n >= 2 && name + 2 <= first.s && !(name..first.s).all(|k| digit(f, k) || any_of!(f.ch(k), "个一"));
    // "放到7栋楼下"
    let house = direct.is_some() && m.iter().any(|x| matches!(unit(x), '栋' | '幢' | '室' | '元'));
    // "碧桂园25栋", "万科城49号楼快递柜": a building of a named estate, and nothing more
    let villa = d + r + p == 0 && m.len() == 1 && !named && !house && villa(f, first);
    if d + r + p == 0 && !named && !estate_name && !house && !villa {
        return None;
    }
    let mut s = match direct {
        Some(k) => k,
        None if estate_name || villa => place_before(ctx, name),
        None => named_start(ctx, first),
    };
    s = parts_before(f, f.skip_space(s));
    let listed = out.iter().any(|c| c.label == Label::Phone && c.e <= s && s - c.e <= 3);
    let bonus = |on: bool, by: f32| if on { by } else { 0.0 };
    let mut score = weight(f, m, (d, r, n, p))
        // "name, telephone, address" as on a parcel
        + bonus(listed, 0.25)
        + bonus(starts_with_name(ctx, s), 0.1)
        + bonus(estate_name, 0.2)
        + bonus(villa, 0.44)
        + bonus(roomed, 0.14)
        + bonus(house, 0.1)
        + if direct.is_some() { 0.4 } else { bonus(cued, 0.12) };
    let e = match (direct.is_some(), listed || d > 0) {
        (true, _) => cued_end(f, last.e),
        (_, named) => estate(f, end(f, last.e), named),
    };
    // "36F"
    let e = e + usize::from(f.ch(e) == 'f' && f.kind(e - 1) == Kind::Digit && !f.alnum(e + 1));
    // where two roads meet
    if r > 0 && ["交叉口", "交汇处", "路口", "十字", "角"].iter().any(|w| f.str(s, e).ends_with(w)) {
        score += 0.3;
    }
    // "桂花园南门保安亭放一下快递": where to leave it
    let left = p > 0 && n == 0 && dropped(f, s, e);
    score += bonus(left, 0.42);
    if question(f, e) {
        score -= 0.4;
    }
    if ctx.alone(s, e) {
        score += 0.1;
    }
    if e.saturating_sub(s) < 4 || n == 0 && r + p + d < 2 && direct.is_none() && !left {
        return None;
    }
    let canonical = without_space(f, s, e);
    Some(Cand { s, e, label: Label::Address, score: score.min(0.95), rule: "address.zh", canonical })
}

/// Several divisions of one kind, as nobody lives in ("浙江省/江苏省/安徽省"), or a seat: "13排32号".
fn nowhere(f: &Folded, m: &[Mark], (d, r): (usize, usize)) -> bool {
    let last = |x: &Mark| f.ch(x.e - 1);
    let several = d == m.len() && d > 1 && m.windows(2).all(|w| last(&w[0]) == last(&w[1]));
    let unit = |x: &Mark, units: &str| x.part == Part::Number && units.contains(last(x));
    several || r == 0 && m.iter().any(|x| unit(x, "排")) && !m.iter().any(|x| unit(x, "栋幢室楼元弄组床舍房"))
}

/// A building with the name of an estate right before it, at the end of its clause or with a spot behind it.
fn villa(f: &Folded, x: &Mark) -> bool {
    let s = name_start(f, x.s, 0, 7);
    let name = f.cells.get(s..x.s).unwrap_or_default();
    let plain = (2..=6).contains(&name.len())
        && name.iter().all(|c| !c.has(FUNCTION) && c.dig >> 4 != HAN && !any_of!(c.ch, "第共约概期区盖选排另剩还各每"));
    let closes = !matches!(f.kind(x.e), Kind::Han | Kind::Latin | Kind::Digit) || SPOTS.any(f, x.e) || room(f, x.e).is_some();
    let dashed = || (x.s..x.e).filter(|k| f.ch(*k) == '-').count() == 2;
    plain && closes && (any_of!(f.ch(x.e - 1), "栋幢") || f.str(x.e - 2, x.e) == "号楼" || dashed())
}

/// "放翠湖天地南门快递柜": a name and where to leave something, where the sentence speaks of doing so.
fn spots(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    static ANY: Words =
        Words::new(&["公司", "单位", "小区", "学校", "家里", "楼下", "楼上", "你们", "我们", "附近", "店里", "大楼", "的话"]);
    static LEAVES: CharSet = CharSet::new("放送搁到寄址取拿");
    let f = ctx.f;
    let mut last = 0;
    let first = SPOTS.first();
    for (k, c) in f.cells.iter().enumerate().skip(2).filter(|(_, c)| first.begin(c.ch)) {
        if k < last || c.kind != Kind::Han || !SPOTS.any(f, k) {
            continue;
        }
        let mut s = name_start(f, k, last, 9);
        s += usize::from(any_of!(f.ch(s), "放搁改"));
        let e = end(f, k);
        last = e.max(k + 1);
        let name = f.cells.get(s..k).unwrap_or_default();
        let plain = name.len() >= 2 && name.iter().all(|c| !c.has(FUNCTION)) && !(s..k).any(|k| ANY.any(f, k));
        let leaves = cue_before(ctx, s) == Some(s) || (s.saturating_sub(3)..s).chain(e..e + 3).any(|k| LEAVES.has(f.ch(k)));
        let closes = !matches!(f.kind(e), Kind::Han) || any_of!(f.ch(e), "放取就吧拿等");
        if plain && leaves && closes && e - s >= 4 {
            out.push(Cand::plain(f, (s, e), Label::Address, 0.52, "address.zh.spot"));
        }
    }
}

/// A spot ends the place, and the sentence speaks of leaving something there.
fn dropped(f: &Folded, s: usize, e: usize) -> bool {
    let leaves = |k: usize| any_of!(f.ch(k), "放送搁") || f.starts(k, "快递") || f.starts(k, "自提");
    let spot = (1..=5).any(|n| e >= s + n && SPOTS.at(f, e - n).any(|w| w.chars().count() == n));
    spot && ((s.saturating_sub(4)..s).any(leaves) || (e..e + 4).any(leaves))
}

/// The text of cells `s..e` without its spaces.
fn without_space(f: &Folded, s: usize, e: usize) -> String {
    let spaced = (s..e).any(|k| matches!(f.kind(k), Kind::Space | Kind::Line));
    if spaced { f.str(s, e).split_whitespace().collect() } else { f.str(s, e).to_owned() }
}

/// What the components of a chain say, counted as divisions, roads, numbers and places.
fn weight(f: &Folded, m: &[Mark], (d, r, n, p): (usize, usize, usize, usize)) -> f32 {
    let house = m.windows(2).any(|w| w[0].part != Part::Number && w[1].part == Part::Number);
    let building = m.iter().any(|x| {
        x.part == Part::Number
            && matches!(f.ch(x.e - 1), '栋' | '幢' | '座' | '室' | '元' | '弄' | '楼' | '床' | '舍' | '房' | '队' | '组')
    });
    // a named estate and a building of it
    let home = p > 0 && m.iter().any(|x| x.part == Part::Number && home_unit(f, x));
    let mut score = 0.14 * d.min(3) as f32 + 0.16 * r.min(1) as f32 + 0.1 * p.min(1) as f32 + 0.08 * n.min(4) as f32;
    if home {
        score += 0.15;
    }
    if house && (r + p > 0 || building) || n >= 2 {
        score += if r > 0 && house { 0.3 } else { 0.2 };
    }
    // "7-3-502": building, unit and room
    let dashed = m.iter().any(|x| x.part == Part::Number && (x.s..x.e).filter(|k| f.ch(*k) == '-').count() >= 2);
    if dashed && house { score + 0.2 } else { score }
}

/// A building, a room, or both with a dash: "12幢", "6号楼", "9-1802".
fn home_unit(f: &Folded, x: &Mark) -> bool {
    any_of!(f.ch(x.e - 1), "栋幢室元弄门房舍") || f.str(x.e - 2, x.e) == "号楼" || (x.s..x.e).any(|k| f.ch(k) == '-')
}

/// "地址是…": a statement of the address that has none of the marks, only a place.
fn stated(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let mut last = 0;
    let final_hit = ctx.near.hits.iter().rev().find(|h| h.cue == Cue::Address);
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::Address) {
        let mut s = h.e as usize;
        // "地址万科城6-49-1301"
        let name = (s..s + 9)
            .take_while(|k| f.cells.get(*k).is_some_and(|c| c.kind == Kind::Han && c.flags & (BREAK | FUNCTION) == 0))
            .count();
        let dashed = || (2..=8).contains(&name) && (s + name..s + name + 10).filter(|k| f.ch(*k) == '-').count() >= 2;
        let triple = || name == 0 && (s..s + 9).filter(|k| f.ch(*k) == '-').count() == 2;
        let house = || (s + 5..s + 12).find(|k| !digit(f, *k) && f.ch(*k) != '-').is_some_and(|e| home(f, s, e));
        if DOORS.any(f, h.s as usize) || digit(f, s) && triple() && house() {
            door(ctx, s, s, out);
        } else if dashed() {
            door(ctx, s, s + name, out);
        }
        // what was read for an earlier word is not read again
        if s < last || !f.str(h.s as usize, s).contains('址') {
            continue;
        }
        let mut said = f.str(s.saturating_sub(1), s).contains(['是', '在']);
        while matches!(f.ch(s), '是' | '在' | '为' | ':' | '就' | ' ') {
            said = true;
            s += 1;
        }
        // what is not said to be an address only keeps later words for one from being read
        if !said && final_hit.is_some_and(|o| o.e <= h.e) {
            continue;
        }
        let e = cued_end(f, s);
        last = e;
        let plain = (s..e).all(|k| !any_of!(f.ch(k), "什么哪吗呢多少怎不没对错我你您要有改填发"));
        let place = (s..e).any(|k| any_of!(f.ch(k), "内旁门店城园馆场口侧村站厦院寺庙山岛湖桥楼层号边"));
        if said && plain && place && (4..=40).contains(&(e - s)) {
            out.push(Cand::plain(f, (s, e), Label::Address, 0.55, "address.zh.stated"));
        }
    }
}

/// Words for the number of a door.
static DOORS: Words = Words::new(&["门牌", "楼栋", "房号", "单元号", "楼号"]);

/// "门牌3-1-1502": building, unit and room behind the word for them, or the name that begins at `from`, that ends at `k`.
fn door(ctx: &Ctx<'_>, from: usize, k: usize, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let s = (k..k + 4).find(|k| !matches!(f.ch(*k), ' ' | ':' | '是' | '号')).unwrap_or(k);
    let first = s + usize::from(f.kind(s) == Kind::Latin && f.kind(s + 1) == Kind::Digit);
    let e = (first..s + 14).find(|k| !(digit(f, *k) || *k > s && f.ch(*k) == '-' && digit(f, *k + 1))).unwrap_or(s);
    if e > s + 1 {
        let s = if from < k { from } else { s };
        out.push(Cand::plain(f, (s, e), Label::Address, 0.6, "address.zh.door"));
    }
}

fn starts_with_name(ctx: &Ctx<'_>, s: usize) -> bool {
    ctx.near.starts(s, Cue::Place)
}

/// Where a chain without a cue begins: at a known name inside its first component, or where the
/// component's own name may begin.
fn named_start(ctx: &Ctx<'_>, first: &Mark) -> usize {
    let f = ctx.f;
    let known = (first.s.saturating_sub(2)..first.e).find(|k| starts_with_name(ctx, *k)).map(|k| provinces_before(ctx, k));
    known.unwrap_or_else(|| {
        // a place at the very end of a sentence part: "…家住" is left out by the stops already
        let mut s = first.s;
        const VERBS: &[&str] = &[
            "应该", "改成", "改到", "换成", "麻烦", "帮忙", "现在", "目前", "还有", "或者", "地址", "那边", "这边", "快递",
            "直接", "搬到", "周边", "附近", "导航",
        ];
        for k in first.s..first.e.saturating_sub(1) {
            if VERBS.contains(&f.str(k, k + 2)) {
                s = k + 2;
            }
        }
        place_before(ctx, s)
    })
}

/// "北京丰台方庄…": a known name further back than the name of a component is long.
fn place_before(ctx: &Ctx<'_>, s: usize) -> usize {
    let inside = |k: &usize| ctx.f.cells.get(*k).is_some_and(|c| c.kind == Kind::Han && !c.has(BREAK));
    let back = (0..s).rev().take(4).take_while(inside).filter(|k| starts_with_name(ctx, *k)).last();
    provinces_before(ctx, back.unwrap_or(s))
}

/// "广东佛山…": known names in a row belong together.
fn provinces_before(ctx: &Ctx<'_>, mut s: usize) -> usize {
    loop {
        let space = usize::from(s > 0 && ctx.f.ch(s - 1) == ' ');
        if ctx.near.before(s - space, Cue::Place, 0).is_none() {
            break;
        }
        s -= space;
        s = s.saturating_sub(if ctx.near.starts(s.saturating_sub(3), Cue::Place) { 3 } else { 2 });
    }
    s
}

/// The start of the value of an address cue that ends shortly before cell `s`.
fn cue_before(ctx: &Ctx<'_>, s: usize) -> Option<usize> {
    let f = ctx.f;
    let from_start = |ctx: &Ctx<'_>| (ctx.expect == Some(Cue::Address) && s <= 8).then_some(0);
    let hi = ctx.near.hits.partition_point(|h| (h.e as usize) <= s + 6);
    let h =
        ctx.near.hits[..hi].iter().rev().take(24).find(|h| h.cue == Cue::Address && h.e as usize + 14 >= s && h.s as usize <= s);
    let Some(h) = h else { return from_start(ctx) };
    let mut k = h.e as usize;
    for _ in 0..4 {
        while matches!(f.ch(k), ' ' | ':' | ',' | '-' | '"' | '(' | ')' | '=') {
            k += 1;
        }
        k += LEADS.at(f, k).next().map_or(0, |w| w.chars().count());
    }
    // nothing but a name may lie between the cue and the first component
    let clean = (k..s.max(k)).all(|i| !stop(f, i) || f.ch(i) == '(');
    (k <= s + 6 && clean).then_some(k)
}

/// Words that end the value of a cue.
#[rustfmt::skip]
static ENDS: Words = Words::new(&[
    "收货人", "收件人", "联系人", "电话", "手机", "联系", "谢谢", "麻烦", "辛苦", "收到", "就行", "就可以", "可以吗", "行吗", "的话", "我是", "我叫", "周边", "评分",
    "价格", "营业", "上班", "上学", "下班", "工作", "门票", "游玩", "人均", "距离", "收货", "姓名", "邮编", "这里", "这边", "那里", "那边",
]);

static END_CHARS: CharSet = CharSet::new("您你我吗吧呢哈啊哦呀");

/// End of an address after a cue: the sentence part, brackets included.
fn cued_end(f: &Folded, from: usize) -> usize {
    let mut e = from;
    let mut depth = 0;
    // a bracket opened before the last mark
    for k in from.saturating_sub(30)..from {
        match f.ch(k) {
            '(' => depth += 1,
            ')' => depth = 0,
            _ => {}
        }
    }
    while e < f.cells.len() && e - from < 60 {
        let c = f.ch(e);
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            _ if hard(c) => break,
            ' ' if depth == 0 && room(f, e + 1).is_some() => e = room(f, e + 1).unwrap_or(e) - 1,
            ',' | '、' | ':' | '~' | ' ' if depth == 0 => break,
            _ if depth == 0 && (END_CHARS.has(c) || ENDS.any(f, e)) => break,
            _ => {}
        }
        e += 1;
    }
    if depth > 0 && (f.ch(e) != ')') {
        return end(f, from);
    }
    trim_end(f, e, from)
}

/// End of a bare room number of three or four digits at `k`.
fn room(f: &Folded, k: usize) -> Option<usize> {
    let han = f.kind(k) == Kind::Han;
    let n = (k..k + 5).take_while(|i| f.kind(*i) == Kind::Digit || han && digit(f, *i)).count();
    // "185 2472 5362" goes on: a telephone
    let goes_on = f.ch(k + n) == ' ' && f.kind(k + n + 1) == Kind::Digit;
    ((3..=4).contains(&n) && !goes_on && !f.alnum(k + n) && !matches!(f.ch(k + n), '-' | '.')).then_some(k + n)
}

/// End of building, unit and room with signs between them at `k`: "40/2/603", "12#-1503".
fn rooms(f: &Folded, k: usize) -> Option<usize> {
    let row = |k: usize| (k..k + 5).take_while(|i| f.kind(*i) == Kind::Digit || f.kind(*i) == Kind::Han && digit(f, *i)).count();
    let sign = |k: usize| (k..k + 2).take_while(|i| any_of!(f.ch(*i), "-/#")).count();
    let k = k + usize::from(f.kind(k) == Kind::Latin && f.kind(k + 1) == Kind::Digit);
    let mut sizes = vec![row(k)];
    let mut e = k + row(k);
    while sizes.len() < 3 && sign(e) > 0 && row(e + sign(e)) > 0 {
        e += sign(e);
        sizes.push(row(e));
        e += row(e);
    }
    let slashed = (k..e).any(|i| f.ch(i) == '/');
    let fits = matches!(sizes.as_slice(), [1..=2, 1..=2, 2..=4]) || !slashed && matches!(sizes.as_slice(), [1..=2, 3..=4]);
    (fits && !f.alnum(e) && !any_of!(f.ch(e), "-/.")).then_some(e)
}

/// Where the parts before a bracket or dot begin: "【西安】【雁塔】【高新四路】", "武汉·洪山·珞喻路".
fn parts_before(f: &Folded, mut s: usize) -> usize {
    for _ in 0..4 {
        let k = s - usize::from(s > 0 && any_of!(f.ch(s - 1), "【[("));
        let sign = f.ch(k.wrapping_sub(1));
        let row =
            (0..k.saturating_sub(1)).rev().take(5).take_while(|i| f.kind(*i) == Kind::Han && !f.cells[*i].has(BREAK)).count();
        let a = (k - usize::from(k > 0)).saturating_sub(row);
        let opens = a == 0 || f.ch(a - 1) == sign || any_of!(f.ch(a - 1), "【[(: ") || f.kind(a - 1) == Kind::Line;
        if !any_of!(sign, "】])·|→") || !(2..=4).contains(&row) || !opens {
            break;
        }
        s = a;
    }
    s
}

fn trim_end(f: &Folded, mut e: usize, from: usize) -> usize {
    while e > from && matches!(f.ch(e - 1), ' ' | ',' | '的' | '-' | '了') {
        e -= 1;
    }
    e
}

/// End of an address told by grammar alone: room digits, a bracket, words of direction.
fn end(f: &Folded, from: usize) -> usize {
    let mut e = rooms(f, from).or_else(|| room(f, from)).unwrap_or(from);
    while e - from < 8
        && (digit(f, e) && f.kind(e) == Kind::Digit || (matches!(f.ch(e), '-' | '#') && (digit(f, e + 1) || f.ch(e) == '#')))
    {
        e += 1;
    }
    if (matches!(f.kind(e), Kind::Space | Kind::Symbol) || any_of!(f.ch(e), ".·"))
        && let Some(r) = room(f, e + 1)
    {
        e = r;
    }
    if matches!(f.ch(e), '室' | '号')
        || f.ch(e) == '房' && f.kind(e.wrapping_sub(1)) == Kind::Digit && !any_of!(f.ch(e + 1), "间价型子东客")
    {
        e += 1;
    }
    // "…路与…路交叉口"
    if matches!(f.ch(e), '与' | '和')
        && let Some(k) = (e + 2..e + 14).find(|k| f.starts(*k, "交叉口") || f.starts(*k, "交汇处") || f.starts(*k, "路口"))
    {
        e = k + if f.starts(k, "路口") { 2 } else { 3 };
    }
    for w in ["交叉口", "交汇处", "交界处", "十字", "东北角", "东南角", "西北角", "西南角"] {
        if f.starts(e, w) {
            e += w.chars().count();
        }
    }
    if f.ch(e) == '(' {
        // a bracket with the name of who lives there is not part of it
        let person = |c: &usize| f.ch(*c - 1) != '收' && (e..*c).filter(|k| f.kind(*k) == Kind::Digit).count() < 7;
        let close = (e..e + 30).find(|k| f.ch(*k) == ')').filter(person);
        if let Some(c) = close {
            e = c + 1;
        }
    }
    while let Some(w) = SPOTS.at(f, e).next() {
        e += w.chars().count();
    }
    e
}

/// A short name of an estate with the number of a room, or, if `named` by more than a road, one that
/// goes on to the end of the sentence part.
fn estate(f: &Folded, e: usize, named: bool) -> usize {
    // "恒大名都", "世纪新都"
    let city = |k: usize| f.ch(k) == '都' && (f.kind(k + 1) != Kind::Han || digit(f, k + 1) || SPOTS.any(f, k + 1));
    let name = |k: &usize| f.cells.get(*k).is_some_and(|c| c.kind == Kind::Han && c.flags & (BREAK | FUNCTION) == 0) || city(*k);
    let begin = e;
    let e = if f.ch(e) == '】' && f.ch(e + 1) == '【' { e + 2 } else { e };
    let n = (e..e + 9).take_while(name).take_while(|k| !ENDS.any(f, *k) && !SPOTS.any(f, *k)).count();
    let closes = SPOTS.any(f, e + n) || named && (matches!(f.kind(e + n), Kind::Line | Kind::Punct | Kind::Space) || n >= 3);
    match rooms(f, e + n).or_else(|| room(f, e + n)) {
        _ if !(2..=8).contains(&n) => begin,
        Some(room) => room,
        None if closes => (0..2).fold(e + n, |e, _| e + SPOTS.at(f, e).next().map_or(0, |w| w.chars().count())),
        None => begin,
    }
}

/// The sentence goes on as a question about a place rather than giving one.
fn question(f: &Folded, e: usize) -> bool {
    static ASKS: Words = Words::new(&["怎么走", "有什么", "有没有", "哪家", "哪里", "近吗", "远吗", "能到吗", "多远"]);
    (e..e + 12).any(|k| ASKS.any(f, k))
}

/// Leave the leading divisions down to the lowest of `levels` readable: the span begins after them.
pub fn keep_levels(f: &Folded, c: &mut Cand, levels: &[String]) {
    if c.label != Label::Address {
        return;
    }
    let has = |l: &str| levels.iter().any(|x| x == l);
    let (mut s, mut k) = (c.s, c.s);
    while k < c.e {
        let end = match f.ch(k) {
            '省' if has("province") => true,
            '区' if k >= 2 && f.starts(k - 2, "自治区") => has("province"),
            '市' | '州' => has("city"),
            '区' | '县' => has("district"),
            _ => false,
        };
        k += 1;
        if end && k - s <= 10 {
            s = k;
        }
    }
    if s < c.e {
        c.s = s;
    }
}
