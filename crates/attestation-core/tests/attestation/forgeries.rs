//! Forgeries by name; each is refused for its own reason.

use attestation_core::{
    Refusal, app,
    bytes::{hex, sha256},
    cert::Cert,
    session::{Purpose, Sequence, SessionKey, message},
    tpm::{self, Counters, Enrolment, Quote, enrolment, quote},
    webauthn::{self, Answer, assertion, demand_bound, registration, to_b64},
};
use ciborium::Value;
use rcgen::{IsCa, Issuer};

use crate::forge::{self, Ceremony, MAKER, Maker, OTHER, Pair, Phone, RULES, SoftTpm};

fn register_answer(answer: &Answer) -> Result<(), Refusal> {
    let (_, found) = registration(answer, &forge::asked(), &RULES, forge::now())?;
    demand_bound(&found)
}

fn register(change: impl FnOnce(&mut Ceremony)) -> Result<(), Refusal> {
    let mut ceremony = Ceremony::new("webauthn.create");
    change(&mut ceremony);
    register_answer(&forge::registered(&ceremony, &Pair::new(), &MAKER))
}

fn register_by(chain: impl FnOnce(&Pair, &Ceremony) -> Vec<Vec<u8>>) -> Result<(), Refusal> {
    let (ceremony, key, attester) = (Ceremony::new("webauthn.create"), Pair::new(), Pair::new());
    let (client, data) = (ceremony.client_data(), ceremony.auth_data(&key));
    let signature = attester.der(&[data.clone(), sha256(&client).to_vec()].concat());
    let chain = chain(&attester, &ceremony).into_iter().map(Value::Bytes).collect();
    register_answer(&forge::with_statement(&key, &client, data, signature, chain))
}

fn assert_with(change: impl FnOnce(&mut Ceremony), tamper: impl FnOnce(&mut Answer)) -> Result<(), Refusal> {
    let key = Pair::new();
    let create = Ceremony { counter: 7, ..Ceremony::new("webauthn.create") };
    let (kept, _) = registration(&forge::registered(&create, &key, &MAKER), &forge::asked(), &RULES, forge::now())?;
    let mut get = Ceremony { counter: 8, ..Ceremony::new("webauthn.get") };
    change(&mut get);
    let mut answer = forge::asserted(&get, &key);
    tamper(&mut answer);
    assertion(&answer, &forge::asked(), &kept).map(|_| ())
}

fn sub_authority(maker: &Maker, sign: bool) -> (Pair, rcgen::CertificateParams, Vec<u8>) {
    let keys = Pair::new();
    let mut params = forge::params("Middle", None, sign);
    if !sign {
        params.is_ca = IsCa::ExplicitNoCa;
    }
    let der = maker.sign(&params, &keys);
    (keys, params, der)
}

