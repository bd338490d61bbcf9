//! Chinese names: surname and given characters weighed with what stands beside them.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::cand::{Cand, Ctx};
use crate::chars::{CharSet, Words, any_of};
use crate::cues::Cue;
use crate::fold::{Cell, FUNCTION, Folded, Kind, SURNAME};
use crate::label::Label;
use crate::lists;
use crate::tokens::Quick;
use crate::{name_form, told_zh};

/// What may stand between sentence and an unannounced name.
static LINK_BEFORE: CharSet = CharSet::new("用和与跟对给是像由让被到见看爱送说请约陪替为让转帮,、:@《(“\"");
static LINK_AFTER: CharSet =
    CharSet::new("和与跟说是在的也都就将已被让把对给向从帮来呀呢啊吧哦吗哈签收打发,、:。!?;)》”\"演唱饰主导率获表你我您");
/// What comes before 人 or 员 in a word for whoever does it.
static DOERS: CharSet = CharSet::new("款诉责请保办系送介荐签证申购租委托代经寄收发件持名务理货领取订管监护约单话通报缴汇借害字");
/// Words after which somebody is likely to be named.
static WORDS_BEFORE: Words = Words::new(&[
    "不是", "刚才", "昨天", "今天", "谢谢", "感谢", "投诉", "表扬", "麻烦", "一下", "还有", "就是", "比如", "回复", "拜托",
    "请教", "认识",
]);

/// Signs before a name that such words complete.
#[rustfmt::skip]
const FRAMES: &[&str] = &[
    "让", "叫我", "给", "找", "请", "请问是", "问", "是", "和", "通知", "客户", "同事", "联系", "找到", "我是", "昨天", "今天", "上次", "就是", "把", "由", "被", "一下", "查", "接", "帮", "替",
];

/// Odds from which on the form of a name tells alone, as a logarithm.
const SURE: f32 = 3.5;
/// What such odds add to the weight of a name, each.
const LEAN: f32 = 0.03;
/// Weight of a character hardly used but in given names.
const ONLY: u8 = 32;

pub(crate) struct Names {
    /// Weights in hundredths by character from U+4E00, 0 for none.
    surname: Vec<u8>,
    given: Vec<u8>,
    pub(crate) double: HashSet<[char; 2], Quick>,
    words: HashSet<String, Quick>,
    /// Words of two characters.
    pairs: HashSet<[char; 2], Quick>,
    /// Words of two that are names where one is announced.
    perhaps: HashSet<[char; 2], Quick>,
    /// Words that end in a surname.
    tails: HashSet<[char; 2], Quick>,
}

impl Names {
    fn surname(&self, c: char) -> Option<f32> {
        weight(&self.surname, c)
    }
    pub(crate) fn given(&self, c: char) -> Option<f32> {
        weight(&self.given, c)
    }
}

fn index(c: char) -> Option<usize> {
    (c as usize).checked_sub(0x4E00).filter(|i| *i < 0x5200)
}

fn weight(t: &[u8], c: char) -> Option<f32> {
    index(c).and_then(|i| t.get(i)).filter(|w| **w > 0).map(|w| f32::from(*w) / 100.0)
}

