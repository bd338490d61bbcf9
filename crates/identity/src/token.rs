//! Access tokens: EdDSA JWTs of five minutes, and nothing else that calls itself a JWT.
//!
//! `jsonwebtoken` is used without a backend of its own: the one installed here knows Ed25519 only, so that no other
//! algorithm can be asked for.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, EncodingKey, Header, Validation,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{Error as JwtError, ErrorKind},
    signature,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use kernel::{AccountId, Code, Error, Result, Role, SessionId, TenantId, Ts};
use seal::Keyring;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How long an access token holds, in seconds.
pub(crate) const ACCESS_S: i64 = 300;
/// How long a visitor's token holds, in seconds.
const VISITOR_S: i64 = 24 * 3600;
const ISSUER: &str = "tidecrew";
const AUDIENCE: &str = "tidecrew-api";
const TYPE: &str = "at+jwt";
const KEY_ID: &str = "ed25519-1";
/// A real token has about 500 bytes; anything far longer is not worth decoding.
const MAX_LENGTH: usize = 2048;
/// Tokens whose signature is remembered as good.
const REMEMBERED: usize = 20_000;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    iss: String,
    aud: String,
    /// Seconds since 1970.
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    /// The account; for a visitor the contact.
    pub(crate) sub: AccountId,
    /// The session; for a visitor the contact again.
    pub(crate) sid: SessionId,
    pub(crate) tenant: TenantId,
    pub(crate) role: Role,
}

/// The signing key and its public half. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Tokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    rules: Validation,
    /// Claims of tokens that were verified already, by the token's hash: a signature is checked once, its expiry each time.
    verified: Arc<Mutex<HashMap<[u8; 32], Claims>>>,
}

impl Tokens {
    /// The key is derived from the root key, so that every process of an installation has the same.
    pub(crate) fn new(keyring: &Keyring) -> Self {
        // Refused when it is installed already; it is always this one.
        let _ = PROVIDER.install_default();
        let seed = keyring.derive("identity.token.ed25519-1");
        let key = SigningKey::from_bytes(&seed);
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Time is injected: expiry is checked below, against the application's clock.
        rules.validate_exp = false;
        Self {
            signing: EncodingKey::from_ed_der(&seed),
            verifying: DecodingKey::from_ed_der(key.verifying_key().as_bytes()),
            rules,
            verified: Arc::default(),
        }
    }

    /// An access token of a session.
    pub(crate) fn access(&self, account: AccountId, session: SessionId, tenant: TenantId, role: Role, now: Ts) -> Result<String> {
        self.sign(&claims(account, session, tenant, role, now, ACCESS_S))
    }

    /// A token of a customer behind a widget; it has no session that could be revoked.
    pub(crate) fn visitor(&self, tenant: TenantId, contact: uuid::Uuid, now: Ts) -> Result<String> {
        self.sign(&claims(AccountId::from_uuid(contact), SessionId::from_uuid(contact), tenant, Role::Visitor, now, VISITOR_S))
    }

    fn sign(&self, claims: &Claims) -> Result<String> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(KEY_ID.to_owned());
        jsonwebtoken::encode(&header, claims, &self.signing).map_err(Error::internal)
    }

    /// The claims of a token of ours. `token_expired` when it was good once, else `unauthenticated`.
    pub(crate) fn verify(&self, token: &str, now: Ts) -> Result<Claims> {
        let refuse = || Error::new(Code::Unauthenticated, "this access token is not valid; sign in again");
        if token.len() > MAX_LENGTH {
            return Err(refuse());
        }
        let hash: [u8; 32] = Sha256::digest(token).into();
        let claims = match self.remembered(&hash) {
            Some(claims) => claims,
            None => {
                let read = jsonwebtoken::decode::<Claims>(token, &self.verifying, &self.rules)
                    .map_err(|cause| refuse().because(cause))?;
                if read.header.typ.as_deref() != Some(TYPE) || read.header.kid.as_deref() != Some(KEY_ID) {
                    return Err(refuse());
                }
                self.remember(hash, &read.claims, now);
                read.claims
            }
        };
        if claims.exp <= seconds(now) {
            return Err(Error::new(Code::TokenExpired, "this access token has expired; refresh it"));
        }
        Ok(claims)
    }

    fn remembered(&self, hash: &[u8; 32]) -> Option<Claims> {
        self.verified.lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    fn remember(&self, hash: [u8; 32], claims: &Claims, now: Ts) {
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if verified.len() >= REMEMBERED {
            verified.retain(|_, claims| claims.exp > seconds(now));
        }
        if verified.len() >= REMEMBERED {
            verified.clear();
        }
        verified.insert(hash, claims.clone());
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(..)")
    }
}

