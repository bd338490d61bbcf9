//! Evidence as devices make it, evidence as forgers make it, and noise.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise, and says what it skips"
)]

mod forge;
mod forgeries;
mod fuzz;
mod good;
mod guard;
mod kiosk;
mod mutate;
mod noise;
mod rhythm;
mod samples;
mod swtpm;