fn names() -> &'static Names {
    static N: OnceLock<Names> = OnceLock::new();
    N.get_or_init(|| {
        let mut n = Names {
            surname: vec![0; 0x5200],
            given: vec![0; 0x5200],
            double: HashSet::default(),
            words: HashSet::default(),
            pairs: HashSet::default(),
            perhaps: HashSet::default(),
            tails: HashSet::default(),
        };
        let pair = |w: &str| <[char; 2]>::try_from(w.chars().collect::<Vec<char>>()).ok();
        let set = |t: &mut Vec<u8>, c: char, w: u8| {
            if let Some(x) = index(c).and_then(|i| t.get_mut(i))
                && *x == 0
            {
                *x = w;
            }
        };
        for line in lists::NAMES_ZH.lines() {
            let Some((kind, list)) = line.split_once(": ") else { continue };
            match kind {
                "common" => list.chars().for_each(|c| set(&mut n.surname, c, 25)),
                "rare" => list.chars().for_each(|c| set(&mut n.surname, c, 12)),
                "double" => n.double.extend(list.split(' ').filter_map(|w| {
                    let mut it = w.chars();
                    Some([it.next()?, it.next()?])
                })),
                "only" => list.chars().for_each(|c| set(&mut n.given, c, ONLY)),
                "given" => list.chars().enumerate().for_each(|(i, c)| set(&mut n.given, c, if i < 260 { 16 } else { 10 })),
                "perhaps" => n.perhaps.extend(list.split(' ').filter_map(pair)),
                "tail" => n.tails.extend(list.split(' ').filter_map(pair)),
                "word" => n.words.extend(list.split(' ').map(str::to_owned)),
                _ => {}
            }
        }
        n.pairs = n.words.iter().filter_map(|w| pair(w)).collect();
        n
    })
}

/// What a surname and the two characters after it may be, before anything around them is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Likely {
    /// An ordinary word, as 谢谢.
    Word,
    /// A name where something announces one.
    Perhaps,
    /// A name even where nothing does.
    Name,
}

/// The first look at a surname `c`; the bounds are those of [`weigh`] with the best that unhinted
/// surroundings give.
pub(crate) fn likely(c: char, next: char, third: char) -> Likely {
    let n = names();
    let only = |c: char| weight(&n.given, c).is_some_and(|w| w * 100.0 >= f32::from(ONLY));
    if n.pairs.contains(&[c, next]) {
        return if only(third) { Likely::Perhaps } else { Likely::Word };
    }
    let given = n.given(next).is_some();
    let double = n.double.contains(&[c, next]);
    if n.surname(c).is_none() && !double {
        return Likely::Word;
    }
    if n.perhaps.contains(&[c, next]) {
        return Likely::Perhaps;
    }
    let common = double || n.surname(c).is_some_and(|w| w > 0.2);
    let both = given && n.given(third).is_some();
    match (common || both, given || double, only(next) || given && only(third)) {
        (true, true, _) | (_, _, true) => Likely::Name,
        _ => Likely::Perhaps,
    }
}

/// Build the tables now rather than at the first message.
pub(crate) fn warm() {
    let _ = names();
}

/// Find names.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    // a surname answers "您贵姓?"
    if f.han == 1 && ctx.expect == Some(Cue::Name) && f.tags & SURNAME != 0 && f.latin + f.digits == 0 {
        out.extend(
            f.cells.iter().position(|c| c.has(SURNAME)).map(|k| Cand::plain(f, (k, k + 1), Label::Person, 0.6, "name.zh")),
        );
    }
    if f.han < 2 {
        return;
    }
    let announced = ctx.near.any(Cue::NameBefore);
    if announced || ctx.expect == Some(Cue::Name) {
        sounded(ctx, out);
    }
    if f.tags & SURNAME == 0 {
        return;
    }
    let n = names();
    let identified = out.iter().any(|c| {
        c.score >= 0.5
            && matches!(
                c.label,
                Label::Phone | Label::IdCard | Label::Address | Label::BankCard | Label::Passport | Label::OrderNo
            )
    });
    let hinted = identified
        || ctx.expect == Some(Cue::Name)
        || [Cue::NameBefore, Cue::NameLoose, Cue::Title, Cue::TitleWeak].iter().any(|c| ctx.near.any(*c));
    told_zh::spaced(ctx, n, out);
    familiar(ctx, n, out);
    surname_alone(ctx, n, out);
    let mut k = 0;
    while k + 1 < f.cells.len() {
        // after the surname comes a character of names; with no hint around, two of them
        let next = &f.cells[k + 1];
        let follows = next.kind == Kind::Han && (announced || !next.has(FUNCTION));
        let begins = || f.cells[k].has(SURNAME) || announced && unlisted_surname(ctx, n, k);
        let named = || hinted || n.given(next.ch).is_some() || n.given(f.ch(k + 2)).is_some();
        let likely = follows && begins() && named();
        if !likely {
            k += 1;
            continue;
        }
        match at(ctx, n, k, identified, out) {
            Some(c) => {
                k = c.e;
                out.push(c);
            }
            None => k += 1,
        }
    }
}

