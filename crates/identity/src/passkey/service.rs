//! Enrolling passkeys and attesting a session with one.

use db::{Conn, outbox};
use http::Ctx;
use kernel::{Actor, Code, Error, Event, Posture, Result};
use seal::{Keyring, Place};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    AuthenticationResult, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
};

use super::{
    CEREMONY, CeremonyId, CeremonyKind, LEVEL, MOST, PasskeyId, PasskeyView, credential_hash, label, store, store::Stored,
};
use crate::{
    State, account, notification, person, record, recovery,
    session::{self, POSTURE_HOLDS, service::set_posture},
};

/// A ceremony that waits for the authenticator, and what to ask it.
pub struct Begun {
    pub ceremony: CeremonyId,
    /// WebAuthn options in JSON, for `navigator.credentials`.
    pub options: Value,
}

fn refuse(why: &str) -> Error {
    Error::new(Code::PasskeyRefused, why)
}

fn to_json(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(Error::internal)
}

fn from_json<T: DeserializeOwned>(value: &Value) -> Result<T> {
    T::deserialize(value).map_err(Error::internal)
}

/// The credential that a page sent; a shape that is none is the page's fault.
fn credential<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value)
        .map_err(|cause| Error::field("credential", "invalid", "this is not a WebAuthn credential").because(cause))
}

/// The signed-in person's passkeys, oldest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<PasskeyView>> {
    let actor = person(ctx)?.clone();
    let seal = ctx.app.seal.clone();
    let read = move |c: &mut Conn<'_>| {
        let stored = store::of_account(c, actor.tenant, actor.account)?;
        let Some(key) = seal.existing_key(c, actor.tenant, "account", actor.account.uuid())? else { return Ok(Vec::new()) };
        let view = |s: Stored| {
            let label = key.open(&Place::new("passkey", "label_sealed", s.id.uuid()), &s.label_sealed)?;
            let label = String::from_utf8(label).map_err(Error::internal)?;
            Ok(PasskeyView { id: s.id, label, created_at: s.created_at, last_used_at: s.used_at })
        };
        stored.into_iter().map(view).collect()
    };
    ctx.app.db.read(ctx.actor()?.scope(), read).await
}

/// Begins to enrol a passkey.
pub async fn begin_enrol(ctx: &Ctx) -> Result<Begun> {
    let actor = person(ctx)?.clone();
    let state = ctx.app.get::<State>()?;
    let (email, name, known) = subject(ctx, &actor).await?;
    if known.len() >= MOST {
        return Err(Error::conflict(format!("an account has at most {MOST} passkeys")));
    }
    let exclude = known.iter().map(|(_, passkey)| passkey.cred_id().clone()).collect();
    let (options, waiting) =
        state.webauthn.start_passkey_registration(actor.account.uuid(), &email, &name, Some(exclude)).map_err(Error::internal)?;
    keep(ctx, actor, CeremonyKind::Enrol, to_json(&options)?, to_json(&waiting)?).await
}

/// Masked address, name and passkeys of the actor. The authenticator shows the first two to its owner.
async fn subject(ctx: &Ctx, actor: &Actor) -> Result<(String, String, Vec<(PasskeyId, Passkey)>)> {
    let (actor, seal) = (actor.clone(), ctx.app.seal.clone());
    let read = move |c: &mut Conn<'_>| {
        let found = account::store::find(c, actor.account)?.ok_or_else(|| Error::not_found("this account"))?;
        let (email, name) = account::service::personal(c, &seal, &found)?;
        Ok((email.masked(), name, known(c, &actor)?))
    };
    ctx.app.db.read(ctx.actor()?.scope(), read).await
}

fn known(c: &mut Conn<'_>, actor: &Actor) -> db::Result<Vec<(PasskeyId, Passkey)>> {
    let stored = store::of_account(c, actor.tenant, actor.account)?;
    stored.into_iter().map(|s| Ok((s.id, from_json(&s.credential)?))).collect()
}

