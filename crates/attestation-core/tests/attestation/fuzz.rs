//! Fuzzing, a target for each format that comes from outside: never a panic, and never accepted unless nothing changed.

use std::collections::BTreeMap;

use attestation_core::{
    app,
    bundle::Bundle,
    bytes::{cbor, hex, sha256},
    cert::{Cert, chain},
    ear::Judge,
    guard::{Challenge, Guard, Kind, Signed, State, replay},
    key::PublicKey,
    rhythm::{RhythmRules, Window},
    session::{Purpose, SessionKey, message},
    tpm,
    webauthn::{self, Answer, b64, to_b64},
};
use rand::RngExt;
use serde_json::{Value, json};

use crate::{
    forge::{self, Ceremony, MAKER, Pair, RULES, SoftTpm},
    mutate::{self, fuzz},
};

fn registration() -> (Answer, Vec<u8>) {
    let answer = forge::registered(&Ceremony::new("webauthn.create"), &Pair::new(), &MAKER);
    let object = b64(answer.response.attestation_object.as_deref().unwrap()).unwrap();
    (answer, object)
}

/// What an attestation is about: the same value may be written in more than one way.
fn signed_part(object: &[u8]) -> Option<Vec<u8>> {
    let map = cbor(object).ok()?.into_map().ok()?;
    map.into_iter().find(|(name, _)| name.as_text() == Some("authData"))?.1.into_bytes().ok()
}

#[test]
fn cbor_and_registrations() {
    let (answer, object) = registration();
    let (_, other) = registration();
    fuzz("cbor", 3_000, |rng| {
        let changed = mutate::bytes(rng, &object, &other);
        if let Ok(value) = cbor(&changed) {
            let _ = PublicKey::cose(&value);
        }
        let mut forged = answer.clone();
        forged.response.attestation_object = Some(to_b64(&changed));
        let taken = webauthn::registration(&forged, &forge::asked(), &RULES, forge::now()).is_ok();
        assert!(!taken || signed_part(&changed) == signed_part(&object), "a changed registration was taken: {}", hex(&changed));
    });
}

#[test]
fn certificates_and_keys() {
    let der = Ceremony::new("webauthn.create").certificate(&MAKER, &Pair::new());
    let (leaf, above) = (Cert::parse(&der).unwrap(), MAKER.der.clone());
    let names: Vec<String> = RULES.webauthn.model[0].roots.clone();
    let trusted = |certs: &[Cert]| chain(certs, &RULES.trust(&names, &[], forge::now())).is_ok();
    assert!(trusted(&[leaf]));
    fuzz("asn.1 and x.509", 3_000, |rng| {
        let changed = mutate::bytes(rng, &der, &above);
        let _ = PublicKey::spki(&changed);
        let Ok(cert) = Cert::parse(&changed) else { return };
        let _ = (cert.key_hash(), cert.serial(), cert.subject(), cert.is_authority(), app::key_description(&cert));
        let is_same = cert.der == der;
        assert!(!trusted(&[cert]) || is_same, "a changed certificate was believed: {}", hex(&changed));
        let pem = mutate::text(rng, &MAKER.pem, "-----BEGIN CERTIFICATE-----");
        let _ = Cert::pem(&pem);
    });
}

#[test]
fn quotes() {
    let tpm = SoftTpm::new();
    let (ak, attest) = (tpm.public(), tpm.attest());
    let signature = tpm.sign(&attest);
    let name = tpm::Public::parse(&ak).unwrap().name;
    let good = [ak, attest, signature];
    fuzz("quotes", 3_000, |rng| {
        let mut parts = good.clone();
        let part = rng.random_range(0..3);
        parts[part] = mutate::bytes(rng, &good[part], &good[(part + 1) % 3]);
        let mut pcrs = tpm.pcrs.clone();
        let mut log = tpm.log.clone();
        if rng.random_bool(0.2) {
            log = mutate::text(rng, &log, "10 boot_aggregate sha256:");
        }
        if rng.random_bool(0.1) {
            pcrs.insert(rng.random_range(0..30), rng.random());
        }
        let given = tpm::Quote {
            ak: &parts[0],
            attest: &parts[1],
            signature: &parts[2],
            pcrs: &pcrs,
            boot_log: None,
            file_log: Some(&log),
        };
        let taken = tpm::quote(&given, &tpm.nonce, Some(&name), None, &RULES).is_ok();
        // A public key may be told with or without its length: the name is the same, and the name is what is enrolled.
        let is_same = parts[1..] == good[1..] && tpm::Public::parse(&parts[0]).is_ok_and(|public| public.name == name);
        assert!(!taken || is_same, "a changed quote was taken: part {part} {}", hex(&parts[part]));
    });
}

