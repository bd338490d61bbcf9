//! Raising, keeping up and lowering a session's level.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use attestation_core::{
    Claim, Rules, bundle,
    session::{self, Numbered, Sequence, SessionKey},
    tpm,
    webauthn::{self, b64, to_b64},
};
use db::{Conn, outbox};
use http::{App, Ctx, Sensitive};
use kernel::{AccountId, Actor, Code, Error, Event, Posture, Result, SessionId, Ts};
use serde_json::{Value, json};

use super::{
    Claims, PROVED, SHIFT,
    store::{self, Row},
};
use crate::{
    Trusting,
    device::{
        AskId, AskKind, Body, DeviceId,
        service::{Begun, answer, asked, descriptors, keep, nonce, part, take},
        store::{self as devices, Stored},
    },
    person, refused,
};

/// A heartbeat that moves the end by less is not written.
const STEP: Duration = Duration::from_secs(45);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Where a session stands.
pub struct Standing {
    pub session: SessionId,
    pub posture: Posture,
    pub claims: Vec<Claim>,
    /// What the next level lacks.
    pub missing: Vec<Claim>,
}

fn standing(rules: &Rules, session: SessionId, posture: Posture, claims: Vec<Claim>) -> Standing {
    let next = (posture.level + 1).min(attestation_core::policy::TOP);
    Standing { session, posture, missing: rules.missing(&claims, next), claims }
}

/// The signed-in session's own standing.
pub async fn mine(ctx: &Ctx) -> Result<Standing> {
    let actor = person(ctx)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let (session, now) = (actor.session, ctx.now);
    let row = ctx.app.db.read(actor.scope(), move |c| store::find(c, session)).await?;
    let mut claims = row.map(|r| r.claims.at(now)).unwrap_or_default();
    let posture = Posture { level: actor.posture.level_at(now), ..actor.posture };
    if claims.is_empty() && posture.level > 0 {
        claims.push(Claim::Passkey);
    }
    Ok(standing(&trusting.0.value, session, posture, claims))
}

/// Begins to prove this session with one of its person's enrolled keys: the answer certifies the session's key.
/// `point` is the key, uncompressed, base64url.
pub async fn begin_prove(ctx: &Ctx, point: &str) -> Result<Begun> {
    let actor = person(ctx)?;
    let raw = b64(point).map_err(refused)?;
    SessionKey::parse(&raw).map_err(refused)?;
    let reader = actor.clone();
    let stored = ctx.app.db.read(actor.scope(), move |c| devices::of_account(c, &reader)).await?;
    let known = descriptors(&stored)?;
    if known.is_empty() {
        return Err(Error::new(Code::EvidenceRefused, "there is no attested device yet; enrol one first"));
    }
    let identity = ctx.app.get::<identity::State>()?;
    let challenge = to_b64(&session::challenge(&b64(&nonce()).map_err(refused)?, &raw));
    let options = json!({ "publicKey": {
        "challenge": challenge,
        "rpId": identity.config.rp_id,
        "timeout": 300_000,
        "userVerification": "required",
        "allowCredentials": known,
    } });
    keep(ctx, &actor, AskKind::Prove, json!({ "challenge": challenge, "point": point }), options).await
}

