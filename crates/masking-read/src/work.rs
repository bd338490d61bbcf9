//! Counted work of a thread's scans: what proves that time grows with the text alone.

use std::cell::Cell;

thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Begin to count again.
pub fn reset() {
    STEPS.with(|s| s.set(0));
}

/// Steps since [`reset`]: characters, words and cues looked at, windows judged.
pub fn done() -> u64 {
    STEPS.with(Cell::get)
}

/// Count `n` steps.
#[inline]
pub fn add(n: usize) {
    STEPS.with(|s| s.set(s.get().wrapping_add(n as u64)));
}
