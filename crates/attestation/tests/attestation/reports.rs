//! Telephones' reports, changed at random: never a panic, and a camera that stands still is never a live one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, dead_code, reason = "a test; the mutator is shared")]

use attestation::camera::Report;
use attestation_core::guard::CameraState;

#[path = "../../../attestation-core/tests/attestation/mutate.rs"]
mod mutate;

#[test]
fn camera_reports() {
    let policy = include_bytes!("../../../../policies/attestation/base.toml");
    let rules = attestation_core::load("base", policy).unwrap().value.guard;
    let good = serde_json::json!({ "label": "Back Camera", "frame_no": 8, "frame_sha256": "0a".repeat(32), "fps": 15.0, "state": "live" });
    let last: Report = serde_json::from_value(good.clone()).unwrap();
    mutate::fuzz("camera reports", 4_000, |rng| {
        let text = if rand::RngExt::random(rng) {
            mutate::json(rng, &good).to_string()
        } else {
            mutate::text(rng, &good.to_string(), "1e999,")
        };
        let Ok(report) = serde_json::from_str::<Report>(&text) else { return };
        let judged = report.judged(Some(&last), &rules);
        let stands = judged.frame_no <= last.frame_no || judged.frame_sha256 == last.frame_sha256;
        assert!(judged.state != CameraState::Live || (!stands && rules.is_rate(judged.fps)), "{text}");
    });
}
