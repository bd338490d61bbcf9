//! The shape of `policies/interview.toml` and its own test vectors.

use std::{collections::BTreeMap, fmt, time::Duration};

use kernel::{Ts, policy::Rules};
use serde::Deserialize;
use voice::{
    Pace,
    take::{Gates, Heard},
};

use super::{Features, Outcome, score};
use crate::{
    interview::{
        BusinessFeatures, DialogueFeatures, HumanRules, Lengths, Resolution, SecurityFeatures, TypingFeatures,
        items::Tally,
        signals::{Noticed, SignalKind},
    },
    speech::{Listed, Passage, Speech},
    spoken::{Spoken, ToneItem},
};

/// Points of a curve: `(value, percent)`, values rising. What is best in the middle rises and falls.
pub type Curve = Vec<(i64, i64)>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterviewPolicy {
    pub version: String,
    /// Which room is held: `full`, or `short` for tests and demos.
    pub length: Length,
    pub room: Rooms,
    pub typing: TypingRules,
    pub read_aloud: ReadAloudRules,
    pub voice: VoiceRules,
    /// What a speech engine's transcripts are worth; missing in policies from before there was one.
    #[serde(default)]
    pub speech: Option<SpeechRules>,
    pub points: Tracks,
    pub compliance: Compliance,
    pub courtesy: Courtesy,
    pub integrity: Integrity,
    pub decision: DecisionRules,
    /// When somebody who was declined may come again; missing in earlier policies.
    #[serde(default)]
    pub again: Option<Again>,
    pub vector: Vec<Vector>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Again {
    /// Days after the decision.
    pub after_days: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    Full,
    Short,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rooms {
    pub full: Lengths,
    pub short: Lengths,
}

impl InterviewPolicy {
    /// When somebody who was declined at `at` may take the interview again.
    pub fn retake_at(&self, at: Ts) -> Ts {
        let days = self.again.map_or(30, |again| again.after_days);
        at.plus(Duration::from_secs(u64::from(days) * 86_400))
    }

    /// The room that is held now.
    pub const fn lengths(&self) -> &Lengths {
        match self.length {
            Length::Full => &self.room.full,
            Length::Short => &self.room.short,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypingRules {
    pub human: HumanRules,
    pub cpm: BTreeMap<String, Curve>,
    pub accuracy: Curve,
}

/// Limits of an upload, and the gates a file must pass before it is decoded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadAloudRules {
    pub mimes: Vec<String>,
    pub chunk_max_bytes: i64,
    pub total_max_bytes: i64,
    pub chunks_max: i64,
    /// Takes of one part, those that could not be heard among them.
    pub takes_max: i64,
    pub min_ms: i64,
    pub quiet_bytes_per_20ms: i64,
    pub max_gap_ms: i64,
    pub pace_tenths: [i64; 2],
}

/// What a decoded recording must show, and what its measures are worth.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceRules {
    /// Probability of the asked tone from which it was produced, in per mille.
    pub tone_accept_pm: i64,
    /// Fewer syllables than this give no index; for recorded folders. A room says its own.
    pub tone_items_min: i64,
    /// Share of asked tones below which something else was read, in per mille.
    pub tones_unlike_pm: i64,
    /// Share of asked words in whose window somebody must speak, in percent.
    pub words_min_pct: i64,
    /// Syllables heard in the passage, in percent of those it has, between which it was this text.
    pub passage_pct: [i64; 2],
    /// Pauses this quiet, in dB of full scale, were not recorded in a room.
    pub dead_room_db: i64,
    pub tones: Curve,
    pub rate_centi: Curve,
    pub pause_pm: Curve,
    pub passage: Gates,
    pub list: Gates,
    pub syllable: Gates,
}

/// How the points of tones and fluency are shared out when a speech engine was heard, and from when it counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeechRules {
    /// Percent of those points; the rest is for fluency.
    pub tones_pct: i64,
    pub segments_pct: i64,
    pub passage_pct: i64,
    /// Right items per mille → percent of the points.
    pub segments: Curve,
    /// Right characters of the passage per mille → percent of the points.
    pub passage: Curve,
    /// An engine less sure than this, per mille, counts as none.
    pub min_confidence_pm: i64,
    /// Fewer right characters of the passage, per mille: another text was read.
    pub other_text_pm: i64,
    /// Points of a hundred from which the bands 一级甲等 to 三级乙等 begin, falling. For reference, never a certificate.
    pub bands: [i64; 6],
}

impl SpeechRules {
    fn check(&self) -> Result<(), String> {
        let shares = [self.tones_pct, self.segments_pct, self.passage_pct];
        if shares.iter().any(|n| *n < 0) || shares.iter().sum::<i64>() > 100 {
            return Err("speech: shares of 0–100 that together are at most 100".to_owned());
        }
        if !self.bands.iter().zip(self.bands.iter().skip(1)).all(|(a, b)| a > b) {
            return Err("speech.bands: must fall".to_owned());
        }
        check_curve("speech.segments", &self.segments)?;
        check_curve("speech.passage", &self.passage)
    }
}

/// Weights of written and of spoken work. Each sums to 100.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tracks {
    pub chat: Points,
    pub voice: Points,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    pub typing_cpm: i64,
    pub typing_accuracy: i64,
    pub tones: i64,
    pub fluency: i64,
    pub dialogue_slots: i64,
    pub dialogue_verification: i64,
    pub dialogue_resolution: i64,
    pub dialogue_compliance: i64,
    pub dialogue_courtesy: i64,
    pub situations: i64,
    pub knowledge: i64,
    pub lookups: i64,
}

impl Points {
    const fn all(&self) -> [i64; 12] {
        [
            self.typing_cpm,
            self.typing_accuracy,
            self.tones,
            self.fluency,
            self.dialogue_slots,
            self.dialogue_verification,
            self.dialogue_resolution,
            self.dialogue_compliance,
            self.dialogue_courtesy,
            self.situations,
            self.knowledge,
            self.lookups,
        ]
    }
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

/// When what the page noticed is shown to a person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Integrity {
    pub review_at: i64,
    /// By kind: from how many on it counts, and what it weighs then.
    pub weights: BTreeMap<SignalKind, (i64, i64)>,
}

impl Integrity {
    pub fn weight(&self, noticed: &[Noticed]) -> i64 {
        let of = |n: &Noticed| self.weights.get(&n.kind).filter(|(from, _)| n.count >= *from).map_or(0, |(_, weight)| *weight);
        noticed.iter().map(of).sum()
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRules {
    /// Percent of the points.
    pub advance_at: i64,
    /// Whether the lower bound of the total decides.
    pub use_lower_ci: bool,
    pub ci_halfwidth_max: i64,
    pub typing_min_pct: i64,
    pub dialogue_min_pct: i64,
    pub business_min_pct: i64,
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
    /// Time the passage of ninety syllables took, in ms.
    #[serde(default = "half_a_minute")]
    pub duration_ms: i64,
    /// Of forty tones in Chinese.
    #[serde(default = "forty")]
    pub tones: i64,
    #[serde(default = "room_noise")]
    pub noise_db: i64,
    /// Of three in each of three dialogues.
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
    /// Of fourteen business items.
    #[serde(default = "fourteen")]
    pub business: i64,
    /// Of eight security items.
    pub right: i64,
    #[serde(default)]
    pub must_missed: usize,
    #[serde(default)]
    pub vetting_flags: usize,
    #[serde(default)]
    pub copied: usize,
    /// How often the page was left.
    #[serde(default)]
    pub hidden: i64,
    /// A speech engine heard so many of forty syllables and twenty words as they were asked …
    #[serde(default)]
    pub heard_right: Option<i64>,
    /// … with so many edits in a passage of ninety characters …
    #[serde(default)]
    pub passage_edits: i64,
    /// … and was so sure, per mille.
    #[serde(default = "quite_sure")]
    pub confidence_pm: i64,
    /// Outcome for spoken work.
    #[serde(default = "listened_to")]
    pub voice: Outcome,
    pub total: i64,
    pub outcome: Outcome,
}

const fn half_a_minute() -> i64 {
    30_000
}
const fn forty() -> i64 {
    40
}
const fn fourteen() -> i64 {
    14
}
const fn room_noise() -> i64 {
    -60
}
const fn quite_sure() -> i64 {
    900
}
const fn listened_to() -> Outcome {
    Outcome::Review
}

impl Vector {
    fn check(&self, policy: &InterviewPolicy) -> Result<(), String> {
        let got = score(policy, &self.features());
        same(&self.name, "total", &got.total, &self.total)?;
        same(&self.name, "outcome", &got.outcome, &self.outcome)?;
        same(&self.name, "voice", &got.voice.outcome, &self.voice)
    }

    fn spoken(&self, asked: i64, tones: Vec<ToneItem>) -> Spoken {
        let heard = Heard {
            ms: self.duration_ms,
            speech_ms: self.duration_ms * 4 / 5,
            snr_db: 30,
            voice_db: -25,
            noise_db: self.noise_db,
            voiced_pm: 700,
            spread_cst: 500,
            ..Heard::default()
        };
        let pace = Pace {
            syllables: 90,
            span_ms: self.duration_ms,
            speech_ms: self.duration_ms * 17 / 20,
            pauses: 8,
            pause_ms: self.duration_ms * 3 / 20,
            longest_pause_ms: 700,
            long_pauses: 0,
        };
        Spoken { heard, takes: 1, asked, items: asked, pace, tones }
    }

    fn speech(&self) -> Option<Speech> {
        let right = self.heard_right?;
        let listed = |right: i64, asked: i64| Listed { right: right.clamp(0, asked), asked, missed: Vec::new() };
        let mandarin = self.locale == "zh-CN";
        Some(Speech {
            engine: "vector".to_owned(),
            syllables: mandarin.then(|| listed(right * 2 / 3, 40)),
            words: mandarin.then(|| listed(right - right * 2 / 3, 20)),
            passage: Some(Passage { edits: self.passage_edits, chars: 90, heard: 90 }),
            confidence_pm: Some(self.confidence_pm),
            ..Speech::default()
        })
    }

    /// The features of this candidate: one text, one passage of ninety syllables, three customers, fourteen business items.
    pub fn features(&self) -> Features {
        let ids = |n: usize| (0..n).map(|i| format!("q{i}")).collect::<Vec<_>>();
        let tone = |i: i64| ToneItem { tone: (i % 4 + 1) as u8, p_pm: if i < self.tones { 950 } else { 20 } };
        let mandarin = (self.locale == "zh-CN").then(|| self.spoken(40, (0..40).map(tone).collect()));
        let dialogue = DialogueFeatures {
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
        };
        let share = |asked: i64| Tally { right: (self.business * asked + 13) / 14, asked };
        Features {
            locale: self.locale.clone(),
            seed: 1,
            sample_pct: 0,
            typing: vec![TypingFeatures {
                cpm: self.cpm,
                accuracy_pm: self.accuracy_pm,
                typed: self.cpm * 3,
                edits: self.cpm * 3 - self.cpm * 3 * self.accuracy_pm / 1000,
                elapsed_ms: 180_000,
                events: 140,
                deletions: 0,
            }],
            syllables: mandarin,
            words: None,
            read_aloud: self.spoken(90, Vec::new()),
            talk: None,
            dialogue: vec![dialogue; 3],
            business: Some(BusinessFeatures { situation: share(8), knowledge: share(4), lookup: share(2), missed: Vec::new() }),
            security: SecurityFeatures {
                right: self.right,
                asked: 8,
                missed: ids(self.must_missed),
                asked_again: ids(self.must_missed),
                must_pass_missed: ids(self.must_missed),
            },
            vetting_flags: ids(self.vetting_flags),
            signals: if self.hidden == 0 {
                Vec::new()
            } else {
                vec![Noticed { kind: SignalKind::Hidden, count: self.hidden, ms: 9_000, at_ms: vec![1_000] }]
            },
            copied: ids(self.copied),
            speech: self.speech(),
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
    if !curve.iter().zip(curve.iter().skip(1)).all(|(a, b)| a.1 <= b.1) {
        return Err(format!("{name}: percents must not fall"));
    }
    check_shape(name, curve)
}

fn check_shape(name: &str, curve: &[(i64, i64)]) -> Result<(), String> {
    let rising = curve.iter().zip(curve.iter().skip(1)).all(|(a, b)| a.0 < b.0);
    if curve.len() < 2 || !rising || curve.iter().any(|(_, y)| !(0..=100).contains(y)) {
        return Err(format!("{name}: values must rise, percents must lie in 0–100"));
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
        check_shape("voice.tones", &self.voice.tones)?;
        check_shape("voice.rate_centi", &self.voice.rate_centi)?;
        check_shape("voice.pause_pm", &self.voice.pause_pm)?;
        if let Some(speech) = &self.speech {
            speech.check()?;
        }
        for points in [&self.points.chat, &self.points.voice] {
            let parts = points.all();
            if parts.iter().any(|n| !(0..=100).contains(n)) || parts.iter().sum::<i64>() != 100 {
                return Err("points: parts of 0–100 that sum to 100 on each track".to_owned());
            }
        }
        for room in [&self.room.full, &self.room.short] {
            let positive = [room.typing_rounds, room.prompt_ms, room.scenarios, room.situations, room.security];
            if positive.iter().any(|n| *n < 1) || room.tone_items_min > room.syllables || !(0..=100).contains(&room.sample_pct) {
                return Err("room: lengths do not fit".to_owned());
            }
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
        let wrong: Vec<String> = self.vector.iter().filter_map(|vector| vector.check(self).err()).collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    }
}
