//! Scoring: features in, points with their evidence out, under `policies/interview.toml`.
//!
//! Pure and whole-numbered: the same features under the same policy bytes give the same JSON, byte for byte.
//! The total is the sum of the measures; the outcome is `advance` or `review` by a person, never a rejection.

pub mod policy;
pub(crate) mod service;

use kernel::Reason;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    interview::{DialogueFeatures, Resolution, SecurityFeatures, TypingFeatures},
    media::Take,
};
use policy::InterviewPolicy;

/// Decision kind and version of this code.
pub const KIND: &str = "interview.score";
pub const ENGINE: &str = concat!("recruitment/", env!("CARGO_PKG_VERSION"));

/// Everything the score is made from. This is the `inputs` of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Features {
    pub locale: String,
    pub typing: TypingFeatures,
    pub read_aloud: ReadAloud,
    pub dialogue: DialogueFeatures,
    pub security: SecurityFeatures,
    /// Vetting questions whose answer a person should see.
    pub vetting_flags: Vec<String>,
    /// Made for demo data by running the rules on generated answers, not taken in the room.
    #[serde(default)]
    pub is_demo: bool,
}

/// The recording and the text it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadAloud {
    pub take: Take,
    pub syllables: i64,
    pub takes: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = InterviewOutcome)]
pub enum Outcome {
    Advance,
    Review,
}

/// One term of the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Measure {
    pub name: String,
    pub value: i64,
    pub unit: String,
    /// How many observations the value rests on, and between which values it lies with 95 % confidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci95: Option<[i64; 2]>,
    /// What the value rests on.
    #[schema(value_type = Object)]
    pub evidence: Value,
    pub points: i64,
    pub max: i64,
}

/// Something a person should look at. It never lowers the total and never rejects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Flag {
    pub code: String,
    #[schema(value_type = Object)]
    pub params: Value,
}

/// The `outcome` of the decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Score {
    pub outcome: Outcome,
    pub total: i64,
    pub max: i64,
    /// Pronunciation was not scored: no speech engine is installed.
    pub partial: bool,
    pub measures: Vec<Measure>,
    pub flags: Vec<Flag>,
}

impl Score {
    /// The reasons as the report shows them: every measure, then every flag.
    pub fn reasons(&self) -> Vec<Reason> {
        let measured = self.measures.iter().map(|m| {
            let params = json!({"value": m.value, "unit": m.unit, "evidence": m.evidence});
            Reason::new(m.name.clone(), params).scored(m.points, m.max)
        });
        let flagged = self.flags.iter().map(|f| Reason::new(f.code.clone(), f.params.clone()));
        measured.chain(flagged).collect()
    }

    fn share(&self, part: &str) -> i64 {
        let of = |f: fn(&Measure) -> i64| -> i64 { self.measures.iter().filter(|m| m.name.starts_with(part)).map(f).sum() };
        of(|m| m.points) * 100 / of(|m| m.max).max(1)
    }
}

/// Scores `features` under `policy`.
pub fn score(policy: &InterviewPolicy, features: &Features) -> Score {
    let mut measures = typing(policy, features);
    measures.push(recording(features));
    measures.extend(dialogue(policy, &features.dialogue));
    measures.push(security(policy, &features.security));
    let total = measures.iter().map(|m| m.points).sum();
    let max = measures.iter().map(|m| m.max).sum();
    let mut score = Score { outcome: Outcome::Review, total, max, partial: true, measures, flags: Vec::new() };
    score.flags = flags(policy, features, &score);
    if total >= policy.decision.advance_at && score.flags.is_empty() {
        score.outcome = Outcome::Advance;
    }
    score
}

fn measure(name: &str, value: i64, unit: &str, evidence: Value, points: i64, max: i64) -> Measure {
    Measure {
        name: name.to_owned(),
        value,
        unit: unit.to_owned(),
        n: None,
        ci95: None,
        evidence,
        points: points.clamp(0, max),
        max,
    }
}

/// `max × share / 10 000`, rounded half to even.
fn part_of(max: i64, basis_points: i64) -> i64 {
    let exact = max * basis_points.clamp(0, 10_000);
    let (floor, twice) = (exact.div_euclid(10_000), exact.rem_euclid(10_000) * 2);
    floor + i64::from(twice > 10_000 || (twice == 10_000 && floor % 2 == 1))
}

