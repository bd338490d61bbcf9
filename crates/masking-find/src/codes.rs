//! Letter-led codes told by their shape: credit codes, IBAN, passports, plates, tracking numbers,
//! insurance numbers.

use crate::cand::{Cand, Ctx};
use crate::chars::any_of;
use crate::check;
use crate::cues::Cue;
use crate::fold::{Folded, HAN, Kind, NO_DIGIT, PROVINCE};
use crate::label::Label;
use crate::tokens::Row;

/// Couriers' prefixes of tracking numbers.
const COURIERS: &[&str] = &[
    "sf", "yt", "zto", "sto", "yd", "jt", "jdva", "jdvb", "jdvc", "jdve", "jdvg", "jdv", "jdx", "jd", "ems", "dpk", "htky",
    "best", "yz", "db", "ane", "tt", "uc", "ht", "kk", "zjs", "qf", "gto", "dn", "sfk", "tba",
];

/// An upper-case code read from the text with single separators left out.
pub(crate) struct Code {
    text: [u8; ROOM],
    /// Cell of each character.
    cells: [u32; ROOM],
    len: usize,
}

/// The longest code that is read.
const ROOM: usize = 40;

impl Code {
    pub(crate) fn text(&self) -> &[u8] {
        self.text.get(..self.len).unwrap_or_default()
    }
    fn cell(&self, k: usize) -> Option<usize> {
        self.cells.get(k).filter(|_| k < self.len).map(|c| *c as usize)
    }
    fn add(&mut self, b: u8, cell: usize) {
        if let (Some(t), Some(c)) = (self.text.get_mut(self.len), self.cells.get_mut(self.len)) {
            (*t, *c) = (b, cell as u32);
            self.len += 1;
        }
    }
    pub(crate) fn end(&self, n: usize) -> usize {
        n.checked_sub(1).and_then(|k| self.cell(k)).map_or(0, |c| c + 1)
    }
    fn digits(&self, a: usize, b: usize) -> bool {
        self.text().get(a..b).is_some_and(|t| !t.is_empty() && t.iter().all(u8::is_ascii_digit))
    }
}

/// A character of a code: Latin letter, digit, or Han numeral.
fn code_char(f: &Folded, i: usize) -> Option<u8> {
    let c = f.cells.get(i)?;
    match c.kind {
        Kind::Latin | Kind::Digit => Some(c.ch.to_ascii_uppercase() as u8),
        Kind::Han if c.dig != NO_DIGIT && c.dig >> 4 == HAN => Some(b'0' + (c.dig & 15)),
        _ => None,
    }
}

/// Read up to `max` code characters from cell `s`, with at most one separator between two.
pub(crate) fn read(f: &Folded, s: usize, max: usize) -> Code {
    let mut code = Code { text: [0; ROOM], cells: [0; ROOM], len: 0 };
    let mut i = s;
    while code.len < max.min(ROOM) {
        if let Some(b) = code_char(f, i) {
            code.add(b, i);
            i += 1;
        } else if matches!(f.ch(i), ' ' | '-' | '.' | '·' | '_' | '*' | '/') && code_char(f, i + 1).is_some() && code.len > 0 {
            i += 1;
        } else {
            break;
        }
    }
    code
}

/// Whether the code character at `k` is the last of its token.
fn ends_token(f: &Folded, code: &Code, k: usize) -> bool {
    code.cell(k).is_some_and(|c| !f.alnum(c + 1))
}

