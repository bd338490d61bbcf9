//! What drawing a message costs, and how its mark comes through what people do to pictures. One core.
//! Usage: `cargo bench -p pixel`.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement")]

use std::time::Instant;

use pixel::{
    image::{self, DynamicImage, GrayImage, ImageFormat, RgbImage, codecs::jpeg::JpegEncoder, imageops},
    text::{Look, Painter},
    watermark::read,
};

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const SHORT: &str = "请问我昨天下的订单什么时候发货？";
const LONG: &str = "您好，我的订单 TC20261128 还没有发货，页面一直显示待揽收，客服电话打不通，请在今天下午六点前联系我，谢谢。";
const RUNS: u32 = 200;
const SAMPLES: u32 = 100;

/// Seconds this thread has run on a processor; wall time where the system does not tell.
fn cpu(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = stat.and_then(|s| s.split(' ').next()?.parse::<f64>().ok());
    ns.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

fn look(mark: u32) -> Look {
    Look { width: 480, scale: 2, is_dark: false, mark }
}

fn jpeg(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).unwrap();
    image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).unwrap().into_rgb8()
}

fn gray(picture: RgbImage) -> GrayImage {
    DynamicImage::ImageRgb8(picture).into_luma8()
}

fn smaller(picture: &RgbImage, by: f32) -> RgbImage {
    let to = |n: u32| (n as f32 * by) as u32;
    imageops::resize(picture, to(picture.width()), to(picture.height()), imageops::FilterType::Triangle)
}

/// As a telephone takes it, set upright: smaller, unevenly lit, a little noise, JPEG.
fn photographed(picture: &RgbImage, seed: u32) -> RgbImage {
    let mut photo = imageops::blur(&smaller(picture, 0.9), 0.6);
    let (wide, mut noise) = (photo.width() as f32, seed | 1);
    for (x, _, pixel) in photo.enumerate_pixels_mut() {
        let lit = 0.75 + 0.25 * x as f32 / wide;
        for channel in &mut pixel.0 {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let grain = (noise % 11) as f32 - 5.0;
            *channel = (f32::from(*channel) * lit + grain).clamp(0.0, 255.0) as u8;
        }
    }
    jpeg(&photo, 80)
}

fn main() {
    let Ok(bytes) = std::fs::read(FONT) else { return println!("pictures: not measured, {FONT} is missing (fonts-noto-cjk)") };
    let painter = Painter::new(bytes).unwrap();
    for (name, text) in [("short", SHORT), ("long", LONG)] {
        let start = Instant::now();
        let before = cpu(start);
        let mut size = 0;
        for n in 0..RUNS {
            size = painter.draw(text, look(n)).png.len();
        }
        let ms = (cpu(start) - before) * 1000.0 / f64::from(RUNS);
        let signs = text.chars().count();
        println!(
            "a {name} message ({signs} signs, 480 px, twice the density): {ms:.2} ms (at most 2), {size} bytes (at most 30000)"
        );
    }
    type Attack = (&'static str, fn(RgbImage, u32) -> RgbImage);
    let attacks: [Attack; 6] = [
        ("untouched", |p, _| p),
        ("JPEG 40", |p, _| jpeg(&p, 40)),
        ("0.6x, JPEG 80", |p, _| jpeg(&smaller(&p, 0.6), 80)),
        ("blur", |p, _| imageops::blur(&p, 1.2)),
        ("cut", |p, n| imageops::crop_imm(&p, 40 + n % 60, 9 + n % 20, 760, p.height() - 40).to_image()),
        ("photographed, upright (simulated)", |p, n| photographed(&p, n)),
    ];
    let page = [LONG, SHORT, LONG, SHORT, LONG].join("\n");
    let mut false_ones = 0;
    for (name, attack) in attacks {
        let mut right = 0;
        for n in 0..SAMPLES {
            let id = 0x9e37_79b9_u32.wrapping_mul(n + 1);
            let tile = painter.draw(&page, look(id));
            let picture = image::load_from_memory(&tile.png).unwrap().into_rgb8();
            match read(&gray(attack(picture, n))) {
                Some(mark) if mark.id == id => right += 1,
                Some(_) => false_ones += 1,
                None => {}
            }
        }
        println!("mark of a drawn page, {name}: {right} of {SAMPLES}");
    }
    println!("wrong numbers read: {false_ones} of {}", SAMPLES * 6);
}
