//! Names and accounts in Latin letters, spelled letter by letter.

use std::borrow::Cow;

use masking_check::spoken::RADIO;

use crate::accounts::value_after;
use crate::cand::{Cand, Ctx};
use crate::chars::any_of;
use crate::cues::Cue;
use crate::fold::{Cell, Kind};
use crate::label::Label;
use crate::tokens::{COMMON, DIGIT, FIRST, LAST, Row, Token, look_up};

/// "name: M a r c u s  D o y l e": an announced name letter by letter.
pub(crate) fn spelled(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    let next = |a: &Token, b: &Token| {
        let gap = b.s as usize - a.e as usize;
        b.e == b.s + 1 && (1..=3).contains(&gap) && (a.e..b.s).all(|k| matches!(f.ch(k as usize), ' ' | '-' | '.' | '*' | '_'))
    };
    let mut i = 0;
    while i + 3 < tokens.len() {
        // not the letter of "I'm"
        i += usize::from(tokens.get(i).is_some_and(|t| t.s > 0 && f.ch(t.s as usize - 1) == '\''));
        let row = tokens.get(i..).unwrap_or_default();
        let lone = row.first().is_some_and(|t| t.e == t.s + 1);
        let n = if lone { 1 + row.windows(2).take_while(|w| next(&w[0], &w[1])).count() } else { 1 };
        i += n;
        let (Some(first), Some(last)) = (row.first(), row.get(n - 1)) else { break };
        let (s, e) = (first.s as usize, last.e as usize);
        if n < 4 {
            continue;
        }
        // letters that make a known name
        let letters: String = row
            .get(..n)
            .unwrap_or_default()
            .iter()
            .map(|t| if t.capital { " " } else { "" }.to_owned() + f.str(t.s as usize, t.e as usize))
            .collect();
        let known = letters.split(' ').any(|w| w.len() > 3 && look_up(w).0 & (FIRST | LAST) != 0);
        let before = f.str(s.saturating_sub(12), s).trim_end_matches([' ', ':', '-', '=']);
        let named = ["name", "name is", "called", "named", "surname"].iter().any(|w| before.ends_with(w));
        let loose = n > 5 && ctx.near.before(s, Cue::AnnounceLoose, 2).is_some();
        // "j.a.c.k.9.9" is an account
        let coded = (s.saturating_sub(2)..s).chain(e..e + 3).any(|k| f.kind(k) == Kind::Digit || any_of!(f.ch(k), "@_在#"));
        if named || loose || known && !coded || ctx.near.before(s, Cue::Announce, 3).is_some() || ctx.expect == Some(Cue::Name) {
            let canonical =
                f.str(s, e).split("  ").map(|w| w.replace([' ', '-', '.', '*', '_'], "")).collect::<Vec<_>>().join(" ");
            out.push(Cand { s, e, label: Label::Person, score: 0.72, rule: "name.en.spelled", canonical });
        }
    }
}

/// "name: J0hn Sm1th": a name with letters written as digits, in full or where something announces one.
pub(crate) fn leet(ctx: &Ctx<'_>, rows: &[Row], out: &mut Vec<Cand>) {
    let f = ctx.f;
    let name = |r: &Row| {
        if r.len() <= 3 || r.digits() * 2 > r.len() {
            return None;
        }
        let w = f.str(r.s, r.e);
        let plain = |w: &str| w.chars().map(crate::words::unleet).collect();
        let word = if r.digits() > 0 { Cow::Owned(plain(w)) } else { Cow::Borrowed(w) };
        let bits = look_up(&*word).0;
        (bits & (FIRST | LAST) != 0 && bits & DIGIT == 0).then_some((word, r.digits() > 0))
    };
    for (i, row) in rows.iter().enumerate().filter(|(_, r)| r.len() > 3) {
        let next = rows.get(i + 1).filter(|r| r.s == row.e + 1 && f.ch(row.e) == ' ');
        let told = ctx.near.before(row.s, Cue::Announce, 3).is_some() || ctx.near.before(row.s, Cue::Name, 3).is_some();
        if next.is_none() && !told || row.digits() == 0 && next.is_none_or(|n| n.digits() == 0) {
            continue;
        }
        let Some((first, odd)) = name(row) else { continue };
        let second = next.and_then(|r| Some((name(r)?, r.e)));
        let (e, odd) = second.as_ref().map_or((row.e, odd), |((_, o), e)| (*e, odd || *o));
        if odd && (told || second.is_some()) {
            let canonical = second.map_or_else(|| first.to_string(), |((w, _), _)| format!("{first} {w}"));
            out.push(Cand { s: row.s, e, label: Label::Person, score: 0.64, rule: "name.en.leet", canonical });
        }
    }
}

