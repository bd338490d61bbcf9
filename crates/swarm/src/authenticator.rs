//! A passkey in software (ES256, self-made, no attestation), so that simulated workers can enrol as browsers do.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::Failure;

/// User present, user verified.
const PRESENT_VERIFIED: u8 = 0x05;
/// Attested credential data follows.
const WITH_KEY: u8 = 0x40;

/// One credential, kept by the simulated person.
pub struct SoftKey {
    key: SigningKey,
    id: [u8; 32],
    counter: u32,
    origin: String,
}

fn sha(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// CBOR head of `major` type with a small or 16-bit length.
fn head(major: u8, len: usize) -> Vec<u8> {
    match u8::try_from(len) {
        Ok(n) if n < 24 => vec![major << 5 | n],
        Ok(n) => vec![major << 5 | 24, n],
        Err(_) => {
            let [high, low] = u16::try_from(len).unwrap_or(u16::MAX).to_be_bytes();
            vec![major << 5 | 25, high, low]
        }
    }
}

fn cbor_bytes(bytes: &[u8]) -> Vec<u8> {
    [head(2, bytes.len()), bytes.to_vec()].concat()
}

fn cbor_text(text: &str) -> Vec<u8> {
    [head(3, text.len()), text.as_bytes().to_vec()].concat()
}

impl SoftKey {
    /// A key for pages of `origin`, derived from `seed`.
    pub fn new(origin: &str, seed: u64) -> Result<Self, Failure> {
        let mut n = 0_u8;
        loop {
            // Nearly every 32-byte string is a valid P-256 scalar; the rare others are stepped over.
            let candidate = sha(format!("{origin}|{seed}|{n}").as_bytes());
            if let Ok(key) = SigningKey::from_slice(&candidate) {
                // Starting at the clock keeps the counter rising when the same person comes back in another run.
                let counter = u32::try_from(kernel::Clock::system().now().millis() / 1000).unwrap_or(1);
                return Ok(Self { key, id: sha(&candidate), counter, origin: origin.to_owned() });
            }
            n = n.checked_add(1).ok_or_else(|| Failure::Odd("no key for this seed".to_owned()))?;
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Result<String, Failure> {
        let challenge =
            options["publicKey"]["challenge"].as_str().ok_or_else(|| Failure::Odd("no challenge in the options".to_owned()))?;
        Ok(json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false }).to_string())
    }

    fn auth_data(&mut self, relying_party: &str, flags: u8) -> Vec<u8> {
        self.counter += 1;
        let mut data = sha(relying_party.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// The COSE form of the public key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
    fn cose(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().map(|v| v.to_vec()).unwrap_or_default(), point.y().map(|v| v.to_vec()).unwrap_or_default());
        [vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21], cbor_bytes(&x), vec![0x22], cbor_bytes(&y)].concat()
    }

    /// Answers creation options as `navigator.credentials.create` would.
    pub fn create(&mut self, options: &Value) -> Result<Value, Failure> {
        let client_data = self.client_data("webauthn.create", options)?;
        let relying_party = options["publicKey"]["rp"]["id"].as_str().unwrap_or("localhost").to_owned();
        let mut data = self.auth_data(&relying_party, PRESENT_VERIFIED | WITH_KEY);
        data.extend([0; 16]);
        data.extend(32_u16.to_be_bytes());
        data.extend(self.id);
        data.extend(self.cose());
        let object = [
            vec![0xa3],
            cbor_text("fmt"),
            cbor_text("none"),
            cbor_text("attStmt"),
            vec![0xa0],
            cbor_text("authData"),
            cbor_bytes(&data),
        ]
        .concat();
        Ok(json!({
            "id": B64.encode(self.id), "rawId": B64.encode(self.id), "type": "public-key", "extensions": {},
            "response": { "attestationObject": B64.encode(object), "clientDataJSON": B64.encode(client_data), "transports": ["internal"] },
        }))
    }

    /// Answers request options as `navigator.credentials.get` would.
    pub fn get(&mut self, options: &Value) -> Result<Value, Failure> {
        let client_data = self.client_data("webauthn.get", options)?;
        let relying_party = options["publicKey"]["rpId"].as_str().unwrap_or("localhost").to_owned();
        let data = self.auth_data(&relying_party, PRESENT_VERIFIED);
        let signature: DerSignature = self.key.sign(&[data.clone(), sha(client_data.as_bytes()).to_vec()].concat());
        Ok(json!({
            "id": B64.encode(self.id), "rawId": B64.encode(self.id), "type": "public-key", "extensions": {},
            "response": {
                "authenticatorData": B64.encode(data), "clientDataJSON": B64.encode(client_data),
                "signature": B64.encode(signature.as_bytes()), "userHandle": null,
            },
        }))
    }
}
