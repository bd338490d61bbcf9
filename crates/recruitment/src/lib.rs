//! Recruitment.
mod chance;
pub mod interview;
pub mod media;
mod schema;
pub mod score;
mod seeds;
