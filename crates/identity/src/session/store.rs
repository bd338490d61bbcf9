//! Rows of sessions and refresh tokens.

use db::{Conn, Keep, Result, on};
use diesel::{dsl::not, prelude::*};
use kernel::{AccountId, Actor, Error, Posture, Role, SessionId, TenantId, Ts};

use super::{EndReason, Session, Shown};
use crate::{
    account::AccountState,
    config::SESSION_CHANGED,
    schema::{account, refresh_token, session},
};

type Columns = (SessionId, TenantId, AccountId, String, Ts, Ts, Ts, Option<Ts>, i64, Ts, Ts);

macro_rules! columns {
    () => {
        (
            session::id,
            session::tenant_id,
            session::account_id,
            session::device,
            session::created_at,
            session::seen_at,
            session::expires_at,
            session::ended_at,
            session::posture_level,
            session::posture_expires_at,
            session::posture_cap_at,
        )
    };
}

fn read(
    (id, tenant, account, device, created_at, seen_at, expires_at, ended_at, level, until, posture_cap_at): Columns,
) -> Session {
    let posture = Posture { level: u8::try_from(level).unwrap_or(0), expires_at: until };
    Session { id, tenant, account, device, created_at, seen_at, expires_at, ended_at, posture, posture_cap_at }
}

/// Writes a session that begins.
pub(crate) fn insert(c: &mut Conn<'_>, new: &Session) -> Result<()> {
    let row = (
        session::id.eq(new.id),
        session::tenant_id.eq(new.tenant),
        session::account_id.eq(new.account),
        session::device.eq(&new.device),
        session::created_at.eq(new.created_at),
        session::seen_at.eq(new.seen_at),
        session::expires_at.eq(new.expires_at),
        session::posture_level.eq(i64::from(new.posture.level)),
        session::posture_expires_at.eq(new.posture.expires_at),
        session::posture_cap_at.eq(new.posture_cap_at),
    );
    on!(c, k => diesel::insert_into(session::table).values(row).execute(*k))?;
    Ok(())
}

/// A session by its id, of whatever tenant the transaction may see.
pub(crate) fn find(c: &mut Conn<'_>, id: SessionId) -> Result<Option<Session>> {
    let row: Option<Columns> = on!(c, k => session::table.find(id).select(columns!()).first(*k).optional())?;
    Ok(row.map(read))
}

/// Sessions of an account that have not ended, newest first.
pub(crate) fn of_account(c: &mut Conn<'_>, tenant: TenantId, of: AccountId, now: Ts) -> Result<Vec<Session>> {
    let rows: Vec<Columns> = on!(c, k => session::table
        .filter(session::account_id.eq(of).and(session::tenant_id.eq(tenant)))
        .filter(session::ended_at.is_null().and(session::expires_at.gt(now)))
        .order(session::id.desc())
        .limit(200)
        .select(columns!())
        .load(*k))?;
    Ok(rows.into_iter().map(read).collect())
}

/// The actor behind a session and when the session expires; `None` when it has ended or its account may not act.
pub(crate) fn actor(c: &mut Conn<'_>, tenant: TenantId, id: SessionId, now: Ts) -> Result<Option<(Actor, Ts)>> {
    type Row = (AccountId, String, i64, Ts, Ts);
    let row: Option<Row> = on!(c, k => session::table
        .inner_join(account::table.on(account::id.eq(session::account_id)))
        .filter(session::id.eq(id).and(session::tenant_id.eq(tenant)).and(account::tenant_id.eq(tenant)))
        .filter(session::ended_at.is_null().and(session::expires_at.gt(now)).and(account::state.eq(AccountState::Active)))
        .select((account::id, account::role, session::posture_level, session::posture_expires_at, session::expires_at))
        .first(*k)
        .optional())?;
    let Some((account, role, level, until, expires_at)) = row else { return Ok(None) };
    let role = role.parse::<Role>().map_err(Error::internal)?;
    let posture = Posture { level: u8::try_from(level).unwrap_or(0), expires_at: until };
    Ok(Some((Actor { account, tenant, role, session: id, posture }, expires_at)))
}

/// Ends a session; `false` when it had ended before.
pub(crate) fn end(c: &mut Conn<'_>, tenant: TenantId, id: SessionId, reason: EndReason, now: Ts) -> Result<bool> {
    let open = session::table.filter(session::id.eq(id).and(session::tenant_id.eq(tenant)).and(session::ended_at.is_null()));
    let ended = on!(c, k => diesel::update(open).set((session::ended_at.eq(Some(now)), session::end_reason.eq(Some(reason)))).keep().execute(*k))?;
    on!(c, k => diesel::delete(refresh_token::table.filter(refresh_token::session_id.eq(id))).execute(*k))?;
    c.wake(SESSION_CHANGED);
    Ok(ended == 1)
}

/// Sessions whose time is over but that nobody ended, at most `limit`.
pub(crate) fn overdue(c: &mut Conn<'_>, now: Ts, limit: i64) -> Result<Vec<Session>> {
    let rows: Vec<Columns> = on!(c, k => session::table
        .filter(session::ended_at.is_null().and(session::expires_at.le(now)))
        .limit(limit)
        .select(columns!())
        .load(*k))?;
    Ok(rows.into_iter().map(read).collect())
}

