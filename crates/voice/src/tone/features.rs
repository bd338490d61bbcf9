//! What tells tones apart, relative to the speaker.

use super::contour::{Contour, POINTS, percentile};

/// How many features there are.
pub const COUNT: usize = 34;

/// Smallest spread of a voice in semitones: flatter than this nobody speaks Mandarin.
const LEAST_SPREAD: f32 = 1.2;

/// What is usual for one speaker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speaker {
    /// Median pitch in semitones over 1 Hz, and spread: half of what eighty percent of the voice covers.
    pub middle: f32,
    pub spread: f32,
    /// Median length of core and of what is heard, in ms.
    pub ms: f32,
    pub heard_ms: f32,
}

impl Speaker {
    pub fn of(contours: &[&Contour]) -> Self {
        let all: Vec<f32> = contours.iter().flat_map(|c| c.semitones).collect();
        let each = |of: fn(&Contour) -> f32| percentile(&contours.iter().map(|c| of(c)).collect::<Vec<_>>(), 0.5);
        let covered = percentile(&all, 0.9) - percentile(&all, 0.1);
        Self {
            middle: percentile(&all, 0.5),
            spread: (covered / 2.0).max(LEAST_SPREAD),
            ms: each(|c| c.ms).max(20.0),
            heard_ms: each(|c| c.heard_ms).max(20.0),
        }
    }
}

/// The features of `contour` as spoken by `speaker`.
pub fn features(contour: &Contour, speaker: &Speaker) -> [f32; COUNT] {
    let z: [f32; POINTS] = contour.semitones.map(|s| (s - speaker.middle) / speaker.spread);
    let mut out = [0.0; COUNT];
    let mut n = 0;
    let mut put = |value: f32| {
        if let Some(slot) = out.get_mut(n) {
            *slot = value.clamp(-6.0, 6.0);
        }
        n += 1;
    };
    for pair in z.chunks_exact(2) {
        put(f32::midpoint(pair[0], pair[1]));
    }
    let bends = legendre(&z);
    bends.iter().for_each(|b| put(*b));
    let (low, high) = (extreme(&z, |a, b| a < b), extreme(&z, |a, b| a > b));
    put(high.1 - low.1);
    put(low.0);
    put(high.0);
    put(high.1);
    put(low.1);
    // Slopes of the thirds, and how far it falls before and rises after its lowest point.
    put(z[5] - z[0]);
    put(z[10] - z[5]);
    put(z[15] - z[10]);
    put(z[0] - low.1);
    put(z[15] - low.1);
    put(high.1 - z[0]);
    put(high.1 - z[15]);
    // Raw range: a voice with little spread must not turn its tremor into tones.
    put(((high.1 - low.1) * speaker.spread) / 4.0);
    put((contour.ms / speaker.ms).log2());
    put((contour.heard_ms / speaker.heard_ms).log2());
    put(contour.voiced * 2.0 - 1.0);
    put(contour.ms / contour.heard_ms);
    for group in contour.db.chunks_exact(4) {
        put(group.iter().sum::<f32>() / 40.0);
    }
    put(extreme(&contour.db, |a, b| a > b).0);
    out
}

/// Where and how much: the place is −1 to 1.
fn extreme(values: &[f32; POINTS], better: fn(f32, f32) -> bool) -> (f32, f32) {
    let at = (1..POINTS).fold(0, |best, i| if better(values[i], values[best]) { i } else { best });
    (2.0 * at as f32 / (POINTS - 1) as f32 - 1.0, values[at])
}

/// Level, slope, bend and double bend.
fn legendre(z: &[f32; POINTS]) -> [f32; 4] {
    let mut sums = [0.0; 4];
    for (i, value) in z.iter().enumerate() {
        let x = 2.0 * (i as f32 + 0.5) / POINTS as f32 - 1.0;
        let basis = [1.0, x, (3.0 * x * x - 1.0) / 2.0, (5.0 * x * x * x - 3.0 * x) / 2.0];
        for (k, b) in basis.iter().enumerate() {
            sums[k] += value * b * (2 * k + 1) as f32 / POINTS as f32;
        }
    }
    sums
}
