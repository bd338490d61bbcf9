//! The binary `tidecrew`: configuration, wiring and command line. It holds no rules.

pub mod assets;
pub mod config;
pub mod server;
