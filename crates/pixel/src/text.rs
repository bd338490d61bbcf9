//! Text drawn as a picture: wrapped, watermarked, PNG. The same text, width and scale always give the same layout, so that a
//! place in the picture can be asked about later.

use std::io::Cursor;

use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use image::{
    ExtendedColorType, ImageEncoder, Rgb, RgbImage,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};

use crate::watermark;

/// Height of letters and distance of lines, in pixels of the page.
const SIZE: f32 = 15.0;
const LINE: f32 = 23.0;
const MARGIN: f32 = 8.0;
/// Narrowest and widest picture, in pixels of the page; and the longest text, in lines.
pub const WIDTHS: std::ops::RangeInclusive<u32> = 160..=640;
const LINES: usize = 160;
/// How much lighter or darker a cell of the mark is (see [`watermark::write`]): a little more where there are few of them.
const AMPLITUDE: u8 = 2;
const AMPLITUDE_OF_FEW: u8 = 3;
/// Fewer cells than these are few; and a picture is made higher until it has so many, but no higher than this by that alone, in
/// pixels of the page.
const FEW: u32 = 3 * watermark::CELLS as u32;
const ENOUGH: u32 = watermark::CELLS as u32 * 3 / 2;
const HIGHER: u32 = 72;
/// Shades of an edge: more are not seen, and cost a fifth of the bytes.
const GREYS: f32 = 15.0;
/// Brackets of a token, which is drawn as one and never broken.
const OPEN: char = '〔';
const CLOSE: char = '〕';

/// A font that text is drawn with.
pub struct Painter(FontVec);

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// In pixels of the page; brought within [`WIDTHS`].
    pub width: u32,
    /// Pixels of the screen for one of the page: 1, 2 or 3.
    pub scale: u32,
    pub is_dark: bool,
    /// The number that the picture carries invisibly.
    pub mark: u32,
}

/// A drawn text. Its size is in pixels of the page.
#[derive(Clone, Debug)]
pub struct Tile {
    pub png: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// A word, token or single sign, and where it stands.
struct Piece<'a> {
    text: &'a str,
    x: f32,
    width: f32,
    line: usize,
}

impl Look {
    /// Width within the bounds, and scale.
    fn bounded(self) -> (u32, u32) {
        (self.width.clamp(*WIDTHS.start(), *WIDTHS.end()), self.scale.clamp(1, 3))
    }

    fn inner(self) -> f32 {
        self.bounded().0 as f32 - 2.0 * MARGIN
    }

    /// Height of a picture of `lines`, and where its first line begins: text stands in the middle of a picture that was made
    /// higher so that it holds its mark. The same for every scale, so that a place means the same in each.
    fn height(self, lines: usize) -> (u32, f32) {
        let written = lines as f32 * LINE;
        let rows = ENOUGH.div_ceil(self.bounded().0 / watermark::CELL) * watermark::CELL;
        let height = ((written + 2.0 * MARGIN).ceil() as u32).max(rows.min(HIGHER));
        (height, (height as f32 - written) / 2.0)
    }
}

/// Latin words and tokens stay together; every other sign stands for itself.
fn pieces(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let is_word = |ch: char| ch.is_ascii_graphic();
        let end = if first == OPEN {
            rest.find(CLOSE).map_or(rest.len(), |at| at + CLOSE.len_utf8())
        } else if is_word(first) {
            rest.find(|ch| !is_word(ch)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, tail) = rest.split_at(end);
        out.push(piece);
        rest = tail;
    }
    out
}

