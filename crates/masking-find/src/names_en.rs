//! Names in Latin letters: word lists of many origins, capitals, titles and announcing words.

use masking_check::things::{DEEDS, OWNED, THITHER, TOWARDS, VERBS};

use crate::cand::{Cand, Ctx};
use crate::chars::{WordSet, any_of};
use crate::cues::Cue;
use crate::fold::{Folded, Kind};
use crate::label::Label;
use crate::spelled_en::spelled;
use crate::things_en::{brand, thing};
use crate::tokens::{COMMON, COMPANY, FIRST, LAST, ORDINARY, PARTICLE, PLACE_STATE, PLAIN, STOP, TITLE, Token, look_up};

/// A word of a message that may be part of a name, in cells.
pub(crate) struct Word {
    pub(crate) s: usize,
    pub(crate) e: usize,
    pub(crate) capital: bool,
    caps: bool,
    pub(crate) bits: u32,
}

impl Word {
    /// In a list of names.
    fn listed(&self) -> bool {
        self.bits & (FIRST | LAST) != 0
    }
    /// A capitalised word that is no ordinary one: a name of something.
    fn proper(&self) -> bool {
        self.capital && (self.listed() || self.bits & COMMON == 0)
    }
    fn initial(&self) -> bool {
        self.capital && self.e - self.s == 1
    }
}

/// Find names.
pub(crate) fn find(ctx: &Ctx<'_>, tokens: &[Token], bits: u32, out: &mut Vec<Cand>) {
    spelled(ctx, tokens, out);
    let hinted = bits & (FIRST | LAST | TITLE) != 0 || ctx.near.any(Cue::Announce) || ctx.near.any(Cue::AnnounceLoose);
    let proper = |t: &Token| t.capital && !t.caps && t.e - t.s > 2 && t.bits & COMMON == 0;
    if tokens.is_empty() || !hinted && !tokens.iter().any(proper) {
        return;
    }
    let words = words(ctx.f, tokens);
    // "I" and the word a sentence begins with say nothing of the others
    let said = |w: &Word| w.e - w.s == 1 || w.bits & COMMON != 0 && !w.listed() && starts_sentence(ctx.f, w);
    let capitals = words.iter().filter(|w| w.capital && !said(w)).count();
    // all in capitals, or all in small letters: case says nothing
    let shouting = words.len() >= 3 && words.iter().all(|w| w.caps);
    let mut i = 0;
    while i < words.len() {
        let capital = words.get(i..i + 2).is_some_and(|w| w[0].capital && (w[1].capital || w[1].e - w[1].s == 3));
        if let Some(n) = (2..4).rev().find(|n| capital && brand(ctx.f, &words, i, *n)) {
            i += n;
            continue;
        }
        match name_at(ctx, &words, i, shouting, capitals == 0) {
            Some((mut c, used)) => {
                // "Tamsin Wycliffe", only the second of which a list has
                if let Some([before, first]) = i.checked_sub(1).and_then(|k| words.get(k..k + 2))
                    && first.capital
                    && before.proper()
                    && !before.caps
                    && touching(ctx.f, before, first)
                    && out.last().is_none_or(|o| o.e <= before.s)
                {
                    c.s = before.s;
                    c.canonical = ctx.f.str(c.s, c.e).to_owned();
                }
                // streets and towns are called after people
                let inside = |a: &Cand| a.label == Label::Address && a.s <= c.s && c.e <= a.e && a.e - a.s > c.e - c.s;
                if !out.iter().rev().take(12).any(inside) {
                    out.push(c);
                }
                i += used;
            }
            None => i += 1,
        }
    }
}

