//! What a window of digits may be, and how sure: length, prefix and checksum first, context second.

use crate::atoms::Group;
use crate::cand::{Cand, Ctx};
use crate::check;
use crate::cues::{Cue, mask};
use crate::fold::Kind;
use crate::label::Label;
use crate::numbers::{Gap, Window, gap};

/// How the canonical value follows from the digits.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Canon {
    Digits,
    /// The last eleven digits with +86.
    Cn,
    /// The last ten digits with +1.
    Us,
    /// With the check letter X.
    X,
    Reversed,
}

impl Canon {
    fn of(self, d: &[u8]) -> String {
        let mut text = String::with_capacity(d.len() + 3);
        let last = |n: usize| d.get(d.len().saturating_sub(n)..).unwrap_or(d);
        let digit = |v: &u8| char::from(b'0' + v);
        match self {
            Canon::Digits | Canon::X => text.extend(d.iter().map(digit)),
            Canon::Cn => {
                text.push_str("+86");
                text.extend(last(11).iter().map(digit));
            }
            Canon::Us => {
                text.push_str("+1");
                text.extend(last(10).iter().map(digit));
            }
            Canon::Reversed => text.extend(d.iter().rev().map(digit)),
        }
        if self == Canon::X {
            text.push('X');
        }
        text
    }
}

/// Judge one window; every reading that stands adds a candidate.
pub(crate) fn window(ctx: &Ctx<'_>, w: &Window<'_>, out: &mut Vec<Cand>) {
    let n = w.d.len();
    crate::work::add(n);
    let mut against = None;
    let mut add = |label: Label, score: f32, rule: &'static str, canon: Canon| {
        // a number of firm digits with a word at its end: the word is a word
        let edges = if w.loose_ends { 0.25 } else { 0.0 };
        let glued = *against.get_or_insert_with(|| glue(ctx, w)) + edges;
        if score - glued < 0.3 {
            return;
        }
        let score = score - glued - spoiled(ctx, w, &label);
        if score >= 0.3 {
            out.push(Cand { s: w.s, e: w.e, label, score: score.min(0.99), rule, canonical: canon.of(w.d) });
        }
    };
    if let Some((s, rule, c)) = cn_mobile(ctx, w) {
        let alipay = ctx.near.before(w.s, Cue::Alipay, 5).is_some();
        add(if alipay { Label::Alipay } else { Label::Phone }, s, rule, c);
    } else if (7..=15).contains(&n) {
        let readings = [cn_landline(ctx, w), us_phone(ctx, w), other_phone(ctx, w)];
        if let Some((s, rule, c)) = readings.into_iter().flatten().max_by(|a, b| a.0.total_cmp(&b.0)) {
            add(Label::Phone, s, rule, c);
        }
    }
    if n >= 9 && ctx.near.any(Cue::Reverse) {
        let turned: Vec<u8> = w.d.iter().rev().copied().collect();
        if check::cn_mobile(&turned) || check::nanp(&turned) {
            add(Label::Phone, 0.75, "phone.reversed", Canon::Reversed);
        } else if w.whole {
            add(Label::Phone, 0.6, "phone.reversed", Canon::Reversed);
        }
    }
    if w.all && (8..=20).contains(&n) && hidden(ctx, w) {
        add(Label::Phone, 0.62, "number.hidden", Canon::Digits);
    }
    if matches!(n, 15 | 17 | 18)
        && let Some((s, rule, c)) = id_card(ctx, w)
    {
        add(Label::IdCard, s, rule, c);
    }
    if (12..=20).contains(&n)
        && let Some((s, rule)) = card(ctx, w)
    {
        add(Label::BankCard, s, rule, Canon::Digits);
    }
    if (n == 9 || n == 10)
        && let Some((label, s, rule)) = ssn_nhs(ctx, w)
    {
        add(label, s, rule, Canon::Digits);
    }
    by_cue(ctx, w, &mut |label, score, rule| add(label, score, rule, Canon::Digits));
}

/// The fewest digits that may be a number here: short ones are told only by the word beside them.
pub(crate) fn least(ctx: &Ctx<'_>) -> usize {
    #[rustfmt::skip]
    const TOLD: u64 = mask(&[
        Cue::Passport, Cue::Driver, Cue::IdCard, Cue::Account, Cue::Handle, Cue::Qq, Cue::Order, Cue::Tracking, Cue::Alipay, Cue::Wechat,
    ]);
    if ctx.expect.is_some() || ctx.near.any_of(TOLD) { 5 } else { 7 }
}

