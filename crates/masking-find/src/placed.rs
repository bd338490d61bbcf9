//! Numbers told in parts that say where they belong ("后八位…，前三位…", "area code 312, the rest 9476570"), with
//! signs for what is told apart ("177****5893，星号是6486"), or by another number ("一样，末尾两位是46").

use crate::atoms::{Atom, Group, Trust};
use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::check;
use crate::cues::Cue;
use crate::fold::{Folded, Kind};
use crate::label::Label;

/// Where a part belongs. In order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Head,
    /// Said first, without a word.
    First,
    Middle,
    /// Said later, without a word.
    Later,
    Tail,
}

/// Words for a place. The one nearest to the digits counts.
static PLACES: [(Words, Place); 3] = [
    (Words::new(&["前", "头", "开", "首", "区号", "第一", "first", "start", "begin", "prefix", "area", "front"]), Place::Head),
    (Words::new(&["中", "夹", "第二", "星", "middle", "star", "second", "go on", "continue", "carry on", "接着"]), Place::Middle),
    (Words::new(&["后", "尾", "末", "剩", "补", "第三", "last", "end", "rest", "suffix", "third"]), Place::Tail),
];
/// Words for a place that stand right behind the digits: "157开头，3979结尾".
static BEHIND: [(Words, Place); 3] = [
    (
        Words::new(&[
            "(前",
            "(头",
            "(开头",
            "(first",
            "(area",
            "开头",
            "打头",
            "起头",
            "在前",
            "at the start",
            "at the front",
            "to start",
        ]),
        Place::Head,
    ),
    (Words::new(&["(中", "(middle", "(second", "在中间", "夹中间", "居中", "in the middle", "in between"]), Place::Middle),
    (
        Words::new(&["(后", "(最后", "(尾", "(末", "(last", "(third", "结尾", "收尾", "在后", "垫底", "at the end", "to finish"]),
        Place::Tail,
    ),
];
/// How far before its digits a word for their place may stand, in cells.
const REACH: usize = 14;
/// The longest such saying, in cells, and most parts of it.
const LONGEST: u32 = 64;
const MOST: usize = 12;

/// Add what parts with places make together, and what differs from a number that was found.
pub(crate) fn find(ctx: &Ctx<'_>, (atoms, values): (&[Atom], &[u8]), groups: &[Group], out: &mut Vec<Cand>) {
    let f = ctx.f;
    if groups.len() < 2 || groups.len() > MOST {
        return;
    }
    differs(ctx, groups, out);
    starred(ctx, groups, out);
    area_after(ctx, groups, out);
    if groups.iter().filter(|g| !g.spent).map(Group::len).sum::<usize>() < 10 {
        return;
    }
    let steps = steps(f, values, groups);
    let parts = groups.iter().filter(|g| !steps.contains(&g.s));
    let mut firm: Vec<Group> = Vec::with_capacity(groups.len());
    firm.extend(parts.filter_map(|g| self::firm(f, atoms, g)));
    let total: usize = firm.iter().map(Group::len).sum();
    let carded = (15..=19).contains(&total) && ctx.near.any(Cue::BankCard);
    if firm.len() < 2 || !matches!(total, 10 | 11 | 18) && !carded {
        return;
    }
    let mut parts: Vec<(Place, Group)> = Vec::with_capacity(4);
    let mut end = 0;
    for (i, g) in firm.iter().enumerate() {
        let opens = firm.get(i + 1).is_some_and(|n| hole(f, g.e as usize, n.s as usize));
        let closes = i > 0 && firm.get(i - 1).is_some_and(|p| hole(f, p.e as usize, g.s as usize));
        let behind = behind(f, g.e as usize);
        let place = match (opens, closes, behind.map(|b| b.0).or_else(|| said(f, end, g.s as usize))) {
            (true, ..) => Place::Head,
            (_, true, _) => Place::Tail,
            (_, _, Some(place)) => place,
            _ if parts.is_empty() => Place::First,
            // "8one7": parts of one part
            _ => parts.last().filter(|p| p.1.e + 2 >= g.s).map_or(Place::Later, |p| p.0),
        };
        end = behind.map_or(g.e as usize, |b| b.1);
        parts.push((place, *g));
    }
    let (Some(s), Some(e)) = (parts.first().map(|p| p.1.s), parts.last().map(|p| p.1.e)) else { return };
    let ordered = parts.is_sorted_by_key(|p| p.0);
    let told = parts.iter().filter(|p| !matches!(p.0, Place::First | Place::Later)).count();
    if told + steps.len() == 0 || e - s > LONGEST {
        return;
    }
    parts.sort_by_key(|p| p.0);
    let digits: Vec<u8> =
        parts.iter().flat_map(|(_, g)| values.get(g.a as usize..g.b as usize).unwrap_or_default()).copied().collect();
    let american = check::nanp(&digits) && (ctx.latin() || ctx.cue(s as usize, e as usize, Cue::Phone));
    let (label, code) = match () {
        () if check::cn_mobile(&digits) => (Label::Phone, "+86"),
        () if digits.len() == 11 && matches!(digits[..], [0, 1 | 2 | 7, ..]) && ctx.latin() && told > 1 => (Label::Phone, "+"),
        () if american && (told > 1 || !ordered || ctx.near.any(Cue::Phone)) => (Label::Phone, "+1"),
        () if digits.len() == 18 && check::region(&digits) && ctx.near.any(Cue::IdCard) => (Label::IdCard, ""),
        () if carded => (Label::BankCard, ""),
        () => return,
    };
    let canonical = code.chars().chain(digits.iter().map(|d| char::from(b'0' + d))).collect();
    out.push(Cand { s: s as usize, e: e as usize, label, score: 0.88, rule: "number.placed", canonical });
}

