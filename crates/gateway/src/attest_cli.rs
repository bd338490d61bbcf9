//! `tidecrew attest`, `guard` and `watermark`: evidence, recordings and pictures in, records, states and exact refusals out.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use attestation_core::{Refusal, bundle::Bundle, ear::Judge, guard::replay};
use kernel::{Code, Error, Result, Ts, policy::Policy};
use serde_json::json;

use crate::{
    cli::{Attest, Guard, Watermark},
    commands::{print, say},
    kiosk, wiring,
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

/// Verifies a file of evidence, or writes an image's manifest. Exit code 0: affirmed, its record printed; 3: refused, its
/// reason printed.
pub(crate) fn attest(action: Attest) -> Result<ExitCode> {
    match action {
        Attest::Verify { file, policy: name, root, at } => {
            let mut policy = policy(&name)?;
            believe(&mut policy, &root)?;
            let now = at.map_or_else(|| Ok(kernel::Clock::system().now()), |at| at.parse())?;
            verify(&file, &policy, now)
        }
        Attest::Kiosk { file, image, policy: name } => {
            let mut policy = policy(&name)?;
            let wrong = |what| Error::new(Code::InvalidField, what);
            policy.value.only_images(&kiosk::read(&image)?).map_err(wrong)?;
            verify(&file, &policy, kernel::Clock::system().now())
        }
        Attest::Image { root, name, version, must, boot_log } => {
            say(&kiosk::list(&root, &name, &version, &must, &boot_log)?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn believe(policy: &mut Policy<attestation_core::Rules>, roots: &[PathBuf]) -> Result<()> {
    for root in roots {
        let pem = String::from_utf8_lossy(&read(root, "name a PEM file")?).into_owned();
        let wrong = |refusal: Refusal| Error::new(Code::InvalidField, format!("{}: {refusal}", root.display()));
        policy.value.also_trust(&root.display().to_string(), &pem).map_err(wrong)?;
    }
    Ok(())
}

fn verify(file: &Path, policy: &Policy<attestation_core::Rules>, now: Ts) -> Result<ExitCode> {
    let raw = read(file, "name a file of evidence; its form is in docs/ATTESTATION.md")?;
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

/// Reads or writes the mark of a picture. Exit code 3: no mark was found.
pub(crate) fn watermark(action: &Watermark) -> Result<ExitCode> {
    let open = |path: &Path| {
        let bytes = read(path, "name a PNG or JPEG file")?;
        pixel::image::load_from_memory(&bytes)
            .map_err(|e| Error::new(Code::InvalidField, format!("{}: {e}; only PNG and JPEG are read", path.display())))
    };
    match action {
        Watermark::Read { image } => match pixel::watermark::read(&open(image)?.into_luma8()) {
            Some(mark) => print(&json!({ "id": mark.id, "strength": mark.strength, "cell": mark.cell })),
            None => print(&json!({ "id": null })).map(|_| ExitCode::from(REFUSED)),
        },
        Watermark::Write { image, id, out, amplitude } => {
            let mut picture = open(image)?.into_rgb8();
            pixel::watermark::write(&mut picture, *id, *amplitude);
            let wrong = |e| Error::new(Code::InvalidField, format!("{}: {e}; name a .png file", out.display()));
            picture.save_with_format(out, pixel::image::ImageFormat::Png).map_err(wrong)?;
            print(&json!({ "id": id, "file": out.display().to_string() }))
        }
    }
}