/// Finishes proving this session: its level is what the policy makes of it.
pub async fn finish_prove(ctx: &Ctx, ask: AskId, credential: Value) -> Result<Standing> {
    let actor = person(ctx)?;
    let answer = answer(credential)?;
    let state = take(ctx, &actor, ask, AskKind::Prove).await?;
    let point = b64(part(&state, "point")?).map_err(refused)?;
    let asked = asked(ctx, part(&state, "challenge")?.to_owned())?;
    let reader = actor.clone();
    let stored = ctx.app.db.read(actor.scope(), move |c| devices::of_account(c, &reader)).await?;
    let (device, kept) = by_credential(stored, &answer.raw_id)?;
    let next = webauthn::assertion(&answer, &asked, &kept).map_err(refused)?;
    let counter = i64::from(next.counter);
    let body = serde_json::to_value(Body::Key { credential: next }).map_err(Error::internal)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let (now, scope) = (ctx.now, actor.scope());
    let prove = move |c: &mut Conn<'_>| {
        if !devices::used(c, &actor, &device, &body, counter, now)? {
            return Err(refused(attestation_core::Refusal::WebauthnCounter).into());
        }
        let mut row = store::find(c, actor.session)?.unwrap_or_else(|| fresh(&actor, now));
        row.device = device.id;
        if row.key_point != point {
            // A machine that vouched for the old key says nothing of this one.
            row.claims.0.remove(&Claim::Near);
        }
        row.key_point.clone_from(&point);
        (row.seq, row.proved_at) = (0, now);
        row.claims.add(&PROVED, now.plus(trusting.0.value.holds(2)));
        row.policy_hash.clone_from(&trusting.0.hash);
        settle(c, &trusting.0.value, row, Some(&actor), now)
    };
    ctx.app.db.write(scope, prove).await
}

fn by_credential(stored: Vec<Stored>, id: &str) -> Result<(Stored, webauthn::Credential)> {
    for device in stored {
        if let Body::Key { credential } = device.body()?
            && credential.id == id.trim_end_matches('=')
        {
            return Ok((device, credential));
        }
    }
    Err(Error::new(Code::EvidenceRefused, "this key is not enrolled, or no longer"))
}

fn fresh(actor: &Actor, now: Ts) -> Row {
    Row {
        id: actor.session,
        tenant: actor.tenant,
        account: actor.account,
        device: DeviceId::at(now),
        key_point: Vec::new(),
        seq: 0,
        claims: Claims::default(),
        level: 0,
        proved_at: now,
        expires_at: now,
        policy_hash: String::new(),
    }
}

/// Takes a heartbeat signed by the session's key: what it proved stays up, for a shift at most.
///
/// Errors: `evidence_refused` with `session.signature`, `session.sequence`, `session.stale`.
pub async fn beat(ctx: &Ctx, seq: u64, at_ms: i64, signature: &str) -> Result<Standing> {
    let actor = person(ctx)?;
    let session = actor.session;
    let found = ctx.app.db.read(actor.scope(), move |c| store::find(c, session)).await?;
    let row = found.filter(|r| !r.key_point.is_empty()).ok_or_else(|| {
        Error::new(Code::EvidenceRefused, "this session has no certified key; prove it with an attested device first")
    })?;
    let key = SessionKey::parse(&row.key_point).map_err(refused)?;
    let mut sequence = Sequence { last: u64::try_from(row.seq).unwrap_or(0) };
    let signature = b64(signature).map_err(refused)?;
    sequence.beat(&key, &session.to_string(), seq, at_ms, &signature, ctx.now.millis()).map_err(refused)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let (now, scope, before) = (ctx.now, actor.scope(), row.seq);
    let seq = i64::try_from(seq).map_err(|_| refused(attestation_core::Refusal::SessionSequence))?;
    let keep = move |c: &mut Conn<'_>| {
        if !store::beat(c, session, before, seq)? {
            return Err(refused(attestation_core::Refusal::SessionSequence).into());
        }
        let mut row = store::find(c, session)?.ok_or_else(|| Error::not_found("this session"))?;
        let until = now.plus(trusting.0.value.holds(2)).min(row.proved_at.plus(SHIFT));
        let held: Vec<Claim> = PROVED.into_iter().filter(|claim| row.claims.at(now).contains(claim)).collect();
        row.claims.add(&held, until);
        let rules = &trusting.0.value;
        let next = row.claims.posture(rules, now);
        if i64::from(next.level) == row.level && next.expires_at.since(row.expires_at) < STEP {
            return Ok(standing(rules, session, next, row.claims.at(now)));
        }
        settle(c, rules, row, Some(&actor), now)
    };
    ctx.app.db.write(scope, keep).await
}

