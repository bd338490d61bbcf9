//! The tree cut into tiles of 256 hashes: tile level `n` holds hashes of height `8 n`. Full tiles never change.

use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
};

use super::{Hash, Nodes, node};

/// Hashes in a full tile.
pub const TILE: usize = 256;

/// One tile; only the last of a level is not full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tile {
    pub number: u64,
    pub hashes: Vec<Hash>,
}

/// Tiles by level and number.
pub type Tiles = BTreeMap<(u32, u64), Tile>;

/// The tiles that are not full in a tree of `size` leaves: `(level, number)`.
pub fn open_tiles(size: u64) -> Vec<(u32, u64)> {
    let counts = (0..8).map(|level| (level, size >> (8 * level)));
    counts.filter(|(_, count)| count % TILE as u64 != 0).map(|(level, count)| (level, count / TILE as u64)).collect()
}

/// Adds leaves to a tree of `size` leaves whose open tiles are `open`. Returns every tile that is new or grew.
pub fn append(size: u64, open: Tiles, leaves: &[Hash]) -> Tiles {
    let mut changed = Tiles::new();
    let mut growing: HashMap<u32, Tile> = open.into_iter().map(|((level, _), tile)| (level, tile)).collect();
    for leaf in leaves {
        let (mut level, mut hash) = (0_u32, *leaf);
        loop {
            let fresh = || Tile { number: (size >> (8 * level)) / TILE as u64, hashes: Vec::new() };
            let tile = growing.entry(level).or_insert_with(fresh);
            tile.hashes.push(hash);
            if tile.hashes.len() < TILE {
                break;
            }
            hash = fold(&tile.hashes);
            let next = Tile { number: tile.number + 1, hashes: Vec::new() };
            let full = std::mem::replace(tile, next);
            changed.insert((level, full.number), full);
            level += 1;
        }
    }
    changed.extend(growing.into_iter().filter(|(_, t)| !t.hashes.is_empty()).map(|(level, tile)| ((level, tile.number), tile)));
    changed
}

/// Root of a complete subtree: `hashes` is a power of two long.
fn fold(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.as_chunks().0.iter().map(|[left, right]| node(left, right)).collect();
    }
    row.first().copied().unwrap_or_default()
}

/// Where the complete subtree (`level`, `index`) is found: tile level, tile number, first hash, how many to fold.
pub const fn locate(level: u32, index: u64) -> (u32, u64, usize, usize) {
    let within = level % 8;
    let first = index << within;
    (level / 8, first / TILE as u64, (first % TILE as u64) as usize, 1 << within)
}

impl Tile {
    /// The subtree over `count` hashes from `first`; `None` when the tile does not hold them yet.
    pub fn subtree(&self, first: usize, count: usize) -> Option<Hash> {
        self.hashes.get(first..first + count).map(fold)
    }

    /// 32 bytes a hash.
    pub fn bytes(&self) -> Vec<u8> {
        self.hashes.concat()
    }

    /// Reads what [`Tile::bytes`] wrote; `None` when the length is wrong.
    pub fn parse(number: u64, bytes: &[u8]) -> Option<Self> {
        let (hashes, rest) = bytes.as_chunks();
        (rest.is_empty() && hashes.len() <= TILE).then(|| Self { number, hashes: hashes.to_vec() })
    }
}

/// A tree in memory, for verifiers.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    pub size: u64,
    pub tiles: Tiles,
}

impl Memory {
    pub fn extend(&mut self, leaves: &[Hash]) {
        let open =
            open_tiles(self.size).into_iter().filter_map(|at| self.tiles.get(&at).cloned().map(|tile| (at, tile))).collect();
        self.tiles.extend(append(self.size, open, leaves));
        self.size += leaves.len() as u64;
    }
}

impl Nodes for Memory {
    type Error = Infallible;

    /// A subtree outside the tree hashes to zeros, which no proof survives.
    fn complete(&mut self, level: u32, index: u64) -> Result<Hash, Infallible> {
        let (tile_level, number, first, count) = locate(level, index);
        Ok(self.tiles.get(&(tile_level, number)).and_then(|tile| tile.subtree(first, count)).unwrap_or_default())
    }
}
