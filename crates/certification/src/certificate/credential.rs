//! A certificate to carry away: a W3C verifiable credential (data model 2.0) as a compact JWS signed with Ed25519.
//!
//! Anybody with the issuer's key can check the signature; whether it still counts, only we can say.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use kernel::canonical_json;
use seal::Keyring;
use serde_json::{Value, json};

use super::{CertificateId, CertificateState, store::CertificateRow};

db::text_enum! {
    /// What is to be thought of a credential.
    #[schema(as = CredentialStanding)]
    pub enum Standing {
        Valid = "valid", Forged = "forged", Unknown = "unknown", Expired = "expired", Suspended = "suspended", Revoked = "revoked",
    }
}

/// The key of the issuer, made from the root key; of its own purpose, so that nothing else can be passed off as a credential.
pub(crate) fn key(seal: &Keyring) -> SigningKey {
    SigningKey::from_bytes(&seal.derive("certification.credential"))
}

/// The issuer's name, which holds its public key (did:jwk).
pub(crate) fn issuer(key: &VerifyingKey) -> String {
    let jwk = json!({"crv": "Ed25519", "kty": "OKP", "x": B64.encode(key.as_bytes())});
    format!("did:jwk:{}", B64.encode(canonical_json(&jwk)))
}

/// The credential of a certificate. It names skill, level and evidence; of the holder, the first letter only.
pub(crate) fn issue(key: &SigningKey, row: &CertificateRow) -> String {
    let issuer = issuer(&key.verifying_key());
    let header = json!({"alg": "EdDSA", "typ": "vc+jwt", "kid": format!("{issuer}#0")});
    let body = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "SkillCertificate"],
        "id": format!("urn:uuid:{}", row.id),
        "issuer": issuer,
        "validFrom": row.issued_at,
        "validUntil": row.expires_at,
        "credentialSubject": {
            "holder": row.holder_initial, "skill": row.skill, "level": row.level, "evidence": row.evidence_hash,
        },
    });
    let signed = format!("{}.{}", B64.encode(canonical_json(&header)), B64.encode(canonical_json(&body)));
    let signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", B64.encode(signature.to_bytes()))
}

/// The body of a credential that this issuer signed; `None` for anything else.
pub(crate) fn open(key: &VerifyingKey, credential: &str) -> Option<(CertificateId, Value)> {
    let (signed, signature) = credential.trim().rsplit_once('.')?;
    let (header, body) = signed.split_once('.')?;
    let header: Value = serde_json::from_slice(&B64.decode(header).ok()?).ok()?;
    if header.get("alg") != Some(&json!("EdDSA")) || header.get("typ") != Some(&json!("vc+jwt")) {
        return None;
    }
    let signature = Signature::from_slice(&B64.decode(signature).ok()?).ok()?;
    key.verify_strict(signed.as_bytes(), &signature).ok()?;
    let body: Value = serde_json::from_slice(&B64.decode(body).ok()?).ok()?;
    let id = body.get("id")?.as_str()?.strip_prefix("urn:uuid:")?.parse().ok()?;
    Some((id, body))
}

/// How a certificate stands whose credential was genuine.
pub(crate) fn standing(row: &CertificateRow, now: kernel::Ts) -> Standing {
    match row.state_at(now) {
        CertificateState::Valid => Standing::Valid,
        CertificateState::Suspended => Standing::Suspended,
        CertificateState::Expired => Standing::Expired,
        CertificateState::Revoked => Standing::Revoked,
    }
}
