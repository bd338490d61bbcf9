//! The components of a Chinese address: divisions, roads, places and house numbers, each told by its last
//! characters.

use crate::chars::{Words, any_of};
use crate::fold::{BREAK, Folded, Kind, NO_DIGIT, SUFFIX, UNIT};

/// A component of an address, told by its last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Province to village.
    Division,
    Road,
    /// House number, building, unit, floor, room.
    Number,
    /// A named place: estate, tower, centre.
    Place,
}

/// A component: its name begins at `s` at the latest, and it ends before `e`. Cells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(crate) part: Part,
    pub(crate) s: usize,
    pub(crate) e: usize,
}

static LODGINGS: Words = Words::new(&["酒店", "宾馆", "医院", "大学", "大院", "学院"]);

static PARKS: Words = Words::new(&["软件园", "物流园", "创业园", "创意园", "电商园", "电子城"]);

/// All component marks of the text.
pub(crate) fn marks(f: &Folded) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    let mut k = 0;
    while k < f.cells.len() {
        let floor = out.last().map_or(0, |m| m.e);
        let c = &f.cells[k];
        let mut m = if c.has(SUFFIX) && c.kind == Kind::Han { suffix(f, k, floor) } else { None };
        if m.is_none()
            && (c.dig != NO_DIGIT || c.kind == Kind::Latin || matches!(c.ch, '十' | '百' | '甲' | '乙' | '丙' | '丁'))
            && (f.tags & UNIT != 0 || f.ch(k + 1) == '-' || f.ch(k + 2) == '-')
            // "五月三号"
            && (k <= floor || !f.alnum(k - 1) && f.ch(k - 1) != '月')
        {
            m = numbered(f, k, floor);
        }
        match m {
            Some(m) => {
                k = m.e;
                out.push(m);
            }
            None => k += 1,
        }
    }
    out
}

/// Start of a name that ends before `k`: at most `max` characters back, not past `floor`.
pub(crate) fn name_start(f: &Folded, k: usize, floor: usize, max: usize) -> usize {
    let mut s = k;
    while s > floor && k - s < max && f.kind(s - 1) == Kind::Han && !f.cells[s - 1].has(BREAK) {
        s -= 1;
    }
    s
}

