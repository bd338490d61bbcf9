//! Names and accounts in Latin letters, spelled letter by letter.

use crate::cand::{Cand, Ctx};
use crate::cues::Cue;
use crate::fold::Kind;
use crate::label::Label;
use crate::tokens::{DIGIT, Token};

/// "name: M a r c u s  D o y l e": an announced name letter by letter.
pub(crate) fn spelled(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    let next = |a: &Token, b: &Token| {
        let gap = b.s as usize - a.e as usize;
        b.e == b.s + 1 && (1..=3).contains(&gap) && (a.e..b.s).all(|k| matches!(f.ch(k as usize), ' ' | '-' | '.' | '*' | '_'))
    };
    let mut i = 0;
    while i + 3 < tokens.len() {
        let row = tokens.get(i..).unwrap_or_default();
        let n = 1 + row.windows(2).take_while(|w| next(&w[0], &w[1])).count();
        i += n;
        let (Some(first), Some(last)) = (row.first(), row.get(n - 1)) else { break };
        let (s, e) = (first.s as usize, last.e as usize);
        if n < 4 || first.e != first.s + 1 {
            continue;
        }
        let before = f.str(s.saturating_sub(12), s).trim_end_matches([' ', ':', '-', '=']);
        let named = ["name", "name is", "called", "named", "surname"].iter().any(|w| before.ends_with(w));
        if named || ctx.near.before(s, Cue::Announce, 3).is_some() || ctx.expect == Some(Cue::Name) {
            let canonical =
                f.str(s, e).split("  ").map(|w| w.replace([' ', '-', '.', '*', '_'], "")).collect::<Vec<_>>().join(" ");
            out.push(Cand { s, e, label: Label::Person, score: 0.72, rule: "name.en.spelled", canonical });
        }
    }
}

/// Letters as they are said on the radio.
#[rustfmt::skip]
const RADIO: &[&str] = &[
    "alfa", "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "juliett", "kilo",
    "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "whisky",
    "xray", "yankee", "zulu",
];

/// "mike alfa papa lima echo dot delta 6 5": letters said as on the radio, with digits and joints between them.
pub(crate) fn by_radio(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    const LEAST: usize = 4;
    let f = ctx.f;
    if tokens.len() < LEAST {
        return;
    }
    let letter = |t: &Token| RADIO.contains(&f.str(t.s as usize, t.e as usize));
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
        out.push(Cand { s, e, label: Label::Handle, score: 0.7, rule: "account.radio", canonical: f.str(s, e).to_owned() });
    }
}
