//! The shape of `policies/interview.toml` and its own test vectors.

use std::{collections::BTreeMap, fmt};

use kernel::policy::Rules;
use serde::Deserialize;
use voice::take::Gates;

use super::{Features, Outcome, ReadAloud, score};
use crate::{
    interview::{DialogueFeatures, HumanRules, Resolution, SecurityFeatures, TypingFeatures},
    media::{Container, Take},
};

/// Points of a curve: `(value, percent)`, values rising.
pub type Curve = Vec<(i64, i64)>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterviewPolicy {
    pub version: String,
    pub typing: TypingRules,
    pub read_aloud: ReadAloudRules,
    #[serde(default)]
    pub voice: VoiceRules,
    pub points: Points,
    pub compliance: Compliance,
    pub courtesy: Courtesy,
    pub decision: DecisionRules,
    pub vector: Vec<Vector>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypingRules {
    pub human: HumanRules,
    pub cpm: BTreeMap<String, Curve>,
    pub accuracy: Curve,
}

/// Limits of an upload, and the gates a take must pass.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadAloudRules {
    pub mimes: Vec<String>,
    pub chunk_max_bytes: i64,
    pub total_max_bytes: i64,
    pub chunks_max: i64,
    pub takes_max: i64,
    pub min_ms: i64,
    pub quiet_bytes_per_20ms: i64,
    pub active_min_pct: i64,
    pub min_bytes_per_s: i64,
    pub max_gap_ms: i64,
    pub pace_tenths: [i64; 2],
}

/// What a decoded recording must show, and when a tone counts as produced. Policies from before it have the defaults.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceRules {
    /// Probability of the asked tone from which it was produced, in per mille.
    pub tone_accept_pm: i64,
    /// Fewer syllables than this give no index.
    pub tone_items_min: i64,
    pub passage: Gates,
    pub syllable: Gates,
}

