//! The watermark: a sequence of 256 cells that runs along each row of cells and begins elsewhere in the next one, so that
//! any few hundred neighbouring cells hold nearly all of it, whether they lie in one high piece or along one line of text.
//!
//! A quarter of the cells are the same in every mark and tell where the sequence begins and how large a cell is; the others
//! carry 32 bits of number and 16 bits of check, four cells each, far from each other. All signs are scrambled by a fixed
//! key, so that the pattern looks like noise.

mod paper;

use image::{GrayImage, RgbImage};
use sha2::{Digest, Sha256};

use paper::Paper;

/// Edge of a cell in pixels, as written.
pub const CELL: u32 = 8;
/// Cells of the sequence.
pub const CELLS: usize = 256;
/// So many cells further the sequence is one row below: near the golden section of the sequence, so that some rows under each
/// other leave no large gap in it.
const SHEAR: usize = 158;
/// Each fourth cell is the same in every mark.
const SYNC_EVERY: usize = 4;
const SYNC: usize = CELLS / SYNC_EVERY;
const BITS: usize = 48;
/// Samples along a cell when a picture is folded.
const FINE: usize = 4;
const COLUMNS: usize = CELLS * FINE;
/// Sizes of a cell that are looked for, in pixels, and the ratio between one and the next.
const SMALLEST: f32 = 3.2;
const LARGEST: f32 = 14.0;
const STEP: f32 = 1.0025;
/// Smallest and largest edge of a picture that is looked at; a larger one is looked at in part.
const LEAST: usize = 32;
const LOOKED_AT: usize = 2400;
/// Heights of the bands that a picture is looked at in when the whole of it shows nothing: what was drawn apart lies apart.
const BANDS: [usize; 4] = [320, 160, 96, 56];
/// Places of a band whose bits are tried.
const TRIED: usize = 4;
/// Least agreement of the fixed cells, and of all cells with the pattern of the number they carry, in standard deviations of
/// chance. Chance passes the check of 16 bits once in 65,536 trials; these two make it rarer still, so that many bands can be
/// looked at. The second also keeps out marks so faint that four or more of their bits are likely to be wrong: fewer the check
/// always notices, more only by chance, and a faint picture offers some hundred such trials.
const SURE: f32 = 4.6;
const AGREED: f32 = 11.0;

/// A mark that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub id: u32,
    /// Agreement of all cells with the number's pattern, in standard deviations of chance: 16 when nothing is lost.
    pub strength: f32,
    /// Size of a cell in the picture, in pixels: 8 when it was not made smaller or larger.
    pub cell: f32,
}

/// Each cell's sign before any number is written.
fn signs() -> [f32; CELLS] {
    std::array::from_fn(|n| {
        let hash = Sha256::digest(format!("tidecrew watermark 2 {n}"));
        if hash.first().is_some_and(|byte| byte & 1 == 0) { 1.0 } else { -1.0 }
    })
}

/// The bit that a cell carries; `None` for a fixed one. A bit's copies are 64 cells from each other.
const fn bit_of(cell: usize) -> Option<usize> {
    if cell.is_multiple_of(SYNC_EVERY) { None } else { Some((cell - cell / SYNC_EVERY - 1) % BITS) }
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

/// The sign of each cell of the sequence.
fn pattern(id: u32) -> [f32; CELLS] {
    let (mut cells, payload) = (signs(), payload(id));
    for (n, cell) in cells.iter_mut().enumerate() {
        if bit_of(n).is_some_and(|bit| payload >> bit & 1 == 1) {
            *cell = -*cell;
        }
    }
    cells
}

/// Lays a mark over a picture. `amplitude` is how much lighter or darker a cell becomes, of 255: 2 or 3 are not seen.
/// White paper cannot become lighter, so it is darkened by `amplitude` first.
pub fn write(picture: &mut RgbImage, id: u32, amplitude: u8) {
    let cells = pattern(id);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let place = ((x / CELL) as usize + SHEAR * (y / CELL) as usize) % CELLS;
        let lighter = cells.get(place).is_some_and(|sign| *sign > 0.0);
        for channel in &mut pixel.0 {
            let paper = (*channel).min(255 - amplitude);
            *channel = if lighter { paper + amplitude } else { paper.saturating_sub(amplitude) };
        }
    }
}

