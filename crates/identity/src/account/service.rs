//! Signing up, verifying, signing in, one's own profile, and what an admin may do to an account.
//!
//! These span tenants: an address belongs to no tenant until it has an account.

use db::{Conn, jobs, outbox};
use http::Ctx;
use kernel::{AccountId, Actor, Code, Error, Event, PLATFORM, Page, PageQuery, Posture, Result, Role, Scope, TenantId, Ts};
use seal::{Keyring, Place};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Account, AccountState, CODE_HOLDS, CodeAnswer, CodeId, Email, Kind, Locale, SIGN_UP_WAITS, SIGN_UPS_PER_ADDRESS, SignUpId,
    code, enterprise_name, judge_code, may_resend, person_name,
    store::{self, NewAccount, Waiting},
};
use crate::{
    State, consent, notification,
    notification::{MAIL, MailJob},
    password, person, record,
    session::{self, EndReason, RefreshToken, service::SignedIn},
    tenant::{self, TenantView},
};

/// Owner of the data key that seals waiting sign-ups; they are erased by deleting their rows.
const SIGN_UPS: Uuid = Uuid::from_u128(2);

/// What somebody signs up with, as typed.
#[derive(Clone, Debug)]
pub struct SignUpForm {
    pub email: String,
    pub password: String,
    pub name: String,
    pub locale: Locale,
    pub kind: Kind,
    pub enterprise_name: Option<String>,
}

/// The signed-in person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    pub id: AccountId,
    pub name: String,
    pub email_masked: String,
    pub role: Role,
    pub tenant: TenantView,
    pub locale: Locale,
    pub posture: Posture,
    pub consents: Vec<consent::Standing>,
}

/// Opens the sealed address and name of an account.
pub(crate) fn personal(c: &mut Conn<'_>, seal: &Keyring, account: &Account) -> db::Result<(Email, String)> {
    let gone = || Error::not_found("this account");
    let (email, name) = store::sealed(c, account.tenant, account.id)?.ok_or_else(gone)?;
    let key = seal.existing_key(c, account.tenant, "account", account.id.uuid())?.ok_or_else(gone)?;
    let row = account.id.uuid();
    let email = open_text(&key, &Place::new("account", "email_sealed", row), &email)?;
    let name = open_text(&key, &Place::new("account", "name_sealed", row), &name)?;
    Ok((Email::parse(&email).map_err(Error::internal)?, name))
}

fn open_text(key: &seal::DataKey, at: &Place, sealed: &[u8]) -> Result<String> {
    String::from_utf8(key.open(at, sealed)?).map_err(Error::internal)
}

/// The signed-in person as the interface shows them.
pub(crate) fn me(c: &mut Conn<'_>, seal: &Keyring, account: &Account, posture: Posture, now: Ts) -> db::Result<Me> {
    let (email, name) = personal(c, seal, account)?;
    let tenant = tenant::store::find(c, account.tenant)?.ok_or_else(|| Error::not_found("this tenant"))?;
    let consents = consent::standings(&consent::store::latest_of_all(c, account.id)?);
    let posture = Posture { level: posture.level_at(now), ..posture };
    Ok(Me {
        id: account.id,
        name,
        email_masked: email.masked(),
        role: account.role,
        tenant,
        locale: account.locale,
        posture,
        consents,
    })
}

/// Takes a sign-up and sends its code. An address that has an account gets the same answer in the same time, and its
/// owner is told. The id names this sign-up when its code comes back.
pub async fn sign_up(ctx: &Ctx, form: SignUpForm) -> Result<SignUpId> {
    let email = Email::parse(&form.email)?;
    let name = person_name(&form.name)?;
    let enterprise = enterprise_name(form.kind, form.enterprise_name.as_deref())?;
    password::acceptable(&form.password)?;
    let password_hash = ctx.app.get::<State>()?.hasher.hash(&form.password).await?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let (id, code_id) = (SignUpId::at(now), CodeId::at(now));
    let (kind, locale) = (form.kind, form.locale);
    let take = move |c: &mut Conn<'_>| {
        let index = email.index(&seal);
        if let Some((account, _)) = store::by_email(c, index)? {
            return told_owner(c, account.id, now);
        }
        if store::count_sign_ups(c, index, now.minus(SIGN_UP_WAITS))? >= SIGN_UPS_PER_ADDRESS {
            return Ok(());
        }
        let key = seal.data_key(c, PLATFORM, "sign_up", SIGN_UPS, now)?;
        let email_sealed = key.seal(&Place::new("sign_up", "email_sealed", id.uuid()), email.as_str().as_bytes());
        let name_sealed = key.seal(&Place::new("sign_up", "name_sealed", id.uuid()), name.as_bytes());
        let (enterprise_name, password_hash) = (enterprise.clone(), password_hash.clone());
        let waiting = Waiting {
            id,
            email_sealed,
            name_sealed,
            kind,
            enterprise_name,
            locale,
            password_hash,
            code_id,
            code_at: now,
            tries: 0,
            sent: 1,
        };
        store::insert_sign_up(c, index, &waiting, now)?;
        send_code(c, id, code_id, now)
    };
    ctx.app.db.write(Scope::Platform, take).await?;
    Ok(id)
}

