//! How long a verdict takes, beside a bare search for the same number of phrases; and how long it takes to start.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement may stop at once and say why")]

use std::{hint::black_box, time::Instant};

use patrol::{Draft, EXAMPLES, Example, Rules, Side, examples, judge};

/// Times over all messages.
const ROUNDS: usize = 20;
/// Verdicts of each length.
const VERDICTS: usize = 20_000;

/// Letters of longer messages that are timed apart.
const LENGTHS: [usize; 4] = [50, 100, 200, 400];

/// Messages of some length, made of shorter ones of one side: any one, and clean ones after it.
fn joined(all: &[Example], letters: usize) -> Vec<(Side, String)> {
    let mut out: Vec<(Side, String)> = Vec::new();
    for side in [Side::Agent, Side::Customer] {
        let clean = all.iter().filter(|example| example.side == side && example.label == "ok");
        let mut any = all.iter().filter(|example| example.side == side).step_by(7);
        let mut text = String::new();
        for example in clean {
            let next = if text.is_empty() { any.next().unwrap_or(example) } else { example };
            text.push_str(&next.text);
            if text.chars().count() >= letters {
                out.push((side, std::mem::take(&mut text)));
            } else {
                text.push('，');
            }
        }
    }
    out
}

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
    let rounds: Vec<Vec<f64>> = (0..ROUNDS).map(|_| drafts.iter().map(timed).collect()).collect();
    println!("judge: {}", figures(rounds.concat()));
    // What a busy machine takes from some rounds is not the verdict's.
    let quickest = |at: usize| rounds.iter().filter_map(|round| round.get(at)).copied().fold(f64::INFINITY, f64::min);
    println!("judge, each message's quickest of {ROUNDS}: {}", figures((0..drafts.len()).map(quickest).collect()));
    for letters in LENGTHS {
        let long = joined(&all, letters);
        let drafts: Vec<Draft<'_>> = long.iter().map(|(side, text)| Draft { side: *side, ..Draft::agent(text) }).collect();
        let rounds = VERDICTS / drafts.len().max(1);
        println!(
            "about {letters} letters: {}",
            figures((0..rounds).flat_map(|_| drafts.iter().map(timed).collect::<Vec<_>>()).collect())
        );
    }
    let phrases = aho_corasick::AhoCorasick::new(all.iter().map(|row| row.text.chars().take(4).collect::<String>())).unwrap();
    let bare = |draft: &Draft<'_>| {
        let from = Instant::now();
        black_box(phrases.find_overlapping_iter(black_box(draft.text)).count());
        micros(from)
    };
    println!("reference, phrases alone: {}", figures(drafts.iter().map(bare).collect()));
}