/// Takes a sensitive request that its session's key signed. A session without a certified key has nothing to sign with: what
/// it may is decided by its level alone. Numbers rise over heartbeats and requests together.
///
/// Errors: `evidence_refused` with `session.unsigned`, `session.signature`, `session.sequence`, `session.stale`.
pub(crate) async fn vouched(app: Arc<App>, actor: Actor, request: Sensitive) -> Result<()> {
    let session = actor.session;
    let found = app.db.read(actor.scope(), move |c| store::find(c, session)).await?;
    let Some(row) = found.filter(|row| !row.key_point.is_empty()) else { return Ok(()) };
    let header = request.signature.ok_or_else(|| refused(attestation_core::Refusal::SessionUnsigned))?;
    let given = Numbered::parse(&header).map_err(refused)?;
    let key = SessionKey::parse(&row.key_point).map_err(refused)?;
    let mut sequence = Sequence { last: u64::try_from(row.seq).unwrap_or(0) };
    let said = session::request(request.method, &request.path, &request.body);
    sequence.request(&key, &session.to_string(), &given, &said, app.clock.now().millis()).map_err(refused)?;
    let (before, next) = (row.seq, i64::try_from(sequence.last).unwrap_or(i64::MAX));
    let took = app.db.write(actor.scope(), move |c| store::beat(c, session, before, next)).await?;
    if took { Ok(()) } else { Err(refused(attestation_core::Refusal::SessionSequence)) }
}

/// From now on this session's text is drawn wherever the highest level asks for it: the claim `pixels`, as long as the
/// session's key is kept up. What is so sensitive is drawn for everybody in any case; whoever reads text instead cannot
/// claim it.
///
/// Errors: `evidence_refused` before the session was proved; `conflict` for whoever was granted text.
pub async fn draw(ctx: &Ctx) -> Result<Standing> {
    let actor = person(ctx)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let (now, scope) = (ctx.now, actor.scope());
    let add = move |c: &mut Conn<'_>| {
        if identity::has_text_mode(c, actor.account)? {
            return Err(Error::conflict("you were granted text; pictures and text exclude each other").into());
        }
        let found = store::find(c, actor.session)?.filter(|row| row.claims.at(now).contains(&Claim::SessionKey));
        let mut row =
            found.ok_or_else(|| Error::new(Code::EvidenceRefused, "prove this session with an attested device first"))?;
        row.claims.add(&[Claim::Pixels], row.proved_at.plus(SHIFT));
        settle(c, &trusting.0.value, row, Some(&actor), now)
    };
    ctx.app.db.write(scope, add).await
}

/// What a TPM quotes. Binary fields are base64url.
pub struct QuoteGiven {
    pub ask: AskId,
    pub attest: String,
    pub signature: String,
    /// Register → 64 hexadecimal digits.
    pub pcrs: BTreeMap<String, String>,
    pub boot_log: Option<String>,
    pub file_log: Option<String>,
}

/// Begins a quote of one of the person's TPMs, for one of their own live sessions. A `near` one is for the session that asks: its
/// page hands the question to the agent of its own machine, and the quote names the session's key.
pub async fn begin_quote(ctx: &Ctx, device: DeviceId, session: SessionId, near: bool) -> Result<Begun> {
    let actor = person(ctx)?;
    if near && session != actor.session {
        return Err(Error::field("session_id", "invalid", "a page asks its machine about its own session only"));
    }
    let (reader, now) = (actor.clone(), ctx.now);
    let check = move |c: &mut Conn<'_>| {
        let known = devices::of_account(c, &reader)?.iter().any(|d| d.id == device);
        let row = store::find(c, session)?.filter(|row| row.account == reader.account);
        let point = row.filter(|row| !near || !row.key_point.is_empty()).map(|row| row.key_point);
        Ok(if known && identity::is_live(c, session, now)? { point } else { None })
    };
    let point = ctx.app.db.read(actor.scope(), check).await?;
    let point = point.ok_or_else(|| Error::not_found("this device, or a session of yours that a key has proved"))?;
    let nonce = nonce();
    let wanted = match (near, b64(&nonce).map_err(refused)?) {
        (true, nonce) => tpm::near(&nonce, &session.to_string(), &point),
        (false, nonce) => tpm::by_word(&nonce),
    };
    let point = to_b64(&point);
    let state = json!({ "wanted": to_b64(&wanted), "device": device, "session": session, "near": near, "point": point });
    let rules = &ctx.app.get::<Trusting>()?.0.value;
    let options =
        json!({ "nonce": nonce, "pcrs": rules.tpm.pcrs, "file_log": rules.tpm.file_log, "boot_log": rules.tpm.boot_log });
    keep(ctx, &actor, AskKind::Quote, state, options).await
}

