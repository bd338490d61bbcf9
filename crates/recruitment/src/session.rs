//! A recorded session scored away from the room: the same rules on the same answers, with what the recordings say.
//!
//! Pure: the caller reads the manifest and the recordings. A take that cannot be heard gives no score, only the word why
//! and that it has to be recorded again.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use voice::{
    Pace, pace,
    take::{Heard, Redo, listen},
    tone::{self, Model},
};

use crate::{
    interview::{
        bank::Bank,
        dialogue::play,
        security::{self, Answer},
        typing::{self, TypingEvent, TypingTask},
    },
    media,
    score::{Features, Measure, ReadAloud, Score, policy::InterviewPolicy, score},
};

/// What `manifest.json` of a session's folder holds; `docs/INTERVIEW.md` documents it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Chooses the forms, as in the room.
    pub seed: i64,
    pub typing: Typed,
    /// File of the passage.
    pub read_aloud: String,
    /// Single syllables, each with the tone that was asked for.
    #[serde(default)]
    pub syllables: Vec<Syllable>,
    /// What the candidate wrote to the scripted customer, in order.
    pub dialogue: Vec<String>,
    pub security: Vec<Answer>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    pub text: String,
    pub events: Vec<TypingEvent>,
    /// How long the part was open, in ms.
    pub open_ms: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Syllable {
    pub file: String,
    pub tone: u8,
}

/// A take that has to be recorded again, and what was measured of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Again {
    pub file: String,
    pub reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard: Option<Heard>,
}

/// What became of a session. Without a score there is something in `redo`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// What the recordings say. It carries no points until cut-offs have been validated on rated recordings.
    pub voice: Vec<Measure>,
    pub redo: Vec<Again>,
    pub policy: String,
}

/// Everything a session is scored with.
pub struct Rules<'a> {
    pub policy: &'a InterviewPolicy,
    pub policy_hash: &'a str,
    pub bank: &'a Bank,
    pub tones: &'a Model,
}

/// Scores the session of `manifest`; `read` gives the bytes of a file it names.
pub fn run(rules: &Rules<'_>, manifest: &Manifest, read: &mut dyn FnMut(&str) -> Result<Vec<u8>>) -> Result<Outcome> {
    let mut redo = Vec::new();
    let passage = read(&manifest.read_aloud)?;
    let take = media::measure(&passage, rules.policy.read_aloud.quiet_bytes_per_20ms);
    let mut measures = Vec::new();
    match listen(&rules.policy.voice.passage, passage) {
        Ok((sound, level, heard)) => measures.extend(reading(&pace(&sound, &level), &heard)),
        Err((why, heard)) => redo.push(again(&manifest.read_aloud, why, heard)),
    }
    measures.extend(tones(rules, manifest, read, &mut redo)?);
    let score = match take {
        Ok(take) if !redo.iter().any(|r| r.file == manifest.read_aloud) => Some(answers(rules, manifest, take)?),
        _ => None,
    };
    Ok(Outcome { score, voice: measures, redo, policy: rules.policy_hash.to_owned() })
}

fn again(file: &str, why: Redo, heard: Option<Heard>) -> Again {
    Again { file: file.to_owned(), reason: why.word(), heard }
}

/// The score of everything that was typed and chosen, as the room gives it.
fn answers(rules: &Rules<'_>, manifest: &Manifest, take: media::Take) -> Result<Score> {
    let (bank, seed) = (rules.bank, manifest.seed);
    let item = bank.typing_of(seed)?;
    let typed = &manifest.typing;
    let task = TypingTask { locale: &manifest.locale, target: &item.text, seconds: item.seconds, open_ms: typed.open_ms };
    let features = Features {
        locale: manifest.locale.clone(),
        typing: typing::measure(&rules.policy.typing.human, &task, &typed.text, &typed.events)?,
        read_aloud: ReadAloud { take, syllables: bank.read_aloud_of(seed)?.syllables, takes: 1 },
        dialogue: play(bank.scenario_of(seed)?, &bank.cues, seed, &manifest.dialogue).features,
        security: security::mark(&bank.security, bank.security_asked, seed, &manifest.security)?,
        vetting_flags: Vec::new(),
        is_demo: false,
    };
    Ok(score(rules.policy, &features))
}