fn claims(sub: AccountId, sid: SessionId, tenant: TenantId, role: Role, now: Ts, lasts: i64) -> Claims {
    let iat = seconds(now);
    Claims { iss: ISSUER.to_owned(), aud: AUDIENCE.to_owned(), exp: iat + lasts, iat, sub, sid, tenant, role }
}

fn seconds(at: Ts) -> i64 {
    at.micros().div_euclid(1_000_000)
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    // Key sets are not used; asking for one is refused rather than a panic.
    key_utils: KeyUtils {
        rsa_pub_components_from_private_key: |_| Err(unsupported()),
        rsa_pub_components_from_public_key: |_| Err(unsupported()),
        ec_pub_components_from_private_key: |_, _| Err(unsupported()),
        ed_pub_components_from_private_key: |_, _| Err(unsupported()),
        compute_digest: |_, _| Err(unsupported()),
    },
};

fn unsupported() -> JwtError {
    ErrorKind::InvalidAlgorithm.into()
}

struct Ed25519Signer(SigningKey);
struct Ed25519Verifier(VerifyingKey);

/// `key` holds the 32-byte seed.
fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>, JwtError> {
    if *algorithm != Algorithm::EdDSA || key.family() != AlgorithmFamily::Ed {
        return Err(unsupported());
    }
    let seed = <&[u8; 32]>::try_from(key.as_bytes()).map_err(|_| JwtError::from(ErrorKind::InvalidEddsaKey))?;
    Ok(Box::new(Ed25519Signer(SigningKey::from_bytes(seed))))
}

/// `key` holds the 32-byte public key.
fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, JwtError> {
    if *algorithm != Algorithm::EdDSA || key.family() != AlgorithmFamily::Ed {
        return Err(unsupported());
    }
    let bytes = <&[u8; 32]>::try_from(key.try_get_as_bytes()?).map_err(|_| JwtError::from(ErrorKind::InvalidEddsaKey))?;
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| JwtError::from(ErrorKind::InvalidEddsaKey))?;
    Ok(Box::new(Ed25519Verifier(key)))
}

