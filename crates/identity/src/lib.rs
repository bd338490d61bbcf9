//! Who acts: accounts, sessions and their posture, passkeys, tenants, consents, notifications.
//!
//! Invariants: an address becomes an account only when the code sent to it comes back; addresses and names are sealed
//! and found by a blind index; passwords, codes and refresh tokens are not in the store; whether an address has an
//! account shows neither in answers nor in their time; a session that was ended is refused everywhere within a second;
//! a refresh token used twice ends its session; a ceremony answers once; receipts of consent are never changed.
//!
//! Any crate may call the functions below; they take the caller's transaction. Accounts belong to tenants: a caller
//! whose scope is another tenant sees nobody, so uses that span tenants run in `Scope::Platform`.

pub mod account;
mod config;
pub mod consent;
pub mod member;
pub mod notification;
pub mod passkey;
mod password;
pub mod recovery;
mod schema;
pub mod session;
pub mod tenant;
pub mod text_mode;
mod tidy;
mod token;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use db::{Conn, outbox};
use futures_util::future::BoxFuture;
use http::{App, Ctx, Routes};
use kernel::{AccountId, Actor, Error, Event, Id, Posture, Result, Role, SessionId, TenantId, Ts};
use seal::Keyring;
use serde_json::{Value, json};
use uuid::Uuid;

pub use account::{
    Account, AccountState, Email, Locale,
    service::{Me, Opening, display_name},
};
pub use config::{Config, State};
pub use consent::Purpose;
pub use session::service::{set_posture, set_posture_until, touch_posture};
pub use tenant::TenantView;
pub use tidy::{jobs, schedules};

/// Every route of identity.
pub fn routes() -> Routes {
    Routes::new("identity")
        .merge(account::http::routes())
        .merge(session::http::routes())
        .merge(consent::http::routes())
        .merge(passkey::http::routes())
        .merge(recovery::http::routes())
        .merge(member::http::routes())
        .merge(notification::http::routes())
        .merge(text_mode::http::routes())
}

/// Identity hears no events yet.
pub fn consumers() -> Vec<db::outbox::Consumer> {
    vec![db::outbox::Consumer::new(
        "identity.notices",
        &["case.opened", "case.resolved", "statement.issued"],
        notification::service::heard,
    )]
}

/// The actor behind an access token: the hook of `http::Parts::authenticate`.
///
/// Errors: `unauthenticated`, `token_expired`, `session_revoked`.
pub fn authenticate(app: Arc<App>, bearer: String) -> BoxFuture<'static, Result<Actor>> {
    Box::pin(session::service::authenticate(app, bearer))
}

/// A token of a customer behind a widget, good for a day: role visitor, account and session are the contact.
pub fn issue_visitor(state: &State, tenant: TenantId, contact: Uuid, now: Ts) -> Result<String> {
    state.tokens.visitor(tenant, contact, now)
}

/// An account, without its personal data.
pub fn account(c: &mut Conn<'_>, id: AccountId) -> db::Result<Option<Account>> {
    account::store::find(c, id)
}

/// Accounts of a role in all tenants, newest first: pages of `limit` before `before` (or from the newest).
pub fn accounts(c: &mut Conn<'_>, role: Role, before: Option<AccountId>, limit: i64) -> db::Result<Vec<Account>> {
    let before = before.unwrap_or(Id::from_uuid(Uuid::max()));
    Ok(account::store::list(c, Some(role), before, limit)?.into_iter().map(|(account, _)| account).collect())
}

/// A tenant's name, if the transaction may see it.
pub fn tenant(c: &mut Conn<'_>, id: TenantId) -> db::Result<Option<TenantView>> {
    tenant::store::find(c, id)
}

/// Enterprises, newest first.
pub fn enterprises(c: &mut Conn<'_>, before: Option<TenantId>, limit: i64) -> db::Result<Vec<TenantView>> {
    tenant::store::enterprises(c, before.unwrap_or(Id::from_uuid(Uuid::max())), limit)
}

/// The best posture among an account's live sessions; level 0 when there is none.
pub fn posture(c: &mut Conn<'_>, account: AccountId, now: Ts) -> db::Result<Posture> {
    session::service::best_posture(c, account, now)
}

/// The posture of many accounts: of the session given with an account, of its best live one where none is. One that is not
/// trusted at all is not in it.
pub fn postures(c: &mut Conn<'_>, of: &[(AccountId, Option<SessionId>)], now: Ts) -> db::Result<HashMap<AccountId, Posture>> {
    session::service::postures(c, of, now)
}

