//! From the tree of a file to a definition; everything that is not as declared becomes an issue with its line.

use std::collections::HashMap;

use kernel::sha256_hex;
use serde_json::Value;

use crate::{
    expr::{Expr, Wrong},
    hear::Sound,
    lint::{Issue, Severity},
    model::{Automatable, Body, Case, Definition, Evidence, Function, Meta, Next, Slot, SlotKind, Step, Text},
    yaml::{self, Node},
};

/// Largest procedure.
const STEPS: usize = 500;

pub(crate) struct Reader<'a> {
    pub(crate) file: &'a str,
    pub(crate) issues: Vec<Issue>,
}

impl Reader<'_> {
    pub(crate) fn error(&mut self, line: u64, rule: &'static str, text: String, hint: &str) {
        self.say(Severity::Error, line, rule, text, hint);
    }

    pub(crate) fn say(&mut self, severity: Severity, line: u64, rule: &'static str, text: String, hint: &str) {
        self.issues.push(Issue { file: self.file.to_owned(), line, rule, severity, text, hint: hint.to_owned() });
    }

    fn text(&mut self, node: Option<&Node>) -> Text {
        let Some(node) = node else { return Text::default() };
        if let Some(plain) = node.text() {
            return Text::both(plain);
        }
        let part = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        match (part("zh"), part("en")) {
            (Some(zh), Some(en)) => Text { zh, en },
            (Some(one), None) | (None, Some(one)) => Text::both(&one),
            (None, None) => {
                self.error(node.line, "shape", "a text is expected".to_owned(), "write a text, or {zh: …, en: …}");
                Text::default()
            }
        }
    }

    fn whole(&mut self, node: Option<&Node>, otherwise: u32) -> u32 {
        let Some(node) = node else { return otherwise };
        let number = if let yaml::Value::Number(n) = &node.value { n.as_u64() } else { None };
        number.and_then(|n| u32::try_from(n).ok()).unwrap_or_else(|| {
            self.error(node.line, "shape", "a whole number is expected".to_owned(), "write a number of 0 or more");
            otherwise
        })
    }

    fn flag(&mut self, node: Option<&Node>, otherwise: bool) -> bool {
        let Some(node) = node else { return otherwise };
        if let yaml::Value::Bool(b) = node.value {
            return b;
        }
        self.error(node.line, "shape", "true or false is expected".to_owned(), "write true or false");
        otherwise
    }

    fn word<T: Copy>(&mut self, node: Option<&Node>, named: fn(&str) -> Option<T>, all: &str, otherwise: T) -> T {
        let Some(node) = node else { return otherwise };
        node.text().and_then(named).unwrap_or_else(|| {
            self.error(node.line, "shape", format!("{} is unknown here", node.json()), &format!("choose one of {all}"));
            otherwise
        })
    }

    fn words(&mut self, node: Option<&Node>) -> Vec<String> {
        let Some(node) = node else { return Vec::new() };
        let mut found = Vec::new();
        let entries = node.map().map(|m| m.iter().map(|(_, v)| v).collect::<Vec<_>>());
        for item in entries.unwrap_or_else(|| node.list().map_or_else(|| vec![node], |l| l.iter().collect())) {
            match (item.text(), item.list()) {
                (Some(text), _) => found.push(text.to_owned()),
                (None, Some(inner)) => found.extend(inner.iter().filter_map(Node::text).map(str::to_owned)),
                _ => self.error(item.line, "shape", "a text is expected".to_owned(), "write a list of texts"),
            }
        }
        found
    }

    /// Says every key of `node` that is not in `allowed`.
    fn only(&mut self, node: &Node, allowed: &[&str]) {
        for (key, value) in node.map().unwrap_or_default() {
            if !allowed.contains(&key.as_str()) {
                let hint = format!("the subset knows {}", allowed.join(", "));
                self.error(value.line, "outside-subset", format!("{key} is not read here"), &hint);
            }
        }
    }

    /// One document. `None` when there is nothing to compile.
    pub(crate) fn definition(&mut self, root: &Node) -> Option<Definition> {
        self.only(root, &["document", "use", "input", "output", "do", "timeout", "evaluate", "metadata", "schedule"]);
        let document = root.get("document");
        let word = |key: &str| document.and_then(|d| d.get(key)).and_then(Node::text).map(str::to_owned);
        for key in ["dsl", "namespace", "name", "version"] {
            if word(key).is_none() {
                let line = document.map_or(root.line, |d| d.line);
                self.error(
                    line,
                    "shape",
                    format!("document.{key} is missing"),
                    "a document names dsl, namespace, name and version as texts",
                );
            }
        }
        if word("dsl").is_some_and(|dsl| !dsl.starts_with("1.")) {
            self.error(document?.line, "shape", "the DSL is not 1.x".to_owned(), "write dsl: '1.0.0'");
        }
        let sop = document.and_then(|d| d.at(&["metadata", "sop"]));
        self.functions(root);
        let slots = self.slots(sop.and_then(|s| s.get("slots")));
        let skill = sop.and_then(|s| s.get("skill")).and_then(Node::text).map(str::to_owned);
        let title = self.text(sop.and_then(|s| s.get("title")).or_else(|| document.and_then(|d| d.get("title"))));
        let summary = self.text(sop.and_then(|s| s.get("summary")).or_else(|| document.and_then(|d| d.get("summary"))));
        let Some(tasks) = root.get("do").and_then(Node::list).filter(|l| !l.is_empty() && l.len() <= STEPS) else {
            self.error(root.line, "shape", "there are no steps".to_owned(), &format!("list 1–{STEPS} named tasks under do"));
            return None;
        };
        let named = self.names(tasks);
        let by_name: HashMap<String, usize> = named.iter().enumerate().map(|(i, (name, ..))| (name.clone(), i)).collect();
        let steps: Vec<Step> = named
            .iter()
            .enumerate()
            .map(|(i, (name, node, line))| {
                let next = if i + 1 < named.len() { Next::Step(i + 1) } else { Next::End };
                Scope { reader: self, slots: &slots, by_name: &by_name, next }.step(name, node, *line)
            })
            .collect();
        let hash = sha256_hex(kernel::canonical_json(&root.json()).as_bytes());
        let part = |key: &str| word(key).unwrap_or_default();
        let (namespace, name, version) = (part("namespace"), part("name"), part("version"));
        let sounds = steps.iter().map(|step| Sound::of(step, &slots)).collect();
        Some(Definition { hash, namespace, name, version, title, summary, skill, slots, steps, by_name, sounds })
    }

    fn functions(&mut self, root: &Node) {
        for (name, node) in root.at(&["use", "functions"]).and_then(Node::map).unwrap_or_default() {
            if Function::named(name).is_none() {
                self.error(node.line, "unknown-function", format!("{name} is no function of procedures"), FUNCTIONS);
            }
        }
    }

    fn names<'n>(&mut self, tasks: &'n [Node]) -> Vec<(String, &'n Node, u64)> {
        let mut named: Vec<(String, &Node, u64)> = Vec::new();
        for task in tasks {
            let Some([(name, node)]) = task.map() else {
                self.error(task.line, "shape", "a step is one name with its task".to_owned(), "write `- name: {call: …}`");
                continue;
            };
            if named.iter().any(|(other, ..)| other == name) {
                self.error(task.line, "duplicate-step", format!("the step {name} is there twice"), "give each step its own name");
                continue;
            }
            if ["continue", "exit", "end"].contains(&name.as_str()) {
                self.error(task.line, "duplicate-step", format!("{name} is a word of the flow"), "name the step otherwise");
            }
            named.push((name.clone(), node, task.line));
        }
        named
    }

    fn slots(&mut self, node: Option<&Node>) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (name, slot) in node.and_then(Node::map).unwrap_or_default() {
            self.only(slot, &["type", "label", "pii", "mask", "values"]);
            let declared = slot.get("pii").and_then(Node::text);
            let pii = declared.filter(|class| *class != "none").map(str::to_owned);
            let masked = slot.get("mask").and_then(Node::text) == Some("token");
            let looks = looks_personal(name);
            if pii.is_some() && !masked {
                self.error(
                    slot.line,
                    "pii-unmasked",
                    format!("the slot {name} holds personal data without a mask"),
                    "add mask: token",
                );
            } else if declared.is_none() && looks && !masked {
                let hint = "add pii: <class> and mask: token, or pii: none when it is not about a person";
                self.error(slot.line, "pii-unmasked", format!("the slot {name} looks personal and has no mask"), hint);
            }
            let kinds = "string, integer, number, boolean";
            slots.push(Slot {
                name: name.clone(),
                kind: self.word(slot.get("type"), SlotKind::named, kinds, SlotKind::String),
                label: slot.get("label").map_or_else(|| Text::both(name), |l| self.text(Some(l))),
                pii: pii.or_else(|| (masked && declared.is_none()).then(|| "personal".to_owned())),
                values: slot.get("values").and_then(Node::list).unwrap_or_default().iter().map(Node::json).collect(),
            });
        }
        slots
    }
}

