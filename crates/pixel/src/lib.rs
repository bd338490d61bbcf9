//! Pictures that carry the number of a session, invisibly. Pure, no I/O, no network.
//!
//! [`watermark::write`] lays a faint, repeating pattern of square cells over a picture; [`watermark::read`] finds it again
//! after the picture was cut, made smaller, blurred or stored as a poor JPEG. It survives no turning and no slant: a
//! photograph of a screen must be set upright first.

pub mod watermark;

pub use image;
