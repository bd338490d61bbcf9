//! Copies of a person's data: a job gathers what the data map says is theirs into sealed ZIP files that live seven days.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;
mod zip;

use std::time::Duration;

/// How long a file can be fetched.
pub(crate) const LIVES: Duration = Duration::from_secs(7 * 86_400);
/// A person's copies asked for within a day.
pub(crate) const PER_DAY: usize = 3;

db::text_enum! {
    /// Where a copy stands.
    #[schema(as = ExportState)]
    pub enum State {
        Waiting = "waiting",
        Running = "running",
        Ready = "ready",
        Failed = "failed",
        /// The file is gone.
        Expired = "expired",
    }
}
