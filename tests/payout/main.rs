//! Pay as a whole, over the store and over HTTP, on both engines. One binary: what its tests share is in `fixture`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop"
)]

mod batches;
mod claims;
mod closing;
mod crash;
mod earnings;
mod fixture;
mod holds;
mod invoices;
mod laws;
mod notices;
mod rails;
mod rejudged;
mod rules;
mod statements;
mod what_if;
