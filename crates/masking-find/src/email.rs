//! E-mail addresses, plain and disguised: `@` said as a word or sign, dots said as words, letters
//! spelled one by one.

use masking_check::hosts::{CHINESE, ENDINGS, PROVIDERS, SAID, canonical, squeezed};

use crate::accounts::{id_before, read_id, value_after};
use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::cues::Cue;
use crate::fold::{Cell, DECORATED, Folded, HAN, Kind, NO_DIGIT};
use crate::form::SURE;
use crate::label::Label;
use crate::tokens::Row;

/// Longest local part and domain, in cells.
const REACH: usize = 96;
/// Longest row that is looked at for a provider.
const LONGEST: usize = 48;

/// Find addresses around every sign that can stand for `@`.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let mut last = 0;
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::AtSign) {
        let (s, e) = (h.s as usize, h.e as usize);
        if s < last {
            continue;
        }
        if let Some(c) = around(ctx, s, e) {
            last = c.e;
            out.push(c);
        }
    }
}

/// Any sign between a name and a host: "bigdog#mycorp dot io", "lily2020在hey.com", "maya88ⓐproton点me".
pub(crate) fn by_sign(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let circled = |k: usize| f.cells.get(k).is_some_and(|c| c.has(DECORATED) && c.kind == Kind::Latin);
    // "lily2020ATlive点com"
    let upper = |k: usize| f.cells.get(k).is_some_and(Cell::is_upper);
    let capitals = |k: usize| upper(k) && upper(k + 1) && f.ch(k + 1) == 't' && !upper(k - 1) && !upper(k + 2);
    let sign = |k: usize, c: &Cell| match c.kind {
        Kind::Symbol => c.ch != '@',
        Kind::Punct => any_of!(c.ch, "#*"),
        Kind::Han => c.ch == '在',
        Kind::Latin => c.ch == 'a' && (circled(k) && !circled(k - 1) && !circled(k + 1) || capitals(k)),
        _ => false,
    };
    for (k, _) in f.cells.iter().enumerate().skip(1).filter(|(k, c)| sign(*k, c)).take(64) {
        let from = f.skip_space(k + 1 + usize::from(capitals(k)));
        let Some((e, 1.., plain, true)) = domain(f, from).filter(|_| f.alnum(from)) else { continue };
        let before = k - usize::from(f.ch(k - 1) == ' ');
        let Some(s) = local(f, before).filter(|s| before - s > 2 && f.alnum(before - 1)) else { continue };
        let (name, host) = (f.str(s, before), f.str(from, e));
        let telling = name.contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | '+'));
        if !f.alnum(e) && (telling || !plain || provider(host) || ctx.near.any(Cue::Email)) {
            let canonical = canonical(name, host);
            out.push(Cand { s, e, label: Label::Email, score: 0.74, rule: "email.sign", canonical });
        }
    }
}

/// "moc.liamg@yma": written from its end.
pub(crate) fn turned(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    const ENDS: &[&str] = &["moc.", "ten.", "gro.", "nc.", "em.", "ku.", "ude.", "oi."];
    let f = ctx.f;
    if f.at_signs == 0 || f.latin < 8 {
        return;
    }
    let part = |k: usize| f.alnum(k) || any_of!(f.ch(k), "._-");
    for at in f.text.match_indices('@').map(|(off, _)| f.cell_at(off)).filter(|at| *at > 0) {
        let s = at - (0..at).rev().take(REACH).take_while(|k| part(*k)).count();
        let e = at + 1 + (at + 1..at + REACH).take_while(|k| part(*k)).count();
        if e > at + 3 && ENDS.iter().any(|w| f.starts(s, w) && s + w.len() < at) {
            let canonical = f.str(s, e).chars().rev().collect();
            out.push(Cand { s, e, label: Label::Email, score: 0.8, rule: "email.turned", canonical });
        }
    }
}

