//! Payloads: masking the strings and numbers of a JSON document by the policy's paths.

use serde_json::Value;

use masking_find::Label;

use crate::scan::Detector;
use crate::span::{Action, Known, Span, Turn};
use crate::state::SpeakerState;

/// Deepest nesting accepted; beyond it the document is blocked.
const MAX_DEPTH: usize = 64;

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Free text: scanned.
    Text,
    /// Left alone.
    Pass,
    /// Refuses the document.
    Block,
    /// The whole value is of this label: no detection needed.
    Value(Label),
}

/// A path with what it names.
#[derive(Clone, Debug)]
pub(crate) struct JsonRule {
    channel: Option<String>,
    steps: Vec<Step>,
    kind: Kind,
}

/// One step of a JSONPath (RFC 9535): names, wildcards, indexes and descent.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
    Any,
    Deep,
}

/// A place in the document.
#[derive(Clone, Debug)]
enum At {
    Key(String),
    Index(usize),
}

impl JsonRule {
    /// Compile `$.a.b`, `$..b`, `$.a[*].b`, `$.a[0]`, `$['a']`.
    pub(crate) fn compile(channel: Option<String>, path: &str, kind: Kind) -> Result<JsonRule, String> {
        let bad = || format!("path {path:?} is not understood");
        let mut rest = path.strip_prefix('$').ok_or_else(bad)?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(r) = rest.strip_prefix("..") {
                steps.push(Step::Deep);
                rest = r;
                if rest.starts_with('[') {
                    continue;
                }
            } else if let Some(r) = rest.strip_prefix('.') {
                rest = r;
            } else if let Some(r) = rest.strip_prefix('[') {
                let (inside, r) = r.split_once(']').ok_or_else(bad)?;
                steps.push(match inside.trim_matches(['\'', '"']) {
                    "*" => Step::Any,
                    name if name.len() < inside.len() => Step::Key(name.to_owned()),
                    number => Step::Index(number.parse().map_err(|_| bad())?),
                });
                rest = r;
                continue;
            } else {
                return Err(bad());
            }
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let name = rest.get(..end).filter(|n| !n.is_empty()).ok_or_else(bad)?;
            steps.push(if name == "*" { Step::Any } else { Step::Key(name.to_owned()) });
            rest = rest.get(end..).unwrap_or("");
        }
        if steps.is_empty()
            || steps.len() > 32
            || steps.last() == Some(&Step::Deep)
            || steps.iter().filter(|s| **s == Step::Deep).count() > 2
        {
            return Err(bad());
        }
        Ok(JsonRule { channel, steps, kind })
    }

    fn fits(&self, channel: &str, at: &[At]) -> bool {
        self.channel.as_deref().is_none_or(|c| c == channel) && fits(&self.steps, at)
    }
}

fn fits(steps: &[Step], at: &[At]) -> bool {
    match (steps.split_first(), at.split_first()) {
        (None, None) => true,
        (Some((Step::Deep, rest)), _) => (0..=at.len()).any(|k| at.get(k..).is_some_and(|a| fits(rest, a))),
        (Some((Step::Any, rest)), Some((_, a))) => fits(rest, a),
        (Some((Step::Key(k), rest)), Some((At::Key(n), a))) if k == n => fits(rest, a),
        (Some((Step::Index(i), rest)), Some((At::Index(n), a))) if i == n => fits(rest, a),
        _ => false,
    }
}

/// What was found in a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JsonFound {
    /// Values of fields typed by a path: known values for the conversation that follows.
    pub known: Vec<Known>,
    /// How many values were replaced.
    pub replaced: usize,
    /// The document must not be taken over: a blocking field or entity, or nesting too deep.
    pub blocked: bool,
}

/// Mask `doc` in place by the detector's policy. `replace` gives the replacement of a span of the
/// text it is called with (see [`crate::Replacer`]). A field no path names is scanned or treated
/// as `[json_unknown]` says. Numbers that are replaced become strings. Strings that hold JSON,
/// percent-encoded or base64 text are opened once. Keys are scanned as well.
pub fn mask_json(
    detector: &Detector,
    channel: &str,
    doc: &mut Value,
    replace: &mut dyn FnMut(&Span, &str) -> String,
) -> JsonFound {
    let mut m = Masker { detector, channel, replace, found: JsonFound::default(), at: Vec::new() };
    // typed values first: they are known when the free text is read
    m.collect(doc, 0);
    m.at.clear();
    m.walk(doc, 0, true);
    m.found
}

struct Masker<'a> {
    detector: &'a Detector,
    channel: &'a str,
    replace: &'a mut dyn FnMut(&Span, &str) -> String,
    found: JsonFound,
    at: Vec<At>,
}

