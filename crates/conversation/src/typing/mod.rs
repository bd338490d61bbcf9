//! "Somebody is typing": passed between the customer's page and the worker's desk while both are there.
//!
//! A notice carries no text, is never stored and has no sequence number; whoever was away misses nothing.

pub(crate) mod http;
pub(crate) mod service;

/// The kind under which a notice arrives.
pub(crate) const KIND: &str = "typing";
