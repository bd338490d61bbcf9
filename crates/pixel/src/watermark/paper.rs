//! A picture as differences from its paper, place by place: light that falls unevenly, and paper of more than one colour, are
//! no mark; and what is written counts as nothing.

use image::GrayImage;

/// Edge of the blocks whose paper is looked for, in pixels.
const BLOCK: usize = 32;
/// What differs more than this from the paper is writing, not mark.
const WRITING: f32 = 14.0;
/// Brightness that is seen as one: a window that holds both signs of a mark and some noise; and how far from it paper goes.
const WINDOW: usize = 9;
const NEAR: usize = 6;
/// Papers that differ less than this are one, in another light.
const SAME: f32 = 10.0;

pub(super) struct Paper {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Differences, row by row; NaN for writing.
    rest: Vec<f32>,
}

impl Paper {
    /// Of a picture, at most `most` pixels of either edge.
    pub(super) fn of(picture: &GrayImage, most: usize) -> Self {
        let (width, height) = ((picture.width() as usize).min(most), (picture.height() as usize).min(most));
        let (columns, lines) = (width.div_ceil(BLOCK).max(1), height.div_ceil(BLOCK).max(1));
        let block = |n: usize| brightness(picture, (n % columns * BLOCK, n / columns * BLOCK), (width, height));
        let blocks: Vec<f32> = (0..columns * lines).map(block).collect();
        let ground = smooth(&blocks, columns, lines);
        let mut rest = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let value = picture.get_pixel_checked(x as u32, y as u32).map_or(0.0, |pixel| f32::from(pixel.0[0]));
                let off = value - between(&ground, columns, lines, x, y);
                rest.push(if off.abs() > WRITING { f32::NAN } else { off });
            }
        }
        Self { width, height, rest }
    }

    pub(super) fn rows(&self, rows: std::ops::Range<usize>) -> impl Iterator<Item = &[f32]> {
        self.rest.chunks_exact(self.width.max(1)).skip(rows.start).take(rows.len())
    }
}

/// The most frequent brightness of a block: its paper.
fn brightness(picture: &GrayImage, (left, top): (usize, usize), (width, height): (usize, usize)) -> f32 {
    let mut counts = [0_u32; 256];
    for y in top..(top + BLOCK).min(height) {
        for x in left..(left + BLOCK).min(width) {
            let value = picture.get_pixel_checked(x as u32, y as u32).map_or(0, |pixel| usize::from(pixel.0[0]));
            if let Some(count) = counts.get_mut(value) {
                *count += 1;
            }
        }
    }
    let window = |n: usize| counts.iter().skip(n.saturating_sub(WINDOW / 2)).take(WINDOW).sum::<u32>();
    let mode = (0..256).max_by_key(|n| window(*n)).unwrap_or(255);
    let near = counts.iter().enumerate().filter(|(n, _)| n.abs_diff(mode) <= NEAR);
    let (sum, count) = near.fold((0.0, 0.0), |(sum, count), (n, k)| (sum + n as f32 * *k as f32, count + *k as f32));
    if count > 0.0 { sum / count } else { 255.0 }
}

/// Each block's paper as the mean of its neighbours' where it is the same: one block is too small a sample.
fn smooth(blocks: &[f32], columns: usize, lines: usize) -> Vec<f32> {
    let mean = |n: usize| {
        let (column, line) = (n % columns, n / columns);
        let own = blocks.get(n).copied().unwrap_or(255.0);
        let near = (line.saturating_sub(1)..(line + 2).min(lines))
            .flat_map(|l| (column.saturating_sub(1)..(column + 2).min(columns)).map(move |c| l * columns + c))
            .filter_map(|at| blocks.get(at).copied())
            .filter(|other| (other - own).abs() < SAME);
        let (sum, count) = near.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        if count > 0.0 { sum / count } else { own }
    };
    (0..blocks.len()).map(mean).collect()
}

/// The paper at a pixel, between the four nearest blocks; at the border of two papers the nearest alone.
fn between(ground: &[f32], columns: usize, lines: usize, x: usize, y: usize) -> f32 {
    let half = (BLOCK / 2) as f32;
    let place = |at: usize, most: usize| {
        let from = ((at as f32 + 0.5 - half) / BLOCK as f32).clamp(0.0, (most - 1) as f32);
        (from as usize, (from as usize + 1).min(most - 1), from.fract())
    };
    let ((left, right, across), (top, bottom, down)) = (place(x, columns), place(y, lines));
    let at = |line: usize, column: usize| ground.get(line * columns + column).copied().unwrap_or(255.0);
    let own = at((y / BLOCK).min(lines - 1), (x / BLOCK).min(columns - 1));
    let corner = |line: usize, column: usize| Some(at(line, column)).filter(|v| (v - own).abs() < SAME).unwrap_or(own);
    let upper = corner(top, left) * (1.0 - across) + corner(top, right) * across;
    let lower = corner(bottom, left) * (1.0 - across) + corner(bottom, right) * across;
    upper * (1.0 - down) + lower * down
}
