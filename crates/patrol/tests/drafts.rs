//! The built-in rules over drafts: how many are caught, how many clean ones are stopped, how fast. Those written for
//! development flatter the rules, which have seen them, and guard against losing ground; those held back were written after
//! the rules and examples were fixed and are in neither.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

use std::collections::BTreeMap;

use patrol::{Class, Draft, Outcome, Rules, Side, judge};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    side: Side,
    label: String,
    severity: Outcome,
    text: String,
}

fn rows() -> Vec<Row> {
    let more = include_str!("data/drafts.jsonl");
    patrol::EXAMPLES.lines().chain(more.lines()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Stopped or shown to a supervisor.
const fn is_stopped(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Warn | Outcome::Block | Outcome::Alert)
}

#[test]
fn bad_drafts_are_caught_and_clean_ones_pass() {
    let rules = Rules::base_cn().unwrap().value;
    let (mut caught, mut all) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    let (mut stopped, mut clean, mut missed) = (0, 0, Vec::new());
    for row in rows() {
        let verdict = judge(&rules, &Draft { side: row.side, ..Draft::agent(&row.text) });
        if row.label == "ok" {
            clean += 1;
            stopped += usize::from(is_stopped(verdict.outcome));
            continue;
        }
        *all.entry(row.label.clone()).or_default() += 1;
        let is_caught = if is_stopped(row.severity) { is_stopped(verdict.outcome) } else { verdict.outcome == row.severity };
        match is_caught && (row.severity != Outcome::Block || verdict.outcome == Outcome::Block) {
            true => *caught.entry(row.label).or_default() += 1,
            false => missed.push(row.text),
        }
    }
    for (label, count) in &all {
        let share = caught.get(label).copied().unwrap_or(0) * 100 / count;
        assert!(share >= 92, "{label}: {share} % of {count}; missed {missed:?}");
    }
    assert!(stopped * 100 <= clean, "{stopped} of {clean} clean drafts were stopped");
}

#[test]
fn drafts_that_nobody_learnt_from_are_judged_as_well() {
    let rules = Rules::base_cn().unwrap().value;
    let rows: Vec<Row> = include_str!("data/held_back.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let learnt: std::collections::BTreeSet<String> =
        patrol::examples(patrol::EXAMPLES).unwrap().into_iter().map(|example| example.text).collect();
    assert!(rows.iter().all(|row| !learnt.contains(&row.text)), "held back means held back");
    let judged = |row: &Row, text: &str| judge(&rules, &Draft { side: row.side, ..Draft::agent(text) }).outcome;
    let share = |rows: &[&Row], holds: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| holds(row)).count() * 100 / rows.len();
    let of = |label: &str, severity: Outcome| -> Vec<&Row> {
        rows.iter().filter(|row| row.severity == severity && (label.is_empty() || row.label == label)).collect()
    };
    let blocked = of("", Outcome::Block);
    assert!(share(&blocked, &|row| judged(row, &row.text) == Outcome::Block) >= 90);
    let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c };
    let spread = |text: &str, between: &str| text.chars().map(String::from).collect::<Vec<_>>().join(between);
    type Disguise<'a> = Box<dyn Fn(&str) -> String + 'a>;
    let disguises: [Disguise<'_>; 5] = [
        Box::new(str::to_uppercase),
        Box::new(|text| text.chars().map(wide).collect()),
        Box::new(|text| spread(text, " ")),
        Box::new(|text| spread(text, ".")),
        Box::new(|text| spread(text, "\u{200b}")),
    ];
    for disguise in &disguises {
        assert!(share(&blocked, &|row| judged(row, &disguise(&row.text)) == Outcome::Block) >= 85, "{}", disguise("加我"));
    }
    assert!(share(&of("escalation", Outcome::Alert), &|row| judged(row, &row.text) == Outcome::Alert) >= 85);
    assert_eq!(share(&of("self_harm", Outcome::Alert), &|row| judged(row, &row.text) == Outcome::Alert), 100);
    let clean = of("ok", Outcome::Pass);
    let stopped = clean.iter().filter(|row| is_stopped(judged(row, &row.text))).count();
    assert!(stopped * 46 <= clean.len(), "{stopped} of {}", clean.len());
}

#[test]
fn disguises_of_a_blocked_draft_are_blocked_too() {
    let rules = Rules::base_cn().unwrap().value;
    let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c };
    let spread = |text: &str, between: &str| text.chars().map(String::from).collect::<Vec<_>>().join(between);
    for text in [
        "加我微信",
        "添加我的微信",
        "加VX",
        "私下联系",
        "把验证码发我",
        "你是傻逼",
        "add me on whatsapp",
        "tell me your password",
    ] {
        let disguised = [
            text.to_uppercase(),
            text.chars().map(wide).collect(),
            spread(text, "\u{200b}"),
            spread(text, " "),
            spread(text, "."),
            spread(text, "*"),
            spread(text, "\u{2764}\u{fe0f}"),
            format!("您好，{text}，谢谢"),
        ];
        for draft in disguised {
            let verdict = judge(&rules, &Draft::agent(&draft));
            assert_eq!(verdict.outcome, Outcome::Block, "{draft}");
            assert!(matches!(verdict.class(), Some(Class::OffPlatform | Class::PiiLeak | Class::Abuse)), "{draft}");
        }
    }
}

#[test]
fn every_verdict_is_quick() {
    let rules = Rules::base_cn().unwrap().value;
    let rows = rows();
    let mut times: Vec<u128> = Vec::new();
    for _ in 0..3 {
        for row in &rows {
            let from = std::time::Instant::now();
            std::hint::black_box(judge(&rules, &Draft { side: row.side, ..Draft::agent(&row.text) }));
            times.push(from.elapsed().as_micros());
        }
    }
    times.sort_unstable();
    let median = times[times.len() / 2];
    // Unoptimised and beside other tests; `ops/bench` measures the real thing.
    assert!(median < 2_000, "median {median} µs");
}

/// Drafts written without sight of the rules, with the disguises people type: figures, and which were missed.
#[test]
#[ignore = "prints figures"]
fn unseen_figures() {
    let rules = Rules::base_cn().unwrap().value;
    let name = std::env::var("UNSEEN").unwrap_or_else(|_| "tests/data/unseen.jsonl".to_owned());
    let text = std::fs::read_to_string(name).unwrap();
    let mut table: BTreeMap<String, (usize, usize, Vec<String>)> = BTreeMap::new();
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let row: Row = serde_json::from_str(line).unwrap();
        let verdict = judge(&rules, &Draft { side: row.side, ..Draft::agent(&row.text) });
        let good = match row.severity {
            Outcome::Pass => !is_stopped(verdict.outcome),
            Outcome::Block => verdict.outcome == Outcome::Block,
            Outcome::Note => verdict.outcome >= Outcome::Note,
            _ => is_stopped(verdict.outcome),
        };
        let key = format!("{} {} {}", row.label, value["disguise"].as_str().unwrap_or(if row.text.is_ascii() {"en"} else {"zh"}), if row.side == Side::Customer {"customer"} else {"agent"});
        let entry = table.entry(key).or_default();
        entry.1 += 1;
        if good { entry.0 += 1 } else {
            let rule = verdict.hits.first().map(|h| format!("{} {}", h.rule, row.text.chars().skip(h.start).take(h.end - h.start).collect::<String>())).unwrap_or_default();
            entry.2.push(format!("{} [{:?} {rule}]", row.text, verdict.outcome));
        }
    }
    for (key, (good, all, missed)) in table {
        eprintln!("{key}: {good}/{all}");
        for text in missed { eprintln!("     {text}"); }
    }
}
