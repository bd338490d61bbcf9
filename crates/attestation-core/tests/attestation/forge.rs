//! Makers, authenticators, TPMs and phones in software, honest unless told otherwise.

use std::{collections::BTreeMap, sync::LazyLock};

use attestation_core::{
    Rules,
    bytes::{hex, sha256},
    policy::{AppleRules, Model},
    webauthn::{Answer, Asked, Response, to_b64},
};
use ciborium::Value;
use kernel::Ts;
use p256::{
    ecdsa::{DerSignature, Signature, SigningKey, signature::Signer},
    pkcs8::DecodePrivateKey,
};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use sha2::{Digest, Sha256};

pub(crate) const RP: &str = "work.example.com";
pub(crate) const ORIGIN: &str = "https://work.example.com";
pub(crate) const AAGUID: [u8; 16] = [7; 16];
pub(crate) const APP: &str = "TEAM000001.cn.tidecrew.work";

pub(crate) fn now() -> Ts {
    "2026-11-28T08:00:00Z".parse().unwrap()
}

/// A key pair that both signs certificates and evidence.
pub(crate) struct Pair {
    pub(crate) pair: KeyPair,
    pub(crate) key: SigningKey,
}

impl Pair {
    pub(crate) fn new() -> Self {
        let pair = KeyPair::generate().unwrap();
        let key = SigningKey::from_pkcs8_der(&pair.serialize_der()).unwrap();
        Self { pair, key }
    }

    pub(crate) fn point(&self) -> Vec<u8> {
        self.key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    pub(crate) fn der(&self, message: &[u8]) -> Vec<u8> {
        let signature: DerSignature = self.key.sign(message);
        signature.as_bytes().to_vec()
    }

    pub(crate) fn raw(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.key.sign(message);
        signature.to_bytes().to_vec()
    }
}

pub(crate) fn params(name: &str, unit: Option<&str>, ca: bool) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    if let Some(unit) = unit {
        params.distinguished_name.push(DnType::OrganizationalUnitName, unit);
    }
    params.is_ca = if ca { IsCa::Ca(BasicConstraints::Unconstrained) } else { IsCa::ExplicitNoCa };
    if ca {
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    }
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2027, 1, 1);
    params
}

/// A maker: a root that signs the certificates of devices.
pub(crate) struct Maker {
    pub(crate) keys: Pair,
    params: CertificateParams,
    pub(crate) der: Vec<u8>,
    pub(crate) pem: String,
}

impl Maker {
    pub(crate) fn new(name: &str) -> Self {
        let keys = Pair::new();
        let params = params(name, None, true);
        let cert = params.self_signed(&keys.pair).unwrap();
        Self { keys, der: cert.der().to_vec(), pem: cert.pem(), params }
    }

    pub(crate) fn issuer(&self) -> Issuer<'_, &KeyPair> {
        Issuer::from_params(&self.params, &self.keys.pair)
    }

    pub(crate) fn sign(&self, leaf: &CertificateParams, keys: &Pair) -> Vec<u8> {
        leaf.signed_by(&keys.pair, &self.issuer()).unwrap().der().to_vec()
    }
}

pub(crate) static MAKER: LazyLock<Maker> = LazyLock::new(|| Maker::new("Test Maker"));
pub(crate) static OTHER: LazyLock<Maker> = LazyLock::new(|| Maker::new("Test Maker"));
pub(crate) static RULES: LazyLock<Rules> = LazyLock::new(rules);

/// The shipped policy, with the test maker as the only authority and one known program.
pub(crate) fn rules() -> Rules {
    let bytes = include_bytes!("../../../../policies/attestation/base.toml");
    let mut rules = attestation_core::load("base", bytes).unwrap().value;
    rules.webauthn.model =
        vec![Model { name: "Test Key".to_owned(), aaguid: attestation_core::webauthn::uuid(&AAGUID), roots: vec![] }];
    rules.webauthn.formats.push("tpm".to_owned());
    rules.also_trust("test", &MAKER.pem).unwrap();
    rules.android.as_mut().unwrap().roots = vec!["test".to_owned()];
    rules.apple = Some(AppleRules { roots: vec!["test".to_owned()], app_id: APP.to_owned(), development: false });
    rules.tpm.files = BTreeMap::from([("/usr/bin/browser".to_owned(), vec![hex(&sha256(b"browser"))])]);
    rules.guard.models = vec![hex(&sha256(b"model"))];
    // What devices show is tested apart from the cameras.
    rules.guard.without = 3;
    rules
}

pub(crate) fn asked() -> Asked {
    Asked { challenge: to_b64(&[3; 32]), origins: vec![ORIGIN.to_owned()], rp_id: RP.to_owned() }
}

