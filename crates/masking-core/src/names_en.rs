//! Names in Latin letters: word lists of many origins, capitals, titles and announcing words.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::cand::{Cand, Ctx};
use crate::cues::Cue;
use crate::fold::{Folded, Kind};
use crate::label::Label;

static DATA: &str = include_str!("../data/names_en.txt");

struct Names {
    first: HashSet<&'static str>,
    last: HashSet<&'static str>,
    plain: HashSet<&'static str>,
}

fn names() -> &'static Names {
    static N: OnceLock<Names> = OnceLock::new();
    N.get_or_init(|| {
        let list = |kind: &str| {
            let line = DATA.lines().find_map(|l| l.strip_prefix(kind)?.strip_prefix(": ")).unwrap_or("");
            line.split_whitespace().collect::<HashSet<_>>()
        };
        Names { first: list("first"), last: list("last"), plain: list("plain") }
    })
}

/// Build the tables now rather than at the first message.
pub(crate) fn warm() {
    let _ = names();
}

/// Titles before a name.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam", "mister", "doctor", "professor", "lady", "lord", "captain", "rev", "judge",
    "senator", "officer", "detective", "uncle", "aunt", "monsieur", "madame", "herr", "frau", "senor", "senora",
];
/// Words of an announcement that end right before the name, joined by spaces.
const STRONG: &[&str] = &[
    "my name is", "name is", "name's", "name", "i'm", "i am", "im", "this is", "it's", "named", "called", "call me", "names", "surname",
    "speaking with", "spoke with", "spoke to", "speak to", "speak with", "talked to", "talk to", "talking to", "met with", "contact", "attn",
    "attention", "recipient", "cardholder", "account holder", "payable to", "signed", "sincerely", "regards", "cheers", "patient", "guest",
    "passenger", "customer", "client", "agent", "employee", "manager", "husband", "wife", "son", "daughter", "brother", "sister",
    "mother", "father", "friend", "colleague", "boss", "neighbor", "neighbour", "partner", "for mr", "pulled up for", "booked for",
    "reservation for", "appointment for", "under the name", "under", "behalf of", "care of", "c/o", "to the order of", "directed by",
    "starring", "written by", "by", "sung by", "artist", "actor", "actress", "director", "author", "singer", "stylist", "dentist",
    "therapist", "with", "featuring", "ft", "feat", "cast", "composed by", "performed by", "played by", "acted by", "introduce",
];
/// Weak announcements: greetings and thanks.
const WEAK: &[&str] = &["hi", "hello", "hey", "dear", "thanks", "thank you", "sorry", "to", "for", "and", "from", "welcome", "sure", "ok", "okay", "yes", "about", "of", "sir", "@"];
/// Capitalised words that are no part of a name.
const STOP: &[&str] = &[
    "i", "the", "a", "an", "and", "or", "but", "if", "is", "are", "was", "were", "be", "been", "do", "does", "did", "have", "has", "had",
    "can", "could", "will", "would", "shall", "should", "may", "might", "must", "not", "no", "yes", "ok", "okay", "please", "thanks", "thank",
    "hi", "hello", "hey", "dear", "sorry", "sure", "my", "your", "his", "her", "its", "our", "their", "this", "that", "these", "those",
    "what", "which", "who", "whom", "when", "where", "why", "how", "there", "here", "it", "he", "she", "we", "they", "you", "me", "him",
    "us", "them", "to", "from", "of", "in", "on", "at", "by", "for", "with", "about", "into", "over", "after", "before", "as", "so",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "july",
    "september", "october", "november", "december", "today", "tomorrow", "yesterday", "street", "st", "avenue", "ave", "road", "rd",
    "lane", "drive", "boulevard", "way", "court", "place", "city", "state", "county", "bank", "hotel", "restaurant", "cafe", "bar",
    "inc", "llc", "ltd", "company", "corp", "university", "college", "school", "hospital", "airport", "station", "center", "centre",
    "mall", "store", "shop", "market", "theater", "theatre", "cinema", "museum", "library", "park", "beach", "island", "lake", "river",
    "order", "account", "email", "phone", "card", "number", "name", "address", "customer", "service", "support", "team", "case", "ticket",
    "american", "united", "delta", "southwest", "new", "san", "los", "las", "santa", "north", "south", "east", "west", "great", "big",
    "user", "username", "id", "ssn", "iban", "usa", "uk", "us", "york", "francisco", "angeles", "ok.", "also", "just", "now", "then",
    "want", "need", "looking", "going", "good", "nice", "happy", "glad", "fine", "calling", "trying", "having", "interested", "not",
    "am", "all", "any", "some", "one", "two", "three", "anything", "something", "everything", "nothing", "well", "very", "really",
    "black", "friday", "prime", "apple", "google", "amazon", "iphone", "android", "windows", "facebook", "whatsapp", "instagram", "telegram",
];

