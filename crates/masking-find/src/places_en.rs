//! Addresses in Latin letters that have no house number in front: boxes, forces' post, corners.

use crate::accounts::value_after;
use crate::address_en::{Ending, Said, month, next, tail_word};
use crate::address_tail::{post_code, tail};
use crate::cand::{Cand, Ctx};
use crate::chars::any_of;
use crate::cues::Cue;
use crate::fold::{Cell, Folded, Kind};
use crate::label::Label;
use crate::tokens::{FIRM, HEAD, LINK, PLACE_STATE, Row, SOFT, STOP, Token, WEAK, look_up};

/// "PO Box 123".
pub(crate) fn post_box(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if !f.text.contains("box") {
        return;
    }
    for w in ["po box", "p.o. box", "p o box", "p.o.box", "post office box"] {
        for (at, _) in f.text.match_indices(w) {
            let s = f.cell_at(at);
            let from = f.skip_space(s + w.len());
            let e = (from..).find(|k| f.kind(*k) != Kind::Digit).unwrap_or(from);
            if e > from {
                let end = tail(f, e, &mut Said { unit: true, ..Said::default() });
                let s = box_house(f, s);
                out.push(Cand::plain(f, (s, end), Label::Address, 0.85, "address.en.box"));
            }
        }
    }
}

/// "postcode is SW4 7AA", "my zip's 90210": the code of a place behind the word for it.
pub(crate) fn coded(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    for h in ctx.near.hits.iter().filter(|h| h.cue == Cue::Address && any_of!(f.ch(h.s as usize), "pze")) {
        let (from, w) = (h.s as usize, f.str(h.s as usize, h.e as usize));
        let mine = f.str(from.saturating_sub(3), from) == "my ";
        if !w.starts_with("zip") && !w.starts_with("post") && w != "eircode" {
            continue;
        }
        let s = value_after(f, h.e as usize).0;
        let s = if f.starts(s, "'s ") { s + 3 } else { s };
        let whole = f.kind(s) == Kind::Latin || (mine || w == "zip") && (s..s + 5).all(|k| f.kind(k) == Kind::Digit);
        // "postcode for delivery is B15 2TT": in capitals, it may stand further on
        let capital = |k: &usize| !f.alnum(k - 1) && f.cells.get(*k).is_some_and(Cell::is_upper);
        let further = || (s.max(1)..s + 24).filter(capital).find_map(|k| Some((k, post_code(f, k)?)));
        let direct = post_code(f, s).filter(|_| whole).map(|e| (s, e));
        if let Some((s, e)) = direct.or_else(further) {
            out.push(Cand::plain(f, (s, e), Label::Address, 0.6, "address.en.code"));
        }
    }
}

/// A house number before a box.
fn box_house(f: &Folded, s: usize) -> usize {
    let n = (0..s.saturating_sub(1)).rev().take(6).take_while(|k| f.kind(*k) == Kind::Digit).count();
    if n > 0 && f.ch(s - 1) == ' ' { s - 1 - n } else { s }
}

/// Forces' post: "PSC 1158, Box 5621, APO AE 05242", "USS Raat, FPO AE 54860".
pub(crate) fn military(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    let word = |t: &Token| f.str(t.s as usize, t.e as usize);
    for (i, t) in tokens.iter().enumerate().filter(|(_, t)| t.e - t.s == 3 && matches!(word(t), "apo" | "fpo" | "dpo")) {
        let Some(area) = tokens.get(i + 1).filter(|a| matches!(word(a), "aa" | "ae" | "ap")) else { continue };
        let starts = |h: &&Token| matches!(word(h), "psc" | "unit" | "uss" | "usns" | "usnv" | "uscgc" | "cmr");
        let mut near = tokens[i.saturating_sub(4)..i].iter().filter(|h| t.s - h.s < 50);
        let Some(head) = near.find(starts) else { continue };
        let e = post_code(f, f.skip_space(area.e as usize)).unwrap_or(area.e as usize);
        let s = head.s as usize;
        out.push(Cand::plain(f, (s, e), Label::Address, 0.9, "address.en.forces"));
    }
}

/// "the corner of Fifth Street and Main".
pub(crate) fn corner(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.latin < 20 || !tokens.iter().any(|t| t.e - t.s == 6 && f.str(t.s as usize, t.e as usize) == "corner") {
        return;
    }
    for (at, w) in f.text.match_indices("corner of ") {
        let s = f.cell_at(at);
        let (mut e, mut and, mut names) = (s + w.len(), false, 0);
        while let Some(p) = next(f, e).filter(|p| !p.apart) {
            let link = f.str(p.s, p.e) == "and" && names > 0 && !and;
            if !p.capital && !link && !p.is(LINK) {
                break;
            }
            and |= link;
            names += 1;
            e = p.e;
        }
        if and && names > 2 {
            out.push(Cand::plain(f, (s, e), Label::Address, 0.7, "address.en.corner"));
        }
    }
}

