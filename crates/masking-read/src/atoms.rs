//! From cells to digits: every character or word that can stand for a digit becomes an [`Atom`],
//! touching atoms a [`Group`].

use masking_check::spoken::spoken;

use crate::chars::any_of;
use crate::fold::{Folded, Kind, NO_DIGIT};
use crate::tokens::{self, Row, Token};
use crate::words;

/// How far an atom is to be trusted as a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    Ascii,
    Han,
    Word,
    Sound,
    Look,
}

impl Trust {
    /// May be left out at the end of a number, being ordinary text as well.
    #[inline]
    pub fn weak(self) -> bool {
        self >= Trust::Word
    }
}

/// One digit and the cells that write it.
#[derive(Clone, Copy, Debug)]
pub struct Atom {
    pub v: u8,
    pub s: u32,
    pub e: u32,
    pub trust: Trust,
}

/// Digits written without anything between them. Ranges: atoms `a..b`, cells `s..e`.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    pub a: u32,
    pub b: u32,
    pub s: u32,
    pub e: u32,
    /// All atoms are ASCII digits.
    pub plain: bool,
    /// Belongs to a time, a price, a version …: no identifier.
    pub spent: bool,
}

impl Group {
    #[inline]
    pub fn len(&self) -> usize {
        (self.b - self.a) as usize
    }
    /// No digit at all.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.a == self.b
    }
}

/// Fill `atoms` and `groups` from `f`.
pub fn collect(f: &Folded, (tokens, rows): (&[Token], &[Row]), atoms: &mut Vec<Atom>, groups: &mut Vec<Group>) {
    atoms.clear();
    let mixed = rows.iter().any(Row::mixed);
    let romans = romans(f, tokens);
    let mut i = 0;
    let mut next = tokens.iter().peekable();
    while let Some(c) = f.cells.get(i) {
        match c.kind {
            Kind::Latin => {
                while next.next_if(|t| (t.s as usize) < i).is_some() {}
                i = match next.peek() {
                    Some(t) if t.s as usize == i && t.bits & crate::tokens::DIGIT != 0 && counts(f, t) => t.e as usize,
                    Some(t) if t.s as usize == i => said(f, t, romans, atoms),
                    _ => i + 1,
                };
            }
            _ if c.dig != NO_DIGIT => {
                let trust = match c.dig >> 4 {
                    0 => Trust::Ascii,
                    1 => Trust::Han,
                    _ => Trust::Sound,
                };
                if mixed && trust == Trust::Ascii && leet_word(f, i, atoms, &mut i) {
                    continue;
                }
                if let Some(e) = at_once(f, i, (c.dig, trust), atoms) {
                    i = e;
                    continue;
                }
                if !(trust == Trust::Han && sizes(f, i)) && (trust != Trust::Sound || !plain_word(f, i)) {
                    atoms.push(Atom { v: c.dig & 15, s: i as u32, e: i as u32 + 1, trust });
                }
                i += 1;
                // within a row of plain digits nothing else can begin
                while let Some([c, next]) = f.cells.get(i..i + 2)
                    && trust == Trust::Ascii
                    && (c.kind, next.kind) == (Kind::Digit, Kind::Digit)
                {
                    atoms.push(Atom { v: c.dig, s: i as u32, e: i as u32 + 1, trust });
                    i += 1;
                }
            }
            Kind::Letter if let Some((w, v)) = kana(f, i) => {
                let e = i + w.chars().count();
                atoms.push(Atom { v, s: i as u32, e: e as u32, trust: Trust::Word });
                i = e;
            }
            _ if c.ch == '双'
                && let Some(v) = beside(f, i, i + 1) =>
            {
                atoms.extend((0..2).map(|_| Atom { v, s: i as u32, e: i as u32 + 2, trust: Trust::Word }));
                i += 2;
            }
            _ if c.ch == '|'
                && !dotted(f, i + 1)
                && f.kind(i + 1) == Kind::Digit
                && (i == 0 || !f.alnum(i - 1) && f.ch(i - 1) != '|') =>
            {
                atoms.push(Atom { v: 1, s: i as u32, e: i as u32 + 1, trust: Trust::Look });
                i += 1;
            }
            _ => i += 1,
        }
    }
    group(atoms, groups);
}

