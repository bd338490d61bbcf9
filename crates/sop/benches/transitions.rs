//! Transitions per second on one core, beside reading the state's step from a plain table in the same run.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a bench prints, and stops at once when something is wrong"
)]

use std::{hint::black_box, time::Instant};

use serde_json::json;
use sop::{Event, State, apply};

fn main() {
    let text = include_bytes!("../../../policies/sop/ecommerce-refund.yaml");
    let def = sop::parse("ecommerce-refund.yaml", text).unwrap();
    let events: Vec<Event> = [
        json!({"at": 0, "type": "start"}),
        json!({"at": 5_000, "type": "complete", "step": "greet", "evidence": ["m1"]}),
        json!({"at": 20_000, "type": "complete", "step": "ask_order", "slots": {"order_no": "〔订单·1〕", "phone_tail": "〔手机·1〕"}, "evidence": ["m2"]}),
        json!({"at": 30_000, "type": "complete", "step": "look_up", "slots": {"within_days": true, "amount": 5900}}),
        json!({"at": 40_000, "type": "fill", "slots": {"reason": "late"}}),
        json!({"at": 45_000, "type": "complete", "step": "soothe"}),
        json!({"at": 50_000, "type": "complete", "step": "explain_rule"}),
        json!({"at": 60_000, "type": "complete", "step": "confirm_refund", "slots": {"agreed": true}}),
        json!({"at": 80_000, "type": "complete", "step": "refund", "slots": {"refund_no": "R1"}}),
        json!({"at": 90_000, "type": "complete", "step": "tell_result"}),
        json!({"at": 95_000, "type": "complete", "step": "farewell"}),
    ]
    .into_iter()
    .map(|v| serde_json::from_value(v).unwrap())
    .collect();
    let rounds = 40_000;
    let run = || {
        let mut last = State::new(&def);
        let mut effects = Vec::new();
        for _ in 0..rounds {
            let mut state = State::new(&def);
            for event in &events {
                effects.clear();
                apply(&def, &mut state, event, &mut effects).unwrap();
            }
            last = black_box(state);
        }
        last
    };
    let started = Instant::now();
    let first = run();
    let seconds = started.elapsed().as_secs_f64();
    let same = serde_json::to_string(&first).unwrap() == serde_json::to_string(&run()).unwrap();
    let count = rounds * events.len();
    let started = Instant::now();
    let mut found = 0_usize;
    for i in 0..count {
        found += usize::from(def.step(black_box(&def.steps[i % def.steps.len()].name)).is_some());
    }
    let reference = started.elapsed().as_secs_f64();
    println!(
        "sop: {:.0} transitions/s on one core (reference: {:.0} name look-ups/s), replay identical: {same}, {found} found",
        count as f64 / seconds,
        count as f64 / reference
    );
    assert!(same);
}
