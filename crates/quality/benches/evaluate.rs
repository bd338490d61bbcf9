//! How many stored messages a second the pure evaluator gets through, and that a second run gives the same.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement may stop at once and say why")]

use std::time::Instant;

use kernel::policy::Policy;
use quality::{Fact, Facts, Form, Said, evaluate};

const CONVERSATIONS: usize = 20_000;
const TURNS: usize = 24;

fn main() {
    let form =
        Policy::<Form>::parse("service-base", include_bytes!("../../../policies/quality/service-base.toml")).unwrap().value;
    let words = [
        "您好，我帮您看一下",
        "什么时候能到",
        "已经催了仓库，明天送到",
        "好的谢谢",
        "Let me check the order for you",
        "感谢您的耐心",
    ];
    let at = |n: usize| i64::try_from(n).unwrap();
    let conversation = |n: usize| Facts {
        turns: (0..TURNS)
            .map(|turn| Fact {
                at: at(turn * (20 + n % 90)),
                from: if turn % 2 == 0 { Said::Customer } else { Said::Worker },
                text: words[(n + turn) % words.len()],
                overridden: (n + turn).is_multiple_of(97),
            })
            .collect(),
        held: n % 3,
        rating: Some(at(n % 5 + 1)),
        conformance: None,
    };
    let all: Vec<Facts<'_>> = (0..CONVERSATIONS).map(conversation).collect();
    let from = Instant::now();
    let first: Vec<_> = all.iter().map(|facts| evaluate(&form, facts)).collect();
    let took = from.elapsed();
    let again: Vec<_> = all.iter().map(|facts| evaluate(&form, facts)).collect();
    assert_eq!(first, again, "a second run gives the same");
    let messages = CONVERSATIONS * TURNS;
    println!(
        "evaluate: {messages} messages of {CONVERSATIONS} conversations in {:.0} ms, {:.0} messages a second on one core; a second run gave the same",
        took.as_secs_f64() * 1e3,
        messages as f64 / took.as_secs_f64()
    );
}