/// "last name pettifer": a word that is no ordinary one, where it is said to be a name.
pub(crate) fn told(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::Name && h.e - h.s > 6 && f.kind(h.s as usize) == Kind::Latin) {
        let (k, _) = value_after(f, h.e as usize);
        let Some(t) = tokens.iter().find(|t| t.s as usize == k && t.e - t.s > 2 && t.bits & COMMON == 0) else { continue };
        let (s, e) = (k, t.e as usize);
        if !f.alnum(e) && k < h.e as usize + 6 {
            out.push(Cand::plain(f, (s, e), Label::Person, 0.6, "name.en.told"));
        }
    }
}

/// "K as in Kilo, O, V, A": letters spelled by words, with single letters, digits and what they join to around them.
pub(crate) fn as_in(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    const LEAST: usize = 3;
    let f = ctx.f;
    let latin = |k: usize| f.kind(k) == Kind::Latin;
    let two = |t: &Token| t.e - t.s == 2;
    let word = |t: &Token| f.str(t.s as usize, t.e as usize);
    if !tokens.windows(2).any(|w| two(&w[0]) && two(&w[1]) && word(&w[0]) == "as" && word(&w[1]) == "in") {
        return;
    }
    let code = ["postcode", "post code", "zip", "postal"].iter().any(|w| f.text.contains(w));
    let named = ctx.expect == Some(Cue::Name)
        || ctx.near.any(Cue::Name)
        || ctx.near.any(Cue::Announce)
        || f.text.contains("spell")
        || f.text.contains("name");
    let mut read = 0;
    for (at, _) in f.text.match_indices(" as in ") {
        let k = f.cell_at(at);
        let Some(s) = k.checked_sub(1).filter(|s| latin(*s) && (*s == 0 || !f.alnum(*s - 1)) && *s >= read) else { continue };
        let (mut e, mut k, mut letters) = (s, s, 0);
        loop {
            let n = (k..).take_while(|k| f.alnum(*k)).count();
            let w = f.str(k, k + n);
            let upper = n > 0 && f.cells.get(k..k + n).is_some_and(|r| r.iter().all(Cell::is_upper));
            let spelled = n == 1 && f.starts(k + 1, " as in ");
            let digits = n > 0 && (k..k + n).all(|k| f.kind(k) == Kind::Digit) || look_up(w).0 & DIGIT != 0;
            match () {
                () if spelled => k += 8 + (k + 8..).take_while(|k| f.kind(*k) == Kind::Latin).count(),
                () if n == 1 || upper || digits || RADIO.has(w) => k += n,
                () => break,
            }
            (e, letters) = (k, letters + if upper { n } else { 1 });
            k += (k..k + 2).take_while(|k| any_of!(f.ch(*k), " ,-.")).count();
        }
        read = e;
        if letters >= LEAST && (code || named) {
            let label = if code { Label::Address } else { Label::Person };
            out.push(Cand::plain(f, (s, e), label, 0.7, "spelled.as_in"));
        }
    }
}

/// "mike alfa papa lima echo dot delta 6 5": letters said as on the radio, with digits and joints between them.
pub(crate) fn by_radio(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    const LEAST: usize = 4;
    let f = ctx.f;
    if tokens.len() < LEAST {
        return;
    }
    let letter = |t: &Token| RADIO.has(f.str(t.s as usize, t.e as usize));
    let joint =
        |t: &Token| matches!(f.str(t.s as usize, t.e as usize), "dot" | "underscore" | "dash" | "hyphen") || t.bits & DIGIT != 0;
    let near = |a: &Token, b: &Token| {
        b.s - a.e <= 6
            && (a.e..b.s).all(|k| f.kind(k as usize) == Kind::Digit || matches!(f.ch(k as usize), ' ' | '-' | ',' | '.'))
    };
    let mut i = 0;
    while let Some(row) = tokens.get(i..).filter(|r| r.len() >= LEAST) {
        if !row.first().is_some_and(letter) {
            i += 1;
            continue;
        }
        let n = 1 + row.windows(2).take_while(|w| near(&w[0], &w[1]) && (letter(&w[1]) || joint(&w[1]))).count();
        let row = row.get(..n).unwrap_or_default();
        i += n;
        let (Some(first), Some(last)) = (row.first(), row.last()) else { break };
        if row.iter().filter(|t| letter(t)).count() < LEAST {
            continue;
        }
        let (s, mut e) = (first.s as usize, last.e as usize);
        while f.kind(e) == Kind::Digit || f.ch(e) == ' ' && f.kind(e + 1) == Kind::Digit {
            e += 1;
        }
        out.push(Cand::plain(f, (s, e), Label::Handle, 0.7, "account.radio"));
    }
}
