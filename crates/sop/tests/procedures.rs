//! The shipped procedures, the linter's rules, the engine on whole conversations, and what is imported.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop at once and say why")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};
use sop::{Definition, Effect, End, Event, Refusal, Shelf, State, conversation, report, transition};

fn shipped() -> Vec<(String, Vec<u8>)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/sop");
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.iter().map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(p).unwrap())).collect()
}

fn refund() -> Definition {
    let (name, bytes) = shipped().into_iter().find(|(n, _)| n.starts_with("ecommerce")).unwrap();
    sop::parse(&name, &bytes).unwrap()
}

fn event(value: Value) -> Event {
    serde_json::from_value(value).unwrap()
}

/// Applies events that must all be taken; gives the state and every effect.
fn play(def: &Definition, events: &[Value]) -> (State, Vec<Effect>) {
    let mut state = State::new(def);
    let mut all = Vec::new();
    for e in events {
        let (next, effects) =
            transition(def, state, &event(e.clone())).map_err(|refused| format!("{e}: {:?}", refused.1)).unwrap();
        state = next;
        all.extend(effects);
    }
    (state, all)
}

fn happy() -> Vec<Value> {
    vec![
        json!({"at": 0, "type": "start"}),
        json!({"at": 5_000, "type": "complete", "step": "greet", "evidence": ["m1"]}),
        json!({"at": 20_000, "type": "complete", "step": "ask_order", "slots": {"order_no": "〔订单·1〕", "phone_tail": "〔手机·1〕"}, "evidence": ["m2"]}),
        json!({"at": 30_000, "actor": "bot", "type": "complete", "step": "look_up", "slots": {"within_days": true, "amount": 5900}}),
        json!({"at": 40_000, "type": "fill", "actor": "customer", "slots": {"reason": "late"}}),
        json!({"at": 45_000, "type": "complete", "step": "soothe"}),
        json!({"at": 50_000, "type": "complete", "step": "explain_rule"}),
        json!({"at": 60_000, "type": "complete", "step": "confirm_refund", "slots": {"agreed": true}}),
        json!({"at": 80_000, "type": "complete", "step": "refund", "slots": {"refund_no": "R1"}}),
        json!({"at": 90_000, "type": "complete", "step": "tell_result"}),
        json!({"at": 95_000, "type": "complete", "step": "farewell"}),
    ]
}

#[test]
fn every_shipped_procedure_is_fit() {
    let files = shipped();
    assert!(files.len() >= 3);
    let (findings, fit) = sop::cli::check(&files);
    assert!(fit && findings["issues"] == json!([]), "{findings:#}");
}

#[test]
fn a_whole_conversation_is_measured() {
    let def = refund();
    let (state, effects) = play(&def, &happy());
    assert_eq!(state.end, Some(End::Completed));
    let measured = conversation(&def, &state);
    assert_eq!((measured.missing, measured.out_of_order, measured.forbidden), (0, 0, 0));
    assert!((measured.conformance - 1.0).abs() < 1e-9);
    let paid: u64 = effects.iter().map(|e| if let Effect::Completed { weight, .. } = e { u64::from(*weight) } else { 0 }).sum();
    assert_eq!(paid, measured.weight);
    let all = report(&def, [&state]);
    let step = all.steps.iter().find(|s| s.step == "ask_order").unwrap();
    assert_eq!((step.entered, step.completed, step.p50_ms, step.evidence), (1, 1, Some(15_000), 1));
    assert_eq!(step.in_target, Some(1.0));
    let unmet = all.steps.iter().find(|s| s.step == "ask_photo").unwrap();
    assert_eq!((unmet.entered, unmet.p90_ms), (0, None));
}

#[test]
fn what_is_left_out_or_done_too_early_lowers_conformance() {
    let def = refund();
    let mut events = happy();
    events.truncate(6);
    // The money goes back before the rule was told and the customer agreed.
    events.push(json!({"at": 50_000, "type": "complete", "step": "refund", "slots": {"refund_no": "R1"}}));
    let (state, effects) = play(&def, &events);
    assert!(effects.iter().any(|e| matches!(e, Effect::Violated { rule, .. } if rule == "out_of_order")));
    assert!(effects.iter().any(|e| matches!(e, Effect::Violated { rule, .. } if rule == "act_without_slots")));
    let measured = conversation(&def, &state);
    assert_eq!((measured.missing, measured.out_of_order, measured.forbidden), (2, 1, 1));
    assert!(measured.conformance < 0.6);
    let list = sop::checklist(&def, &state);
    assert_eq!(list.current.as_deref(), Some("tell_result"));
    assert!(list.missing.contains(&"explain_rule".to_owned()) && list.missing.contains(&"confirm_refund".to_owned()));
    events.push(json!({"at": 60_000, "type": "complete", "step": "greet"}));
    events.push(json!({"at": 70_000, "type": "abandon"}));
    let (state, _) = play(&def, &events);
    assert_eq!((state.end, state.steps[0].rework), (Some(End::Abandoned), 1));
    assert_eq!(report(&def, [&state]).abandoned, 1);
}