impl Default for VoiceRules {
    fn default() -> Self {
        let passage = Gates { min_ms: 4_000, min_speech_ms: 2_000, min_snr_db: 10, min_voice_db: -50, max_clipped_ppm: 5_000 };
        Self {
            tone_accept_pm: 300,
            tone_items_min: 32,
            passage,
            syllable: Gates { min_ms: 200, min_speech_ms: 60, min_snr_db: 6, ..passage },
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    pub typing_cpm: i64,
    pub typing_accuracy: i64,
    pub dialogue_slots: i64,
    pub dialogue_verification: i64,
    pub dialogue_resolution: i64,
    pub dialogue_compliance: i64,
    pub dialogue_courtesy: i64,
    pub security: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compliance {
    pub violation: i64,
    pub wrong_promise: i64,
    pub premature: i64,
    pub stuffed: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Courtesy {
    pub acknowledged_pct: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRules {
    pub advance_at: i64,
    pub typing_min_pct: i64,
    pub dialogue_min_pct: i64,
    pub security_min_pct: i64,
    pub violations_max: i64,
    pub stuffed_max: i64,
}

/// A candidate in a few numbers and what must come of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub name: String,
    pub locale: String,
    pub cpm: i64,
    pub accuracy_pm: i64,
    #[serde(default = "half_a_minute")]
    pub duration_ms: i64,
    pub slots: i64,
    #[serde(default)]
    pub verified: bool,
    #[serde(default)]
    pub resolution: Resolution,
    #[serde(default)]
    pub acknowledged: bool,
    #[serde(default)]
    pub closed: bool,
    #[serde(default)]
    pub violations: i64,
    #[serde(default)]
    pub premature: i64,
    #[serde(default)]
    pub stuffed: i64,
    pub right: i64,
    #[serde(default)]
    pub must_missed: usize,
    #[serde(default)]
    pub vetting_flags: usize,
    pub total: i64,
    pub outcome: Outcome,
}

const fn half_a_minute() -> i64 {
    30_000
}

impl Vector {
    /// The features of this candidate: three facts in the dialogue, six security questions, ninety syllables.
    pub fn features(&self) -> Features {
        let ids = |n: usize| (0..n).map(|i| format!("q{i}")).collect::<Vec<_>>();
        Features {
            locale: self.locale.clone(),
            typing: TypingFeatures {
                cpm: self.cpm,
                accuracy_pm: self.accuracy_pm,
                typed: 70,
                edits: 0,
                elapsed_ms: 60_000,
                events: 70,
                deletions: 0,
            },
            read_aloud: ReadAloud {
                take: Take {
                    container: Container::Webm,
                    codec: "A_OPUS".to_owned(),
                    duration_ms: self.duration_ms,
                    packets: self.duration_ms / 60,
                    audio_bytes: self.duration_ms * 4,
                    bytes_per_s: 4_000,
                    quiet_ms: 0,
                    gap_ms: 0,
                },
                syllables: 90,
                takes: 1,
            },
            dialogue: DialogueFeatures {
                scenario: "vector".to_owned(),
                slots: self.slots,
                slots_max: 3,
                verified: self.verified,
                resolution: self.resolution,
                violations: (1..=self.violations).collect(),
                premature: self.premature,
                wrong_promises: 0,
                stuffed: self.stuffed,
                acknowledged: self.acknowledged,
                closed: self.closed,
                turns: 6,
                left: false,
            },
            security: SecurityFeatures {
                right: self.right,
                asked: 6,
                missed: ids(self.must_missed),
                must_pass_missed: ids(self.must_missed),
            },
            vetting_flags: ids(self.vetting_flags),
            is_demo: false,
        }
    }
}

/// Percent × 100 of `curve` at `x`, straight between its points and flat beyond them.
pub fn curve(curve: &[(i64, i64)], x: i64) -> i64 {
    let after = curve.iter().position(|(at, _)| *at >= x);
    match after {
        None => curve.last().map_or(0, |(_, y)| y * 100),
        Some(0) => curve.first().map_or(0, |(_, y)| y * 100),
        Some(i) => match (curve.get(i - 1), curve.get(i)) {
            (Some((x0, y0)), Some((x1, y1))) => y0 * 100 + (y1 - y0) * 100 * (x - x0) / (x1 - x0).max(1),
            _ => 0,
        },
    }
}

fn check_curve(name: &str, curve: &[(i64, i64)]) -> Result<(), String> {
    let rising = curve.iter().zip(curve.iter().skip(1)).all(|(a, b)| a.0 < b.0 && a.1 <= b.1);
    if curve.len() < 2 || !rising || curve.iter().any(|(_, y)| !(0..=100).contains(y)) {
        return Err(format!("{name}: values must rise, percents must lie in 0–100 and not fall"));
    }
    Ok(())
}

fn same<T: PartialEq + fmt::Debug>(vector: &str, what: &str, got: &T, want: &T) -> Result<(), String> {
    if got == want { Ok(()) } else { Err(format!("vector {vector:?}: {what} is {got:?}, wanted {want:?}")) }
}

impl Rules for InterviewPolicy {
    const KIND: &'static str = "interview";

    fn check(&self) -> Result<(), String> {
        check_curve("typing.accuracy", &self.typing.accuracy)?;
        for (locale, curve) in &self.typing.cpm {
            check_curve(&format!("typing.cpm.{locale}"), curve)?;
        }
        let p = &self.points;
        let parts = [
            p.typing_cpm,
            p.typing_accuracy,
            p.dialogue_slots,
            p.dialogue_verification,
            p.dialogue_resolution,
            p.dialogue_compliance,
            p.dialogue_courtesy,
            p.security,
        ];
        if parts.iter().any(|n| !(0..=100).contains(n)) || parts.iter().sum::<i64>() != 100 {
            return Err("points: parts of 0–100 that sum to 100".to_owned());
        }
        let r = &self.read_aloud;
        let limits = [r.chunk_max_bytes, r.total_max_bytes, r.chunks_max, r.takes_max, r.min_ms];
        if limits.iter().any(|n| *n < 1)
            || r.chunk_max_bytes > r.total_max_bytes
            || r.mimes.is_empty()
            || r.pace_tenths[0] >= r.pace_tenths[1]
        {
            return Err("read_aloud: limits must be positive and in order".to_owned());
        }
        if self.vector.is_empty() || !self.vector.iter().any(|v| v.outcome == Outcome::Review) {
            return Err("vectors of both outcomes are needed".to_owned());
        }
        for vector in &self.vector {
            let got = score(self, &vector.features());
            same(&vector.name, "total", &got.total, &vector.total)?;
            same(&vector.name, "outcome", &got.outcome, &vector.outcome)?;
        }
        Ok(())
    }
}
