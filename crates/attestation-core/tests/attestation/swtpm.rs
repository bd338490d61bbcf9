//! The same verifier against a TPM that somebody else wrote (swtpm, driven by tpm2-tools). Skipped where they are absent.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use attestation_core::{
    Claim, Refusal,
    bytes::hex,
    cert::Cert,
    tpm::{Enrolment, Public, Quote, enrolment, make_credential, quote},
};

use crate::forge;

pub(crate) struct Tpm {
    pub(crate) dir: PathBuf,
    _keep: tempfile::TempDir,
    server: Child,
}

impl Drop for Tpm {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Tpm {
    /// A fresh TPM, or nothing when the programs are missing.
    pub(crate) fn start() -> Option<Self> {
        let there = |program: &str| Command::new("which").arg(program).stdout(Stdio::null()).status().is_ok_and(|s| s.success());
        if !["swtpm", "swtpm_localca", "tpm2_quote"].into_iter().all(there) {
            println!("skipped: swtpm, swtpm-tools and tpm2-tools are not installed");
            return None;
        }
        let keep = tempfile::tempdir().unwrap();
        let dir = keep.path().to_owned();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ops/lib/swtpm");
        let server = Command::new(script).arg(&dir).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let began = Instant::now();
        while !dir.join("sock").exists() {
            assert!(began.elapsed() < Duration::from_secs(60), "swtpm did not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(Self { dir, _keep: keep, server })
    }

    fn output(&self, line: &str) -> std::process::Output {
        let mut words = line.split(' ');
        Command::new(words.next().unwrap())
            .args(words)
            .current_dir(&self.dir)
            .env("TPM2TOOLS_TCTI", format!("swtpm:path={}", self.dir.join("sock").display()))
            .output()
            .unwrap()
    }

    pub(crate) fn run(&self, line: &str) {
        let output = self.output(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn tries(&self, line: &str) -> bool {
        self.output(line).status.success()
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.dir.join(name)).unwrap()
    }
}

const REGISTERS: [u8; 8] = [0, 1, 2, 3, 4, 5, 7, 10];

/// A TPM's public key, for which a maker writes a certificate.
struct Held(Vec<u8>);

impl rcgen::PublicKeyData for Held {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl Tpm {
    /// Makes the two keys of a kind (`rsa`, `ecc`).
    fn keys(&self, kind: &str) -> (Vec<u8>, Vec<u8>) {
        self.run(&format!("tpm2_createek -c ek.ctx -G {kind} -u ek.pub"));
        self.run("tpm2_flushcontext -t");
        self.run("tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub");
        self.run("tpm2_flushcontext -t");
        (self.read("ek.pub"), self.read("ak.pub"))
    }

    /// Opens what was sealed for its endorsement key; `false` when it cannot.
    fn opens(&self, sealed: &[u8], secret: &[u8]) -> bool {
        std::fs::write(self.dir.join("credential"), sealed).unwrap();
        self.run("tpm2_startauthsession --policy-session -S session.ctx");
        self.run("tpm2_policysecret -S session.ctx -c e");
        let _ = std::fs::remove_file(self.dir.join("opened"));
        let did = self.tries("tpm2_activatecredential -c ak.ctx -C ek.ctx -i credential -o opened -P session:session.ctx");
        self.run("tpm2_flushcontext session.ctx");
        self.run("tpm2_flushcontext -t");
        did && self.read("opened") == secret
    }
}

const SECRET: &[u8] = b"thirty-two secret bytes of ours!";

#[test]
fn a_software_tpm_with_an_elliptic_endorsement_key_enrols() {
    let Some(tpm) = Tpm::start() else { return };
    let (ek, ak) = tpm.keys("ecc");
    let point = Public::parse(&ek).unwrap().key.point().unwrap();
    let signed = |maker: &forge::Maker| {
        let leaf = forge::params("TPM", None, false);
        Cert::parse(leaf.signed_by(&Held(point.clone()), &maker.issuer()).unwrap().der()).unwrap()
    };
    let judged = |cert: Cert| enrolment(&Enrolment { ek_certs: &[cert], ek: &ek, ak: &ak }, &forge::RULES, forge::now());
    let (ek_public, ak_public) = judged(signed(&forge::MAKER)).unwrap();
    assert!(judged(signed(&forge::OTHER)).is_err(), "another maker of the same name");
    let other = Cert::parse(&forge::MAKER.sign(&forge::params("TPM", None, false), &forge::Pair::new())).unwrap();
    assert_eq!(judged(other).unwrap_err(), Refusal::TpmEkMismatch);

    let made = make_credential(&ek_public, &ak_public, SECRET, &mut rand::rng()).unwrap();
    assert!(tpm.opens(&made.file(), SECRET));
    // Neither for another attestation key nor for another TPM's endorsement key.
    let another = Public::parse(&forge::SoftTpm::new().public()).unwrap();
    let made = make_credential(&ek_public, &another, SECRET, &mut rand::rng()).unwrap();
    assert!(!tpm.opens(&made.file(), SECRET), "beside another attestation key");
    let made = make_credential(&another, &ak_public, SECRET, &mut rand::rng()).unwrap();
    assert!(!tpm.opens(&made.file(), SECRET), "for another TPM");
}

#[test]
fn a_software_tpm_enrols_and_quotes() {
    let Some(tpm) = Tpm::start() else { return };
    let mut rules = forge::rules();
    rules.also_trust("swtpm", &String::from_utf8(tpm.read("maker.pem")).unwrap()).unwrap();

    tpm.run("tpm2_getekcertificate -o ek.der");
    let (ek, ak) = tpm.keys("rsa");
    let certs = [Cert::parse(&tpm.read("ek.der")).unwrap()];
    let given = Enrolment { ek_certs: &certs, ek: &ek, ak: &ak };
    // The software maker's certificates begin now, by the machine's clock.
    let now = kernel::Clock::system().now();
    let (ek_public, ak_public) = enrolment(&given, &rules, now).unwrap();
    assert_eq!(enrolment(&given, &forge::rules(), now).unwrap_err(), Refusal::X509Untrusted);

    let made = make_credential(&ek_public, &ak_public, SECRET, &mut rand::rng()).unwrap();
    assert!(tpm.opens(&made.file(), SECRET));

    let (line, digest) = forge::ima("/usr/bin/browser", b"browser");
    tpm.run(&format!("tpm2_pcrextend 10:sha256={}", hex(&digest)));
    tpm.run(
        "tpm2_quote -c ak.ctx -l sha256:0,1,2,3,4,5,7,10 -q 0102030405060708 -m attest -s signature -o pcrs -F values -g sha256",
    );
    let values = tpm.read("pcrs");
    let pcrs = REGISTERS.into_iter().zip(values.chunks_exact(32).map(|v| v.try_into().unwrap())).collect();
    let (attest, signature) = (tpm.read("attest"), tpm.read("signature"));
    let log = line + "\n";
    let evidence = Quote { ak: &ak, attest: &attest, signature: &signature, pcrs: &pcrs, boot_log: None, file_log: Some(&log) };
    let nonce = [1, 2, 3, 4, 5, 6, 7, 8];
    let name = Public::parse(&ak).unwrap().name;
    let (_, found) = quote(&evidence, &nonce, Some(&name), None, &rules).unwrap();
    assert_eq!(found.claims, [Claim::Quote, Claim::FileLog]);
    let held = [Claim::Passkey, Claim::BoundKey, Claim::Quote, Claim::FileLog];
    assert_eq!(
        (rules.level(&held), rules.level(&[held.as_slice(), &[Claim::Near]].concat())),
        (2, 3),
        "of the browser's machine"
    );
    assert_eq!(quote(&evidence, &[9; 8], None, None, &rules).unwrap_err(), Refusal::TpmNonce);
    let short = Quote { file_log: Some(""), ..evidence };
    assert_eq!(quote(&short, &nonce, None, None, &rules).unwrap_err(), Refusal::TpmImaMismatch);
}
