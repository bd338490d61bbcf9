//! The `payout` commands.

use std::{io::Read, path::Path, process::ExitCode};

use kernel::{Code, Error, Result, Scope};
use serde_json::json;

use crate::{
    cli::{JournalFormat, Payout, Store},
    commands::{opened, print, say},
    wiring,
};

pub(crate) async fn run(action: Payout) -> Result<ExitCode> {
    match action {
        Payout::Verify { store } => verify(&store).await,
        Payout::Export { store, format } => export(&store, format).await,
        Payout::Tax { rule, json } => tax(&rule, json),
        Payout::WhatIf { store, draft, rule, period, json } => what_if(&store, &draft, rule, period, json).await,
        Payout::Recompute { statement, policy } => recompute(&statement, &policy),
    }
}

async fn verify(store: &Store) -> Result<ExitCode> {
    let app = opened(store).await?;
    let found = app.db.read(Scope::Platform, payout::verify).await?;
    let sound = found.sound;
    print(&json!(found))?;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn export(store: &Store, format: JournalFormat) -> Result<ExitCode> {
    let app = opened(store).await?;
    let format = match format {
        JournalFormat::Hledger => ledger::Format::Hledger,
        JournalFormat::Beancount => ledger::Format::Beancount,
    };
    let write = move |c: &mut db::Conn<'_>| {
        let mut out = String::new();
        ledger::export_as(c, format, &mut out)?;
        Ok(out)
    };
    say(&app.db.read(Scope::Platform, write).await?)?;
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| Error::new(Code::InvalidField, format!("{}: {e}", path.display())))
}

fn tax(rule: &str, as_json: bool) -> Result<ExitCode> {
    let files = wiring::policies();
    let bytes = match files.get(&format!("tax/{rule}.toml")) {
        Ok(bytes) => bytes.to_vec(),
        Err(_) => read(Path::new(rule)).map_err(|_| {
            Error::new(Code::InvalidField, format!("no rule {rule}; name one of {} or a file", payout::rules::TAXES.join(", ")))
        })?,
    };
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text).map_err(Error::internal)?;
    let told = crate::tax_cases::decide(rule, &bytes, &text)?;
    if as_json {
        return print(&told);
    }
    for case in told["cases"].as_array().into_iter().flatten() {
        say(&format!("{} {} = {}", case["id"], case["tax_major"], case["total_major"]))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The rules of this build, and those of the files named, by hash.
fn recompute(statement: &Path, policies: &[std::path::PathBuf]) -> Result<ExitCode> {
    let files = wiring::policies();
    let mut rules: Vec<Vec<u8>> = policies.iter().map(|p| read(p)).collect::<Result<_>>()?;
    rules.extend(["payout/", "tax/"].iter().flat_map(|dir| files.under(dir)).map(|(_, bytes)| bytes.to_vec()));
    let told = payout::recompute(&read(statement)?, &rules)?;
    let same = told.same;
    print(&json!(told))?;
    Ok(if same { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Who would gain and who would lose by a draft.
async fn what_if(store: &Store, file: &Path, rule: Option<String>, period: Option<String>, as_json: bool) -> Result<ExitCode> {
    let stem = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let draft = payout::Draft::read(&rule.unwrap_or(stem), &read(file)?)?;
    let app = opened(store).await?;
    let told = app.db.read(Scope::Platform, move |c| payout::what_if(c, period.as_deref(), &draft)).await?;
    if as_json {
        return print(&json!(told));
    }
    let major = |minor: i64| format!("{}{}.{:02}", if minor < 0 { "-" } else { "" }, minor.abs() / 100, minor.abs() % 100);
    say(&format!("{} under {}: {} workers, {} gain, {} lose", told.period, told.rule, told.workers, told.gain, told.lose))?;
    let (before, after) = (&told.before, &told.after);
    for (what, was, is) in [
        ("quality", before.quality_minor, after.quality_minor),
        ("floor", before.floor_minor, after.floor_minor),
        ("gross", before.gross_minor, after.gross_minor),
        ("tax", before.tax_minor, after.tax_minor),
        ("net", before.net_minor, after.net_minor),
    ] {
        say(&format!("  {what:<8} {:>14} -> {:>14}  {:>12}", major(was), major(is), major(is - was)))?;
    }
    for band in &told.histogram {
        let edge = |bp: Option<i64>| bp.map_or("…".to_owned(), |bp| format!("{}%", bp / 100));
        say(&format!("  {:>5} to {:>5}  {}", edge(band.from_bp), edge(band.to_bp), band.workers))?;
    }
    for (what, list) in [("gains", &told.most_gained), ("losses", &told.most_lost)] {
        for one in list {
            say(&format!("  {what:<7} {}  {:>12} -> {:>12}", one.worker, major(one.before_minor), major(one.after_minor)))?;
        }
    }
    if told.needs_notice {
        say("more than one in twenty would lose more than a tenth: thirty days of notice are due")?;
    }
    Ok(ExitCode::SUCCESS)
}