/// A place where the sequence may begin.
#[derive(Clone, Copy)]
struct Place {
    cell: f32,
    strength: f32,
    /// Sub-cell phase, row and column.
    fine: (usize, usize),
    start: usize,
}

/// All cells of a band laid on top of each other by their place in the sequence: what differs from the paper, and from how
/// many pixels, for each sample along and across a cell.
struct Folded(Vec<(f32, f32)>);

impl Folded {
    fn of(paper: &Paper, rows: std::ops::Range<usize>, cell: f32) -> Self {
        let scale = FINE as f32 / cell;
        let column: Vec<usize> = (0..paper.width).map(|x| ((x as f32 + 0.5) * scale) as usize % COLUMNS).collect();
        let mut sums = vec![(0.0_f32, 0.0_f32); FINE * COLUMNS];
        for (y, row) in paper.rows(rows).enumerate() {
            let down = ((y as f32 + 0.5) * scale) as usize;
            let (base, along) = (down % FINE * COLUMNS, down / FINE * SHEAR * FINE);
            let Some(line) = sums.get_mut(base..base + COLUMNS) else { continue };
            for (off, column) in row.iter().zip(&column) {
                if !off.is_nan()
                    && let Some(sum) = line.get_mut((column + along) % COLUMNS)
                {
                    sum.0 += off;
                    sum.1 += 1.0;
                }
            }
        }
        Self(sums)
    }

    /// The sequence's cells when they begin at a phase; their mean square is 1. A cell that is seen more of weighs more.
    fn cells(&self, fine: (usize, usize)) -> [f32; CELLS] {
        let mut cells = [(0.0_f32, 0.0_f32); CELLS];
        for y in 0..FINE {
            let (sub, next) = if fine.0 + y < FINE { (fine.0 + y, 0) } else { (fine.0 + y - FINE, SHEAR * FINE) };
            let line = self.0.get(sub * COLUMNS..(sub + 1) * COLUMNS).unwrap_or_default();
            for (n, cell) in cells.iter_mut().enumerate() {
                for x in 0..FINE {
                    if let Some((sum, count)) = line.get((n * FINE + fine.1 + x + next) % COLUMNS) {
                        cell.0 += sum;
                        cell.1 += count;
                    }
                }
            }
        }
        let (sum, count) = cells.iter().fold((0.0, 0.0), |(sum, count), cell| (sum + cell.0, count + cell.1));
        let mean = if count > 0.0 { sum / count } else { 0.0 };
        let values = cells.map(|(sum, count)| sum - mean * count);
        let spread = (values.iter().map(|v| v * v).sum::<f32>() / CELLS as f32).sqrt().max(1e-6);
        values.map(|value| value / spread)
    }

    /// The best beginning of the sequence.
    fn best(&self, cell: f32, fixed: &[(usize, f32)]) -> Place {
        let mut found = Place { cell, strength: 0.0, fine: (0, 0), start: 0 };
        for fine in (0..FINE * FINE).map(|n| (n / FINE, n % FINE)) {
            let cells = self.cells(fine);
            for start in 0..CELLS {
                let at = |n: usize| cells.get((n + start) % CELLS).copied().unwrap_or(0.0);
                let strength = fixed.iter().map(|(n, sign)| sign * at(*n)).sum::<f32>() / (SYNC as f32).sqrt();
                if strength > found.strength {
                    found = Place { cell, strength, fine, start };
                }
            }
        }
        found
    }