/// Join what an apostrophe or hyphen holds together; leave out parts of codes and addresses.
fn words(f: &Folded, tokens: &[Token]) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(tokens.len());
    let mut skip = 0;
    for (i, t) in tokens.iter().enumerate() {
        let s = t.s as usize;
        if i < skip {
            continue;
        }
        let mut e = t.e as usize;
        let mut bits = t.bits;
        let mut last = i;
        while matches!(f.ch(e), '\'' | '-')
            && let Some(n) = tokens.get(last + 1)
            && n.s as usize == e + 1
        {
            if f.ch(e) == '\'' && n.e == n.s + 1 {
                skip = last + 2;
                break;
            }
            e = n.e as usize;
            last += 1;
        }
        if last > i {
            skip = last + 1;
            bits = look_up(f.str(s, e)).0 | (if f.ch(t.e as usize) == '-' { t.bits } else { 0 });
        }
        let coded = f.kind(e) == Kind::Digit
            || matches!(f.ch(e), '@' | '_')
            || (f.ch(e) == '.' && f.kind(e + 1) == Kind::Latin && e - s > 2)
            || (s > 0 && (f.kind(s - 1) == Kind::Digit || matches!(f.ch(s - 1), '@' | '_' | '/' | '.' | '#')));
        if !coded {
            out.push(Word { s, e, capital: t.capital, caps: t.caps, bits });
        }
    }
    out
}

/// Only a space (or an initial's full stop) lies between two words.
pub(crate) fn touching(f: &Folded, a: &Word, b: &Word) -> bool {
    matches!(f.str(a.e, b.s), " " | "  " | ". " | ".")
}

/// A name that begins with word `i`: the candidate and the words it takes.
fn name_at(ctx: &Ctx<'_>, words: &[Word], i: usize, shouting: bool, small: bool) -> Option<(Cand, usize)> {
    let f = ctx.f;
    let w = words.get(i)?;
    if w.e - w.s == 1 {
        return initials(ctx, words, i);
    }
    let titled = i > 0 && words.get(i - 1).is_some_and(|p| p.bits & TITLE != 0 && touching(f, p, w));
    let joint = !w.capital && f.str(w.s, w.e) == "dot";
    if joint || w.bits & (FIRST | LAST) == 0 && (!w.capital && !titled || w.bits & TITLE != 0) {
        return None;
    }
    // "PayPal": capitals inside are a maker's
    let camel = (w.s + 1..w.e).any(|k| f.cells[k].is_upper() && f.kind(k - 1) == Kind::Latin && !f.cells[k - 1].is_upper());
    if camel && !w.listed() && !["mc", "mac", "de", "la", "le", "di"].iter().any(|p| f.starts(w.s, p)) {
        return None;
    }
    let asked = ctx.expect == Some(Cue::Name) && words.len() <= 3 && w.capital && w.bits & COMMON == 0;
    let lead = if titled || asked { 2 } else { announced(ctx, words, i) };
    let case = w.capital || shouting || small;
    if lead < 2 && !w.capital && w.s > 0 && f.kind(w.s - 1) == Kind::Han {
        return None;
    }
    if !case && lead < 2 && !ctx.alone(w.s, w.e) {
        return None;
    }
    if w.bits & STOP != 0 && w.bits & PLAIN == 0 || w.e - w.s < 2 {
        return None;
    }
    let Row { used, family, plain } = row(f, words, i, lead, small)?;
    let last = words.get(i + used - 1)?;
    let score = score(
        w.bits,
        (used, family && !(plain && w.bits & FIRST == 0), lead),
        (w.capital && !shouting, small),
        ctx.expect == Some(Cue::Name) || ctx.alone(w.s, last.e),
        (starts_sentence(f, w), !f.alnum(last.e) && f.ch(last.e) != ' '),
    );
    // "mr. achterberg"
    let score = score + if titled && !w.capital && w.bits == 0 && w.e - w.s > 4 { 0.5 } else { 0.0 };
    let possessive = f.ch(last.e) == '\'' && f.ch(last.e + 1) == 's';
    let row = words.get(i..i + used)?;
    let score = score + if lead == 2 || row.iter().any(Word::listed) { 0.0 } else { unlisted(f, words, i, used) };
    // all that is left but the company takes from the score
    let company = company(f, words, i, used);
    if score + company < 0.45 {
        return None;
    }
    // a code in capitals
    let code = w.caps && !shouting && used == 1 && lead == 0 && w.e - w.s <= 4;
    let score = score
        - if code { 0.3 } else { 0.0 }
        - around(f, words, i, used)
        - thing(f, words, i, used, lead)
        - if possessive && used == 1 && lead == 0 { 0.1 } else { 0.0 };
    let score = if lead < 2 { score - product(f, words, i, used) } else { score };
    let score = (score + company).min(0.95);
    if score < 0.45 {
        return None;
    }
    Some((Cand::plain(f, (w.s, last.e), Label::Person, score, "name.en"), used))
}