#[test]
fn what_is_refused_changes_nothing() {
    let def = refund();
    let (state, _) = play(&def, &happy()[..3]);
    let bad = [
        (json!({"at": 21_000, "type": "fill", "slots": {"phone_tail": "13800001111"}}), "unmasked"),
        (json!({"at": 21_000, "type": "fill", "slots": {"reason": "because"}}), "bad_value"),
        (json!({"at": 21_000, "type": "fill", "slots": {"amount": "much"}}), "bad_value"),
        (json!({"at": 21_000, "type": "fill", "slots": {"colour": "red"}}), "unknown_slot"),
        (json!({"at": 21_000, "type": "complete", "step": "dance"}), "unknown_step"),
        (json!({"at": 21_000, "type": "complete", "step": "ask_reason"}), "missing_slot"),
        (json!({"at": 1_000, "type": "tick"}), "back_in_time"),
        (json!({"at": 21_000, "type": "start"}), "already_started"),
    ];
    for (e, why) in bad {
        let (after, refusal) = *transition(&def, state.clone(), &event(e.clone())).unwrap_err();
        assert_eq!(serde_json::to_value(&refusal).unwrap()["refused"], why, "{e}");
        assert_eq!(after, state, "{e}");
    }
    let (done, _) = play(&def, &happy());
    assert_eq!(transition(&def, done, &event(json!({"at": 99_000, "type": "tick"}))).unwrap_err().1, Refusal::Ended);
}

#[test]
fn a_running_conversation_keeps_its_version() {
    let (name, bytes) = shipped().into_iter().find(|(n, _)| n.starts_with("ecommerce")).unwrap();
    let mut shelf = Shelf::default();
    let old = shelf.publish(&name, &bytes).unwrap();
    let (running, _) = play(&old, &happy()[..3]);
    let text = String::from_utf8(bytes).unwrap();
    let new = shelf.publish(&name, text.replace("version: '1.0.0'", "version: '1.1.0'").as_bytes()).unwrap();
    assert_ne!(old.hash, new.hash);
    assert_eq!(shelf.newest("ecommerce-refund").unwrap().version, "1.1.0");
    assert_eq!(shelf.of(&running).unwrap().version, "1.0.0");
    let next = event(json!({"at": 30_000, "type": "tick"}));
    assert_eq!(transition(&new, running.clone(), &next).unwrap_err().1, Refusal::OtherVersion);
    assert!(transition(&shelf.of(&running).unwrap(), running, &next).is_ok());
    // A broken file is refused whole, and what is published stays.
    let broken = text.replace("then: refund }", "then: refunds }");
    let error = shelf.publish(&name, broken.as_bytes()).unwrap_err();
    assert!(error.detail.contains("unknown-target") && error.detail.contains("ecommerce-refund.yaml:"), "{}", error.detail);
    assert_eq!(shelf.newest("ecommerce-refund").unwrap().version, "1.1.0");
}

fn document(slots: &str, tasks: &str) -> String {
    format!(
        "document:\n  dsl: '1.0.0'\n  namespace: t\n  name: t\n  version: '1.0.0'\n  metadata:\n    sop:\n      slots: {slots}\ndo:\n{tasks}"
    )
}

