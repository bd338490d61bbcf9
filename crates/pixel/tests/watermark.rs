//! Marks survive what people do to pictures, and none is seen where none is.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops at the first surprise, and says its figures")]

use pixel::{
    image::{DynamicImage, GrayImage, ImageFormat, Rgb, RgbImage, codecs::jpeg::JpegEncoder, imageops},
    watermark::{read, write},
};
use rand::{RngExt, SeedableRng, rngs::StdRng};

/// A page of writing: dark strokes on light paper, about a fifth of it covered.
fn page(seed: u64) -> RgbImage {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut page = RgbImage::from_pixel(720, 480, Rgb([252, 252, 252]));
    for line in 0..14_u32 {
        let mut x = 24;
        while x < 660 {
            let (wide, high) = (rng.random_range(6..16_u32), 16);
            for _ in 0..5 {
                let (across, at) = (rng.random_bool(0.5), rng.random_range(0..high));
                for n in 0..wide {
                    let (px, py) = if across { (x + n, 24 + line * 32 + at) } else { (x + at % wide, 24 + line * 32 + n) };
                    if px < 720 && py < 480 {
                        page.put_pixel(px, py, Rgb([40, 40, 44]));
                    }
                }
            }
            x += wide + 3;
        }
    }
    page
}

fn jpeg(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).unwrap();
    pixel::image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).unwrap().into_rgb8()
}

fn gray(picture: RgbImage) -> GrayImage {
    DynamicImage::ImageRgb8(picture).into_luma8()
}

fn smaller(picture: &RgbImage, by: f32) -> RgbImage {
    let to = |n: u32| (n as f32 * by) as u32;
    imageops::resize(picture, to(picture.width()), to(picture.height()), imageops::FilterType::Triangle)
}

type Attack = (&'static str, fn(RgbImage) -> RgbImage);

const ATTACKS: [Attack; 5] = [
    ("untouched", |p| p),
    ("JPEG 40", |p| jpeg(&p, 40)),
    ("0.6x, then JPEG 80", |p| jpeg(&smaller(&p, 0.6), 80)),
    ("blur", |p| imageops::blur(&p, 1.2)),
    ("half of it, cut anywhere", |p| imageops::crop_imm(&p, 101, 37, 480, 360).to_image()),
];

#[test]
fn the_number_comes_back_after_each_attack() {
    let mut found = 0;
    for (name, attack) in ATTACKS {
        let mut right = 0;
        for seed in 0..8_u64 {
            let id = 0x9e37_79b9_u32.wrapping_mul(u32::try_from(seed).unwrap() + 1);
            let mut marked = page(seed);
            write(&mut marked, id, 3);
            right += usize::from(read(&gray(attack(marked))).is_some_and(|mark| mark.id == id));
        }
        println!("{name}: {right} of 8");
        found += right;
    }
    assert_eq!(found, 8 * ATTACKS.len());
}

#[test]
fn nothing_is_found_where_nothing_is() {
    // A page without a mark is looked through whole, which takes seconds.
    let pages = if std::env::var_os("TIDECREW_NIGHTLY").is_some() { 16 } else { 3 };
    let seen = (100..100 + pages).filter_map(|seed| read(&gray(jpeg(&page(seed), 60)))).count();
    assert_eq!(seen, 0);
}

#[test]
fn small_and_empty_pictures_hold_no_mark() {
    assert_eq!(read(&GrayImage::new(0, 0)), None);
    assert_eq!(read(&GrayImage::new(31, 400)), None);
    assert_eq!(read(&GrayImage::new(200, 200)), None);
}
