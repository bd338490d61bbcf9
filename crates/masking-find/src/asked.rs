//! The answer to a question for a code or an account: a token, or a part of one, and hardly a word beside it.

use crate::address_en::next;
use crate::address_tail::post_code;
use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::cues::{Cue, mask};
use crate::dates::MONTHS;
use crate::estates::BUILDERS;
use crate::fold::{Cell, FUNCTION, Folded, Kind, PROVINCE};
use crate::label::Label;
use crate::tokens::{COMMON, FIRM, ORDINARY, SOFT, STOP, UNIT, look_up};
use crate::widen::counted;

/// Words before an answer: which part it is, or that it comes.
static LEADS: Words = Words::new(&[
    "first part",
    "second part",
    "third part",
    "last part",
    "first half",
    "second half",
    "the rest",
    "rest",
    "then",
    "and",
    "next",
    "finally",
    "it's",
    "its",
    "it",
    "is",
    "that's",
    "this is",
    "starts with",
    "starts",
    "begins",
    "begins with",
    "ends with",
    "ends in",
    "followed by",
    "first bit",
    "the first bit",
    "beginning",
    "sure",
    "yes",
    "ok",
    "okay",
    "后面",
    "前面",
    "中间",
    "然后",
    "接着",
    "最后",
    "开头",
    "结尾",
    "剩下",
    "跟着",
    "第一段",
    "第二段",
    "第三段",
    "前半",
    "首字母",
    "字母",
    "数字",
    "letters",
    "the letters",
    "letter",
    "digits",
    "the digits",
    "numbers",
    "the numbers",
    "middle",
    "the middle",
    "then it's",
    "so",
    "try",
    "it starts",
    "ending",
    "ends",
    "剩余",
    "其余",
    "完了",
    "还有",
    "末尾",
    "就是",
    "那",
    "我的",
    "单名",
    "一个",
    "名字",
    "名字叫",
    "名叫",
    "叫",
    "大名",
    "后半段",
    "前半段",
    "后半",
    "再",
    "的",
    "就",
    "是",
    "好",
    "嗯",
    "有",
]);

/// Longest answer, in cells, and most words before it.
const LONGEST: usize = 64;
const WORDS: usize = 6;

/// The answer to what was asked for.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.cells.len() > LONGEST {
        return;
    }
    if ctx.expect.is_none() {
        opened(ctx, out);
    }
    let Some((cue, from)) = ctx.expect.map(|cue| (cue, 0)).or_else(|| begun(ctx)) else { return };
    let s = lead(f, from);
    let told = s > from;
    if from > 0 && !told {
        return;
    }
    let read = match cue {
        Cue::Iban => code(f, s).or_else(|| letters(f, s)).map(|e| (e, Label::Iban)),
        Cue::Order => code(f, s).map(|e| (e, Label::OrderNo)),
        Cue::Tracking => code(f, s).or_else(|| letters(f, s).filter(|_| told)).map(|e| (e, Label::TrackingNo)),
        Cue::Passport => code(f, s).or_else(|| letters(f, s).filter(|e| told || brief(f, s, *e))).map(|e| (e, Label::Passport)),
        Cue::IdCard => code(f, s).map(|e| (e, Label::IdCard)),
        Cue::BankCard => code(f, s).map(|e| (e, Label::BankCard)),
        Cue::Ssn => code(f, s).map(|e| (e, Label::Ssn)),
        Cue::Qq => digits(f, s).filter(|e| told && e - s > 2).map(|e| (e, Label::Qq)),
        Cue::Plate => plate(f, s).or_else(|| letters(f, s).filter(|e| e - s > 1)).map(|e| (e, Label::Plate)),
        Cue::Email => domain(f, s).or_else(|| account(f, s, told)).map(|e| (e, Label::Email)),
        Cue::Wechat => account(f, s, told).map(|e| (e, Label::Wechat)),
        Cue::Handle => account(f, s, told).map(|e| (e, Label::Handle)),
        Cue::Username => account(f, s, told).map(|e| (e, Label::Username)),
        Cue::Alipay => account(f, s, told).map(|e| (e, Label::Alipay)),
        Cue::Dob => date(f, s).or_else(|| digits(f, s).filter(|e| e - s <= 2 && *e == f.cells.len())).map(|e| (e, Label::Dob)),
        Cue::Address => place(f, s).map(|e| (e, Label::Address)),
        Cue::Name => given(f, s).map(|e| (e, Label::Person)),
        _ => None,
    };
    // nothing else is said
    let closes =
        |e: usize| (e..f.cells.len()).all(|k| !f.alnum(k) && (f.kind(k) != Kind::Han || any_of!(f.ch(k), "哈哦啊的呢字")));
    if let Some((e, label)) = read.filter(|(e, _)| closes(*e)) {
        out.push(Cand::plain(f, (s, e), label, 0.56, "asked"));
    }
}

