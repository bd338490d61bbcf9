//! Everything that is about the whole: the house rules, the schema, the API, and the product end to end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may stop at once and say why"
)]

mod canary;
mod journey;
mod matrix;
mod openapi;
mod privacy;
mod schema;
mod tidy;
mod world;
