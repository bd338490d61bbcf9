//! Dates of birth: a full date with the word for it beside.

use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::check;
use crate::cues::Cue;
use crate::fold::Kind;
use crate::label::Label;
use crate::tokens::{DIGIT, TENS, look_up};

#[rustfmt::skip]
pub(crate) const MONTHS: &[&str] = &["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// Find dates near every cue of birth.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let asked = ctx.expect == Some(Cue::Dob);
    let birth = f.digits > 1 && f.text.contains('生');
    if !asked && !birth && !ctx.near.any(Cue::Dob) {
        return;
    }
    let hits = || ctx.near.hits.iter().filter(|h| h.cue == Cue::Dob);
    let mut ranges: Vec<(usize, usize)> = hits().map(|h| (h.s.saturating_sub(16) as usize, h.e as usize + 24)).collect();
    if asked {
        ranges.push((0, 40));
    }
    // "一九七三年冬月十八出生", "19820717生的", "11th April is my birthday"
    let born = |k: &usize| f.ch(*k) == '生' && any_of!(f.ch(k + 1), "的人于日");
    let ends = hits().map(|h| h.s as usize);
    for end in ends.chain((1..if birth { f.cells.len() } else { 1 }).filter(born)) {
        // "…330106生日19900822…" speaks of what follows
        if f.cells.get(end + 2).is_some_and(|c| c.digit().is_some()) {
            continue;
        }
        static LINKS: Words =
            Words::new(&[" is my ", " is her ", " is his ", " was my ", " is the ", "是我", "就是我的", "是我的"]);
        let link = (end.saturating_sub(8)..end).find(|k| LINKS.at(f, *k).any(|w| k + w.chars().count() == end)).unwrap_or(end);
        let starts = (link.saturating_sub(44)..link).filter(|k| *k == 0 || f.kind(k - 1) != f.kind(*k) || !f.alnum(*k));
        let read = |k: usize| {
            let whole = date(ctx, k).filter(|d| d.0 == link).map(|(e, y, m, d)| (e, format!("{y:04}-{m:02}-{d:02}")));
            let (e, canonical) = whole.or_else(|| said(ctx, k).filter(|c| c.e == link).map(|c| (c.e, c.canonical)))?;
            Some(Cand { s: k, e, label: Label::Dob, score: 0.9, rule: "dob.before", canonical })
        };
        out.extend(starts.filter(|k| f.alnum(*k) || f.kind(*k) == Kind::Han).find_map(read));
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
                    i += 1;
                }
            }
        }
    }
    for h in hits() {
        #[rustfmt::skip]
        static LEADS: Words = Words::new(&[
            "是", "在", "为", "于", "s", "is", "was", "reads", "on", "报一下", "(dd-mm-yy)", "(mm/dd/yyyy)", "(dd/mm/yyyy)", "阳历",
            "阴历", "农历", "公历",
        ]);
        let mut k = h.e as usize;
        while let Some(n) = LEADS
            .at(f, k)
            .find(|w| !w.is_ascii() || !f.alnum(k + w.len()))
            .map(|w| w.chars().count())
            .or(any_of!(f.ch(k), " :,'").then_some(1))
        {
            k += n;
        }
        // "生日填错了 是1987年腊月初六"
        k = (k..k + 8).find(|i| f.ch(*i) == '是').filter(|_| said(ctx, k).is_none()).map_or(k, |i| i + 1);
        let longer = |c: &Cand| !out.iter().any(|o| o.label == Label::Dob && o.s == c.s && o.e >= c.e);
        out.extend(said(ctx, k).filter(longer));
    }
}

/// A whole date of some years ago right behind a name, or in a message that holds the number of a paper: "Saoirse (12.08.2015)".
pub(crate) fn beside(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    const LATEST: u32 = 2018;
    let f = ctx.f;
    let sure = |c: &&Cand| c.score >= 0.5;
    let papers = out.iter().filter(sure).any(|c| matches!(c.label, Label::Passport | Label::IdCard));
    let named = |s: usize| {
        let behind = |c: &Cand| c.e <= s && s - c.e <= 3 && (c.e..s).all(|k| any_of!(f.ch(k), " (,、"));
        out.iter().filter(sure).any(|c| c.label == Label::Person && behind(c))
    };
    if !papers && !out.iter().any(|c| c.label == Label::Person && any_of!(f.ch(c.e + 1), "(0123456789")) {
        return;
    }
    let mut found = Vec::new();
    let mut k = 0;
    while k < f.cells.len() {
        let begins = f.kind(k) == Kind::Digit && !f.alnum(k.wrapping_sub(1));
        let date = if begins && (papers || named(k)) { date(ctx, k).filter(|d| d.1 <= LATEST && d.0 > k + 7) } else { None };
        k = match date {
            Some((e, y, m, d)) => {
                let canonical = format!("{y:04}-{m:02}-{d:02}");
                found.push(Cand { s: k, e, label: Label::Dob, score: 0.56, rule: "dob.beside", canonical });
                e
            }
            None => k + 1,
        };
    }
    out.append(&mut found);
}