/// The first part of a value right behind the word for it, and nothing more: "车牌苏A", "passport 5582", "qq 7188", "iban GB18 BARC".
fn opened(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    const LONGEST: usize = 28;
    let f = ctx.f;
    let hit = ctx.near.hits.iter().filter(|h| (h.s as usize) < 4 && h.e - h.s > 1).max_by_key(|h| h.e);
    let Some(hit) = hit.filter(|_| f.cells.len() <= LONGEST) else { return };
    let s = lead(f, hit.e as usize);
    let closed = |e: &usize| *e == f.cells.len();
    let short = |e: &usize| (3..8).contains(&(e - s));
    let row = || s + (s..).take_while(|k| f.alnum(*k)).count();
    let numbered = |e: &usize| short(e) && (s..*e).all(|k| f.kind(k) == Kind::Digit);
    let (read, label, rule) = match hit.cue {
        Cue::Plate => (plate(f, s).filter(|e| e - s == 2), Label::Plate, "plate.part"),
        Cue::Passport => {
            (Some(row()).filter(|e| short(e) && (s..*e).any(|k| f.kind(k) == Kind::Digit)), Label::Passport, "passport.part")
        }
        Cue::Qq => (Some(row()).filter(numbered), Label::Qq, "account.qq.part"),
        Cue::Iban => (account_head(f, s), Label::Iban, "iban.part"),
        _ => return,
    };
    if let Some(e) = read.filter(closed) {
        out.push(Cand::plain(f, (s, e), label, 0.54, rule));
    }
}

/// "GB18 BARC": a country, two digits and groups of four at most.
fn account_head(f: &Folded, s: usize) -> Option<usize> {
    let country = f.kind(s) == Kind::Latin && f.kind(s + 1) == Kind::Latin;
    let digits = f.kind(s + 2) == Kind::Digit && f.kind(s + 3) == Kind::Digit;
    (country && digits).then(|| (s..).find(|k| !f.alnum(*k) && f.ch(*k) != ' ').unwrap_or(s))
}

/// "我扣扣前面8225": the beginning of what the message itself names, and where that word ends.
fn begun(ctx: &Ctx<'_>) -> Option<(Cue, usize)> {
    use Cue::{BankCard, IdCard, Order, Passport, Plate, Qq, Ssn, Tracking};
    const KINDS: u64 = mask(&[BankCard, IdCard, Order, Passport, Plate, Qq, Ssn, Tracking]);
    if !ctx.near.any(Cue::Fragment) || !ctx.near.any_of(KINDS) {
        return None;
    }
    let hit = ctx.near.hits.iter().rev().find(|h| h.is_any(KINDS) && h.e - h.s > 1)?;
    let parted = ctx.near.hits.iter().find(|h| h.cue == Cue::Fragment && h.s >= hit.e && h.s <= hit.e + 8);
    parted.map(|p| (hit.cue, if p.s > hit.e + 4 { p.s as usize } else { hit.e as usize }))
}

/// The first cell from `s` on behind the words that lead to an answer.
fn lead(f: &Folded, mut s: usize) -> usize {
    for _ in 0..WORDS {
        while matches!(f.ch(s), ' ' | ',' | ':' | '-' | '"' | '@') {
            s += 1;
        }
        let whole = |w: &&str| !w.is_ascii() || !f.alnum(s + w.len());
        s += match LEADS.at(f, s).filter(whole).max_by_key(|w| w.len()) {
            Some(w) => w.chars().count(),
            None => match part_named(f, s) {
                Some(n) => n,
                None => break,
            },
        };
    }
    s
}

/// Cells of "后四位", "地区码", "生日段": a short name of a part right before what it holds.
fn part_named(f: &Folded, s: usize) -> Option<usize> {
    let n = (s..s + 4).take_while(|k| f.kind(*k) == Kind::Han && !any_of!(f.ch(*k), "码段位节截个")).count();
    let named = n > 0 && f.kind(s + n) == Kind::Han && any_of!(f.ch(s + n), "码段位节截个");
    let next = s + n + 1;
    let said = |k: usize| matches!(f.kind(k), Kind::Digit | Kind::Latin) || f.cells.get(k).is_some_and(|c| c.digit().is_some());
    (named && (0..3).any(|d| said(next + d))).then_some(n + 1)
}

