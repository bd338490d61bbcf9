//! Seeded choice without a generator: every pick is a hash of the logged seed and a label, so it can be redone anywhere.

use kernel::sha256_hex;

/// The order in which `len` things are used for `label`.
pub(crate) fn order(seed: i64, label: &str, len: usize) -> Vec<usize> {
    let mut keyed: Vec<(String, usize)> = (0..len).map(|i| (sha256_hex(format!("{seed}|{label}|{i}").as_bytes()), i)).collect();
    keyed.sort();
    keyed.into_iter().map(|(_, i)| i).collect()
}

/// One of `items`, or `None` when there are none.
pub(crate) fn pick<'a, T>(seed: i64, label: &str, items: &'a [T]) -> Option<&'a T> {
    order(seed, label, items.len()).first().and_then(|i| items.get(*i))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_order() {
        assert_eq!(order(7, "a", 9), order(7, "a", 9));
        assert_ne!(order(7, "a", 9), order(8, "a", 9));
        assert!(pick(1, "x", &[] as &[u8]).is_none());
    }
}
