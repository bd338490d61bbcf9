//! Beginning, refreshing, believing and ending sessions.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use db::{Conn, outbox};
use http::{App, Ctx};
use kernel::{AccountId, Actor, Code, Error, Event, Posture, Result, Role, Scope, SessionId, Ts};
use serde_json::json;

use super::{EndReason, POSTURE_CAP, POSTURE_HOLDS, Refresh, RefreshToken, Session, judge_refresh, store, touched};
use crate::{
    State,
    account::{self, Account, AccountState, service::Me},
    notification, person, record,
};

/// A heartbeat that moves the end of a posture by less is not written.
const STEP: Duration = Duration::from_secs(45);

/// What a person gets who signed in.
pub struct SignedIn {
    pub access_token: String,
    pub me: Me,
    /// Goes into the cookie.
    pub refresh: RefreshToken,
    /// When the session ends for good.
    pub expires_at: Ts,
}

/// Writes a session of `account` whose first refresh token is `refresh`.
pub(crate) fn begin(c: &mut Conn<'_>, account: &Account, device: &str, refresh: &RefreshToken, now: Ts) -> db::Result<Session> {
    let session = Session::begin(account.id, account.tenant, account.role, device.to_owned(), now);
    store::insert(c, &session)?;
    store::issue(c, account.tenant, session.id, &refresh.hash(), now)?;
    Ok(session)
}

/// Signs the access token of a session that was committed.
pub(crate) fn hand_over(state: &State, me: Me, session: &Session, refresh: RefreshToken, now: Ts) -> Result<SignedIn> {
    let access_token = state.tokens.access(session.account, session.id, session.tenant, me.role, now)?;
    Ok(SignedIn { access_token, me, refresh, expires_at: session.expires_at })
}

/// Ends a session and says so: event, and no more refreshing.
pub(crate) fn end(c: &mut Conn<'_>, session: &Session, reason: EndReason, now: Ts) -> db::Result<()> {
    if store::end(c, session.tenant, session.id, reason, now)? {
        let body = json!({ "session": session.id, "account": session.account, "reason": reason });
        outbox::emit(c, &Event::new("session.ended", session.tenant, &body), now)?;
    }
    Ok(())
}

fn over() -> Error {
    Error::new(Code::SessionRevoked, "this session has ended; sign in again")
}

/// Exchanges a refresh token for its successor and a fresh access token. A token shown twice ends its session.
pub async fn refresh(ctx: &Ctx, token: &str) -> Result<SignedIn> {
    let token = RefreshToken::parse(token)?;
    let state = ctx.app.get::<State>()?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let successor = token.successor(&seal);
    let (shown_hash, next_hash) = (token.hash(), successor.hash());
    let exchange = move |c: &mut Conn<'_>| {
        let (id, shown) = store::shown(c, &shown_hash, &next_hash)?.ok_or_else(over)?;
        let session = store::find(c, id)?.filter(|s| s.is_live(now)).ok_or_else(over)?;
        let account = account::store::find(c, session.account)?.filter(|a| a.state == AccountState::Active).ok_or_else(over)?;
        match judge_refresh(shown, now) {
            Refresh::Reused => {
                copied(c, &session, now)?;
                return Ok(None);
            }
            Refresh::Rotate => {
                store::use_up(c, &shown_hash, now)?;
                store::issue(c, session.tenant, session.id, &next_hash, now)?;
            }
            Refresh::Repeat => {}
        }
        store::seen(c, session.tenant, session.id, now)?;
        Ok(Some((account::service::me(c, &seal, &account, session.posture, now)?, session)))
    };
    let Some((me, session)) = ctx.app.db.write(Scope::Platform, exchange).await? else {
        state.live.forget();
        return Err(Error::new(Code::RefreshReused, "this refresh token was used before; the session has been ended for safety"));
    };
    hand_over(&state, me, &session, successor, now)
}

fn copied(c: &mut Conn<'_>, session: &Session, now: Ts) -> db::Result<()> {
    end(c, session, EndReason::Reused, now)?;
    record(c, None, session.tenant, "session.reused", "session", session.id, json!({ "account": session.account }), now)?;
    notification::service::notify(c, session.account, notification::Kind::Security, &json!({ "what": "session_copied" }), now)
}

/// Ends the session of the access token and that of the cookie, whichever there is. Ending nothing is no error.
pub async fn sign_out(ctx: &Ctx, token: Option<String>) -> Result<()> {
    let actor = ctx.maybe_actor().filter(|a| a.role != Role::Visitor).cloned();
    let hash = token.and_then(|t| RefreshToken::parse(&t).ok()).map(|t| t.hash());
    let now = ctx.now;
    let leave = move |c: &mut Conn<'_>| {
        let by_cookie = match &hash {
            Some(hash) => store::shown(c, hash, &[])?.map(|(id, _)| id),
            None => None,
        };
        let by_token = actor.as_ref().map(|a| a.session);
        for id in by_token.into_iter().chain(by_cookie.filter(|id| Some(*id) != by_token)) {
            if let Some(session) = store::find(c, id)?.filter(|s| s.ended_at.is_none()) {
                end(c, &session, EndReason::SignedOut, now)?;
                record(
                    c,
                    actor.as_ref(),
                    session.tenant,
                    "session.ended",
                    "session",
                    id,
                    json!({ "account": session.account }),
                    now,
                )?;
            }
        }
        Ok(())
    };
    ctx.app.db.write(Scope::Platform, leave).await?;
    ctx.app.get::<State>()?.live.forget();
    Ok(())
}

