//! Rows of what sessions have shown.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, SessionId, TenantId, Ts};

use super::Claims;
use crate::{device::DeviceId, schema::session_trust};

/// What a session has shown.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: SessionId,
    pub(crate) tenant: TenantId,
    pub(crate) account: AccountId,
    pub(crate) device: DeviceId,
    /// Uncompressed point of the session's key.
    pub(crate) key_point: Vec<u8>,
    /// Number of the last heartbeat.
    pub(crate) seq: i64,
    pub(crate) claims: Claims,
    pub(crate) level: i64,
    pub(crate) proved_at: Ts,
    pub(crate) expires_at: Ts,
    pub(crate) policy_hash: String,
}

type Columns = (SessionId, TenantId, AccountId, DeviceId, Vec<u8>, i64, Json<Claims>, i64, Ts, Ts, String);

macro_rules! columns {
    () => {
        (
            session_trust::id,
            session_trust::tenant_id,
            session_trust::account_id,
            session_trust::device_id,
            session_trust::key_point,
            session_trust::seq,
            session_trust::claims,
            session_trust::level,
            session_trust::proved_at,
            session_trust::expires_at,
            session_trust::policy_hash,
        )
    };
}

fn read((id, tenant, account, device, key_point, seq, claims, level, proved_at, expires_at, policy_hash): Columns) -> Row {
    Row { id, tenant, account, device, key_point, seq, claims: claims.0, level, proved_at, expires_at, policy_hash }
}

pub(crate) fn find(c: &mut Conn<'_>, id: SessionId) -> Result<Option<Row>> {
    let row: Option<Columns> = on!(c, k => session_trust::table.find(id).select(columns!()).first(*k).optional())?;
    Ok(row.map(read))
}

/// Writes a session's row, new or not.
pub(crate) fn put(c: &mut Conn<'_>, row: &Row) -> Result<()> {
    let values = (
        session_trust::id.eq(row.id),
        session_trust::tenant_id.eq(row.tenant),
        session_trust::account_id.eq(row.account),
        session_trust::device_id.eq(row.device),
        session_trust::key_point.eq(&row.key_point),
        session_trust::seq.eq(row.seq),
        session_trust::claims.eq(Json(row.claims.clone())),
        session_trust::level.eq(row.level),
        session_trust::proved_at.eq(row.proved_at),
        session_trust::expires_at.eq(row.expires_at),
        session_trust::policy_hash.eq(&row.policy_hash),
    );
    on!(c, k => diesel::delete(session_trust::table.find(row.id)).execute(*k))?;
    on!(c, k => diesel::insert_into(session_trust::table).values(values).execute(*k))?;
    Ok(())
}

/// Takes a heartbeat's number; `false` when another was quicker.
pub(crate) fn beat(c: &mut Conn<'_>, id: SessionId, before: i64, seq: i64) -> Result<bool> {
    let row = session_trust::table.filter(session_trust::id.eq(id).and(session_trust::seq.eq(before)));
    Ok(on!(c, k => diesel::update(row).set(session_trust::seq.eq(seq)).keep().execute(*k))? == 1)
}

/// Sessions whose level must be looked at again, oldest first.
pub(crate) fn due(c: &mut Conn<'_>, now: Ts, limit: usize) -> Result<Vec<Row>> {
    let rows: Vec<Columns> = on!(c, k => session_trust::table
        .filter(session_trust::level.gt(0).and(session_trust::expires_at.le(now)))
        .order(session_trust::expires_at)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(columns!())
        .load(*k))?;
    Ok(rows.into_iter().map(read).collect())
}

/// Sessions that a device speaks for.
pub(crate) fn of_device(c: &mut Conn<'_>, account: AccountId, device: DeviceId) -> Result<Vec<Row>> {
    let rows: Vec<Columns> = on!(c, k => session_trust::table
        .filter(session_trust::account_id.eq(account).and(session_trust::device_id.eq(device)))
        .select(columns!())
        .load(*k))?;
    Ok(rows.into_iter().map(read).collect())
}

/// The rows of these sessions.
pub(crate) fn of_sessions(c: &mut Conn<'_>, ids: &[SessionId]) -> Result<Vec<Row>> {
    let rows: Vec<Columns> = on!(c, k => session_trust::table.filter(session_trust::id.eq_any(ids)).select(columns!()).load(*k))?;
    Ok(rows.into_iter().map(read).collect())
}

/// Forgets sessions that have shown nothing since `before`.
pub(crate) fn trim(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    let gone = on!(c, k => diesel::delete(session_trust::table.filter(session_trust::expires_at.lt(before))).execute(*k))?;
    Ok(gone)
}
