//! A policy's own recognisers: linear regular expressions over the folded text, with a checksum
//! and words that must stand near.

use masking_find::{Cand, Folded, Label, check};
use regex_automata::meta::Regex;
use regex_automata::util::syntax;

use super::file::RecognizerRow;

/// Most matches of one recogniser in one message.
const MAX_MATCHES: usize = 1_000;
/// How far before a match its cue may end, in bytes of folded text.
const CUE_REACH: usize = 36;

/// A compiled recogniser.
#[derive(Debug, Clone)]
pub(crate) struct Recogniser {
    label: Label,
    regex: Regex,
    check: Check,
    cue: Vec<String>,
    score: f32,
}

#[derive(Debug, Clone, Copy)]
enum Check {
    None,
    Luhn,
    Gb11643,
    Uscc,
    Iban,
}

/// Compile a pattern: no back references or look-around (the engine has none), ignoring case, and
/// of bounded size.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::builder()
        .syntax(syntax::Config::new().case_insensitive(true))
        .configure(Regex::config().nfa_size_limit(Some(1 << 20)).hybrid_cache_capacity(1 << 20))
        .build(pattern)
        .map_err(|e| format!("pattern {pattern:?}: {e}"))
}

impl Recogniser {
    pub(super) fn compile(label: Label, row: &RecognizerRow) -> Result<Self, String> {
        let check = match row.check.as_deref() {
            None | Some("none") => Check::None,
            Some("luhn") => Check::Luhn,
            Some("gb11643") => Check::Gb11643,
            Some("uscc" | "mod31") => Check::Uscc,
            Some("iban" | "mod97") => Check::Iban,
            Some(other) => return Err(format!("unknown check {other}")),
        };
        let regex = compile(&row.pattern)?;
        if regex.is_match("") {
            return Err(format!("pattern {:?} matches nothing at all", row.pattern));
        }
        let mut f = Folded::default();
        let cue = row
            .cue
            .iter()
            .map(|c| {
                f.set(c, &[], false);
                f.text.clone()
            })
            .collect();
        Ok(Recogniser { label, regex, check, cue, score: row.score })
    }

    /// Matches in the folded text. A cue, where one is wanted and near, adds 0.3; without it the
    /// score stands.
    pub(crate) fn find(&self, f: &Folded, out: &mut Vec<Cand>) {
        for m in self.regex.find_iter(&f.text).take(MAX_MATCHES) {
            let text = &f.text[m.range()];
            if text.is_empty() || !self.check.holds(text) {
                continue;
            }
            let (s, e) = (f.cell_at(m.start()), f.cell_at(m.end()));
            let mut from = m.start().saturating_sub(CUE_REACH);
            while !f.text.is_char_boundary(from) {
                from += 1;
            }
            let near = f.text.get(from..m.start()).is_some_and(|t| self.cue.iter().any(|c| t.contains(c.as_str())));
            let score = (self.score + if near { 0.3 } else { 0.0 }).min(1.0);
            let label = self.label.clone();
            out.push(Cand { s, e, label, score, rule: "policy.recognizer", canonical: text.to_owned() });
        }
    }
}

impl Check {
    fn holds(self, text: &str) -> bool {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
        let code: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
        match self {
            Check::None => true,
            Check::Luhn => check::luhn(&digits),
            Check::Gb11643 => match code.split_last() {
                Some((b'X', _)) => check::gb11643(&digits, 10),
                _ => digits.split_last().is_some_and(|(l, r)| check::gb11643(r, *l)),
            },
            Check::Uscc => check::uscc(&code),
            Check::Iban => check::iban(&code),
        }
    }
}