#[test]
fn logs_of_boots_and_programs() {
    let (boot, registers) = forge::boot_log(&[(0, b"firmware"), (4, b"loader"), (7, b"secure boot"), (9, b"kernel")]);
    let files: String = (0..6).map(|n| forge::ima(&format!("/usr/bin/p{n}"), &[n]).0 + "\n").collect();
    let known: BTreeMap<String, Vec<String>> = (0..6_u8).map(|n| (format!("/usr/bin/p{n}"), vec![hex(&sha256(&[n]))])).collect();
    let register = tpm::replay_files(&files, &known).unwrap().register;
    fuzz("event logs", 4_000, |rng| {
        let changed = mutate::bytes(rng, &boot, b"StartupLocality\0\x03");
        if let Ok(log) = tpm::replay_boot(&changed) {
            // What an event is called may change; what it measured may not, if the registers are to agree.
            let agrees = log.registers == registers;
            assert!(!agrees || log.events >= 4, "a shorter log led to the same registers: {}", hex(&changed));
        }
        let changed = mutate::text(rng, &files, "10 0000000000000000000000000000000000000000 ima-ng sha256: boot_aggregate");
        if let Ok(log) = tpm::replay_files(&changed, &known) {
            let lines = |text: &str| text.lines().filter(|l| !l.is_empty()).map(str::to_lowercase).collect::<Vec<_>>();
            assert!(log.register != register || lines(&changed) == lines(&files), "another log, the same register: {changed}");
        }
    });
}

/// A guard with a challenge that waits, and the honest body of its answer.
fn asked(keys: &Pair) -> (Guard, Value) {
    let mut guard = Guard::new("s1", SessionKey::parse(&keys.point()).unwrap(), RULES.guard.clone());
    let challenge =
        Challenge { seq: 1, nonce: "0b".repeat(16), deadline_ms: 20_000, kind: Kind::Heartbeat, colours: vec![], pose: None };
    guard.challenge(challenge, 15_000).unwrap();
    let camera = |n: u64| {
        json!({ "id": format!("cam{n}"), "label": "Integrated Camera", "frame_no": 10, "frame_sha256": hex(&sha256(&n.to_be_bytes())),
            "fps": 15.0, "state": "live" })
    };
    let body = json!({ "sid": "s1", "seq": 1, "nonce": "0b".repeat(16), "t": 16_000, "cams": [camera(0), camera(1)], "findings": [],
        "model_sha256": hex(&sha256(b"model")), "page": { "full": true, "visible": true, "focus": true } });
    (guard, body)
}

#[test]
fn verdicts() {
    let keys = Pair::new();
    let (_, good) = asked(&keys);
    let honest = good.to_string();
    let signature = keys.raw(&message(Purpose::Verdict, "s1", 1, 16_000, honest.as_bytes()));
    fuzz("verdicts", 2_000, |rng| {
        let changed = mutate::json(rng, &good);
        let body = if rng.random() { changed.to_string() } else { mutate::text(rng, &honest, "\"state\":\"gone\",") };
        let (mut guard, _) = asked(&keys);
        let step = guard.verdict(Signed { body: &body, signature: &signature }, 16_500);
        assert!(step.state != State::Ok || body == honest, "another body under the same signature: {body}");
        // The client itself lies: whatever it signs is judged, and a camera that is missing is never overlooked.
        let (seq, t) = (changed["seq"].as_u64().unwrap_or(1), changed["t"].as_i64().unwrap_or(0));
        let signed = keys.raw(&message(Purpose::Verdict, "s1", seq, t, body.as_bytes()));
        let (mut guard, _) = asked(&keys);
        let step = guard.verdict(Signed { body: &body, signature: &signed }, 16_500);
        let cameras = changed["cams"].as_array().map_or(0, Vec::len);
        let as_written = changed.to_string();
        assert!(step.state != State::Ok || cameras >= 2 || body != as_written, "taken with {cameras} cameras: {body}");
    });
}

