//! Rows by name, and the words of the entry that lists them.

use db::{Conn, on, rows, rows::Filter};
use diesel::prelude::*;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{BATCH, Batched};
use crate::{EntryId, schema::audit_detail};

/// The column that names a row's entry.
const LEAF: &str = "leaf_id";

pub(super) type Row = Map<String, Value>;

/// Rows without an entry, oldest first as far as their ids tell.
pub(super) fn waiting(c: &mut Conn<'_>, of: &Batched) -> db::Result<Vec<Row>> {
    let columns = rows::columns(c, of.table)?;
    rows::read(c, of.table, &columns, &Filter::empty(LEAF)?, BATCH, 0)
}

pub(super) fn mark(c: &mut Conn<'_>, of: &Batched, ids: &[Uuid], entry: EntryId) -> db::Result<usize> {
    let those = Filter::among(c, "id", ids)?;
    rows::set_id(c, of.table, LEAF, entry.uuid(), &those)
}

/// A row of any tenant, and the entry that lists it.
pub(super) fn get(c: &mut Conn<'_>, of: &Batched, id: Uuid) -> db::Result<Option<(Row, Option<EntryId>)>> {
    let columns = rows::columns(c, of.table)?;
    let one = Filter::among(c, "id", &[id])?;
    let row = rows::read(c, of.table, &columns, &one, 1, 0)?.into_iter().next();
    Ok(row.map(|row| {
        let entry = row.get(LEAF).and_then(Value::as_str).and_then(|id| id.parse().ok());
        (row, entry)
    }))
}

/// Salt and words of an entry.
pub(super) fn words(c: &mut Conn<'_>, entry: EntryId) -> db::Result<Option<(Vec<u8>, String)>> {
    Ok(on!(c, k => audit_detail::table
        .filter(audit_detail::entry_id.eq(entry))
        .select((audit_detail::salt, audit_detail::detail))
        .first(*k)
        .optional())?)
}