/// Sessions that are trusted at `now`, at most `limit`, with how far.
pub fn trusted(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<Vec<(AccountId, SessionId, Posture)>> {
    session::store::trusted(c, now, limit)
}

/// Whether a session may still act.
pub fn is_live(c: &mut Conn<'_>, session: SessionId, now: Ts) -> db::Result<bool> {
    Ok(session::store::find(c, session)?.is_some_and(|s| s.is_live(now)))
}

/// Whether an account was granted text, wherever it sits.
pub fn has_text_mode(c: &mut Conn<'_>, account: AccountId) -> db::Result<bool> {
    Ok(text_mode::store::level(c, account)?.is_some())
}

/// Whether an account reads customers' text where it is drawn for others: granted, and trusted far enough now.
pub fn reads_text(c: &mut Conn<'_>, account: AccountId, now: Ts) -> db::Result<bool> {
    text_mode::service::reads(c, account, now)
}

/// Whether the version in force of a purpose is granted.
pub fn has_consent(c: &mut Conn<'_>, account: AccountId, purpose: Purpose) -> db::Result<bool> {
    Ok(consent::standing(purpose, consent::store::latest(c, account, purpose)?.as_ref()).granted)
}

/// Those of `accounts` who granted the versions in force of all `purposes`.
pub fn consenting(c: &mut Conn<'_>, accounts: &[AccountId], purposes: &[Purpose]) -> db::Result<HashSet<AccountId>> {
    let latest = consent::store::latest_of_many(c, accounts, purposes)?;
    let granted = |of: AccountId| purposes.iter().all(|p| consent::standing(*p, latest.get(&(of, *p))).granted);
    Ok(accounts.iter().copied().filter(|of| granted(*of)).collect())
}

/// Tells an account something by the ways it wants. `kind` is a word of [`notification::Kind`]; `params` fill its text
/// and hold no personal data.
pub fn notify(c: &mut Conn<'_>, account: AccountId, kind: &str, params: &Value, now: Ts) -> db::Result<()> {
    let kind = kind.parse().map_err(Error::internal)?;
    notification::service::notify(c, account, kind, params, now)
}

/// Ends everything an account does, for its erasure: sessions now, and whoever hears `account.removed`. Rows and keys are
/// the caller's to delete.
pub fn close(c: &mut Conn<'_>, account: AccountId, now: Ts) -> db::Result<()> {
    let Some(found) = account::store::find(c, account)? else { return Ok(()) };
    session::service::end_all(c, account, session::EndReason::Revoked, now)?;
    outbox::emit(c, &Event::new("account.removed", found.tenant, &json!({ "account": account })), now)
}

/// Writes an enterprise, for seeding.
pub fn seed_tenant(c: &mut Conn<'_>, name: &str, now: Ts) -> db::Result<TenantId> {
    let id = TenantId::at(now);
    tenant::store::insert(c, id, name, now)?;
    Ok(id)
}

/// Writes a verified account, for seeding; its password was hashed outside by [`State::hash_password`]. With
/// `consents`, the required purposes are granted. An address that has an account gives that account back unchanged.
pub fn seed_account(c: &mut Conn<'_>, seal: &Keyring, new: &Opening, consents: bool, now: Ts) -> db::Result<AccountId> {
    if let Some((found, _)) = account::store::by_email(c, new.email.index(seal))? {
        return Ok(found.id);
    }
    let account = account::service::open(c, seal, new, now)?;
    for purpose in Purpose::ALL.iter().filter(|p| consents && p.required()) {
        consent::store::add(c, account.tenant, account.id, None, *purpose, true, now)?;
    }
    Ok(account.id)
}

/// The signed-in person; a visitor is none.
pub(crate) fn person(ctx: &Ctx) -> Result<&Actor> {
    let actor = ctx.actor()?;
    if actor.role == Role::Visitor {
        return Err(Error::forbidden("a customer behind a widget has no account"));
    }
    Ok(actor)
}

/// One line of the audit log.
#[expect(clippy::too_many_arguments, reason = "one line says who, whose, what, about what, with which detail, and when")]
pub(crate) fn record<K>(
    c: &mut Conn<'_>,
    actor: Option<&Actor>,
    tenant: TenantId,
    action: &str,
    object_kind: &str,
    object: Id<K>,
    detail: Value,
    at: Ts,
) -> db::Result<()> {
    audit::record(c, &audit::Entry { tenant, actor, action, object_kind, object_id: object.uuid(), detail, at })?;
    Ok(())
}
