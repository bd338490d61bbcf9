//! Codes right behind the word for them, in whatever way their letters and digits are written: with signs between them,
//! as words, as on the radio.

use masking_check::spoken::RADIO;

use crate::accounts::value_after;
use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::codes::push;
use crate::cues::Cue;
use crate::fold::{Cell, Folded, Kind};
use crate::label::Label;
use crate::lists::PROVINCES;
use crate::tokens::{DIGIT, REPEAT, TENS, look_up};

/// Of each kind of code: shortest, longest, fewest digits.
static KINDS: [(Cue, Label, usize, usize, usize); 9] = [
    (Cue::Plate, Label::Plate, 5, 8, 1),
    (Cue::Passport, Label::Passport, 7, 11, 5),
    (Cue::Nino, Label::Nino, 8, 9, 5),
    (Cue::Driver, Label::DriverLicence, 7, 18, 5),
    (Cue::IdCard, Label::IdCard, 8, 18, 4),
    (Cue::Ssn, Label::Ssn, 9, 9, 9),
    (Cue::Iban, Label::Iban, 15, 34, 10),
    (Cue::Tracking, Label::TrackingNo, 10, 26, 8),
    (Cue::Order, Label::OrderNo, 9, 24, 7),
];
/// Words for what stands between the parts of a code.
#[rustfmt::skip]
static JOINTS: Words = Words::new(&["dash", "dot", "slash", "space", "hyphen", "stroke", "minus", "then", "and", "letter", "starts with", "starts", "begins with", "goes", "reads", "you want", "the", "横杠", "斜杠", "空格", "杠", "点", "字母", "数字", "啊", "呃", "嗯", "额", "那个"]);

/// Find such codes.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    if !KINDS.iter().any(|k| ctx.near.any(k.0)) {
        return;
    }
    for h in ctx.near.hits.iter().filter(|h| h.e - h.s > 1) {
        let Some((_, label, least, most, digits)) = KINDS.iter().find(|k| k.0 == h.cue) else { continue };
        let s = value_after(ctx.f, h.e as usize).0;
        // the letter S is no "'s", nor U the beginning of a path
        let j = (h.e as usize..s).rev().find(|k| ctx.f.alnum(*k)).unwrap_or(0);
        let s = if j > h.e as usize
            && any_of!(ctx.f.ch(j), "su")
            && (ctx.f.ch(j - 1) == ' ' || ctx.f.kind(j - 1) == Kind::Han)
            && j + 3 > s
        {
            j
        } else {
            s
        };
        let s =
            JOINTS.at(ctx.f, s).filter(|w| ctx.f.ch(s + w.len()) == ' ').max_by_key(|w| w.len()).map_or(s, |w| s + w.len() + 1);
        let Some(code) = read(ctx, s, h.cue == Cue::Plate) else { continue };
        let lettered = code.digits < code.text.len() || code.place || h.cue != Cue::Plate && code.text.len() > 6;
        let parcel = matches!(h.cue, Cue::Tracking | Cue::Order);
        let firm = code.digits >= *digits && lettered && (!parcel || waybill(ctx.f, s, &code));
        if firm && (*least..=*most).contains(&code.text.len()) && code.parts > 1 {
            // more than the telephone that its end may look like
            let score = if parcel { 0.92 } else { 0.87 };
            push(out, s, code.e, label.clone(), score, "code.said", code.text.as_bytes());
        }
    }
}

/// "YT 8812 3456 78901", "S F 一四三二…": letters first, and only spaces and dashes between the parts.
fn waybill(f: &Folded, s: usize, code: &Code) -> bool {
    let lettered = code.text.bytes().take(4).any(|b| b.is_ascii_uppercase());
    lettered && !f.str(s, code.e).contains([',', '、', '.', '/', '*', '~', ':', '+', '|'])
}

