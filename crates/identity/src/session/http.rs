//! `/token/refresh`, `/sign-out` and `/me/sessions`.

use http::{Access, Bare, Budget, Ctx, Json, NoContent, Path, Reply, Routes};
use kernel::{Code, Error, Posture, Result, SessionId, Ts};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    COOKIE, Sender, Session, cookie, no_cookie, same_site,
    service::{self, SignedIn},
};
use crate::{State, account::service::Me, token::ACCESS_S};

/// An access token, and who holds it. The refresh token is in the cookie.
#[derive(Serialize, ToSchema)]
pub struct Signed {
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
    pub account: Me,
}

/// One of my sessions.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    pub id: SessionId,
    pub device: String,
    pub created_at: Ts,
    pub seen_at: Ts,
    pub expires_at: Ts,
    pub posture: Posture,
    /// This request's own session.
    pub current: bool,
}

/// My live sessions, newest first.
#[derive(Serialize, ToSchema)]
pub struct Sessions {
    pub items: Vec<SessionView>,
}

/// The answer to a sign-in, with its cookie.
pub(crate) fn signed(ctx: &Ctx, done: SignedIn) -> Reply<Signed> {
    let set_cookie = cookie(&done.refresh, done.expires_at, ctx.now);
    let body = Signed { access_token: done.access_token, expires_in: ACCESS_S, account: done.me };
    Reply::ok(body).header("set-cookie", set_cookie)
}

/// Coarse words for the device behind a request.
pub(crate) fn device(ctx: &Ctx) -> String {
    ctx.headers.get("user-agent").map_or_else(|| "other".to_owned(), super::device)
}

/// The refresh cookie, if this site's own page sent it.
fn own_cookie(ctx: &Ctx) -> Result<Option<String>> {
    let header = |name: &str| ctx.headers.get(name);
    let sender = Sender { fetch_site: header("sec-fetch-site"), origin: header("origin"), host: header("host") };
    let config = &ctx.app.get::<State>()?.config;
    let allowed: Vec<&str> = std::iter::once(&config.rp_origin).chain(&config.origins).map(String::as_str).collect();
    same_site(sender, &allowed)?;
    Ok(ctx.cookie(COOKIE))
}

async fn refresh(ctx: Ctx) -> Result<Reply<Signed>> {
    let token = own_cookie(&ctx)?.ok_or_else(|| Error::new(Code::Unauthenticated, "there is no session to refresh; sign in"))?;
    let done = service::refresh(&ctx, &token).await?;
    Ok(signed(&ctx, done))
}

async fn sign_out(ctx: Ctx) -> Result<Bare> {
    let token = own_cookie(&ctx)?;
    service::sign_out(&ctx, token).await?;
    Ok(Bare(vec![("set-cookie", no_cookie()), ("clear-site-data", "\"cache\"".to_owned())]))
}

async fn list(ctx: Ctx) -> Result<Json<Sessions>> {
    let current = ctx.actor()?.session;
    let items = service::list(&ctx).await?.into_iter().map(|s| view(s, current, ctx.now)).collect();
    Ok(Json(Sessions { items }))
}

fn view(session: Session, current: SessionId, now: Ts) -> SessionView {
    let Session { id, device, created_at, seen_at, expires_at, posture, .. } = session;
    SessionView {
        id,
        device,
        created_at,
        seen_at,
        expires_at,
        posture: Posture { level: posture.level_at(now), ..posture },
        current: id == current,
    }
}

async fn revoke(ctx: Ctx, Path(id): Path<SessionId>) -> Result<NoContent> {
    service::revoke(&ctx, id).await.map(|()| NoContent)
}

pub fn routes() -> Routes {
    Routes::new("identity")
        .post("/token/refresh", Access::Public, refresh)
        .summary("Exchange the refresh cookie for a fresh access token")
        .limit(Budget::SignIn)
        .post("/sign-out", Access::Public, sign_out)
        .summary("End this session")
        .get("/me/sessions", Access::Signed, list)
        .summary("Where I am signed in")
        .delete("/me/sessions/{id}", Access::Signed, revoke)
        .summary("End one of my sessions")
}
