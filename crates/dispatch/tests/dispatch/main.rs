//! Offers, leases and hand-overs through HTTP and a store, on both engines.

mod batch;
mod crowd;
mod guarded;
mod plans;
mod protocol;
mod takeover;
mod torture;
mod transfer;
mod world;
