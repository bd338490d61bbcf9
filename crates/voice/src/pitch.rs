//! How high a voice is, every five milliseconds: normalised cross-correlation, and the cheapest path through its peaks.

use crate::resample::{dot, resample};

/// Rate the correlation runs at: fine enough for the short periods of high voices.
const RATE: usize = 8_000;
/// Samples between two frames: 5 ms.
pub const HOP: usize = 40;
/// Frames a second.
pub const FRAMES_PER_S: usize = RATE / HOP;
/// Samples compared: 30 ms.
const WINDOW: usize = 240;
/// Peaks kept in a frame.
const PEAKS: usize = 6;

/// Where the pitch is looked for, in Hz. The limits are wide for fairness: low voices creak at 45 Hz.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub low: f32,
    pub high: f32,
}

pub const ANYBODY: Range = Range { low: 45.0, high: 550.0 };

/// Likeness from which a frame is voiced, level (of the peak) below which it is not, price of an octave lower.
const VOICED_FROM: f32 = 0.45;
const SILENT_BELOW: f32 = 0.03;
const HIGHER_IS_CHEAPER: f32 = 0.06;
/// Price of an octave between two frames, and of going in or out of voice.
const JUMP: f32 = 0.7;
const TURN_VOICED: f32 = 0.28;

#[derive(Clone, Copy)]
struct Peak {
    /// 0 for "no voice".
    hz: f32,
    strength: f32,
}

/// Pitch in Hz of each frame, 0 where there is no voice. `samples` are at 16 kHz.
pub fn pitch(samples: &[f32], range: Range) -> Vec<f32> {
    let low = resample(samples, crate::decode::RATE, RATE as u32);
    let frames = low.len() / HOP;
    let longest = (RATE as f32 / range.low).ceil() as usize + 2;
    let shortest = ((RATE as f32 / range.high).floor() as usize).max(3) - 1;
    let pad = (WINDOW + longest) / 2 + 1;
    let mut padded = vec![0.0; pad];
    padded.extend(high_pass(&high_pass(&low, range), range));
    padded.extend(vec![0.0; pad + HOP]);
    let loudest = padded.iter().fold(0.0_f32, |m, x| m.max(x.abs()));
    if frames == 0 || loudest < 1e-5 {
        return vec![0.0; frames];
    }
    let sums = power_sums(&padded);
    let columns: Vec<Vec<Peak>> = (0..frames)
        .map(|f| {
            let centre = pad + f * HOP + HOP / 2;
            let near = padded[centre - WINDOW / 2..centre + WINDOW / 2].iter().fold(0.0_f32, |m, x| m.max(x.abs()));
            peaks(&padded, &sums, centre, shortest..=longest, near / loudest, range)
        })
        .collect();
    best_path(&columns)
}

/// Takes out rumble and hum below what is looked for.
fn high_pass(x: &[f32], range: Range) -> Vec<f32> {
    let keep = 1.0 - 2.0 * std::f32::consts::PI * 0.6 * range.low / RATE as f32;
    let (mut last_in, mut last_out) = (0.0, 0.0);
    x.iter()
        .map(|now| {
            last_out = keep * (last_out + now - last_in);
            last_in = *now;
            last_out
        })
        .collect()
}

fn power_sums(x: &[f32]) -> Vec<f64> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(x.iter().map(|v| {
            sum += f64::from(*v) * f64::from(*v);
            sum
        }))
        .collect()
}

/// How alike two windows `lag` apart around `centre` are, −1 to 1.
fn alike(x: &[f32], sums: &[f64], centre: usize, lag: usize) -> f32 {
    let a = centre - (WINDOW + lag) / 2;
    let b = a + lag;
    let power = (sums[a + WINDOW] - sums[a]) * (sums[b + WINDOW] - sums[b]);
    dot(&x[a..a + WINDOW], &x[b..b + WINDOW]) / (power.max(0.0).sqrt() as f32 + 1e-7)
}

