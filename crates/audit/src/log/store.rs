//! Rows of the log: entries, the queue of leaves, leaves, tiles and checkpoints.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, Error, Ts};

use super::{Checkpoint, EntryId, EntryRow, LeafId, ObjectId, Salted, Source, Words, note::Cosignature};
use crate::{
    merkle::{Hash, Nodes, Tile, Tiles, locate, open_tiles},
    schema::{audit_checkpoint, audit_cosignature, audit_detail, audit_entry, audit_leaf, audit_pending, audit_tile},
};

pub(crate) fn insert(c: &mut Conn<'_>, row: &EntryRow, detail: &Salted) -> db::Result<()> {
    on!(c, k => diesel::insert_into(audit_entry::table).values(row).execute(*k))?;
    let words = (
        audit_detail::tenant_id.eq(row.tenant_id),
        audit_detail::entry_id.eq(row.id),
        audit_detail::salt.eq(detail.salt.to_vec()),
        audit_detail::detail.eq(&detail.text),
    );
    on!(c, k => diesel::insert_into(audit_detail::table).values(words).execute(*k))?;
    Ok(())
}

/// Asks for places in the log.
pub(crate) fn queue(c: &mut Conn<'_>, source: Source, leaves: &[(LeafId, Vec<u8>)]) -> db::Result<()> {
    db::insert_rows!(c, audit_pending, leaves, |one| { id: one.0, source: source, leaf_hash: one.1.as_slice() });
    Ok(())
}

/// The oldest leaves that wait for a place, at most `limit`.
pub(crate) fn waiting(c: &mut Conn<'_>, limit: i64) -> db::Result<Vec<(LeafId, Source, Vec<u8>)>> {
    Ok(on!(c, k => audit_pending::table
        .order(audit_pending::id)
        .limit(limit)
        .select((audit_pending::id, audit_pending::source, audit_pending::leaf_hash))
        .load(*k))?)
}

/// Gives `leaves` the places from `size` on and takes them off the queue.
pub(crate) fn place(c: &mut Conn<'_>, size: u64, leaves: &[(LeafId, Source, Vec<u8>)]) -> db::Result<()> {
    let mut rows = Vec::with_capacity(leaves.len());
    for ((id, source, _), seq) in leaves.iter().zip(size..) {
        rows.push((signed(seq)?, *source, *id));
    }
    db::insert_rows!(c, audit_leaf, rows, |one| { seq: one.0, source: one.1, ref_id: one.2 });
    for chunk in leaves.chunks(500) {
        let ids: Vec<LeafId> = chunk.iter().map(|(id, _, _)| *id).collect();
        on!(c, k => diesel::delete(audit_pending::table.filter(audit_pending::id.eq_any(ids))).execute(*k))?;
    }
    Ok(())
}

/// Leaves from `seq` on, in order.
pub(crate) fn leaves(c: &mut Conn<'_>, seq: u64, limit: i64) -> db::Result<Vec<(i64, Source, LeafId)>> {
    let from = signed(seq)?;
    Ok(on!(c, k => audit_leaf::table
        .filter(audit_leaf::seq.ge(from))
        .order(audit_leaf::seq)
        .limit(limit)
        .select((audit_leaf::seq, audit_leaf::source, audit_leaf::ref_id))
        .load(*k))?)
}

/// The place of a leaf; `None` while it waits.
pub(crate) fn place_of(c: &mut Conn<'_>, id: LeafId) -> db::Result<Option<u64>> {
    let seq: Option<i64> =
        on!(c, k => audit_leaf::table.filter(audit_leaf::ref_id.eq(id)).select(audit_leaf::seq).first(*k).optional())?;
    Ok(seq.map(i64::unsigned_abs))
}

pub(crate) fn checkpoint(c: &mut Conn<'_>) -> db::Result<Option<Checkpoint>> {
    let row: Option<CheckpointRow> = on!(c, k => audit_checkpoint::table
        .order(audit_checkpoint::size.desc())
        .select(CheckpointRow::as_select())
        .first(*k)
        .optional())?;
    Ok(row.map(CheckpointRow::parse).transpose()?)
}

/// Checkpoints over more than `size` leaves, in order.
pub(crate) fn checkpoints(c: &mut Conn<'_>, size: u64, limit: i64) -> db::Result<Vec<Checkpoint>> {
    let after = signed(size)?;
    let rows: Vec<CheckpointRow> = on!(c, k => audit_checkpoint::table
        .filter(audit_checkpoint::size.gt(after))
        .order(audit_checkpoint::size)
        .limit(limit)
        .select(CheckpointRow::as_select())
        .load(*k))?;
    Ok(rows.into_iter().map(CheckpointRow::parse).collect::<kernel::Result<_>>()?)
}

