//! Rows of telephones that are cameras.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, SessionId, TenantId, Ts};

use super::{PairedCameraId, Report};
use crate::schema::guard_camera;

#[derive(Clone, Debug)]
pub(crate) struct Paired {
    pub(crate) id: PairedCameraId,
    pub(crate) tenant: TenantId,
    pub(crate) account: AccountId,
    pub(crate) session: SessionId,
    /// Of the code until it joins, of its token then.
    pub(crate) secret_hash: Vec<u8>,
    pub(crate) is_joined: bool,
    pub(crate) report: Option<Report>,
    pub(crate) reported_at: Option<Ts>,
    pub(crate) expires_at: Ts,
}

type Columns = (PairedCameraId, TenantId, AccountId, SessionId, Vec<u8>, bool, Json<Option<Report>>, Option<Ts>, Ts);

macro_rules! columns {
    () => {
        (
            guard_camera::id,
            guard_camera::tenant_id,
            guard_camera::account_id,
            guard_camera::session_id,
            guard_camera::secret_hash,
            guard_camera::is_joined,
            guard_camera::report,
            guard_camera::reported_at,
            guard_camera::expires_at,
        )
    };
}

fn read((id, tenant, account, session, secret_hash, is_joined, report, reported_at, expires_at): Columns) -> Paired {
    Paired { id, tenant, account, session, secret_hash, is_joined, report: report.0, reported_at, expires_at }
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &Paired) -> Result<()> {
    let values = (
        guard_camera::id.eq(row.id),
        guard_camera::tenant_id.eq(row.tenant),
        guard_camera::account_id.eq(row.account),
        guard_camera::session_id.eq(row.session),
        guard_camera::secret_hash.eq(&row.secret_hash),
        guard_camera::is_joined.eq(row.is_joined),
        guard_camera::report.eq(Json(row.report.clone())),
        guard_camera::reported_at.eq(row.reported_at),
        guard_camera::expires_at.eq(row.expires_at),
    );
    on!(c, k => diesel::insert_into(guard_camera::table).values(values).execute(*k))?;
    Ok(())
}

pub(crate) fn by_secret(c: &mut Conn<'_>, hash: &[u8], now: Ts) -> Result<Option<Paired>> {
    let row: Option<Columns> = on!(c, k => guard_camera::table
        .filter(guard_camera::secret_hash.eq(hash).and(guard_camera::expires_at.gt(now)))
        .select(columns!())
        .first(*k)
        .optional())?;
    Ok(row.map(read))
}

/// A code is used up: the telephone has a token now. `false` when another was quicker.
pub(crate) fn join(c: &mut Conn<'_>, row: &Paired, token_hash: &[u8], until: Ts) -> Result<bool> {
    let waiting = guard_camera::table.filter(guard_camera::id.eq(row.id).and(guard_camera::is_joined.eq(false)));
    let set = (guard_camera::is_joined.eq(true), guard_camera::secret_hash.eq(token_hash), guard_camera::expires_at.eq(until));
    Ok(on!(c, k => diesel::update(waiting).set(set).keep().execute(*k))? == 1)
}

pub(crate) fn report(c: &mut Conn<'_>, id: PairedCameraId, report: &Report, now: Ts) -> Result<()> {
    let set = (guard_camera::report.eq(Json(Some(report.clone()))), guard_camera::reported_at.eq(Some(now)));
    on!(c, k => diesel::update(guard_camera::table.find(id)).set(set).keep().execute(*k))?;
    Ok(())
}

/// A session's telephones, oldest first.
pub(crate) fn of_session(c: &mut Conn<'_>, session: SessionId, now: Ts) -> Result<Vec<Paired>> {
    let rows: Vec<Columns> = on!(c, k => guard_camera::table
        .filter(guard_camera::session_id.eq(session).and(guard_camera::expires_at.gt(now)))
        .order(guard_camera::id)
        .select(columns!())
        .load(*k))?;
    Ok(rows.into_iter().map(read).collect())
}

/// A session's telephones serve no more.
pub(crate) fn drop_of(c: &mut Conn<'_>, session: SessionId) -> Result<()> {
    on!(c, k => diesel::delete(guard_camera::table.filter(guard_camera::session_id.eq(session))).execute(*k))?;
    Ok(())
}

/// Forgets those that ended before `before`.
pub(crate) fn trim(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    Ok(on!(c, k => diesel::delete(guard_camera::table.filter(guard_camera::expires_at.lt(before))).execute(*k))?)
}
