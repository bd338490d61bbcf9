//! What leaves the process: mail, posts to enterprises' addresses, calls to services of the operator's choice, and bytes too
//! large for the store. Each has a local default that needs no service.
//!
//! Invariants: a mail or a blob is bounded in size; nothing a caller passes can name a file outside the folder;
//! neither addresses nor texts reach the log. Any crate may call it; it knows no domain and opens no transaction:
//! mail is sent by jobs, never inside a transaction.

mod blob;
mod hook;
mod line;
mod mail;
mod s3;
mod service;
mod wire;

pub use blob::{Blobs, MAX_BLOB, MAX_PART};
pub use hook::{Hooks, Target};
pub use line::{Call, Failed, Reply};
pub use mail::{MAX_SUBJECT, MAX_TEXT, Mail, Mailer};
pub use s3::Bucket;
pub use service::Service;
pub use wire::{Peer, Wire};
