//! Field encryption: root key → tenant key → data key of one owner → field. Destroying a data key erases what it sealed.
//!
//! Invariants: a ciphertext opens only at the tenant, table, column, row and under the key it was made for;
//! no key and no plaintext appears in `Debug`, logs or errors; an owner whose key was destroyed never gets another,
//! so its data can neither be read nor written again; blind indexes use keys of their own.
//! Any crate may call it; it knows no domain.

mod cipher;
mod derive;
mod keyring;
mod root;
mod schema;
mod store;

pub use cipher::{DataKey, Place};
pub use keyring::Keyring;
