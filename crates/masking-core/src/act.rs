//! What takes the place of a found value, by the action of the policy.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use masking_find::Label;

use crate::policy::Policy;
use crate::render::{CLOSE, OPEN, Ordinals, token};
use crate::span::{Action, Span};

/// Key of previews and test vectors, which protect nothing.
pub(crate) const TEST_KEY: &[u8] = b"preview";

/// Makes replacements for one conversation: ordinals of tokens, keyed hashes and surrogates.
#[derive(Debug)]
pub struct Replacer<'a> {
    policy: &'a Policy,
    key: Vec<u8>,
    ordinals: Ordinals,
}

impl<'a> Replacer<'a> {
    /// `key` is the conversation's: hashes and surrogates of one value are the same under one key
    /// and tell nothing under another.
    pub fn new(policy: &'a Policy, key: &[u8]) -> Self {
        Replacer { policy, key: key.to_vec(), ordinals: Ordinals::default() }
    }

    /// As [`Replacer::new`], going on with the ordinals given out before.
    pub fn resume(policy: &'a Policy, key: &[u8], ordinals: Ordinals) -> Self {
        Replacer { policy, key: key.to_vec(), ordinals }
    }

    /// The ordinals given out, to go on with at the next message.
    pub fn into_ordinals(self) -> Ordinals {
        self.ordinals
    }

    /// The replacement of a span of `text`. Tokens are named here but sealed by the vault.
    pub fn replace(&mut self, s: &Span, text: &str) -> String {
        let raw = text.get(s.start..s.end).unwrap_or("");
        match s.action {
            Action::Token => token(&s.label, self.ordinals.of(s)),
            Action::Redact | Action::Block => format!("{OPEN}{}{CLOSE}", s.label.zh()),
            Action::Mask => self.mask(s, raw),
            Action::Hash => format!("{OPEN}{}#{}{CLOSE}", s.label.zh(), hex(&self.digest(s)[..4])),
            Action::Surrogate => surrogate(&self.digest(s), raw),
            Action::Generalise => generalise(s, raw),
            Action::Pass => raw.to_owned(),
        }
    }

    fn digest(&self, s: &Span) -> [u8; 32] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return [0; 32] };
        mac.update(s.label.as_str().as_bytes());
        mac.update(&[0]);
        mac.update(s.canonical.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Cover letters and digits but for the ends; separators stay, so the shape is still read.
    fn mask(&self, s: &Span, raw: &str) -> String {
        let e = self.policy.entity(&s.label);
        let (first, last) = ends(&s.label);
        let first = e.and_then(|e| e.keep_first).unwrap_or(first);
        let last = e.and_then(|e| e.keep_last).unwrap_or(last);
        let cover = e.and_then(|e| e.cover).unwrap_or('*');
        let n = raw.chars().filter(|c| c.is_alphanumeric()).count();
        // never show more than half
        let (first, last) = if (first + last) * 2 > n + 3 { (n.min(1).min(n / 2), 0) } else { (first, last) };
        let mut seen = 0;
        raw.chars()
            .map(|c| {
                if !c.is_alphanumeric() {
                    return c;
                }
                seen += 1;
                if seen <= first || seen > n - last { c } else { cover }
            })
            .collect()
    }
}

/// Characters kept at the ends (JR/T 0171-2020, common practice for displayed values).
fn ends(l: &Label) -> (usize, usize) {
    match l {
        Label::Phone => (3, 4),
        Label::BankCard | Label::Iban => (0, 4),
        Label::IdCard => (3, 2),
        Label::Person | Label::Email | Label::Wechat | Label::Plate => (1, 0),
        _ => (0, 0),
    }
}

fn hex(b: &[u8]) -> String {
    b.iter().map(|b| format!("{b:02x}")).collect()
}

/// A made-up value of the same shape: each digit and letter replaced by another of its kind.
fn surrogate(digest: &[u8; 32], raw: &str) -> String {
    let mut i = 0usize;
    raw.chars()
        .map(|c| {
            let b = digest[i % 32].wrapping_add((i / 32) as u8);
            i += 1;
            match c {
                '0'..='9' => char::from(b'0' + b % 10),
                'a'..='z' => char::from(b'a' + b % 26),
                'A'..='Z' => char::from(b'A' + b % 26),
                c if c.is_alphanumeric() => '某',
                c => c,
            }
        })
        .collect()
}

/// A coarser value: the city of an address, the year of a date, the surname of a name.
fn generalise(s: &Span, raw: &str) -> String {
    let all = || format!("{OPEN}{}{CLOSE}", s.label.zh());
    match s.label {
        Label::Address => {
            match raw.char_indices().filter(|(_, c)| matches!(c, '市' | '州')).map(|(i, c)| i + c.len_utf8()).next() {
                Some(end) => raw.get(..end).map_or_else(all, str::to_owned),
                None => all(),
            }
        }
        Label::Dob => s.canonical.get(..4).map_or_else(all, |y| format!("{y}年")),
        Label::Person => raw.chars().next().filter(|c| !c.is_ascii()).map_or_else(all, |c| format!("{c}某")),
        Label::Ip => raw.rsplit_once('.').map_or_else(all, |(net, _)| format!("{net}.0/24")),
        _ => all(),
    }
}