/// Numbers that only the word beside them tells.
fn by_cue(ctx: &Ctx<'_>, w: &Window<'_>, add: &mut dyn FnMut(Label, f32, &'static str)) {
    let n = w.d.len();
    if (8..=10).contains(&n) && w.all && f_ends(ctx, w.s, "扣") {
        add(Label::Qq, 0.6, "account.qq");
    }
    if least(ctx) > 5 {
        return;
    }
    for (cue, label, rule, size) in [
        (Cue::Passport, Label::Passport, "passport.digits", 8..=9),
        (Cue::Driver, Label::DriverLicence, "licence.digits", 7..=12),
        (Cue::IdCard, Label::IdCard, "id.digits", 7..=18),
        (Cue::Account, Label::BankCard, "account.digits", 6..=17),
        (Cue::Handle, Label::Handle, "account.digits", 8..=12),
    ] {
        // "sort code 62-15-48 account 99333017"
        let beside = cue == Cue::Account && ctx.near.any(cue) && ctx.near.before(w.s, Cue::Iban, 5).is_some();
        let channel = cue == Cue::Handle;
        if channel && w.sizes.len() < 2 {
            continue;
        }
        if size.contains(&n) && (beside || ctx.near.before(w.s, cue, if channel { 2 } else { 5 }).is_some()) {
            add(label, if channel { 0.56 } else { 0.72 }, rule);
        }
    }
    if (5..=12).contains(&n)
        && w.d.first() != Some(&0)
        && n != 11
        && !(lettered_code(ctx, w) || n == 5 && matches!(w.d, [1..=4, 2, 0, ..]) && ctx.f.ch(w.s + 1) == ' ')
        && let Some(s) = account(ctx, w, Cue::Qq)
    {
        add(Label::Qq, s, "account.qq");
    }
    if (6..=26).contains(&n) && w.weak == 0 {
        for (cue, label, rule) in
            [(Cue::Order, Label::OrderNo, "order.digits"), (Cue::Tracking, Label::TrackingNo, "tracking.digits")]
        {
            if let Some(s) = reference(ctx, w, cue) {
                add(label, s, rule);
            }
        }
    }
    if (8..=20).contains(&n) && ctx.near.before(w.s, Cue::Alipay, 5).is_some() {
        add(Label::Alipay, 0.7, "account.alipay.digits");
    }
    if (6..=20).contains(&n)
        && let Some(s) = account(ctx, w, Cue::Wechat)
    {
        add(Label::Wechat, s - 0.1, "account.wechat.digits");
    }
}

/// "Q-690850" in English: a letter and a hyphen make a code.
fn lettered_code(ctx: &Ctx<'_>, w: &Window<'_>) -> bool {
    w.solid() && ctx.f.han == 0 && w.s >= 2 && ctx.f.ch(w.s - 1) == '-' && ctx.f.ch(w.s - 2) == 'q'
}

/// Evidence against from letters touching the window: an alphanumeric code, unless a cue ends there.
fn glue(ctx: &Ctx<'_>, w: &Window<'_>) -> f32 {
    let f = ctx.f;
    let left = w.s > 0 && f.kind(w.s - 1) == Kind::Latin;
    let right = f.kind(w.e) == Kind::Latin;
    let lo = ctx.near.hits.partition_point(|h| (h.e as usize) < w.s);
    let cue_ends = ctx.near.hits[lo..]
        .iter()
        .take_while(|h| h.e as usize == w.s)
        .any(|h| !matches!(h.cue, Cue::Ask | Cue::Leave | Cue::Fragment | Cue::DontCare));
    let left_digits = w.s > 0 && f.kind(w.s - 1) == Kind::Digit;
    let right_digits = f.kind(w.e) == Kind::Digit;
    let mut p = 0.0;
    // "支付宝id2088…"
    let id = left && w.s >= 2 && ctx.f.str(w.s - 2, w.s) == "id" && !ctx.f.alnum(w.s.wrapping_sub(3));
    if left && !cue_ends && !id {
        p += 0.45;
    }
    let check_letter = w.d.len() == 17 && x_follows(ctx, w.e).is_some();
    if right && w.words == 0 && !check_letter {
        p += 0.25;
    }
    if left_digits || right_digits {
        p += 0.45;
    }
    p
}

/// Evidence against from words: a coupon, a serial number, a hotline.
fn spoiled(ctx: &Ctx<'_>, w: &Window<'_>, label: &Label) -> f32 {
    let near = |c, within| ctx.near.before(w.s, c, within).is_some();
    let mut p = 0.0;
    if near(Cue::DontCare, 4) || ctx.near.before(w.run_s, Cue::DontCare, 4).is_some() {
        p += 0.5;
    }
    if *label == Label::Phone && (ctx.near.any(Cue::Public) && !ctx.near.any(Cue::Add)) && (!check::cn_mobile(w.d) || ctx.latin())
    {
        p += 0.6;
    }
    let money = matches!(ctx.f.ch(w.e), '元' | '%');
    if money {
        p += 0.4;
    }
    if *label == Label::Phone && (near(Cue::Order, 5) || near(Cue::Tracking, 5) || near(Cue::BankCard, 3)) && !near(Cue::Phone, 3)
    {
        p += 0.25;
    }
    p
}

/// Written in other digits than plain ones, or with marks that do not show: nobody does so by chance.
fn decorated(ctx: &Ctx<'_>, w: &Window<'_>) -> bool {
    let (from, to) = ctx.f.bytes(w.s, w.e);
    let plain = ctx.f.str(w.s, w.e).len();
    let foreign = |c: &crate::fold::Cell| c.has(crate::fold::DECORATED) && c.kind == Kind::Digit;
    (to - from) * 10 >= plain * 16 || ctx.f.cells.get(w.s..w.e).is_some_and(|r| r.iter().any(foreign))
}

/// So many digits, most of them words, sounds or decorated: somebody's number, whatever its kind. No counting.
fn hidden(ctx: &Ctx<'_>, w: &Window<'_>) -> bool {
    let odd = w.han + w.weak + w.words;
    let steps = |by: u8| w.d.windows(2).filter(|p| p[0].wrapping_add(by) == p[1]).count() * 3 > w.d.len() * 2;
    // what stands in a list of small numbers is no number
    let listed = w.sizes.len() > 3 && w.sizes.len() * 2 > w.d.len() && w.has_gap(',') && w.words == 0;
    let signs =
        || w.filler() && ["dash", "dot", "space", "hyphen", "杠", "空格", "点"].iter().any(|x| ctx.f.str(w.s, w.e).contains(x));
    let few = odd * 3 > w.d.len() && w.words > 1 || decorated(ctx, w) || w.d.len() > 8 && signs();
    let parted = w.d.len() > 9 && w.sizes.len() == w.d.len();
    (odd * 2 > w.d.len() || few || parted) && !steps(1) && !steps(255) && !listed && !w.loose_ends && (w.firm || w.weak > 3)
}

type Verdict = Option<(f32, &'static str, Canon)>;

fn cn_mobile(ctx: &Ctx<'_>, w: &Window<'_>) -> Verdict {
    /// Natural ways to group eleven digits.
    #[rustfmt::skip]
    const USUAL: [&[u8]; 14] = [
        &[11], &[3, 4, 4], &[3, 8], &[7, 4], &[4, 4, 3], &[3, 3, 5], &[3, 5, 3], &[4, 3, 4], &[5, 6], &[6, 5], &[3, 2, 2, 2, 2],
        &[3, 4, 2, 2], &[1, 2, 2, 2, 2, 2], &[5, 3, 3],
    ];
    let n = w.d.len();
    let (body, prefixed) = match w.d {
        d if n == 11 => (d, false),
        [8, 6, rest @ ..] if n == 13 => (rest, true),
        [0, 0, 8, 6, rest @ ..] if n == 15 => (rest, true),
        [0, rest @ ..] if n == 12 => (rest, true),
        _ => return None,
    };
    let american = w.sizes == [1, 3, 3, 4] && check::nanp(body.get(1..)?);
    if !check::cn_mobile(body) || american {
        return None;
    }
    let sizes = if prefixed && w.sizes.len() > 1 { w.sizes.get(1..).unwrap_or(w.sizes) } else { w.sizes };
    // said digit by digit in words
    let spelled = w.words + w.han >= 10 && w.sizes.iter().all(|g| *g == 1);
    let tidy = w.sizes.len() == 1 || prefixed && w.sizes.ends_with(&[4, 4]) || USUAL.contains(&sizes) || spelled;
    let mut s: f32 = if tidy { 0.85 } else { 0.68 };
    if w.weak > 0 {
        s -= 0.12;
    }
    if w.filler() {
        s -= 0.1;
    }
    // a row of small numbers in a sentence of its own is a list, not a number said digit by digit
    if !tidy && w.sizes.contains(&2) && w.sizes.contains(&1) {
        s -= 0.1;
    }
    if !w.whole {
        s -= 0.05;
    }
    if ctx.cue(w.s, w.e, Cue::Phone) || ctx.cue(w.s, w.e, Cue::Wechat) {
        s += 0.15;
    }
    Some((s, "phone.cn.mobile", Canon::Cn))
}

fn cn_landline(ctx: &Ctx<'_>, w: &Window<'_>) -> Verdict {
    let n = w.d.len();
    let area = check::cn_area(w.d);
    let service = n == 10 && matches!(w.d, [4 | 8, 0, 0, ..]) && ctx.f.han > 0;
    let inner = w.s >= 2 && ctx.f.ch(w.s - 1) == '-' && ctx.f.kind(w.s - 2) == Kind::Digit;
    let local = (7..=8).contains(&n) && !inner && matches!(w.d.first(), Some(2..=9)) && w.weak == 0 && !w.filler();
    let abroad = n == 11 && matches!(w.d, [8, 5, 2 | 3, ..]) || n == 10 && matches!(w.d, [0, 9, ..]);
    if area.is_none() && !service && !local && !abroad {
        return None;
    }
    let cue = ctx.cue(w.s, w.e, Cue::Phone);
    // Hong Kong and Macau, Taiwan
    let far = matches!(w.sizes, [3, 8] | [3, 4, 4]) && matches!(w.d, [8, 5, 2 | 3, 2..=9, ..]);
    if far || w.sizes == [4, 3, 3] && w.d.starts_with(&[0, 9]) {
        return Some((if cue { 0.8 } else { 0.62 }, "phone.hk", Canon::Digits));
    }
    if let Some(area) = area {
        let local = n - area.min(n);
        let first = w.d.get(area).copied().unwrap_or(0);
        if (7..=8).contains(&local) && (2..=9).contains(&first) && !(ctx.latin() && ctx.f.han == 0 && !cue && w.solid()) {
            let split = w.sizes.first().is_some_and(|g| usize::from(*g) == area);
            let mut s: f32 = if split { 0.8 } else { 0.62 };
            if !split && w.sizes.len() > 2 {
                s -= 0.15;
            }
            if w.weak > 0 {
                s -= 0.1;
            }
            if cue {
                s += 0.15;
            }
            if !w.whole && (!cue || w.filler()) {
                s -= if w.filler() { 0.3 } else { 0.1 };
            }
            // a row of pairs is a draw or a list
            if w.sizes.len() > 4 && w.sizes.iter().all(|g| *g == 2) {
                s -= 0.3;
            }
            return Some((s, "phone.cn.landline", Canon::Digits));
        }
    }
    // 400 and 800 service numbers and bare local numbers only by cue
    let close = ctx.near.before(w.s, Cue::Phone, 10).is_some() || ctx.expect == Some(Cue::Phone);
    // one that is dialled, not somebody's, is a hotline
    let dialled = service && ["拨打", "打", "拨", "致电"].iter().any(|d| f_ends(ctx, w.s, d));
    if (service || local) && close && !dialled && (ctx.f.han > 0 || ctx.expect == Some(Cue::Phone)) {
        return Some((if w.sizes.len() <= 2 { 0.66 } else { 0.5 }, "phone.cn.local", Canon::Digits));
    }
    None
}

/// The text before cell `s` ends with `word`.
fn f_ends(ctx: &Ctx<'_>, s: usize, word: &str) -> bool {
    let s = (0..s).rev().find(|k| ctx.f.kind(*k) != Kind::Space).map_or(0, |k| k + 1);
    s.checked_sub(word.chars().count()).is_some_and(|k| ctx.f.starts(k, word))
}

/// A plus sign before cell `s` that begins a number rather than joining two parts of one.
fn plus_before(ctx: &Ctx<'_>, s: usize) -> bool {
    let joins = |k: usize| ctx.f.kind(k) == Kind::Digit || ctx.f.cells.get(k).is_some_and(|c| c.digit().is_some());
    let word = |k: usize| {
        crate::words::digit(ctx.f.str((0..=k).rev().find(|i| ctx.f.kind(*i) != Kind::Latin).map_or(0, |i| i + 1), k + 1))
    };
    s > 0 && ctx.f.ch(s - 1) == '+' && !s.checked_sub(2).is_some_and(|k| joins(k) || word(k).is_some())
}

fn us_phone(ctx: &Ctx<'_>, w: &Window<'_>) -> Verdict {
    let n = w.d.len();
    let (body, one) = match w.d {
        d if n == 10 => (d, false),
        [1, rest @ ..] if n == 11 => (rest, true),
        _ => return None,
    };
    let strict = check::nanp(body);
    // in Chinese talk 400 and 800 are hotlines
    let hotline = matches!(body, [4 | 8, 0, 0, ..]) && !ctx.latin();
    if matches!(body.first(), Some(0 | 1)) || hotline {
        return None;
    }
    let plus = plus_before(ctx, w.s);
    let sizes = if one && w.sizes.len() > 1 { w.sizes.get(1..).unwrap_or(w.sizes) } else { w.sizes };
    let cue = ctx.cue(w.s, w.e, Cue::Phone);
    let decorated = decorated(ctx, w);
    let disguised = decorated || w.words >= 2 || w.weak > 0 || w.sizes.iter().filter(|g| **g == 1).count() >= 6;
    let mut s: f32 = match sizes {
        _ if plus && one => 0.85,
        _ if plus => 0.6,
        [3, 3, 4] => 0.75,
        [3, 7] | [6, 4] => 0.55,
        [10] | [11] if w.solid() && !decorated => 0.38,
        _ if decorated => 0.68,
        _ if disguised => 0.6,
        _ => 0.42,
    };
    if cue {
        s += 0.2;
    } else if strict && w.solid() && ctx.f.cells.len() < 60 && (ctx.near.any(Cue::Phone) || ctx.confirms()) {
        // "my number, no dashes: 4155552671", "yes 5105552947"
        s += 0.14;
    }
    if ctx.alone(w.s, w.e) {
        s += 0.2;
    } else if w.solid() && !ctx.latin() {
        s -= 0.15;
    }
    if check::toll_free(body) && !disguised {
        s -= 0.4;
    }
    if !(strict || disguised && ctx.latin()) {
        s -= 0.15;
    }
    // a part of a longer number in words
    if disguised && !w.all && !plus && w.words > 1 && w.weak == 0 {
        s -= 0.2;
    }
    if !cue && w.whole && (ctx.near.any(Cue::Leave) || ctx.near.any(Cue::Add)) && ctx.latin() {
        s += 0.14;
    }
    if ctx.f.han > 0 && !ctx.latin() {
        s -= 0.15;
    }
    Some((s, "phone.us", Canon::Us))
}

/// British, Australian and other numbers: trunk zero or plus sign with spacing, or a cue.
fn other_phone(ctx: &Ctx<'_>, w: &Window<'_>) -> Verdict {
    let n = w.d.len();
    let follows = w.s > 1 && ctx.f.kind(w.s - 2) == Kind::Digit && !ctx.f.alnum(w.s - 1);
    let plus = plus_before(ctx, w.s) || matches!(w.d, [0, 0, 1..=9, ..]) && n >= 11 && !follows;
    // an Indian mobile behind somebody's name
    let mobile = n == 10 && matches!(w.d, [6..=9, ..]) && matches!(w.sizes, [10] | [5, 5]) && !w.has_gap('-');
    let cue = ctx.cue(w.s, w.e, Cue::Phone) || mobile && ctx.near.any_of(mask(&[Cue::Announce, Cue::AnnounceLoose]));
    // "2024-0117": a year and a running number
    let dated = matches!((w.sizes, w.d), ([4, 3..=5], [1, 9, ..] | [2, 0, ..]));
    if w.filler() && n < 9 || !cue && !plus && dated {
        return None;
    }
    let trunk = matches!(w.d, [0, 1..=9, ..]) && (9..=12).contains(&n);
    let (spaced, latin) = (w.sizes.len() >= 2, ctx.latin());
    let mut s: f32 = if plus && n >= 8 {
        0.8
    } else if trunk && n >= 10 && spaced && latin {
        0.6
    } else if trunk && n == 11 && matches!(w.d, [0, 7, ..] | [0, 1, 1..=9, ..] | [0, 2, 0 | 3 | 4 | 8 | 9, ..]) && latin {
        0.58
    } else if (trunk || mobile) && latin {
        0.35
    } else if latin && spaced && n >= 9 && !w.has_gap(',') {
        0.3
    } else if latin && n >= 7 {
        0.15
    } else {
        return None;
    };
    if cue {
        s += if latin && spaced && n < 9 {
            0.4
        } else if latin {
            0.3 + if (n > 10 || n == 8 && matches!(w.d, [3 | 6 | 8 | 9, ..])) && w.solid() { 0.06 } else { 0.0 }
        } else {
            0.1
        };
    } else if w.weak > 0 && !(trunk && spaced) {
        s -= 0.2;
    }
    if w.sizes.iter().all(|g| *g <= 2) && w.words == 0 && w.sizes.len() > 3 {
        s -= 0.1;
    }
    Some((s, "phone.intl", Canon::Digits))
}

fn id_card(ctx: &Ctx<'_>, w: &Window<'_>) -> Verdict {
    let n = w.d.len();
    if !check::region(w.d) {
        return None;
    }
    let cue = ctx.cue(w.s, w.e, Cue::IdCard);
    let num = |a, b| check::num(w.d, a, b).unwrap_or(0);
    if n == 15 {
        // fifteen digits, or eighteen cut short
        let dated = check::birth_date(1900 + num(6, 8), num(8, 10), num(10, 12));
        let cut = check::birth_date(num(6, 10), num(10, 12), num(12, 14));
        let told = w.solid() && (cut || dated && ctx.near.any(Cue::IdCard)) || dated && cue;
        return told.then_some((0.75, "id.cn.old", Canon::Digits));
    }
    if !check::birth_date(num(6, 10), num(10, 12), num(12, 14)) {
        return None;
    }
    let mut canonical = Canon::Digits;
    let sum = if n == 17 {
        canonical = Canon::X;
        x_follows(ctx, w.e)?;
        check::gb11643(w.d, 10)
    } else {
        w.d.split_last().is_some_and(|(l, rest)| check::gb11643(rest, *l))
    };
    let mut s: f32 = if sum { 0.93 } else { 0.82 };
    if cue {
        s += if sum { 0.05 } else { 0.08 };
    }
    if w.weak > 0 || w.filler() {
        s -= 0.1;
    }
    Some((s, if sum { "id.cn" } else { "id.cn.mistyped" }, canonical))
}

/// The cell after the check letter X that follows a window of seventeen digits.
pub(crate) fn x_follows(ctx: &Ctx<'_>, e: usize) -> Option<usize> {
    let mut k = e;
    while k < e + 4 && matches!(ctx.f.kind(k), Kind::Space | Kind::Punct | Kind::Symbol) {
        k += 1;
    }
    (matches!(ctx.f.ch(k), 'x' | '叉') && ctx.f.kind(k + 1) != Kind::Latin).then_some(k + 1)
}

fn card(ctx: &Ctx<'_>, w: &Window<'_>) -> Option<(f32, &'static str)> {
    let cue = ctx.cue(w.s, w.e, Cue::BankCard);
    if !cue && !matches!(w.d.first(), Some(1..=6 | 8 | 9)) {
        return None;
    }
    let (bin, luhn) = (check::card_bin(w.d), check::luhn(w.d));
    let other = ctx.near.around(w.s, w.e, &[Cue::Order, Cue::Tracking]) && !cue;
    // a run of its own in groups of one size, but for the last
    let even = w.sizes.first().is_some_and(|n| w.sizes.iter().rev().skip(1).all(|g| g == n));
    let fours = w.whole && w.sizes.len() > 3 && even && w.d.len() > 14;
    let (mut s, rule): (f32, _) = match (bin, luhn, cue) {
        (true, _, true) if fours || w.all && ctx.near.before(w.s, Cue::BankCard, 4).is_some() => (0.98, "card.bin"),
        (true, false, false) if fours => (0.88, "card.fours"),
        (true, true, true) => (0.97, "card.bin"),
        (true, true, false) => (if w.d.len() < 14 { 0.6 } else { 0.85 }, "card.bin"),
        (true, false, true) => (0.7, "card.mistyped"),
        (false, true, true) => (0.66, "card.luhn"),
        (false, false, true) if ctx.near.before(w.s, Cue::BankCard, 4).is_some() => (0.56, "card.account"),
        _ => return None,
    };
    if other {
        s -= 0.3;
    }
    if w.weak > 0 || w.filler() {
        s -= 0.12;
    }
    Some((s, rule))
}

fn ssn_nhs(ctx: &Ctx<'_>, w: &Window<'_>) -> Option<(Label, f32, &'static str)> {
    if w.d.len() == 9 {
        let cue = ctx.cue(w.s, w.e, Cue::Ssn);
        let form = w.sizes == [3, 2, 4] && w.gaps.first() == w.gaps.get(1);
        if !(form || cue) || !(check::ssn(w.d) || check::itin(w.d)) {
            return None;
        }
        let s = match (form, cue) {
            (true, true) => 0.97,
            (true, false) if w.has_gap('-') => 0.75,
            (true, false) => 0.55,
            (false, true) => 0.75,
            _ => return None,
        };
        return Some((Label::Ssn, s, "ssn"));
    }
    (ctx.cue(w.s, w.e, Cue::Nhs) && check::nhs(w.d)).then_some((Label::Nhs, 0.97, "nhs"))
}

/// A number right behind (or named just before) the word for an account.
fn account(ctx: &Ctx<'_>, w: &Window<'_>, cue: Cue) -> Option<f32> {
    let before = ctx.near.before(w.s, cue, 5);
    let after = ctx.near.after(w.e, cue, 5);
    let phone_nearer = ctx.near.before(w.s, Cue::Phone, 3).is_some() && !matches!(before, Some(0..=3));
    if phone_nearer {
        return None;
    }
    let s: f32 = match (before, after) {
        (Some(0..=2), _) => 0.85,
        (Some(_), _) => 0.7,
        (None, Some(_)) => 0.62,
        _ if ctx.expect == Some(cue) => 0.75,
        _ => return None,
    };
    let weak = if w.weak * 2 > w.d.len() { 0.15 } else { 0.0 };
    Some(s - weak - if w.whole { 0.0 } else { 0.12 })
}

/// An order or parcel number by the word beside it.
fn reference(ctx: &Ctx<'_>, w: &Window<'_>, cue: Cue) -> Option<f32> {
    let d = ctx.near.before(w.s, cue, 6).or_else(|| ctx.near.after(w.e, cue, 3).map(|d| d + 2));
    let asked = ctx.expect == Some(cue);
    let base: f32 = match d {
        Some(0..=3) => 0.78,
        Some(_) => 0.66,
        None if asked => 0.7,
        None => return None,
    };
    Some(base - if w.whole { 0.0 } else { 0.1 } - if w.sizes.len() > 4 { 0.15 } else { 0.0 })
}

/// Numbers in a list after a telephone: "67080561,67080562", "…、4007328080", and extensions.
pub(crate) fn chain(ctx: &Ctx<'_>, groups: &[Group], run: &[(usize, Gap)], out: &mut Vec<Cand>, from: usize) {
    let is_phone = |c: &Cand| c.label == Label::Phone && c.score >= 0.6;
    let Some(mut end) = out.get(from..).and_then(|c| c.iter().filter(|c| is_phone(c)).map(|c| c.e).max()) else { return };
    for (gi, _) in run {
        let Some(g) = groups.get(*gi) else { continue };
        let (s, e) = (g.s as usize, g.e as usize);
        if s < end || !matches!(gap(ctx.f, end, s), Gap::Sep(',' | '、' | ';' | '/' | ' ' | '，' | '；') | Gap::Filler) {
            continue;
        }
        if matches!(g.len(), 7 | 8 | 10 | 11 | 12) && g.plain {
            let canonical = ctx.f.str(s, e).to_owned();
            out.push(Cand { s, e, label: Label::Phone, score: 0.6, rule: "phone.list", canonical });
            end = e;
        }
    }
}
