//! Enrolling and removing devices.

use attestation_core::{
    bytes::{hex, sha256},
    cert::Cert,
    tpm,
    webauthn::{self, Answer, Asked, b64, to_b64},
};
use db::Conn;
use http::Ctx;
use kernel::{Actor, Code, Error, Result, Ts};
use rand::Rng;
use seal::{Keyring, Place};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    ANSWER, AskId, AskKind, Body, DeviceId, DeviceKind, DeviceView, EnrolledDevice, LABEL, MOST,
    store::{self, Proof, Stored},
};
use crate::{Trusting, person, refused, trust};

/// A question and what to hand to the device.
pub struct Begun {
    pub ask: AskId,
    /// WebAuthn options, or what a TPM is asked.
    pub options: Value,
}

/// What a ceremony of this server is checked against.
pub(crate) fn asked(ctx: &Ctx, challenge: String) -> Result<Asked> {
    let identity = ctx.app.get::<identity::State>()?;
    let origins = std::iter::once(&identity.config.rp_origin).chain(&identity.config.origins).cloned().collect();
    Ok(Asked { challenge, origins, rp_id: identity.config.rp_id.clone() })
}

/// Fresh random bytes in base64url.
pub(crate) fn nonce() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    to_b64(&bytes)
}

/// Keeps a question for five minutes.
pub(crate) async fn keep(ctx: &Ctx, actor: &Actor, kind: AskKind, state: Value, options: Value) -> Result<Begun> {
    let (ask, actor, now) = (AskId::at(ctx.now), actor.clone(), ctx.now);
    ctx.app.db.write(actor.scope(), move |c| store::ask(c, ask, &actor, kind, &state, now.plus(ANSWER))).await?;
    Ok(Begun { ask, options })
}

/// Takes a question out, so that whatever its answer is worth it cannot be given twice.
pub(crate) async fn take(ctx: &Ctx, actor: &Actor, ask: AskId, kind: AskKind) -> Result<Value> {
    let (actor, now) = (actor.clone(), ctx.now);
    let taken = ctx.app.db.write(actor.scope(), move |c| store::take(c, ask, &actor, kind, now)).await?;
    taken.ok_or_else(|| Error::new(Code::EvidenceRefused, "this ceremony is over or was never begun here; begin again"))
}

/// A part of a question's state, as this program wrote it.
pub(crate) fn part<'a>(state: &'a Value, name: &str) -> Result<&'a str> {
    state[name].as_str().ok_or_else(|| Error::internal(format!("a question without {name}")))
}

/// The answer that a page sent; a shape that is none is the page's fault.
pub(crate) fn answer(value: Value) -> Result<Answer> {
    Answer::deserialize(value)
        .map_err(|cause| Error::field("credential", "invalid", "this is not a WebAuthn credential").because(cause))
}

fn label(text: &str) -> Result<String> {
    let text = text.trim();
    let fits = (1..=LABEL).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(Error::field("label", "invalid", "1 to 60 characters on one line")) }
}

/// The signed-in person's devices, oldest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<DeviceView>> {
    let actor = person(ctx)?;
    let seal = ctx.app.seal.clone();
    let read = move |c: &mut Conn<'_>| {
        let stored = store::of_account(c, &actor)?;
        let Some(key) = seal.existing_key(c, actor.tenant, "account", actor.account.uuid())? else { return Ok(Vec::new()) };
        let view = |s: Stored| {
            let label = key.open(&Place::new("attested_device", "label_sealed", s.id.uuid()), &s.label_sealed)?;
            Ok(view(&s, String::from_utf8(label).map_err(Error::internal)?))
        };
        stored.into_iter().map(view).collect()
    };
    ctx.app.db.read(ctx.actor()?.scope(), read).await
}

fn view(s: &Stored, label: String) -> DeviceView {
    DeviceView { id: s.id, kind: s.kind, label, model: s.model.clone(), created_at: s.created_at, used_at: s.used_at }
}

/// The account's enrolled keys, as WebAuthn names them.
pub(crate) fn descriptors(stored: &[Stored]) -> Result<Vec<Value>> {
    let bodies: Result<Vec<Body>> = stored.iter().map(Stored::body).collect();
    let name = |body: Body| match body {
        Body::Key { credential } => Some(json!({ "type": "public-key", "id": credential.id })),
        Body::Tpm { .. } => None,
    };
    Ok(bodies?.into_iter().filter_map(name).collect())
}