/// Lines of a layout, one at least.
fn lines(pieces: &[Piece<'_>]) -> usize {
    pieces.last().map_or(1, |piece| piece.line + 1)
}

impl Painter {
    /// A font from the bytes of a TTF, OTF or TTC file; `None` when it is none, or has no Chinese.
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        let font = FontVec::try_from_vec_and_index(bytes, 0).ok()?;
        ['中', 'a', OPEN].iter().all(|ch| font.glyph_id(*ch).0 != 0).then_some(Self(font))
    }

    fn width(&self, text: &str) -> f32 {
        let font = self.0.as_scaled(PxScale::from(SIZE));
        text.chars().map(|ch| font.h_advance(font.glyph_id(ch))).sum()
    }

    /// Where every piece of a text stands. Deterministic.
    fn layout<'a>(&self, text: &'a str, look: Look) -> Vec<Piece<'a>> {
        let room = look.inner();
        let (mut out, mut line, mut x) = (Vec::new(), 0, 0.0);
        for (n, words) in text.split('\n').enumerate() {
            if n > 0 {
                (line, x) = (line + 1, 0.0);
            }
            for word in pieces(words) {
                // What does not fit on a line by itself is broken between its signs.
                let parts = if self.width(word) > room { word.split_inclusive(|_| true).collect() } else { vec![word] };
                for text in parts {
                    let width = self.width(text);
                    if x > 0.0 && x + width > room {
                        (line, x) = (line + 1, 0.0);
                    }
                    out.push(Piece { text, x, width, line });
                    x += width;
                }
            }
        }
        out.retain(|piece| piece.line < LINES);
        out
    }

    /// Draws a text.
    pub fn draw(&self, text: &str, look: Look) -> Tile {
        let pieces = self.layout(text, look);
        let (width, scale) = look.bounded();
        let (height, top) = look.height(lines(&pieces));
        let (paper, ink) = if look.is_dark { (34.0, 226.0) } else { (250.0, 28.0) };
        let mut picture = RgbImage::from_pixel(width * scale, height * scale, Rgb([paper as u8; 3]));
        for piece in &pieces {
            self.write(&mut picture, piece, top, scale as f32, (paper, ink));
        }
        let cells = (width * scale / watermark::CELL) * (height * scale / watermark::CELL);
        watermark::write(&mut picture, look.mark, if cells < FEW { AMPLITUDE_OF_FEW } else { AMPLITUDE });
        Tile { png: png(&picture), width, height }
    }

    fn write(&self, picture: &mut RgbImage, piece: &Piece<'_>, top: f32, scale: f32, (paper, ink): (f32, f32)) {
        let font = self.0.as_scaled(PxScale::from(SIZE * scale));
        let base = (top + piece.line as f32 * LINE + (LINE - SIZE) / 2.0) * scale + font.ascent();
        let mut x = (MARGIN + piece.x) * scale;
        for ch in piece.text.chars() {
            let id = font.glyph_id(ch);
            let glyph = id.with_scale_and_position(SIZE * scale, point(x, base));
            x += font.h_advance(id);
            let Some(outline) = self.0.outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            outline.draw(|dx, dy, cover| {
                let (at_x, at_y) = (bounds.min.x + dx as f32, bounds.min.y + dy as f32);
                if at_x < 0.0 || at_y < 0.0 {
                    return;
                }
                if let Some(pixel) = picture.get_pixel_mut_checked(at_x as u32, at_y as u32) {
                    let grey = f32::from(pixel.0[0]);
                    let next = grey + (ink - paper) * (cover.min(1.0) * GREYS).round() / GREYS;
                    *pixel = Rgb([next.clamp(paper.min(ink), paper.max(ink)) as u8; 3]);
                }
            });
        }
    }

    /// What stands at a place of the picture, in pixels of the page: a token, a word, a sign.
    pub fn at<'a>(&self, text: &'a str, look: Look, x: f32, y: f32) -> Option<&'a str> {
        let pieces = self.layout(text, look);
        let (_, top) = look.height(lines(&pieces));
        let (x, line) = (x - MARGIN, ((y - top) / LINE).floor());
        let hit = |piece: &Piece<'_>| piece.line as f32 == line && (piece.x..piece.x + piece.width).contains(&x);
        pieces.into_iter().find(|piece| hit(piece)).map(|piece| piece.text)
    }
}

/// Grey, eight bits: what the watermark needs, and no more.
fn png(picture: &RgbImage) -> Vec<u8> {
    let grey: Vec<u8> = picture.pixels().map(|pixel| pixel.0[0]).collect();
    let mut out = Cursor::new(Vec::new());
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Up);
    let (width, height) = picture.dimensions();
    match encoder.write_image(&grey, width, height, ExtendedColorType::L8) {
        Ok(()) => out.into_inner(),
        // Writing into memory does not fail; an empty picture would be seen at once.
        Err(_) => Vec::new(),
    }
}