/// Two letters at most, and no word of an answer.
fn brief(f: &Folded, s: usize, e: usize) -> bool {
    e - s <= 2 && !matches!(f.str(s, e), "ok" | "no" | "hi" | "k" | "y" | "n")
}

/// "EJ": the letters of a code where they are said to be such.
fn letters(f: &Folded, s: usize) -> Option<usize> {
    let n = (s..s + 5).take_while(|k| f.cells.get(*k).is_some_and(|c| c.kind == Kind::Latin && c.is_upper())).count();
    ((1..=4).contains(&n) && !f.alnum(s + n)).then_some(s + n)
}

/// "at fastmail dot com", "@wp.pl": the host of an address apart from its box.
fn domain(f: &Folded, s: usize) -> Option<usize> {
    const DOTS: &[&str] = &[" dot ", ".", "点"];
    let s = s + ["at ", "@ ", "@"].iter().find(|w| f.starts(s, w)).map_or(0, |w| w.len());
    let label =
        |k: usize| k + (k..k + 24).take_while(|k| matches!(f.kind(*k), Kind::Latin | Kind::Digit) || f.ch(*k) == '-').count();
    let (mut e, mut parts) = (label(s), 0);
    while e > s
        && let Some(dot) = DOTS.iter().find(|d| f.starts(e, d))
    {
        let next = e + dot.chars().count();
        if label(next) == next {
            break;
        }
        (e, parts) = (label(next), parts + 1);
    }
    let ending = (s..e).rev().take_while(|k| f.kind(*k) == Kind::Latin).count();
    (parts > 0 && (2..=6).contains(&ending)).then_some(e)
}

/// The end of an account at `s`: joints or digits, or letters that make no word, fewer where they are `told` to be a part.
fn account(f: &Folded, s: usize, told: bool) -> Option<usize> {
    let part = |k: &usize| f.alnum(*k) || any_of!(f.ch(*k), "_.-+");
    let e = s + (s..).take_while(part).count();
    // a full stop at the end is the sentence's
    let e = e - usize::from(e > s && any_of!(f.ch(e - 1), ".-"));
    let w = f.str(s, e);
    let letters = w.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = w.bytes().filter(u8::is_ascii_digit).count();
    let joined = w.contains(['_', '.', '-', '+']);
    let lettered = || ["字母", "letter", "letters"].iter().any(|w| f.str(0, s).trim_end().ends_with(w));
    let is_one = match (letters, digits) {
        (1, 0) => told && lettered(),
        (0, n) => joined && n > 1 && w.starts_with('_') || s > 0 && n > 2,
        (1.., 0) => w.len() > if told { 1 } else { 4 } && (joined || look_up(w).0 & (ORDINARY | STOP) == 0),
        _ => w.len() > 3,
    };
    is_one.then_some(e)
}

/// The end of a row of digits at `s`.
fn digits(f: &Folded, s: usize) -> Option<usize> {
    let n = (s..).take_while(|k| f.kind(*k) == Kind::Digit).count();
    (n > 0).then_some(s + n)
}

/// "苏E", "7K9P2": the beginning of a plate or the rest of one.
fn plate(f: &Folded, s: usize) -> Option<usize> {
    let place = f.cells.get(s).is_some_and(|c| c.has(PROVINCE)) && f.kind(s + 1) == Kind::Latin && !f.alnum(s + 2);
    let n = (s..).take_while(|k| f.alnum(*k)).count();
    let digits = (s..s + n).filter(|k| f.kind(*k) == Kind::Digit).count();
    match () {
        () if place => Some(s + 2),
        () if (2..=8).contains(&n) && digits > 0 && (n > 3 || digits < n) => Some(s + n),
        () => None,
    }
}

