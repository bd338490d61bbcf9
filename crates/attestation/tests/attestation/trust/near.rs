//! A quote that a session's own page brought from its own machine, and one by its owner's word.

use aes::Aes128;
use attestation_core::{
    tpm::{Public, by_word, near},
    webauthn::b64,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use cfb_mode::{BufDecryptor, cipher::KeyIvInit};
use forge::SoftTpm;
use hmac::{Hmac, KeyInit, Mac};
use p256::{ProjectivePoint, ecdsa::VerifyingKey};

use super::*;

/// A machine with a TPM whose maker is known, enrolled for somebody.
struct Machine {
    tpm: SoftTpm,
    device: String,
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    [u16::try_from(bytes.len()).unwrap().to_be_bytes().as_slice(), bytes].concat()
}

fn parts(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    while let Some((n, rest)) = bytes.split_first_chunk::<2>() {
        let (part, rest) = rest.split_at(usize::from(u16::from_be_bytes(*n)).min(rest.len()));
        out.push(part.to_vec());
        bytes = rest;
    }
    out
}

/// TPMT_PUBLIC of a P-256 endorsement key: restricted, decrypting, AES-128 in CFB mode.
fn endorsement(ek: &Pair) -> Vec<u8> {
    let point = ek.point();
    [
        [0x00, 0x23, 0x00, 0x0b, 0x00, 0x03, 0x00, 0x32, 0x00, 0x00].as_slice(),
        &[0x00, 0x06, 0x00, 0x80, 0x00, 0x43, 0x00, 0x10, 0x00, 0x03, 0x00, 0x10],
        &sized(&point[1..33]),
        &sized(&point[33..]),
    ]
    .concat()
}

fn derived(seed: &[u8], label: &[u8], context: &[u8], bits: u32) -> Vec<u8> {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(seed).unwrap();
    [&1_u32.to_be_bytes(), label, &[0], context, &bits.to_be_bytes()].into_iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// What a TPM does to open a credential (ActivateCredential).
fn opened(ek: &Pair, ak_name: &[u8], file: &[u8]) -> Vec<u8> {
    let [object, secret] = parts(&file[8..]).try_into().unwrap();
    let [x, y] = parts(&secret).try_into().unwrap();
    let theirs = VerifyingKey::from_sec1_bytes(&[[4].as_slice(), &x, &y].concat()).unwrap();
    let shared = (ProjectivePoint::from(*theirs.as_affine()) * **ek.key.as_nonzero_scalar()).to_affine();
    let shared = VerifyingKey::from_affine(shared).unwrap().to_sec1_point(false);
    let seed = sha256(&[&1_u32.to_be_bytes(), &shared.as_bytes()[1..33], b"IDENTITY\0", &x, &ek.point()[1..33]].concat());
    let [outer] = parts(&object[..34]).try_into().unwrap();
    let mut identity = object[34..].to_vec();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&derived(&seed, b"INTEGRITY", &[], 256)).unwrap();
    [identity.as_slice(), ak_name].into_iter().for_each(|part| mac.update(part));
    assert_eq!(mac.finalize().into_bytes().as_slice(), outer);
    let key = derived(&seed, b"STORAGE", ak_name, 128);
    BufDecryptor::<Aes128>::new(key.first_chunk::<16>().unwrap().into(), &[0; 16].into()).decrypt(&mut identity);
    parts(&identity).remove(0)
}

impl Machine {
    async fn enrolled(app: &TestApp, who: &Person) -> Self {
        let (ek, tpm) = (Pair::new(), SoftTpm::new());
        let der = MAKER.sign(&forge::params("TPM", None, false), &ek);
        let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der));
        let offer = json!({
            "label": "书房", "ek_certificates": pem, "ek_public": to_b64(&endorsement(&ek)), "ak_public": to_b64(&tpm.public()),
        });
        let begin = async || {
            let begun = post(app, who, "/me/devices/tpm/begin", offer.clone()).await.ok();
            let file = b64(begun["options"]["credential"].as_str().unwrap()).unwrap();
            (begun["ask_id"].clone(), opened(&ek, &Public::parse(&tpm.public()).unwrap().name, &file))
        };
        let finish = async |ask: &Value, opened: &[u8]| {
            post(app, who, "/me/devices/tpm/finish", json!({ "ask_id": ask, "opened": to_b64(opened) })).await
        };
        let (ask, right) = begin().await;
        assert_eq!(refusal(&finish(&ask, &[1; 32]).await), "tpm.activation");
        assert_eq!(finish(&ask, &right).await.code(), "evidence_refused", "one attempt");
        let (ask, right) = begin().await;
        let enrolled = finish(&ask, &right).await;
        let device = enrolled.body["device"]["id"].as_str().unwrap_or_else(|| panic!("{}", enrolled.body)).to_owned();
        Self { tpm, device }
    }

    /// Quotes what `make` makes of the server's nonce.
    fn quoted(&mut self, begun: &Value, make: impl FnOnce(&[u8]) -> [u8; 32]) -> Value {
        let nonce = b64(begun["options"]["nonce"].as_str().unwrap()).unwrap();
        self.tpm.nonce = make(&nonce).to_vec();
        let attest = self.tpm.attest();
        let pcrs: Value = self.tpm.pcrs.iter().map(|(r, v)| (r.to_string(), json!(hex(v)))).collect();
        json!({
            "ask_id": begun["ask_id"], "attest": to_b64(&attest), "signature": to_b64(&self.tpm.sign(&attest)),
            "pcrs": pcrs, "boot_log": null, "file_log": self.tpm.log,
        })
    }
}