/// Begins to enrol an authenticator. Its maker must vouch for it.
pub async fn begin_enrol(ctx: &Ctx) -> Result<Begun> {
    let actor = person(ctx)?;
    let reader = actor.clone();
    let stored = ctx.app.db.read(actor.scope(), move |c| store::of_account(c, &reader)).await?;
    if stored.len() >= MOST {
        return Err(Error::conflict(format!("an account has at most {MOST} devices")));
    }
    let identity = ctx.app.get::<identity::State>()?;
    let trusting = ctx.app.get::<Trusting>()?;
    let challenge = nonce();
    let algorithms: Vec<Value> =
        trusting.0.value.webauthn.algorithms.iter().map(|alg| json!({ "type": "public-key", "alg": alg })).collect();
    let options = json!({ "publicKey": {
        "challenge": challenge,
        "rp": { "id": identity.config.rp_id, "name": identity.config.rp_name },
        "user": { "id": to_b64(actor.account.uuid().as_bytes()), "name": "tidecrew", "displayName": identity.config.rp_name },
        "pubKeyCredParams": algorithms,
        "timeout": 300_000,
        "attestation": "direct",
        "authenticatorSelection": { "userVerification": "required", "residentKey": "discouraged" },
        "excludeCredentials": descriptors(&stored)?,
    } });
    keep(ctx, &actor, AskKind::Enrol, json!({ "challenge": challenge }), options).await
}

/// Finishes enrolling an authenticator.
///
/// Errors: `evidence_refused` with the exact code as the field error of `evidence`.
pub async fn finish_enrol(ctx: &Ctx, ask: AskId, name: &str, credential: Value) -> Result<EnrolledDevice> {
    let actor = person(ctx)?;
    let name = label(name)?;
    let answer = answer(credential)?;
    let state = take(ctx, &actor, ask, AskKind::Enrol).await?;
    let trusting = ctx.app.get::<Trusting>()?;
    let asked = asked(ctx, part(&state, "challenge")?.to_owned())?;
    let (mut credential, found) = webauthn::registration(&answer, &asked, &trusting.0.value, ctx.now).map_err(refused)?;
    webauthn::demand_bound(&found).map_err(refused)?;
    credential.user_handle = Some(to_b64(actor.account.uuid().as_bytes()));
    let model = found.reasons.iter().find_map(|r| r.params["model"].as_str()).unwrap_or_default().to_owned();
    let counter = i64::from(credential.counter);
    let name_hash = sha256(&b64(&credential.id).map_err(refused)?).to_vec();
    let evidence = hex(&sha256(answer.response.attestation_object.unwrap_or_default().as_bytes()));
    let body = to_value(&Body::Key { credential })?;
    let new = New { kind: DeviceKind::Key, label: name, model, body, counter, name_hash, evidence };
    let device = enrol(ctx, actor, new).await?;
    Ok(EnrolledDevice { device, reasons: found.reasons })
}

fn to_value(body: &Body) -> Result<Value> {
    serde_json::to_value(body).map_err(Error::internal)
}

struct New {
    kind: DeviceKind,
    label: String,
    model: String,
    body: Value,
    counter: i64,
    name_hash: Vec<u8>,
    evidence: String,
}

async fn enrol(ctx: &Ctx, actor: Actor, new: New) -> Result<DeviceView> {
    let (seal, now, id, scope) = (ctx.app.seal.clone(), ctx.now, DeviceId::at(ctx.now), actor.scope());
    let policy_hash = ctx.app.get::<Trusting>()?.0.hash.clone();
    let write = move |c: &mut Conn<'_>| {
        let stored = Stored {
            id,
            kind: new.kind,
            label_sealed: seal_label(c, &seal, &actor, id, &new.label, now)?,
            model: new.model.clone(),
            body: new.body.clone(),
            counter: new.counter,
            created_at: now,
            used_at: None,
        };
        let proof = Proof { name_hash: &new.name_hash, evidence_hash: &new.evidence, policy_hash: &policy_hash };
        match store::insert(c, &actor, &stored, &proof) {
            Err(error) if db::is_unique_violation(&error) => {
                return Err(Error::new(Code::EvidenceRefused, "this device is enrolled already").into());
            }
            other => other?,
        }
        let detail = json!({ "model": new.model, "kind": new.kind, "evidence": new.evidence, "policy": policy_hash });
        record(c, &actor, "device.enrolled", id, detail, now)?;
        identity::notify(c, actor.account, "security", &json!({ "what": "device_added" }), now)?;
        Ok(view(&stored, new.label.clone()))
    };
    ctx.app.db.write(scope, write).await
}