/// "本人叫阿依古丽", "姓名：吾买尔江·买买提": an announced name of another people, by its sounds.
fn sounded(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    static SOUNDS: CharSet = CharSet::new(
        "阿依古丽买提江娜尔克热汗孜帕努麦迪巴特其格扎西卓玛央金达瓦才让仁增多吉洛桑旦次木拉艾力吐合塔萨比亚布苏伊赛吾斯坦乌云嘎日图索南措德曲珍居孜",
    );
    let f = ctx.f;
    for h in ctx.near.hits.iter().filter(|h| matches!(h.cue, Cue::NameBefore | Cue::NameLoose)) {
        let end = h.e as usize;
        let s = (end..end + 3).find(|k| !matches!(f.ch(*k), '是' | '叫' | ':' | ' ')).unwrap_or(end);
        let e = (s..s + 14).find(|k| !(SOUNDS.has(f.ch(*k)) || f.ch(*k) == '·' && *k > s)).unwrap_or(s);
        if e - s >= 3 && open(f, e) {
            out.push(Cand::plain(f, (s, e), Label::Person, 0.66, "name.zh.sounded"));
        }
    }
}

/// "谢谢小杨，", "老吴签收": a surname after 小 or 老 where the sentence speaks of somebody.
fn familiar(ctx: &Ctx<'_>, n: &Names, out: &mut Vec<Cand>) {
    // with these it is a word or a brand: 小米, 老白
    static WORDS: CharSet = CharSet::new("米马白黄高金石方熊龙孔毛田叶江雷程时夏花车包关平康安景路成牛鱼单常文项明红郭店乡家屈");
    static LEADS: Words = Words::new(&[
        "谢谢", "感谢", "麻烦", "叫我", "喊我", "我是", "我叫", "找", "叫", "让", "请", "问", "给", "是", "和", "跟", "联系",
        "客服", "师傅",
    ]);
    let f = ctx.f;
    for (k, _) in f.cells.iter().enumerate().filter(|(_, c)| matches!(c.ch, '小' | '老')) {
        let (c, e) = (f.ch(k + 1), k + 2);
        if n.surname(c).is_none_or(|w| w < 0.2) || WORDS.has(c) {
            continue;
        }
        let led = (1..3).any(|w| k >= w && LEADS.at(f, k - w).any(|l| l.chars().count() == w));
        let does = ctx.near.starts(e, Cue::Deed) || ctx.near.starts_len(e, Cue::TitleWeak) == Some(2);
        if led && open(f, e) || does && open(f, k.wrapping_sub(1)) || led && does {
            out.push(Cand::plain(f, (k, e), Label::Person, 0.54, "name.zh.familiar"));
        }
    }
}