/// A component whose suffix begins at `k`.
fn suffix(f: &Folded, k: usize, floor: usize) -> Option<Mark> {
    let (c, prev, next) = (f.ch(k), f.ch(k.wrapping_sub(1)), f.ch(k + 1));
    let two = |w: &str| f.starts(k, w);
    let (part, len) = match c {
        '自' if two("自治区") || two("自治州") || two("自治县") => (Part::Division, 3),
        '街' if next == '道' => (Part::Division, 2),
        '开' if two("开发区") => (Part::Division, 3),
        '新' if two("新区") => (Part::Division, 2),
        '省' | '县' | '镇' | '乡' | '旗' | '盟' => (Part::Division, 1),
        '村' if !any_of!(prev, "农乡山全本同") => (Part::Division, 1),
        '州' if next == '市' => (Part::Division, 2),
        '市' if (prev == '都' && f.ch(k.wrapping_sub(2)) == '成' || !any_of!(prev, "超城夜门股上菜都花本全今早利集黑开收面"))
            && !any_of!(next, "场面价民值集口") =>
        {
            (Part::Division, 1)
        }
        '区' if !any_of!(prev, "小地社景专分市郊灾特园厂库片军战禁盲住")
            && (prev != '城' || k >= 2 && any_of!(f.ch(k - 2), "东西增都宣"))
            && !any_of!(next, "别分间域块") =>
        {
            (Part::Division, 1)
        }
        '大' if two("大道") || two("大街") => (Part::Road, 2),
        '公' if two("公路") => (Part::Road, 2),
        '高' if two("高速") => (Part::Road, 2),
        '胡' if two("胡同") => (Part::Road, 2),
        '路' if (!any_of!(prev, "一半马网电思道线铁走问迷") || prev == '马' && number_follows(f, k + 1))
            && !any_of!(next, "由过上线边程径况灯") =>
        {
            (Part::Road, 1)
        }
        '街' if !any_of!(prev, "逛上扫") => (Part::Road, 1),
        '巷' | '弄' => (Part::Road, 1),
        '道' | '里' | '条' | '环' | '线' | '段' | '桥' if number_follows(f, k + 1) => (Part::Road, 1),
        '小' if two("小区") && !any_of!(prev, "老新本同旧") => (Part::Place, 2),
        '社' if two("社区") => (Part::Place, 2),
        '花' if two("花园") || two("花苑") => (Part::Place, 2),
        '大' if two("大厦") || two("大楼") => (Part::Place, 2),
        '广' if two("广场") => (Part::Place, 2),
        '公' if two("公寓") || two("公馆") => (Part::Place, 2),
        '家' if two("家园") => (Part::Place, 2),
        '中' if two("中心") => (Part::Place, 2),
        // houses that are talked of more than lived in
        '酒' | '宾' | '医' | '大' | '学' if LODGINGS.any(f, k) && (digit(f, k + 2) || any_of!(f.ch(k + 2), "住第")) => {
            (Part::Place, 2)
        }
        '校' if two("校区") => (Part::Place, 2),
        '产' if two("产业园") => (Part::Place, 3),
        '科' if two("科技园") => (Part::Place, 3),
        '软' | '物' | '创' | '电' if PARKS.any(f, k) => (Part::Place, 3),
        '工' if two("工业园") => (Part::Place, 3),
        '住' if two("住院部") => (Part::Place, 3),
        '宿' if two("宿舍") => (Part::Place, 2),
        '景' if two("景区") => (Part::Place, 2),
        '苑' | '府' | '邸' | '湾' | '庭' | '墅' | '屯' => (Part::Place, 1),
        _ => return None,
    };
    let s = name_start(f, k, floor, 6);
    // the name itself: "市中心" and "区" alone are none
    let joined = s == floor && floor > 0 && floor == k;
    if s == k && !joined {
        return None;
    }
    Some(Mark { part, s, e: k + len })
}

pub(crate) fn digit(f: &Folded, k: usize) -> bool {
    f.kind(k) == Kind::Digit
        || f.cells.get(k).is_some_and(|c| c.kind == Kind::Han && c.digit().is_some())
        || f.ch(k) == '十'
        || f.ch(k) == '百'
}

fn number_follows(f: &Folded, k: usize) -> bool {
    let mut e = if matches!(f.ch(k), '甲' | '乙' | '丙') { k + 1 } else { k };
    let s = e;
    while digit(f, e) && e - s < 6 {
        e += 1;
    }
    e > s && matches!(f.ch(e), '号' | '弄' | '栋' | '幢')
}

