//! How a simulated person types: habits by class of keys, a tempo of the day, and chance. The population is made, not
//! recorded: persons differ, and days of one person differ, about as much as published studies of free typing say.

use std::collections::BTreeMap;

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};

/// Classes of keys and of pairs, with their share of pinyin typed with corrections, in percent.
const DOWN: [(&str, u32); 11] = [
    ("left_top", 12),
    ("left_home", 13),
    ("left_low", 9),
    ("right_top", 16),
    ("right_home", 9),
    ("right_low", 10),
    ("space", 15),
    ("erase", 6),
    ("enter", 3),
    ("digit", 4),
    ("other", 3),
];
const BETWEEN: [(&str, u32); 10] = [
    ("ll", 12),
    ("lr", 16),
    ("rl", 16),
    ("rr", 13),
    ("ls", 8),
    ("rs", 9),
    ("sl", 8),
    ("sr", 9),
    ("to_erase", 5),
    ("erase_erase", 4),
];
/// Keys of a window.
pub(crate) const KEYS: u32 = 120;

/// Count, mean and spread of the logarithms of milliseconds, by class.
pub(crate) type Moments = BTreeMap<&'static str, (u32, f64, f64)>;

/// A person's hands.
pub(crate) struct Typist {
    down: Vec<f64>,
    between: Vec<f64>,
    rng: StdRng,
}

/// A day's tempo: the same person is now and then quicker or slower.
#[derive(Clone, Copy)]
pub(crate) struct Tempo {
    down: f64,
    between: f64,
}

fn normal(rng: &mut impl Rng) -> f64 {
    let (a, b): (f64, f64) = (rng.random_range(1e-12..1.0), rng.random_range(0.0..1.0));
    (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
}

impl Typist {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let (down, between) = (4.6 + 0.20 * normal(&mut rng), 5.0 + 0.28 * normal(&mut rng));
        let down = DOWN.iter().map(|_| down + 0.10 * normal(&mut rng)).collect();
        let between = BETWEEN.iter().map(|_| between + 0.18 * normal(&mut rng)).collect();
        Self { down, between, rng }
    }

    pub(crate) fn day(&mut self) -> Tempo {
        Tempo { down: 0.06 * normal(&mut self.rng), between: 0.10 * normal(&mut self.rng) }
    }

    /// The next [`KEYS`] keys: how long they were down, and how long lay between them.
    pub(crate) fn window(&mut self, day: Tempo) -> (Moments, Moments) {
        let (down, between) = (day.down + 0.03 * normal(&mut self.rng), day.between + 0.05 * normal(&mut self.rng));
        let down = moments(&mut self.rng, &DOWN, &self.down, KEYS, down, 0.28);
        // Pauses of thought are no pairs.
        let between = moments(&mut self.rng, &BETWEEN, &self.between, KEYS - 10, between, 0.55);
        (down, between)
    }
}

fn moments(rng: &mut StdRng, classes: &[(&'static str, u32)], habits: &[f64], keys: u32, tempo: f64, spread: f64) -> Moments {
    let mut all = Moments::new();
    for ((name, share), habit) in classes.iter().zip(habits) {
        let n = (keys * share / 100).max(1);
        let took: Vec<f64> = (0..n).map(|_| habit + tempo + spread * normal(rng)).collect();
        let count = f64::from(n);
        let mean = took.iter().sum::<f64>() / count;
        let variance = took.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / count;
        all.insert(name, (n, mean.clamp(0.0, 11.0), variance.sqrt()));
    }
    all
}