/// Tells the owner of an address, at most once a day, that somebody signs up with it.
fn told_owner(c: &mut Conn<'_>, account: AccountId, now: Ts) -> db::Result<()> {
    let told = notification::store::told_since(c, account, notification::Kind::Security, now.minus(SIGN_UP_WAITS))?;
    if told == 0 {
        notification::service::notify(c, account, notification::Kind::Security, &json!({ "what": "signed_up_again" }), now)?;
    }
    Ok(())
}

fn send_code(c: &mut Conn<'_>, sign_up: SignUpId, code: CodeId, now: Ts) -> db::Result<()> {
    jobs::enqueue(c, MAIL, &code.to_string(), &json!(MailJob::Code { sign_up, code }), now, now)
}

/// What the mail with a code says: recipient, name, language and digits. `None` once the code is of no use.
pub(crate) fn code_letter(
    c: &mut Conn<'_>,
    seal: &Keyring,
    id: SignUpId,
    issue: CodeId,
    now: Ts,
) -> db::Result<Option<(Email, String, Locale, String)>> {
    let Some(waiting) = store::sign_up_by_id(c, id)?.filter(|w| w.code_id == issue && now < w.code_at.plus(CODE_HOLDS)) else {
        return Ok(None);
    };
    let (email, name) = open_waiting(c, seal, &waiting)?;
    Ok(Some((email, name, waiting.locale, code(seal, id, issue))))
}

fn open_waiting(c: &mut Conn<'_>, seal: &Keyring, waiting: &Waiting) -> db::Result<(Email, String)> {
    let key =
        seal.existing_key(c, PLATFORM, "sign_up", SIGN_UPS)?.ok_or_else(|| Error::internal("the key of sign-ups is gone"))?;
    let row = waiting.id.uuid();
    let email = open_text(&key, &Place::new("sign_up", "email_sealed", row), &waiting.email_sealed)?;
    let name = open_text(&key, &Place::new("sign_up", "name_sealed", row), &waiting.name_sealed)?;
    Ok((Email::parse(&email).map_err(Error::internal)?, name))
}

/// Sends a fresh code, if one may be sent; the answer never says.
pub async fn resend(ctx: &Ctx, email: &str) -> Result<()> {
    let email = Email::parse(email)?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let fresh = CodeId::at(now);
    let send = move |c: &mut Conn<'_>| {
        let waiting = store::waiting(c, email.index(&seal), None, now.minus(SIGN_UP_WAITS))?;
        let Some(waiting) = waiting.filter(|w| may_resend(w.sent, w.code_at, now)) else { return Ok(()) };
        store::renew_code(c, waiting.id, fresh, now)?;
        send_code(c, waiting.id, fresh, now)
    };
    ctx.app.db.write(Scope::Platform, send).await
}

/// Makes an account of the sign-up whose code came back, and signs its person in. `sign_up`, when given, must be the
/// one the code was sent for: a code mailed for somebody else's sign-up does not open this one.
pub async fn verify(ctx: &Ctx, email: &str, typed: &str, sign_up: Option<SignUpId>) -> Result<SignedIn> {
    let email = Email::parse(email)?;
    let refuse = || Error::new(Code::CodeInvalid, "this code is wrong or no longer valid; ask for a new one");
    let typed = typed.trim().to_owned();
    let state = ctx.app.get::<State>()?;
    let (seal, now, device, refresh) = (ctx.app.seal.clone(), ctx.now, session::http::device(ctx), RefreshToken::random());
    let handed = refresh.clone();
    let check = move |c: &mut Conn<'_>| {
        let index = email.index(&seal);
        let Some(waiting) = store::waiting(c, index, sign_up, now.minus(SIGN_UP_WAITS))? else { return Ok(None) };
        if store::by_email(c, index)?.is_some() {
            return Ok(None);
        }
        match judge_code(&code(&seal, waiting.id, waiting.code_id), &typed, waiting.code_at, waiting.tries, now) {
            CodeAnswer::Dead => return Ok(None),
            CodeAnswer::Wrong => {
                store::count_try(c, waiting.id)?;
                return Ok(None);
            }
            CodeAnswer::Right => {}
        }
        let account = open_account(c, &seal, &email, &waiting, now)?;
        let session = session::service::begin(c, &account, &device, &refresh, now)?;
        record(c, None, account.tenant, "account.verified", "account", account.id, json!({ "role": account.role }), now)?;
        Ok(Some((me(c, &seal, &account, session.posture, now)?, session)))
    };
    let (me, session) = ctx.app.db.write(Scope::Platform, check).await?.ok_or_else(refuse)?;
    session::service::hand_over(&state, me, &session, handed, now)
}