/// What an authenticator and its browser can get wrong, or forge.
#[derive(Clone)]
pub(crate) struct Ceremony {
    pub(crate) challenge: String,
    pub(crate) origin: String,
    pub(crate) kind: String,
    pub(crate) cross_origin: bool,
    pub(crate) rp: String,
    pub(crate) flags: u8,
    pub(crate) counter: u32,
    pub(crate) aaguid: [u8; 16],
    pub(crate) cert_aaguid: [u8; 16],
    pub(crate) unit: String,
    pub(crate) tail: Vec<u8>,
}

impl Ceremony {
    pub(crate) fn new(kind: &str) -> Self {
        Self {
            challenge: to_b64(&[3; 32]),
            origin: ORIGIN.to_owned(),
            kind: kind.to_owned(),
            cross_origin: false,
            rp: RP.to_owned(),
            flags: if kind == "webauthn.create" { 0x45 } else { 0x05 },
            counter: 1,
            aaguid: AAGUID,
            cert_aaguid: AAGUID,
            unit: "Authenticator Attestation".to_owned(),
            tail: Vec::new(),
        }
    }

    pub(crate) fn client_data(&self) -> Vec<u8> {
        serde_json::json!({ "type": self.kind, "challenge": self.challenge, "origin": self.origin, "crossOrigin": self.cross_origin })
            .to_string()
            .into_bytes()
    }

    pub(crate) fn auth_data(&self, key: &Pair) -> Vec<u8> {
        let mut data = sha256(self.rp.as_bytes()).to_vec();
        data.push(self.flags);
        data.extend(self.counter.to_be_bytes());
        if self.flags & 0x40 != 0 {
            data.extend(self.aaguid);
            data.extend(32_u16.to_be_bytes());
            data.extend(sha256(&key.point()));
            data.extend(cose(key));
        }
        data.extend(&self.tail);
        data
    }

    pub(crate) fn certificate(&self, maker: &Maker, keys: &Pair) -> Vec<u8> {
        let mut leaf = params("Test Key Batch", Some(&self.unit), false);
        let oid = [1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];
        let value = [[0x04, 0x10].as_slice(), &self.cert_aaguid].concat();
        leaf.custom_extensions.push(CustomExtension::from_oid_content(&oid, value));
        maker.sign(&leaf, keys)
    }
}

pub(crate) fn cose(key: &Pair) -> Vec<u8> {
    let point = key.point();
    let entry = |label: i64, value: Value| (Value::from(label), value);
    encode(&Value::Map(vec![
        entry(1, Value::from(2)),
        entry(3, Value::from(-7)),
        entry(-1, Value::from(1)),
        entry(-2, Value::Bytes(point[1..33].to_vec())),
        entry(-3, Value::Bytes(point[33..].to_vec())),
    ]))
}

pub(crate) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

pub(crate) fn text(key: &str, value: Value) -> (Value, Value) {
    (Value::Text(key.to_owned()), value)
}

pub(crate) fn object(format: &str, statement: Vec<(Value, Value)>, auth_data: Vec<u8>) -> Vec<u8> {
    encode(&Value::Map(vec![
        text("fmt", Value::Text(format.to_owned())),
        text("attStmt", Value::Map(statement)),
        text("authData", Value::Bytes(auth_data)),
    ]))
}

pub(crate) fn answer(key: &Pair, client_data: &[u8]) -> Answer {
    let id = to_b64(&sha256(&key.point()));
    Answer {
        id: id.clone(),
        raw_id: id,
        kind: "public-key".to_owned(),
        response: Response {
            client_data: to_b64(client_data),
            attestation_object: None,
            authenticator_data: None,
            signature: None,
            user_handle: None,
        },
    }
}

/// A registration with a `packed` statement by `maker`.
pub(crate) fn registered(ceremony: &Ceremony, key: &Pair, maker: &Maker) -> Answer {
    let attester = Pair::new();
    let (client, data) = (ceremony.client_data(), ceremony.auth_data(key));
    let signature = attester.der(&[data.clone(), sha256(&client).to_vec()].concat());
    let chain = vec![Value::Bytes(ceremony.certificate(maker, &attester))];
    with_statement(key, &client, data, signature, chain)
}

pub(crate) fn with_statement(key: &Pair, client: &[u8], data: Vec<u8>, signature: Vec<u8>, chain: Vec<Value>) -> Answer {
    let statement = vec![text("alg", Value::from(-7)), text("sig", Value::Bytes(signature)), text("x5c", Value::Array(chain))];
    let mut answer = answer(key, client);
    answer.response.attestation_object = Some(to_b64(&object("packed", statement, data)));
    answer
}

