//! What a picture of a camera shows: faces, counted, and nothing else about them; and pictures nobody can be known in.

use std::{io::Cursor, sync::LazyLock};

use image::{DynamicImage, GrayImage, ImageFormat, ImageReader, Limits, imageops, imageops::FilterType};
use rustface::{ImageData, Model};

/// Largest picture that is looked at.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
/// Edge of a blurred picture's largest side.
const KEPT: u32 = 320;
/// Of which so many pixels remain for each: a face at a desk is then three or four wide.
const COARSE: u32 = 24;
/// And so many of a telephone's longer side: it can be told from a hand, and nothing on it can be read.
const FINE: u32 = 40;
/// The largest share of a picture that is shown so.
const PART: f32 = 0.25;
/// Smallest face, in pixels of a picture 320 wide.
const FACE: u32 = 24;
/// A face's least score.
const SURE: f64 = 2.0;

/// SeetaFace's detector of frontal faces, BSD 2-clause, as its Rust port ships it.
static MODEL: LazyLock<Option<Model>> =
    LazyLock::new(|| rustface::read_model(Cursor::new(include_bytes!("../model/seeta_fd_frontal_v1.0.bin"))).ok());

fn decoded(jpeg: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg);
    let mut limits = Limits::no_limits();
    (limits.max_image_width, limits.max_image_height) = (Some(WIDTH), Some(HEIGHT));
    reader.limits(limits);
    reader.decode().ok()
}

/// How many faces look into the camera; `None` for what is no JPEG of at most 640 × 480. Profiles are missed.
pub fn faces(jpeg: &[u8]) -> Option<usize> {
    count(&decoded(jpeg)?.resize(320, 240, FilterType::Triangle).into_luma8())
}

fn count(grey: &GrayImage) -> Option<usize> {
    let (width, height) = grey.dimensions();
    let mut detector = rustface::create_detector_with_model(MODEL.as_ref()?.clone());
    detector.set_min_face_size(FACE);
    detector.set_score_thresh(SURE);
    detector.set_pyramid_scale_factor(0.8);
    detector.set_slide_window_step(4, 4);
    Some(detector.detect(&ImageData::new(grey.as_raw(), width, height)).len())
}

/// The picture so coarse that nobody in it can be known, small; `None` as in [`faces`]. Less coarse is only the part where a
/// telephone was found (left, top, width and height as shares of the picture), if it is a small part without a face.
pub fn blurred(jpeg: &[u8], telephone: Option<[f32; 4]>) -> Option<Vec<u8>> {
    let picture = decoded(jpeg)?;
    let mut shown = picture.resize(COARSE, COARSE, FilterType::Triangle).resize(KEPT, KEPT, FilterType::Triangle).into_rgb8();
    if let Some([x, y, width, height]) = telephone.and_then(|part| pixels(part, shown.dimensions())) {
        let part = picture.resize_exact(shown.width(), shown.height(), FilterType::Triangle).crop_imm(x, y, width, height);
        if count(&part.resize(KEPT, KEPT, FilterType::Triangle).into_luma8()) == Some(0) {
            let fine = part.resize(FINE, FINE, FilterType::Triangle).resize_exact(width, height, FilterType::Triangle);
            imageops::replace(&mut shown, &fine.into_rgb8(), x.into(), y.into());
        }
    }
    let mut out = Cursor::new(Vec::new());
    shown.write_to(&mut out, ImageFormat::Jpeg).ok()?;
    Some(out.into_inner())
}

/// A part in pixels; `None` for one that is too large or lies outside.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of a small picture, looked at before")]
fn pixels(part: [f32; 4], (width, height): (u32, u32)) -> Option<[u32; 4]> {
    let [x, y, w, h] = part;
    let inside = part.iter().all(|share| (0.0..=1.0).contains(share)) && x + w <= 1.01 && y + h <= 1.01 && w * h <= PART;
    let [wide, high] = [width, height].map(|side| f64::from(side) as f32);
    let found = [x * wide, y * high, w * wide, h * high].map(|side| side as u32);
    (inside && found[2] > 0 && found[3] > 0).then_some(found)
}