/// An account behind a word for mail, the provider being told elsewhere: "my gmail is kora.bell10",
/// "企鹅邮箱，前面是710059957".
pub(crate) fn by_cue(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    #[rustfmt::skip]
    static LEADS: Words = Words::new(&[
        "前面是", "前面", "前缀是", "前缀", "用户名是", "用户名", "名字是", "名", "地址是", "地址", "address is", "address",
    ]);
    let f = ctx.f;
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::Email && h.e - h.s >= 2) {
        let (mut k, pointed) = value_after(f, h.e as usize);
        if let Some(w) = LEADS.at(f, k).next() {
            k = value_after(f, k + w.chars().count()).0;
        }
        // "it's elenahaverford912 on the google mail"
        let before = || id_before(f, h.s as usize).filter(|id| id.letters > 4);
        let Some(id) = read_id(f, k).or_else(before).filter(|id| !matches!(f.ch(id.e), '@' | '/')) else { continue };
        let formed = id.letters > 4 && (pointed || id.digits > 0) && id.form(f) > SURE;
        let lettered =
            id.letters > 1 && (id.digits > 1 || id.text.contains(['.', '_']) || formed) && (5..=32).contains(&id.text.len());
        let numbered = id.letters == 0 && (6..=10).contains(&id.digits) && f.kind(h.s as usize) == Kind::Han;
        if lettered || numbered {
            out.push(Cand { s: id.s, e: id.e, label: Label::Email, score: 0.57, rule: "email.cue", canonical: id.text });
        }
    }
}

/// The provider tells the address, whatever stands for the at-sign: "liping花a163点com",
/// "dugang🐭qq.com", "87654321的qq邮箱".
pub(crate) fn by_provider(ctx: &Ctx<'_>, rows: &[Row], out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.latin < 3 && !ctx.near.any(Cue::Email) {
        return;
    }
    let words = [b"dot", b"com", "点".as_bytes()];
    let said = || f.text.as_bytes().windows(3).any(|w| matches!(w[0], b'd' | b'c' | 0xE7) && words.contains(&w));
    if !ctx.near.any(Cue::Tld) && !ctx.near.any(Cue::Email) && !said() {
        return;
    }
    let mut read = 0;
    for row in rows {
        let (s, e) = (row.s, row.e.min(row.s + LONGEST));
        if s < read {
            continue;
        }
        // "name@host.com" is read by its sign
        let signed = s > 0 && f.ch(s - 1) == '@' && f.ch(e) == '.';
        let host = if signed { None } else { host_from(f, s, e) };
        let found = host.and_then(|h| with_provider(ctx, h, e)).or_else(|| glued(f, s, e));
        read = found.as_ref().map_or(read, |c| c.e);
        out.extend(found);
    }
}

/// "liping88ATgmailDOTcom": all in one word.
fn glued(f: &Folded, from: usize, e: usize) -> Option<Cand> {
    if e - from < 9 || !holds(f.str(from, e), b"dot") {
        return None;
    }
    let s = local(f, from + 1).unwrap_or(from);
    let w = f.str(s, e);
    let (name, rest) = w.match_indices("at").filter(|(i, _)| *i >= 3).find_map(|(i, _)| {
        let rest = w.get(i + 2..)?;
        rest.split_once("dot").filter(|(host, end)| PROVIDERS.has(host) && ENDINGS.has(end))?;
        Some((w.get(..i)?, rest))
    })?;
    let canonical = format!("{name}@{}", rest.replacen("dot", ".", 1));
    Some(Cand { s, e, label: Label::Email, score: 0.8, rule: "email.glued", canonical })
}

/// Whether a short word holds `part`: for words of a few letters quicker than a search.
fn holds(w: &str, part: &[u8; 3]) -> bool {
    w.as_bytes().windows(3).any(|x| x == part)
}