/// The parts of a date right behind the word for a birth, however they are said: "1983年12月", "八八年腊月初六", "fourth of
/// july eighty-three", "1995/十二/09", "年1979，月04". Needs a word for a month or year, or three parts.
fn said(ctx: &Ctx<'_>, s: usize) -> Option<Cand> {
    #[rustfmt::skip]
    const ORDINALS: &[&str] = &[
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
        "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "thirtieth",
    ];
    const LONGEST: usize = 48;
    let f = ctx.f;
    let (mut k, mut e, mut parts, mut marks) = (s, s, 0, 0);
    while k < s + LONGEST {
        let part = |k: &usize| f.cells.get(*k).is_some_and(|c| c.digit().is_some() || any_of!(c.ch, "十拾廿卅初正腊冬闰"));
        let look = |k: &usize| f.kind(k.wrapping_sub(1)) == Kind::Digit || f.kind(k + 1) == Kind::Digit;
        let plain = (k..k + 9).take_while(part).count();
        let suffixed = matches!(f.str(k + plain, k + plain + 2), "st" | "nd" | "rd" | "th");
        let n = (k..k + if suffixed { plain } else { 9 })
            .take_while(|k| part(k) || look(k) && crate::words::look(f.ch(*k)).is_some())
            .count();
        let word = (k..k + 12).take_while(|k| f.kind(*k) == Kind::Latin).count();
        let w = f.str(k, k + word);
        let bits = look_up(w).0;
        if n > 0 && (suffixed || f.kind(k + n) != Kind::Latin) {
            k = ordinal(ctx, k + n);
            (e, parts) = (k, parts + 1);
        } else if any_of!(f.ch(k), "年月日号") {
            marks += usize::from(any_of!(f.ch(k), "年月"));
            k += 1;
            e = if parts > 0 { k } else { e };
        } else if word > 0 && (bits & (DIGIT | TENS) != 0 || ORDINALS.contains(&w) || month(ctx, k).is_some()) {
            marks += usize::from(month(ctx, k).is_some());
            k += word;
            (e, parts) = (k, parts + 1);
        } else if parts > 0 && matches!(w, "hundred" | "thousand") {
            k += word;
            e = k;
        } else if word > 0
            && matches!(w, "of" | "the" | "day" | "month" | "year" | "in" | "and" | "oh" | "slash" | "dash" | "dot" | "stroke")
        {
            k += word;
        } else if any_of!(f.ch(k), " -/.,|:'·") && k < e + 8 {
            k += 1;
        } else {
            break;
        }
    }
    let canonical = f.str(s, e).to_owned();
    let told = parts > 2 || parts == 2 && marks > 0;
    told.then_some(Cand { s, e, label: Label::Dob, score: 0.88, rule: "dob.said", canonical })
}

/// A calendar date at cell `i`: its end, year, month, day.
fn date(ctx: &Ctx<'_>, i: usize) -> Option<(usize, u32, u32, u32)> {
    if ctx.f.kind(i) == Kind::Latin {
        return month_first(ctx, i);
    }
    let (a, e1, n1) = number(ctx, i)?;
    if n1 == 8 || n1 == 6 {
        // 19900822, 900822, 22081990, 220890, 082290
        let (a, b, c) = (a / 10_000, a / 100 % 100, a % 100);
        let century = |y: u32| if y > 30 { 1900 + y } else { 2000 + y };
        let orders = match n1 {
            8 => [(a, b, c), (b * 100 + c, a % 100, a / 100), (b * 100 + c, a / 100, a % 100)],
            _ => [(century(a), b, c), (century(c), b, a), (century(c), a, b)],
        };
        return orders.into_iter().find(|(y, m, d)| check::birth_date(*y, *m, *d)).map(|(y, m, d)| (e1, y, m, d));
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
    let m = MONTHS.iter().position(|x| w.len() > 2 && x.starts_with(w))?;
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
