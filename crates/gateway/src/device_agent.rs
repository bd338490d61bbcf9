//! `tidecrew device`: the agent on a worker's Linux machine. It enrols the machine's TPM and quotes it, for the page of a session
//! that runs on the same machine (`serve`) or for a session that its owner names.
//!
//! It speaks to the TPM through tpm2-tools, so that a hardware TPM and swtpm (`TPM2TOOLS_TCTI`) are the same to it.

use std::{
    collections::BTreeMap,
    io::BufRead,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use attestation_core::{
    bytes::hex,
    tpm::by_word,
    webauthn::{b64, to_b64},
};
use kernel::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    cli::{Device, Endorsement},
    commands::print,
    device_serve,
};

/// Where Linux keeps what firmware and kernel measured.
const BOOT_LOG: &str = "/sys/kernel/security/tpm0/binary_bios_measurements";
/// Where a TPM keeps its maker's certificate of the P-256 endorsement key (TCG's template L-2).
const ECC_CERTIFICATE: &str = "0x1c0000a";
const FILE_LOG: &str = "/sys/kernel/security/ima/ascii_runtime_measurements";

pub(crate) async fn run(action: Device) -> Result<ExitCode> {
    match action {
        Device::Enrol { server, email, state, label, endorsement } => {
            enrol(&server, &email, &Tpm::new(state, endorsement)?, &label).await
        }
        Device::Quote { server, email, state, session, file_log, boot_log } => {
            quote(&server, &email, &Tpm::new(state, Endorsement::Rsa)?.logs(boot_log, file_log), &session).await
        }
        Device::Serve { server, state, endorsement, port, file_log, boot_log } => {
            device_serve::run(&server, port, Tpm::new(state, endorsement)?.logs(boot_log, file_log)).await
        }
    }
}

/// A folder with the contexts of the TPM's keys, and where the machine's logs are.
pub(crate) struct Tpm {
    dir: PathBuf,
    endorsement: Endorsement,
    boot_log: PathBuf,
    file_log: PathBuf,
}

/// What a TPM quoted, and the logs that were asked for; binary fields are base64url.
#[derive(Serialize)]
pub(crate) struct Quoted {
    attest: String,
    signature: String,
    pcrs: BTreeMap<String, String>,
    boot_log: Option<String>,
    file_log: Option<String>,
}

/// What a server wants quoted.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    pcrs: Vec<u8>,
    boot_log: bool,
    file_log: bool,
}

impl Tpm {
    fn new(dir: PathBuf, endorsement: Endorsement) -> Result<Self> {
        std::fs::create_dir_all(&dir).map_err(|e| Error::new(Code::InvalidField, format!("{}: {e}", dir.display())))?;
        Ok(Self { dir, endorsement, boot_log: BOOT_LOG.into(), file_log: FILE_LOG.into() })
    }

    fn logs(self, boot_log: Option<PathBuf>, file_log: Option<PathBuf>) -> Self {
        Self { boot_log: boot_log.unwrap_or(self.boot_log), file_log: file_log.unwrap_or(self.file_log), ..self }
    }

    /// The number under which the server enrolled this TPM; `None` before that.
    pub(crate) fn device(&self) -> Option<String> {
        std::fs::read_to_string(self.dir.join("device")).ok()
    }

    pub(crate) fn enrolled(&self, device: &str) -> Result<()> {
        self.write("device", device.as_bytes())
    }

    /// Makes the keys and tells their public halves, with the maker's certificate.
    pub(crate) fn offer(&self) -> Result<Value> {
        let kind = match self.endorsement {
            Endorsement::Rsa => {
                self.tool("tpm2_getekcertificate -o ek.der")?;
                "rsa"
            }
            Endorsement::Ecc => {
                self.tool(&format!("tpm2_nvread {ECC_CERTIFICATE} -C {ECC_CERTIFICATE} -o ek.der"))?;
                "ecc"
            }
        };
        self.tool(&format!("tpm2_createek -c ek.ctx -G {kind} -u ek.pub"))?;
        self.flush()?;
        self.tool("tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub")?;
        self.flush()?;
        Ok(json!({
            "ek_certificates": pem(&self.read("ek.der")?),
            "ek_public": to_b64(&self.read("ek.pub")?),
            "ak_public": to_b64(&self.read("ak.pub")?),
        }))
    }

    /// Opens what the server sealed for this TPM. Base64url both.
    pub(crate) fn open(&self, credential: &str) -> Result<String> {
        let given = b64(credential).map_err(|e| Error::field("credential", "invalid", e.to_string()))?;
        self.write("credential", &given)?;
        self.tool("tpm2_startauthsession --policy-session -S session.ctx")?;
        self.tool("tpm2_policysecret -S session.ctx -c e")?;
        let opened = self.tool("tpm2_activatecredential -c ak.ctx -C ek.ctx -i credential -o opened -P session:session.ctx");
        self.tool("tpm2_flushcontext session.ctx")?;
        self.flush()?;
        opened?;
        Ok(to_b64(&self.read("opened")?))
    }