async fn keep(ctx: &Ctx, actor: Actor, kind: CeremonyKind, options: Value, waiting: Value) -> Result<Begun> {
    let now = ctx.now;
    let ceremony = CeremonyId::at(now);
    let begin = move |c: &mut Conn<'_>| store::begin(c, ceremony, &actor, kind, &waiting, now.plus(CEREMONY));
    ctx.app.db.write(ctx.actor()?.scope(), begin).await?;
    Ok(Begun { ceremony, options })
}

/// Takes the ceremony out, so that whatever its answer is worth it cannot be given twice.
async fn take<T: DeserializeOwned>(ctx: &Ctx, actor: &Actor, id: CeremonyId, kind: CeremonyKind) -> Result<T> {
    let (actor, now) = (actor.clone(), ctx.now);
    let taken = ctx.app.db.write(actor.scope(), move |c| store::take(c, id, &actor, kind, now)).await?;
    let state = taken.ok_or_else(|| refuse("this ceremony is over or was never begun here; begin again"))?;
    from_json(&state)
}

/// Finishes an enrolment: the passkey is kept under `name`, and its person is told.
pub async fn finish_enrol(ctx: &Ctx, ceremony: CeremonyId, name: &str, answer: Value) -> Result<PasskeyView> {
    let actor = person(ctx)?.clone();
    let name = label(name)?;
    let answer: RegisterPublicKeyCredential = credential(answer)?;
    let waiting: PasskeyRegistration = take(ctx, &actor, ceremony, CeremonyKind::Enrol).await?;
    let state = ctx.app.get::<State>()?;
    let made = state
        .webauthn
        .finish_passkey_registration(&answer, &waiting)
        .map_err(|cause| refuse("the authenticator's answer does not fit; begin again").because(cause))?;
    let (seal, now, id) = (ctx.app.seal.clone(), ctx.now, PasskeyId::at(ctx.now));
    let (hash, credential, shown) = (credential_hash(made.cred_id().as_ref()), to_json(&made)?, name.clone());
    let enrol = move |c: &mut Conn<'_>| {
        let label_sealed = seal_label(c, &seal, &actor, id, &shown, now)?;
        let new = Stored { id, label_sealed, credential: credential.clone(), created_at: now, used_at: None };
        store::insert(c, &actor, &new, &hash)?;
        record(c, Some(&actor), actor.tenant, "passkey.enrolled", "passkey", id, json!({}), now)?;
        notification::service::notify(c, actor.account, notification::Kind::Security, &json!({ "what": "passkey_added" }), now)
    };
    let enrolled = ctx.app.db.write(ctx.actor()?.scope(), move |c| match enrol(c) {
        Err(error) if db::is_unique_violation(&error) => Err(refuse("this passkey is enrolled already").into()),
        other => other,
    });
    enrolled.await?;
    Ok(PasskeyView { id, label: name, created_at: now, last_used_at: None })
}

fn seal_label(
    c: &mut Conn<'_>,
    seal: &Keyring,
    actor: &Actor,
    id: PasskeyId,
    name: &str,
    now: kernel::Ts,
) -> db::Result<Vec<u8>> {
    let key = seal.data_key(c, actor.tenant, "account", actor.account.uuid(), now)?;
    Ok(key.seal(&Place::new("passkey", "label_sealed", id.uuid()), name.as_bytes()))
}

/// Begins to attest this session with one of its person's passkeys.
pub async fn begin_attest(ctx: &Ctx) -> Result<Begun> {
    let actor = person(ctx)?.clone();
    let state = ctx.app.get::<State>()?;
    let asker = actor.clone();
    let known: Vec<Passkey> =
        ctx.app.db.read(actor.scope(), move |c| Ok(known(c, &asker)?.into_iter().map(|(_, p)| p).collect())).await?;
    if known.is_empty() {
        return Err(refuse("there is no passkey yet; enrol one on this device first"));
    }
    let (options, waiting) = state.webauthn.start_passkey_authentication(&known).map_err(Error::internal)?;
    keep(ctx, actor, CeremonyKind::Attest, to_json(&options)?, to_json(&waiting)?).await
}

