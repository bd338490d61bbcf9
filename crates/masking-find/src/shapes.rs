//! Shapes of digits that are no identifiers: times, dates, prices, measures, versions, ordinals.

use masking_check::joins::{LATIN_UNITS, UNITS};

use crate::atoms::{Atom, Group};
use crate::cand::Ctx;
use crate::chars::any_of;
use crate::check;
use crate::cues::Cue;
use crate::fold::Kind;

/// Mark the groups that are part of such a shape.
pub(crate) fn spend(ctx: &Ctx<'_>, atoms: &[Atom], groups: &mut [Group]) {
    let (mut row, mut known) = (0, Like::default());
    for i in 0..groups.len() {
        // all but a measure are told by what is right behind the group
        let near = groups.get(i..i + 2).is_some_and(|g| (g[0].e + 1..=g[0].e + 3).contains(&g[1].s));
        if i >= row && near {
            known.read(ctx, groups, i);
            row = i + uniform(ctx, atoms, groups, i, &known);
            let counted = (row > i && counting(ctx, atoms, groups, i)).then_some(row - i);
            let reckoned = counted.or_else(|| equation(ctx, atoms, groups, i));
            for g in groups.iter_mut().skip(i).take(reckoned.unwrap_or(0)) {
                g.spent = true;
            }
            row = row.max(i + reckoned.unwrap_or(0));
        }
        if i < row {
            continue;
        }
        let told =
            || times(ctx, atoms, groups, i).or_else(|| date(ctx, atoms, groups, i)).or_else(|| dotted(ctx, atoms, groups, i));
        let n = near.then(told).flatten().or_else(|| measure(ctx, groups, i)).unwrap_or(0);
        for g in groups.iter_mut().skip(i).take(n) {
            g.spent = true;
        }
    }
}

/// How far groups go on alike; read once for all of them.
#[derive(Default)]
struct Like {
    /// The first group that has not the same single character behind it, and the first that is no lone digit with a single
    /// character and another behind it.
    same: usize,
    lone: usize,
}

impl Like {
    /// Longest row that is of use.
    const LONGEST: usize = 24;

    fn read(&mut self, ctx: &Ctx<'_>, groups: &[Group], i: usize) {
        if i >= self.same {
            let sign = between(ctx, groups, i);
            self.same = (i..).take_while(|k| sign.is_some() && between(ctx, groups, *k) == sign).last().map_or(i, |k| k + 1);
        }
        if i >= self.lone {
            let lone = |k: usize| groups.get(k).is_some_and(|g| g.len() == 1);
            let goes_on = |k: &usize| lone(*k) && lone(*k + 1) && between(ctx, groups, *k).is_some();
            self.lone = (i..).take_while(goes_on).last().map_or(i, |k| k + 1);
        }
    }
}

/// How many groups from `i` on have single characters between them, if that is a number said digit
/// by digit ("1点3点8点…") and no time or version.
fn uniform(ctx: &Ctx<'_>, atoms: &[Atom], groups: &[Group], i: usize, known: &Like) -> usize {
    let Some(sign) = between(ctx, groups, i) else { return 0 };
    let n = 1 + (known.same - i).min(Like::LONGEST);
    let single = groups.get(i..i + n).is_some_and(|g| g.iter().all(|g| g.len() <= 2));
    let mobile = |g: &[Group]| {
        let row = atoms.get(g[0].a as usize..g[1].b as usize).unwrap_or_default();
        check::cn_mobile(&row.iter().map(|a| a.v).collect::<Vec<u8>>())
    };
    let total = groups.get(i..i + n).map_or(0, |g| g.iter().map(Group::len).sum());
    // "1.3.8/1.2.3.4/…": whatever the signs between them
    let any = 1 + (known.lone - i).min(Like::LONGEST);
    match () {
        () if n >= 6 && single => n,
        // "139点6957点6003"
        () if n >= 3 && !any_of!(sign, ".,-/ :x*×") && matches!(total, 10 | 11) => n,
        () if n == 2 && total == 11 && UNITS.has(sign) && groups.get(i..i + 2).is_some_and(mobile) => n,
        () if matches!(any, 10 | 11) => any,
        () => 0,
    }
}

