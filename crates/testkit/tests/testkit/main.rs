//! The store and the policies that the kit starts with.

mod bus;
mod policies;
mod store;