fn seal_label(c: &mut Conn<'_>, seal: &Keyring, actor: &Actor, id: DeviceId, name: &str, now: Ts) -> db::Result<Vec<u8>> {
    let key = seal.data_key(c, actor.tenant, "account", actor.account.uuid(), now)?;
    Ok(key.seal(&Place::new("attested_device", "label_sealed", id.uuid()), name.as_bytes()))
}

fn record(c: &mut Conn<'_>, actor: &Actor, action: &str, id: DeviceId, detail: Value, at: Ts) -> db::Result<()> {
    let entry = audit::Entry {
        tenant: actor.tenant,
        actor: Some(actor),
        action,
        object_kind: "device",
        object_id: id.uuid(),
        detail,
        at,
    };
    audit::record(c, &entry)?;
    Ok(())
}

/// What a TPM sends to enrol. Keys are base64url.
pub struct TpmOffer {
    pub label: String,
    /// PEM, the endorsement certificate first.
    pub ek_certificates: String,
    pub ek_public: String,
    pub ak_public: String,
}

/// Begins to enrol a TPM: a credential that only it can open.
pub async fn begin_tpm(ctx: &Ctx, offer: &TpmOffer) -> Result<Begun> {
    let actor = person(ctx)?;
    let name = label(&offer.label)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let certs = Cert::pem(&offer.ek_certificates).map_err(refused)?;
    let (ek, ak) = (b64(&offer.ek_public).map_err(refused)?, b64(&offer.ak_public).map_err(refused)?);
    let given = tpm::Enrolment { ek_certs: &certs, ek: &ek, ak: &ak };
    let (ek, ak) = tpm::enrolment(&given, &trusting.0.value, ctx.now).map_err(refused)?;
    let mut secret = [0; 32];
    rand::rng().fill_bytes(&mut secret);
    let credential = tpm::make_credential(&ek, &ak, &secret, &mut rand::rng()).map_err(refused)?;
    let state = json!({
        "label": name,
        "secret_sha256": hex(&sha256(&secret)),
        "ak_public": offer.ak_public,
        "ak_name": hex(&ak.name),
        "evidence": hex(&sha256(&certs.iter().flat_map(|c| c.der.clone()).collect::<Vec<u8>>())),
    });
    keep(ctx, &actor, AskKind::Tpm, state, json!({ "credential": to_b64(&credential.file()) })).await
}

/// Finishes enrolling a TPM: it opened the credential.
pub async fn finish_tpm(ctx: &Ctx, ask: AskId, opened: &str) -> Result<EnrolledDevice> {
    let actor = person(ctx)?;
    let state = take(ctx, &actor, ask, AskKind::Tpm).await?;
    let opened = b64(opened).map_err(refused)?;
    if hex(&sha256(&opened)) != part(&state, "secret_sha256")? {
        return Err(refused(attestation_core::Refusal::TpmActivation));
    }
    let ak_name = part(&state, "ak_name")?.to_owned();
    let body = Body::Tpm { ak_public: part(&state, "ak_public")?.to_owned(), ak_name: ak_name.clone(), counters: None };
    let new = New {
        kind: DeviceKind::Tpm,
        label: part(&state, "label")?.to_owned(),
        model: "TPM 2.0".to_owned(),
        body: to_value(&body)?,
        counter: 0,
        name_hash: sha256(ak_name.as_bytes()).to_vec(),
        evidence: part(&state, "evidence")?.to_owned(),
    };
    let device = enrol(ctx, actor, new).await?;
    Ok(EnrolledDevice { device, reasons: vec![kernel::Reason::new("tpm.enrolled", json!({}))] })
}

/// Removes one of the signed-in person's devices; sessions it speaks for lose what it gave them at once.
pub async fn remove(ctx: &Ctx, id: DeviceId) -> Result<()> {
    let actor = person(ctx)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let (now, scope) = (ctx.now, actor.scope());
    let take = move |c: &mut Conn<'_>| {
        if !store::remove(c, &actor, id)? {
            return Err(Error::not_found("this device").into());
        }
        trust::service::drop_device(c, &trusting.0.value, &actor, id, now)?;
        record(c, &actor, "device.removed", id, json!({}), now)?;
        identity::notify(c, actor.account, "security", &json!({ "what": "device_removed" }), now)
    };
    ctx.app.db.write(scope, take).await
}