/// As many Roman numerals in a row are digits.
const ROMANS: usize = 6;

/// Whether enough Roman numerals stand in a row.
/// "middle two 86", "last four: 0789": the word says how many digits follow.
fn counts(f: &Folded, t: &Token) -> bool {
    const WORDS: &[&str] = &["two", "three", "four", "five", "six"];
    let (s, e) = (t.s as usize, t.e as usize);
    let Some(n) = WORDS.iter().position(|w| *w == f.str(s, e)) else { return false };
    let led =
        ["first ", "last ", "middle ", "next ", "final ", "other "].iter().any(|w| s >= w.len() && f.str(s - w.len(), s) == *w);
    let from = (e..e + 10).find(|k| !matches!(f.ch(*k), ' ' | ':' | ',' | '-'));
    let from = from.map(|k| ["digits ", "are ", "is "].iter().find(|w| f.starts(k, w)).map_or(k, |w| k + w.len()));
    led && from.is_some_and(|k| (k..k + n + 3).take_while(|k| f.kind(*k) == Kind::Digit).count() == n + 2)
}

/// Whether the text holds a row of Roman numerals.
fn romans(f: &Folded, tokens: &[Token]) -> bool {
    tokens.len() >= ROMANS && tokens.windows(ROMANS).any(|row| row.iter().all(|t| roman(f, t).is_some()))
}

/// The digit of a Roman numeral.
fn roman(f: &Folded, t: &Token) -> Option<u8> {
    const NUMERALS: [&str; 9] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let w = (t.e - t.s <= 4).then(|| f.str(t.s as usize, t.e as usize))?;
    NUMERALS.iter().position(|n| *n == w).map(|v| v as u8 + 1)
}

/// A Japanese digit in kana at cell `i`.
fn kana(f: &Folded, i: usize) -> Option<(&'static str, u8)> {
    #[rustfmt::skip]
    const KANA: &[(&str, u8)] = &[
        ("ゼロ", 0), ("れい", 0), ("いち", 1), ("イチ", 1), ("に", 2), ("ニ", 2), ("さん", 3), ("サン", 3), ("よん", 4),
        ("ヨン", 4), ("ご", 5), ("ゴ", 5), ("ろく", 6), ("ロク", 6), ("なな", 7), ("ナナ", 7), ("しち", 7), ("はち", 8),
        ("ハチ", 8), ("きゅう", 9), ("キュウ", 9),
    ];
    ('\u{3041}'..='\u{30FC}').contains(&f.ch(i)).then(|| KANA.iter().find(|(w, _)| f.starts(i, w)).copied())?
}

/// Several digits said at once at cell `i`: "triple 7", "一千二百三十四" for 1234; the cell after them.
fn at_once(f: &Folded, i: usize, (dig, trust): (u8, Trust), atoms: &mut Vec<Atom>) -> Option<usize> {
    let mut push = |v: u8, s: usize, e: usize| atoms.push(Atom { v, s: s as u32, e: e as u32, trust: Trust::Word });
    if let Some((times, v, s, e)) = several(f, i, dig) {
        (0..times).for_each(|_| push(v, s, e));
        return Some(e);
    }
    let han = |k: usize| f.cells.get(k).filter(|c| c.kind == Kind::Han).and_then(|c| c.digit());
    let (value, e) = if trust == Trust::Han { spoken(i, |k| f.ch(k), han)? } else { return None };
    value.to_string().bytes().for_each(|b| push(b - b'0', i, e));
    Some(e)
}

/// Atoms of a word, which is a Roman numeral where it stands among such; returns the cell after it.
fn said(f: &Folded, t: &Token, romans: bool, atoms: &mut Vec<Atom>) -> usize {
    let Some(v) = romans.then(|| roman(f, t)).flatten() else { return latin(f, t, atoms) };
    atoms.push(Atom { v, s: t.s, e: t.e, trust: Trust::Word });
    t.e as usize
}