#[test]
fn the_linter_names_line_rule_and_hint() {
    let say = |name: &str, then: &str| format!("  - {name}:\n      call: say\n      with: {{ text: hi }}\n      then: {then}\n");
    let cases = [
        ("unreachable-step", 14, document("{}", &(say("a", "end") + &say("b", "end")))),
        ("no-end", 10, document("{}", &say("a", "a"))),
        ("cycle-without-exit", 10, document("{}", &(say("a", "b") + &say("b", "a")))),
        ("unknown-target", 13, document("{}", &say("a", "nowhere"))),
        ("undeclared-slot", 12, document("{}", "  - a:\n      call: collect\n      with: { slot: size }\n")),
        ("undeclared-slot", 12, document("{}", "  - a:\n      call: say\n      with: { text: 'size {size}' }\n")),
        (
            "pii-unmasked",
            8,
            document("{ p: { type: string, pii: phone } }", "  - a:\n      call: collect\n      with: { slot: p }\n"),
        ),
        (
            "pii-unmasked",
            8,
            document("{ id_card: { type: string } }", "  - a:\n      call: collect\n      with: { slot: id_card }\n"),
        ),
        ("unknown-function", 11, document("{}", "  - a:\n      call: shout\n")),
        (
            "bad-expression",
            12,
            document("{ n: { type: integer } }", "  - a:\n      switch:\n        - x: { when: '.n ==', then: end }\n"),
        ),
        ("duplicate-step", 14, document("{}", &(say("a", "a") + &say("a", "end")))),
        (
            "outside-subset",
            11,
            document("{}", "  - a:\n      fork: { branches: [] }\n      call: say\n      with: { text: hi }\n"),
        ),
        ("syntax", 3, "document:\n  dsl: '1'\n  dsl: '2'\n".to_owned()),
        ("shape", 1, "x: 1\n".to_owned()),
    ];
    for (rule, line, text) in cases {
        let found = sop::lint("f.yaml", text.as_bytes()).issues;
        let hit = found.iter().find(|i| i.rule == rule).unwrap_or_else(|| panic!("{rule}: {found:#?}"));
        assert_eq!(hit.line, line, "{rule} {found:#?}");
        assert!(!hit.hint.is_empty() && hit.file == "f.yaml");
        assert!(sop::parse("f.yaml", text.as_bytes()).is_err());
    }
    assert!(sop::parse("f", &[0xff, 0xfe]).is_err() && sop::parse("f", b"").is_err());
}