/// The words of a name: how many, whether the last is in a list of surnames, and an ordinary word too.
struct Row {
    used: usize,
    family: bool,
    plain: bool,
}

/// The words that go on with the name that begins with word `i`.
fn row(f: &Folded, words: &[Word], i: usize, lead: u8, small: bool) -> Option<Row> {
    let w = words.get(i)?;
    let mut r = Row { used: 1, family: false, plain: false };
    let mut last = w;
    if let Some(n) = links(f, words, i) {
        r.used += n;
        last = words.get(i + n)?;
    }
    while r.used < 4
        && let Some(x) = words.get(i + r.used)
        && touching(f, last, x)
        && (x.capital || small || x.bits & PARTICLE != 0 && links(f, words, i + r.used - 1) == Some(1))
        && (x.bits & (STOP | LAST) != STOP || initial_small(f, x) || lead == 2 && x.caps && w.caps)
    {
        // "sandra dash deals12" is an account
        if matches!(f.str(x.s, x.e), "dash" | "dot" | "hyphen" | "underscore") && f.alnum(x.e + 1) {
            break;
        }
        let particle = x.bits & PARTICLE != 0;
        let family = |n: &Word| n.bits & LAST != 0 || particle && n.bits & COMMON == 0;
        let family_next = words.get(i + r.used + 1).is_some_and(|n| family(n) && touching(f, x, n));
        // in small letters only listed words can be part of a name; no ordinary word is
        let middle = small && (initial_small(f, x) || particle) && family_next;
        // "Abdul Rahman bin Yusof"
        let part = x.initial() || x.bits & PARTICLE != 0 || x.capital && (x.bits & COMMON == 0 || lead == 2);
        // "name: aisha ivanovska"
        // "i'm kwame boateng, the guy": nothing but a surname stands there
        let closes = || words.get(i + r.used + 1).is_none_or(|n| !touching(f, x, n)) && w.bits & (FIRST | PLAIN) == FIRST;
        let announced = small && x.bits == 0 && x.e - x.s > 3 && (lead == 2 || lead == 1 && r.used == 1 && closes());
        let behind = small && particle_before(f, last) && x.bits & COMMON == 0;
        if !middle && !announced && !behind && !x.listed() && (small || !part) {
            break;
        }
        (r.family, r.plain) = (x.bits & LAST != 0, x.bits & PLAIN != 0);
        last = x;
        r.used += 1;
    }
    if r.used > 1 && last.e - last.s == 1 && !(f.ch(last.e) == '.' && w.listed() && r.used == 2) {
        r.used -= 1;
        r.family = r.used > 1 && words.get(i + r.used - 1)?.bits & LAST != 0;
    }
    Some(r)
}

/// The last word of a name so far is one that another follows: "bin", "van".
fn particle_before(f: &Folded, last: &Word) -> bool {
    last.bits & PARTICLE != 0 && !matches!(f.str(last.s, last.e), "do" | "so" | "y")
}

/// "van der Berg": small words after word `i` count where a capital follows.
fn links(f: &Folded, words: &[Word], i: usize) -> Option<usize> {
    let n = words.get(i + 1..)?.iter().take(2).take_while(|x| x.bits & PARTICLE != 0 && !x.capital).count();
    let row = words.get(i..i + n + 2)?;
    let whole = n > 0 && row[0].capital && row.windows(2).all(|p| touching(f, &p[0], &p[1]));
    (whole && row.last().is_some_and(|x| x.capital && x.bits & COMMON == 0)).then_some(n)
}

