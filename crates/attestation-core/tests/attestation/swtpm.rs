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

    pub(crate) fn run(&self, line: &str) {
        let mut words = line.split(' ');
        let output = Command::new(words.next().unwrap())
            .args(words)
            .current_dir(&self.dir)
            .env("TPM2TOOLS_TCTI", format!("swtpm:path={}", self.dir.join("sock").display()))
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.dir.join(name)).unwrap()
    }
}

const REGISTERS: [u8; 8] = [0, 1, 2, 3, 4, 5, 7, 10];

#[test]
fn a_software_tpm_enrols_and_quotes() {
    let Some(tpm) = Tpm::start() else { return };
    let mut rules = forge::rules();
    rules.also_trust("swtpm", &String::from_utf8(tpm.read("maker.pem")).unwrap()).unwrap();

    tpm.run("tpm2_getekcertificate -o ek.der");
    tpm.run("tpm2_createek -c ek.ctx -G rsa -u ek.pub");
    tpm.run("tpm2_flushcontext -t");
    tpm.run("tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub");
    tpm.run("tpm2_flushcontext -t");
    let (ek, ak) = (tpm.read("ek.pub"), tpm.read("ak.pub"));
    let certs = [Cert::parse(&tpm.read("ek.der")).unwrap()];
    let given = Enrolment { ek_certs: &certs, ek: &ek, ak: &ak };
    // The software maker's certificates begin now, by the machine's clock.
    let now = kernel::Clock::system().now();
    let (ek_public, ak_public) = enrolment(&given, &rules, now).unwrap();
    assert_eq!(enrolment(&given, &forge::rules(), now).unwrap_err(), Refusal::X509Untrusted);

    let made = make_credential(&ek_public, &ak_public, b"thirty-two secret bytes of ours!", &mut rand::rng()).unwrap();
    std::fs::write(tpm.dir.join("credential"), made.file()).unwrap();
    tpm.run("tpm2_startauthsession --policy-session -S session.ctx");
    tpm.run("tpm2_policysecret -S session.ctx -c e");
    tpm.run("tpm2_activatecredential -c ak.ctx -C ek.ctx -i credential -o opened -P session:session.ctx");
    tpm.run("tpm2_flushcontext session.ctx");
    tpm.run("tpm2_flushcontext -t");
    assert_eq!(tpm.read("opened"), b"thirty-two secret bytes of ours!");

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
    assert_eq!(rules.level(&[Claim::Passkey, Claim::BoundKey, Claim::Quote, Claim::FileLog]), 3);
    assert_eq!(quote(&evidence, &[9; 8], None, None, &rules).unwrap_err(), Refusal::TpmNonce);
    let short = Quote { file_log: Some(""), ..evidence };
    assert_eq!(quote(&short, &nonce, None, None, &rules).unwrap_err(), Refusal::TpmImaMismatch);
}