    /// The number at a place, with or without its check, and how well all cells agree with it.
    fn number(&self, place: Place, signs: &[f32; CELLS]) -> (u64, f32) {
        let cells = self.cells(place.fine);
        let value =
            |n: usize| cells.get((n + place.start) % CELLS).copied().unwrap_or(0.0) * signs.get(n).copied().unwrap_or(1.0);
        let (mut sums, mut fixed) = ([0.0_f32; BITS], 0.0);
        for n in 0..CELLS {
            match bit_of(n).and_then(|bit| sums.get_mut(bit)) {
                Some(sum) => *sum += value(n),
                None => fixed += value(n),
            }
        }
        let bits = sums.iter().enumerate().fold(0_u64, |bits, (n, sum)| bits | u64::from(*sum < 0.0) << n);
        (bits, (fixed + sums.iter().map(|sum| sum.abs()).sum::<f32>()) / (CELLS as f32).sqrt())
    }
}

/// Looks for marks.
struct Looker {
    paper: Paper,
    signs: [f32; CELLS],
    fixed: Vec<(usize, f32)>,
}

impl Looker {
    fn new(picture: &GrayImage) -> Self {
        let signs = signs();
        let fixed = signs.iter().copied().enumerate().filter(|(n, _)| bit_of(*n).is_none()).collect();
        Self { paper: Paper::of(picture, LOOKED_AT), signs, fixed }
    }

    /// The places of a band that look most like the beginning of a sequence, best first.
    fn places(&self, band: &std::ops::Range<usize>, sizes: &[f32]) -> Vec<Place> {
        let place = |cell: &f32| Folded::of(&self.paper, band.clone(), *cell).best(*cell, &self.fixed);
        let mut places: Vec<Place> = sizes.iter().map(place).filter(|place| place.strength >= SURE).collect();
        places.sort_by(|a, b| b.strength.total_cmp(&a.strength));
        places.truncate(TRIED);
        places
    }

    fn mark(&self, band: &std::ops::Range<usize>, place: Place) -> Option<Mark> {
        let (bits, strength) = Folded::of(&self.paper, band.clone(), place.cell).number(place, &self.signs);
        let id = u32::try_from(bits >> 16).ok()?;
        (payload(id) == bits && strength >= AGREED).then_some(Mark { id, strength, cell: place.cell })
    }

    fn look(&self, bands: &[std::ops::Range<usize>], sizes: &[f32]) -> Option<Mark> {
        bands.iter().find_map(|band| self.places(band, sizes).into_iter().find_map(|place| self.mark(band, place)))
    }
}

/// Bands of a height over a picture, each half over the next.
fn bands(height: usize, band: usize) -> Vec<std::ops::Range<usize>> {
    if height <= band {
        return Vec::new();
    }
    (0..height - band / 2).step_by(band / 2).map(|from| from..(from + band).min(height)).collect()
}

fn sizes() -> Vec<f32> {
    std::iter::successors(Some(SMALLEST), |cell| Some(cell * STEP)).take_while(|cell| *cell <= LARGEST).collect()
}

/// Finds the mark of a picture, or of one of the pictures in a screen; `None` when there is none, or too little is left.
///
/// First as if nothing had been made smaller or larger, which is quick; then in every size, which takes seconds.
pub fn read(picture: &GrayImage) -> Option<Mark> {
    let looker = Looker::new(picture);
    let Paper { width, height, .. } = looker.paper;
    if width < LEAST || height < LEAST / 2 {
        return None;
    }
    let whole = 0..height;
    let parts: Vec<_> = BANDS.into_iter().flat_map(|band| bands(height, band)).collect();
    let (plain, all) = ([CELL as f32], sizes());
    let quick = |bands: &[std::ops::Range<usize>]| looker.look(bands, &plain);
    let whole = std::slice::from_ref(&whole);
    quick(whole).or_else(|| quick(&parts)).or_else(|| looker.look(whole, &all)).or_else(|| looker.look(&parts, &all))
}

#[cfg(test)]
mod tests;
