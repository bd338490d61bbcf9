//! The session key: made by the browser, certified by an assertion, signing heartbeats and sensitive requests.

use crate::{
    bytes::sha256,
    key::PublicKey,
    refusal::{Refusal, Result, ensure},
};

/// The challenge of the assertion that certifies a session key: it binds the server's nonce to the key's point.
pub fn challenge(nonce: &[u8], point: &[u8]) -> [u8; 32] {
    sha256(&[b"tidecrew session key 1\n".as_slice(), &sha256(nonce), &sha256(point)].concat())
}

/// A session key, as the uncompressed point that WebCrypto exports as `raw`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionKey(PublicKey);

/// What a message of a session is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Heartbeat,
    Request,
    Verdict,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Heartbeat => "heartbeat",
            Self::Request => "request",
            Self::Verdict => "verdict",
        }
    }
}

/// The bytes that are signed.
pub fn message(purpose: Purpose, session: &str, seq: u64, at_ms: i64, body: &[u8]) -> Vec<u8> {
    let body = crate::bytes::hex(&sha256(body));
    format!("tidecrew {}\n{session}\n{seq}\n{at_ms}\n{body}", purpose.as_str()).into_bytes()
}

impl SessionKey {
    pub fn parse(point: &[u8]) -> Result<Self> {
        ensure(point.len() == 65, Refusal::SessionKey)?;
        PublicKey::p256(point).map(Self).map_err(|_| Refusal::SessionKey)
    }

    /// Is `signature` (64 bytes, as WebCrypto makes it) one of these bytes?
    pub fn signed(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        ensure(self.0.verifies_raw(message, signature), Refusal::SessionSignature)
    }
}

/// Where a session's numbered messages stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// The last number taken.
    pub last: u64,
}

/// How old a heartbeat may be, and how far ahead its clock, in milliseconds.
pub const SLACK_MS: i64 = 60_000;

impl Sequence {
    /// Takes a heartbeat: signed, fresh and the next of its session. Numbers may be skipped, as beats get lost, but not
    /// repeated.
    pub fn beat(&mut self, key: &SessionKey, session: &str, seq: u64, at_ms: i64, signature: &[u8], now_ms: i64) -> Result<()> {
        let beat = Numbered { seq, at_ms, signature: signature.to_vec() };
        self.take(key, Purpose::Heartbeat, session, &beat, &[], now_ms)
    }

    /// Takes a request: `request` is what was signed, see [`request`].
    pub fn request(&mut self, key: &SessionKey, session: &str, given: &Numbered, request: &[u8], now_ms: i64) -> Result<()> {
        self.take(key, Purpose::Request, session, given, request, now_ms)
    }

    fn take(
        &mut self,
        key: &SessionKey,
        purpose: Purpose,
        session: &str,
        given: &Numbered,
        body: &[u8],
        now_ms: i64,
    ) -> Result<()> {
        ensure(given.seq > self.last, Refusal::SessionSequence)?;
        ensure((now_ms.saturating_sub(given.at_ms)).saturating_abs() <= SLACK_MS, Refusal::SessionStale)?;
        key.signed(&message(purpose, session, given.seq, given.at_ms, body), &given.signature)?;
        self.last = given.seq;
        Ok(())
    }
}

/// A number, a time and the signature over both and over what they number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    pub seq: u64,
    pub at_ms: i64,
    pub signature: Vec<u8>,
}

impl Numbered {
    /// Reads `SEQ.AT_MS.SIGNATURE`, the signature base64url.
    pub fn parse(header: &str) -> Result<Self> {
        let mut parts = header.split('.');
        let (seq, at_ms, signature) = (parts.next(), parts.next(), parts.next());
        let whole = |text: Option<&str>| text.and_then(|text| text.parse().ok()).filter(|n: &i64| *n >= 0);
        let (Some(seq), Some(at_ms), Some(signature), None) = (whole(seq), whole(at_ms), signature, parts.next()) else {
            return Err(Refusal::SessionSignature);
        };
        let signature = crate::webauthn::b64(signature).map_err(|_| Refusal::SessionSignature)?;
        Ok(Self { seq: seq.unsigned_abs(), at_ms, signature })
    }
}

/// The bytes of a sensitive request that its session's key signs: what is asked for, where, and with which words.
pub fn request(method: &str, path: &str, body: &[u8]) -> Vec<u8> {
    [format!("{method} {path}\n").as_bytes(), body].concat()
}
