//! Scoring: features in, points with their evidence out, under `policies/interview.toml`.
//!
//! Pure and whole-numbered: the same features under the same policy bytes give the same JSON, byte for byte.
//! The total is the sum of the measures; the outcome is `advance` or `review` by a person, never a rejection.

mod measures;
pub mod policy;
pub(crate) mod service;
mod transcripts;

use kernel::Reason;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    chance::between,
    interview::{BusinessFeatures, DialogueFeatures, SecurityFeatures, TypingFeatures, signals::Noticed},
    speech::Speech,
    spoken::Spoken,
};
use measures::tones;
use policy::{InterviewPolicy, Points, SpeechRules};

/// Decision kind and version of this code.
pub const KIND: &str = "interview.score";
pub const ENGINE: &str = concat!("recruitment/", env!("CARGO_PKG_VERSION"), "+3");

/// Everything the score is made from. This is the `inputs` of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Features {
    pub locale: String,
    /// Chose the forms, and the sample that a person looks at.
    pub seed: i64,
    /// Share of that sample, in percent.
    pub sample_pct: i64,
    /// One per text.
    pub typing: Vec<TypingFeatures>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub syllables: Option<Spoken>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Spoken>,
    pub read_aloud: Spoken,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk: Option<Spoken>,
    /// One per customer.
    pub dialogue: Vec<DialogueFeatures>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessFeatures>,
    pub security: SecurityFeatures,
    /// Vetting questions whose answer a person should see.
    pub vetting_flags: Vec<String>,
    /// What the page noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Noticed>,
    /// Parts whose answer is the same as another candidate's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copied: Vec<String>,
    /// What a speech engine heard; missing where none is installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speech: Option<Speech>,
    /// Made for demo data by running the rules on generated answers, not taken in the room.
    #[serde(default)]
    pub is_demo: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = InterviewOutcome)]
pub enum Outcome {
    Advance,
    Review,
}

/// The word of an outcome, as it is stored.
pub(crate) const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Advance => "advance",
        Outcome::Review => "review",
    }
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

/// The same answers weighed for spoken work. Without a speech engine that was sure a person listens first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VoiceTrack {
    pub total: i64,
    pub max: i64,
    pub outcome: Outcome,
}

/// The `outcome` of the decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Score {
    pub outcome: Outcome,
    pub total: i64,
    pub max: i64,
    /// What the total is at least, with 95 % confidence.
    pub low: i64,
    /// Pronunciation was not scored: no speech engine is installed, or it gave nothing.
    pub partial: bool,
    /// Why an engine that is installed gave nothing that counts: a stable word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial_why: Option<String>,
    pub measures: Vec<Measure>,
    pub flags: Vec<Flag>,
    pub voice: VoiceTrack,
}