fn typing(policy: &InterviewPolicy, features: &Features) -> Vec<Measure> {
    let f = &features.typing;
    let curve = policy.typing.cpm.get(&features.locale).map_or(&[][..], Vec::as_slice);
    let seen =
        json!({"typed": f.typed, "edits": f.edits, "elapsed_ms": f.elapsed_ms, "events": f.events, "deletions": f.deletions});
    let accuracy = part_of(policy.points.typing_accuracy, policy::curve(&policy.typing.accuracy, f.accuracy_pm));
    // Accuracy of a handful of characters says nothing: it counts as far as there was speed.
    let speed = policy::curve(curve, f.cpm);
    let cpm = part_of(policy.points.typing_cpm, speed);
    vec![
        measure("typing.cpm", f.cpm, "characters/min", seen, cpm, policy.points.typing_cpm),
        measure(
            "typing.accuracy",
            f.accuracy_pm,
            "per mille",
            json!({"typed": f.typed, "edits": f.edits}),
            if speed == 0 { 0 } else { accuracy },
            policy.points.typing_accuracy,
        ),
    ]
}

fn recording(features: &Features) -> Measure {
    let f = &features.read_aloud;
    let seen = json!({
        "container": f.take.container, "packets": f.take.packets, "bytes_per_s": f.take.bytes_per_s,
        "quiet_ms": f.take.quiet_ms, "gap_ms": f.take.gap_ms, "takes": f.takes, "syllables": f.syllables,
        "scored": false,
    });
    measure("read_aloud.recorded", f.take.duration_ms, "ms", seen, 0, 0)
}

fn dialogue(policy: &InterviewPolicy, f: &DialogueFeatures) -> Vec<Measure> {
    let p = &policy.points;
    let happened = f.slots > 0;
    let solved = f.resolution == Resolution::Right;
    let slots = part_of(p.dialogue_slots, f.slots * 10_000 / f.slots_max.max(1));
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX / 1_000);
    let c = &policy.compliance;
    let lost = count(f.violations.len()) * c.violation
        + f.wrong_promises * c.wrong_promise
        + f.premature * c.premature
        + f.stuffed * c.stuffed;
    let heard = part_of(p.dialogue_courtesy, policy.courtesy.acknowledged_pct * 100);
    let courtesy = if f.acknowledged { heard } else { 0 } + if f.closed { p.dialogue_courtesy - heard } else { 0 };
    let slips =
        json!({"violations": f.violations, "wrong_promises": f.wrong_promises, "premature": f.premature, "stuffed": f.stuffed});
    let way = json!({"resolution": f.resolution, "turns": f.turns, "left": f.left, "scenario": f.scenario});
    let full = |is: bool, max: i64| if is { max } else { 0 };
    vec![
        measure("dialogue.slots", f.slots, "facts", json!({"of": f.slots_max}), slots, p.dialogue_slots),
        measure(
            "dialogue.verification",
            i64::from(f.verified),
            "yes/no",
            json!({"premature": f.premature}),
            full(f.verified, p.dialogue_verification),
            p.dialogue_verification,
        ),
        measure(
            "dialogue.resolution",
            i64::from(solved),
            "yes/no",
            way,
            full(solved, p.dialogue_resolution),
            p.dialogue_resolution,
        ),
        measure(
            "dialogue.compliance",
            lost,
            "points lost",
            slips,
            full(happened, (p.dialogue_compliance - lost).max(0)),
            p.dialogue_compliance,
        ),
        measure(
            "dialogue.courtesy",
            i64::from(f.acknowledged) + i64::from(f.closed),
            "of 2",
            json!({"acknowledged": f.acknowledged, "closed": f.closed}),
            full(solved, courtesy),
            p.dialogue_courtesy,
        ),
    ]
}

fn security(policy: &InterviewPolicy, f: &SecurityFeatures) -> Measure {
    let seen = json!({"of": f.asked, "missed": f.missed, "must_pass_missed": f.must_pass_missed});
    measure(
        "security.items",
        f.right,
        "right",
        seen,
        part_of(policy.points.security, f.right * 10_000 / f.asked.max(1)),
        policy.points.security,
    )
}