/// Where the name of a well-known provider begins in the word `s..e`; an "a" for the at-sign may be
/// written to it.
fn host_from(f: &Folded, s: usize, e: usize) -> Option<usize> {
    let known = |w: &str| PROVIDERS.has(w) && !matches!(w, "me" | "mail" | "live" | "tom");
    let w = f.str(s, e);
    if known(w) {
        return Some(s);
    }
    // "gmaildotcom"
    if w.len() > 6 && holds(w, b"dot") && w.split_once("dot").is_some_and(|(host, end)| known(host) && ENDINGS.has(end)) {
        return Some(s);
    }
    if s > 0 && w.strip_prefix("at").is_some_and(known) {
        return Some(s + 2);
    }
    (s > 0 && f.kind(s - 1) != Kind::Space && w.strip_prefix('a').is_some_and(known)).then_some(s + 1)
}

fn with_provider(ctx: &Ctx<'_>, s: usize, e: usize) -> Option<Cand> {
    const ALIAS: usize = 7;
    let f = ctx.f;
    let (mut end, mut dots, _, mut ending) = domain(f, s)?;
    // "lily98 ⓐ outlook com"
    let numbered = (s.saturating_sub(8)..s).any(|k| f.kind(k) == Kind::Digit);
    if let Some(bare) = bare_ending(f, end).filter(|_| dots == 0 && (numbered || f.ch(end) != ' ')) {
        (end, dots, ending) = (bare, 1, true);
    }
    let box_word = f.starts(e, "邮箱") || f.starts(e, "信箱");
    let joined = f.str(s, e).contains("dot");
    if !(dots > 0 && ending || box_word || joined) {
        return None;
    }
    let end = if box_word && dots == 0 { e + 2 } else { end };
    let at = (s.saturating_sub(ALIAS)..s)
        .rev()
        .take_while(|k| !(atext(f, *k) && atext(f, k.wrapping_sub(1)) && !han_digit(f, *k)))
        .last()?;
    let between = (at..s).all(|k| !matches!(f.ch(k), '。' | '!' | '?' | ';' | '\n' | ':'));
    let left = local(f, at).filter(|l| at - l >= 3 && between);
    let cand = |s: usize, e: usize, name: &str, score: f32| {
        let canonical = canonical(name, f.str(s.max(at), end));
        Some(Cand { s, e, label: Label::Email, score, rule: "email.provider", canonical })
    };
    if let Some(l) = left {
        return cand(l, end, f.str(l, at), if ctx.cue(l, end, Cue::Email) || !box_word { 0.72 } else { 0.6 });
    }
    // "163邮箱dugang"
    let from = (end..end + 3).find(|k| !matches!(f.ch(*k), ':' | '是' | ' '))?;
    let to = (from..from + 32).find(|k| !atext(f, *k)).unwrap_or(from);
    if box_word && to - from >= 4 { cand(s, to, f.str(from, to), 0.66) } else { None }
}

/// How the at-sign is written: the cells it takes with its brackets and spaces, and its weight.
struct At {
    s: usize,
    e: usize,
    plain: bool,
    /// A bare word between spaces, which is an ordinary word as well.
    bare: bool,
}

fn at_sign(f: &Folded, s: usize, e: usize) -> At {
    let plain = f.ch(s) == '@';
    let (mut a, mut b) = (s, e);
    let mut wrapped = false;
    while a > 0
        && s - a < 4
        && matches!(f.kind(a - 1), Kind::Space | Kind::Punct | Kind::Symbol)
        && !matches!(f.ch(a - 1), '.' | ':' | '!' | '?')
        && (f.ch(a - 1) != ',' || !plain && f.kind(s) == Kind::Han)
    {
        wrapped |= f.kind(a - 1) != Kind::Space;
        a -= 1;
    }
    while b - e < 4
        && matches!(f.kind(b), Kind::Space | Kind::Punct | Kind::Symbol)
        && (f.ch(b) != ',' || !plain && f.kind(s) == Kind::Han)
    {
        wrapped |= f.kind(b) != Kind::Space;
        b += 1;
    }
    let han = f.kind(s) == Kind::Han;
    At { s: a, e: b, plain, bare: !plain && !wrapped && !han }
}

