//! Offers, leases and hand-overs through HTTP and a store, on both engines.

mod protocol;
mod torture;
mod transfer;
mod world;