fn open_account(c: &mut Conn<'_>, seal: &Keyring, email: &Email, waiting: &Waiting, now: Ts) -> db::Result<Account> {
    let (_, name) = open_waiting(c, seal, waiting)?;
    let (tenant, role) = match (waiting.kind, &waiting.enterprise_name) {
        (Kind::Enterprise, Some(name)) => {
            let tenant = TenantId::at(now);
            tenant::store::insert(c, tenant, name, now)?;
            (tenant, Role::Owner)
        }
        _ => (PLATFORM, Role::Worker),
    };
    let new = Opening {
        email: email.clone(),
        name,
        tenant,
        role,
        locale: waiting.locale,
        password_hash: waiting.password_hash.clone(),
    };
    let account = open(c, seal, &new, now)?;
    store::forget_sign_ups(c, email.index(seal))?;
    Ok(account)
}

/// A verified account about to be written.
#[derive(Clone, Debug)]
pub struct Opening {
    pub email: Email,
    pub name: String,
    pub tenant: TenantId,
    pub role: Role,
    pub locale: Locale,
    /// Made by [`State::hash_password`], outside the transaction.
    pub password_hash: String,
}

/// Writes a verified account. A unique violation when the address has one.
pub fn open(c: &mut Conn<'_>, seal: &Keyring, new: &Opening, now: Ts) -> db::Result<Account> {
    let id = AccountId::at(now);
    let key = seal.data_key(c, new.tenant, "account", id.uuid(), now)?;
    let row = NewAccount {
        id,
        tenant: new.tenant,
        role: new.role,
        email_index: new.email.index(seal),
        email_sealed: key.seal(&Place::new("account", "email_sealed", id.uuid()), new.email.as_str().as_bytes()),
        name_sealed: key.seal(&Place::new("account", "name_sealed", id.uuid()), new.name.as_bytes()),
        locale: new.locale,
        password_hash: new.password_hash.clone(),
    };
    store::insert(c, &row, now)?;
    let body = json!({ "account": id, "role": new.role });
    outbox::emit(c, &Event::new("account.opened", new.tenant, &body), now)?;
    Ok(Account { id, tenant: new.tenant, role: new.role, state: AccountState::Active, locale: new.locale, created_at: now })
}

/// What the store knows of an address that signs in.
struct Known {
    account: Option<Account>,
    password_hash: Option<String>,
}

/// Signs in with address and password. An unknown address takes as long as a wrong password, and both are on record.
pub async fn sign_in(ctx: &Ctx, email: &str, password: &str) -> Result<SignedIn> {
    let email = Email::parse(email)?;
    let refuse = || Error::new(Code::WrongCredentials, "address and password do not fit together");
    let state = ctx.app.get::<State>()?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let index = email.index(&seal);
    state.attempt(index)?;
    if password.chars().count() > *password::LENGTH.end() {
        return Err(refuse());
    }
    let known = ctx.app.db.read(Scope::Platform, move |c| look_up(c, index, now)).await?;
    let checked = state.hasher.check(password, known.password_hash.clone()).await?;
    let Known { account, password_hash: Some(stored) } = known else { return Err(refused(ctx, None, refuse()).await) };
    if !checked.right {
        return Err(refused(ctx, account, refuse()).await);
    }
    let Some(account) = account else {
        return Err(Error::new(
            Code::EmailNotVerified,
            "this address is not verified yet; type the code we sent, or ask for a new one",
        ));
    };
    if account.state == AccountState::Suspended {
        return Err(refused(ctx, Some(account), suspended()).await);
    }
    let fresh = if checked.outdated { Some(state.hasher.hash(password).await?) } else { None };
    admit(ctx, &state, account, stored, fresh).await
}

fn suspended() -> Error {
    Error::new(Code::AccountSuspended, "this account is suspended; write to us if you think it should not be")
}