/// A part of a date: "91年", "5月20", "the 4th of July", "1985".
fn date(f: &Folded, s: usize) -> Option<usize> {
    let (mut e, mut parts, mut named) = (s, 0, false);
    while e < f.cells.len() {
        let digit = |k: &usize| f.cells.get(*k).is_some_and(|c| c.digit().is_some()) || f.ch(*k) == '十';
        let (n, w) = ((e..).take_while(digit).count(), (e..).take_while(|k| f.kind(*k) == Kind::Latin).count());
        if n > 0 {
            let unit = usize::from(any_of!(f.ch(e + n), "年月日号"));
            let ordinal = if ["st", "nd", "rd", "th"].iter().any(|x| f.starts(e + n, x)) { 2 } else { 0 };
            let year = n == 4 && any_of!(f.ch(e), "12");
            named |= unit + ordinal > 0 || year;
            (e, parts) = (e + n + unit + ordinal, parts + 1);
        } else if w > 0
            && (MONTHS.iter().any(|m| m.starts_with(f.str(e, e + w)) && w > 2) || matches!(f.str(e, e + w), "the" | "of"))
        {
            named |= w > 2 && f.str(e, e + w) != "the";
            e += w;
        } else if e > s && any_of!(f.ch(e), " ,-/.") {
            e += 1;
        } else {
            break;
        }
    }
    let month = || named && e == f.cells.len();
    ((parts > 0 || month()) && named && e - s <= 24).then_some(e)
}

/// A part of an address that only an address has where one was asked for: "12-3-402", "apartment 6", "Leeds LS6 2AB", "14",
/// "elm grove", "sw9".
fn place(f: &Folded, s: usize) -> Option<usize> {
    let row = (s..).take_while(|k| f.alnum(*k)).count();
    let digits = (s..s + row).filter(|k| f.kind(*k) == Kind::Digit).count();
    if digits > 0 && row <= 5 && s + row == f.cells.len() {
        return Some(s + row);
    }
    let mut k = s;
    for n in 0..5 {
        let Some(p) = next(f, k).filter(|p| !p.apart && (!p.is(STOP) || p.is(FIRM))) else { break };
        if n > 0 && p.is(FIRM | SOFT) && p.e == f.cells.len() {
            return Some(p.e);
        }
        k = p.e;
    }
    let part = |k: &usize| f.kind(*k) == Kind::Digit || f.ch(*k) == '-';
    let n = (s..).take_while(part).count();
    let dashes = (s..s + n).filter(|k| f.ch(*k) == '-').count();
    if dashes > 0 && f.kind(s + n - 1) == Kind::Digit && f.kind(s) == Kind::Digit && n - dashes < 9 {
        return Some(s + n);
    }
    // "218号2栋1503"
    let row = |k: &usize| matches!(f.kind(*k), Kind::Han | Kind::Digit | Kind::Latin) || f.ch(*k) == '-';
    let e = s + (s..).take_while(row).count();
    if f.han > 0 && e > s + 2 && (s..e).any(|k| f.kind(k) == Kind::Han) && counted(f, 0, s, e) {
        return Some(e);
    }
    // "南楼1506", and an estate by its builder
    let han = (s..e).take_while(|k| f.kind(*k) == Kind::Han).count();
    let room = (s + han..e).all(|k| f.kind(k) == Kind::Digit) && (3..=4).contains(&(e - s - han));
    let built = han == e - s && (3..=10).contains(&han) && BUILDERS.any(f, s);
    if built || room && (1..=5).contains(&han) && any_of!(f.ch(s + han - 1), "楼座栋幢区期层") {
        return Some(e);
    }
    // "西十二楼", "N305": a named building, a room
    let closed = f.kind(e) != Kind::Han && any_of!(f.ch(e.wrapping_sub(1)), "楼室栋幢层座苑园区村路街巷");
    if (s + 3..s + 11).contains(&e) && closed && !(s..e).any(|k| any_of!(f.ch(k), "我你您的了吗没不个有哪")) {
        return Some(e);
    }
    let room = (s..).take_while(|k| f.alnum(*k)).count();
    let lettered = f.cells.get(s).is_some_and(Cell::is_upper) && f.kind(s + 1) == Kind::Digit;
    if lettered && (3..=5).contains(&room) && (s + 1..s + room).all(|k| f.kind(k) == Kind::Digit) {
        return Some(s + room);
    }
    // "SK4 3JB" and "Stockport" by themselves
    if let Some(e) = post_code(f, s).filter(|_| f.kind(s) == Kind::Latin) {
        return Some(e);
    }
    let town = (s..).take_while(|k| f.kind(*k) == Kind::Latin).count();
    let one = town > 3 && s + town == f.cells.len() && f.cells.get(s).is_some_and(Cell::is_upper);
    if one && look_up(f.str(s, s + town)).0 & COMMON == 0 {
        return Some(s + town);
    }
    let first = next(f, s).filter(|p| p.s == s && p.capital || p.is(UNIT))?;
    if first.is(UNIT) {
        return next(f, first.e).filter(|p| p.number && !p.apart).map(|p| p.e);
    }
    let mut k = first.e;
    for _ in 0..4 {
        let p = next(f, k)?;
        if let Some(e) = post_code(f, p.s) {
            return Some(e);
        }
        k = Some(p.e).filter(|_| p.capital)?;
    }
    None
}

