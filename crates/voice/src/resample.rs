//! Changes the sampling rate of a stream: windowed sinc in polyphase form, any ratio of whole rates.

use std::f64::consts::PI;

/// Zero crossings of the sinc on each side.
const CROSSINGS: usize = 16;

/// Takes blocks at one rate, gives blocks at another. Delay is taken out.
pub struct Resampler {
    up: usize,
    down: usize,
    half: usize,
    /// One filter of `2 * half` taps for each of `up` phases.
    taps: Vec<f32>,
    held: Vec<f32>,
    centre: usize,
    phase: usize,
}

impl Resampler {
    /// From `from` to `to` samples a second, both positive.
    pub fn new(from: u32, to: u32) -> Self {
        let shared = gcd(from.max(1), to.max(1));
        let (up, down) = ((to.max(1) / shared) as usize, (from.max(1) / shared) as usize);
        // Below one, the pass band shrinks to that of the lower rate; a little less leaves room for the slope.
        let pass = 0.95 * (f64::from(to) / f64::from(from)).min(1.0);
        let half = (CROSSINGS as f64 / pass).ceil() as usize;
        let mut taps = Vec::with_capacity(up * 2 * half);
        for phase in 0..up {
            let shift = phase as f64 / up as f64;
            let start = taps.len();
            for i in 0..2 * half {
                let t = i as f64 - (half as f64 - 1.0) - shift;
                taps.push((pass * sinc(pass * t) * hann(t / half as f64)) as f32);
            }
            let sum: f32 = taps[start..].iter().sum();
            taps[start..].iter_mut().for_each(|tap| *tap /= sum);
        }
        Self { up, down, half, taps, held: vec![0.0; half], centre: half, phase: 0 }
    }

    /// Takes a block and appends what can be said of it.
    pub fn push(&mut self, block: &[f32], out: &mut Vec<f32>) {
        self.held.extend_from_slice(block);
        let width = 2 * self.half;
        while self.centre + self.half < self.held.len() {
            let from = self.centre + 1 - self.half;
            let filter = &self.taps[self.phase * width..(self.phase + 1) * width];
            out.push(dot(filter, &self.held[from..from + width]));
            self.phase += self.down;
            self.centre += self.phase / self.up;
            self.phase %= self.up;
        }
        let done = (self.centre + 1).saturating_sub(self.half).min(self.held.len());
        self.held.drain(..done);
        self.centre -= done;
    }

    /// Gives the rest.
    pub fn finish(mut self, out: &mut Vec<f32>) {
        let silence = vec![0.0; self.half];
        self.push(&silence, out);
    }
}

/// A whole signal at another rate.
pub fn resample(samples: &[f32], from: u32, to: u32) -> Vec<f32> {
    if from == to {
        return samples.to_vec();
    }
    let mut out = Vec::with_capacity(samples.len() * to as usize / from.max(1) as usize + 1);
    let mut resampler = Resampler::new(from, to);
    resampler.push(samples, &mut out);
    resampler.finish(&mut out);
    out
}

/// Sum of products in eight lanes, which compilers turn into vector instructions.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a8.remainder().iter().zip(b8.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a8.zip(b8) {
        for i in 0..8 {
            lanes[i] += x[i] * y[i];
        }
    }
    rest + lanes.iter().sum::<f32>()
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

fn hann(x: f64) -> f64 {
    if x.abs() >= 1.0 { 0.0 } else { 0.5 + 0.5 * (PI * x).cos() }
}

const fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f64, rate: u32, n: usize) -> Vec<f32> {
        (0..n).map(|i| (2.0 * PI * hz * i as f64 / f64::from(rate)).sin() as f32).collect()
    }

    fn rms(x: &[f32]) -> f32 {
        (dot(x, x) / x.len() as f32).sqrt()
    }

    #[test]
    fn what_can_pass_passes_and_what_would_alias_is_gone() {
        for from in [8_000, 22_050, 44_100, 48_000] {
            let kept = resample(&tone(440.0, from, from as usize), from, 16_000);
            assert!((kept.len() as i64 - 16_000).abs() <= 2, "{from}: {}", kept.len());
            let want = tone(440.0, 16_000, 16_000);
            let off: Vec<f32> = kept.iter().zip(&want).skip(500).take(15_000).map(|(a, b)| a - b).collect();
            assert!(rms(&off) < 0.003, "{from}: {}", rms(&off));
        }
        let gone = resample(&tone(10_000.0, 48_000, 48_000), 48_000, 16_000);
        assert!(rms(&gone[500..15_500]) < 0.01);
    }

    #[test]
    fn blocks_and_the_whole_give_the_same() {
        let sound = tone(300.0, 44_100, 10_000);
        let (mut out, mut stream) = (Vec::new(), Resampler::new(44_100, 16_000));
        for block in sound.chunks(37) {
            stream.push(block, &mut out);
        }
        stream.finish(&mut out);
        assert_eq!(out, resample(&sound, 44_100, 16_000));
    }
}