impl Masker<'_> {
    fn kind(&self, number: bool) -> Kind {
        let (rules, strings, numbers) = self.detector.policy().json_rules();
        let rule = rules.iter().find(|r| r.fits(self.channel, &self.at));
        rule.map(|r| r.kind.clone()).unwrap_or_else(|| if number { numbers.clone() } else { strings.clone() })
    }

    fn collect(&mut self, v: &Value, depth: usize) {
        if depth > MAX_DEPTH {
            self.found.blocked = true;
            return;
        }
        match v {
            Value::Array(items) => {
                for (i, x) in items.iter().enumerate() {
                    self.at.push(At::Index(i));
                    self.collect(x, depth + 1);
                    self.at.pop();
                }
            }
            Value::Object(map) => {
                for (k, x) in map {
                    self.at.push(At::Key(k.clone()));
                    self.collect(x, depth + 1);
                    self.at.pop();
                }
            }
            Value::String(_) | Value::Number(_) => {
                if let Kind::Value(label) = self.kind(v.is_number()) {
                    let value = plain(v);
                    if !value.trim().is_empty() {
                        self.found.known.push(Known { label, value });
                    }
                }
            }
            _ => {}
        }
    }

    fn walk(&mut self, v: &mut Value, depth: usize, open: bool) {
        if depth > MAX_DEPTH || self.found.blocked {
            self.found.blocked = true;
            return;
        }
        match v {
            Value::Array(items) => {
                for (i, x) in items.iter_mut().enumerate() {
                    self.at.push(At::Index(i));
                    self.walk(x, depth + 1, open);
                    self.at.pop();
                }
            }
            Value::Object(map) => {
                let old = std::mem::take(map);
                for (k, mut x) in old {
                    self.at.push(At::Key(k.clone()));
                    self.walk(&mut x, depth + 1, open);
                    self.at.pop();
                    let key = self.text(&k).unwrap_or(k);
                    map.insert(key, x);
                }
            }
            Value::String(_) | Value::Number(_) => self.leaf(v, depth, open),
            _ => {}
        }
    }

    fn leaf(&mut self, v: &mut Value, depth: usize, open: bool) {
        let raw = plain(v);
        match self.kind(v.is_number()) {
            Kind::Pass => {}
            Kind::Block => self.found.blocked = true,
            Kind::Value(label) => {
                if raw.trim().is_empty() {
                    return;
                }
                let action = self.detector.policy().action(&label);
                self.found.blocked |= action == Action::Block;
                if action != Action::Pass {
                    let end = raw.len();
                    let canonical = self.detector.canonical(&label, &raw);
                    let span =
                        Span { start: 0, end, label, score: 1.0, rule: "json.path".into(), action, canonical, whole: None };
                    *v = Value::String((self.replace)(&span, &raw));
                    self.found.replaced += 1;
                }
            }
            Kind::Text => {
                if let Some(new) = self.opened(&raw, depth, open).or_else(|| self.text(&raw)) {
                    *v = Value::String(new);
                }
            }
        }
    }

    /// Text inside an encoding, opened once: the masked plain text where anything was found.
    fn opened(&mut self, raw: &str, depth: usize, open: bool) -> Option<String> {
        if !open {
            return None;
        }
        if raw.starts_with(['{', '['])
            && let Ok(mut inner) = serde_json::from_str::<Value>(raw)
        {
            let before = self.found.replaced;
            self.walk(&mut inner, depth + 1, false);
            return (self.found.replaced > before).then(|| inner.to_string());
        }
        let decoded = percent(raw).or_else(|| base64(raw))?;
        self.text(&decoded)
    }

    /// The masked text, or `None` where nothing was found.
    fn text(&mut self, raw: &str) -> Option<String> {
        let mut state = SpeakerState::default();
        let known = std::mem::take(&mut self.found.known);
        let found = self.detector.scan(Turn { text: raw, speaker: 0, seq: 0, known: &known, state: &mut state, at_ms: 0 });
        self.found.known = known;
        self.found.blocked |= found.blocked;
        self.found.replaced += found.spans.iter().filter(|s| s.action != Action::Pass).count();
        let masked = crate::render::render(raw, &found.spans, &mut |s| (self.replace)(s, raw));
        (masked != raw).then_some(masked)
    }
}

fn plain(v: &Value) -> String {
    match v {
        Value::String(s) => s.clone(),
        other => other.to_string(),
    }
}

/// Percent-encoded text, if there is any in it and it decodes.
fn percent(s: &str) -> Option<String> {
    if !s.contains('%') {
        return None;
    }
    let b = s.as_bytes();
    let (mut out, mut i, mut any) = (Vec::with_capacity(b.len()), 0, false);
    while let Some(c) = b.get(i) {
        let hex = s.get(i + 1..i + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (c, hex) {
            (b'%', Some(v)) => {
                out.push(v);
                any = true;
                i += 3;
            }
            (b'+', _) => {
                out.push(b' ');
                i += 1;
            }
            _ => {
                out.push(*c);
                i += 1;
            }
        }
    }
    any.then(|| String::from_utf8(out).ok()).flatten()
}

/// Base64 (RFC 4648, both alphabets) of readable text.
fn base64(s: &str) -> Option<String> {
    let t = s.trim_end_matches('=');
    if t.len() < 12 || !t.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_')) {
        return None;
    }
    let (mut out, mut acc, mut bits) = (Vec::with_capacity(t.len() * 3 / 4), 0u32, 0u32);
    for b in t.bytes() {
        let v = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            _ => 63,
        };
        acc = acc << 6 | u32::from(v);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((acc >> bits) as u8);
        }
    }
    let text = String::from_utf8(out).ok()?;
    text.chars().all(|c| !c.is_control() || c.is_whitespace()).then_some(text)
}