fn told(name: &str, value: i64, unit: &str, n: i64, ci95: [i64; 2], evidence: serde_json::Value) -> Measure {
    Measure { name: name.to_owned(), value, unit: unit.to_owned(), n: Some(n), ci95: Some(ci95), evidence, points: 0, max: 0 }
}

fn reading(pace: &Pace, heard: &Heard) -> Vec<Measure> {
    let seen = serde_json::json!({"pace": pace, "heard": heard});
    let (rate, off) = (pace.rate_centi(), pace.rate_error_pct());
    let pauses = pace.pause_pm();
    vec![
        told(
            "read_aloud.rate",
            rate,
            "syllables/100 s",
            pace.syllables,
            [rate * (100 - off) / 100, rate * (100 + off) / 100],
            seen,
        ),
        told(
            "read_aloud.pauses",
            pauses,
            "per mille",
            pace.pauses,
            [pauses, pauses],
            serde_json::json!({"long": pace.long_pauses, "longest_ms": pace.longest_pause_ms}),
        ),
    ]
}

/// How many of the asked tones were produced. Too few heard syllables give no index.
fn tones(
    rules: &Rules<'_>,
    manifest: &Manifest,
    read: &mut dyn FnMut(&str) -> Result<Vec<u8>>,
    redo: &mut Vec<Again>,
) -> Result<Option<Measure>> {
    let (mut sounds, mut asked) = (Vec::new(), Vec::new());
    for syllable in &manifest.syllables {
        if !(1..=4).contains(&syllable.tone) {
            return Err(Error::field("syllables.tone", "out_of_range", format!("{}: the tone is 1 to 4", syllable.file)));
        }
        match listen(&rules.policy.voice.syllable, read(&syllable.file)?) {
            Ok((sound, ..)) => {
                sounds.push(sound);
                asked.push(syllable);
            }
            Err((why, heard)) => redo.push(again(&syllable.file, why, heard)),
        }
    }
    let judged = tone::judge(rules.tones, &tone::contours(&sounds.iter().collect::<Vec<_>>()));
    let heard: Vec<(&str, u8, tone::Judged)> =
        judged.iter().zip(&asked).filter_map(|(j, s)| j.map(|j| (s.file.as_str(), s.tone, j))).collect();
    let n = i64::try_from(heard.len()).unwrap_or(0);
    if n < rules.policy.voice.tone_items_min {
        return Ok(None);
    }
    let said = |tone: u8, j: &tone::Judged| (j.p[usize::from(tone) - 1] * 1000.0).round() as i64;
    let right = heard.iter().filter(|(_, tone, j)| said(*tone, j) >= rules.policy.voice.tone_accept_pm).count() as i64;
    let items: Vec<_> =
        heard.iter().map(|(file, tone, j)| serde_json::json!({"file": file, "asked": tone, "p_pm": said(*tone, j)})).collect();
    Ok(Some(told("mandarin.tones", right * 1000 / n, "per mille", n, wilson(right, n), serde_json::json!(items))))
}

/// Wilson's interval of `right` in `n`, in per mille.
fn wilson(right: i64, n: i64) -> [i64; 2] {
    let (p, n, z) = (right as f64 / n.max(1) as f64, n.max(1) as f64, 1.96_f64);
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z * z / n;
    [((middle - half) / whole * 1000.0).round() as i64, ((middle + half) / whole * 1000.0).round() as i64]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_wilson_s() {
        assert_eq!(wilson(39, 40), [871, 996]);
        assert_eq!(wilson(0, 10), [0, 278]);
    }
}