pub(crate) fn asserted(ceremony: &Ceremony, key: &Pair) -> Answer {
    let (client, data) = (ceremony.client_data(), ceremony.auth_data(key));
    let mut answer = answer(key, &client);
    answer.response.signature = Some(to_b64(&key.der(&[data.clone(), sha256(&client).to_vec()].concat())));
    answer.response.authenticator_data = Some(to_b64(&data));
    answer
}

/// A TPM that quotes.
pub(crate) struct SoftTpm {
    pub(crate) ak: Pair,
    pub(crate) attributes: u32,
    pub(crate) magic: u32,
    pub(crate) kind: u16,
    pub(crate) nonce: Vec<u8>,
    pub(crate) selected: Vec<u8>,
    pub(crate) pcrs: BTreeMap<u8, [u8; 32]>,
    pub(crate) resets: u32,
    pub(crate) safe: u8,
    pub(crate) hash: u16,
    pub(crate) log: String,
}

pub(crate) const AK: u32 = 0x0005_0072;

fn sized(bytes: &[u8]) -> Vec<u8> {
    [u16::try_from(bytes.len()).unwrap().to_be_bytes().as_slice(), bytes].concat()
}

/// An IMA line and what it extends register 10 by.
pub(crate) fn ima(path: &str, contents: &[u8]) -> (String, [u8; 32]) {
    ima_hash(path, sha256(contents))
}

/// The same of what has this hash.
pub(crate) fn ima_hash(path: &str, digest: [u8; 32]) -> (String, [u8; 32]) {
    let d = [b"sha256:\0".as_slice(), &digest].concat();
    let n = [path.as_bytes(), b"\0"].concat();
    let field = |f: &[u8]| [u32::try_from(f.len()).unwrap().to_le_bytes().as_slice(), f].concat();
    let template = [field(&d), field(&n)].concat();
    let said = hex(&sha1::Sha1::digest(&template));
    (format!("10 {said} ima-ng sha256:{} {path}", hex(&digest)), sha256(&template))
}

pub(crate) fn extend(register: [u8; 32], by: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(register).chain_update(by).finalize().into()
}

impl SoftTpm {
    pub(crate) fn new() -> Self {
        let (line, digest) = ima("/usr/bin/browser", b"browser");
        let mut pcrs: BTreeMap<u8, [u8; 32]> = [0, 1, 2, 3, 4, 5, 7].into_iter().map(|r| (r, sha256(&[r]))).collect();
        pcrs.insert(10, extend([0; 32], &digest));
        Self {
            ak: Pair::new(),
            attributes: AK,
            magic: 0xff54_4347,
            kind: 0x8018,
            nonce: vec![5; 20],
            selected: pcrs.keys().copied().collect(),
            pcrs,
            resets: 3,
            safe: 1,
            hash: 0x000b,
            log: line + "\n",
        }
    }

    pub(crate) fn public(&self) -> Vec<u8> {
        let point = self.ak.point();
        [
            0x0023_u16.to_be_bytes().as_slice(),
            &0x000b_u16.to_be_bytes(),
            &self.attributes.to_be_bytes(),
            &sized(&[]),
            &0x0010_u16.to_be_bytes(),
            &[0x00, 0x18, 0x00, 0x0b],
            &3_u16.to_be_bytes(),
            &0x0010_u16.to_be_bytes(),
            &sized(&point[1..33]),
            &sized(&point[33..]),
        ]
        .concat()
    }

    pub(crate) fn attest(&self) -> Vec<u8> {
        let mut map = [0_u8; 3];
        for register in &self.selected {
            map[usize::from(register / 8)] |= 1 << (register % 8);
        }
        let mut digest = Sha256::new();
        for register in &self.selected {
            digest.update(self.pcrs[register]);
        }
        [
            self.magic.to_be_bytes().as_slice(),
            &self.kind.to_be_bytes(),
            &sized(&[1; 34]),
            &sized(&self.nonce),
            &1000_u64.to_be_bytes(),
            &self.resets.to_be_bytes(),
            &1_u32.to_be_bytes(),
            &[self.safe],
            &7_u64.to_be_bytes(),
            &1_u32.to_be_bytes(),
            &self.hash.to_be_bytes(),
            &[3],
            &map,
            &sized(&digest.finalize()),
        ]
        .concat()
    }

    pub(crate) fn sign(&self, attest: &[u8]) -> Vec<u8> {
        let raw = self.ak.raw(attest);
        [0x0018_u16.to_be_bytes().as_slice(), &self.hash.to_be_bytes(), &sized(&raw[..32]), &sized(&raw[32..])].concat()
    }
}

