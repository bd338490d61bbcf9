//! Entry point of `tidecrew`.

fn main() {}