#[test]
fn lists_of_guidelines_come_in() {
    let zh = "# 退货流程\n1. 您好,先问候客户\n2. 询问订单号和手机号\n   - 不要重复询问\n3、在系统中提交退货申请\n\u{ff08}4\u{ff09}如果客户不满意,转接专员\n五、祝客户生活愉快\n\n## 换货流程\n- 核实订单号\n- 登记换货\n";
    let out = sop::cli::bring("guidelines", "list.md", zh).unwrap();
    assert_eq!(out.len(), 2);
    let def = sop::parse("out.yaml", out[0].1.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{}", out[0].1));
    assert_eq!((def.title.zh.as_str(), def.steps.len()), ("退货流程", 5));
    let functions: Vec<&str> = def.steps.iter().map(|s| s.function().unwrap().as_str()).collect();
    assert_eq!(functions, ["say", "collect", "act", "handoff", "say"]);
    assert!(def.slots.iter().any(|s| s.name == "order_no") && def.slots.iter().all(|s| s.pii.is_some()));
    assert!(!def.steps[3].meta.required && def.steps[1].meta.quality == ["不要重复询问"]);

    let en = "Refund:\n\n1) Ask for the order number\n2) Submit the refund in the system\n3) Tell the customer it is done\n";
    let out = sop::cli::bring("guidelines", "r.txt", en).unwrap();
    assert_eq!(sop::parse("o", out[0].1.as_bytes()).unwrap().steps.len(), 3);

    let nested = json!({"Orders": {"subflows": {"Change": {"actions": [
        {"type": "interaction", "button": "Pull up Account", "text": "Get the full name for [Pull up Account]", "subtext": []},
        {"type": "communication", "button": "N/A", "text": "Tell the customer {so}", "subtext": ["kindly"]}
    ], "instructions": ["first"]}}}, "recover": ["pull-up-account", "verify-identity"]});
    let out = sop::cli::bring("guidelines", "kb.json", &nested.to_string()).unwrap();
    assert_eq!(out.len(), 2);
    for (name, yaml) in &out {
        sop::parse(name, yaml.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{yaml}"));
    }
    assert!(sop::cli::bring("guidelines", "x", "just a sentence").is_err());
}

#[test]
fn graphs_of_states_come_in() {
    let graphs = [
        json!({"task": "bank", "replies": {"hello": "Hi", "ask_pin": "Your PIN, please?", "query": "Query", "query_ok": "It is {x:d}", "bye": "Bye"},
               "graph": {"hello": "ask_pin", "ask_pin": "query", "info_missing": "ask_dob", "ask_dob": "query", "query_ok": "bye", "query_failed": "bye"}}),
        json!({"name": "n", "nodes": [{"id": "a", "text": "Hi"}, {"id": "b", "text": "Which?"}, {"id": "c"}],
               "edges": [{"from": "a", "to": "b"}, {"from": "b", "to": "a", "label": "again"}, {"source": "b", "target": "c", "label": "fine"}]}),
        json!({"id": "x", "initial": "one", "states": {"one": {"on": {"YES": "two", "NO": {"target": "three"}}}, "two": {}, "three": {"next": "two"}}}),
        json!({"graph": {"a": ["b", "c"], "b": "a", "c": "end"}}),
    ];
    for graph in graphs {
        let out = sop::cli::bring("graph", "dir/g.json", &graph.to_string()).unwrap();
        let def = sop::parse("g.yaml", out[0].1.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{}", out[0].1));
        let mut state = State::new(&def);
        state = transition(&def, state, &event(json!({"at": 0, "type": "start"}))).unwrap().0;
        assert!(state.current.is_some());
    }
    for bad in ["{}", "[1]", "{\"graph\": {}}", "nonsense"] {
        assert!(sop::cli::bring("graph", "g.json", bad).is_err(), "{bad}");
    }
}

#[test]
fn a_run_prints_states_and_metrics() {
    let (name, bytes) = shipped().into_iter().find(|(n, _)| n.starts_with("ecommerce")).unwrap();
    let mut text: String = happy().iter().map(|e| format!("{e}\n")).collect();
    text.push_str("{\"at\": 0, \"type\": \"start\", \"conversation\": \"two\"}\n{\"at\": 1, \"type\": \"complete\", \"step\": \"x\", \"conversation\": \"two\"}\n");
    let out = sop::cli::run(&name, &bytes, &text).unwrap();
    assert_eq!(out["metrics"]["conversations"], 2);
    assert_eq!(out["conversations"][0]["measured"]["ended"], "completed");
    assert_eq!(out["refused"][0]["why"]["refused"], "unknown_step");
    assert_eq!(sop::cli::run(&name, &bytes, &text).unwrap().to_string(), out.to_string(), "the same run");
    assert!(sop::cli::run(&name, &bytes, "{\"at\": 0}").is_err());
}

#[test]
fn documents_are_serverless_workflows() {
    let mut texts = shipped();
    let graph = json!({"graph": {"a": ["b", "c"], "b": "a", "c": "d"}});
    for (name, text) in sop::cli::bring("graph", "g.json", &graph.to_string()).unwrap() {
        texts.push((name, text.into_bytes()));
    }
    for (name, bytes) in &texts {
        let text = std::str::from_utf8(bytes).unwrap();
        let tree: Value = serde_saphyr::from_str(text).unwrap();
        let read: swf_core::models::workflow::WorkflowDefinition =
            serde_json::from_value(tree).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(read.document.dsl, "1.0.0");
    }
}

/// Validates against the JSON Schema in the official SDK, when that package and Node are there.
#[test]
fn documents_pass_the_official_schema_where_it_is_installed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let places = ["web/node_modules", "tests/web/node_modules", "node_modules"];
    let Some(modules) = places.iter().map(|p| root.join(p).join("@serverlessworkflow/sdk")).find(|p| p.is_dir()) else {
        eprintln!("skipped: npm package @serverlessworkflow/sdk is not installed");
        return;
    };
    let script = "const fs=require('fs');const {Classes}=require(process.argv[1]);for(const f of process.argv.slice(2)){Classes.Workflow.deserialize(fs.readFileSync(f,'utf8'));}";
    let files: Vec<PathBuf> = shipped().iter().map(|(n, _)| root.join("policies/sop").join(n)).collect();
    let done = std::process::Command::new("node").arg("-e").arg(script).arg(modules).args(files).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

proptest! {
    /// Whatever happens, a replay gives the same state, the flow stands at one step, and refusals change nothing.
    #[test]
    fn any_events_replay_to_the_same_state(picks in prop::collection::vec((0..16_usize, 0..8_usize, 0..40_000_i64), 1..60)) {
        let def = refund();
        let values = [json!("〔订单·1〕"), json!("〔手机·2〕"), json!("late"), json!("damaged"), json!(true), json!(false), json!(5), json!("x")];
        let mut events = vec![event(json!({"at": 0, "type": "start"}))];
        let mut at = 0;
        for (step, kind, pause) in picks {
            at += pause;
            let name = &def.steps[step % def.steps.len()].name;
            let slot = &def.slots[step % def.slots.len()].name;
            events.push(event(match kind {
                0..=3 => json!({"at": at, "type": "complete", "step": name, "slots": {slot.as_str(): values[kind]}}),
                4 => json!({"at": at, "type": "skip", "step": name}),
                5 => json!({"at": at, "type": "fill", "slots": {slot.as_str(): values[kind]}}),
                6 => json!({"at": at, "type": "complete", "step": name}),
                _ => json!({"at": at, "type": "tick"}),
            }));
        }
        let run = || {
            let (mut state, mut taken) = (State::new(&def), 0);
            for e in &events {
                let before = state.clone();
                state = match transition(&def, state, e) {
                    Ok((next, _)) => { taken += 1; next }
                    Err(refused) => { assert_eq!(refused.0, before); refused.0 }
                };
            }
            assert_eq!(state.seq, taken);
            assert_eq!(state.current.is_none(), state.end.is_some());
            state
        };
        prop_assert_eq!(serde_json::to_string(&run()).unwrap(), serde_json::to_string(&run()).unwrap());
    }
}
