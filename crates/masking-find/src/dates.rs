//! Dates of birth: a full date with the word for it beside.

use crate::cand::{Cand, Ctx};
use crate::check;
use crate::cues::Cue;
use crate::fold::{Folded, Kind};
use crate::label::Label;

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Find dates near every cue of birth.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let asked = ctx.expect == Some(Cue::Dob);
    let mut ranges: Vec<(usize, usize)> = ctx
        .near
        .hits
        .iter()
        .filter(|h| h.cue == Cue::Dob)
        .map(|h| (h.s.saturating_sub(16) as usize, h.e as usize + 24))
        .collect();
    if asked {
        ranges.push((0, 40));
    }
    for (a, b) in ranges {
        let mut i = a;
        while i < b.min(f.cells.len()) {
            let start = i == 0 || !f.alnum(i - 1) || f.kind(i) != f.kind(i - 1);
            match start.then(|| date(ctx, i)).flatten() {
                Some((e, y, m, d)) => {
                    let canonical = format!("{y:04}-{m:02}-{d:02}");
                    out.push(Cand { s: i, e, label: Label::Dob, score: 0.85, rule: "dob", canonical });
                    i = e;
                }
                None => {
                    let lead = (0..i).rev().take_while(|k| matches!(f.ch(*k), ' ' | ':' | '是' | '在' | '为' | '于')).count();
                    let told = ctx.near.before(i - lead, Cue::Dob, 0).is_some() && lead < 4;
                    out.extend(partial(ctx, i).filter(|_| told && start));
                    i += 1;
                }
            }
        }
    }
}

/// A year and month, or a month and day: "1983年12月", "七月十五". Only right behind the word for a birth.
fn partial(ctx: &Ctx<'_>, i: usize) -> Option<Cand> {
    let f = ctx.f;
    let (a, k) = small(f, i)?;
    let (b, e) = small(f, k + 1)?;
    let day = |d: u32| (1..=31).contains(&d);
    let (e, canonical) = match f.ch(k) {
        '年' if (1900..=2100).contains(&a) && (1..=12).contains(&b) && f.ch(e) == '月' => (e + 1, format!("{a:04}-{b:02}")),
        '月' if (1..=12).contains(&a) && day(b) => (e + usize::from(matches!(f.ch(e), '日' | '号')), format!("{a:02}-{b:02}")),
        _ => return None,
    };
    Some(Cand { s: i, e, label: Label::Dob, score: 0.7, rule: "dob.part", canonical })
}

/// A number in digits or as said, up to thirty-one or of four digits, at `i`; its end. "初" before a day says nothing.
fn small(f: &Folded, i: usize) -> Option<(u32, usize)> {
    let s = if f.ch(i) == '初' { i + 1 } else { i };
    let (mut v, mut e) = (0u32, s);
    while e - s < 5 {
        match f.cells.get(e).map(|c| (c.ch, c.digit())) {
            Some(('十', _)) => v = v.max(1) * 10,
            Some((_, Some(d))) if f.ch(e.wrapping_sub(1)) == '十' && e > s => v += u32::from(d),
            Some((_, Some(d))) => v = v * 10 + u32::from(d),
            _ => break,
        }
        e += 1;
    }
    (e > s).then_some((v, e))
}

/// A calendar date at cell `i`: its end, year, month, day.
fn date(ctx: &Ctx<'_>, i: usize) -> Option<(usize, u32, u32, u32)> {
    if ctx.f.kind(i) == Kind::Latin {
        return month_first(ctx, i);
    }
    let (a, e1, n1) = number(ctx, i)?;
    if n1 == 8 || n1 == 6 {
        let (y, m, d) = (a / 10_000, a / 100 % 100, a % 100);
        let y = if n1 == 6 { 1900 + y } else { y };
        return check::birth_date(y, m, d).then_some((e1, y, m, d));
    }
    let k = separator(ctx, ordinal(ctx, e1))?;
    if let Some((m, e)) = month(ctx, k) {
        // 3 May 1985
        let k = separator(ctx, e)?;
        let (y, e3, n3) = number(ctx, k)?;
        return (n3 == 4 && check::birth_date(y, m, a)).then_some((e3, y, m, a));
    }
    // 九零年: the century is left out
    let short = n1 == 2 && ctx.f.ch(e1) == '年';
    let a = if short { if a > 30 { 1900 + a } else { 2000 + a } } else { a };
    let (b, e2, _) = number(ctx, k)?;
    let k = separator(ctx, e2)?;
    let (c, mut e3, n3) = number(ctx, k)?;
    if matches!(ctx.f.ch(e3), '日' | '号') {
        e3 += 1;
    }
    let full = |y: u32| if n3 == 2 && y < 100 { if y > 30 { 1900 + y } else { 2000 + y } } else { y };
    [(a, b, c), (full(c), a, b), (full(c), b, a)]
        .into_iter()
        .find(|(y, m, d)| check::birth_date(*y, *m, *d))
        .map(|(y, m, d)| (e3, y, m, d))
}

/// May 3(rd), 1985.
fn month_first(ctx: &Ctx<'_>, i: usize) -> Option<(usize, u32, u32, u32)> {
    let (m, e) = month(ctx, i)?;
    let (d, e2, _) = number(ctx, separator(ctx, e)?)?;
    let e2 = ordinal(ctx, e2);
    let (y, e3, n) = number(ctx, separator(ctx, e2)?)?;
    (n == 4 && check::birth_date(y, m, d)).then_some((e3, y, m, d))
}

/// After "rd" of "3rd".
fn ordinal(ctx: &Ctx<'_>, e: usize) -> usize {
    if matches!(ctx.f.str(e, e + 2), "st" | "nd" | "rd" | "th") { e + 2 } else { e }
}

fn month(ctx: &Ctx<'_>, i: usize) -> Option<(u32, usize)> {
    let f = ctx.f;
    let mut e = i;
    while f.kind(e) == Kind::Latin && e - i < 10 {
        e += 1;
    }
    let w = f.str(i, e);
    let m = MONTHS.iter().position(|x| w.starts_with(x))?;
    if f.ch(e) == '.' {
        e += 1;
    }
    Some((m as u32 + 1, e))
}

/// Digits (ASCII or Han) at `i`: value, end, count.
fn number(ctx: &Ctx<'_>, i: usize) -> Option<(u32, usize, usize)> {
    let f = ctx.f;
    let (mut v, mut e) = (0u32, i);
    while e - i < 9
        && let Some(d) = f.cells.get(e).and_then(|c| c.digit())
    {
        v = v * 10 + u32::from(d);
        e += 1;
    }
    (e > i && e - i <= 8).then_some((v, e, e - i))
}

/// The cell after what separates the parts of a date.
fn separator(ctx: &Ctx<'_>, i: usize) -> Option<usize> {
    let mut k = i;
    while k - i < 3 && matches!(ctx.f.ch(k), '-' | '/' | '.' | '年' | '月' | ' ' | ',') {
        k += 1;
    }
    // "3rd of May"
    if k > i && ctx.f.starts(k, "of ") {
        k += 3;
    }
    (k > i).then_some(k)
}
