//! `tidecrew sop` and `tidecrew train`: files in, findings, procedures and figures out.

use std::{path::Path, process::ExitCode};

use certification::mastery::cohort::{self, Cohort, Comparison};
use kernel::{Code, Error, Result};
use serde_json::json;

use crate::{
    cli::{Sop, Train},
    commands::{print, say},
};

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path)
        .map_err(|e| Error::new(Code::InvalidField, format!("{}: {e}; name a file that can be read", path.display())))
}

fn text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?)
        .map_err(|_| Error::new(Code::InvalidField, format!("{}: not UTF-8; save the file as UTF-8", path.display())))
}

pub(crate) fn sop(action: Sop) -> Result<ExitCode> {
    match action {
        Sop::Lint { files, json } => {
            let named: Result<Vec<_>> = files.iter().map(|f| Ok((f.display().to_string(), read(f)?))).collect();
            let (findings, fit) = sop::cli::check(&named?);
            if json {
                print(&findings)?;
            } else {
                lines(&findings)?;
            }
            Ok(if fit { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Sop::Import { from, file, out } => {
            let brought = sop::cli::bring(&from, &file.display().to_string(), &text(&file)?)?;
            if let Some(dir) = out {
                std::fs::create_dir_all(&dir).map_err(Error::internal)?;
                for (name, yaml) in &brought {
                    std::fs::write(dir.join(format!("{name}.yaml")), yaml).map_err(Error::internal)?;
                    say(&format!("{name}.yaml"))?;
                }
                return Ok(ExitCode::SUCCESS);
            }
            let all: Vec<&str> = brought.iter().map(|(_, yaml)| yaml.as_str()).collect();
            say(all.join("---\n").trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Sop::Run { file, events } => print(&sop::cli::run(&file.display().to_string(), &read(&file)?, &text(&events)?)?),
    }
}

fn lines(findings: &serde_json::Value) -> Result<()> {
    for issue in findings["issues"].as_array().into_iter().flatten() {
        let part = |key: &str| issue[key].as_str().unwrap_or_default().to_owned();
        let (file, line) = (part("file"), &issue["line"]);
        say(&format!("{file}:{line}: {} [{}] {} ({})", part("severity"), part("rule"), part("text"), part("hint")))?;
    }
    let count = |key: &str| findings[key].as_array().map_or(0, Vec::len);
    say(&format!("{} procedures, {} findings", count("procedures"), count("issues")))
}

pub(crate) fn train(action: Train) -> Result<ExitCode> {
    let Train::Simulate { cohort, seed, learners, json } = action;
    let Some(which) = Cohort::named(&cohort) else {
        return Err(Error::field("cohort", "unknown", "choose mixed, easy or hard"));
    };
    if !(10..=100_000).contains(&learners) {
        return Err(Error::field("learners", "out_of_range", "simulate 10 to 100000 learners"));
    }
    let compared = cohort::compare(which, seed, learners);
    if json {
        return print(&json!(compared));
    }
    say(&told(&compared))?;
    Ok(ExitCode::SUCCESS)
}

fn told(c: &Comparison) -> String {
    let arm = |a: &cohort::Arm| {
        format!("{:.1} items (95 % of learners: {}), {:.1} % pass at once", a.items, a.items_p95, 100.0 * a.first_time_pass)
    };
    let verdict =
        if c.equal_pass { "both arms pass at least 90 %" } else { "an arm passes less than 90 %: no saving may be quoted" };
    format!(
        "{}: cohort {}, seed {}, {} learners, {} skills\nfixed:    {}\nadaptive: {}\nsaving:   {:.1} % (95 % interval {:.1}–{:.1} %); {verdict}",
        c.label,
        c.cohort.as_str(),
        c.seed,
        c.learners,
        c.skills,
        arm(&c.fixed),
        arm(&c.adaptive),
        100.0 * c.saving,
        100.0 * c.saving_low,
        100.0 * c.saving_high,
    )
}
