//! `tidecrew patrol`: lines are judged, the model is trained.

use std::{path::Path, process::ExitCode};

use kernel::{Code, Error, Result, policy::Policy};
use serde_json::json;

use crate::{
    commands::{complain, print},
    wiring,
};

/// Judges the lines of standard input. Fails when one of them was none, after the others were judged.
pub(crate) fn run(name: &str, over: Option<&Path>) -> Result<ExitCode> {
    let files = wiring::policies();
    let bytes = match files.get(&format!("patrol/{name}.toml")) {
        Ok(bytes) => bytes.to_vec(),
        Err(_) => read(Path::new(name), "name one of policies/patrol or a file")?,
    };
    let mut policy = Policy::<patrol::Rules>::parse(name, &bytes)?;
    if let Some(file) = over {
        let additions = read(file, "name a file of additions")?;
        policy = patrol::Rules::with_tenant(&policy, &file.display().to_string(), &additions)?;
    }
    let output = std::io::BufWriter::new(std::io::stdout().lock());
    let wrong = patrol::run(&policy.value, std::io::stdin().lock(), output)?;
    Ok(wrong.iter().fold(ExitCode::SUCCESS, |_, what| complain(what)))
}

/// Prints the figures of the held-back fifths.
pub(crate) fn train(file: Option<&Path>) -> Result<ExitCode> {
    let examples = match file {
        None => patrol::examples(patrol::EXAMPLES)?,
        Some(file) => {
            let bytes = read(file, "name a file of JSON lines")?;
            let text =
                String::from_utf8(bytes).map_err(|e| Error::new(Code::InvalidField, format!("{}: {e}", file.display())))?;
            patrol::examples(&text)?
        }
    };
    let rules = patrol::Rules::base_cn()?.value;
    print(&json!({"held_back": patrol::hold_back(&rules, &examples)}))
}

fn read(file: &Path, hint: &str) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|e| Error::new(Code::InvalidField, format!("{}: {e}; {hint}", file.display())))
}