/// "单名一个旭字": the given name apart from its surname.
fn given(f: &Folded, s: usize) -> Option<usize> {
    let han = |k: &usize| f.cells.get(*k).is_some_and(|c| c.kind == Kind::Han && !c.has(FUNCTION));
    // "名若兰"
    let only = (1..3).take_while(|k| f.ch(0) == '名' && s == 0 && han(k)).count();
    if only > 0 && f.kind(1 + only) != Kind::Han {
        return Some(1 + only);
    }
    let n = (s..s + 3).take_while(han).take_while(|k| f.ch(*k) != '字').count();
    let leads = ["单名", "一个", "叫", "名字", "大名"];
    let alone = leads.iter().any(|w| f.str(0, s).ends_with(w)) || f.ch(s + n) == '字';
    (alone && (1..=2).contains(&n)).then_some(s + n)
}

/// The end of a code at `s`: rows of letters and digits with single signs between them, and no date or amount.
fn code(f: &Folded, s: usize) -> Option<usize> {
    let mut e = s;
    loop {
        let row = (e..).take_while(|k| f.alnum(*k)).count();
        // words are no parts of a code
        let wordy = row > 0 && (e..e + row).all(|k| f.kind(k) == Kind::Latin && !f.cells[k].is_upper());
        if row == 0 || wordy {
            e = if e > s { e - 1 } else { s };
            break;
        }
        e += row;
        if !(any_of!(f.ch(e), " -") && f.alnum(e + 1)) {
            break;
        }
        e += 1;
    }
    let (w, cells) = (f.str(s, e), f.cells.get(s..e)?);
    let digits = w.bytes().filter(u8::is_ascii_digit).count();
    let dated = w.len() == 10 && w.bytes().filter(|b| *b == b'-').count() == 2;
    let price = f.kind(e) == Kind::Symbol || any_of!(f.ch(s.wrapping_sub(1)), "$¥€£");
    // "QX7": letters and digits
    let mixed = digits > 0
        && w.len() > 2
        && cells.iter().any(Cell::is_upper)
        && !cells.iter().any(|c| c.kind == Kind::Latin && !c.is_upper());
    ((digits > 2 && w.len() > 4 || mixed || s > 0 && digits > 2) && !dated && !price).then_some(e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Look;

    fn answer(text: &str, cue: Cue) -> Option<String> {
        let mut x = Look::default();
        let (f, cands, _) = x.at((text, &[], false), (Some(cue), true), &mut |_, _, _| {});
        cands.iter().find(|c| c.rule == "asked").map(|c| f.str(c.s, c.e).to_owned())
    }

    #[test]
    fn bare_answers_are_what_was_asked_for() {
        assert_eq!(answer("the rest is 51972", Cue::Order).as_deref(), Some("51972"));
        assert_eq!(answer("1Z88W4", Cue::Tracking).as_deref(), Some("1z88w4"));
        assert_eq!(answer("后面是_2071", Cue::Wechat).as_deref(), Some("_2071"));
        assert_eq!(answer("carla.nowak", Cue::Email).as_deref(), Some("carla.nowak"));
        assert_eq!(answer("QX7", Cue::Order).as_deref(), Some("qx7"));
        assert_eq!(answer("后四位 3391", Cue::Qq).as_deref(), Some("3391"));
        assert_eq!(answer("浙B", Cue::Plate).as_deref(), Some("浙b"));
        assert_eq!(answer("86年", Cue::Dob).as_deref(), Some("86年"));
        assert_eq!(answer("the 9th of march", Cue::Dob).as_deref(), Some("the 9th of march"));
        assert_eq!(answer("flat 9", Cue::Address).as_deref(), Some("flat 9"));
        assert_eq!(answer("7-2-1103", Cue::Address).as_deref(), Some("7-2-1103"));
        assert_eq!(answer("77号6栋402", Cue::Address).as_deref(), Some("77号6栋402"));
        assert_eq!(answer("单名一个岚字", Cue::Name).as_deref(), Some("岚"));
        for (text, cue) in [("it is late", Cue::Order), ("2026-03-01", Cue::Order), ("maybe", Cue::Wechat), ("yes 2", Cue::Order)]
        {
            assert_eq!(answer(text, cue), None, "{text}");
        }
    }
}
