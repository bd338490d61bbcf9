//! `tidecrew mask` for the core alone: masks standard input line by line.
//! Usage: `mask [--jsonl] [--policy FILE]`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line")]

use std::io::{self, BufRead, Write};
use std::process::ExitCode;
use std::sync::Arc;

use masking_core::{Detector, Policy, cli};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let jsonl = args.iter().any(|a| a == "--jsonl");
    let policy = match args.iter().position(|a| a == "--policy").and_then(|i| args.get(i + 1)) {
        Some(path) => {
            let parsed = std::fs::read(path).map_err(|e| e.to_string()).and_then(|b| {
                let dir = std::path::Path::new(path).parent().map(|p| p.to_path_buf()).unwrap_or_default();
                Policy::parse(&b, &|id| std::fs::read(dir.join(format!("{id}.toml"))).ok()).map_err(|e| e.to_string())
            });
            match parsed {
                Ok(p) => Arc::new(p),
                Err(e) => {
                    eprintln!("{path}: {e}");
                    return ExitCode::FAILURE;
                }
            }
        }
        None => Policy::base_cn(),
    };
    let detector = Detector::new(policy);
    let mut session = cli::Session::default();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let Ok(line) = line else { return ExitCode::FAILURE };
        if jsonl && line.trim().is_empty() {
            continue;
        }
        let masked = if jsonl { session.run_line(&detector, &line) } else { cli::run_text(&detector, &line) };
        if writeln!(out, "{masked}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
