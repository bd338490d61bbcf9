//! The line format of `tidecrew mask`: plain text, or one JSON object a line.
//!
//! Lines may end in CR LF, the first may begin with a byte order mark, blank ones are passed over.
//! A line that is no mask request is answered in its place with its number and what is wrong, never
//! with its text; the rest goes on, and the command ends with exit code 1.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::act::{Replacer, TEST_KEY};
use crate::render::{Ordinals, render};
use crate::scan::Detector;
use crate::span::{Found, Known, Solicit, Turn};
use crate::state::SpeakerState;

/// Conversations kept at a time; the longest untouched is forgotten.
const MAX_CONVERSATIONS: usize = 10_000;

/// One input line.
#[derive(Debug, Deserialize)]
struct Input {
    #[serde(default)]
    id: Value,
    text: String,
    #[serde(default)]
    conv: Value,
    #[serde(default)]
    turn: Value,
    #[serde(default)]
    speaker: Value,
    #[serde(default)]
    known: Option<Vec<Known>>,
    #[serde(default)]
    at_ms: Option<i64>,
}

/// One output line. Offsets are code points of the input text.
#[derive(Debug, Serialize)]
struct Output<'a> {
    id: &'a Value,
    text: String,
    spans: Vec<OutSpan<'a>>,
    solicit: Vec<OutSolicit>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    blocked: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remask: Vec<OutRemask<'a>>,
}

#[derive(Debug, Serialize)]
struct OutSpan<'a> {
    start: usize,
    end: usize,
    label: &'a str,
    score: f32,
    rule: &'a str,
}

#[derive(Debug, Serialize)]
struct OutSolicit {
    kind: crate::SolicitKind,
    channel: Option<&'static str>,
    start: usize,
    end: usize,
    score: f32,
}

#[derive(Debug, Serialize)]
struct OutRemask<'a> {
    turn: u64,
    start: usize,
    end: usize,
    label: &'a str,
}

/// A conversation with its tokens.
#[derive(Debug, Default)]
struct Talk {
    state: SpeakerState,
    ordinals: Ordinals,
    turns: u64,
    at_ms: i64,
    /// The last messages with their numbers, in which parts of a number may be found later.
    recent: VecDeque<(u64, String)>,
}

/// Messages remembered of a conversation.
const RECENT: usize = 16;

impl Talk {
    fn remember(&mut self, seq: u64, text: String) {
        self.recent.push_back((seq, text));
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }

    /// Code points before byte `at` of message `seq`.
    fn points(&self, seq: u64, at: usize) -> usize {
        let text = self.recent.iter().rev().find(|(s, _)| *s == seq).and_then(|(_, t)| t.get(..at));
        text.map_or(0, |t| t.chars().count())
    }
}

/// Masks lines in order, keeping the state of each conversation named by `conv`.
#[derive(Debug, Default)]
pub struct Session {
    talks: HashMap<String, Talk>,
    order: VecDeque<String>,
    /// Lines taken so far, and those that were no mask requests.
    lines: u64,
    refused: u64,
}

impl Session {
    /// Take the next line as it was read, with or without its end: the answer, or nothing for a
    /// blank line of JSON. Bytes that are no UTF-8 are refused in JSON and replaced in plain text.
    pub fn take(&mut self, detector: &Detector, line: &[u8], jsonl: bool) -> Option<String> {
        self.lines += 1;
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = if self.lines == 1 { line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line) } else { line };
        if !jsonl {
            return Some(run_text(detector, &String::from_utf8_lossy(line)));
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            return None;
        }
        Some(match std::str::from_utf8(line) {
            Ok(line) => self.run_line(detector, line),
            Err(e) => self.refuse(Value::Null, e.valid_up_to() + 1, "not UTF-8"),
        })
    }

    /// How many lines were no mask requests.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// The answer to a line that is no mask request.
    fn refuse(&mut self, id: Value, column: usize, what: &str) -> String {
        self.refused += 1;
        let line = self.lines.max(1);
        serde_json::json!({"id": id, "line": line, "error": format!("line {line}, column {column}: {what}")}).to_string()
    }

    /// Mask one `--jsonl` line: `{"id","text"[,"conv","turn","speaker","known"]}` to
    /// `{"id","text","spans","solicit"}`. A line that is no such object gives
    /// `{"id","line","error"}` without any of its text.
    pub fn run_line(&mut self, detector: &Detector, line: &str) -> String {
        let input: Input = match serde_json::from_str(line) {
            Ok(i) => i,
            Err(e) => {
                let (id, what) = match serde_json::from_str::<Value>(line) {
                    Ok(Value::Object(mut o)) if !o.get("text").is_some_and(Value::is_string) => {
                        (o.remove("id").unwrap_or_default(), "\"text\" must be a string")
                    }
                    Ok(Value::Object(mut o)) => {
                        (o.remove("id").unwrap_or_default(), "\"known\" must be a list of {\"label\",\"value\"}")
                    }
                    Ok(_) => (Value::Null, "not an object"),
                    Err(_) => (Value::Null, "not JSON"),
                };
                return self.refuse(id, e.column(), what);
            }
        };
        let mut single = Talk::default();
        let talk = if input.conv.is_null() { &mut single } else { self.talk(input.conv.to_string()) };
        let seq = whole(&input.turn).unwrap_or(talk.turns);
        talk.turns += 1;
        talk.at_ms = input.at_ms.unwrap_or(talk.at_ms + 1_000);
        let turn = Turn {
            text: &input.text,
            speaker: speaker(&input.speaker),
            seq,
            known: input.known.as_deref().unwrap_or_default(),
            at_ms: talk.at_ms,
            state: &mut talk.state,
        };
        let found = detector.scan(turn);
        let mut replacer = Replacer::resume(detector.policy(), TEST_KEY, std::mem::take(&mut talk.ordinals));
        let remask = found.remask.iter().map(|r| OutRemask {
            turn: r.seq,
            start: talk.points(r.seq, r.span.start),
            end: talk.points(r.seq, r.span.end),
            label: r.span.label.as_str(),
        });
        let line = output(&input, &found, remask.collect(), &mut replacer);
        talk.ordinals = replacer.into_ordinals();
        if !input.conv.is_null() {
            talk.remember(seq, input.text);
        }
        line
    }

    fn talk(&mut self, conv: String) -> &mut Talk {
        if !self.talks.contains_key(&conv) {
            if self.talks.len() >= MAX_CONVERSATIONS
                && let Some(old) = self.order.pop_front()
            {
                self.talks.remove(&old);
            }
            self.order.push_back(conv.clone());
        }
        self.talks.entry(conv).or_default()
    }
}