/// Finishes an attestation: this session is trusted at level 1 for a quarter of an hour, heartbeats keep it so.
pub async fn finish_attest(ctx: &Ctx, ceremony: CeremonyId, answer: Value) -> Result<Posture> {
    let actor = person(ctx)?.clone();
    let answer: PublicKeyCredential = credential(answer)?;
    let waiting: PasskeyAuthentication = take(ctx, &actor, ceremony, CeremonyKind::Attest).await?;
    let state = ctx.app.get::<State>()?;
    let proved = state
        .webauthn
        .finish_passkey_authentication(&answer, &waiting)
        .map_err(|cause| refuse("the authenticator's answer does not fit; begin again").because(cause))?;
    let now = ctx.now;
    let posture = Posture { level: LEVEL, expires_at: now.plus(POSTURE_HOLDS) };
    let scope = actor.scope();
    ctx.app.db.write(scope, move |c| raise(c, &actor, &proved, posture, now)).await?;
    state.live.forget();
    Ok(posture)
}

fn raise(c: &mut Conn<'_>, actor: &Actor, proved: &AuthenticationResult, posture: Posture, now: kernel::Ts) -> db::Result<()> {
    let mut mine = known(c, actor)?;
    let (id, passkey) = mine
        .iter_mut()
        .find(|(_, p)| p.cred_id() == proved.cred_id())
        .ok_or_else(|| refuse("this passkey is no longer enrolled"))?;
    // Somebody attested with a copy while this answer was under way: the counter has moved past it.
    let before: Value = to_json(passkey)?;
    passkey.update_credential(proved);
    if proved.counter() > 0 && before == to_json(passkey)? {
        return Err(refuse("this passkey's counter does not rise; it may have been copied").into());
    }
    let (id, credential) = (*id, to_json(passkey)?);
    // What an attested device proved is more than a passkey's answer, which leaves it as it is.
    let is_higher = session::store::find(c, actor.session)?.is_some_and(|s| s.posture.level_at(now) > LEVEL);
    if !store::used(c, actor, id, &credential, now)? || (!is_higher && !set_posture(c, actor.session, posture)?) {
        return Err(refuse("this session has ended").into());
    }
    if is_higher {
        return Ok(());
    }
    record(
        c,
        Some(actor),
        actor.tenant,
        "posture.raised",
        "session",
        actor.session,
        json!({ "level": LEVEL, "passkey": id }),
        now,
    )?;
    let body = json!({ "account": actor.account, "session": actor.session, "level": LEVEL });
    outbox::emit(c, &Event::new("posture.raised", actor.tenant, &body), now)
}

/// Removes one of the signed-in person's passkeys, once they have shown that they know their password. Sessions keep the
/// trust that a passkey gave them until they must prove it again; with the last passkey gone, that trust ends at once,
/// so it is removed only when the caller says that it may be the last.
pub async fn remove(ctx: &Ctx, id: PasskeyId, password: &str, even_last: bool) -> Result<()> {
    let actor = person(ctx)?.clone();
    recovery::service::prove(ctx, password).await?;
    let now = ctx.now;
    let take = move |c: &mut Conn<'_>| {
        let mine = store::of_account(c, actor.tenant, actor.account)?;
        let is_last = mine.len() == 1;
        if !mine.iter().any(|s| s.id == id) {
            return Err(Error::not_found("this passkey").into());
        }
        if is_last && !even_last {
            return Err(Error::conflict("this is your last passkey; without one you cannot go online at the desk").into());
        }
        store::remove(c, &actor, id)?;
        if is_last {
            lower(c, &actor, now)?;
        }
        record(c, Some(&actor), actor.tenant, "passkey.removed", "passkey", id, json!({ "last": is_last }), now)?;
        notification::service::notify(c, actor.account, notification::Kind::Security, &json!({ "what": "passkey_removed" }), now)
    };
    ctx.app.db.write(ctx.actor()?.scope(), take).await?;
    ctx.app.get::<State>()?.live.forget();
    Ok(())
}

/// Nothing speaks for the account's sessions any more.
fn lower(c: &mut Conn<'_>, actor: &Actor, now: kernel::Ts) -> db::Result<()> {
    for session in session::store::of_account(c, actor.tenant, actor.account, now)? {
        set_posture(c, session.id, Posture { level: 0, expires_at: now })?;
    }
    Ok(())
}
