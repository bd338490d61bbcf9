//! The linter: what makes a procedure unfit to be published, with file, line, rule and hint.

use std::fmt;

use serde::Serialize;

use crate::{
    model::{Body, Definition, Function, Next, words},
    read::Reader,
    yaml,
};

words! {
    /// An error keeps a file from being published; a warning does not.
    pub enum Severity { Error = "error", Warning = "warning" }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    pub file: String,
    /// From 1.
    pub line: u64,
    pub rule: &'static str,
    pub severity: Severity,
    pub text: String,
    pub hint: String,
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} [{}] {} ({})", self.file, self.line, self.severity.as_str(), self.rule, self.text, self.hint)
    }
}

/// What a file holds and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// One per document that could be compiled at all.
    pub definitions: Vec<Definition>,
    pub issues: Vec<Issue>,
}

impl Checked {
    pub fn is_fit(&self) -> bool {
        !self.issues.iter().any(|i| i.severity == Severity::Error)
    }
}

/// Reads and checks every document of a file.
pub fn lint(file: &str, bytes: &[u8]) -> Checked {
    let mut reader = Reader { file, issues: Vec::new() };
    let mut definitions = Vec::new();
    let parsed = match std::str::from_utf8(bytes) {
        Ok(text) => yaml::documents(text),
        Err(error) => {
            let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|b| **b == b'\n').count();
            Err(yaml::Broken { line: u64::try_from(line).unwrap_or(1), text: "this is not UTF-8".to_owned() })
        }
    };
    match parsed {
        Err(broken) => reader.error(broken.line, "syntax", broken.text, "mend the YAML at this place"),
        Ok(documents) if documents.is_empty() => {
            reader.error(1, "shape", "the file is empty".to_owned(), "write one document with document and do");
        }
        Ok(documents) => {
            for root in &documents {
                let before = reader.issues.len();
                let Some(definition) = reader.definition(root) else { continue };
                let broken_flow =
                    reader.issues.iter().skip(before).any(|i| ["unknown-target", "duplicate-step"].contains(&i.rule));
                if !broken_flow {
                    flow(&mut reader, &definition);
                }
                definitions.push(definition);
            }
        }
    }
    reader.issues.sort_by_key(|i| i.line);
    Checked { definitions, issues: reader.issues }
}

/// Whether `end` is where the flow can get to from each step.
fn can_end(def: &Definition) -> Vec<bool> {
    let mut can = vec![false; def.steps.len()];
    loop {
        let mut changed = false;
        for (i, step) in def.steps.iter().enumerate() {
            let ends = step.targets().any(|t| match t {
                Next::End => true,
                Next::Step(n) => can.get(n).copied().unwrap_or(false),
            });
            if ends && let Some(cell) = can.get_mut(i).filter(|c| !**c) {
                *cell = true;
                changed = true;
            }
        }
        if !changed {
            return can;
        }
    }
}

fn reachable(def: &Definition, from: usize) -> Vec<bool> {
    let mut seen = vec![false; def.steps.len()];
    let mut stack = vec![from];
    while let Some(at) = stack.pop() {
        match seen.get_mut(at) {
            Some(cell) if !*cell => *cell = true,
            _ => continue,
        }
        for target in def.steps.get(at).into_iter().flat_map(crate::model::Step::targets) {
            if let Next::Step(n) = target {
                stack.push(n);
            }
        }
    }
    seen
}

fn flow(r: &mut Reader<'_>, def: &Definition) {
    let seen = reachable(def, 0);
    let can = can_end(def);
    for (step, _) in def.steps.iter().zip(&seen).filter(|(_, seen)| !**seen) {
        let text = format!("no way leads to the step {}", step.name);
        r.error(step.line, "unreachable-step", text, "name it in a then, or remove it");
    }
    if let Some(first) = def.steps.first()
        && !can.first().copied().unwrap_or(false)
    {
        r.error(first.line, "no-end", "no way from the first step ends".to_owned(), "let a step go on with then: end");
    }
    for (i, step) in def.steps.iter().enumerate() {
        let live = seen.get(i).copied().unwrap_or(false);
        let turns = step.targets().any(|t| matches!(t, Next::Step(n) if reachable(def, n).get(i).copied().unwrap_or(false)));
        if !live || !turns {
            continue;
        }
        if !can.get(i).copied().unwrap_or(false) {
            let text = format!("from the step {} the flow turns in a circle without a way out", step.name);
            r.error(step.line, "cycle-without-exit", text, "add a case that leaves the circle");
        } else if only_machine(def, i) {
            let text = format!("a circle through {} asks nobody for anything", step.name);
            r.error(step.line, "cycle-without-exit", text, "put a step for a person or robot into the circle");
        }
    }
    uses(r, def, &seen);
}

/// Whether a circle through `i` can be gone round by switch and set alone.
fn only_machine(def: &Definition, i: usize) -> bool {
    let machine = |n: usize| def.steps.get(n).is_some_and(|s| s.function().is_none());
    if !machine(i) {
        return false;
    }
    let (mut seen, mut stack) = (vec![false; def.steps.len()], vec![i]);
    while let Some(at) = stack.pop() {
        for target in def.steps.get(at).into_iter().flat_map(crate::model::Step::targets) {
            let Next::Step(n) = target else { continue };
            if n == i {
                return true;
            }
            if machine(n)
                && let Some(cell) = seen.get_mut(n).filter(|c| !**c)
            {
                *cell = true;
                stack.push(n);
            }
        }
    }
    false
}

fn uses(r: &mut Reader<'_>, def: &Definition, seen: &[bool]) {
    for (slot_index, slot) in def.slots.iter().enumerate() {
        let filled = def.steps.iter().any(|s| {
            s.fills().contains(&slot_index) || matches!(&s.body, Body::Set(pairs) if pairs.iter().any(|(i, _)| *i == slot_index))
        });
        let used = def.steps.iter().zip(seen).find(|(s, live)| **live && s.uses().contains(&slot_index));
        if let (false, Some((step, _))) = (filled, used) {
            let text = format!("{} uses the slot {}, which no step fills", step.name, slot.name);
            r.say(Severity::Warning, step.line, "never-filled", text, "collect it, or let the context fill it");
        }
    }
    for step in &def.steps {
        if step.function() == Some(Function::Act) && step.meta.target_seconds == 0 {
            let text = format!("the step {} has no target time", step.name);
            r.say(Severity::Warning, step.line, "no-target", text, "add metadata.sop.target_seconds");
        }
    }
}
