//! What one turn says about the next: the question asked, and numbers given in parts.

use masking_find::{Atom, Cand, Cell, Ctx, Cue, Folded, Group, Hit, Kind, Label, Seen, Trust, Words, check, mask};

use crate::policy::Policy;
use crate::span::{Remask, Span, Turn};
use crate::state::{Asked, Fragment, MAX_AGE_MS, SpeakerState};

/// Cues a question can ask for, in the order stored in the state.
#[rustfmt::skip]
const ASKED: &[Cue] = &[
    Cue::Phone, Cue::Wechat, Cue::Qq, Cue::IdCard, Cue::BankCard, Cue::Email, Cue::Name, Cue::Address, Cue::Order,
    Cue::Tracking, Cue::Alipay, Cue::Plate, Cue::Passport, Cue::Dob, Cue::Ssn, Cue::Username, Cue::Handle,
    Cue::Iban,
];

const ASKABLE: u64 = mask(ASKED);

/// Turns of the other side a question stays open for.
const PATIENCE: u8 = 3;
/// Who "asks" where somebody announces a value and has not given it yet: nobody.
const NOBODY: u8 = u8::MAX;

/// What was asked for by somebody else a little before, if anything.
pub(crate) fn expected(state: &SpeakerState, speaker: u8, at_ms: i64) -> Option<Cue> {
    let a = state.asked.as_ref()?;
    let age = at_ms.saturating_sub(a.at_ms);
    if a.speaker == speaker || !(0..=MAX_AGE_MS * 5).contains(&age) {
        return None;
    }
    ASKED.get(usize::from(a.cue)).copied()
}

/// A number that ends in this turn and began in earlier ones.
pub(crate) struct Joined {
    /// Its canonical form.
    pub whole: String,
    /// The earlier parts that are still readable.
    pub earlier: Vec<Remask>,
}

/// Enter the turn into the state; join its digits with earlier ones of the speaker. Adds the
/// spans this reveals to `kept`.
pub(crate) fn take_up(seen: Seen<'_>, turn: &mut Turn<'_>, policy: &Policy, kept: &mut Vec<Cand>) -> Option<Joined> {
    let ctx = &seen.ctx;
    let part = part(ctx, seen.atoms, seen.groups, kept);
    // "the last four of it?"
    let last = part.as_ref().filter(|p| p.bare && p.digits.len() == 4 && kept.is_empty()).map(|p| (p.s, p.e));
    let begun = part.as_ref().is_some_and(|p| p.digits.len() < 8) && ctx.near.any(Cue::Fragment);
    let joined = part.and_then(|p| take_part(ctx, turn, policy, p, kept));
    let label = match ctx.expect {
        Some(Cue::IdCard) => Some(Label::IdCard),
        Some(Cue::Ssn) => Some(Label::Ssn),
        Some(Cue::BankCard) => Some(Label::BankCard),
        _ => None,
    };
    if let (Some((s, e)), Some(label)) = (last.filter(|_| kept.is_empty()), label) {
        let canonical = ctx.f.str(s, e).to_owned();
        kept.push(Cand { s, e, label, score: 0.6, rule: "number.last", canonical });
    }
    // one part of an answer leads to the next
    let parts = |c: &Cand| c.rule == "asked" || c.rule.ends_with(".part");
    let goes_on =
        ctx.expect.is_some() && turn.state.asked.as_ref().is_some_and(|a| a.speaker != turn.speaker) && kept.iter().any(parts);
    if !goes_on {
        ask(ctx, turn, (kept.is_empty(), begun && joined.is_none()));
    }
    continue_place(ctx, turn, kept);
    lead_on(turn, kept);
    joined
}

/// Who has told the first part of a value will tell the next.
fn lead_on(turn: &mut Turn<'_>, kept: &[Cand]) {
    // "+65"
    let country =
        turn.text.strip_prefix('+').is_some_and(|d| (1..=3).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()));
    let part = kept.iter().find(|c| c.rule.ends_with(".part") || c.rule == "asked").map(|c| &c.label);
    let Some(part) = part.or(country.then_some(&Label::Phone)) else { return };
    let cue = match part {
        Label::Phone if country => Cue::Phone,
        Label::Plate => Cue::Plate,
        Label::Passport => Cue::Passport,
        Label::Qq => Cue::Qq,
        Label::Iban => Cue::Iban,
        Label::OrderNo => Cue::Order,
        Label::TrackingNo => Cue::Tracking,
        _ => return,
    };
    let Some(cue) = ASKED.iter().position(|c| *c == cue) else { return };
    let open = turn.state.asked.as_ref().filter(|a| usize::from(a.cue) == cue && a.speaker != turn.speaker);
    let speaker = open.map_or(NOBODY, |a| a.speaker);
    turn.state.asked = Some(Asked { speaker, cue: cue as u8, at_ms: turn.at_ms, patience: PATIENCE });
}