/// "1、138 2、1234 3、5678": where the digits are that only say which part follows.
fn steps(f: &Folded, values: &[u8], groups: &[Group]) -> Vec<u32> {
    let leads = |g: &Group, n: &Group| g.len() == 1 && n.len() > 1 && n.s <= g.e + 2 && any_of!(f.ch(g.e as usize), "、.):");
    let steps: Vec<&Group> = groups.windows(2).filter(|w| leads(&w[0], &w[1])).map(|w| &w[0]).collect();
    let counted = steps.iter().zip(1..).all(|(g, n)| values.get(g.a as usize) == Some(&n));
    if steps.len() > 1 && counted { steps.iter().map(|g| g.s).collect() } else { Vec::new() }
}

/// "82075864，区号020": the code of a telephone that was told before it.
fn area_after(ctx: &Ctx<'_>, groups: &[Group], out: &mut Vec<Cand>) {
    const WORDS: [&str; 4] = ["区号", "区号是", "area code", "area code is"];
    let f = ctx.f;
    for g in groups.iter().filter(|g| matches!(g.len(), 3 | 4) && g.plain && !g.spent) {
        let (s, e) = (g.s as usize, g.e as usize);
        let before = f.str(s.saturating_sub(REACH), s).trim_end_matches([' ', ':']);
        if !WORDS.iter().any(|w| before.ends_with(w)) {
            continue;
        }
        let near = |a: usize| a <= s && s - a <= 2 * REACH;
        let local = groups.iter().find(|l| matches!(l.len(), 7 | 8) && l.plain && !l.spent && near(l.e as usize));
        let told = out.iter().any(|c| c.label == Label::Phone && near(c.e) && c.score >= 0.5);
        if let Some(l) = local.filter(|_| !told) {
            let (s, e) = (l.s as usize, l.e as usize);
            out.push(Cand::plain(f, (s, e), Label::Phone, 0.6, "phone.area"));
        }
        if told || local.is_some() {
            out.push(Cand::plain(f, (s, e), Label::Phone, 0.6, "phone.area"));
        }
    }
}

/// A group without characters at its ends that only sound like digits. `None` for the size of a part ("头三个",
/// "first three") and what is no number of this kind.
fn firm(f: &Folded, atoms: &[Atom], g: &Group) -> Option<Group> {
    let all = atoms.get(g.a as usize..g.b as usize)?;
    let sure = |a: &Atom| a.trust < Trust::Sound;
    let (first, last) = (all.iter().position(sure)?, all.iter().rposition(sure)?);
    let part = Group { a: g.a + first as u32, b: g.a + last as u32 + 1, s: all.get(first)?.s, e: all.get(last)?.e, ..*g };
    let touches = |a: u32, b: u32| f.kind((a as usize).wrapping_sub(1)) == Kind::Digit || f.kind(b as usize) == Kind::Digit;
    let size = part.len() == 1 && all.get(first)?.trust != Trust::Ascii && !touches(part.s, part.e);
    (!g.spent && !size).then_some(part)
}