/// A British post code tells an address without a number: "The Old Rectory, Church Lane, Ludlow SY8 1AA".
pub(crate) fn british(ctx: &Ctx<'_>, (tokens, rows): (&[Token], &[Row]), out: &mut Vec<Cand>) {
    const WORDS: usize = 9;
    let f = ctx.f;
    let upper = |r: &Row| f.cells.get(r.s..r.e).is_some_and(|c| c.iter().all(|c| c.kind != Kind::Latin || c.is_upper()));
    let kinds = |r: &Row| -> Vec<bool> {
        f.cells.get(r.s..r.e).unwrap_or_default().iter().map(|c: &Cell| c.kind == Kind::Digit).collect()
    };
    for pair in rows.windows(2).filter(|p| p[1].s == p[0].e + 1 && p[1].len() == 3 && (2..=4).contains(&p[0].len())) {
        let (outward, inward) = (&pair[0], &pair[1]);
        let first = kinds(outward);
        let letters = first.iter().take_while(|d| !**d).count();
        let coded = (1..=2).contains(&letters) && kinds(inward) == [true, false, false] && upper(outward) && upper(inward);
        let taken = |c: &Cand| c.label == Label::Address && c.s <= outward.s && inward.e <= c.e && c.score >= 0.5;
        if !coded || outward.digits() == 0 || out.iter().any(taken) {
            continue;
        }
        let hi = tokens.partition_point(|t| (t.s as usize) < outward.s);
        let (mut s, mut words, mut street, mut apart) = (outward.s, 0, false, false);
        for t in tokens[..hi].iter().rev().take(WORDS) {
            let gap = f.str(t.e as usize, s);
            if !matches!(gap, " " | ", " | "\n" | "," | "' ") || !t.capital {
                break;
            }
            (s, words) = (t.s as usize, words + 1);
            street |= t.bits & (FIRM | SOFT | WEAK) != 0;
            apart |= gap.contains(',');
        }
        if words > 1 && street && apart {
            out.push(Cand::plain(f, (s, inward.e), Label::Address, 0.66, "address.en.code"));
        }
    }
}

/// "Dayton, OH 45406": a town with its state and code, where nothing but that is said or an address was asked for.
pub(crate) fn town(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    for (i, t) in tokens.iter().enumerate().filter(|(_, t)| t.caps && t.e - t.s == 2 && t.bits & PLACE_STATE != 0) {
        let code = f.skip_space(t.e as usize);
        let five = (code..code + 5).all(|k| f.kind(k) == Kind::Digit);
        let Some(e) = post_code(f, code).filter(|_| five) else { continue };
        let mut s = t.s as usize;
        for w in tokens[..i].iter().rev().take(3) {
            if !w.capital || !matches!(f.str(w.e as usize, s), " " | ", ") {
                break;
            }
            s = w.s as usize;
        }
        if s < t.s as usize {
            let told = ctx.expect == Some(Cue::Address) || ctx.alone(s, e);
            out.push(Cand::plain(f, (s, e), Label::Address, if told { 0.7 } else { 0.52 }, "address.en.town"));
        }
    }
}

/// The beginning of up to four words in capitals, and small ones between them, that end before cell `e`.
fn capitals_before(f: &Folded, e: usize) -> usize {
    let (mut s, mut end) = (e, e);
    for _ in 0..5 {
        let letter = |k: &usize| matches!(f.kind(*k), Kind::Latin | Kind::Letter) || any_of!(f.ch(*k), "-'./");
        let n = (0..end).rev().take_while(letter).count();
        let bits = look_up(f.str(end - n, end)).0;
        let capital = f.cells.get(end - n).is_some_and(Cell::is_upper);
        if n == 0 || !(capital && n > 1 && bits & STOP == 0 || bits & LINK != 0 && s < e) {
            break;
        }
        s = if capital { end - n } else { s };
        if end - n == 0 || f.ch(end - n - 1) != ' ' {
            break;
        }
        end -= n + 1;
    }
    s
}