/// A Latin word of the message, in cells.
struct Word {
    s: usize,
    e: usize,
    capital: bool,
}

/// Find names.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.latin < 3 {
        return;
    }
    let words = words(f);
    let n = names();
    let capitals = words.iter().filter(|w| w.capital).count();
    // all in capitals, or all in small letters: case says nothing
    let shouting = words.len() >= 3 && capitals * 10 >= words.len() * 8 && words.iter().all(|w| all_caps(f, w));
    let mut i = 0;
    while i < words.len() {
        match name_at(ctx, n, &words, i, shouting, capitals == 0) {
            Some((c, used)) => {
                out.push(c);
                i += used;
            }
            None => i += 1,
        }
    }
}

fn all_caps(f: &Folded, w: &Word) -> bool {
    (w.s..w.e).all(|k| f.cells.get(k).is_some_and(|c| c.is_upper() || c.kind != Kind::Latin))
}

fn words(f: &Folded) -> Vec<Word> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < f.cells.len() {
        if f.kind(i) != Kind::Latin || (i > 0 && f.kind(i - 1) == Kind::Digit) {
            i += 1;
            continue;
        }
        let s = i;
        while f.kind(i) == Kind::Latin || (i > s && matches!(f.ch(i), '\'' | '-') && f.kind(i + 1) == Kind::Latin) {
            i += 1;
        }
        let mut e = i;
        if e - s > 2 && f.ch(e - 2) == '\'' && f.ch(e - 1) == 's' {
            e -= 2;
        }
        if f.kind(i) == Kind::Digit || f.ch(i) == '@' || f.ch(i) == '_' || (f.ch(i) == '.' && f.kind(i + 1) == Kind::Latin && e - s > 2) || (s > 0 && matches!(f.ch(s - 1), '@' | '_' | '/' | '.' | '#')) {
            continue;
        }
        out.push(Word { s, e, capital: f.cells.get(s).is_some_and(|c| c.is_upper()) });
    }
    out
}

/// Only a space (or an initial's full stop) lies between two words.
fn touching(f: &Folded, a: &Word, b: &Word) -> bool {
    matches!(f.str(a.e, b.s), " " | "  " | ". " | ".")
}

fn text<'a>(f: &'a Folded, w: &Word) -> &'a str {
    f.str(w.s, w.e)
}

fn stop(f: &Folded, w: &Word) -> bool {
    STOP.contains(&text(f, w))
}