/// "1 2 3 4 5 6": the groups with the same sign between them from `i` on only count.
fn counting(ctx: &Ctx<'_>, atoms: &[Atom], groups: &[Group], i: usize) -> bool {
    let Some(sign) = between(ctx, groups, i) else { return false };
    let step = |k: usize| -> Option<i64> {
        let (a, b) = (groups.get(k)?, groups.get(k + 1)?);
        Some(i64::from(value(atoms, b)?) - i64::from(value(atoms, a)?))
    };
    let first = step(i);
    let mut k = i;
    while between(ctx, groups, k) == Some(sign) && k - i < 64 {
        if step(k) != first {
            return false;
        }
        k += 1;
    }
    matches!(first, Some(1 | -1)) && k - i >= 5
}

/// "906 + 875 = 1781": sums with one sign of equality. How many groups.
fn equation(ctx: &Ctx<'_>, atoms: &[Atom], groups: &[Group], i: usize) -> Option<usize> {
    let operator = |k: usize| -> Option<char> {
        let (a, b) = (groups.get(k)?, groups.get(k + 1)?);
        let mut signs = (a.e as usize..b.s as usize).map(|c| ctx.f.ch(c)).filter(|c| *c != ' ');
        let sign = signs.next().filter(|c| any_of!(*c, "+-*/x×÷="))?;
        (a.plain && b.plain && signs.next().is_none() && b.s - a.e <= 3).then_some(sign)
    };
    operator(i)?;
    let (signs, equals) = (i..i + 8).map_while(operator).fold((0, 0), |(n, e), c| (n + 1, e + usize::from(c == '=')));
    let n = signs + 1;
    if equals != 1 || n < 3 {
        return None;
    }
    let digits = atoms.get(groups.get(i)?.a as usize..groups.get(i + n - 1)?.b as usize)?;
    let digits: Vec<u8> = digits.iter().map(|a| a.v).collect();
    (!check::cn_mobile(&digits)).then_some(n)
}

fn value(atoms: &[Atom], g: &Group) -> Option<u32> {
    if g.len() > 8 {
        return None;
    }
    atoms.get(g.a as usize..g.b as usize)?.iter().try_fold(0u32, |n, a| n.checked_mul(10)?.checked_add(u32::from(a.v)))
}

/// The single character between groups `i` and `i + 1`, if there is exactly one.
fn between(ctx: &Ctx<'_>, groups: &[Group], i: usize) -> Option<char> {
    let (a, b) = (groups.get(i)?, groups.get(i + 1)?);
    (a.plain && b.plain && b.s == a.e + 1).then(|| ctx.f.ch(a.e as usize))
}

/// `19:30`, `07:30:00`: gives the number of groups.
fn times(ctx: &Ctx<'_>, atoms: &[Atom], groups: &[Group], i: usize) -> Option<usize> {
    let (a, b) = (groups.get(i)?, groups.get(i + 1)?);
    let colon = |k| matches!(between(ctx, groups, k), Some(':'));
    if !colon(i) || a.len() > 2 || b.len() != 2 {
        return None;
    }
    let ok = value(atoms, a)? <= 24 && value(atoms, b)? < 60;
    let third = groups.get(i + 2).is_some_and(|c| c.len() == 2 && colon(i + 1));
    // a fourth pair is no time of day but a number in pairs
    let fourth = third && colon(i + 2);
    (ok && !fourth).then_some(if third { 3 } else { 2 })
}

/// `2024-10-17`, `10/17/2024`, `2024年10月17日`, `10月17日`.
fn date(ctx: &Ctx<'_>, atoms: &[Atom], groups: &[Group], i: usize) -> Option<usize> {
    let g = groups.get(i)?;
    let sep1 = between(ctx, groups, i)?;
    let joined = |s: char| matches!(s, '-' | '/' | '.' | '年' | '月');
    if !joined(sep1) {
        return None;
    }
    let a = value(atoms, g)?;
    let b = groups.get(i + 1)?;
    let bv = value(atoms, b)?;
    let sep2 = between(ctx, groups, i + 1);
    let cv = groups.get(i + 2).and_then(|c| value(atoms, c).map(|v| (c.len(), v)));
    let month_day = |m: u32, d: u32| (1..=12).contains(&m) && (1..=31).contains(&d);
    let year = |n: usize, y: u32| n == 4 && (1900..=2099).contains(&y);
    // the date inside an identity number that is written in parts
    let identity =
        || ctx.near.before(g.s as usize, Cue::IdCard, 16).is_some() && ctx.near.before(g.s as usize, Cue::Dob, 6).is_none();
    if let (Some(s2), Some((cn, c))) = (sep2, cv)
        && joined(s2)
    {
        let after = ctx.f.ch(groups.get(i + 2)?.e as usize);
        let closed = after != '-' && after != '/' || s2 == '月';
        let ymd = year(g.len(), a) && month_day(bv, c) && cn <= 2 && b.len() <= 2;
        let mdy = year(cn, c) && (month_day(a, bv) || month_day(bv, a)) && g.len() <= 2 && b.len() <= 2;
        if closed && (ymd || mdy) {
            return (!identity()).then_some(3);
        }
    }
    let short = sep1 == '月' && month_day(a, bv) || sep1 == '年' && year(g.len(), a) && bv <= 12;
    (short && !identity()).then_some(2)
}

