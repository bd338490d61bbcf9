//! The built-in rules over drafts: how many are caught, how many clean ones are stopped, how fast. Those written for
//! development flatter the rules, which have seen them, and guard against losing ground; those held back were written after
//! the rules and examples were fixed and are in neither.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop"
)]

use std::collections::BTreeMap;

use patrol::{Class, Draft, Outcome, Rules, Side, judge};
use pinyin::ToPinyin;
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    side: Side,
    label: String,
    severity: Outcome,
    text: String,
    /// How a person hid what it says.
    disguise: Option<String>,
    /// It goes round what it says: a hint, a veiled threat, gossip.
    #[serde(default)]
    round: bool,
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
        // A third of the examples of abuse and offers only hint at it: of these many are warned about and not held.
        assert!(share >= 90, "{label}: {share} % of {count}; missed {missed:?}");
    }
    assert!(stopped * 100 <= clean, "{stopped} of {clean} clean drafts were stopped");
}

/// Judges rows that no rule and no example was made from, and says of how many the judgement holds.
fn share(
    rules: &Rules,
    rows: &[&Row],
    holds: impl Fn(&Row, Outcome) -> bool,
    disguise: &dyn Fn(&str) -> String,
) -> (usize, usize) {
    let judged = |row: &Row| judge(rules, &Draft { side: row.side, ..Draft::agent(&disguise(&row.text)) }).outcome;
    (rows.iter().filter(|row| holds(row, judged(row))).count(), rows.len())
}

/// What was written once the rules were fixed: `held_back` in one go; `fresh` in sets, of which each was judged before what it
/// showed was mended, so that only its first figures, in docs/FIGURES.md, were of drafts never seen; for sets 13, 15 and 17 no
/// change was made. Sets that a later change learnt from are among the examples; of those only what was disguised by
/// hand is still here.
#[test]
fn drafts_that_nobody_learnt_from_are_judged_as_well() {
    let rules = Rules::base_cn().unwrap().value;
    let learnt: std::collections::BTreeSet<String> =
        patrol::examples(patrol::EXAMPLES).unwrap().into_iter().map(|example| example.text).collect();
    for file in [include_str!("data/held_back.jsonl"), include_str!("data/fresh.jsonl")] {
        let rows: Vec<Row> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(rows.iter().all(|row| !learnt.contains(&row.text)), "held back means held back");
        let of = |wanted: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| wanted(row)).collect::<Vec<&Row>>();
        let as_is = |text: &str| text.to_owned();
        let blocked = |_: &Row, outcome: Outcome| outcome == Outcome::Block;
        let alerted = |_: &Row, outcome: Outcome| outcome == Outcome::Alert;
        let report = |what: &str, (good, all): (usize, usize), least: usize| {
            println!("{what}: {good} of {all}");
            assert!(good * 100 >= least * all, "{what}: {good} of {all}");
        };

        let plain = of(&|row| row.severity == Outcome::Block && row.disguise.is_none());
        report("blocked as written", share(&rules, &plain, blocked, &as_is), 90);
        for (name, disguise) in disguises() {
            report(name, share(&rules, &plain, blocked, &disguise), 85);
        }
        let by_hand: std::collections::BTreeSet<&str> = rows.iter().filter_map(|row| row.disguise.as_deref()).collect();
        for name in by_hand {
            let hidden = of(&|row| row.disguise.as_deref() == Some(name) && row.severity == Outcome::Block);
            report(name, share(&rules, &hidden, blocked, &as_is), 85);
        }
        let label = |label: &'static str| of(&|row| row.label == label);
        report("escalations", share(&rules, &label("escalation"), alerted, &as_is), 85);
        report("self-harm", share(&rules, &label("self_harm"), alerted, &as_is), 100);
        let clean = of(&|row| row.label == "ok" && row.side == Side::Agent);
        let (stopped, all) = share(&rules, &clean, |_, outcome| is_stopped(outcome), &as_is);
        println!("clean drafts stopped: {stopped} of {all}");
        assert!(stopped * 46 <= all, "{stopped} of {all} clean drafts were stopped");
        // Which class it is decides what the worker is told and where a supervisor finds it.
        let named = of(&|row| !["ok", "evasion"].contains(&row.label.as_str()));
        let class_of = |row: &&&Row| judge(&rules, &Draft { side: row.side, ..Draft::agent(&row.text) }).class();
        let right = named.iter().filter(|row| class_of(row).is_some_and(|class| class.as_str() == row.label)).count();
        report("named rightly", (right, named.len()), 95);
        // Half of them speak of death, courts and the press and mean no harm.
        let calm = of(&|row| row.label == "ok" && row.side == Side::Customer);
        report("customers left alone", share(&rules, &calm, |_, outcome| !is_stopped(outcome), &as_is), 90);
    }
}

