//! One recording under other conditions: noise, a telephone's band, another pitch.

use voice::{RATE, Sound, level, resample::resample};

pub(crate) struct Vary {
    /// Factor on the pitch, and so on everything else, as if the tape ran at another speed.
    pub(crate) pitch: f32,
    /// Voice over pink noise, in dB.
    pub(crate) pink_db: Option<f32>,
    pub(crate) telephone: bool,
}

impl Vary {
    pub(crate) fn apply(&self, sound: &Sound, seed: u32) -> Sound {
        let mut samples = resample(&sound.samples, (RATE as f32 * self.pitch) as u32, RATE);
        if self.telephone {
            samples = resample(&resample(&samples, RATE, 7_000), 7_000, RATE);
            samples = high_pass(&high_pass(&samples));
        }
        if let Some(db) = self.pink_db {
            let voice = level(&Sound { samples: samples.clone(), ..Sound::default() }).voice_db;
            let noise = pink(samples.len(), seed);
            let power = noise.iter().map(|x| x * x).sum::<f32>() / noise.len().max(1) as f32;
            let gain = 10_f32.powf((voice - db) / 20.0) / power.sqrt().max(1e-9);
            samples.iter_mut().zip(noise).for_each(|(s, n)| *s += gain * n);
        }
        Sound { samples, ..Sound::default() }
    }
}

fn high_pass(x: &[f32]) -> Vec<f32> {
    let keep = 1.0 - 2.0 * std::f32::consts::PI * 250.0 / RATE as f32;
    let (mut last_in, mut last_out) = (0.0, 0.0);
    x.iter()
        .map(|now| {
            last_out = keep * (last_out + now - last_in);
            last_in = *now;
            last_out
        })
        .collect()
}

/// Paul Kellet's filter over white noise.
fn pink(n: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut b = [0.0_f32; 3];
    (0..n)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let white = (state >> 8) as f32 / (1 << 23) as f32 - 1.0;
            b[0] = 0.99765 * b[0] + white * 0.099_046;
            b[1] = 0.963 * b[1] + white * 0.296_516_4;
            b[2] = 0.57 * b[2] + white * 1.052_691_3;
            b.iter().sum::<f32>() + white * 0.1848
        })
        .collect()
}
