//! The watermark: a square of 16 × 16 cells that repeats over the picture; each cell is a little lighter or darker.
//!
//! A quarter of the cells are the same in every mark and tell where the square begins and how large it is; the others
//! carry 32 bits of number and 16 bits of check, four cells each. All signs are scrambled by a fixed key, so that the
//! pattern looks like noise.

use image::{GrayImage, RgbImage};
use sha2::{Digest, Sha256};

/// Edge of a cell in pixels, as written.
pub const CELL: u32 = 8;
/// Cells along the square.
const SIDE: usize = 16;
const CELLS: usize = SIDE * SIDE;
/// Cells that are the same in every mark.
const SYNC: usize = 64;
const BITS: usize = 48;
const COPIES: usize = (CELLS - SYNC) / BITS;
/// Samples along a cell when a picture is folded.
const FINE: usize = 4;
const GRID: usize = SIDE * FINE;
/// What differs more than this from the paper is writing, not mark.
const WRITING: f32 = 14.0;
/// Sizes of a cell that are looked for, in pixels, and the ratio between one and the next.
const SMALLEST: f32 = 3.2;
const LARGEST: f32 = 14.0;
const STEP: f32 = 1.0025;
/// Largest edge of a picture that is looked at whole; a larger one is looked at in part.
const LOOKED_AT: u32 = 2400;
/// Places whose bits are tried: few, so that chance passes the check less than once in ten thousand.
const TRIED: usize = 3;
/// Least agreement of the fixed cells, in standard deviations of chance.
const SURE: f32 = 5.0;

/// A mark that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub id: u32,
    /// Agreement of the fixed cells, in standard deviations of chance.
    pub strength: f32,
    /// Size of a cell in the picture, in pixels: 8 when it was not made smaller or larger.
    pub cell: f32,
}

/// Where each cell goes: the first [`SYNC`] numbers are fixed cells, the rest carry bits; and each cell's sign.
fn plan() -> ([usize; CELLS], [f32; CELLS]) {
    let mut order: [usize; CELLS] = std::array::from_fn(|n| n);
    let noise = |n: usize| {
        let hash = Sha256::digest(format!("tidecrew watermark 1 {n}"));
        u64::from_be_bytes(std::array::from_fn(|k| hash.get(k).copied().unwrap_or(0)))
    };
    for n in (1..CELLS).rev() {
        let other = usize::try_from(noise(n) % (n as u64 + 1)).unwrap_or(0);
        order.swap(n, other);
    }
    (order, std::array::from_fn(|n| if noise(CELLS + n) & 1 == 0 { 1.0 } else { -1.0 }))
}

/// CRC-16/CCITT.
fn check(id: u32) -> u16 {
    id.to_be_bytes().iter().fold(0xffff, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 })
    })
}

fn payload(id: u32) -> u64 {
    u64::from(id) << 16 | u64::from(check(id))
}

/// The sign of each cell of the square, row by row.
fn pattern(id: u32) -> [f32; CELLS] {
    let ((order, signs), payload) = (plan(), payload(id));
    let mut cells = [0.0; CELLS];
    for (n, place) in order.into_iter().enumerate() {
        let bit = n.checked_sub(SYNC).map(|k| payload >> (k / COPIES) & 1);
        let sign = if bit == Some(1) { -1.0 } else { 1.0 };
        if let Some(cell) = cells.get_mut(place) {
            *cell = sign * signs.get(place).copied().unwrap_or(1.0);
        }
    }
    cells
}

/// Lays a mark over a picture. `amplitude` is how much lighter or darker a cell becomes, of 255: 2 or 3 are not seen.
/// White paper cannot become lighter, so it is darkened by `amplitude` first.
pub fn write(picture: &mut RgbImage, id: u32, amplitude: u8) {
    let cells = pattern(id);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let place = (y / CELL) as usize % SIDE * SIDE + (x / CELL) as usize % SIDE;
        let lighter = cells.get(place).is_some_and(|sign| *sign > 0.0);
        for channel in &mut pixel.0 {
            let paper = (*channel).min(255 - amplitude);
            *channel = if lighter { paper + amplitude } else { paper.saturating_sub(amplitude) };
        }
    }
}

/// A picture as differences from its paper; what is written on it counts as nothing.
struct Paper {
    width: usize,
    height: usize,
    rest: Vec<f32>,
}

impl Paper {
    fn of(picture: &GrayImage) -> Self {
        let (width, height) = (picture.width().min(LOOKED_AT), picture.height().min(LOOKED_AT));
        let mut counts = [0_u32; 256];
        for pixel in picture.pixels() {
            if let Some(count) = counts.get_mut(usize::from(pixel.0[0])) {
                *count += 1;
            }
        }
        // The paper is the most frequent brightness, seen in a window that holds both signs of the mark.
        let window = |n: usize| counts.iter().skip(n.saturating_sub(4)).take(9).sum::<u32>();
        let mode = (0..256).max_by_key(|n| window(*n)).unwrap_or(255);
        let near = |n: usize| n.abs_diff(mode) <= 6;
        let (sum, count) = counts
            .iter()
            .enumerate()
            .filter(|(n, _)| near(*n))
            .fold((0.0, 0.0), |(sum, count), (n, k)| (sum + n as f64 * f64::from(*k), count + f64::from(*k)));
        let paper = if count > 0.0 { (sum / count) as f32 } else { 255.0 };
        let mut rest = Vec::with_capacity((width * height) as usize);
        for y in 0..height {
            for x in 0..width {
                let off = f32::from(picture.get_pixel(x, y).0[0]) - paper;
                rest.push(if off.abs() > WRITING { f32::NAN } else { off });
            }
        }
        Self { width: width as usize, height: height as usize, rest }
    }

