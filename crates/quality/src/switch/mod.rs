//! Taking patrol out of service and back: for operators, drills and tests.

pub(crate) mod http;
pub(crate) mod service;
