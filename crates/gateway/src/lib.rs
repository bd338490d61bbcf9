//! The binary `tidecrew`: configuration, wiring and command line. It holds no rules.

pub mod assets;
mod attest_cli;
mod audit_cli;
pub mod cli;
pub mod commands;
pub mod config;
pub mod demo;
mod device_agent;
mod device_serve;
mod history;
mod interview;
mod interview_load;
mod kiosk;
mod month;
mod patrol_cli;
mod pay;
mod procedures;
pub mod rails_config;
pub mod server;
mod tax_cases;
pub mod wiring;

/// Requests are many small pieces of memory, taken on one thread and given back on another.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;
