//! How often chance looks like a mark: the trials of pictures that hold none.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a test says its figures, and stops at the first surprise")]

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

/// As people send pictures on: compressed, or smaller.
fn sent_on(picture: GrayImage, seed: u32) -> GrayImage {
    match seed % 3 {
        0 => picture,
        1 => {
            let mut bytes = Vec::new();
            let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 40);
            picture.write_with_encoder(encoder).unwrap();
            image::load_from_memory(&bytes).unwrap().into_luma8()
        }
        _ => image::imageops::resize(&picture, 360, 120, image::imageops::FilterType::Triangle),
    }
}

/// Trials that a screen of the largest size that is looked at can offer.
fn trials_of_a_screen() -> usize {
    TRIED * (1 + BANDS.into_iter().map(|band| bands(LOOKED_AT, band).len()).sum::<usize>())
}

#[test]
fn chance_agrees_with_no_number() {
    // None of `least` and more trials agrees, so in 19 of 20 cases fewer than 3 in `least` do.
    let (seeds, least) = if std::env::var_os("TIDECREW_NIGHTLY").is_some() { (300, 1_000) } else { (15, 60) };
    let sizes = sizes();
    let (mut tried, mut agreed, mut strongest) = (0_usize, 0_usize, 0.0_f32);
    for seed in 1..=seeds {
        let looker = Looker::new(&sent_on(noise(seed), seed));
        let height = looker.paper.height;
        for band in bands(height, 96).into_iter().chain(bands(height, 56)) {
            let part: Vec<f32> = sizes.iter().copied().step_by(4).collect();
            for place in looker.places(&band, &part) {
                let (_, strength) = Folded::of(&looker.paper, band.clone(), place.cell).number(place, &looker.signs);
                tried += 1;
                agreed += usize::from(strength >= AGREED);
                strongest = strongest.max(strength);
            }
        }
    }
    let bound = 3.0 / tried as f64 * trials_of_a_screen() as f64 / 65_536.0;
    println!(
        "{agreed} of {tried} trials agree by chance, the strongest with {strongest:.1} of {AGREED}; fewer than {bound:.1e} screens give a number"
    );
    assert!(tried >= least, "{tried} trials");
    assert_eq!(agreed, 0);
    assert!(least < 1_000 || bound < 1e-4, "{bound}");
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