#[test]
fn webauthn_registrations() {
    let cases: Vec<(&str, Refusal, Result<(), Refusal>)> = vec![
        ("answer to another challenge", Refusal::WebauthnChallenge, register(|c| c.challenge = to_b64(&[4; 32]))),
        ("page of another origin", Refusal::WebauthnOrigin, register(|c| c.origin = "https://work.example.com.evil.cn".into())),
        ("page inside another page", Refusal::WebauthnCrossOrigin, register(|c| c.cross_origin = true)),
        ("assertion given as registration", Refusal::WebauthnType, register(|c| c.kind = "webauthn.get".into())),
        ("key for another site", Refusal::WebauthnRpId, register(|c| c.rp = "evil.cn".into())),
        ("nobody touched it", Refusal::WebauthnNotPresent, register(|c| c.flags = 0x44)),
        ("nobody was verified", Refusal::WebauthnNotVerified, register(|c| c.flags = 0x41)),
        ("synced key", Refusal::WebauthnSynced, register(|c| c.flags = 0x4d)),
        ("backed up without being able to", Refusal::WebauthnFlags, register(|c| c.flags = 0x55)),
        ("bytes after the key", Refusal::WebauthnAuthData, register(|c| c.tail = vec![0])),
        ("certificate of another model", Refusal::WebauthnAaguid, register(|c| c.cert_aaguid = [8; 16])),
        ("certificate of no authenticator", Refusal::WebauthnCertificate, register(|c| c.unit = "Web Server".into())),
        ("model nobody listed", Refusal::WebauthnModel, register(|c| (c.aaguid, c.cert_aaguid) = ([9; 16], [9; 16]))),
        (
            "another maker with the same name",
            Refusal::X509Signature,
            register_by(|attester, c| vec![c.certificate(&OTHER, attester)]),
        ),
        (
            "maker of another name",
            Refusal::X509Untrusted,
            register_by(|attester, c| vec![c.certificate(&Maker::new("Nobody"), attester)]),
        ),
        (
            "chain through a leaf",
            Refusal::X509NotCa,
            register_by(|attester, c| {
                let (keys, params, der) = sub_authority(&MAKER, false);
                let leaf = forge::params("Test Key Batch", Some(&c.unit), false);
                let leaf = leaf.signed_by(&attester.pair, &Issuer::from_params(&params, &keys.pair)).unwrap();
                vec![leaf.der().to_vec(), der]
            }),
        ),
        (
            "certificates in the wrong order",
            Refusal::X509Issuer,
            register_by(|attester, c| vec![c.certificate(&MAKER, attester), sub_authority(&OTHER, true).2]),
        ),
        (
            "certificate that ran out",
            Refusal::X509Expired,
            register_by(|attester, c| {
                let mut leaf = forge::params("Test Key Batch", Some(&c.unit), false);
                leaf.not_after = rcgen::date_time_ymd(2026, 2, 1);
                vec![MAKER.sign(&leaf, attester)]
            }),
        ),
        (
            "certificate with an unknown demand",
            Refusal::X509Critical,
            register_by(|attester, c| {
                let mut leaf = forge::params("Test Key Batch", Some(&c.unit), false);
                let mut odd = rcgen::CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
                odd.set_criticality(true);
                leaf.custom_extensions.push(odd);
                vec![MAKER.sign(&leaf, attester)]
            }),
        ),
        ("chain without end", Refusal::X509PathTooLong, register_by(|attester, c| vec![c.certificate(&MAKER, attester); 7])),
    ];
    refused(cases);
}