/// A customer who has just told a place may tell the rest of it next.
fn continue_place(ctx: &Ctx<'_>, turn: &mut Turn<'_>, kept: &[Cand]) {
    if turn.speaker != 0 || ctx.f.cells.len() > SHORT || !kept.iter().any(|c| c.label == Label::Address) {
        return;
    }
    let Some(cue) = ASKED.iter().position(|c| *c == Cue::Address) else { return };
    let open = turn.state.asked.as_ref().filter(|a| usize::from(a.cue) == cue && a.speaker != turn.speaker);
    let speaker = open.map_or(NOBODY, |a| a.speaker);
    turn.state.asked = Some(Asked { speaker, cue: cue as u8, at_ms: turn.at_ms, patience: PATIENCE });
}

/// The plain beginning of a number in what a further look leaves.
pub(crate) fn begin_part(seen: Seen<'_>, kept: &mut Vec<Cand>) {
    let Some(p) = part(&seen.ctx, seen.atoms, seen.groups, kept) else { return };
    if kept.iter().all(|c| c.e <= p.s || p.e <= c.s)
        && let Some(label) = opening(&seen.ctx, &p, false)
    {
        hide_part(&p, label, kept);
    }
}

fn hide_part(p: &Part, label: Label, kept: &mut Vec<Cand>) {
    let at = kept.partition_point(|c| c.s < p.s);
    let canonical = text(&p.digits);
    let rule = if label == Label::Phone { "phone.part" } else { "number.part" };
    kept.insert(at, Cand { s: p.s, e: p.e, label, score: 0.6, rule, canonical });
}

/// A turn in which nothing is said that matters: only counts down the open question.
pub(crate) fn pass_over(turn: Turn<'_>) {
    count_down(&mut turn.state.asked, turn.speaker);
}

/// Count down a question of the other side.
fn count_down(asked: &mut Option<Asked>, speaker: u8) {
    if let Some(a) = asked
        && a.speaker != speaker
    {
        a.patience = a.patience.saturating_sub(1);
        if a.patience == 0 {
            *asked = None;
        }
    }
}

/// Words with which our side asks without asking: "I'll need the SSN to unlock this", "挂失要核对身份证号码".
static NEEDS: Words = Words::new(&[
    "需",
    "核对",
    "核实",
    "哪个",
    "哪张",
    "哪里",
    "留个",
    "留下",
    "留一",
    "报一",
    "报下",
    "填一",
    "填下",
    "补一",
    "补上",
    "念一",
    "念给",
    "need",
    "verify",
    "enter",
    "another",
    "which",
    "go ahead",
    "let me have",
    "missing",
    "required",
    "read me",
    "read out",
]);
/// Words with which somebody says that what is named comes, and in parts.
static PARTED: Words = Words::new(&[
    "分开",
    "分几",
    "分两",
    "分三",
    "分次",
    "分段",
    "拆",
    "一段",
    "逐",
    "屏蔽",
    "和谐",
    "吞",
    "星号",
    "报给你",
    "报给您",
    "发你",
    "发您",
    "发给",
    "告诉",
    "in bits",
    "in parts",
    "in pieces",
    "in chunks",
    "chunk",
    "piece",
    "bit by bit",
    "at a time",
    "starred",
    "block",
    "filter",
    "masked",
    "censor",
    "split",
    "coming",
    "here comes",
    "one by one",
    "separately",
]);
/// Any of the words is in the text.
fn says(f: &Folded, words: &Words) -> bool {
    (0..f.cells.len()).any(|k| words.any(f, k))
}

/// Longest such sentence, in cells.
const SHORT: usize = 60;

