//! How often chance looks like a mark: the trials of pictures that hold none.
#![allow(clippy::print_stdout, reason = "a test says its figures")]

use super::*;

/// Light paper with strokes and grain, no mark.
fn noise(seed: u32) -> GrayImage {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    let mut picture = GrayImage::from_fn(480, 160, |_, _| image::Luma([246 + (next() % 7) as u8]));
    for _ in 0..60 {
        let (x, y, wide) = (next() % 460, next() % 150, 3 + next() % 14);
        for n in 0..wide {
            picture.put_pixel((x + n).min(479), y, image::Luma([40]));
        }
    }
    picture
}

#[test]
fn chance_agrees_with_no_number() {
    let sizes = sizes();
    let (mut tried, mut agreed) = (0, 0);
    for seed in 1..=12 {
        let looker = Looker::new(&noise(seed));
        for band in bands(160, 96).into_iter().chain(bands(160, 56)) {
            let part: Vec<f32> = sizes.iter().copied().step_by(4).collect();
            for place in looker.places(&band, &part) {
                let (_, strength) = Folded::of(&looker.paper, band.clone(), place.cell).number(place, &looker.signs);
                tried += 1;
                agreed += usize::from(strength >= AGREED);
            }
        }
    }
    println!("{agreed} of {tried} trials agree by chance; each of these passes the check once in 65,536");
    // None of sixty and more: fewer than five in a hundred. A whole screen is at most some hundred trials.
    assert!(tried >= 60, "{tried} trials");
    assert_eq!(agreed, 0);
}

#[test]
fn a_line_of_cells_holds_nearly_the_whole_sequence() {
    for (rows, columns) in [(4, 60), (5, 60), (5, 52), (8, 32), (9, 25), (16, 16), (2, 120)] {
        let mut seen = [false; CELLS];
        for row in 0..rows {
            for column in 0..columns {
                seen[(column + SHEAR * row) % CELLS] = true;
            }
        }
        let most = CELLS.min(rows * columns);
        let held = seen.iter().filter(|cell| **cell).count();
        assert!(held * 100 >= most * 87, "{rows} rows of {columns}: {held} of {most}");
    }
}