/// Find codes at every row of letters and digits.
pub(crate) fn find(ctx: &Ctx<'_>, rows: &[Row], out: &mut Vec<Cand>) {
    let f = ctx.f;
    crate::said::find(ctx, out);
    if f.digits < 2 {
        return;
    }
    if f.digits >= 5 && ctx.near.any(Cue::IdCard) {
        numbered(f, out);
    }
    if f.tags & PROVINCE != 0 && (f.latin > 0 || ctx.near.any(Cue::Plate)) {
        let province = |k: &usize| f.cells[*k].has(PROVINCE) && f.cells[*k].kind == Kind::Han;
        for k in (0..f.cells.len()).filter(province) {
            plate(ctx, k, out);
            crate::said::plate(ctx, k, out);
        }
    }
    if f.latin == 0 && f.digits < 15 {
        return;
    }
    for row in rows {
        // digits alone are no code but a credit code
        if row.mixed() && row.len() <= ROOM || row.len() == 18 && row.digits() > 0 {
            shapes(ctx, row, out);
        }
        // a parcel's number of more digits than a card's
        if row.letters == 0 && (20..=34).contains(&row.len()) && ctx.near.before(row.s, Cue::Tracking, 4).is_some() {
            out.push(Cand::plain(f, (row.s, row.e), Label::TrackingNo, 0.7, "tracking.long"));
        }
        if row.len() <= 4 || row.len() <= 9 && ctx.near.any(Cue::Uscc) {
            spaced(ctx, row, out);
        }
    }
}

/// "军字第2776260号": the number of a paper, where one was spoken of.
fn numbered(f: &Folded, out: &mut Vec<Cand>) {
    for k in (1..f.cells.len()).filter(|k| f.starts(*k, "字第")) {
        let s = k - (0..k).rev().take(3).take_while(|i| any_of!(f.ch(*i), "军士文兵警民武空海火政参联后南北")).count();
        let e = (k + 2..k + 12).find(|i| f.kind(*i) != Kind::Digit).unwrap_or(k + 2);
        if s < k && e >= k + 7 {
            let e = e + usize::from(f.ch(e) == '号');
            push(out, s, e, Label::IdCard, 0.8, "id.paper", f.str(s, e).as_bytes());
        }
    }
}

pub(crate) fn push(out: &mut Vec<Cand>, s: usize, e: usize, label: Label, score: f32, rule: &'static str, canonical: &[u8]) {
    out.push(Cand { s, e, label, score, rule, canonical: String::from_utf8_lossy(canonical).into_owned() });
}

/// How sure a code of the shape of an insurance number is one: `shape` by that alone, where the talk is English.
fn nino(ctx: &Ctx<'_>, s: usize, e: usize, shape: f32) -> f32 {
    match ctx.cue(s, e, Cue::Nino) {
        true => 0.95,
        false if ctx.latin() => shape,
        false => 0.2,
    }
}