fn around(ctx: &Ctx<'_>, s: usize, e: usize) -> Option<Cand> {
    let f = ctx.f;
    let at = at_sign(f, s, e);
    let (right, dots, plain_dots, ending) = domain(f, at.e)?;
    let host = f.str(at.e, right);
    // "lucy_h@acme": the ending is left out
    let signed = at.plain && at.e == at.s + 1 && host.len() > 3;
    if dots == 0 && host.is_ascii() && !host.contains(' ') && !provider(host) && !signed {
        return None;
    }
    let left = local(f, at.s)?;
    let name = f.str(left, at.s);
    let telling = name.contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | '+'));
    // "name@gmail com": the dot is left out
    let left_out = dots == 0 && (at.plain || telling) && provider(host);
    let (right, dots, ending, bare) = match bare_ending(f, right).filter(|_| left_out) {
        Some(end) => (end, 1, true, true),
        None => (right, dots, ending, false),
    };
    let plain_dots = plain_dots && !bare;
    let host = f.str(at.e, right);
    let squeezed = squeezed(host);
    let provider = provider(&squeezed) || CHINESE.iter().any(|w| squeezed.starts_with(w));
    let cue = ctx.cue(left, right, Cue::Email);
    let score: f32 = match (at.plain, dots) {
        (true, 1..) if plain_dots && at.e - at.s == 1 => 0.98,
        (true, 1..) if ending => 0.9,
        (true, 1..) if at.e - at.s == 1 => 0.7,
        (true, 1..) => return None,
        (true, 0) if provider => 0.72,
        (true, 0) if signed && telling && host.bytes().all(|b| b.is_ascii_alphabetic()) => 0.6,
        (true, 0) => return None,
        (false, 1..) if !at.bare && ending => 0.85,
        (false, 1..) if at.bare && !plain_dots && ending => 0.8,
        (false, 1..) if ending && (provider && telling || cue) => 0.75,
        // "jane AT gmail.com"
        (false, 1..) if ending && provider && f.cells.get(s).is_some_and(|c| c.is_upper()) => 0.75,
        (false, 1..) if ending && telling && at.s - left > 3 => 0.75,
        (false, 1..) if ending && telling => 0.6,
        (false, 1..) if ending && provider => 0.6,
        (false, 0) if provider && (cue || telling || !at.bare && squeezed.len() > 4) => 0.6,
        _ => return None,
    };
    let canonical = canonical(name, host);
    Some(Cand {
        s: left,
        e: right,
        label: Label::Email,
        score,
        rule: if at.plain { "email" } else { "email.disguised" },
        canonical,
    })
}

/// The end of "com" or the like after a space at `e`.
fn bare_ending(f: &Folded, e: usize) -> Option<usize> {
    let s = any_of!(f.ch(e), " #*|/~-_:^+=").then_some(e + 1)?;
    let end = (s..s + 5).find(|k| !f.alnum(*k))?;
    matches!(f.str(s, end), "com" | "cn" | "net" | "org").then_some(end)
}

/// Whether a host begins with the name of a mail provider.
pub(crate) fn provider(host: &str) -> bool {
    let host = host.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let n = host.bytes().take_while(u8::is_ascii_alphanumeric).count();
    PROVIDERS.has(host.get(..n).unwrap_or_default())
}

fn atext(f: &Folded, i: usize) -> bool {
    f.alnum(i) || matches!(f.ch(i), '.' | '_' | '-' | '+') || han_digit(f, i)
}

fn han_digit(f: &Folded, i: usize) -> bool {
    f.cells.get(i).is_some_and(|c| c.kind == Kind::Han && c.dig != NO_DIGIT && c.dig >> 4 == HAN && c.ch != '两')
}

