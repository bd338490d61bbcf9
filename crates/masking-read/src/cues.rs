//! The cue automaton: words that tell what a neighbouring value is.

use std::collections::HashMap;
use std::sync::OnceLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use masking_check::alias::{self, Channel};

use crate::chars::any_of;
use crate::fold::{Cell, Folded, Kind};
use crate::tokens::{Quick, Token};
use crate::words;

/// Declares the cues with the word that begins their line in `cues.txt`.
macro_rules! cues {
    ($($name:ident $kind:literal,)*) => {
        /// What a cue speaks of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Cue { $($name),* }
        const KINDS: &[(&str, Cue)] = &[$(($kind, Cue::$name)),*];
    };
}
cues! {
    Phone "phone", Wechat "wechat", Qq "qq", Alipay "alipay", Handle "handle", Username "username",
    IdCard "idcard", BankCard "bankcard", Uscc "uscc", Passport "passport", Plate "plate", Order "order",
    Tracking "tracking", Name "name", Address "address", Dob "dob", Ssn "ssn", Nhs "nhs", Nino "nino",
    Iban "iban", Email "email", Ip "ip", Secret "secret", Driver "driver",
    DontCare "dontcare", // A number of no personal kind follows.
    Public "public", // A public hotline follows.
    Fragment "fragment", // A part of a number follows.
    Leave "leave", // Wish to leave the platform.
    Add "add", // "Add me", "contact me".
    Ask "ask", // A question or request.
    AtSign "atsign", // A sign or word for `@`.
    Tld "tld", // An ending or beginning of a web address.
    NameBefore "namebefore", // A Chinese name follows.
    NameLoose "nameloose", // A Chinese name may follow.
    Title "title", // A Chinese name ends here.
    TitleWeak "titleweak", // A Chinese name may end here.
    Announce "announce", // A Latin name follows.
    AnnounceLoose "announceloose", // A Latin name may follow.
    Greet "greet", // A greeting, after which a Latin name is likely.
    Place "place", // A province or large city.
    Reverse "reverse", // The digits are given in reverse.
    Account "account", // The number of a bank account follows.
    Deed "deed", // What is said of people, right after a name.
}

impl Cue {
    /// What the cue says where no value is beside it.
    fn voice(self) -> Voice {
        match self {
            Cue::Ask | Cue::Add | Cue::Place | Cue::Fragment | Cue::AnnounceLoose | Cue::Greet | Cue::AtSign => Voice::Silent,
            Cue::DontCare | Cue::Public | Cue::Driver | Cue::Nhs | Cue::Nino | Cue::Iban | Cue::Uscc => Voice::Silent,
            Cue::Account => Voice::Silent,
            Cue::Announce | Cue::Deed | Cue::NameLoose | Cue::NameBefore | Cue::Title | Cue::TitleWeak => Voice::Names,
            _ => Voice::Loud,
        }
    }
}

/// A cue found in the folded text, in cells.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub cue: Cue,
    pub s: u32,
    pub e: u32,
}

impl Hit {
    /// It is one of the cues of a [`mask`].
    #[inline]
    pub fn is_any(&self, mask: u64) -> bool {
        mask >> self.cue as u8 & 1 != 0
    }

    /// How far the cue speaks, in cells: a single character only for its neighbour.
    fn reach(&self) -> usize {
        match self.e - self.s {
            1 => 2,
            2 => 10,
            _ => 24,
        }
    }
}

static WORDS: &str = include_str!("../data/cues.txt");

struct Lexicon {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Cues of each distinct word, and its length in characters.
    meaning: Vec<(Vec<Cue>, u32)>,
    /// What each word says by itself.
    voices: Vec<Voice>,
    /// Names of channels in Latin letters.
    channels: HashMap<String, Vec<Cue>, Quick>,
    /// The most telling Latin word of each cue that says something by itself.
    keys: Vec<String>,
}

