//! Gradient descent (Adam) over small networks, with the speaker's reference jittered at every step.

use std::{error::Error, fmt::Write};

use voice::tone::{
    Contour, Model, Speaker,
    features::{COUNT, features},
    model::{Net, VERSION},
};

const HIDDEN: usize = 24;
const NETS: usize = 5;
const EPOCHS: usize = 40;
const BATCH: usize = 32;
const RATE: f32 = 0.003;
const DECAY: f32 = 0.003;
/// Probability mass kept off the right answer, so that confidence stays honest.
const SMOOTH: f32 = 0.02;

#[derive(Clone)]
pub(crate) struct Example {
    pub(crate) contour: Contour,
    pub(crate) speaker: Speaker,
    pub(crate) tone: usize,
}

pub(crate) struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 24) as f32
    }

    /// About normal: the sum of six even numbers.
    fn normal(&mut self, spread: f32) -> f32 {
        ((0..6).map(|_| self.next()).sum::<f32>() - 3.0) * 1.414 * spread
    }
}

/// The example as another reference would show it.
fn jittered(e: &Example, chance: &mut Chance) -> [f32; COUNT] {
    let mut speaker = e.speaker;
    speaker.middle += chance.normal(0.12) * speaker.spread;
    speaker.spread *= chance.normal(0.1).exp();
    speaker.ms *= chance.normal(0.12).exp();
    speaker.heard_ms *= chance.normal(0.12).exp();
    let mut contour = e.contour.clone();
    let (tilt, bend) = (chance.normal(0.08) * speaker.spread, chance.normal(0.05) * speaker.spread);
    for (i, s) in contour.semitones.iter_mut().enumerate() {
        let x = i as f32 / 7.5 - 1.0;
        *s += tilt * x + bend * (x * x - 0.33);
    }
    features(&contour, &speaker)
}

pub(crate) fn model(examples: &[Example], provenance: String) -> Model {
    let plain: Vec<[f32; COUNT]> = examples.iter().map(|e| features(&e.contour, &e.speaker)).collect();
    let n = plain.len().max(1) as f32;
    let mean: Vec<f32> = (0..COUNT).map(|k| plain.iter().map(|f| f[k]).sum::<f32>() / n).collect();
    let spread: Vec<f32> =
        (0..COUNT).map(|k| (plain.iter().map(|f| (f[k] - mean[k]).powi(2)).sum::<f32>() / n).sqrt().max(0.05)).collect();
    let net = (0..NETS).map(|i| train(examples, &mean, &spread, i as u64 + 1)).collect();
    Model { version: VERSION, provenance, mean, spread, net }
}

/// Weights in one row: hidden rows, then output rows, each with its bias last.
struct Weights {
    w: Vec<f32>,
    m: Vec<f32>,
    v: Vec<f32>,
    grad: Vec<f32>,
    step: i32,
}

const IN: usize = COUNT + 1;
const OUT_AT: usize = HIDDEN * IN;
const SIZE: usize = OUT_AT + 4 * (HIDDEN + 1);

impl Weights {
    fn gradient(&mut self, x: &[f32], tone: usize) {
        let row = |r: &[f32], x: &[f32]| r.iter().zip(x).map(|(a, b)| a * b).sum::<f32>() + r[r.len() - 1];
        let h: Vec<f32> = (0..HIDDEN).map(|i| row(&self.w[i * IN..(i + 1) * IN], x).tanh()).collect();
        let out = |k: usize| OUT_AT + k * (HIDDEN + 1)..OUT_AT + (k + 1) * (HIDDEN + 1);
        let z: Vec<f32> = (0..4).map(|k| row(&self.w[out(k)], &h)).collect();
        let top = z.iter().copied().fold(f32::MIN, f32::max);
        let sum: f32 = z.iter().map(|v| (v - top).exp()).sum();
        let mut dh = [0.0; HIDDEN];
        for (k, score) in z.iter().enumerate() {
            let want = if k == tone { 1.0 - SMOOTH } else { SMOOTH / 3.0 };
            let d = (score - top).exp() / sum - want;
            let base = out(k).start;
            for i in 0..HIDDEN {
                self.grad[base + i] += d * h[i];
                dh[i] += d * self.w[base + i];
            }
            self.grad[base + HIDDEN] += d;
        }
        for i in 0..HIDDEN {
            let d = dh[i] * (1.0 - h[i] * h[i]);
            for (k, x) in x.iter().enumerate() {
                self.grad[i * IN + k] += d * x;
            }
            self.grad[i * IN + COUNT] += d;
        }
    }

    fn move_on(&mut self, rate: f32, batch: usize) {
        self.step += 1;
        let (c1, c2) = (1.0 - 0.9_f32.powi(self.step), 1.0 - 0.999_f32.powi(self.step));
        for i in 0..SIZE {
            let g = self.grad[i] / batch as f32;
            self.m[i] = 0.9 * self.m[i] + 0.1 * g;
            self.v[i] = 0.999 * self.v[i] + 0.001 * g * g;
            self.w[i] -= rate * ((self.m[i] / c1) / ((self.v[i] / c2).sqrt() + 1e-8) + DECAY * self.w[i]);
            self.grad[i] = 0.0;
        }
    }
}

fn train(examples: &[Example], mean: &[f32], spread: &[f32], seed: u64) -> Net {
    let mut chance = Chance(seed);
    let w = (0..SIZE).map(|i| chance.normal(if i < OUT_AT { 0.15 } else { 0.2 })).collect();
    let zero = || vec![0.0; SIZE];
    let mut weights = Weights { w, m: zero(), v: zero(), grad: zero(), step: 0 };
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for epoch in 0..EPOCHS {
        for i in (1..order.len()).rev() {
            order.swap(i, (chance.next() * (i + 1) as f32) as usize);
        }
        let rate = RATE * (1.0 - epoch as f32 / EPOCHS as f32);
        for batch in order.chunks(BATCH) {
            for i in batch {
                let f = jittered(&examples[*i], &mut chance);
                let x: Vec<f32> = (0..COUNT).map(|k| (f[k] - mean[k]) / spread[k]).collect();
                weights.gradient(&x, examples[*i].tone);
            }
            weights.move_on(rate, batch.len());
        }
    }
    let rows =
        |at: usize, wide: usize, n: usize| (0..n).map(|i| weights.w[at + i * wide..at + (i + 1) * wide].to_vec()).collect();
    Net { hidden: rows(0, IN, HIDDEN), out: rows(OUT_AT, HIDDEN + 1, 4) }
}

/// The file, with a row to a line.
pub(crate) fn toml(model: &Model) -> Result<String, Box<dyn Error>> {
    let row = |r: &[f32]| format!("[{}]", r.iter().map(|x| format!("{x:.4}")).collect::<Vec<_>>().join(", "));
    let rows = |r: &[Vec<f32>]| r.iter().map(|r| format!("  {},\n", row(r))).collect::<String>();
    let mut out = String::new();
    writeln!(out, "# Coefficients of the tone classifier: no recordings, numbers only. Written by a tool; do not edit by hand.")?;
    writeln!(out, "version = {}\nprovenance = {:?}", model.version, model.provenance)?;
    writeln!(out, "mean = {}\nspread = {}", row(&model.mean), row(&model.spread))?;
    for net in &model.net {
        write!(out, "\n[[net]]\nhidden = [\n{}]\nout = [\n{}]\n", rows(&net.hidden), rows(&net.out))?;
    }
    Ok(out)
}