pub(crate) const FUNCTIONS: &str = "call one of say, collect, act, confirm, handoff, disclose";

/// Whether a slot's name says that it is about a person.
fn looks_personal(name: &str) -> bool {
    let parts: Vec<&str> = name.split('_').collect();
    let words =
        ["phone", "mobile", "email", "passport", "address", "idcard", "wechat", "birthday", "surname", "passenger", "pin"];
    let pairs = [
        "id_card",
        "id_number",
        "full_name",
        "last_name",
        "first_name",
        "real_name",
        "card_number",
        "card_no",
        "bank_card",
        "account_number",
    ];
    parts.iter().any(|p| words.contains(p))
        || pairs.iter().any(|p| name.contains(p))
        || ["手机", "电话", "地址", "姓名", "身份证", "邮箱", "护照", "银行卡"].iter().any(|w| name.contains(w))
}

/// What a step is read against.
struct Scope<'r, 'a, 'f> {
    reader: &'r mut Reader<'f>,
    slots: &'a [Slot],
    by_name: &'a HashMap<String, usize>,
    next: Next,
}

impl Scope<'_, '_, '_> {
    fn step(&mut self, name: &str, node: &Node, line: u64) -> Step {
        let body = self.body(node);
        let sop = node.at(&["metadata", "sop"]);
        let next = node.get("then").map_or(self.next, |then| self.target(then));
        let title = sop.and_then(|s| s.get("title"));
        Step {
            name: name.to_owned(),
            title: title.map_or_else(|| Text::both(&name.replace('_', " ")), |t| self.reader.text(Some(t))),
            line,
            meta: self.meta(sop, &body),
            body,
            next,
            timeout_s: node.at(&["timeout", "after"]).map(|after| self.seconds(after)),
        }
    }

    fn seconds(&mut self, after: &Node) -> u32 {
        let units = [("seconds", 1), ("minutes", 60), ("hours", 3600), ("days", 86400)];
        self.reader.only(after, &units.map(|(u, _)| u));
        units
            .iter()
            .map(|(unit, factor)| self.reader.whole(after.get(unit), 0).saturating_mul(*factor))
            .fold(0, u32::saturating_add)
    }

    fn target(&mut self, node: &Node) -> Next {
        match node.text() {
            Some("continue") => self.next,
            Some("end" | "exit") => Next::End,
            Some(name) if self.by_name.contains_key(name) => self.by_name.get(name).map_or(Next::End, |i| Next::Step(*i)),
            _ => {
                let text = format!("there is no step {}", node.json());
                self.reader.error(node.line, "unknown-target", text, "name a step, or write continue or end");
                Next::End
            }
        }
    }

    fn slot(&mut self, name: &str, line: u64) -> Option<usize> {
        let found = self.slots.iter().position(|s| s.name == name);
        if found.is_none() {
            let text = format!("the slot {name} is not declared");
            self.reader.error(line, "undeclared-slot", text, "declare it under document.metadata.sop.slots");
        }
        found
    }

    fn expr(&mut self, node: &Node) -> Option<Expr> {
        let text = node.text().map_or_else(|| node.json().to_string(), str::to_owned);
        let slots = self.slots;
        let parsed = Expr::parse(&text, &|name| slots.iter().position(|s| s.name == name));
        match parsed {
            Ok(expr) => Some(expr),
            Err(Wrong::Slot(name)) => {
                self.slot(&name, node.line);
                None
            }
            Err(Wrong::Syntax(what)) => {
                let hint = "use .slot, ==, !=, <, <=, >, >=, and, or, | not, parentheses";
                self.reader.error(node.line, "bad-expression", what, hint);
                None
            }
        }
    }

    fn body(&mut self, node: &Node) -> Body {
        self.reader.only(node, &["call", "with", "switch", "set", "then", "timeout", "metadata", "if", "input", "output"]);
        if let Some(cases) = node.get("switch") {
            return self.switch(cases);
        }
        if let Some(set) = node.get("set") {
            let mut pairs = Vec::new();
            for (name, value) in set.map().unwrap_or_default() {
                let expr = if value.text().is_some_and(|t| t.trim().starts_with("${")) {
                    self.expr(value)
                } else {
                    Some(Expr::Literal(value.json()))
                };
                pairs.extend(self.slot(name, value.line).zip(expr));
            }
            return Body::Set(pairs);
        }
        let Some(function) = node.get("call").and_then(Node::text).and_then(Function::named) else {
            let line = node.get("call").map_or(node.line, |c| c.line);
            self.reader.error(
                line,
                "unknown-function",
                "a step calls a declared function, switches or sets".to_owned(),
                FUNCTIONS,
            );
            return Body::Set(Vec::new());
        };
        self.call(function, node)
    }

    fn call(&mut self, function: Function, node: &Node) -> Body {
        let with = node.get("with");
        if let Some(with) = with {
            self.reader.only(with, &["text", "slot", "slots", "uses", "gives", "action", "to", "cues"]);
        }
        let get = |key: &str| with.and_then(|w| w.get(key));
        let text = self.reader.text(get("text"));
        let line = with.map_or(node.line, |w| w.line);
        let named = |key: &str, me: &mut Self| -> Vec<usize> {
            me.reader.words(get(key)).iter().filter_map(|name| me.slot(name, get(key).map_or(line, |n| n.line))).collect()
        };
        let mut fills = named("slot", self);
        fills.extend(named("slots", self));
        fills.extend(named("gives", self));
        let mut uses = named("uses", self);
        for mentioned in mentions(&text) {
            uses.extend(self.slot(&mentioned, get("text").map_or(line, |n| n.line)).filter(|i| !uses.contains(i)));
        }
        if function == Function::Collect && fills.is_empty() {
            self.reader.error(line, "shape", "collect says no slot".to_owned(), "write with: {slot: …} or {slots: […]}");
        }
        if matches!(function, Function::Say | Function::Disclose) && text == Text::default() {
            self.reader.error(line, "shape", format!("{} has no text", function.as_str()), "write with: {text: {zh: …, en: …}}");
        }
        let action = get("action").or_else(|| get("to")).and_then(Node::text).unwrap_or_default().to_owned();
        if function == Function::Act && action.is_empty() {
            self.reader.error(line, "shape", "act names no action".to_owned(), "write with: {action: …}");
        }
        let cues = self.reader.words(get("cues"));
        Body::Call { function, text, cues, fills, uses, action }
    }

    fn switch(&mut self, node: &Node) -> Body {
        let mut cases: Vec<Case> = Vec::new();
        for item in node.list().unwrap_or_default() {
            let Some([(_, case)]) = item.map() else {
                self.reader.error(
                    item.line,
                    "shape",
                    "a case is one name with its rule".to_owned(),
                    "write `- name: {when: …, then: …}`",
                );
                continue;
            };
            self.reader.only(case, &["when", "then"]);
            if cases.iter().any(|c| c.when.is_none()) {
                self.reader.say(
                    Severity::Warning,
                    item.line,
                    "dead-case",
                    "no case after the default is looked at".to_owned(),
                    "put the default last",
                );
            }
            let when = case.get("when").map(|when| self.expr(when).unwrap_or(Expr::Literal(Value::Bool(false))));
            let then = case.get("then").map_or(self.next, |then| self.target(then));
            cases.push(Case { when, then });
        }
        if cases.is_empty() {
            self.reader.error(node.line, "shape", "a switch has no case".to_owned(), "list at least one case");
        }
        Body::Switch(cases)
    }

    fn meta(&mut self, sop: Option<&Node>, body: &Body) -> Meta {
        if let Some(sop) = sop {
            let known = ["title", "target_seconds", "required", "evidence", "quality", "skill", "piece_weight", "automatable_by"];
            self.reader.only(sop, &known);
        }
        let get = |key: &str| sop.and_then(|s| s.get(key));
        let is_act = matches!(body, Body::Call { function: Function::Act, .. });
        let is_call = matches!(body, Body::Call { .. });
        let r = &mut self.reader;
        Meta {
            target_seconds: r.whole(get("target_seconds"), 0),
            required: r.flag(get("required"), is_call),
            evidence: r.word(
                get("evidence"),
                Evidence::named,
                "message, tool_result, form",
                if is_act { Evidence::ToolResult } else { Evidence::Message },
            ),
            quality: r.words(get("quality")),
            skill: get("skill").and_then(Node::text).map(str::to_owned),
            piece_weight: r.whole(get("piece_weight"), u32::from(is_call)),
            automatable_by: r.word(get("automatable_by"), Automatable::named, "bot, agent, either", Automatable::Either),
        }
    }
}

/// Names of slots written as `{slot}` in a text.
fn mentions(text: &Text) -> Vec<String> {
    let mut names = Vec::new();
    for part in [&text.zh, &text.en] {
        for piece in part.split('{').skip(1) {
            let Some((name, _)) = piece.split_once('}') else { continue };
            let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
            if plain && !names.contains(&name.to_owned()) {
                names.push(name.to_owned());
            }
        }
    }
    names
}