/// A digit that is said once for several, "triple 7": how many, which, and where that is said.
fn several(f: &Folded, i: usize, digit: u8) -> Option<(u8, u8, usize, usize)> {
    if mine_repeats(f, i)
        && let (times @ 2.., s) = repeat_before(f, i)
    {
        return Some((times, digit, s, i + 1));
    }
    if matches!(f.ch(i + 1), '个' | '连') || f.ch(i) == '俩' { counted(f, i) } else { None }
}

/// "后四位", "下一段": the size of a part or its place, not a part.
fn sizes(f: &Folded, i: usize) -> bool {
    let after_digit = || i.checked_sub(1).and_then(|k| f.cells.get(k)).is_some_and(|c| c.dig != NO_DIGIT);
    let run = |k: usize| (k..k + 7).take_while(|k| f.cells.get(*k).is_some_and(|c| c.digit().is_some())).count();
    let counts = || f.cells.get(i).and_then(|c| c.digit()).is_some_and(|v| v > 1 && run(i + 2) == usize::from(v));
    // "空一下"
    let of_word = f.ch(i) == '一' && any_of!(f.ch(i + 1), "下样起些直定般会共") && !after_digit();
    of_word
        || f.ch(i + 1) == '位' && !after_digit()
        || f.ch(i + 1) == '个' && !after_digit() && counts()
        || i > 0
            && (any_of!(f.ch(i + 1), "位段截") && any_of!(f.ch(i - 1), "前后间最头末尾第下上")
                || any_of!(f.ch(i - 1), "前后头末尾中") && size_of(f, i))
}

/// A single plain digit after a word that may say to repeat it.
fn mine_repeats(f: &Folded, i: usize) -> bool {
    i > 3 && f.kind(i) == Kind::Digit && f.kind(i + 1) != Kind::Digit && f.ch(i - 1) == ' ' && f.ch(i - 2) == 'e'
}

/// "前三138": as many plain digits follow as the numeral says.
fn size_of(f: &Folded, i: usize) -> bool {
    let n = (i + 1..i + 11).take_while(|k| f.kind(*k) == Kind::Digit).count();
    n > 1 && f.cells.get(i).and_then(|c| c.digit()).is_some_and(|v| usize::from(v) == n)
}

/// Digits and then a dot: an address of a machine.
fn dotted(f: &Folded, i: usize) -> bool {
    let n = (i..i + 4).take_while(|k| f.kind(*k) == Kind::Digit).count();
    f.ch(i + n) == '.'
}

/// "三个8" or "双8" beside the rest of a number is 888 or 88: how often, which digit, and its cells.
fn counted(f: &Folded, i: usize) -> Option<(u8, u8, usize, usize)> {
    let digit = |k: usize| f.cells.get(k).and_then(|c| c.digit());
    let (n, k) = match (f.ch(i), f.ch(i + 1)) {
        ('俩', _) => (2, i + 1),
        (_, '个' | '连') => (digit(i)?, i + 2),
        _ => return None,
    };
    // "第二个1234" says which part it is
    if i > 0 && f.ch(i - 1) == '第' {
        return None;
    }
    // "四个8438" says how long the part is
    let long = n > 1 && (k..k + 7).take_while(|k| digit(*k).is_some()).count() == usize::from(n);
    // "四个八,一个二": one of it only beside others that are counted
    let one = n > 1 || f.ch(i + 1) == '个' && (2..6).any(|d| i >= d && f.ch(i - d) == '个');
    beside(f, i, k).filter(|_| (1..=6).contains(&n) && one && !long).map(|v| (n, v, i, k + 1))
}

/// The digit at `k`, if more of a number stands before the saying that begins at `i` or behind that digit.
fn beside(f: &Folded, i: usize, k: usize) -> Option<u8> {
    let digit = |k: usize| f.cells.get(k).and_then(|c| c.digit());
    let sign = |k: &usize| any_of!(f.ch(*k), " -,、.再加和又跟");
    let before = i.checked_sub(1 + (0..i).rev().take(3).take_while(sign).count());
    let after = k + 1 + (k + 1..k + 4).take_while(sign).count();
    digit(k).filter(|_| before.is_some_and(|b| digit(b).is_some()) || digit(after).is_some())
}

