//! Throughput and latency of the detector on one core, on text made here; Presidio's pattern
//! recognisers on the same lines where they are installed.
//! Usage: `cargo bench -p masking-core [-- --quick] [FILE.jsonl …]`; files are measured as well.
#![allow(clippy::print_stdout, reason = "a measurement")]
#![allow(clippy::disallowed_methods, reason = "a measurement has no configuration but the environment")]

use std::hint::black_box;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use masking_core::{Detector, Policy, SpeakerState, Turn};

/// Seconds this thread has run on a processor, so that a busy machine does not spoil the figures;
/// wall time where the system does not tell.
fn cpu(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = stat.and_then(|s| s.split(' ').next()?.parse::<f64>().ok());
    ns.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// Seconds a run of `work` takes: the best of several batches.
fn per_run(start: Instant, work: &mut dyn FnMut()) -> f64 {
    work();
    let mut best = f64::MAX;
    for _ in 0..5 {
        let (t, mut n) = (cpu(start), 0.0);
        while cpu(start) - t < 0.06 {
            work();
            n += 1.0;
        }
        best = best.min((cpu(start) - t) / n);
    }
    best
}

fn scan(d: &Detector, text: &str) -> usize {
    let mut state = SpeakerState::default();
    d.scan(Turn { text, speaker: 0, seq: 0, known: &[], state: &mut state, at_ms: 0 }).spans.len()
}

/// A row of numbers that is the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below.max(1)
    }
    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let i = self.roll(list.len());
        list.get(i).copied().unwrap_or_default()
    }
    fn digits(&mut self, n: usize) -> String {
        (0..n).map(|_| char::from(b'0' + self.roll(10) as u8)).collect()
    }
}

#[rustfmt::skip]
const SPARSE_ZH: &[&str] = &[
    "好的，麻烦您帮我看一下这个订单为什么还没有发货", "请问这款衣服还有其他颜色吗？尺码偏大还是偏小", "我昨天下午收到的，打开以后发现包装破了", "退款什么时候可以到账呀，已经等了好几天了", "嗯嗯，明白了，那我再考虑一下吧",
    "不好意思让您久等了，我这边正在为您核实", "优惠券怎么用不了，提示不满足条件", "可以的，您直接在页面上点击申请就行", "谢谢您的耐心解答，没有别的问题了", "这个活动到下周日结束，满300减40",
];
#[rustfmt::skip]
const SPARSE_EN: &[&str] = &[
    "thanks, that is all I needed for today", "could you tell me when the next sale starts?",
    "I tried the steps but it still does not work", "Your table for 2 people is booked at 7:30 pm.",
    "The color in the picture looks different from what I got", "no worries, take your time",
    "how do I change the size of my order before it ships?", "I would like a window seat if there is one left",
    "That sounds good, please go ahead with the refund", "it was supposed to arrive last Friday",
];

fn phone(dice: &mut Dice) -> String {
    format!("13{}", dice.digits(9))
}

fn sparse(dice: &mut Dice, list: &[&str]) -> Vec<String> {
    (0..2_000).map(|_| format!("{}{}", dice.pick(list), dice.pick(&["", "。", "!", " "]))).collect()
}

fn dense(dice: &mut Dice) -> Vec<String> {
    let one = |dice: &mut Dice| match dice.roll(6) {
        0 => format!("收件人王小明，电话{}，地址杭州市西湖区文三路{}号3栋{}室", phone(dice), dice.digits(2), dice.digits(3)),
        1 => format!("我的手机号是{}，麻烦回电", phone(dice)),
        2 => format!("加我微信wx_{}", dice.digits(6)),
        3 => format!("please call me at 415-555-{} or mail amy{}@gmail.com", dice.digits(4), dice.digits(2)),
        4 => format!("Ship it to {} Maple Street, Apt {}, thanks", dice.digits(3), dice.digits(2)),
        _ => format!("一三八{}这个号", dice.digits(8)),
    };
    (0..2_000).map(|_| one(dice)).collect()
}

fn from_file(path: &str) -> Vec<String> {
    let body = std::fs::read_to_string(path).unwrap_or_default();
    let text = |l: &str| Some(serde_json::from_str::<serde_json::Value>(l).ok()?.get("text")?.as_str()?.to_owned());
    body.lines().filter_map(text).collect()
}

/// MB/s of Presidio on these lines, where TIDECREW_PRESIDIO names a Python that has it.
fn presidio(texts: &[String]) -> Option<f64> {
    let python = std::env::var("TIDECREW_PRESIDIO").ok()?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ops/lib/presidio.py");
    let mut child =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let lines = serde_json::to_string(&texts.iter().take(400).collect::<Vec<_>>()).ok()?;
    child.stdin.take()?.write_all(lines.as_bytes()).ok()?;
    String::from_utf8(child.wait_with_output().ok()?.stdout).ok()?.trim().parse().ok()
}

fn measure(d: &Detector, start: Instant, name: &str, texts: &[String]) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let best = per_run(start, &mut || {
        texts.iter().for_each(|x| {
            black_box(scan(d, x));
        });
    });
    let time = |x: &String| {
        let t = Instant::now();
        black_box(scan(d, x));
        t.elapsed().as_secs_f64() * 1e6
    };
    let mut each: Vec<f64> = texts.iter().map(time).collect();
    each.sort_by(f64::total_cmp);
    let q = |p: f64| each.get((each.len().saturating_sub(1) as f64 * p) as usize).copied().unwrap_or(0.0);
    let rate = bytes as f64 / best / 1e6;
    let beside = presidio(texts).map_or(String::new(), |p| format!("; Presidio {p:.3} MB/s, {:.0} times", rate / p));
    println!("{name}: {} messages, {bytes} B, {rate:.1} MB/s, p50 {:.1} µs, p99 {:.1} µs{beside}", texts.len(), q(0.5), q(0.99));
}

fn main() {
    let start = Instant::now();
    let d = Detector::new(Policy::base_cn());
    black_box(scan(&d, "你好 hello 13812345678"));
    println!("start-up {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    if std::env::var_os("TIDECREW_PRESIDIO").is_none() {
        println!("Presidio is not installed here: no reference beside");
    }
    let mut dice = Dice(7);
    measure(&d, start, "sparse chat, Chinese", &sparse(&mut dice, SPARSE_ZH));
    measure(&d, start, "sparse chat, English", &sparse(&mut dice, SPARSE_EN));
    measure(&d, start, "every message holds a value", &dense(&mut dice));
    for path in std::env::args().skip(1).filter(|a| !a.starts_with("--")) {
        measure(&d, start, &path, &from_file(&path));
    }
    if !std::env::args().any(|a| a == "--quick") {
        worst_cases(&d, start);
    }
}

/// 64 KiB of one thing, and whether twice the size takes twice the time.
fn worst_cases(d: &Detector, start: Instant) {
    #[rustfmt::skip]
    let unit = [
        "1", "一", "1 ", ",", "电话", "138,", "@", "是", "王", "a@", "mr ", "12 main st ", "one ", "a.com ", "北京市", "地址",
        "1.1.1.1.", "4111 ", "路1号", ":", "vx", "x", "((((", "密码", "&#49;", "Ab ",
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
