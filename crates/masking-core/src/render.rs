//! Putting tokens into the text: everything outside the spans stays byte for byte, but for the
//! brackets of our own tokens, which are escaped so that nobody can forge one.

use masking_find::Label;
pub use masking_find::{CLOSE, OPEN};

use crate::span::{Action, Span};

/// What a customer's own brackets become: tortoise-shell ornaments, the same to the eye.
const ESCAPED: (char, char) = ('❲', '❳');

/// Replace every span of `text` by what `token` says; text outside stays byte-identical except
/// that 〔 and 〕 become ❲ and ❳. Spans must be sorted and not overlap, as a scan returns them;
/// a span out of order or off a character boundary is skipped together with nothing of the text.
/// Spans with [`Action::Pass`] are left as they are.
pub fn render(text: &str, spans: &[Span], token: &mut dyn FnMut(&Span) -> String) -> String {
    let mut out = String::with_capacity(text.len() + spans.len() * 16);
    let mut at = 0;
    for s in spans.iter().filter(|s| s.action != Action::Pass) {
        if s.start < at || s.end < s.start {
            continue;
        }
        let (Some(before), Some(_)) = (text.get(at..s.start), text.get(s.start..s.end)) else { continue };
        escape_into(before, &mut out);
        out.push_str(&token(s));
        at = s.end;
    }
    escape_into(text.get(at..).unwrap_or(""), &mut out);
    out
}

/// [`render`] for text that has been masked before and is not from outside: tokens in it stay.
pub fn render_trusted(text: &str, spans: &[Span], token: &mut dyn FnMut(&Span) -> String) -> String {
    let mut out = String::with_capacity(text.len() + spans.len() * 16);
    let mut at = 0;
    for s in spans.iter().filter(|s| s.action != Action::Pass) {
        if let (true, Some(before), Some(_)) = (s.start >= at, text.get(at..s.start), text.get(s.start..s.end)) {
            out.push_str(before);
            out.push_str(&token(s));
            at = s.end;
        }
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// Escape the token brackets in text that comes from outside.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, &mut out);
    out
}

fn escape_into(text: &str, out: &mut String) {
    if !text.contains([OPEN, CLOSE]) {
        out.push_str(text);
        return;
    }
    out.extend(text.chars().map(|c| match c {
        OPEN => ESCAPED.0,
        CLOSE => ESCAPED.1,
        c => c,
    }));
}

/// A token: 〔手机·1〕.
pub fn token(label: &Label, ordinal: usize) -> String {
    format!("{OPEN}{}·{ordinal}{CLOSE}", label.zh())
}

/// Give out ordinals per label and canonical value, in order of first appearance: the same value
/// has the same token.
#[derive(Clone, Debug, Default)]
pub struct Ordinals {
    seen: Vec<(Label, String)>,
}

impl Ordinals {
    /// Ordinal of a span's value among those of its label, from 1.
    pub fn of(&mut self, s: &Span) -> usize {
        let same = |x: &(Label, String)| x.0 == s.label && x.1 == s.canonical;
        if !self.seen.iter().any(same) {
            self.seen.push((s.label.clone(), s.canonical.clone()));
        }
        self.seen.iter().filter(|x| x.0 == s.label).position(same).map_or(1, |i| i + 1)
    }
}