/// Codes in one row.
fn shapes(ctx: &Ctx<'_>, row: &Row, out: &mut Vec<Cand>) {
    let (s, e, letters, digits) = (row.s, row.e, row.letters, row.digits());
    let code = read(ctx.f, s, e - s);
    let t = code.text();
    let n = t.len();
    if s > 1 && ctx.f.ch(s - 1) == '-' && ctx.f.alnum(s - 2) {
        return;
    }
    if n == 18 && check::uscc_shape(t) {
        let cue = ctx.cue(s, e, Cue::Uscc);
        if check::uscc(t) && (letters > 0 || cue) {
            push(out, s, e, Label::Uscc, 0.95, "uscc", t);
        } else if cue {
            push(out, s, e, Label::Uscc, 0.72, "uscc.mistyped", t);
        }
    }
    if letters == 0 {
        return;
    }
    passport(ctx, s, e, t, out);
    tracking(ctx, s, e, t, letters, digits, out);
    if n == 9 && check::nino(t) {
        push(out, s, e, Label::Nino, nino(ctx, s, e, 0.55), "nino", t);
    }
    // Singapore: "S1234567D"; India, of a person: "ABCPK1234F"; an Indian plate: "TN09BX1234"
    let upper = ctx.f.cells.get(s..e).is_some_and(|c| c.iter().all(|c| c.kind != Kind::Latin || c.is_upper()));
    let form: Vec<bool> = t.iter().map(u8::is_ascii_digit).collect();
    let like = |text: &str| text.len() == n && text.bytes().zip(&form).all(|(b, d)| (b == b'9') == *d);
    if upper && (like("A9999999A") && any_of!(char::from(t[0]), "STFGM") || like("AAAAA9999A") && t[3] == b'P') {
        push(out, s, e, Label::IdCard, 0.6, "id.form", t);
    }
    // Hong Kong: "A123456(7)"
    let check = |c: char| c == '(' && ctx.f.alnum(e + 1) && ctx.f.ch(e + 2) == ')';
    if (like("A999999") || like("AA999999")) && check(ctx.f.ch(e)) {
        push(out, s, e + 3, Label::IdCard, 0.85, "id.hk", t);
    }
    if upper && (like("AA99AA9999") || like("AA99A9999")) {
        push(out, s, e, Label::Plate, 0.6, "plate.in", t);
    }
    if n == 10 && t.first().is_some_and(u8::is_ascii_uppercase) && code.digits(1, 10) && ctx.cue(s, e, Cue::IdCard) {
        push(out, s, e, Label::IdCard, 0.75, "id.tw", t);
    }
    if iban_at(ctx, s, out) {
        return;
    }
    // cue-led: any code right behind the word for it
    static LED: [(Cue, Label, &str, usize); 5] = [
        (Cue::Plate, Label::Plate, "plate.cue", 2),
        (Cue::Driver, Label::DriverLicence, "licence.cue", 4),
        (Cue::IdCard, Label::IdCard, "id.cue", 4),
        (Cue::Order, Label::OrderNo, "order.cue", 4),
        (Cue::Tracking, Label::TrackingNo, "tracking.cue", 6),
    ];
    // "PNR: K4X9ZQ": few letters and digits, all in capitals, right behind a word for such a code
    if (5..=8).contains(&n) && upper && digits > 0 && ctx.near.any(Cue::Order) && booking(ctx, s) {
        push(out, s, e, Label::OrderNo, 0.62, "order.booking", t);
    }
    for (cue, label, rule, least) in &LED {
        if digits >= *least
            && n >= if *cue == Cue::Plate { 5 } else { 6 }
            && (ctx.near.before(s, *cue, 6).is_some() || ctx.near.after(e, *cue, 3).is_some())
        {
            push(out, s, e, label.clone(), if *cue == Cue::Driver { 0.8 } else { 0.66 }, rule, t);
        }
    }
}

/// A word for the code of a booking right before cell `s`.
fn booking(ctx: &Ctx<'_>, s: usize) -> bool {
    const WORDS: [&str; 6] = ["pnr", "code", "reference", "ref", "locator", "number"];
    let before = ctx.near.hits.partition_point(|h| h.e as usize <= s);
    let mut near = ctx.near.hits[..before].iter().rev().take_while(|h| s - h.e as usize <= 5);
    near.any(|h| h.cue == Cue::Order && WORDS.iter().any(|w| ctx.f.str(h.s as usize, h.e as usize).ends_with(w)))
}

fn passport(ctx: &Ctx<'_>, s: usize, e: usize, t: &[u8], out: &mut Vec<Cand>) {
    let tail = |k: usize| t.get(k..).is_some_and(|x| x.iter().all(u8::is_ascii_digit));
    let cn = t.len() == 9
        && match t.first() {
            Some(b'E') => tail(1) || (tail(2) && t.get(1).is_some_and(u8::is_ascii_uppercase)),
            Some(b'G' | b'D' | b'S' | b'P' | b'H' | b'M' | b'C' | b'K' | b'L') => tail(1),
            _ => false,
        };
    let cue = ctx.cue(s, e, Cue::Passport);
    let permit = matches!(t.len(), 9 | 11) && matches!(t.first(), Some(b'H' | b'M')) && tail(1);
    let foreign = (6..=10).contains(&t.len()) && t.iter().filter(|b| b.is_ascii_digit()).count() >= 5;
    let score = match (cn || permit, cue) {
        (true, true) => 0.92,
        (true, false) if ctx.near.any(Cue::Passport) || ctx.near.any(Cue::IdCard) => 0.7,
        (true, false) => 0.42,
        (false, true) if foreign => 0.75,
        _ => return,
    };
    push(out, s, e, Label::Passport, score, "passport", t);
}

