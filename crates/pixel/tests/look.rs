//! Pictures that are kept of what the guard saw: nobody can be known in them, and a telephone can be told.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::io::Cursor;

use pixel::{
    blurred,
    image::{self, ImageFormat, Rgb, RgbImage},
};

const WIDTH: u32 = 320;
const HEIGHT: u32 = 240;

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

/// Stripes of 8 pixels: finer than what is left of a person, coarser than what is left of a telephone.
fn stripes() -> Vec<u8> {
    jpeg(&RgbImage::from_fn(WIDTH, HEIGHT, |x, _| if (x / 8) % 2 == 0 { Rgb([235; 3]) } else { Rgb([20; 3]) }))
}

/// How far the lightest point of a part is from the darkest.
fn contrast(jpeg: &[u8], [x, y, width, height]: [u32; 4]) -> u8 {
    let picture = image::load_from_memory(jpeg).unwrap().into_luma8();
    let points = (x..x + width).flat_map(|x| (y..y + height).map(move |y| (x, y))).map(|(x, y)| picture.get_pixel(x, y).0[0]);
    points.clone().max().unwrap() - points.min().unwrap()
}

const INSIDE: [u32; 4] = [88, 72, 40, 40];
const OUTSIDE: [u32; 4] = [200, 72, 80, 100];
const PHONE: [f32; 4] = [0.25, 0.25, 0.2, 0.3];

#[test]
fn only_the_telephone_is_kept_less_coarse() {
    let picture = stripes();
    let shown = blurred(&picture, Some(PHONE)).unwrap();
    assert!(contrast(&shown, INSIDE) > 100, "the stripes are seen: {}", contrast(&shown, INSIDE));
    assert!(contrast(&shown, OUTSIDE) < 40, "nothing is told of who is beside it: {}", contrast(&shown, OUTSIDE));
    assert!(contrast(&blurred(&picture, None).unwrap(), INSIDE) < 40);
}

#[test]
fn a_part_that_is_none_or_too_large_keeps_everything_coarse() {
    let picture = stripes();
    for part in
        [[0.0, 0.0, 0.6, 0.6], [0.9, 0.25, 0.2, 0.3], [-0.1, 0.25, 0.2, 0.3], [f32::NAN, 0.25, 0.2, 0.3], [0.3, 0.3, 0.0, 0.3]]
    {
        let shown = blurred(&picture, Some(part)).unwrap();
        assert!(contrast(&shown, [8, 8, 300, 200]) < 60, "{part:?}");
    }
    assert!(blurred(b"text", Some(PHONE)).is_none());
}

#[test]
fn a_face_called_a_telephone_stays_unknown() {
    let face = include_bytes!("../../../tests/web/fixtures/pictures/person.jpg");
    assert_eq!(pixel::faces(face), Some(1));
    // The face fills the part that is called a telephone.
    let shown = blurred(face, Some([0.33, 0.02, 0.34, 0.5])).unwrap();
    assert_eq!(shown, blurred(face, None).unwrap());
}