    /// Lays all squares of a size on top of each other: the mean of each of the square's samples.
    fn fold(&self, cell: f32) -> Vec<f32> {
        let scale = FINE as f32 / cell;
        let column: Vec<usize> = (0..self.width).map(|x| ((x as f32 + 0.5) * scale) as usize % GRID).collect();
        let mut sums = vec![(0.0_f32, 0.0_f32); GRID * GRID];
        for (y, row) in self.rest.chunks_exact(self.width.max(1)).enumerate().take(self.height) {
            let base = ((y as f32 + 0.5) * scale) as usize % GRID * GRID;
            for (off, column) in row.iter().zip(&column) {
                if !off.is_nan()
                    && let Some(sum) = sums.get_mut(base + column)
                {
                    sum.0 += off;
                    sum.1 += 1.0;
                }
            }
        }
        sums.into_iter().map(|(sum, count)| if count > 0.0 { sum / count } else { 0.0 }).collect()
    }
}

/// A place where the square may begin.
#[derive(Clone, Copy)]
struct Place {
    cell: f32,
    strength: f32,
    /// Sub-cell phase and cyclic start of the square, row and column each.
    fine: (usize, usize),
    start: (usize, usize),
}

/// The square's cells when it begins at a phase.
fn cells_at(folded: &[f32], fine: (usize, usize)) -> [f32; CELLS] {
    std::array::from_fn(|n| {
        let (row, column) = (n / SIDE * FINE + fine.0, n % SIDE * FINE + fine.1);
        let mut sum = 0.0;
        // The outer samples of a cell hold its neighbours when the picture was blurred.
        for y in 0..FINE {
            for x in 0..FINE {
                sum += folded.get((row + y) % GRID * GRID + (column + x) % GRID).copied().unwrap_or(0.0);
            }
        }
        sum
    })
}

fn normal(cells: [f32; CELLS]) -> [f32; CELLS] {
    let mean = cells.iter().sum::<f32>() / CELLS as f32;
    let spread = (cells.iter().map(|c| (c - mean).powi(2)).sum::<f32>() / CELLS as f32).sqrt().max(1e-6);
    cells.map(|c| (c - mean) / spread)
}

/// Finds the mark of a picture; `None` when there is none, or too little is left of it.
pub fn read(picture: &GrayImage) -> Option<Mark> {
    let paper = Paper::of(picture);
    if paper.width < SIDE * 2 || paper.height < SIDE * 2 {
        return None;
    }
    let (order, signs) = plan();
    let fixed: Vec<(usize, usize, f32)> =
        order.iter().take(SYNC).map(|place| (place / SIDE, place % SIDE, signs.get(*place).copied().unwrap_or(1.0))).collect();
    let mut places: Vec<Place> = Vec::new();
    let mut cell = SMALLEST;
    while cell <= LARGEST {
        let folded = paper.fold(cell);
        places.push(best(&folded, cell, &fixed));
        cell *= STEP;
    }
    places.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    let found = places.iter().take(TRIED).filter(|place| place.strength >= SURE);
    found.copied().find_map(|place| decode(&paper.fold(place.cell), place, &order, &signs))
}

/// The best beginning of the square in a folded picture.
fn best(folded: &[f32], cell: f32, fixed: &[(usize, usize, f32)]) -> Place {
    let mut found = Place { cell, strength: 0.0, fine: (0, 0), start: (0, 0) };
    for fine in (0..FINE * FINE).map(|n| (n / FINE, n % FINE)) {
        let cells = normal(cells_at(folded, fine));
        for start in (0..CELLS).map(|n| (n / SIDE, n % SIDE)) {
            let agree: f32 = fixed
                .iter()
                .map(|(row, column, sign)| {
                    sign * cells.get((row + start.0) % SIDE * SIDE + (column + start.1) % SIDE).copied().unwrap_or(0.0)
                })
                .sum();
            let strength = agree / (SYNC as f32).sqrt();
            if strength > found.strength {
                found = Place { cell, strength, fine, start };
            }
        }
    }
    found
}

fn decode(folded: &[f32], place: Place, order: &[usize; CELLS], signs: &[f32; CELLS]) -> Option<Mark> {
    let cells = normal(cells_at(folded, place.fine));
    let mut sums = [0.0_f32; BITS];
    for (k, cell) in order.iter().skip(SYNC).enumerate() {
        let (row, column) = (cell / SIDE + place.start.0, cell % SIDE + place.start.1);
        let value = cells.get(row % SIDE * SIDE + column % SIDE).copied().unwrap_or(0.0);
        if let Some(sum) = sums.get_mut(k / COPIES) {
            *sum += value * signs.get(*cell).copied().unwrap_or(1.0);
        }
    }
    let bits = sums.iter().enumerate().fold(0_u64, |bits, (n, sum)| bits | u64::from(*sum < 0.0) << n);
    let id = u32::try_from(bits >> 16).ok()?;
    (payload(id) == bits).then_some(Mark { id, strength: place.strength, cell: place.cell })
}
