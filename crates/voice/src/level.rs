//! How loud a sound is, where somebody speaks, and how far the voice stands out of the noise.

use crate::decode::{RATE, Sound};

/// Samples of one frame: 10 ms.
pub const FRAME: usize = RATE as usize / 100;
/// What silence is called, in dB of full scale.
const FLOOR_DB: f32 = -100.0;

/// The level of a recording, frame by frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// dB of full scale of each 10 ms.
    pub db: Vec<f32>,
    /// Whether somebody speaks in it.
    pub speech: Vec<bool>,
    /// Level of the quiet and of the loud parts, in dB of full scale.
    pub noise_db: f32,
    pub voice_db: f32,
    /// What the quietest twentieth stays under: the hiss of the room.
    pub floor_db: f32,
    pub peak: f32,
}

/// Measures `sound`.
pub fn level(sound: &Sound) -> Level {
    let db = frames_db(&sound.samples);
    let mut sorted = db.clone();
    sorted.sort_by(f32::total_cmp);
    let at = |share: f32| sorted.get((sorted.len() as f32 * share) as usize).copied().unwrap_or(FLOOR_DB);
    let (noise_db, loud) = (at(0.05), at(0.95));
    // Halfway is safe in clean takes; in noisy ones the voice is only what stands out by 6 dB.
    // A take without any pause is all voice; its noise cannot be told, and the ratio says so.
    let threshold = (noise_db + 6.0_f32.max(0.4 * (loud - noise_db))).max(loud - 35.0).min(loud - 3.0).max(-65.0);
    let mut speech: Vec<bool> = db.iter().map(|d| *d > threshold).collect();
    close(&mut speech, 15, 4);
    let voice_db = mean_db(&db, |i| speech[i]);
    let peak = sound.samples.iter().fold(0.0_f32, |m, x| m.max(x.abs()));
    Level { noise_db: mean_db(&db, |i| !speech[i]).max(noise_db), voice_db, db, speech, floor_db: noise_db, peak }
}

impl Level {
    /// How far the voice stands out, in dB. Takes without a pause have no measurable noise and answer by the quietest frames.
    pub fn snr_db(&self) -> f32 {
        (self.voice_db - self.noise_db).clamp(0.0, 90.0)
    }

    pub fn speech_ms(&self) -> u64 {
        self.speech.iter().filter(|s| **s).count() as u64 * 10
    }

    /// Runs of frames without speech between the first and the last word: `(first, past the last)`.
    pub fn pauses(&self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut last: Option<usize> = None;
        for (i, _) in self.speech.iter().enumerate().filter(|(_, s)| **s) {
            if let Some(last) = last.filter(|last| i > last + 1) {
                found.push((last + 1, i));
            }
            last = Some(i);
        }
        found
    }
}

/// dB of full scale of each frame of 10 ms; a last part of a frame is left out.
pub(crate) fn frames_db(samples: &[f32]) -> Vec<f32> {
    samples
        .chunks_exact(FRAME)
        .map(|f| {
            let mean = f.iter().sum::<f32>() / FRAME as f32;
            let power = f.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / FRAME as f32;
            (10.0 * power.max(1e-12).log10()).max(FLOOR_DB)
        })
        .collect()
}

/// Mean power of the frames that `is` picks, in dB; the floor when there are none.
fn mean_db(db: &[f32], is: impl Fn(usize) -> bool) -> f32 {
    let picked = db.iter().enumerate().filter(|(i, _)| is(*i)).map(|(_, d)| 10_f64.powf(f64::from(*d) / 10.0));
    let (n, sum) = picked.fold((0_u32, 0.0), |(n, sum), p| (n + 1, sum + p));
    if n == 0 { FLOOR_DB } else { (10.0 * (sum / f64::from(n)).log10()) as f32 }
}

/// Fills holes shorter than `hole` frames and drops runs shorter than `run`.
fn close(speech: &mut [bool], hole: usize, run: usize) {
    for (value, least) in [(false, hole), (true, run)] {
        let mut start = 0;
        while start < speech.len() {
            let end = speech[start..].iter().position(|s| *s != speech[start]).map_or(speech.len(), |n| start + n);
            let inner = start > 0 && end < speech.len();
            if speech[start] == value && end - start < least && (inner || value) {
                speech[start..end].fill(!value);
                // The run has merged with the one before; what follows is looked at from here.
            }
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bursts(noise: f32) -> Sound {
        let mut seed = 7_u32;
        let samples = (0..RATE as usize * 4)
            .map(|i| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let hiss = (seed >> 8) as f32 / (1 << 23) as f32 - 1.0;
                let on = (i / RATE as usize) % 2 == 1;
                let tone = (i as f32 * 0.1).sin() * 0.3;
                hiss * noise + if on { tone } else { 0.0 }
            })
            .collect();
        Sound { samples, ..Sound::default() }
    }

    #[test]
    fn speech_and_pauses_are_told_apart() {
        for noise in [0.0, 0.001, 0.03] {
            let level = level(&bursts(noise));
            assert!((1_900..2_150).contains(&level.speech_ms()), "{noise}: {}", level.speech_ms());
            assert_eq!(level.pauses().len(), 1);
        }
        assert!(level(&bursts(0.0005)).snr_db() > 50.0);
        let noisy = level(&bursts(0.1)).snr_db();
        assert!((8.0..14.0).contains(&noisy), "{noisy}");
    }

    #[test]
    fn silence_and_nothing_are_measured_too() {
        let silent = level(&Sound { samples: vec![0.0; 16_000], ..Sound::default() });
        assert_eq!((silent.speech_ms(), silent.pauses().len()), (0, 0));
        assert_eq!(level(&Sound::default()).speech_ms(), 0);
    }
}
