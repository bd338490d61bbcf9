//! What a picture of a camera shows: faces, counted, and nothing else about them; and pictures nobody can be known in.

use std::{io::Cursor, sync::LazyLock};

use image::{DynamicImage, ImageFormat, ImageReader, Limits, imageops::FilterType};
use rustface::{ImageData, Model};

/// Largest picture that is looked at.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
/// Edge of a blurred picture's largest side.
const KEPT: u32 = 320;
/// Of which so many pixels remain for each: a face at a desk is then three or four wide.
const COARSE: u32 = 24;
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
    let grey = decoded(jpeg)?.resize(320, 240, FilterType::Triangle).into_luma8();
    let (width, height) = grey.dimensions();
    let mut detector = rustface::create_detector_with_model(MODEL.as_ref()?.clone());
    detector.set_min_face_size(FACE);
    detector.set_score_thresh(SURE);
    detector.set_pyramid_scale_factor(0.8);
    detector.set_slide_window_step(4, 4);
    Some(detector.detect(&ImageData::new(grey.as_raw(), width, height)).len())
}

/// The picture so coarse that nobody in it can be known, small; `None` as in [`faces`].
pub fn blurred(jpeg: &[u8]) -> Option<Vec<u8>> {
    let picture = decoded(jpeg)?;
    let coarse = picture.resize(COARSE, COARSE, FilterType::Triangle);
    let mut out = Cursor::new(Vec::new());
    coarse.resize(KEPT, KEPT, FilterType::Triangle).into_rgb8().write_to(&mut out, ImageFormat::Jpeg).ok()?;
    Some(out.into_inner())
}