/// Finishes a quote: the session it was for rises by what the quote shows.
pub async fn finish_quote(ctx: &Ctx, given: &QuoteGiven) -> Result<Standing> {
    let actor = person(ctx)?;
    let state = take(ctx, &actor, given.ask, AskKind::Quote).await?;
    let (id, session): (DeviceId, SessionId) = (part(&state, "device")?.parse()?, part(&state, "session")?.parse()?);
    let point = part(&state, "point")?.to_owned();
    let near = state["near"] == true;
    if near && session != actor.session {
        return Err(Error::not_found("this session's own question"));
    }
    let reader = actor.clone();
    let stored = ctx.app.db.read(actor.scope(), move |c| devices::of_account(c, &reader)).await?;
    let device = stored.into_iter().find(|d| d.id == id).ok_or_else(|| Error::not_found("this device"))?;
    let trusting = ctx.app.get::<Trusting>()?;
    let (body, mut claims) = judge(given, &device, part(&state, "wanted")?, &trusting.0.value)?;
    if near {
        claims.push(Claim::Near);
    }
    let (now, scope) = (ctx.now, actor.scope());
    let raise = move |c: &mut Conn<'_>| {
        if !devices::used(c, &actor, &device, &body, 0, now)? {
            return Err(Error::not_found("this device").into());
        }
        let found = store::find(c, session)?.filter(|row| row.account == actor.account);
        let of_this_key = |row: &Row| !near || to_b64(&row.key_point) == point;
        let mut row = found.filter(of_this_key).ok_or_else(|| Error::not_found("this session, or its key of then"))?;
        // A quote by its owner's word takes the place of one from the session's own machine: they may not be the same.
        row.claims.0.remove(&Claim::Near);
        row.claims.add(&claims, now.plus(trusting.0.value.holds(3)));
        settle(c, &trusting.0.value, row, Some(&actor), now)
    };
    ctx.app.db.write(scope, raise).await
}

fn judge(given: &QuoteGiven, device: &Stored, wanted: &str, rules: &Rules) -> Result<(Value, Vec<Claim>)> {
    let Body::Tpm { ak_public, ak_name, counters } = device.body()? else {
        return Err(Error::not_found("this device is no TPM"));
    };
    let raw = |text: &str| b64(text).map_err(refused);
    let (ak, attest, signature, wanted) = (raw(&ak_public)?, raw(&given.attest)?, raw(&given.signature)?, raw(wanted)?);
    let boot_log = given.boot_log.as_deref().map(raw).transpose()?;
    let pcrs = bundle::registers(&given.pcrs).map_err(refused)?;
    let name = attestation_core::bytes::unhex(&ak_name).map_err(refused)?;
    let quote = tpm::Quote {
        ak: &ak,
        attest: &attest,
        signature: &signature,
        pcrs: &pcrs,
        boot_log: boot_log.as_deref(),
        file_log: given.file_log.as_deref(),
    };
    let (now, found) = tpm::quote(&quote, &wanted, Some(&name), counters, rules).map_err(refused)?;
    let body = Body::Tpm { ak_public, ak_name, counters: Some(now) };
    Ok((serde_json::to_value(body).map_err(Error::internal)?, found.claims))
}

