//! Numbers whose digits, or parts of the usual sizes, have the same thing between them: "1哦3哦8哦…", "138oo1234oo5678",
//! "6225%8880%…", "1a3b8c…". Whatever it is, the checks of the number tell.

use crate::cand::{Cand, Ctx};
use crate::chars::any_of;
use crate::check;
use crate::fold::{Cell, Folded, Kind};
use crate::judge::x_follows;
use crate::label::Label;

/// Longest thing between two parts, in cells; most digits.
const LONGEST: usize = 4;
const MOST: usize = 19;

pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.digits < 10 || f.han + f.latin + f.signs < 2 {
        return;
    }
    let (mut k, mut chain) = (0, Vec::new());
    while let Some(skip) = f.cells.get(k..).and_then(|r| r.iter().position(digit)) {
        k += skip;
        let run = run(f, k);
        // most runs have nothing like it behind them
        let Some(next) = next(f, (k, k + run), None) else {
            k += run;
            continue;
        };
        chain.clear();
        chain.extend([(k, k + run), next]);
        let gap = (k + run, next.0);
        while let Some(next) = chain.last().and_then(|last| self::next(f, *last, Some(gap))) {
            chain.push(next);
        }
        // the last part may begin a chain of its own
        k = match from_any(ctx, &chain) {
            Some(c) => {
                let e = c.e;
                out.push(c);
                e
            }
            None => chain.last().map_or(k + run, |p| p.0),
        };
    }
}

fn digit(c: &Cell) -> bool {
    c.digit().is_some()
}

/// Digits in a row from cell `k` on.
fn run(f: &Folded, k: usize) -> usize {
    f.cells.get(k..).unwrap_or_default().iter().take_while(|c| digit(c)).count()
}

/// The part behind `part`, if what is between them is like the first such, or something odd where there is none yet.
fn next(f: &Folded, (_, e): (usize, usize), first: Option<(usize, usize)>) -> Option<(usize, usize)> {
    let cells = || f.cells.get(e..).unwrap_or_default().iter();
    let gap = cells().take(LONGEST + 1).take_while(|c| !digit(c) && between(c)).count();
    let fits = (1..=LONGEST).contains(&gap)
        && match first {
            Some(first) => alike(f, first, (e, e + gap)),
            None => cells().take(gap).any(odd),
        };
    let more = if fits { run(f, e + gap) } else { 0 };
    (more > 0).then_some((e + gap, e + gap + more))
}

/// The first number among the ends of a chain.
fn from_any(ctx: &Ctx<'_>, chain: &[(usize, usize)]) -> Option<Cand> {
    let mut total: usize = chain.iter().map(|p| p.1 - p.0).sum();
    for (i, (s, e)) in chain.iter().enumerate() {
        let lettered = || *s > 0 && ctx.f.kind(s - 1) == Kind::Latin && ctx.f.kind(*e) == Kind::Latin;
        if total <= MOST
            && let Some(c) = chain.get(i..).filter(|parts| parts.len() > 2 && !lettered()).and_then(|parts| read(ctx, parts))
        {
            return Some(c);
        }
        total -= e - s;
    }
    None
}

/// What may stand between two parts.
fn between(c: &Cell) -> bool {
    !c.hidden() && c.kind != Kind::Line
}

/// Usual signs are read as such: of addresses of machines, dates, times.
fn odd(c: &Cell) -> bool {
    c.kind != Kind::Space && !any_of!(c.ch, "-.,:/、;+*")
}

/// The same text, or letters or Han characters both times.
fn alike(f: &Folded, a: (usize, usize), b: (usize, usize)) -> bool {
    let all = |(s, e): (usize, usize), kind: Kind| (s..e).all(|k| f.kind(k) == kind);
    let both = |kind: Kind| all(a, kind) && all(b, kind);
    f.str(a.0, a.1) == f.str(b.0, b.1) || both(Kind::Latin) || both(Kind::Han)
}

/// "188元4216角3539分": more of a unit than the one before it holds.
fn nonsense(f: &Folded, parts: &[(usize, usize)]) -> bool {
    const FALLING: [&str; 6] = ["亿万千百十", "元角分", "块毛分", "点分秒", "时分秒", "米厘毫"];
    let unit = |k: usize| parts.get(k).zip(parts.get(k + 1)).map(|(a, b)| f.str(a.1, b.0));
    let (Some(a), Some(b)) = (unit(0), unit(1)) else { return false };
    parts.len() == 3 && FALLING.iter().any(|u| u.find(a).zip(u.find(b)).is_some_and(|(x, y)| x < y))
}

/// What the parts make together.
fn read(ctx: &Ctx<'_>, parts: &[(usize, usize)]) -> Option<Cand> {
    let f = ctx.f;
    let (first, second, last) = (parts.first()?, parts.get(1)?, parts.last()?);
    let (a, b) = (first.1, second.0);
    if parts.len() < 3 {
        return None;
    }
    let sizes: Vec<usize> = parts.iter().map(|p| p.1 - p.0).collect();
    let single = sizes.iter().all(|n| *n == 1);
    let tidy = matches!(sizes.as_slice(), [3, 4, 4] | [3, 3, 5] | [4, 4, 3] | [3, 5, 3] | [3, 3, 4]);
    if !(single || tidy || parts.len() > 3) {
        return None;
    }
    let same = parts.windows(2).all(|w| f.str(w[0].1, w[1].0) == f.str(a, b));
    let counts = || (a..b).any(|k| any_of!(f.ch(k), "元块个件箱盒包瓶份条岁年月日号天点时分秒位人次米楼层室"));
    // "1800×2000×220" measures something
    let measures = || sizes.as_slice() != [3, 4, 4] && (a..b).any(|k| any_of!(f.ch(k), "x×*"));
    let plain = || (!counts() || nonsense(f, parts)) && !measures();
    if !(single || (tidy || same && parts.len() > 3) && plain()) {
        return None;
    }
    let digits: Vec<u8> = parts.iter().flat_map(|p| p.0..p.1).filter_map(|k| f.cells.get(k)?.digit()).collect();
    let lettered = single && (a..b).all(|k| f.kind(k) == Kind::Latin);
    let (label, prefix) = what(&digits, same || lettered, x_follows(ctx, last.1).is_some())?;
    // what also stands behind the last digit belongs to the rest
    let e = if same && single && f.str(last.1, last.1 + b - a) == f.str(a, b) { last.1 + b - a } else { last.1 };
    let canonical = prefix.chars().chain(digits.iter().map(|d| char::from(b'0' + d))).collect();
    Some(Cand { s: first.0, e, label, score: 0.72, rule: "number.periodic", canonical })
}

/// The number these digits are, by its own checks, and what its plain form begins with.
fn what(d: &[u8], same: bool, x: bool) -> Option<(Label, &'static str)> {
    let date = |a: usize, b: usize| check::num(d, a, b).unwrap_or(0);
    match d.len() {
        11 if check::cn_mobile(d) => Some((Label::Phone, "+86")),
        10 if same && check::nanp(d) => Some((Label::Phone, "+1")),
        17 if x && check::region(d) && check::gb11643(d, 10) => Some((Label::IdCard, "")),
        18 if check::region(d) && check::birth_date(date(6, 10), date(10, 12), date(12, 14)) => {
            d.split_last().is_some_and(|(last, rest)| check::gb11643(rest, *last)).then_some((Label::IdCard, ""))
        }
        15..=19 if same && check::card_bin(d) && check::luhn(d) => Some((Label::BankCard, "")),
        _ => None,
    }
}