/// A whole number, also where it was written as text.
fn whole(v: &Value) -> Option<u64> {
    v.as_u64().or_else(|| v.as_str()?.trim().parse().ok())
}

/// Customer 0, worker 1; names as in the data sets are understood.
fn speaker(v: &Value) -> u8 {
    match v {
        Value::Number(n) => n.as_u64().map_or(2, |n| n.min(255) as u8),
        Value::String(s) => match s.to_ascii_lowercase().as_str() {
            "worker" | "agent" | "system" | "sys" | "assistant" | "bot" | "staff" | "support" | "rep" | "w" | "客服" | "坐席" => {
                1
            }
            _ => 0,
        },
        _ => 0,
    }
}

fn output(input: &Input, found: &Found, remask: Vec<OutRemask<'_>>, replacer: &mut Replacer<'_>) -> String {
    let text = &input.text;
    let masked = if found.blocked { String::new() } else { render(text, &found.spans, &mut |s| replacer.replace(s, text)) };
    let points = CodePoints::new(text, found);
    let out = Output {
        id: &input.id,
        text: masked,
        spans: found
            .spans
            .iter()
            .map(|s| OutSpan {
                start: points.of(s.start),
                end: points.of(s.end),
                label: s.label.as_str(),
                score: (s.score * 1000.0).round() / 1000.0,
                rule: &s.rule,
            })
            .collect(),
        solicit: found.solicit.iter().map(|s| solicit(s, &points)).collect(),
        blocked: found.blocked,
        remask,
    };
    serde_json::to_string(&out).unwrap_or_else(|_| String::from(r#"{"id":null,"error":"internal"}"#))
}

fn solicit(s: &Solicit, points: &CodePoints) -> OutSolicit {
    OutSolicit { kind: s.kind, channel: s.channel, start: points.of(s.start), end: points.of(s.end), score: s.score }
}

/// Code-point offsets of the byte offsets in a result, counted in one pass.
struct CodePoints(HashMap<usize, usize>);

impl CodePoints {
    fn new(text: &str, found: &Found) -> Self {
        let mut at: Vec<usize> = found.spans.iter().flat_map(|s| [s.start, s.end]).collect();
        at.extend(found.solicit.iter().flat_map(|s| [s.start, s.end]));
        at.sort_unstable();
        at.dedup();
        let mut map = HashMap::with_capacity(at.len());
        let (mut byte, mut point) = (0, 0);
        for a in at {
            point += text.get(byte..a).map_or(0, |s| s.chars().count());
            byte = a;
            map.insert(a, point);
        }
        CodePoints(map)
    }

    fn of(&self, byte: usize) -> usize {
        self.0.get(&byte).copied().unwrap_or(0)
    }
}

/// [`Session::run_line`] for a line that stands by itself.
pub fn run_line(detector: &Detector, line: &str) -> String {
    Session::default().run_line(detector, line)
}

/// Mask one line of plain text; a blocked line gives an empty one.
pub fn run_text(detector: &Detector, line: &str) -> String {
    let mut state = SpeakerState::default();
    let found = detector.scan(Turn { text: line, speaker: 0, seq: 0, known: &[], state: &mut state, at_ms: 0 });
    if found.blocked {
        return String::new();
    }
    let mut replacer = Replacer::new(detector.policy(), TEST_KEY);
    render(line, &found.spans, &mut |s| replacer.replace(s, line))
}