/// Forgets sessions that ended before `before`.
pub(crate) fn trim(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    let gone = on!(c, k => diesel::delete(session::table.filter(session::ended_at.lt(Some(before)))).execute(*k))?;
    Ok(gone)
}

/// Notes that a session was used.
pub(crate) fn seen(c: &mut Conn<'_>, tenant: TenantId, id: SessionId, now: Ts) -> Result<()> {
    let mine = session::table.filter(session::id.eq(id).and(session::tenant_id.eq(tenant)));
    on!(c, k => diesel::update(mine).set(session::seen_at.eq(now)).keep().execute(*k))?;
    Ok(())
}

/// Sets how far a live session is trusted; `false` when there is no such session.
pub(crate) fn set_posture(c: &mut Conn<'_>, id: SessionId, posture: Posture, cap_at: Ts) -> Result<bool> {
    let changes = (
        session::posture_level.eq(i64::from(posture.level)),
        session::posture_expires_at.eq(posture.expires_at),
        session::posture_cap_at.eq(cap_at),
    );
    let open = session::table.filter(session::id.eq(id).and(session::ended_at.is_null()));
    let set = on!(c, k => diesel::update(open).set(changes).keep().execute(*k))?;
    c.wake(SESSION_CHANGED);
    Ok(set == 1)
}

/// Moves the end of a posture that is up. Nobody has to ask the store again for that.
pub(crate) fn extend_posture(c: &mut Conn<'_>, id: SessionId, until: Ts) -> Result<()> {
    let open = session::table.filter(session::id.eq(id).and(session::ended_at.is_null()));
    on!(c, k => diesel::update(open).set(session::posture_expires_at.eq(until)).keep().execute(*k))?;
    Ok(())
}

/// Postures of the accounts' live sessions, with whose they are.
pub(crate) fn postures(c: &mut Conn<'_>, of: &[AccountId], now: Ts) -> Result<Vec<(AccountId, SessionId, Posture)>> {
    // Said this way because SQLite would otherwise walk all live sessions by their expiry.
    let live = not(session::ended_at.is_not_null()).and(session::expires_at.gt(now));
    let rows: Vec<(AccountId, SessionId, i64, Ts)> = on!(c, k => session::table
        .filter(session::account_id.eq_any(of).and(live))
        .filter(session::posture_level.gt(0).and(session::posture_expires_at.gt(now)))
        .select((session::account_id, session::id, session::posture_level, session::posture_expires_at))
        .load(*k))?;
    let posture = |level, expires_at| Posture { level: u8::try_from(level).unwrap_or(0), expires_at };
    Ok(rows.into_iter().map(|(account, id, level, until)| (account, id, posture(level, until))).collect())
}

/// Live sessions that are trusted, the most trusted first.
pub(crate) fn trusted(c: &mut Conn<'_>, now: Ts, limit: i64) -> Result<Vec<(AccountId, SessionId, Posture)>> {
    let rows: Vec<(AccountId, SessionId, i64, Ts)> = on!(c, k => session::table
        .filter(session::ended_at.is_null().and(session::expires_at.gt(now)))
        .filter(session::posture_level.gt(0).and(session::posture_expires_at.gt(now)))
        .order((session::posture_level.desc(), session::id))
        .limit(limit)
        .select((session::account_id, session::id, session::posture_level, session::posture_expires_at))
        .load(*k))?;
    let posture = |level, expires_at| Posture { level: u8::try_from(level).unwrap_or(0), expires_at };
    Ok(rows.into_iter().map(|(account, id, level, until)| (account, id, posture(level, until))).collect())
}

/// Issues a refresh token of a session. Issuing the same one again does nothing.
pub(crate) fn issue(c: &mut Conn<'_>, tenant: TenantId, id: SessionId, token_hash: &[u8], now: Ts) -> Result<()> {
    let row = (
        refresh_token::token_hash.eq(token_hash),
        refresh_token::tenant_id.eq(tenant),
        refresh_token::session_id.eq(id),
        refresh_token::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(refresh_token::table).values(row).on_conflict_do_nothing().execute(*k))?;
    Ok(())
}

/// The session of a shown token, and whether the token and its successor were used.
pub(crate) fn shown(c: &mut Conn<'_>, token_hash: &[u8], successor_hash: &[u8]) -> Result<Option<(SessionId, Shown)>> {
    let row: Option<(SessionId, Option<Ts>)> = on!(c, k => refresh_token::table
        .find(token_hash)
        .select((refresh_token::session_id, refresh_token::used_at))
        .first(*k)
        .optional())?;
    let Some((session, used_at)) = row else { return Ok(None) };
    let successor: Option<Option<Ts>> =
        on!(c, k => refresh_token::table.find(successor_hash).select(refresh_token::used_at).first(*k).optional())?;
    Ok(Some((session, Shown { used_at, successor_used: successor.flatten().is_some() })))
}

/// Marks a token used; `false` when another request was quicker.
pub(crate) fn use_up(c: &mut Conn<'_>, token_hash: &[u8], now: Ts) -> Result<bool> {
    let fresh = refresh_token::table.filter(refresh_token::token_hash.eq(token_hash).and(refresh_token::used_at.is_null()));
    let used = on!(c, k => diesel::update(fresh).set(refresh_token::used_at.eq(Some(now))).keep().execute(*k))?;
    Ok(used == 1)
}
