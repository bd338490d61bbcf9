//! Customers' text as text where it is drawn for everybody else, granted to people who cannot read pictures. Why somebody
//! needs it is not asked and not kept.

pub mod http;
pub mod service;
pub(crate) mod store;
