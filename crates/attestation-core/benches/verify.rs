//! Quotes, session keys' heartbeats and verdicts of the cameras verified a second, on one core.
//! Usage: `cargo bench -p attestation-core`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, dead_code, reason = "a measurement; the forge is shared")]

#[path = "../tests/attestation/forge.rs"]
mod forge;

use std::time::Instant;

use attestation_core::{
    bytes::{hex, sha256},
    guard::{Challenge, Guard, Kind, Signed},
    session::{Purpose, Sequence, SessionKey, message},
    tpm::{Quote, quote},
};
use forge::{Pair, RULES, SoftTpm};
use serde_json::json;

/// Seconds this thread has run on a processor; wall time where the system does not tell.
fn cpu(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = stat.and_then(|s| s.split(' ').next()?.parse::<f64>().ok());
    ns.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// Runs of `work` a second: `count` of them, each with its number.
fn rate(count: u32, mut work: impl FnMut(u32)) -> f64 {
    let start = Instant::now();
    let before = cpu(start);
    (0..count).for_each(&mut work);
    f64::from(count) / (cpu(start) - before)
}

fn verdict(challenge: &Challenge, keys: &Pair) -> (String, Vec<u8>) {
    let camera = |n: u64| {
        json!({
            "id": format!("cam{n}"), "label": "Integrated Camera", "frame_no": challenge.seq * 10,
            "frame_sha256": hex(&sha256(&[challenge.seq.to_be_bytes(), n.to_be_bytes()].concat())), "fps": 15.0, "state": "live",
        })
    };
    let t = challenge.deadline_ms - 4_000;
    let body = json!({
        "sid": "session", "seq": challenge.seq, "nonce": challenge.nonce, "t": t, "cams": [camera(0), camera(1)],
        "findings": [], "model_sha256": hex(&sha256(b"model")), "page": { "full": true, "visible": true, "focus": true },
    })
    .to_string();
    let signature = keys.raw(&message(Purpose::Verdict, "session", challenge.seq, t, body.as_bytes()));
    (body, signature)
}

fn main() {
    let tpm = SoftTpm::new();
    let (ak, attest) = (tpm.public(), tpm.attest());
    let signature = tpm.sign(&attest);
    let given =
        Quote { ak: &ak, attest: &attest, signature: &signature, pcrs: &tpm.pcrs, boot_log: None, file_log: Some(&tpm.log) };
    let quotes = rate(2_000, |_| drop(quote(&given, &tpm.nonce, None, None, &RULES).unwrap()));
    println!("TPM quotes with their log of programs: {quotes:.0} a second, {:.3} ms each (at most 1)", 1000.0 / quotes);

    let keys = Pair::new();
    let key = SessionKey::parse(&keys.point()).unwrap();
    let beats: Vec<Vec<u8>> = (1..=4_000).map(|seq| keys.raw(&message(Purpose::Heartbeat, "session", seq, 1_000, &[]))).collect();
    let mut sequence = Sequence::default();
    let beats_a_second = rate(4_000, |n| {
        let signature = beats.get(n as usize).unwrap();
        sequence.beat(&key, "session", u64::from(n) + 1, 1_000, signature, 1_000).unwrap();
    });
    println!("signed heartbeats: {beats_a_second:.0} a second (at least 4000; 10,000 desks need 167)");

    let challenges: Vec<Challenge> = (1..=2_000_u64)
        .map(|seq| Challenge {
            seq,
            nonce: hex(&sha256(&seq.to_be_bytes())[..16]),
            deadline_ms: 5_000 + i64::try_from(seq).unwrap() * 10_000,
            kind: Kind::Heartbeat,
            colours: Vec::new(),
            pose: None,
        })
        .collect();
    let answers: Vec<(String, Vec<u8>)> = challenges.iter().map(|challenge| verdict(challenge, &keys)).collect();
    let mut guard = Guard::new("session", key, RULES.guard.clone());
    let verdicts = rate(2_000, |n| {
        let (challenge, (body, signature)) = (challenges.get(n as usize).unwrap(), answers.get(n as usize).unwrap());
        let now = challenge.deadline_ms - 4_000;
        guard.challenge(challenge.clone(), now).unwrap();
        let step = guard.verdict(Signed { body, signature }, now);
        assert!(step.reasons.is_empty(), "{step:?}");
    });
    println!("verdicts of two cameras, judged: {verdicts:.0} a second");
}