pub(crate) fn insert_checkpoint(c: &mut Conn<'_>, new: &Checkpoint) -> db::Result<()> {
    let row = CheckpointRow {
        size: signed(new.size)?,
        root: new.root.to_vec(),
        created_at: new.at,
        signature: new.signature.clone(),
        public_key: new.key.clone(),
    };
    on!(c, k => diesel::insert_into(audit_checkpoint::table).values(&row).execute(*k))?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_checkpoint)]
struct CheckpointRow {
    size: i64,
    root: Vec<u8>,
    created_at: Ts,
    signature: Vec<u8>,
    public_key: Vec<u8>,
}

impl CheckpointRow {
    fn parse(self) -> kernel::Result<Checkpoint> {
        let root = hash(&self.root)?;
        Ok(Checkpoint {
            size: self.size.unsigned_abs(),
            root,
            at: self.created_at,
            signature: self.signature,
            key: self.public_key,
        })
    }
}

pub(crate) fn checkpoint_over(c: &mut Conn<'_>, size: u64) -> db::Result<Option<Checkpoint>> {
    let row: Option<CheckpointRow> =
        on!(c, k => audit_checkpoint::table.find(signed(size)?).select(CheckpointRow::as_select()).first(*k).optional())?;
    Ok(row.map(CheckpointRow::parse).transpose()?)
}

/// Keeps a witness's word about the checkpoint over `size` leaves; the first one stays.
pub(crate) fn keep_cosignature(c: &mut Conn<'_>, size: u64, new: &Cosignature) -> db::Result<()> {
    let row = (
        audit_cosignature::size.eq(signed(size)?),
        audit_cosignature::witness.eq(&new.witness),
        audit_cosignature::seen.eq(signed(new.at)?),
        audit_cosignature::signature.eq(&new.signature),
    );
    on!(c, k => diesel::insert_into(audit_cosignature::table).values(row).on_conflict_do_nothing().execute(*k))?;
    Ok(())
}

pub(crate) fn cosignatures(c: &mut Conn<'_>, size: u64) -> db::Result<Vec<Cosignature>> {
    let rows: Vec<(String, i64, Vec<u8>)> = on!(c, k => audit_cosignature::table
        .filter(audit_cosignature::size.eq(signed(size)?))
        .order(audit_cosignature::witness)
        .select((audit_cosignature::witness, audit_cosignature::seen, audit_cosignature::signature))
        .load(*k))?;
    let one = |(witness, at, signature): (String, i64, Vec<u8>)| Cosignature { witness, at: at.unsigned_abs(), signature };
    Ok(rows.into_iter().map(one).collect())
}

/// Thirty-two bytes of the store as a hash.
pub(crate) fn hash(bytes: &[u8]) -> kernel::Result<Hash> {
    Hash::try_from(bytes).map_err(|_| Error::internal("a stored hash is not 32 bytes long"))
}

fn signed(number: u64) -> kernel::Result<i64> {
    i64::try_from(number).map_err(Error::internal)
}

pub(crate) fn tile(c: &mut Conn<'_>, level: u32, number: u64) -> db::Result<Option<Tile>> {
    let key = (i64::from(level), signed(number)?);
    let bytes: Option<Vec<u8>> = on!(c, k => audit_tile::table.find(key).select(audit_tile::hashes).first(*k).optional())?;
    let broken = || Error::internal(format!("audit tile {level}/{number} is broken"));
    Ok(bytes.map(|b| Tile::parse(number, &b).ok_or_else(broken)).transpose()?)
}

/// The tiles that still grow in a tree of `size` leaves.
pub(crate) fn growing(c: &mut Conn<'_>, size: u64) -> db::Result<Tiles> {
    let mut open = Tiles::new();
    for (level, number) in open_tiles(size) {
        let missing = || Error::internal(format!("audit tile {level}/{number} is missing"));
        open.insert((level, number), tile(c, level, number)?.ok_or_else(missing)?);
    }
    Ok(open)
}

pub(crate) fn keep_tiles(c: &mut Conn<'_>, tiles: &Tiles) -> db::Result<()> {
    for ((level, number), tile) in tiles {
        let row = (
            audit_tile::level.eq(i64::from(*level)),
            audit_tile::number.eq(signed(*number)?),
            audit_tile::hashes.eq(tile.bytes()),
        );
        on!(c, k => diesel::insert_into(audit_tile::table)
            .values(row)
            .on_conflict((audit_tile::level, audit_tile::number))
            .do_update()
            .set(audit_tile::hashes.eq(tile.bytes()))
            .keep().execute(*k))?;
    }
    Ok(())
}

