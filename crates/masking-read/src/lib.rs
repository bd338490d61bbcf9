//! Reads a message to what finders look at: plain characters with the way back to their bytes ([`fold`]), words
//! ([`tokens`]), cues for what stands beside them ([`cues`]) and digits however written ([`atoms`]); and the lists that say
//! what words are. Says nothing of values: that is `masking-find`, the only user.
//!
//! Pure: no I/O, no memory from one message to the next but the tables built once.
#![forbid(unsafe_code)]

pub mod atoms;
pub mod chars;
pub mod cues;
pub mod fold;
pub mod fold_tables;
pub mod form;
pub mod lists;
pub mod tokens;
pub mod words;
#[doc(hidden)]
pub mod work;