const FINISH: &str = "/me/posture/quote/finish";

testkit::both! {
    async fn a_machine_is_the_browsers_only_when_its_quote_names_the_sessions_key(base: Base) {
        let app = app(base).await;
        let (lin, keys, session) = proved(&app, "lin@example.com").await;
        let mut machine = Machine::enrolled(&app, &lin).await;
        let device = machine.device.clone();
        let begin = async |who: &Person, near: bool| {
            let body = json!({ "device_id": device, "session_id": session, "near": near });
            post(&app, who, "/me/posture/quote/begin", body).await
        };
        let seq = std::cell::Cell::new(0);
        let finish = async |body: &Value| {
            seq.set(seq.get() + 1);
            let at = app.now().millis();
            let said = request("POST", &format!("/api/v1{FINISH}"), &serde_json::to_vec(body).unwrap());
            let signature = to_b64(&keys.raw(&message(Purpose::Request, &session, seq.get(), at, &said)));
            let header = format!("{}.{at}.{signature}", seq.get());
            app.post(FINISH, body).bearer(&lin.token).header("x-session-signature", &header).send().await
        };
        // Another session's page, another machine's question, another key, a quote by word: none is this page's machine.
        let other = signed(lin.id, app.post("/sign-in", &json!({ "email": "lin@example.com", "password": PASSWORD })).send().await);
        assert_eq!(begin(&other, true).await.code(), "invalid_field");
        for wrong in [
            (|nonce: &[u8], session: &str, _: &[u8]| near(nonce, session, &Pair::new().point())) as fn(&[u8], &str, &[u8]) -> [u8; 32],
            |nonce, _, point| near(nonce, "another session", point),
            |_, session, point| near(&[0; 32], session, point),
            |nonce, _, _| by_word(nonce),
        ] {
            let begun = begin(&lin, true).await.ok();
            let body = machine.quoted(&begun, |nonce| wrong(nonce, &session, &keys.point()));
            assert_eq!(refusal(&finish(&body).await), "tpm.nonce");
            assert_eq!(level(&app, &lin).await, 2);
        }
        let begun = begin(&lin, true).await.ok();
        let body = machine.quoted(&begun, |nonce| near(nonce, &session, &keys.point()));
        assert_eq!(refusal(&post(&app, &lin, FINISH, body.clone()).await), "session.unsigned", "a stolen token brings no quote");
        let risen = finish(&body).await.ok();
        assert_eq!((&risen["posture"]["level"], risen["claims"].as_array().unwrap().contains(&json!("near"))), (&json!(3), true));
        assert_eq!(finish(&body).await.code(), "evidence_refused", "once");

        // By its owner's word, from the agent's own session: a quote, but nobody knows of which machine.
        let begun = begin(&other, false).await.ok();
        let body = machine.quoted(&begun, |nonce| near(nonce, &session, &keys.point()));
        assert_eq!(refusal(&post(&app, &other, FINISH, body).await), "tpm.nonce", "word is not taken for more");
        let begun = begin(&other, false).await.ok();
        let body = machine.quoted(&begun, by_word);
        let said = post(&app, &other, FINISH, body).await.ok();
        assert_eq!((&said["posture"]["level"], said["claims"].as_array().unwrap().contains(&json!("near"))), (&json!(2), false));
    }

    async fn a_machine_that_vouched_for_one_key_says_nothing_of_the_next(base: Base) {
        let app = app(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let (key, keys) = (Pair::new(), Pair::new());
        enrol_with(&app, &lin, &key, |_| {}).await;
        let session = prove_with(&app, &lin, &key, &keys, 2).await.ok()["session_id"].as_str().unwrap().to_owned();
        let mut machine = Machine::enrolled(&app, &lin).await;
        let body = json!({ "device_id": machine.device, "session_id": session, "near": true });
        let begun = post(&app, &lin, "/me/posture/quote/begin", body.clone()).await.ok();
        // The session takes another key while the machine quotes.
        let next = Pair::new();
        prove_with(&app, &lin, &key, &next, 3).await.ok();
        let signed_by = async |keys: &Pair, seq: u64, body: Value| {
            let at = app.now().millis();
            let said = request("POST", &format!("/api/v1{FINISH}"), &serde_json::to_vec(&body).unwrap());
            let header = format!("{seq}.{at}.{}", to_b64(&keys.raw(&message(Purpose::Request, &session, seq, at, &said))));
            app.post(FINISH, &body).bearer(&lin.token).header("x-session-signature", &header).send().await
        };
        let late = machine.quoted(&begun, |nonce| near(nonce, &session, &keys.point()));
        assert_eq!(signed_by(&next, 1, late).await.code(), "not_found");
        let begun = post(&app, &lin, "/me/posture/quote/begin", body).await.ok();
        let body = machine.quoted(&begun, |nonce| near(nonce, &session, &next.point()));
        assert_eq!(signed_by(&next, 2, body).await.ok()["posture"]["level"], 3);
        let after = prove_with(&app, &lin, &key, &Pair::new(), 4).await.ok();
        assert_eq!((&after["posture"]["level"], after["claims"].as_array().unwrap().contains(&json!("near"))), (&json!(2), false));
    }
}
