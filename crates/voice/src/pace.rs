//! How fluently somebody reads: syllables counted from the shape of the sound, without knowing the words.
//!
//! After de Jong and Wempe (2009): a syllable is a voiced peak of the speech band that stands 3 dB above its valleys.
//! It compares readers well; single counts are off by a tenth, which [`Pace::rate_error_pct`] says.

use serde::{Deserialize, Serialize};

use crate::{
    decode::{RATE, Sound},
    level::{FRAME, Level},
    pitch::{ANYBODY, FRAMES_PER_S, pitch},
};

/// How far a peak stands above the valley before and after it, in dB.
const PROMINENCE_DB: f32 = 3.0;
/// Frames of 10 ms between two syllables.
const APART: usize = 14;
/// A pause is a silence of a quarter of a second: shorter ones belong to consonants.
const PAUSE_MS: i64 = 250;

/// Whole numbers only, so that a score made from them repeats exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// Syllables heard.
    pub syllables: i64,
    /// From the first word to the last, in ms.
    pub span_ms: i64,
    /// Of this without pauses.
    pub speech_ms: i64,
    pub pauses: i64,
    pub pause_ms: i64,
    pub longest_pause_ms: i64,
    /// Silences of a second and more.
    pub long_pauses: i64,
}

impl Pace {
    /// Syllables in a hundred seconds of `span_ms`; 0 when nothing was said.
    pub const fn rate_centi(&self) -> i64 {
        if self.span_ms == 0 { 0 } else { self.syllables * 100_000 / self.span_ms }
    }

    /// How far the rate may be off, in percent: the method's own tenth, and the chance of few syllables.
    pub const fn rate_error_pct(&self) -> i64 {
        if self.syllables < 10 { 50 } else { 10 + 100 / self.syllables }
    }

    /// Share of the span that is pause, in per mille.
    pub const fn pause_pm(&self) -> i64 {
        if self.span_ms == 0 { 0 } else { self.pause_ms * 1000 / self.span_ms }
    }
}

/// Measures the reading in `sound`, whose `level` is known.
pub fn pace(sound: &Sound, level: &Level) -> Pace {
    let first = level.speech.iter().position(|s| *s);
    let last = level.speech.iter().rposition(|s| *s);
    let (Some(first), Some(last)) = (first, last) else { return Pace::default() };
    let silences: Vec<i64> = level.pauses().iter().map(|(a, b)| (b - a) as i64 * 10).filter(|ms| *ms >= PAUSE_MS).collect();
    let span_ms = (last + 1 - first) as i64 * 10;
    let pause_ms: i64 = silences.iter().sum();
    Pace {
        syllables: nuclei(sound, level).len() as i64,
        span_ms,
        speech_ms: span_ms - pause_ms,
        pauses: silences.len() as i64,
        pause_ms,
        longest_pause_ms: silences.iter().copied().max().unwrap_or(0),
        long_pauses: silences.iter().filter(|ms| **ms >= 1000).count() as i64,
    }
}

/// Frames of 10 ms in which a syllable peaks.
fn nuclei(sound: &Sound, level: &Level) -> Vec<usize> {
    let band = envelope(&sound.samples);
    let track = pitch(&sound.samples, ANYBODY);
    let per_frame = FRAMES_PER_S / 100;
    let voiced = |i: usize| (i * per_frame..(i + 1) * per_frame).any(|k| track.get(k).is_some_and(|hz| *hz > 0.0));
    let mut found: Vec<usize> = Vec::new();
    let mut valley = f32::MAX;
    let mut best: Option<usize> = None;
    for (i, db) in band.iter().enumerate() {
        match best {
            None if *db - valley >= PROMINENCE_DB => best = Some(i),
            Some(top) if *db > band[top] => best = Some(i),
            Some(top) if band[top] - *db >= PROMINENCE_DB => {
                let far = found.last().is_none_or(|l| top - l >= APART);
                if level.speech.get(top).copied().unwrap_or(false) && voiced(top) && far {
                    found.push(top);
                }
                (best, valley) = (None, *db);
            }
            _ => valley = valley.min(*db),
        }
    }
    found
}

/// Level of the band 300–3300 Hz, smoothed over 50 ms, in dB per 10 ms.
fn envelope(samples: &[f32]) -> Vec<f32> {
    let tau = std::f32::consts::TAU;
    let (high, low) = (1.0 - (-tau * 300.0 / RATE as f32).exp(), 1.0 - (-tau * 3300.0 / RATE as f32).exp());
    let (mut slow, mut fast) = ([0.0_f32; 2], [0.0_f32; 2]);
    let band: Vec<f32> = samples
        .iter()
        .map(|x| {
            let mut y = *x;
            for s in &mut slow {
                *s += high * (y - *s);
                y -= *s;
            }
            for f in &mut fast {
                *f += low * (y - *f);
                y = *f;
            }
            y
        })
        .collect();
    let power: Vec<f32> = band.chunks_exact(FRAME).map(|f| f.iter().map(|x| x * x).sum::<f32>() / FRAME as f32).collect();
    (0..power.len())
        .map(|i| {
            let near = &power[i.saturating_sub(2)..(i + 3).min(power.len())];
            10.0 * (near.iter().sum::<f32>() / near.len() as f32).max(1e-10).log10()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::level;

    /// `n` hummed syllables of 150 ms, 100 ms apart, with a silence of 1.2 s after every fifth.
    fn hummed(n: usize) -> Sound {
        let mut samples = vec![0.0_f32; 4_000];
        for k in 0..n {
            for i in 0..2_400 {
                let window = (std::f32::consts::PI * i as f32 / 2_400.0).sin();
                let pulse = (1..20).map(|h| (std::f32::consts::TAU * 150.0 * h as f32 * i as f32 / 16_000.0).sin()).sum::<f32>();
                samples.push(0.03 * window * pulse);
            }
            samples.extend(vec![0.0; if k % 5 == 4 { 19_200 } else { 1_600 }]);
        }
        Sound { samples, ..Sound::default() }
    }

    #[test]
    fn syllables_and_silences_are_counted() {
        let sound = hummed(20);
        let found = pace(&sound, &level(&sound));
        assert_eq!(found.syllables, 20, "{found:?}");
        assert_eq!((found.pauses, found.long_pauses), (3, 3));
        assert!((1_150..1_350).contains(&found.longest_pause_ms), "{found:?}");
        assert!(found.pause_pm() > 300 && found.speech_ms + found.pause_ms == found.span_ms);
    }

    #[test]
    fn nothing_said_is_no_pace() {
        let silent = Sound { samples: vec![0.0; 32_000], ..Sound::default() };
        assert_eq!(pace(&silent, &level(&silent)), Pace::default());
        assert_eq!(Pace::default().rate_centi(), 0);
    }
}
