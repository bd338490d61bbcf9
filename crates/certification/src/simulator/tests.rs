//! The customer as a machine: the same seed is the same conversation, and what goes wrong is felt.

use ::http::PolicyFiles;
use kernel::policy::Policy;
use sop::End;

use super::{policy::Customers, *};
use crate::course::Language;

fn customers() -> Customers {
    Policy::<Customers>::parse("customers", include_bytes!("../../../../policies/simulator/customers.toml")).unwrap().value
}

fn refund() -> Definition {
    sop::parse("refund", include_bytes!("../../../../policies/sop/ecommerce-refund.yaml")).unwrap()
}

fn said(at_s: i64, text: &str) -> Turn {
    Turn::new(at_s, Did::Said { text: text.to_owned(), verdict: patrol::Outcome::Pass, rules: Vec::new() })
}

fn acted(at_s: i64, step: &str) -> Turn {
    Turn::new(at_s, Did::Acted { step: step.to_owned() })
}

fn play(seed: u64, scenario: &str, turns: &[Turn]) -> Session {
    let (def, customers) = (refund(), customers());
    let scenario = customers.scenario(scenario).unwrap();
    replay(Setting { def: &def, customers: &customers, scenario, seed, language: Language::Zh }, turns)
}

/// Does what the procedure waits for, in its own words, until the end.
fn by_the_book(seed: u64, scenario: &str) -> (Vec<Turn>, Session) {
    let def = refund();
    let mut turns = Vec::new();
    for at in 1..40 {
        let session = play(seed, scenario, &turns);
        let Some(step) = session.sop.current.and_then(|i| def.steps.get(i)) else { return (turns, session) };
        turns.push(match step.function().unwrap() {
            sop::Function::Act => acted(at * 10, &step.name),
            _ => said(at * 10, &step.text().unwrap().zh),
        });
    }
    panic!("seed {seed} does not end: {turns:?}");
}

#[test]
fn the_procedures_own_words_pass_with_every_customer() {
    for seed in 0..40 {
        for scenario in ["refund_damaged", "refund_late"] {
            let (turns, session) = by_the_book(seed, scenario);
            let judged = judge(&refund(), &session);
            assert!(judged.passed && judged.weak.is_empty(), "{seed} {scenario}: {judged:?}\n{:#?}", session.lines);
            assert_eq!(play(seed, scenario, &turns), session, "the same seed and turns");
        }
    }
}

#[test]
fn seeds_differ() {
    let openings: std::collections::BTreeSet<String> =
        (0..20).map(|s| play(s, "refund_damaged", &[]).lines[0].text.clone()).collect();
    assert!(openings.len() > 1);
}

#[test]
fn a_customer_who_is_ignored_grows_angry_and_leaves() {
    let turns: Vec<Turn> = (1..12).map(|i| said(i * 400, "今天天气不错呀哈哈")).collect();
    let session = play(3, "refund_damaged", &turns);
    assert_eq!(session.sop.end, Some(End::Abandoned));
    assert_eq!(session.mood, Mood::Angry);
    assert!(!judge(&refund(), &session).passed);
    let rules: Vec<&str> = play(3, "refund_damaged", &turns[..1])
        .advice
        .iter()
        .map(|a| a.rule.as_str())
        .map(|r| if r.starts_with("sop:") { "sop" } else { r })
        .map(|r| match r {
            "customer/delay" => "delay",
            "customer/not_understood" => "lost",
            other => {
                if other == "sop" {
                    "sop"
                } else {
                    "?"
                }
            }
        })
        .collect();
    assert_eq!(rules, ["delay", "lost", "sop"]);
}

#[test]
fn a_block_is_not_heard_and_a_repetition_is_minded() {
    let text = "加我微信".to_owned();
    let rules = vec!["patrol.off_platform".to_owned()];
    let blocked = Turn::new(5, Did::Said { text, verdict: patrol::Outcome::Block, rules });
    let session = play(1, "refund_damaged", &[blocked]);
    assert!(session.lines.iter().all(|l| l.from != "worker"));
    assert!(session.advice.iter().any(|a| a.kind == AdviceKind::Patrol && a.rule == "patrol.off_platform"));
    assert_eq!(session.blocked, 1);
    let (mut turns, _) = by_the_book(1, "refund_damaged");
    turns.truncate(4);
    let before = play(1, "refund_damaged", &turns);
    turns.push(said(60, "请提供一下订单号和下单手机号"));
    let after = play(1, "refund_damaged", &turns);
    assert!(
        after.patience < before.patience && after.advice.iter().any(|a| a.rule == "customer/repetition"),
        "{:#?}",
        after.advice
    );
}

#[test]
fn money_before_consent_is_against_the_procedure() {
    let (mut turns, _) = by_the_book(2, "refund_damaged");
    turns.truncate(3);
    turns.push(acted(50, "refund"));
    let session = play(2, "refund_damaged", &turns);
    assert!(session.advice.iter().any(|a| a.rule == "sop:ecommerce-refund#refund/out_of_order"), "{:#?}", session.advice);
    assert!(judge(&refund(), &session).weak.contains(&"refund".to_owned()));
}

#[test]
fn three_of_three_means_three_seeds() {
    assert!(three_of_three(&[(1, true), (2, true), (3, true), (4, false)]));
    assert!(!three_of_three(&[(1, true), (1, true), (3, true)]));
    assert!(!three_of_three(&[(1, true), (2, false), (3, true), (4, true)]));
    assert!(!three_of_three(&[(1, true), (2, true)]));
}

#[test]
fn a_scenario_that_fits_nothing_is_refused() {
    let read =
        |path: &str| std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies").join(path)).unwrap();
    let text = String::from_utf8(read("simulator/customers.toml")).unwrap();
    let files = |text: &str| {
        let sops = ["ecommerce-refund", "parcel-tracking", "robot-training", "travel-change"]
            .map(|n| (format!("sop/{n}.yaml"), read(&format!("sop/{n}.yaml"))));
        let mut all: std::collections::BTreeMap<String, Vec<u8>> = sops.into_iter().collect();
        all.insert("simulator/customers.toml".to_owned(), text.as_bytes().to_vec());
        PolicyFiles::new(all)
    };
    assert!(service::Simulator::load(&files(&text)).is_ok());
    for (from, to) in [
        ("sop = \"ecommerce-refund\"", "sop = \"nothing\""),
        ("reason = \"late\"", "reason = \"bored\""),
        ("patience = 6", "patience = 0"),
    ] {
        let error = service::Simulator::load(&files(&text.replace(from, to))).err().unwrap();
        assert_eq!(error.code, kernel::Code::PolicyInvalid, "{to}");
    }
}