/// "免贵姓王", "欧阳" as the answer to who it is, "陈女士，": a surname alone.
fn surname_alone(ctx: &Ctx<'_>, n: &Names, out: &mut Vec<Cand>) {
    #[rustfmt::skip]
    static LEADS: Words = Words::new(&[
        "免贵", "免", "我", "本人", "鄙人", "敝", "在下", "他", "她", "客户", "老板", "她老公", "先生", "女士", "叫",
    ]);
    static AFTER: CharSet = CharSet::new("昨今明前上刚说答家在那让给帮电处,");
    let f = ctx.f;
    let len = |k: usize| match () {
        () if n.double.contains(&[f.ch(k), f.ch(k + 1)]) => 2,
        () => usize::from(n.surname(f.ch(k)).is_some()),
    };
    let mut push = |s: usize, e: usize, score: f32| {
        out.push(Cand::plain(f, (s, e), Label::Person, score, "name.zh.surname"));
    };
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::Name && h.e - h.s <= 2 && f.ch(h.e as usize - 1) == '姓') {
        let (k, s) = (h.s as usize, h.e as usize);
        let led = k == 0 && h.e == 1
            || (1..4).any(|w| k >= w && LEADS.at(f, k - w).any(|l| l.chars().count() == w))
            || ctx.expect == Some(Cue::Name);
        let e = s + len(s).max(usize::from(f.kind(s) == Kind::Han && open(f, s + 1)));
        // "姓陈，名大文"
        let g = e + (e..e + 3).take_while(|k| any_of!(f.ch(*k), " ,、")).count();
        let g = ["单名一个", "单名", "名字是", "名字叫", "名字", "名叫", "名"]
            .iter()
            .find(|w| g > e && f.starts(g, w))
            .map(|w| g + w.chars().count());
        let end = g.map(|g| g + (g..g + 3).take_while(|k| f.kind(*k) == Kind::Han && !f.cells[*k].has(FUNCTION)).count());
        let parted = g.zip(end).filter(|(g, z)| (1..3).contains(&(z - g)) && open(f, *z));
        if e > s && open(f, e) && (led && len(s) > 0 || parted.is_some()) {
            push(s, e, 0.6);
        }
        if let Some((g, z)) = parted.filter(|_| e > s) {
            push(g, z, 0.6);
        }
    }
    // "收货人韦": the rest comes with the next message
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::NameBefore && h.e - h.s > 2) {
        let s = (h.e as usize..).find(|k| !any_of!(f.ch(*k), ": 是")).unwrap_or(0);
        if len(s) > 0 && s + len(s) == f.cells.len() {
            push(s, s + len(s), 0.58);
        }
    }
    let first = f.cells.iter().position(|c| c.kind == Kind::Han).unwrap_or(0);
    let e = first + len(first);
    if ctx.expect == Some(Cue::Name) && e > first && ctx.alone(first, e) && open(f, e) && open(f, first.wrapping_sub(1)) {
        push(first, e, 0.6);
    }
    // with a form of address, where nothing but that is said of them
    for h in ctx
        .near
        .hits
        .iter()
        .filter(|h| matches!(h.cue, Cue::Title | Cue::TitleWeak) && h.e - h.s == 2 && f.ch(h.s as usize + 1) != '好')
    {
        let k = h.s as usize;
        let Some(s) = [2, 1].into_iter().find_map(|w| k.checked_sub(w).filter(|s| len(*s) == w)) else { continue };
        let polite = any_of!(f.ch(k), "先女小太") && (open(f, h.e as usize) || f.ch(h.e as usize) == '您');
        let usual = k - s == 2 || n.surname(f.ch(s)).is_some_and(|w| w > 0.2);
        let led = open(f, s.wrapping_sub(1)) || (1..3).any(|w| s >= w && LEADS.at(f, s - w).any(|l| l.chars().count() == w));
        // "贺经理昨天答应我的", "傅阿姨家": who they are and what they did
        if usual && led && (polite || f.cells.get(h.e as usize).is_some_and(|c| AFTER.has(c.ch)) || open(f, h.e as usize)) {
            push(s, h.e as usize, 0.52);
        }
    }
}

/// A character of no list is a surname where a word announces a name and characters of names follow.
fn unlisted_surname(ctx: &Ctx<'_>, n: &Names, k: usize) -> bool {
    let f = ctx.f;
    let han = |c: &Cell| c.kind == Kind::Han && !c.has(FUNCTION) && !c.has(SURNAME);
    let given = |k: usize| n.given(f.ch(k)).is_some();
    f.cells.get(k).is_some_and(han)
        && (given(k + 1) && (given(k + 2) || open(f, k + 2)) || given(k + 2) && open(f, k + 3) && han(&f.cells[k + 1]))
        && ctx.near.before(k, Cue::NameBefore, 1).is_some()
        && ![Cue::Name, Cue::NameBefore, Cue::NameLoose, Cue::Title, Cue::Address, Cue::Phone, Cue::Place]
            .iter()
            .any(|c| ctx.near.starts(k, *c))
        && !matches!(f.ch(k), '叫' | '是' | '姓' | '写')
}

