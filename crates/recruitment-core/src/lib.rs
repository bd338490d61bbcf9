//! What is pure about getting in and knows no interview: documents by their own rules, the containers of recordings as they
//! arrive, and the figures of adverse impact.
//!
//! No I/O, no store of its own; `db` is here for the words of a text column. What comes in is untrusted: any bytes and any text
//! give an answer or a clean error. `recruitment` uses it.

pub mod document;
pub mod impact;
pub mod media;