#[inline]
fn lexicon() -> &'static Lexicon {
    static L: OnceLock<Lexicon> = OnceLock::new();
    L.get_or_init(|| {
        let mut words: Vec<(String, Vec<Cue>)> = Vec::new();
        let mut seen = std::collections::HashMap::new();
        for line in WORDS.lines().filter(|l| !l.starts_with('#')) {
            let Some((kind, list)) = line.split_once(':') else { continue };
            let Some((_, cue)) = KINDS.iter().find(|(k, _)| *k == kind) else { continue };
            for w in list.split_whitespace() {
                let mut f = Folded::default();
                f.set(&w.replace('_', " "), &[], false);
                let at = *seen.entry(f.text.clone()).or_insert_with(|| {
                    words.push((f.text, Vec::new()));
                    words.len() - 1
                });
                if let Some((_, cues)) = words.get_mut(at)
                    && !cues.contains(cue)
                {
                    cues.push(*cue);
                }
            }
        }
        let wechat = alias::wechat().chain(alias::wechat_by_sign()).map(|w| (w, Cue::Wechat));
        let channel = |c: Channel| match c {
            Channel::Qq => Cue::Qq,
            Channel::Alipay => Cue::Alipay,
            Channel::Handle => Cue::Handle,
        };
        let sounding = alias::sounding().map(|(w, c)| (w, channel(c)));
        for (w, cue) in wechat.chain(alias::qq().map(|w| (w, Cue::Qq))).chain(sounding) {
            if seen.insert(w.clone(), words.len()).is_none() {
                words.push((w, vec![cue]));
            }
        }
        let named = |c: &Cue| matches!(c, Cue::Wechat | Cue::Qq | Cue::Handle | Cue::Email | Cue::Phone);
        let channels = words
            .iter()
            .filter(|(w, _)| w.len() >= 4 && w.bytes().all(|b| b.is_ascii_alphabetic()))
            .map(|(w, cues)| (w.clone(), cues.iter().copied().filter(named).collect()))
            .collect();
        let meaning: Vec<(Vec<Cue>, u32)> = words.iter().map(|(w, c)| (c.clone(), w.chars().count() as u32)).collect();
        let patterns = words.iter().enumerate().map(|(i, (w, _))| (w.as_str(), i as u32));
        // An empty or repeated pattern is the only way to fail, and both are excluded above.
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(patterns).ok();
        // a single character speaks only to its neighbour
        let loudest = |(cues, len): &(Vec<Cue>, u32)| {
            let voice = cues.iter().map(|c| c.voice()).max().unwrap_or(Voice::Silent);
            if *len == 1 { voice.min(Voice::Names) } else { voice }
        };
        let voices: Vec<Voice> = meaning.iter().map(loudest).collect();
        let speaking = words.iter().zip(&voices).filter(|(w, v)| **v > Voice::Silent && w.0.is_ascii());
        let keys = speaking.filter_map(|((w, _), _)| key(w)).collect();
        Lexicon { automaton, meaning, voices, channels, keys }
    })
}

/// The longest word of a cue, if it can be one that is not in every other sentence. A cue spelled in
/// lone letters or written to a full stop needs none: such are told apart by themselves (see `quiet`).
fn key(cue: &str) -> Option<String> {
    const SMALL: &[&str] = &["for", "me", "from", "with", "what", "your", "you", "the", "is", "this", "that", "it", "to", "on"];
    let runs = || cue.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| !w.is_empty());
    if cue.starts_with('.') || runs().any(|w| crate::words::lone(w.as_bytes())) {
        return None;
    }
    runs().max_by_key(|w| (!SMALL.contains(w), w.len())).map(str::to_owned)
}

/// Words of which at least one is in any Latin text whose [`voice`] is not silent.
pub fn keys() -> &'static [String] {
    &lexicon().keys
}

/// Build the automaton now rather than at the first message.
pub fn warm() {
    let _ = lexicon();
}

/// What the cues of a message say by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// Nothing without a value beside them.
    Silent,
    /// A name may stand beside one.
    Names,
    /// Worth a second look.
    Loud,
}

