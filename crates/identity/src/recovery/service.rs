//! Asking for a code, setting a password with it, and changing a password that is known.
//!
//! The first two span tenants: an address is not known to belong to one before its account is found.

use db::{Conn, jobs};
use http::Ctx;
use kernel::{AccountId, Code, Error, Result, Scope, Ts};
use seal::Keyring;
use serde_json::json;

use super::{Ask, ask, code, store};
use crate::{
    State,
    account::{self, Account, AccountState, CODE_HOLDS, CodeAnswer, CodeId, Email, Locale, judge_code},
    notification,
    notification::{MAIL, MailJob},
    password, person, record,
    session::{self, EndReason},
};

/// Sends a code to the address, if it has an account that may act and none was sent just now; the answer never says.
pub async fn request(ctx: &Ctx, email: &str) -> Result<()> {
    let email = Email::parse(email)?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let fresh = CodeId::at(now);
    let send = move |c: &mut Conn<'_>| {
        let Some((found, _)) = account::store::by_email(c, email.index(&seal))? else { return Ok(()) };
        if found.state != AccountState::Active {
            return Ok(());
        }
        let before = store::find(c, found.id)?.map(|w| (w.created_at, w.sent, w.code_at));
        match ask(before, now) {
            Ask::Wait => return Ok(()),
            Ask::Begin => store::begin(c, found.tenant, found.id, fresh, now)?,
            Ask::Again => store::renew(c, found.id, fresh, now)?,
        }
        record(c, None, found.tenant, "password.reset_asked", "account", found.id, json!({}), now)?;
        let job = MailJob::Reset { account: found.id, code: fresh };
        jobs::enqueue(c, MAIL, &fresh.to_string(), &json!(job), now, now)
    };
    ctx.app.db.write(Scope::Platform, send).await
}

/// What the mail with a code says: recipient, name, language and digits. `None` once the code is of no use.
pub(crate) fn letter(
    c: &mut Conn<'_>,
    seal: &Keyring,
    id: AccountId,
    issue: CodeId,
    now: Ts,
) -> db::Result<Option<(Email, String, Locale, String)>> {
    let waits = store::find(c, id)?.is_some_and(|w| w.code_id == issue && now < w.code_at.plus(CODE_HOLDS));
    let Some(found) = account::store::find(c, id)?.filter(|_| waits) else { return Ok(None) };
    let (email, name) = account::service::personal(c, seal, &found)?;
    Ok(Some((email, name, found.locale, code(seal, id, issue))))
}

/// Sets a new password with the code that came by mail. Every session of the account ends, and its person is told.
pub async fn finish(ctx: &Ctx, email: &str, typed: &str, password: &str) -> Result<()> {
    let email = Email::parse(email)?;
    password::acceptable(password)?;
    let state = ctx.app.get::<State>()?;
    let (seal, now, typed) = (ctx.app.seal.clone(), ctx.now, typed.trim().to_owned());
    let index = email.index(&seal);
    state.attempt(index)?;
    // Hashed before anything is looked up, so that the time tells nothing of the address.
    let fresh = state.hasher.hash(password).await?;
    let set = move |c: &mut Conn<'_>| {
        let Some((found, old)) = account::store::by_email(c, index)? else { return Ok(false) };
        let Some(waiting) = store::find(c, found.id)?.filter(|_| found.state == AccountState::Active) else { return Ok(false) };
        match judge_code(&code(&seal, found.id, waiting.code_id), &typed, waiting.code_at, waiting.tries, now) {
            CodeAnswer::Dead => return Ok(false),
            CodeAnswer::Wrong => {
                store::count_try(c, found.id)?;
                return Ok(false);
            }
            CodeAnswer::Right => {}
        }
        account::store::set_password(c, found.tenant, found.id, &old, &fresh, now)?;
        store::forget(c, found.id)?;
        session::service::end_all(c, found.id, EndReason::Revoked, now)?;
        changed(c, None, &found, "password.reset", "password_reset", now)?;
        Ok(true)
    };
    if !ctx.app.db.write(Scope::Platform, set).await? {
        return Err(Error::new(Code::CodeInvalid, "this code is wrong or no longer valid; ask for a new one"));
    }
    state.live.forget();
    Ok(())
}

/// Changes the signed-in person's password. Their other sessions end; this one goes on.
pub async fn change(ctx: &Ctx, current: &str, password: &str) -> Result<()> {
    let actor = person(ctx)?.clone();
    password::acceptable(password)?;
    let (found, old) = prove(ctx, current).await?;
    let state = ctx.app.get::<State>()?;
    let fresh = state.hasher.hash(password).await?;
    let now = ctx.now;
    let set = move |c: &mut Conn<'_>| {
        if !account::store::set_password(c, found.tenant, found.id, &old, &fresh, now)? {
            return Err(Error::conflict("the password was changed elsewhere meanwhile").into());
        }
        store::forget(c, found.id)?;
        for other in session::store::of_account(c, found.tenant, found.id, now)?.iter().filter(|s| s.id != actor.session) {
            session::service::end(c, other, EndReason::Revoked, now)?;
        }
        changed(c, Some(&actor), &found, "password.changed", "password_changed", now)
    };
    ctx.app.db.write(ctx.actor()?.scope(), set).await?;
    state.live.forget();
    Ok(())
}

/// The signed-in person's account and password hash, once they have shown that they know the password: before anything
/// that a borrowed session must not do. Draws on the attempts of the address.
///
/// Errors: `wrong_credentials`, `rate_limited`.
pub(crate) async fn prove(ctx: &Ctx, typed: &str) -> Result<(Account, String)> {
    let actor = person(ctx)?.clone();
    let state = ctx.app.get::<State>()?;
    let id = actor.account;
    let found = ctx.app.db.read(actor.scope(), move |c| account::store::with_password(c, id)).await?;
    let (found, index, stored) = found.ok_or_else(|| Error::not_found("this account"))?;
    state.attempt(index)?;
    let refuse = || Error::new(Code::WrongCredentials, "this is not your password");
    let short = typed.chars().count() <= *password::LENGTH.end();
    if short && state.hasher.check(typed, Some(stored.clone())).await?.right {
        return Ok((found, stored));
    }
    Err(account::service::refused(ctx, Some(found), refuse()).await)
}

fn changed(
    c: &mut Conn<'_>,
    actor: Option<&kernel::Actor>,
    account: &Account,
    action: &'static str,
    what: &str,
    now: Ts,
) -> db::Result<()> {
    record(c, actor, account.tenant, action, "account", account.id, json!({}), now)?;
    notification::service::notify(c, account.id, notification::Kind::Security, &json!({ "what": what }), now)
}