/// A character such as 是 or 我 between text and an ASCII digit, or a word in brackets: no digit.
fn plain_word(f: &Folded, i: usize) -> bool {
    let dig = |k: usize| f.cells.get(k).is_some_and(|c| c.dig != NO_DIGIT);
    let noted = f.ch(i.wrapping_sub(1)) == '(' && f.kind(i + 1) == Kind::Han && !dig(i + 1);
    if noted {
        return true;
    }
    if !any_of!(f.ch(i), "是我就以已发把起而其无吧路里室市事使试世式还有义") {
        return false;
    }
    let (before, after) = (i > 0 && dig(i - 1), dig(i + 1));
    // "然后是 7314"
    let spaced = i > 0 && f.kind(i - 1) == Kind::Han && f.kind(f.skip_space(i + 1)) == Kind::Digit;
    !before && (f.kind(i + 1) == Kind::Digit || spaced) || !after && i > 0 && f.kind(i - 1) == Kind::Digit
}

fn group(atoms: &[Atom], groups: &mut Vec<Group>) {
    groups.clear();
    for (k, a) in atoms.iter().enumerate() {
        let k = k as u32;
        if let Some(g) = groups.last_mut()
            && g.e == a.s
            && a.trust != Trust::Word
            && atoms.get(k as usize - 1).is_some_and(|p| p.trust != Trust::Word)
        {
            g.b = k + 1;
            g.e = a.e;
            g.plain &= a.trust == Trust::Ascii;
            continue;
        }
        groups.push(Group { a: k, b: k + 1, s: a.s, e: a.e, plain: a.trust == Trust::Ascii, spent: false });
    }
}

/// Atoms of a run of Latin letters; returns the cell after it.
fn latin(f: &Folded, t: &Token, atoms: &mut Vec<Atom>) -> usize {
    let (i, e) = (t.s as usize, t.e as usize);
    let before = i > 0 && f.kind(i - 1) == Kind::Digit;
    let after = f.kind(e) == Kind::Digit;
    // most words are no digits and stand beside none
    let beside = before || after || e - i == 1 || atoms.last().is_some_and(|a| a.e as usize + 1 == i);
    if t.bits != 0 && t.bits & (tokens::DIGIT | tokens::TENS) == 0 && !beside {
        return e;
    }
    if !before && after {
        let mut end = i;
        if leet_word(f, i, atoms, &mut end) {
            return end;
        }
    }
    if t.bits & tokens::DIGIT != 0 {
        let (times, s) = repeat_before(f, i);
        // "yi3": the tone of pinyin
        let tone = matches!(f.ch(e), '1'..='5') && !f.alnum(e + 1) && words::pinyin(f.str(i, e));
        let end = e + usize::from(tone);
        for _ in 0..times {
            atoms.push(Atom { v: t.val, s: s as u32, e: end as u32, trust: Trust::Word });
        }
        return end;
    }
    if t.bits & tokens::TENS != 0 {
        tens(f, i, e, t.val, atoms);
        return e;
    }
    if let Some((v, times, again)) = repeated_or_round(f, i, e, atoms) {
        let s = atoms.last().map_or(t.s, |a| a.s);
        if again {
            atoms.pop();
        } else if let Some(last) = atoms.last_mut() {
            last.e = t.e;
        }
        atoms.extend((0..times).map(|_| Atom { v, s, e: t.e, trust: Trust::Word }));
        return e;
    }
    if t.bits == 0
        && e - i >= 6
        && let Some(parts) = words::split(f.str(i, e))
    {
        let mut s = t.s;
        for (v, len) in parts {
            atoms.push(Atom { v, s, e: s + len as u32, trust: Trust::Word });
            s += len as u32;
        }
        return e;
    }
    if t.bits == 0 && keyed(f, i, e) {
        let look = |k: usize| words::look(f.ch(k)).map(|l| Atom { v: l.0, s: k as u32, e: k as u32 + 1, trust: Trust::Look });
        atoms.extend((i..e).filter_map(look));
    } else if before || after || e - i == 1 {
        looks(f, i, e, before, after, atoms);
    }
    e
}