/// The loudest cue of unfolded text. Latin cues count only as whole words.
pub fn voice(text: &str, latin: bool) -> Voice {
    let lex = lexicon();
    let Some(ac) = &lex.automaton else { return Voice::Loud };
    let bytes = text.as_bytes();
    let letter = |k: usize| bytes.get(k).is_some_and(u8::is_ascii_alphabetic);
    let lower;
    let text = if latin && bytes.iter().any(u8::is_ascii_uppercase) {
        lower = text.to_ascii_lowercase();
        lower.as_str()
    } else {
        text
    };
    let mut loudest = Voice::Silent;
    for m in ac.find_overlapping_iter(text) {
        let voice = lex.voices.get(m.value() as usize).copied().unwrap_or(Voice::Loud);
        if voice <= loudest || latin && (letter(m.start().wrapping_sub(1)) || letter(m.end())) {
            continue;
        }
        loudest = voice;
        if loudest == Voice::Loud {
            break;
        }
    }
    loudest
}

/// Find every cue of `f`, in order of their ends. Latin words count only as whole words, though
/// digits may touch them (`tel138…`).
pub fn find(f: &Folded, hits: &mut Vec<Hit>) {
    hits.clear();
    let lex = lexicon();
    let Some(ac) = &lex.automaton else { return };
    let mut cell = 0usize;
    let mut ended = usize::MAX;
    for m in ac.find_overlapping_iter(f.text.as_str()) {
        while f.cells.get(cell).is_some_and(|c| (c.off as usize) < m.end()) {
            cell += 1;
        }
        let Some((cues, len)) = lex.meaning.get(m.value() as usize) else { continue };
        // of words that end together only the longest speaks, and it comes first
        if ended == cell {
            continue;
        }
        let s = cell.saturating_sub(*len as usize);
        let inside = |a: usize, b: usize| f.kind(a) == Kind::Latin && f.kind(b) == Kind::Latin;
        let latin = f.kind(s) == Kind::Latin;
        // "lilya圈qq.com": the sign may touch what it parts
        let at = cues.contains(&Cue::AtSign) && (s..cell).any(|k| f.kind(k) == Kind::Han);
        if s > 0 && latin && !at && (f.alnum(s - 1) || *len == 1 && matches!(f.ch(s - 1), '_' | '.' | '-' | '/')) {
            continue;
        }
        // "vx529e7de9": the beginning of a code
        if latin
            && *len <= 2
            && f.kind(cell) == Kind::Digit
            && (cell..).take_while(|k| f.alnum(*k)).any(|k| f.kind(k) == Kind::Latin)
        {
            continue;
        }
        let mut cues = cues.as_slice();
        if inside(cell.wrapping_sub(1), cell) && !at {
            // "加vabc123": after a Han character the letters of an account may follow at once
            let han = f.kind(s) == Kind::Han
                || f.ch(s) == '+'
                || (*len >= 2 && s > 0 && f.kind(s - 1) == Kind::Han && !any_of!(f.ch(s - 1), "件型款码次品货批个"));
            let digit = |k: &usize| f.kind(*k) == Kind::Digit || matches!(f.ch(*k), 'l' | 'o' | 'i' | 's' | 'b');
            let look = matches!(f.ch(cell), 'l' | 'o' | 'i')
                && f.kind(cell + 1) == Kind::Digit
                && (cell..).take_while(|k| f.alnum(*k)).all(|k| digit(&k));
            // "wechathal40650": the whole name of a channel
            let named = *len >= 6 && (cues.contains(&Cue::Wechat) || cues.contains(&Cue::Handle)) && account_follows(f, cell);
            let account = han && *len <= 4 && cues.contains(&Cue::Wechat) && account_follows(f, cell);
            // "zfblaowang_148": what follows is an account by its form
            let channel = |c: &Cue| matches!(c, Cue::Wechat | Cue::Qq | Cue::Alipay | Cue::Handle);
            let formed = || f.han > 0 && *len >= 2 && cues.iter().any(channel) && account_follows(f, cell) && formed(f, cell);
            if !account && !look && !named && !formed() {
                continue;
            }
            if account {
                cues = &[Cue::Wechat];
            }
        }
        // what is said of somebody leaves a shorter cue its say: 电话 of "打电话"
        if cues != [Cue::Deed] {
            ended = cell;
        }
        hits.extend(cues.iter().map(|c| Hit { cue: *c, s: s as u32, e: cell as u32 }));
    }
}

