//! What the recordings of a room say: the gates at the end of an upload, and the measures that are scored.
//!
//! Pure. A list of syllables or words is one recording with marks that say when each item was shown; a window between two
//! marks holds one item.

use serde::{Deserialize, Serialize};
use voice::{
    Level, Pace, Sound, pace,
    take::{Gates, Heard, listen},
    tone::{self, Model},
};

use crate::{
    UploadId,
    interview::{Lengths, PartKind, bank::Prompt},
    media::{self, Take},
    score::policy::{ReadAloudRules, VoiceRules},
    upload,
};

/// A complete recording that passed the gates, before it is measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    pub upload: UploadId,
    pub take: Take,
    pub heard: Heard,
    /// When each item was shown, in ms from the beginning.
    pub marks: Vec<i64>,
    pub takes: i64,
}

/// A syllable that was asked for, and how likely its tone was produced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToneItem {
    pub tone: u8,
    /// Per mille.
    pub p_pm: i64,
}

/// What a recording says, in whole numbers: this is scored, again and again if the policy changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spoken {
    pub heard: Heard,
    pub takes: i64,
    /// Syllables of the text or items of the list; 0 where the words are free.
    pub asked: i64,
    /// Items in whose window somebody spoke.
    pub items: i64,
    pub pace: Pace,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tones: Vec<ToneItem>,
}

/// What is asked of one recording.
pub struct Wanted<'a> {
    pub kind: PartKind,
    pub lengths: &'a Lengths,
    pub prompts: &'a [Prompt],
    /// Syllables of the passage.
    pub syllables: i64,
}

fn gates(rules: &VoiceRules, kind: PartKind) -> &Gates {
    match kind {
        PartKind::Syllables | PartKind::Words => &rules.list,
        _ => &rules.passage,
    }
}

/// Decodes a complete upload and passes it through the gates. `Err` is the stable word for "please record again", with
/// what was measured of it.
pub fn admit(
    upload_rules: &ReadAloudRules,
    rules: &VoiceRules,
    wanted: &Wanted<'_>,
    marks: &[i64],
    bytes: Vec<u8>,
) -> Result<(Take, Heard), (&'static str, Option<Heard>)> {
    let taken = media::measure(&bytes, upload_rules.quiet_bytes_per_20ms);
    if let Some(word) = upload::gate(upload_rules, &taken) {
        return Err((word, None));
    }
    let take = taken.map_err(|_| ("damaged", None))?;
    let (_, level, heard) = listen(gates(rules, wanted.kind), bytes).map_err(|(why, heard)| (why.word(), heard))?;
    let word = match wanted.kind {
        PartKind::Talk if heard.speech_ms < wanted.lengths.talk_min_ms => Some("too_short"),
        PartKind::Syllables if heard_items(rules, &level, marks) < wanted.lengths.tone_items_min => Some("too_few"),
        PartKind::Words if heard_items(rules, &level, marks) * 100 < wanted.lengths.words * rules.words_min_pct => {
            Some("too_few")
        }
        _ => None,
    };
    word.map_or(Ok((take, heard)), |word| Err((word, Some(heard))))
}

fn windows(marks: &[i64], end_ms: u64) -> impl Iterator<Item = (u64, u64)> + '_ {
    let at = move |i: usize| marks.get(i).and_then(|ms| u64::try_from(*ms).ok()).unwrap_or(end_ms).min(end_ms);
    (0..marks.len()).map(move |i| (at(i), at(i + 1)))
}

fn heard_items(rules: &VoiceRules, level: &Level, marks: &[i64]) -> i64 {
    let end = level.speech.len() as u64 * 10;
    let spoken = |(from, to): (u64, u64)| {
        let frames = level.speech.get((from / 10) as usize..(to / 10) as usize).unwrap_or(&[]);
        frames.iter().filter(|s| **s).count() as i64 * 10 >= rules.syllable.min_speech_ms
    };
    windows(marks, end).filter(|w| spoken(*w)).count() as i64
}

/// Measures a recording that passed the gates. Bytes that cannot be read any more give the word why.
pub fn measure(
    rules: &VoiceRules,
    model: &Model,
    wanted: &Wanted<'_>,
    recording: &Recording,
    bytes: Vec<u8>,
) -> Result<Spoken, &'static str> {
    let (sound, level, heard) = listen(gates(rules, wanted.kind), bytes).map_err(|(why, _)| why.word())?;
    let asked = match wanted.kind {
        PartKind::ReadAloud => wanted.syllables,
        _ => i64::try_from(wanted.prompts.len()).unwrap_or(0),
    };
    let tones =
        if wanted.kind == PartKind::Syllables { judged(model, &sound, wanted.prompts, &recording.marks) } else { Vec::new() };
    let items = heard_items(rules, &level, &recording.marks);
    Ok(Spoken { heard, takes: recording.takes, asked, items, pace: pace(&sound, &level), tones })
}

/// The tone of every syllable that was heard, against this speaker's own voice.
fn judged(model: &Model, sound: &Sound, prompts: &[Prompt], marks: &[i64]) -> Vec<ToneItem> {
    let parts: Vec<Sound> = windows(marks, sound.ms()).map(|(from, to)| sound.part(from, to)).collect();
    let judged = tone::judge(model, &tone::contours(&parts.iter().collect::<Vec<_>>()));
    let item = |prompt: &Prompt, judged: &tone::Judged| {
        let p = judged.p.get(usize::from(prompt.tone.max(1)) - 1).copied().unwrap_or(0.0);
        ToneItem { tone: prompt.tone, p_pm: (p * 1000.0).round() as i64 }
    };
    prompts.iter().zip(&judged).filter_map(|(prompt, j)| j.as_ref().map(|j| item(prompt, j))).collect()
}
