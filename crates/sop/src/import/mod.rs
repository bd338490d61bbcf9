//! Existing procedures of enterprises, brought in: lists of guidelines and graphs of states.

mod graph;
mod guidelines;

use std::collections::BTreeSet;

use kernel::{Code, Error, Result};
use serde::Serialize;
use serde_json::{Value, json};

use crate::model::Function;

pub use graph::graph;
pub use guidelines::guidelines;

/// A procedure about to be written as YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub title: String,
    pub summary: String,
    pub slots: Vec<DraftSlot>,
    pub steps: Vec<DraftStep>,
}

/// A slot about to be declared. One with values is a choice, every other is taken for personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSlot {
    pub name: String,
    pub label: String,
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftStep {
    pub name: String,
    pub task: Task,
    pub required: bool,
    /// Name of the step after it; `None` goes on, `end` ends.
    pub then: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    Call {
        function: Function,
        text: String,
        slots: Vec<String>,
        gives: Vec<String>,
        action: String,
        notes: Vec<String>,
    },
    /// Label, condition, target; the last without a condition.
    Switch(Vec<(String, Option<String>, String)>),
}

pub(crate) fn refuse(file: &str, line: usize, what: &str) -> Error {
    Error::new(Code::PolicyInvalid, format!("{file}:{line}: {what}"))
}

/// A name for documents: letters, digits and dashes; Chinese becomes a hash of itself.
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let short: String = out.trim_end_matches('-').chars().take(50).collect();
    let short = short.trim_end_matches('-').to_owned();
    let foreign = text.chars().any(|c| c.is_alphanumeric() && !c.is_ascii());
    let mark = kernel::sha256_hex(text.as_bytes()).get(..8).unwrap_or_default().to_owned();
    match (short.is_empty(), foreign) {
        (true, _) => format!("sop-{mark}"),
        (false, true) => format!("{short}-{mark}"),
        (false, false) => short,
    }
}

/// A free step name made of `text`: letters of any script, digits and underscores.
pub(crate) fn step_name(text: &str, taken: &mut BTreeSet<String>) -> String {
    let mut base = String::new();
    for c in text.to_lowercase().chars().take(48) {
        if c.is_alphanumeric() {
            base.push(c);
        } else if !base.ends_with('_') && !base.is_empty() {
            base.push('_');
        }
    }
    let base = match base.trim_end_matches('_') {
        "" => "step".to_owned(),
        flow @ ("continue" | "exit" | "end") => format!("{flow}_step"),
        other => other.to_owned(),
    };
    let name = (1..).map(|n| if n == 1 { base.clone() } else { format!("{base}_{n}") }).find(|n| !taken.contains(n));
    let name = name.unwrap_or(base);
    taken.insert(name.clone());
    name
}

/// What a name or a sentence asks for; the words are those of service desks, not of one enterprise.
pub(crate) fn guess(text: &str) -> Function {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    let starts = |words: &[&str]| words.iter().any(|w| lower.trim_start().starts_with(w));
    if has(&["转人工", "转接", "升级处理", "上报", "hand off", "handoff", "transfer to", "escalate"]) {
        return Function::Handoff;
    }
    if has(&["告知义务", "免责", "风险提示", "必须告知", "录音提示", "disclos", "inform the customer that", "recorded"])
    {
        return Function::Disclose;
    }
    if has(&["确认是否", "是否同意", "复述", "与客户确认", "confirm with", "ask for confirmation", "confirm?"])
        || starts(&["confirm "]) && has(&["with the customer"])
    {
        return Function::Confirm;
    }
    if has(&[
        "询问",
        "请客户提供",
        "索取",
        "收集",
        "核实",
        "核对",
        "了解",
        "问清",
        "ask",
        "get the",
        "get full",
        "collect",
        "gather",
        "request the",
        "find out",
        "verify",
    ]) {
        return Function::Collect;
    }
    if has(&[
        "查询",
        "提交",
        "登记",
        "操作",
        "办理",
        "录入",
        "创建",
        "退款",
        "取消订单",
        "系统",
        "补发",
        "query",
        "submit",
        "enter ",
        "update",
        "create",
        "issue",
        "process",
        "look up",
        "click",
        "[",
        "book",
    ]) {
        return Function::Act;
    }
    Function::Say
}

#[derive(Serialize)]
struct Labelled {
    #[serde(rename = "type")]
    kind: &'static str,
    label: String,
    pii: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mask: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
}