/// The stored tree; every tile is read once.
pub(crate) struct Stored<'a, 'c> {
    c: &'a mut Conn<'c>,
    read: Tiles,
}

impl<'a, 'c> Stored<'a, 'c> {
    pub(crate) fn new(c: &'a mut Conn<'c>) -> Self {
        Self { c, read: Tiles::new() }
    }

    /// A tree of which some tiles are at hand.
    pub(crate) fn knowing(c: &'a mut Conn<'c>, read: Tiles) -> Self {
        Self { c, read }
    }
}

impl Nodes for Stored<'_, '_> {
    type Error = db::Error;

    fn complete(&mut self, level: u32, index: u64) -> db::Result<Hash> {
        let (tile_level, number, first, count) = locate(level, index);
        let missing = || Error::internal(format!("audit tile {tile_level}/{number} does not reach {}", first + count));
        if !self.read.contains_key(&(tile_level, number)) {
            let tile = tile(self.c, tile_level, number)?.ok_or_else(missing)?;
            self.read.insert((tile_level, number), tile);
        }
        let found = self.read.get(&(tile_level, number)).and_then(|tile| tile.subtree(first, count));
        Ok(found.ok_or_else(missing)?)
    }
}

/// Which entries to list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) actor: Option<AccountId>,
    pub(crate) action: Option<String>,
    pub(crate) object: Option<ObjectId>,
    pub(crate) from: Option<Ts>,
    /// Not itself included.
    pub(crate) until: Option<Ts>,
}

/// An entry with its words, if they were not erased, and its place, if it has one.
pub(crate) type Full = (EntryRow, Option<String>, Option<i64>);

/// Entries of all tenants, newest first; for `Scope::Platform`.
pub(crate) fn list(c: &mut Conn<'_>, filter: &Filter, before: EntryId, limit: i64) -> db::Result<Vec<Full>> {
    let rows: Vec<(EntryRow, Option<String>)> = on!(c, k => {
        let mut query = audit_entry::table
            .left_join(audit_detail::table.on(audit_detail::entry_id.eq(audit_entry::id)))
            .filter(audit_entry::id.lt(before))
            .select((EntryRow::as_select(), audit_detail::detail.nullable()))
            .into_boxed();
        if let Some(actor) = filter.actor {
            query = query.filter(audit_entry::actor_id.eq(actor));
        }
        if let Some(action) = &filter.action {
            query = query.filter(audit_entry::action.eq(action.clone()));
        }
        if let Some(object) = filter.object {
            query = query.filter(audit_entry::object_id.eq(object));
        }
        if let Some(from) = filter.from {
            query = query.filter(audit_entry::created_at.ge(from));
        }
        if let Some(until) = filter.until {
            query = query.filter(audit_entry::created_at.lt(until));
        }
        query.order(audit_entry::id.desc()).limit(limit).load(*k)
    })?;
    let ids: Vec<LeafId> = rows.iter().map(|(row, _)| row.id.cast()).collect();
    let places: Vec<(LeafId, i64)> = on!(c, k => audit_leaf::table
        .filter(audit_leaf::ref_id.eq_any(ids))
        .select((audit_leaf::ref_id, audit_leaf::seq))
        .load(*k))?;
    let places: std::collections::HashMap<LeafId, i64> = places.into_iter().collect();
    Ok(rows
        .into_iter()
        .map(|(row, detail)| {
            let seq = places.get(&row.id.cast()).copied();
            (row, detail, seq)
        })
        .collect())
}

pub(crate) fn get(c: &mut Conn<'_>, id: EntryId) -> db::Result<Option<EntryRow>> {
    Ok(on!(c, k => audit_entry::table.find(id).select(EntryRow::as_select()).first(*k).optional())?)
}

/// Entries by id with salt and words, for verification.
pub(crate) fn by_ids(c: &mut Conn<'_>, ids: &[LeafId]) -> db::Result<Vec<(EntryRow, Words)>> {
    let ids: Vec<EntryId> = ids.iter().map(|id| id.cast()).collect();
    Ok(on!(c, k => audit_entry::table
        .left_join(audit_detail::table.on(audit_detail::entry_id.eq(audit_entry::id)))
        .filter(audit_entry::id.eq_any(ids))
        .select((EntryRow::as_select(), (audit_detail::salt, audit_detail::detail).nullable()))
        .load(*k))?)
}
