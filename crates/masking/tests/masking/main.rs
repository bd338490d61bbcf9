//! The vault and the enterprises' policies, on both engines.

mod policy;
mod vault;