/// The best name that begins at `k`, if any is likely enough.
fn at(ctx: &Ctx<'_>, n: &Names, k: usize, identified: bool, out: &[Cand]) -> Option<Cand> {
    let f = ctx.f;
    let two = [f.ch(k), f.ch(k + 1)];
    // a character that belongs to the word before: "改成"
    if ctx.near.straddles(k, Cue::NameBefore) || ctx.near.straddles(k, Cue::NameLoose) {
        return None;
    }
    let rare = || unlisted_surname(ctx, n, k).then_some(0.04);
    let (len, weight) = if n.double.contains(&two) { (2, 0.35) } else { (1, n.surname(f.ch(k)).or_else(rare)?) };
    let of = (word(n, f, k), of_word(f, n, k));
    let mut best: Option<(f32, usize)> = None;
    for given in 1..=2 {
        let e = k + len + given;
        if e > f.cells.len() {
            break;
        }
        let ruled = weigh(ctx, n, (k, k + len, e), (weight, identified, of), out);
        if ruled.is_none() && f.cells.get(k + len..e).is_none_or(|r| r.iter().any(|c| c.kind != Kind::Han || c.has(FUNCTION))) {
            continue;
        }
        // what is a word, or begins with no surname, has its form by chance
        let formless = weight < 0.1 || of.0;
        let odds = if formless { 0.0 } else { name_form::name(f, k, k + len, e) };
        let ruled = ruled.map(|w| w + LEAN * odds.clamp(0.0, 5.0));
        let Some(s) = [ruled, formed(f, (k + len, e), odds).filter(|_| !of.1)].into_iter().flatten().reduce(f32::max) else {
            continue;
        };
        if best.is_none_or(|(b, _)| s > b) {
            best = Some((s, e));
        }
    }
    let (score, e) = best.filter(|(s, _)| *s >= 0.5)?;
    Some(Cand::plain(f, (k, e), Label::Person, score.min(0.9), "name.zh"))
}

/// A word that begins like a name begins at `s`.
fn word(n: &Names, f: &Folded, s: usize) -> bool {
    n.words.contains(f.str(s, s + 2)) || n.words.contains(f.str(s, s + 3))
}

/// Weight of such a name by its form alone, where that leaves hardly a doubt.
fn formed(f: &Folded, (g, e): (usize, usize), odds: f32) -> Option<f32> {
    let han = |c: &Cell| c.kind == Kind::Han && !c.has(FUNCTION);
    let told = odds > SURE && f.cells.get(g..e)?.iter().all(han) && !establishment(f, e);
    told.then_some((0.5 + odds / 100.0).min(0.6))
}