fn look_up(c: &mut Conn<'_>, index: [u8; 16], now: Ts) -> db::Result<Known> {
    if let Some((account, hash)) = store::by_email(c, index)? {
        return Ok(Known { account: Some(account), password_hash: Some(hash) });
    }
    let waiting = store::waiting(c, index, None, now.minus(SIGN_UP_WAITS))?;
    Ok(Known { account: None, password_hash: waiting.map(|w| w.password_hash) })
}

/// Puts a refused sign-in on record, whoever it was, and hands the refusal back.
pub(crate) async fn refused(ctx: &Ctx, account: Option<Account>, why: Error) -> Error {
    let (now, code) = (ctx.now, why.code.as_str());
    let written = ctx.app.db.write(Scope::Platform, move |c| {
        let tenant = account.as_ref().map_or(PLATFORM, |a| a.tenant);
        let id = account.as_ref().map_or(AccountId::from_u128(0), |a| a.id);
        record(c, None, tenant, "session.refused", "account", id, json!({ "code": code }), now)
    });
    match written.await {
        Ok(()) => why,
        Err(error) => error,
    }
}

/// Begins the session, if the account is still as it was when its password was checked.
async fn admit(ctx: &Ctx, state: &State, account: Account, stored: String, fresh: Option<String>) -> Result<SignedIn> {
    let (seal, now, device, refresh) = (ctx.app.seal.clone(), ctx.now, session::http::device(ctx), RefreshToken::random());
    let handed = refresh.clone();
    let begin = move |c: &mut Conn<'_>| {
        let current = store::find(c, account.id)?.ok_or_else(suspended)?;
        if current.state == AccountState::Suspended {
            return Err(suspended().into());
        }
        if let Some(fresh) = &fresh {
            store::set_password(c, current.tenant, current.id, &stored, fresh, now)?;
        }
        let session = session::service::begin(c, &current, &device, &refresh, now)?;
        let detail = json!({ "session": session.id, "device": session.device });
        record(c, None, current.tenant, "session.began", "account", current.id, detail, now)?;
        Ok((me(c, &seal, &current, session.posture, now)?, session))
    };
    let (me, session) = ctx.app.db.write(Scope::Platform, begin).await?;
    session::service::hand_over(state, me, &session, handed, now)
}

/// The signed-in person.
pub async fn profile(ctx: &Ctx) -> Result<Me> {
    let actor = person(ctx)?.clone();
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    ctx.app
        .db
        .read(actor.scope(), move |c| {
            let account = own(c, &actor)?;
            // The posture of the token's session, as it is now rather than a second ago.
            let posture = session::store::find(c, actor.session)?.map_or(actor.posture, |s| s.posture);
            me(c, &seal, &account, posture, now)
        })
        .await
}

fn own(c: &mut Conn<'_>, actor: &Actor) -> db::Result<Account> {
    let found = store::find(c, actor.account)?.filter(|a| a.tenant == actor.tenant);
    Ok(found.ok_or_else(|| Error::not_found("this account"))?)
}

/// Changes what is given of the signed-in person's name and language.
pub async fn change_profile(ctx: &Ctx, name: Option<&str>, locale: Option<Locale>) -> Result<Me> {
    let actor = person(ctx)?.clone();
    let name = name.map(person_name).transpose()?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let change = move |c: &mut Conn<'_>| {
        let account = own(c, &actor)?;
        let key = seal.data_key(c, account.tenant, "account", account.id.uuid(), now)?;
        let sealed = name.as_ref().map(|n| key.seal(&Place::new("account", "name_sealed", account.id.uuid()), n.as_bytes()));
        store::set_profile(c, account.tenant, account.id, sealed.as_deref(), locale, now)?;
        let detail = json!({ "name": name.is_some(), "locale": locale });
        record(c, Some(&actor), account.tenant, "account.changed", "account", account.id, detail, now)?;
        let account = own(c, &actor)?;
        let posture = session::store::find(c, actor.session)?.map_or(actor.posture, |s| s.posture);
        me(c, &seal, &account, posture, now)
    };
    ctx.app.db.write(Scope::Tenant(ctx.actor()?.tenant), change).await
}

/// An account in the admin's list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountRow {
    pub id: AccountId,
    pub name: String,
    pub role: Role,
    pub state: AccountState,
    pub tenant: TenantView,
    pub created_at: Ts,
}

/// What an account is called.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountName {
    pub id: AccountId,
    /// Empty for who is not known, or erased.
    pub name: String,
}

/// Accounts whose names are told at once.
const NAMES: usize = 100;