/// "Bouciña 65, Altafulla, Tarragona 43893", "72, Khalsa Road, Surat-936646": a house behind the name of its street or, where
/// the code has six digits, before it; places in capitals and a post code.
pub(crate) fn numbered(f: &Folded, rows: &[Row], out: &mut Vec<Cand>) {
    let house = |r: &&Row| r.digits() > 0 && r.len() <= 4 && f.ch(r.e) == ',' && f.kind(r.s) == Kind::Digit;
    for r in rows.iter().filter(house) {
        let Some((e, digits)) = code_after(f, r.e) else { continue };
        let end = r.s.saturating_sub(1 + usize::from(f.ch(r.s.wrapping_sub(2)) == '.'));
        let s = if f.ch(r.s.wrapping_sub(1)) == ' ' { capitals_before(f, end) } else { end };
        let word = f.str(s, end);
        // "March 12, Paris 75001"
        if s < end && word.len() > 2 && !month(word) {
            out.push(Cand::plain(f, (s, e), Label::Address, 0.72, "address.eu.coded"));
        } else if digits == 6 {
            let s = if f.ch(r.s.wrapping_sub(1)) == '/' {
                r.s - 1 - (0..r.s - 1).rev().take_while(|k| f.alnum(*k)).count()
            } else {
                r.s
            };
            out.push(Cand::plain(f, (s, e), Label::Address, 0.7, "address.in.coded"));
        }
    }
}

/// The end of a post code behind one to seven words in capitals from cell `e` on, and its digits; four may be a year unless
/// two letters follow.
fn code_after(f: &Folded, mut e: usize) -> Option<(usize, usize)> {
    const WORDS: usize = 7;
    for words in 0..=WORDS {
        let p = next(f, e).filter(|p| !p.fresh && (p.capital || p.is(LINK)))?;
        let n = (p.s..p.e).rev().take_while(|k| f.kind(*k) == Kind::Digit).count();
        // "Surat-936646"
        if n == 6 && f.ch(p.e - 7) == '-' {
            return Some((p.e, 6));
        }
        if p.number {
            let letters = next(f, p.e).filter(|n| n.e - n.s == 2 && n.capital && !n.apart && !n.number).map(|n| n.e);
            let year = n == 4 && matches!(f.str(p.s, p.s + 2), "19" | "20");
            let end = letters.filter(|_| n == 4).or((!year).then_some(p.e))?;
            return (p.e - p.s == n && (4..=6).contains(&n) && words > 0).then_some((end, n));
        }
        e = p.e;
    }
    None
}

/// Continental forms, the number last: "Hauptstraße 12, 10115 Berlin", "Rue de Rivoli 99".
pub(crate) fn continental(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.digits == 0 || f.latin < 5 {
        return;
    }
    let long = |t: &Token| {
        let e = t.e as usize;
        t.e - t.s > 6
            || t.e - t.s > 2 && f.ch(e) == '-'
            || t.e - t.s > 4 && (matches!(f.kind(e), Kind::Digit | Kind::Letter) || any_of!(f.ch(e), "'-/"))
    };
    for t in tokens.iter().filter(|t| t.bits & HEAD != 0 || long(t)) {
        let Some(p) = next(f, t.s as usize).filter(|p| p.capital || tail_word(f, p)) else { continue };
        let (head, end) = (p.is(HEAD) && p.e - p.s > 1, tail_word(f, &p));
        if !head && !end || next(f, p.e).is_none() {
            continue;
        }
        let (mut e, mut words) = (p.e, 0);
        while head
            && words < 5
            && let Some(n) = next(f, e).filter(|n| !n.apart && !n.number)
        {
            e = n.e;
            words += 1;
        }
        let Some(n) = next(f, e).filter(|n| n.number && n.e - n.s <= 5) else { continue };
        // "22, Rue …" was read from its house number
        if head && words == 0 {
            continue;
        }
        let s = if end && !head { capitals_before(f, p.e).min(words_before(f, p.s, end)) } else { words_before(f, p.s, end) };
        let mut said = Said { ending: Ending::Firm, capitals: p.capital, ..Said::default() };
        let e = tail(f, n.e, &mut said);
        let score = (said.score() - 0.04 + if ctx.near.before(s, Cue::Address, 10).is_some() { 0.1 } else { 0.0 }).min(0.95);
        out.push(Cand::plain(f, (s, e), Label::Address, score, "address.eu"));
    }
}

/// The beginning of a name in several words joined by hyphens before an ending.
fn words_before(f: &Folded, s: usize, end: bool) -> usize {
    let mut k = s;
    while end && k > 1 && f.ch(k - 1) == '-' && f.kind(k - 2) == Kind::Latin {
        k -= 1 + (0..k - 1).rev().take_while(|i| f.kind(*i) == Kind::Latin).count();
    }
    k
}
