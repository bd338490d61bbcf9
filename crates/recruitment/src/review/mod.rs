//! The review desk: what a person needs to decide where the policy does not decide alone. Blind to name and picture.

pub mod http;
pub(crate) mod service;