/// "J. Smith", "J. R. R. Tolkien": initials before a surname.
fn initials(ctx: &Ctx<'_>, words: &[Word], i: usize) -> Option<(Cand, usize)> {
    let f = ctx.f;
    let lead = announced(ctx, words, i);
    let initial = |w: &Word| w.e - w.s == 1 && (f.ch(w.e) == '.' || lead == 2 && w.capital && f.ch(w.e) == ' ');
    let n = words.get(i..)?.iter().take(3).take_while(|w| initial(w)).count();
    let (first, last) = (words.get(i)?, words.get(i + n)?);
    let joined = words.get(i..i + n + 1)?.windows(2).all(|p| touching(f, &p[0], &p[1]));
    let family = last.bits & LAST != 0 || last.capital && (lead == 2 && last.bits & STOP == 0 || last.bits & COMMON == 0);
    let case = first.capital && last.capital || lead > 0 && last.bits & LAST != 0;
    if n == 0 || !joined || !family || !case || last.e - last.s < 2 || starts_after_digit(f, first.s) {
        return None;
    }
    let s = if last.bits & PLAIN != 0 { 0.52 } else { 0.6 };
    let score = (s + 0.15 * f32::from(lead) - around(f, words, i, n + 1)).min(0.95);
    let cand = || Cand::plain(f, (first.s, last.e), Label::Person, score, "name.en.initials");
    (score >= 0.45).then(|| (cand(), n + 1))
}

/// "t." inside a name written small.
fn initial_small(f: &Folded, x: &Word) -> bool {
    x.e - x.s == 1 && f.ch(x.e) == '.'
}

/// "12 N. Main": a letter after a number belongs to an address.
fn starts_after_digit(f: &Folded, s: usize) -> bool {
    s >= 2 && f.kind(s - 2) == Kind::Digit
}

fn score(
    bits: u32,
    (used, known_last, lead): (usize, bool, u8),
    (capital, small): (bool, bool),
    alone: bool,
    (opens, punctuated): (bool, bool),
) -> f32 {
    let plain = bits & PLAIN != 0;
    let family = bits & LAST != 0;
    let first = bits & FIRST != 0 || plain && used > 1 && known_last && capital;
    let pick = |on: bool, a: f32, b: f32| if on { a } else { b };
    let mut s: f32 = match (first, used > 1, known_last) {
        (true, true, true) => pick(plain, 0.62, 0.8),
        (true, true, false) if capital => pick(plain, 0.45, 0.68),
        (true, true, false) => 0.4,
        (true, false, _) if plain => 0.2,
        (true, false, _) => pick(capital, 0.52, 0.3),
        (false, true, true) if capital && !plain => pick(opens && bits & COMMON != 0, 0.42, 0.52),
        (false, true, true) if plain => 0.3,
        (false, _, _) if family && !plain => 0.3,
        _ => pick(bits & ORDINARY != 0, -0.1, 0.08),
    };
    s += match lead {
        2 if capital => pick(used > 1, 0.46, 0.44),
        2 => 0.28,
        1 if capital => pick(first || family || used > 1 && known_last, 0.22, 0.05),
        1 => pick(first, 0.2, 0.0),
        _ => 0.0,
    };
    if punctuated && lead == 1 && plain && capital && used == 1 && bits & FIRST != 0 {
        s += 0.12;
    }
    if alone && (first || used > 1 && known_last) && (used > 1 || !plain) {
        s += 0.2;
    }
    if small && !first && used == 1 && lead < 2 {
        s -= 0.3;
    }
    if used > 3 {
        s -= 0.1;
    }
    s.min(0.92)
}