/// "four sevens": a digit, how often, and that the atom before says so; "eight hundred five": the zeros that
/// are not said.
fn repeated_or_round(f: &Folded, i: usize, e: usize, atoms: &[Atom]) -> Option<(u8, u8, bool)> {
    let last = atoms.last().filter(|a| a.e as usize + 1 == i && a.trust <= Trust::Word)?;
    let w = f.str(i, e);
    if matches!(w, "hundred" | "thousand") {
        let next = f.skip_space(e);
        let end = (next..next + 10).find(|k| f.kind(*k) != Kind::Latin).unwrap_or(next);
        let bits = tokens::look_up(f.str(next, end)).0;
        let zeros = 2 - u8::from(bits & tokens::DIGIT != 0) - 2 * u8::from(bits & tokens::TENS != 0);
        return Some((0, if w == "hundred" { zeros } else { zeros + 1 }, false));
    }
    let one = w.strip_suffix('s')?;
    let v = words::digit(one).or_else(|| words::digit(one.strip_suffix('e')?)).filter(|_| e - i > 3)?;
    (2..=6).contains(&last.v).then_some((v, last.v, true))
}

/// "double"/"triple" just before the word at `i`: how often, and where the saying begins.
fn repeat_before(f: &Folded, i: usize) -> (u8, usize) {
    let mut b = i;
    while b > 0 && matches!(f.kind(b - 1), Kind::Space | Kind::Punct) {
        b -= 1;
    }
    let mut a = b;
    while a > 0 && b - a < 8 && f.kind(a - 1) == Kind::Latin {
        a -= 1;
    }
    words::repeat(f.str(a, b)).map_or((1, i), |n| (n, a))
}

/// A word for a two-digit number: "fifty" before a digit word gives its ten only.
fn tens(f: &Folded, i: usize, e: usize, n: u8, atoms: &mut Vec<Atom>) {
    let mut push = |v| atoms.push(Atom { v, s: i as u32, e: e as u32, trust: Trust::Word });
    push(n / 10);
    let mut a = e;
    while matches!(f.kind(a), Kind::Space | Kind::Punct) {
        a += 1;
    }
    let mut b = a;
    while f.kind(b) == Kind::Latin && b - a < 8 {
        b += 1;
    }
    let unit_follows = n >= 20 && words::digit(f.str(a, b)).is_some_and(|v| v > 0);
    if !unit_follows {
        push(n % 10);
    }
}

/// The letters `i..e` stand in a telephone in its usual three parts, all of whose characters are digits or look like
/// one: "4O4-Sbb-579I".
fn keyed(f: &Folded, i: usize, e: usize) -> bool {
    if e - i > 4 || !(i..e).all(|k| words::look(f.ch(k)).is_some()) {
        return false;
    }
    let start = |e: usize| e - (0..e).rev().take(5).take_while(|k| f.alnum(*k)).count();
    let end = |s: usize| (s..s + 5).find(|k| !f.alnum(*k)).unwrap_or(s);
    let joined = |k: usize| any_of!(f.ch(k), " -.");
    let mut s = start(e);
    // the part may be the first, the second or the last
    for _ in 0..3 {
        let parts = [s, end(s) + 1, end(end(s) + 1) + 1].map(|s| (s, end(s)));
        let sizes = parts.map(|(s, e)| e - s);
        let all = parts.iter().all(|p| (p.0..p.1).all(|k| f.kind(k) == Kind::Digit || words::look(f.ch(k)).is_some()));
        let digits = (s..parts[2].1).filter(|k| f.kind(*k) == Kind::Digit).count();
        let apart = joined(parts[0].1) && joined(parts[1].1) && !f.alnum(parts[2].1) && parts[2].1 >= e;
        if matches!(sizes, [3, 3, 4] | [3, 4, 4]) && all && digits > 3 && apart {
            return true;
        }
        if s < 2 || !joined(s - 1) {
            return false;
        }
        s = start(s - 1);
    }
    false
}