/// A plate that begins with the name of a province at cell `s`, with signs between its characters.
pub(crate) fn plate(ctx: &Ctx<'_>, s: usize, out: &mut Vec<Cand>) {
    let Some(code) = read(ctx, s, true) else { return };
    let text = code.text.as_bytes();
    let fits = matches!(text.len(), 6 | 7) && code.digits > 1 && text.first().is_some_and(u8::is_ascii_uppercase);
    if fits && !ctx.f.alnum(code.e) {
        push(out, s, code.e, Label::Plate, 0.8, "plate.parts", text);
    }
}

/// What was read: its characters, end, digits, parts, and whether it began with the name of a province.
#[derive(Default)]
struct Code {
    text: String,
    e: usize,
    digits: usize,
    parts: usize,
    place: bool,
}

/// Read a code from cell `s` on as far as it goes.
fn read(ctx: &Ctx<'_>, s: usize, plate: bool) -> Option<Code> {
    const LONGEST: usize = 34;
    let f = ctx.f;
    let mut code = Code { e: s, ..Code::default() };
    let mut k = s;
    if plate && f.kind(s) == Kind::Han {
        let place = ctx.near.starts_len(s, Cue::Place).map(|n| n as usize);
        k = s + place.or(PROVINCES.contains(f.ch(s)).then_some(1))?;
        code.place = true;
    }
    let mut times = 1;
    while code.text.len() < LONGEST {
        if let Some(d) = f.cells.get(k).filter(|c| c.kind != Kind::Latin).and_then(Cell::digit) {
            code.text.extend(std::iter::repeat_n(char::from(b'0' + d), times));
            code.digits += std::mem::replace(&mut times, 1);
            code.parts += usize::from(f.kind(k) == Kind::Han || code.e < k || code.e == s);
            (k, code.e) = (k + 1, k + 1);
        } else if let Some(w) = JOINTS.at(f, k).next().filter(|w| !f.alnum(k + w.len()) || !w.is_ascii()) {
            k += w.chars().count();
        } else if f.kind(k) == Kind::Latin {
            let Some(e) = word(f, k, &mut code, &mut times) else { break };
            k = e;
        } else if any_of!(f.ch(k), " -./|_*、,·~:+") && k < code.e + 12 {
            k += 1;
        } else {
            break;
        }
    }
    (code.e > s).then_some(code)
}

/// Take the word at cell `k` into the code: letters, or what it says; the cell after it.
fn word(f: &Folded, k: usize, code: &mut Code, times: &mut usize) -> Option<usize> {
    let e = (k..k + 12).find(|i| f.kind(*i) != Kind::Latin)?;
    let w = f.str(k, e);
    let (bits, v) = look_up(w);
    let upper = f.cells.get(k..e)?.iter().all(Cell::is_upper);
    if w == "x" && (f.starts(e, "-ray") || f.starts(e, " ray")) {
        code.text.push('X');
        (code.e, code.parts) = (e + 4, code.parts + 1);
        return Some(e + 4);
    }
    let mut add = |text: &str, digits: usize| {
        code.text.push_str(text);
        code.digits += digits;
        (code.e, code.parts) = (e, code.parts + 1);
    };
    match () {
        () if e - k == 1 => add(&w.to_ascii_uppercase(), 0),
        () if bits & REPEAT != 0 => *times = v.into(),
        () if bits & DIGIT != 0 => add(&v.to_string().repeat(std::mem::replace(times, 1)), 1),
        () if bits & TENS != 0 => {
            let unit = look_up(f.str(e + 1, (e + 1..e + 8).find(|i| f.kind(*i) != Kind::Latin)?)).0 & DIGIT != 0;
            add(&if v < 20 || !unit { v } else { v / 10 }.to_string(), if v < 20 || !unit { 2 } else { 1 });
        }
        // "D as in dog"
        () if w == "as" && f.starts(e, " in ") => {
            code.e = (e + 4..e + 16).find(|i| f.kind(*i) != Kind::Latin)?;
            return Some(code.e);
        }
        () if RADIO.has(w) => add(&w.get(..1)?.to_ascii_uppercase(), 0),
        () if e - k <= 4 && (upper || f.kind(e) == Kind::Digit) => add(&w.to_ascii_uppercase(), 0),
        () => return None,
    }
    Some(e)
}
