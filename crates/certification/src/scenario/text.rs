//! A scenario as text: written by one form, read with the line of what is wrong, and found again line by line.

use serde_json::Value;

use super::Issue;
use crate::{course::policy::Text, simulator::policy::Scenario};

/// Reads a scenario; what is wrong with its shape has a line.
pub(crate) fn read(source: &str) -> Result<Scenario, Issue> {
    toml::from_str::<Scenario>(source).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = source.as_bytes().iter().take(start).filter(|b| **b == b'\n').count();
        Issue {
            line: u64::try_from(before + 1).unwrap_or(1),
            rule: "shape",
            severity: sop::Severity::Error,
            field: String::new(),
            text: error.message().to_owned(),
            hint: "id, sop, title and opening are needed; persona, patience, mood, trains, [goal] and [saying] may be there"
                .to_owned(),
        }
    })
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn both(text: &Text) -> String {
    format!("{{ zh = {}, en = {} }}", quoted(&text.zh), quoted(&text.en))
}

fn value(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), quoted)
}

fn list(items: &[String]) -> String {
    let all: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", all.join(", "))
}

/// The one way a form is written: every key on a line of its own.
pub(crate) fn render(scenario: &Scenario) -> String {
    let mut lines = vec![
        format!("id = {}", quoted(&scenario.id)),
        format!("sop = {}", quoted(&scenario.sop)),
        format!("title = {}", both(&scenario.title)),
    ];
    let openings = scenario.opening.iter().map(|text| format!("    {},", both(text)));
    lines.push("opening = [".to_owned());
    lines.extend(openings);
    lines.push("]".to_owned());
    if !scenario.persona.is_empty() {
        lines.push(format!("persona = {}", list(&scenario.persona)));
    }
    lines.extend(scenario.patience.map(|n| format!("patience = {n}")));
    lines.extend(scenario.mood.map(|mood| format!("mood = {}", quoted(mood.as_str()))));
    if !scenario.trains.is_empty() {
        lines.push(format!("trains = {}", list(&scenario.trains)));
    }
    lines.extend(scenario.made_from.as_ref().map(|id| format!("made_from = {}", quoted(id))));
    if !scenario.goal.is_empty() {
        lines.push("\n[goal]".to_owned());
        lines.extend(scenario.goal.iter().map(|(slot, told)| format!("{} = {}", quoted(slot), value(told))));
    }
    if !scenario.saying.is_empty() {
        lines.push("\n[saying]".to_owned());
        lines.extend(scenario.saying.iter().map(|(key, text)| format!("{} = {}", quoted(key), both(text))));
    }
    lines.join("\n") + "\n"
}

/// The line, from 1, of `key` below or beside `table`: of the key itself, else of the table, else the first.
pub(super) fn line(source: &str, table: &str, key: &str) -> u64 {
    let begins = |line: &str| {
        let line = line.trim_start();
        line.strip_prefix(table).is_some_and(|rest| rest.trim_start().starts_with('=')) || line.starts_with(&format!("[{table}]"))
    };
    let head = source.lines().position(begins);
    let from = head.unwrap_or(0);
    let inside = |line: &&str| !key.is_empty() && line.contains(key);
    let found = source.lines().skip(from).position(|line| inside(&line)).map(|n| n + from).or(head).unwrap_or(0);
    u64::try_from(found + 1).unwrap_or(1)
}
