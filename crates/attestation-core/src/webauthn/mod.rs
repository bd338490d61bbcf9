//! WebAuthn answers, checked against exactly what was asked: registrations with their attestation, and assertions.

mod statement;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ciborium::Value;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    bytes::{self, Reader, cbor, cbor_front, field, hex, sha256},
    ear::{Claim, Findings},
    key::{PublicKey, Scheme},
    policy::Rules,
    refusal::{Refusal, Result, ensure},
};

/// Largest clientDataJSON.
const LARGEST_CLIENT_DATA: usize = 8 << 10;
/// Longest credential id that WebAuthn allows.
const LONGEST_ID: usize = 1023;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const HAS_KEY: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// What the server asked, and from where an answer may come.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The challenge as sent: base64url.
    pub challenge: String,
    /// Origins of our pages, e.g. `https://work.example.com`.
    pub origins: Vec<String>,
    pub rp_id: String,
}

/// A browser's answer, as `PublicKeyCredential.toJSON()` writes it. Binary fields are base64url.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    pub id: String,
    pub raw_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub response: Response,
}

/// The answer's signed part: of a registration (`attestationObject`) or an assertion.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    #[serde(rename = "clientDataJSON")]
    pub client_data: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation_object: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_data: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_handle: Option<String>,
}

/// A credential as it is kept after registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// base64url.
    pub id: String,
    /// The COSE key, base64url.
    pub public_key: String,
    pub counter: u32,
    /// May the key leave its device?
    pub backup_eligible: bool,
    /// The authenticator's model, as a UUID.
    pub aaguid: String,
    /// base64url; compared when the authenticator names a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_handle: Option<String>,
}

/// base64url with or without padding.
pub fn b64(text: &str) -> Result<Vec<u8>> {
    ensure(text.len() <= bytes::LARGEST, Refusal::InputTooLarge)?;
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| Refusal::InputEncoding)
}

pub fn to_b64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Authenticator data, taken apart.
pub(crate) struct AuthData<'a> {
    pub(crate) raw: &'a [u8],
    pub(crate) rp_id_hash: &'a [u8],
    pub(crate) flags: u8,
    pub(crate) counter: u32,
    pub(crate) key: Option<AttestedKey<'a>>,
}

/// The credential that authenticator data of a registration hold.
pub(crate) struct AttestedKey<'a> {
    pub(crate) aaguid: [u8; 16],
    pub(crate) id: &'a [u8],
    pub(crate) cose: Vec<u8>,
    pub(crate) key: PublicKey,
    pub(crate) algorithm: i64,
}

impl<'a> AuthData<'a> {
    pub(crate) fn parse(raw: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(raw, Refusal::WebauthnAuthData);
        let rp_id_hash = reader.take(32)?;
        let flags = reader.u8()?;
        let counter = reader.u32()?;
        let key = if flags & HAS_KEY == 0 { None } else { Some(Self::attested(&mut reader)?) };
        if flags & HAS_EXTENSIONS != 0 {
            let (extensions, rest) = cbor_front(reader.rest())?;
            ensure(extensions.is_map() && rest.is_empty(), Refusal::WebauthnAuthData)?;
        } else {
            reader.end()?;
        }
        Ok(Self { raw, rp_id_hash, flags, counter, key })
    }

    fn attested(reader: &mut Reader<'a>) -> Result<AttestedKey<'a>> {
        let aaguid = reader.take(16)?.try_into().map_err(|_| Refusal::WebauthnAuthData)?;
        let id = reader.sized()?;
        ensure(!id.is_empty() && id.len() <= LONGEST_ID, Refusal::WebauthnCredentialId)?;
        let (map, rest) = cbor_front(reader.rest())?;
        let cose = reader.take(reader.rest().len() - rest.len())?.to_vec();
        let (key, algorithm) = PublicKey::cose(&map)?;
        Ok(AttestedKey { aaguid, id, cose, key, algorithm })
    }

    /// The flags that every ceremony demands: somebody was there and was verified, and a backup has what it is of.
    fn check(&self, rp_id: &str) -> Result<()> {
        ensure(self.rp_id_hash == sha256(rp_id.as_bytes()), Refusal::WebauthnRpId)?;
        ensure(self.flags & PRESENT != 0, Refusal::WebauthnNotPresent)?;
        ensure(self.flags & VERIFIED != 0, Refusal::WebauthnNotVerified)?;
        ensure(self.flags & BACKED_UP == 0 || self.is_backup_eligible(), Refusal::WebauthnFlags)
    }

    const fn is_backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }
}

/// What the browser says of the page; the parts that are checked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    #[serde(default)]
    top_origin: Option<String>,
}

/// Checks clientDataJSON against what was asked; gives its SHA-256.
fn client_data(raw: &[u8], kind: &str, asked: &Asked) -> Result<[u8; 32]> {
    ensure(raw.len() <= LARGEST_CLIENT_DATA, Refusal::InputTooLarge)?;
    let data: ClientData = serde_json::from_slice(raw).map_err(|_| Refusal::WebauthnClientData)?;
    ensure(data.kind == kind, Refusal::WebauthnType)?;
    ensure(b64(&data.challenge)? == b64(&asked.challenge)?, Refusal::WebauthnChallenge)?;
    ensure(asked.origins.contains(&data.origin), Refusal::WebauthnOrigin)?;
    ensure(!data.cross_origin && data.top_origin.is_none(), Refusal::WebauthnCrossOrigin)?;
    Ok(sha256(raw))
}