/// The signed-in person's live sessions, newest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Session>> {
    let actor = person(ctx)?.clone();
    let now = ctx.now;
    ctx.app.db.read(actor.scope(), move |c| store::of_account(c, actor.tenant, actor.account, now)).await
}

/// Ends one of the signed-in person's own sessions; another's, or one that is over, was never there.
pub async fn revoke(ctx: &Ctx, id: SessionId) -> Result<()> {
    let actor = person(ctx)?.clone();
    let now = ctx.now;
    let stop = move |c: &mut Conn<'_>| {
        let mine = store::find(c, id)?.filter(|s| s.account == actor.account && s.is_live(now));
        let session = mine.ok_or_else(|| Error::not_found("this session"))?;
        end(c, &session, EndReason::Revoked, now)?;
        record(c, Some(&actor), session.tenant, "session.revoked", "session", id, json!({ "account": session.account }), now)
    };
    ctx.app.db.write(Scope::Tenant(ctx.actor()?.tenant), stop).await?;
    ctx.app.get::<State>()?.live.forget();
    Ok(())
}

/// The actor behind an access token: a live session of an active account, believed for at most a second; or a visitor.
pub async fn authenticate(app: Arc<App>, bearer: String) -> Result<Actor> {
    let state = app.get::<State>()?;
    let now = app.clock.now();
    let claims = state.tokens.verify(&bearer, now)?;
    if claims.role == Role::Visitor {
        let posture = Posture::default();
        return Ok(Actor { account: claims.sub, tenant: claims.tenant, role: Role::Visitor, session: claims.sid, posture });
    }
    if let Some(actor) = state.live.get(&app.db, claims.sid, now) {
        return Ok(actor);
    }
    let asked = Instant::now();
    let (tenant, session) = (claims.tenant, claims.sid);
    let found = app.db.read(Scope::Tenant(tenant), move |c| store::actor(c, tenant, session, now)).await?;
    let (actor, expires_at) = found.filter(|(a, _)| a.account == claims.sub && a.role == claims.role).ok_or_else(over)?;
    state.live.put(asked, actor.clone(), expires_at);
    Ok(actor)
}

/// Sets how far a session is trusted, e.g. after its passkey answered. Heartbeats keep it up for twelve hours at most.
pub fn set_posture(c: &mut Conn<'_>, session: SessionId, posture: Posture) -> db::Result<bool> {
    let cap = posture.expires_at.plus(POSTURE_CAP.saturating_sub(POSTURE_HOLDS));
    store::set_posture(c, session, posture, cap)
}

/// Sets how far a session is trusted, and until when at most: heartbeats do not keep it up.
pub fn set_posture_until(c: &mut Conn<'_>, session: SessionId, posture: Posture) -> db::Result<bool> {
    store::set_posture(c, session, posture, posture.expires_at)
}

/// Notes a sign of life: a posture that is up stays up for another quarter of an hour. Returns the posture that holds.
pub fn touch_posture(c: &mut Conn<'_>, session: SessionId, now: Ts) -> db::Result<Posture> {
    let Some(found) = store::find(c, session)?.filter(|s| s.is_live(now)) else {
        return Ok(Posture { level: 0, expires_at: now });
    };
    let next = touched(found.posture, found.posture_cap_at, now);
    // Heartbeats are many; the row is written about once a minute.
    if next.expires_at.since(found.posture.expires_at) >= STEP {
        store::extend_posture(c, session, next.expires_at)?;
        return Ok(next);
    }
    let next = found.posture;
    Ok(Posture { level: next.level_at(now), ..next })
}

/// The best posture among an account's live sessions; level 0 when there is none.
pub fn best_posture(c: &mut Conn<'_>, account: AccountId, now: Ts) -> db::Result<Posture> {
    let best = postures(c, &[(account, None)], now)?;
    Ok(best.get(&account).copied().unwrap_or(Posture { level: 0, expires_at: now }))
}

/// The posture of many accounts: of the session given with an account, of its best live one where none is. One that is not
/// trusted at all is not in it.
pub fn postures(c: &mut Conn<'_>, of: &[(AccountId, Option<SessionId>)], now: Ts) -> db::Result<HashMap<AccountId, Posture>> {
    let accounts: Vec<AccountId> = of.iter().map(|(account, _)| *account).collect();
    let seats: HashMap<AccountId, SessionId> = of.iter().filter_map(|(account, seat)| Some((*account, (*seat)?))).collect();
    let mut best: HashMap<AccountId, Posture> = HashMap::new();
    for (account, session, posture) in store::postures(c, &accounts, now)? {
        if seats.get(&account).is_some_and(|seat| *seat != session) {
            continue;
        }
        let held = best.entry(account).or_insert(posture);
        if (held.level, held.expires_at) < (posture.level, posture.expires_at) {
            *held = posture;
        }
    }
    Ok(best)
}

/// Ends every live session of an account, e.g. when its person lost a device. Returns how many there were.
pub fn end_all(c: &mut Conn<'_>, of: AccountId, reason: EndReason, now: Ts) -> db::Result<usize> {
    let Some(account) = account::store::find(c, of)? else { return Ok(0) };
    let live = store::of_account(c, account.tenant, of, now)?;
    for session in &live {
        end(c, session, reason, now)?;
    }
    Ok(live.len())
}
