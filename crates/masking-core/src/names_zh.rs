//! Chinese names: surname and given characters weighed with what stands beside them.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::cand::{Cand, Ctx};
use crate::cues::Cue;
use crate::fold::{Folded, Kind};
use crate::label::Label;

static DATA: &str = include_str!("../data/names_zh.txt");

/// Characters that are never part of a given name in running text.
const FUNCTION: &str = "的了是在不我你您他她它们这那哪吗呢吧啊呀哦嗯哈么什怎给把被让跟就都也还又很太更没有要能会说看到过着去来请问谁几多个只件元块年月号码电话手机吃喝买卖用户订单店街路区县市镇省门口钱点分秒再才却但因所从对将向往每各某另已经最何呗嘛咯喽噢喔唉哎";

/// Words before a name that announce it. The name follows at once or after 叫, 是, a colon.
const BEFORE: &[&str] = &[
    "我叫", "名叫", "姓名", "名字", "收件人", "收货人", "联系人", "户名", "开户名", "开户人", "乘机人", "乘客", "入住人", "预订人", "投保人",
    "持卡人", "机主", "本人", "收款人", "法人", "经办人", "申请人", "购买人", "客服", "师傅", "老公", "老婆", "丈夫", "妻子", "爱人", "儿子",
    "女儿", "孩子", "爸爸", "妈妈", "父亲", "母亲", "哥哥", "姐姐", "弟弟", "妹妹", "表哥", "表姐", "表弟", "表妹", "堂哥", "朋友", "同事",
    "同学", "老板", "房东", "租客", "室友", "司机", "医生", "主管", "经理", "店长", "导购", "业务员", "快递员", "骑手", "代理人", "监护人",
    "转给", "转接", "备注一下", "备注", "写", "叫", "我是", "这是", "这里是", "找", "称呼", "签收人", "委托人", "被保人", "学生", "患者",
    "负责人", "主播", "顾客", "客户", "用户", "会员", "先生", "女士", "寄件人", "发件人", "担保人", "亲属", "家属", "爷爷", "奶奶", "外公",
    "外婆", "舅舅", "叔叔", "阿姨", "姑姑", "姨妈", "嫂子", "男友", "女友", "男朋友", "女朋友", "对象", "队友", "邻居", "老师", "教练", "律师",
    "工程师", "专员", "顾问", "助理", "秘书", "董事长", "总经理", "法定代表人", "姓名是", "名字是", "名字叫", "真名", "实名", "艾特", "联系",
];
/// Announcing words that also stand before ordinary text: weaker.
const LOOSE: &[&str] = &["写", "叫", "我是", "这是", "找", "备注", "联系", "用户", "会员", "客户", "对象", "实名", "这里是", "称呼", "名字"];

/// What follows a name.
const AFTER: &[&str] = &[
    "先生", "女士", "小姐", "老师", "师傅", "经理", "同学", "医生", "教授", "主任", "总监", "阿姨", "叔叔", "大哥", "大姐", "同志", "收",
    "律师", "护士", "队长", "校长", "院长", "局长", "处长", "书记", "女生", "男士", "太太", "店长", "主管", "您好", "你好", "哥", "姐", "总",
];
/// Titles: strong evidence.
const TITLES: usize = 10;
/// What may stand between sentence and an unannounced name.
const LINK_BEFORE: &str = "和与跟对给是像由让被到见看爱送说请约陪替为让,、:@《(“\"";
const LINK_AFTER: &str = "和与跟说是在的也都就将已被让把对给向从,、:。!?;)》”\"演唱饰主导率获表";

struct Names {
    surname: HashMap<char, f32>,
    double: HashSet<[char; 2]>,
    given: HashMap<char, f32>,
    words: HashSet<String>,
}

fn names() -> &'static Names {
    static N: OnceLock<Names> = OnceLock::new();
    N.get_or_init(|| {
        let mut n = Names { surname: HashMap::new(), double: HashSet::new(), given: HashMap::new(), words: HashSet::new() };
        for line in DATA.lines() {
            let Some((kind, list)) = line.split_once(": ") else { continue };
            match kind {
                "common" => n.surname.extend(list.chars().map(|c| (c, 0.25))),
                "rare" => list.chars().for_each(|c| {
                    n.surname.entry(c).or_insert(0.12);
                }),
                "double" => n.double.extend(list.split(' ').filter_map(|w| {
                    let mut it = w.chars();
                    Some([it.next()?, it.next()?])
                })),
                "given" => list.chars().enumerate().for_each(|(i, c)| {
                    n.given.entry(c).or_insert(if i < 260 { 0.16 } else { 0.1 });
                }),
                "word" => n.words.extend(list.split(' ').map(str::to_owned)),
                _ => {}
            }
        }
        n
    })
}

/// Build the tables now rather than at the first message.
pub(crate) fn warm() {
    let _ = names();
}

/// Find names.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.han < 2 {
        return;
    }
    let n = names();
    let identified = out.iter().any(|c| {
        c.score >= 0.5 && matches!(c.label, Label::Phone | Label::IdCard | Label::Address | Label::BankCard | Label::Passport | Label::OrderNo)
    });
    let mut k = 0;
    while k + 1 < f.cells.len() {
        if f.kind(k) != Kind::Han {
            k += 1;
            continue;
        }
        match at(ctx, n, k, identified) {
            Some(c) => {
                k = c.e;
                out.push(c);
            }
            None => k += 1,
        }
    }
}