/// A number with its unit at `k`: "12号", "甲3号", "A座", "5-2-1203".
fn numbered(f: &Folded, k: usize, floor: usize) -> Option<Mark> {
    let lead = matches!(f.ch(k), '甲' | '乙' | '丙' | '丁');
    let mut e = if lead { k + 1 } else { k };
    let s = e;
    let latin = f.kind(e) == Kind::Latin && !f.alnum(e + 1);
    if latin {
        e += 1;
    } else {
        // "F4栋", "B7-901"
        e += usize::from(f.kind(e) == Kind::Latin && f.kind(e + 1) == Kind::Digit);
        let mut dashes = 0;
        while e - s < 14 && (digit(f, e) || (e > s && matches!(f.ch(e), '-' | '~' | '、') && digit(f, e + 1))) {
            dashes += usize::from(f.ch(e) == '-');
            e += 1;
        }
        // "碧桂园47-2-1201": building, unit and room right behind a name
        let home =
            || dashes == 2 && floor == 0 && k > 1 && f.kind(k - 1) == Kind::Han && !f.cells[k - 1].has(BREAK) && home(f, s, e);
        if e > s && dashes >= 1 && unit(f, e).is_none() && home() {
            return Some(Mark { part: Part::Number, s: k, e });
        }
        if e > s && dashes >= 1 && unit(f, e).is_none() && floor > 0 && (dashes >= 2 || floor == k) && e - s <= 12 {
            return Some(Mark { part: Part::Number, s: k, e });
        }
        // letters after the digits: 3B栋
        if e > s && f.kind(e) == Kind::Latin && !f.alnum(e + 1) {
            e += 1;
        }
    }
    // "丙单元"
    if e == s && !(lead && any_of!(f.ch(e), "单栋幢座楼")) {
        return None;
    }
    // "388 号", "5.幢": a joint before the unit
    let joint = usize::from(matches!(f.kind(e), Kind::Space | Kind::Symbol) || any_of!(f.ch(e), ".·-_/#"));
    e += if joint > 0 && unit(f, e + 1).is_some() { joint } else { 0 };
    let n = unit(f, e)?;
    Some(Mark { part: Part::Number, s: k, e: e + n })
}

/// Digits in three parts, a building, a unit and a room: "47-2-1201".
pub(crate) fn home(f: &Folded, s: usize, e: usize) -> bool {
    let sizes: Vec<usize> = f.str(s, e).split('-').map(|p| p.chars().count()).collect();
    matches!(sizes.as_slice(), [1..=3, 1..=2, 3..=4]) && !f.alnum(e)
}

/// Length of the unit of a house number at `k`.
fn unit(f: &Folded, k: usize) -> Option<usize> {
    let two = f.str(k, k + 2);
    let (c, next) = (f.ch(k), f.ch(k + 1));
    match c {
        '号' if matches!(two, "号楼" | "号院" | "号门" | "号库" | "号棚" | "号铺" | "号店") && two != "号店" => {
            Some(2)
        }
        // "20号之二"
        '号' if next == '之' && digit(f, k + 2) => Some(3),
        '号' if f.starts(k, "号房") && !any_of!(f.ch(k + 2), "间价型源") => Some(2),
        '号' if !any_of!(next, "线码店机晚早上下中之到前后会员") || goes_on(f, k + 1) => Some(1),
        '单' if two == "单元" => Some(2),
        '栋' | '幢' | '座' | '室' | '弄' | '巷' | '院' | '号' | '组' | '队' | '户' | '排' | '床' | '舍' => {
            (c != '号').then_some(1)
        }
        '门' if !any_of!(next, "口前外票店诊牌锁") => Some(1),
        '房' if !any_of!(next, "间价型子东客屋源产贷卡费租") => Some(1),
        '楼' | '层' => Some(1),
        '期' if floor_like(f, k) || ends_place(f, k) => Some(1),
        '区' => Some(1),
        _ => None,
    }
}

/// "132号中山大学", "7号上海实业大厦": what follows the number is a place, no time and no order.
fn goes_on(f: &Folded, k: usize) -> bool {
    match (f.ch(k), f.ch(k + 1)) {
        ('中', c) => f.kind(k + 1) == Kind::Han && !any_of!(c, "午间奖旬的了"),
        ('上', c) => any_of!(c, "海城东班门学楼"),
        ('下', c) => any_of!(c, "班车面"),
        ('会', c) => any_of!(c, "展所"),
        _ => false,
    }
}

/// "…华府二期": the numeral before `k` follows the name of an estate.
fn ends_place(f: &Folded, k: usize) -> bool {
    k >= 2 && any_of!(f.ch(k - 2), "苑府邸湾庭墅园城")
}

/// "二期" counts only before a building.
fn floor_like(f: &Folded, k: usize) -> bool {
    (k + 1..k + 4).any(|i| matches!(f.ch(i), '栋' | '幢' | '号'))
}
