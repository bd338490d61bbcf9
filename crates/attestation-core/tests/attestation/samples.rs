//! The samples of docs/ATTESTATION.md still mean what that page says.

use std::path::Path;

use attestation_core::{bundle::Bundle, ear::Judge, guard::replay};

fn read(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).unwrap()
}

#[test]
fn evidence() {
    let policy = attestation_core::load("demo", &read("policies/attestation/demo.toml")).unwrap();
    let judge = Judge { rules: &policy.value, hash: &policy.hash, now: crate::forge::now() };
    let wanted = [
        ("webauthn-registration", Ok(2)),
        ("webauthn-registration.replayed", Err("webauthn.challenge")),
        ("webauthn-assertion", Ok(2)),
        ("webauthn-assertion.copied", Err("webauthn.counter")),
        ("tpm-quote", Ok(3)),
        ("tpm-quote.hidden", Err("tpm.ima_mismatch")),
        ("android-key", Ok(2)),
        ("apple-app-attest", Ok(2)),
    ];
    for (name, wanted) in wanted {
        let raw = read(&format!("docs/samples/attestation/{name}.json"));
        let got = Bundle::parse(&raw).and_then(|bundle| bundle.verify(&raw, &judge));
        assert_eq!(got.map(|ear| ear.level).map_err(|refusal| refusal.code()), wanted, "{name}");
    }
}

#[test]
fn recordings() {
    let policy = attestation_core::load("demo", &read("policies/attestation/demo.toml")).unwrap();
    for (name, state, reason) in [
        ("ok", "ok", None),
        ("phone", "terminated", Some("guard.terminated_seen")),
        ("loop", "terminated", Some("guard.terminated_missed")),
    ] {
        let text = String::from_utf8(read(&format!("docs/samples/attestation/guard.{name}.jsonl"))).unwrap();
        let played = replay::play(&text, &policy.value.guard).unwrap();
        let mut reasons = played.iter().flat_map(|p| &p.step.reasons).map(|r| r.code.as_str());
        assert_eq!(serde_json::to_value(played.last().unwrap().step.state).unwrap(), state, "{name}");
        assert_eq!(reasons.next_back(), reason, "{name}");
    }
}
