//! A new interview policy scores what was measured before again: who still waits for a person may advance by it; for who was
//! decided about it is information only.
//!
//! The inputs are those of the recorded decision, so that the same inputs under the same policy give the same bytes. A run goes
//! on from its cursor after a kill, stops when a newer policy is in force, and never declines anybody.

pub mod http;
pub(crate) mod service;
pub(crate) mod store;

kernel::nouns! {
    /// One pass over all scored interviews.
    Rescore => RescoreId,
}

db::text_enum! {
    /// Where a run stands.
    pub enum RescoreState {
        Running = "running",
        Done = "done",
        /// A newer policy came into force before it was through.
        Superseded = "superseded",
    }
}
