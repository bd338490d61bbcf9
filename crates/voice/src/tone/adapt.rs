//! A second look at one speaker: their own syllables, as the model first judged them, draw the borders between their
//! tones more sharply than other people's can. Nobody's labels are used.

use super::features::COUNT;

/// Rounds of judging and drawing anew.
const ROUNDS: usize = 3;
/// Steps of descent in a round, their size, and how much of the last step is kept.
const STEPS: usize = 120;
const RATE: f64 = 0.3;
const KEEP: f64 = 0.8;
/// How strongly borders are held back: as much as so many syllables would. Few syllables change next to nothing.
const HOLD: f64 = 20.0;

type Row = [f64; COUNT + 1];

/// Sharpens the probabilities `first` of one speaker's syllables, whose standardised features are `x`.
pub(super) fn adapt(x: &[Vec<f32>], first: &[[f64; 4]]) -> Vec<[f64; 4]> {
    let mut now = first.to_vec();
    for _ in 0..ROUNDS {
        let own = regress(x, &now);
        now = first.iter().zip(x).map(|(p, x)| blend(p, &probabilities(&own, x))).collect();
    }
    now
}

/// The geometric middle of two opinions.
fn blend(a: &[f64; 4], b: &[f64; 4]) -> [f64; 4] {
    let both: [f64; 4] = std::array::from_fn(|i| (a[i] * b[i]).sqrt());
    let sum: f64 = both.iter().sum::<f64>().max(1e-12);
    both.map(|v| v / sum)
}

fn probabilities(w: &[Row; 4], x: &[f32]) -> [f64; 4] {
    let z: [f64; 4] = std::array::from_fn(|k| x.iter().zip(&w[k]).map(|(x, w)| f64::from(*x) * w).sum::<f64>() + w[k][COUNT]);
    let top = z.iter().copied().fold(f64::MIN, f64::max);
    let e = z.map(|v| (v - top).exp());
    let sum: f64 = e.iter().sum();
    e.map(|v| v / sum)
}

/// Softmax regression on the likeliest tone of each syllable, weighted by how sure it is.
fn regress(x: &[Vec<f32>], p: &[[f64; 4]]) -> [Row; 4] {
    let likeliest = |p: &[f64; 4]| (0..4).fold(0, |best, i| if p[i] > p[best] { i } else { best });
    let wanted: Vec<(usize, f64)> = p.iter().map(|p| (likeliest(p), p[likeliest(p)])).collect();
    let n = x.len().max(1) as f64;
    let (mut w, mut speed) = ([[0.0; COUNT + 1]; 4], [[0.0; COUNT + 1]; 4]);
    for _ in 0..STEPS {
        let mut pull = [[0.0; COUNT + 1]; 4];
        for (x, (tone, sure)) in x.iter().zip(&wanted) {
            let said = probabilities(&w, x);
            for k in 0..4 {
                let miss = (said[k] - f64::from(u8::from(k == *tone))) * sure / n;
                pull[k].iter_mut().zip(x).for_each(|(g, x)| *g += miss * f64::from(*x));
                pull[k][COUNT] += miss;
            }
        }
        for k in 0..4 {
            for i in 0..=COUNT {
                let held = if i < COUNT { HOLD / n * w[k][i] } else { 0.0 };
                speed[k][i] = KEEP * speed[k][i] - RATE * (pull[k][i] + held).clamp(-1.0, 1.0);
                w[k][i] += speed[k][i];
            }
        }
    }
    w
}
