//! One take, measured and passed through the gates: it can be scored, or it has to be recorded again.
//!
//! A gate never costs points. Its answer is a stable word for "we could not hear you".

use serde::{Deserialize, Serialize};

use crate::{
    decode::{Sound, Unreadable, decode},
    level::{Level, level},
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
}

impl Heard {
    pub fn of(sound: &Sound, level: &Level) -> Self {
        Self {
            ms: sound.ms() as i64,
            speech_ms: level.speech_ms() as i64,
            snr_db: level.snr_db().round() as i64,
            voice_db: level.voice_db.round() as i64,
            clipped_ppm: i64::from(sound.clipped_ppm),
            bad_packets: i64::from(sound.bad_packets),
        }
    }
}

/// Why a take cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redo {
    Unreadable(Unreadable),
    TooShort,
    Silent,
    Clipped,
    Noisy,
}

impl Redo {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreadable(why) => why.word(),
            Self::TooShort => "too_short",
            Self::Silent => "silent",
            Self::Clipped => "clipped",
            Self::Noisy => "noisy",
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

    const GATES: Gates = Gates { min_ms: 300, min_speech_ms: 80, min_snr_db: 8, min_voice_db: -55, max_clipped_ppm: 5_000 };

    const GOOD: Heard = Heard { ms: 900, speech_ms: 400, snr_db: 30, voice_db: -25, clipped_ppm: 0, bad_packets: 0 };

    #[test]
    fn each_gate_has_its_word() {
        let word = |h: Heard| gate(&GATES, &h).map(Redo::word);
        assert_eq!(word(GOOD), None);
        assert_eq!(word(Heard { ms: 200, ..GOOD }), Some("too_short"));
        assert_eq!(word(Heard { speech_ms: 50, ..GOOD }), Some("silent"));
        assert_eq!(word(Heard { voice_db: -70, ..GOOD }), Some("silent"));
        assert_eq!(word(Heard { clipped_ppm: 20_000, ..GOOD }), Some("clipped"));
        assert_eq!(word(Heard { snr_db: 3, ..GOOD }), Some("noisy"));
    }
}
