//! Rows of `privacy_export`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, PageQuery, TenantId, Ts};

use super::State;
use crate::{ExportId, PersonId, SubjectKind, schema::privacy_export};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = privacy_export)]
pub(crate) struct Row {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: ExportId,
    pub(crate) kind: SubjectKind,
    pub(crate) subject_id: PersonId,
    pub(crate) asked_by_id: AccountId,
    pub(crate) state: State,
    /// Tables gathered, of how many.
    pub(crate) done: i64,
    pub(crate) total: i64,
    /// Rows found.
    pub(crate) found: i64,
    /// Of all files.
    pub(crate) bytes: i64,
    pub(crate) parts: i64,
    pub(crate) created_at: Ts,
    pub(crate) ready_at: Option<Ts>,
    pub(crate) expires_at: Option<Ts>,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &Row) -> db::Result<()> {
    on!(c, k => diesel::insert_into(privacy_export::table).values(row).execute(*k))?;
    Ok(())
}

/// Of any tenant; the caller decides who may see it.
pub(crate) fn get(c: &mut Conn<'_>, id: ExportId) -> db::Result<Option<Row>> {
    Ok(on!(c, k => privacy_export::table.filter(privacy_export::id.eq(id)).select(Row::as_select()).first(*k).optional())?)
}

/// Writes what changed of a row that is there; `false` when it is not any more.
pub(crate) fn put(c: &mut Conn<'_>, row: &Row) -> db::Result<bool> {
    let own = privacy_export::table.find((row.tenant_id, row.id));
    Ok(on!(c, k => diesel::update(own).set(row).keep().execute(*k))? == 1)
}

/// A subject's copies, newest first; everybody's without one.
pub(crate) fn list(c: &mut Conn<'_>, subject: Option<PersonId>, page: &PageQuery) -> db::Result<Vec<Row>> {
    let before: ExportId = page.before();
    on!(c, k => {
        let mut query = privacy_export::table.filter(privacy_export::id.lt(before)).into_boxed();
        if let Some(subject) = subject {
            query = query.filter(privacy_export::subject_id.eq(subject));
        }
        Ok(query.order(privacy_export::id.desc()).limit(page.fetch()).select(Row::as_select()).load(*k)?)
    })
}

/// Copies of a subject since, in any state.
pub(crate) fn since(c: &mut Conn<'_>, subject: PersonId, from: Ts) -> db::Result<Vec<Row>> {
    Ok(on!(c, k => privacy_export::table
        .filter(privacy_export::subject_id.eq(subject).and(privacy_export::created_at.ge(from)))
        .select(Row::as_select())
        .load(*k))?)
}

/// Files whose time is over.
pub(crate) fn overdue(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<Row>> {
    Ok(on!(c, k => privacy_export::table
        .filter(privacy_export::state.eq(State::Ready).and(privacy_export::expires_at.le(Some(now))))
        .limit(100)
        .select(Row::as_select())
        .load(*k))?)
}