/// Letters that look like digits, where they touch digits or stand alone.
fn looks(f: &Folded, i: usize, e: usize, before: bool, after: bool, atoms: &mut Vec<Atom>) {
    let alone = e - i == 1;
    // "2026-11-30T10:00"
    if alone && before && after && f.ch(i) == 't' && f.ch(i + 3) == ':' {
        return;
    }
    // "7972g": a weight
    if alone && before && f.ch(i) == 'g' && !f.alnum(e) {
        return;
    }
    let all = e - i <= 6 && (i..e).all(|k| words::look(f.ch(k)).is_some());
    let mut push = |k: usize, v: u8| atoms.push(Atom { v, s: k as u32, e: k as u32 + 1, trust: Trust::Look });
    if (before && after && all) || (alone && !before && !after) {
        for k in i..e {
            match words::look(f.ch(k)) {
                Some((v, edge)) if edge || !alone || (before && after) => push(k, v),
                _ => {}
            }
        }
        return;
    }
    // "卡hao6228": a syllable before a number
    if after && !before && f.str(i, e).ends_with("hao") {
        return;
    }
    // a short token of digits and their doubles: "41S"
    let (mut a, mut b) = (i, e);
    while a > 0 && f.alnum(a - 1) {
        a -= 1;
    }
    while f.alnum(b) && b - i < 8 {
        b += 1;
    }
    // a whole telephone with letters for some digits: "S3628l47SS"
    let token_end = (b..b + 12).find(|k| !f.alnum(*k)).unwrap_or(b);
    let digits = (a..token_end).filter(|k| f.kind(*k) == Kind::Digit).count();
    let reads = |k: usize| f.kind(k) == Kind::Digit || words::look(f.ch(k)).is_some();
    // "TE72045053": letters before all digits are a code
    let inside = (a..token_end).skip_while(|k| f.kind(*k) != Kind::Digit).any(|k| f.kind(k) == Kind::Latin);
    if all && inside && matches!(token_end - a, 10 | 11) && digits >= 5 && (a..token_end).all(reads) {
        (i..e).filter_map(|k| words::look(f.ch(k)).map(|l| (k, l.0))).for_each(|(k, v)| push(k, v));
        return;
    }
    if all && b - a <= 5 && e - i <= 2 && !alone {
        (i..e).filter_map(|k| words::look(f.ch(k)).map(|l| (k, l.0))).for_each(|(k, v)| push(k, v));
        return;
    }
    if all && b - a <= 5 && alone {
        if let Some((v, _)) = words::look(f.ch(i)) {
            push(i, v);
        }
        return;
    }
    let edge = |k: usize| words::look(f.ch(k)).filter(|x| x.1).map(|x| x.0);
    if before {
        (i..e).map_while(|k| edge(k).map(|v| (k, v))).for_each(|(k, v)| push(k, v));
    } else if after {
        let mut s = e;
        while s > i && edge(s - 1).is_some() {
            s -= 1;
        }
        (s..e).filter_map(|k| edge(k).map(|v| (k, v))).for_each(|(k, v)| push(k, v));
    }
}

/// A digit word written partly in digits (`f0ur`, `5even`) at the start of a token.
fn leet_word(f: &Folded, i: usize, atoms: &mut Vec<Atom>, next: &mut usize) -> bool {
    if i > 0 && f.alnum(i - 1) {
        return false;
    }
    let mut e = i;
    let mut letters = 0;
    while f.alnum(e) && e - i <= 7 {
        letters += usize::from(f.kind(e) == Kind::Latin);
        e += 1;
    }
    if letters == 0 || letters == e - i || !(3..=6).contains(&(e - i)) {
        return false;
    }
    let w: String = f.str(i, e).chars().map(words::unleet).collect();
    let Some(v) = words::digit(&w) else { return false };
    let (times, s) = repeat_before(f, i);
    for _ in 0..times {
        atoms.push(Atom { v, s: s as u32, e: e as u32, trust: Trust::Word });
    }
    *next = e;
    true
}
