//! What is genuine is accepted, a thousand times over.

use attestation_core::{
    Claim, app,
    bytes::{hex, sha256},
    cert::Cert,
    session::{Purpose, Sequence, SessionKey, challenge, message},
    tpm::{Quote, quote},
    webauthn::{assertion, demand_bound, registration, to_b64},
};

use crate::forge::{self, Ceremony, MAKER, Pair, RULES, SoftTpm};

#[test]
fn a_thousand_good_ones_and_none_refused() {
    let mut accepted = 0;
    for n in 0..250_u32 {
        let key = Pair::new();
        let create = Ceremony { counter: n, ..Ceremony::new("webauthn.create") };
        let registered = forge::registered(&create, &key, &MAKER);
        let (kept, found) = registration(&registered, &forge::asked(), &RULES, forge::now()).unwrap();
        demand_bound(&found).unwrap();
        let get = Ceremony { counter: n + 1, ..Ceremony::new("webauthn.get") };
        let next = assertion(&forge::asserted(&get, &key), &forge::asked(), &kept).unwrap();
        assert_eq!(next.counter, n + 1);
        let tpm = SoftTpm { resets: n, ..SoftTpm::new() };
        let (ak, attest) = (tpm.public(), tpm.attest());
        let given = Quote {
            ak: &ak,
            attest: &attest,
            signature: &tpm.sign(&attest),
            pcrs: &tpm.pcrs,
            boot_log: None,
            file_log: Some(&tpm.log),
        };
        let (counters, found) = quote(&given, &tpm.nonce, None, None, &RULES).unwrap();
        assert_eq!((counters.resets, found.claims), (n, vec![Claim::Quote, Claim::FileLog]));
        let phone = forge::Phone { challenge: n.to_be_bytes().to_vec(), ..forge::Phone::new() };
        let certs: Vec<Cert> = phone.chain(&MAKER).iter().map(|der| Cert::parse(der).unwrap()).collect();
        app::android(&certs, &phone.challenge, &RULES, forge::now()).unwrap();
        accepted += 4;
    }
    assert_eq!(accepted, 1000);
}

#[test]
fn an_app_attests_and_asserts() {
    let (object, id) = forge::app_attest(b"challenge", forge::APP, b"appattest\0\0\0\0\0\0\0", 0, &MAKER);
    let (key, found) = app::apple_attestation(&object, &id, b"challenge", &RULES, forge::now()).unwrap();
    assert_eq!((found.claims, key.counter), (vec![Claim::App], 0));
}

#[test]
fn a_boot_log_counts_once_its_start_is_known() {
    let (log, registers) = forge::boot_log(&[(0, b"firmware"), (4, b"loader"), (4, b"kernel")]);
    let mut tpm = SoftTpm::new();
    tpm.pcrs.extend(registers.clone());
    let (ak, attest) = (tpm.public(), tpm.attest());
    let signature = tpm.sign(&attest);
    let given = Quote {
        ak: &ak,
        attest: &attest,
        signature: &signature,
        pcrs: &tpm.pcrs,
        boot_log: Some(&log),
        file_log: Some(&tpm.log),
    };
    let (_, found) = quote(&given, &tpm.nonce, None, None, &RULES).unwrap();
    assert!(!found.claims.contains(&Claim::BootLog), "no start is listed");
    let mut rules = forge::rules();
    let pcrs = registers.iter().map(|(r, v)| (r.to_string(), hex(v))).collect();
    rules.tpm.boot = vec![attestation_core::policy::Boot { name: "kiosk".to_owned(), pcrs, must: Vec::new() }];
    let (_, found) = quote(&given, &tpm.nonce, None, None, &rules).unwrap();
    assert_eq!(found.claims, [Claim::Quote, Claim::BootLog, Claim::FileLog]);
}

#[test]
fn a_session_key_is_certified_and_its_beats_are_counted() {
    let (device, session) = (Pair::new(), Pair::new());
    let create = Ceremony::new("webauthn.create");
    let (kept, _) = registration(&forge::registered(&create, &device, &MAKER), &forge::asked(), &RULES, forge::now()).unwrap();
    let bound = to_b64(&challenge(b"nonce", &session.point()));
    let get = Ceremony { challenge: bound.clone(), counter: 2, ..Ceremony::new("webauthn.get") };
    let asked = attestation_core::webauthn::Asked { challenge: bound, ..forge::asked() };
    assertion(&forge::asserted(&get, &device), &asked, &kept).unwrap();
    let key = SessionKey::parse(&session.point()).unwrap();
    let mut sequence = Sequence::default();
    for seq in [1, 2, 5] {
        let signature = session.raw(&message(Purpose::Heartbeat, "s", seq, 10_000, &[]));
        sequence.beat(&key, "s", seq, 10_000, &signature, 20_000).unwrap();
    }
    assert_eq!(sequence.last, 5);
}

#[test]
fn levels_follow_the_policy() {
    let level = |claims: &[Claim]| RULES.level(claims);
    assert_eq!(level(&[Claim::Quote, Claim::FileLog]), 0);
    assert_eq!(RULES.missing(&[Claim::Passkey, Claim::BoundKey], 3).len(), 1);
    assert_eq!(RULES.demands(9), 3);
    assert_eq!(sha256(b"").len(), 32);
}