/// Evidence for a row of capitalised words that no list of names holds: initials, what the
/// sentence says of it, a line of its own.
fn unlisted(f: &Folded, words: &[Word], i: usize, used: usize) -> f32 {
    static GOING_ON: WordSet = WordSet::new(&["of", "from", "will", "is", "was", "has", "and", "who", "needs"]);
    let Some([first, .., last] | [first @ last]) = words.get(i..i + used) else { return 0.0 };
    let row = &words[i..i + used];
    let names = row.iter().filter(|w| w.proper() && !w.initial()).count();
    let initial = row.iter().skip(1).any(Word::initial);
    let before = i.checked_sub(1).and_then(|k| words.get(k)).filter(|b| touching(f, b, first));
    let after = words.get(i + used).filter(|a| touching(f, last, a));
    let capital = |w: Option<&Word>| w.is_some_and(|w| w.capital && w.bits & STOP == 0);
    if names == 0 || capital(before) || capital(after) {
        return -0.3;
    }
    let mut s: f32 = match (names, initial) {
        (2.., true) => 0.5,
        (2.., false) => 0.3,
        _ => 0.06,
    };
    let word = |w: Option<&Word>, list: &WordSet| w.is_some_and(|w| !w.capital && list.has(f.str(w.s, w.e)));
    let opens = starts_sentence(f, first);
    let line = |k: usize| f.kind(k) == Kind::Line;
    if word(after, &DEEDS) {
        s += 0.38;
    } else if names >= 2 && opens && word(after, &GOING_ON) {
        s += 0.14;
    }
    if word(before, &TOWARDS) {
        s += 0.12;
    } else if word(before, &THITHER) && !initial {
        s -= 0.2;
    }
    // "Name, can I …", "Name: …"
    let next = words.get(i + used);
    if opens && f.ch(last.e) == ',' && f.ch(last.e + 1) == ' ' && next.is_some_and(|n| n.s == last.e + 2 && !n.capital) {
        s += 0.38;
    }
    if line(first.s.wrapping_sub(1)) && f.ch(last.e) == ':' && f.ch(last.e + 1) == ' ' {
        s += 0.36;
    }
    let alone = line(first.s.wrapping_sub(1)) && line(last.e) && f.cells.len() > last.e;
    let given = f.ch(first.s.wrapping_sub(2)) == ':';
    if names >= 2 && (alone || given) {
        s += 0.14;
    }
    s
}