/// Names of channels with letters written as digits or signs, or with signs between them: "te1egram",
/// "sn@p", "we.chat".
pub fn find_leet(f: &Folded, hits: &mut Vec<Hit>) {
    let from = hits.len();
    let part = |c: &Cell| matches!(c.kind, Kind::Latin | Kind::Digit) || matches!(c.ch, '@' | '$' | '!' | '|' | '.' | '-' | '_');
    let cells = |k: usize| f.cells.get(k..).unwrap_or_default();
    let mut k = 0;
    while let Some(skip) = cells(k).iter().position(part) {
        k += skip;
        let n = cells(k).iter().take_while(|c| part(c)).count();
        let (e, latin) = (k + n, cells(k).iter().take(n).filter(|c| c.kind == Kind::Latin).count());
        if latin < n && (4..=10).contains(&n) && latin * 2 >= n {
            let letters = f.str(k, e).chars().filter(|c| !matches!(c, '.' | '-' | '_'));
            let plain: String = letters.map(words::unleet).collect();
            let cues = lexicon().channels.get(plain.as_str());
            hits.extend(cues.into_iter().flatten().map(|cue| Hit { cue: *cue, s: k as u32, e: e as u32 }));
        }
        k = e;
    }
    if hits.len() > from {
        hits.sort_by_key(|h| h.e);
    }
}

/// "🌐信": a sign of any kind for 微, unless 信 begins a word of its own.
pub fn find_signed(f: &Folded, hits: &mut Vec<Hit>) {
    if f.signs == 0 || f.han == 0 {
        return;
    }
    let from = hits.len();
    let sign = |k: usize| f.kind(k) == Kind::Symbol && !f.ch(k).is_ascii();
    let signed = (1..f.cells.len()).filter(|k| f.ch(*k) == '信' && sign(*k - 1) && !any_of!(f.ch(*k + 1), "息用心任封件仰念"));
    hits.extend(signed.map(|k| Hit { cue: Cue::Wechat, s: k as u32 - 1, e: k as u32 + 1 }));
    if hits.len() > from {
        hits.sort_by_key(|h| h.e);
    }
}

/// Two letters in a row stand alone, as in "w x" or "q.q".
fn spelled(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|t| t[0].e == t[0].s + 1 && t[1].s == t[0].e + 1 && t[1].e == t[1].s + 1)
}