/// Writes a session's claims and the level they make. A level that changed is audited, told to everybody who waits for
/// it, and shown to its person.
pub(crate) fn settle(c: &mut Conn<'_>, rules: &Rules, mut row: Row, actor: Option<&Actor>, now: Ts) -> db::Result<Standing> {
    row.claims.0.retain(|_, until| now < *until);
    let posture = row.claims.posture(rules, now);
    let before = u8::try_from(row.level).unwrap_or(0);
    row.level = i64::from(posture.level);
    row.expires_at = posture.expires_at;
    store::put(c, &row)?;
    if !identity::set_posture_until(c, row.id, posture)? && posture.level > 0 {
        if actor.is_none() {
            // It ended while it was trusted: nothing of it counts any more.
            row.claims = Claims::default();
            return settle(c, rules, row, None, now);
        }
        return Err(Error::new(Code::SessionRevoked, "this session has ended; sign in again").into());
    }
    if posture.level != before {
        changed(c, &row, actor, before, posture, now)?;
    }
    Ok(standing(rules, row.id, posture, row.claims.at(now)))
}

fn changed(c: &mut Conn<'_>, row: &Row, actor: Option<&Actor>, before: u8, posture: Posture, now: Ts) -> db::Result<()> {
    let topic = if posture.level > before { "posture.raised" } else { "posture.lost" };
    let claims: Vec<Claim> = row.claims.0.keys().copied().collect();
    let detail = json!({
        "from": before, "level": posture.level, "claims": claims, "device": row.device, "policy": row.policy_hash,
    });
    let entry = audit::Entry {
        tenant: row.tenant,
        actor,
        action: topic,
        object_kind: "session",
        object_id: row.id.uuid(),
        detail,
        at: now,
    };
    audit::record(c, &entry)?;
    let body = json!({ "account": row.account, "session": row.id, "level": posture.level });
    outbox::emit(c, &Event::new(topic, row.tenant, &body), now)?;
    tell(c, row.account, row.id, posture, now)
}

/// The desk hears at once how far it is trusted.
fn tell(c: &mut Conn<'_>, account: AccountId, session: SessionId, posture: Posture, now: Ts) -> db::Result<()> {
    let body = json!({ "session": session, "level": posture.level, "expires_at": posture.expires_at });
    db::streams::push(c, account.uuid(), "posture.changed", &body, now)?;
    Ok(())
}

/// Lowers what ran out. Returns how many sessions were looked at.
pub(crate) fn settle_due(c: &mut Conn<'_>, rules: &Rules, most: usize, now: Ts) -> db::Result<usize> {
    let due = store::due(c, now, most)?;
    let n = due.len();
    for row in due {
        settle(c, rules, row, None, now)?;
    }
    devices::trim(c, now)?;
    store::trim(c, now.minus(DAY * 90))?;
    Ok(n)
}

/// Nothing that this session showed counts any more; its key goes on signing, but only a new proof raises it.
pub(crate) fn withdraw(c: &mut Conn<'_>, rules: &Rules, actor: &Actor, now: Ts) -> db::Result<()> {
    let mut row = match store::find(c, actor.session)? {
        Some(row) => row,
        None => Row { level: i64::from(actor.posture.level_at(now)), ..fresh(actor, now) },
    };
    row.claims = Claims::default();
    settle(c, rules, row, Some(actor), now).map(drop)
}

/// A device was removed: its sessions keep nothing that came from it.
pub(crate) fn drop_device(c: &mut Conn<'_>, rules: &Rules, actor: &Actor, device: DeviceId, now: Ts) -> db::Result<()> {
    for mut row in store::of_device(c, actor.account, device)? {
        row.claims = Claims::default();
        row.key_point.clear();
        settle(c, rules, row, Some(actor), now)?;
    }
    Ok(())
}
