//! Pictures that carry the number of a session, invisibly. Pure, no I/O, no network.
//!
//! [`watermark::write`] lays a faint, repeating pattern of square cells over a picture; [`watermark::read`] finds it again
//! after the picture was cut, made smaller, blurred or stored as a poor JPEG. It survives no turning and no slant: a
//! photograph of a screen must be set upright first. [`text::Painter`] draws text so marked; [`faces`] counts faces in a
//! camera's picture, [`blurred`] makes one in which nobody can be known.

mod look;
pub mod text;
pub mod watermark;

pub use image;
pub use look::{blurred, faces};
use sha2::{Digest, Sha256};

/// The number by which pictures of a session (its id's bytes) are marked.
pub fn mark_of(session: &[u8]) -> u32 {
    let hash = Sha256::digest(session);
    u32::from_be_bytes(std::array::from_fn(|n| hash.get(n).copied().unwrap_or(0)))
}