/// Evidence for a listed name from its company: another name joined to it, what it does, what is its own.
fn company(f: &Folded, words: &[Word], i: usize, used: usize) -> f32 {
    let Some([first, .., last] | [first @ last]) = words.get(i..i + used) else { return 0.0 };
    if used == 1 && !first.capital && first.bits & (FIRST | PLAIN) == FIRST {
        return if speaks(f, words, i) { 0.2 } else { 0.0 };
    }
    if !first.capital || used > 1 || brand(f, words, i, used) || first.bits & (FIRST | LAST) == 0 && first.bits & COMMON != 0 {
        return 0.0;
    }
    let sure = |w: Option<&Word>| w.is_some_and(|w| w.capital && w.listed() && w.bits & PLAIN == 0 && w.e - w.s > 2);
    let before = i.checked_sub(1).and_then(|k| words.get(k));
    let after = words.get(i + used);
    let and = |w: Option<&Word>| w.is_some_and(|w| matches!(f.str(w.s, w.e), "and" | "or"));
    let listed_before = sure(before) && before.is_some_and(|b| f.str(b.e.min(first.s), first.s) == ", ");
    let listed_after = sure(after) && after.is_some_and(|a| f.str(last.e.min(a.s), a.s) == ", ");
    let joined_before = and(before) && i >= 2 && sure(words.get(i - 2));
    let joined_after = and(after) && sure(words.get(i + used + 1));
    let mut s = if listed_before || listed_after || joined_before || joined_after { 0.32 } else { 0.0 };
    if first.bits & (FIRST | LAST) == 0 {
        // no list has it: only a row of names or "…, says X" speaks for it
        let row = (listed_before || joined_before) as u8 + (listed_after || joined_after) as u8;
        let follows = |words: &[&str]| after.is_some_and(|a| touching(f, last, a) && words.contains(&f.str(a.s, a.e)));
        let leads = |words: &[&str]| before.is_some_and(|b| touching(f, b, first) && words.contains(&f.str(b.s, b.e)));
        // "Xiaoyu speaking", "call Marguerite at"
        let speaking =
            before.is_none() && last.e - first.s > 3 && !f.str(first.s, last.e).ends_with("ly") && follows(&["speaking", "here"]);
        // "Hi Meltem, I …", "add Lipót as a beneficiary", "here's Pelagia's address"
        let greeted = leads(&["hi", "hello", "hey", "dear"]) && any_of!(f.ch(last.e), ",\n!");
        let added = leads(&["add", "remove", "make"]) && follows(&["as"]);
        let owned = f.ch(last.e) == '\'' && f.ch(last.e + 1) == 's' && after.is_some_and(|a| OWNED.has(f.str(a.s, a.e)));
        let called = leads(&["call", "ring", "text", "phone"]) && follows(&["at", "on"]);
        if speaking || greeted || added || owned || called {
            return 0.5;
        }
        let says = before
            .is_some_and(|b| touching(f, b, first) && matches!(f.str(b.s, b.e), "says" | "said" | "asks" | "asked" | "replied"));
        return if says || row > 0 && last.e - first.s > 3 { 0.4 } else { 0.0 };
    }
    let does = after.filter(|a| touching(f, last, a) && !a.capital).map(|a| f.str(a.s, a.e));
    let place = before.is_some_and(|b| touching(f, b, first) && THITHER.has(f.str(b.s, b.e)));
    if does.is_some_and(|w| DEEDS.has(w) || matches!(w, "was" | "has" | "will" | "could" | "never")) && !place {
        s += 0.21;
    }
    if place && first.bits & PLAIN != 0 {
        s -= 0.25;
    }
    if first.bits & PLAIN == 0 && before.is_some_and(|b| touching(f, b, first) && TOWARDS.has(f.str(b.s, b.e))) {
        s += 0.2;
    }
    // "with Love", "for Christmas"
    if first.bits & PLAIN != 0
        && after.is_none()
        && before.is_some_and(|b| matches!(f.str(b.s, b.e), "with" | "for" | "in"))
        && !before_lead(f, words, i)
    {
        s -= 0.2;
    }
    let own = f.ch(last.e) == '\'' && f.ch(last.e + 1) == 's' && after.is_some_and(|a| BELONGINGS.has(f.str(a.s, a.e)));
    if own { s + 0.25 } else { s }
}

/// "gemma said", "its priya here": who is named by word `i` in small letters does or says something.
fn speaks(f: &Folded, words: &[Word], i: usize) -> bool {
    let word = |k: Option<usize>| k.and_then(|k| words.get(k)).map_or("", |w| f.str(w.s, w.e));
    let (before, after) = (word(i.checked_sub(1)), word(Some(i + 1)));
    let opens = before.is_empty() || matches!(before, "its" | "it's" | "is" | "hi" | "hello" | "me" | "and" | "but");
    DEEDS.has(after) && !THITHER.has(before) || opens && matches!(after, "here" | "again" | "speaking" | "calling")
}

/// "ask for", "speak with": the word before belongs to a request for somebody.
fn before_lead(f: &Folded, words: &[Word], i: usize) -> bool {
    i.checked_sub(2)
        .and_then(|k| words.get(k))
        .is_some_and(|w| matches!(f.str(w.s, w.e), "ask" | "asked" | "speak" | "spoke" | "talk" | "looking"))
}

/// What is said to be somebody's.
#[rustfmt::skip]
pub(crate) static BELONGINGS: WordSet = WordSet::new(&[
    "address", "account", "daughter", "son", "kid", "kids", "wife", "husband", "mother", "father", "mom", "dad", "brother",
    "sister", "phone", "number", "email", "order", "card", "house", "place", "name", "birthday", "killers", "boss", "car",
    "team", "desk", "office", "concert", "song", "novel", "music", "work", "story", "friend",
]);

