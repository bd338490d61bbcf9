//! How many times faster than real time recordings are decoded and measured, on one core, and the memory it took.
//! `cargo run --profile bench -p voice --example speed -- FILE...`
#![expect(clippy::print_stdout, reason = "a tool that speaks to a person")]

use std::{
    error::Error,
    fs,
    time::{Duration, Instant},
};

use voice::{
    decode, level, pace,
    pitch::{ANYBODY, pitch},
};

/// How long each measure runs at least.
const LEAST: Duration = Duration::from_secs(2);

/// Runs `work` again and again; seconds of one run.
fn seconds(mut work: impl FnMut()) -> f64 {
    let (began, mut runs) = (Instant::now(), 0);
    while began.elapsed() < LEAST {
        work();
        runs += 1;
    }
    began.elapsed().as_secs_f64() / f64::from(runs)
}

fn peak_mb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let bytes = fs::read(&path)?;
        let sound = decode(bytes.clone())?;
        let length = sound.ms() as f64 / 1000.0;
        let level_of = level(&sound);
        let times = |name: &str, s: f64| println!("  {name:28} {:8.0} × real time", length / s);
        println!("{path}: {length:.1} s");
        times("decode and resample", seconds(|| drop(std::hint::black_box(decode(bytes.clone())))));
        times("level", seconds(|| drop(std::hint::black_box(level(&sound)))));
        times("pitch", seconds(|| drop(std::hint::black_box(pitch(&sound.samples, ANYBODY)))));
        times(
            "pace, with its pitch",
            seconds(|| {
                std::hint::black_box(pace(&sound, &level_of));
            }),
        );
    }
    println!("peak memory {} MB", peak_mb().unwrap_or(0));
    Ok(())
}
