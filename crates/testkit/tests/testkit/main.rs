//! The store and the policies that the kit starts with.

mod policies;
mod store;