/// Evidence that the name is a brand: the thing sold follows it, or the rest of a firm.
fn product(f: &Folded, words: &[Word], i: usize, used: usize) -> f32 {
    let Some(last) = words.get(i + used - 1) else { return 0.0 };
    // "Stanley tumbler" is a thing, "Mary came" and "Mary needs" are people
    let noun = words.get(i + used).is_some_and(|n| {
        let w = f.str(n.s, n.e);
        !w.ends_with(['s', 'g']) && !past(w) && !VERBS.has(w) && !BELONGINGS.has(w)
    });
    let thing = words.get(i + used).is_some_and(|n| plain_thing(f, last, n) && (used > 1 || !past(f.str(n.s, n.e))));
    let firm = |k: usize| f.ch(k) == '&' && f.ch(k + 1) != '#' || f.ch(k) == ' ' && f.ch(k + 1) == '&';
    let start = words.get(i).map_or(0, |w| w.s);
    // "Kennedy airport": a place or firm in small letters
    let house = words.get(i + used).is_some_and(|n| touching(f, last, n) && !n.capital && n.bits & COMPANY != 0);
    let joined = firm(last.e) || start >= 2 && firm(start - 2);
    // "Austin TX", "Lincoln MKZ"
    let code = |w: &Word| w.caps && w.e - w.s > 1 && (w.e - w.s == 2 || w.e - w.s <= 4 && !w.listed());
    let state = used > 1 && !words.get(i).is_some_and(|w| w.caps) && words.get(i + used - 1).is_some_and(code);
    if joined || state || brand(f, words, i, used) {
        0.45
    } else if thing && noun && used > 1 && words.get(i).is_some_and(|w| starts_sentence(f, w)) {
        0.34
    } else if house
        || thing && noun && words.get(i).is_some_and(|w| starts_sentence(f, w))
        || thing && (used > 1 || determined(f, words, i))
    {
        0.25
    } else if thing || determined(f, words, i) {
        0.12
    } else {
        0.0
    }
}

/// Ends like what somebody did, and is no "bed".
fn past(w: &str) -> bool {
    w.ends_with("ed") && w.len() > 3
}

/// A word in small letters that is nothing people do, nor a work of theirs.
pub(crate) fn plain_thing(f: &Folded, last: &Word, n: &Word) -> bool {
    #[rustfmt::skip]
    static WORKS: WordSet = WordSet::new(&[
        "concert", "fan", "novel", "version", "movie", "movies", "song", "songs", "album", "albums", "film", "films", "music",
        "book", "books", "show",
    ]);
    let w = f.str(n.s, n.e);
    touching(f, last, n) && !n.capital && n.bits & (STOP | PARTICLE) == 0 && !WORKS.has(w) && !DEEDS.has(w) && !VERBS.has(w)
}

/// "the Stanley tumbler", "a Tom Collins": people have no article.
pub(crate) fn determined(f: &Folded, words: &[Word], i: usize) -> bool {
    let Some([b, w]) = i.checked_sub(1).and_then(|k| words.get(k..k + 2)) else { return false };
    touching(f, b, w)
        && matches!(f.str(b.s, b.e), "the" | "a" | "an" | "my" | "your" | "our" | "this" | "some" | "any" | "new" | "movie")
}

/// Words that begin the names of towns.
#[rustfmt::skip]
pub(crate) static TOWNS: WordSet = WordSet::new(&[
    "st", "san", "sainte", "santa", "los", "las", "el", "saint", "fort", "port", "mount", "lake", "new", "north", "south", "east", "west",
]);

/// Words after the name of a holiday.
static DAYS: WordSet = WordSet::new(&["day", "eve", "weekend", "week", "monday", "friday", "sunday", "season", "sale"]);

