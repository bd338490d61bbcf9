//! The store: one code base over SQLite and Postgres, and the rows that make work durable.
//!
//! Invariants: every dialect difference lives here; a write is one short transaction that may be retried;
//! SQLite has exactly one writer, which commits in groups; an answer is given only after COMMIT.
//! Any crate may call it; it knows no domain.

mod among;
#[doc(hidden)]
pub mod bulk;
mod bus;
mod conn;
mod error;
mod group;
pub mod idempotency;
pub mod jobs;
mod keep;
pub mod leases;
mod migrate;
pub mod outbox;
mod pool;
pub mod rows;
mod schema;
pub mod sql;
pub mod streams;

pub use among::{Among, among, unindexed};
pub use bus::Bus;
pub use conn::{Conn, Link, Wake, Whisper};
pub use error::{Error, Result, is_unique_violation};
pub use keep::{Keep, Kept};
pub use migrate::{Dialect, migrate, revert_all};
pub use pool::{Db, Options};
pub use sql::Json;

/// Used by [`text_enum!`]; not for direct use.
#[doc(hidden)]
pub mod macros {
    pub use diesel;
    pub use kernel;
    pub use serde;
    pub use utoipa;
}