/// Ordered key and value pairs, written as a map.
struct Pairs(Vec<(String, Tree)>);
enum Tree {
    Json(Value),
    Map(Pairs),
    List(Vec<Pairs>),
}

impl Serialize for Pairs {
    fn serialize<S: serde::Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_map(self.0.iter().map(|(k, v)| (k, v)))
    }
}

impl Serialize for Tree {
    fn serialize<S: serde::Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Json(value) => value.serialize(s),
            Self::Map(pairs) => pairs.serialize(s),
            Self::List(items) => s.collect_seq(items),
        }
    }
}

fn pair(key: &str, value: Tree) -> (String, Tree) {
    (key.to_owned(), value)
}

fn text(key: &str, value: &str) -> (String, Tree) {
    pair(key, Tree::Json(Value::String(value.to_owned())))
}

fn one(key: &str, inner: Vec<(String, Tree)>) -> (String, Tree) {
    pair(key, Tree::Map(Pairs(inner)))
}

/// The draft as a document of the subset. Every slot is taken for personal until somebody says otherwise.
pub fn write(draft: &Draft) -> Result<String> {
    let slots = draft.slots.iter().map(|slot| {
        let is_choice = !slot.values.is_empty();
        let (pii, mask) = if is_choice { ("none", None) } else { ("personal", Some("token")) };
        let written = Labelled { kind: "string", label: slot.label.clone(), pii, mask, values: slot.values.clone() };
        Ok((slot.name.clone(), Tree::Json(serde_json::to_value(written).map_err(Error::internal)?)))
    });
    let slots = slots.collect::<Result<Vec<_>>>()?;
    let mut document =
        vec![text("dsl", "1.0.0"), text("namespace", "imported"), text("name", &draft.name), text("version", "0.1.0")];
    document.push(text("title", &draft.title));
    if !draft.summary.is_empty() {
        document.push(text("summary", &draft.summary));
    }
    if !slots.is_empty() {
        document.push(one("metadata", vec![one("sop", vec![one("slots", slots)])]));
    }
    let functions: BTreeSet<&str> = draft
        .steps
        .iter()
        .filter_map(|s| if let Task::Call { function, .. } = &s.task { Some(function.as_str()) } else { None })
        .collect();
    let mut root = vec![one("document", document)];
    if !functions.is_empty() {
        let declared = functions.into_iter().map(|name| pair(name, Tree::Json(declared(name)))).collect();
        root.push(one("use", vec![one("functions", declared)]));
    }
    root.push(pair("do", Tree::List(draft.steps.iter().map(|s| Pairs(vec![one(&s.name, body(s))])).collect())));
    serde_saphyr::to_string(&Pairs(root)).map_err(Error::internal)
}

/// A declared function: an event that asks whoever serves to do the step.
pub(crate) fn declared(name: &str) -> Value {
    json!({"emit": {"event": {"with": {"source": "https://tidecrew.example/sop", "type": format!("sop.{name}")}}}})
}

fn body(step: &DraftStep) -> Vec<(String, Tree)> {
    let mut out = Vec::new();
    match &step.task {
        Task::Call { function, text: said, slots, gives, action, notes } => {
            out.push(text("call", function.as_str()));
            let mut with = Vec::new();
            if !said.is_empty() {
                with.push(text("text", said));
            }
            if !action.is_empty() {
                with.push(text(if *function == Function::Handoff { "to" } else { "action" }, action));
            }
            if !slots.is_empty() {
                with.push(pair("slots", Tree::Json(json!(slots))));
            }
            if !gives.is_empty() {
                with.push(pair("gives", Tree::Json(json!(gives))));
            }
            out.push(one("with", with));
            let seconds = if *function == Function::Act { 60 } else { 30 };
            let mut sop = vec![pair("target_seconds", Tree::Json(json!(seconds)))];
            if !step.required {
                sop.push(pair("required", Tree::Json(json!(false))));
            }
            if !notes.is_empty() {
                sop.push(pair("quality", Tree::Json(json!(notes))));
            }
            out.push(one("metadata", vec![one("sop", sop)]));
        }
        Task::Switch(cases) => {
            let cases = cases.iter().map(|(label, when, then)| {
                let mut rule = Vec::new();
                if let Some(when) = when {
                    rule.push(text("when", when));
                }
                rule.push(text("then", then));
                Pairs(vec![one(label, rule)])
            });
            out.push(pair("switch", Tree::List(cases.collect())));
        }
    }
    if let Some(then) = &step.then {
        out.push(text("then", then));
    }
    out
}