fn peaks(x: &[f32], sums: &[f64], centre: usize, lags: std::ops::RangeInclusive<usize>, loud: f32, range: Range) -> Vec<Peak> {
    let first = *lags.start();
    let r: Vec<f32> = lags.map(|lag| alike(x, sums, centre, lag)).collect();
    let mut found: Vec<Peak> = r
        .windows(3)
        .enumerate()
        .filter(|(_, w)| w[1] > 0.25 && w[1] > w[0] && w[1] >= w[2])
        .map(|(i, w)| {
            let bend = w[0] - 2.0 * w[1] + w[2];
            let shift = if bend < 0.0 { (0.5 * (w[0] - w[2]) / bend).clamp(-0.5, 0.5) } else { 0.0 };
            let hz = RATE as f32 / ((first + i + 1) as f32 + shift);
            let top = (w[1] - 0.25 * (w[0] - w[2]) * shift).min(1.0);
            Peak { hz, strength: top + HIGHER_IS_CHEAPER * (hz / range.low).log2() }
        })
        .filter(|p| p.hz >= range.low && p.hz <= range.high)
        .collect();
    found.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    found.truncate(PEAKS);
    let quiet = (2.0 - loud * (1.0 + VOICED_FROM) / SILENT_BELOW).max(0.0);
    found.push(Peak { hz: 0.0, strength: VOICED_FROM + quiet });
    found
}

/// The path of greatest strength less the cost of its jumps (Viterbi).
fn best_path(columns: &[Vec<Peak>]) -> Vec<f32> {
    let mut score: Vec<f32> = columns.first().map_or_else(Vec::new, |c| c.iter().map(|p| p.strength).collect());
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(columns.len());
    for pair in columns.windows(2) {
        let (mut next, mut from) = (Vec::with_capacity(pair[1].len()), Vec::with_capacity(pair[1].len()));
        for to in &pair[1] {
            let (best, value) = pair[0]
                .iter()
                .enumerate()
                .map(|(i, p)| (i, score[i] - jump(p.hz, to.hz)))
                .fold((0, f32::MIN), |a, b| if b.1 > a.1 { b } else { a });
            next.push(value + to.strength);
            from.push(best);
        }
        score = next;
        back.push(from);
    }
    let mut at = score.iter().enumerate().fold((0, f32::MIN), |a, (i, s)| if *s > a.1 { (i, *s) } else { a }).0;
    let mut path = Vec::with_capacity(columns.len());
    for (i, column) in columns.iter().enumerate().rev() {
        path.push(column.get(at).map_or(0.0, |p| p.hz));
        if let Some(from) = i.checked_sub(1).and_then(|i| back.get(i)) {
            at = from.get(at).copied().unwrap_or(0);
        }
    }
    path.reverse();
    path
}

fn jump(a: f32, b: f32) -> f32 {
    match (a > 0.0, b > 0.0) {
        (true, true) => JUMP * (a / b).log2().abs(),
        (false, false) => 0.0,
        _ => TURN_VOICED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pulse train through a crude vocal tract, gliding from `from` to `to` Hz in one second.
    fn voice(from: f32, to: f32) -> Vec<f32> {
        let (mut phase, mut y1, mut y2) = (0.0_f32, 0.0_f32, 0.0_f32);
        (0..16_000)
            .map(|i| {
                phase += (from + (to - from) * i as f32 / 16_000.0) / 16_000.0;
                let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
                phase -= pulse;
                let y = pulse + 1.85 * y1 - 0.92 * y2;
                (y2, y1) = (y1, y);
                y * 0.05
            })
            .collect()
    }

    #[test]
    fn pitch_is_found_from_bass_to_child() {
        for (from, to) in [(55.0, 65.0), (60.0, 90.0), (90.0, 60.0), (100.0, 180.0), (300.0, 150.0), (420.0, 480.0)] {
            let found = pitch(&voice(from, to), ANYBODY);
            let right = found.iter().enumerate().filter(|(i, hz)| {
                let want = from + (to - from) * (*i as f32 + 0.5) / FRAMES_PER_S as f32;
                (*hz / want).log2().abs() < 0.03
            });
            assert!(right.count() > 180, "{from}–{to}: {found:?}");
        }
    }

    #[test]
    fn hiss_and_silence_have_no_pitch() {
        let mut seed = 1_u32;
        let hiss: Vec<f32> = (0..16_000)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 8) as f32 / (1 << 24) as f32 - 0.5
            })
            .collect();
        let voiced = pitch(&hiss, ANYBODY).iter().filter(|hz| **hz > 0.0).count();
        assert!(voiced < 40, "{voiced}");
        assert!(pitch(&vec![0.0; 16_000], ANYBODY).iter().all(|hz| *hz == 0.0));
        assert!(pitch(&[], ANYBODY).is_empty());
    }
}
