//! `tidecrew interview`: recordings in, what they say about themselves out. No store is opened.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use kernel::policy::Policy;
use kernel::{Code, Error, Result};
use recruitment::{impact, interview::bank::Bank, score::policy::InterviewPolicy, session};
use serde_json::json;
use voice::{
    Sound, Unreadable, decode,
    tone::{self, Model},
};

use crate::{
    cli::Interview,
    commands::{print, say},
    interview_load::{self, Pipeline},
    wiring,
};

pub(crate) fn run(action: &Interview) -> Result<ExitCode> {
    match action {
        Interview::Tones { dir } => tones(dir),
        Interview::Score { dir } => score(dir),
        Interview::Load { count, threads } => {
            let files = wiring::policies();
            let policy = Policy::<InterviewPolicy>::parse("interview", files.get("interview.toml")?)?.value;
            let bank = Policy::<Bank>::parse("zh-CN", files.get("interview/zh-CN.toml")?)?.value;
            interview_load::run(&Pipeline { policy, bank, model: model()? }, *count, *threads)
        }
        Interview::Impact { file } => groups(file),
    }
}

/// Adverse impact of a list that was made outside: who belongs to which group is not known here.
fn groups(file: &Path) -> Result<ExitCode> {
    let text = std::fs::read_to_string(file).map_err(|e| unusable(file, e))?;
    let counted = impact::counted(&text).map_err(|e| unusable(file, e))?;
    print(&json!({ "groups": impact::impact(&counted) }))?;
    Ok(ExitCode::SUCCESS)
}

fn unusable(what: &Path, why: impl std::fmt::Display) -> Error {
    Error::new(Code::InvalidField, format!("{}: {why}", what.display()))
}

/// The tone model that is shipped.
fn model() -> Result<Model> {
    let files = wiring::policies();
    let text = String::from_utf8_lossy(files.get("interview/tones.toml")?).into_owned();
    Model::parse(&text).map_err(|e| Error::new(Code::PolicyInvalid, e))
}

/// The files of a folder in the order of their names, without those that begin with a dot.
fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let listed = std::fs::read_dir(dir).map_err(|e| unusable(dir, e))?;
    let mut paths: Vec<PathBuf> = listed.filter_map(std::result::Result::ok).map(|e| e.path()).filter(|p| p.is_file()).collect();
    paths.retain(|p| p.file_name().is_some_and(|n| !n.to_string_lossy().starts_with('.')));
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> std::result::Result<Sound, String> {
    decode(std::fs::read(path).map_err(|e| e.to_string())?).map_err(|e: Unreadable| e.word().to_owned())
}

/// One line a file: the tone, or why there is none.
fn tones(dir: &Path) -> Result<ExitCode> {
    let model = model()?;
    let paths = files(dir)?;
    let sounds: Vec<_> = paths.iter().map(|p| read(p)).collect();
    let heard: Vec<&Sound> = sounds.iter().filter_map(|s| s.as_ref().ok()).collect();
    let mut judged = tone::judge(&model, &tone::contours(&heard)).into_iter();
    for (path, sound) in paths.iter().zip(&sounds) {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let line = match sound {
            Err(reason) => json!({"file": file, "error": reason}),
            Ok(_) => match judged.next().flatten() {
                None => json!({"file": file, "error": "no_voice"}),
                Some(j) => json!({"file": file, "p": j.p.map(|p| (p * 10_000.0).round() / 10_000.0), "tone": j.tone}),
            },
        };
        say(&line.to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The session of a folder under the shipped policies. The exit code is a failure when something has to be recorded again.
fn score(dir: &Path) -> Result<ExitCode> {
    let listed = dir.join("manifest.json");
    let text = std::fs::read(&listed).map_err(|e| unusable(&listed, e))?;
    let manifest: session::Manifest = serde_json::from_slice(&text).map_err(|e| unusable(&listed, e))?;
    let files = wiring::policies();
    let policy = Policy::<InterviewPolicy>::parse("interview", files.get("interview.toml")?)?;
    let bank = Policy::<Bank>::parse(&manifest.locale, files.get(&format!("interview/{}.toml", manifest.locale))?)?;
    let rules = session::Rules { policy: &policy.value, policy_hash: &policy.hash, bank: &bank.value, tones: &model()? };
    let mut read = |name: &str| {
        let inside = Path::new(name).components().all(|c| matches!(c, std::path::Component::Normal(_)));
        if !inside {
            return Err(Error::field("manifest.file", "invalid", format!("{name}: name a file inside the folder")));
        }
        std::fs::read(dir.join(name)).map_err(|e| unusable(&dir.join(name), e))
    };
    let outcome = session::run(&rules, &manifest, &mut read)?;
    print(&serde_json::to_value(&outcome).map_err(Error::internal)?)?;
    Ok(if outcome.score.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