impl Score {
    /// The reasons as the report shows them: every measure, then every flag.
    pub fn reasons(&self) -> Vec<Reason> {
        let measured = self.measures.iter().map(|m| {
            let params = json!({"value": m.value, "unit": m.unit, "n": m.n, "ci95": m.ci95, "evidence": m.evidence});
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
    let (total, max, low, measures) = weighed(policy, &policy.points.chat, features);
    let (voice_total, voice_max, voice_low, _) = weighed(policy, &policy.points.voice, features);
    let voice = VoiceTrack { total: voice_total, max: voice_max, outcome: Outcome::Review };
    let (speech, partial_why) = counted(policy, features);
    let partial = speech.is_none();
    let mut score = Score { outcome: Outcome::Review, total, max, low, partial, partial_why, measures, flags: Vec::new(), voice };
    score.flags = flags(policy, features, &score);
    let bound = |low: i64, total: i64| if policy.decision.use_lower_ci { low } else { total };
    let sure = bound(low, total);
    if !partial && bound(voice_low, voice_total) * 100 >= policy.decision.advance_at * voice_max && score.flags.is_empty() {
        score.voice.outcome = Outcome::Advance;
    }
    if sure * 100 >= policy.decision.advance_at * max && score.flags.is_empty() {
        let sampled = !features.is_demo && between(features.seed, "review.sample", 1, 100) <= features.sample_pct;
        if sampled {
            score.flags.push(Flag { code: "review.sample".to_owned(), params: json!({"percent": features.sample_pct}) });
            score.voice.outcome = Outcome::Review;
        } else {
            score.outcome = Outcome::Advance;
        }
    }
    score
}

/// What an engine heard, if it counts under `policy`; else why an installed one does not.
pub(crate) fn counted<'a>(
    policy: &'a InterviewPolicy,
    features: &'a Features,
) -> (Option<(&'a SpeechRules, &'a Speech)>, Option<String>) {
    let (Some(rules), Some(speech)) = (&policy.speech, &features.speech) else { return (None, None) };
    let unsure = speech.confidence_pm.is_some_and(|pm| pm < rules.min_confidence_pm);
    match (&speech.lacks, unsure) {
        (Some(why), _) => (None, Some(why.clone())),
        (None, true) => (None, Some("unsure".to_owned())),
        (None, false) => (Some((rules, speech)), None),
    }
}

/// Total, most, lower bound and terms under one set of weights.
fn weighed(policy: &InterviewPolicy, points: &Points, features: &Features) -> (i64, i64, i64, Vec<Measure>) {
    let terms = measures::terms(policy, points, features);
    let total: i64 = terms.iter().map(|t| t.measure.points).sum();
    let max = terms.iter().map(|t| t.measure.max).sum();
    // Errors of parts do not add up in one direction: their squares do.
    let squares: i64 = terms.iter().map(|t| (t.measure.points - t.low).max(0).pow(2)).sum();
    (total, max, (total - squares.isqrt()).max(0), terms.into_iter().map(|t| t.measure).collect())
}

fn flags(policy: &InterviewPolicy, features: &Features, score: &Score) -> Vec<Flag> {
    let d = &policy.decision;
    let mut flags = Vec::new();
    let mut flag = |is: bool, code: &str, params: Value| {
        if is {
            flags.push(Flag { code: code.to_owned(), params });
        }
    };
    for (part, least) in [("typing", d.typing_min_pct), ("dialogue", d.dialogue_min_pct), ("business", d.business_min_pct)] {
        let share = score.share(part);
        let is_asked = part != "business" || features.business.is_some();
        flag(is_asked && share < least, &format!("{part}.below_minimum"), json!({"percent": share, "least": least}));
    }
    let security = features.security.right * 100 / features.security.asked.max(1);
    flag(security < d.security_min_pct, "security.below_minimum", json!({"percent": security, "least": d.security_min_pct}));
    let forbidden: Vec<i64> = features.dialogue.iter().flat_map(|f| f.violations.iter().copied()).collect();
    flag(forbidden.len() as i64 > d.violations_max, "dialogue.forbidden", json!({"turns": forbidden}));
    let stuffed: i64 = features.dialogue.iter().map(|f| f.stuffed).sum();
    flag(stuffed > d.stuffed_max, "dialogue.stuffed", json!({"turns": stuffed}));
    let missed = &features.security.must_pass_missed;
    flag(!missed.is_empty(), "security.must_pass", json!({"questions": missed}));
    flag(!features.vetting_flags.is_empty(), "vetting.flagged", json!({"questions": features.vetting_flags}));
    voice_flags(policy, features, &mut flag);
    flag(!features.copied.is_empty(), "integrity.copied", json!({"parts": features.copied}));
    let noticed = policy.integrity.weight(&features.signals);
    flag(noticed >= policy.integrity.review_at, "integrity.signals", json!({"weight": noticed, "noticed": features.signals}));
    let off = score.total - score.low;
    flag(off > d.ci_halfwidth_max, "score.uncertain", json!({"points": off, "most": d.ci_halfwidth_max}));
    flags
}

fn voice_flags(policy: &InterviewPolicy, features: &Features, flag: &mut impl FnMut(bool, &str, Value)) {
    let v = &policy.voice;
    if let Some(spoken) = &features.syllables {
        let (right, n) = tones(v, spoken);
        // What was read has nothing to do with what was asked: another language, a recording of something else.
        let share = right * 1000 / n.max(1);
        flag(share < v.tones_unlike_pm, "mandarin.unlike", json!({"per_mille": share, "least": v.tones_unlike_pm, "n": n}));
    }
    let read = &features.read_aloud;
    let said = read.pace.syllables * 100 / read.asked.max(1);
    let [few, many] = v.passage_pct;
    flag(read.asked > 0 && (said < few || said > many), "read_aloud.unlike", json!({"percent": said, "from": few, "to": many}));
    if let (Some((rules, speech)), _) = counted(policy, features)
        && let Some(passage) = speech.passage
    {
        let right = 1000 - passage.error_pm();
        flag(right < rules.other_text_pm, "read_aloud.other_text", json!({"per_mille": right, "least": rules.other_text_pm}));
    }
    let rate = read.pace.rate_centi() / 10;
    let [slow, fast] = policy.read_aloud.pace_tenths;
    flag(rate < slow || rate > fast, "read_aloud.pace", json!({"syllables_per_s_tenths": rate, "from": slow, "to": fast}));
    let parts = [("read_aloud", Some(read)), ("talk", features.talk.as_ref()), ("syllables", features.syllables.as_ref())];
    let dead: Vec<&str> =
        parts.iter().filter(|(_, s)| s.is_some_and(|s| s.heard.noise_db <= v.dead_room_db)).map(|(name, _)| *name).collect();
    flag(!dead.is_empty() && !features.is_demo, "voice.no_room", json!({"parts": dead, "db": v.dead_room_db}));
}

/// Recomputes the outcome of a recorded decision from its inputs and the bytes of its policy.
pub fn replay(inputs: &Value, policy: &[u8]) -> kernel::Result<Value> {
    let features: Features = serde_json::from_value(inputs.clone()).map_err(kernel::Error::internal)?;
    let policy = kernel::policy::Policy::<InterviewPolicy>::parse("interview", policy)?;
    serde_json::to_value(score(&policy.value, &features)).map_err(kernel::Error::internal)
}

#[cfg(test)]
pub(crate) mod tests;