fn refused(cases: Vec<(&str, Refusal, Result<(), Refusal>)>) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(_, wanted, got)| *got != Err(*wanted))
        .map(|(name, wanted, got)| format!("{name}: wanted {wanted}, got {got:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn webauthn_statements() {
    let key = Pair::new();
    let ceremony = Ceremony::new("webauthn.create");
    let (client, data) = (ceremony.client_data(), ceremony.auth_data(&key));
    let with = |format: &str, statement: Vec<(Value, Value)>| {
        let mut answer = forge::answer(&key, &client);
        answer.response.attestation_object = Some(to_b64(&forge::object(format, statement, data.clone())));
        answer
    };
    let by_itself = key.der(&[data.clone(), sha256(&client).to_vec()].concat());
    let packed = |alg: i64, sig: Vec<u8>| vec![forge::text("alg", Value::from(alg)), forge::text("sig", Value::Bytes(sig))];
    let mut swapped = forge::registered(&ceremony, &Pair::new(), &MAKER);
    let honest = forge::registered(&ceremony, &key, &MAKER);
    swapped.response.attestation_object = honest.response.attestation_object;
    let mut doubled = with("none", vec![]);
    let twice = Value::Map(vec![
        forge::text("fmt", Value::Text("none".into())),
        forge::text("fmt", Value::Text("packed".into())),
        forge::text("attStmt", Value::Map(vec![])),
    ]);
    doubled.response.attestation_object = Some(to_b64(&forge::encode(&twice)));
    let mut trailing = with("none", vec![]);
    let object = [forge::object("none", vec![], data.clone()), vec![0]].concat();
    trailing.response.attestation_object = Some(to_b64(&object));
    refused(vec![
        ("no statement where one is demanded", Refusal::WebauthnNotAttested, register_answer(&with("none", vec![]))),
        ("attested by itself", Refusal::WebauthnNotAttested, register_answer(&with("packed", packed(-7, by_itself.clone())))),
        ("a statement inside none", Refusal::WebauthnStatement, register_answer(&with("none", packed(-7, by_itself.clone())))),
        ("another algorithm claimed", Refusal::KeyAlgorithm, register_answer(&with("packed", packed(-257, by_itself)))),
        ("flipped signature", Refusal::WebauthnSignature, register_answer(&with("packed", packed(-7, vec![1; 70])))),
        ("format of old keys", Refusal::WebauthnFormat, register_answer(&with("fido-u2f", vec![]))),
        ("another key's statement", Refusal::WebauthnCredentialId, register_answer(&swapped)),
        ("a key twice in the map", Refusal::CborDuplicate, register_answer(&doubled)),
        ("bytes after the object", Refusal::CborTrailing, register_answer(&trailing)),
    ]);
}

#[test]
fn webauthn_assertions() {
    let same = |_: &mut Answer| {};
    refused(vec![
        ("copied key with an older counter", Refusal::WebauthnCounter, assert_with(|c| c.counter = 7, same)),
        ("registration given as assertion", Refusal::WebauthnType, assert_with(|c| c.kind = "webauthn.create".into(), same)),
        ("answer to another challenge", Refusal::WebauthnChallenge, assert_with(|c| c.challenge = to_b64(&[1; 32]), same)),
        ("bound key that became synced", Refusal::WebauthnBackup, assert_with(|c| c.flags = 0x0d, same)),
        (
            "flipped bit in the signed data",
            Refusal::WebauthnSignature,
            assert_with(
                |_| {},
                |a| {
                    let mut data = webauthn::b64(a.response.authenticator_data.as_deref().unwrap()).unwrap();
                    data[36] ^= 1;
                    a.response.authenticator_data = Some(to_b64(&data));
                },
            ),
        ),
        ("another credential's id", Refusal::WebauthnCredentialId, assert_with(|_| {}, |a| a.raw_id = to_b64(&[1; 32]))),
    ]);
}

/// A quote with everything that can be changed about it.
struct Given {
    tpm: SoftTpm,
    nonce: Vec<u8>,
    before: Option<Counters>,
    ak_name: Option<Vec<u8>>,
    boot_log: Option<Vec<u8>>,
    file_log: Option<String>,
    pcrs: Option<std::collections::BTreeMap<u8, [u8; 32]>>,
    flip: bool,
}

fn quoted(change: impl FnOnce(&mut Given)) -> Result<(), Refusal> {
    let tpm = SoftTpm::new();
    let file_log = Some(tpm.log.clone());
    let mut given =
        Given { nonce: tpm.nonce.clone(), tpm, before: None, ak_name: None, boot_log: None, file_log, pcrs: None, flip: false };
    change(&mut given);
    let (ak, attest) = (given.tpm.public(), given.tpm.attest());
    let mut signature = given.tpm.sign(&attest);
    if given.flip {
        signature[20] ^= 1;
    }
    let evidence = Quote {
        ak: &ak,
        attest: &attest,
        signature: &signature,
        pcrs: given.pcrs.as_ref().unwrap_or(&given.tpm.pcrs),
        boot_log: given.boot_log.as_deref(),
        file_log: given.file_log.as_deref(),
    };
    quote(&evidence, &given.nonce, given.ak_name.as_deref(), given.before, &RULES).map(|_| ())
}

/// Measures these files instead of the one known.
fn measured(given: &mut Given, files: &[(&str, &[u8])]) {
    let mut register = [0; 32];
    let mut log = String::new();
    for (path, contents) in files {
        let (line, digest) = forge::ima(path, contents);
        register = forge::extend(register, &digest);
        log += &(line + "\n");
    }
    given.tpm.pcrs.insert(10, register);
    given.file_log = Some(log);
}

#[test]
fn tpm_quotes() {
    let hidden = |g: &mut Given| {
        measured(g, &[("/usr/bin/browser", b"browser"), ("/usr/bin/evil", b"evil")]);
        let log = g.file_log.take().unwrap();
        g.file_log = log.lines().next().map(|l| l.to_owned() + "\n");
    };
    let rewritten = |g: &mut Given| {
        measured(g, &[("/usr/bin/browser", b"patched")]);
        let log = g.file_log.take().unwrap();
        g.file_log = Some(log.replace(&hex(&sha256(b"patched")), &hex(&sha256(b"browser"))));
    };
    let boot = |given: &mut Given| given.boot_log = Some(forge::boot_log(&[(4, b"another loader")]).0);
    let before = |resets| Some(Counters { resets, restarts: 0, clock: 0 });
    refused(vec![
        ("stale nonce", Refusal::TpmNonce, quoted(|g| g.nonce = vec![6; 20])),
        ("flipped signature", Refusal::TpmSignature, quoted(|g| g.flip = true)),
        ("made outside a TPM", Refusal::TpmMagic, quoted(|g| g.tpm.magic = 1)),
        ("statement of another kind", Refusal::TpmKind, quoted(|g| g.tpm.kind = 0x8014)),
        ("key of software", Refusal::TpmAkAttributes, quoted(|g| g.tpm.attributes = 0x0004_0040)),
        ("key that also decrypts", Refusal::TpmAkAttributes, quoted(|g| g.tpm.attributes |= 1 << 17)),
        ("another machine's key", Refusal::TpmAkUnknown, quoted(|g| g.ak_name = Some(vec![0; 34]))),
        ("SHA-1 registers", Refusal::TpmHash, quoted(|g| g.tpm.hash = 4)),
        ("fewer registers than asked", Refusal::TpmPcrSelection, quoted(|g| g.tpm.selected = vec![0, 1, 2])),
        ("register left out", Refusal::TpmPcrMissing, quoted(|g| g.pcrs = Some(g.tpm.pcrs.clone().split_off(&1)))),
        (
            "other firmware than quoted",
            Refusal::TpmPcrDigest,
            quoted(|g| {
                let mut pcrs = g.tpm.pcrs.clone();
                pcrs.insert(0, [1; 32]);
                g.pcrs = Some(pcrs);
            }),
        ),
        ("counters went back", Refusal::TpmReset, quoted(|g| g.before = before(4))),
        ("clock nobody vouches for", Refusal::TpmClock, quoted(|g| g.tpm.safe = 0)),
        ("boot log of another start", Refusal::TpmLogMismatch, quoted(boot)),
        ("boot log that is none", Refusal::TpmLogMalformed, quoted(|g| g.boot_log = Some(vec![1; 40]))),
        ("file log kept back", Refusal::TpmLogMissing, quoted(|g| g.file_log = None)),
        ("program hidden from the log", Refusal::TpmImaMismatch, quoted(hidden)),
        ("hash rewritten in the log", Refusal::TpmImaEntry, quoted(rewritten)),
        ("program nobody listed", Refusal::TpmImaUnknown, quoted(|g| measured(g, &[("/usr/bin/evil", b"evil")]))),
        ("listed program changed", Refusal::TpmImaChanged, quoted(|g| measured(g, &[("/usr/bin/browser", b"patched")]))),
        (
            "file changed while measured",
            Refusal::TpmImaViolation,
            quoted(|g| g.file_log = Some(format!("10 {} ima-ng sha256:{} /usr/bin/browser\n", "0".repeat(40), "0".repeat(64)))),
        ),
        (
            "second start in one log",
            Refusal::TpmImaBoot,
            quoted(|g| measured(g, &[("/usr/bin/browser", b"browser"), ("boot_aggregate", b"x")])),
        ),
    ]);
}

#[test]
fn tpm_enrolments() {
    let tpm = SoftTpm::new();
    let maker = Cert::parse(&MAKER.sign(&forge::params("EK", None, false), &Pair::new())).unwrap();
    let foreign = Cert::parse(&Maker::new("Nobody").sign(&forge::params("EK", None, false), &tpm.ak)).unwrap();
    let mine = Cert::parse(&MAKER.sign(&forge::params("EK", None, false), &tpm.ak)).unwrap();
    let public = tpm.public();
    let try_with = |cert: &Cert| {
        let given = Enrolment { ek_certs: std::slice::from_ref(cert), ek: &public, ak: &public };
        enrolment(&given, &RULES, forge::now()).map(|_| ())
    };
    refused(vec![
        ("TPM of no known maker", Refusal::X509Untrusted, try_with(&foreign)),
        ("certificate of another TPM", Refusal::TpmEkMismatch, try_with(&maker)),
        ("signing key given as endorsement key", Refusal::TpmEkAttributes, try_with(&mine)),
        ("public area cut short", Refusal::TpmMalformed, tpm::Public::parse(&public[..30]).map(|_| ())),
    ]);
}

#[test]
fn phones() {
    let android = |change: &dyn Fn(&mut Phone)| {
        let mut phone = Phone::new();
        change(&mut phone);
        let certs: Vec<Cert> = phone.chain(&MAKER).iter().map(|der| Cert::parse(der).unwrap()).collect();
        app::android(&certs, &[9; 32], &RULES, forge::now()).map(|_| ())
    };
    let extended = {
        let attested = Pair::new();
        let mut middle = forge::params("Android Keystore Key", None, true);
        middle.custom_extensions.push(Phone::new().extension());
        let der = MAKER.sign(&middle, &attested);
        let mut leaf = forge::params("Forged", None, false);
        leaf.custom_extensions.push(Phone::new().extension());
        let leaf = leaf.signed_by(&Pair::new().pair, &Issuer::from_params(&middle, &attested.pair)).unwrap();
        let certs = [Cert::parse(leaf.der()).unwrap(), Cert::parse(&der).unwrap()];
        app::android(&certs, &[9; 32], &RULES, forge::now()).map(|_| ())
    };
    let apple = |app: &str, aaguid: &[u8; 16], counter: u32, other: bool, wrong_id: bool| {
        let (object, id) = forge::app_attest(b"challenge", app, aaguid, counter, &MAKER);
        let challenge: &[u8] = if other { b"another" } else { b"challenge" };
        let id = if wrong_id { vec![1; 32] } else { id };
        app::apple_attestation(&object, &id, challenge, &RULES, forge::now()).map(|_| ())
    };
    let live = b"appattest\0\0\0\0\0\0\0";
    refused(vec![
        ("answer to another challenge", Refusal::AppNonce, android(&|p| p.challenge = vec![1])),
        ("key kept by software", Refusal::AppSoftware, android(&|p| p.security = 0)),
        ("unlocked boot loader", Refusal::AppUnlocked, android(&|p| p.locked = false)),
        ("unverified system", Refusal::AppBoot, android(&|p| p.state = 2)),
        ("imported key", Refusal::AppOrigin, android(&|p| p.origin = 2)),
        ("old updates", Refusal::AppPatch, android(&|p| p.patch = 202_001)),
        ("key for every app", Refusal::AppAllApps, android(&|p| p.all_apps = true)),
        ("chain extended by an attested key", Refusal::AppExtensionTwice, extended),
        ("another app", Refusal::AppId, apple("TEAM000001.cn.evil", live, 0, false, false)),
        ("development build", Refusal::AppEnvironment, apple(forge::APP, b"appattestdevelop", 0, false, false)),
        ("used before it was attested", Refusal::AppCounter, apple(forge::APP, live, 3, false, false)),
        ("another challenge's object", Refusal::AppNonce, apple(forge::APP, live, 0, true, false)),
        ("another key's id", Refusal::AppKey, apple(forge::APP, live, 0, false, true)),
    ]);
}

#[test]
fn heartbeats() {
    let (keys, other) = (Pair::new(), Pair::new());
    let key = SessionKey::parse(&keys.point()).unwrap();
    let beat = |by: &Pair, session: &str, seq: u64, at: i64| {
        let signature = by.raw(&message(Purpose::Heartbeat, session, seq, at, &[]));
        Sequence { last: 4 }.beat(&key, "mine", seq, at, &signature, 100_000)
    };
    refused(vec![
        ("signed by another key", Refusal::SessionSignature, beat(&other, "mine", 5, 100_000)),
        ("of another session", Refusal::SessionSignature, beat(&keys, "yours", 5, 100_000)),
        ("replayed", Refusal::SessionSequence, beat(&keys, "mine", 4, 100_000)),
        ("too old", Refusal::SessionStale, beat(&keys, "mine", 5, 1)),
        ("no point", Refusal::SessionKey, SessionKey::parse(&[4; 65]).map(|_| ())),
    ]);
}
