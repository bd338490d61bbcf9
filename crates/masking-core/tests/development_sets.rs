//! Recall and false alarms on the development sets, where they are at hand (`TIDECREW_DATA`, or
//! `shared/data` beside the checkout). They are not part of the repository; without them the test
//! says so and passes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests may fail loudly")]

use std::path::PathBuf;

use masking_core::{Detector, Policy, cli::Session};
use serde_json::Value;

fn set(name: &str) -> Option<Vec<Value>> {
    let root = std::env::var_os("TIDECREW_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    match std::fs::read_to_string(root.join("masking").join(name)) {
        Ok(s) => Some(s.lines().filter_map(|l| serde_json::from_str(l).ok()).collect()),
        Err(_) => {
            eprintln!("skipped: no development set {name}");
            None
        }
    }
}

/// Share of gold spans fully covered, and of clean messages with any span.
fn measure(name: &str) -> Option<(f64, f64)> {
    let d = Detector::new(Policy::base_cn());
    let mut session = Session::default();
    let (mut gold, mut covered, mut clean, mut alarms) = (0u32, 0u32, 0u32, 0u32);
    for line in set(name)? {
        let out: Value = serde_json::from_str(&session.run_line(&d, &line.to_string())).unwrap();
        let range = |v: &Value| (v["start"].as_u64().unwrap(), v["end"].as_u64().unwrap());
        let found: Vec<(u64, u64)> = out["spans"].as_array().unwrap().iter().map(range).collect();
        let spans = line["spans"].as_array().unwrap();
        let text: Vec<char> = line["text"].as_str().unwrap().chars().collect();
        for g in spans {
            let (s, e) = range(g);
            let open = (s..e).any(|k| text[k as usize].is_alphanumeric() && !found.iter().any(|f| f.0 <= k && k < f.1));
            gold += 1;
            covered += u32::from(!open);
        }
        if spans.is_empty() {
            clean += 1;
            alarms += u32::from(!found.is_empty());
        }
    }
    Some((f64::from(covered) / f64::from(gold.max(1)), f64::from(alarms) / f64::from(clean.max(1))))
}

#[test]
fn sets_are_covered() {
    for (name, recall) in
        [("crosswoz_dev", 0.96), ("zh_synth", 0.98), ("zh_evasion", 0.95), ("en_synth", 0.97), ("en_evasion", 0.95)]
    {
        if let Some((got, _)) = measure(&format!("{name}.jsonl")) {
            assert!(got >= recall, "{name}: {got}");
        }
    }
}

#[test]
fn clean_text_stays_clean() {
    for (name, most) in [("crosswoz_dev", 0.005), ("zh_hardneg", 0.01), ("en_hardneg", 0.01)] {
        if let Some((_, got)) = measure(&format!("{name}.jsonl")) {
            assert!(got <= most, "{name}: {got}");
        }
    }
}
