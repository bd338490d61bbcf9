//! What devices and cameras tell, and what a session is trusted with, on both engines.

mod reports;
mod trust;
