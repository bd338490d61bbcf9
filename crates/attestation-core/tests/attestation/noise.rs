//! Noise instead of evidence: never a panic, never accepted.

use attestation_core::{bundle::Bundle, bytes::cbor, cert::Cert, ear::Judge, guard::replay, key::PublicKey, tpm, webauthn};
use proptest::prelude::*;

use crate::forge::{self, Ceremony, MAKER, Pair, RULES, SoftTpm};

/// One change to a piece of evidence.
#[derive(Clone, Debug)]
enum Change {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        (at(), 0..8_u8).prop_map(|(i, bit)| Change::Flip(i, bit)),
        at().prop_map(Change::Cut),
        (at(), prop::collection::vec(any::<u8>(), 1..6)).prop_map(|(i, v)| Change::Insert(i, v)),
    ]
}

fn changed(bytes: &[u8], change: &Change) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match change {
        Change::Flip(at, bit) => {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        Change::Cut(at) => bytes.truncate(at.index(bytes.len())),
        Change::Insert(at, new) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, new.iter().copied());
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_changed_registration_is_refused(change in change()) {
        let answer = forge::registered(&Ceremony::new("webauthn.create"), &Pair::new(), &MAKER);
        let object = webauthn::b64(answer.response.attestation_object.as_deref().unwrap()).unwrap();
        let mut forged = answer.clone();
        forged.response.attestation_object = Some(webauthn::to_b64(&changed(&object, &change)));
        prop_assert!(webauthn::registration(&forged, &forge::asked(), &RULES, forge::now()).is_err());
    }

    #[test]
    fn a_changed_quote_is_refused(change in change(), part in 0..3_usize) {
        let tpm = SoftTpm::new();
        let attest = tpm.attest();
        let mut parts = [tpm.public(), attest.clone(), tpm.sign(&attest)];
        parts[part] = changed(&parts[part], &change);
        let given = tpm::Quote {
            ak: &parts[0], attest: &parts[1], signature: &parts[2], pcrs: &tpm.pcrs, boot_log: None, file_log: Some(&tpm.log),
        };
        let name = tpm::Public::parse(&tpm.public()).unwrap().name;
        prop_assert!(tpm::quote(&given, &tpm.nonce, Some(&name), None, &RULES).is_err());
    }

    #[test]
    fn a_changed_log_never_panics(change in change()) {
        let (log, _) = forge::boot_log(&[(0, b"firmware"), (4, b"loader")]);
        let _ = tpm::replay_boot(&changed(&log, &change));
        let files = SoftTpm::new().log;
        let text = String::from_utf8_lossy(&changed(files.as_bytes(), &change)).into_owned();
        let _ = tpm::replay_files(&text, &RULES.tpm.files);
    }

    #[test]
    fn noise_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), text in ".{0,200}") {
        let _ = (cbor(&bytes), Cert::parse(&bytes), PublicKey::spki(&bytes), Cert::pem(&text));
        let _ = (tpm::Public::parse(&bytes), tpm::Attest::parse(&bytes), tpm::replay_boot(&bytes));
        let _ = replay::play(&text, &RULES.guard);
        prop_assert!(Bundle::parse(&bytes).is_err());
    }

    #[test]
    fn a_changed_certificate_never_panics(change in change()) {
        let der = Ceremony::new("webauthn.create").certificate(&MAKER, &Pair::new());
        let _ = Cert::parse(&changed(&der, &change));
    }
}

#[test]
fn deep_and_long_cbor_is_refused() {
    assert!(cbor(&vec![0x81; 10_000]).is_err());
    assert!(cbor(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_err());
    assert!(cbor(&[0x9b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff]).is_err());
}

#[test]
fn a_file_becomes_a_record_or_a_code() {
    let key = Pair::new();
    let answer = forge::registered(&Ceremony::new("webauthn.create"), &key, &MAKER);
    let file = serde_json::json!({ "kind": "webauthn-registration", "expect": forge::asked(), "answer": answer });
    let raw = file.to_string().into_bytes();
    let judge = Judge { rules: &RULES, hash: "h", now: forge::now() };
    let ear = Bundle::parse(&raw).unwrap().verify(&raw, &judge).unwrap();
    assert_eq!((ear.level, ear.kind.as_str()), (2, "webauthn-registration"));
    let mut wanting = file;
    wanting["demand"] = serde_json::json!({ "level": 3 });
    let raw = wanting.to_string().into_bytes();
    let refused = Bundle::parse(&raw).unwrap().verify(&raw, &judge).unwrap_err();
    assert_eq!(refused.code(), "posture.too_low");
    assert!(Bundle::parse(b"{\"kind\":\"nothing\"}").is_err());
}
