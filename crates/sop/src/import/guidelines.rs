//! Guidelines as people write them: numbered or bulleted lists in Chinese or English, or JSON lists of actions.

use std::collections::BTreeSet;

use kernel::Result;

use super::{Draft, DraftSlot, DraftStep, Task, guess, refuse, slug, step_name};
use crate::{
    model::Function,
    yaml::{Node, Value},
};

/// One guideline: what is to be done, remarks under it, the tool it names.
struct Line {
    text: String,
    notes: Vec<String>,
    button: Option<String>,
}

/// Reads guidelines. Errors: `policy_invalid` with file, line and what to do.
pub fn guidelines(file: &str, text: &str) -> Result<Vec<Draft>> {
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    let mut lists = Vec::new();
    let stem = file.rsplit('/').next().unwrap_or(file).rsplit_once('.').map_or(file, |(s, _)| s.rsplit('/').next().unwrap_or(s));
    if trimmed.starts_with(['{', '[']) && !trimmed.starts_with("[[") {
        let root: Node = serde_json::from_str(trimmed).map_err(|e| refuse(file, e.line(), &format!("not JSON: {e}")))?;
        nested(stem, &root, &mut lists);
    } else {
        lists = sections(stem, text);
    }
    lists.retain(|(_, lines)| !lines.is_empty());
    if lists.is_empty() {
        return Err(refuse(file, 1, "no list of guidelines here: write one step per line, numbered or with bullets"));
    }
    let mut names = BTreeSet::new();
    Ok(lists.iter().map(|(title, lines)| draft(title, lines, &mut names)).collect())
}

/// Lists anywhere in a tree of JSON.
fn nested(title: &str, node: &Node, lists: &mut Vec<(String, Vec<Line>)>) {
    if let Some(items) = node.get("actions").or_else(|| node.get("steps")).and_then(Node::list).or_else(|| node.list()) {
        let lines: Vec<Line> = items.iter().filter_map(action).collect();
        if lines.is_empty() {
            for (i, item) in items.iter().enumerate() {
                let name = ["name", "title"].iter().find_map(|k| item.get(k)).and_then(Node::text);
                nested(&name.map_or_else(|| format!("{title} {}", i + 1), str::to_owned), item, lists);
            }
        }
        lists.push((title.to_owned(), lines));
        return;
    }
    for (key, inner) in node.map().unwrap_or_default() {
        if matches!(inner.value, Value::Map(_) | Value::List(_)) {
            let name = if ["subflows", "flows", "procedures", "guidelines"].contains(&key.as_str()) { title } else { key };
            nested(name, inner, lists);
        }
    }
}

fn action(node: &Node) -> Option<Line> {
    if let Some(text) = node.text() {
        let is_tool = !text.contains(' ') && text.is_ascii();
        let button = is_tool.then(|| text.to_owned());
        return Some(Line { text: text.replace(['-', '_'], " "), notes: Vec::new(), button });
    }
    let text = ["text", "step", "description", "action"].iter().find_map(|k| node.get(k)).and_then(Node::text)?;
    let notes = ["subtext", "notes", "details"].iter().find_map(|k| node.get(k)).and_then(Node::list).unwrap_or_default();
    let button = node.get("button").and_then(Node::text).filter(|b| !["N/A", "n/a", ""].contains(b)).map(str::to_owned);
    Some(Line { text: text.to_owned(), notes: notes.iter().filter_map(Node::text).map(str::to_owned).collect(), button })
}

/// The lists of a plain text, each under the heading before it.
fn sections(stem: &str, text: &str) -> Vec<(String, Vec<Line>)> {
    let mut lists: Vec<(String, Vec<Line>)> = vec![(stem.to_owned(), Vec::new())];
    let mut depth: Option<usize> = None;
    for raw in text.lines() {
        let line = raw.replace('\t', "    ");
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let content = line.trim();
        if content.is_empty() || content.chars().all(|c| "-=*_—".contains(c)) {
            continue;
        }
        let item = marked(content);
        let last = lists.last_mut();
        match (item, last) {
            (Some(text), Some((_, lines))) => {
                let inner = depth.is_some_and(|d| indent > d + 1) && !lines.is_empty();
                match (inner, lines.last_mut()) {
                    (true, Some(parent)) => parent.notes.push(text.to_owned()),
                    _ => {
                        depth = Some(indent);
                        lines.push(Line { text: text.to_owned(), notes: Vec::new(), button: None });
                    }
                }
            }
            (None, Some((title, lines))) => {
                let heading =
                    content.trim_start_matches('#').trim_start().trim_end_matches([':', '\u{ff1a}', '。', '.']).to_owned();
                let goes_on = depth.is_some_and(|d| indent > d) && !content.starts_with('#');
                match lines.last_mut() {
                    Some(parent) if goes_on => parent.notes.push(content.to_owned()),
                    None if title == stem || content.starts_with('#') => *title = heading,
                    None => {}
                    Some(_) => {
                        depth = None;
                        lists.push((heading, Vec::new()));
                    }
                }
            }
            (_, None) => {}
        }
    }
    lists
}

