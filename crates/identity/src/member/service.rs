//! Listing members, inviting, accepting, changing roles and removing.
//!
//! Accepting spans tenants: whoever holds the link belongs to none yet.

use db::{Conn, jobs, outbox};
use http::Ctx;
use kernel::{AccountId, Actor, Error, Event, PLATFORM, Result, Role, Scope, Ts};
use seal::{Keyring, Place};
use serde_json::json;

use super::{
    InvitationId, InvitationView, InvitedView, MOST, MemberRole, MemberView, WAITS, keeps_an_owner, of_token, store,
    store::Waiting, token,
};
use crate::{
    State,
    account::{self, Account, AccountState, Email, Locale, person_name, service::Opening},
    notification,
    notification::{MAIL, MailJob},
    password, person, record,
    session::{self, EndReason, RefreshToken, service::SignedIn},
    tenant,
};

/// Owner of the data key that seals an enterprise's invitations.
const INVITATIONS: uuid::Uuid = uuid::Uuid::from_u128(3);

/// Members and invitations of the signed-in person's enterprise.
pub struct People {
    pub members: Vec<MemberView>,
    pub invitations: Vec<InvitationView>,
}

fn permitted(ctx: &Ctx, action: &str) -> Result<Actor> {
    let actor = person(ctx)?.clone();
    ctx.permit(action, &authz::Resource::of("member").tenant(actor.tenant))?;
    Ok(actor)
}

/// Everybody of the enterprise, and who was asked. Invitations are an owner's business.
pub async fn list(ctx: &Ctx) -> Result<People> {
    let actor = permitted(ctx, "member:read")?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let read = move |c: &mut Conn<'_>| {
        let members = store::members(c, actor.tenant)?;
        let members = members.iter().map(|m| view(c, &seal, m)).collect::<db::Result<_>>()?;
        let waiting = if actor.role == Role::Owner { store::waiting(c, actor.tenant, now)? } else { Vec::new() };
        let invitations = waiting.iter().map(|w| invitation(c, &seal, w)).collect::<db::Result<_>>()?;
        Ok(People { members, invitations })
    };
    ctx.app.db.read(ctx.actor()?.scope(), read).await
}

fn view(c: &mut Conn<'_>, seal: &Keyring, member: &Account) -> db::Result<MemberView> {
    let (email, name) = account::service::personal(c, seal, member)?;
    let Account { id, role, state, created_at, .. } = *member;
    Ok(MemberView { id, name, email_masked: email.masked(), role, state, created_at, seen_at: store::seen_at(c, id)? })
}

fn invitation(c: &mut Conn<'_>, seal: &Keyring, waiting: &Waiting) -> db::Result<InvitationView> {
    let email_masked = address(c, seal, waiting)?.masked();
    let Waiting { id, role, created_at, expires_at, .. } = *waiting;
    Ok(InvitationView { id, email_masked, role, created_at, expires_at })
}

fn address(c: &mut Conn<'_>, seal: &Keyring, waiting: &Waiting) -> db::Result<Email> {
    let key = seal
        .existing_key(c, waiting.tenant, "invitation", INVITATIONS)?
        .ok_or_else(|| Error::internal("the key of invitations is gone"))?;
    let plain = key.open(&Place::new("invitation", "email_sealed", waiting.id.uuid()), &waiting.email_sealed)?;
    let text = String::from_utf8(plain).map_err(Error::internal)?;
    Ok(Email::parse(&text).map_err(Error::internal)?)
}

/// Asks somebody by mail to work for the enterprise. The answer is the same whether or not the address has an account;
/// asking the same address again replaces the older invitation.
pub async fn invite(ctx: &Ctx, email: &str, role: MemberRole, locale: Locale) -> Result<InvitationView> {
    let actor = permitted(ctx, "member:manage")?;
    let email = Email::parse(email)?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let id = InvitationId::at(now);
    let ask = move |c: &mut Conn<'_>| {
        if store::waiting(c, actor.tenant, now)?.len() >= MOST {
            return Err(Error::conflict(format!("at most {MOST} invitations may wait at once; withdraw some first")).into());
        }
        let key = seal.data_key(c, actor.tenant, "invitation", INVITATIONS, now)?;
        let email_sealed = key.seal(&Place::new("invitation", "email_sealed", id.uuid()), email.as_str().as_bytes());
        let new = Waiting { id, tenant: actor.tenant, email_sealed, role, locale, created_at: now, expires_at: now.plus(WAITS) };
        store::invite(c, &new, email.index(&seal), actor.account)?;
        record(c, Some(&actor), actor.tenant, "member.invited", "invitation", id, json!({ "role": role }), now)?;
        jobs::enqueue(c, MAIL, &id.to_string(), &json!(MailJob::Invitation { invitation: id }), now, now)?;
        let shown = InvitationView { id, email_masked: email.masked(), role, created_at: now, expires_at: new.expires_at };
        Ok(shown)
    };
    ctx.once(ctx.actor()?.scope(), ask).await
}

/// What an invitation's mail says: recipient, enterprise, language and token. `None` once it was withdrawn.
pub(crate) fn letter(
    c: &mut Conn<'_>,
    seal: &Keyring,
    id: InvitationId,
    now: Ts,
) -> db::Result<Option<(Email, String, Locale, String)>> {
    let Some(waiting) = store::find(c, id, now)? else { return Ok(None) };
    let Some(enterprise) = tenant::store::find(c, waiting.tenant)? else { return Ok(None) };
    Ok(Some((address(c, seal, &waiting)?, enterprise.name, waiting.locale, token(seal, id))))
}