    pub(crate) fn quote(&self, challenge: &[u8; 32], wanted: &Wanted) -> Result<Quoted> {
        let registers: Vec<String> = wanted.pcrs.iter().map(ToString::to_string).collect();
        let (list, challenge) = (registers.join(","), hex(challenge));
        self.tool(&format!(
            "tpm2_quote -c ak.ctx -l sha256:{list} -q {challenge} -m attest -s signature -o pcrs -F values -g sha256"
        ))?;
        self.flush()?;
        let log = |path: &Path, is_wanted: bool| -> Result<Option<Vec<u8>>> {
            match std::fs::read(path) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(_) if !is_wanted => Ok(None),
                Err(e) => Err(Error::new(Code::InvalidField, format!("{}: {e}; the policy asks for this log", path.display()))),
            }
        };
        Ok(Quoted {
            attest: to_b64(&self.read("attest")?),
            signature: to_b64(&self.read("signature")?),
            pcrs: registers.into_iter().zip(self.read("pcrs")?.chunks_exact(32).map(hex)).collect(),
            boot_log: log(&self.boot_log, wanted.boot_log)?.map(|bytes| to_b64(&bytes)),
            file_log: log(&self.file_log, wanted.file_log)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        })
    }

    /// Runs one of tpm2-tools.
    fn tool(&self, line: &str) -> Result<()> {
        let mut words = line.split(' ');
        let program = words.next().unwrap_or_default();
        let missing = |e| Error::new(Code::InvalidField, format!("{program}: {e}; install tpm2-tools"));
        let output = Command::new(program).args(words).current_dir(&self.dir).output().map_err(missing)?;
        if output.status.success() {
            return Ok(());
        }
        let why = String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; ");
        Err(Error::new(Code::InvalidField, format!("{line}: {why}")))
    }

    fn read(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.dir.join(name);
        std::fs::read(&path).map_err(|e| Error::new(Code::InvalidField, format!("{}: {e}; enrol first", path.display())))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        std::fs::write(self.dir.join(name), bytes).map_err(Error::internal)
    }

    /// Frees what the tools left in the TPM; one without a resource manager is soon full.
    fn flush(&self) -> Result<()> {
        self.tool("tpm2_flushcontext -t")
    }
}

/// The server, signed in to.
struct Server {
    base: String,
    http: reqwest::Client,
    token: String,
}

impl Server {
    /// Signs in; the password is read from standard input.
    async fn sign_in(base: &str, email: &str) -> Result<Self> {
        let mut password = String::new();
        std::io::stdin().lock().read_line(&mut password).map_err(Error::internal)?;
        let mut server = Self { base: base.trim_end_matches('/').to_owned(), http: reqwest::Client::new(), token: String::new() };
        let signed = server.post("/sign-in", &json!({ "email": email, "password": password.trim_end() })).await?;
        server.token = signed["access_token"].as_str().unwrap_or_default().to_owned();
        Ok(server)
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let url = format!("{}/api/v1{path}", self.base);
        let failed = |e: reqwest::Error| Error::new(Code::InvalidField, format!("{url}: {e}"));
        let answer = self.http.post(&url).bearer_auth(&self.token).json(body).send().await.map_err(failed)?;
        let status = answer.status();
        let body: Value = answer.json().await.map_err(failed)?;
        if status.is_success() {
            return Ok(body);
        }
        let exact = body["errors"][0]["code"].as_str().unwrap_or_else(|| body["code"].as_str().unwrap_or_default());
        let detail = body["detail"].as_str().unwrap_or_default();
        Err(Error::new(Code::EvidenceRefused, format!("{path}: {exact}: {detail}")))
    }
}

fn pem(der: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let body: Vec<char> = STANDARD.encode(der).chars().collect();
    let lines: Vec<String> = body.chunks(64).map(|line| line.iter().collect()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

async fn enrol(server: &str, email: &str, tpm: &Tpm, label: &str) -> Result<ExitCode> {
    let server = Server::sign_in(server, email).await?;
    let mut offer = tpm.offer()?;
    offer["label"] = json!(label);
    let asked = server.post("/me/devices/tpm/begin", &offer).await?;
    let opened = tpm.open(asked["options"]["credential"].as_str().unwrap_or_default())?;
    let enrolled = server.post("/me/devices/tpm/finish", &json!({ "ask_id": asked["ask_id"], "opened": opened })).await?;
    tpm.enrolled(enrolled["device"]["id"].as_str().unwrap_or_default())?;
    print(&enrolled)
}

async fn quote(server: &str, email: &str, tpm: &Tpm, session: &str) -> Result<ExitCode> {
    let server = Server::sign_in(server, email).await?;
    let device = tpm.device().ok_or_else(|| Error::new(Code::InvalidField, "this TPM is not enrolled; enrol first"))?;
    let asked = server.post("/me/posture/quote/begin", &json!({ "device_id": device, "session_id": session })).await?;
    let nonce = b64(asked["options"]["nonce"].as_str().unwrap_or_default()).map_err(Error::internal)?;
    let wanted = Wanted::deserialize(&asked["options"]).map_err(Error::internal)?;
    let mut given = json!(tpm.quote(&by_word(&nonce), &wanted)?);
    given["ask_id"] = asked["ask_id"].clone();
    print(&server.post("/me/posture/quote/finish", &given).await?)
}
