//! The terms that a speech engine's transcripts add: sounds as asked, the passage as written, how free talk ran, a band.

use serde_json::{Value, json};

use super::{
    Features,
    measures::{Term, told, tones, valued, wilson},
    policy::{self, InterviewPolicy, SpeechRules},
};
use crate::speech::{Listed, Speech};

/// Names of the bands, best first.
const BANDS: [&str; 7] = ["1a", "1b", "2a", "2b", "3a", "3b", "none"];

/// Terms with `[segments, passage]` points to be had.
pub(super) fn terms(
    policy: &InterviewPolicy,
    rules: &SpeechRules,
    features: &Features,
    speech: &Speech,
    [segments_max, passage_max]: [i64; 2],
) -> Vec<Term> {
    let mut terms = Vec::new();
    let lists: Vec<&Listed> = [&speech.syllables, &speech.words].into_iter().flatten().collect();
    let passage = speech.passage.unwrap_or_default();
    let right_pm = 1000 - passage.error_pm();
    let chars = (passage.chars * right_pm / 1000, passage.chars);
    // Where no list is read, the passage shows the sounds as well.
    let (right, n) =
        if lists.is_empty() { chars } else { (lists.iter().map(|l| l.right).sum(), lists.iter().map(|l| l.asked).sum()) };
    let missed: Vec<&str> = lists.iter().flat_map(|l| l.missed.iter().map(String::as_str)).collect();
    let seen = json!({"engine": speech.engine, "of": n, "missed": missed});
    let measure = told("speech.segments", right * 1000 / n.max(1), "per mille", n, wilson(right, n), seen);
    terms.push(valued(measure, segments_max, |pm| policy::curve(&rules.segments, pm)));
    let seen = json!({"engine": speech.engine, "edits": passage.edits, "of": passage.chars, "heard": passage.heard});
    let measure = told("speech.passage", right_pm, "per mille", passage.chars, wilson(chars.0, chars.1), seen);
    terms.push(valued(measure, passage_max, |pm| policy::curve(&rules.passage, pm)));
    if let Some(pm) = speech.confidence_pm {
        terms.push(only_told("speech.confidence", pm, "per mille", 1, [pm; 2], json!({"engine": speech.engine})));
    }
    if let Some(talk) = &speech.talk {
        let pace = talk.chars * 60_000 / talk.span_ms.max(1);
        let seen =
            json!({"fillers": talk.fillers, "repeats": talk.repeats, "longest_gap_ms": talk.longest_gap_ms, "scored": false});
        terms.push(only_told("talk.flow", pace, "characters/min", talk.chars, [pace; 2], seen));
        if talk.subjects_of > 0 {
            let seen = json!({"of": talk.subjects_of, "scored": false});
            terms.push(only_told("talk.subjects", talk.subjects, "subjects", talk.subjects_of, [talk.subjects; 2], seen));
        }
    }
    terms.extend(band(policy, rules, features, speech));
    terms
}

fn only_told(name: &str, value: i64, unit: &str, n: i64, ci95: [i64; 2], evidence: Value) -> Term {
    Term { measure: told(name, value, unit, n, ci95, evidence), low: 0 }
}

/// Where syllables, words and passage would lie on the scale of the national test, for reference. Its free talk is judged by
/// people and is left out: of its hundred points these parts give sixty.
fn band(policy: &InterviewPolicy, rules: &SpeechRules, features: &Features, speech: &Speech) -> Option<Term> {
    let (syllables, words, passage) = (speech.syllables.as_ref()?, speech.words.as_ref()?, speech.passage?);
    let (tone_right, tone_n) = tones(&policy.voice, features.syllables.as_ref()?);
    let share = |right: i64, n: i64| {
        let [low, high] = wilson(right, n);
        [low, right * 1000 / n.max(1), high]
    };
    let [tone, one, two] = [share(tone_right, tone_n), share(syllables.right, syllables.asked), share(words.right, words.asked)];
    let wrong = passage.edits.min(passage.chars);
    let errors = share(wrong, passage.chars);
    // The test takes a tenth of a point for each of four hundred syllables, of thirty points.
    let read = |error_pm: i64| (30_000 - error_pm * 40).max(0);
    // Thousandths of a point: ten for syllables, twenty for words, thirty for the passage.
    let of = |i: usize, error_pm: i64| {
        let at = |share: &[i64; 3]| share.get(i).copied().unwrap_or(0);
        (at(&one) * at(&tone) / 100 + at(&two) * 20 + read(error_pm)) / 600
    };
    let [low, value, high] = [of(0, errors[2]), of(1, errors[1]), of(2, errors[0])];
    let name = |points: i64| {
        let at = rules.bands.iter().position(|from| points >= *from).unwrap_or(rules.bands.len());
        BANDS.get(at).copied().unwrap_or("none")
    };
    let seen = json!({"band": name(value), "from": name(low), "to": name(high), "certificate": false});
    let n = syllables.asked + words.asked + passage.chars;
    Some(only_told("mandarin.band", value, "of 100", n, [low, high.max(value)], seen))
}