/// The best name that begins at `k`, if any is likely enough.
fn at(ctx: &Ctx<'_>, n: &Names, k: usize, identified: bool) -> Option<Cand> {
    let f = ctx.f;
    let two = [f.ch(k), f.ch(k + 1)];
    let (len, weight) = if n.double.contains(&two) {
        (2, 0.35)
    } else {
        (1, *n.surname.get(&f.ch(k))?)
    };
    let mut best: Option<(f32, usize)> = None;
    for given in 1..=2 {
        let e = k + len + given;
        if e > f.cells.len() {
            break;
        }
        let Some(s) = weigh(ctx, n, (k, k + len, e), weight, identified) else { continue };
        if best.is_none_or(|(b, _)| s > b) {
            best = Some((s, e));
        }
    }
    let (score, e) = best.filter(|(s, _)| *s >= 0.5)?;
    Some(Cand { s: k, e, label: Label::Person, score: score.min(0.9), rule: "name.zh", canonical: f.str(k, e).to_owned() })
}

/// Weight of the name in cells `s..e` whose given part begins at `g`.
fn weigh(ctx: &Ctx<'_>, n: &Names, (s, g, e): (usize, usize, usize), surname: f32, identified: bool) -> Option<f32> {
    let f = ctx.f;
    let mut w = surname;
    for k in g..e {
        if f.kind(k) != Kind::Han || FUNCTION.contains(f.ch(k)) {
            return None;
        }
        w += n.given.get(&f.ch(k)).copied().unwrap_or(-0.08);
    }
    if n.words.contains(f.str(s, s + 2)) || n.words.contains(f.str(s, s + 3)) {
        w -= 0.45;
    }
    if establishment(f, e) {
        w -= 0.4;
    }
    let given = e - g;
    if given == 1 && g - s == 1 {
        w -= 0.06;
    }
    let left = left(ctx, s, e);
    let right = right(f, e);
    let listed = identified && open(f, s.wrapping_sub(1)) && open(f, e);
    let asked = ctx.expect == Some(Cue::Name) && ctx.alone(s, e);
    w += left + right;
    if listed {
        w += 0.3;
    }
    if asked {
        w += 0.4;
    }
    // a name nobody announces needs three characters that are all usual in names
    if left < 0.2 && right < 0.2 && !listed && !asked {
        let usual = (g..e).all(|k| n.given.contains_key(&f.ch(k)));
        let bare = left >= 0.1 && right >= 0.1 && given == 2 && usual && surname > 0.2;
        w += if bare { 0.0 } else { -0.3 };
    }
    // the word that follows may begin with the last character taken
    if given == 2 && AFTER.iter().take(TITLES).any(|t| f.str(e - 1, e + 1) == *t) {
        return None;
    }
    Some(w)
}

/// The characters that follow make it the name of a shop, a station or a sight.
fn establishment(f: &Folded, e: usize) -> bool {
    const KINDS: &str = "馆园店站厅楼铺司场路街门山湖寺景沟村镇区市厦团行牌餐饭锅吃鸭烤肉面粉馄包饺汤厂坊斋阁轩居堂庄岛桥塔院校";
    for k in e..e + 5 {
        let c = f.ch(k);
        if f.kind(k) != Kind::Han || FUNCTION.contains(c) && c != '店' && c != '路' && c != '街' && c != '区' && c != '市' && c != '门' && c != '镇' || LINK_AFTER.contains(c) {
            return false;
        }
        if KINDS.contains(c) {
            return k < e + 4;
        }
    }
    false
}

/// A sentence part ends at this cell.
fn open(f: &Folded, k: usize) -> bool {
    !matches!(f.kind(k), Kind::Han | Kind::Latin | Kind::Letter)
}

/// Evidence from what stands before cell `s`.
fn left(ctx: &Ctx<'_>, s: usize, e: usize) -> f32 {
    let f = ctx.f;
    let mut k = s;
    let mut pointed = false;
    for _ in 0..3 {
        while k > 0 && s - k < 4 && matches!(f.ch(k - 1), ' ' | ':' | ',' | '"' | '(' | '是' | '叫' | '为' | '-') {
            pointed |= matches!(f.ch(k - 1), ':' | '叫');
            k -= 1;
        }
        if k > 0 && f.ch(k - 1) == '写' {
            k -= 1;
        }
    }
    let comma = (k..s).any(|i| f.ch(i) == ',');
    for at in [s, k] {
        for n in (1..=5).rev().filter(|n| *n <= at) {
            let w = f.str(at - n, at);
            if BEFORE.contains(&w) {
                let loose = LOOSE.contains(&w) || comma;
                return if loose && !pointed { if e - s >= 3 || open(f, e) { 0.22 } else { 0.12 } } else { 0.38 };
            }
        }
    }
    match s.checked_sub(1) {
        None => 0.1,
        Some(p) if LINK_BEFORE.contains(f.ch(p)) || open(f, p) => 0.1,
        _ => 0.0,
    }
}

/// Evidence from what stands after cell `e`.
fn right(f: &Folded, e: usize) -> f32 {
    for (i, w) in AFTER.iter().enumerate() {
        if f.str(e, e + w.chars().count()) == *w {
            // "收" and other single characters only where the sentence ends
            let n = w.chars().count();
            return match (i, n) {
                (_, 1) if open(f, e + 1) => 0.25,
                (_, 1) => 0.0,
                (i, _) if i < TITLES => 0.35,
                _ => 0.25,
            };
        }
    }
    if LINK_AFTER.contains(f.ch(e)) || open(f, e) { 0.1 } else { 0.0 }
}
