//! What `tidecrew sop` prints: pure functions from the texts of files to JSON or YAML.

use kernel::{Code, Error, Result};
use serde_json::{Value, json};

use crate::{
    Definition, Event, State, apply, checklist, conversation, import,
    lint::{Checked, lint},
    report,
};

/// The findings in some files, and whether all of them are fit to be published.
pub fn check(files: &[(String, Vec<u8>)]) -> (Value, bool) {
    let checked: Vec<Checked> = files.iter().map(|(name, bytes)| lint(name, bytes)).collect();
    let fit = checked.iter().all(Checked::is_fit);
    let issues: Vec<_> = checked.iter().flat_map(|c| &c.issues).collect();
    let procedures: Vec<Value> = checked
        .iter()
        .flat_map(|c| &c.definitions)
        .map(|d| json!({"name": d.name, "version": d.version, "steps": d.steps.len(), "hash": d.hash}))
        .collect();
    (json!({"fit": fit, "files": files.len(), "procedures": procedures, "issues": issues}), fit)
}

/// Runs a procedure over events: one JSON object per line, or one JSON array. Events may name a `conversation`.
pub fn run(file: &str, bytes: &[u8], events: &str) -> Result<Value> {
    let def = crate::parse(file, bytes)?;
    let mut states: Vec<(String, State)> = Vec::new();
    let mut refused = Vec::new();
    for (line, value) in lines(events)? {
        let name = value.get("conversation").and_then(Value::as_str).unwrap_or("1").to_owned();
        let event: Event = serde_json::from_value(value)
            .map_err(|e| Error::new(Code::MalformedBody, format!("event {line}: {e}; write {{\"at\": ms, \"type\": …}}")))?;
        let index = states.iter().position(|(n, _)| *n == name).unwrap_or_else(|| {
            states.push((name, State::new(&def)));
            states.len() - 1
        });
        let Some((name, state)) = states.get_mut(index) else { continue };
        let mut effects = Vec::new();
        if let Err(refusal) = apply(&def, state, &event, &mut effects) {
            refused.push(json!({"event": line, "conversation": name, "why": refusal}));
        }
    }
    let shown: Vec<Value> = states.iter().map(|(name, state)| one(&def, name, state)).collect();
    Ok(json!({
        "procedure": def.name, "version": def.version, "hash": def.hash,
        "conversations": shown, "refused": refused, "metrics": report(&def, states.iter().map(|(_, s)| s)),
    }))
}

fn one(def: &Definition, name: &str, state: &State) -> Value {
    json!({"conversation": name, "state": state, "checklist": checklist(def, state), "measured": conversation(def, state)})
}

fn lines(events: &str) -> Result<Vec<(usize, Value)>> {
    let bad = |line: usize, e: serde_json::Error| Error::new(Code::MalformedBody, format!("event {line}: {e}"));
    if events.trim_start().starts_with('[') {
        let all: Vec<Value> = serde_json::from_str(events).map_err(|e| bad(e.line(), e))?;
        return Ok(all.into_iter().enumerate().map(|(i, v)| (i + 1, v)).collect());
    }
    let kept = events.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    kept.map(|(i, l)| serde_json::from_str(l).map(|v| (i + 1, v)).map_err(|e| bad(i + 1, e))).collect()
}

/// The procedures in a foreign file as YAML, several separated by `---`. `from` is `guidelines` or `graph`.
pub fn bring(from: &str, file: &str, text: &str) -> Result<Vec<(String, String)>> {
    let drafts = match from {
        "guidelines" => import::guidelines(file, text)?,
        "graph" => import::graph(file, text)?,
        _ => return Err(Error::field("from", "unknown", "import from guidelines or graph")),
    };
    drafts.iter().map(|draft| Ok((draft.name.clone(), import::write(draft)?))).collect()
}