/// Start of the local part that ends before cell `e`.
fn local(f: &Folded, e: usize) -> Option<usize> {
    let mut s = e;
    while s > 0 && e - s < REACH && atext(f, s - 1) {
        s -= 1;
    }
    // a single letter or a number before spaces: spelled out
    if e - s == 1 || e - s <= 4 && (s..e).all(|k| f.kind(k) == Kind::Digit) {
        while s >= 2 && e - s < REACH && separator(f, s - 1) && atext(f, s - 2) && (s < 3 || !f.alnum(s - 3)) {
            s -= 2;
        }
    }
    // "john dot smith", "john underscore 98"
    while let Some(w) = joint_before(f, s) {
        let mut a = w;
        while a > 0 && e - a < REACH && atext(f, a - 1) {
            a -= 1;
        }
        if a == w {
            break;
        }
        let spelled = w - a == 1;
        while spelled && a >= 2 && e - a < REACH && separator(f, a - 1) && atext(f, a - 2) && (a < 3 || !f.alnum(a - 3)) {
            a -= 2;
        }
        s = a;
    }
    while s < e && !f.alnum(s) && !han_digit(f, s) {
        s += 1;
    }
    (s < e).then_some(s)
}

fn separator(f: &Folded, i: usize) -> bool {
    matches!(f.ch(i), ' ' | '-' | '*')
}

/// The start of a spoken joint (" dot ", " underscore ") that ends at `s`.
pub(crate) fn joint_before(f: &Folded, s: usize) -> Option<usize> {
    let mut b = s;
    let pad = |k: usize| f.ch(k) == ' ' || matches!(f.kind(k), Kind::Punct) && !any_of!(f.ch(k), ".,:@!?");
    while b > 0 && s - b < 3 && pad(b - 1) {
        b -= 1;
    }
    let mut a = b;
    let script = f.kind(b.wrapping_sub(1));
    while a > 0 && b - a < 12 && f.kind(a - 1) == script && matches!(script, Kind::Latin | Kind::Han) && !han_digit(f, a - 1) {
        a -= 1;
    }
    let w = f.str(a, b);
    let joint = matches!(w, "dot" | "point" | "underscore" | "dash" | "hyphen" | "点" | "下划线" | "横杠" | "杠");
    if !joint || (b == s && f.kind(a) == Kind::Latin) {
        return other_dot(f, s);
    }
    let mut k = a;
    while k > 0 && a - k < 3 && pad(k - 1) {
        k -= 1;
    }
    Some(k)
}

/// The start of a dot that is written otherwise ("[.]", "<dot>", " period ", "•") and ends at `s`.
fn other_dot(f: &Folded, s: usize) -> Option<usize> {
    let other = |a: &usize| !any_of!(f.ch(*a), ",、。!?") && f.str(*a, s) != ". " && dot(f, *a).is_some_and(|d| d.0 == s);
    (s.saturating_sub(10)..s).rev().filter(|a| *a > 0 && f.alnum(a - 1) && !f.alnum(*a)).find(other)
}

/// The domain from cell `s`: its end, the number of dots, whether all are plain, and whether the
/// last label is a known ending.
fn domain(f: &Folded, s: usize) -> Option<(usize, usize, bool, bool)> {
    let (mut e, mut dots, mut plain) = (label_end(f, s), 0, true);
    if e == s {
        return None;
    }
    e = second_word(f, s, e).unwrap_or(e);
    let mut ending = false;
    while dots < 5 && e - s < REACH {
        let Some((next, is_plain)) = dot(f, e) else { break };
        let end = label_end(f, next);
        let label = squeezed(f.str(next, end));
        let label = &*label;
        if end == next || (!is_plain && !ENDINGS.has(label) && dot(f, end).is_none()) {
            break;
        }
        // a plain full stop before ordinary text ends the sentence
        if is_plain && !ENDINGS.has(label) && !(2..=24).contains(&label.len()) {
            break;
        }
        ending = ENDINGS.has(label);
        plain &= is_plain;
        dots += 1;
        e = end;
        // "…dot com at noon": the ending of a country may follow, a word may not
        if ending && dot(f, e).is_none() {
            break;
        }
    }
    // "gmaildotcom"
    let glued = dots == 0 && e - s > 5 && f.str(s, e).rsplit_once("dot").is_some_and(|(h, end)| h.len() > 1 && ENDINGS.has(end));
    Some(if glued { (e, 1, false, true) } else { (e, dots, plain, ending) })
}

