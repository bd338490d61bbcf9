//! Rows of files to and from banks.

use std::collections::HashSet;

use db::{Conn, Json, Keep, on};
use diesel::prelude::*;
use kernel::{PageQuery, Ts};

use super::{RailFileId, RailFileKind, RailFileRow, RailFileState};
use crate::{batch::Heard, schema::rail_file};

/// `false` when there is one with its id.
pub(crate) fn insert(c: &mut Conn<'_>, row: &RailFileRow) -> db::Result<bool> {
    Ok(on!(c, k => diesel::insert_into(rail_file::table).values(row).on_conflict_do_nothing().execute(*k))? == 1)
}

pub(crate) fn get(c: &mut Conn<'_>, id: RailFileId) -> db::Result<Option<RailFileRow>> {
    Ok(on!(c, k => rail_file::table.filter(rail_file::id.eq(id)).select(RailFileRow::as_select()).first(*k).optional())?)
}

/// Files of ours whose turn has come by `now`.
pub(crate) fn due(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<RailFileRow>> {
    Ok(on!(c, k => rail_file::table
        .filter(rail_file::next_at.le(now).and(rail_file::kind.eq(RailFileKind::Order)))
        .order((rail_file::next_at, rail_file::id))
        .limit(50)
        .select(RailFileRow::as_select())
        .load(*k))?)
}

/// Takes a file for oneself until `until`; from here on it may have been handed over. `false` when another runner did.
pub(crate) fn claim(c: &mut Conn<'_>, row: &RailFileRow, sha256: &str, until: Ts, now: Ts) -> db::Result<bool> {
    let seen =
        rail_file::table.filter(rail_file::id.eq(row.id).and(rail_file::tries.eq(row.tries)).and(rail_file::state.eq(row.state)));
    let set = (
        rail_file::state.eq(RailFileState::Unsure),
        rail_file::sha256.eq(sha256),
        rail_file::tries.eq(row.tries + 1),
        rail_file::next_at.eq(Some(until)),
        rail_file::changed_at.eq(now),
    );
    Ok(on!(c, k => diesel::update(seen).set(set).keep().execute(*k))? == 1)
}

/// How far a file has come. `next` is when it is looked at again.
pub(crate) struct Come<'a> {
    pub(crate) state: RailFileState,
    pub(crate) sha256: Option<&'a str>,
    pub(crate) problem: Option<&'a str>,
    pub(crate) heard: Option<Heard>,
    pub(crate) next: Option<Ts>,
}

pub(crate) fn come(c: &mut Conn<'_>, id: RailFileId, come: &Come<'_>, now: Ts) -> db::Result<()> {
    let problem: Option<String> = come.problem.map(|text| text.chars().take(200).collect());
    let set = (
        rail_file::state.eq(come.state),
        rail_file::problem.eq(problem),
        rail_file::heard.eq(come.heard.map(Json)),
        rail_file::next_at.eq(come.next),
        rail_file::changed_at.eq(now),
    );
    let row = rail_file::table.filter(rail_file::id.eq(id));
    on!(c, k => diesel::update(row).set(set.clone()).keep().execute(*k))?;
    if let Some(sha256) = come.sha256 {
        on!(c, k => diesel::update(row).set(rail_file::sha256.eq(sha256)).keep().execute(*k))?;
    }
    Ok(())
}

/// Which of `ids` were taken.
pub(crate) fn taken(c: &mut Conn<'_>, ids: &[RailFileId]) -> db::Result<HashSet<RailFileId>> {
    let mut found = HashSet::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<RailFileId> = on!(c, k => rail_file::table
            .filter(rail_file::id.eq_any(chunk.to_vec()).and(rail_file::state.eq(RailFileState::Taken)))
            .select(rail_file::id)
            .load(*k))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Newest first. Ids follow from names and so do not sort by time.
pub(crate) fn list(c: &mut Conn<'_>, page: &PageQuery) -> db::Result<Vec<RailFileRow>> {
    let last: RailFileId = page.before();
    let before: Option<Ts> =
        on!(c, k => rail_file::table.filter(rail_file::id.eq(last)).select(rail_file::created_at).first(*k).optional())?;
    Ok(on!(c, k => {
        let mut query = rail_file::table.into_boxed();
        if let Some(before) = before {
            query = query.filter(rail_file::created_at.lt(before).or(rail_file::created_at.eq(before).and(rail_file::id.lt(last))));
        }
        query
            .order((rail_file::created_at.desc(), rail_file::id.desc()))
            .limit(page.fetch())
            .select(RailFileRow::as_select())
            .load(*k)
    })?)
}
