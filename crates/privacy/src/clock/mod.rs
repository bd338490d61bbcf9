//! Clocks: rows whose time is over are deleted with what goes with them, unless somebody holds them.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;
