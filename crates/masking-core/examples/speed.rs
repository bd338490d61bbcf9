//! Throughput and latency of the detector on one core.
//! Usage: `speed FILE.jsonl…` prints MB/s and percentiles per file, then the worst cases unless `--quick`.
#![allow(clippy::print_stdout, reason = "a command line")]

use std::hint::black_box;
use std::time::Instant;

/// Seconds this thread has run on a processor, so that a busy machine does not spoil the figures;
/// wall time where the system does not tell.
fn cpu(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = stat.and_then(|s| s.split(' ').next()?.parse::<f64>().ok());
    ns.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

use masking_core::{Detector, Policy, SpeakerState, Turn};

/// Seconds a run of `work` takes, over as many runs as fill a fifth of a second.
fn per_run(start: Instant, work: &mut dyn FnMut()) -> f64 {
    work();
    let (t, mut n) = (cpu(start), 0.0);
    while cpu(start) - t < 0.2 {
        work();
        n += 1.0;
    }
    (cpu(start) - t) / n
}

fn scan(d: &Detector, text: &str) -> usize {
    let mut state = SpeakerState::default();
    d.scan(Turn { text, speaker: 0, seq: 0, known: &[], state: &mut state, at_ms: 0 }).spans.len()
}

fn main() {
    let start = Instant::now();
    let d = Detector::new(Policy::base_cn());
    black_box(scan(&d, "你好 hello 13812345678"));
    println!("start-up {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    for path in std::env::args().skip(1) {
        let Ok(body) = std::fs::read_to_string(&path) else { continue };
        let texts: Vec<String> = body
            .lines()
            .filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok())
            .filter_map(|v| v.get("text").and_then(|t| t.as_str()).map(str::to_owned))
            .collect();
        let bytes: usize = texts.iter().map(String::len).sum();
        let best = per_run(start, &mut || {
            texts.iter().for_each(|x| {
                black_box(scan(&d, x));
            });
        });
        let mut each: Vec<f64> = texts
            .iter()
            .map(|x| {
                let t = Instant::now();
                black_box(scan(&d, x));
                t.elapsed().as_secs_f64() * 1e6
            })
            .collect();
        each.sort_by(f64::total_cmp);
        let q = |p: f64| each.get(((each.len() - 1) as f64 * p) as usize).copied().unwrap_or(0.0);
        println!(
            "{path}: {} messages, {bytes} B, {:.1} MB/s, p50 {:.1} µs, p99 {:.1} µs",
            texts.len(),
            bytes as f64 / best / 1e6,
            q(0.5),
            q(0.99)
        );
    }
    if !std::env::args().any(|a| a == "--quick") {
        worst_cases(&d, start);
    }
}

/// 64 KiB of one thing, and whether twice the size takes twice the time.
fn worst_cases(d: &Detector, start: Instant) {
    let unit = [
        "1",
        "一",
        "1 ",
        ",",
        "电话",
        "138,",
        "@",
        "是",
        "王",
        "a@",
        "mr ",
        "12 main st ",
        "one ",
        "a.com ",
        "北京市",
        "地址",
        "1.1.1.1.",
        "4111 ",
        "路1号",
        ":",
        "vx",
        "x",
        "((((",
        "密码",
    ];
    for u in unit {
        let mut last = 0.0;
        for size in [32_768usize, 65_536] {
            let text = u.repeat(size / u.len());
            let best = per_run(start, &mut || {
                black_box(scan(d, &text));
            });
            if size == 65_536 {
                println!(
                    "64 KiB of {u:?}: {:.1} MB/s, twice the size {:.2} x the time",
                    text.len() as f64 / best / 1e6,
                    best / last
                );
            }
            last = best;
        }
    }
}
