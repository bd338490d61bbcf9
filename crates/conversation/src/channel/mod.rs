//! How an enterprise's own systems take part in a project: keys, signatures, and the address its messages go to. Pure.
//!
//! Keys are made from the root key, the project and a version, and are nowhere stored; a new version ends the old key.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use hmac::{Hmac, KeyInit, Mac};
use kernel::{TenantId, Ts};
use masking_core::Known;
use seal::Keyring;
use sha2::Sha256;

use crate::{ProjectId, schema};

/// A signature is good for this long before and after it was made, milliseconds.
const FRESH_MS: i64 = 300_000;

db::text_enum! {
    /// What a key is for.
    pub(crate) enum KeyKind {
        /// The enterprise's server vouches for what its page says of a customer.
        Identity = "identity",
        /// The enterprise's systems sign messages they send here.
        Inbound = "inbound",
        /// We sign what is posted to the enterprise's address.
        Hook = "hook",
    }
}

/// A project's channel as stored. A version of 0 means: no key yet.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = schema::channel)]
pub(crate) struct ChannelRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) project_id: ProjectId,
    pub(crate) identity_version: i64,
    pub(crate) inbound_version: i64,
    pub(crate) hook_version: i64,
    pub(crate) hook_url: Option<String>,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}

impl ChannelRow {
    pub(crate) const fn new(tenant: TenantId, project: ProjectId, now: Ts) -> Self {
        Self {
            tenant_id: tenant,
            project_id: project,
            identity_version: 0,
            inbound_version: 0,
            hook_version: 0,
            hook_url: None,
            created_at: now,
            changed_at: now,
        }
    }

    pub(crate) const fn version(&self, kind: KeyKind) -> i64 {
        match kind {
            KeyKind::Identity => self.identity_version,
            KeyKind::Inbound => self.inbound_version,
            KeyKind::Hook => self.hook_version,
        }
    }

    /// The key of a kind; `None` before one was made.
    pub(crate) fn key(&self, seal: &Keyring, kind: KeyKind) -> Option<String> {
        let version = self.version(kind);
        let (tenant, project, kind) = (self.tenant_id, self.project_id, kind.as_str());
        let made = || seal.hmac("channel.key", format!("{tenant}|{project}|{kind}|{version}").as_bytes());
        (version > 0).then(|| format!("tc_{kind}_{}", hex(&made())))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| text.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    (text.is_ascii() && text.len().is_multiple_of(2)).then(|| (0..text.len()).step_by(2).map(pair).collect())?
}

fn mac(key: &str, bytes: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(bytes);
    Some(mac)
}

/// Whether `hash` is HMAC-SHA-256 over `bytes`, in hexadecimal; compared in constant time.
fn vouched(key: &str, bytes: &[u8], hash: &str) -> bool {
    let given = unhex(hash).filter(|given| given.len() == 32);
    given.is_some_and(|given| mac(key, bytes).is_some_and(|mac| mac.verify_slice(&given).is_ok()))
}

/// What an identity hash is made over: `field=value`, one a line, in the order of the fields, trimmed, without empty ones.
pub(crate) fn identity_text(fields: &[(&str, &Known)]) -> String {
    fields.iter().map(|(name, known)| format!("{name}={}", known.value)).collect::<Vec<_>>().join("\n")
}

/// Whether the enterprise's server vouches for these fields.
pub(crate) fn identity_holds(key: &str, fields: &[(&str, &Known)], hash: &str) -> bool {
    !fields.is_empty() && vouched(key, identity_text(fields).as_bytes(), hash)
}

fn signed_bytes(at: i64, body: &[u8]) -> Vec<u8> {
    [at.to_string().as_bytes(), b".", body].concat()
}

/// `t=<seconds>,v1=<hex>`: HMAC-SHA-256 over `<seconds>.<body>`.
pub(crate) fn signature(key: &str, body: &[u8], now: Ts) -> String {
    let at = now.millis() / 1000;
    let hash = mac(key, &signed_bytes(at, body)).map(|mac| hex(&mac.finalize().into_bytes())).unwrap_or_default();
    format!("t={at},v1={hash}")
}

/// Whether `header` signs `body` now.
pub(crate) fn signature_holds(key: &str, header: &str, body: &[u8], now: Ts) -> bool {
    let part = |name: &str| header.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
    let Some((at, hash)) = part("t").and_then(|t| t.parse::<i64>().ok()).zip(part("v1")) else { return false };
    let fresh = at.checked_mul(1000).is_some_and(|at| now.millis().abs_diff(at) <= FRESH_MS.unsigned_abs());
    fresh && vouched(key, &signed_bytes(at, body), hash)
}

#[cfg(test)]
mod tests {
    use masking_core::Label;

    use super::*;

    #[test]
    fn a_signature_holds_for_its_body_and_hour_only() {
        let now = Ts::from_micros(1_700_000_000_000_000);
        let header = signature("tc_inbound_1", b"{}", now);
        assert!(signature_holds("tc_inbound_1", &header, b"{}", now));
        assert!(!signature_holds("tc_inbound_2", &header, b"{}", now));
        assert!(!signature_holds("tc_inbound_1", &header, b"{} ", now));
        let later = Ts::from_micros(1_700_000_301_000_000);
        assert!(!signature_holds("tc_inbound_1", &header, b"{}", later), "old signatures are not replayed");
        for bad in ["", "t=1", "v1=ab", "t=x,v1=00", "t=1700000000,v1=zz", "t=9223372036854775807,v1=00", "t=1700000000,v1=é0"] {
            assert!(!signature_holds("tc_inbound_1", bad, b"{}", now), "{bad}");
        }
    }

    #[test]
    fn an_identity_binds_every_field() {
        let name = Known { label: Label::Person, value: "欧阳静雯".to_owned() };
        let phone = Known { label: Label::Phone, value: "13812345678".to_owned() };
        let both = [("name", &name), ("phone", &phone)];
        assert_eq!(identity_text(&both), "name=欧阳静雯\nphone=13812345678");
        let hash = hex(&mac("k", identity_text(&both).as_bytes()).unwrap().finalize().into_bytes());
        assert!(identity_holds("k", &both, &hash));
        assert!(!identity_holds("k", &[("name", &name)], &hash));
        assert!(!identity_holds("other", &both, &hash));
        assert!(!identity_holds("k", &[], &hash));
    }
}
