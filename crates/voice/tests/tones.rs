//! The shipped tone model: on made-up voices from bass to child, and on the development recordings where they are at hand
//! (`TIDECREW_DATA`, or `shared/data` beside the checkout).
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests may fail loudly")]

use std::{f32::consts::TAU, path::PathBuf};

use voice::{
    RATE, Sound, decode,
    tone::{Model, contours, judge},
};

fn model() -> Model {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/interview/tones.toml");
    Model::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Numbers that look like chance, the same in every run.
struct Chance(u32);

impl Chance {
    fn around(&mut self, middle: f32, off: f32) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        middle + off * ((self.0 >> 8) as f32 / (1 << 23) as f32 - 1.0)
    }
}

/// A syllable of `tone` by a voice around `hz`: pulses through two formants, under the shape of a syllable.
fn syllable(hz: f32, tone: usize, chance: &mut Chance) -> Sound {
    let (levels, ms): ([f32; 4], f32) = [
        ([4.5, 4.6, 4.5, 4.4], 380.0),
        ([-2.0, -1.5, 1.5, 5.0], 400.0),
        ([-2.5, -6.0, -6.5, -2.0], 480.0),
        ([6.0, 4.0, -1.0, -6.0], 300.0),
    ][tone - 1];
    let shift = chance.around(0.0, 0.8);
    let levels = levels.map(|l| l + shift + chance.around(0.0, 0.4));
    let n = (chance.around(ms, 40.0) * RATE as f32 / 1000.0) as usize;
    let formants = [(chance.around(600.0, 150.0), 90.0), (chance.around(1_500.0, 400.0), 120.0)];
    let mut samples = vec![0.0_f32; RATE as usize / 8];
    let (mut phase, mut state) = (0.0_f32, [[0.0_f32; 2]; 2]);
    for i in 0..n {
        let at = i as f32 / n as f32;
        let x = at * 3.0;
        let (k, share) = ((x as usize).min(2), x - (x as usize).min(2) as f32);
        let smooth = share * share * (3.0 - 2.0 * share);
        let semitones = levels[k] + (levels[k + 1] - levels[k]) * smooth;
        phase += hz * (semitones / 12.0).exp2() / RATE as f32;
        let mut y = if phase >= 1.0 { 1.0 } else { 0.0 };
        phase -= y;
        for (s, (centre, width)) in state.iter_mut().zip(formants) {
            let r = (-TAU / 2.0 * width / RATE as f32).exp();
            let now = y + 2.0 * r * (TAU * centre / RATE as f32).cos() * s[0] - r * r * s[1];
            *s = [now, s[0]];
            y = now;
        }
        let shape = (at * 12.0).min(1.0) * ((1.0 - at) * 5.0).min(1.0);
        samples.push(y * 0.02 * shape + chance.around(0.0, 0.0005));
    }
    samples.extend((0..RATE as usize / 8).map(|_| chance.around(0.0, 0.0005)));
    Sound { samples, ..Sound::default() }
}

fn right(hz: f32, each: usize) -> f64 {
    let mut chance = Chance(hz as u32);
    let asked: Vec<usize> = (0..each * 4).map(|i| i % 4 + 1).collect();
    let sounds: Vec<Sound> = asked.iter().map(|tone| syllable(hz, *tone, &mut chance)).collect();
    let judged = judge(&model(), &contours(&sounds.iter().collect::<Vec<_>>()));
    let hits = judged.iter().zip(&asked).filter(|(j, tone)| j.is_some_and(|j| usize::from(j.tone) == **tone)).count();
    hits as f64 / asked.len() as f64
}

#[test]
fn low_voices_are_judged_like_high_ones() {
    for hz in [60.0, 75.0, 90.0, 120.0, 180.0, 240.0, 320.0] {
        let share = right(hz, 12);
        assert!(share >= 0.8, "a voice around {hz} Hz: {share:.3}");
    }
}

#[test]
fn probabilities_sum_to_one_and_silence_has_no_tone() {
    let mut chance = Chance(5);
    let (some, none) = (syllable(200.0, 2, &mut chance), Sound { samples: vec![0.0; 8_000], ..Sound::default() });
    let judged = judge(&model(), &contours(&[&some, &none]));
    assert!((judged[0].unwrap().p.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert_eq!(judged[1], None);
}

#[test]
fn the_development_recordings_are_judged() {
    let root = std::env::var_os("TIDECREW_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    for speaker in ["speaker_a", "speaker_b"] {
        let Ok(listed) = std::fs::read_dir(root.join("interview/tones").join(speaker)) else {
            eprintln!("skipped: no development recordings of {speaker}");
            continue;
        };
        let mut paths: Vec<PathBuf> = listed.map(|e| e.unwrap().path()).collect();
        paths.sort();
        let sounds: Vec<Sound> = paths.iter().step_by(3).map(|p| decode(std::fs::read(p).unwrap()).unwrap()).collect();
        let judged = judge(&model(), &contours(&sounds.iter().collect::<Vec<_>>()));
        let asked = paths.iter().step_by(3).map(|p| p.file_stem().unwrap().to_string_lossy().chars().last().unwrap());
        let hits = judged.iter().zip(asked).filter(|(j, t)| j.is_some_and(|j| j.tone as u32 == t.to_digit(10).unwrap())).count();
        assert!(hits * 100 >= judged.len() * 95, "{speaker}: {hits} of {}", judged.len());
    }
}
