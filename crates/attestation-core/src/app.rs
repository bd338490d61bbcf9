//! Phones: Android key attestation and Apple App Attest.

use ciborium::Value;
use kernel::Ts;
use serde_json::json;

use crate::{
    bytes::{Reader, cbor, field, sha256},
    cert::{Cert, chain},
    ear::{Claim, Findings},
    key::{PublicKey, Scheme},
    policy::Rules,
    refusal::{Refusal, Result, ensure},
    webauthn::AuthData,
};

const OID_ANDROID: &str = "1.3.6.1.4.1.11129.2.1.17";
const OID_APPLE_NONCE: &str = "1.2.840.113635.100.8.2";

/// What an Android certificate says of its key (KeyDescription).
#[derive(Debug)]
pub struct KeyDescription<'a> {
    /// 0 software, 1 trusted environment, 2 strong box: of the attestation and of the key.
    pub security: [u64; 2],
    pub challenge: &'a [u8],
    /// Was the key made inside?
    pub generated: bool,
    pub all_applications: bool,
    /// YYYYMM.
    pub patch_level: Option<u64>,
    /// Boot loader locked, and boot state (0 verified … 3 failed).
    pub boot: Option<(bool, u64)>,
}

/// Context tags of an authorisation list, as DER writes them.
const fn tag(number: u32) -> u32 {
    match number {
        0..=30 => 0xa0 | number,
        31..=127 => 0xbf00 | number,
        _ => 0x00bf_0000 | (0x80 | number >> 7) << 8 | (number & 0x7f),
    }
}

/// Reads the attestation out of an Android key's certificate.
pub fn key_description(leaf: &Cert) -> Result<KeyDescription<'_>> {
    let (value, _) = leaf.extension(OID_ANDROID).ok_or(Refusal::AppExtension)?;
    let mut outer = Reader::new(value, Refusal::AppExtension);
    let mut description = outer.der_as(0x30)?;
    outer.end()?;
    description.der_number()?;
    let attestation = description.der_number()?;
    description.der_number()?;
    let key = description.der_number()?;
    let challenge = description.der_as(0x04)?.rest();
    description.der_as(0x04)?;
    let software = description.der_as(0x30)?;
    let hardware = description.der_as(0x30)?;
    let mut found = KeyDescription {
        security: [attestation, key],
        challenge,
        generated: false,
        all_applications: false,
        patch_level: None,
        boot: None,
    };
    // What software merely claims counts against the key, never for it.
    found.read(software, false)?;
    found.read(hardware, true)?;
    Ok(found)
}