/// Takes an invitation back.
pub async fn withdraw(ctx: &Ctx, id: InvitationId) -> Result<()> {
    let actor = permitted(ctx, "member:manage")?;
    let now = ctx.now;
    let take = move |c: &mut Conn<'_>| {
        if !store::withdraw(c, actor.tenant, id)? {
            return Err(Error::not_found("this invitation").into());
        }
        record(c, Some(&actor), actor.tenant, "member.invitation_withdrawn", "invitation", id, json!({}), now)
    };
    ctx.app.db.write(ctx.actor()?.scope(), take).await
}

/// What the holder of an invitation's token is asked.
pub async fn look(ctx: &Ctx, text: &str) -> Result<InvitedView> {
    let id = of_token(&ctx.app.seal, text)?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let read = move |c: &mut Conn<'_>| {
        let waiting = store::find(c, id, now)?.ok_or_else(|| Error::not_found("this invitation"))?;
        let enterprise = tenant::store::find(c, waiting.tenant)?.ok_or_else(|| Error::not_found("this invitation"))?;
        let email_masked = address(c, &seal, &waiting)?.masked();
        Ok(InvitedView { enterprise: enterprise.name, email_masked, role: waiting.role, locale: waiting.locale })
    };
    ctx.app.db.read(Scope::Platform, read).await
}

/// Makes an account of an invitation, with the name and password its holder chose, and signs them in. The mail that
/// brought the token proves the address.
pub async fn accept(ctx: &Ctx, text: &str, name: &str, password: &str, locale: Locale) -> Result<SignedIn> {
    let id = of_token(&ctx.app.seal, text)?;
    let name = person_name(name)?;
    password::acceptable(password)?;
    let state = ctx.app.get::<State>()?;
    let password_hash = state.hasher.hash(password).await?;
    let (seal, now, device, refresh) = (ctx.app.seal.clone(), ctx.now, session::http::device(ctx), RefreshToken::random());
    let handed = refresh.clone();
    let join = move |c: &mut Conn<'_>| {
        let waiting = store::find(c, id, now)?.ok_or_else(|| Error::not_found("this invitation"))?;
        let email = address(c, &seal, &waiting)?;
        if account::store::by_email(c, email.index(&seal))?.is_some() {
            return Err(Error::conflict("this address has an account already; ask for an invitation to another address").into());
        }
        let new = Opening {
            email,
            name: name.clone(),
            tenant: waiting.tenant,
            role: waiting.role.role(),
            locale,
            password_hash: password_hash.clone(),
        };
        let account = account::service::open(c, &seal, &new, now)?;
        account::store::forget_sign_ups(c, new.email.index(&seal))?;
        store::withdraw(c, waiting.tenant, id)?;
        let session = session::service::begin(c, &account, &device, &refresh, now)?;
        record(c, None, account.tenant, "member.joined", "account", account.id, json!({ "role": account.role }), now)?;
        Ok((account::service::me(c, &seal, &account, session.posture, now)?, session))
    };
    let (me, session) = ctx.app.db.write(Scope::Platform, join).await?;
    session::service::hand_over(&state, me, &session, handed, now)
}

fn of_enterprise(c: &mut Conn<'_>, actor: &Actor, id: AccountId) -> db::Result<Account> {
    let found = account::store::find(c, id)?.filter(|a| a.tenant == actor.tenant && a.tenant != PLATFORM);
    Ok(found.ok_or_else(|| Error::not_found("this member"))?)
}

/// Makes a member an owner or the reverse. Their access tokens stop working at once; the next refresh names the new
/// role.
pub async fn set_role(ctx: &Ctx, id: AccountId, role: MemberRole) -> Result<()> {
    let actor = permitted(ctx, "member:manage")?;
    let now = ctx.now;
    let change = move |c: &mut Conn<'_>| {
        let found = of_enterprise(c, &actor, id)?;
        if found.role == role.role() {
            return Ok(());
        }
        if role == MemberRole::Member {
            keeps_an_owner(&store::owners(c, actor.tenant)?, id)?;
        }
        store::set_role(c, actor.tenant, id, role, now)?;
        record(c, Some(&actor), actor.tenant, "member.role_changed", "account", id, json!({ "role": role }), now)?;
        let params = json!({ "what": "role_changed", "role": role });
        notification::service::notify(c, id, notification::Kind::Security, &params, now)
    };
    ctx.app.db.write(ctx.actor()?.scope(), change).await?;
    ctx.app.get::<State>()?.live.forget();
    Ok(())
}

/// Removes somebody from the enterprise: their sessions end and their personal data is erased at once. The last owner
/// who may act stays.
pub async fn remove(ctx: &Ctx, id: AccountId) -> Result<()> {
    let actor = permitted(ctx, "member:manage")?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let part = move |c: &mut Conn<'_>| {
        let found = of_enterprise(c, &actor, id)?;
        if found.role == Role::Owner && found.state == AccountState::Active {
            keeps_an_owner(&store::owners(c, actor.tenant)?, id)?;
        }
        session::service::end_all(c, id, EndReason::Revoked, now)?;
        store::remove(c, actor.tenant, id)?;
        seal.destroy(c, actor.tenant, "account", id.uuid(), now)?;
        record(c, Some(&actor), actor.tenant, "member.removed", "account", id, json!({ "role": found.role }), now)?;
        outbox::emit(c, &Event::new("account.removed", actor.tenant, &json!({ "account": id })), now)
    };
    ctx.app.db.write(ctx.actor()?.scope(), part).await?;
    ctx.app.get::<State>()?.live.forget();
    Ok(())
}