/// A boot log of one event per register given, and the registers it leads to.
pub(crate) fn boot_log(events: &[(u8, &[u8])]) -> (Vec<u8>, BTreeMap<u8, [u8; 32]>) {
    let spec =
        [b"Spec ID Event03\0".as_slice(), &[0; 8], &1_u32.to_le_bytes(), &0x000b_u16.to_le_bytes(), &32_u16.to_le_bytes(), &[0]]
            .concat();
    let mut log = [
        0_u32.to_le_bytes().as_slice(),
        &3_u32.to_le_bytes(),
        &[0; 20],
        &u32::try_from(spec.len()).unwrap().to_le_bytes(),
        &spec,
    ]
    .concat();
    let mut registers = BTreeMap::new();
    for (register, what) in events {
        let digest = sha256(what);
        log.extend(u32::from(*register).to_le_bytes());
        log.extend(8_u32.to_le_bytes());
        log.extend(1_u32.to_le_bytes());
        log.extend(0x000b_u16.to_le_bytes());
        log.extend(digest);
        log.extend(u32::try_from(what.len()).unwrap().to_le_bytes());
        log.extend(*what);
        let value = registers.entry(*register).or_insert([0; 32]);
        *value = extend(*value, &digest);
    }
    (log, registers)
}

/// One DER element.
pub(crate) fn tlv(tag: &[u8], contents: &[u8]) -> Vec<u8> {
    let n = contents.len();
    let length = match u8::try_from(n) {
        Ok(n) if n < 0x80 => vec![n],
        Ok(n) => vec![0x81, n],
        Err(_) => [vec![0x82], u16::try_from(n).unwrap().to_be_bytes().to_vec()].concat(),
    };
    [tag, &length, contents].concat()
}

/// What an Android phone says of a key.
#[derive(Clone)]
pub(crate) struct Phone {
    pub(crate) challenge: Vec<u8>,
    pub(crate) security: u8,
    pub(crate) locked: bool,
    pub(crate) state: u8,
    pub(crate) origin: u8,
    pub(crate) patch: u32,
    pub(crate) all_apps: bool,
}

impl Phone {
    pub(crate) fn new() -> Self {
        Self { challenge: vec![9; 32], security: 1, locked: true, state: 0, origin: 0, patch: 202_610, all_apps: false }
    }

    pub(crate) fn extension(&self) -> CustomExtension {
        let number = |n: u8| tlv(&[0x02], &[n]);
        let patch = self.patch.to_be_bytes();
        let root = [
            tlv(&[0x04], &[1; 32]),
            tlv(&[0x01], &[if self.locked { 0xff } else { 0 }]),
            tlv(&[0x0a], &[self.state]),
            tlv(&[0x04], &[2; 32]),
        ]
        .concat();
        let all = if self.all_apps { tlv(&[0xbf, 0x84, 0x58], &tlv(&[0x05], &[])) } else { Vec::new() };
        let hardware = [
            all,
            tlv(&[0xbf, 0x85, 0x3e], &number(self.origin)),
            tlv(&[0xbf, 0x85, 0x40], &tlv(&[0x30], &root)),
            tlv(&[0xbf, 0x85, 0x42], &tlv(&[0x02], &patch[1..])),
        ]
        .concat();
        let level = || tlv(&[0x0a], &[self.security]);
        let body = [
            number(4),
            level(),
            number(4),
            level(),
            tlv(&[0x04], &self.challenge),
            tlv(&[0x04], &[]),
            tlv(&[0x30], &[]),
            tlv(&[0x30], &hardware),
        ]
        .concat();
        CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 11129, 2, 1, 17], tlv(&[0x30], &body))
    }

    pub(crate) fn chain(&self, maker: &Maker) -> Vec<Vec<u8>> {
        let mut leaf = params("Android Keystore Key", None, false);
        leaf.custom_extensions.push(self.extension());
        vec![maker.sign(&leaf, &Pair::new()), maker.der.clone()]
    }
}

/// An App Attest object for `challenge`, and the key's id.
pub(crate) fn app_attest(challenge: &[u8], app: &str, aaguid: &[u8; 16], counter: u32, maker: &Maker) -> (Vec<u8>, Vec<u8>) {
    let keys = Pair::new();
    let id = sha256(&keys.point()).to_vec();
    let ceremony = Ceremony { rp: app.to_owned(), aaguid: *aaguid, counter, flags: 0x40, ..Ceremony::new("webauthn.create") };
    let data = ceremony.auth_data(&keys);
    let nonce = sha256(&[data.as_slice(), &sha256(challenge)].concat());
    let mut leaf = params("App Key", None, false);
    let value = tlv(&[0x30], &tlv(&[0xa1], &tlv(&[0x04], &nonce)));
    leaf.custom_extensions.push(CustomExtension::from_oid_content(&[1, 2, 840, 113_635, 100, 8, 2], value));
    let cert = maker.sign(&leaf, &keys);
    let statement = vec![text("x5c", Value::Array(vec![Value::Bytes(cert)])), text("receipt", Value::Bytes(vec![1]))];
    (object("apple-appattest", statement, data), id)
}