#[test]
fn recordings_and_files_of_evidence() {
    let keys = Pair::new();
    let (_, body) = asked(&keys);
    let signature = to_b64(&keys.raw(&message(Purpose::Verdict, "s1", 1, 16_000, body.to_string().as_bytes())));
    let challenge = json!({ "seq": 1, "nonce": "0b".repeat(16), "deadline_ms": 20_000, "kind": "heartbeat" });
    let lines = [
        json!({ "type": "session", "t": 0, "sid": "s1", "key": to_b64(&keys.point()) }),
        json!({ "type": "challenge", "t": 15_000, "challenge": challenge }),
        json!({ "type": "verdict", "t": 16_500, "body": body.to_string(), "sig": signature }),
        json!({ "type": "tick", "t": 30_000 }),
    ];
    let (answer, _) = registration();
    let file = json!({ "kind": "webauthn-registration", "expect": forge::asked(), "answer": answer });
    let judge = Judge { rules: &RULES, hash: "h", now: forge::now() };
    fuzz("recordings and files", 1_500, |rng| {
        let at = rng.random_range(0..lines.len());
        let mut told: Vec<String> = lines.iter().map(ToString::to_string).collect();
        told[at] =
            if rng.random() { mutate::json(rng, &lines[at]).to_string() } else { mutate::text(rng, &told[at], "{\"t\":1}\n") };
        let _ = replay::play(&told.join("\n"), &RULES.guard);
        let raw = mutate::json(rng, &file).to_string().into_bytes();
        if let Ok(bundle) = Bundle::parse(&raw) {
            let _ = bundle.verify(&raw, &judge);
        }
    });
}

#[test]
fn phones() {
    let chain = forge::Phone::new().chain(&MAKER);
    let (object, key_id) = forge::app_attest(&[3; 32], forge::APP, b"appattest\0\0\0\0\0\0\0", 0, &MAKER);
    fuzz("phones", 1_500, |rng| {
        let mut forged = chain.clone();
        let at = rng.random_range(0..forged.len());
        forged[at] = mutate::bytes(rng, &chain[at], &chain[(at + 1) % chain.len()]);
        let certs: Option<Vec<Cert>> = forged.iter().map(|der| Cert::parse(der).ok()).collect();
        if let Some(certs) = certs {
            let taken = app::android(&certs, &[9; 32], &RULES, forge::now()).is_ok();
            assert!(!taken || forged[0] == chain[0], "a changed key was believed");
        }
        let changed = mutate::bytes(rng, &object, &key_id);
        let taken = app::apple_attestation(&changed, &key_id, &[3; 32], &RULES, forge::now()).is_ok();
        assert!(!taken || signed_part(&changed) == signed_part(&object), "a changed attestation was believed: {}", hex(&changed));
    });
}

#[test]
fn windows_of_keys() {
    let moment = json!({ "n": 10, "mean": 4.6, "sd": 0.3 });
    let good = json!({ "keys": 120, "dwell": { "left_top": moment, "space": moment }, "flight": { "lr": moment } });
    let rules = RhythmRules::default();
    fuzz("windows of keys", 4_000, |rng| {
        let Ok(window) = serde_json::from_value::<Window>(mutate::json(rng, &good)) else { return };
        if window.check(&rules).is_ok() {
            let mut profile = attestation_core::rhythm::Profile::default();
            for _ in 0..rules.learn {
                profile.learn(&window, &rules);
            }
            assert!(profile.score(&window, &RhythmRules { classes: 1, ..rules.clone() }).is_none_or(f64::is_finite));
        }
    });
}
