//! Rows of pictures.

use db::{Conn, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, SessionId, TenantId, Ts};

use super::{EvidenceId, EvidenceView};
use crate::schema::guard_evidence;

/// A picture as stored.
pub(crate) struct Picture {
    pub(crate) id: EvidenceId,
    pub(crate) tenant: TenantId,
    pub(crate) account: AccountId,
    pub(crate) session: SessionId,
    pub(crate) sealed: Vec<u8>,
    pub(crate) taken_at: Ts,
    pub(crate) delete_at: Ts,
}

pub(crate) fn insert(c: &mut Conn<'_>, new: &Picture) -> Result<()> {
    let values = (
        guard_evidence::id.eq(new.id),
        guard_evidence::tenant_id.eq(new.tenant),
        guard_evidence::account_id.eq(new.account),
        guard_evidence::session_id.eq(new.session),
        guard_evidence::picture_sealed.eq(&new.sealed),
        guard_evidence::taken_at.eq(new.taken_at),
        guard_evidence::delete_at.eq(new.delete_at),
    );
    on!(c, k => diesel::insert_into(guard_evidence::table).values(values).execute(*k))?;
    Ok(())
}

/// A session's pictures, oldest first.
pub(crate) fn of_session(c: &mut Conn<'_>, session: SessionId, now: Ts) -> Result<Vec<EvidenceView>> {
    let rows: Vec<(EvidenceId, Ts, Ts)> = on!(c, k => guard_evidence::table
        .filter(guard_evidence::session_id.eq(session).and(guard_evidence::delete_at.gt(now)))
        .order(guard_evidence::id)
        .select((guard_evidence::id, guard_evidence::taken_at, guard_evidence::delete_at))
        .load(*k))?;
    Ok(rows.into_iter().map(|(id, taken_at, delete_at)| EvidenceView { id, taken_at, delete_at }).collect())
}

/// The sealed bytes of one of a session's pictures.
pub(crate) fn sealed(c: &mut Conn<'_>, session: SessionId, id: EvidenceId, now: Ts) -> Result<Option<Vec<u8>>> {
    let found = on!(c, k => guard_evidence::table
        .filter(guard_evidence::id.eq(id).and(guard_evidence::session_id.eq(session)).and(guard_evidence::delete_at.gt(now)))
        .select(guard_evidence::picture_sealed)
        .first(*k)
        .optional())?;
    Ok(found)
}

/// A session's pictures are kept until `until` and no longer.
pub(crate) fn keep_until(c: &mut Conn<'_>, session: SessionId, until: Ts) -> Result<()> {
    let rows = guard_evidence::table.filter(guard_evidence::session_id.eq(session));
    on!(c, k => diesel::update(rows).set(guard_evidence::delete_at.eq(until)).keep().execute(*k))?;
    Ok(())
}

/// Deletes a session's pictures at once.
pub(crate) fn drop_of(c: &mut Conn<'_>, session: SessionId) -> Result<()> {
    on!(c, k => diesel::delete(guard_evidence::table.filter(guard_evidence::session_id.eq(session))).execute(*k))?;
    Ok(())
}

/// Deletes what is over.
pub(crate) fn trim(c: &mut Conn<'_>, now: Ts) -> Result<usize> {
    Ok(on!(c, k => diesel::delete(guard_evidence::table.filter(guard_evidence::delete_at.le(now))).execute(*k))?)
}