/// Weight of the name in cells `s..e` whose given part begins at `g`.
fn weigh(
    ctx: &Ctx<'_>,
    n: &Names,
    (s, g, e): (usize, usize, usize),
    (surname, identified, (word, of_word)): (f32, bool, (bool, bool)),
    out: &[Cand],
) -> Option<f32> {
    let f = ctx.f;
    if of_word {
        return None;
    }
    let mut w = surname;
    // a word for whoever it is, the name, and nothing more
    let words = open(f, e) && [0, 1, 2].iter().any(|d| ctx.near.before(s - d.min(&s), Cue::NameBefore, 0).is_some());
    let other = |c: &Cell| c.kind != Kind::Han || c.has(FUNCTION) && !(words && e - g == 2);
    let given = f.cells.get(g..e).filter(|r| !r.iter().any(other))?;
    let left = left(ctx, s, e);
    let stated = words && left > 0.3;
    for c in given {
        if c.has(FUNCTION) && !stated {
            return None;
        }
        w += n.given(c.ch).unwrap_or(-0.08);
    }
    w += if stated { 0.2 } else { 0.0 };
    if word {
        w -= 0.45;
    }
    if establishment(f, e) && !ctx.near.starts(e, Cue::Title) {
        w -= 0.4;
    }
    let given = e - g;
    if given == 1 && g - s == 1 {
        w -= 0.06;
    }
    let deed = ctx.near.starts(e, Cue::Deed);
    let right = right(ctx, e, deed);
    let listed = identified && open(f, s.wrapping_sub(1)) && (open(f, e) || ctx.near.starts(e, Cue::Place));
    let asked = ctx.expect == Some(Cue::Name) && ctx.alone(s, e);
    w += left + right;
    let framed = deed && framed(f, s);
    if framed {
        w += if given == 2 { 0.2 } else { 0.16 };
    }
    if listed {
        w += if s == 0 { 0.36 } else { 0.3 };
    }
    if asked {
        w += 0.4;
    }
    let beside = in_row(f, (s, e), out) || speaks(f, s, e) && given == 2;
    if beside {
        w += 0.22;
    }
    let told = left >= 0.2 || right >= 0.2 || listed || asked || beside;
    if !told && worded(f, n, s, g) {
        return None;
    }
    if !told && !framed {
        w += unannounced(f, n, (g, e), surname, (left, right));
    }
    // the word that follows may begin with the last character taken
    let ends_in_title = ctx.near.starts(e - 1, Cue::Title) || ctx.near.starts_len(e - 1, Cue::TitleWeak) == Some(1) && open(f, e);
    let other = |c: &Cell| c.has(SURNAME) || c.kind == Kind::Han && !c.has(FUNCTION) && !LINK_AFTER.has(c.ch);
    let joins = matches!(f.ch(e - 1), '和' | '与' | '跟') && f.cells.get(e).is_some_and(other);
    if given == 2 && (ends_in_title || joins) {
        return None;
    }
    Some(w)
}

/// "莫文蔚、姜育恒": a name stands right before this one.
fn in_row(f: &Folded, (s, e): (usize, usize), out: &[Cand]) -> bool {
    let last = out.iter().rev().take(2).any(|c| c.label == Label::Person && c.e + 1 == s);
    last && any_of!(f.ch(s - 1), "、,和与/") && open(f, e)
}

/// "方志强：您好": who speaks, at the beginning of a line.
fn speaks(f: &Folded, s: usize, e: usize) -> bool {
    f.kind(s.wrapping_sub(1)) == Kind::Line && f.ch(e) == ':'
}

/// A name nobody announces needs three characters that are all usual in names; with a rare surname both sides
/// must be as beside a name.
fn unannounced(f: &Folded, n: &Names, (g, e): (usize, usize), surname: f32, (left, right): (f32, f32)) -> f32 {
    let usual = (g..e).all(|k| n.given(f.ch(k)).is_some());
    let only = (g..e).any(|k| n.given(f.ch(k)) == Some(f32::from(ONLY) / 100.0));
    let both = left >= 0.1 && right >= 0.1;
    let bare = usual && (only || surname > 0.2 && (e - g == 2 || both));
    let rare = usual && e - g == 2 && both;
    match (bare || rare, only || both, left >= 0.1 || right >= 0.1) {
        (true, true, _) if bare => 0.0,
        (true, _, true) => -0.1,
        _ => -0.3,
    }
}

/// The surname at `s` belongs to the word before.
fn of_word(f: &Folded, n: &Names, s: usize) -> bool {
    let Some(before) = s.checked_sub(1).and_then(|k| f.cells.get(k)) else { return false };
    let c = f.ch(s);
    // "一张", "这段": a measure word
    before.digit().is_some() && any_of!(c, "张段包顾单成项支车席")
        // "地方", "对方"
        || c == '方' && any_of!(before.ch, "地对官双我多比处配大各四")
        // "谢谢林…"
        || n.pairs.contains(&[before.ch, c])
}

/// An ordinary word, or the end of one: a name only where one is announced.
fn worded(f: &Folded, n: &Names, s: usize, g: usize) -> bool {
    let before = s.checked_sub(1).map_or(' ', |k| f.ch(k));
    n.tails.contains(&[before, f.ch(s)]) || g - s == 1 && n.perhaps.contains(&[f.ch(s), f.ch(s + 1)])
}