impl KeyDescription<'_> {
    fn read(&mut self, mut list: Reader<'_>, by_hardware: bool) -> Result<()> {
        while !list.is_empty() {
            let (found, contents) = list.der()?;
            let mut inner = Reader::new(contents, Refusal::AppExtension);
            match found {
                t if t == tag(600) => self.all_applications = true,
                t if t == tag(702) && by_hardware => self.generated = inner.der_number()? == 0,
                t if t == tag(706) && by_hardware => self.patch_level = Some(inner.der_number()?),
                t if t == tag(704) && by_hardware => {
                    let mut root = inner.der_as(0x30)?;
                    root.der_as(0x04)?;
                    let locked = root.der_as(0x01)?.rest() == [0xff];
                    self.boot = Some((locked, root.der_number()?));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The key was made in hardware and only its app uses it.
    pub fn made_in_hardware(&self) -> Result<()> {
        ensure(self.security.iter().all(|level| matches!(level, 1 | 2)), Refusal::AppSoftware)?;
        ensure(self.generated, Refusal::AppOrigin)?;
        ensure(!self.all_applications, Refusal::AppAllApps)
    }
}

/// Verifies an Android key attestation: the chain (leaf first) and the challenge that was given.
pub fn android(certs: &[Cert], challenge: &[u8], rules: &Rules, now: Ts) -> Result<Findings> {
    let policy = rules.android.as_ref().ok_or(Refusal::X509Untrusted)?;
    let leaf = certs.first().ok_or(Refusal::X509Malformed)?;
    chain(certs, &rules.trust(&policy.roots, &[OID_ANDROID], now))?;
    let twice = certs.iter().skip(1).any(|c| c.extension(OID_ANDROID).is_some());
    ensure(!twice, Refusal::AppExtensionTwice)?;
    let said = key_description(leaf)?;
    ensure(said.challenge == challenge, Refusal::AppNonce)?;
    said.made_in_hardware()?;
    let (locked, state) = said.boot.ok_or(Refusal::AppBoot)?;
    ensure(locked, Refusal::AppUnlocked)?;
    ensure(state == 0, Refusal::AppBoot)?;
    let patch = said.patch_level.ok_or(Refusal::AppPatch)?;
    ensure(patch >= policy.patch_level, Refusal::AppPatch)?;
    let mut found = Findings::default();
    found.add(Claim::App);
    let kept_by = if said.security == [2, 2] { "strong_box" } else { "trusted_environment" };
    found.because("app.android", json!({ "kept_by": kept_by, "patch_level": patch }));
    Ok(found)
}

/// An App Attest key as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppKey {
    pub id: Vec<u8>,
    /// Uncompressed point.
    pub point: Vec<u8>,
    pub counter: u32,
}

/// Verifies an Apple App Attest attestation object. `challenge` is what the app was given; it signs its SHA-256.
pub fn apple_attestation(object: &[u8], key_id: &[u8], challenge: &[u8], rules: &Rules, now: Ts) -> Result<(AppKey, Findings)> {
    let policy = rules.apple.as_ref().ok_or(Refusal::X509Untrusted)?;
    let object = cbor(object)?;
    let text = field(&object, "fmt").and_then(Value::as_text);
    ensure(text == Some("apple-appattest"), Refusal::WebauthnFormat)?;
    let raw = field(&object, "authData").and_then(Value::as_bytes).ok_or(Refusal::CborMalformed)?;
    let statement = field(&object, "attStmt").ok_or(Refusal::CborMalformed)?;
    let list = field(statement, "x5c").and_then(Value::as_array).ok_or(Refusal::WebauthnStatement)?;
    ensure(list.len() <= 6, Refusal::X509PathTooLong)?;
    let certs: Vec<Cert> =
        list.iter().map(|der| Cert::parse(der.as_bytes().ok_or(Refusal::WebauthnStatement)?)).collect::<Result<_>>()?;
    let leaf = certs.first().ok_or(Refusal::WebauthnStatement)?;
    chain(&certs, &rules.trust(&policy.roots, &[OID_APPLE_NONCE], now))?;
    let (value, _) = leaf.extension(OID_APPLE_NONCE).ok_or(Refusal::AppExtension)?;
    let nonce = Reader::new(value, Refusal::AppExtension).der_as(0x30)?.der_as(0xa1)?.der_as(0x04)?;
    ensure(nonce.rest() == sha256(&[raw.as_slice(), &sha256(challenge)].concat()), Refusal::AppNonce)?;
    let point = leaf.key().point().ok_or(Refusal::KeyAlgorithm)?;
    ensure(sha256(&point) == key_id, Refusal::AppKey)?;
    let data = AuthData::parse(raw)?;
    ensure(data.rp_id_hash == sha256(policy.app_id.as_bytes()), Refusal::AppId)?;
    ensure(data.counter == 0, Refusal::AppCounter)?;
    let key = data.key.as_ref().ok_or(Refusal::WebauthnFlags)?;
    ensure(key.id == key_id, Refusal::AppKey)?;
    match &key.aaguid {
        b"appattest\0\0\0\0\0\0\0" => {}
        b"appattestdevelop" if policy.development => {}
        _ => return Err(Refusal::AppEnvironment),
    }
    let mut found = Findings::default();
    found.add(Claim::App);
    found.because("app.apple", json!({ "app": policy.app_id }));
    Ok((AppKey { id: key_id.to_vec(), point, counter: 0 }, found))
}

/// Verifies an App Attest assertion over `client_data`; gives the key as it must be kept from now on.
pub fn apple_assertion(assertion: &[u8], client_data: &[u8], kept: &AppKey, rules: &Rules) -> Result<AppKey> {
    let policy = rules.apple.as_ref().ok_or(Refusal::X509Untrusted)?;
    let assertion = cbor(assertion)?;
    let part = |name| field(&assertion, name).and_then(Value::as_bytes).ok_or(Refusal::CborMalformed);
    let (raw, signature) = (part("authenticatorData")?, part("signature")?);
    let data = AuthData::parse(raw)?;
    ensure(data.rp_id_hash == sha256(policy.app_id.as_bytes()), Refusal::AppId)?;
    let nonce = sha256(&[raw.as_slice(), &sha256(client_data)].concat());
    ensure(PublicKey::p256(&kept.point)?.verifies(Scheme::Ecdsa256, &nonce, signature), Refusal::WebauthnSignature)?;
    ensure(data.counter > kept.counter, Refusal::AppCounter)?;
    Ok(AppKey { counter: data.counter, ..kept.clone() })
}
