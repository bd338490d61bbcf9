//! Linear models over features named by bytes: each has its weight in a bucket, one signed byte in sixteenths.

const SCALE: f32 = 16.0;
/// Buckets of a model that counts each feature once.
pub const BUCKETS: usize = 4096;

/// FNV-1a of no bytes.
pub const EMPTY: u32 = 0x811C_9DC5;

/// FNV-1a of one byte more.
#[inline]
pub fn step(h: u32, b: &u8) -> u32 {
    (h ^ u32::from(*b)).wrapping_mul(0x0100_0193)
}

/// The feature that these bytes in a row name.
#[inline]
pub fn feature(parts: &[&[u8]]) -> u32 {
    parts.iter().fold(EMPTY, |h, p| p.iter().fold(h, step))
}

/// The weight of a feature in its bucket, and the bucket.
#[inline]
pub fn weight<const N: usize>(weights: &[u8; N], feature: u32) -> (i32, usize) {
    let i = (feature ^ feature >> 15) as usize % N;
    (i32::from(weights[i].cast_signed()), i)
}

/// The logarithm of the odds that weights make together.
#[inline]
pub fn odds(weights: i32) -> f32 {
    weights as f32 / SCALE
}

/// The features met so far, each counted once.
pub struct Sum<'a> {
    weights: &'a [u8; BUCKETS],
    seen: [u64; BUCKETS / 64],
    sum: i32,
}

impl<'a> Sum<'a> {
    /// Of no features yet.
    pub fn new(weights: &'a [u8; BUCKETS]) -> Sum<'a> {
        Sum { weights, seen: [0; BUCKETS / 64], sum: 0 }
    }

    /// Count a feature.
    #[inline]
    pub fn count(&mut self, feature: u32) {
        let (weight, i) = weight(self.weights, feature);
        if self.seen[i / 64] >> (i % 64) & 1 == 0 {
            self.seen[i / 64] |= 1 << (i % 64);
            self.sum += weight;
        }
    }

    /// Count the feature that these bytes in a row name.
    pub fn add(&mut self, parts: &[&[u8]]) {
        self.count(feature(parts));
    }

    /// Count a number, nine or `most` at most.
    pub fn number(&mut self, name: &str, n: usize, most: usize) {
        self.add(&[name.as_bytes(), &[b'0' + n.min(most) as u8]]);
    }

    /// The logarithm of the odds.
    pub fn odds(&self) -> f32 {
        odds(self.sum)
    }
}
