//! Web and IP addresses.

use crate::atoms::Group;
use crate::cand::{Cand, Ctx};
use crate::chars::{WordSet, any_of};
use crate::cues::Cue;
use crate::email::dot;
use crate::fold::{Folded, Kind};
use crate::label::Label;
use crate::tokens::Row;

/// Most labels before the first of a disguised host.
const LABELS: usize = 4;
/// Longest address considered, in cells.
const REACH: usize = 512;

/// Find web addresses around every ending or scheme, and IPv4 and IPv6 addresses.
pub(crate) fn find(ctx: &Ctx<'_>, groups: &[Group], rows: &[Row], out: &mut Vec<Cand>) {
    let mut last = 0;
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::Tld) {
        if (h.s as usize) < last {
            continue;
        }
        if let Some(c) = url(ctx, h.s as usize, h.e as usize) {
            last = c.e;
            out.push(c);
        }
    }
    disguised(ctx, rows, out);
    let mut i = 0;
    while i + 3 < groups.len() {
        match v4(ctx, groups, i) {
            Some(c) => {
                out.push(c);
                i += 4;
            }
            None => i += 1,
        }
    }
    if ctx.f.colons >= 3 {
        v6(ctx, out);
    }
}

fn host_char(f: &Folded, i: usize) -> bool {
    f.alnum(i) || matches!(f.ch(i), '-' | '.')
}

fn url(ctx: &Ctx<'_>, hs: usize, he: usize) -> Option<Cand> {
    let f = ctx.f;
    let w = f.str(hs, he);
    let scheme = w.ends_with('/');
    let (mut s, mut e) = (hs, he);
    let said = w.starts_with('点') || w.starts_with("dot");
    if !scheme && !w.starts_with("www") {
        if said {
            s = if f.ch(s.wrapping_sub(1)) == ' ' { s - 1 } else { s };
        }
        let end = s;
        while s > 0 && end - s < 64 && host_char(f, s - 1) {
            s -= 1;
        }
        if s == end || !f.alnum(s) {
            return None;
        }
    }
    loop {
        while e - s < REACH && host_char(f, e) {
            e += 1;
        }
        // "hxxps://name[.]top"
        match dot(f, e).filter(|d| scheme && !matches!(f.ch(e), ' ' | ',') && d.0 - s < REACH) {
            Some((next, _)) => e = next,
            None => break,
        }
    }
    // path, query, port
    if matches!(f.ch(e), '/' | '?' | ':' | '#') && (f.alnum(e + 1) || matches!(f.ch(e), '/' | '?' | '#')) || scheme {
        while e - s < REACH && (f.alnum(e) || any_of!(f.ch(e), "/?#&=%.-_~:+@!*;,")) {
            e += 1;
        }
    }
    while e > he && matches!(f.ch(e - 1), '.' | ',' | '-' | ':' | ';' | '!' | '?') {
        e -= 1;
    }
    let host = f.str(s, e);
    // "e.g. ok.me too": a lone word with a rare ending is no address
    let lettered = f.str(s, hs.max(s)).contains(|c: char| c.is_ascii_alphabetic());
    let rare = !scheme && host.len() < 6 || said && !lettered;
    let mailish = f.ch(s.wrapping_sub(1)) == '@' || host.contains('@') && !scheme;
    if rare || mailish || e - s < 4 {
        return None;
    }
    if let Some(c) = email_without_at(ctx, s, e) {
        return Some(c);
    }
    // endings that are words too ("be there.me too") want a path or a digit
    let wordy = matches!(w, ".me" | ".co" | ".us" | ".it" | ".at" | ".so" | ".de" | ".ai");
    if wordy && !host.contains('/') && !host.contains(|c: char| c.is_ascii_digit()) && host.len() < 14 {
        return None;
    }
    let score = if scheme || host.starts_with("www.") {
        0.92
    } else if said {
        0.6
    } else {
        0.72
    };
    Some(Cand { s, e, label: Label::Url, score, rule: "url", canonical: host.to_owned() })
}

/// Endings of hosts that are looked for where the dot before them is no plain one.
#[rustfmt::skip]
static FIRM: WordSet = WordSet::new(&[
    "com", "cn", "net", "org", "top", "vip", "shop", "xyz", "cc", "io", "biz", "site", "store", "online", "club", "info", "live", "app", "link", "c o m",
]);

/// Whether a word that ends hosts begins at `k`.
pub(crate) fn ending(f: &Folded, k: usize) -> bool {
    let e = (k..k + 8).find(|i| !f.alnum(*i)).unwrap_or(k);
    FIRM.has(f.str(k, e))
}