/// A name that begins with word `i`: the candidate and the words it takes.
fn name_at(ctx: &Ctx<'_>, n: &Names, words: &[Word], i: usize, shouting: bool, small: bool) -> Option<(Cand, usize)> {
    let f = ctx.f;
    let w = words.get(i)?;
    let t = text(f, w);
    let titled = i > 0 && words.get(i - 1).is_some_and(|p| TITLES.contains(&text(f, p)) && touching(f, p, w));
    let lead = if titled { 2 } else { announced(ctx, words, i) };
    let case = (w.capital && !shouting) || shouting || small;
    if !case && lead < 2 && !ctx.alone(w.s, w.e) {
        return None;
    }
    if stop(f, w) && !n.plain.contains(t) || w.e - w.s < 2 {
        return None;
    }
    let capital_ok = |x: &Word| x.capital || small;
    let (mut used, mut known_last) = (1, false);
    let mut last = w;
    while used < 4
        && let Some(x) = words.get(i + used)
        && touching(f, last, x)
        && capital_ok(x)
        && !(stop(f, x) && !n.last.contains(text(f, x)))
    {
        let xt = text(f, x);
        let initial = x.e - x.s == 1 && x.capital;
        let particle = matches!(xt, "van" | "von" | "de" | "la" | "del" | "bin" | "al" | "der" | "da" | "di" | "le" | "mac" | "st");
        let listed = n.last.contains(xt) || n.first.contains(xt);
        // in small letters only listed words can be part of a name
        if small && !listed || !initial && !particle && !listed && !x.capital {
            break;
        }
        known_last = n.last.contains(xt);
        last = x;
        used += 1;
    }
    if used > 1 && last.e - last.s == 1 {
        used -= 1;
        last = words.get(i + used - 1)?;
        known_last = used > 1 && n.last.contains(text(f, last));
    }
    let score = score(n, t, (used, known_last, lead), (w.capital && !shouting, small), ctx.expect == Some(Cue::Name) || ctx.alone(w.s, last.e), starts_sentence(f, w));
    if score < 0.45 {
        return None;
    }
    let canonical = f.str(w.s, last.e).to_owned();
    Some((Cand { s: w.s, e: last.e, label: Label::Person, score, rule: "name.en", canonical }, used))
}

fn score(n: &Names, t: &str, (used, known_last, lead): (usize, bool, u8), (capital, small): (bool, bool), alone: bool, opens: bool) -> f32 {
    let first = n.first.contains(t);
    let plain = n.plain.contains(t);
    let family = n.last.contains(t);
    let mut s: f32 = match (first, used > 1, known_last) {
        (true, true, true) => if plain { 0.62 } else { 0.8 },
        (true, true, false) if capital => if plain { 0.45 } else { 0.68 },
        (true, true, false) => 0.4,
        (true, false, _) if plain => 0.2,
        (true, false, _) if capital => 0.52,
        (true, false, _) => 0.3,
        (false, true, true) if capital && !plain => if opens { 0.42 } else { 0.52 },
        (false, true, true) if plain => 0.3,
        (false, _, _) if family && !plain => 0.3,
        _ => 0.08,
    };
    s += match lead {
        2 if capital => 0.4,
        2 => 0.28,
        1 if capital => if first || family || used > 1 && known_last { 0.22 } else { 0.05 },
        1 => if first { 0.2 } else { 0.0 },
        _ => 0.0,
    };
    if alone && (first || used > 1 && known_last) && (used > 1 || !plain) {
        s += 0.2;
    }
    if small && !first && used == 1 {
        s -= 0.3;
    }
    if used > 3 {
        s -= 0.1;
    }
    s.min(0.92)
}

fn starts_sentence(f: &Folded, w: &Word) -> bool {
    let mut k = w.s;
    while k > 0 && matches!(f.kind(k - 1), Kind::Space) {
        k -= 1;
    }
    k == 0 || matches!(f.ch(k - 1), '.' | '!' | '?' | '\n' | ':' | '"')
}

/// How clearly the words before announce a name: 0 not, 1 a greeting, 2 outright.
fn announced(ctx: &Ctx<'_>, words: &[Word], i: usize) -> u8 {
    let f = ctx.f;
    let Some(w) = words.get(i) else { return 0 };
    let mut end = w.s;
    let mut colon = false;
    while end > 0 && w.s - end < 3 && matches!(f.ch(end - 1), ' ' | ':' | ',' | '-' | '"') {
        colon |= f.ch(end - 1) == ':';
        end -= 1;
    }
    let comma = (end..w.s).any(|k| f.ch(k) == ',');
    let ends = |p: &str| {
        let n = p.chars().count();
        n <= end && f.str(end - n, end) == p && (end == n || !f.alnum(end - n - 1))
    };
    if STRONG.iter().any(|p| ends(p)) {
        let loose = ["with", "by", "under", "contact", "customer", "client", "im", "i am", "i'm", "it's", "this is", "called", "agent", "guest", "manager", "friend"].iter().any(|p| ends(p));
        return if comma && !colon || loose && !w.capital { 1 } else { 2 };
    }
    if ends("姓名") || ends("名字") || ends("我叫") || ends("我是") || ends("联系人") || ends("收件人") {
        return 2;
    }
    u8::from(WEAK.iter().any(|p| ends(p)))
}