/// The characters that follow make it the name of a shop, a station or a sight.
fn establishment(f: &Folded, e: usize) -> bool {
    static KINDS: CharSet = CharSet::new(
        "机爆世馆园店站厅楼铺司场路街门山湖寺景沟村镇区市厦团行牌餐饭锅吃鸭烤肉面粉馄包饺汤厂坊斋阁轩居堂庄岛桥塔院校",
    );
    for k in e..e + 5 {
        let c = f.ch(k);
        // "…住院了" is what somebody does
        if f.kind(k) != Kind::Han
            || k == e && f.ch(k) == '住'
            || f.cells[k].has(FUNCTION) && c != '店' && c != '路' && c != '街' && c != '区' && c != '市' && c != '门' && c != '镇'
            || LINK_AFTER.has(c)
        {
            return false;
        }
        if KINDS.has(c) {
            return k < e + 4;
        }
    }
    false
}

/// A sentence part ends at this cell.
pub(crate) fn open(f: &Folded, k: usize) -> bool {
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
        // "经手人:", "签字的人是"
        let is = s == k + 1 && f.ch(k) == '是' && f.ch(k.wrapping_sub(2)) == '的';
        if (pointed || is) && k > 0 && matches!(f.ch(k - 1), '人' | '员' | '者' | '师') {
            return 0.38;
        }
        // "付款人", "投诉人": whoever does it
        let firm = [s, k].iter().any(|at| ctx.near.before(*at, Cue::NameBefore, 0).is_some());
        if !firm && s - k <= 1 && k >= 2 && matches!(f.ch(k - 1), '人' | '员') && DOERS.has(f.ch(k - 2)) {
            return if e - s >= 3 || open(f, e) { 0.22 } else { 0.12 };
        }
        if k == 0 || !matches!(f.ch(k - 1), '写' | '填') {
            break;
        }
        k -= 1;
    }
    let comma = (k..s).any(|i| f.ch(i) == ',');
    let ends = |c: Cue| [s, k].iter().any(|at| ctx.near.before(*at, c, 0).is_some());
    let (firm, loose) = (ends(Cue::NameBefore), ends(Cue::NameLoose));
    if firm || loose {
        let weak = !firm || comma;
        return if weak && !pointed { if e - s >= 3 || open(f, e) { 0.22 } else { 0.12 } } else { 0.38 };
    }
    match s.checked_sub(1) {
        None => 0.1,
        Some(p) if f.ch(p) == '@' => 0.3,
        Some(p) if p > 0 && WORDS_BEFORE.any(f, p - 1) => 0.15,
        Some(p) if e - s >= 3 && f.ch(p) == '我' && open(f, p.wrapping_sub(1)) && open(f, e) => 0.3,
        Some(p) if LINK_BEFORE.has(f.ch(p)) || open(f, p) => 0.1,
        _ => 0.0,
    }
}

/// Evidence from what stands after cell `e`.
fn right(ctx: &Ctx<'_>, e: usize, deed: bool) -> f32 {
    let f = ctx.f;
    if ctx.near.starts(e, Cue::Title) {
        return 0.35;
    }
    // "收" and other single characters only where the sentence ends
    match ctx.near.starts_len(e, Cue::TitleWeak) {
        Some(1) if open(f, e + 1) => return 0.25,
        Some(2..) => return 0.25,
        _ => {}
    }
    if deed {
        return 0.18;
    }
    // "是李静投的"
    let done = f.ch(e) == '了' && open(f, e + 1) || any_of!(f.ch(e), "投订买寄签下") && f.ch(e + 1) == '的';
    if LINK_AFTER.has(f.ch(e)) || open(f, e) || done { 0.1 } else { 0.0 }
}

/// "让…接电话", "请问是…本人": what stands on both sides speaks of a person.
fn framed(f: &Folded, s: usize) -> bool {
    let said = |w: &str| s.checked_sub(w.len() / 3).is_some_and(|k| f.starts(k, w));
    open(f, s.wrapping_sub(1)) || FRAMES.iter().any(|w| said(w))
}
