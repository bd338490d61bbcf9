//! One take, measured and passed through the gates: it can be scored, or it has to be recorded again.
//!
//! A gate never costs points. Its answer is a stable word for "we could not hear you".

use serde::{Deserialize, Serialize};

use crate::{
    decode::{RATE, Sound, Unreadable, decode},
    level::{FRAME, Level, level},
    pitch::{ANYBODY, FRAMES_PER_S, pitch},
};

/// What is asked of a take. The numbers come from policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gates {
    /// Shortest recording, and least speech in it, in ms.
    pub min_ms: i64,
    pub min_speech_ms: i64,
    /// Voice over noise, in dB.
    pub min_snr_db: i64,
    /// Level of the voice, in dB of full scale.
    pub min_voice_db: i64,
    /// Samples at full scale, in parts of a million.
    pub max_clipped_ppm: i64,
    /// Share of what sounds that has a pitch, per mille, and how far the pitch moves, in hundredths of a semitone: below
    /// either nobody speaks (a tone, a hum, a hiss).
    #[serde(default)]
    pub min_voiced_pm: i64,
    #[serde(default)]
    pub min_spread_cst: i64,
}

/// The sound of a take in whole numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    pub ms: i64,
    pub speech_ms: i64,
    pub snr_db: i64,
    pub voice_db: i64,
    pub clipped_ppm: i64,
    pub bad_packets: i64,
    /// Level of the quietest moments, in dB of full scale; a room is never quite silent.
    #[serde(default)]
    pub noise_db: i64,
    #[serde(default)]
    pub voiced_pm: i64,
    #[serde(default)]
    pub spread_cst: i64,
}

/// How much of a take the gates look at for a pitch.
const LOOKED_AT: usize = 20 * RATE as usize;

impl Heard {
    pub fn of(sound: &Sound, level: &Level) -> Self {
        let (voiced_pm, spread_cst) = voice(sound, level);
        Self {
            ms: sound.ms() as i64,
            speech_ms: level.speech_ms() as i64,
            snr_db: level.snr_db().round() as i64,
            voice_db: level.voice_db.round() as i64,
            clipped_ppm: i64::from(sound.clipped_ppm),
            bad_packets: i64::from(sound.bad_packets),
            noise_db: level.floor_db.round() as i64,
            voiced_pm,
            spread_cst,
        }
    }
}

/// Share of the sounding frames that have a pitch, and between which tenths of the voice it moves.
fn voice(sound: &Sound, level: &Level) -> (i64, i64) {
    let begin = level.speech.iter().position(|s| *s).unwrap_or(0) * FRAME;
    let end = sound.samples.len().min(begin + LOOKED_AT);
    let track = pitch(sound.samples.get(begin..end).unwrap_or(&[]), ANYBODY);
    let per_frame = FRAMES_PER_S / 100;
    let speaks = |i: usize| level.speech.get(begin / FRAME + i / per_frame).copied().unwrap_or(false);
    let spoken: Vec<f32> = track.iter().enumerate().filter(|(i, _)| speaks(*i)).map(|(_, hz)| *hz).collect();
    let mut heights: Vec<f32> = spoken.iter().filter(|hz| **hz > 0.0).map(|hz| 1200.0 * hz.log2()).collect();
    if heights.is_empty() {
        return (0, 0);
    }
    heights.sort_by(f32::total_cmp);
    let at = |tenths: usize| heights[(heights.len() - 1) * tenths / 10];
    ((heights.len() * 1000 / spoken.len()) as i64, (at(9) - at(1)).round() as i64)
}

/// Why a take cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redo {
    Unreadable(Unreadable),
    TooShort,
    Silent,
    Clipped,
    Noisy,
    NoVoice,
}

impl Redo {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreadable(why) => why.word(),
            Self::TooShort => "too_short",
            Self::Silent => "silent",
            Self::Clipped => "clipped",
            Self::Noisy => "noisy",
            Self::NoVoice => "no_voice",
        }
    }
}

/// The first gate that `heard` does not pass.
pub fn gate(gates: &Gates, heard: &Heard) -> Option<Redo> {
    if heard.ms < gates.min_ms {
        Some(Redo::TooShort)
    } else if heard.speech_ms < gates.min_speech_ms || heard.voice_db < gates.min_voice_db {
        Some(Redo::Silent)
    } else if heard.clipped_ppm > gates.max_clipped_ppm {
        Some(Redo::Clipped)
    } else if heard.snr_db < gates.min_snr_db {
        Some(Redo::Noisy)
    } else if heard.voiced_pm < gates.min_voiced_pm || heard.spread_cst < gates.min_spread_cst {
        Some(Redo::NoVoice)
    } else {
        None
    }
}

/// Decodes and measures a take. The sound comes back only when it passed.
pub fn listen(gates: &Gates, bytes: Vec<u8>) -> Result<(Sound, Level, Heard), (Redo, Option<Heard>)> {
    let sound = decode(bytes).map_err(|why| (Redo::Unreadable(why), None))?;
    let level = level(&sound);
    let heard = Heard::of(&sound, &level);
    match gate(gates, &heard) {
        None => Ok((sound, level, heard)),
        Some(redo) => Err((redo, Some(heard))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATES: Gates = Gates {
        min_ms: 300,
        min_speech_ms: 80,
        min_snr_db: 8,
        min_voice_db: -55,
        max_clipped_ppm: 5_000,
        min_voiced_pm: 150,
        min_spread_cst: 60,
    };

    const GOOD: Heard = Heard {
        ms: 900,
        speech_ms: 400,
        snr_db: 30,
        voice_db: -25,
        clipped_ppm: 0,
        bad_packets: 0,
        noise_db: -60,
        voiced_pm: 700,
        spread_cst: 400,
    };

    #[test]
    fn each_gate_has_its_word() {
        let word = |h: Heard| gate(&GATES, &h).map(Redo::word);
        assert_eq!(word(GOOD), None);
        assert_eq!(word(Heard { ms: 200, ..GOOD }), Some("too_short"));
        assert_eq!(word(Heard { speech_ms: 50, ..GOOD }), Some("silent"));
        assert_eq!(word(Heard { voice_db: -70, ..GOOD }), Some("silent"));
        assert_eq!(word(Heard { clipped_ppm: 20_000, ..GOOD }), Some("clipped"));
        assert_eq!(word(Heard { snr_db: 3, ..GOOD }), Some("noisy"));
        assert_eq!(word(Heard { voiced_pm: 40, ..GOOD }), Some("no_voice"));
        assert_eq!(word(Heard { spread_cst: 10, ..GOOD }), Some("no_voice"));
    }
}
