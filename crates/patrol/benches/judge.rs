//! How long a verdict takes, beside a bare search for the same number of phrases; and how long it takes to start.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement may stop at once and say why")]

use std::{hint::black_box, time::Instant};

use patrol::{Draft, EXAMPLES, Rules, examples, judge};

/// Times over all messages.
const ROUNDS: usize = 20;

fn micros(from: Instant) -> f64 {
    from.elapsed().as_secs_f64() * 1e6
}

/// Median, 99th percentile and longest of some microseconds.
fn figures(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len() - 1) as f64 * share) as usize).copied().unwrap_or(0.0);
    format!("p50 {:.1} µs, p99 {:.1} µs, longest {:.0} µs, {} verdicts", at(0.5), at(0.99), at(1.0), times.len())
}

fn main() {
    let from = Instant::now();
    let rules = Rules::base_cn().unwrap().value;
    println!("start: rules read, compiled, model trained, all tried against their vectors {:.0} ms", micros(from) / 1000.0);
    let all = examples(EXAMPLES).unwrap();
    let drafts: Vec<Draft<'_>> = all.iter().map(|row| Draft { side: row.side, ..Draft::agent(&row.text) }).collect();
    let timed = |draft: &Draft<'_>| {
        let from = Instant::now();
        black_box(judge(&rules, black_box(draft)));
        micros(from)
    };
    for draft in &drafts {
        timed(draft);
    }
    println!("judge: {}", figures((0..ROUNDS).flat_map(|_| drafts.iter().map(timed).collect::<Vec<_>>()).collect()));
    let phrases = aho_corasick::AhoCorasick::new(all.iter().map(|row| row.text.chars().take(4).collect::<String>())).unwrap();
    let bare = |draft: &Draft<'_>| {
        let from = Instant::now();
        black_box(phrases.find_overlapping_iter(black_box(draft.text)).count());
        micros(from)
    };
    println!("reference, phrases alone: {}", figures(drafts.iter().map(bare).collect()));
}