/// A UUID's text.
pub fn uuid(bytes: &[u8; 16]) -> String {
    let h = hex(bytes);
    [h.get(..8), h.get(8..12), h.get(12..16), h.get(16..20), h.get(20..)].map(Option::unwrap_or_default).join("-")
}

fn identified(answer: &Answer) -> Result<Vec<u8>> {
    ensure(answer.kind == "public-key", Refusal::WebauthnClientData)?;
    let id = b64(&answer.raw_id)?;
    ensure(b64(&answer.id)? == id, Refusal::WebauthnCredentialId)?;
    Ok(id)
}

/// Verifies a registration. A key without a maker's statement, or one that may leave its device, is a plain passkey;
/// a statement that does not hold is refused, whatever was demanded.
pub fn registration(answer: &Answer, asked: &Asked, rules: &Rules, now: kernel::Ts) -> Result<(Credential, Findings)> {
    let id = identified(answer)?;
    let hash = client_data(&b64(&answer.response.client_data)?, "webauthn.create", asked)?;
    let object = answer.response.attestation_object.as_deref().ok_or(Refusal::InputMalformed)?;
    let object = cbor(&b64(object)?)?;
    let part = |name| field(&object, name).ok_or(Refusal::CborMalformed);
    ensure(object.as_map().is_some_and(|map| map.len() == 3), Refusal::CborMalformed)?;
    let format = part("fmt")?.as_text().ok_or(Refusal::CborMalformed)?;
    let raw = part("authData")?.as_bytes().ok_or(Refusal::CborMalformed)?;
    let data = AuthData::parse(raw)?;
    data.check(&asked.rp_id)?;
    let key = data.key.as_ref().ok_or(Refusal::WebauthnFlags)?;
    ensure(key.id == id, Refusal::WebauthnCredentialId)?;
    ensure(rules.webauthn.algorithms.contains(&key.algorithm), Refusal::KeyAlgorithm)?;
    ensure(rules.webauthn.formats.iter().any(|f| f == format), Refusal::WebauthnFormat)?;
    let mut found = Findings::default();
    found.add(Claim::Passkey);
    let attested = statement::verify(format, part("attStmt")?, &data, key, &hash, rules, now)?;
    match attested {
        Some(model) if data.is_backup_eligible() => found.because("webauthn.synced", json!({ "model": model })),
        Some(model) => {
            found.add(Claim::BoundKey);
            found.because("webauthn.attested", json!({ "model": model, "format": format }));
        }
        None => found.because("webauthn.not_attested", json!({ "format": format })),
    }
    let credential = Credential {
        id: to_b64(key.id),
        public_key: to_b64(&key.cose),
        counter: data.counter,
        backup_eligible: data.is_backup_eligible(),
        aaguid: uuid(&key.aaguid),
        user_handle: None,
    };
    Ok((credential, found))
}

/// Why a registration that holds is not enough where an attested, device-bound key was demanded.
pub fn demand_bound(found: &Findings) -> Result<()> {
    if found.claims.contains(&Claim::BoundKey) {
        return Ok(());
    }
    let synced = found.reasons.iter().any(|r| r.code == "webauthn.synced");
    Err(if synced { Refusal::WebauthnSynced } else { Refusal::WebauthnNotAttested })
}

/// Verifies an assertion by a kept credential; gives the credential as it must be kept from now on.
pub fn assertion(answer: &Answer, asked: &Asked, kept: &Credential) -> Result<Credential> {
    ensure(identified(answer)? == b64(&kept.id)?, Refusal::WebauthnCredentialId)?;
    let hash = client_data(&b64(&answer.response.client_data)?, "webauthn.get", asked)?;
    let raw = b64(answer.response.authenticator_data.as_deref().ok_or(Refusal::InputMalformed)?)?;
    let signature = b64(answer.response.signature.as_deref().ok_or(Refusal::InputMalformed)?)?;
    let data = AuthData::parse(&raw)?;
    data.check(&asked.rp_id)?;
    ensure(data.key.is_none(), Refusal::WebauthnFlags)?;
    ensure(data.is_backup_eligible() == kept.backup_eligible, Refusal::WebauthnBackup)?;
    if let (Some(said), Some(known)) = (&answer.response.user_handle, &kept.user_handle)
        && !said.is_empty()
    {
        ensure(b64(said)? == b64(known)?, Refusal::WebauthnUser)?;
    }
    let (key, algorithm) = PublicKey::cose(&cbor(&b64(&kept.public_key)?)?)?;
    let signed = [data.raw, hash.as_slice()].concat();
    ensure(key.verifies(Scheme::cose(algorithm)?, &signed, &signature), Refusal::WebauthnSignature)?;
    let counted = data.counter != 0 || kept.counter != 0;
    ensure(!counted || data.counter > kept.counter, Refusal::WebauthnCounter)?;
    Ok(Credential { counter: data.counter, ..kept.clone() })
}

/// A map's entry as bytes.
pub(crate) fn bytes_of<'a>(map: &'a Value, key: &str) -> Result<&'a [u8]> {
    field(map, key).and_then(Value::as_bytes).map(Vec::as_slice).ok_or(Refusal::WebauthnStatement)
}
