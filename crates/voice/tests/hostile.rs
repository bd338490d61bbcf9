//! Untrusted bytes: a sound or a clean error, never a panic, whatever is cut, missing, flipped or made up.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use proptest::prelude::*;
use voice::{
    Unreadable, decode,
    level::level,
    pace::pace,
    pitch::{ANYBODY, pitch},
};

/// A second of hum as a WAV file of 16 bits.
fn wav(rate: u32) -> Vec<u8> {
    let samples: Vec<i16> = (0..rate).map(|i| ((f64::from(i) * 800.0 / f64::from(rate)).sin() * 9_000.0) as i16).collect();
    let size = samples.len() as u32 * 2;
    let mut out = b"RIFF".to_vec();
    out.extend((36 + size).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    out.extend([1_u16, 1].iter().flat_map(|x| x.to_le_bytes()));
    out.extend([rate, rate * 2].iter().flat_map(|x| x.to_le_bytes()));
    out.extend([2_u16, 16].iter().flat_map(|x| x.to_le_bytes()));
    out.extend(b"data");
    out.extend(size.to_le_bytes());
    out.extend(samples.iter().flat_map(|x| x.to_le_bytes()));
    out
}

/// Recordings as browsers make them, kept by the crate that receives them.
fn samples() -> Vec<Vec<u8>> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../recruitment-core/src/media/samples");
    let mut all: Vec<Vec<u8>> = ["beeps.webm", "video-cut.webm", "muted.webm", "beeps.mp4"]
        .iter()
        .map(|n| std::fs::read(format!("{dir}/{n}")).unwrap())
        .collect();
    all.push(wav(16_000));
    all
}

/// Everything that is done to a recording; the answer does not matter here, that there is one does.
fn run(bytes: Vec<u8>) {
    if let Ok(sound) = decode(bytes) {
        assert!(sound.samples.iter().all(|x| x.is_finite()));
        let level = level(&sound);
        pace(&sound, &level);
        pitch(&sound.samples[..sound.samples.len().min(16_000)], ANYBODY);
    }
}

#[test]
fn whole_recordings_give_their_sound() {
    for (rate, want) in [(16_000, 16_000), (44_100, 16_000), (48_000, 16_000)] {
        let sound = decode(wav(rate)).unwrap();
        assert!((sound.samples.len() as i64 - want).abs() < 4, "{rate}");
        assert!((level(&sound).voice_db + 14.2).abs() < 0.5);
    }
    let browser = &samples()[0];
    let sound = decode(browser.clone()).unwrap();
    assert!(sound.ms() > 1_000 && level(&sound).speech_ms() > 100, "{} ms", sound.ms());
    assert!(decode(samples()[1].clone()).unwrap().ms() > 500);
}

#[test]
fn what_is_no_recording_is_said_to_be_none() {
    assert_eq!(decode(Vec::new()).unwrap_err(), Unreadable::Empty);
    assert_eq!(decode(b"<html>no</html>".repeat(40)).unwrap_err(), Unreadable::WrongContainer);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend([0; 4_000]);
    assert!(decode(png).is_err());
}

#[test]
fn a_missing_chunk_leaves_the_rest() {
    let whole = samples()[0].clone();
    let (a, b) = (whole.len() / 3, whole.len() / 3 + 900);
    run([&whole[..a], &whole[b..]].concat());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn cut_recordings(which in 0..5_usize, share in 0.0..1.0_f64) {
        let mut bytes = samples()[which].clone();
        bytes.truncate((bytes.len() as f64 * share) as usize);
        run(bytes);
    }

    #[test]
    fn flipped_recordings(which in 0..5_usize, at in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 1..60)) {
        let mut bytes = samples()[which].clone();
        for (place, value) in at {
            let i = (bytes.len() as f64 * place) as usize;
            bytes[i] = value;
        }
        run(bytes);
    }

    #[test]
    fn random_bytes_behind_a_known_head(which in 0..5_usize, head in 0..64_usize, rest in prop::collection::vec(any::<u8>(), 0..3_000)) {
        let mut bytes = samples()[which][..head].to_vec();
        bytes.extend(rest);
        run(bytes);
    }
}
