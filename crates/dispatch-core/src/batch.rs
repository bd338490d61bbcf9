//! Tasks decided together: pairs of offers change their workers while that makes both together worth more.

/// Offers further apart than this are not compared: keeps a large batch linear.
const REACH: usize = 64;
/// Rounds over all pairs.
const ROUNDS: usize = 3;

/// Swaps the workers of `n` offers pairwise. `gain(a, b)` is what swapping the present workers of offers `a` and `b`
/// adds, or `None` when one may not take the other's task; `swap` does it. Returns whether anything was swapped.
pub(crate) fn improve<S>(
    state: &mut S,
    n: usize,
    gain: impl Fn(&S, usize, usize) -> Option<i64>,
    mut swap: impl FnMut(&mut S, usize, usize, i64),
) -> bool {
    let mut any = false;
    for _ in 0..ROUNDS {
        let mut moved = false;
        for a in 0..n {
            for b in a + 1..n.min(a + REACH) {
                if let Some(more) = gain(state, a, b).filter(|more| *more > 0) {
                    swap(state, a, b, more);
                    moved = true;
                }
            }
        }
        any |= moved;
        if !moved {
            break;
        }
    }
    any
}