/// Remember a question of this turn, or that it ends where a value would follow ("我的微信是"); count down
/// the one of the other side.
fn ask(ctx: &Ctx<'_>, turn: &mut Turn<'_>, (empty, begun): (bool, bool)) {
    count_down(&mut turn.state.asked, turn.speaker);
    // what is asked for last counts, and the number of it before the thing itself; of words with one end the longest
    let asks = ctx.near.hits.iter().filter(|h| {
        let lone = || h.cue == Cue::Qq || h.cue == Cue::Wechat && ctx.f.cells.len() <= 3;
        h.is_any(ASKABLE) && (h.e - h.s >= 2 || lone())
    });
    let last = asks.clone().max_by_key(|h| (h.e, h.e - h.s));
    // 号是 of "微信号是" only leads on, and "the account" is one of what was named before
    let hit = last.map(|l| {
        let general = ["账号", "账户", "account"].contains(&ctx.f.str(l.s as usize, l.e as usize));
        let named = |h: &&Hit| matches!(h.cue, Cue::Alipay | Cue::Wechat | Cue::Qq | Cue::Handle | Cue::Username | Cue::Email);
        let before = |h: &&Hit| h.s < l.s && (l.s < h.e || general && named(h));
        asks.filter(before).max_by_key(|h| h.e).unwrap_or(l)
    });
    let Some((hit, i)) = hit.and_then(|h| Some((h, ASKED.iter().position(|c| *c == h.cue)?))) else { return };
    let f = ctx.f;
    // "我微" of "我微信" ends inside it
    let end = last.map_or(hit.e, |l| l.e.max(hit.e));
    let rest = f.str(end as usize, f.cells.len()).trim_start_matches([' ', ':', ',']);
    // "订单号呢", "卡号报一下"
    let asks = || {
        empty
            && ["呢", "多少", "后", "最后", "尾号", "报", "发我", "发一下", "给我", "说一下"].iter().any(|w| rest.starts_with(w))
    };
    let please = || f.text.contains('请') || f.latin > 5 && f.text.contains("please");
    let needs = || turn.speaker != 0 && empty && f.cells.len() <= SHORT && says(f, &NEEDS);
    let question = ctx.near.any(Cue::Ask) || f.text.contains('?') || asks() || please() || needs();
    // "我的微信是", "加v吧", but not "我们不能加微信"
    let mut clause = (0..hit.s as usize).rev().take(8).take_while(|k| f.kind(*k) == Kind::Han);
    let ends = || {
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
        matches!(rest, "" | "是" | "为" | "叫" | "号" | "号是" | "号码" | "号码是" | "吧" | "哈" | "is")
    };
    let said = empty && rest.len() < 16 && ends() && !clause.any(|k| matches!(f.ch(k), '不' | '没'));
    // "我扣扣前面8225": the rest is still to come
    let parted = || turn.speaker == 0 && empty && f.cells.len() <= SHORT && says(f, &PARTED);
    let announced = said || begun || !question && parted();
    if (question || announced) && f.cells.len() <= 200 {
        let speaker = if question { turn.speaker } else { NOBODY };
        turn.state.asked = Some(Asked { speaker, cue: i as u8, at_ms: turn.at_ms, patience: PATIENCE });
    }
}

/// The check letter X of a resident number, where digits are values.
const X: u8 = 10;

/// The digits of a message that may be part of a number. Cells `s..e`.
struct Part {
    digits: Vec<u8>,
    s: usize,
    e: usize,
    /// Nothing else is said.
    bare: bool,
}

/// Most digits of a part, and most groups of a message that may hold one.
const MOST: usize = 17;
const MOST_GROUPS: usize = 48;

/// The digits of a group without those at its ends that only sound like digits, and without a ring
/// that numbers it: "①138".
fn firm<'a>(f: &Folded, atoms: &'a [Atom], g: &Group) -> Option<&'a [Atom]> {
    let all = atoms.get(g.a as usize..g.b as usize)?;
    let ringed = |x: Option<&Atom>| x.and_then(|x| f.cells.get(x.s as usize)).is_some_and(Cell::decorated);
    let numbered = all.len() > 2 && ringed(all.first()) && !ringed(all.get(1));
    // "一半139123": words before plain digits that only sound like one
    let plain = all.iter().position(|x| x.trust == Trust::Ascii).unwrap_or(0);
    let word = all.get(..plain)?.iter().any(|x| x.trust == Trust::Sound);
    let first = match () {
        () if numbered => 1,
        () if word => plain,
        () => all.iter().position(|x| x.trust <= Trust::Word)?,
    };
    let last = all.iter().rposition(|x| x.trust <= Trust::Word)?;
    all.get(first..=last)
}