impl signature::Signer<Vec<u8>> for Ed25519Signer {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}
impl JwtSigner for Ed25519Signer {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}
impl signature::Verifier<Vec<u8>> for Ed25519Verifier {
    fn verify(&self, message: &[u8], bytes: &Vec<u8>) -> Result<(), signature::Error> {
        let signature = Signature::from_slice(bytes).map_err(|_| signature::Error::new())?;
        self.0.verify_strict(message, &signature).map_err(|_| signature::Error::new())
    }
}
impl JwtVerifier for Ed25519Verifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as B64};
    use kernel::PLATFORM;
    use serde_json::{Value, json};

    use super::*;

    const NOW: Ts = Ts::from_micros(1_795_132_800_000_000);

    fn tokens() -> Tokens {
        Tokens::new(&Keyring::from_root([3; 32]))
    }

    fn token() -> String {
        tokens().access(AccountId::from_u128(5), SessionId::from_u128(6), PLATFORM, Role::Worker, NOW).unwrap()
    }

    fn later(seconds: u64) -> Ts {
        NOW.plus(std::time::Duration::from_secs(seconds))
    }

    /// The token with its header and claims edited and the signature made again, if asked.
    fn edited(edit: impl FnOnce(&mut Value, &mut Value), resign: bool) -> String {
        let token = token();
        let parts: Vec<&str> = token.split('.').collect();
        let part = |i: usize| -> Value { serde_json::from_slice(&B64.decode(parts[i]).unwrap()).unwrap() };
        let (mut header, mut claims) = (part(0), part(1));
        edit(&mut header, &mut claims);
        let message = format!("{}.{}", B64.encode(header.to_string()), B64.encode(claims.to_string()));
        let key = SigningKey::from_bytes(&Keyring::from_root([3; 32]).derive("identity.token.ed25519-1"));
        let signature = if resign { B64.encode(key.sign(message.as_bytes()).to_bytes()) } else { parts[2].to_owned() };
        format!("{message}.{signature}")
    }

    #[test]
    fn holds_five_minutes() {
        let claims = tokens().verify(&token(), NOW).unwrap();
        assert_eq!(
            (claims.sub, claims.sid, claims.tenant, claims.role),
            (AccountId::from_u128(5), SessionId::from_u128(6), PLATFORM, Role::Worker)
        );
        assert!(tokens().verify(&token(), later(299)).is_ok());
        assert_eq!(tokens().verify(&token(), later(300)).unwrap_err().code, Code::TokenExpired);
        let known = tokens();
        assert!(known.verify(&token(), later(299)).is_ok());
        assert_eq!(known.verify(&token(), later(300)).unwrap_err().code, Code::TokenExpired, "a remembered token expires too");
        assert!(tokens().verify(&edited(|_, _| {}, true), NOW).is_ok(), "the forging helper itself is sound");
    }

    #[test]
    fn a_visitor_has_a_day_and_no_session() {
        let contact = uuid::Uuid::from_u128(9);
        let token = tokens().visitor(TenantId::from_u128(4), contact, NOW).unwrap();
        let claims = tokens().verify(&token, later(86_399)).unwrap();
        assert_eq!((claims.role, claims.sid.uuid(), claims.sub.uuid()), (Role::Visitor, contact, contact));
        assert!(tokens().verify(&token, later(86_400)).is_err());
    }

    #[test]
    fn forgeries_are_refused() {
        let refused = |token: &str| assert_eq!(tokens().verify(token, NOW).unwrap_err().code, Code::Unauthenticated, "{token}");
        refused("");
        refused("a.b.c");
        refused(&"x".repeat(MAX_LENGTH + 1));
        refused(&edited(|_, c| c["role"] = json!("admin"), false));
        refused(&edited(|h, _| h["alg"] = json!("none"), true));
        refused(&edited(|h, _| h["alg"] = json!("HS256"), true));
        refused(&edited(|h, _| h["alg"] = json!("ES256"), true));
        refused(&edited(|h, _| h["typ"] = json!("JWT"), true));
        refused(&edited(|h, _| h["kid"] = json!("other"), true));
        refused(&edited(|_, c| c["aud"] = json!("elsewhere"), true));
        refused(&edited(|_, c| c["iss"] = json!("elsewhere"), true));
        refused(&edited(|_, c| c["extra"] = json!(1), true));
        for claim in ["exp", "iss", "aud", "sub", "sid", "tenant", "role"] {
            refused(&edited(|_, c| drop(c.as_object_mut().unwrap().remove(claim)), true));
        }
        assert_eq!(Tokens::new(&Keyring::from_root([4; 32])).verify(&token(), NOW).unwrap_err().code, Code::Unauthenticated);
    }

    #[test]
    fn an_hmac_over_the_public_key_is_refused() {
        let public = SigningKey::from_bytes(&Keyring::from_root([3; 32]).derive("identity.token.ed25519-1")).verifying_key();
        let ring = Keyring::from_root(*public.as_bytes());
        let forged = edited(|h, _| h["alg"] = json!("HS256"), false);
        let message = forged.rsplit_once('.').unwrap().0;
        let token = format!("{message}.{}", B64.encode(ring.hmac("x", message.as_bytes())));
        assert_eq!(tokens().verify(&token, NOW).unwrap_err().code, Code::Unauthenticated);
    }
}