/// Cues with signs or spaces between their characters ("微.信", "W e C h a t"): searched in the text
/// without the signs, and kept only where a sign was taken out.
pub fn find_broken(f: &Folded, tokens: &[Token], hits: &mut Vec<Hit>) {
    let lex = lexicon();
    let Some(ac) = lex.automaton.as_ref().filter(|_| f.signs > 0 && (f.han > 0 || spelled(tokens))) else { return };
    let single = |k: usize| match f.kind(k) {
        Kind::Han => true,
        Kind::Latin => f.kind(k + 1) != Kind::Latin && (k == 0 || f.kind(k - 1) != Kind::Latin),
        _ => false,
    };
    let sign = |k: usize| {
        matches!(f.kind(k), Kind::Space | Kind::Punct | Kind::Symbol)
            && !matches!(f.ch(k), ',' | '。' | ':' | ';' | '!' | '?' | '、' | '@')
    };
    let broken = |k: usize| k > 0 && sign(k) && single(k - 1) && (single(k + 1) || sign(k + 1) && single(k + 2));
    let Some(first) = (1..f.cells.len()).find(|k| broken(*k)) else { return };
    let (mut text, mut cells, mut cuts) = (String::new(), Vec::new(), Vec::new());
    let mut k = first - 1;
    while let Some(c) = f.cells.get(k) {
        if broken(k) {
            cuts.push(cells.len() as u32);
            k += 1 + usize::from(sign(k + 1));
            continue;
        }
        text.push(c.ch);
        cells.push((k as u32, text.len() as u32));
        k += 1;
    }
    let from = hits.len();
    for m in ac.find_overlapping_iter(text.as_str()) {
        let Some((cues, len)) = lex.meaning.get(m.value() as usize) else { continue };
        let end = cells.partition_point(|c| (c.1 as usize) < m.end());
        let Some(start) = (end + 1).checked_sub(*len as usize) else { continue };
        let cut = cuts.partition_point(|c| *c as usize <= start);
        if cuts.get(cut).is_none_or(|c| *c as usize > end) || hits.len() > from + 64 {
            continue;
        }
        let (Some(a), Some(b)) = (cells.get(start), cells.get(end)) else { continue };
        let whole = (start == 0
            || f.kind(a.0 as usize) != Kind::Latin
            || cuts.binary_search(&(start as u32)).is_ok()
            || f.kind((a.0 as usize).wrapping_sub(1)) != Kind::Latin)
            && (f.kind(b.0 as usize) != Kind::Latin || f.kind(b.0 as usize + 1) != Kind::Latin);
        // "w x i d _": the letters go on, so they spell something else
        let mut after = b.0 as usize + 1;
        while sign(after) {
            after += 1;
        }
        let goes_on =
            f.kind(b.0 as usize) == Kind::Latin && after > b.0 as usize + 1 && f.kind(after) == Kind::Latin && single(after);
        let contact = |c: &&Cue| {
            matches!(c, Cue::Wechat | Cue::Qq | Cue::Phone | Cue::Alipay | Cue::Handle | Cue::Email | Cue::IdCard | Cue::BankCard)
        };
        if whole && !goes_on {
            hits.extend(cues.iter().filter(contact).map(|c| Hit { cue: *c, s: a.0, e: b.0 + 1 }));
        }
    }
    if hits.len() > from {
        hits.sort_by_key(|h| h.e);
    }
}

/// A token of letters with digits in it, long enough for an account, begins at cell `i`.
fn account_follows(f: &Folded, i: usize) -> bool {
    let n = (i..i + 24).take_while(|k| f.alnum(*k)).count();
    // "k a i x i n _ 0 9"
    let spelled = |k: &usize| (f.alnum(*k) || f.ch(*k) == '_') && f.ch(*k + 1) == ' ' && !f.alnum(*k + 3);
    if n == 1 && (i..i + 8).step_by(2).all(|k| spelled(&k)) {
        return true;
    }
    n >= 3 && (f.starts(i + n, "下划线") || f.ch(i + n) == '杠' || f.ch(i + n) == '#' && f.kind(i + n + 1) == Kind::Digit)
        || n >= 5 && (i..i + n).any(|k| f.kind(k) == Kind::Digit)
}

/// The token at cell `i` has the form of an account.
fn formed(f: &Folded, i: usize) -> bool {
    let n = (i..i + 24).take_while(|k| f.alnum(*k) || f.ch(*k) == '_').count();
    crate::form::account(f.str(i, i + n), 0, false) > crate::form::SURE
}

/// The cues of one message with look-ups by distance.
#[derive(Clone, Copy)]
pub struct Near<'a> {
    pub hits: &'a [Hit],
    /// One bit a cue that occurs.
    mask: u64,
}

/// One bit a cue.
pub const fn mask(cues: &[Cue]) -> u64 {
    let (mut mask, mut i) = (0, 0);
    while i < cues.len() {
        mask |= 1 << cues[i] as u8;
        i += 1;
    }
    mask
}