/// 一 of "记一下" belongs to the word, 两 of "分两次" counts.
fn of_word(ctx: &Ctx<'_>, g: &Group) -> bool {
    let counted = "次段位个条遍部半份截起点些样共会".contains(ctx.f.ch(g.e as usize));
    ctx.near.inside(g.s, g.e) || g.len() == 1 && !g.plain && counted
}

/// "1) 138", "(2/3) 1234", "part3 5678", "2/2 5678": a digit that says which part it is, the first, one in
/// brackets or the number of all parts.
fn numbering(ctx: &Ctx<'_>, groups: &[Group], g: &Group) -> bool {
    let f = ctx.f;
    let before = f.ch((g.s as usize).wrapping_sub(1));
    let of_all = before == '/' && groups.first().is_some_and(|first| first.e + 1 == g.s);
    let signed = matches!(f.ch(g.e as usize), ')' | ']') || matches!(before, '(' | '[') || of_all;
    g.len() == 1 && (signed || groups.first().is_some_and(|first| first.s == g.s && !f.alnum(g.e as usize)))
}

/// The part that this message may be. The digits of a whole value among those `kept` are none.
fn part(ctx: &Ctx<'_>, atoms: &[Atom], groups: &[Group], kept: &[Cand]) -> Option<Part> {
    if groups.len() > MOST_GROUPS {
        return None;
    }
    // a number told by its own form is no part; one told only by the word beside it may be
    let told = |rule: &str| rule == "asked" || [".local", ".intl", ".digits", ".account"].iter().any(|r| rule.ends_with(r));
    let whole = |g: &Group| kept.iter().any(|c| c.s <= g.s as usize && g.e as usize <= c.e && !told(c.rule));
    let long = groups.iter().any(|g| g.len() > 1);
    let counts = |g: &&Group| !(g.spent || whole(g) || long && numbering(ctx, groups, g) || of_word(ctx, g));
    let mut digits: Vec<u8> = Vec::new();
    let (mut s, mut e, mut words) = (0, 0, false);
    for a in groups.iter().filter(counts).filter_map(|g| firm(ctx.f, atoms, g)).flatten() {
        if digits.len() == MOST {
            return None;
        }
        s = if digits.is_empty() { a.s as usize } else { s };
        e = a.e as usize;
        words |= a.trust == Trust::Word;
        digits.push(a.v);
    }
    if digits.is_empty() {
        return None;
    }
    let f = ctx.f;
    if f.ch(e) == 'x' && !f.alnum(e + 1) {
        digits.push(X);
        e += 1;
    }
    if e - s > digits.len() * if words { 7 } else { 4 } + 4 {
        return None;
    }
    // digits on both sides of a value that was taken out are no part
    if f.cells.get(s..e).is_some_and(|r| r.iter().any(Cell::hidden)) {
        return None;
    }
    // what says which part it is says nothing else
    let says = |k: &usize| {
        let g = groups.iter().find(|g| g.s as usize <= *k && *k < g.e as usize);
        long && g.is_some_and(|g| numbering(ctx, groups, g))
    };
    let heavy = (0..s)
        .chain(e..f.cells.len())
        .take(200)
        .filter(|k| !says(k))
        .filter(|k| matches!(f.kind(*k), Kind::Han | Kind::Latin | Kind::Digit))
        .take(25)
        .count();
    let cued = || ctx.near.around(s, e, &[Cue::Fragment, Cue::Phone, Cue::BankCard, Cue::IdCard]) || ctx.expect.is_some();
    let short = heavy <= 6 || heavy <= 24 && cued() || heavy <= 16 && ctx.near.any(Cue::Phone);
    let spoiled = ctx.near.before(s, Cue::DontCare, 4).is_some() || ctx.near.before(s, Cue::Order, 3).is_some();
    // a lone digit is a part only where it is all that is said
    let least = if heavy <= 3 { 1 } else { 2 };
    let bare = heavy == 0 || heavy <= 6 && long && groups.iter().any(|g| numbering(ctx, groups, g));
    (short && !spoiled && (least..=MOST).contains(&digits.len())).then_some(Part { digits, s, e, bare })
}