/// Decimals and versions: `4.5`, `0.1.23`, `120.055345`, `1,068`.
fn dotted(ctx: &Ctx<'_>, atoms: &[Atom], groups: &[Group], i: usize) -> Option<usize> {
    let sep = between(ctx, groups, i)?;
    if sep != '.' && sep != ',' {
        return None;
    }
    if i > 0 && matches!(between(ctx, groups, i - 1), Some('.' | ',')) {
        return None;
    }
    let mut n = 1;
    let mut digits = groups.get(i)?.len();
    while between(ctx, groups, i + n - 1) == Some(sep) {
        digits += groups.get(i + n)?.len();
        n += 1;
    }
    let sizes: Vec<usize> = groups.get(i..i + n)?.iter().map(Group::len).collect();
    let number = atoms.get(groups.get(i)?.a as usize..groups.get(i + n - 1)?.b as usize)?;
    let d: Vec<u8> = number.iter().map(|a| a.v).collect();
    // a number of telephone length cut in two or more keeps its chance
    if check::cn_mobile(&d) || (digits >= 7 && n > 4) || (n == 3 && sizes == [3, 3, 4]) {
        return None;
    }
    let thousands = sep == ',' && n >= 2 && sizes.iter().skip(1).all(|s| *s == 3) && sizes.first().is_some_and(|s| *s <= 3);
    // "(512)488.5521" is a telephone
    let area = groups.get(i).is_some_and(|g| {
        let s = g.s as usize;
        let space = usize::from(s > 1 && ctx.f.ch(s - 1) == ' ');
        ctx.f.ch(s.wrapping_sub(1 + space)) == ')'
    });
    let decimal = sep == '.' && n == 2 && sizes.first().is_some_and(|s| *s <= 9) && !area;
    // "ph 536516.0133"
    let told = decimal && digits == 10 && ctx.near.before(groups.get(i)?.s as usize, Cue::Phone, 8).is_some();
    let version = sep == '.' && (3..=4).contains(&n) && sizes.iter().all(|s| *s <= 3);
    (thousands || decimal && !told || version).then_some(n)
}

/// A number with its unit or currency, an ordinal, or a number after a word such as 型号.
fn measure(ctx: &Ctx<'_>, groups: &[Group], i: usize) -> Option<usize> {
    let g = groups.get(i)?;
    let f = ctx.f;
    let (s, e, n) = (g.s as usize, g.e as usize, g.len());
    let before = s.checked_sub(1).map_or('\0', |k| f.ch(k));
    if !g.plain {
        return None;
    }
    let w = f.skip_space(e);
    let after = f.ch(w);
    // no price has "186,8023,4440"
    let price = || between(ctx, groups, i) != Some(',') || groups.get(i + 1).is_some_and(|g| g.len() == 3);
    if matches!(before, '¥' | '$' | '€' | '£' | '￥') && n <= 9 && price() {
        return Some(1);
    }
    if before == '第' && n <= 10 {
        return Some(1);
    }
    if n <= 9 && matches!(after, '%' | '‰' | '℃' | '°' | '元') {
        return Some(1);
    }
    let counted = UNITS.has(after) && w <= e + 1;
    // "打1个电话…": a long number is counted only by 件 and the like right behind it
    if counted && after != '号' && (n <= 4 || (n <= 6 && w == e)) {
        return Some(1);
    }
    if n <= 6 && f.kind(w) == Kind::Latin {
        let mut z = w;
        while f.kind(z) == Kind::Latin && z - w < 9 {
            z += 1;
        }
        if LATIN_UNITS.has(f.str(w, z)) {
            return Some(1);
        }
    }
    // hexadecimal
    if s >= 2 && f.ch(s - 1) == 'x' && f.ch(s - 2) == '0' {
        return Some(1);
    }
    if n > 8 || ctx.near.before(s, Cue::DontCare, 2).is_none() {
        return None;
    }
    // all parts of "ISBN 978-7-…"
    let mut parts = 1;
    while matches!(between(ctx, groups, i + parts - 1), Some('-' | '.' | '/')) {
        parts += 1;
    }
    Some(parts)
}
