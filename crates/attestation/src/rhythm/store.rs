//! Rows of profiles, of sessions, and of questions that were asked.

use std::collections::BTreeMap;

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, Actor, Reason, SessionId, TenantId, Ts};

use super::{RecheckId, RecheckView, Remembered};
use crate::schema::{rhythm_profile, rhythm_recheck, rhythm_session};

/// A session's row.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) tenant: TenantId,
    pub(crate) account: AccountId,
    pub(crate) memory: Remembered,
    /// The question that waits for an answer.
    pub(crate) asked: Option<RecheckId>,
}

pub(crate) fn session(c: &mut Conn<'_>, id: SessionId) -> Result<Option<Session>> {
    type Columns = (SessionId, TenantId, AccountId, Json<Remembered>, Option<RecheckId>);
    let row: Option<Columns> = on!(c, k => rhythm_session::table
        .find(id)
        .select((
            rhythm_session::id,
            rhythm_session::tenant_id,
            rhythm_session::account_id,
            rhythm_session::memory,
            rhythm_session::asked_id,
        ))
        .first(*k)
        .optional())?;
    Ok(row.map(|(id, tenant, account, memory, asked)| Session { id, tenant, account, memory: memory.0, asked }))
}

/// Writes a session's row, new or not.
pub(crate) fn put(c: &mut Conn<'_>, row: &Session, now: Ts) -> Result<()> {
    let values = (
        rhythm_session::id.eq(row.id),
        rhythm_session::tenant_id.eq(row.tenant),
        rhythm_session::account_id.eq(row.account),
        rhythm_session::memory.eq(Json(row.memory.clone())),
        rhythm_session::asked_id.eq(row.asked),
        rhythm_session::updated_at.eq(now),
    );
    on!(c, k => diesel::delete(rhythm_session::table.find(row.id)).execute(*k))?;
    on!(c, k => diesel::insert_into(rhythm_session::table).values(values).execute(*k))?;
    Ok(())
}

/// The sealed profile of a person.
pub(crate) fn profile(c: &mut Conn<'_>, account: AccountId) -> Result<Option<Vec<u8>>> {
    Ok(on!(c, k => rhythm_profile::table.find(account).select(rhythm_profile::profile_sealed).first(*k).optional())?)
}

pub(crate) fn put_profile(c: &mut Conn<'_>, actor: &Actor, sealed: &[u8], now: Ts) -> Result<()> {
    let values = (
        rhythm_profile::id.eq(actor.account),
        rhythm_profile::tenant_id.eq(actor.tenant),
        rhythm_profile::profile_sealed.eq(sealed),
        rhythm_profile::updated_at.eq(now),
    );
    drop_profile(c, actor.account)?;
    on!(c, k => diesel::insert_into(rhythm_profile::table).values(values).execute(*k))?;
    Ok(())
}

/// Forgets what was learnt of a person.
pub(crate) fn drop_profile(c: &mut Conn<'_>, account: AccountId) -> Result<()> {
    on!(c, k => diesel::delete(rhythm_profile::table.find(account)).execute(*k))?;
    Ok(())
}

/// Writes a question down.
pub(crate) fn ask(c: &mut Conn<'_>, id: RecheckId, of: &Session, now: Ts) -> Result<()> {
    let values = (
        rhythm_recheck::id.eq(id),
        rhythm_recheck::tenant_id.eq(of.tenant),
        rhythm_recheck::account_id.eq(of.account),
        rhythm_recheck::session_id.eq(of.id),
        rhythm_recheck::reasons.eq(Json(of.memory.reasons.clone())),
        rhythm_recheck::asked_at.eq(now),
    );
    on!(c, k => diesel::insert_into(rhythm_recheck::table).values(values).execute(*k))?;
    Ok(())
}

pub(crate) fn passed(c: &mut Conn<'_>, id: RecheckId, now: Ts) -> Result<()> {
    on!(c, k => diesel::update(rhythm_recheck::table.find(id)).set(rhythm_recheck::passed_at.eq(Some(now))).keep().execute(*k))?;
    Ok(())
}

/// A person's questions since `from`, oldest first.
pub(crate) fn asked(c: &mut Conn<'_>, account: AccountId, from: Ts) -> Result<Vec<RecheckView>> {
    let rows: Vec<(Ts, Json<Vec<Reason>>, Option<Ts>)> = on!(c, k => rhythm_recheck::table
        .filter(rhythm_recheck::account_id.eq(account).and(rhythm_recheck::asked_at.ge(from)))
        .order(rhythm_recheck::id)
        .select((rhythm_recheck::asked_at, rhythm_recheck::reasons, rhythm_recheck::passed_at))
        .load(*k))?;
    Ok(rows.into_iter().map(|(at, reasons, passed_at)| RecheckView { at, reasons: reasons.0, passed_at }).collect())
}

/// What the pages of these sessions noticed, of those whose pages noticed something.
pub(crate) fn noticed(c: &mut Conn<'_>, ids: &[SessionId]) -> Result<BTreeMap<SessionId, BTreeMap<String, u32>>> {
    let rows: Vec<(SessionId, Json<Remembered>)> = on!(c, k => rhythm_session::table
        .filter(rhythm_session::id.eq_any(ids))
        .select((rhythm_session::id, rhythm_session::memory))
        .load(*k))?;
    Ok(rows.into_iter().map(|(id, memory)| (id, memory.0.noticed)).filter(|(_, noticed)| !noticed.is_empty()).collect())
}

/// Forgets what nobody added to since `before`.
pub(crate) fn trim(c: &mut Conn<'_>, before: Ts) -> Result<()> {
    on!(c, k => diesel::delete(rhythm_profile::table.filter(rhythm_profile::updated_at.lt(before))).execute(*k))?;
    on!(c, k => diesel::delete(rhythm_session::table.filter(rhythm_session::updated_at.lt(before))).execute(*k))?;
    on!(c, k => diesel::delete(rhythm_recheck::table.filter(rhythm_recheck::asked_at.lt(before))).execute(*k))?;
    Ok(())
}