/// What the joined digits are, if they are a whole number. `all`: nothing but them was said of late.
fn whole(ctx: &Ctx<'_>, d: &[u8], cued: bool, all: bool) -> Option<(Label, f32, &'static str)> {
    let num = |a, b| check::num(d, a, b).unwrap_or(0);
    let body = if d.last() == Some(&X) { d.get(..d.len() - 1)? } else { d };
    if body.contains(&X) || body.len() < d.len() && d.len() != 18 {
        return None;
    }
    // asked for something else, what reads as a telephone is a part of it
    let phone = matches!(ctx.expect, None | Some(Cue::Phone));
    match d.len() {
        11 if check::cn_mobile(d) => Some((Label::Phone, 0.85, "phone.cn.mobile.parts")),
        10 if phone && (cued || all) && ctx.latin() && check::nanp(d) => Some((Label::Phone, 0.7, "phone.us.parts")),
        11 if phone && (cued || all) && ctx.latin() && d.starts_with(&[0, 7]) => Some((Label::Phone, 0.7, "phone.uk.parts")),
        11 | 12 if phone && cued && check::cn_area(d).is_some() => Some((Label::Phone, 0.65, "phone.cn.landline.parts")),
        18 if check::region(d)
            && check::birth_date(num(6, 10), num(10, 12), num(12, 14))
            && d.split_last().is_some_and(|(l, r)| check::gb11643(r, *l)) =>
        {
            Some((Label::IdCard, 0.95, "id.cn.parts"))
        }
        6..=11 if ctx.expect == Some(Cue::Qq) => Some((Label::Qq, 0.7, "account.qq.parts")),
        9 if ctx.expect == Some(Cue::Ssn) && check::ssn(d) => Some((Label::Ssn, 0.75, "ssn.parts")),
        15..=19 if check::card_bin(d) && (check::luhn(d) || cued && d.len() == 16) => Some((Label::BankCard, 0.85, "card.parts")),
        _ => None,
    }
}

/// Join a part with those before it, or remember it.
fn take_part(ctx: &Ctx<'_>, turn: &mut Turn<'_>, policy: &Policy, p: Part, kept: &mut Vec<Cand>) -> Option<Joined> {
    let (start, end) = ctx.f.bytes(p.s, p.e);
    let covered = kept.iter().any(|c| c.s < p.e && p.s < c.e);
    let cued = [Cue::Fragment, Cue::Phone, Cue::BankCard].iter().any(|c| ctx.near.any(*c)) || ctx.expect.is_some();
    let own = turn.state.fresh(turn.speaker, turn.at_ms).clone();
    // the other side may have said the beginning
    let both = || turn.state.everybody(turn.at_ms);
    let joined = join(ctx, &p, own, cued).or_else(|| join(ctx, &p, both(), cued));
    if let Some(Row { parts, whole, what: (label, score, rule) }) = joined {
        turn.state.fresh(turn.speaker, turn.at_ms).clear();
        turn.state.forget(&parts);
        let action = policy.action(&label);
        // what only the question told is a part of this
        let apart = |c: &Cand| c.rule != "asked" || c.e <= p.s || p.e <= c.s;
        kept.retain(apart);
        if !kept.iter().any(|c| c.s < p.e && p.s < c.e) {
            let at = kept.partition_point(|c| c.s < p.s);
            kept.insert(at, Cand { s: p.s, e: p.e, label: label.clone(), score, rule, canonical: whole.clone() });
        }
        let remask = |f: Fragment| {
            let span = Span {
                start: f.start,
                end: f.end,
                label: label.clone(),
                score,
                rule: rule.into(),
                action,
                canonical: f.text.clone(),
                whole: Some(whole.clone()),
            };
            Remask { seq: f.seq, span, text: f.text }
        };
        let earlier = parts.into_iter().filter(|f| !f.masked).map(remask).collect();
        return Some(Joined { whole, earlier });
    }
    let going = own_parts(turn);
    let begins = if covered { None } else { opening(ctx, &p, going) };
    let digits = text(&p.digits);
    let masked = begins.is_some() || covered;
    if let Some(label) = begins {
        hide_part(&p, label, kept);
    }
    // a part that was masked stays unwritten in the state
    let text = turn.text.get(start..end).filter(|_| !masked).unwrap_or("").to_owned();
    // "206 what?": the other side repeats a part
    let cued = cued || ctx.f.text.contains('?');
    let fragment = Fragment { digits, seq: turn.seq, start, end, text, at_ms: turn.at_ms, masked, cued, bare: p.bare };
    turn.state.remember(turn.speaker, fragment);
    None
}

/// The speaker has told parts of a number that were masked.
fn own_parts(turn: &mut Turn<'_>) -> bool {
    turn.state.fresh(turn.speaker, turn.at_ms).iter().any(|f| f.masked)
}

