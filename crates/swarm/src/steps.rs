//! Doing the steps of a procedure at the desk: begins the first that fits, and goes on with what is waited for.

use rand::{RngExt, rngs::StdRng};
use serde_json::{Map, Value, json};

use crate::{Client, Failure};

/// Does up to `most` steps; says how many were done or left out.
pub(crate) async fn go_on(client: &Client, rng: &mut StdRng, conversation: &str, most: usize) -> Result<u64, Failure> {
    let path = format!("/conversations/{conversation}/procedure");
    let mut view = client.get(&path).await?;
    if view["procedure"].is_null() {
        let Some(name) = view["offered"][0]["name"].as_str() else { return Ok(0) };
        view = client.post(&path, &json!({ "procedure": name })).await?;
    }
    let mut done = 0;
    for _ in 0..most {
        let current = view["steps"].as_array().into_iter().flatten().find(|s| s["state"] == "current").cloned();
        let Some(step) = current.filter(|_| view["ended"] != true) else { break };
        let leaves = step["required"] == false && rng.random_bool(0.2);
        let body = if leaves {
            json!({ "step": step["step"], "do": "skip" })
        } else {
            json!({ "step": step["step"], "do": "complete", "slots": learnt(rng, &view, &step) })
        };
        view = client.post(&format!("{path}/steps"), &body).await?;
        done += 1;
    }
    Ok(done)
}

/// What a step asks for, as somebody would note it; personal data as tokens.
fn learnt(rng: &mut StdRng, view: &Value, step: &Value) -> Map<String, Value> {
    let wanted: Vec<&str> = step["fills"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let slots = view["slots"].as_array().into_iter().flatten();
    let mut found = Map::new();
    for slot in slots.filter(|s| s["slot"].as_str().is_some_and(|name| wanted.contains(&name))) {
        let values = slot["values"].as_array().cloned().unwrap_or_default();
        let value = match slot["kind"].as_str() {
            _ if slot["is_personal"] == true => json!(format!("〔{}·1〕", slot["label"]["zh"].as_str().unwrap_or(""))),
            Some("boolean") => json!(rng.random_bool(0.85)),
            Some("integer" | "number") => json!(rng.random_range(10..500)),
            _ if values.is_empty() => json!(format!("N{}", rng.random_range(1000..9999))),
            _ => values[rng.random_range(0..values.len())].clone(),
        };
        found.insert(slot["slot"].as_str().unwrap_or("").to_owned(), value);
    }
    found
}
