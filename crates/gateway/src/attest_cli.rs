//! `tidecrew attest` and `tidecrew guard`: evidence and recordings in, records, states and exact refusals out.

use std::{path::Path, process::ExitCode};

use attestation_core::{Refusal, bundle::Bundle, ear::Judge, guard::replay};
use kernel::{Code, Error, Result, Ts, policy::Policy};
use serde_json::json;

use crate::{
    cli::{Attest, Guard},
    commands::{print, say},
    wiring,
};

/// What was read was understood and refused.
const REFUSED: u8 = 3;

fn read(file: &Path, hint: &str) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|e| Error::new(Code::InvalidField, format!("{}: {e}; {hint}", file.display())))
}

fn policy(name: &str) -> Result<Policy<attestation_core::Rules>> {
    let bytes = match wiring::policies().get(&format!("attestation/{name}.toml")) {
        Ok(bytes) => bytes.to_vec(),
        Err(_) => read(Path::new(name), "name one of policies/attestation or a file")?,
    };
    attestation_core::load(name, &bytes)
}

fn no(refusal: Refusal) -> serde_json::Value {
    json!({ "refused": refusal, "detail": refusal.say() })
}

/// Verifies a file of evidence. Exit code 0: affirmed, its record printed; 3: refused, its reason printed.
pub(crate) fn attest(action: Attest) -> Result<ExitCode> {
    let Attest::Verify { file, policy: name, root, at } = action;
    let mut policy = policy(&name)?;
    for root in &root {
        let pem = String::from_utf8_lossy(&read(root, "name a PEM file")?).into_owned();
        let wrong = |refusal: Refusal| Error::new(Code::InvalidField, format!("{}: {refusal}", root.display()));
        policy.value.also_trust(&root.display().to_string(), &pem).map_err(wrong)?;
    }
    let now: Ts = match at {
        Some(at) => at.parse()?,
        None => kernel::Clock::system().now(),
    };
    let raw = read(&file, "name a file of evidence; its form is in docs/ATTESTATION.md")?;
    let judge = Judge { rules: &policy.value, hash: &policy.hash, now };
    match Bundle::parse(&raw).and_then(|bundle| bundle.verify(&raw, &judge)) {
        Ok(ear) => print(&json!(ear)),
        Err(refusal) => print(&no(refusal)).map(|_| ExitCode::from(REFUSED)),
    }
}

/// Plays a recording. Exit code 0: it ends ok, degraded or in a break; 3: terminated, or the recording is broken.
pub(crate) fn guard(action: Guard) -> Result<ExitCode> {
    let Guard::Replay { file, policy: name, model } = action;
    let mut rules = policy(&name)?.value.guard;
    rules.models.extend(model);
    let text = String::from_utf8_lossy(&read(&file, "name a recording; its form is in docs/ATTESTATION.md")?).into_owned();
    match replay::play(&text, &rules) {
        Ok(played) => {
            for line in &played {
                say(&serde_json::to_string(line).map_err(Error::internal)?)?;
            }
            let ended = played.last().is_some_and(|p| p.step.state == attestation_core::guard::State::Terminated);
            Ok(if ended { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
        }
        Err(broken) => {
            let mut said = no(broken.refusal);
            said["line"] = json!(broken.line);
            print(&said).map(|_| ExitCode::from(REFUSED))
        }
    }
}