fn flags(policy: &InterviewPolicy, features: &Features, score: &Score) -> Vec<Flag> {
    let d = &policy.decision;
    let mut flags = Vec::new();
    let mut flag = |is: bool, code: &str, params: Value| {
        if is {
            flags.push(Flag { code: code.to_owned(), params });
        }
    };
    for (part, least) in [("typing", d.typing_min_pct), ("dialogue", d.dialogue_min_pct), ("security", d.security_min_pct)] {
        let share = score.share(part);
        flag(share < least, &format!("{part}.below_minimum"), json!({"percent": share, "least": least}));
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let dialogue = &features.dialogue;
    flag(count(dialogue.violations.len()) > d.violations_max, "dialogue.forbidden", json!({"turns": dialogue.violations}));
    flag(dialogue.stuffed > d.stuffed_max, "dialogue.stuffed", json!({"turns": dialogue.stuffed}));
    let missed = &features.security.must_pass_missed;
    flag(!missed.is_empty(), "security.must_pass", json!({"questions": missed}));
    flag(!features.vetting_flags.is_empty(), "vetting.flagged", json!({"questions": features.vetting_flags}));
    let pace = features.read_aloud.syllables * 10_000 / features.read_aloud.take.duration_ms.max(1);
    let [slow, fast] = policy.read_aloud.pace_tenths;
    flag(pace < slow || pace > fast, "read_aloud.pace", json!({"syllables_per_s_tenths": pace, "from": slow, "to": fast}));
    flags
}

/// Recomputes the outcome of a recorded decision from its inputs and the bytes of its policy.
pub fn replay(inputs: &Value, policy: &[u8]) -> kernel::Result<Value> {
    let features: Features = serde_json::from_value(inputs.clone()).map_err(kernel::Error::internal)?;
    let policy = kernel::policy::Policy::<InterviewPolicy>::parse("interview", policy)?;
    serde_json::to_value(score(&policy.value, &features)).map_err(kernel::Error::internal)
}

#[cfg(test)]
pub(crate) mod tests {
    use kernel::canonical_json;
    use proptest::prelude::*;

    use super::*;
    use crate::seeds::INTERVIEW;

    fn policy() -> InterviewPolicy {
        kernel::policy::Policy::parse("interview", INTERVIEW).unwrap().value
    }

    pub(crate) fn good() -> Features {
        policy().vector[0].features()
    }

    #[test]
    fn the_shipped_policy_holds_its_vectors() {
        assert_eq!(policy().vector.len(), 9);
    }

    #[test]
    fn a_broken_vector_is_named() {
        let text = String::from_utf8(INTERVIEW.to_vec())
            .unwrap()
            .replace("total = 98\noutcome = \"advance\"", "total = 12\noutcome = \"advance\"");
        let error = kernel::policy::Policy::<InterviewPolicy>::parse("interview", text.as_bytes()).unwrap_err();
        assert_eq!(error.code, kernel::Code::PolicyInvalid);
        assert!(error.detail.contains("a capable candidate advances"), "{}", error.detail);
    }

    #[test]
    fn a_replay_is_byte_identical() {
        let features = good();
        let first = serde_json::to_value(score(&policy(), &features)).unwrap();
        let again = replay(&serde_json::to_value(&features).unwrap(), INTERVIEW).unwrap();
        assert_eq!(canonical_json(&first), canonical_json(&again));
    }

    #[test]
    fn halves_round_to_even() {
        assert_eq!([part_of(5, 5_000), part_of(15, 5_000), part_of(10, 3_333), part_of(10, 20_000)], [2, 8, 3, 10]);
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_and_stays_in_bounds(
            cpm in 0..400_i64, accuracy in 0..=1000_i64, slots in 0..=3_i64, flags in any::<[bool; 4]>(),
            slips in prop::array::uniform3(0..5_i64), violations in prop::collection::vec(1..9_i64, 0..4), right in 0..=6_i64,
        ) {
            let mut f = good();
            f.typing.cpm = cpm;
            f.typing.accuracy_pm = accuracy;
            f.dialogue = DialogueFeatures {
                slots, verified: flags[0], acknowledged: flags[1], closed: flags[2],
                resolution: if flags[3] { Resolution::Right } else { Resolution::None },
                premature: slips[0], wrong_promises: slips[1], stuffed: slips[2], violations, ..f.dialogue
            };
            f.security.right = right;
            let s = score(&policy(), &f);
            prop_assert_eq!(s.total, s.measures.iter().map(|m| m.points).sum::<i64>());
            prop_assert!(s.measures.iter().all(|m| (0..=m.max).contains(&m.points)));
            prop_assert_eq!(s.max, 100);
            if s.outcome == Outcome::Advance {
                prop_assert!(s.total >= 70 && s.flags.is_empty() && f.dialogue.violations.is_empty());
            }
        }
    }
}
