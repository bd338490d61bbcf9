//! The store and the policies that the kit starts with.

mod bucket;
mod bus;
mod policies;
mod store;
