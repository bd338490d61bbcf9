//! Rows of `privacy_erasure`.

use std::collections::BTreeMap;

use audit::EntryId;
use db::{Conn, Json, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, PageQuery, TenantId, Ts};

use super::{Blocked, State, Touched};
use crate::{ErasureId, PersonId, Subject, SubjectKind, schema::privacy_erasure};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = privacy_erasure)]
pub(crate) struct Row {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: ErasureId,
    pub(crate) kind: SubjectKind,
    pub(crate) subject_id: PersonId,
    pub(crate) asked_by_id: AccountId,
    pub(crate) state: State,
    pub(crate) blocked: Json<Vec<Blocked>>,
    /// What was done so far, by table.
    pub(crate) progress: Json<BTreeMap<String, Touched>>,
    pub(crate) due_at: Ts,
    pub(crate) created_at: Ts,
    pub(crate) done_at: Option<Ts>,
    /// Canonical JSON, as signed.
    pub(crate) certificate: Option<String>,
    pub(crate) signature: Option<String>,
    pub(crate) entry_id: Option<EntryId>,
}

impl Row {
    pub(crate) const fn whose(&self) -> Subject {
        Subject { kind: self.kind, tenant: self.tenant_id, id: self.subject_id }
    }
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &Row) -> db::Result<()> {
    on!(c, k => diesel::insert_into(privacy_erasure::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn put(c: &mut Conn<'_>, row: &Row) -> db::Result<()> {
    on!(c, k => diesel::update(privacy_erasure::table.find((row.tenant_id, row.id))).set(row).keep().execute(*k))?;
    Ok(())
}

/// Of any tenant; the caller decides who may see it.
pub(crate) fn get(c: &mut Conn<'_>, id: ErasureId) -> db::Result<Option<Row>> {
    Ok(on!(c, k => privacy_erasure::table.filter(privacy_erasure::id.eq(id)).select(Row::as_select()).first(*k).optional())?)
}

/// The newest of a subject.
pub(crate) fn newest(c: &mut Conn<'_>, subject: PersonId) -> db::Result<Option<Row>> {
    Ok(on!(c, k => privacy_erasure::table
        .filter(privacy_erasure::subject_id.eq(subject))
        .order(privacy_erasure::id.desc())
        .select(Row::as_select())
        .first(*k)
        .optional())?)
}

/// Newest first, of one tenant where given.
pub(crate) fn list(c: &mut Conn<'_>, tenant: Option<TenantId>, page: &PageQuery) -> db::Result<Vec<Row>> {
    let before: ErasureId = page.before();
    on!(c, k => {
        let mut query = privacy_erasure::table.filter(privacy_erasure::id.lt(before)).into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(privacy_erasure::tenant_id.eq(tenant));
        }
        Ok(query.order(privacy_erasure::id.desc()).limit(page.fetch()).select(Row::as_select()).load(*k)?)
    })
}

/// Those whose day has come, and those that were interrupted.
pub(crate) fn due(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<Row>> {
    let ready = privacy_erasure::state.eq(State::Waiting).and(privacy_erasure::due_at.le(now));
    Ok(on!(c, k => privacy_erasure::table
        .filter(ready.or(privacy_erasure::state.eq(State::Running)))
        .order(privacy_erasure::due_at)
        .limit(50)
        .select(Row::as_select())
        .load(*k))?)
}
