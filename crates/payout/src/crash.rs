//! Named points at which a test stops this process dead. Compiled into debug builds only, and asleep there unless
//! `TIDECREW_CRASH` names a point: tests kill what stands at it.

/// Where a settlement can be cut off, in the order in which it passes them.
pub const POINTS: [&str; 11] = [
    "accrue.posted",
    "close.begun",
    "close.settled",
    "close.committed",
    "batch.instructed",
    "file.claimed",
    "file.answered",
    "wallet.claimed",
    "wallet.answered",
    "fetch.read",
    "fetch.heard",
];

/// Stands here for ever when this is the point, after saying so, until somebody kills the process.
#[cfg(debug_assertions)]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test's own switch, read where it acts; it watches what is printed"
)]
pub(crate) fn point(name: &str) {
    if std::env::var("TIDECREW_CRASH").is_ok_and(|at| at == name) {
        eprintln!("crash point {name}");
        loop {
            std::thread::park();
        }
    }
}

#[cfg(not(debug_assertions))]
pub(crate) const fn point(_name: &str) {}