/// "tutu88 . c o m", "lucky dot shop slash promo", "linktr.ee/mikaela": hosts with their dots disguised, and those
/// that only a path behind them tells.
fn disguised(ctx: &Ctx<'_>, rows: &[Row], out: &mut Vec<Cand>) {
    let f = ctx.f;
    let mut read = 0;
    for (i, row) in rows.iter().enumerate().skip(1).filter(|(_, r)| r.letters == r.len() && (1..=6).contains(&r.len())) {
        let before = f.ch(row.s - 1);
        let path = f.ch(row.e) == '/' && f.alnum(row.e + 1);
        if before == '.' {
            let host = rows.get(i - 1).filter(|h| h.e + 1 == row.s && h.letters > 2 && matches!(row.len(), 2 | 3) && path);
            // the name of a file
            let file = ["md", "js", "ts", "py", "rs", "css", "php", "txt", "pdf", "png", "jpg"].contains(&f.str(row.s, row.e));
            let Some(host) = host.filter(|h| h.s >= read && !file) else { continue };
            let e = (row.e..row.e + REACH).find(|k| !(f.alnum(*k) || any_of!(f.ch(*k), "/_-.="))).unwrap_or(row.e);
            push_url(f, host.s, e, out);
            read = e;
            continue;
        }
        let spelled = row.len() == 1 && f.ch(row.e - 1) == 'm' && f.str(row.s.saturating_sub(4), row.e) == "c o m";
        let at = if spelled { row.s - 4 } else { row.s };
        if !FIRM.has(f.str(at, row.e)) {
            continue;
        }
        let Some(mut s) = label_before(f, rows.get(..i).unwrap_or_default(), at, read) else { continue };
        let lettered = (s..at).any(|k| f.kind(k) == Kind::Latin);
        for _ in 0..LABELS {
            s = label_before(f, rows, s, read).unwrap_or(s);
        }
        let sign = f.ch(s.wrapping_sub(1)) == '@' || s >= 2 && f.ch(s - 2) == '@';
        let mail = ctx.near.before(s, Cue::AtSign, 3).is_some();
        if !lettered || sign || mail || crate::email::provider(f.str(s, at)) {
            continue;
        }
        let e = said_path(f, row.e);
        push_url(f, s, e, out);
        read = e;
    }
}

fn push_url(f: &Folded, s: usize, e: usize, out: &mut Vec<Cand>) {
    out.push(Cand { s, e, label: Label::Url, score: 0.62, rule: "url.disguised", canonical: f.str(s, e).replace(' ', "") });
}

/// The start of the label before the one at cell `at`, if a disguised dot parts the two.
fn label_before(f: &Folded, rows: &[Row], at: usize, floor: usize) -> Option<usize> {
    let last = rows.get(..rows.partition_point(|r| r.e <= at))?;
    // a dot said as a word is a row of its own
    let row = last.iter().rev().take(2).find(|r| dot(f, r.e).is_some_and(|d| d.0 == at))?;
    let gap = f.str(row.e, at);
    if gap.contains([',', '、', '。', '\n']) || row.s < floor || gap == ". " {
        return None;
    }
    // "w w w"
    let spelled = |s: usize| s >= 2 && f.ch(s - 1) == ' ' && f.alnum(s - 2) && (s < 3 || !f.alnum(s - 3));
    let mut s = row.s;
    while row.len() == 1 && spelled(s) && s - 2 >= floor {
        s -= 2;
    }
    (row.len() > 1 || s < row.s).then_some(s)
}

/// The end of a path behind a host that ends at `e`, its slashes said or written.
fn said_path(f: &Folded, e: usize) -> usize {
    let word = |k: usize| (k..k + 40).find(|i| !(f.alnum(*i) || any_of!(f.ch(*i), "-_.="))).unwrap_or(k);
    let mut end = e;
    for _ in 0..4 {
        let slash = [" slash ", "斜杠", "/", " / "].iter().find(|w| f.starts(end, w));
        let Some(next) = slash.map(|w| end + w.chars().count()).filter(|k| f.alnum(*k)) else { break };
        end = word(next);
    }
    end
}

/// "name#qq.com", "name圈qq.com": another sign where the `@` should be, before a host.
fn email_without_at(ctx: &Ctx<'_>, s: usize, e: usize) -> Option<Cand> {
    let f = ctx.f;
    let mut k = s;
    while k > 0 && s - k < 3 && !f.alnum(k - 1) && !matches!(f.ch(k - 1), '/' | ':' | ',' | '。' | '.') {
        k -= 1;
    }
    let word = |i: usize| f.alnum(i) || matches!(f.ch(i), '_' | '-' | '.');
    let mut a = k;
    while a > 0 && k - a < 64 && word(a - 1) {
        a -= 1;
    }
    let sign = s - k == 1 && matches!(f.kind(k), Kind::Punct | Kind::Symbol);
    let host = f.str(s, e);
    let provider = crate::email::provider(host);
    let spaces = (k..s).all(|i| f.kind(i) == Kind::Space);
    if k == s || a == k || spaces || !(sign || provider) || !f.alnum(a) {
        return None;
    }
    let canonical = format!("{}@{host}", f.str(a, k));
    Some(Cand { s: a, e, label: Label::Email, score: if provider { 0.8 } else { 0.7 }, rule: "email.sign", canonical })
}

