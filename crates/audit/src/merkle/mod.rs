//! The Merkle tree of RFC 6962: hashes, roots, proofs and their verification. Pure; an auditor needs no more than this.

mod tiles;

use sha2::{Digest, Sha256};

pub use tiles::{Memory, TILE, Tile, Tiles, append, locate, open_tiles};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// SHA-256 of the concatenated parts.
pub fn sha256(parts: &[&[u8]]) -> Hash {
    let mut state = Sha256::new();
    for part in parts {
        state.update(part);
    }
    state.finalize().into()
}

/// Hash of a leaf's bytes.
pub fn leaf(bytes: &[u8]) -> Hash {
    sha256(&[&[0], bytes])
}

/// Hash of an inner node.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// Where hashes of complete subtrees come from: subtree `index` of height `level` holds the leaves
/// `index << level .. (index + 1) << level`.
pub trait Nodes {
    type Error;
    fn complete(&mut self, level: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// Largest power of two below `n`; `n` is at least 2.
const fn split(n: u64) -> u64 {
    1 << (63 - (n - 1).leading_zeros())
}

/// Root of the first `size` leaves.
pub fn root<N: Nodes>(nodes: &mut N, size: u64) -> Result<Hash, N::Error> {
    if size == 0 { Ok(sha256(&[])) } else { range(nodes, 0, size) }
}

/// Hash over the leaves `lo..hi`, where `lo` is a multiple of the largest complete subtree inside.
fn range<N: Nodes>(nodes: &mut N, lo: u64, hi: u64) -> Result<Hash, N::Error> {
    let n = hi - lo;
    if n.is_power_of_two() {
        return nodes.complete(n.trailing_zeros(), lo / n);
    }
    let middle = lo + split(n);
    let left = range(nodes, lo, middle)?;
    Ok(node(&left, &range(nodes, middle, hi)?))
}

/// Hashes that prove leaf `index` to be in the tree of `size` leaves, from the leaf upwards. `index < size`.
pub fn inclusion<N: Nodes>(nodes: &mut N, index: u64, size: u64) -> Result<Vec<Hash>, N::Error> {
    let (mut lo, mut hi) = (0, size);
    let mut path = Vec::new();
    while hi - lo > 1 {
        let middle = lo + split(hi - lo);
        if index < middle {
            path.push(range(nodes, middle, hi)?);
            hi = middle;
        } else {
            path.push(range(nodes, lo, middle)?);
            lo = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// Hashes that prove the tree of `old` leaves to be a beginning of the tree of `new` leaves. `0 < old <= new`.
pub fn consistency<N: Nodes>(nodes: &mut N, old: u64, new: u64) -> Result<Vec<Hash>, N::Error> {
    let (mut lo, mut hi, mut old) = (0, new, old);
    let mut whole = true;
    let mut path = Vec::new();
    while old != hi - lo {
        let k = split(hi - lo);
        if old <= k {
            path.push(range(nodes, lo + k, hi)?);
            hi = lo + k;
        } else {
            path.push(range(nodes, lo, lo + k)?);
            lo += k;
            old -= k;
            whole = false;
        }
    }
    if !whole {
        path.push(range(nodes, lo, hi)?);
    }
    path.reverse();
    Ok(path)
}

/// Whether `path` proves that the leaf with hash `leaf` is number `index` of the tree with `size` leaves and this root.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut position, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if position & 1 == 1 || position == last {
            hash = node(sibling, &hash);
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `path` proves that the tree (`old`, `old_root`) is a beginning of the tree (`new`, `new_root`).
pub fn verify_consistency(old: u64, new: u64, path: &[Hash], old_root: &Hash, new_root: &Hash) -> bool {
    if old == new {
        return path.is_empty() && old_root == new_root;
    }
    if old == 0 || old > new {
        return false;
    }
    // A complete old tree is its own first hash.
    let own = [*old_root];
    let mut hashes = (if old.is_power_of_two() { &own[..] } else { &[] }).iter().chain(path);
    let Some(first) = hashes.next() else { return false };
    let (mut position, mut last) = (old - 1, new - 1);
    while position & 1 == 1 {
        position >>= 1;
        last >>= 1;
    }
    let (mut was, mut is) = (*first, *first);
    for hash in hashes {
        if last == 0 {
            return false;
        }
        if position & 1 == 1 || position == last {
            was = node(hash, &was);
            is = node(hash, &is);
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            is = node(&is, hash);
        }
        position >>= 1;
        last >>= 1;
    }
    last == 0 && was == *old_root && is == *new_root
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hashes(n: u64) -> Vec<Hash> {
        (0..n).map(|i| leaf(&i.to_be_bytes())).collect()
    }

    fn tree(leaves: &[Hash]) -> Memory {
        let mut tree = Memory::default();
        tree.extend(leaves);
        tree
    }

    /// The definition of RFC 6962 §2.1, word for word.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves.len() {
            0 => sha256(&[]),
            1 => leaves[0],
            n => {
                let k = split(n as u64) as usize;
                node(&by_definition(&leaves[..k]), &by_definition(&leaves[k..]))
            }
        }
    }

    #[test]
    fn known_answers() {
        let hex = |h: Hash| h.iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(hex(sha256(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(hex(leaf(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        // The eight leaves of the reference implementation's test.
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let leaves: Vec<Hash> = inputs.iter().map(|i| leaf(i)).collect();
        let root = root(&mut tree(&leaves), 8).unwrap();
        assert_eq!(hex(root), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    #[test]
    fn every_small_tree_proves_every_leaf_and_every_beginning() {
        for size in 1..=70_u64 {
            let leaves = hashes(size);
            let mut nodes = tree(&leaves);
            let top = root(&mut nodes, size).unwrap();
            assert_eq!(top, by_definition(&leaves));
            for index in 0..size {
                let path = inclusion(&mut nodes, index, size).unwrap();
                assert!(verify_inclusion(&leaves[index as usize], index, size, &path, &top));
                assert!(!verify_inclusion(&leaves[index as usize], index + 1, size, &path, &top));
            }
            for old in 1..=size {
                let path = consistency(&mut nodes, old, size).unwrap();
                let before = by_definition(&leaves[..old as usize]);
                assert!(verify_consistency(old, size, &path, &before, &top), "{old} of {size}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn grown_in_any_steps_it_is_the_same_tree(steps in prop::collection::vec(1_usize..400, 1..6)) {
            let leaves = hashes(steps.iter().sum::<usize>() as u64);
            let mut grown = Memory::default();
            let mut from = 0;
            for step in steps {
                grown.extend(&leaves[from..from + step]);
                from += step;
                prop_assert_eq!(root(&mut grown, from as u64).unwrap(), by_definition(&leaves[..from]));
            }
        }

        #[test]
        fn tampering_shows(size in 2_u64..600, at in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(), bit in 0_usize..256, what in 0_u8..5) {
            let leaves = hashes(size);
            let mut nodes = tree(&leaves);
            let top = root(&mut nodes, size).unwrap();
            let index = at.index(size as usize);
            let flip = |hash: &mut Hash| hash[bit / 8] ^= 1 << (bit % 8);
            // Flip a bit, drop one, repeat one, swap two, add one: none keeps the root.
            let mut bad = leaves.clone();
            match what {
                0 => flip(&mut bad[index]),
                1 => { bad.remove(index); }
                2 => { let again = bad[index]; bad.insert(index, again); }
                3 => bad.swap(index, (index + 1) % size as usize),
                _ => bad.push(leaf(b"new")),
            }
            let count = bad.len() as u64;
            let changed = root(&mut tree(&bad), count).unwrap();
            prop_assert!(changed != top || bad == leaves);
            // The old proof does not carry the changed leaf, and a changed proof carries nothing.
            let mut path = inclusion(&mut nodes, index as u64, size).unwrap();
            let mut false_leaf = leaves[index];
            flip(&mut false_leaf);
            prop_assert!(!verify_inclusion(&false_leaf, index as u64, size, &path, &top));
            let n = path.len();
            flip(&mut path[other.index(n)]);
            prop_assert!(!verify_inclusion(&leaves[index], index as u64, size, &path, &top));
            path.pop();
            prop_assert!(!verify_inclusion(&leaves[index], index as u64, size, &path, &top));
        }

        #[test]
        fn a_fork_is_not_consistent(old in 1_u64..300, more in 1_u64..300, at in any::<prop::sample::Index>()) {
            let leaves = hashes(old + more);
            let mut nodes = tree(&leaves);
            let before = root(&mut nodes, old).unwrap();
            let mut forked = leaves;
            let changed = at.index(old as usize);
            forked[changed] = leaf(b"rewritten");
            let mut forked = tree(&forked);
            let after = root(&mut forked, old + more).unwrap();
            let path = consistency(&mut forked, old, old + more).unwrap();
            prop_assert!(!verify_consistency(old, old + more, &path, &before, &after));
        }
    }
}
