//! `tidecrew patrol --jsonl`: one line in, one line out. Turns that name their conversation are judged after one another.

use std::{
    collections::HashMap,
    io::{self, BufRead, Read, Write},
    time::Instant,
};

use serde::{Deserialize, Serialize};

use crate::{Class, Draft, Risk, Rules, Side, judge};

/// Turns of a conversation that are remembered.
const REMEMBERED: usize = 40;
/// Bytes of a line that are read: more than any message may have, whatever its context.
const LONGEST: u64 = 256 << 10;

/// A line of input. Fields that are not named here are the caller's own.
#[derive(Debug, Deserialize)]
struct Line {
    side: Side,
    text: String,
    /// What the customer said last.
    customer: Option<String>,
    skill: Option<String>,
    /// Earlier turns, oldest first.
    context: Option<Vec<Turn>>,
    /// Conversation; earlier lines of the same one are the context.
    conv: Option<serde_json::Value>,
}

/// An earlier turn: with its side, or the customer's.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Turn {
    Of { side: Side, text: String },
    Customers(String),
}

impl Turn {
    fn text(&self, wanted: Side) -> Option<&str> {
        match self {
            Self::Of { side, text } => (*side == wanted).then_some(text),
            Self::Customers(text) => (wanted == Side::Customer).then_some(text),
        }
    }
}

/// A line of output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The class that decided, or `ok`.
    pub label: &'static str,
    /// `pass`, `note`, `warn`, `block` or `alert`.
    pub severity: &'static str,
    /// Code points `[start, end]` of every hit.
    pub spans: Vec<[usize; 2]>,
    /// The rule that decided.
    pub rule: Option<String>,
    /// Complaint risk after this turn, for lines that name their conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
    /// Microseconds the judgement took.
    pub us: u128,
}

/// A line that could not be judged, in its place.
#[derive(Serialize)]
struct Refused {
    line: usize,
    error: String,
}

/// What is remembered between lines: the turns of each conversation.
#[derive(Debug, Default)]
pub struct Session(HashMap<String, (Vec<Turn>, Risk)>);

impl Session {
    /// Judges one JSON line `{"side","text"[,"customer","skill","context","conv"]}`.
    pub fn answer(&mut self, rules: &Rules, line: &str) -> kernel::Result<Answer> {
        let line: Line = serde_json::from_str(line)
            .map_err(|cause| kernel::Error::new(kernel::Code::MalformedBody, format!("not a line of patrol: {cause}")))?;
        let mut remembered = line.conv.as_ref().map(|conv| self.0.entry(conv.to_string()).or_default());
        let turns: Option<&[Turn]> = line.context.as_deref().or(remembered.as_deref().map(|(turns, _)| turns.as_slice()));
        let last = turns.and_then(|turns| turns.iter().rev().find_map(|turn| turn.text(Side::Customer)));
        let said: Option<Vec<&str>> = turns.map(|turns| turns.iter().filter_map(|turn| turn.text(Side::Agent)).collect());
        let draft = Draft { side: line.side, said: said.as_deref(), ..Draft::agent(&line.text) }
            .after(line.customer.as_deref().or(last))
            .skill(line.skill.as_deref());
        let from = Instant::now();
        let verdict = judge(rules, &draft);
        let us = from.elapsed().as_micros();
        let risk = remembered.as_mut().map(|(turns, risk)| {
            if line.side == Side::Customer {
                *risk = risk.after(&verdict);
            }
            turns.push(Turn::Of { side: line.side, text: line.text.clone() });
            let over = turns.len().saturating_sub(REMEMBERED);
            turns.drain(..over);
            *risk
        });
        Ok(Answer {
            label: verdict.class().map_or("ok", Class::as_str),
            severity: verdict.outcome.as_str(),
            spans: verdict.hits.iter().map(|hit| [hit.start, hit.end]).collect(),
            rule: verdict.hits.first().map(|hit| hit.rule.clone()),
            risk,
            us,
        })
    }
}

/// Judges every line of `input` and answers it at once; empty lines are left out. A line that is no turn, or longer than
/// 256 KiB, gets `{"line","error"}` in its place and does not keep the others. Returns what was wrong, a sentence a line.
pub fn run(rules: &Rules, mut input: impl BufRead, mut output: impl Write) -> kernel::Result<Vec<String>> {
    let (mut session, mut wrong) = (Session::default(), Vec::new());
    let (mut line, mut number) = (Vec::new(), 0);
    while let Some(is_whole) = next(&mut input, &mut line).map_err(kernel::Error::internal)? {
        number += 1;
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        let judged = match is_whole {
            true => session.answer(rules, text.trim_start_matches('\u{feff}')),
            false => Err(kernel::Error::new(kernel::Code::BodyTooLarge, format!("the line is longer than {LONGEST} bytes"))),
        };
        let answer = match judged {
            Ok(answer) => serde_json::to_string(&answer),
            Err(error) => {
                wrong.push(format!("line {number}: {}", error.detail));
                serde_json::to_string(&Refused { line: number, error: error.detail })
            }
        };
        // Whoever feeds it line by line may wait for each answer.
        let answer = answer.map_err(kernel::Error::internal)?;
        writeln!(output, "{answer}").and_then(|()| output.flush()).map_err(kernel::Error::internal)?;
    }
    Ok(wrong)
}