/// The place said right behind digits that end at `e`, and the end of that word.
fn behind(f: &Folded, e: usize) -> Option<(Place, usize)> {
    let k = f.skip_space(e);
    BEHIND.iter().find_map(|(words, place)| words.at(f, k).next().map(|w| (*place, k + w.chars().count())))
}

/// The place said in cells `from..s`, shortly before `s`.
fn said(f: &Folded, from: usize, s: usize) -> Option<Place> {
    let whole = |k: usize| f.kind(k) != Kind::Latin || f.kind(k.wrapping_sub(1)) != Kind::Latin;
    // "然后" only leads on
    let leads_on = |k: usize| f.ch(k) == '后' && any_of!(f.ch(k.wrapping_sub(1)), "然之以今");
    let at = |k: usize| PLACES.iter().find(|(words, _)| words.any(f, k) && whole(k) && !leads_on(k)).map(|x| x.1);
    (from.max(s.saturating_sub(REACH))..s).rev().find_map(at)
}

/// Signs that stand for digits told elsewhere fill the cells `a..b`: "138****5678", "138-xxxx-5678".
fn hole(f: &Folded, a: usize, b: usize) -> bool {
    let inner = |k: &usize| !any_of!(f.ch(*k), "- ");
    let Some(first) = (a..b.min(a + 12)).find(inner).map(|k| f.ch(k)) else { return false };
    let sign = matches!(first, '*' | 'x' | '#' | '?' | '_') || f.kind((a..b).find(inner).unwrap_or(a)) == Kind::Symbol;
    sign && b - a <= 12 && (a..b).filter(inner).all(|k| f.ch(k) == first) && (a..b).filter(inner).count() >= 2
}

/// "189****4406": a mobile whose middle is not told.
fn starred(ctx: &Ctx<'_>, groups: &[Group], out: &mut Vec<Cand>) {
    let f = ctx.f;
    for pair in groups
        .windows(2)
        .filter(|p| any_of!(f.ch(p[0].e as usize), "*x") && p[0].len() == 3 && p[1].len() == 4 && p[0].plain && p[1].plain)
    {
        let (s, a, b, e) = (pair[0].s as usize, pair[0].e as usize, pair[1].s as usize, pair[1].e as usize);
        let stars = b == a + 4 && (a..b).all(|k| any_of!(f.ch(k), "*x"));
        if stars && f.ch(s) == '1' && !f.alnum(s.wrapping_sub(1)) && !f.alnum(e) {
            out.push(Cand::plain(f, (s, e), Label::Phone, 0.6, "phone.starred"));
        }
    }
}

/// "…跟我一样，末尾两位是46", "the same but it ends in 92": the digits that differ.
fn differs(ctx: &Ctx<'_>, groups: &[Group], out: &mut Vec<Cand>) {
    #[rustfmt::skip]
    const SAME: &[&str] = &["一样", "相同", "只差", "就差", "差一", "差最后", "不同", "same", "except", "differ", "one off", "digit off"];
    const FROM: [&str; 11] =
        ["尾数", "末尾", "尾号", "结尾", "最后一位", "最后两位", "ends in", "ending in", "last digit", "last two", "at the end"];
    let f = ctx.f;
    if !ctx.near.any(Cue::Fragment) {
        return;
    }
    let known = out.iter().any(|c| c.label == Label::Phone && c.score >= 0.5) || !f.hidden.is_empty();
    if !known || !SAME.iter().any(|w| f.text.contains(w)) {
        return;
    }
    for g in groups.iter().filter(|g| g.len() <= 4 && g.plain && !g.spent) {
        let (s, e) = (g.s as usize, g.e as usize);
        let (before, after) = (f.str(s.saturating_sub(REACH), s), f.str(e, e + REACH));
        if FROM.iter().any(|w| before.contains(w) || after.starts_with(w) || after.trim_start().starts_with(w)) {
            out.push(Cand::plain(f, (s, e), Label::Phone, 0.6, "phone.differs"));
        }
    }
}
