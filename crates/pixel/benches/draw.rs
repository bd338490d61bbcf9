//! What drawing a message costs, and how its mark comes through what people do to pictures. One core.
//! Usage: `cargo bench -p pixel`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods, reason = "a measurement")]

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
    marks(&painter);
}

type Attack = (&'static str, fn(RgbImage, u32) -> RgbImage);

/// What people do to a picture; its number says how.
const ATTACKS: [Attack; 6] = [
    ("untouched", |p, _| p),
    ("JPEG 40", |p, _| jpeg(&p, 40)),
    ("0.6x, JPEG 80", |p, _| jpeg(&smaller(&p, 0.6), 80)),
    ("blur", |p, _| imageops::blur(&p, 1.2)),
    ("cut", |p, n| {
        let (left, top) = (p.width() / 12 + n % 60, n % (p.height() / 12 + 1));
        imageops::crop_imm(&p, left, top, p.width() * 4 / 5, p.height() - top - p.height() / 24).to_image()
    }),
    ("photographed, upright (simulated)", |p, n| photographed(&p, n)),
];

/// A part of a desk as a screen shows it: white ground, some pictures under each other, other writing between them.
fn screen(painter: &Painter, texts: &[&str], look: Look) -> RgbImage {
    let tiles: Vec<RgbImage> =
        texts.iter().map(|text| image::load_from_memory(&painter.draw(text, look).png).unwrap().into_rgb8()).collect();
    let height: u32 = tiles.iter().map(|tile| tile.height() + 37).sum::<u32>() + 30;
    let mut screen = RgbImage::from_pixel(look.width * look.scale + 423, height, image::Rgb([255; 3]));
    let mut y = 17;
    for tile in &tiles {
        imageops::replace(&mut screen, tile, 203, y);
        for x in (20..180).chain(look.width * look.scale + 230..look.width * look.scale + 400) {
            if x % 7 < 3 {
                (0..9).for_each(|n| screen.put_pixel(x, y as u32 + n * 2, image::Rgb([70, 80, 90])));
            }
        }
        y += i64::from(tile.height()) + 37;
    }
    screen
}

fn marks(painter: &Painter) {
    let page = [LONG, SHORT, LONG, SHORT, LONG].join("\n");
    let drawn = |text: &str, look: Look| image::load_from_memory(&painter.draw(text, look).png).unwrap().into_rgb8();
    let at = |width, scale, is_dark| move |mark| Look { width, scale, is_dark, mark };
    type Case<'a> = (&'a str, Box<dyn Fn(u32) -> RgbImage + 'a>);
    let cases: [Case<'_>; 6] = [
        ("a drawn page, 480 px, twice the density", Box::new(|id| drawn(&page, at(480, 2, false)(id)))),
        ("one line, 480 px, twice the density", Box::new(|id| drawn(SHORT, at(480, 2, false)(id)))),
        ("one line, 480 px, ordinary density", Box::new(|id| drawn(SHORT, at(480, 1, false)(id)))),
        ("one line, 480 px, ordinary density, dark", Box::new(|id| drawn(SHORT, at(480, 1, true)(id)))),
        ("one word, 320 px, ordinary density", Box::new(|id| drawn("好的", at(320, 1, false)(id)))),
        (
            "a screen of four messages, 480 px, ordinary density",
            Box::new(|id| screen(painter, &[SHORT, "好的", LONG, SHORT], at(480, 1, false)(id))),
        ),
    ];
    let wanted = std::env::var("TIDECREW_SAMPLES").ok().and_then(|n| n.parse().ok());
    let samples = wanted.unwrap_or(SAMPLES);
    let (mut wrong, mut all) = (0, 0);
    for (what, make) in &cases {
        for (name, attack) in ATTACKS {
            let (mut right, start) = (0, Instant::now());
            for n in 0..samples {
                let id = 0x9e37_79b9_u32.wrapping_mul(n + 1);
                match read(&gray(attack(make(id), n))) {
                    Some(mark) if mark.id == id => right += 1,
                    Some(_) => wrong += 1,
                    None => {}
                }
            }
            all += samples;
            let each = start.elapsed().as_secs_f64() / f64::from(samples);
            println!("mark of {what}, {name}: {right} of {samples}, {each:.2} s each");
        }
    }
    println!("wrong numbers read: {wrong} of {all}");
}