/// Set 11 and what is only meant of 12 and 13; a change must not hear less of it. Their first figures are in docs/FIGURES.md;
/// none is among the examples, nor are the forms of set 10 that nobody listed.
#[test]
fn what_is_only_hinted_at_is_heard_as_far_as_it_was() {
    let rules = Rules::base_cn().unwrap().value;
    let rows: Vec<Row> = include_str!("data/round.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let learnt: std::collections::BTreeSet<String> =
        patrol::examples(patrol::EXAMPLES).unwrap().into_iter().map(|example| example.text).collect();
    assert!(rows.iter().all(|row| !learnt.contains(&row.text)), "held back means held back");
    let judged = |row: &Row| judge(&rules, &Draft { side: row.side, ..Draft::agent(&row.text) }).outcome;
    let report = |what: &str, wanted: &dyn Fn(&Row) -> bool, holds: &dyn Fn(Outcome) -> bool, least: usize| {
        let of: Vec<&Row> = rows.iter().filter(|row| wanted(row)).collect();
        let good = of.iter().filter(|row| holds(judged(row))).count();
        println!("{what}: {good} of {}", of.len());
        assert!(!of.is_empty() && good * 100 >= least * of.len(), "{what}: {good} of {}", of.len());
    };
    let blocks = |outcome: Outcome| outcome == Outcome::Block;
    let alerts = |outcome: Outcome| outcome == Outcome::Alert;
    let bad = |row: &Row| row.severity == Outcome::Block && row.disguise.is_none();
    report("blocked, said plainly", &|row| bad(row) && !row.round, &blocks, 90);
    report("blocked, hinted at", &|row| bad(row) && row.round, &blocks, 70);
    report("in forms that nobody listed", &|row| row.disguise.is_some(), &blocks, 85);
    report("warned about, hinted at", &|row| row.severity == Outcome::Warn && row.round, &|outcome| outcome >= Outcome::Warn, 60);
    report("escalations, said plainly", &|row| row.label == "escalation" && !row.round, &alerts, 95);
    report("escalations, hinted at", &|row| row.label == "escalation" && row.round, &alerts, 80);
    report("self-harm, said plainly", &|row| row.label == "self_harm" && !row.round, &alerts, 100);
    report("self-harm, hinted at", &|row| row.label == "self_harm" && row.round, &alerts, 80);
    report("clean", &|row| row.label == "ok", &|outcome| !is_stopped(outcome), 98);
}

/// Codes as systems make them: five to fourteen letters and digits.
fn codes(count: usize) -> Vec<String> {
    let mut dice = 7_u64;
    let mut next = |below: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((dice >> 33) % below).unwrap()
    };
    let letters: Vec<char> = ('a'..='z').chain('0'..='9').collect();
    (0..count).map(|_| (0..5 + next(10)).map(|_| letters[next(36)]).collect()).collect()
}

#[test]
fn codes_addresses_and_other_languages_alarm_nobody() {
    let rules = Rules::base_cn().unwrap().value;
    let around = ["{} ok", "第一件 {}", "订单 {} 到哪了", "https://{}.com/a", "{}", "型号{}有货吗", "order {} please"];
    let mut lines: Vec<String> =
        codes(2_000).iter().zip(around.iter().cycle()).map(|(code, around)| around.replace("{}", code)).collect();
    lines.extend(
        ["车牌粤B12345停哪", "дякую", "¿cuándo llega mi paquete?", "ありがとう", "감사합니다", "zxcvbnm", "👍👍", "..."]
            .map(str::to_owned),
    );
    for side in [Side::Agent, Side::Customer] {
        let heard = |text: &&String| {
            let verdict = judge(&rules, &Draft { side, ..Draft::agent(text.as_str()) });
            // What the masks find in a draft (a handle, a key) is for them to say.
            verdict.hits.iter().any(|hit| hit.outcome >= Outcome::Warn && !hit.rule.starts_with("pii."))
        };
        let alarms: Vec<&String> = lines.iter().filter(heard).collect();
        println!("{side:?}: {} of {} alarm", alarms.len(), lines.len());
        // A draft that begins with `vx` or `fb` may as well be an account.
        let least = if side == Side::Agent { 200 } else { 1_000 };
        assert!(alarms.len() * least <= lines.len(), "{side:?}: {alarms:?}");
    }
}

type Disguise = Box<dyn Fn(&str) -> String>;

/// What a machine can do to a draft so that another does not read it.
fn disguises() -> [(&'static str, Disguise); 9] {
    let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c };
    let spread = |between: &'static str| {
        Box::new(move |text: &str| text.chars().map(String::from).collect::<Vec<_>>().join(between)) as Disguise
    };
    let torn = |text: &str| {
        text.chars().enumerate().flat_map(|(i, c)| [Some(c), (i % 3 == 1).then_some(' ')]).flatten().collect::<String>()
    };
    // Every other character.
    let spelt = |text: &str| {
        let sound = |(i, c): (usize, char)| c.to_pinyin().filter(|_| i % 2 == 1).map_or(c.to_string(), |s| s.plain().to_owned());
        text.chars().enumerate().map(sound).collect::<String>()
    };
    [
        ("in capitals", Box::new(str::to_uppercase)),
        ("wide", Box::new(move |text| text.chars().map(wide).collect())),
        ("spaced", spread(" ")),
        ("in pieces", Box::new(torn)),
        ("half in pinyin", Box::new(spelt)),
        ("dotted", spread(".")),
        ("with hidden characters", spread("\u{200b}")),
        ("with an emoji between", spread("\u{1f600}")),
        ("with hearts between", spread("\u{2764}\u{fe0f}")),
    ]
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
    println!("median {median} µs, p99 {} µs", times[times.len() * 99 / 100]);
    // Unoptimised and beside other tests; `ops/bench` measures the real thing.
    assert!(median < 2_000, "median {median} µs");
}
