//! What was paid too much: claimed by a case, recovered from later pay up to the cap, or given up. Types only.

pub(crate) mod http;
pub(crate) mod service;

/// Kind of the cases about final pay that was too much.
pub(crate) const OVERPAID: &str = "overpaid";
