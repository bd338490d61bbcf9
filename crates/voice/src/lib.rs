//! What a recording of speech says about itself: decoding, level, pitch, tones, pace.
//!
//! Pure: bytes in, numbers out; no I/O, no network, no unsafe code of its own. It works on untrusted recordings: any
//! bytes give a sound or a clean error. Nothing here looks at who speaks: no age, sex, emotion or identity.

pub mod decode;
pub mod level;
pub mod pace;
pub mod pitch;
pub mod resample;
pub mod take;
pub mod tone;

pub use decode::{RATE, Sound, Unreadable, decode};
pub use level::{Level, level};
pub use pace::{Pace, pace};