fn tracking(ctx: &Ctx<'_>, s: usize, e: usize, t: &[u8], letters: usize, digits: usize, out: &mut Vec<Cand>) {
    let lead = t.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let tail = t.iter().rev().take_while(|b| b.is_ascii_uppercase()).count();
    let cue = ctx.cue(s, e, Cue::Tracking);
    // S10 of the Universal Postal Union, and the 1Z form
    let s10 = t.len() == 13 && lead == 2 && tail == 2 && digits == 9;
    let ups = t.len() == 18 && t.starts_with(b"1Z");
    let courier = lead == letters && lead > 0 && (9..=18).contains(&digits) && {
        let p = ctx.f.str(s, s + lead);
        COURIERS.contains(&p)
    };
    let base: f32 = if s10 || ups {
        0.82
    } else if courier {
        0.74
    } else if cue && digits >= 8 {
        0.7
    } else {
        return;
    };
    let order = ctx.near.before(s, Cue::Order, 4).is_some() && ctx.near.before(s, Cue::Tracking, 4).is_none();
    let (label, rule) = if order { (Label::OrderNo, "order.shape") } else { (Label::TrackingNo, "tracking.shape") };
    push(out, s, e, label, base + if cue || order { 0.1 } else { 0.0 }, rule, t);
}

/// Codes that may be written with spaces: IBAN, insurance numbers, spelled-out codes after a cue.
fn spaced(ctx: &Ctx<'_>, row: &Row, out: &mut Vec<Cand>) {
    let (f, s, e, letters) = (ctx.f, row.s, row.e, row.letters);
    let head = e - s == 4 || e - s == 2 && f.kind(e + 1) == Kind::Digit;
    if letters >= 2 && head && iban_at(ctx, s, out) {
        return;
    }
    let separated = matches!(f.ch(e), ' ' | '-' | '·' | '.') || f.kind(e) == Kind::Han && code_char(f, e).is_some();
    if !separated {
        return;
    }
    if f.ch(e) == '-' && !matches!(f.ch(s.wrapping_sub(1)), '-' | '.' | '_') {
        hyphened(ctx, s, out);
    }
    // "MH 12 AB 1234"
    if letters == 2 && e - s == 2 && f.cells[s].is_upper() && f.kind(e + 1) == Kind::Digit {
        let code = read(f, s, 10);
        let t = code.text();
        let parts = t.len() == 10 && code.digits(2, 4) && code.digits(6, 10) && t[4..6].iter().all(u8::is_ascii_uppercase);
        if parts && ends_token(f, &code, 9) && f.ch(e + 3) == ' ' {
            push(out, s, code.end(10), Label::Plate, 0.62, "plate.in", t);
        }
    }
    if letters == 2 && (e - s == 4 || e - s == 2 && f.kind(e + 1) == Kind::Digit) {
        let code = read(f, s, 9);
        if check::nino(code.text()) && ends_token(f, &code, 8) {
            push(out, s, code.end(9), Label::Nino, nino(ctx, s, code.end(9), 0.6), "nino", code.text());
        }
    }
    if e - s <= 9 && ctx.near.before(s, Cue::Uscc, 4).is_some() {
        let code = read(f, s, 18);
        if check::uscc_shape(code.text()) && ends_token(f, &code, 17) {
            push(out, s, code.end(18), Label::Uscc, 0.9, "uscc", code.text());
        }
    }
}