/// Names of accounts, in the order asked for. For admins. Errors: `invalid` when more than a hundred are asked for.
pub async fn names(ctx: &Ctx, ids: Vec<AccountId>) -> Result<Vec<AccountName>> {
    ctx.permit("person:list", &authz::Resource::of("person"))?;
    if ids.len() > NAMES {
        return Err(Error::field("ids", "too_many", format!("at most {NAMES} names at once")));
    }
    let seal = ctx.app.seal.clone();
    let told = move |c: &mut Conn<'_>| {
        let of = |id| Ok(AccountName { id, name: display_name(c, &seal, id)? });
        ids.iter().copied().map(of).collect()
    };
    ctx.app.db.read(Scope::Platform, told).await
}

/// Accounts of all tenants, newest first. For admins.
pub async fn list(ctx: &Ctx, role: Option<Role>, query: PageQuery) -> Result<Page<AccountRow>> {
    ctx.permit("person:list", &authz::Resource::of("person"))?;
    let seal = ctx.app.seal.clone();
    let (before, fetch) = (query.before(), query.fetch());
    let rows = ctx.app.db.read(Scope::Platform, move |c| {
        let named = store::list(c, role, before, fetch)?;
        named.into_iter().map(|(account, _)| row(c, &seal, account)).collect::<db::Result<Vec<_>>>()
    });
    Ok(Page::cut(rows.await?, &query, |row| row.id))
}

fn row(c: &mut Conn<'_>, seal: &Keyring, account: Account) -> db::Result<AccountRow> {
    let name = display_name(c, seal, account.id)?;
    let tenant = tenant::store::find(c, account.tenant)?.ok_or_else(|| Error::not_found("this tenant"))?;
    let Account { id, role, state, created_at, .. } = account;
    Ok(AccountRow { id, name, role, state, tenant, created_at })
}

/// A person's name; empty once it has been erased.
pub fn display_name(c: &mut Conn<'_>, seal: &Keyring, id: AccountId) -> db::Result<String> {
    let Some(account) = store::find(c, id)? else { return Ok(String::new()) };
    match personal(c, seal, &account) {
        Ok((_, name)) => Ok(name),
        Err(db::Error::App(error)) if matches!(error.code, Code::ContentErased | Code::NotFound) => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// Keeps an account from acting: its sessions end at once. For admins, and never for oneself.
pub async fn suspend(ctx: &Ctx, id: AccountId) -> Result<()> {
    let admin = permitted(ctx, id).await?;
    if admin.account == id {
        return Err(Error::conflict("nobody suspends their own account"));
    }
    let now = ctx.now;
    let stop = move |c: &mut Conn<'_>| {
        let account = store::find(c, id)?.ok_or_else(|| Error::not_found("this account"))?;
        if !store::set_state(c, account.tenant, id, AccountState::Active, AccountState::Suspended, now)? {
            return Ok(());
        }
        session::service::end_all(c, id, EndReason::Suspended, now)?;
        changed(c, &admin, &account, "account.suspended", "suspended", now)
    };
    ctx.app.db.write(Scope::Platform, stop).await?;
    ctx.app.get::<State>()?.live.forget();
    Ok(())
}

/// Lets a suspended account act again; its person signs in anew. For admins.
pub async fn restore(ctx: &Ctx, id: AccountId) -> Result<()> {
    let admin = permitted(ctx, id).await?;
    let now = ctx.now;
    let back = move |c: &mut Conn<'_>| {
        let account = store::find(c, id)?.ok_or_else(|| Error::not_found("this account"))?;
        if !store::set_state(c, account.tenant, id, AccountState::Suspended, AccountState::Active, now)? {
            return Ok(());
        }
        changed(c, &admin, &account, "account.restored", "restored", now)
    };
    ctx.app.db.write(Scope::Platform, back).await
}

async fn permitted(ctx: &Ctx, id: AccountId) -> Result<Actor> {
    let found = ctx.app.db.read(Scope::Platform, move |c| store::find(c, id)).await?;
    let person = authz::Resource::of("person").id(id);
    let person = match &found {
        Some(account) => person.tenant(account.tenant).owner(account.id),
        None => person,
    };
    ctx.permit("person:suspend", &person)?;
    found.ok_or_else(|| Error::not_found("this account"))?;
    Ok(ctx.actor()?.clone())
}

fn changed(c: &mut Conn<'_>, admin: &Actor, account: &Account, topic: &'static str, what: &str, now: Ts) -> db::Result<()> {
    record(c, Some(admin), account.tenant, topic, "account", account.id, json!({}), now)?;
    outbox::emit(c, &Event::new(topic, account.tenant, &json!({ "account": account.id })), now)?;
    notification::service::notify(c, account.id, notification::Kind::Security, &json!({ "what": what }), now)
}