/// Where a provider's name written in two words goes on to: "g mail", "out look".
fn second_word(f: &Folded, s: usize, e: usize) -> Option<usize> {
    let from = (f.ch(e) == ' ').then_some(e + 1)?;
    let end = (from..from + 8).find(|k| f.kind(*k) != Kind::Latin)?;
    let (first, second) = (f.str(s, e), f.str(from, end));
    let whole = || PROVIDERS.list.iter().any(|p| p.strip_prefix(first) == Some(second));
    (end > from && !PROVIDERS.has(first) && whole()).then_some(end)
}

fn label_end(f: &Folded, s: usize) -> usize {
    let han = f.kind(s) == Kind::Han && CHINESE.iter().chain(SAID).any(|w| f.starts(s, w));
    let mut e = if han { s + 2 } else { s };
    while e - s < 64 && (f.alnum(e) || (f.ch(e) == '-' && f.alnum(e + 1) && e > s && !f.starts(e, "-dot-")) || han_digit(f, e)) {
        e += 1;
    }
    if e == s + 1 {
        while f.ch(e) == ' ' && e - s < 64 && f.alnum(e + 1) && !f.alnum(e + 2) {
            e += 2;
        }
    }
    e
}

/// A space, bracket or other sign around a dot: none that is one or ends a sentence.
fn padding(f: &Folded, k: usize) -> bool {
    matches!(f.kind(k), Kind::Space | Kind::Punct | Kind::Symbol) && !any_of!(f.ch(k), ".。·•,、丶‧・!?;:@")
}

/// The cell after a dot at `i`, plain or said, with its spaces and brackets.
pub(crate) fn dot(f: &Folded, i: usize) -> Option<(usize, bool)> {
    if f.ch(i) == '.' && (f.alnum(i + 1) || han_digit(f, i + 1)) {
        return Some((i + 1, true));
    }
    if f.ch(i) == '.' && f.ch(i + 1) == '.' && f.alnum(i + 2) {
        return Some((i + 2, true));
    }
    let mut k = i;
    while k - i < 3 && padding(f, k) {
        k += 1;
    }
    // "126，点，com"
    let after = f.skip_space(k + 1);
    let led = f.ch(k) == ',' && (f.ch(after) == '点' || f.starts(after, "dot"));
    k = if led { after } else { k };
    let mut j = k;
    // a sign of any kind before a usual ending
    let odd = || {
        (f.kind(k) == Kind::Symbol && !f.ch(k).is_ascii() || f.ch(k) == ';')
            && ["com", "net", "org"].iter().any(|w| f.starts(k + 1, w) && !f.alnum(k + 4))
    };
    let sign = matches!(f.ch(k), '.' | '。' | '·' | '•' | ',' | '、' | '点' | '丶' | '‧' | '・') || odd();
    if !sign && !any_of!(f.ch(k), "dp句圆") {
        return None;
    }
    if sign {
        j = k + 1 + usize::from(f.ch(k + 1) == f.ch(k));
    } else {
        while f.alnum(j) && j - k < 8 {
            j += 1;
        }
        j += if f.starts(k, "句号") || f.starts(k, "圆点") { 2 } else { 0 };
        if f.starts(k, "d o t") && !f.alnum(k + 5) {
            j = k + 5;
        }
        // "dotcom": the ending follows at once
        if let Some(end) = f.str(k, j).strip_prefix("dot").filter(|end| ENDINGS.has(end)) {
            j -= end.len();
        }
        if !matches!(
            f.str(k, j),
            "dot" | "d o t" | "d0t" | "dott" | "dawt" | "d" | "point" | "period" | "punto" | "dian" | "句号" | "圆点"
        ) {
            return None;
        }
    }
    let word_end = j;
    while j - word_end < 3 && (padding(f, j) || led && f.ch(j) == ',') {
        j += 1;
    }
    let said = f.ch(k) == '点' && SAID.iter().any(|w| f.starts(j, w));
    (said || f.alnum(j) || han_digit(f, j)).then_some((j, false))
}
