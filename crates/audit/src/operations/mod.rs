//! What an admin sees of background work: jobs and events that could not be delivered.

pub(crate) mod http;
pub(crate) mod service;
