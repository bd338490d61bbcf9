//! The classifier: a few small networks whose answers are averaged. Their numbers come from a file.

use serde::{Deserialize, Serialize};

use super::features::COUNT;

/// Kind of the file among the policies.
pub const VERSION: u32 = 1;

/// The file `policies/interview/tones.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub version: u32,
    /// What it was trained on and how, for people.
    pub provenance: String,
    pub mean: Vec<f32>,
    pub spread: Vec<f32>,
    pub net: Vec<Net>,
}

/// One hidden layer; rows are units, the last number of a row is its bias.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Net {
    pub hidden: Vec<Vec<f32>>,
    pub out: Vec<Vec<f32>>,
}

impl Model {
    /// Reads the file. Errors name what does not fit.
    pub fn parse(text: &str) -> Result<Self, String> {
        let model: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        model.check()?;
        Ok(model)
    }

    fn check(&self) -> Result<(), String> {
        if self.version != VERSION {
            return Err(format!("tone model version {} is not {VERSION}", self.version));
        }
        let fits = |rows: &[Vec<f32>], wide: usize| rows.iter().all(|r| r.len() == wide + 1 && r.iter().all(|x| x.is_finite()));
        let nets = self.net.iter().all(|n| fits(&n.hidden, COUNT) && n.out.len() == 4 && fits(&n.out, n.hidden.len()));
        if self.mean.len() != COUNT || self.spread.len() != COUNT || self.spread.iter().any(|s| *s <= 0.0) || !nets {
            return Err(format!("the tone model does not fit {COUNT} features and four tones"));
        }
        if self.net.is_empty() {
            return Err("the tone model has no network".to_owned());
        }
        Ok(())
    }

    /// Features as the networks take them: in spreads around the mean.
    pub fn standard(&self, features: &[f32; COUNT]) -> Vec<f32> {
        features.iter().zip(&self.mean).zip(&self.spread).map(|((x, m), s)| (x - m) / s).collect()
    }

    /// Probability of each tone; `x` is standardised.
    pub fn probabilities(&self, x: &[f32]) -> [f64; 4] {
        let mut sum = [0.0; 4];
        for net in &self.net {
            let p = net.probabilities(x);
            (0..4).for_each(|i| sum[i] += p[i] / self.net.len() as f64);
        }
        sum
    }
}

impl Net {
    /// `x` is standardised.
    pub fn probabilities(&self, x: &[f32]) -> [f64; 4] {
        let hidden: Vec<f32> = self.hidden.iter().map(|row| layer(row, x).tanh()).collect();
        let logits: Vec<f64> = self.out.iter().map(|row| f64::from(layer(row, &hidden))).collect();
        let top = logits.iter().copied().fold(f64::MIN, f64::max);
        let weights: Vec<f64> = logits.iter().map(|l| (l - top).exp()).collect();
        let whole: f64 = weights.iter().sum();
        std::array::from_fn(|i| weights.get(i).copied().unwrap_or(0.0) / whole)
    }
}

fn layer(row: &[f32], x: &[f32]) -> f32 {
    row.iter().zip(x).map(|(w, x)| w * x).sum::<f32>() + row.last().copied().unwrap_or(0.0)
}