/// Evidence against: part of the name of a town, a firm or a brand.
fn around(f: &Folded, words: &[Word], i: usize, used: usize) -> f32 {
    let pair = |k: Option<usize>| k.and_then(|k| words.get(k..k + 2)).filter(|p| touching(f, &p[0], &p[1]));
    let town = pair(i.checked_sub(1)).is_some_and(|p| p[0].capital && TOWNS.has(f.str(p[0].s, p[0].e)));
    let holiday = |w: &Word| w.capital && DAYS.has(f.str(w.s, w.e));
    let day = words.get(i + 1..i + used).is_some_and(|r| r.iter().any(holiday))
        || pair((i + used).checked_sub(1)).is_some_and(|p| holiday(&p[1]));
    let state = used > 1 && words.get(i + used - 1).is_some_and(|w| w.bits & PLACE_STATE != 0 && w.e - w.s > 3);
    let firm = pair((i + used).checked_sub(1)).is_some_and(|p| p[1].capital && p[1].bits & COMPANY != 0);
    0.4 * (f32::from(u8::from(day)) + f32::from(u8::from(state)) + f32::from(u8::from(town)) + f32::from(u8::from(firm)))
}

fn starts_sentence(f: &Folded, w: &Word) -> bool {
    let mut k = w.s;
    while k > 0 && matches!(f.kind(k - 1), Kind::Space) {
        k -= 1;
    }
    k == 0 || matches!(f.ch(k - 1), '.' | '!' | '?' | '\n' | ':' | '"')
}

/// "transfer 40 dollars to", "give it to": somebody is given something.
fn handed(f: &Folded, words: &[Word], i: usize) -> bool {
    #[rustfmt::skip]
    static GIVING: WordSet = WordSet::new(&[
        "transfer", "transferred", "send", "sent", "pay", "paid", "give", "gave", "wire", "wired", "forward", "hand", "talk",
        "speak", "spoke", "write", "belongs", "loan", "lend", "owe",
    ]);
    words.get(i.saturating_sub(6)..i).unwrap_or_default().iter().any(|w| GIVING.has(f.str(w.s, w.e)))
}

/// A word that closes a letter ends at cell `end`, and nothing but a name of one to three words follows.
fn signature(f: &Folded, words: &[Word], i: usize, end: usize) -> bool {
    static CLOSES: WordSet = WordSet::new(&["regards", "sincerely", "truly", "cheers", "wishes", "faithfully", "signed"]);
    let a = (0..end).rev().take_while(|k| f.kind(*k) == Kind::Latin).count();
    let rest = words.get(i..).unwrap_or_default();
    CLOSES.has(f.str(end - a, end)) && rest.len() <= 3 && rest.iter().all(|w| w.capital)
}

/// How clearly the words before announce a name: 0 not, 1 a greeting, 2 outright.
fn announced(ctx: &Ctx<'_>, words: &[Word], i: usize) -> u8 {
    let f = ctx.f;
    let Some(w) = words.get(i) else { return 0 };
    let mut end = w.s;
    let mut colon = false;
    // "What's your name? Mary"
    let named = |k: usize| f.ch(k) == '?' && k >= 4 && f.str(k - 4, k) == "name";
    while end > 0 && w.s - end < 3 && (matches!(f.ch(end - 1), ' ' | ':' | ',' | '-' | '"') || named(end - 1)) {
        colon |= f.ch(end - 1) == ':';
        end -= 1;
    }
    let comma = (end..w.s).any(|k| f.ch(k) == ',');
    let ends = |c: Cue| ctx.near.before(end, c, 0).is_some();
    let given_to = f.str(end.saturating_sub(3), end) == " to" && handed(f, words, i);
    let named_field = colon && f.str(end.saturating_sub(16), end).split(' ').any(|w| w == "name");
    // "Best regards, Tamsin"
    let signs_off = comma && signature(f, words, i, end);
    if given_to || named_field || signs_off && w.capital {
        return 2;
    }
    if ends(Cue::Announce) || ends(Cue::NameBefore) || ends(Cue::Name) {
        return if comma && !colon { 1 } else { 2 };
    }
    if ends(Cue::AnnounceLoose) || ends(Cue::NameLoose) {
        return if comma && !colon || !w.capital { 1 } else { 2 };
    }
    u8::from(ends(Cue::Greet) || (end > 0 && f.ch(end - 1) == '@'))
}