/// Reads the next line; `None` at the end. `false` when it was too long: its end is passed over and never held.
fn next(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    if input.by_ref().take(LONGEST).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') || (line.len() as u64) < LONGEST {
        return Ok(Some(true));
    }
    let mut is_whole = true;
    loop {
        let rest = input.fill_buf()?;
        let end = rest.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(rest.len(), |at| at + 1);
        is_whole &= used == 0;
        let is_over = end.is_some() || used == 0;
        input.consume(used);
        if is_over {
            return Ok(Some(is_whole));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn lines(input: &str) -> (Vec<Value>, Vec<String>) {
        let mut out = Vec::new();
        let wrong = run(&Rules::base_cn().unwrap().value, input.as_bytes(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), wrong)
    }

    #[test]
    fn a_bad_line_is_named_and_the_others_are_judged() {
        let (out, wrong) = lines(
            "{\"side\":\"agent\",\"text\":\"加我微信\",\"id\":7}\n\nnonsense\n{\"side\":\"cat\",\"text\":\"\"}\n{\"side\":\"customer\",\"text\":\"我不想活了\"}\n",
        );
        assert_eq!(out.len(), 4);
        assert_eq!((out[0]["label"].as_str(), out[0]["severity"].as_str()), (Some("off_platform"), Some("block")));
        assert!(out[0]["us"].is_u64() && out[0]["spans"][0] == serde_json::json!([0, 4]) && out[0].get("risk").is_none());
        assert_eq!((out[1]["line"].as_u64(), out[2]["line"].as_u64()), (Some(3), Some(4)));
        assert_eq!(out[3]["severity"], "alert");
        assert!(wrong.len() == 2 && wrong[0].starts_with("line 3: not a line of patrol"), "{wrong:?}");
    }

    #[test]
    fn a_huge_line_an_empty_text_and_broken_bytes_do_not_stop_it() {
        let long = "\u{5fae}".repeat(usize::try_from(LONGEST).unwrap());
        let mut input = format!("{{\"side\":\"agent\",\"text\":\"{long}\"}}\n").into_bytes();
        input.extend(b"{\"side\":\"agent\",\"text\":\"\"}\r\n\xff\xfe\n{\"side\":\"agent\"}\n[]\n");
        input.extend("{\"side\":\"agent\",\"text\":\"加我微信\"}".bytes());
        let mut out = Vec::new();
        let wrong = run(&Rules::base_cn().unwrap().value, input.as_slice(), &mut out).unwrap();
        let out: Vec<Value> = String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let lines: Vec<Option<u64>> = out.iter().map(|answer| answer["line"].as_u64()).collect();
        assert_eq!(lines, [Some(1), None, Some(3), Some(4), Some(5), None]);
        assert!(out[0]["error"].as_str().unwrap().contains("longer than 262144 bytes"), "{:?}", out[0]);
        let empty = serde_json::json!({"label": "ok", "severity": "pass", "spans": [], "rule": null});
        assert!(empty.as_object().unwrap().iter().all(|(name, value)| out[1][name] == *value), "{:?}", out[1]);
        assert_eq!((out[5]["severity"].as_str(), wrong.len()), (Some("block"), 4));
    }

    #[test]
    fn turns_of_one_conversation_are_the_context_of_the_next() {
        let turn = |conv: u8, side: &str, text: &str| serde_json::json!({"conv": conv, "side": side, "text": text}).to_string();
        let asked = [
            turn(1, "customer", "能加一下你的微信吗"),
            turn(2, "customer", "你好"),
            turn(1, "agent", "可以的，我发您"),
            turn(2, "agent", "可以的，我发您"),
        ];
        let (out, _) = lines(&asked.join("\n"));
        assert_eq!((out[2]["severity"].as_str(), out[3]["severity"].as_str()), (Some("block"), Some("pass")));
        let rising = ["太失望了", "气死我了", "什么破平台"].map(|text| turn(1, "customer", text));
        let (out, _) = lines(&rising.join("\n"));
        let risks: Vec<u64> = out.iter().filter_map(|line| line["risk"].as_u64()).collect();
        assert!(risks.len() == 3 && risks.is_sorted_by(|a, b| a < b), "{risks:?}");
    }

    #[test]
    fn a_step_that_was_not_taken_is_missed_only_where_earlier_turns_are_known() {
        let line = |context: Value| {
            serde_json::json!({"side": "agent", "text": "已经帮您把绑定手机号改好了", "context": context}).to_string()
        };
        let (out, _) = lines(
            &[
                line(Value::Null),
                line(serde_json::json!(["帮我换个手机号"])),
                line(serde_json::json!([{"side": "agent", "text": "为了您的安全，先核实一下您的身份"}, "好的"])),
            ]
            .join("\n"),
        );
        let labels: Vec<&str> = out.iter().filter_map(|line| line["label"].as_str()).collect();
        assert_eq!(labels, ["ok", "missing_step", "ok"]);
    }
}