/// Fragments that make a whole number with a part, the number in canonical form, and what it is.
struct Row {
    parts: Vec<Fragment>,
    whole: String,
    what: (Label, f32, &'static str),
}

/// The shortest row of the latest fragments that makes a whole number with `p`, which ends it or, where
/// it says so, begins it: "尾号5678", "中间1234", "开头138".
fn join(ctx: &Ctx<'_>, p: &Part, mut earlier: Vec<Fragment>, cued: bool) -> Option<Row> {
    const HEADS: &[&str] = &["前", "头", "开", "first", "start", "begin", "front", "area"];
    let heads = ctx.near.any(Cue::Fragment) && HEADS.iter().any(|w| ctx.f.text.contains(w));
    let (from, whole, what) = ends(ctx, p, &earlier, cued, false).or_else(|| ends(ctx, p, &earlier, cued, heads))?;
    Some(Row { parts: earlier.drain(from..).collect(), whole, what })
}

fn ends(
    ctx: &Ctx<'_>,
    p: &Part,
    earlier: &[Fragment],
    cued: bool,
    begins: bool,
) -> Option<(usize, String, (Label, f32, &'static str))> {
    let mut joined = p.digits.clone();
    let (mut said, mut bare) = (cued, p.bare);
    for (k, fragment) in earlier.iter().enumerate().rev() {
        let at = if begins { joined.len() } else { 0 };
        joined.splice(at..at, fragment.digits.bytes().map(|b| if b == b'X' { X } else { b.wrapping_sub(b'0') }));
        said |= fragment.cued;
        if joined.len() > 19 {
            return None;
        }
        bare &= fragment.bare;
        if let Some(what) = whole(ctx, &joined, said, bare && k == 0) {
            let digits = text(&joined);
            let whole = if what.2 == "phone.cn.mobile.parts" { format!("+86{digits}") } else { digits };
            return Some((k, whole, what));
        }
    }
    None
}

fn text(digits: &[u8]) -> String {
    digits.iter().map(|v| if *v == X { 'X' } else { char::from(b'0' + v) }).collect()
}

/// What is masked without waiting for the rest: the plain beginning of a mobile number, announced as such, and
/// digits that are all that is answered to a question for a number.
fn opening(ctx: &Ctx<'_>, p: &Part, going: bool) -> Option<Label> {
    let n = p.digits.len();
    let mobile = matches!(p.digits.get(..2), Some([1, 3..=9] | [0, 2..=9]));
    let lead = mobile && (3..=9).contains(&n);
    #[rustfmt::skip]
    let head = [
        "号码头", "开头", "前三位", "前四位", "前几位", "第一段", "先发", "头几位", "starts with", "begins with", "first three", "first part",
    ];
    let alone = ctx.alone(p.s, p.e);
    if lead && (ctx.expect == Some(Cue::Phone) && alone || head.iter().any(|w| ctx.f.text.contains(w))) {
        return Some(Label::Phone);
    }
    let (label, least) = match ctx.expect? {
        Cue::Phone => (Label::Phone, 3),
        Cue::IdCard => (Label::IdCard, 3),
        Cue::BankCard => (Label::BankCard, 3),
        Cue::Iban => (Label::Iban, 2),
        Cue::Ssn => (Label::Ssn, 2),
        Cue::Passport => (Label::Passport, 3),
        Cue::Tracking => (Label::TrackingNo, 4),
        Cue::Order => (Label::OrderNo, 4),
        Cue::Qq => (Label::Qq, 2),
        _ => return None,
    };
    let heavy = |k: &usize| matches!(ctx.f.kind(*k), Kind::Han | Kind::Latin | Kind::Digit | Kind::Letter);
    // "try 713293": a word before them, and nothing that they count
    let led = n > 3 && p.e - p.s == n && (0..p.s).filter(heavy).count() <= 5 && !(p.e..ctx.f.cells.len()).any(|k| heavy(&k));
    let sum = ctx.f.cells.iter().any(|c| matches!(c.ch, '$' | '¥' | '€' | '£'));
    let least = if going { 1 } else { least };
    // "no, it ends in 2218 now"
    let placed = (3..=4).contains(&n) && p.e - p.s == n && ctx.near.before(p.s, Cue::Fragment, 3).is_some();
    (n >= least && (p.bare || alone || led || placed) && !sum).then_some(label)
}