/// The text after a number or bullet; `None` when the line has neither.
fn marked(line: &str) -> Option<&str> {
    for word in ["- ", "* ", "• ", "+ ", "· ", "•", "●", "○", "◦", "▪", "-[ ]", "– ", "— "] {
        if let Some(rest) = line.strip_prefix(word) {
            return Some(rest.trim());
        }
    }
    let lower = line.to_lowercase();
    let cut = ["step ", "step", "步骤", "第"].iter().find(|w| lower.starts_with(**w)).map_or(0, |w| w.len());
    let opened = line.get(cut..)?.trim_start_matches(['(', '\u{ff08}', '【', '[']);
    if let Some(first) = opened.chars().next().filter(|c| ('①'..='⑳').contains(c)) {
        return opened.get(first.len_utf8()..).map(str::trim);
    }
    let numeral = |c: char| c.is_ascii_digit() || "零一二三四五六七八九十百".contains(c);
    let end = opened.find(|c: char| !numeral(c)).filter(|end| *end > 0)?;
    let rest = opened.get(end..)?;
    let marks = [
        "步\u{ff1a}",
        "步:",
        "步、",
        "步\u{ff0c}",
        "步骤",
        "步",
        ".",
        "、",
        ")",
        "\u{ff09}",
        ":",
        "\u{ff1a}",
        "\u{ff0e}",
        "】",
        "]",
        "\u{ff0c}",
    ];
    let closed = marks.iter().find_map(|m| rest.strip_prefix(m))?;
    // 3.5 折 is a number, not a mark.
    if rest.starts_with('.') && closed.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some(closed.trim_start_matches([' ', ':', '\u{ff1a}', '\u{ff0c}', '、']).trim()).filter(|t| !t.is_empty())
}

/// What guidelines ask for, by the words of service desks, and the slot each becomes.
const KNOWN: &[(&str, &[&str])] = &[
    ("order_no", &["订单号", "订单编号", "order number", "order id"]),
    ("tracking_no", &["运单号", "快递单号", "物流单号", "tracking number"]),
    ("booking_no", &["预订号", "确认号", "booking number", "reservation number", "confirmation code"]),
    ("phone", &["手机号", "电话", "联系方式", "phone"]),
    ("full_name", &["姓名", "名字", "full name", "customer name"]),
    ("address", &["地址", "address"]),
    ("email", &["邮箱", "email"]),
    ("account_id", &["账号", "帐号", "account id", "account number", "username"]),
    ("reason", &["原因", "理由", "reason"]),
    ("photo", &["照片", "图片", "凭证", "photo", "picture"]),
    ("date", &["日期", "时间", " date"]),
    ("amount", &["金额", "amount"]),
];

fn asked(line: &Line, fallback: &str) -> Vec<(String, String)> {
    let lower = line.text.to_lowercase();
    let mut found: Vec<(String, String)> = Vec::new();
    for (slot, words) in KNOWN {
        if let Some(word) = words.iter().find(|w| lower.contains(**w)) {
            found.push(((*slot).to_owned(), word.trim().to_owned()));
        }
    }
    // Remarks list what to ask for when the line itself names nothing.
    let remarks = if found.is_empty() { line.notes.as_slice() } else { &[] };
    for note in remarks {
        let head = note.split([':', '\u{ff1a}']).next().unwrap_or(note).split(" - ").next().unwrap_or(note).trim();
        let short = head.split_whitespace().count() <= 4 && head.chars().count() <= 24;
        let name = step_name(head, &mut BTreeSet::new());
        if short && !found.iter().any(|(n, _)| *n == name) {
            found.push((name, head.to_owned()));
        }
    }
    if found.is_empty() {
        found.push((format!("{fallback}_answer"), line.text.chars().take(24).collect()));
    }
    found
}

fn draft(title: &str, lines: &[Line], names: &mut BTreeSet<String>) -> Draft {
    let (mut slots, mut steps, mut taken): (Vec<DraftSlot>, Vec<DraftStep>, BTreeSet<String>) =
        (Vec::new(), Vec::new(), BTreeSet::new());
    for line in lines {
        let lower = line.text.to_lowercase();
        let required =
            !["如果", "若", "如客户", "当客户", "if ", "optional", "可选", "when the"].iter().any(|w| lower.starts_with(w));
        let bracket = line.text.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(b, _)| b.to_owned());
        let button = line.button.clone().or(bracket);
        let mut function = guess(&line.text);
        if button.is_some() && !matches!(function, Function::Collect | Function::Handoff) {
            function = Function::Act;
        }
        let said = line.text.replace('{', "<").replace('}', ">");
        let name = step_name(&line.text, &mut taken);
        let call =
            |function, slots, action, notes| Task::Call { function, text: said.clone(), slots, gives: Vec::new(), action, notes };
        if function == Function::Collect {
            let wanted = asked(line, &name);
            for (slot, label) in &wanted {
                if !slots.iter().any(|s| s.name == *slot) {
                    slots.push(DraftSlot { name: slot.clone(), label: label.clone(), values: Vec::new() });
                }
            }
            let fills = wanted.into_iter().map(|(slot, _)| slot).collect();
            steps.push(DraftStep { name, task: call(function, fills, String::new(), line.notes.clone()), required, then: None });
            // A question that ends in a tool is two steps: asking, and using the tool.
            if let Some(button) = button {
                let name = step_name(&button, &mut taken);
                steps.push(DraftStep {
                    name,
                    task: call(Function::Act, Vec::new(), slug(&button), Vec::new()),
                    required,
                    then: None,
                });
            }
            continue;
        }
        let action = if matches!(function, Function::Act | Function::Handoff) {
            slug(button.as_deref().unwrap_or(&line.text))
        } else {
            String::new()
        };
        steps.push(DraftStep { name, task: call(function, Vec::new(), action, line.notes.clone()), required, then: None });
    }
    let base = slug(title);
    let name =
        (1..).map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") }).find(|n| !names.contains(n)).unwrap_or(base);
    names.insert(name.clone());
    Draft { name, title: title.to_owned(), summary: String::new(), slots, steps }
}
