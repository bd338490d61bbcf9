//! Who serves what, and why.

pub mod core;

kernel::nouns! {
    /// One piece of work waiting for, or with, a worker.
    Task => TaskId,
}