/// A reference of several parts right behind the word for it: "ORD-2026-217904".
fn hyphened(ctx: &Ctx<'_>, s: usize, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let (label, rule) = match () {
        () if ctx.near.before(s, Cue::Order, 4).is_some() || f.ch(s.wrapping_sub(1)) == '#' => (Label::OrderNo, "order.hyphens"),
        () if ctx.near.before(s, Cue::Tracking, 4).is_some() => (Label::TrackingNo, "tracking.hyphens"),
        () => return,
    };
    let e = (s..s + 32).find(|k| !(f.alnum(*k) || f.ch(*k) == '-' && f.alnum(*k + 1))).unwrap_or(s);
    let text: Vec<u8> = f.str(s, e).bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    let upper = (s..e).all(|k| f.kind(k) != Kind::Latin || f.cells[k].is_upper());
    if (7..=24).contains(&text.len()) && (digits >= 4 && upper || digits >= 6) && digits < text.len() {
        push(out, s, e, label, 0.68, rule, &text);
    }
}

/// An IBAN that begins at cell `s`.
fn iban_at(ctx: &Ctx<'_>, s: usize, out: &mut Vec<Cand>) -> bool {
    let f = ctx.f;
    let digit = |k: usize| f.cells.get(k).is_some_and(|c| c.dig != NO_DIGIT) || f.alnum(k) && f.kind(k) == Kind::Digit;
    let first = if f.alnum(s + 2) { s + 2 } else { s + 3 };
    let head = f.kind(s) == Kind::Latin && f.kind(s + 1) == Kind::Latin && digit(first);
    if !head || (s > 0 && f.alnum(s - 1)) {
        return false;
    }
    let country = [s, s + 1].map(|k| f.ch(k).to_ascii_uppercase() as u8);
    let Some(n) = check::iban_length(country) else { return false };
    let code = read(f, s, n);
    let (t, e) = (code.text(), code.end(n));
    if !check::iban_shape(t) || !ends_token(f, &code, n - 1) {
        return false;
    }
    let (sum, cue) = (check::iban(t), ctx.cue(s, e, Cue::Iban));
    // words after a number of a train: no account without its checksum
    if !sum && !cue && (s..e).any(|k| f.kind(k) == Kind::Latin && !f.cells[k].is_upper()) {
        return false;
    }
    let score = match (sum, cue) {
        (true, _) => 0.98,
        (false, true) => 0.85,
        (false, false) => 0.66,
    };
    push(out, s, e, Label::Iban, score, "iban", t);
    true
}

/// A plate that begins with the province character at `s` (GA 36: letter, then five or six).
fn plate(ctx: &Ctx<'_>, s: usize, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let mut k = f.skip_space(s + 1);
    // "苏诶零八四五五": the letter by its sound
    let sounded = ctx.near.before(s, Cue::Plate, 4).is_some() && k == s + 1 && any_of!(f.ch(k), "诶艾哎比必毕西丝地弟衣易吉");
    if !(f.kind(k) == Kind::Latin || sounded) || k > s + 2 {
        return;
    }
    k += 1;
    let rest_at = k + (k..k + 3).take_while(|k| matches!(f.ch(*k), '·' | ' ' | '-' | '.' | '•' | '・')).count();
    let code = read(f, rest_at, 7);
    let mut n = code.text().len();
    let special = |e: usize| matches!(f.ch(e), '警' | '学' | '挂' | '港' | '澳' | '使' | '领');
    if n > 6 {
        return;
    }
    let mut e = code.end(n);
    if n == 4 && special(e) {
        n += 1;
        e += 1;
    }
    let digits = code.text().iter().filter(|b| b.is_ascii_digit()).count();
    let cue = ctx.cue(s, e, Cue::Plate);
    if !(5..=6).contains(&n) || digits < if cue { 1 } else { 2 } || code.text().iter().any(|b| matches!(b, b'I' | b'O')) && !cue {
        return;
    }
    let mut canonical = vec![0u8; 0];
    canonical.extend(f.str(s, s + 1).bytes());
    canonical.extend(f.str(k - 1, k).to_ascii_uppercase().bytes());
    canonical.extend(code.text());
    push(out, s, e, Label::Plate, if cue { 0.95 } else { 0.88 }, "plate", &canonical);
}