/// "IP10.0.0.1": the word for it is written to the number.
fn glued_to_cue(f: &Folded, s: usize) -> bool {
    s >= 2 && f.str(s - 2, s) == "ip" && (s < 3 || !f.alnum(s - 3))
}

fn v4(ctx: &Ctx<'_>, groups: &[Group], i: usize) -> Option<Cand> {
    let f = ctx.f;
    let g = groups.get(i..i + 4)?;
    let digit = |k: &usize| f.kind(*k) == Kind::Digit;
    let (mut s, mut e) = (g.first()?.s as usize, g.last()?.e as usize);
    // a word beside the first or last number may sound like a digit: "服务器47.1.2.3"
    s = (s..g.first()?.e as usize).rev().take_while(digit).last()?;
    e = (g.last()?.s as usize..e).take_while(digit).last()? + 1;
    for (k, x) in g.iter().enumerate() {
        let (from, to) = ((x.s as usize).max(s), (x.e as usize).min(e));
        let short = to.checked_sub(from).is_some_and(|n| n <= 3);
        let v: u32 = if short && (from..to).all(|k| digit(&k)) { f.str(from, to).parse().ok()? } else { return None };
        let dot = |p: &Group| {
            matches!(f.str(p.e as usize, x.s as usize).trim(), "." | "点" | "dot" | "。" | "[.]" | "(.)" | "[dot]" | "(dot)")
        };
        if v > 255 || k > 0 && !g.get(k - 1).is_some_and(dot) {
            return None;
        }
    }
    let more = |k: usize, d: usize| f.ch(k) == '.' && f.kind(d) == Kind::Digit;
    if more(e, e + 1) || (s >= 2 && more(s - 1, s - 2)) || f.alnum(e) || (s > 0 && f.alnum(s - 1) && !glued_to_cue(f, s)) {
        return None;
    }
    let cue = ctx.cue(s, e, Cue::Ip);
    let version = ctx.near.before(s, Cue::DontCare, 6).is_some();
    let single = g.iter().all(|x| x.len() == 1);
    let score = match (cue, version, single) {
        (true, ..) => 0.97,
        (_, true, _) => 0.3,
        (_, _, true) => 0.45,
        _ => 0.8,
    };
    // a port belongs to it
    let port = (e + 1..e + 6).take_while(|k| f.ch(e) == ':' && f.kind(*k) == Kind::Digit).count();
    let e = if port > 1 && !f.alnum(e + 1 + port) { e + 1 + port } else { e };
    // dots in words only where an address of a machine is meant
    let said = f.str(s, e).len() != e - s || f.str(s, e).contains('d');
    let canonical = f.str(s, e).replace(['点', '。'], ".").replace("dot", ".").replace(' ', "");
    (cue || !said).then_some(Cand { s, e, label: Label::Ip, score, rule: "ip.v4", canonical })
}

/// RFC 4291 text forms: eight groups, or fewer with one `::`.
fn v6(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let hex = |k: usize| f.ch(k).is_ascii_hexdigit();
    // "ip2001:db8::7"
    let behind = |k: usize| ctx.near.any(Cue::Ip) && ctx.near.before(k, Cue::Ip, 0).is_some();
    let mut i = 0;
    while i < f.cells.len() {
        let start = (hex(i) || f.ch(i) == ':') && (i == 0 || !(f.alnum(i - 1) || f.ch(i - 1) == ':') || behind(i));
        if !start {
            i += 1;
            continue;
        }
        let mut e = i;
        while hex(e) || f.ch(e) == ':' {
            e += 1;
        }
        let t = f.str(i, e);
        // the address of a network card: six pairs
        if t.len() == 17 && !f.alnum(e) && t.split(':').count() == 6 && t.split(':').all(|p| p.len() == 2) {
            out.push(Cand { s: i, e, label: Label::Ip, score: 0.8, rule: "ip.mac", canonical: t.to_owned() });
        }
        if t.len() >= 6 && t.len() <= 39 && t.matches(':').count() >= 3 && !f.alnum(e) && t.parse::<std::net::Ipv6Addr>().is_ok()
        {
            out.push(Cand { s: i, e, label: Label::Ip, score: 0.9, rule: "ip.v6", canonical: t.to_owned() });
        }
        i = e.max(i + 1);
    }
}