impl<'a> Near<'a> {
    #[inline]
    pub fn new(hits: &'a [Hit]) -> Near<'a> {
        Near { hits, mask: hits.iter().fold(0, |m, h| m | 1 << h.cue as u8) }
    }

    /// A cue begins at cell `e`.
    #[inline]
    pub fn starts(&self, e: usize, cue: Cue) -> bool {
        self.starts_len(e, cue).is_some()
    }

    /// A cue begins before cell `k` and ends right after it.
    #[inline]
    pub fn straddles(&self, k: usize, cue: Cue) -> bool {
        if !self.any(cue) {
            return false;
        }
        let lo = self.hits.partition_point(|h| (h.e as usize) <= k);
        self.hits[lo..].iter().take(4).any(|h| h.cue == cue && h.e as usize == k + 1 && (h.s as usize) < k)
    }

    /// Length of the shortest such cue that begins at cell `e`.
    #[inline]
    pub fn starts_len(&self, e: usize, cue: Cue) -> Option<u32> {
        if self.any(cue) { self.shortest(e, cue) } else { None }
    }

    #[inline(never)]
    fn shortest(&self, e: usize, cue: Cue) -> Option<u32> {
        let lo = self.hits.partition_point(|h| (h.e as usize) <= e);
        let here = self.hits[lo..].iter().take(24).take_while(|h| h.e as usize <= e + 8);
        here.filter(|h| h.s as usize == e && h.cue == cue).map(|h| h.e - h.s).next()
    }

    /// Cells between the end of the nearest `cue` before cell `s` and `s`, at most `within`.
    /// Cues overlapping the value count as touching it if they begin before it.
    #[inline]
    pub fn before(&self, s: usize, cue: Cue, within: usize) -> Option<usize> {
        if self.any(cue) { self.nearest_before(s, cue, within) } else { None }
    }

    #[inline(never)]
    fn nearest_before(&self, s: usize, cue: Cue, within: usize) -> Option<usize> {
        let hi = self.hits.partition_point(|h| (h.e as usize) <= s);
        self.hits[..hi]
            .iter()
            .rev()
            .take_while(|h| s - h.e as usize <= within)
            .find(|h| h.cue == cue && s - h.e as usize <= h.reach())
            .map(|h| s - h.e as usize)
    }

    /// Cells between `e` and the start of the nearest `cue` after it, at most `within`.
    #[inline]
    pub fn after(&self, e: usize, cue: Cue, within: usize) -> Option<usize> {
        if self.any(cue) { self.nearest_after(e, cue, within) } else { None }
    }

    #[inline(never)]
    fn nearest_after(&self, e: usize, cue: Cue, within: usize) -> Option<usize> {
        let lo = self.hits.partition_point(|h| (h.e as usize) <= e);
        self.hits[lo..]
            .iter()
            .take_while(|h| h.e as usize <= e + within + 12)
            .filter(|h| h.s as usize >= e && h.s as usize - e <= within.min(h.reach()) && h.cue == cue)
            .map(|h| h.s as usize - e)
            .min()
    }

    /// Any of these cues before or after, by the usual reach.
    #[inline]
    pub fn around(&self, s: usize, e: usize, cues: &[Cue]) -> bool {
        cues.iter().any(|c| self.before(s, *c, 10).is_some() || self.after(e, *c, 5).is_some())
    }

    /// The cues that end in cells `s..=e`, the last first.
    pub fn between(&self, s: usize, e: usize) -> impl Iterator<Item = &'a Hit> {
        let hi = self.hits.partition_point(|h| (h.e as usize) <= e);
        self.hits[..hi].iter().rev().take_while(move |h| h.e as usize >= s)
    }

    /// A cue of more than one character begins at cell `k`.
    pub fn begins(&self, k: usize) -> bool {
        const LONGEST: usize = 64;
        let lo = self.hits.partition_point(|h| (h.e as usize) <= k);
        let mut near = self.hits[lo..].iter().take_while(|h| h.e as usize <= k + LONGEST);
        near.any(|h| h.s as usize == k && h.e - h.s > 1)
    }

    /// Whether cells `s..e` are a part of a longer cue.
    #[inline]
    pub fn inside(&self, s: u32, e: u32) -> bool {
        let lo = self.hits.partition_point(|h| h.e < e);
        self.hits[lo..].iter().take(8).any(|h| h.s <= s && e <= h.e && h.e - h.s > e - s)
    }

    /// Whether the message holds any of the cues of a [`mask`].
    #[inline]
    pub fn any_of(&self, mask: u64) -> bool {
        self.mask & mask != 0
    }

    /// Whether the message holds this cue anywhere.
    #[inline]
    pub fn any(&self, cue: Cue) -> bool {
        self.mask & (1 << cue as u8) != 0
    }
}
